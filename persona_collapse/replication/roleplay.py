"""Two models trained for role play, compared with answers without personas."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from persona_collapse import paper
from persona_collapse.instruments import bfi44, moral131
from persona_collapse.measures import effective_likert, uniform_answers
from persona_collapse.measures.arrays import Array
from persona_collapse.measures.randomness import generator
from persona_collapse.replication.populations import (
    HIGH,
    LOW,
    MORAL,
    SEEDS,
    Span,
    defined,
    followed,
    people,
    preferring,
    published,
    published_lid,
    shuffled_people,
    span,
)
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
from persona_collapse.results.percent import percent
from persona_collapse.simulation import POPULATION, simulate

HER, COSER = "MiniMax-M2-Her", "CoSER-Llama-8B"

LID_MARGIN, HOPKINS_MARGIN, D_MARGIN = 1.0, 0.03, 0.3
"""The largest difference between a null population and a printed value that counts as equal."""


@dataclass(frozen=True)
class Her(Numbers):
    """MiniMax-M2-Her, compared with simulated people who answer partly at random."""

    printed_rho: Annotated[float, "rho, as printed"]
    printed_d: Annotated[float, "d, as printed"]
    printed_lid: Annotated[float, "LID, as printed"]
    printed_hopkins: Annotated[float, "Hopkins, as printed"]
    printed_coverage: Annotated[float, "coverage, as printed"]
    share: Annotated[float, "share of random answers at which simulated people are closest to that rho"]
    rho: Annotated[float, "their rho"]
    d: Annotated[float, "their d"]
    lid: Annotated[float, "their LID"]
    hopkins: Annotated[float, "their Hopkins"]
    coverage: Annotated[float, "their coverage"]
    noise_coverage: Annotated[float, "coverage of simulated people's shuffled answers, highest of five"]

    def reading(self) -> Verdict:
        """Read differently when part-random people have all of these values."""
        alike = (
            abs(self.printed_d - self.d) <= D_MARGIN
            and abs(self.printed_lid - self.lid) <= LID_MARGIN
            and abs(self.printed_hopkins - self.hopkins) <= HOPKINS_MARGIN
            and self.coverage <= self.printed_coverage <= self.noise_coverage
        )
        if not alike:
            return Verdict(
                NOT_REPRODUCIBLE, f"{NO_ANSWERS}, and people who answer partly at random do not have these values."
            )
        return Verdict(
            DIFFERENTLY,
            f"People with {percent(self.share)} random answers have rho {shown(self.rho)}, d {shown(self.d)}, LID {shown(self.lid)} and Hopkins "
            f"{shown(self.hopkins)}, close to the printed {shown(self.printed_rho)}, {shown(self.printed_d)}, {shown(self.printed_lid)} and {shown(self.printed_hopkins)}. "
            f"The printed coverage, {shown(self.printed_coverage)}, lies between theirs ({shown(self.coverage)}) and that of shuffled answers ({shown(self.noise_coverage)}). Answers that are "
            f"mostly noise are enough to produce this complexity and evenness.",
        )


def her(released: Released) -> Her:
    """The share of random answers, in steps of .05, with the rho closest to the printed one."""
    printed = {f"printed_{name}": published(HER, name) for name in ("rho", "d", "lid", "hopkins", "coverage")}
    shares = [step / 20 for step in range(21)]
    populations = [simulate("noise", strength=share) for share in shares]
    fidelities = [followed(one) for one in populations]
    best = int(np.argmin([abs(defined(one.rho) - printed["printed_rho"]) for one in fidelities]))
    answers = populations[best].values
    return Her(
        **printed,
        share=shares[best],
        rho=defined(fidelities[best].rho),
        d=defined(fidelities[best].d),
        lid=published_lid(answers),
        hopkins=defined(paper.hopkins(answers)),
        coverage=paper.coverage(answers, people()).coverage,
        noise_coverage=shuffled_people().coverage.highest,
    )


@dataclass(frozen=True)
class Midpoint(Numbers):
    """CoSER-Llama-8B on the BFI-44, compared with answers scattered around the midpoint."""

    midpoint: Annotated[float, "share of answers at the midpoint, as printed"]
    printed_likert: Annotated[float, "effective Likert, as printed"]
    likert: Annotated[float, "effective Likert of scattered answers"]
    printed_lid: Annotated[float, "LID, as printed"]
    lid: Annotated[float, "LID of scattered answers"]
    printed_hopkins: Annotated[float, "Hopkins, as printed"]
    hopkins: Annotated[float, "Hopkins of scattered answers"]

    def reading(self) -> Verdict:
        """Not reproducible when scattered answers do not give the printed values."""
        if (
            abs(self.printed_lid - self.lid) <= LID_MARGIN
            and abs(self.printed_hopkins - self.hopkins) <= HOPKINS_MARGIN
        ):
            return Verdict(
                DIFFERENTLY, "Answers scattered around the midpoint at random give the printed LID and Hopkins."
            )
        return Verdict(
            NOT_REPRODUCIBLE,
            f"{NO_ANSWERS}. Noise does not explain this row: answers with the same midpoint share, scattered otherwise, have effective Likert "
            f"{shown(self.likert)} (printed {shown(self.printed_likert)}) but LID {shown(self.lid)} and Hopkins {shown(self.hopkins)} (printed "
            f"{shown(self.printed_lid)} and {shown(self.printed_hopkins)}). This is compatible with mode collapse.",
        )


def midpoint(released: Released) -> Midpoint:
    """All respondents answer 3 as often as printed, and any other point otherwise."""
    share = published(COSER, "midpoint_share")
    rng = generator("scattered around the midpoint", 0)
    middle = (LOW + HIGH) / 2
    others = [point for point in bfi44().scale.points if point != middle]
    size = (POPULATION, len(bfi44()))
    answers = np.where(rng.random(size) < share, middle, rng.choice(others, size)).astype(np.float64)
    return Midpoint(
        share,
        published(COSER, "effective_likert"),
        _effective(answers),
        published(COSER, "lid"),
        published_lid(answers),
        published(COSER, "hopkins"),
        defined(paper.hopkins(answers)),
    )


@dataclass(frozen=True)
class Moral(Numbers):
    """CoSER-Llama-8B on the dilemmas, compared with respondents without individual differences."""

    printed_lid: Annotated[float, "LID, as printed"]
    lowest_lid: Annotated[float, "LID of respondents without individual differences, lowest of ten populations"]
    highest_lid: Annotated[float, "LID of respondents without individual differences, highest of ten populations"]
    printed_hopkins: Annotated[float, "Hopkins, as printed"]
    lowest_hopkins: Annotated[float, "their Hopkins, lowest"]
    highest_hopkins: Annotated[float, "their Hopkins, highest"]
    printed_likert: Annotated[float, "effective Likert, as printed"]
    preferring_likert: Annotated[float, "their effective Likert when each dilemma has its own preference, mean of five"]
    random_likert: Annotated[float, "their effective Likert when every answer is equally likely, mean of five"]

    def at_noise(self) -> bool:
        """Whether noise has the printed values."""
        return (
            Span(self.lowest_lid, self.highest_lid).holds(self.printed_lid, LID_MARGIN)
            and Span(self.lowest_hopkins, self.highest_hopkins).holds(self.printed_hopkins, HOPKINS_MARGIN)
            and self.printed_likert <= self.random_likert
        )

    def reading(self) -> Verdict:
        """Read differently when respondents without individual differences have these values."""
        if not self.at_noise():
            return Verdict(NOT_REPRODUCIBLE, f"{NO_ANSWERS}, and answers without personas do not have these values.")
        return Verdict(
            DIFFERENTLY,
            f"Respondents without individual differences, with a preference per dilemma or without any, have LID {shown(self.lowest_lid)} to "
            f"{shown(self.highest_lid)} and Hopkins {shown(self.lowest_hopkins)} to {shown(self.highest_hopkins)} with effective Likert "
            f"{shown(self.preferring_likert)} to {shown(self.random_likert)}. The printed {shown(self.printed_lid)}, {shown(self.printed_hopkins)} and "
            f"{shown(self.printed_likert)} are values of noise; they do not show that the personas differ.",
        )


def moral(released: Released) -> Moral:
    """Five populations without preferences and five with them."""
    uniform = [uniform_answers(POPULATION, len(moral131()), low=LOW, high=HIGH, seed=seed) for seed in SEEDS]
    preferences = [preferring(seed) for seed in SEEDS]
    lid = span([published_lid(one) for one in uniform + preferences])
    hopkins = span([defined(paper.hopkins(one)) for one in uniform + preferences])
    return Moral(
        printed_lid=published(COSER, "lid", MORAL),
        lowest_lid=lid.lowest,
        highest_lid=lid.highest,
        printed_hopkins=published(COSER, "hopkins", MORAL),
        lowest_hopkins=hopkins.lowest,
        highest_hopkins=hopkins.highest,
        printed_likert=published(COSER, "effective_likert", MORAL),
        preferring_likert=float(np.mean([_effective(one) for one in preferences])),
        random_likert=float(np.mean([_effective(one) for one in uniform])),
    )


def _effective(answers: Array) -> float:
    return defined(effective_likert(answers, low=LOW, high=HIGH).mean)


@dataclass(frozen=True)
class Domains(Numbers):
    """The reversal between personality and morality, and how much of it is noise."""

    worst_personality: Annotated[float, "CoSER-Llama-8B, effective Likert on the BFI-44, as printed"]
    other_personality: Annotated[float, "HER-32B, the same"]
    best_morality: Annotated[float, "CoSER-Llama-8B, effective Likert on the dilemmas, as printed"]
    other_morality: Annotated[float, "HER-32B, the same"]
    printed_lid: Annotated[float, "CoSER-Llama-8B, LID on the dilemmas, as printed"]
    lowest_lid: Annotated[
        float, "LID of respondents without individual differences on 131 dilemmas, lowest of five populations"
    ]

    def reading(self) -> Verdict:
        """Read differently when the winning side of the reversal is noise."""
        if self.worst_personality >= self.other_personality or self.best_morality <= self.other_morality:
            return Verdict(NOT_REPRODUCIBLE, "The printed values of the two models show no reversal.")
        if self.printed_lid < self.lowest_lid - LID_MARGIN:
            return Verdict(REPRODUCED, "The printed values are reversed, and the better side is not noise.")
        return Verdict(
            DIFFERENTLY,
            f"The printed values are reversed ({shown(self.worst_personality)} against {shown(self.other_personality)} on personality, "
            f"{shown(self.best_morality)} against {shown(self.other_morality)} on morality). But the better side has LID {shown(self.printed_lid)}, "
            f"and respondents without individual differences have at least {shown(self.lowest_lid)}: it may be collapse in one domain and noise in the other.",
        )


def domains(released: Released) -> Domains:
    """The two models with a printed effective Likert in both domains."""
    other = "HER-32B"
    return Domains(
        published(COSER, "effective_likert"),
        published(other, "effective_likert"),
        published(COSER, "effective_likert", MORAL),
        published(other, "effective_likert", MORAL),
        published(COSER, "lid", MORAL),
        min(published_lid(preferring(seed)) for seed in SEEDS),
    )


CLAIMS = (
    Claim(
        "her-bfi44",
        f"values of {HER}, BFI-44",
        f"{HER} is more complex and more evenly spread than people, covers hardly any of them and follows labels least.",
        "1,144 simulated people with trait labels of reliability .8; each answer replaced by a random one with a probability "
        "in steps of .05; published measures at the rho closest to the printed one.",
        her,
    ),
    Claim(
        "coser-bfi44",
        f"values of {COSER}, BFI-44",
        f"{COSER} nearly always answers the midpoint, and its personas clump.",
        "1,144 respondents that answer the midpoint as often as printed and otherwise any other point, equally likely and "
        "independently: published LID and Hopkins, effective Likert.",
        midpoint,
    ),
    Claim(
        "coser-moral",
        f"values of {COSER}, moral dilemmas",
        f"{COSER} is the most varied and complex of the models on the moral dilemmas.",
        "Ten populations of 1,144 respondents without individual differences: in five every verdict is equally likely; in five each dilemma has "
        "its own shares (Dirichlet, 4) from which all verdicts are drawn.",
        moral,
    ),
    Claim(
        "domains",
        "collapse along domains",
        f"The worst model on personality ({COSER}) is the best on morality.",
        "Printed effective Likert of the two models for which it is printed in both domains; LID of five populations "
        "of respondents without individual differences, each dilemma with its own shares.",
        domains,
    ),
)
