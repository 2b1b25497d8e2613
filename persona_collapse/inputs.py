"""Answers and personas by name: files, run directories, Hub datasets, the references, the bundled pool.

The command line, `given` and the tasks for other runners read them here.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from persona_collapse.errors import InputError

if TYPE_CHECKING:
    from persona_collapse.columns import ReadAs
    from persona_collapse.instruments import Instrument
    from persona_collapse.matrix import BehavioralTraitMatrix
    from persona_collapse.personas import PersonaPool, Selection
    from persona_collapse.study import RunReplies
    from persona_collapse.study.texts import RunTexts

MOST_PARTS = 20
"""Populations that a column of one table may tell apart."""

_DATASET = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*(:[^:/@]+)?(@[\w./-]+)?")


@dataclass(frozen=True)
class Population:
    """Answers, and what a run knows beside its first ones.

    Attributes
    ----------
    matrix : answers
    beside : samples, distributions, default, quality and what was asked, as `diagnose` takes them; empty for a table
    command : what was typed to ask; empty for a table
    """

    matrix: "BehavioralTraitMatrix"
    beside: "Mapping[str, Any]"
    command: str = ""

    def known(self, **given: Any) -> dict[str, Any]:
        """What is given beside the answers, else what the run knows; samples and distributions are one or the other.

        Parameters
        ----------
        given : as `diagnose` takes it; None where nothing was given
        """
        chosen = {name: one for name, one in given.items() if one is not None}
        repeated = "samples" in chosen or "distributions" in chosen
        ours = {name: one for name, one in self.beside.items() if name in given}
        if repeated:
            ours = {name: one for name, one in ours.items() if name not in ("samples", "distributions")}
        return {**dict.fromkeys(given), **ours, **chosen}


def read_given(name: str, *, texts: bool = False, read_as: "ReadAs | None" = None) -> "Population | RunTexts":
    """What ANSWERS names: answers, or free texts; a run directory is read once.

    Parameters
    ----------
    name : as typed
    texts : whether a table holds free texts; a run knows that of itself
    read_as : what is declared about a table of answers

    Raises
    ------
    InputError : as `read_answers`; texts from a run of a questionnaire.
    """
    from persona_collapse.instruments import OpenQuestion
    from persona_collapse.store import is_run
    from persona_collapse.study import read_replies
    from persona_collapse.study.texts import run_texts, table_texts, text_columns
    from persona_collapse.tables import read_table

    if is_run(name):
        _refuse_declared(name, read_as)
        replies = read_replies(name)
        if texts or isinstance(replies.manifest.instrument, OpenQuestion):
            return run_texts(replies)
        return run_population(replies)
    if texts:
        table = read_table(name)
        return table_texts(table, *text_columns(table))
    return read_population(name, read_as)


def read_population(name: str | Path, read_as: "ReadAs | None" = None) -> Population:
    """As `read_answers`, with repeats and the control run of a run directory.

    Raises
    ------
    InputError : as `read_answers`.
    """
    from persona_collapse.store import is_run
    from persona_collapse.study import read_replies

    if is_run(name):
        _refuse_declared(name, read_as)
        return run_population(read_replies(name))
    return Population(read_answers(name, read_as), {})


def run_population(replies: "RunReplies") -> Population:
    """The answers of a run, with its repeats and its control run.

    Raises
    ------
    InputError : free texts, or no reply that holds an answer.
    """
    from persona_collapse.study import run_answers

    run = run_answers(replies)
    beside = {name: getattr(run, name) for name in ("samples", "distributions", "default", "quality", "asked")}
    return Population(run.matrix, beside, run.command)


def read_answers(name: str | Path, read_as: "ReadAs | None" = None) -> "BehavioralTraitMatrix":
    """Answers from a file, a run directory, or a Hub dataset (ORG/NAME, ORG/NAME:config, either with
    @revision); what is here wins.

    A Path never names a dataset.

    Parameters
    ----------
    name : as typed
    read_as : what is declared about a table

    Raises
    ------
    InputError : there is neither, or it does not hold answers; a run, of which nothing need be declared.
    """
    from persona_collapse.matrix import BehavioralTraitMatrix
    from persona_collapse.store import is_run
    from persona_collapse.tables import give_memory_back

    if is_run(name):
        from persona_collapse.study import answers

        _refuse_declared(name, read_as)
        return answers(name)
    if isinstance(name, Path) or not names_a_dataset(name):
        found = BehavioralTraitMatrix.read(name, read_as=read_as)
        give_memory_back()
        return found
    from persona_collapse.hub.answers import load_answers

    return load_answers(name, read_as)


def read_parts(name: str, column: str, read_as: "ReadAs | None" = None) -> "list[BehavioralTraitMatrix]":
    """The populations in one table that a column tells apart: before and after, steps, models.

    Parameters
    ----------
    name : of the file
    column : whose values are the populations, in the order of the file, or of their size where all are numbers
    read_as : what is declared about the table

    Raises
    ------
    InputError : as `read_answers`; a run; a column that is not there, or has one value or more than `MOST_PARTS`.
    """
    from persona_collapse.columns import ReadAs, is_missing, rows_where
    from persona_collapse.instruments import instrument_beside
    from persona_collapse.matrix import BehavioralTraitMatrix
    from persona_collapse.store import is_run
    from persona_collapse.tables import flat, read_table

    if is_run(name):
        raise InputError(f"{name} is a run, whose answers are one population; omit --over")
    declared = read_as or ReadAs()
    table = flat(read_table(name))
    if column not in table.columns:
        there = ", ".join(list(table.columns)[:4])
        raise InputError(f"{name} has no column {column!r} (--over); its columns begin {there}")
    cells = rows_where(table, declared.where).columns[column]
    values = list(dict.fromkeys(str(cell).strip() for cell in cells if not is_missing(cell)))
    if all(re.fullmatch(r"-?\d+(\.\d+)?", one) for one in values):
        values.sort(key=float)
    if not 2 <= len(values) <= MOST_PARTS:
        shown = ", ".join(values[:4]) or "none"
        raise InputError(
            f"{name}: column {column} has {len(values)} value{'' if len(values) == 1 else 's'} ({shown}); --over needs 2 to {MOST_PARTS}, a population each"
        )
    instrument = None if declared.items or declared.instrument is not None else instrument_beside(name)
    found = []
    for value in values:
        part = replace(declared, where=(*declared.where, (column, (value,))))
        one = BehavioralTraitMatrix.of_table(table, instrument=instrument, read_as=part)
        found.append(replace(one, source=f"{name}, {column}={value}"))
    return found


def _refuse_declared(name: str | Path, read_as: "ReadAs | None") -> None:
    if read_as is not None:
        raise InputError(f"{name} is a run, which knows its questionnaire and scale; omit the options of tables")


def read_beside(name: str | Path, instrument: "Instrument", read_as: "ReadAs | None" = None) -> "BehavioralTraitMatrix":
    """Answers to be compared with a population: of its instrument, unless their columns name another one.

    Parameters
    ----------
    name : as typed
    instrument : of the population
    read_as : what is declared about a table

    Raises
    ------
    InputError : as `read_answers`.
    """
    from persona_collapse.columns import ReadAs
    from persona_collapse.store import is_run

    if is_run(name):
        return read_answers(name)
    declared = read_as or ReadAs()
    try:
        return read_answers(name, replace(declared, instrument=instrument, items=False))
    except InputError as problem:
        if declared.instrument is not None or declared.items:
            raise
        try:
            return read_answers(name, declared)
        except InputError:
            raise problem from None


def read_reference(
    name: str,
    option: str = "--reference",
    *,
    instrument: "Instrument | None" = None,
    read_as: "ReadAs | None" = None,
) -> "BehavioralTraitMatrix":
    """People's answers: `calibrated-2058`, a sample as built or fetched on this machine, a file, a run or a Hub dataset.

    Parameters
    ----------
    name : of the reference
    option : what it was given as, for messages
    instrument : of the population
    read_as : what is declared about a table

    Raises
    ------
    InputError : there is none of that name, or it does not hold answers.
    """
    from persona_collapse.hub.samples import local_sample
    from persona_collapse.hub.twin import BUILD, local_twin2k500
    from persona_collapse.references import CALIBRATED, TWIN, calibrated_2058
    from persona_collapse.references.samples import samples

    if name == CALIBRATED:
        return calibrated_2058()
    if name == TWIN:
        built = local_twin2k500()
        if built is None:
            raise InputError(f"{option} {TWIN}: it is not on this machine yet; build it: {BUILD}")
        return built
    if name in samples():
        fetched = local_sample(samples()[name])
        if fetched is None:
            raise InputError(
                f"{option} {name}: it is not on this machine yet; fetch it: persona-collapse reference fetch {name}"
            )
        return fetched
    if not ("." in name or "/" in name or Path(name).exists()):
        raise InputError(
            f"{option} {name}: file not found; known names are {CALIBRATED} (bundled), {TWIN} "
            f"(to be built on your machine: {BUILD}) and {', '.join(samples())}, and datasets on the Hub as ORG/NAME"
        )
    return read_answers(name, read_as) if instrument is None else read_beside(name, instrument, read_as)


def reference_for(population: "BehavioralTraitMatrix") -> "BehavioralTraitMatrix | None":
    """The reference when none is given: `twin2k500` if it was built on this machine, else the bundled one.

    Returns
    -------
    None for a population that answered other items than the references.
    """
    return _usual_reference(population.instrument)


def needed_reference(
    instrument: "Instrument", name: str | None = None, read_as: "ReadAs | None" = None
) -> "BehavioralTraitMatrix":
    """The reference that is named, or else the usual one, for what cannot do without people.

    Parameters
    ----------
    instrument : that is or was answered
    name, read_as : as in `read_reference`; None for the usual one

    Raises
    ------
    InputError : there is none; as `read_reference`.
    """
    found = (
        _usual_reference(instrument) if name is None else read_reference(name, instrument=instrument, read_as=read_as)
    )
    if found is None:
        raise no_reference(instrument)
    return found


def no_reference(instrument: "Instrument") -> InputError:
    """What is said where people are needed and none are here."""
    return InputError(f"there is no default reference for {instrument.id}; give people's answers: --reference PATH")


def _usual_reference(instrument: "Instrument") -> "BehavioralTraitMatrix | None":
    from persona_collapse.diagnosis.scorecard import bundled_reference
    from persona_collapse.hub.twin import local_twin2k500

    bundled = bundled_reference(instrument)
    if bundled is None:
        return None
    built = local_twin2k500()
    return bundled if built is None else built


def read_personas(
    name: str | None,
    selection: "Selection",
    columns: "Mapping[str, str] | None" = None,
    tell: Sequence[str] = (),
) -> "tuple[PersonaPool, int | None]":
    """The pool of a name and how many of it are asked: a number (of the bundled pool), twin2k500, a file, a Hub dataset.

    Parameters
    ----------
    name : as typed; None for the bundled pool
    selection : which of its personas
    columns, tell : of a table of one's own: field -> column, and the columns that are stated

    Returns
    -------
    The pool, and the number of personas from the first; None all of it.

    Raises
    ------
    InputError : a file or dataset that is not there or holds no personas; options that a pool has no use for.
    """
    from persona_collapse.personas import pool_from_table
    from persona_collapse.references import TWIN

    if name is None or name.isdecimal() or name == TWIN:
        return _our_personas(name, selection)
    if not names_a_dataset(name):
        return pool_from_table(name, columns or {}, tell=tell, selection=selection), None
    from persona_collapse.hub.personas import load_pool

    return load_pool(name, columns or {}, tell=tell, selection=selection), None


def _our_personas(name: str | None, selection: "Selection") -> "tuple[PersonaPool, int | None]":
    """The bundled pool, or twins of real people, and how many of it."""
    from persona_collapse.personas import bundled_pool
    from persona_collapse.references import TWIN

    if name is not None and name != TWIN:
        if selection.count is not None:
            raise InputError(f"--personas {name} already says how many; omit it, or --first and --sample")
        return bundled_pool(), int(name)
    pool = _twins() if name == TWIN else bundled_pool()
    return (pool, selection.first) if selection.sample is None else (pool.chosen(selection), None)


def _twins() -> "PersonaPool":
    from persona_collapse.hub.twin import BUILD, local_twin2k500
    from persona_collapse.references import TWIN
    from persona_collapse.study import twin_pool

    people = local_twin2k500()
    if people is None:
        raise InputError(
            f"--personas {TWIN}: twins need the real respondents, which are not on this machine yet; build them: {BUILD}"
        )
    return twin_pool(people)


def names_a_dataset(name: str) -> bool:
    """ORG/NAME or ORG/NAME:config, either with @revision, unless a file or folder has that name or it ends as tables do."""
    from persona_collapse.tables import ENDINGS, TOOL_ENDINGS, ending

    if Path(name).exists() or ending(name) in (*ENDINGS, *TOOL_ENDINGS):
        return False
    return _DATASET.fullmatch(name) is not None
