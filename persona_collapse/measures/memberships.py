"""Coverage at a matched size of a population of any size: one pass over the personas for all reference draws."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from persona_collapse.measures.arrays import Array, Indices
from persona_collapse.measures.near import Points, near_pairs, nearest_squared, ranks, settled

WORD = 64

MOST_KEPT = 192 * 2**20
"""Bytes up to which the people near each persona are kept, so that a second pass need not find them again."""


@dataclass(frozen=True)
class BallsOfDraws:
    """The balls of people in R reference draws: those of one person next to each other, smallest first.

    Attributes
    ----------
    people : (M, D) all reference respondents
    squared : (M, W) squared edges of each person's balls, ascending; inf where it has fewer balls
    draw : (M, W) the draw of each of these balls; R where it has fewer
    place : (M, W) and the number of the ball within the draw
    n, draws : balls per draw, and draws
    """

    people: Array
    squared: Array
    draw: Indices
    place: Indices
    n: int
    draws: int

    @classmethod
    def of(cls, people: Array, drawn: Sequence[Indices], edges: Sequence[Array]) -> "BallsOfDraws":
        """From the people of each draw, and how far each one's ball reaches, edges included."""
        size, draws = len(people), len(drawn)
        reach = np.full((size, draws), np.inf)
        number = np.zeros((size, draws), dtype=np.intp)
        for one, (rows, edge) in enumerate(zip(drawn, edges, strict=True)):
            reach[rows, one] = edge
            number[rows, one] = np.arange(len(rows))
        order = np.argsort(reach, axis=1, kind="stable")
        width = max(1, int(np.isfinite(reach).sum(axis=1).max()))
        order = order[:, :width]
        sorted_reach = np.take_along_axis(reach, order, axis=1)
        there = np.isfinite(sorted_reach)
        squared = np.where(there, sorted_reach * np.abs(sorted_reach), np.inf)
        place = np.take_along_axis(number, order, axis=1)
        return cls(people, squared, np.where(there, order, draws), place, len(drawn[0]), draws)

    @cached_property
    def balls_of_each(self) -> Indices:
        """How many balls each person has: (M,)."""
        return np.asarray(np.isfinite(self.squared).sum(axis=1))

    @property
    def largest(self) -> Array:
        """The largest edge (M,) of each person; -1 of a person without balls."""
        known = np.where(np.isfinite(self.squared), self.squared, -1.0).max(axis=1)
        return np.where(known < 0, -1.0, np.sqrt(np.maximum(known, 0.0)))

    @cached_property
    def masks(self) -> NDArray[np.uint64]:
        """(M, W + 1, words) the draws, as bits, of each person's balls from a position on."""
        people, width = self.squared.shape
        words = -(-self.draws // WORD)
        found = np.zeros((people, width + 1, words), dtype=np.uint64)
        for position in range(width - 1, -1, -1):
            found[:, position] = found[:, position + 1]
            at = self.draw[:, position]
            some = np.flatnonzero(at < self.draws)
            found[some, position, at[some] // WORD] |= np.uint64(1) << (at[some] % WORD).astype(np.uint64)
        return found

    def by_draw(self, values: NDArray[Any]) -> NDArray[Any]:
        """Values (M, W) of balls as (R, n), each draw's balls in its own order."""
        found = np.zeros((self.draws, self.n), dtype=values.dtype)
        there = self.draw < self.draws
        found[self.draw[there], self.place[there]] = values[there]
        return found

    def by_person(self, values: Array) -> Array:
        """Values (R, n) of balls as (M, W); 0 where a person has fewer balls."""
        found = np.zeros(self.squared.shape)
        there = self.draw < self.draws
        found[there] = values[self.draw[there], self.place[there]]
        return found


@dataclass(frozen=True)
class Memberships:
    """How many personas are in each ball of each draw, and in how many balls and draws each persona is.

    Attributes
    ----------
    balls : of the people
    counts : (R, n) personas in each ball
    balls_of : (N,) balls of all draws that hold each persona
    draws_of : (N,) draws in which it is in at least one ball
    in_some : (R,) personas in at least one ball of each draw
    personas : (N, D)
    kept : per block of personas, what `_entries` found; empty where it is too much to keep
    """

    balls: BallsOfDraws
    counts: NDArray[np.int64]
    balls_of: NDArray[np.int64]
    draws_of: NDArray[np.int64]
    in_some: NDArray[np.int64]
    personas: Points
    kept: tuple["_Entries", ...]

    @classmethod
    def of(cls, personas: Points, balls: BallsOfDraws) -> "Memberships":
        """Counted in one pass over personas (N, D)."""
        width, size = balls.squared.shape[1], len(personas)
        first = np.zeros(len(balls.people) * (width + 1), dtype=np.int64)
        balls_of, draws_of = np.zeros((2, size), dtype=np.int64)
        in_some = np.zeros(balls.draws, dtype=np.int64)
        kept: list[_Entries] | None = []
        bytes_kept = 0
        for one in _entries(personas, balls):
            there = one.rows.stop - one.rows.start
            first += np.bincount(one.people * (width + 1) + one.first, minlength=len(first))
            balls_of[one.rows] = np.bincount(
                one.points, weights=balls.balls_of_each[one.people] - one.first, minlength=there
            )
            bits = _draws_with_each(one.points, balls.masks[one.people, one.first], there)
            draws_of[one.rows] = bits.sum(axis=1, dtype=np.int64)
            in_some += bits[:, : balls.draws].sum(axis=0, dtype=np.int64)
            if kept is not None:
                kept.append(one.compact())
                bytes_kept += kept[-1].bytes
                kept = kept if bytes_kept <= MOST_KEPT else None
        up_to = first.reshape(-1, width + 1)[:, :width].cumsum(axis=1)
        return cls(balls, balls.by_draw(up_to), balls_of, draws_of, in_some, personas, tuple(kept or ()))

    def held_by_any(self, draws: Iterable[Indices]) -> Iterator[int]:
        """How many of the balls hold at least one of the personas of each draw."""
        table = self._first()
        for rows in draws:
            if table is None:
                near = nearest_squared(self._points(rows), self.balls.people, self.balls.squared)
                first = ranks(self.balls.squared, np.arange(len(near)), near)
            else:
                first = table[rows].min(axis=0).astype(np.intp)
            yield int(np.maximum(self.balls.balls_of_each - first, 0).sum())

    def _points(self, rows: Indices) -> Array:
        assert isinstance(self.personas, np.ndarray), "draws are made from points that are there"
        return np.asarray(self.personas[rows])

    def _first(self) -> NDArray[Any] | None:
        """The first of each person's balls that holds each persona (N, M); None where that is too large a table."""
        people, width = self.balls.squared.shape
        kind = np.min_scalar_type(width)
        if not self.kept or len(self.personas) * people * kind.itemsize > MOST_KEPT:
            return None
        found = np.full((len(self.personas), people), width, dtype=kind)
        for one in self.kept:
            found[one.rows][one.points, one.people] = one.first
        return found

    def summed(self, worth: Array) -> Array:
        """The sum (N,) over the balls that hold each persona of what each ball (R, n) is worth."""
        of_person = self.balls.by_person(worth)
        onwards = np.zeros((len(of_person), of_person.shape[1] + 1))
        onwards[:, :-1] = of_person[:, ::-1].cumsum(axis=1)[:, ::-1]
        found = np.zeros(len(self.personas))
        for one in self.kept or _entries(self.personas, self.balls):
            weights, there = onwards[one.people, one.first], one.rows.stop - one.rows.start
            found[one.rows] = np.bincount(one.points, weights=weights, minlength=there)
        return found


@dataclass(frozen=True)
class _Entries:
    """Which of a block of personas are near which people.

    Attributes
    ----------
    rows : the block
    points, people : (E,) the persona within the block, ascending, and the person
    first : (E,) the first of the person's balls that holds the persona, and all after it do
    """

    rows: slice
    points: NDArray[Any]
    people: NDArray[Any]
    first: NDArray[Any]

    def compact(self) -> "_Entries":
        """The same in the smallest whole numbers that hold it."""
        return _Entries(self.rows, *(_compact(one) for one in (self.points, self.people, self.first)))

    @property
    def bytes(self) -> int:
        """Memory that it takes."""
        return self.points.nbytes + self.people.nbytes + self.first.nbytes


def _compact(numbers: NDArray[Any]) -> NDArray[Any]:
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))


def _entries(personas: Points, balls: BallsOfDraws) -> Iterator[_Entries]:
    for found in near_pairs(personas, balls.people, balls.largest):
        near = settled(found, personas, balls.people, balls.squared)
        first = ranks(balls.squared, near.others, near.squared)
        inside = first < balls.balls_of_each[near.others]
        yield _Entries(near.rows, near.points[inside], near.others[inside], first[inside])


def _draws_with_each(points: Indices, masks: NDArray[np.uint64], size: int) -> NDArray[np.uint8]:
    """Which draws, as bits (size, R or more), have a ball that holds each point; points ascend."""
    words = np.zeros((size, masks.shape[1]), dtype=np.uint64)
    if len(points):
        starts = np.flatnonzero(np.concatenate([[True], points[1:] != points[:-1]]))
        words[points[starts]] = np.bitwise_or.reduceat(masks, starts, axis=0)
    return np.unpackbits(words.view(np.uint8), axis=1, bitorder="little")
