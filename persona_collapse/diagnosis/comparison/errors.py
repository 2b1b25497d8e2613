"""Standard errors of relabelled differences: what each persona contributes is found once, among all of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from persona_collapse.diagnosis.comparison.pool import PooledPopulations
from persona_collapse.diagnosis.intervals import estimates
from persona_collapse.diagnosis.respondents import complete_respondents
from persona_collapse.measures.arrays import Array, Indices
from persona_collapse.measures.sheets import Sheets

Groups = tuple[Indices, Indices]
"""Units of a pool in each of two groups."""


@dataclass(frozen=True)
class Errors:
    """Standard errors of the differences between two groups of personas.

    A persona's part in a number is its influence on it among the personas of both populations together, which does not
    depend on their labels. The error of a group follows from the spread of these parts in the group.

    Attributes
    ----------
    names : K numbers to which each persona's part is known
    parts : (U, K) influence of each of their units
    who : (U,) the persona of each, the same number in both populations
    place : of each unit of the pool, where it is among these
    """

    names: tuple[str, ...]
    parts: Array
    who: Indices
    place: Indices

    @classmethod
    def of_items_and_sets(
        cls, pool: PooledPopulations, first: int, second: int, labelled: bool
    ) -> tuple["Errors", "Errors"]:
        """For numbers of single answers of two populations, and for those that need complete rows.

        Parameters
        ----------
        pool, first, second : as in `p_values`
        labelled : whether both have trait labels
        """
        both = [pool.rows[one] for one in (first, second)]
        relabelled = [
            rows[np.isin(pool.sheets.persona[rows], pool.relabelled[one])]
            for one, rows in zip((first, second), both, strict=True)
        ]
        everyone, standing = np.concatenate(relabelled), np.concatenate([rows[pool.spot[rows] >= 0] for rows in both])
        of_sets = cls.of(pool, standing, labelled)
        same = np.array_equal(everyone, standing)
        return of_sets if same else cls.of(pool, everyone, labelled, names=()), of_sets

    @classmethod
    def of(
        cls, pool: PooledPopulations, rows: Indices, labelled: bool, names: Collection[str] | None = None
    ) -> "Errors":
        """Among some rows of two populations.

        Parameters
        ----------
        pool, rows : as said
        labelled : whether both have trait labels
        names : of those numbers of complete rows that take long, only these; None all
        """
        sheets = Sheets.of(pool.sheets.persona[rows])
        units = pool.sheets.persona[rows][np.unique(sheets.persona, return_index=True)[1]]
        both = replace(
            pool.members[0].sides.personas,
            answers=pool.values[rows],
            rule=complete_respondents,
            persona=sheets.persona if pool.repeated else None,
            weighing=None,
        )
        sides = replace(pool.members[0].sides, personas=both)
        found = estimates(sides, names, pool.levels[rows] if labelled else None)
        size, place = len(units), np.full(len(pool.sheets), -1)
        parts = np.column_stack([one.parts for one in found.values()]) * np.sqrt(size * (size - 1))
        place[units] = np.arange(size)
        return cls(tuple(found), parts, np.unique(pool.who_of[units], return_inverse=True)[1].reshape(-1), place)

    def of_groups(self, first: Indices, second: Indices) -> Array:
        """Standard errors (K,) of the differences; a persona in both groups counts once, by the difference of its parts.

        Parameters
        ----------
        first, second : units of both groups
        """
        moved = np.zeros((int(self.who.max()) + 1, len(self.names)))
        for units, sign in ((first, -1.0), (second, 1.0)):
            rows, size = self.place[units], len(units)
            mine = self.parts[rows]
            moved[self.who[rows]] += sign * (mine - mine.mean(axis=0)) / np.sqrt(max(size * (size - 1), 1))
        return np.asarray(np.sqrt((moved**2).sum(axis=0)))

    def divide(self, differences: Mapping[str, float], groups: Groups) -> dict[str, float]:
        """Differences between two groups in units of their standard errors, which change with the groups.

        Numbers without parts, whose draws are of one size on both sides, stay as they are.

        Parameters
        ----------
        differences : by name
        groups : units of both
        """
        errors = dict(zip(self.names, self.of_groups(*groups).tolist(), strict=True))
        return {name: _in_units(one, errors[name]) if name in errors else one for name, one in differences.items()}


def _in_units(difference: float, error: float) -> float:
    """How many standard errors a difference is: infinitely many where the error is 0, nan where it is undefined.

    >>> _in_units(1.0, 0.5), _in_units(0.0, 0.0), _in_units(-1.0, 0.0), _in_units(1.0, float("nan"))
    (2.0, 0.0, -inf, nan)
    """
    if difference == 0 or np.isnan(difference):
        return difference
    return float(np.copysign(np.inf, difference)) if error == 0 else difference / error
