"""One row per model: the values printed for the BFI-44, compared with those of noise and people."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated

from persona_collapse.measures.label_fidelity import CARICATURED, FAITHFUL
from persona_collapse.replication.fidelity import ceiling, people_d
from persona_collapse.replication.populations import Span, models, published, random_answers, shuffled_people
from persona_collapse.replication.record import (
    DIFFERENTLY,
    NO_ANSWERS,
    NOT_REPRODUCIBLE,
    Claim,
    Numbers,
    Released,
    Verdict,
    shown,
)
from persona_collapse.replication.roleplay import LID_MARGIN


@dataclass(frozen=True)
class Model(Numbers):
    """The printed row of a model, compared with noise and people."""

    coverage: Annotated[float, "coverage, as printed"]
    lid: Annotated[float, "LID, as printed"]
    rho: Annotated[float, "rho, as printed"]
    d: Annotated[float, "d, as printed"]
    noise_coverage: Annotated[float, "coverage of shuffled answers, highest of five populations"]
    noise_lid_lowest: Annotated[float, "LID of noise (shuffled or random answers), lowest of ten populations"]
    noise_lid_highest: Annotated[float, "LID of noise, highest of ten populations"]
    ceiling: Annotated[float, "highest rho possible with three labels"]
    people_d: Annotated[float, "d of simulated people whose labels are their own scores"]

    def reading(self) -> Verdict:
        """Read differently when noise has the printed coverage and LID."""
        if Span(self.noise_lid_lowest, self.noise_lid_highest).holds(self.lid, LID_MARGIN) and (
            self.coverage <= self.noise_coverage
        ):
            return Verdict(
                DIFFERENTLY,
                f"Noise has this LID ({shown(self.noise_lid_lowest)} to {shown(self.noise_lid_highest)}) and at least this coverage (up to "
                f"{shown(self.noise_coverage)}): neither value shows variety. {self._fidelity()}",
            )
        return Verdict(NOT_REPRODUCIBLE, f"{NO_ANSWERS}; coverage and LID are not those of noise. {self._fidelity()}")

    def _fidelity(self) -> str:
        times = f"d is {shown(self.d / self.people_d)} times people's"
        if self.rho < FAITHFUL * self.ceiling:
            return f"Labels are followed less well than possible (rho {shown(self.rho)}; ceiling {shown(self.ceiling)}), and {times}."
        overdone = self.d > CARICATURED * self.people_d
        return f"Labels are followed almost as well as possible, and {times}: {'exaggerated' if overdone else 'not exaggerated'}."


def row(model: str, released: Released) -> Model:
    """The printed row of one model, with the noise and people that all models share."""
    random, shuffled = random_answers(), shuffled_people()
    return Model(
        coverage=published(model, "coverage"),
        lid=published(model, "lid"),
        rho=published(model, "rho"),
        d=published(model, "d"),
        noise_coverage=shuffled.coverage.highest,
        noise_lid_lowest=min(random.lid.lowest, shuffled.lid.lowest),
        noise_lid_highest=max(random.lid.highest, shuffled.lid.highest),
        ceiling=ceiling(),
        people_d=people_d(),
    )


CLAIMS = tuple(
    Claim(
        f"row-{model}",
        "values of ten models, BFI-44",
        f"{model} has this coverage, LID, rho and d with 1,144 personas.",
        "Printed values; published measures of five populations of 1,144 that answer at random and five with simulated people's "
        "answers shuffled; people's d as in fidelity-trap.",
        partial(row, model),
    )
    for model in models()
)
