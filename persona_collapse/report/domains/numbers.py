"""The numbers of a domain, each between its own floor and its own ceiling, or with the reason why it has no share."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from persona_collapse.report.domains.members import Member
from persona_collapse.report.key_numbers import on_line, too_close, turned
from persona_collapse.report.rows import Row, rows
from persona_collapse.results import Diagnosis
from persona_collapse.results.number import finite_or_none
from persona_collapse.results.numbers import EVERY, NUMBERS
from persona_collapse.results.texts import TextDiagnosis

LIKENESS = "human_likeness"
SHOWN = (
    *(LIKENESS, "coverage", "precision", "recall", "lid", "participation_ratio", "hopkins"),
    *("hyperspherical_uniformity", "effective_likert"),
)
"""Numbers of answers that every questionnaire has, or would have beside people."""

RETRIEVAL = "retrieval"
"""A number that only texts have: how often a text's nearest other text is of its own persona."""

LABELS = {**{name: EVERY[name].label for name in SHOWN}, RETRIEVAL: "retrieval of the own persona"}

COLLAPSED = {"lid": 0.0, "participation_ratio": 1.0, "hopkins": 1.0, "hyperspherical_uniformity": 0.0}
"""Number -> its value where all personas give the same answers, or answers along one line: complete collapse."""

UNSHUFFLED = ("effective_likert",)
"""Numbers of items one by one, which shuffling leaves as they are."""

MARGIN = 1e-9


@dataclass(frozen=True)
class Placed:
    """A number of one model in one domain.

    Attributes
    ----------
    member, name : whose, and which
    value, low, high : with its 95 % interval; None where there is none
    floor, ceiling : of the shuffled population, and of held-out people; None where unknown
    why : why it has no share of the way from the floor to the ceiling; empty where it has one
    """

    member: Member
    name: str
    value: float
    low: float | None = None
    high: float | None = None
    floor: float | None = None
    ceiling: float | None = None
    why: str = ""

    @property
    def label(self) -> str:
        """The number in words; that of texts is of the mean vectors of personas."""
        of = " of persona means" if isinstance(self.member.record, TextDiagnosis) and self.name in COLLAPSED else ""
        return f"{LABELS[self.name]}{of}"

    @property
    def digits(self) -> int:
        """After the point."""
        return NUMBERS[self.name].digits if self.name in NUMBERS else 2

    @property
    def share(self) -> float | None:
        """0 at its floor, 1 at people; None where there is no such line."""
        return self._on(self.value)

    @property
    def share_ends(self) -> tuple[float, float] | None:
        """The ends of its interval on the same line, the smaller one first."""
        return self._ends(self._on(self.low), self._on(self.high))

    @property
    def of_noise(self) -> float | None:
        """0 at complete collapse, 1 at its own noise, the shuffled population; None for a number without these."""
        return self._beside_noise(self.value)

    @property
    def of_noise_ends(self) -> tuple[float, float] | None:
        """The ends of its interval on the same line, the smaller one first."""
        return self._ends(self._beside_noise(self.low), self._beside_noise(self.high))

    @property
    def people_of_noise(self) -> float | None:
        """Where people are on that line; None where unknown."""
        return self._beside_noise(self.ceiling)

    def _on(self, value: float | None) -> float | None:
        if self.why or value is None or self.floor is None or self.ceiling is None:
            return None
        return on_line(value, self.floor, self.ceiling)

    def _beside_noise(self, value: float | None) -> float | None:
        least = COLLAPSED.get(self.name)
        if least is None or value is None or self.floor is None or abs(self.floor - least) <= MARGIN:
            return None
        return on_line(value, least, self.floor)

    @staticmethod
    def _ends(one: float | None, other: float | None) -> tuple[float, float] | None:
        return None if one is None or other is None else (min(one, other), max(one, other))


def placed(member: Member) -> dict[str, Placed]:
    """The numbers that a record has, by name.

    Parameters
    ----------
    member : of a page about domains
    """
    record = member.record
    found = _of_answers(member, record) if isinstance(record, Diagnosis) else _of_texts(member, record)
    return {one.name: one for one in found if math.isfinite(one.value)}


def _of_answers(member: Member, record: Diagnosis) -> Iterator[Placed]:
    known = {one.number.name: one for one in rows(record)}
    for name in SHOWN:
        row = known[name]
        if row.value is None:
            continue
        floor, ceiling = finite_or_none(row.shuffled), finite_or_none(row.people)
        why = _why(row, floor, ceiling)
        yield Placed(member, name, float(row.value), row.low, row.high, floor, ceiling, why)


def _why(row: Row, floor: float | None, ceiling: float | None) -> str:
    """Why a number has no share; empty where it has one."""
    if row.number.name == LIKENESS:
        return "it is a share of people's already"
    if row.number.name in UNSHUFFLED:
        return "shuffling does not change it, so it has no floor"
    if ceiling is None:
        return "there are no people's answers to compare with"
    if floor is None:
        return "its shuffled population is not known"
    if too_close(floor, ceiling):
        return "its floor and its ceiling are too close to each other"
    return "its floor is on the other side of people than noise is" if turned(row.number, floor, ceiling) else ""


def _of_texts(member: Member, record: TextDiagnosis) -> Iterator[Placed]:
    found = record.identity
    if found is None:
        return
    why = "there are no people's texts to compare with"
    for name in ("lid", "participation_ratio"):
        value, floor = getattr(found.means, name), getattr(found.shuffled, name)
        if value is not None:
            yield Placed(member, name, value, floor=floor, why=why)
    if found.retrieval is not None:
        around = found.retrieval_interval
        low, high = (None, None) if around is None else (around.low, around.high)
        yield Placed(member, RETRIEVAL, found.retrieval, low, high, floor=found.retrieval_chance, why=why)
