"""The numbers of a population from the answers to single questions, as a runner collects them: those of `diagnose`.

A runner's metric is a number per name, so a signature is given as a number per word: 1 where it holds, 0 where it does
not. What is not known is nan.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from persona_collapse.api import diagnose
from persona_collapse.backends import Reply, Sampling
from persona_collapse.diagnosis.gate import UNKNOWN, WORDS
from persona_collapse.diagnosis.signature import FEWEST_COMPLETE
from persona_collapse.errors import InputError
from persona_collapse.inputs import read_reference
from persona_collapse.instruments import Instrument, Presentation
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array, number_or_nan
from persona_collapse.reading import Reading
from persona_collapse.results import Diagnosis
from persona_collapse.results.numbers import BEYOND, NUMBERS
from persona_collapse.study.replies import read_reply

SHOWN = ("human_likeness", "coverage", "precision", "recall", "hopkins", "lid", "sd_ratio", "noise_share")
"""The numbers that are given, by their names in the register."""

BESIDE = {"people": "held_out_people", "shuffled": "shuffled_population"}
"""The ending of a number's name -> the population that it is then of: the ceiling and the noise floor."""

SIGNATURES = ("human-like", *WORDS)

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answered:
    """The reply to one question, read.

    Attributes
    ----------
    respondent, item : whose, and to what
    place : of the respondent among all that are asked, from 0
    sample : repetition number, from 1
    answer : on the published scale; None when unreadable
    attributes : of the persona
    """

    respondent: str
    item: str
    place: int
    sample: int
    answer: int | None
    attributes: Mapping[str, str] = field(default_factory=dict, repr=False)


def read(reply: Reply, layout: str, instrument: Instrument, sampling: Sampling) -> Reading:
    """The reading of a reply by the reader of `run`, its answer on the published scale.

    Parameters
    ----------
    reply : as the runner has it
    layout : name of the question's layout
    instrument, sampling : what was asked, and how

    >>> from persona_collapse.instruments import bfi44
    >>> read(Reply("2"), "descending", bfi44(), Sampling()).answer
    4
    """
    presentation = Presentation.named(layout)
    found = read_reply(reply, presentation.scale(instrument.scale), sampling)
    return found if found.answer is None else replace(found, answer=presentation.back(found.answer, instrument.scale))


@dataclass(frozen=True)
class Sheets:
    """Answers as arrays.

    Attributes
    ----------
    samples : (R, N, D) answers, nan where there is none
    matrix : the first sample of each persona; None where no answer was read
    read, replies : replies with an answer, and all of them
    """

    samples: Array
    matrix: BehavioralTraitMatrix | None
    read: int
    replies: int

    @property
    def complete(self) -> int:
        """Personas whose first sample lacks no answer."""
        return int((~np.isnan(self.samples[0])).all(axis=1).sum()) if self.samples.size else 0


def sheets(found: Sequence[Answered], instrument: Instrument, source: str) -> Sheets:
    """The trait matrix of all answers, personas in the order of asking, however they came.

    Parameters
    ----------
    found : the replies, read
    instrument : that was asked
    source : where the answers are from

    >>> from persona_collapse.instruments import bfi44
    >>> one = sheets([Answered("b", "bfi44_2", 1, 1, 4), Answered("a", "bfi44_1", 0, 1, None)], bfi44(), "a runner")
    >>> one.samples.shape, one.matrix.respondents, one.read, one.replies, one.complete
    ((1, 2, 44), ('a', 'b'), 1, 2, 0)
    """
    people = {one.respondent: one for one in sorted(found, key=lambda one: one.place)}
    rows = {name: row for row, name in enumerate(people)}
    columns = {item.name: column for column, item in enumerate(instrument.items)}
    repeats = max((one.sample for one in found), default=1)
    values = np.full((repeats, len(rows), len(columns)), np.nan)
    for one in found:
        if one.answer is not None:
            values[one.sample - 1, rows[one.respondent], columns[one.item]] = one.answer
    known = dict.fromkeys(name for one in people.values() for name in one.attributes)
    attributes = {name: tuple(one.attributes.get(name, "") for one in people.values()) for name in known}
    empty = not values.size or np.isnan(values[0]).all()
    matrix = None if empty else BehavioralTraitMatrix(values[0], instrument, tuple(people), source, attributes)
    return Sheets(values, matrix, sum(one.answer is not None for one in found), len(found))


