"""Rows that repeat personas, in numbers and in words."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Repeats:
    """Personas that answered in several rows.

    Attributes
    ----------
    personas : how many there are
    fewest, most : rows of a persona
    column : the column that names them
    """

    personas: int
    fewest: int
    most: int
    column: str

    @classmethod
    def of(cls, names: Iterable[object], column: str) -> Self:
        """The repeats in a column of names.

        >>> Repeats.of(["x", "x", "y"], "persona").printed
        '2 personas, 1 to 2 answers each'
        """
        rows = Counter(map(str, names)).values()
        return cls(len(rows), min(rows), max(rows), column)

    @property
    def printed(self) -> str:
        """Personas and rows in words."""
        each = f"{self.fewest}" if self.fewest == self.most else f"{self.fewest} to {self.most}"
        return f"{self.personas} persona{'s' if self.personas > 1 else ''}, {each} answers each"
