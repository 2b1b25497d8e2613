"""How much coverage, density and precision of a population would change with other personas."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from persona_collapse.measures.arrays import Array, Indices, at_least
from persona_collapse.measures.ball_coverage import (
    K,
    Ties,
    blocks_from_people,
    chance_that_none_is_drawn,
    drawn_balls,
    memberships,
    reach,
    taking_part,
    within,
)
from persona_collapse.measures.intervals import (
    Estimate,
    Interval,
    around,
    of_influence,
    of_jackknife,
    of_pairs,
    with_draws,
)
from persona_collapse.measures.memberships import BallsOfDraws, Memberships
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.rarefaction import Draws, Pair

PAIRS = 200
"""Number of pairs of draws of personas from which the error of coverage is estimated."""


@dataclass(frozen=True)
class CoverageEstimates:
    """The exactly rarefied numbers with their errors over personas, for a fixed reference.

    That of coverage is nan where n is the whole population: without a persona, n cannot be drawn.
    """

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
    if pair.sheets is None:
        asked = ("errors", draws, k, ties)
        return pair.kept(asked, lambda: _estimates(memberships(pair, draws, k, ties), len(pair.counted), k))
    size, n, rows_of = pair.personas, draws.n, list(draws.all_personas(pair))
    drawn, edges = drawn_balls(pair, draws, k)
    counts = np.zeros((len(drawn), n), dtype=np.int64)
    balls, some = np.zeros((2, len(drawn), size))
    for rows, distances in blocks_from_people(pair):
        for number, people in enumerate(drawn):
            columns, personas = taking_part(rows_of[number], rows)
            inside = within(distances[people][:, columns], edges[number][:, None], ties)
            counts[number] += np.count_nonzero(inside, axis=1)
            balls[number, personas] = np.count_nonzero(inside, axis=0) / k
            some[number, personas] = inside.any(axis=0)
    missed, missed_without = chance_that_none_is_drawn(size, n), chance_that_none_is_drawn(size - 1, n)
    of_draws = 1 - missed[counts].mean(axis=1)
    outside_of = missed_without[np.minimum(counts, size - 1)]
    gained = missed_without[np.maximum(counts - 1, 0)] - outside_of
    without = np.full(size, 1 - outside_of.mean())
    for rows, distances in blocks_from_people(pair):
        for number, people in enumerate(drawn):
            columns, personas = taking_part(rows_of[number], rows)
            inside = within(distances[people][:, columns], edges[number][:, None], ties)
            without[personas] -= gained[number] @ inside / (n * len(drawn))
    return CoverageEstimates(
        coverage=_coverage(of_draws, without, n),
        density=_mean_over_draws(balls),
        precision=_mean_over_draws(some),
    )


def _estimates(found: Memberships, size: int, k: int) -> CoverageEstimates:
    """The same from memberships, where each row is a respondent."""
    n, draws = found.balls.n, found.balls.draws
    missed, missed_without = chance_that_none_is_drawn(size, n), chance_that_none_is_drawn(size - 1, n)
    of_draws = 1 - missed[found.counts].mean(axis=1)
    outside_of = missed_without[np.minimum(found.counts, size - 1)]
    gained = missed_without[np.maximum(found.counts - 1, 0)] - outside_of
    without = 1 - outside_of.mean() - found.summed(gained / (n * draws))
    density = found.counts.sum(axis=1) / (k * size)
    return CoverageEstimates(
        coverage=_coverage(of_draws, without, n),
        density=_of_each(found.balls_of / (k * draws), density),
        precision=_of_each(found.draws_of / draws, found.in_some / size),
    )


def _coverage(of_draws: Array, without: Array, n: int) -> Estimate:
    """Coverage with its error, from its value in each draw (R,) and without each persona (N,)."""
    known = without if len(without) > n else np.full(len(without), np.nan)
    return with_draws(of_jackknife(float(of_draws.mean()), known), of_draws)


def _of_each(of_persona: Array, of_draws: Array) -> Estimate:
    """A mean over personas and draws with its error, from its means over draws (N,) and over personas (R,)."""
    value = float(of_draws.mean())
    return with_draws(of_influence(value, of_persona - of_persona.mean()), of_draws)


def coverage_interval(pair: Pair, draws: Draws, *, k: int = K, ties: Ties = "include", pairs: int = PAIRS) -> Interval:
    """How much coverage would change with other personas.

    Its value is the exact one of `rarefied_coverage`. Its error comes from pairs of draws that share no persona, each
    compared with all the reference draws, plus the error of a mean over the reference draws. Where draws are made from a
    part of the population, it is the jackknife's over all: next to so many personas a second one in a ball is rare.

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
    if pair.whole is not None:
        return coverage_estimates(pair, draws, k=k, ties=ties).coverage.interval
    size, n = pair.personas, draws.n
    at_least(size, 2 * n, "population", f"two draws of {n} that share no respondent")
    of_rows, of_draws = _of_draws(pair, draws, k, ties)
    held = of_rows.held_by_any(_disjoint_rows(pair, n, pairs, draws.seed))
    reached = np.array(list(held)) / (n * len(of_draws))
    over_personas = of_pairs(reached.reshape(pairs, 2))
    assert over_personas is not None, "a share is always defined"
    over_draws = of_draws.var(ddof=1) / len(of_draws) if len(of_draws) > 1 else 0.0
    return around(float(of_draws.mean()), float(np.sqrt(over_personas.se**2 + over_draws)), "paired personas")


def _of_draws(pair: Pair, draws: Draws, k: int, ties: Ties) -> tuple[Memberships, Array]:
    """The memberships of all rows in the balls of all draws, and coverage in each draw."""
    if pair.sheets is None:
        found = memberships(pair, draws, k, ties)
        return found, 1 - chance_that_none_is_drawn(pair.personas, draws.n)[found.counts].mean(axis=1)
    drawn, edges = drawn_balls(pair, draws, k)
    counts, rows_of = np.zeros((len(drawn), draws.n), dtype=np.int64), list(draws.all_personas(pair))
    for rows, distances in blocks_from_people(pair):
        for number, people in enumerate(drawn):
            inside = within(distances[people][:, taking_part(rows_of[number], rows)[0]], edges[number][:, None], ties)
            counts[number] += np.count_nonzero(inside, axis=1)
    balls = BallsOfDraws.of(pair.reference, drawn, [reach(one, ties) for one in edges])
    rates = 1 - chance_that_none_is_drawn(pair.personas, draws.n)[counts].mean(axis=1)
    return Memberships.of(pair.population, balls), rates


def _disjoint_rows(pair: Pair, n: int, pairs: int, seed: int) -> Iterator[Indices]:
    """Rows of 2 P draws of personas; draws 2 p and 2 p + 1 share no persona."""
    rng = generator("pairs of draws for coverage", seed)
    pick = None if pair.sheets is None else pair.sheets.pick("pairs of draws for coverage", seed)
    for _ in range(pairs):
        both = rng.choice(pair.personas, 2 * n, replace=False)
        both = both if pick is None else pick(both)
        yield both[:n]
        yield both[n:]


def _mean_over_draws(each: Array) -> Estimate:
    """A mean over personas and draws (R, N) with its error."""
    of_persona = each.mean(axis=0)
    return with_draws(of_influence(float(each.mean()), of_persona - of_persona.mean()), each.mean(axis=1))
