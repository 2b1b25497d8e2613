"""The record of a population whose answers are re-read: as people would have marked them."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class ReRead:
    """Geometry of the answers mapped to people's distribution, item by item: what the use of the scale does not explain.

    Attributes
    ----------
    coverage, precision, recall, trait_coverage, trait_recall, lid : as in `CoverageAxis` and `LIDAxis`
    crowding : share of personas nearer to their neighbours than people are, as in `SpreadAxis`
    relative : each of them but crowding as a share of people's with the same use of the scale: of one half of people, mapped
        to the population's distribution and back, beside the other half; None where one of the two is undefined
    kept : what these people keep of held-out people's
    people_crowding : crowding of these people
    changed : share of the answers that another scale point replaces
    draws : over which they are means
    """

    coverage: float | None = None
    precision: float | None = None
    recall: float | None = None
    trait_coverage: float | None = None
    trait_recall: float | None = None
    lid: float | None = None
    crowding: float | None = None
    relative: dict[str, float | None] = field(default_factory=dict)
    kept: dict[str, float | None] = field(default_factory=dict)
    people_crowding: float | None = None
    changed: float | None = None
    draws: int
