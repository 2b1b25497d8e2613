"""Personas from a dataset on the Hub."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from datasets import ClassLabel, Dataset, IterableDataset, config, load_dataset

from persona_collapse.hub.failures import in_words
from persona_collapse.hub.tables import dataset_named, pinned
from persona_collapse.personas import PersonaPool, Selection
from persona_collapse.personas.pool import pool_from_rows
from persona_collapse.personas.rows import Row
from persona_collapse.personas.selection import ALL


def load_pool(
    name: str, columns: Mapping[str, str], *, tell: Collection[str] = (), selection: Selection = ALL
) -> PersonaPool:
    """A pool from ORG/NAME, ORG/NAME:config or either @revision, its `train` split (or the first one): a row per persona.

    The rows are read as they arrive: for the first N, no more than these are downloaded; a sample reads all of them once
    and keeps no copy.

    Parameters
    ----------
    name : of the dataset
    columns, tell, selection : as in `pool_from_table`

    Raises
    ------
    InputError : no such dataset, no connection to it, or no personas in it.
    """
    named = dataset_named(name)
    with in_words(named.repository, f"give a file (there is none called {name})"):
        here = config.HF_HUB_OFFLINE  # a dataset in the cache is there as a whole
        splits = load_dataset(named.repository, named.configuration, revision=pinned(named), streaming=not here)
        split = splits["train"] if "train" in splits else next(iter(splits.values()))
        pool = pool_from_rows(_rows(split), Path(name), columns, tell=tell, selection=selection)
    return replace(pool, name=name)


def _rows(split: IterableDataset | Dataset) -> Iterator[Row]:
    """The rows of a split, class labels by their names."""
    named = {name: one for name, one in (split.features or {}).items() if isinstance(one, ClassLabel)}
    for number, record in enumerate(split, start=1):
        yield Row(number, f"row {number}", partial(_by_name, record, named))


def _by_name(record: Mapping[str, Any], named: Mapping[str, ClassLabel]) -> dict[str, Any]:
    return {
        name: named[name].int2str(cell) if name in named and cell is not None else cell for name, cell in record.items()
    }
