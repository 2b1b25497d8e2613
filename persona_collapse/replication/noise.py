"""Published values, compared with those of answers without personas."""

from dataclasses import dataclass
from typing import Annotated

from persona_collapse import paper
from persona_collapse.replication.populations import (
    PEOPLE,
    models,
    people,
    published,
    published_lid,
    random_answers,
    shuffled_people,
)
from persona_collapse.replication.record import (
    DIFFERENTLY,
    NOT_REPRODUCIBLE,
    REPRODUCED,
    Claim,
    Numbers,
    Released,
    Verdict,
    shown,
)
from persona_collapse.results.percent import percent
from persona_collapse.simulation import simulate

HER, COSER = "MiniMax-M2-Her", "CoSER-Llama-8B"
MORAL = "moral131"

LID_MARGIN, HOPKINS_MARGIN, D_MARGIN = 1.0, 0.03, 0.3
"""The largest difference between a null population and a printed value that counts as equal."""


@dataclass(frozen=True)
class NoiseIsComplex(Numbers):
    """LID of noise, compared with LID of people."""

    people: Annotated[float, "LID of people, as printed"]
    random: Annotated[float, "LID of answers at random, lowest of five populations"]
    shuffled: Annotated[float, "LID of simulated people's shuffled answers, lowest of five populations"]

    def reading(self) -> Verdict:
        """Read differently when noise is more complex than people."""
        if min(self.random, self.shuffled) <= self.people:
            return Verdict(REPRODUCED, "Not all kinds of noise are more complex than people's answers.")
        return Verdict(
            DIFFERENTLY,
            f"Answers at random have LID {shown(self.random)} and people's own shuffled answers {shown(self.shuffled)}, both "
            f"above people's {shown(self.people)}. A value is better the closer it is to people's; above it is noise.",
        )


def noise_is_complex(released: Released) -> NoiseIsComplex:
    """Two kinds of noise, compared with the printed human value."""
    return NoiseIsComplex(published(PEOPLE, "lid"), random_answers().lid.lowest, shuffled_people().lid.lowest)


@dataclass(frozen=True)
class StereotypesCover(Numbers):
    """Coverage of a population of five stereotypes."""

    best: Annotated[float, "highest coverage of the ten models, as printed"]
    stereotypes: Annotated[float, "coverage of five stereotypes with one answer in ten off by one"]
    below: Annotated[float, "number of models with a lower printed coverage"]

    def reading(self) -> Verdict:
        """Read differently when stereotypes cover more than any model."""
        if self.stereotypes < self.best:
            return Verdict(REPRODUCED, "Five stereotypes cover less than the best model.")
        return Verdict(
            DIFFERENTLY,
            f"Five stereotypes with errors cover {shown(self.stereotypes)}, more than the {shown(self.best)} of the best model "
            f"({shown(self.below)} of ten models are below them). High coverage alone does not rule out mode collapse.",
        )


def stereotypes_cover(released: Released) -> StereotypesCover:
    """The simulated population that is collapsed by design."""
    coverage = paper.coverage(simulate("collapsed").values, people()).coverage
    printed = [published(model, "coverage") for model in models()]
    return StereotypesCover(max(printed), coverage, sum(one < coverage for one in printed))


@dataclass(frozen=True)
class NoiseIsEven(Numbers):
    """Hopkins of noise, compared with Hopkins of people."""

    people: Annotated[float, "Hopkins of people, as printed"]
    random: Annotated[float, "Hopkins of answers at random, highest of five populations"]
    shuffled: Annotated[float, "Hopkins of simulated people's shuffled answers, highest of five populations"]

    def reading(self) -> Verdict:
        """Read differently when noise is more even than people."""
        if max(self.random, self.shuffled) >= self.people:
            return Verdict(REPRODUCED, "Not all kinds of noise are more even than people's answers.")
        return Verdict(
            DIFFERENTLY,
            f"Answers at random have Hopkins {shown(self.random)} and people's own shuffled answers {shown(self.shuffled)}, while people have "
            f"{shown(self.people)}. People clump somewhat; a value closer to .5 than theirs is a sign of noise.",
        )


def noise_is_even(released: Released) -> NoiseIsEven:
    """Two kinds of noise, compared with the printed human value."""
    return NoiseIsEven(
        published(PEOPLE, "hopkins"), random_answers().hopkins.highest, shuffled_people().hopkins.highest
    )


COVERED, NARROW = 0.8, 0.75
"""Shares of people's value: coverage from which it counts as reached, LID below which it counts as missed."""


@dataclass(frozen=True)
class Dimensions(Numbers):
    """The model with the highest coverage, on two axes."""

    coverage: Annotated[float, "highest coverage of the ten models, as printed (Qwen3-4B)"]
    lid: Annotated[float, "LID of that model, as printed"]
    people_lid: Annotated[float, "LID of people, as printed"]
    shallow_coverage: Annotated[float, "coverage of simulated respondents that know only their trait scores"]
    shallow_lid: Annotated[float, "their LID"]

    def reading(self) -> Verdict:
        """Reproduced when one axis is reached and the other is missed."""
        if self.coverage < COVERED or self.lid >= NARROW * self.people_lid:
            return Verdict(
                NOT_REPRODUCIBLE, "In the printed values, the model with the highest coverage is similar on both axes."
            )
        return Verdict(
            REPRODUCED,
            f"In the printed values, the model with the highest coverage ({shown(self.coverage)}) has {percent(self.lid / self.people_lid)} of people's LID. "
            f"The two axes can differ: simulated respondents that know only their trait scores have coverage {shown(self.shallow_coverage)} and "
            f"LID {shown(self.shallow_lid)}.",
        )


def dimensions(released: Released) -> Dimensions:
    """Printed values, and a simulated population of little depth."""
    best = max(models(), key=lambda model: published(model, "coverage"))
    shallow = simulate("shallow").values
    return Dimensions(
        published(best, "coverage"),
        published(best, "lid"),
        published(PEOPLE, "lid"),
        paper.coverage(shallow, people()).coverage,
        published_lid(shallow),
    )


CLAIMS = (
    Claim(
        "lid-rises",
        "complexity",
        "The higher the LID, the more complex and human-like a population is.",
        "Published LID of five populations of 1,144 that answer at random, and of five in which every item's answers are "
        "those of simulated people, shuffled among respondents.",
        noise_is_complex,
    ),
    Claim(
        "hopkins-falls",
        "uniformity",
        "The closer Hopkins is to .5, the more evenly a population is spread, and the better.",
        "Published Hopkins of the same two kinds of noise.",
        noise_is_even,
    ),
    Claim(
        "dimensions",
        "collapse along dimensions",
        "A model can be good on one axis and degenerate on another.",
        "Printed values; 1,144 simulated respondents that give all items of a trait the same answer, plus a little noise.",
        dimensions,
    ),
    Claim(
        "coverage-shows-variety",
        "coverage",
        "High coverage means that a population is not collapsed.",
        "Published coverage of 1,144 simulated respondents made of five stereotypes (k-means of simulated people), one answer in "
        "ten moved by one point; highest coverage printed for a model.",
        stereotypes_cover,
    ),
)
