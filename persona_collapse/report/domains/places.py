"""The place of each model in a domain: by value, and as a rank in which models that are not distinguishable share one."""

from collections.abc import Sequence

from persona_collapse.report.domains.members import Member, domains_of
from persona_collapse.report.domains.numbers import LIKENESS, Placed, placed
from persona_collapse.report.printed import between, number
from persona_collapse.results.numbers import NUMBERS


def is_sized(name: str) -> bool:
    """Whether a number depends on how many respondents are compared."""
    return name == LIKENESS or (name in NUMBERS and NUMBERS[name].sized)


def comparable(some: Sequence[Member], name: str) -> tuple[str, ...]:
    """The domains in which a number puts at least two models in order, all of them compared at one size where that matters.

    Parameters
    ----------
    some : all members of the page
    name : of the number
    """
    return tuple(domain for domain in domains_of(some) if len(_of(some, name, domain)) > 1)


def place_by_value(some: Sequence[Member], name: str, domain: str) -> dict[str, int]:
    """Model -> its place by value among those of a domain, 1 the highest; in the order of the page where values are equal.

    Parameters
    ----------
    some : all members of the page
    name, domain : of the number
    """
    there = sorted(_of(some, name, domain), key=lambda one: -one.value)
    return {one.member.model: place for place, one in enumerate(there, 1)}


def ranks(some: Sequence[Member], name: str, domain: str) -> dict[str, int]:
    """Model -> its rank in a domain: 1 plus the number of models whose whole interval lies above; none without intervals.

    Parameters
    ----------
    some : all members of the page
    name, domain : of the number
    """
    there = _of(some, name, domain)
    if any(one.low is None or one.high is None for one in there):
        return {}
    return {one.member.model: 1 + sum(_above(other, one) for other in there) for one in there}


def said(one: Placed) -> str:
    """A value with its interval, as printed."""
    within = between(one.low, one.high, one.digits)
    return number(one.value, one.digits) + (f" ({within})" if within else "")


def _of(some: Sequence[Member], name: str, domain: str) -> list[Placed]:
    """The number of every model of a domain; nothing of one that depends on sizes, where sizes differ, or of a single model."""
    found = [placed(one).get(name) for one in some if one.domain == domain]
    there = [one for one in found if one is not None]
    mixed = is_sized(name) and len({one.member.size for one in there}) > 1
    return [] if mixed or len(there) < 2 else there


def _above(one: Placed, other: Placed) -> bool:
    return one.low is not None and other.high is not None and one.low > other.high
