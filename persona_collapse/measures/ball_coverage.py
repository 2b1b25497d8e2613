"""Coverage, density, precision and recall: is a population where people are, and everywhere they are?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln

from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Array, Indices, as_complete, at_least, same_items
from persona_collapse.measures.drawn_balls import Holdable, recall_of_each
from persona_collapse.measures.drawn_distances import Distances
from persona_collapse.measures.memberships import BallsOfDraws, Memberships
from persona_collapse.measures.near import held
from persona_collapse.measures.neighbours import TOLERANCE, distance_blocks, radii
from persona_collapse.measures.rarefaction import Draws, Pair, PairDistances

Ties: TypeAlias = Literal["include", "exclude"]

K = 5


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
    in_ball, in_some = _held_by(personas, people, reach(radii(people, k), ties))
    _, reached = _held_by(people, personas, reach(radii(personas, k), ties))
    return Coverage(
        coverage=float(np.mean(in_ball > 0)),
        density=int(in_ball.sum()) / (k * len(personas)),
        precision=float(in_some.mean()),
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
    if pair.held_out or pair.sheets is not None:
        radii_of_each = [_drawn_radii(distances.people, people, k) for _, people in drawn]
        exact = _exact_draws(pair, drawn, radii_of_each, list(draws.all_personas(pair)), draws.n, k, ties)
    else:
        exact = _of_memberships(memberships(pair, draws, k, ties), len(pair.counted), k)
    edge_of_personas = [reach(_drawn_radii(distances.personas, personas, k), ties) for personas, _ in drawn]
    return Coverage(
        coverage=float(np.mean([one[0] for one in exact])),
        density=float(np.mean([one[1] for one in exact])),
        precision=float(np.mean([one[2] for one in exact])),
        recall=float(np.mean(recall_of_each(distances.between, drawn, edge_of_personas))),
        n=(draws.n, draws.n),
        k=k,
        draws=draws.count,
    )


def memberships(pair: Pair, draws: Draws, k: int = K, ties: Ties = "include") -> Memberships:
    """Which personas are in which balls of the reference draws, counted once for a pair and its draws.

    Parameters
    ----------
    pair : not held out, and each row a respondent
    draws, k, ties : as in `rarefied_coverage`
    """

    def find() -> Memberships:
        drawn, edges = drawn_balls(pair, draws, k)
        balls = BallsOfDraws.of(pair.reference, drawn, [reach(one, ties) for one in edges])
        return Memberships.of(pair.counted, balls)

    return pair.kept(("memberships", draws, k, ties), find)


def _of_memberships(found: Memberships, size: int, k: int) -> list[tuple[float, float, float]]:
    """Expected coverage, density, precision of n personas for each reference draw."""
    missed = chance_that_none_is_drawn(size, found.balls.n)
    return [
        (float(1 - missed[counts].mean()), int(counts.sum()) / (k * size), int(some) / size)
        for counts, some in zip(found.counts, found.in_some, strict=True)
    ]


def drawn_balls(pair: Pair, draws: Draws, k: int) -> tuple[list[Indices], list[Array]]:
    """The people of each reference draw, and the radii of their balls."""
    _enough(draws.n, draws.n, k)
    if pair.held_out:
        raise InputError("the population is the reference, which has no interval here; give another population")
    drawn = [people for _, people in draws.pairs(pair)]
    among_people = pair.among_reference
    return drawn, [_drawn_radii(among_people, people, k) for people in drawn]


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
    raise _unknown(ties)


def reach(radius: Array, ties: Ties) -> Array:
    """The largest distance at which a ball of each radius holds a point, as `within`; -1 for a ball that holds none."""
    if ties == "include":
        return radius * (1 + TOLERANCE)
    if ties != "exclude":
        raise _unknown(ties)
    edge = np.nextafter(radius * (1 - TOLERANCE), -1.0)
    return np.where(edge < 0, -1.0, edge)


def _unknown(ties: str) -> InputError:
    return InputError(f'ties is {ties!r}; use "include" (distance <= radius) or "exclude" (<)')


def _enough(personas: int, people: int, k: int) -> None:
    if k < 1:
        raise InputError(f"k is {k}; a neighbourhood needs at least one neighbour")
    for size, name in ((personas, "population"), (people, "reference")):
        at_least(size, k + 1, name, f"a ball of the {k} nearest others (k = {k})")


def _held_by(points: Array, balls: Array, edges: Array) -> tuple[Indices, NDArray[np.bool_]]:
    """How many points are in each ball (M,), and whether each point (N,) is in at least one."""
    count, in_some = np.zeros(len(balls), dtype=np.intp), np.zeros(len(points), dtype=bool)
    for inside, which in held(points, balls, edges):
        count += np.bincount(which, minlength=len(balls))
        in_some[inside] = True
    return count, in_some


def blocks_from_people(pair: Pair) -> Iterator[tuple[slice, Array]]:
    """Some personas at a time, with the distances of all people to them (M, rows); draws of people read them fast."""
    for rows, distances in distance_blocks(pair.population, pair.reference):
        yield rows, np.ascontiguousarray(distances.T)


def _drawn_radii(distances: Distances, drawn: Indices, k: int) -> Array:
    """`radii` (n,) of a draw of n."""
    return distances.nearest(drawn, k)[:, -1]


def taking_part(sheet: Indices | None, rows: slice) -> tuple[Indices | slice, Indices | slice]:
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
    drawn: list[tuple[Indices, Indices]],
    radii: list[Array],
    rows_of: list[Indices | None],
    n: int,
    k: int,
    ties: Ties,
) -> list[tuple[float, float, float]]:
    """Expected coverage, density, precision of n personas for each reference draw."""
    size = pair.personas - (n if pair.held_out else 0)
    missed = chance_that_none_is_drawn(size, n)
    people = [one for _, one in drawn]
    counted = _other_people(pair, people, radii, ties) if pair.held_out else None
    return [
        (float(1 - missed[counts].mean()), int(counts.sum()) / (k * size), in_some / size)
        for counts, in_some in counted or _in_blocks(pair, people, radii, rows_of, ties)
    ]


def _other_people(pair: Pair, drawn: list[Indices], radii: list[Array], ties: Ties) -> list[tuple[Indices, int]] | None:
    """How many people that are not drawn are in each ball, and in at least one, for each draw; None where `_in_blocks` is faster."""
    edges = [reach(one, ties) for one in radii]
    near = Holdable.of(pair.among_reference, drawn, edges)
    if near is None:
        return None
    found = []
    for people, edge in zip(drawn, edges, strict=True):
        ball, person = near.of_draw(people, edge)
        is_drawn = np.zeros(near.size, dtype=bool)
        is_drawn[people] = True
        others = ~is_drawn[person]
        found.append((np.bincount(ball[others], minlength=len(people)), len(np.unique(person[others]))))
    return found


def _in_blocks(
    pair: Pair, drawn: list[Indices], radii: list[Array], rows_of: list[Indices | None], ties: Ties
) -> list[tuple[Indices, int]]:
    """How many personas are in each ball, and in at least one, for each draw, in one pass over the distances."""
    counts = [_Inside(len(one), one, ties) for one in radii]
    for rows, distances in blocks_from_people(pair):
        for people, sheet, inside in zip(drawn, rows_of, counts, strict=True):
            outside, of_balls = pair.outside(rows, people), distances[people][:, taking_part(sheet, rows)[0]]
            if outside is not None:
                of_balls[:, ~outside] = np.inf
            inside.add(of_balls)
    return [(inside.personas_in_ball, inside.personas_in_some_ball) for inside in counts]


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
