"""Datasets on the Hub as tables: `ORG/NAME`, `ORG/NAME:config`, `ORG/NAME@revision`; class labels by their names."""

from typing import Any, NamedTuple

from datasets import ClassLabel, Dataset, DatasetDict, load_dataset
from huggingface_hub import HfApi

from persona_collapse.hub.failures import in_words


class Named(NamedTuple):
    """A dataset by its name: repository, configuration (None: the default one), revision (None: the newest)."""

    repository: str
    configuration: str | None
    revision: str | None


def dataset_named(name: str) -> Named:
    """The parts of a name.

    Parameters
    ----------
    name : "ORG/NAME", "ORG/NAME:config", "ORG/NAME@revision" or "ORG/NAME:config@revision"

    >>> dataset_named("org/name:first@v2")
    Named(repository='org/name', configuration='first', revision='v2')
    """
    place, _, revision = name.partition("@")
    repository, _, configuration = place.partition(":")
    return Named(repository, configuration or None, revision or None)


def load_splits(name: str) -> DatasetDict:
    """Every split of a dataset.

    Parameters
    ----------
    name : as `dataset_named`

    Raises
    ------
    InputError : no such dataset, or no connection to it.
    """
    named = dataset_named(name)
    with in_words(named.repository, f"give a file (there is none called {name})"):
        return load_dataset(named.repository, named.configuration, revision=pinned(named))


def pinned(named: Named) -> str | None:
    """The commit that a revision is; None for the newest, or what is in the cache.

    Asked for first: without a connection `datasets` would take whatever is in its cache, of any revision.

    Parameters
    ----------
    named : with its revision

    Raises
    ------
    Whatever huggingface_hub raises where there is no such revision, or no connection.
    """
    if named.revision is None:
        return None
    return HfApi().dataset_info(named.repository, revision=named.revision).sha


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
