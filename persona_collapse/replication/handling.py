"""What the released code does to answers before it computes numbers."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from persona_collapse import measures, paper
from persona_collapse.instruments import bfi44, moral131
from persona_collapse.measures import clones, effective_likert, jittered, uniform_answers
from persona_collapse.measures.randomness import generator
from persona_collapse.references import simulate_people, twin2k500_norms
from persona_collapse.replication.populations import HIGH, LOW, MORAL, defined, people, published
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
from persona_collapse.simulation import POPULATION

REPEATS = 3
AROUND_NOTHING = 0.02
"""The largest difference from the theoretical value for noise that counts as equal."""


@dataclass(frozen=True)
class Clones(Numbers):
    """LID of a population that is half copies of one person."""

    diverse: Annotated[float, "published LID of 572 different simulated people"]
    half_clones: Annotated[float, "published LID of the same people and 572 clones of one"]
    dropped: Annotated[float, "number of the 500 drawn respondents excluded because their value is not finite"]
    ours_diverse: Annotated[float, "calibrated LID of the 572 people"]
    ours_half_clones: Annotated[float, "calibrated LID of people and clones"]

    def reading(self) -> Verdict:
        """Read differently when clones do not lower LID."""
        if self.half_clones < 0.9 * self.diverse:
            return Verdict(REPRODUCED, "Clones lower the published LID, as they should.")
        return Verdict(
            DIFFERENTLY,
            f"Half of a population is replaced by copies of one person, and the published LID changes from {shown(self.diverse)} to "
            f"{shown(self.half_clones)}: the {shown(self.dropped)} clones drawn have no finite value and are excluded. With copies counted as "
            f"0 it changes from {shown(self.ours_diverse)} to {shown(self.ours_half_clones)}. A printed LID may describe only the diverse part of a population.",
        )


def cloned(released: Released) -> Clones:
    """The clone test."""
    diverse = simulate_people(POPULATION // 2, 7)
    both = np.vstack([diverse, clones(people(), POPULATION // 2)])
    found = paper.lid(both)
    return Clones(
        defined(paper.lid(diverse).median),
        defined(found.median),
        found.dropped,
        defined(measures.lid(diverse).median),
        defined(measures.lid(both).median),
    )


@dataclass(frozen=True)
class Imputed(Numbers):
    """Answers that no respondent gave."""

    complete: Annotated[float, "respondents without a missing answer, of 100"]
    filled: Annotated[float, "answers filled in with the respondent's own median"]
    true_lid: Annotated[float, "published LID of the complete answers of these respondents"]
    filled_lid: Annotated[float, "published LID after filling in"]

    def reading(self) -> Verdict:
        """Read differently when answers are filled in."""
        if not self.filled:
            return Verdict(REPRODUCED, "Every measured answer was given by a respondent.")
        return Verdict(
            DIFFERENTLY,
            f"With {shown(self.complete)} complete respondents the published code fills in {shown(self.filled)} answers, and no output says "
            f"so; LID changes from {shown(self.true_lid)} to {shown(self.filled_lid)}. For models that leave many questions "
            f"unanswered, the numbers partly describe the filled-in answers.",
        )


def imputed(released: Released) -> Imputed:
    """A hundred simulated people, 45 complete, the others with a quarter of their answers missing."""
    answers = simulate_people(100, 8)
    missing = generator("missing answers", 0).random(answers.shape) < 0.25
    missing[:45] = False
    found = paper.prepare(np.where(missing, np.nan, answers))
    lid = [defined(paper.lid(one).median) for one in (answers, found.complete)]
    return Imputed(int((~missing.any(axis=1)).sum()), found.imputed, *lid)


@dataclass(frozen=True)
class ICCOfNoise(Numbers):
    """Agreement of random answers."""

    published: Annotated[float, "published ICC of three random answers to each question, for 1,144 personas"]
    expected: Annotated[float, "1 / (R^2 - R + 1) with R = 3 repeats"]
    unbiased: Annotated[float, "ICC(1,1) with unbiased variances, same answers"]

    def reading(self) -> Verdict:
        """Read differently when noise has agreement."""
        if abs(self.published) <= AROUND_NOTHING:
            return Verdict(REPRODUCED, "Random answers have no agreement.")
        return Verdict(
            DIFFERENTLY,
            f"Random answers have a published ICC of {shown(self.published)} (its formula gives {shown(self.expected)}) and an unbiased ICC of "
            f"{self.unbiased:.3f}. The scale of the printed ICCs starts there, not at 0.",
        )


def icc_of_noise(released: Released) -> ICCOfNoise:
    """Three random answers to each of 44 items."""
    samples = np.stack(
        [uniform_answers(POPULATION, len(bfi44()), low=LOW, high=HIGH, seed=one) for one in range(REPEATS)]
    )
    return ICCOfNoise(
        defined(paper.icc(samples).mean), 1 / (REPEATS**2 - REPEATS + 1), defined(measures.icc(samples).mean)
    )


@dataclass(frozen=True)
class SDRatio(Numbers):
    """The published SD ratio of people themselves."""

    people: Annotated[float, "published SD ratio of people themselves (SDs of Twin-2K-500, as published)"]
    narrowest: Annotated[float, "smallest trait SD of people"]
    widest: Annotated[float, "largest trait SD of people"]

    def reading(self) -> Verdict:
        """Read differently when people do not have a ratio of 1."""
        if abs(self.people - 1) <= AROUND_NOTHING:
            return Verdict(REPRODUCED, "People have a ratio of 1.")
        return Verdict(
            DIFFERENTLY,
            f"People's trait SDs range from {shown(self.narrowest)} to {shown(self.widest)}; divided by one constant, their mean ratio is "
            f"{shown(self.people)}, not 1. A model with a ratio of 1 is {'narrower' if self.people > 1 else 'wider'} than people.",
        )


def sd_ratio(released: Released) -> SDRatio:
    """Published norms and the published constant."""
    sd = twin2k500_norms().sd
    return SDRatio(float((sd / paper.HUMAN_TRAIT_SD).mean()), float(sd.min()), float(sd.max()))


@dataclass(frozen=True)
class Positions(Numbers):
    """Dilemmas identified by their column."""

    columns: Annotated[float, "number of columns of answers when the tenth of 131 dilemmas is missing"]
    misnamed: Annotated[float, "of these, columns at the position of another dilemma"]

    def reading(self) -> Verdict:
        """Read differently when columns shift."""
        if not self.misnamed:
            return Verdict(REPRODUCED, "Every column keeps its dilemma.")
        return Verdict(
            DIFFERENTLY,
            f"One missing dilemma puts {shown(self.misnamed)} of {shown(self.columns)} columns under another dilemma's name. Results per dilemma "
            f"are valid only if no model skipped a dilemma; named columns do not shift.",
        )


def positions(released: Released) -> Positions:
    """The ids of this package's 131 dilemmas, without one of them."""
    ids = [item.id for item in moral131().items]
    left = ids[:9] + ids[10:]
    return Positions(len(left), sum(one != by_place for one, by_place in zip(left, ids, strict=False)))


