"""Whether a population lies no farther from its reference than another sample of real people does."""

from collections.abc import Sequence

from persona_collapse.diagnosis.signature import Evidence
from persona_collapse.diagnosis.support import reach
from persona_collapse.references import OtherPeople, other_people
from persona_collapse.results import Scorecard


def as_far_as_people(values: Scorecard, whole: Evidence, drawn: Sequence[Evidence], instrument: str) -> str:
    """A sentence for a population within the distance between two samples of people; empty for others.

    The limits of a human-like population are those of people of the same sample; people of another study can miss them,
    too. A population is no farther away than they are if no number is shown to be: the 90 % interval of each ratio
    reaches theirs.

    Parameters
    ----------
    values : the population's numbers
    whole, drawn : what its signature is read from, and the same of its draws
    instrument : id of what was answered
    """
    known = other_people(instrument)
    if known is None or not _within(values, whole, drawn, known):
        return ""
    return f"it lies no farther from the reference than another sample of people does ({known.source})"


def _within(values: Scorecard, whole: Evidence, drawn: Sequence[Evidence], known: OtherPeople) -> bool:
    if values.items is None:
        return False
    for name, least in known.ratios.items():
        ratio = whole.relative.get(name)
        if ratio is None or ratio + reach(name, drawn) < least:
            return False
    (low, high), error = known.sd_ratio, reach("sd_ratio", drawn)
    wide = whole.sd_ratio is not None and low - error <= whole.sd_ratio <= high + error
    distance, separability = values.items.marginal_distance, values.spread.separability
    near = distance is not None and distance <= known.marginal_distance
    return wide and near and separability is not None and separability <= known.separability