def numbers(found: Diagnosis | None) -> dict[str, float]:
    """What a runner shows of a diagnosis: `SHOWN`, each also of held-out people and of the shuffled population, and the signature.

    Parameters
    ----------
    found : the diagnosis; None for a population of which nothing is known

    Returns
    -------
    Name -> number, nan where undefined. "signature: shallow" is 1 where the signature is that word, or where its rule
    holds too, else 0.
    """
    given: dict[str, float] = {}
    for name in SHOWN:
        number = NUMBERS.get(name) or BEYOND[name]
        given[name] = number_or_nan(number.value(getattr(found, "values", None) if number.in_scorecard else found))
        if number.in_scorecard:
            number_of = {word: number.value(getattr(found, column, None)) for word, column in BESIDE.items()}
            given |= {f"{name} ({word})": number_or_nan(value) for word, value in number_of.items()}
    words = () if found is None or found.signature is None else (found.signature.name, *found.signature.also)
    known = bool(set(words) & set(SIGNATURES))
    return given | {f"signature: {one}": float(one in words) if known else np.nan for one in SIGNATURES}


def population_numbers(
    found: Sequence[Answered],
    instrument: Instrument,
    source: str,
    reference: str | None = None,
    *,
    underway: bool = False,
    warn: Callable[[str], None] = _LOG.warning,
) -> dict[str, float]:
    """The numbers of a population; nan, and a warning that says why, where they cannot be known.

    They cannot with fewer than 100 personas whose answers are all there, and where a diagnosis finds the answers invalid
    since too many are missing or unreadable.

    Parameters
    ----------
    found : all replies, read
    instrument : that was asked
    source : where the answers are from, for messages
    reference : name of the people to compare with, as `--reference` of `measure`; None for the usual one
    underway : more replies are to come: nothing is measured yet, only counted
    warn : called with the sentence

    Returns
    -------
    As `numbers`, and besides: "personas (complete)", the number of personas whose answers are all there, and "unreadable", the
    share of replies without an answer, 0 to 1.

    Raises
    ------
    InputError : a reference that is not there or cannot be read; `fits` refuses it beforehand.
    """
    answers = sheets(found, instrument, source)
    beside = {
        "personas (complete)": float(answers.complete),
        "unreadable": (answers.replies - answers.read) / answers.replies if answers.replies else np.nan,
    }
    if underway:
        return numbers(None) | beside
    reason, judged = _judged(answers, instrument, reference)
    if reason:
        warn(f"{source}: {reason}; the numbers of the population are nan")
    return numbers(judged) | beside


def _judged(answers: Sheets, instrument: Instrument, reference: str | None) -> tuple[str, Diagnosis | None]:
    """Why nothing can be known, and the diagnosis where something can."""
    if answers.matrix is None:
        return f"none of {answers.replies:,} replies so far has an answer", None
    if answers.complete < FEWEST_COMPLETE:
        unread = answers.replies - answers.read
        return (
            f"{answers.complete:,} of {len(answers.matrix):,} personas have all answers so far ({unread:,} of "
            f"{answers.replies:,} replies are unreadable), and it takes {FEWEST_COMPLETE}",
            None,
        )
    people = None if reference is None else read_reference(reference, "reference", instrument=instrument)
    try:
        found = diagnose(answers.matrix, people, samples=answers.samples)
    except InputError as error:  # the replies are there and paid: the runner must still write its log
        return str(error), None
    read = found.signature
    if read is not None and read.name in UNKNOWN:
        return f"{read.name} ({'; '.join(read.evidence)})", None
    return "", found


def fits(instrument: Instrument, reference: str | None) -> None:
    """Refuse a reference before anything is asked.

    Parameters
    ----------
    instrument : that will be asked
    reference : as in `population`

    Raises
    ------
    InputError : it is not there, or its answers are to other items.
    """
    if reference is None:
        return
    people = read_reference(reference, "reference", instrument=instrument)
    if not people.instrument.answered_like(instrument):
        raise InputError(
            f"reference {reference} answered {people.instrument.id} and {instrument.id} is asked; give people's answers to it"
        )
