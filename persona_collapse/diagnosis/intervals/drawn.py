"""Numbers of many draws from one set of respondents: what has to be computed once is computed once."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from persona_collapse import measures
from persona_collapse.diagnosis.axes import vendi_of_people
from persona_collapse.diagnosis.preparation import Sides
from persona_collapse.measures.arrays import Array, Indices, number_or_nan
from persona_collapse.measures.ball_coverage import K as COVERAGE_K
from persona_collapse.measures.drawn_distances import Distances, Neighbourhoods, ahead
from persona_collapse.measures.intervals import Interval, around, of_pairs
from persona_collapse.measures.intrinsic_dimension import K as LID_K
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.subsets import Clumping, Complexity, Directions, DrawnRecall

VENDI_PAIRS = 50
LEAST = {"lid": 0.75}
"""The error of these numbers is at least this share of its bound; docs/decisions/intervals.md says why."""

UNIFORMITY = "hyperspherical_uniformity"

PROBES = 200
"""Probes of the Hopkins statistic where its error is found: enough that their chance does not hide it."""

Statistic = Callable[[Indices, Indices, int], float]
"""A number of the drawn respondents beside the drawn people; the third is the number of the draw."""

Draw = tuple[Indices, Indices, int]
"""Respondents, people, and the number of the draw."""

OfEach = Callable[[Sequence[Draw]], list[float]]
"""A number of each of several draws."""


@dataclass(frozen=True)
class DrawnNumbers:
    """Recall, LID, participation ratio, Hopkins, hyperspherical uniformity and nearest neighbours of draws.

    Attributes
    ----------
    statistics : by name
    at_once : of some, the same for many draws, in much less time
    """

    statistics: dict[str, Statistic]
    at_once: Mapping[str, OfEach]

    @classmethod
    def of(cls, sides: Sides, names: Collection[str] | None = None) -> "DrawnNumbers":
        """With all distances among the respondents, and from the reference to them, that are needed.

        Parameters
        ----------
        sides : the respondents beside their reference
        names : only of these numbers; None all
        """
        statistics = dict(_statistics(sides, names))
        at_once: dict[str, OfEach] = {}
        for name, recall in _recalls(sides, names):
            statistics[name], at_once[name] = _one_draw(recall), _all_draws(recall)
        if wanted(UNIFORMITY, names) and sides.people is not None:
            directions = Directions.of(sides.points)
            statistics[UNIFORMITY] = lambda drawn, people, number: directions(drawn)
            at_once[UNIFORMITY] = lambda draws: directions.of_each([drawn for drawn, _, _ in draws])
        return cls(statistics, at_once)

    def __call__(self, drawn: Indices, people: Indices, number: int) -> dict[str, float]:
        """The numbers of one draw; nan where undefined.

        Parameters
        ----------
        drawn : respondents
        people : reference respondents, for recall
        number : of the draw; the same number gives the same probes
        """
        return {name: statistic(drawn, people, number) for name, statistic in self.statistics.items()}

    def of_each(self, draws: Sequence[Draw]) -> list[dict[str, float]]:
        """The same of several draws.

        Parameters
        ----------
        draws : respondents, people and number of each
        """
        single = {name: statistic for name, statistic in self.statistics.items() if name not in self.at_once}
        many = {name: statistic(draws) for name, statistic in self.at_once.items()}
        return [
            {name: statistic(*one) for name, statistic in single.items()} | {name: of[at] for name, of in many.items()}
            for at, one in enumerate(draws)
        ]


def wanted(name: str, names: Collection[str] | None) -> bool:
    """Whether a number is among those asked for; all are where none is named."""
    return names is None or name in names


def _statistics(sides: Sides, names: Collection[str] | None) -> Iterator[tuple[str, Statistic]]:
    """What is computed of each draw; distances are sorted here, once for all draws."""
    answers, near = sides.personas.complete, neighbourhoods(sides)
    if wanted("lid", names):
        complexity = Complexity.of(answers, sides.points, LID_K, near)
        yield "lid", lambda drawn, people, number: complexity(drawn)
    if wanted("participation_ratio", names):
        yield (
            "participation_ratio",
            lambda drawn, people, number: number_or_nan(measures.unbiased_participation_ratio(answers[drawn])),
        )
    if wanted("hopkins", names):
        yield "hopkins", _hopkins(sides)
    if wanted("mean_nearest_neighbour_distance", names):
        yield (
            "mean_nearest_neighbour_distance",
            lambda drawn, people, number: float(near.nearest(drawn, 1).mean()),
        )


def neighbourhoods(sides: Sides) -> Neighbourhoods:
    """Of each respondent, the others that can be its nearest in a draw; found once for all numbers.

    Parameters
    ----------
    sides : the respondents beside their reference
    """
    if "neighbourhoods" not in sides.kept:
        sides.kept["neighbourhoods"] = _ahead(sides.points, sides.size)
    found: Neighbourhoods = sides.kept["neighbourhoods"]
    return found


def _ahead(points: Array, size: int) -> Neighbourhoods:
    return Neighbourhoods.of(points, ahead(len(points), size, LID_K))


def _recalls(sides: Sides, names: Collection[str] | None) -> Iterator[tuple[str, DrawnRecall]]:
    """Recall with items and with traits as dimensions."""
    spaces = [] if sides.people is None else sides.spaces
    for name, pair in zip(("recall", "trait_recall"), spaces, strict=False):
        if wanted(name, names):
            own = pair.population is sides.points
            near = neighbourhoods(sides) if own else _ahead(pair.population, sides.size)
            yield name, DrawnRecall(near, Distances.between(pair.reference, pair.population), COVERAGE_K)


def _one_draw(recall: DrawnRecall) -> Statistic:
    return lambda drawn, people, number: recall(drawn, people)


def _all_draws(recall: DrawnRecall) -> OfEach:
    return lambda draws: recall.of_each([(drawn, people) for drawn, people, _ in draws])


def _hopkins(sides: Sides) -> Statistic:
    answers, seed, ends = sides.personas.complete, sides.how.seed, sides.instrument.scale

    def clumping(drawn: Indices, people: Indices, number: int) -> float:
        rng = generator(f"hopkins of paired draw {number}", seed)
        return number_or_nan(
            measures.hopkins(answers[drawn], low=ends.low, high=ends.high, scale=sides.scale, seed=rng).statistic
        )

    return clumping


HOPKINS, SMOOTH = "hopkins", "hopkins of many probes"
"""The number that is reported, and the one that its respondents move alike, without the chance of few probes."""


def of_noisy_pairs(draws: ArrayLike, smooth: ArrayLike, drawn: float = 0.0, least: float = 0.0) -> Interval | None:
    """The interval of a mean over noisy draws, from the error of what the draws would be without their noise.

    Parameters
    ----------
    draws, smooth : (P, 2) of each pair, as for `of_pairs`
    drawn, least : as for `of_pairs`, of the draws without their noise

    Returns
    -------
    None when a draw is undefined.
    """
    mean, quiet = of_pairs(draws), of_pairs(smooth, drawn, least)
    if mean is None or quiet is None:
        return None
    of_mean = float(np.var(np.asarray(draws), ddof=1)) / np.size(draws)
    return around(mean.value, float(np.sqrt(quiet.se**2 + of_mean)), "paired draws")


def many_probes(sides: Sides) -> Clumping:
    """The Hopkins statistic of draws from the respondents, with many probes that are the same for every draw.

    Parameters
    ----------
    sides : the respondents beside their reference
    """
    points, ends, items = sides.points, sides.instrument.scale, len(sides.instrument)
    probes = measures.uniform_answers(PROBES, items, low=ends.low, high=ends.high, seed=sides.how.seed)
    there = probes if sides.scale is None else sides.scale(probes)
    return Clumping(neighbourhoods(sides), Distances.between(there, points))


@dataclass(frozen=True)
class VendiRatio:
    """The Vendi score of draws over people's at the same size, with the kernel of people.

    Attributes
    ----------
    personas : distances among the respondents, on the reference's scale
    width : of the kernel
    people : people's mean score
    """

    personas: Distances
    width: float
    people: float

    @classmethod
    def of(cls, sides: Sides, size: int) -> "VendiRatio | None":
        """For draws of `size`; None without a reference, and where most people of a draw have a copy: likeness has no unit."""
        if sides.people is None:
            return None
        pair, draws = sides.spaces[0], measures.Draws(size, VENDI_PAIRS, sides.how.seed)
        width, people = vendi_of_people(sides.people, draws)
        if people is None:
            return None
        return cls(Distances.between(pair.population, pair.population), width, people)

    def __call__(self, drawn: Indices) -> float:
        """The ratio of one draw."""
        return measures.vendi_of(self.personas.of(drawn, drawn), scale=self.width) / self.people
