"""Places of names beside the marks of a map, so that none covers another or a mark."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

PHONE, DESK, WIDE = (240.0, 180.0), (370.0, 277.0), (560.0, 420.0)
"""Pixels of the narrowest plot of each kind, across and down: on a phone, next to another one, alone."""

LETTER, LINE = 6.4, 13.0
"""Pixels of a letter and of a line of text."""

MARK = 8.0
"""Pixels from the middle of a mark to its edge."""

SIDES = ("ne", "nw", "se", "sw")
NOWHERE = "none"


class Box(NamedTuple):
    """A rectangle in pixels from the lower left."""

    left: float
    right: float
    bottom: float
    top: float

    def meets(self, other: "Box") -> bool:
        """Whether two rectangles share some room."""
        across = self.left < other.right and other.left < self.right
        return across and self.bottom < other.top and other.bottom < self.top


def beside(names: Sequence[str], points: Sequence[tuple[float, float]], width: float, height: float) -> list[str]:
    """The corner of each mark that its name is at, the first ones first; "none" where there is no room.

    Parameters
    ----------
    names : of the marks; a number is inside its mark and needs no room
    points : where the marks are, in percent across and up
    width, height : pixels of the plot

    The second mark is where the first one's name would begin, so that name goes below it:

    >>> beside(["clones", "people"], [(10, 50), (30, 54)], 250, 190)
    ['se', 'ne']
    """
    places = [(width * across / 100, height * up / 100) for across, up in points]
    taken = [Box(x - MARK, x + MARK, y - MARK, y + MARK) for x, y in places]
    found = []
    for name, place in zip(names, places, strict=True):
        side, box = NOWHERE, None
        if not name.isdecimal():
            side, box = next(_free(name, place, taken, width), (NOWHERE, None))
        taken += [] if box is None else [box]
        found.append(side)
    return found


def _free(name: str, place: tuple[float, float], taken: Sequence[Box], width: float) -> Iterator[tuple[str, Box]]:
    """The corners of a mark at which there is room for its name."""
    for side in SIDES:
        box = _at(side, place, LETTER * len(name))
        if box.left >= 0 and box.right <= width + MARK and not any(box.meets(other) for other in taken):
            yield side, box


def _at(side: str, place: tuple[float, float], length: float) -> Box:
    x, y = place
    left = x + MARK if side.endswith("e") else x - MARK - length
    bottom = y + 1 if side.startswith("n") else y - 1 - LINE
    return Box(left, left + length, bottom, bottom + LINE)
