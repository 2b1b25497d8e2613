"""The types of a claim, its numbers and its verdict."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, TypeAlias

VerdictWord: TypeAlias = Literal["reproduced", "reproduced, read differently", "not reproducible"]

REPRODUCED: VerdictWord = "reproduced"
DIFFERENTLY: VerdictWord = "reproduced, read differently"
NOT_REPRODUCIBLE: VerdictWord = "not reproducible"

NO_ANSWERS = "the models' answers were not released"


@dataclass(frozen=True)
class Verdict:
    """A verdict in one word, and the sentence with its reason, both computed from numbers."""

    verdict: VerdictWord
    sentence: str


@dataclass(frozen=True)
class Numbers(ABC):
    """The numbers of one claim; each field is `Annotated` with its description."""

    @abstractmethod
    def reading(self) -> Verdict:
        """The verdict that follows from these numbers alone."""

    def described(self) -> list[tuple[str, str, float | None]]:
        """Field, description, value; None where it is not available."""
        return [(one.name, words(one.type), getattr(self, one.name)) for one in fields(self)]


def words(annotated: Any) -> str:
    """The description of a field of `Numbers`, from its annotation."""
    return str(annotated.__metadata__[0])


@dataclass(frozen=True)
class Released:
    """Files of the paper that this package may not contain.

    Attributes
    ----------
    personas : its `sampled_personas_2000.json`, if available
    """

    personas: Path | None = None


@dataclass(frozen=True)
class Claim:
    """Something that the paper says or its released code assumes.

    Attributes
    ----------
    id : its short name
    where : the part of the paper
    says : the claim, in our words
    how : how its numbers were computed
    measure : computes them
    """

    id: str
    where: str
    says: str
    how: str
    measure: Callable[[Released], Numbers]


@dataclass(frozen=True)
class Finding:
    """A claim and its numbers."""

    claim: Claim
    numbers: Numbers

    @property
    def reading(self) -> Verdict:
        """What follows from the numbers."""
        return self.numbers.reading()


@dataclass(frozen=True)
class Nothing(Numbers):
    """No number is available; `why` says what would be needed."""

    why: str

    def reading(self) -> Verdict:
        """Not reproducible, and why."""
        return Verdict(NOT_REPRODUCIBLE, self.why)

    def described(self) -> list[tuple[str, str, float | None]]:
        """No numbers."""
        return []


def shown(value: float | None) -> str:
    """A number as it is printed: counts (int) whole, measurements to three digits.

    >>> shown(1144), shown(1.0), shown(0.94281), shown(22.9318), shown(1148.7), shown(None)
    ('1,144', '1.0', '0.943', '22.9', '1,149', 'not available')
    """
    if value is None:
        return "not available"
    if isinstance(value, int) or abs(value) >= 1000:
        return f"{value:,.0f}"
    digits = f"{value:.3g}"
    return digits if "." in digits or len(digits) > 2 else f"{digits}.0"
