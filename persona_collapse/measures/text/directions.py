"""Directions of texts: their vectors scaled to length 1 and sorted, computed some rows at a time.

T texts, E dimensions of their vectors, P personas.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Array, Indices, row_blocks

ROWS = 8192
"""Texts whose directions are computed at once."""


@dataclass(frozen=True)
class Directions:
    """Vectors scaled to length 1 (T, E), sorted by their numbers, first dimension first. A row is computed when it is read.

    Attributes
    ----------
    vectors : (T, E) as given; they may be memory-mapped, and of any float type
    lengths : (T,) of these
    order : (T,) the row in `vectors` of each direction
    """

    vectors: NDArray[np.floating]
    lengths: Array
    order: Indices

    @classmethod
    def of(cls, vectors: ArrayLike) -> "Directions":
        """The directions of vectors (T, E).

        Raises
        ------
        InputError : the vectors are not a table of finite numbers, or one has length 0.

        >>> found = Directions.of([[3.0, 4.0], [0.0, 2.0]])
        >>> found[0:2].tolist(), found.order.tolist()
        ([[0.0, 1.0], [0.6, 0.8]], [1, 0])
        """
        table = _table(vectors)
        lengths = np.concatenate(
            [np.linalg.norm(_float64(table[rows]), axis=1) for rows in row_blocks(len(table), ROWS)]
        )
        wrong = ~np.isfinite(lengths) | (lengths == 0)
        if wrong.any():
            row = int(wrong.argmax())
            raise InputError(
                f"the vector of text {row + 1} has the length {lengths[row]}; exclude texts without a vector"
            )
        return cls(table, lengths, _order(table, lengths))

    def __len__(self) -> int:
        return len(self.order)

    def __getitem__(self, rows: slice | Indices) -> Array:
        """Some of the directions, in float64."""
        places = self.order[rows]
        return _float64(self.vectors[places]) / self.lengths[places][:, None]

    def blocks(self) -> Iterator[tuple[slice, Array]]:
        """All directions, some rows at a time: the rows, and their directions."""
        for rows in row_blocks(len(self), ROWS):
            yield rows, self[rows]

    def cosines(self, rows: Indices) -> Array:
        """Cosines (n, T) of some directions and all.

        >>> Directions.of([[0.0, 2.0], [1.0, 0.0]]).cosines(np.array([1])).tolist()
        [[0.0, 1.0]]
        """
        own, found = self[rows], np.empty((len(rows), len(self)))
        for others, block in self.blocks():
            found[:, others] = own @ block.T
        return found

    def means(self, codes: Indices) -> Array:
        """Mean direction of each persona (P, E).

        Parameters
        ----------
        codes : (T,) the number of each text's persona, from 0

        >>> Directions.of([[0.0, 2.0], [1.0, 0.0]]).means(np.array([0, 0])).tolist()
        [[0.5, 0.5]]
        """
        personas = int(codes.max()) + 1
        sums = np.zeros((personas, self.vectors.shape[1]))
        for rows, block in self.blocks():
            whose, texts = codes[rows], np.arange(len(block))
            sums += csr_array((np.ones(len(block)), (whose, texts)), shape=(personas, len(block))) @ block
        return np.asarray(sums / np.bincount(codes)[:, None])


def _table(vectors: ArrayLike) -> NDArray[np.floating]:
    """Vectors as a table; one of floats is not copied."""
    try:
        given = vectors if isinstance(vectors, np.ndarray) and vectors.dtype.kind == "f" else None
        table = np.asarray(vectors, dtype=np.float64) if given is None else given
    except (TypeError, ValueError):
        raise InputError("vectors hold something that is not a number; give one row of numbers per text") from None
    if table.ndim != 2 or 0 in table.shape:
        raise InputError(f"vectors have the shape {table.shape}; give a table, one row per text")
    return table


def _float64(rows: NDArray[np.floating]) -> Array:
    return np.asarray(rows, dtype=np.float64)


def _order(table: NDArray[np.floating], lengths: Array) -> Indices:
    """The rows sorted by their directions; of equal ones, the first is first.

    Only rows that are equal so far are compared by their next number, so most are compared once.
    """
    order, begins = np.arange(len(table)), np.zeros(len(table), dtype=np.bool_)
    begins[0] = True
    for column in range(table.shape[1]):
        tied = np.flatnonzero(~(begins & np.append(begins[1:], True)))
        if not len(tied):
            break
        rows = order[tied]
        values = _float64(table[rows, column]) / lengths[rows]
        sequence = np.lexsort((values, np.cumsum(begins)[tied]))
        order[tied], values = rows[sequence], values[sequence]
        begins[tied[1:]] |= values[1:] != values[:-1]
    return order
