"""The register: every number of a scorecard, once.

Tables, pages, comparisons, plans, submission checks, `evaluate` modules, cards, the leaderboard and the Space loop over
it. A new number costs its measure, an entry here and an entry in `persona_collapse.report.numbers`.
"""

import math
from collections.abc import Iterable

from persona_collapse.results._answering_numbers import ANSWERING_NUMBERS
from persona_collapse.results._coverage_numbers import COVERAGE_NUMBERS
from persona_collapse.results._label_numbers import LABEL_NUMBERS
from persona_collapse.results.number import ANY, SHARE, UP, Change, Measure, Number

_ALL = (
    *COVERAGE_NUMBERS,
    Number(
        name="hopkins",
        label="Hopkins",
        axis="hopkins",
        needs="answers",
        range=SHARE,
        unit="share",
        better="people",
        interval="paired draws",
        change=Change("{b} is {way} clumped than {a}, by {by} (Hopkins)"),
    ),
    Number(
        name="hyperspherical_uniformity",
        label="hyperspherical uniformity",
        axis="hopkins",
        needs="reference",
        range=(-8.0, 0.0),
        unit="log",
        better="people",
        interval="paired draws",
        change=Change(
            "{b} points in {way} directions than {a}, by {by} (hyperspherical uniformity)", more="fewer", less="more"
        ),
    ),
    Number(
        name="lid",
        label="LID",
        axis="lid",
        needs="answers",
        range=UP,
        unit="dimensions",
        better="people",
        noise="above",
        interval="paired draws",
        change=Change("LID is {by} {way} in {b} than in {a}", more="higher", less="lower"),
        digits=1,
    ),
    Number(
        name="tied",
        label="respondents sharing a pattern",
        axis="lid",
        needs="answers",
        range=UP,
        unit="count",
        better="lower",
        why_not="a count of the copies in this population, not an estimate",
    ),
    Number(
        name="participation_ratio",
        label="participation ratio",
        axis="spread",
        needs="answers",
        range=UP,
        unit="dimensions",
        better="people",
        noise="above",
        interval="paired draws",
        change=Change("the participation ratio is {by} {way} in {b} than in {a}", more="higher", less="lower"),
        digits=1,
    ),
    Number(
        name="mean_nearest_neighbour_distance",
        label="mean nearest-neighbour distance",
        axis="spread",
        needs="answers",
        range=UP,
        unit="SDs of people",
        better="people",
        interval="paired draws",
        change=Change(
            "a persona of {b} is {by} SDs {way} the persona most like it than one of {a}",
            more="farther from",
            less="nearer to",
        ),
    ),
    Number(
        name="crowding",
        label="crowding",
        axis="spread",
        needs="reference",
        range=SHARE,
        unit="share",
        better="lower",
        interval="jackknife",
        change=Change(
            "the share of personas nearer to their neighbours than people are is {by} {way} in {b} than in {a}",
            more="higher",
            less="lower",
        ),
    ),
    Number(
        name="vendi_ratio",
        label="Vendi score / people's",
        axis="spread",
        needs="reference",
        range=UP,
        unit="ratio to people",
        better="people",
        interval="paired draws",
        change=Change("{b} has {by} {way} of people's spread, weighted by similarity (Vendi score), than {a}"),
        shuffled=False,
    ),
    Number(
        name="effective_likert",
        label="effective Likert",
        axis="likert",
        needs="answers",
        range=(1.0, "points"),
        unit="points in use",
        better="people",
        interval="influence",
        change=Change("{b} uses {by} {way} points of the scale than {a}", less="fewer"),
    ),
    Number(
        name="midpoint_share",
        label="midpoint share",
        axis="likert",
        needs="answers",
        range=SHARE,
        unit="share",
        better="people",
        interval="influence",
        change=Change(
            "the share of answers at the midpoint is {by} {way} in {b} than in {a}", more="higher", less="lower"
        ),
    ),
    Number(
        name="extreme_share",
        label="extreme share",
        axis="likert",
        needs="answers",
        range=SHARE,
        unit="share",
        better="people",
        interval="influence",
        change=Change(
            "the share of answers at an end of the scale is {by} {way} in {b} than in {a}", more="higher", less="lower"
        ),
    ),
    Number(
        name="zero_variance_items",
        label="zero-variance items",
        axis="likert",
        needs="answers",
        range=UP,
        unit="count",
        better="lower",
        why_not="a count of the items of this population, not an estimate",
    ),
    Number(
        name="marginal_distance",
        label="marginal distance",
        axis="items",
        needs="reference",
        range=(0.0, "length"),
        unit="scale points",
        better="lower",
        interval="influence",
        change=Change(
            "answers of {b} to an item are {by} scale points {way} people's than those of {a}",
            more="farther from",
            less="nearer to",
        ),
    ),
    Number(
        name="correlation_difference",
        label="difference in correlations",
        axis="items",
        needs="reference",
        range=(0.0, 2.0),
        unit="correlation",
        better="lower",
        noise="above",
        interval="influence",
        change=Change(
            "correlations between items are {by} {way} people's in {b} than in {a}",
            more="farther from",
            less="nearer to",
        ),
    ),
    Number(
        name="sd_ratio",
        label="sd ratio",
        axis="items",
        needs="traits",
        range=UP,
        unit="ratio to people",
        better="people",
        interval="influence",
        change=Change(
            "the spread of trait scores is {by} of people's SD {way} in {b} than in {a}", more="larger", less="smaller"
        ),
    ),
    Number(
        name="desirability_shift",
        label="desirability shift",
        axis="items",
        needs="traits",
        range=ANY,
        unit="SDs of people",
        better="people",
        interval="influence",
        change=Change(
            "{b} presents itself {by} of people's SD {way} than {a}", more="more favourably", less="less favourably"
        ),
    ),
    *ANSWERING_NUMBERS,
    Number(
        name="energy_distance",
        label="energy distance",
        axis="spread",
        needs="reference",
        range=ANY,
        unit="SDs of people",
        better="lower",
        shuffled=False,
        why_not="where populations are alike its error is not a normal one; its p-value stands beside it",
    ),
    Number(
        name="energy_p_value",
        label="energy p-value",
        axis="spread",
        needs="reference",
        range=SHARE,
        unit="share",
        better="higher",
        digits=3,
        shuffled=False,
        smallest=1 / 200,
        why_not="a probability by relabelling",
    ),
    Number(
        name="separability",
        label="forest's AUC",
        axis="spread",
        needs="reference",
        range=SHARE,
        unit="share",
        better="lower",
        interval="DeLong",
        shuffled=False,
        why_not="it is that of one forest, which has learnt this population",
    ),
    *LABEL_NUMBERS,
)

