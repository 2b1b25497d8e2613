"""Whether a population passes a gate: the signatures that it must not have."""

from collections.abc import Sequence

from persona_collapse.diagnosis.signature import RULES, RULES_ALONE, TOO_FEW
from persona_collapse.errors import InputError
from persona_collapse.results import Diagnosis

UNKNOWN = ("invalid", TOO_FEW)
"""Signatures that a gate always refuses, since nothing can be read then."""

WORDS = (*(name for name, _ in RULES if name not in (*UNKNOWN, "human-like")), "mixed")
"""Signatures that a gate can refuse."""

COLLAPSED = ("mode collapse", "mode collapse in part", "noise", "careless", "caricature")
"""What a gate refuses unless other words are given."""


def gate_words(given: str | Sequence[str], option: str = "fail_on") -> tuple[str, ...]:
    """The signatures that a gate refuses.

    Parameters
    ----------
    given : names, or one text with commas between them
    option : for messages

    Raises
    ------
    InputError : no name, or one that is not a signature.

    >>> gate_words("noise, mode collapse")
    ('noise', 'mode collapse')
    """
    names = tuple(one.strip() for one in (given.split(",") if isinstance(given, str) else given) if one.strip())
    unknown = [one for one in names if one not in WORDS]
    if unknown or not names:
        raise InputError(f"{option}: unknown signature {(unknown or [''])[0]!r}; choose from {', '.join(WORDS)}")
    return names


def refused_by(found: Diagnosis, words: Sequence[str]) -> str:
    """Why a gate refuses a population; empty where it passes.

    A population with too few or unreadable answers is refused, and so is one without a reference if a word cannot be
    read without: what is not known must not pass.

    Parameters
    ----------
    found : the diagnosis, with its signature
    words : as `gate_words` returns them

    Raises
    ------
    InputError : a record without a signature.
    """
    read = found.signature
    if read is None:
        raise InputError(f"{found.population.source} has no signature; make its record with the calibrated protocol")
    alone = {name for name, _ in RULES_ALONE}
    unreadable = [one for one in words if found.reference is None and one not in alone]
    if read.name not in UNKNOWN and unreadable:
        return f"{unreadable[0]} cannot be read without people to compare with"
    reasons = "; ".join(filter(None, (*read.evidence, read.support)))
    if read.name in (*UNKNOWN, *words):
        return f"{read.words} ({reasons})"
    also = [one for one in read.also if one in words]
    return f"{also[0]}, next to {read.words} ({reasons})" if also else ""
