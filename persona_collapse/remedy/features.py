"""Attributes of personas as numbers: a column per level, or one for an attribute that is a number."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from persona_collapse.measures.arrays import Array
from persona_collapse.measures.levels import level_name

MOST_LEVELS = 60
"""An attribute of words with more levels says who a persona is, not what it has in common with others."""

FEWEST_NUMBERS = 9
"""Numbers with fewer different values are levels."""

Cells = Mapping[str, Sequence[Any]]


@dataclass(frozen=True)
class Features:
    """Attributes that both sides have, as numbers.

    Attributes
    ----------
    asked, others : attribute -> columns (N, f) and (C, f); those asked have mean 0 in each column
    left_out : attribute -> why it takes no part
    levels : of the others: attribute -> (C,) level
    """

    asked: dict[str, Array]
    others: dict[str, Array]
    left_out: dict[str, str]
    levels: dict[str, NDArray[np.object_]]

    @classmethod
    def of(cls, asked: Cells, others: Cells) -> "Features":
        """Features of personas that were asked, and of others.

        Parameters
        ----------
        asked, others : attribute -> cells, those that both sides have

        >>> found = Features.of({"region": ["a", "b"], "same": ["x", "x"]}, {"region": ["a"], "same": ["x"]})
        >>> found.names, found.left_out, found.others["region"].tolist()
        (('region',), {'same': 'one level'}, [[0.5, -0.5]])
        """
        found = cls({}, {}, {}, {})
        for name, cells in asked.items():
            both = np.array([level_name(cell) for cell in (*cells, *others[name])], dtype=object)
            kinds, columns = len(set(both)), _as_numbers(both)
            if kinds < 2:
                found.left_out[name] = "one level"
                continue
            if columns is None or kinds < FEWEST_NUMBERS:
                if kinds > MOST_LEVELS:
                    found.left_out[name] = f"{kinds:,} levels"
                    continue
                columns = OneHotEncoder(sparse_output=False, dtype=np.float64).fit_transform(both[:, None])
                found.levels[name] = both[len(cells) :]
            columns = columns - columns[: len(cells)].mean(axis=0)
            found.asked[name], found.others[name] = columns[: len(cells)], columns[len(cells) :]
        return found

    @property
    def names(self) -> tuple[str, ...]:
        """The attributes that take part."""
        return tuple(self.asked)

    def of_asked(self, names: Collection[str]) -> Array:
        """The columns (N, F) of some attributes, of personas that were asked."""
        return np.hstack([self.asked[name] for name in names])

    def of_others(self, names: Collection[str]) -> Array:
        """The columns (C, F) of some attributes, of the other personas."""
        return np.hstack([self.others[name] for name in names])


def _as_numbers(cells: NDArray[np.object_]) -> Array | None:
    """Numbers as one standardised column (N, 1), the mean where unknown; None for words."""
    try:
        values = np.array([float(cell) if cell else np.nan for cell in cells])
    except ValueError:
        return None
    if not np.isfinite(values[~np.isnan(values)]).all() or np.isnan(values).all():
        return None
    return np.asarray(np.nan_to_num(StandardScaler().fit_transform(values[:, None])))
