"""The paper's human row, and how coverage depends on which and how many respondents are compared."""

from dataclasses import dataclass
from itertools import combinations
from typing import Annotated

import numpy as np

from persona_collapse import paper
from persona_collapse.measures import Draws, held_out, matched_size, rarefied_coverage, scaler
from persona_collapse.measures.arrays import Array
from persona_collapse.measures.rarefaction import LARGEST
from persona_collapse.references import simulate_people
from persona_collapse.replication.populations import PEOPLE, SEEDS, defined, models, people, published, span
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
from persona_collapse.simulation import simulate

LID_WITHIN, HOPKINS_WITHIN = 0.5, 0.03
"""The largest differences between simulated people and the printed values of real people that count as equal."""

FEW = 25
DRAWS = 20


@dataclass(frozen=True)
class HumanRow(Numbers):
    """Published LID and Hopkins of simulated people."""

    printed_lid: Annotated[float, "people's LID, as printed"]
    lowest_lid: Annotated[float, "LID of simulated people, lowest of five samples"]
    highest_lid: Annotated[float, "LID of simulated people, highest of five samples"]
    raw_lid: Annotated[float, "LID of the first sample in raw scale points, as models were measured"]
    printed_hopkins: Annotated[float, "people's Hopkins, as printed"]
    lowest_hopkins: Annotated[float, "Hopkins of simulated people, lowest of five samples"]
    highest_hopkins: Annotated[float, "Hopkins of simulated people, highest of five samples"]

    def reading(self) -> Verdict:
        """Reproduced when the simulated people are as close as their construction allows."""
        lid = max(self.lowest_lid - self.printed_lid, self.printed_lid - self.highest_lid)
        hopkins = max(self.lowest_hopkins - self.printed_hopkins, self.printed_hopkins - self.highest_hopkins)
        if lid <= LID_WITHIN and hopkins <= HOPKINS_WITHIN:
            return Verdict(
                REPRODUCED,
                f"People simulated from published norms have LID {shown(self.lowest_lid)} to {shown(self.highest_lid)} where "
                f"the paper prints {shown(self.printed_lid)}, and Hopkins {shown(self.lowest_hopkins)} to "
                f"{shown(self.highest_hopkins)} where it prints {shown(self.printed_hopkins)}. Real answers were not used.",
            )
        return Verdict(
            NOT_REPRODUCIBLE,
            f"Simulated people are too far from the printed values (LID more than {LID_WITHIN}, or Hopkins more than "
            f"{HOPKINS_WITHIN} away); the answers of the 2,058 people are needed.",
        )


def human_row(released: Released) -> HumanRow:
    """Five samples of the same size as the paper's."""
    samples = [simulate_people(len(people()), seed) for seed in SEEDS]
    lid = span([defined(paper.lid(one, standardised=True).median) for one in samples])
    hopkins = span([defined(paper.hopkins(one)) for one in samples])
    return HumanRow(
        printed_lid=published(PEOPLE, "lid"),
        lowest_lid=lid.lowest,
        highest_lid=lid.highest,
        raw_lid=defined(paper.lid(samples[0]).median),
        printed_hopkins=published(PEOPLE, "hopkins"),
        lowest_hopkins=hopkins.lowest,
        highest_hopkins=hopkins.highest,
    )


@dataclass(frozen=True)
class HumanCoverage(Numbers):
    """Coverage of people by themselves, and by others."""

    printed: Annotated[float, "people's coverage, as printed"]
    itself: Annotated[float, "coverage of simulated people by the same people"]
    held_out: Annotated[float, "coverage of simulated people by other simulated people, same size"]

    def reading(self) -> Verdict:
        """Read differently when people cover other people less than they cover themselves."""
        if round(self.itself, 3) != self.printed:
            return Verdict(
                NOT_REPRODUCIBLE, f"People cover themselves {shown(self.itself)}, not {shown(self.printed)}."
            )
        if round(self.held_out, 2) >= self.printed:
            return Verdict(REPRODUCED, "People cover other people as fully as they cover themselves.")
        return Verdict(
            DIFFERENTLY,
            f"Any population has {shown(self.printed)} against itself. Against other people of the same kind, people have "
            f"{shown(self.held_out)}, which is the ceiling to compare a model with.",
        )


def human_coverage(released: Released) -> HumanCoverage:
    """The published coverage of the reference by itself, and the exact one of its held-out part."""
    points = scaler(people())(people())
    n = matched_size(len(points), len(points))
    other = rarefied_coverage(held_out(points), Draws(n, count=10)).coverage
    return HumanCoverage(published(PEOPLE, "coverage"), paper.coverage(people(), people()).coverage, other)


@dataclass(frozen=True)
class CoverageAndSize(Numbers):
    """Published coverage of the same kind of people, with few and with many respondents."""

    few: Annotated[float, "coverage of 500 simulated people by 25 others, mean of five samples"]
    many: Annotated[float, "coverage of 500 simulated people by 500 others, mean of five samples"]

    def reading(self) -> Verdict:
        """Read differently when coverage depends on the number of rows."""
        if abs(self.many - self.few) < 0.05:
            return Verdict(REPRODUCED, "Coverage does not depend on the number of respondents.")
        return Verdict(
            DIFFERENTLY,
            f"The same kind of people cover {shown(self.few)} with {FEW} respondents and {shown(self.many)} with {LARGEST}. "
            f"Coverage can be interpreted only together with the number of rows it was measured on.",
        )


def coverage_and_size(released: Released) -> CoverageAndSize:
    """Fresh simulated people of two sizes against the reference."""
    few, many = (
        float(np.mean([paper.coverage(simulate_people(size, 1 + seed), people()).coverage for seed in SEEDS]))
        for size in (FEW, LARGEST)
    )
    return CoverageAndSize(few, many)


