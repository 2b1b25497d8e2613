"""The fidelity trap: what labels, ranks and arithmetic allow, and what exceeds that."""

from dataclasses import dataclass
from functools import cache
from typing import Annotated

import numpy as np
from scipy.stats import rankdata

from persona_collapse.measures import jittered
from persona_collapse.measures.arrays import Array
from persona_collapse.measures.label_fidelity import CARICATURED, FAITHFUL, rho_ceiling, spearman
from persona_collapse.measures.randomness import generator
from persona_collapse.personas import schema
from persona_collapse.replication.populations import HIGH, LOW, defined, keying, labelled, models, people, published
from persona_collapse.replication.record import (
    DIFFERENTLY,
    NO_ANSWERS,
    NOT_REPRODUCIBLE,
    REPRODUCED,
    Claim,
    Numbers,
    Released,
    Verdict,
    shown,
)
from persona_collapse.simulation import simulate

TIES_LIFT = 0.02
"""How far ties of the scores can lift rho above its ceiling in practice."""

VERY_LARGE, CARICATURE = 2.0, 6.0
"""Lines that the paper's figure draws for d."""

SLIPS = 0.5
RELIABILITIES = (0.2, 0.4, 0.6, 0.8, 0.9, 1.0)


@cache
def ceiling() -> float:
    """The highest rho possible with three equally frequent labels."""
    drawn = next(one for one in schema() if one.is_trait_label).values
    return defined(rho_ceiling(np.repeat(np.arange(len(drawn)), 1000)))


@cache
def people_d() -> float:
    """d of simulated people whose labels are their own scores, cut in thirds."""
    return defined(labelled(people(), labels_of(people(), reliability=1.0)).d)


def labels_of(answers: Array, *, reliability: float) -> Array:
    """Labels (N, 5), 3 High to 1 Low: thirds of each trait score after adding noise that gives it this reliability."""
    scores = keying().sums(answers)
    standard = (scores - scores.mean(axis=0)) / scores.std(axis=0)
    noise = generator("noise in labels", 0).standard_normal(scores.shape)
    seen = np.sqrt(reliability) * standard + np.sqrt(1 - reliability) * noise
    thirds: Array = 1 + np.floor(3 * (rankdata(seen, axis=0, method="ordinal") - 1) / len(scores))
    return thirds


@dataclass(frozen=True)
class RhoCeiling(Numbers):
    """The highest rho of the models, compared with the highest possible."""

    printed: Annotated[float, "highest rho of the ten models, as printed"]
    ceiling: Annotated[float, "highest rho possible with three equally frequent labels and scores without ties"]
    near: Annotated[float, "models with a printed rho of at least .95 of that ceiling"]

    def reading(self) -> Verdict:
        """Read differently when the best model is at the ceiling."""
        if abs(self.printed - self.ceiling) > TIES_LIFT:
            return Verdict(REPRODUCED, "The best models are clearly below the ceiling of three labels.")
        return Verdict(
            DIFFERENTLY,
            f"Three labels allow a rho of {shown(self.ceiling)} at most (ties of the scores lift it a little). The best model has "
            f"{shown(self.printed)}, and {shown(self.near)} of ten models have at least .95 of the maximum: rho no longer distinguishes between them.",
        )


def rho_at_ceiling(released: Released) -> RhoCeiling:
    """Printed values and the tie correction."""
    printed = [published(model, "rho") for model in models()]
    return RhoCeiling(max(printed), ceiling(), sum(one >= FAITHFUL * ceiling() for one in printed))


@dataclass(frozen=True)
class Trap(Numbers):
    """rho and d over the models, and over people with labels of different reliability."""

    printed: Annotated[float, "rank correlation of rho and d over the ten models, as printed"]
    faithful: Annotated[float, "the same over six populations of simulated people, labels of reliability .2 to 1"]
    people_d: Annotated[float, "d of simulated people whose labels are their own scores"]
    faithful_models: Annotated[float, "models with rho of at least .95 of the maximum"]
    overdone: Annotated[float, "of these, models with d above 1.2 times that of people"]

    def reading(self) -> Verdict:
        """Read differently when rho and d rise together among people who do not exaggerate."""
        if self.printed <= 0:
            return Verdict(NOT_REPRODUCIBLE, "In the printed values d does not rise with rho.")
        if self.faithful < 0.9:
            return Verdict(REPRODUCED, "d rises with rho among models, but not among people who do not exaggerate.")
        return Verdict(
            DIFFERENTLY,
            f"Over models d rises with rho ({shown(self.printed)}). It also does over people who do not exaggerate, if their labels are "
            f"more or less reliable ({shown(self.faithful)}): the slope alone does not show caricature. A d above "
            f"people's {shown(self.people_d)} does: {shown(self.overdone)} of {shown(self.faithful_models)} models that follow labels almost as well as possible "
            f"exceed it by at least a fifth.",
        )


