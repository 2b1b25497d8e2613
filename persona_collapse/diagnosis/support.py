"""How firmly a signature is read: the same rules on many random draws of the personas."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from persona_collapse import measures
from persona_collapse.diagnosis.intervals import Drawn
from persona_collapse.diagnosis.preparation import Sides
from persona_collapse.diagnosis.signature import LIMITS, Evidence, ratios, signature
from persona_collapse.measures.arrays import Array, Indices, number_or_none
from persona_collapse.measures.ball_coverage import K
from persona_collapse.measures.intervals import Interval
from persona_collapse.measures.likeness import FREE, SHARES, HumanLikeness, human_likeness
from persona_collapse.measures.per_respondent import wilson
from persona_collapse.measures.subsets import Balls
from persona_collapse.results import Likeness, Scorecard, Signature
from persona_collapse.results.numbers import NUMBERS
from persona_collapse.results.percent import percent

Ends: TypeAlias = Callable[[str], tuple[float, float] | None]
"""The interval of a part, by its name."""

ROUNDING = 1e-9
"""An error below this is 0."""

BALL_DRAWS = 20
"""Reference draws whose balls the drawn personas are counted in."""


@dataclass(frozen=True)
class _Cards:
    """Scorecards of draws: those numbers that a signature is read from, and otherwise the whole population's.

    Attributes
    ----------
    values : the whole population's scorecard
    sides : what was drawn from
    """

    values: Scorecard
    sides: Sides

    def __call__(
        self, drawn: Indices, numbers: Mapping[str, float], balls: Sequence[tuple[float, float, float]]
    ) -> Scorecard:
        """The scorecard of the drawn personas, with the numbers that are known of the draw already.

        `balls` are coverage, density and precision in each space.
        """
        answers, values = self.sides.personas.complete[drawn], self.values
        known = {name: number_or_none(value) for name, value in numbers.items()}
        inside: dict[str, Any] = {}
        for prefix, (coverage, density, precision) in zip(("", "trait_"), balls, strict=False):
            inside |= {f"{prefix}coverage": coverage, f"{prefix}density": density, f"{prefix}precision": precision}
            inside[f"{prefix}recall"] = known[f"{prefix}recall"]
        spread = replace(values.spread, participation_ratio=known["participation_ratio"])
        ratio = known.get("vendi_ratio")
        if ratio is not None and spread.vendi_people is not None:
            spread = replace(spread, vendi=ratio * spread.vendi_people)
        return replace(
            values,
            coverage=None if values.coverage is None else replace(values.coverage, **inside),
            lid=replace(values.lid, lid=known["lid"]),
            spread=spread,
            likert=replace(values.likert, effective_likert=self._effective_likert(answers)),
            items=None if values.items is None else replace(values.items, sd_ratio=self._sd_ratio(answers)),
        )

    def _effective_likert(self, answers: Array) -> float | None:
        scale = self.sides.instrument.scale
        return measures.effective_likert(answers, low=scale.low, high=scale.high).mean

    def _sd_ratio(self, answers: Array) -> float | None:
        keying, people = self.sides.keying, self.sides.people
        if keying is None or people is None:
            return None
        return measures.sd_ratio(keying.scores(answers), people.complete_scores)


def drawn_cards(values: Scorecard, drawn: Drawn) -> list[Scorecard]:
    """A scorecard for each draw, with the numbers of the draw that a signature is read from.

    Parameters
    ----------
    values : the whole population's, for everything else
    drawn : of a population beside a reference, or alone
    """
    sides = drawn.sides
    draws = replace(sides.draws, count=min(sides.draws.count, BALL_DRAWS))
    spaces = [] if sides.people is None else sides.spaces
    rows = [personas for personas, _, _ in drawn.draws]
    balls = [Balls.of(pair, draws, K).of_each(rows) for pair in spaces]
    of_draws = list(zip(*balls, strict=True)) if balls else [()] * len(rows)
    card = _Cards(values, sides)
    return [card(*one) for one in zip(rows, drawn.numbers, of_draws, strict=True)]


def read_with_support(whole: Evidence, drawn: Sequence[Evidence]) -> Signature:
    """The signature, with the share of draws that have the same one, and the others'.

    A population is human-like only if this is shown: the 90 % interval of every ratio to people's lies within the
    limits (two one-sided tests at 5 %).

    Parameters
    ----------
    whole : what the signature of the whole population is read from
    drawn : the same of its draws

    Source
    ------
    Schuirmann 1987 (Journal of Pharmacokinetics and Biopharmaceutics 15); Lakens 2017 (Social Psychological and
    Personality Science 8).
    """
    read = signature(whole)
    if not drawn:
        return read
    counted = Counter(signature(one).name for one in drawn)
    read = replace(read, readings={name: count / len(drawn) for name, count in counted.most_common()})
    beyond = _beyond_limits(whole, drawn) if read.name == "human-like" else []
    if not beyond:
        return read
    said = f"human-like is possible, but not shown: {', '.join(beyond)} (90 % intervals)"
    return replace(read, name="mixed", evidence=(said, "more respondents, or repeats, make intervals narrower"))


def _beyond_limits(whole: Evidence, drawn: Sequence[Evidence]) -> list[str]:
    """Ratios to people's whose 90 % interval leaves the limits of a human-like population."""
    said = []
    for name, ratio in ratios(whole).items():
        if ratio is not None:
            low, high = ratio - reach(name, drawn), ratio + reach(name, drawn)
            if low < LIMITS[name][0] or high > LIMITS[name][1]:
                said.append(f"{NUMBERS[name].label} {percent(low)} to {percent(high)} of people's")
    return said


