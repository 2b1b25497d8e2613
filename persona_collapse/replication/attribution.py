"""What attributes explain: coding, noise, and dominance."""

from dataclasses import dataclass
from functools import cache
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from persona_collapse import measures, paper
from persona_collapse.instruments import moral131
from persona_collapse.measures.arrays import Array
from persona_collapse.measures.randomness import generator
from persona_collapse.personas import schema
from persona_collapse.replication.populations import HIGH, LOW, MORAL, defined, published
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
from persona_collapse.simulation import POPULATION

PUBLISHED = ("political_spectrum", "gender", "country_of_residence", "social_class")
"""The attributes in the paper's order."""

POPULATIONS = 20
SHARED = 0.8
"""Share of a verdict's variance that all dilemmas have in common, in the one-factor population."""


@dataclass(frozen=True)
class Null:
    """Published attribution of answers that are independent of the attributes, over twenty populations."""

    r2: Array
    dominance: Array


def attributes(rng: np.random.Generator) -> NDArray[np.str_]:
    """The paper's four attributes of 1,144 personas, every value equally likely."""
    values = {one.column: one.values for one in schema()}
    return np.column_stack([rng.choice(values[column], POPULATION) for column in PUBLISHED])


@cache
def null(shared: float) -> Null:
    """Verdicts on 131 dilemmas that share this part of their variance with each other and none with the attributes."""
    found = []
    for seed in range(POPULATIONS):
        rng = generator("attributes that mean nothing", seed)
        common = rng.standard_normal((POPULATION, 1)) * rng.choice([-1, 1], len(moral131()))
        own = rng.standard_normal((POPULATION, len(moral131())))
        latent = np.sqrt(shared) * common + np.sqrt(1 - shared) * own
        answers = np.clip(np.rint((LOW + HIGH) / 2 + latent), LOW, HIGH)
        found.append(paper.attribution(answers, attributes(rng)))
    return Null(
        np.array([defined(one.r2) for one in found]),
        np.array([defined(one.dominance) for one in found]),
    )


@dataclass(frozen=True)
class TotalR2(Numbers):
    """The highest printed total, compared with noise."""

    printed: Annotated[float, "highest total R2 on the dilemmas, as printed (MiniMax-M2)"]
    noise: Annotated[float, "total R2 of noise, mean of twenty populations"]
    expected: Annotated[float, "4 / (N - 1), with N = 1,144"]
    highest: Annotated[float, "total R2 of noise when all dilemmas share one factor, highest of twenty"]

    def reading(self) -> Verdict:
        """Read differently when noise reaches the printed total."""
        if self.printed <= self.highest:
            return Verdict(
                DIFFERENTLY, f"Attributes without any effect explain up to {shown(self.highest)}, the printed value."
            )
        return Verdict(
            NOT_REPRODUCIBLE,
            f"{NO_ANSWERS}. Attributes without any effect explain {shown(self.noise)} on average (4 / (N - 1) is {shown(self.expected)}) and "
            f"{shown(self.highest)} at most: the printed {shown(self.printed)} is more than noise. The totals of noise should be printed next to it.",
        )


def total_r2(released: Released) -> TotalR2:
    """Both null populations, compared with the printed total."""
    return TotalR2(
        published("MiniMax-M2", "total_r2", MORAL),
        float(null(0.0).r2.mean()),
        len(PUBLISHED) / (POPULATION - 1),
        float(null(SHARED).r2.max()),
    )


