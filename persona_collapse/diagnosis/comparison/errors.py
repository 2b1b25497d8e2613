"""Standard errors of relabelled differences: what each persona contributes is found once, among all of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from persona_collapse.diagnosis.comparison.pool import PooledPopulations
from persona_collapse.diagnosis.intervals import estimates
from persona_collapse.diagnosis.respondents import complete_respondents
from persona_collapse.measures.arrays import Array, Indices
from persona_collapse.measures.sheets import Sheets


@dataclass(frozen=True)
class Errors:
    """Standard errors of the differences between two groups of personas.

    A persona's part in a number is its influence on it among the personas of both populations together, which does not
    depend on their labels. The error of a group follows from the spread of these parts in the group.

    Attributes
    ----------
    names : K numbers to which each persona's part is known
    parts : (U, K) influence of each unit of the pool; 0 in other populations than these two
    who : (U,) the persona of each unit, the same number in both populations
    """

    names: tuple[str, ...]
    parts: Array
    who: Indices

    @classmethod
    def of(cls, pool: PooledPopulations, first: int, second: int, labelled: bool) -> "Errors":
        """For two populations of a pool.

        Parameters
        ----------
        pool, first, second : as in `p_values`
        labelled : whether both have trait labels
        """
        rows = np.concatenate([pool.rows[first], pool.rows[second]])
        sheets = Sheets.of(pool.sheets.persona[rows])
        units = pool.sheets.persona[rows][np.unique(sheets.persona, return_index=True)[1]]
        both = replace(
            pool.members[first].sides.personas,
            answers=pool.values[rows],
            rule=complete_respondents,
            persona=sheets.persona if pool.repeated else None,
            weighing=None,
        )
        sides = replace(pool.members[first].sides, personas=both)
        found = estimates(sides, levels=pool.levels[rows] if labelled else None)
        parts = np.zeros((len(pool.sheets), len(found)))
        size = len(units)
        parts[units] = np.column_stack([one.parts for one in found.values()]) * np.sqrt(size * (size - 1))
        return cls(tuple(found), parts, pool.who_of)

    def of_groups(self, first: Indices, second: Indices) -> Array:
        """Standard errors (K,) of the differences; a persona in both groups counts once, by the difference of its parts.

        Parameters
        ----------
        first, second : units of both groups
        """
        moved = np.zeros((int(self.who.max()) + 1, len(self.names)))
        for units, sign in ((first, -1.0), (second, 1.0)):
            mine, size = self.parts[units], len(units)
            moved[self.who[units]] += sign * (mine - mine.mean(axis=0)) / np.sqrt(max(size * (size - 1), 1))
        return np.asarray(np.sqrt((moved**2).sum(axis=0)))

    def divide(self, differences: Mapping[str, float], first: Indices, second: Indices) -> dict[str, float]:
        """Differences between two groups in units of their standard errors, which change with the groups.

        Numbers without parts, whose draws are of one size on both sides, stay as they are.

        Parameters
        ----------
        differences : by name
        first, second : units of both groups
        """
        errors = dict(zip(self.names, self.of_groups(first, second).tolist(), strict=True))
        return {name: _in_units(one, errors[name]) if name in errors else one for name, one in differences.items()}


def _in_units(difference: float, error: float) -> float:
    """
    >>> _in_units(1.0, 0.5), _in_units(0.0, 0.0), _in_units(-1.0, 0.0)
    (2.0, 0.0, -inf)
    """
    if difference == 0 or np.isnan(difference):
        return difference
    return difference / error if error > 0 else float(np.copysign(np.inf, difference))
