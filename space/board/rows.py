"""Which entries of the leaderboard are shown, in which order, and at which rank."""

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
SHOWN = (ALL, *OF_KINDS)
"""Kinds of rows that can be chosen."""


def chosen(
    entries: Sequence[Entry], instrument: str, protocol: str, words: str = "", shown: str = ALL
) -> tuple[Entry, ...]:
    """The entries of an instrument and a protocol that have every word somewhere in their text; empty ones stand for all.

    Parameters
    ----------
    shown : one of `SHOWN`
    """
    wanted = words.lower().split()

    def has(one: Entry) -> bool:
        searched = " ".join((one.name, KINDS[one.kind], one.instrument, one.protocol, one.signature, one.how)).lower()
        return (
            instrument in ("", one.instrument)
            and protocol in ("", one.protocol)
            and one.kind in OF_KINDS.get(shown, tuple(KINDS))
            and all(word in searched for word in wanted)
        )

    return tuple(filter(has, entries))


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
    that cannot be told apart share a rank. Only results of one instrument are ranked together.
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
