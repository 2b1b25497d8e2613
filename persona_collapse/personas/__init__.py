"""Personas: what they are made of, how they are drawn, which cannot be, and how they are described."""

from persona_collapse.personas.rules import PUBLISHED, STRICT, reasons, rule_set
from persona_collapse.personas.sampler import Draw, draw, sample
from persona_collapse.personas.schema import Attribute, Persona, as_columns, describe, persona, schema

__all__ = [
    "PUBLISHED",
    "STRICT",
    "Attribute",
    "Draw",
    "Persona",
    "as_columns",
    "describe",
    "draw",
    "persona",
    "reasons",
    "rule_set",
    "sample",
    "schema",
]
