"""The record of a comparison of populations, and how it is written."""

from dataclasses import dataclass

from persona_collapse.results.diagnosis import Sample, Signature
from persona_collapse.results.record import TableRecord
from persona_collapse.results.settings import Settings

COMPARISON_SCHEMA = "persona-collapse/comparison/1"


@dataclass(frozen=True)
class Place:
    """Where a population is on the maps; None where undefined or, for rho and d, without trait labels.

    `name` is the letter that tables and sentences use for it. `signature` is the reading of its numbers; None where it
    was not asked for. `population.drawn_from` is how many of its complete respondents draws are made from, here with their
    intervals and the p-values of all numbers that need complete respondents; and `relabelled_from` how many of its
    respondents were relabelled for the other p-values. None where all were.
    """

    name: str
    population: Sample
    coverage: float | None
    lid: float | None
    rho: float | None
    d: float | None
    signature: Signature | None = None
    relabelled_from: int | None = None

    @property
    def sampled(self) -> str:
        """What was computed of some of the respondents only, in a sentence; empty where nothing was.

        >>> Place("A", Sample("a", "", 9000, 8000, 0, 0, drawn_from=3000), None, None, None, None).sampled
        'A: of 8,000 complete respondents, 3,000 drawn once for numbers from draws (recall, LID, ...) and for p-values of numbers of complete respondents; all for the rest'
        """
        drawn, some = self.population.drawn_from, []
        if drawn is not None:
            whose = f"of {self.population.independent:,} complete respondents, {drawn:,} drawn once"
            some.append(
                f"{whose} for numbers from draws (recall, LID, ...) and for p-values of numbers of complete respondents"
            )
        if self.relabelled_from is not None:
            some.append(f"{self.relabelled_from:,} of all respondents drawn once for the other p-values")
        return f"{self.name}: {'; '.join([*some, 'all for the rest'])}" if some else ""


@dataclass(frozen=True)
class Difference:
    """One number of two populations.

    Attributes
    ----------
    name : of the number, as in a Diagnosis
    first, second : its values
    difference : second - first; None where one is undefined, or both are infinite
    low, high : ends of the 95 % interval of the difference, over personas, given the reference
    no_interval : why there is none
    p_value : how often relabelled populations differ as much, two-sided
    adjusted_p : the same by Benjamini and Hochberg, over all differences of the comparison
    differs : whether the adjusted p is below .05, and the interval (where there is one) does not hold 0
    sentence : what it means
    """

    name: str
    first: float | None
    second: float | None
    difference: float | None
    low: float | None
    high: float | None
    no_interval: str | None
    p_value: float | None
    adjusted_p: float | None
    differs: bool
    sentence: str


@dataclass(frozen=True)
class Step:
    """From one population to the next.

    Attributes
    ----------
    first, second : names of the two
    shared : number of personas in both
    pairing : how they were matched, or why no persona is taken to be in both
    differences : one per number
    conclusion : what the two are, and at most five differences, the largest beside people first
    """

    first: str
    second: str
    shared: int
    pairing: str
    differences: tuple[Difference, ...]
    conclusion: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Comparison(TableRecord):
    """Two populations, or the steps of a pipeline, number by number.

    Attributes
    ----------
    populations : each with its place on the maps
    reference : people; None without
    instrument, n_items : what all of them answered
    settings : how; `size` respondents of every population at a time
    pairs, permutations : how many disjoint draws, and how many relabellings
    steps : each population beside the one before it
    """

    populations: tuple[Place, ...]
    reference: Sample | None
    instrument: str
    n_items: int
    settings: Settings
    pairs: int
    permutations: int
    steps: tuple[Step, ...]
    version: str
    schema: str = COMPARISON_SCHEMA