@dataclass(frozen=True)
class Dominance(Numbers):
    """Printed dominance, compared with the dominance in noise."""

    class_share: Annotated[float, "Qwen3-4B: share of social class, as printed"]
    gender_share: Annotated[float, "Claude-Haiku-4.5: share of gender, as printed"]
    even_share: Annotated[float, "MiniMax-M2: largest share, as printed"]
    independent: Annotated[float, "dominance of noise, dilemmas independent, mean of twenty populations"]
    one_factor: Annotated[float, "dominance of noise, dilemmas sharing one factor, mean of twenty"]
    one_factor_high: Annotated[float, "the same, 95th percentile"]

    def reading(self) -> Verdict:
        """Read differently when attributes without any effect dominate equally."""
        top = max(self.class_share, self.gender_share)
        if top > self.one_factor_high:
            return Verdict(
                NOT_REPRODUCIBLE, f"{NO_ANSWERS}; dominance in noise is lower ({percent(self.one_factor_high)})."
            )
        return Verdict(
            DIFFERENTLY,
            f"Where attributes have no effect, the largest of four shares is {percent(self.independent)}. If the dilemmas also share one "
            f"factor, as answers with few dimensions do, it is {percent(self.one_factor)} on average and up to {percent(self.one_factor_high)} (95th "
            f"percentile). The printed {percent(self.class_share)} and {percent(self.gender_share)} are within this range, and {percent(self.even_share)} is an even "
            f"share. A share can be interpreted only if its total is well above noise, and the total was printed for one model only.",
        )


def dominance(released: Released) -> Dominance:
    """Printed shares and two nulls."""
    return Dominance(
        published("Qwen3-4B", "dominance", MORAL),
        published("Claude-Haiku-4.5", "dominance", MORAL),
        published("MiniMax-M2", "dominance", MORAL),
        float(null(0.0).dominance.mean()),
        float(null(SHARED).dominance.mean()),
        float(np.quantile(null(SHARED).dominance, 0.95)),
    )


@dataclass(frozen=True)
class Alphabet(Numbers):
    """Whether a country that answers differently is found."""

    planted: Annotated[
        float, "scale points by which the personas of one country, in the middle of the alphabet, answer higher"
    ]
    published: Annotated[float, "R2 of country as published (alphabetical rank)"]
    one_hot: Annotated[float, "R2 of one-hot coded country"]

    def reading(self) -> Verdict:
        """Read differently when the alphabet hides most of the country."""
        if self.published >= self.one_hot / 2:
            return Verdict(REPRODUCED, "The published coding finds the country.")
        return Verdict(
            DIFFERENTLY,
            f"One country in the middle of the alphabet answers {shown(self.planted)} point higher. One-hot coded, country explains "
            f"{shown(self.one_hot)} of the variance; coded as an alphabetical rank, {shown(self.published)}. Only linear trends along the "
            f"alphabet are found, so small values for country say little.",
        )


def alphabet(released: Released) -> Alphabet:
    """Random answers to 44 items, one country a point higher."""
    rng = generator("one country answers higher", 0)
    countries = sorted(next(one.values for one in schema() if one.column == "country_of_residence"))
    lives_in = rng.choice(countries, (POPULATION, 1))
    planted = 1.0
    higher = planted * (lives_in == countries[len(countries) // 2])
    answers = rng.integers(LOW, HIGH, (POPULATION, 44)) + higher
    return Alphabet(
        planted,
        defined(paper.attribution(answers, lives_in).r2),
        defined(measures.attribution(answers, lives_in, permutations=1).r2),
    )


CLAIMS = (
    Claim(
        "total-r2",
        "attribution, moral dilemmas",
        "Four attributes explain a small part of the verdicts, most in one model.",
        "Published attribution of twenty populations of 1,144 with verdicts that are independent of their attributes.",
        total_r2,
    ),
    Claim(
        "dominance",
        "attribution, moral dilemmas",
        "One attribute dominates a model's verdicts: social class in one, gender in another.",
        "As total-r2; in the second kind of population all dilemmas share one factor (.8 of the variance).",
        dominance,
    ),
    Claim(
        "country-as-a-number",
        "released code, attribution",
        "Country enters the regression as one number.",
        "1,144 respondents with random answers to 44 items; those of one country in the middle of the alphabet answer one point higher.",
        alphabet,
    ),
)