def trap(released: Released) -> Trap:
    """The ten printed pairs, and six pairs of simulated people."""
    found = [labelled(people(), labels_of(people(), reliability=one)) for one in RELIABILITIES]
    rho, d = (np.array([published(model, measure) for model in models()]) for measure in ("rho", "d"))
    faithful = rho >= FAITHFUL * ceiling()
    return Trap(
        defined(spearman(rho, d)),
        defined(spearman(np.array([defined(one.rho) for one in found]), np.array([defined(one.d) for one in found]))),
        people_d(),
        int(faithful.sum()),
        int((d[faithful] > CARICATURED * people_d()).sum()),
    )


@dataclass(frozen=True)
class DLines(Numbers):
    """The lines drawn for d, compared with people's d."""

    very_large: Annotated[float, "d called very large"]
    caricature: Annotated[float, "d from which it is called caricature"]
    people: Annotated[float, "d of simulated people whose labels are their own scores, in thirds"]

    def reading(self) -> Verdict:
        """Read differently when people themselves are above a line."""
        if self.people <= self.very_large:
            return Verdict(REPRODUCED, "People are below both lines.")
        if self.people > self.caricature:
            return Verdict(DIFFERENTLY, f"People themselves have d {shown(self.people)}, above both lines.")
        return Verdict(
            DIFFERENTLY,
            f"People cut in thirds by their own scores have d {shown(self.people)}: people are also above {shown(self.very_large)}. "
            f"The line at {shown(self.caricature)} is {shown(self.caricature / self.people)} times people's d, which is a fair line for caricature.",
        )


def d_lines(released: Released) -> DLines:
    """The lines of the figure, and people's d."""
    return DLines(VERY_LARGE, CARICATURE, people_d())


@dataclass(frozen=True)
class AnswerKey(Numbers):
    """The best models, compared with respondents that use only the labels."""

    printed_rho: Annotated[float, "highest rho of the ten models, as printed"]
    printed_d: Annotated[float, "highest d of the ten models, as printed"]
    rho: Annotated[float, "rho of respondents that convert labels into answers, half of the answers off by one"]
    d: Annotated[float, "their d"]

    def reading(self) -> Verdict:
        """Read differently when converting labels is enough."""
        if self.rho < self.printed_rho - TIES_LIFT or self.d < self.printed_d:
            return Verdict(
                NOT_REPRODUCIBLE,
                f"{NO_ANSWERS}, and converting labels into answers does not give rho and d as high as printed.",
            )
        return Verdict(
            DIFFERENTLY,
            f"The prompt states each trait as High, Neutral or Low, and the inventory then asks for it. Respondents that answer 5, 3 or 1 "
            f"from the label alone, half of the answers off by one, have rho {shown(self.rho)} and d {shown(self.d)}; the highest printed are "
            f"{shown(self.printed_rho)} and {shown(self.printed_d)}. Copying the label is enough to reach such values; no persona needs to be simulated.",
        )


def answer_key(released: Released) -> AnswerKey:
    """Labels of 1,144 simulated people converted into answers, with errors."""
    levels = simulate("human").levels()
    assert levels is not None, "simulated populations have trait labels"
    keys = keying().keys
    middle = (LOW + HIGH) / 2
    answers = middle + (levels - 2) * (HIGH - middle) @ keys
    found = labelled(jittered(answers, low=LOW, high=HIGH, probability=SLIPS), levels)
    top = {measure: max(published(model, measure) for model in models()) for measure in ("rho", "d")}
    return AnswerKey(top["rho"], top["d"], defined(found.rho), defined(found.d))


CLAIMS = (
    Claim(
        "rho-ceiling",
        "fidelity trap",
        "The higher rho is, the better a model follows its personas' labels; the best models are above a line at .9.",
        "Highest printed rho; the tie correction of Spearman's rho for three groups of the same size (Kendall 1970).",
        rho_at_ceiling,
    ),
    Claim(
        "fidelity-trap",
        "fidelity trap",
        "The models that follow labels best are the most caricatured.",
        "Printed rho and d of ten models; the same for calibrated-2058 (simulated), labelled by its own trait scores with more or "
        "less noise, so that no respondent exaggerates.",
        trap,
    ),
    Claim(
        "d-lines",
        "fidelity trap",
        f"A d of {VERY_LARGE:.0f} is very large and one of {CARICATURE:.0f} a caricature.",
        "calibrated-2058 (simulated) sorted by each trait score and cut in thirds.",
        d_lines,
    ),
    Claim(
        "labels-in-the-prompt",
        "released code, prompt",
        "Answering the BFI-44 three times as a persona with stated Big Five labels measures how the persona is simulated.",
        "1,144 simulated label sets; each item answered 5, 3 or 1 by the label of its trait (reverse-scored items the other way), then every "
        "answer moved by one point with probability .5.",
        answer_key,
    ),
)
