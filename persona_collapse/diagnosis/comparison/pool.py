"""Several populations pooled, so that the numbers of any group of their respondents are cheap to compute."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from persona_collapse import measures
from persona_collapse.diagnosis.axes import styles_of_each
from persona_collapse.diagnosis.common import undesired
from persona_collapse.diagnosis.comparison.pairing import Pairing
from persona_collapse.diagnosis.crowding import crowd_size, pairs_in_a_crowd
from persona_collapse.diagnosis.further import further_numbers
from persona_collapse.diagnosis.intervals.drawn import DrawnNumbers, VendiRatio, many_probes
from persona_collapse.diagnosis.preparation import Sides, with_respondents
from persona_collapse.diagnosis.respondents import LARGEST_TABLE
from persona_collapse.instruments import Instrument
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array, Indices, complete_cases
from persona_collapse.measures.ball_coverage import K
from persona_collapse.measures.correlations import ItemCorrelations, raw_correlation_difference
from persona_collapse.measures.crowding import Close, crowding_of_each
from persona_collapse.measures.items import answer_shares, area_between, points_in_use
from persona_collapse.measures.per_respondent import mean_of, sd_of
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.sheets import Sheets, number_of_row
from persona_collapse.measures.subsets import Balls, Clumping

BALL_DRAWS = 20
"""Reference draws on which the coverage of a group is measured."""

MOST_RELABELLED = 10_000
"""Respondents of each population that are relabelled for numbers of single answers; of more, this many are drawn once."""

VENDI_LARGEST = 150
"""Respondents of a group whose Vendi score is taken; eigenvalues of more respondents take too long for a thousand groups."""

PEOPLE = 300
"""Reference respondents with which the recall of a group is measured."""


@dataclass(frozen=True)
class Member:
    """A population that is compared.

    Attributes
    ----------
    matrix : answers
    sides : the same beside the reference, at the matched size
    levels : (N, T) trait labels; None without
    """

    matrix: BehavioralTraitMatrix
    sides: Sides
    levels: Array | None


@dataclass(frozen=True)
class PooledPopulations:
    """All respondents of some populations, population after population, within each in the order of their personas.

    Attributes
    ----------
    members : the populations
    pairing : which personas are in several of them
    """

    members: tuple[Member, ...]
    pairing: Pairing

    @cached_property
    def _orders(self) -> list[Indices]:
        return [np.argsort(who) for who in self.pairing.who]

    @cached_property
    def rows(self) -> list[Indices]:
        """Which rows of the pool each population has."""
        ends = np.cumsum([len(order) for order in self._orders])
        return [np.arange(end - len(order), end) for end, order in zip(ends, self._orders, strict=True)]

    @cached_property
    def repeated(self) -> bool:
        """Whether a persona of some population has several rows."""
        return any(one.sides.personas.persona is not None for one in self.members)

    @cached_property
    def sheets(self) -> Sheets:
        """Whose each row of the pool is, a persona of two populations counting as two: population after population."""
        most = int(self.who.max()) + 1
        return Sheets.of(np.concatenate([self.who[rows] + number * most for number, rows in enumerate(self.rows)]))

    @cached_property
    def units(self) -> list[Indices]:
        """Which personas (of `sheets`) each population has; its rows, where each persona has one."""
        return [np.unique(self.sheets.persona[rows]) for rows in self.rows]

    @cached_property
    def standing(self) -> list[Indices]:
        """Which of `units` draws are made from: those with a row that has distances to others."""
        return [np.unique(self.sheets.persona[rows[self.spot[rows] >= 0]]) for rows in self.rows]

    @cached_property
    def sampled(self) -> list[bool]:
        """Whether draws are made from some of the complete rows of each population only."""
        return [
            int((self.spot[rows] >= 0).sum()) < len(one.sides.personas.whole)
            for rows, one in zip(self.rows, self.members, strict=True)
        ]

    @cached_property
    def relabelled(self) -> list[Indices]:
        """Which of `units` are relabelled for numbers of single answers: all, or of very many some, drawn once."""
        if max(map(len, self.units)) <= MOST_RELABELLED:
            return self.units
        order = next(self.pairing.orders("kept for relabelling", self.seed))
        return [np.sort(units[np.argsort(order[self.who_of[units]])[:MOST_RELABELLED]]) for units in self.units]

    @cached_property
    def who_of(self) -> Indices:
        """The persona of each of `units`, the same number in every population."""
        found = np.empty(len(self.sheets), dtype=np.intp)
        found[self.sheets.persona] = self.who
        return found

    def rows_of(self, units: Indices) -> Indices:
        """All rows of some units, in their order."""
        if not self.repeated:
            return units
        order, counts = np.argsort(self.sheets.persona, kind="stable"), self.sheets.repeats
        first = np.cumsum(counts) - counts
        return np.concatenate([order[first[one] : first[one] + counts[one]] for one in units])

    def once(self, rows: Indices, rng: np.random.Generator) -> Indices:
        """Of rows that have distances to one another, one of each persona, at random."""
        if not self.repeated:
            return rows
        mixed = rng.permutation(rows)
        return mixed[np.unique(self.sheets.persona[mixed], return_index=True)[1]]

    @cached_property
    def who(self) -> Indices:
        """The persona of each row."""
        return np.concatenate([who[order] for who, order in zip(self.pairing.who, self._orders, strict=True)])

    @cached_property
    def values(self) -> Array:
        """Answers of all rows, nan where missing."""
        return self._stacked([one.matrix.values for one in self.members])

    @cached_property
    def levels(self) -> Array:
        """Trait labels of all rows, nan where there are none."""
        nothing = (0, len(self.instrument.traits))
        known = [
            np.full((len(one.matrix), nothing[1]), np.nan) if one.levels is None else one.levels for one in self.members
        ]
        return self._stacked(known)

    def _stacked(self, arrays: Sequence[Array]) -> Array:
        stacked: Array = np.concatenate([one[order] for one, order in zip(arrays, self._orders, strict=True)])
        return stacked

    @property
    def instrument(self) -> Instrument:
        """What was asked."""
        return self.members[0].matrix.instrument

    @cached_property
    def spot(self) -> Indices:
        """The place of each row among those that have distances to one another; -1 for the others.

        These are the respondents without missing answers, of each population no more than fit into one table, but enough
        for two draws that share none.
        """
        order, found = next(self.pairing.orders("kept for paired draws", self.seed)), np.full(len(self.who), -1)
        complete = complete_cases(self.values)
        most = max(LARGEST_TABLE // len(self.members), 2 * self.members[0].sides.size)
        kept = []
        for rows in self.rows:
            able = rows[complete[rows]]
            turn = number_of_row(self.sheets.persona[able])  # of repeats, a row of each persona before any second one
            first = np.lexsort((order[self.who[able]], turn))[:most]
            kept.append(able[np.sort(first)])
        standing = np.concatenate(kept)
        found[standing] = np.arange(len(standing))
        return found

    @property
    def seed(self) -> int:
        """Of every draw."""
        return self.members[0].sides.how.seed

    @cached_property
    def sides(self) -> Sides:
        """All respondents that have distances to one another, beside the reference."""
        standing = np.flatnonzero(self.spot >= 0)
        return with_respondents(self.members[0].sides, self.values[standing])

    @cached_property
    def beyond(self) -> dict[str, Array]:
        """Which rows are beyond people's cut of each index of answering."""
        return self._everyone.beyond

    @cached_property
    def styles(self) -> dict[str, Array | None]:
        """Each style of each row."""
        return styles_of_each(self._everyone.personas)

    @cached_property
    def _everyone(self) -> Sides:
        """All rows, with missing answers, beside the reference."""
        return with_respondents(self.members[0].sides, self.values)

    @cached_property
    def numbers(self) -> DrawnNumbers:
        """Numbers of draws."""
        return DrawnNumbers.of(self.sides)

    @cached_property
    def many_probes(self) -> Clumping:
        """Hopkins of any group, without the chance of few probes."""
        return many_probes(self.sides)

    @cached_property
    def balls(self) -> dict[str, Balls]:
        """Balls of people, with items and (by the prefix `trait_`) with traits as dimensions; none without a reference."""
        if self.sides.people is None:
            return {}
        draws = replace(self.sides.draws, count=BALL_DRAWS)
        spaces = zip(("", "trait_"), self.sides.spaces, strict=False)
        return {prefix: Balls.of(pair, draws, K) for prefix, pair in spaces}

    @cached_property
    def crowd(self) -> Close | None:
        """Who is near whom; None where crowding is not defined."""
        if crowd_size(self.sides) is None:
            return None
        return pairs_in_a_crowd(self.sides, np.arange(len(self.sides.personas.complete)))

    def vendi(self, size: int) -> VendiRatio | None:
        """Vendi ratios of draws of a size."""
        return VendiRatio.of(self.sides, size)


