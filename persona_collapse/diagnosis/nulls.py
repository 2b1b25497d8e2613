"""The null panel: populations whose collapse, or noise, is known, measured at the size of the one in question."""

import numpy as np

from persona_collapse import measures
from persona_collapse.diagnosis.preparation import Sides
from persona_collapse.instruments import ResponseScale
from persona_collapse.measures.arrays import Array, mean_or_none
from persona_collapse.measures.coverage import K
from persona_collapse.measures.lid import K as LID_K
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.scaling import scaler
from persona_collapse.results import NullPanel, NullRow

SEEDS = 3
"""Populations of each kind, whose mean is shown."""

KINDS = 5


def null_panel(sides: Sides, scale: ResponseScale) -> NullPanel | None:
    """Known populations at the matched size, against people, in the same spaces.

    The reference is split in halves: one half is what the nulls are made of, the other what they are compared with, so
    that nobody is compared with themselves. Without a reference only uniform answers and copies of one answer are known.

    Parameters
    ----------
    sides : the population beside its reference
    scale : of the instrument

    Returns
    -------
    None when the matched size is too small for a neighbourhood (21), or by the paper's protocol.
    """
    if sides.published or sides.size < LID_K + 1:
        return None
    items = sides.personas.complete.shape[1]
    rows: dict[str, list[NullRow]] = {}
    for seed in range(SEEDS):
        others = None
        made = {
            "uniform answers": measures.uniform_answers(sides.size, items, low=scale.low, high=scale.high, seed=seed)
        }
        if sides.people is not None:
            half, others = _halves(sides.people.complete, sides.size, seed)
            made = _made(half, sides.size, scale, seed)
        for name, population in made.items():
            rows.setdefault(name, []).append(_row(name, population, others, sides, scale, seed))
    return NullPanel(sides.size, tuple(_mean(name, some) for name, some in rows.items()))


def _halves(people: Array, size: int, seed: int) -> tuple[Array, Array]:
    order = generator("halves of the null panel", seed).permutation(len(people))
    return people[order[:size]], people[order[size : 2 * size]]


def _made(half: Array, size: int, scale: ResponseScale, seed: int) -> dict[str, Array]:
    low, high = scale.low, scale.high
    return {
        "held-out people": half,
        "shuffled people": measures.shuffled(half, seed=seed),
        "uniform answers": measures.uniform_answers(size, half.shape[1], low=low, high=high, seed=seed),
        "clones": measures.clones(half, size),
        "jittered clones": measures.jittered_clones(half, size, low=low, high=high, seed=seed),
        "five archetypes": measures.archetypes(half, size, kinds=KINDS, seed=seed),
    }


def _row(name: str, population: Array, others: Array | None, sides: Sides, scale: ResponseScale, seed: int) -> NullRow:
    items = traits = None
    if others is not None and sides.size > K:
        assert sides.people is not None
        assert sides.scale is not None
        items = measures.coverage(sides.scale(population), sides.scale(others))
        if sides.keying is not None:
            of_people = scaler(sides.keying.scores(sides.people.complete))
            traits = measures.coverage(*(of_people(sides.keying.scores(one)) for one in (population, others)))
    return NullRow(
        name=name,
        **{key: getattr(items, key, None) for key in ("coverage", "precision", "recall")},
        **{f"trait_{key}": getattr(traits, key, None) for key in ("coverage", "precision", "recall")},
        lid=measures.lid(population, scale=sides.scale).median,
        lid_shuffled=measures.lid(measures.shuffled(population, seed=seed), scale=sides.scale).median,
        effective_likert=measures.effective_likert(population, low=scale.low, high=scale.high).mean,
    )


def _mean(name: str, rows: list[NullRow]) -> NullRow:
    fields = [field for field in NullRow.__dataclass_fields__ if field != "name"]
    return NullRow(name=name, **{field: mean_or_none([getattr(row, field) for row in rows]) for field in fields})


def pattern_copies(answers: Array) -> float:
    """Share of respondents whose answers equal another's.

    >>> pattern_copies(np.array([[1, 2], [1, 2], [3, 4], [5, 5]]))
    0.5
    """
    counts = np.unique(answers, axis=0, return_counts=True)[1]
    return float(counts[counts > 1].sum() / len(answers))
