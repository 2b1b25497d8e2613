"""What a comparison comes to: the signatures of both populations, and the largest differences."""

from collections.abc import Iterable, Iterator, Sequence

from persona_collapse.diagnosis.comparison.pool import Member
from persona_collapse.diagnosis.scorecard import measured
from persona_collapse.diagnosis.whole import judged
from persona_collapse.references import other_people
from persona_collapse.results import Difference, Signature

LARGEST = 5
"""Differences that a conclusion names."""

PAIRS = 50
"""Pairs of draws from which a signature's support is read: the 100 draws that have every number."""

UNKNOWN_UNIT = 0.2
"""Where it is not known how far people of two studies differ in a number, a fifth of its value counts as this."""


def signatures_of(members: Iterable[Member]) -> list[Signature | None]:
    """The signature of each population, at the size at which all are compared.

    Parameters
    ----------
    members : beside one reference, or none; held-out people are measured once for all of them
    """
    found: list[Signature | None] = []
    for one in members:
        numbers = measured(one.sides, one.levels, progress=_silent)
        found.append(judged(numbers, one.sides, one.levels, pairs=PAIRS).signature)
    return found


def conclusion(
    differences: Sequence[Difference], read: Iterable[tuple[str, Signature | None]], instrument: str
) -> tuple[str, ...]:
    """What two populations are, and how they differ most.

    Parameters
    ----------
    differences : of the two, with sentences
    read : name and signature of each
    instrument : id of what was answered
    """
    signed = [(name, one) for name, one in read if one is not None]
    if not signed:
        return ()
    return (*(_signed(name, one) for name, one in signed), *(one.sentence for one in largest(differences, instrument)))


def largest(differences: Iterable[Difference], instrument: str) -> list[Difference]:
    """The differences that are shown, largest first: each beside how far people of two studies differ in the number.

    Parameters
    ----------
    differences, instrument : as in `conclusion`
    """
    shown = sorted(_sized(differences, instrument), key=lambda one: -one[0])
    return [one for _, one in shown[:LARGEST]]


def _sized(differences: Iterable[Difference], instrument: str) -> Iterator[tuple[float, Difference]]:
    known = other_people(instrument)
    apart = {} if known is None else known.apart
    for one in differences:
        if one.differs and one.difference is not None and one.first is not None and one.second is not None:
            unit = apart.get(one.name) or UNKNOWN_UNIT * max(abs(one.first), abs(one.second))
            yield abs(one.difference) / unit, one


def _signed(name: str, read: Signature) -> str:
    support = f" ({read.support})" if read.support else ""
    return f"{name} is {read.name}{support}: {read.evidence[0]}"


def _silent(step: str) -> None:
    """Steps that are not shown."""
