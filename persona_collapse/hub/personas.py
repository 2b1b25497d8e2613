"""Personas from a dataset on the Hub."""

from collections.abc import Mapping
from pathlib import Path

from persona_collapse.hub.failures import in_words
from persona_collapse.personas import Pool
from persona_collapse.personas.pool import pool_from_columns
from persona_collapse.tables import Table


def load_pool(name: str, columns: Mapping[str, str]) -> Pool:
    """A pool from ORG/NAME or ORG/NAME:config, its `train` split (or the only one): a row per persona.

    Raises
    ------
    InputError : no such dataset, no connection to it, or no personas in it.
    """
    import datasets

    id, _, config = name.partition(":")
    with in_words(id, f"give a file (there is none called {name})"):
        splits = datasets.load_dataset(id, config or None)
    split = splits["train"] if "train" in splits else next(iter(splits.values()))
    features = split.features
    decoded = {
        column: [
            features[column].int2str(cell) if isinstance(features[column], datasets.ClassLabel) else cell
            for cell in cells
        ]
        for column, cells in split.to_dict().items()
    }
    places = [f"row {number}" for number in range(1, len(split) + 1)]
    pool = pool_from_columns(Table(Path(name), decoded, places), columns)
    return Pool(name, pool.respondents)
