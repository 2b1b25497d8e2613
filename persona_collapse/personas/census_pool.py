"""Personas with jointly drawn attributes: each attribute given those before it, from the bundled tables of shares."""

from dataclasses import dataclass
from functools import cache

from persona_collapse import resources
from persona_collapse.errors import InputError
from persona_collapse.measures.randomness import generator
from persona_collapse.personas.attributes import Persona, schema
from persona_collapse.personas.rules import STRICT
from persona_collapse.personas.sampler import Draw, drawn_until
from persona_collapse.personas.shares import Census, allowed_values, read_census


@dataclass(frozen=True)
class Provenance:
    """How much of the census comes from a source.

    Attributes
    ----------
    sourced : number of cells (one share of one row) computed from a source
    assumed : number of cells without a source
    uniform : attributes without a table; all their values are equally likely
    """

    sourced: int
    assumed: int
    uniform: tuple[str, ...]


@cache
def census() -> Census:
    """The bundled tables, checked.

    >>> [table.attribute for table in census().tables[:3]]
    ['country_of_residence', 'age', 'gender']
    """
    return read_census(resources.data("personas/data/census.json"))


def provenance() -> Provenance:
    """The number of cells of the bundled tables with a source, and the number of assumed ones.

    >>> provenance().uniform[:2]
    ('hobbies_interests', 'physical_appearance')
    """
    rows = [row for table in census().tables for row in table.rows]
    assumed = sum(len(row.assumed) for row in rows)
    return Provenance(sum(len(row.shares) for row in rows) - assumed, assumed, census().uniform)


def census_draw(index: int, seed: int = 0) -> Persona:
    """The jointly drawn persona at a position of a seed's sequence; it does not depend on the other personas.

    One uniform random number per attribute selects a value by the shares of the first matching row.

    Parameters
    ----------
    index, seed : position in the sequence, and the seed of the sequence, both from 0

    Raises
    ------
    InputError : a negative index or seed.

    >>> census_draw(3).id, census_draw(3) == census_draw(3), census_draw(3).values == census_draw(4).values
    ('census-0-3', True, False)
    """
    if index < 0 or seed < 0:
        raise InputError(f"persona {index} of seed {seed} was requested; give both from 0 up")
    numbers = iter(generator(f"census persona {index}", seed).random(len(schema())).tolist())
    drawn: dict[str, str] = {}
    for table in census().tables:
        drawn[table.attribute] = table.row(drawn).at(next(numbers))
    allowed = allowed_values()
    for column in census().uniform:
        drawn[column] = allowed[column][int(next(numbers) * len(allowed[column]))]
    return Persona(f"census-{seed}-{index}", {column: drawn[column] for column in allowed})


def census_sample(respondents: int, seed: int = 0) -> list[Draw]:
    """All joint draws until enough personas pass the strict rules; with these tables, all do.

    Raises
    ------
    InputError : no personas were requested, or the seed is negative.

    >>> sum(one.consistent for one in census_sample(5, seed=1))
    5
    """
    return drawn_until(respondents, census_draw, STRICT, seed)
