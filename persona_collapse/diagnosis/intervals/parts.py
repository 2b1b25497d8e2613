"""Numbers to which each respondent's part is known: their errors follow from these parts, without any draw."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

import numpy as np

from persona_collapse.diagnosis.axes import styles_of_each
from persona_collapse.diagnosis.common import undesired
from persona_collapse.diagnosis.crowding import crowding_with_error
from persona_collapse.diagnosis.further import further_estimates
from persona_collapse.diagnosis.intervals.drawn import wanted
from persona_collapse.diagnosis.preparation import Sides
from persona_collapse.diagnosis.respondents import Respondents
from persona_collapse.measures.arrays import Array, Indices
from persona_collapse.measures.caricature_errors import caricature_estimate
from persona_collapse.measures.correlations import ItemCorrelations, correlation_difference_estimate
from persona_collapse.measures.coverage_errors import coverage_estimates
from persona_collapse.measures.fidelity_errors import fidelity_estimates
from persona_collapse.measures.intervals import (
    Estimate,
    desirability_estimate,
    effective_likert_estimate,
    marginal_distance_estimate,
    sd_ratio_estimate,
    share_estimate,
)
from persona_collapse.measures.per_respondent import mean_estimate, sd_estimate
from persona_collapse.measures.rarefaction import Pair
from persona_collapse.measures.sheets import over_personas


def estimates(sides: Sides, names: Collection[str] | None = None, levels: Array | None = None) -> dict[str, Estimate]:
    """Numbers to which each respondent's part is known, by name: those of items, and (with a reference) of traits and coverage.

    Parts are those of all respondents (of personas, where rows are their repeats); one that is excluded from a number
    has none.

    Parameters
    ----------
    sides, names, levels : as in `persona_collapse.diagnosis.intervals.intervals`
    """
    ours, owner = sides.personas, _Owners.of(sides.personas)
    found = {name: one and owner.of_rows(one) for name, one in (*_of_items(sides), *_of_styles(sides))}
    found |= further_estimates(ours.answers, sides.instrument.scale, ours.persona)
    if levels is not None and sides.keying is not None:
        found |= _of_labels(sides, levels, None if ours.persona is None else owner.in_turn(ours))
    if sides.people is not None:
        found |= {name: one and owner.of_rows(one) for name, one in _of_answering(sides)}
        if ours.count:  # of incomplete rows alone, numbers of items have parts too
            found |= {name: one and owner.of_complete_rows(one) for name, one in _of_traits(sides)}
            found |= {name: one and owner.of_complete(one) for name, one in _of_coverage(sides, names).items()}
        if wanted("crowding", names) and (crowded := crowding_with_error(sides)) is not None:
            found["crowding"] = owner.of_drawn(crowded)
    return {name: one for name, one in found.items() if one is not None}


def named_spaces(sides: Sides) -> Iterator[tuple[str, Pair]]:
    """How the names of numbers in each space begin, and its points; none without a reference."""
    if sides.people is not None:
        yield from zip(("", "trait_"), sides.spaces, strict=False)


@dataclass(frozen=True)
class _Owners:
    """Whose each part is.

    Attributes
    ----------
    rows : the complete respondents, in the order of their answers
    persona : (N,) whose each row is; None where each row is a respondent
    size : respondents, complete or not
    drawn : those that draws are made from; None where all complete ones are
    """

    rows: Indices
    persona: Indices | None
    size: int
    drawn: Indices | None = None

    @classmethod
    def of(cls, ours: Respondents) -> "_Owners":
        size = len(ours.answers) if ours.persona is None else int(ours.persona.max()) + 1
        return cls(ours.whole, ours.persona, size, ours.places)

    def of_rows(self, found: Estimate) -> Estimate | None:
        """Parts of all rows as parts of all respondents."""
        return found if self.persona is None else over_personas(found, self.persona, self.size)

    def of_complete_rows(self, found: Estimate) -> Estimate | None:
        """Parts of complete rows as parts of all respondents."""
        if self.persona is None:
            return self._placed(found, self.rows)
        return over_personas(found, self.persona[self.rows], self.size)

    def of_complete(self, found: Estimate) -> Estimate:
        """Parts of complete respondents (personas as they first appear among complete rows) as parts of all."""
        if self.persona is None:
            return self._placed(found, self.rows)
        owners = self.persona[self.rows]
        return self._placed(found, owners[np.sort(np.unique(owners, return_index=True)[1])])

    def of_drawn(self, found: Estimate) -> Estimate:
        """Parts of the respondents that draws are made from as parts of all."""
        return self.of_complete(found) if self.drawn is None else self._placed(found, self.drawn)

    def in_turn(self, ours: Respondents) -> Indices:
        """Answer sheets (R, N) with personas in the order of their numbers."""
        assert self.persona is not None, "sheets are those of repeats"
        sheets = ours.in_turn
        return sheets[:, np.argsort(self.persona[sheets[0]])]

    def _placed(self, found: Estimate, places: Indices) -> Estimate:
        parts = np.zeros(self.size)
        parts[places] = found.parts
        return replace(found, parts=parts)


def _of_items(sides: Sides) -> Iterator[tuple[str, Estimate | None]]:
    answers, low, high = sides.personas.answers, sides.instrument.scale.low, sides.instrument.scale.high
    yield "effective_likert", effective_likert_estimate(answers, low=low, high=high)
    middle = (low + high) / 2
    yield "midpoint_share", share_estimate(answers, [middle]) if (low + high) % 2 == 0 else None
    yield "extreme_share", share_estimate(answers, [low, high])
    if sides.people is not None:
        yield "marginal_distance", marginal_distance_estimate(answers, sides.people.complete, low=low, high=high)
        ours = sides.personas
        related = ours.correlations if ours.weighed[1] is None else ItemCorrelations.of(answers, persona=ours.persona)
        yield "correlation_difference", correlation_difference_estimate(related, sides.people.correlations)


def _of_answering(sides: Sides) -> Iterator[tuple[str, Estimate | None]]:
    for name, beyond in sides.beyond.items():
        yield name, mean_estimate(beyond)


def _of_styles(sides: Sides) -> Iterator[tuple[str, Estimate | None]]:
    for name, each in styles_of_each(sides.personas).items():
        yield f"{name}_sd", sd_estimate(each)
        if name == "acquiescence":
            yield name, mean_estimate(each)


def _of_traits(sides: Sides) -> Iterator[tuple[str, Estimate | None]]:
    if sides.keying is not None and sides.people is not None:
        ours, theirs = sides.personas.whole_scores, sides.people.complete_scores
        yield "sd_ratio", sd_ratio_estimate(ours, theirs)
        yield "desirability_shift", desirability_estimate(ours, theirs, undesired(sides.instrument))


def _of_labels(sides: Sides, levels: Array, sheets: Indices | None) -> dict[str, Estimate | None]:
    """rho, d and the caricature; of personas with several rows by the labels of their first."""
    sums = sides.personas.sums
    found: dict[str, Estimate | None] = {**fidelity_estimates(sums, levels, sheets)}
    d = found.get("d")
    if d is not None and sides.people is not None:
        first = np.arange(len(sums)) if sheets is None else sheets[0]
        scored = np.where(np.isnan(sums), np.nan, levels)[first]
        found["caricature"] = caricature_estimate(d, scored, sides.people.sums)
    return found


def _of_coverage(sides: Sides, names: Collection[str] | None) -> dict[str, Estimate | None]:
    found: dict[str, Estimate | None] = {}
    for prefix, pair in named_spaces(sides):
        there = {f"{prefix}{name}": name for name in ("coverage", "density", "precision")}
        if any(wanted(name, names) for name in there):
            space = coverage_estimates(pair, sides.draws)
            found |= {name: getattr(space, field) for name, field in there.items()}
    return found