def reach(name: str, drawn: Sequence[Evidence]) -> float:
    """Half the width of the 90 % interval of a ratio to people's; 0 where it is not known.

    Parameters
    ----------
    name : one of `LIMITS`
    drawn : of the draws
    """
    values = [value for one in drawn if (value := ratios(one)[name]) is not None]
    return 1.645 * _error(values) if len(values) > 1 else 0.0


def likeness(whole: Evidence, drawn: Sequence[Evidence], around: Ends | None = None) -> Likeness | None:
    """Human-likeness of a population with its 95 % interval.

    The interval is that of a normal error; its ends stay within 0 and 1. Draws do not change how many respondents answer
    carelessly or are crowded, and a share that no respondent has is 0 in every draw: where the least part is one of these,
    the interval is at least as wide as that part's own.

    Parameters
    ----------
    whole, drawn : as in `read_with_support`
    around : the interval of a part, by its name (`ends_of_parts`); None where none is known

    Returns
    -------
    None where a number that it needs is undefined.
    """
    found = likeness_of(whole)
    if found is None:
        return None
    values = [one.value for evidence in drawn if (one := likeness_of(evidence)) is not None]
    low = high = None
    if len(values) > 1:
        half = 1.96 * _error(values)
        low, high = max(0.0, found.value - half), min(1.0, found.value + half)
        own = None if around is None else around(found.least)
        if own is not None and (half < ROUNDING or found.least in FREE):
            low, high = min(low, max(0.0, own[0])), max(high, min(1.0, own[1]))
    return Likeness(human_likeness=found.value, low=low, high=high, least=found.least, parts=found.parts)


def ends_of_parts(values: Scorecard, people: Scorecard | None, around: Mapping[str, Interval]) -> Ends:
    """The interval of a part of human-likeness, by its name; None for one that has none of its own.

    Parameters
    ----------
    values, people : scorecards of the population and of held-out people
    around : name -> interval of the population's numbers
    """

    def ends(name: str) -> tuple[float, float] | None:
        if name == "careless":
            return _of_careless(values)
        one = around.get(name)
        if one is None:
            return None
        if name == "crowding":
            return 1 - one.high, 1 - one.low
        theirs = NUMBERS[name].value(people) if name in SHARES else None
        return (one.low / theirs, one.high / theirs) if theirs else None

    return ends


def _of_careless(values: Scorecard) -> tuple[float, float] | None:
    """1 less the share of careless respondents beyond people's, by the index with the most of them (Wilson's interval)."""
    indices = [] if values.answering is None else list(values.answering.indices.values())
    if not indices:
        return None
    worst = max(indices, key=lambda one: one.reread_share - one.people_beyond / one.people)
    found = wilson(worst.reread_share * worst.respondents, worst.respondents)
    theirs = worst.people_beyond / worst.people
    return None if found is None else (1 - (found.high - theirs), 1 - (found.low - theirs))


def likeness_of(read: Evidence) -> HumanLikeness | None:
    """Human-likeness from what a signature is read from; None where a number that it needs is undefined."""
    return human_likeness({**read.relative, "sd_ratio": read.sd_ratio}, read.beyond_people)


def _error(values: Sequence[float]) -> float:
    """The standard error of a population's number, from its values in draws of half the personas: two make it up."""
    return float(np.std(values)) / math.sqrt(2)
