"""The 26 attributes of a persona, and their possible values."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from persona_collapse import resources
from persona_collapse.errors import InputError
from persona_collapse.measures.level import Level

TRAIT_PREFIX = "big_five_"
"""Prefix of the columns of the five trait labels."""


@dataclass(frozen=True)
class Attribute:
    """One attribute: its name as printed, its column in tables, and its possible values."""

    name: str
    column: str
    values: tuple[str, ...]

    @property
    def is_trait_label(self) -> bool:
        """Whether it is one of the five Big Five labels."""
        return self.column.startswith(TRAIT_PREFIX)


@cache
def schema() -> tuple[Attribute, ...]:
    """The 26 attributes of the published persona pool, in its order.

    Source
    ------
    "The Chameleon's Limit" (arXiv 2604.24698), persona pool; values as in its released personas.

    >>> len(schema()), schema()[0].column, schema()[-1].values
    (26, 'age', ('High', 'Neutral', 'Low'))
    """
    published = resources.data("personas/data/attributes.json")["attributes"]
    return tuple(Attribute(one["name"], one["column"], _ordered(one["drawn"])) for one in published)


def published_margins() -> dict[str, dict[str, int]]:
    """Column -> value -> its frequency among the 2,000 personas drawn for the paper.

    >>> published_margins()["gender"]
    {'Male': 679, 'Female': 664, 'Non-binary': 657}
    """
    published = resources.data("personas/data/attributes.json")["attributes"]
    return {one["column"]: one["drawn"] for one in published}


def _ordered(drawn: Mapping[str, int]) -> tuple[str, ...]:
    """High, Neutral, Low in that order; other values by name."""
    labels = tuple(one.label for one in Level)
    return labels if set(drawn) == set(labels) else tuple(sorted(drawn))


@dataclass(frozen=True)
class Persona:
    """A persona: an id that says how to reproduce the draw, and a value for every attribute (by column).

    >>> one = Persona("mine", {attribute.column: attribute.values[0] for attribute in schema()})
    >>> one.label
    'Accountant, Child (0-17), Brazil'
    """

    id: str
    values: Mapping[str, str]

    @property
    def label(self) -> str:
        """A short description for lists."""
        return ", ".join(self.values[column] for column in ("occupation", "age", "country_of_residence"))


def persona(id: str, given: Mapping[str, str]) -> Persona:
    """A persona from attribute names or columns, checked against the schema.

    Parameters
    ----------
    id : its id
    given : attribute ("Has Children" or "has_children") -> value, all 26

    Raises
    ------
    InputError : an attribute is unknown or missing, or has an invalid value.
    """
    known = {spelling: attribute for attribute in schema() for spelling in (attribute.name, attribute.column)}
    for name, value in given.items():
        if name not in known:
            raise InputError(f"persona {id}: unknown attribute {name!r}; attributes: {_names()}")
        if value not in known[name].values:
            raise InputError(f"persona {id}: invalid {name} {value!r}; use {', '.join(known[name].values)}")
    values = {known[name].column: value for name, value in given.items()}
    missing = [attribute.name for attribute in schema() if attribute.column not in values]
    if missing:
        raise InputError(f"persona {id} has no {missing[0]}; give all {len(schema())} attributes")
    return Persona(str(id), {attribute.column: values[attribute.column] for attribute in schema()})


def describe(persona: Persona, *, labels: bool = True, exclude: Collection[str] = ()) -> str:
    """The persona in words, one attribute per line.

    Parameters
    ----------
    persona : the persona to describe
    labels : False excludes the five Big Five labels, for runs in which a personality inventory must not be answered
        from its own answer key
    exclude : attributes (names or columns) to omit

    Raises
    ------
    InputError : `exclude` names an unknown attribute.

    >>> one = Persona("mine", {attribute.column: attribute.values[0] for attribute in schema()})
    >>> describe(one).splitlines()[0], len(describe(one, labels=False, exclude=["Age"]).splitlines())
    ('Age: Child (0-17)', 20)
    """
    known = {spelling for attribute in schema() for spelling in (attribute.name, attribute.column)}
    unknown = sorted(set(exclude) - known)
    if unknown:
        raise InputError(f"unknown attribute {unknown[0]!r} to exclude; attributes: {_names()}")
    included = [
        attribute
        for attribute in schema()
        if attribute.name not in exclude
        and attribute.column not in exclude
        and (labels or not attribute.is_trait_label)
    ]
    return "\n".join(f"{attribute.name}: {persona.values[attribute.column]}" for attribute in included)


def as_columns(pool: Sequence[Persona]) -> dict[str, list[str]]:
    """A pool as a table: id, label, the 26 attributes, description; column -> cells."""
    return {
        "id": [who.id for who in pool],
        "label": [who.label for who in pool],
        **{one.column: [who.values[one.column] for who in pool] for one in schema()},
        "description": [describe(who) for who in pool],
    }


def _names() -> str:
    return ", ".join(attribute.name for attribute in schema())
