"""Which numbers sit on their noise floor: the same answers, dealt anew among respondents, would score alike."""

from dataclasses import dataclass

from persona_collapse.results import Scorecard

ON_THE_FLOOR = 0.1
"""A number sits on the floor when it has gone less than this share of the way from the floor to held-out people."""

TELLING = 0.1
"""A measure is judged only where floor and people differ by this share of people's value; else it cannot see noise."""

NEAR_THE_FLOOR = 0.92
"""Without people to compare with, an LID of this share of the floor's cannot be told from noise."""

JUDGED = (
    ("coverage", "coverage", "coverage"),
    ("precision", "coverage", "precision"),
    ("recall", "coverage", "recall"),
    ("trait coverage", "coverage", "trait_coverage"),
    ("trait recall", "coverage", "trait_recall"),
    ("LID", "lid", "lid"),
)
"""Name, axis and field of the numbers that random answers could pass for."""


@dataclass(frozen=True)
class Floor:
    """One number between its floor and its ceiling."""

    name: str
    value: float
    people: float
    shuffled: float

    @property
    def way_up(self) -> float:
        """0 at the floor, 1 at held-out people; below 0 under the floor.

        >>> Floor("recall", value=0.5, people=0.9, shuffled=0.1).way_up
        0.5
        """
        return (self.value - self.shuffled) / (self.people - self.shuffled)

    @property
    def sits(self) -> bool:
        """Whether the number cannot be told from noise.

        >>> Floor("LID", value=21.0, people=15.0, shuffled=21.5).sits, Floor("LID", 6.0, 15.0, 22.0).sits
        (True, False)
        """
        telling = abs(self.people - self.shuffled) >= TELLING * abs(self.people)
        return telling and self.way_up < ON_THE_FLOOR

    def sentence(self) -> str:
        """What to think of it, in one line."""
        return (
            f"{self.name} {self.value:.2f} sits on the noise floor: the same answers dealt anew among respondents "
            f"score {self.shuffled:.2f} (people: {self.people:.2f})"
        )


def noise_floor_warnings(values: Scorecard, people: Scorecard | None, shuffled: Scorecard) -> tuple[str, ...]:
    """One sentence for every number that sits on its noise floor.

    Parameters
    ----------
    values : the population's numbers
    people : those of held-out people; None without a reference, when only LID is judged, by its nearness to the floor
    shuffled : those of the population with its answers dealt anew
    """
    if people is None:
        return _without_people(values.lid.lid, shuffled.lid.lid)
    floors = []
    for name, axis, field in JUDGED:
        found = [_number(card, axis, field) for card in (values, people, shuffled)]
        if None not in found:
            floors.append(Floor(name, *(one for one in found if one is not None)))
    return tuple(floor.sentence() for floor in floors if floor.sits)


def _without_people(lid: float | None, shuffled: float | None) -> tuple[str, ...]:
    if lid is None or shuffled is None or shuffled == 0 or lid < NEAR_THE_FLOOR * shuffled:
        return ()
    return (
        f"LID {lid:.2f} sits on the noise floor: the same answers dealt anew among respondents score {shuffled:.2f}; "
        "there is no reference, so nothing else can be judged",
    )


def _number(card: Scorecard, axis: str, field: str) -> float | None:
    record = getattr(card, axis)
    value: float | None = None if record is None else getattr(record, field)
    return value
