"""The options that say how a table of answers is to be read, for every command that takes tables."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from persona_collapse.columns import ReadAs
    from persona_collapse.matrix import BehavioralTraitMatrix

OPTIONS: dict[str, Any] = {
    "instrument": Annotated[
        str | None,
        typer.Option(
            metavar="NAME|FILE",
            help="The questionnaire of the tables, where their columns do not name it: a name of persona-collapse instrument "
            "list, an instrument file, or items for columns without traits (with --scale).",
        ),
    ],
    "map": Annotated[
        str | None,
        typer.Option(
            metavar="FILE|PATTERN",
            help='Columns of the items: a pattern such as "Q{}", or a JSON or CSV file of items and columns.',
        ),
    ],
    "missing": Annotated[
        str | None, typer.Option(metavar="CODE,...", help="Codes that mean no answer, for example 0,99,-1.")
    ],
    "labels": Annotated[
        bool, typer.Option("--labels", help="Cells are the labels of the scale: Agree strongly, 5 - Agree strongly.")
    ],
    "scale": Annotated[
        str | None,
        typer.Option(
            metavar="LOW-HIGH", help="The scale in the tables where it is not the questionnaire's, for example 0-4."
        ),
    ],
    "reversed_already": Annotated[
        bool, typer.Option("--reversed-already", help="Reversed items are already reverse-scored in the tables.")
    ],
    "where": Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN=VALUE,...",
            help="Only the rows with one of these values, for example --where model=gpt-4o; repeat for another column.",
        ),
    ],
    "reference_map": Annotated[
        str | None, typer.Option(metavar="FILE|PATTERN", help="As --map, for the table of --reference.")
    ],
    "reference_scale": Annotated[
        str | None, typer.Option(metavar="LOW-HIGH", help="As --scale, for the table of --reference.")
    ],
    "reference_reversed_already": Annotated[
        bool,
        typer.Option("--reference-reversed-already", help="As --reversed-already, for the table of --reference."),
    ],
    "reference_where": Annotated[
        list[str] | None, typer.Option(metavar="COLUMN=VALUE,...", help="As --where, for the table of --reference.")
    ],
}
"""Name of an option -> how it is typed."""


@dataclass(frozen=True)
class Reading:
    """How tables are to be read, as typed.

    Attributes
    ----------
    instrument, map, missing, labels, scale, reversed_already, where : for the population
    reference_map, reference_scale, reference_reversed_already : the same for the reference, where they differ
    reference_where : rows of the reference; all without
    """

    instrument: str | None = None
    map: str | None = None
    missing: str | None = None
    labels: bool = False
    scale: str | None = None
    reversed_already: bool = False
    where: list[str] | None = None
    reference_map: str | None = None
    reference_scale: str | None = None
    reference_reversed_already: bool = False
    reference_where: list[str] | None = None

    @property
    def typed(self) -> list[str]:
        """The options as they are typed.

        >>> Reading(instrument="bfi2", labels=True).typed
        ['--instrument', 'bfi2', '--labels']
        """
        found = []
        for one in fields(self):
            value, option = getattr(self, one.name), f"--{one.name.replace('_', '-')}"
            if isinstance(value, list):
                found += [part for each in value for part in (option, each)]
            else:
                found += [] if value in (None, False) else [option] if value is True else [option, str(value)]
        return found

    @property
    def population(self) -> "ReadAs | None":
        """What is declared about the tables of populations; None where nothing is.

        Raises
        ------
        InputError : an unknown questionnaire, a scale that is not LOW-HIGH, no codes.
        """
        if not any(getattr(self, one.name) for one in fields(self) if not one.name.startswith("reference_")):
            return None
        return self._declared(self.map, self.scale, self.reversed_already, self.where)

    @property
    def reference(self) -> "ReadAs":
        """What is declared about the table of the reference: as the population's, with columns, scale and reversal of its own.

        Raises
        ------
        InputError : as `population`.
        """
        own_scale = self.scale if self.reference_scale is None else self.reference_scale
        own_map = self.map if self.reference_map is None else self.reference_map
        return self._declared(own_map, own_scale, self.reference_reversed_already, self.reference_where)

    def _declared(
        self, columns: str | None, scale: str | None, reversed_already: bool, where: list[str] | None
    ) -> "ReadAs":
        from persona_collapse.columns import ReadAs

        return ReadAs.typed(
            self.instrument,
            columns,
            missing=self.missing,
            labels=self.labels,
            scale=scale,
            reversed_already=reversed_already,
            where=where or (),
        )


def reads_tables(command: Callable[..., None]) -> Callable[..., None]:
    """A command with the options of tables, which it takes as its argument `reading`.

    Parameters
    ----------
    command : with an argument `reading`
    """

    @wraps(command)
    def with_options(**given: Any) -> None:
        typed = {name: given.pop(name) for name in OPTIONS}
        command(**given, reading=Reading(**typed))

    own = [one for one in inspect.signature(command).parameters.values() if one.name != "reading"]
    flags = {one.name: one.default for one in fields(Reading)}
    added = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=flags[name], annotation=kind)
        for name, kind in OPTIONS.items()
    ]
    first = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own]
    with_options.__signature__ = inspect.Signature([*first, *added])  # type: ignore[attr-defined]
    with_options.__annotations__ = {one.name: one.annotation for one in (*first, *added)}
    return with_options


def say_how_read(matrix: "BehavioralTraitMatrix") -> None:
    """Say which columns were taken for what, and that personas repeat; nothing where nothing had to be decided."""
    from persona_collapse.cli._shared.output import say

    if matrix.taken:
        say(matrix.taken)
    repeats = matrix.repeats
    if repeats is not None:
        say(f"{matrix.source}: {len(matrix)} rows: {repeats.printed} (column {repeats.column})")


def read_together(
    answers: "Sequence[str]", reference: str | None, reading: Reading, over: str | None = None
) -> "tuple[list[BehavioralTraitMatrix], BehavioralTraitMatrix | None]":
    """Populations that answered one questionnaire, and people: the reference that is named, or else the usual one.

    Parameters
    ----------
    answers : names of the populations, the first of which says what was answered
    reference : a name or a path; None for the usual one, if there is one
    reading : what is declared about the tables
    over : the column that tells populations in one table apart; None for a population each

    Raises
    ------
    InputError : one that cannot be read, or that answered something else; several tables where there is a column.
    """
    from persona_collapse.errors import InputError
    from persona_collapse.inputs import read_answers, read_beside, read_parts, read_reference, reference_for

    first, *others = answers
    if over is not None and others:
        raise InputError(f"--over {over} compares populations in one table; give one table, or omit --over")
    populations = (
        [read_answers(first, reading.population)] if over is None else read_parts(first, over, reading.population)
    )
    asked = populations[0].instrument
    populations += [read_beside(name, asked, reading.population) for name in others]
    if reference is None:
        return populations, reference_for(populations[0])
    return populations, read_reference(reference, instrument=asked, read_as=reading.reference)


def say_how_all_read(populations: "Sequence[BehavioralTraitMatrix]", given: "BehavioralTraitMatrix | None") -> None:
    """Say how each was read, and where items contradict each other.

    Parameters
    ----------
    populations : of personas
    given : the reference; None where none was named
    """
    for one in (*populations, *([] if given is None else [given])):
        say_how_read(one)
        say_contradictions(one, reference=one is given)


def say_contradictions(matrix: "BehavioralTraitMatrix", *, reference: bool = False) -> None:
    """Say that items of a trait contradict each other, for commands whose result has no warnings.

    Parameters
    ----------
    matrix : answers
    reference : whether they are the reference's
    """
    from persona_collapse.cli._shared.output import say
    from persona_collapse.diagnosis.caveats import contradiction_sentence

    said = contradiction_sentence(matrix, reference=reference)
    if said:
        say(f"warning: {matrix.source}: {said}")
