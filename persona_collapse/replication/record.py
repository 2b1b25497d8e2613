"""What a claim, the numbers beside it and the verdict on it are."""

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
    """A verdict and the sentence that says why, both computed from numbers."""

    verdict: VerdictWord
    sentence: str


@dataclass(frozen=True)
class Numbers(ABC):
    """The numbers beside one claim: each field is `Annotated` with what it is, in words."""

    @abstractmethod
    def reading(self) -> Verdict:
        """The verdict that follows from these numbers and from nothing else."""

    def described(self) -> list[tuple[str, str, float | None]]:
        """Field, what it is, value; None where it could not be had."""
        return [(one.name, words(one.type), getattr(self, one.name)) for one in fields(self)]


def words(annotated: Any) -> str:
    """What a field of `Numbers` is, as its annotation says."""
    return str(annotated.__metadata__[0])


@dataclass(frozen=True)
class Released:
    """Files of the paper that may not travel with this package.

    Attributes
    ----------
    personas : its `sampled_personas_2000.json`, for those who have it
    """

    personas: Path | None = None


@dataclass(frozen=True)
class Claim:
    """Something the paper says, or that its released code takes for granted.

    Attributes
    ----------
    id : to find it by
    where : the part of the paper
    says : the claim, in our words
    how : how the numbers beside it were obtained
    measure : computes them
    """

    id: str
    where: str
    says: str
    how: str
    measure: Callable[[Released], Numbers]


@dataclass(frozen=True)
class Finding:
    """A claim and the numbers found beside it."""

    claim: Claim
    numbers: Numbers

    @property
    def reading(self) -> Verdict:
        """What follows from the numbers."""
        return self.numbers.reading()


@dataclass(frozen=True)
class Nothing(Numbers):
    """No number can be had; `why` says what would be needed."""

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
    ('1,144', '1.0', '0.943', '22.9', '1,149', 'not at hand')
    """
    if value is None:
        return "not at hand"
    if isinstance(value, int) or abs(value) >= 1000:
        return f"{value:,.0f}"
    digits = f"{value:.3g}"
    return digits if "." in digits or len(digits) > 2 else f"{digits}.0"


def percent(share: float) -> str:
    """A share in whole per cent.

    >>> percent(0.286)
    '29 %'
    """
    return f"{100 * share:.0f} %"
