"""How far apart two samples of real people lie: what a population can be judged by, beside people of the same sample."""

from dataclasses import dataclass

from persona_collapse import resources


@dataclass(frozen=True, kw_only=True)
class OtherPeople:
    """What real people of one study score against real people of another, in the direction in which it is less like them.

    Attributes
    ----------
    source : the two samples, in words
    ratios : name of a number -> its value over that of held-out people, the least of both directions
    sd_ratio : of trait scores, in both directions
    marginal_distance, separability : scale points, and the forest's AUC; the most of both directions
    correlation_difference : between the two samples' correlations of items
    apart : name of a number -> how far the two samples differ in it, both against `calibrated-2058`; correlations of
        items against each other, because those of the reference were fitted to both samples
    """

    source: str
    ratios: dict[str, float]
    sd_ratio: tuple[float, float]
    marginal_distance: float
    separability: float
    correlation_difference: float
    apart: dict[str, float]


def other_people(instrument: str) -> OtherPeople | None:
    """The distance between two samples of people who answered an instrument; None where none is known.

    Parameters
    ----------
    instrument : its id

    >>> found = other_people("bfi44")
    >>> found.ratios["coverage"], found.separability
    (0.77, 0.88)
    >>> other_people("moral131") is None
    True
    """
    raw = resources.data("references/data/other_people.json").get(instrument)
    return None if raw is None else OtherPeople(**{**raw, "sd_ratio": tuple(raw["sd_ratio"])})
