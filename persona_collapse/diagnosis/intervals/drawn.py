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
from persona_collapse.measures.drawn_balls import DrawnRecall
from persona_collapse.measures.drawn_distances import FEW_DRAWS, Distances, Neighbourhoods, ahead
from persona_collapse.measures.drawn_likeness import Likeness
from persona_collapse.measures.intervals import Interval, around, of_pairs
from persona_collapse.measures.intrinsic_dimension import K as LID_K
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.subsets import Clumping, Complexity, Directions

VENDI_PAIRS = 50
LEAST = {"lid": 0.75}
"""The error of these numbers is at least this share of its bound; docs/decisions/intervals.md says why."""

UNIFORMITY = "hyperspherical_uniformity"

HOPKINS, SMOOTH = "hopkins", "hopkins of many probes"
"""The number that is reported, and the one that its respondents move alike, without the chance of few probes."""

PROBES = 200
"""Probes of the Hopkins statistic where its error is found: enough that their chance does not hide it."""

NEAREST = "mean_nearest_neighbour_distance"

Statistic = Callable[[Indices, int, Array], float]
"""A number of drawn respondents, from the number of the draw and their distances (n, k) to their nearest others."""

Draw = tuple[Indices, Indices, int]
"""Respondents, people, and the number of the draw; the same number gives the same probes."""


@dataclass(frozen=True)
class DrawnNumbers:
    """Recall, LID, participation ratio, Hopkins, hyperspherical uniformity and nearest neighbours of draws.

    Attributes
    ----------
    near : neighbourhoods among the respondents
    statistics : by name, those of each draw by itself
    recalls : by name, with items and with traits as dimensions
    directions : for hyperspherical uniformity; None where it is not wanted
    """

    near: Neighbourhoods
    statistics: Mapping[str, Statistic]
    recalls: Mapping[str, DrawnRecall]
    directions: Directions | None

    @classmethod
    def of(cls, sides: Sides, names: Collection[str] | None = None) -> "DrawnNumbers":
        """With all distances among the respondents, and from them to the reference, that are needed.

        Parameters
        ----------
        sides : the respondents beside their reference
        names : only of these numbers; None all
        """
        directed = wanted(UNIFORMITY, names) and sides.people is not None
        directions = Directions.of(sides.points) if directed else None
        return cls(neighbourhoods(sides), dict(_statistics(sides, names)), dict(_recalls(sides, names)), directions)

    @property
    def names(self) -> list[str]:
        """Of the numbers."""
        return [*self.statistics, *self.recalls, *([] if self.directions is None else [UNIFORMITY])]

    def of_each(self, draws: Sequence[Draw]) -> list[dict[str, float]]:
        """The numbers of each draw, nan where undefined; the nearest others of a respondent are found once for all of them.

        Parameters
        ----------
        draws : respondents, people (for recall) and number of each
        """
        found: list[dict[str, float]] = []
        own = []
        for drawn, _, number in draws:
            nearest = self.near.nearest(drawn, min(LID_K, len(drawn) - 1))
            found.append({name: statistic(drawn, number, nearest) for name, statistic in self.statistics.items()})
            own.append(nearest[:, :COVERAGE_K].copy())
        beside = [(drawn, people) for drawn, people, _ in draws]
        for name, recall in self.recalls.items():
            known = own if recall.personas is self.near else None
            for one, value in zip(found, recall.of_each(beside, known), strict=True):
                one[name] = value
        if self.directions is not None:
            for one, value in zip(found, self.directions.of_each([drawn for drawn, _ in beside]), strict=True):
                one[UNIFORMITY] = value
        return found


def wanted(name: str, names: Collection[str] | None) -> bool:
    """Whether a number is among those asked for; all are where none is named."""
    return names is None or name in names


def _statistics(sides: Sides, names: Collection[str] | None) -> Iterator[tuple[str, Statistic]]:
    """What is computed of each draw by itself."""
    answers = sides.personas.complete
    if wanted("lid", names):
        complexity = Complexity.of(answers, sides.points, LID_K, neighbourhoods(sides))
        yield "lid", lambda drawn, number, nearest: complexity(drawn, nearest)
    if wanted("participation_ratio", names):
        yield (
            "participation_ratio",
            lambda drawn, number, nearest: number_or_nan(measures.unbiased_participation_ratio(answers[drawn])),
        )
    if wanted(HOPKINS, names):
        yield HOPKINS, _hopkins(sides)
    if wanted(NEAREST, names):
        yield NEAREST, lambda drawn, number, nearest: float(nearest[:, 0].mean())


def neighbourhoods(sides: Sides) -> Neighbourhoods:
    """Of each respondent, the others that can be its nearest in a draw; found once for all numbers.

    Parameters
    ----------
    sides : the respondents beside their reference
    """
    return sides.kept("neighbourhoods", lambda: _ahead(sides.points, sides.size))


def _ahead(points: Array, size: int) -> Neighbourhoods:
    """Those that can be among the nearest; none where there are so many for each draw that its distances are computed sooner."""
    most = ahead(len(points), size, LID_K)
    return Neighbourhoods.of(points, most if most <= FEW_DRAWS * size else 0)


def _recalls(sides: Sides, names: Collection[str] | None) -> Iterator[tuple[str, DrawnRecall]]:
    """Recall with items and with traits as dimensions."""
    spaces = [] if sides.people is None else sides.spaces
    for name, pair in zip(("recall", "trait_recall"), spaces, strict=False):
        if wanted(name, names):
            own = pair.population is sides.points
            near = neighbourhoods(sides) if own else _ahead(pair.population, sides.size)
            yield name, DrawnRecall(near, Distances.between(pair.population, pair.reference), COVERAGE_K)


def _hopkins(sides: Sides) -> Statistic:
    answers, seed, ends = sides.personas.complete, sides.how.seed, sides.instrument.scale

    def clumping(drawn: Indices, number: int, nearest: Array) -> float:
        rng = generator(f"hopkins of paired draw {number}", seed)
        found = measures.hopkins(
            answers[drawn], low=ends.low, high=ends.high, scale=sides.scale, seed=rng, to_others=nearest[:, 0]
        )
        return number_or_nan(found.statistic)

    return clumping


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
    ends, items = sides.instrument.scale, len(sides.instrument)
    probes = measures.uniform_answers(PROBES, items, low=ends.low, high=ends.high, seed=sides.how.seed)
    return Clumping.of(neighbourhoods(sides), probes if sides.scale is None else sides.scale(probes))


@dataclass(frozen=True)
class VendiRatio:
    """The Vendi score of draws over people's at the same size, with the kernel of people.

    Attributes
    ----------
    personas : how alike the respondents are, on the reference's scale
    people : people's mean score
    """

    personas: Likeness
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
        return cls(Likeness(Distances.between(pair.population, pair.population), width), people)

    def __call__(self, drawn: Indices) -> float:
        """The ratio of one draw."""
        return self.personas.vendi(drawn) / self.people