@dataclass(frozen=True)
class OneDraw(Numbers):
    """How much coverage varies between draws of 500, compared with the differences between models."""

    sd: Annotated[float, "SD of coverage over twenty draws of 500 from one simulated caricature"]
    visible: Annotated[
        float, "difference that two draws of one population exceed one time in twenty (1.96 x square root of 2 x SD)"
    ]
    pairs: Annotated[float, "number of pairs among the ten models"]
    closer: Annotated[float, "number of pairs of models with a smaller difference in printed coverage"]

    def reading(self) -> Verdict:
        """Read differently when pairs of models differ less than two draws."""
        if self.closer == 0:
            return Verdict(REPRODUCED, "Any two models differ more than two draws of one model.")
        return Verdict(
            DIFFERENTLY,
            f"Between draws of 500 personas, coverage has an SD of {shown(self.sd)}. Two printed values must be {shown(self.visible)} "
            f"apart to differ by more than chance, and {shown(self.closer)} of {shown(self.pairs)} pairs of models are not: "
            f"ordering these models needs intervals.",
        )


def one_draw(released: Released) -> OneDraw:
    """Twenty draws of 500 personas, each like the one of the published seed."""
    population = simulate("caricature").values
    drawn = [paper.coverage(one, people()).coverage for one in Draws(LARGEST, DRAWS).samples(population)]
    sd = float(np.std(drawn, ddof=1))
    visible = 1.96 * 2**0.5 * sd
    gaps = [abs(published(a, "coverage") - published(b, "coverage")) for a, b in combinations(models(), 2)]
    return OneDraw(sd, visible, len(gaps), sum(gap < visible for gap in gaps))


IDEAL_COVERAGE, IDEAL_LID = 0.8, 10.0
"""The zone that the paper's figure of coverage and LID marks as ideal."""


@dataclass(frozen=True)
class IdealZone(Numbers):
    """Populations in the ideal zone that are not human-like."""

    models: Annotated[float, "models with printed coverage of at least 0.8 and LID of at least 10"]
    stereotypes_coverage: Annotated[float, "coverage of five stereotypes with one answer in ten off by one"]
    stereotypes_lid: Annotated[float, "their LID"]
    half_random_coverage: Annotated[float, "coverage of a population in which half of the respondents answer at random"]
    half_random_lid: Annotated[float, "its LID"]

    def reading(self) -> Verdict:
        """Read differently when stereotypes or noise are in the zone."""
        inside = {
            "five stereotypes with errors": _ideal(self.stereotypes_coverage, self.stereotypes_lid),
            "a population in which half of the respondents answer at random": _ideal(
                self.half_random_coverage, self.half_random_lid
            ),
        }
        named = [name for name, is_inside in inside.items() if is_inside]
        if self.models:
            return Verdict(
                NOT_REPRODUCIBLE, f"{shown(self.models)} models are in the zone by their own printed values."
            )
        if not named:
            return Verdict(REPRODUCED, "No model is in the zone, and neither are stereotypes or half-random answers.")
        return Verdict(
            DIFFERENTLY,
            f"By the printed values no model is in the zone, as the paper says. These populations are in it, although they are not human-like: "
            f"{' and '.join(named)}. Being in the zone does not show that a population is like people.",
        )


def _ideal(coverage: float, lid: float) -> bool:
    return coverage >= IDEAL_COVERAGE and lid >= IDEAL_LID


def ideal_zone(released: Released) -> IdealZone:
    """Two simulated populations, and the ten printed rows."""
    stereotypes, random = simulate("collapsed").values, simulate("noise").values
    half = np.vstack([simulate("human").values[: len(random) // 2], random[len(random) // 2 :]])
    inside = [_ideal(published(model, "coverage"), published(model, "lid")) for model in models()]
    return IdealZone(sum(inside), *_both(stereotypes), *_both(half))


def _both(answers: Array) -> tuple[float, float]:
    return paper.coverage(answers, people()).coverage, defined(paper.lid(answers).median)


CLAIMS = (
    Claim(
        "human-row",
        "values of the human reference",
        "LID and Hopkins of 2,058 people (Twin-2K-500) have the values that models are compared with.",
        "Published LID (standardised, as for people) and Hopkins of five samples of 2,058 from the generator behind "
        "calibrated-2058, which is fitted to published norms of the same people.",
        human_row,
    ),
    Claim(
        "human-coverage",
        "values of the human reference",
        "People reach full coverage, and models do not.",
        "Published coverage of calibrated-2058 (simulated) by itself; then the exact coverage of 500 of them by 500 others, "
        "over ten draws.",
        human_coverage,
    ),
    Claim(
        "coverage-and-size",
        "coverage",
        "A population has one coverage, independent of its number of rows.",
        "Published coverage of calibrated-2058 by other simulated people, 25 and 500 of them.",
        coverage_and_size,
    ),
    Claim(
        "one-draw",
        "coverage",
        f"Models are ordered by their coverage in one draw of {paper.ROWS} personas (seed {paper.SEED}), without intervals.",
        "Published coverage of twenty draws of 500 from 1,144 simulated caricatures; differences between the ten printed values.",
        one_draw,
    ),
    Claim(
        "ideal-zone",
        "figure of coverage against LID",
        f"A population with coverage of at least {IDEAL_COVERAGE} and LID of at least {IDEAL_LID:.0f} is in the ideal zone; no model is.",
        "The ten printed rows; published coverage and LID of simulated populations of 1,144.",
        ideal_zone,
    ),
)
