"""Personas from a dataset on the Hub."""

from collections.abc import Mapping
from pathlib import Path

from persona_collapse.hub.tables import columns_of, load_splits
from persona_collapse.personas import PersonaPool
from persona_collapse.personas.pool import pool_from_columns
from persona_collapse.tables import Table


def load_pool(name: str, columns: Mapping[str, str]) -> PersonaPool:
    """A pool from ORG/NAME or ORG/NAME:config, its `train` split (or the only one): a row per persona.

    Raises
    ------
    InputError : no such dataset, no connection to it, or no personas in it.
    """
    splits = load_splits(name)
    split = splits["train"] if "train" in splits else next(iter(splits.values()))
    places = [f"row {number}" for number in range(1, len(split) + 1)]
    pool = pool_from_columns(Table(Path(name), columns_of(split), places), columns)
    return PersonaPool(name, pool.respondents)
