"""The marks of a map: a shape with a short name, and its numbers in words. On a page that answers, marks are buttons."""

from html import escape

from persona_collapse.report.drawing.axes import Axis
from persona_collapse.report.drawing.mark_names import DESK, NOWHERE, PHONE, WIDE, beside
from persona_collapse.report.figures import Ends, Map, Mark
from persona_collapse.report.printed import between, number

PLOTS = {"phone": PHONE, "desk": DESK, "wide": WIDE}
"""Widths of a plot, as the style sheet calls them."""


def marks_html(figure: Map, x: Axis, y: Axis, *, buttons: bool = False, chosen: str = "") -> str:
    """All marks of a map, each at its place.

    Parameters
    ----------
    figure, x, y : the map and its axes
    buttons : whether a mark can be chosen, by pointer and by key
    chosen : label of the mark that is chosen
    """
    found = []
    named = [[f"{screen}-{side}" for side in sides(figure, x, y, *plot)] for screen, plot in PLOTS.items()]
    for place, (one, *corners) in enumerate(zip(figure.marks, *named, strict=True)):
        left, bottom = x.at(one.x), y.at(one.y)
        half = "left" if left > 50 else "right"
        common = f'class="mark {one.group} {half} {" ".join(corners)}" style="left:{left}%;bottom:{bottom}%"'
        inside = _inside(figure, one)
        if buttons:
            pressed = str(one.label == chosen).lower()
            answers = f'data-place="{place}" data-mark="{escape(one.label)}" aria-pressed="{pressed}"'
            found.append(f'<button type="button" {common} {answers}>{inside}</button>')
        else:
            found.append(f"<span {common}>{inside}</span>")
    return "".join(found)


def sides(figure: Map, x: Axis, y: Axis, width: float, height: float) -> list[str]:
    """The corner of each mark that its name is at, on a plot of some size in pixels; `NOWHERE` where there is no room."""
    points = [(x.at(one.x), y.at(one.y)) for one in figure.marks]
    return beside([_short(figure, one) for one in figure.marks], points, width, height)


def unnamed(figure: Map, x: Axis, y: Axis) -> str:
    """Marks whose names have no room, with their numbers, as notes: one per width of a plot, where there are any."""
    notes = []
    for screen, plot in PLOTS.items():
        places = zip(figure.marks, sides(figure, x, y, *plot), strict=True)
        missing = [one for one, side in places if side == NOWHERE and one.group != "paper"]
        said = "; ".join(f"{one.label} {number(one.x, 2)}, {number(one.y, 1)}" for one in missing)
        if said:
            words = f"No room for a name on the map: {said}."
            notes.append(f'<p class="note {screen}-only">{escape(words)}</p>')
    return "".join(notes)


def _short(figure: Map, mark: Mark) -> str:
    """What is on the map: the number of a model of the paper, the name of anything else."""
    return str(figure.numbered.index(mark.label) + 1) if mark.group == "paper" else mark.label


def _inside(figure: Map, one: Mark) -> str:
    """The shape, the short name, and in full what the pointer or the keyboard brings up."""
    short = _short(figure, one)
    within, outside = (short, "") if one.group == "paper" else ("", escape(short))
    return (
        f'<span class="shape {one.group}">{within}</span><span class="short" aria-hidden="true">{outside}</span>'
        f'<span class="words">{escape(mark_words(figure, one))}</span>'
    )


def mark_words(figure: Map, mark: Mark) -> str:
    """A mark in words: its name and its two numbers, with their intervals.

    >>> mark_words(Map("", "coverage", "LID", ()), Mark("clones", "known", 0.228, 0.0))
    'clones: coverage 0.23, LID 0.0'
    """
    across = f"{figure.x_name} {number(mark.x, 2)}{interval(mark.x_ends, 2)}"
    up = f"{figure.y_name} {number(mark.y, 1)}{interval(mark.y_ends, 1)}"
    return f"{mark.label}: {across}, {up}"


def interval(ends: Ends | None, digits: int) -> str:
    """An interval in brackets; nothing where there is none.

    >>> interval((0.68, 0.742), 2)
    ' (95 % interval 0.68 to 0.74)'
    """
    return "" if ends is None else f" (95 % interval {between(*ends, digits)})"
