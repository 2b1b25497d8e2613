"""Personas drawn jointly: each attribute given those before it, from the bundled tables of shares."""

from dataclasses import dataclass
from functools import cache

from persona_collapse import resources
from persona_collapse.errors import InputError
from persona_collapse.measures.randomness import generator
from persona_collapse.personas.rules import STRICT
from persona_collapse.personas.sampler import Draw, drawn_until
from persona_collapse.personas.schema import Persona, schema
from persona_collapse.personas.shares import Census, allowed_values, read_census


@dataclass(frozen=True)
class Provenance:
    """How much of the census has a source.

    Attributes
    ----------
    sourced : cells (one share of one row) computed from a source
    assumed : cells that no source gives
    uniform : attributes without a table, every value equally likely
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
    """How many cells of the bundled tables have a source, and how many are assumed.

    >>> provenance().uniform[:2]
    ('hobbies_interests', 'physical_appearance')
    """
    rows = [row for table in census().tables for row in table.rows]
    assumed = sum(len(row.assumed) for row in rows)
    return Provenance(sum(len(row.shares) for row in rows) - assumed, assumed, census().uniform)


def census_draw(index: int, seed: int = 0) -> Persona:
    """The jointly drawn persona at a place of the sequence that belongs to a seed; it does not depend on the others.

    One uniform number per attribute, laid against the shares of the first row that holds.

    Parameters
    ----------
    index, seed : place in the sequence and which sequence, from 0 up

    Raises
    ------
    InputError : a negative index or seed.

    >>> census_draw(3).id, census_draw(3) == census_draw(3), census_draw(3).values == census_draw(4).values
    ('census-0-3', True, False)
    """
    if index < 0 or seed < 0:
        raise InputError(f"persona {index} of seed {seed} was asked for; both are counted from 0 up")
    numbers = iter(generator(f"census persona {index}", seed).random(len(schema())).tolist())
    drawn: dict[str, str] = {}
    for table in census().tables:
        drawn[table.attribute] = table.row(drawn).at(next(numbers))
    allowed = allowed_values()
    for column in census().uniform:
        drawn[column] = allowed[column][int(next(numbers) * len(allowed[column]))]
    return Persona(f"census-{seed}-{index}", {column: drawn[column] for column in allowed})


def census_sample(respondents: int, seed: int = 0) -> list[Draw]:
    """Everything drawn jointly until enough personas pass the strict rules; the tables are such that all do.

    Raises
    ------
    InputError : no personas were asked for, a negative seed.

    >>> sum(one.consistent for one in census_sample(5, seed=1))
    5
    """
    return drawn_until(respondents, census_draw, STRICT, seed)
