"""Which entries of the leaderboard are shown, in which order, and at which rank."""

import math
from collections.abc import Iterable, Sequence

from space.board.entries import CALIBRATED, COLUMNS, KINDS, LIKENESS, MODELS, Entry, Kind

RANKED = LIKENESS.name

USUAL = ("coverage", "precision", "recall", "trait_coverage", "lid", "effective_likert", "rho", "d")
"""Numbers that are shown beside it, unless others are chosen."""

ALL = "all"
OF_KINDS: dict[str, tuple[Kind, ...]] = {
    "models": MODELS,
    "models evaluated here": ("evaluated",),
    "models self-reported": ("submitted", "api"),
    "models behind an API": ("api",),
    "people and known collapses": tuple(one for one in KINDS if one not in MODELS),
}
NOT_KNOWN = "not known"
BILLION = 10**9
SIZES: dict[str, tuple[float, float]] = {
    "under 3 billion": (0, 3 * BILLION),
    "3 to 15 billion": (3 * BILLION, 15 * BILLION),
    "15 to 70 billion": (15 * BILLION, 70 * BILLION),
    "70 billion and more": (70 * BILLION, math.inf),
}
"""Bands of parameters, from the first number up to, not including, the second one."""

OF_SIZE = (ALL, *SIZES, NOT_KNOWN)
"""Sizes that can be chosen."""

ASKED = (ALL, "generate", "probabilities", "thinking on", "thinking off")
"""Ways of asking that can be chosen, in the words of `how_of`."""

SHOWN = (ALL, *OF_KINDS)
"""Kinds of rows that can be chosen."""


def chosen(
    entries: Sequence[Entry],
    instrument: str,
    protocol: str,
    words: str = "",
    shown: str = ALL,
    size: str = ALL,
    licence: str = ALL,
    asked: str = ALL,
) -> tuple[Entry, ...]:
    """The entries of an instrument and a protocol that have every word somewhere in their text; empty ones stand for all.

    Parameters
    ----------
    shown : one of `SHOWN`
    size : one of `OF_SIZE`
    licence : identifier of a licence, `ALL` or `NOT_KNOWN`
    asked : one of `ASKED`
    """
    wanted = words.lower().split()

    def has(one: Entry) -> bool:
        searched = " ".join((one.name, KINDS[one.kind], one.instrument, one.protocol, one.signature, one.how)).lower()
        return (
            instrument in ("", one.instrument)
            and protocol in ("", one.protocol)
            and one.kind in OF_KINDS.get(shown, tuple(KINDS))
            and (size not in OF_SIZE or size in (ALL, size_of(one)))
            and licence in (ALL, one.card.license or NOT_KNOWN)
            and (asked not in ASKED or asked in (ALL, *one.how.split(", ")))
            and all(word in searched for word in wanted)
        )

    return tuple(filter(has, entries))


def size_of(one: Entry) -> str:
    """The band of its number of parameters, or that it is not known.

    >>> from dataclasses import replace
    >>> from space.board.entries import ModelCard, known
    >>> [size_of(replace(known()[0], card=ModelCard(number))) for number in (None, 2_999_999_999, 3_000_000_000)]
    ['not known', 'under 3 billion', '3 to 15 billion']
    """
    number = one.card.parameters
    if number is None:
        return NOT_KNOWN
    return next(name for name, (low, high) in SIZES.items() if low <= number < high)


def licences(entries: Iterable[Entry]) -> list[str]:
    """What can be chosen of licences: all, each that a row has, and not known."""
    return [ALL, *sorted({one.card.license for one in entries if one.card.license}), NOT_KNOWN]


def ordered(entries: Sequence[Entry], field: str, *, lowest: bool = False) -> tuple[Entry, ...]:
    """Entries by a number, highest first unless stated otherwise; those without it come last, and an empty name leaves all as they are."""
    if not field:
        return tuple(entries)
    known = sorted(
        (one for one in entries if field in one.numbers), key=lambda one: one.numbers[field], reverse=not lowest
    )
    return (*known, *(one for one in entries if field not in one.numbers))


def rank(one: Entry, among: Iterable[Entry]) -> int | None:
    """The rank of a model among others; None for people, known collapses and published numbers.

    It is 1 plus the number of models that are certainly more human-like: their whole 95 % interval lies above. So models
    that cannot be distinguished share a rank. Only results of one instrument are ranked together.
    """
    if not _is_ranked(one):
        return None
    high = one.ends(RANKED)[1]
    others = (other for other in among if _is_ranked(other) and other.instrument == one.instrument)
    return 1 + sum(other.ends(RANKED)[0] > high for other in others)


def _is_ranked(one: Entry) -> bool:
    return one.kind in MODELS and one.protocol == CALIBRATED and RANKED in one.numbers


def sortable() -> list[tuple[str, str]]:
    """Name and field of the numbers that rows can be ordered by, and that can be shown."""
    return [(one.label, one.name) for one in COLUMNS.values()]
