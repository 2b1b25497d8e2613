"""Coverage, density, precision and recall: is a population where people are, and everywhere they are?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln

from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Array, Indices, as_complete, at_least, same_items
from persona_collapse.measures.intervals import (
    Estimate,
    Interval,
    around,
    of_influence,
    of_jackknife,
    of_pairs,
    with_draws,
)
from persona_collapse.measures.neighbours import TOLERANCE, Distances, distance_blocks, radii, smallest
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.rarefaction import Draws, Pair, PairDistances

Ties: TypeAlias = Literal["include", "exclude"]

K = 5

PAIRS = 200
"""Number of pairs of draws of personas from which the error of coverage is estimated."""


@dataclass(frozen=True)
class Coverage:
    """How a population and a reference overlap: shares 0..1, density 0 upwards (people: 1); higher is closer.

    Attributes
    ----------
    coverage : share of reference balls that hold at least one persona
    density : mean over personas of (reference balls holding it) / k
    precision : share of personas inside at least one reference ball
    recall : share of reference respondents inside at least one persona's ball
    n : number of respondents on each side (population, reference)
    k : neighbours that set a ball's radius
    draws : number of draws in the average; 0 when all respondents were used once
    """

    coverage: float
    density: float
    precision: float
    recall: float
    n: tuple[int, int]
    k: int
    draws: int = 0


def coverage(population: ArrayLike, reference: ArrayLike, *, k: int = K, ties: Ties = "include") -> Coverage:
    """Which part of human variety a population reaches, and how much of the population is human-like.

    A ball around each reference respondent reaches its k-th nearest other reference respondent. Coverage, density
    and precision count personas in those balls; recall counts reference respondents in balls made the same way
    around personas. All respondents are used: the values grow with N, so compare at equal N (`rarefied_coverage`).

    Parameters
    ----------
    population : (N, D) points, standardised by the reference (`scaler`)
    reference : (M, D) points of the same items
    k : number of neighbours, 5 in both sources
    ties : "include" counts a persona on the edge of a ball (distance <= radius; whole answers make ties common),
        "exclude" does not (<, as the package prdc)

    Raises
    ------
    InputError : different numbers of items, missing answers, fewer than k + 1 respondents on either side.

    Source
    ------
    Coverage and density: Naeem et al. 2020 (arXiv 2002.09797), section 3. Precision and recall: Kynkäänniemi et
    al. 2019 (arXiv 1904.06991), section 2.

    Three people are at 0, 1 and 3; with k = 1 the radii of their balls are 1, 1 and 2. A persona at 0.5 is in the first
    two balls:

    >>> result = coverage([[0.5], [0.6]], [[0.0], [1.0], [3.0]], k=1)
    >>> round(result.coverage, 3), result.density, result.precision, result.recall
    (0.667, 2.0, 1.0, 0.0)
    """
    people, personas = as_complete(reference, "reference"), as_complete(population)
    same_items(personas, people)
    _enough(len(personas), len(people), k)
    inside = _Inside(len(people), radii(people, k), ties)
    reached = _reached(personas, people, radii(personas, k), ties)
    for _, distances in distance_blocks(personas, people):
        inside.add(distances.T)
    return Coverage(
        coverage=float(np.mean(inside.personas_in_ball > 0)),
        density=inside.ball_memberships / (k * len(personas)),
        precision=inside.personas_in_some_ball / len(personas),
        recall=float(reached.mean()),
        n=(len(personas), len(people)),
        k=k,
    )


def rarefied_coverage(pair: Pair, draws: Draws, *, k: int = K, ties: Ties = "include") -> Coverage:
    """`coverage` at a matched size, to compare populations of different sizes.

    Each draw takes n reference respondents. Coverage, density and precision are then exact expectations over all
    choices of n personas: coverage is 1 - mean_j C(N - c_j, n) / C(N, n), where c_j is the number of personas in ball j
    among all N (Hurlbert 1971's rarefaction, applied to balls). Recall is measured on n drawn personas per draw. The
    result is the mean over the draws. When the pair is `held_out`, a drawn respondent is never on both sides.

    Parameters
    ----------
    pair : the population and the reference, standardised points
    draws : number, size and seed of the draws
    k, ties : as in `coverage`

    Raises
    ------
    InputError : n is below k + 1.
    """
    _enough(draws.n, draws.n, k)
    drawn, distances = list(draws.pairs(pair)), PairDistances.of(pair)
    edges = [_drawn_radii(distances.people, people, k) for _, people in drawn]
    exact = _exact_draws(pair, [people for _, people in drawn], list(draws.all_personas(pair)), edges, draws.n, k, ties)
    recall = [_drawn_recall(distances, personas, people, k, ties) for personas, people in drawn]
    return Coverage(
        coverage=float(np.mean([one[0] for one in exact])),
        density=float(np.mean([one[1] for one in exact])),
        precision=float(np.mean([one[2] for one in exact])),
        recall=float(np.mean(recall)),
        n=(draws.n, draws.n),
        k=k,
        draws=draws.count,
    )


@dataclass(frozen=True)
class CoverageEstimates:
    """The exactly rarefied numbers with their errors over personas, for a fixed reference."""

    coverage: Estimate
    density: Estimate
    precision: Estimate


def coverage_estimates(pair: Pair, draws: Draws, *, k: int = K, ties: Ties = "include") -> CoverageEstimates:
    """How much coverage, density and precision would change with other personas.

    Density and precision are means over personas, so each persona's own share is its influence. Coverage is computed
    without each persona in turn: a ball that holds the persona then holds one fewer of N - 1. This shows which personas
    the error comes from, as differences between populations need. It overstates the error (`coverage_interval` does
    not), because a second persona in a ball adds nothing. The error of a mean over the reference draws is added to
    each; it is the main part where personas hardly differ.

    Parameters
    ----------
    pair : the population and the reference, standardised points, not held out
    draws : reference draws, as in `rarefied_coverage`

    Raises
    ------
    InputError : n is below k + 1, or the population is the reference.

    Source
    ------
    docs/definitions.md, section 0.
    """
    size, n, rows_of = pair.personas, draws.n, list(draws.all_personas(pair))
    drawn, edges = _drawn_balls(pair, draws, k)
    counts = np.zeros((len(drawn), n), dtype=np.int64)
    balls, some = np.zeros((2, len(drawn), size))
    for rows, distances in _blocks_from_people(pair):
        for number, people in enumerate(drawn):
            columns, personas = _taking_part(rows_of[number], rows)
            inside = within(distances[people][:, columns], edges[number][:, None], ties)
            counts[number] += np.count_nonzero(inside, axis=1)
            balls[number, personas] = np.count_nonzero(inside, axis=0) / k
            some[number, personas] = inside.any(axis=0)
    missed, missed_without = chance_that_none_is_drawn(size, n), chance_that_none_is_drawn(size - 1, n)
    of_draws = 1 - missed[counts].mean(axis=1)
    outside_of = missed_without[np.minimum(counts, size - 1)]
    gained = missed_without[np.maximum(counts - 1, 0)] - outside_of
    without = np.full(size, 1 - outside_of.mean())
    for rows, distances in _blocks_from_people(pair):
        for number, people in enumerate(drawn):
            columns, personas = _taking_part(rows_of[number], rows)
            inside = within(distances[people][:, columns], edges[number][:, None], ties)
            without[personas] -= gained[number] @ inside / (n * len(drawn))
    return CoverageEstimates(
        coverage=with_draws(of_jackknife(float(of_draws.mean()), without), of_draws),
        density=_mean_over_draws(balls),
        precision=_mean_over_draws(some),
    )


def coverage_interval(pair: Pair, draws: Draws, *, k: int = K, ties: Ties = "include", pairs: int = PAIRS) -> Interval:
    """How much coverage would change with other personas.

    Its value is the exact one of `rarefied_coverage`. Its error comes from pairs of draws that share no persona, each
    compared with all the reference draws, plus the error of a mean over the reference draws.

    Parameters
    ----------
    pair : the population and the reference, standardised points, not held out
    draws : reference draws; two draws of that size must fit into the population
    pairs : number of pairs of draws of personas

    Raises
    ------
    InputError : n is below k + 1, the population is smaller than 2 n, or it is the reference.

    Source
    ------
    docs/definitions.md, section 0; docs/decisions/intervals.md says how often it contained the true value, and how often the
    jackknife did.
    """
    size, n, rows_of = pair.personas, draws.n, list(draws.all_personas(pair))
    at_least(size, 2 * n, "population", f"two draws of {n} that share no respondent")
    drawn, edges = _drawn_balls(pair, draws, k)
    members = _disjoint_members(pair, n, pairs, draws.seed)
    counts, reached = np.zeros((len(drawn), n), dtype=np.int64), np.zeros((len(drawn), n, 2 * pairs), dtype=bool)
    for rows, distances in _blocks_from_people(pair):
        for number, people in enumerate(drawn):
            inside = within(distances[people], edges[number][:, None], ties)
            counts[number] += np.count_nonzero(inside[:, _taking_part(rows_of[number], rows)[0]], axis=1)
            reached[number] |= inside.astype(np.float32) @ members[rows] > 0
    of_draws = 1 - chance_that_none_is_drawn(size, n)[counts].mean(axis=1)
    over_personas = of_pairs(reached.mean(axis=(0, 1)).reshape(pairs, 2))
    assert over_personas is not None, "a share is always defined"
    over_draws = of_draws.var(ddof=1) / len(of_draws) if len(of_draws) > 1 else 0.0
    return around(float(of_draws.mean()), float(np.sqrt(over_personas.se**2 + over_draws)), "paired personas")


def _drawn_balls(pair: Pair, draws: Draws, k: int) -> tuple[list[Indices], list[Array]]:
    """The people of each reference draw, and the radii of their balls."""
    _enough(draws.n, draws.n, k)
    if pair.held_out:
        raise InputError("the population is the reference, which has no interval here; give another population")
    drawn = [people for _, people in draws.pairs(pair)]
    among_people = Distances.between(pair.reference, pair.reference)
    return drawn, [_drawn_radii(among_people, people, k) for people in drawn]


def _disjoint_members(pair: Pair, n: int, pairs: int, seed: int) -> NDArray[np.float32]:
    """Which rows are in which of 2 P draws, one-hot (rows, 2 P); draws 2 p and 2 p + 1 share no persona."""
    rng = generator("pairs of draws for coverage", seed)
    pick = None if pair.sheets is None else pair.sheets.pick("pairs of draws for coverage", seed)
    members = np.zeros((len(pair.population), 2 * pairs), dtype=np.float32)
    for number in range(pairs):
        both = rng.choice(pair.personas, 2 * n, replace=False)
        both = both if pick is None else pick(both)
        members[both[:n], 2 * number] = 1
        members[both[n:], 2 * number + 1] = 1
    return members


def _mean_over_draws(each: Array) -> Estimate:
    """A mean over personas and draws (R, N) with its error."""
    of_persona = each.mean(axis=0)
    return with_draws(of_influence(float(each.mean()), of_persona - of_persona.mean()), each.mean(axis=1))


class _Inside:
    """Counts, block by block, which personas fall into which of the reference's balls."""

    def __init__(self, balls: int, reach: Array, ties: Ties) -> None:
        self.personas_in_ball: NDArray[np.int64] = np.zeros(balls, dtype=np.int64)
        self.personas_in_some_ball = 0
        self._edge, self._ties = reach, ties

    def add(self, distances: Array) -> None:
        """Count the personas of one block: `distances` (balls, personas), infinite for personas that do not count."""
        inside = within(distances, self._edge[:, None], self._ties)
        self.personas_in_ball += np.count_nonzero(inside, axis=1)
        self.personas_in_some_ball += int(np.count_nonzero(inside.any(axis=0)))

    @property
    def ball_memberships(self) -> int:
        """The number of balls that hold each persona, summed over personas."""
        return int(self.personas_in_ball.sum())


def within(distances: Array, radius: Array, ties: Ties) -> NDArray[np.bool_]:
    """Whether each distance is within the radius, with or without edges; distances within 1e-9 of the radius are edges.

    >>> within(np.array([1.0, 1.0 + 1e-12, 2.0]), np.array(1.0), "include").tolist()
    [True, True, False]
    >>> within(np.array([1.0, 0.5]), np.array(1.0), "exclude").tolist()
    [False, True]
    """
    if ties == "include":
        return distances <= radius * (1 + TOLERANCE)
    if ties == "exclude":
        return distances < radius * (1 - TOLERANCE)
    raise InputError(f'ties is {ties!r}; use "include" (distance <= radius) or "exclude" (<)')


def _enough(personas: int, people: int, k: int) -> None:
    if k < 1:
        raise InputError(f"k is {k}; a neighbourhood needs at least one neighbour")
    for size, name in ((personas, "population"), (people, "reference")):
        at_least(size, k + 1, name, f"a ball of the {k} nearest others (k = {k})")


def _reached(personas: Array, people: Array, reach: Array, ties: Ties) -> NDArray[np.bool_]:
    """Which reference respondents (M,) are inside at least one persona's ball."""
    reached = np.zeros(len(people), dtype=bool)
    for rows, distances in distance_blocks(people, personas):
        reached[rows] = within(distances, reach, ties).any(axis=1)
    return reached


def _blocks_from_people(pair: Pair) -> Iterator[tuple[slice, Array]]:
    """Some personas at a time, with the distances of all people to them (M, rows); draws of people read them fast."""
    for rows, distances in distance_blocks(pair.population, pair.reference):
        yield rows, np.ascontiguousarray(distances.T)


def _drawn_radii(distances: Distances, drawn: Indices, k: int) -> Array:
    """`radii` (n,) of a draw of n."""
    return smallest(distances.among(drawn), k)[:, -1]


def _drawn_recall(distances: PairDistances, personas: Indices, people: Indices, k: int, ties: Ties) -> float:
    reach = _drawn_radii(distances.personas, personas, k)[:, None]
    return float(within(distances.between.of(personas, people), reach, ties).any(axis=0).mean())


def _taking_part(sheet: Indices | None, rows: slice) -> tuple[Indices | slice, Indices | slice]:
    """Of a block of rows, the columns that take part in a draw, and whose they are.

    Parameters
    ----------
    sheet : (N,) the row of each persona in that draw; None where each row is a respondent and takes part
    rows : the block
    """
    if sheet is None:
        return slice(None), rows
    personas = np.flatnonzero((sheet >= rows.start) & (sheet < rows.stop))
    return sheet[personas] - rows.start, personas


def _exact_draws(
    pair: Pair,
    reference_draws: list[Indices],
    rows_of: list[Indices | None],
    edges: list[Array],
    n: int,
    k: int,
    ties: Ties,
) -> list[tuple[float, float, float]]:
    """Expected coverage, density, precision of n personas for each reference draw, in one pass over the distances."""
    counts = [_Inside(n, edge, ties) for edge in edges]
    for rows, distances in _blocks_from_people(pair):
        for drawn, sheet, inside in zip(reference_draws, rows_of, counts, strict=True):
            outside, of_balls = pair.outside(rows, drawn), distances[drawn][:, _taking_part(sheet, rows)[0]]
            if outside is not None:
                of_balls[:, ~outside] = np.inf
            inside.add(of_balls)
    size = pair.personas - (n if pair.held_out else 0)
    missed = chance_that_none_is_drawn(size, n)
    return [
        (
            float(1 - missed[inside.personas_in_ball].mean()),
            inside.ball_memberships / (k * size),
            inside.personas_in_some_ball / size,
        )
        for inside in counts
    ]


def chance_that_none_is_drawn(size: int, n: int) -> Array:
    """C(size - c, n) / C(size, n) for c = 0..size: the chance that none of c marked personas is among n drawn."""
    left = size - np.arange(size + 1)
    possible = left >= n
    remaining = left[possible]
    chance = np.zeros(size + 1)
    chance[possible] = np.exp(
        gammaln(remaining + 1) - gammaln(remaining - n + 1) - gammaln(size + 1) + gammaln(size - n + 1)
    )
    return chance
