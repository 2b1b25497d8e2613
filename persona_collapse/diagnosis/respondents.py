"""One side of a comparison: all its answers, and what is computed from them once, however many axes need it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from persona_collapse import paper
from persona_collapse.columns import Repeats
from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument
from persona_collapse.measures.arrays import (
    Answers,
    Array,
    Indices,
    complete_cases,
    complete_rows,
    pattern_counts,
    sorting,
)
from persona_collapse.measures.beyond import Answering
from persona_collapse.measures.correlations import ItemCorrelations
from persona_collapse.measures.crowding import crowd_radius
from persona_collapse.measures.drawn_distances import Distances
from persona_collapse.measures.kept import Kept
from persona_collapse.measures.near import Blocks, Points
from persona_collapse.measures.neighbours import distances
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.scaling import Keying, Scaler, scaler
from persona_collapse.measures.sheets import Sheets
from persona_collapse.measures.weights import Weighing
from persona_collapse.results import Protocol, Scorecard, Settings

Rule = Callable[[Array], Answers]
"""Which respondents take part in distances, from answers (N, D) with missing ones."""

LARGEST_TABLE = 6000
"""Respondents whose distances are kept all at once."""

MOST_KEPT = 100
"""Findings about one reference that are kept."""

MOST_DRAWN_FROM = 50_000
"""Respondents that draws are made from: of a larger population, this many are drawn once."""


def complete_respondents(answers: Array) -> Answers:
    """The respondents without a missing answer, sorted by their answers.

    >>> complete_respondents(np.array([[2.0, 1.0], [np.nan, 2.0], [1.0, 5.0]]))
    Answers(complete=array([[1., 5.],
           [2., 1.]]), excluded=1, imputed=0)
    """
    rows = complete_rows(answers)
    return Answers(answers[rows], len(answers) - len(rows))


def in_their_order(answers: Array) -> Answers:
    """All of some complete respondents, in the order they are given."""
    return Answers(answers, 0)


def at_most(rows: Indices, seed: int) -> Indices:
    """Of more rows than a table of distances holds, this many, drawn at random."""
    if len(rows) <= LARGEST_TABLE:
        return rows
    return rows[np.sort(generator("rows of a table", seed).choice(len(rows), LARGEST_TABLE, replace=False))]


RULES: Mapping[Protocol, Rule] = {"calibrated": complete_respondents, "paper": paper.prepare}
"""Protocol -> what it does about missing answers."""


@dataclass(frozen=True, eq=False)
class Respondents:
    """A population, or people, with everything that is computed from their answers alone.

    Attributes
    ----------
    source : what they are called
    instrument : what they answered
    answers : (N, D) scale points, nan where missing
    rule : which of them take part in distances
    note : what must be said wherever these answers are used
    repeats : personas that answered in several rows; None where each row is a respondent of its own
    persona : (N,) whose each row is, 0, 1 and so on, where rows of a persona are its repeats; None where each row is
        taken for a respondent
    weighing : of a weighted sample, from which these answers were drawn in proportion to the weights; None without
    most : complete respondents that draws are made from; of more, this many are drawn once. None for all
    """

    source: str
    instrument: Instrument
    answers: Array
    rule: Rule
    note: str = ""
    repeats: Repeats | None = None
    persona: Indices | None = None
    weighing: Weighing | None = None
    most: int | None = None

    @property
    def weighed(self) -> tuple[Array, Array | None]:
        """All respondents (N, D) and their weights (N,); the answers and None without weights.

        Answers that were shuffled, halved or drawn since have no weights any more.
        """
        whole = self.weighing
        return (
            (self.answers, None) if whole is None or whole.drawn is not self.answers else (whole.answers, whole.weights)
        )

    @cached_property
    def taking_part(self) -> Answers:
        """The respondents that take part in distances, or those of them that draws are made from; possibly none."""
        if self.places is None:
            return self.rule(self.answers)
        return Answers(self.answers[self.places], len(self.answers) - len(self.whole))

    @cached_property
    def whole(self) -> Indices:
        """Rows of all complete respondents, in the order of their answers."""
        return complete_rows(self.answers)

    @cached_property
    def places(self) -> Indices | None:
        """Rows of those that draws are made from, of more complete respondents than that; None where all are.

        They are drawn once, whatever the order of rows.
        """
        if self.most is None or self.persona is not None or self.rule is not complete_respondents:
            return None
        if len(self.answers) <= self.most or len(self.whole) <= self.most:
            return None
        rng = generator("respondents that draws are made from", 0)
        return self.whole[np.sort(rng.choice(len(self.whole), self.most, replace=False))]

    @cached_property
    def sheets(self) -> Sheets | None:
        """Whose each row of `complete` is; None where each row is taken for a respondent."""
        if self.persona is None:
            return None
        in_order = self.rule is in_their_order
        return Sheets.of(self.persona if in_order else self.persona[complete_rows(self.answers)])

    @property
    def count(self) -> int:
        """How many respondents take part in distances: personas, where rows are their repeats."""
        if self.places is not None:
            return len(self.whole)
        return len(self.taking_part.complete) if self.sheets is None else len(self.sheets)

    @property
    def or_rows(self) -> str:
        """What else may be typed where there are too few personas; empty without repeats."""
        return "" if self.sheets is None else ", or take every row for a respondent: --repeats rows"

    def need(self, least: int, why: str) -> None:
        """Refuse fewer respondents than `least`.

        Raises
        ------
        InputError : with how many there are, and what to type where they are personas with repeats.
        """
        if self.count < least:
            what = "respondents" if self.sheets is None else "personas"
            raise InputError(
                f"{self.source} has {self.count} complete {what} and {why} needs at least {least}{self.or_rows}"
            )

    @cached_property
    def once(self) -> Indices:
        """Rows of `complete`: one of each respondent, at random where it has several."""
        return np.arange(len(self.taking_part.complete)) if self.sheets is None else self.sheets.once()

    @cached_property
    def in_turn(self) -> Indices:
        """Rows (R, N) of `answers`: every answer sheet of a persona in turn, whatever the order of rows; R = 1 without repeats."""
        if self.persona is None:
            return np.arange(len(self.answers))[None]
        order = sorting(self.answers)
        return order[Sheets.of(self.persona[order]).in_turn()]

    def answered_once(self) -> "Respondents":
        """The same respondents with one answer sheet each, picked at random, of those without a missing answer if there are any."""
        if self.persona is None:
            return self
        order = sorting(self.answers)
        full = complete_cases(self.answers)[order]
        owners = self.persona[order]
        wanted = full | ~np.isin(owners, owners[full])
        rows = order[wanted][Sheets.of(owners[wanted]).once()]
        note = f"one answer sheet of each of {self.repeats.printed}" if self.repeats is not None else ""
        return replace(
            self,
            answers=self.answers[rows],
            note="; ".join(filter(None, (self.note, note))),
            repeats=None,
            persona=None,
        )

    @property
    def complete(self) -> Array:
        """Answers (n, D) of those that take part in distances; of very many, of those that draws are made from.

        Raises
        ------
        InputError : none does.
        """
        if self.count == 0:
            unanswered = np.flatnonzero(np.isnan(self.answers).all(axis=0)) + 1
            named = f" (no respondent answered item {', '.join(map(str, unanswered))})" if len(unanswered) else ""
            raise InputError(
                f"{self.source}: none of {len(self.answers)} respondents answered every item{named}; nothing can be compared"
            )
        return self.taking_part.complete

    @property
    def excluded(self) -> int:
        """Respondents that take no part, for missing answers."""
        return self.taking_part.excluded

    @property
    def imputed(self) -> int:
        """Answers that were filled in, by the paper's protocol only."""
        return self.taking_part.imputed

    @cached_property
    def copies(self) -> tuple[int, float]:
        """Respondents that share their answers with another, and answer patterns / respondents; of repeats one is read."""
        answers = self.complete[self.once] if self.places is None else self.answers[self.whole]
        counts = pattern_counts(answers)
        return int(counts[counts > 1].sum()), len(counts) / self.count

    @cached_property
    def keying(self) -> Keying | None:
        """How items make up trait scores; None for an instrument without traits."""
        return self.instrument.keying()

    @cached_property
    def sums(self) -> Array:
        """Sums (N, T) of keyed answers; nan where an item of the trait is missing."""
        return self._keyed.sums(self.answers)

    @cached_property
    def scores(self) -> Array:
        """Trait scores (N, T), in scale points; nan where an item of the trait is missing."""
        return self._keyed.scores(self.answers)

    @cached_property
    def complete_scores(self) -> Array:
        """Trait scores (n, T) of those that take part in distances."""
        return self._keyed.scores(self.complete)

    @property
    def _keyed(self) -> Keying:
        assert self.keying is not None, "scores are those of traits"
        return self.keying

    @cached_property
    def whole_scores(self) -> Array:
        """Trait scores of all complete respondents, in the order of their answers."""
        return self.complete_scores if self.places is None else self.scores[self.whole]

    def in_space(self, place: int, scale: Scaler) -> Points | None:
        """All complete respondents as points, some at a time; None where draws are made from all of them.

        Parameters
        ----------
        place : 0 items, 1 traits
        scale : means and SDs of people
        """
        if self.places is None:
            return None
        rows, values = self.whole, (self.answers, self.scores if place else None)[place]
        assert values is not None, "trait scores are those of traits"
        return Blocks(len(rows), lambda some: scale(values[rows[some]]))

    @cached_property
    def scale(self) -> Scaler:
        """Their means and SDs, by which any population beside them is standardised."""
        return scaler(self.complete)

    @cached_property
    def trait_scale(self) -> Scaler:
        """The same of their trait scores."""
        return scaler(self.complete_scores)

    @cached_property
    def points(self) -> Array:
        """Those that take part (n, D), standardised by themselves."""
        return self.scale(self.complete)

    @cached_property
    def trait_points(self) -> Array:
        """Their trait scores (n, T), standardised by themselves."""
        return self.trait_scale(self.complete_scores)

    @cached_property
    def answering(self) -> Answering:
        """Their cuts of every index of answering, by which any population beside them is judged."""
        scale = self.instrument.scale
        return Answering.of(self.complete, self.keying, low=scale.low, high=scale.high)

    @cached_property
    def correlations(self) -> ItemCorrelations:
        """The correlations between items, over all their answers."""
        answers, weights = self.weighed
        return ItemCorrelations.of(answers, weights, self.persona)

    def crowd_radii(self, size: int) -> list[float]:
        """The distance within which hardly any of them has neighbours, in items and (if there are traits) in traits.

        Parameters
        ----------
        size : how many are compared at once
        """
        if size not in self._radii:
            some = at_most(self.once, seed=0)
            spaces = [self.points] if self.keying is None else [self.points, self.trait_points]
            self._radii[size] = [crowd_radius(distances(points[some], points[some]), size) for points in spaces]
        return self._radii[size]

    @cached_property
    def _radii(self) -> dict[int, list[float]]:
        return {}

    @cached_property
    def cards(self) -> dict[tuple[Settings, int, bool], Scorecard]:
        """Their own column of the scorecard, by the settings, respondents per draw, and whether it has the slow numbers."""
        return {}

    @cached_property
    def distances(self) -> Distances:
        """Distances among these points, for many draws."""
        return Distances.between(self.points, self.points)

    @cached_property
    def trait_distances(self) -> Distances:
        """The same of their trait scores."""
        return Distances.between(self.trait_points, self.trait_points)

    def halves(self, seed: int) -> tuple["Respondents", "Respondents"]:
        """Two random halves, whatever the order of rows; those of the last seed are kept, with what was found of them."""
        if seed not in self._halves:
            self._halves.clear()
            some, others = (replace(self, answers=self.answers[rows]) for rows in in_halves(self.answers, seed))
            self._halves[seed] = some, others
        return self._halves[seed]

    @cached_property
    def _halves(self) -> dict[int, tuple["Respondents", "Respondents"]]:
        return {}

    @cached_property
    def kept(self) -> Kept:
        """What follows from these respondents and its key alone, found once."""
        return Kept(MOST_KEPT)


def in_halves(answers: Array, seed: int) -> tuple[Indices, Indices]:
    """Rows of two random halves of respondents (N, D), whatever their order: people, and other people."""
    order = np.lexsort(answers.T[::-1])[generator("halves", seed).permutation(len(answers))]
    middle = len(answers) // 2
    return order[:middle], order[middle:]
