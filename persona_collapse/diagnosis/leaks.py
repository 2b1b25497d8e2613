"""Leakage of labels: which answers repeat what stood in the prompt, beside what people's answers show of it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from persona_collapse.columns import label_columns
from persona_collapse.diagnosis.axes._attribution import attribute_columns
from persona_collapse.diagnosis.preparation import Sides, prepare
from persona_collapse.diagnosis.scorecard import default_reference
from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array, Indices, complete_rows
from persona_collapse.measures.leakage import Leakage as Found
from persona_collapse.measures.leakage import leakage as leakage_of
from persona_collapse.measures.levels import level_name
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.significance import SIGNIFICANT, adjusted
from persona_collapse.results import Settings
from persona_collapse.results.leakage import ItemLeak, LabelLeak, LabelledBy, Leakage

PERMUTATIONS = 499

ANSWERS_IT = 0.5
"""Share of a label from which an item is said to answer it. Of people labelled by their own scores, no item reaches .4."""

MOST = 2000
"""Respondents that are taken into account; of more, these are drawn at random."""


def leakage(
    matrix: BehavioralTraitMatrix,
    columns: Sequence[str],
    reference: BehavioralTraitMatrix | None = None,
    *,
    targets: Mapping[str, str] | None = None,
    settings: Settings | None = None,
    permutations: int = PERMUTATIONS,
) -> Leakage:
    """How much of each label the answers give away, which items answer it, and what people's answers show of it.

    Complete personas count, of repeats one answer sheet of each. People have a label where the reference has the column; of
    the target label of a trait, people are cut at the same shares by their own scores, which contain the items.

    Parameters
    ----------
    matrix, reference, targets, settings : as in `measure`
    columns : the labels
    permutations : behind each p-value

    Raises
    ------
    InputError : a column that is not there or differs among the rows of a persona, the paper's protocol, weights.
    """
    how = settings or Settings()
    if how.protocol == "paper":
        raise InputError("the published protocol has no leakage; omit --protocol paper")
    if matrix.weighing is not None:
        raise InputError(
            f"{matrix.source} is weighted, and leakage is read without weights; omit --weight, or --attributes"
        )
    names = attribute_columns(matrix, columns, how.by_persona)
    people = reference if reference is not None else default_reference(matrix)
    traits = label_columns(matrix.attributes, matrix.instrument) if targets is None else targets
    side = _Side.of(matrix, prepare(matrix, people, how))
    others = None if people is None else _Side.of(people, prepare(people, None, how))
    found = [_label(name, side, others, traits.get(name), how.seed, permutations) for name in names]
    p_values = adjusted(one.p_value for one in found)
    return Leakage(
        source=matrix.source,
        reference=None if people is None else people.source,
        permutations=permutations,
        labels=tuple(replace(one, adjusted_p=p_value) for one, p_value in zip(found, p_values, strict=True)),
    )


@dataclass(frozen=True, eq=False)
class _Side:
    """Personas, or people, with one complete row each.

    Attributes
    ----------
    matrix : as given
    rows : of it, in the order of answers
    """

    matrix: BehavioralTraitMatrix
    rows: Indices

    @classmethod
    def of(cls, matrix: BehavioralTraitMatrix, sides: Sides) -> "_Side":
        return cls(matrix, complete_rows(matrix.values)[sides.personas.once])

    def names(self, column: str) -> list[str]:
        """The level of each; empty where unknown."""
        return [level_name(self.matrix.attributes[column][row]) for row in self.rows]

    def answers(self) -> Array:
        """Their answers (N, D)."""
        return np.asarray(self.matrix.values[self.rows])

    def found(self, codes: Indices, seed: int, permutations: int, most: int = MOST) -> Found | None:
        """What the answers of at most so many of them say of a label (N,)."""
        answers = self.answers()
        order = np.lexsort((codes, *answers.T[::-1]))
        some = order[generator("respondents whose labels are read", seed).permutation(len(order))[:most]]
        return leakage_of(answers[some], codes[some], permutations=permutations, seed=seed)


def _label(name: str, side: _Side, people: _Side | None, trait: str | None, seed: int, permutations: int) -> LabelLeak:
    codes = _codes(side.names(name))
    found = side.found(codes, seed, permutations)
    if found is None or found.p_value is None:
        return LabelLeak(name, 0, 0, None, None, None, None, "", ())
    by, of_people = ("", None) if people is None else _codes_of_people(name, side, people, trait)
    beside = None if people is None or of_people is None else people.found(of_people, seed, 0, found.respondents)
    items = [
        ItemLeak(
            item,
            float(found.per_item[place]),
            None if beside is None else float(beside.per_item[place]),
            float(found.per_item_p[place]),
            bool(found.per_item[place] >= ANSWERS_IT and found.per_item_p[place] < SIGNIFICANT),
        )
        for place, item in enumerate(side.matrix.items)
    ]
    return LabelLeak(
        label=name,
        levels=found.levels,
        respondents=found.respondents,
        share=found.share,
        p_value=found.p_value,
        adjusted_p=None,
        people_share=None if beside is None else beside.share,
        people_by="" if beside is None else by,
        items=tuple(sorted(items, key=lambda one: -one.share)),
    )


def _codes(names: Sequence[str]) -> Indices:
    """Numbers of levels; -1 where unknown."""
    known = sorted(set(names) - {""})
    return np.array([known.index(name) if name else -1 for name in names], dtype=np.intp)


def _codes_of_people(name: str, side: _Side, people: _Side, trait: str | None) -> tuple[LabelledBy, Indices | None]:
    """The same label of people, and how they have it."""
    if name in people.matrix.attributes:
        return "label", _codes(people.names(name))
    place = _place(trait, side.matrix.instrument)
    keying = side.matrix.instrument.keying()
    if place is None or keying is None or trait is None:
        return "", None
    levels = side.matrix.levels({name: trait})
    assert levels is not None, "the trait has a label"
    known = levels[side.rows, place]
    known = known[~np.isnan(known)]
    rank = np.argsort(np.argsort(keying.sums(people.answers())[:, place], kind="stable"))
    shares = np.cumsum([(known == level).mean() for level in (1, 2)])
    return "scores", np.searchsorted(shares, (rank + 0.5) / len(rank)).astype(np.intp)


def _place(trait: str | None, instrument: Instrument) -> int | None:
    found = [place for place, one in enumerate(instrument.traits) if trait is not None and one.lower() == trait.lower()]
    return found[0] if found else None