@dataclass(frozen=True)
class Sides(Numbers):
    """Verdicts of respondents that consider only which option is called A."""

    printed_lowest: Annotated[float, "lowest effective Likert on the dilemmas, as printed (Qwen3-4B)"]
    printed_next: Annotated[float, "the next, as printed (HER-32B)"]
    fixed: Annotated[float, "effective Likert of respondents that favour the option called A, options never swapped"]
    swapped: Annotated[float, "the same respondents, options swapped for half of the questions and mapped back"]
    printed_constant: Annotated[float, "dilemmas (of 131) with only one verdict, as printed (Qwen3-4B)"]
    constant: Annotated[float, "dilemmas with only one verdict, options never swapped"]

    def reading(self) -> Verdict:
        """Read differently when a preference for a letter looks like a printed collapse."""
        if self.fixed > self.printed_next + 0.1:
            return Verdict(
                NOT_REPRODUCIBLE, f"{NO_ANSWERS}, and a preference for a letter does not give values as low as printed."
            )
        return Verdict(
            DIFFERENTLY,
            f"Respondents that favour the option called A have effective Likert {shown(self.fixed)} when A is always the same option (printed: "
            f"{shown(self.printed_lowest)} and {shown(self.printed_next)}), and {shown(self.swapped)} when options are swapped. Without swapping, a preference for a "
            f"letter and a moral judgement cannot be distinguished. A letter alone gives {shown(self.constant)} dilemmas with only one verdict; "
            f"{shown(self.printed_constant)} are printed for one model.",
        )


def sides(released: Released) -> Sides:
    """1,144 respondents that answer 2 ("somewhat favour A"), one answer in ten off by one."""
    towards_a = jittered(np.full((POPULATION, len(moral131())), 2.0), low=LOW, high=HIGH)
    swap = generator("swapped sides", 0).random(towards_a.shape) < 0.5
    back = np.where(swap, LOW + HIGH - towards_a, towards_a)
    likert = [defined(effective_likert(one, low=LOW, high=HIGH).mean) for one in (towards_a, back)]
    return Sides(
        printed_lowest=published("Qwen3-4B", "effective_likert", MORAL),
        printed_next=published("HER-32B", "effective_likert", MORAL),
        fixed=likert[0],
        swapped=likert[1],
        printed_constant=int(published("Qwen3-4B", "zero_variance_items", MORAL)),
        constant=int((np.ptp(towards_a, axis=0) == 0).sum()),
    )


CLAIMS = (
    Claim(
        "clones",
        "released code, LID",
        "LID decreases when personas repeat each other.",
        "572 simulated people; then the same people and 572 copies of the average one. Published LID and calibrated LID, in raw scale points.",
        cloned,
    ),
    Claim(
        "filled-in",
        "released code, missing answers",
        "The numbers describe the answers that models gave.",
        "100 simulated people: 45 complete, the others with a random quarter of their answers missing.",
        imputed,
    ),
    Claim(
        "icc-of-noise",
        "released code, agreement of samples",
        "The ICC of three samples says how much a persona agrees with itself; 0 means not at all.",
        "Three random answers of each of 1,144 respondents to 44 items.",
        icc_of_noise,
    ),
    Claim(
        "sd-ratio",
        "released code, spread of traits",
        "An SD ratio of 1 means the same spread as people.",
        "Published trait SDs of the 2,058 people of Twin-2K-500, each divided by the constant of the released code (.75).",
        sd_ratio,
    ),
    Claim(
        "columns-by-place",
        "released code, moral dilemmas",
        "A column of answers belongs to the dilemma at its position.",
        "The ids of this package's 131 dilemmas without the tenth.",
        positions,
    ),
    Claim(
        "sides-never-swapped",
        "moral dilemmas",
        "Verdicts that hardly vary show moral homogeneity.",
        "1,144 respondents that somewhat favour A in all 131 dilemmas, with one answer in ten moved by one point.",
        sides,
    ),
)
