"""Datasets on the Hub as tables: `ORG/NAME` or `ORG/NAME:config`, class labels by their names."""

from typing import Any

from datasets import ClassLabel, Dataset, DatasetDict, load_dataset

from persona_collapse.hub.failures import in_words


def load_splits(name: str) -> DatasetDict:
    """Every split of a dataset.

    Parameters
    ----------
    name : "ORG/NAME", or "ORG/NAME:config" for a configuration other than the default

    Raises
    ------
    InputError : no such dataset, or no connection to it.
    """
    repository, _, configuration = name.partition(":")
    with in_words(repository, f"give a file (there is none called {name})"):
        return load_dataset(repository, configuration or None)


def columns_of(split: Dataset) -> dict[str, list[Any]]:
    """Column -> cells, None where there is nothing.

    Parameters
    ----------
    split : of `load_splits`
    """
    table = split.with_format("arrow")[:]
    columns = {name: table.column(name).to_pylist() for name in table.column_names}
    for name, feature in split.features.items():
        if isinstance(feature, ClassLabel):
            columns[name] = [None if cell is None else feature.int2str(cell) for cell in columns[name]]
    return columns