@dataclass(frozen=True)
class GroupNumbers:
    """Every number of a group of rows of a pool, cheap to compute: for relabelling."""

    pool: PooledPopulations
    labelled: bool

    @cached_property
    def _people(self) -> Indices:
        """Reference respondents, the same for every group."""
        people = self.pool.sides.people
        if people is None:
            return np.zeros(0, dtype=np.intp)
        rng = generator("people for relabelled groups", self.pool.seed)
        return rng.permutation(len(people.complete))[:PEOPLE]

    @cached_property
    def _vendi(self) -> VendiRatio | None:
        return self.pool.vendi(min(self.pool.sides.size, VENDI_LARGEST))

    @cached_property
    def _human_shares(self) -> Array | None:
        people, scale = self.pool.sides.people, self.pool.instrument.scale
        return None if people is None else answer_shares(people.complete, low=scale.low, high=scale.high)

    @cached_property
    def _sums(self) -> Array:
        keying = self.pool.sides.keying
        assert keying is not None, "labels are those of traits"
        return keying.sums(self.pool.values)

    @cached_property
    def _scores(self) -> tuple[Array, Array] | None:
        """Trait scores of the pool's complete rows and of people."""
        sides = self.pool.sides
        if sides.people is None or sides.keying is None:
            return None
        return sides.personas.complete_scores, sides.people.complete_scores

    def of_items(self, rows: Indices) -> dict[str, float | None]:
        """Numbers of single answers, and of labels."""
        scale, answers = self.pool.instrument.scale, self.pool.values[rows]
        shares = answer_shares(answers, low=scale.low, high=scale.high)
        given = (~np.isnan(answers)).sum(axis=0)
        at = given @ shares / given.sum()
        found: dict[str, float | None] = {
            "effective_likert": float(np.nanmean(points_in_use(shares))),
            "midpoint_share": float(at[len(at) // 2]) if len(at) % 2 else None,
            "extreme_share": float(at[0] + at[-1]),
            **further_numbers(answers, scale),
            **{name: mean_of(one[rows]) for name, one in self.pool.beyond.items()},
            **{f"{name}_sd": sd_of(one[rows]) for name, one in self.pool.styles.items() if one is not None},
        }
        if (agreeing := self.pool.styles["acquiescence"]) is not None:
            found["acquiescence"] = mean_of(agreeing[rows])
        if self._human_shares is not None:
            found["marginal_distance"] = float(np.nanmean(area_between(shares, self._human_shares)))
        if (people := self.pool.sides.people) is not None:
            found["correlation_difference"] = raw_correlation_difference(
                ItemCorrelations.of(answers), people.correlations
            )
        if self.labelled:
            followed = measures.fidelity(self._sums[rows], self.pool.levels[rows])
            found |= {"rho": followed.rho, "d": followed.d}
        return found

    def of_sets(self, groups: Sequence[tuple[Indices, Indices]]) -> list[dict[str, float | None]]:
        """Numbers of whole sets of respondents, of several groups.

        Parameters
        ----------
        groups : of each, all its respondents that have distances to one another; and some of them, the same number as
            of the group it is compared with, in random order
        """
        spots, drawn = [one for one, _ in groups], [one for _, one in groups]
        found: list[dict[str, float | None]] = [
            {**numbers} for numbers in self.pool.numbers.of_each([(one, self._people, 0) for one in drawn])
        ]
        for prefix, balls in self.pool.balls.items():
            for numbers, (coverage, density, precision) in zip(found, balls.of_each(spots), strict=True):
                numbers[f"{prefix}coverage"] = coverage
                numbers |= {f"{prefix}density": density, f"{prefix}precision": precision}
        if self.pool.crowd is not None:
            for numbers, crowded in zip(
                found, crowding_of_each(self.pool.crowd, spots, self.pool.sides.size), strict=True
            ):
                numbers["crowding"] = crowded
        for numbers, everyone, some in zip(found, spots, drawn, strict=True):
            numbers |= self._of_set(everyone, some)
        return found

    def _of_set(self, spots: Indices, drawn: Indices) -> dict[str, float | None]:
        """The numbers that are computed group by group."""
        found: dict[str, float | None] = {}
        if self._vendi is not None:
            found["vendi_ratio"] = self._vendi(drawn[: min(self.pool.sides.size, VENDI_LARGEST)])
        if self._scores is not None:
            ours, people = self._scores
            turned = undesired(self.pool.instrument)
            found["sd_ratio"] = measures.sd_ratio(ours[spots], people)
            found["desirability_shift"] = measures.desirability_shift(ours[spots], people, turned)
        return found
