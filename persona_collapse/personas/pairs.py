"""Pairs of attribute values that no real person has together."""

from collections.abc import Iterator
from functools import cache
from itertools import product

from persona_collapse import resources
from persona_collapse.personas.rules import STRICT, Values, reasons


def never_together(values: Values) -> tuple[str, ...]:
    """A persona's pairs of values that no or hardly any real person has; one name per pair.

    They are those that the strict rules exclude (a child is married, a doctor went to middle school), and five more
    kinds: a child with an occupation, with its own house, or with an associate degree; firefighters and athletes of 70
    and over; firefighters with a visual or mobility impairment. A pair that two rules exclude counts once.

    Parameters
    ----------
    values : column -> value

    Source
    ------
    The published rules are those of "The Chameleon's Limit" (arXiv 2604.24698); the rest is our own
    (`personas.rules.STRICT`, `impossible_pairs` in personas/data/census.json).

    >>> from persona_collapse.personas import census_draw
    >>> adult = {**census_draw(0).values, "age": "Middle Adults (30-49)", "occupation": "Chef"}
    >>> never_together({**adult, "age": "Child (0-17)", "marital_status": "Single", "has_children": "No",
    ...                 "veteran_status": "No", "education_level": "High School", "residential_status": "Citizen"})
    ('Child (0-17) with Chef',)
    """
    listed = (f"{one} with {other}" for (a, one), (b, other) in _listed() if values[a] == one and values[b] == other)
    return tuple(dict.fromkeys((*reasons(values, STRICT), *listed)))


@cache
def _listed() -> tuple[tuple[tuple[str, str], tuple[str, str]], ...]:
    """The pairs listed in addition to the strict rules, as ((column, value), (column, value))."""
    return tuple(_pairs())


def _pairs() -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    for one in resources.data("personas/data/census.json")["impossible_pairs"]:
        (a, ones), (b, others) = one.items()
        yield from (((a, x), (b, y)) for x, y in product(ones, others))
