"""One side of a comparison: all its answers, and what is computed from them once, however many axes need it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from persona_collapse import paper
from persona_collapse.columns import Repeats
from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument
from persona_collapse.measures.arrays import Answers, Array, complete_rows
from persona_collapse.measures.neighbours import Distances
from persona_collapse.measures.scaling import Keying, Scaler, scaler
from persona_collapse.results import Protocol

Rule = Callable[[Array], Answers]
"""Which respondents take part in distances, from answers (N, D) with missing ones."""


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
    """

    source: str
    instrument: Instrument
    answers: Array
    rule: Rule
    note: str = ""
    repeats: Repeats | None = None

    @cached_property
    def taking_part(self) -> Answers:
        """The respondents that take part in distances; possibly none."""
        return self.rule(self.answers)

    @property
    def count(self) -> int:
        """How many take part in distances."""
        return len(self.taking_part.complete)

    @property
    def complete(self) -> Array:
        """Answers (n, D) of those that take part in distances.

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
        """Respondents that share their answers with another, and answer patterns / respondents."""
        counts = np.unique(self.complete, axis=0, return_counts=True)[1]
        return int(counts[counts > 1].sum()), len(counts) / len(self.complete)

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
    def distances(self) -> Distances:
        """Distances among these points, for many draws."""
        return Distances.between(self.points, self.points)
