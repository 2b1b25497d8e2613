"""Tables in memory as columns: mappings, DataFrames of pandas and polars, tables of Arrow, `datasets.Dataset`."""

from collections.abc import Mapping
from typing import Any

from persona_collapse.errors import InputError
from persona_collapse.formats.table import column_name


def columns_in_memory(given: Any) -> dict[str, list[Any]]:
    """Column -> cells of a table in memory; class labels of a dataset by their names.

    Parameters
    ----------
    given : a mapping, a DataFrame, an Arrow table, or a `datasets.Dataset`

    Raises
    ------
    InputError : something else.

    >>> columns_in_memory({"a": (1, 2)})
    {'a': [1, 2]}
    """
    if isinstance(given, Mapping):
        return {column_name(name): list(cells) for name, cells in given.items()}
    if is_dataset(given):
        return {name: _by_name(given.features[name], given[name]) for name in given.column_names}
    if hasattr(given, "column_names") and hasattr(given, "to_pydict"):
        return dict(given.to_pydict())
    if is_frame(given):
        return {column_name(name): list(given[name]) for name in given.columns}
    raise InputError(
        f"a {type(given).__name__} is not a table; give a mapping of columns, a DataFrame or a datasets.Dataset"
    )


def is_dataset(given: object) -> bool:
    """Whether it is a `datasets.Dataset`, which need not be imported to know that."""
    return hasattr(given, "column_names") and hasattr(given, "features") and hasattr(given, "__getitem__")


def is_frame(given: object) -> bool:
    """Whether it is a DataFrame, of pandas or like it."""
    return hasattr(given, "columns") and hasattr(given, "__getitem__") and hasattr(given, "shape")


def frame_of(given: Any) -> Any:
    """A `datasets.Dataset` as a DataFrame of pandas; anything else as it is."""
    if not is_dataset(given):
        return given
    import pandas as pd

    return pd.DataFrame(columns_in_memory(given))


def _by_name(feature: Any, cells: Any) -> list[Any]:
    if not hasattr(feature, "int2str"):
        return list(cells)
    return [None if cell is None else feature.int2str(cell) for cell in cells]
