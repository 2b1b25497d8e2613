"""The 26 attributes of the pool's personas, and the shares of their values."""

from collections import Counter
from functools import cache

from persona_collapse.personas import bundled_pool, schema
from persona_collapse.report.figures import Bar, Bars


@cache
def attribute_bars() -> tuple[Bars, ...]:
    """Each attribute's values with their shares in the pool, beside equal shares."""
    people = bundled_pool().respondents
    found = []
    for one in schema():
        counts = Counter(who.attributes[one.column] for who in people)
        bars = tuple(Bar(value, counts[value] / len(people), 1 / len(one.values)) for value in one.values)
        found.append(Bars(one.name, f"share of {len(people):,} personas", bars, line="equal shares"))
    return tuple(found)


def attributes_with(words: str) -> list[Bars]:
    """The attributes whose name or values hold all the words; all of them without a word.

    >>> [one.title for one in attributes_with("nurse")]
    ['Occupation']
    """
    asked = words.lower().split()
    return [
        one
        for one in attribute_bars()
        if all(word in " ".join([one.title, *(bar.name for bar in one.bars)]).lower() for word in asked)
    ]
