"""Human-likeness: one number to order populations by, that no known kind of collapse can win."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

SHARES = ("coverage", "precision", "recall", "trait_recall")
"""Numbers that are taken as a share of people's; more than people's counts as people's."""

OF_TRAITS = ("trait_recall", "sd_ratio")
"""Those that a questionnaire without traits lacks; there they are left out."""

CLOSENESS = ("lid", "sd_ratio", "effective_likert")
"""Numbers that are taken as a ratio to people's; twice people's is as far as half of people's."""

FREE = ("careless", "crowding")
"""Shares of a population, beyond people's, that are subtracted from 1."""


@dataclass(frozen=True)
class HumanLikeness:
    """The least of its parts, and what each part is.

    Attributes
    ----------
    value : 0..1, higher is better; people have about .9, because a least value of several is below each
    least : the name of the part that is the least
    parts : name -> 0..1
    """

    value: float
    least: str
    parts: dict[str, float]


def human_likeness(ratios: Mapping[str, float | None], shares: Mapping[str, float | None]) -> HumanLikeness | None:
    """The least of a population's rates against people: a population is as human-like as its worst side.

    A mean would let variety make up for answers that no person gives: uniform answers have people's LID and more, and
    clones have all of people's precision. The least value cannot be won by either.

    Parameters
    ----------
    ratios : name -> value / people's value, of `SHARES` (capped at 1) and `CLOSENESS` (exp(-|log ratio|))
    shares : name -> share of personas beyond people's, of `FREE`; a part that is not known is left out

    Returns
    -------
    None where a ratio that every questionnaire has is missing.

    >>> alike = dict.fromkeys(SHARES + CLOSENESS, 1.0)
    >>> human_likeness({**alike, "recall": 0.4, "lid": 1.25}, {"crowding": 0.1})
    HumanLikeness(value=0.4, least='recall', parts={'coverage': 1.0, 'precision': 1.0, 'recall': 0.4, 'trait_recall': 1.0, 'lid': 0.8, 'sd_ratio': 1.0, 'effective_likert': 1.0, 'crowding': 0.9})
    >>> human_likeness({}, {}) is None
    True
    """
    known = {name: ratios.get(name) for name in (*SHARES, *CLOSENESS)}
    if any(ratio is None and name not in OF_TRAITS for name, ratio in known.items()):
        return None
    parts = {name: _part(name, ratio) for name, ratio in known.items() if ratio is not None}
    parts |= {name: 1 - min(max(share, 0.0), 1.0) for name in FREE if (share := shares.get(name)) is not None}
    least = min(parts, key=parts.__getitem__)
    return HumanLikeness(parts[least], least, parts)


def _part(name: str, ratio: float) -> float:
    return share_of_people(ratio) if name in SHARES else closeness(ratio)


def share_of_people(ratio: float) -> float:
    """A number as a share of people's; more than people's counts as people's.

    Parameters
    ----------
    ratio : the number / people's

    Returns
    -------
    0..1, higher is better.

    >>> share_of_people(0.4), share_of_people(1.2)
    (0.4, 1.0)
    """
    return min(max(ratio, 0.0), 1.0)


def closeness(ratio: float) -> float:
    """How close a number is to people's, whichever of the two is larger: exp(-|log ratio|).

    Parameters
    ----------
    ratio : the number / people's; 0 or less is as far as can be

    Returns
    -------
    0..1, 1 is people's number.

    >>> closeness(1.25), round(closeness(0.8), 9), closeness(0.0)
    (0.8, 0.8, 0.0)
    """
    return math.exp(-abs(math.log(ratio))) if ratio > 0 else 0.0


def log_closeness(ratio: float) -> float:
    """How close a number is to people's: 1 - |log ratio|, and 0 from e times or 1/e of people's on.

    Parameters
    ----------
    ratio : the number / people's; 0 or less is as far as can be

    Returns
    -------
    0..1, 1 is people's number. It is never above `closeness`, and falls faster.

    >>> log_closeness(1.0), round(log_closeness(2.0), 3), round(log_closeness(0.5), 3), log_closeness(3.0), log_closeness(-1.0)
    (1.0, 0.307, 0.307, 0.0, 0.0)
    """
    return max(0.0, 1 - abs(math.log(ratio))) if ratio > 0 else 0.0
