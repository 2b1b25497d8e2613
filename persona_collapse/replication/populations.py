"""Simulated populations used for several claims, with their published measures."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from persona_collapse import paper
from persona_collapse.instruments import bfi44, moral131
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures import Fidelity, Keying, fidelity, shuffled, uniform_answers
from persona_collapse.measures.arrays import Array
from persona_collapse.measures.randomness import generator
from persona_collapse.references import calibrated_2058, published_results
from persona_collapse.simulation import POPULATION

SEEDS = range(5)
LOW, HIGH = bfi44().scale.low, bfi44().scale.high
PEOPLE = "Human (Twin-2K-500)"
MORAL = "moral131"


@dataclass(frozen=True)
class Span:
    """The lowest and the highest of several values."""

    lowest: float
    highest: float

    def holds(self, value: float, margin: float = 0.0) -> bool:
        """Whether a value lies between them, plus or minus a margin.

        >>> Span(1.0, 2.0).holds(2.5), Span(1.0, 2.0).holds(2.5, margin=0.5)
        (False, True)
        """
        return self.lowest - margin <= value <= self.highest + margin


@dataclass(frozen=True)
class Noise:
    """Published measures of answers without personas, over five populations of 1,144."""

    lid: Span
    hopkins: Span
    coverage: Span


def span(values: list[float]) -> Span:
    """The span of some values.

    >>> span([2.0, 1.0, 3.0])
    Span(lowest=1.0, highest=3.0)
    """
    return Span(min(values), max(values))


def published(model: str, measure: str, instrument: str = "bfi44") -> float:
    """A value that the paper printed.

    >>> published("Qwen3-4B", "coverage")
    0.802
    """
    return float(published_results(instrument)[model][measure])


def models() -> tuple[str, ...]:
    """The ten models, in the order printed."""
    return tuple(model for model in published_results() if model != PEOPLE)


def people() -> Array:
    """Answers (2058, 44) of `calibrated-2058`: simulated from published norms, not people."""
    return calibrated_2058().values


def keying() -> Keying:
    """Which items make up which trait."""
    found = bfi44().keying()
    assert found is not None, "the BFI-44 has traits"
    return found


def followed(population: BehavioralTraitMatrix) -> Fidelity:
    """How a simulated population follows its own trait labels."""
    levels = population.levels()
    assert levels is not None, "simulated populations have trait labels"
    return labelled(population.values, levels)


def labelled(answers: Array, levels: Array) -> Fidelity:
    """How answers (N, 44) follow labels (N, 5), with the simulated people's d for comparison."""
    return fidelity(keying().sums(answers), levels, keying().sums(people()))


def defined(value: float | None) -> float:
    """A value that these populations always have."""
    assert value is not None, "the simulated populations vary"
    return value


def published_lid(answers: Array) -> float:
    """LID as published, which these populations always have."""
    return defined(paper.lid(answers).median)


@cache
def random_answers() -> Noise:
    """Every scale point equally likely: five populations of 1,144, against the simulated people."""
    populations = [uniform_answers(POPULATION, len(bfi44()), low=LOW, high=HIGH, seed=seed) for seed in SEEDS]
    return _noise(populations)


@cache
def shuffled_people() -> Noise:
    """The simulated people's answers, shuffled item by item: the same item means without persons."""
    return _noise([shuffled(people(), seed=seed)[:POPULATION] for seed in SEEDS])


def _noise(populations: list[Array]) -> Noise:
    return Noise(
        lid=span([published_lid(one) for one in populations]),
        hopkins=span([defined(paper.hopkins(one)) for one in populations]),
        coverage=span([paper.coverage(one, people()).coverage for one in populations]),
    )


CONCENTRATION = 4.0
"""How evenly an item's preference is spread (Dirichlet): at 4, effective Likert is about 4.2."""


def preferring(seed: int) -> Array:
    """Answers (1144, 131) to the dilemmas of respondents without individual differences.

    Each dilemma has its own preference, and each answer is drawn from it.
    """
    rng = generator("each dilemma its own preference", seed)
    scale = moral131().scale
    points = np.arange(scale.low, scale.high + 1)
    shares = rng.dirichlet([CONCENTRATION] * len(points), len(moral131()))
    return np.column_stack([rng.choice(points, POPULATION, p=one) for one in shares]).astype(np.float64)
