"""Response scales: the possible answers and their labels."""

from dataclasses import dataclass

from persona_collapse.errors import InputError

AGREEMENT = (
    "Disagree strongly",
    "Disagree a little",
    "Neither agree nor disagree",
    "Agree a little",
    "Agree strongly",
)
"""The labels of the BFI-44, for the points 1 to 5."""


@dataclass(frozen=True)
class ResponseScale:
    """Whole scale points from `low` to `high` with labels; a point may have an empty one, and all may have none.

    Raises
    ------
    InputError : the ends are in the wrong order, or the number of labels does not match.

    >>> ResponseScale(1, 5).label(4)
    'Agree a little'
    """

    low: int
    high: int
    labels: tuple[str, ...] = AGREEMENT

    def __post_init__(self) -> None:
        if self.low >= self.high:
            raise InputError(
                f"a scale from {self.low} to {self.high} has no points to choose from; give the lower end first"
            )
        if self.labels and len(self.labels) != len(self.points):
            raise InputError(
                f"a scale from {self.low} to {self.high} has {len(self.points)} points and {len(self.labels)} labels; "
                "give one label per point, or labels=()"
            )

    @property
    def points(self) -> range:
        """All scale points, lowest first."""
        return range(self.low, self.high + 1)

    @property
    def printed(self) -> str:
        """Every point with its label, one per line; a point without a label stands alone.

        >>> ResponseScale(1, 3, ("no", "perhaps", "yes")).printed.splitlines()
        ['1 = no', '2 = perhaps', '3 = yes']
        """
        return "\n".join(
            f"{point} = {label}" if (label := self.words_of(point)) else str(point) for point in self.points
        )

    def words_of(self, point: int) -> str:
        """The label of a scale point; empty if it has none.

        >>> ResponseScale(1, 3, ("no", "", "yes")).words_of(2)
        ''
        """
        if point not in self.points:
            raise InputError(f"{point} is not on the scale; give a point from {self.low} to {self.high}")
        return self.labels[point - self.low] if self.labels else ""

    def label(self, point: int) -> str:
        """The label of a scale point, or the point itself if it has none."""
        return self.words_of(point) or str(point)
