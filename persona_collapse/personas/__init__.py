"""Personas: what they are made of, how they are drawn, which cannot be, and how they are described."""

from persona_collapse.personas.pool import FULL, Pool, Respondent, as_respondent, bundled_pool, pool_from_table
from persona_collapse.personas.rules import PUBLISHED, STRICT, reasons, rule_set
from persona_collapse.personas.sampler import Draw, draw, sample
from persona_collapse.personas.schema import Attribute, Persona, as_columns, describe, persona, schema

__all__ = [
    "FULL",
    "PUBLISHED",
    "STRICT",
    "Attribute",
    "Draw",
    "Persona",
    "Pool",
    "Respondent",
    "as_columns",
    "as_respondent",
    "bundled_pool",
    "describe",
    "draw",
    "persona",
    "pool_from_table",
    "reasons",
    "rule_set",
    "sample",
    "schema",
]
