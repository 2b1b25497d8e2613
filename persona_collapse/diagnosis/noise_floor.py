"""Which numbers are on their noise floor: the same answers, shuffled among respondents, would score alike."""

from dataclasses import dataclass
from typing import Literal

from persona_collapse.results import Scorecard
from persona_collapse.results.numbers import NUMBERS

ON_THE_FLOOR = 0.1
"""A number sits on the floor when it has gone less than this share of the way from the floor to held-out people."""

TELLING = 0.1
"""A measure is judged only where floor and people differ by this share of people's value; else it cannot see noise."""

NEAR_THE_FLOOR = 0.8
"""Without people to compare with, a participation ratio of this share of the floor's is that of noise."""


@dataclass(frozen=True)
class Floor:
    """One number between its floor and its ceiling."""

    label: str
    value: float
    people: float
    shuffled: float
    noise_lies: Literal["below", "above"]

    @property
    def way_up(self) -> float:
        """0 at the floor, 1 at held-out people; below 0 beyond the floor.

        >>> Floor("recall", value=0.5, people=0.9, shuffled=0.1, noise_lies="below").way_up
        0.5
        """
        return (self.value - self.shuffled) / (self.people - self.shuffled)

    @property
    def sits(self) -> bool:
        """Whether noise would do as well.

        >>> Floor("LID", 21.0, 15.0, 21.5, "above").sits, Floor("LID", 6.0, 15.0, 22.0, "above").sits
        (True, False)
        """
        apart = self.people - self.shuffled if self.noise_lies == "below" else self.shuffled - self.people
        return apart > 0 and apart >= TELLING * self.people and self.way_up < ON_THE_FLOOR

    def sentence(self) -> str:
        """What to think of it, in one line."""
        beyond = self.noise_lies == "below" and self.way_up < -ON_THE_FLOOR
        where = "is below its noise floor, narrower than chance" if beyond else "sits on its noise floor"
        return (
            f"{self.label} {self.value:.2f} {where}: the same answers shuffled among respondents "
            f"score {self.shuffled:.2f} (people: {self.people:.2f})"
        )


def noise_floor_warnings(values: Scorecard, people: Scorecard | None, shuffled: Scorecard) -> tuple[str, ...]:
    """One sentence for every number that noise would reach as well.

    Parameters
    ----------
    values : the population's numbers
    people : those of held-out people; None without a reference, when only the participation ratio is judged, by its nearness
        to the floor
    shuffled : those of the shuffled population
    """
    if people is None:
        return _without_people(values.spread.participation_ratio, shuffled.spread.participation_ratio)
    floors = []
    for one in NUMBERS.values():
        value, ceiling, floor = (one.value(card) for card in (values, people, shuffled))
        if one.noise is not None and value is not None and ceiling is not None and floor is not None:
            floors.append(Floor(one.label, value, ceiling, floor, one.noise))
    return tuple(floor.sentence() for floor in floors if floor.sits)


def _without_people(ratio: float | None, shuffled: float | None) -> tuple[str, ...]:
    if ratio is None or shuffled is None or shuffled == 0 or ratio < NEAR_THE_FLOOR * shuffled:
        return ()
    return (
        f"participation ratio {ratio:.2f} sits on its noise floor: the same answers shuffled among respondents score {shuffled:.2f}; "
        "there is no reference, so nothing else can be judged",
    )
