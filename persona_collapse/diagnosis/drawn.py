"""Numbers of many draws from one set of respondents: what has to be computed once is computed once."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from persona_collapse import measures
from persona_collapse.diagnosis.preparation import Sides
from persona_collapse.diagnosis.spread import kernel_width, mean_vendi
from persona_collapse.instruments import ResponseScale
from persona_collapse.measures.arrays import Answers, Array
from persona_collapse.measures.coverage import K as COVERAGE_K
from persona_collapse.measures.lid import K as LID_K
from persona_collapse.measures.neighbours import Distances
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.subsets import Complexity, Neighbourhoods, Recall

VENDI_PAIRS = 50
LARGEST_TABLE = 6000
"""Respondents whose distances are kept all at once."""

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class DrawnNumbers:
    """Recall, LID, participation ratio and Hopkins of draws from the respondents of some sides.

    Attributes
    ----------
    sides : the respondents beside their reference
    scale : the response scale, for the probes of Hopkins
    recalls : by name, in each space; none without a reference
    complexity : LID
    """

    sides: Sides
    scale: ResponseScale
    recalls: dict[str, Recall]
    complexity: Complexity

    @classmethod
    def of(cls, sides: Sides, scale: ResponseScale) -> "DrawnNumbers":
        """All distances among the respondents, and from the reference to them."""
        answers = sides.personas.complete
        points = answers if sides.scale is None else sides.scale(answers)
        spaces = [] if sides.people is None else sides.spaces
        recalls = {
            name: Recall(Neighbourhoods.of(pair.population), cdist(pair.reference, pair.population), COVERAGE_K)
            for name, pair in zip(("recall", "trait_recall"), spaces, strict=False)
        }
        return cls(sides, scale, recalls, Complexity.of(answers, points, LID_K))

    def __call__(self, drawn: Rows, people: Rows, number: int) -> dict[str, float]:
        """The numbers of one draw; nan where undefined.

        Parameters
        ----------
        drawn : respondents
        people : reference respondents, for recall
        number : of the draw; the same number gives the same probes
        """
        answers, seed = self.sides.personas.complete[drawn], self.sides.how.seed
        one = {name: recall(drawn, people) for name, recall in self.recalls.items()}
        one["lid"] = self.complexity(drawn)
        one["participation_ratio"] = _or_nan(measures.participation_ratio(answers))
        rng = generator(f"hopkins of paired draw {number}", seed)
        clumping = measures.hopkins(answers, low=self.scale.low, high=self.scale.high, scale=self.sides.scale, seed=rng)
        one["hopkins"] = _or_nan(clumping.statistic)
        return one


@dataclass(frozen=True)
class VendiRatio:
    """The Vendi score of draws over people's at the same size, with the kernel of people.

    Attributes
    ----------
    personas : distances among the respondents, on the reference's scale
    width : of the kernel
    people : people's mean score
    """

    personas: Distances
    width: float
    people: float

    @classmethod
    def of(cls, sides: Sides, size: int) -> "VendiRatio | None":
        """For draws of `size`; None without a reference, and where most people of a draw have a copy: likeness has no unit."""
        if sides.people is None:
            return None
        pair, draws = sides.spaces[0], measures.Draws(size, VENDI_PAIRS, sides.how.seed)
        people = Distances.between(pair.reference, pair.reference)
        width = kernel_width(people, draws)
        if width == 0:
            return None
        return cls(Distances.between(pair.population, pair.population), width, mean_vendi(people, draws, width))

    def __call__(self, drawn: Rows) -> float:
        """The ratio of one draw."""
        return measures.vendi_of(self.personas.of(drawn, drawn), scale=self.width) / self.people


def with_respondents(sides: Sides, complete: Array) -> Sides:
    """The same reference and settings, beside other respondents."""
    return replace(sides, personas=Answers(complete, 0))


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value
