"""The personas of several runs and tables as one pool, and a panel of them as a table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from persona_collapse.columns.marks import CALIBRATED
from persona_collapse.diagnosis.preparation import comparable, rows_of
from persona_collapse.diagnosis.side import respondents
from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import complete_cases
from persona_collapse.results import Settings
from persona_collapse.results.panel import Panel

SOURCE, WEIGHT = "source", "weight"
"""Columns of a panel's table beside those of answers."""


@dataclass(frozen=True)
class Pool:
    """Personas of one or several sources.

    Attributes
    ----------
    matrix : all of them; of their attributes those that every source has
    sources : of each row
    """

    matrix: BehavioralTraitMatrix
    sources: tuple[str, ...]

    def table(self, panel: Panel) -> dict[str, Sequence[Any]]:
        """A panel as columns that `measure` reads: respondent, source, weight, attributes, items."""
        columns = self.matrix.to_columns()
        places = {name: row for row, name in enumerate(self.matrix.respondents)}
        rows = [places[one.respondent] for one in panel.members]
        found: dict[str, Sequence[Any]] = {
            "respondent": [one.respondent for one in panel.members],
            SOURCE: [one.source for one in panel.members],
            WEIGHT: [round(one.weight, 6) for one in panel.members],
        }
        return found | {name: [cells[row] for row in rows] for name, cells in columns.items() if name not in found}


def pooled(matrices: Sequence[BehavioralTraitMatrix]) -> Pool:
    """One pool of several populations; a name that two of them have is preceded by its source.

    A persona that answered in several rows is in the pool once, with the first of its rows that is complete.

    Raises
    ------
    InputError : none, or populations that answered different items.

    >>> both = pooled([BehavioralTraitMatrix.from_arrays([[1, 2]], source=name) for name in "ab"])
    >>> both.matrix.respondents, both.sources, both.matrix.source
    (('a: 1', 'b: 1'), ('a', 'b'), 'a and b')
    """
    if not matrices:
        raise InputError("there is no population to choose from; give a run or a table")
    matrices = [_one_row_each(one) for one in matrices]
    first = respondents(matrices[0], Settings())
    for one in matrices[1:]:
        comparable(respondents(one, Settings()), first)
    sources = tuple(one.named for one in matrices for _ in one.respondents)
    names = [name for one in matrices for name in one.respondents]
    if len(set(names)) < len(names):
        names = [f"{source}: {name}" for source, name in zip(sources, names, strict=True)]
    if len(set(names)) < len(names):
        raise InputError(f"{' and '.join(dict.fromkeys(sources))} name personas twice; give each run or table once")
    shared = [name for name in matrices[0].attributes if all(name in one.attributes for one in matrices)]
    return Pool(
        BehavioralTraitMatrix.from_arrays(
            [row for one in matrices for row in one.values],
            instrument=matrices[0].instrument,
            respondents=names,
            source=" and ".join(dict.fromkeys(sources)),
            attributes={name: [cell for one in matrices for cell in one.attributes[name]] for name in shared}
            | _marked(matrices),
            note="; ".join(dict.fromkeys(one.note for one in matrices if one.note)),
        ),
        sources,
    )


def _marked(matrices: Sequence[BehavioralTraitMatrix]) -> dict[str, list[Any]]:
    """Which rows are calibrated answers; nothing where none is."""
    if not any(one.calibrated for one in matrices):
        return {}
    empty = [("",) * len(one) for one in matrices]
    return {
        CALIBRATED: [
            cell for one, none in zip(matrices, empty, strict=True) for cell in one.attributes.get(CALIBRATED, none)
        ]
    }


def _one_row_each(matrix: BehavioralTraitMatrix) -> BehavioralTraitMatrix:
    """A row per persona, under its name, where personas answered in several rows: the first complete one, else the first."""
    names = matrix.personas
    if names is None:
        return matrix
    complete = complete_cases(matrix.values)
    chosen: dict[str, int] = {}
    for row, name in enumerate(names):
        if name not in chosen or (complete[row] and not complete[chosen[name]]):
            chosen[name] = row
    of_each = rows_of(matrix, np.array(list(chosen.values())))
    return replace(of_each, respondents=tuple(chosen), persona_column="")
