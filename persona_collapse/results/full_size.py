"""Numbers of a whole population at the size it has, which depend on that size."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FullSize:
    """What a population reaches with all its personas at once; it grows with their number, so compare it at equal size only.

    Attributes
    ----------
    personas : complete ones, all of them
    people : complete ones of the reference; None without a reference, or where the population is the reference
    coverage : share of people, 0..1, who have at least one persona as near as their fifth nearest other person; None
        without people
    trait_coverage : the same in trait scores; None without people or traits
    lid : local intrinsic dimensionality, the median over those asked, whose neighbours are sought among all; None where it
        is undefined
    lid_low, lid_high : 95 % interval of the median of all, by the order statistics of those asked; None where all were
    asked : of how many the dimensionality was estimated
    """

    personas: int
    people: int | None
    coverage: float | None
    trait_coverage: float | None
    lid: float | None
    lid_low: float | None
    lid_high: float | None
    asked: int
