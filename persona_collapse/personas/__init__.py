"""Personas: their attributes, how they are drawn, which are inconsistent, and how they are described."""

from persona_collapse.personas.attributes import (
    Attribute,
    Persona,
    as_columns,
    describe,
    persona,
    published_margins,
    schema,
)
from persona_collapse.personas.census_pool import Provenance, census, census_draw, census_sample, provenance
from persona_collapse.personas.pairs import never_together
from persona_collapse.personas.pool import FULL, as_respondent, bundled_pool, pool_from_table
from persona_collapse.personas.respondents import DEFAULT, PersonaPool, Respondent
from persona_collapse.personas.rules import PUBLISHED, STRICT, reasons, rule_set
from persona_collapse.personas.sampler import Draw, draw, sample
from persona_collapse.personas.selection import Selection
from persona_collapse.personas.shares import Census, read_census
from persona_collapse.personas.written import table_of

__all__ = [
    "DEFAULT",
    "FULL",
    "PUBLISHED",
    "STRICT",
    "Attribute",
    "Census",
    "Draw",
    "Persona",
    "PersonaPool",
    "Provenance",
    "Respondent",
    "Selection",
    "as_columns",
    "as_respondent",
    "bundled_pool",
    "census",
    "census_draw",
    "census_sample",
    "describe",
    "draw",
    "never_together",
    "persona",
    "pool_from_table",
    "provenance",
    "published_margins",
    "read_census",
    "reasons",
    "rule_set",
    "sample",
    "schema",
    "table_of",
]