NUMBERS: dict[str, Number] = {one.name: one for one in _ALL}
"""Name -> every number of a scorecard, in the order of the tables."""

BEYOND: dict[str, Number] = {
    one.name: one
    for one in (
        Number(
            name="human_likeness",
            label="human-likeness",
            axis="likeness",
            needs="reference",
            range=SHARE,
            unit="share",
            better="higher",
            interval="halves",
            shuffled=False,
            why_not="the numbers that it is made from are compared, each with its own interval",
        ),
        Number(
            name="noise_share",
            label="noise share",
            axis="reliability",
            needs="repeats",
            range=SHARE,
            unit="share",
            better="lower",
            why_not="that of a planned study is in `plan`",
            shuffled=False,
        ),
        Number(
            name="icc",
            label="ICC(1,1)",
            axis="reliability",
            needs="repeats",
            range=(-1.0, 1.0),
            unit="correlation",
            better="higher",
            why_not="that of a planned study is in `plan`, for the noise share",
            shuffled=False,
        ),
        Number(
            name="r2",
            label="R2 of the attributes",
            axis="attribution",
            needs="attributes",
            range=SHARE,
            unit="share",
            better="lower",
            why_not="its p-value by permutation stands beside it",
            digits=3,
            shuffled=False,
        ),
        Number(
            name="default_pull",
            label="pull to the default",
            axis="default_pull",
            needs="default",
            range=(-math.inf, 1.0),
            unit="share",
            better="people",
            shuffled=False,
            why_not="the range of people's own pull stands beside it",
        ),
    )
}
"""Numbers of a diagnosis that a scorecard lacks: the one to order populations by, and those of repeats, attributes or a
control run."""

EVERY: dict[str, Number] = {**NUMBERS, **BEYOND}
"""Both."""

BESIDE = {
    "rho_ceiling": "the highest rho the labels allow",
    "rho_attainable": "rho of the labels and the scores, both sorted",
    "d_reference": "people's d",
    "superiority": "share of pairs of a High and a Low persona in which High scores higher; it goes with d",
    "within_level_sd_ratio_perfect": "sd within labels if labels determined scores",
    "vendi": "numerator of vendi_ratio",
    "vendi_people": "denominator of vendi_ratio",
    "hopkins_sd": "spread of hopkins over draws",
    "lid_distinct": "LID without repeated patterns",
    "lid_harmonic": "LID with the harmonic mean over respondents instead of their median",
    "distinct": "different patterns / complete respondents",
}
"""Fields of a scorecard that belong to a number of the register, and are not numbers of their own."""


def with_interval(numbers: Iterable[Number] | None = None) -> dict[str, Number]:
    """The numbers with a 95 % interval."""
    return {one.name: one for one in (NUMBERS.values() if numbers is None else numbers) if one.interval is not None}


def compared() -> dict[str, Number]:
    """The numbers that are compared and planned for: those with an interval, and a sentence for a difference."""
    return {name: one for name, one in with_interval().items() if one.change is not None}


def further() -> dict[str, Measure]:
    """The numbers whose entry holds their measure."""
    return {one.name: one.of for one in NUMBERS.values() if one.of is not None}
