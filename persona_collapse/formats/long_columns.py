"""Columns of many rows without an object per cell."""

from collections.abc import Iterator, Sequence
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

MANY = 10_000
"""Rows from which columns are kept in this way."""


class WholeNumbers(Sequence[Any]):
    """A column of whole numbers, read as a list of int and, where missing, None.

    Parameters
    ----------
    values : (N,) whole numbers, anything where missing
    missing : (N,) whether each is; None where none is

    >>> column = WholeNumbers(np.array([3, 0, 4]), np.array([False, True, False]))
    >>> list(column), column[2], column.different
    ([3, None, 4], 4, [3, 4, None])
    """

    def __init__(self, values: NDArray[np.integer[Any]], missing: NDArray[np.bool_] | None = None) -> None:
        self.values, self.missing = values, missing

    def __len__(self) -> int:
        return len(self.values)

    @overload
    def __getitem__(self, row: int) -> Any: ...
    @overload
    def __getitem__(self, row: slice) -> list[Any]: ...
    def __getitem__(self, row: int | slice) -> Any:
        if isinstance(row, slice):
            return list(WholeNumbers(self.values[row], None if self.missing is None else self.missing[row]))
        return None if self.missing is not None and self.missing[row] else int(self.values[row])

    def __iter__(self) -> Iterator[Any]:
        if self.missing is None:
            return iter(self.values.tolist())
        return (None if gone else one for one, gone in zip(self.values.tolist(), self.missing.tolist(), strict=True))

    @property
    def different(self) -> list[Any]:
        """The different cells, ascending, None last."""
        given = self.values if self.missing is None else self.values[~self.missing]
        gone = self.missing is not None and bool(self.missing.any())
        return [*np.unique(given).tolist(), *([None] if gone else [])]

    def first(self, cell: Any) -> int:
        """The first row with this cell."""
        if cell is None:
            return 0 if self.missing is None else int(np.argmax(self.missing))
        there = self.values == cell
        return int(np.argmax(there if self.missing is None else there & ~self.missing))


class RowPlaces(Sequence[str]):
    """Places of many rows of a format without lines.

    >>> RowPlaces(2)[1], list(RowPlaces(2))
    ('row 2', ['row 1', 'row 2'])
    """

    def __init__(self, rows: int) -> None:
        self.rows = rows

    def __len__(self) -> int:
        return self.rows

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> list[str]: ...
    def __getitem__(self, row: int | slice) -> str | list[str]:
        found = range(1, self.rows + 1)[row]
        return f"row {found}" if isinstance(found, int) else [f"row {one}" for one in found]
