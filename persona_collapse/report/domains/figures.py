"""The figures of domains: a row per domain under each number, from its own floor to people, and from collapse to its own noise."""

from collections.abc import Callable, Sequence

from persona_collapse.report.courses import Course, Courses
from persona_collapse.report.domains.members import Member, by_domain, domain_name, models_of
from persona_collapse.report.domains.numbers import LABELS, SHOWN, Placed, placed
from persona_collapse.report.domains.places import comparable, place_by_value, said
from persona_collapse.report.domains.reversals import ORDERING, Reversal, reversals
from persona_collapse.report.figures import FLOOR, Scale, Scales
from persona_collapse.report.printed import between, number

TO_PEOPLE = "Domain by domain, from noise to people"
TO_NOISE = "Domain by domain, from complete collapse to noise"

AS_FAR_AS_NOISE = (-0.1, 1.4)


def domain_figures(some: Sequence[Member]) -> tuple[Scales, ...]:
    """What can be drawn: numbers with a floor and people, and numbers with a floor and a value of complete collapse.

    The second figure is drawn where some domain has no people, since it is the only one that all domains are on.

    Parameters
    ----------
    some : all members of the page
    """
    to_people = Scales(TO_PEOPLE, _rows(some, _to_people))
    to_noise = Scales(
        TO_NOISE, _rows(some, _to_noise), ("complete collapse", "0"), (FLOOR, "its own noise"), AS_FAR_AS_NOISE
    )
    there = {one.member.domain for one in _every(some) if one.share is not None}
    shown = [to_people, *([to_noise] if there != {one.domain for one in some} else [])]
    return tuple(one for one in shown if one.scales)


def order_figures(some: Sequence[Member]) -> tuple[Courses, ...]:
    """Models in order, domain beside domain: by the first number that shows a change of places, else by the first there is.

    Where the first number that two domains share shows none, and another does, both are drawn.

    Parameters
    ----------
    some : all members of the page; nothing is drawn of one model
    """
    models = models_of(some)
    found = {name: domains for name in ORDERING if len(domains := comparable(some, name)) > 1}
    if len(models) < 2 or not found:
        return ()
    clear = [one for one in reversals(some) if one.clear]
    names = dict.fromkeys([next(iter(found)), *(one.name for one in clear if one.name in found)])
    return tuple(_courses(some, name, found[name], clear) for name in list(names)[:2])


def _courses(some: Sequence[Member], name: str, domains: Sequence[str], clear: Sequence[Reversal]) -> Courses:
    numbers = {(one.model, one.domain): placed(one).get(name) for one in some}
    changing = {member.member.model for one in clear if one.name == name for member in one.here}
    orders = {domain: place_by_value(some, name, domain) for domain in domains}
    lines = tuple(
        Course(
            model,
            tuple(orders[domain].get(model) for domain in domains),
            tuple("" if (one := numbers.get((model, domain))) is None else said(one) for domain in domains),
            model in changing,
        )
        for model in models_of(some)
        if any(model in order for order in orders.values())
    )
    return Courses(
        f"{LABELS[name]}: the order of the models, domain by domain", tuple(map(domain_name, domains)), lines
    )


def not_drawn(some: Sequence[Member]) -> str:
    """Which domains are not between noise and people, and why; empty where all are."""
    there = {one.member.domain for one in _every(some) if one.share is not None}
    names = list(dict.fromkeys(one.name for one in some if one.domain not in there))
    if not names:
        return ""
    return (
        f"Without people to compare with, there is no place between noise and people for {' and '.join(names)}. "
        "The second figure leads from complete collapse to each domain's own noise instead. People are between the two, "
        "where they are known; related items lower LID without any collapse, so compare models in a domain, and domains with care."
    )


def row_name(one: Member, some: Sequence[Member]) -> str:
    """A domain, with its model where there are several."""
    return f"{one.name}, {one.model}" if len(models_of(some)) > 1 else one.name


def _every(some: Sequence[Member]) -> list[Placed]:
    return [found for one in some for found in placed(one).values()]


def _rows(some: Sequence[Member], scale: Callable[[Placed, str], Scale | None]) -> tuple[Scale, ...]:
    """The rows of a figure, number after number, and under each domain after domain."""
    found = [(row_name(one, some), placed(one)) for one in by_domain(some)]
    rows = [scale(numbers[name], called) for name in SHOWN for called, numbers in found if name in numbers]
    return tuple(one for one in rows if one is not None)


def _to_people(one: Placed, name: str) -> Scale | None:
    if one.share is None:
        return None
    return _scale(one, name, one.share, one.share_ends, (_printed(one, one.floor), _printed(one, one.ceiling)), None)


def _to_noise(one: Placed, name: str) -> Scale | None:
    if one.of_noise is None:
        return None
    return _scale(one, name, one.of_noise, one.of_noise_ends, ("", _printed(one, one.floor)), one.people_of_noise)


def _scale(
    one: Placed, name: str, at: float, ends: tuple[float, float] | None, values: tuple[str, str], people: float | None
) -> Scale:
    low, high = ends or (None, None)
    within = between(one.low, one.high, one.digits)
    return Scale(
        name, number(one.value, one.digits), within, at, low, high, *values, group=LABELS[one.name], people=people
    )


def _printed(one: Placed, value: float | None) -> str:
    return number(value, one.digits)
