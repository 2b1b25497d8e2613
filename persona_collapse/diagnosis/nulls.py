"""The null panel: populations whose collapse, or noise, is known, measured at the size of the one in question."""

from persona_collapse import measures
from persona_collapse.diagnosis.preparation import Sides
from persona_collapse.measures.arrays import Array, mean_or_none
from persona_collapse.measures.ball_coverage import K
from persona_collapse.measures.intrinsic_dimension import K as LID_K
from persona_collapse.measures.randomness import generator
from persona_collapse.results import NullPanel, NullRow

SEEDS = 3
"""Populations of each kind, whose mean is shown."""

KINDS = 5


def null_panel(sides: Sides) -> NullPanel | None:
    """Known populations at the matched size, against people, in the same spaces.

    The reference is split in halves: one half is what the nulls are made of, the other what they are compared with, so
    that no respondent is compared with itself. Without a reference only uniform answers are known.

    Parameters
    ----------
    sides : the population beside its reference

    Returns
    -------
    None when the matched size is too small for a neighbourhood (21).
    """
    if sides.size < LID_K + 1:
        return None
    if sides.people is None or sides.instrument != sides.people.instrument:
        return _panel(sides)
    return sides.people.kept(("null panel", sides.size), lambda: _panel(sides))  # personas have no part in it


def _panel(sides: Sides) -> NullPanel:
    rows: dict[str, list[NullRow]] = {}
    for seed in range(SEEDS):
        half, others = (None, None) if sides.people is None else _halves(sides.people.complete, sides.size, seed)
        for name, population in _made(half, sides, seed).items():
            rows.setdefault(name, []).append(_row(name, population, others, sides, seed))
    return NullPanel(sides.size, tuple(_mean(name, some) for name, some in rows.items()))


def _halves(people: Array, size: int, seed: int) -> tuple[Array, Array]:
    order = generator("halves of the null panel", seed).permutation(len(people))
    return people[order[:size]], people[order[size : 2 * size]]


def _made(half: Array | None, sides: Sides, seed: int) -> dict[str, Array]:
    scale = sides.instrument.scale
    size, items, low, high = sides.size, sides.personas.complete.shape[1], scale.low, scale.high
    uniform = {"uniform answers": measures.uniform_answers(size, items, low=low, high=high, seed=seed)}
    if half is None:
        return uniform
    return {
        "held-out people": half,
        "shuffled people": measures.shuffled(half, seed=seed),
        **uniform,
        "clones": measures.clones(half, size),
        "jittered clones": measures.jittered_clones(half, size, low=low, high=high, seed=seed),
        "five archetypes": measures.archetypes(half, size, kinds=KINDS, seed=seed),
    }


def _row(name: str, population: Array, others: Array | None, sides: Sides, seed: int) -> NullRow:
    scale, people = sides.instrument.scale, sides.people
    items = traits = None
    if others is not None and people is not None and sides.size > K:
        items = measures.coverage(people.scale(population), people.scale(others))
        if sides.keying is not None:
            both = sides.keying.scores(population), sides.keying.scores(others)
            traits = measures.coverage(*map(people.trait_scale, both))
    mixed = measures.shuffled(population, seed=seed)
    return NullRow(
        name=name,
        **{key: getattr(items, key, None) for key in ("coverage", "precision", "recall")},
        **{f"trait_{key}": getattr(traits, key, None) for key in ("coverage", "precision", "recall")},
        lid=measures.lid(population, scale=sides.scale).median,
        lid_shuffled=measures.lid(mixed, scale=sides.scale).median,
        effective_likert=measures.effective_likert(population, low=scale.low, high=scale.high).mean,
        participation_ratio=measures.unbiased_participation_ratio(population),
        participation_ratio_shuffled=measures.unbiased_participation_ratio(mixed),
    )


def _mean(name: str, rows: list[NullRow]) -> NullRow:
    fields = [field for field in NullRow.__dataclass_fields__ if field != "name"]
    return NullRow(name=name, **{field: mean_or_none([getattr(row, field) for row in rows]) for field in fields})
