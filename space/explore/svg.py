"""The report's figures as the page draws them: HTML and inline SVG, light or dark as the page is, every mark a button.

Nothing here uses matplotlib, whose settings belong to the whole process: the page draws for several visitors at once.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any, TypeAlias

from persona_collapse.report.figures import Bar, Bars, Cloud, Ends, Figure, Histograms, Map, Mark
from persona_collapse.report.table import number
from space.explore.mark_names import DESK, PHONE, beside

ON_CLICK = """
element.addEventListener('click', (event) => {
  const mark = event.target.closest('[data-mark]');
  if (mark) trigger('select', {index: Number(mark.dataset.place), value: mark.dataset.mark});
});
"""
"""What a `gr.HTML` with a map needs as `js_on_load`: a mark that is clicked, or entered by key, is a select event."""

NOTHING = "There is nothing to draw here: no number of this kind is known."
ROOM = 0.07
"""Of an axis, free on each side of what stands on it."""

Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True)
class Axis:
    """A direction of a plot: its name, its ends, and where it carries numbers."""

    name: str
    low: float
    high: float
    ticks: tuple[float, ...] = ()

    def at(self, value: float) -> float:
        """Where a value stands, in percent of the axis; what lies beyond an end stands at the end.

        >>> Axis("coverage", 0.0, 2.0).at(0.5)
        25.0
        """
        return round(100 * min(max((value - self.low) / (self.high - self.low), 0.0), 1.0), 2)


def axis(name: str, values: Sequence[float], room: float = ROOM) -> Axis:
    """An axis that holds all values, with some room on each side; one value alone stands in its middle.

    >>> axis("d", [0.0, 10.0], room=0.1).ticks
    (0.0, 2.0, 4.0, 6.0, 8.0, 10.0)
    """
    low, high = min(values), max(values)
    free = room * (high - low) if high > low else 0.5
    return Axis(name, low - free, high + free, ticks(low - free, high + free))


def ticks(low: float, high: float, about: int = 5) -> tuple[float, ...]:
    """Round numbers between two ends, steps of 1, 2 or 5 times a power of ten, `about` of them.

    >>> ticks(0.03, 1.02)
    (0.2, 0.4, 0.6, 0.8, 1.0)
    """
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = min((power * factor for factor in (1, 2, 5, 10)), key=lambda one: abs(one - rough))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple(round(number * step, 10) + 0.0 for number in range(first, last + 1))


def drawn(figure: Figure | None, chosen: str = "") -> str:
    """A figure with its title and its words, as HTML; a sentence where there is nothing to draw.

    Parameters
    ----------
    figure : plain data of `persona_collapse.report.figures`; None says that there is none
    chosen : label of the mark of a map that is picked out
    """
    if figure is None or _is_empty(figure):
        return f'<p class="pc-nothing">{NOTHING}</p>'
    picture = _map(figure, chosen) if isinstance(figure, Map) else _DRAWN[type(figure)](figure)
    return (
        f'<figure class="pc-figure"><figcaption>{escape(figure.title)}</figcaption>{picture}'
        f"<details><summary>In words</summary><p>{escape(figure.alternative)}</p></details></figure>"
    )


def side_by_side(some: Sequence[Figure]) -> str:
    """Several figures, as many in a row as there is room for."""
    return f'<div class="pc-figures">{"".join(map(drawn, some))}</div>' if some else drawn(None)


def _is_empty(figure: Figure) -> bool:
    if isinstance(figure, Map):
        return not figure.marks
    if isinstance(figure, Bars):
        return not figure.bars
    if isinstance(figure, Cloud):
        return not (figure.projection.people or figure.projection.personas)
    return not figure.curves


def _frame(x: Axis, y: Axis, lines: str, inside: str, role: str) -> str:
    """A plot: grid and lines stretched to its box, numbers along its sides, and what stands in it at percentages."""
    grid = "".join(f'<path class="grid" d="M{x.at(one)} 0V100"/>' for one in x.ticks)
    grid += "".join(f'<path class="grid" d="M0 {_down(y, one)}H100"/>' for one in y.ticks)
    up = "".join(f'<span class="tick y" style="bottom:{y.at(one)}%">{one:g}</span>' for one in y.ticks)
    along = "".join(f'<span class="tick x" style="left:{x.at(one)}%">{one:g}</span>' for one in x.ticks)
    return (
        f'<div class="axis-name" aria-hidden="true">{escape(y.name)}</div><div class="plot" {role}>'
        f'<svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true" focusable="false">{grid}{lines}</svg>'
        f'<div aria-hidden="true">{up}{along}</div>{inside}</div>'
        f'<div class="axis-name x" aria-hidden="true">{escape(x.name)}</div>'
    )


def _down(y: Axis, value: float) -> float:
    """Where a value stands in an SVG, whose numbers grow downwards."""
    return round(100 - y.at(value), 2)


def _picture(alternative: str) -> str:
    """The role of a plot that is looked at, not operated."""
    return f'role="img" aria-label="{escape(alternative)}"'


def _map(figure: Map, chosen: str) -> str:
    across = [one.x for one in figure.marks] + ([] if figure.ceiling is None else [figure.ceiling])
    x, y = axis(figure.x_name, across), axis(figure.y_name, [one.y for one in figure.marks])
    points = [(x.at(one.x), y.at(one.y)) for one in figure.marks]
    names = [_short(figure, one) for one in figure.marks]
    sides = zip(beside(names, points, *PHONE), beside(names, points, *DESK), strict=True)
    buttons = "".join(
        _button(figure, place, points[place], names[place], f"phone-{phone} desk-{desk}", chosen)
        for place, (phone, desk) in enumerate(sides)
    )
    role = f'role="group" aria-label="{escape(figure.title)}"'
    picture = _frame(x, y, _lines(figure, x, y), buttons, role)
    way = [one.label for one in figure.marks if one.group == "population"]
    notes = [figure.key, f"The line leads from {' to '.join(way)}." if figure.path and len(way) > 1 else ""]
    if figure.ceiling is not None:
        notes.append(f"The dotted line is the largest {figure.x_name} there can be.")
    told = "".join(f'<p class="note">{escape(note)}</p>' for note in notes if note)
    entries = [(f'<span class="shape {group}"></span>', name) for group, name in figure.legend.items()]
    return picture + _legend(entries) + told


def _lines(figure: Map, x: Axis, y: Axis) -> str:
    """Intervals, the way from population to population, the ceiling."""
    lines: list[tuple[str, str]] = []
    for one in figure.marks:
        if one.x_ends:
            lines.append((one.group, f"M{x.at(one.x_ends[0])} {_down(y, one.y)}H{x.at(one.x_ends[1])}"))
        if one.y_ends:
            lines.append((one.group, f"M{x.at(one.x)} {_down(y, one.y_ends[0])}V{_down(y, one.y_ends[1])}"))
    if figure.path:
        way = [one for one in figure.marks if one.group == "population"]
        lines += [
            ("way", f"M{x.at(here.x)} {_down(y, here.y)}L{x.at(there.x)} {_down(y, there.y)}")
            for here, there in pairwise(way)
        ]
    if figure.ceiling is not None:
        lines.append(("ceiling", f"M{x.at(figure.ceiling)} 0V100"))
    return "".join(f'<path class="{name}" d="{path}"/>' for name, path in lines)


def _short(figure: Map, mark: Mark) -> str:
    """What stands on the map: a model's number, everybody else's name."""
    return str(figure.numbered.index(mark.label) + 1) if mark.group == "paper" else mark.label


def _button(figure: Map, place: int, at: Point, short: str, sides: str, chosen: str) -> str:
    """A mark: its shape and a short name, and in full what the pointer or the keyboard brings up."""
    one = figure.marks[place]
    inside, outside = (short, "") if one.group == "paper" else ("", escape(short))
    half = "left" if at[0] > 50 else "right"
    return (
        f'<button type="button" class="mark {one.group} {half} {sides}" style="left:{at[0]}%;bottom:{at[1]}%" '
        f'data-place="{place}" data-mark="{escape(one.label)}" aria-pressed="{str(one.label == chosen).lower()}">'
        f'<span class="shape {one.group}">{inside}</span><span class="short" aria-hidden="true">{outside}</span>'
        f'<span class="told">{escape(mark_words(figure, one))}</span></button>'
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
    return "" if ends is None else f" (95 % interval {number(ends[0], digits)} to {number(ends[1], digits)})"


def _legend(entries: Sequence[tuple[str, str]]) -> str:
    told = "".join(f"<li>{sample}{escape(name)}</li>" for sample, name in entries)
    return f'<ul class="legend">{told}</ul>'


def _cloud(figure: Cloud) -> str:
    seen = figure.projection
    points = [*seen.people, *seen.personas]
    shares = ("", "") if seen.explained is None else tuple(f", {one:.0%} of the variance" for one in seen.explained)
    x = axis(f"axis 1{shares[0]}", [one for one, _ in points])
    y = axis(f"axis 2{shares[1]}", [one for _, one in points])
    sides = [(name, some) for name, some in (("people", seen.people), ("personas", seen.personas)) if some]
    dots = "".join(
        f'<path class="dots {name}" d="{"".join(f"M{x.at(a)} {_down(y, b)}h0" for a, b in some)}"/>'
        for name, some in sides
    )
    entries = [(f'<span class="sample {name}"></span>', f"{name} ({len(some)} shown)") for name, some in sides]
    return _frame(x, y, dots, "", _picture(figure.alternative)) + _legend(entries)


def _histograms(figure: Histograms) -> str:
    edges, curves = figure.scores.edges, figure.curves
    x = Axis(f"{figure.title}, mean answer", edges[0], edges[-1], ticks(edges[0], edges[-1]))
    top = 1.05 * max(max(shares) for shares in curves.values())
    y = Axis("share", 0.0, top, ticks(0.0, top, about=3))
    steps = "".join(_steps(name, shares, edges, x, y) for name, shares in curves.items())
    samples = [
        (f'<span class="sample curve {name}"></span>', name if name in ("people", "personas") else f"told {name}")
        for name in curves
    ]
    plot = _frame(x, y, steps, "", _picture(figure.alternative))
    return f'<div class="low">{plot}</div>{_legend(samples)}'


def _steps(name: str, shares: Sequence[float], edges: Sequence[float], x: Axis, y: Axis) -> str:
    """The outline of a histogram."""
    over = "".join(f"V{_down(y, share)}H{x.at(right)}" for share, right in zip(shares, edges[1:], strict=True))
    return f'<path class="curve {name}" d="M{x.at(edges[0])} 100{over}V100"/>'


def _bars(figure: Bars) -> str:
    """Bars of one scale, the largest as wide as there is room."""
    shown = [one.share for one in figure.bars] + [one.chance for one in figure.bars if one.chance is not None]
    scale = Axis("", 0.0, max(shown) if max(shown) > 0 else 1.0)
    lined = any(one.chance is not None for one in figure.bars)
    note = f"{figure.axis}; the line is {figure.line}" if lined else figure.axis
    return (
        f'<ul class="bars">{"".join(_bar(one, figure.line, scale) for one in figure.bars)}</ul>'
        f'<p class="note">{escape(note)}</p>'
    )


def _bar(one: Bar, line: str, scale: Axis) -> str:
    chance, said = "", ""
    if one.chance is not None:
        chance = f'<span class="chance" style="left:{scale.at(one.chance)}%"></span>'
        said = f'<span class="unseen">, {escape(line)} {one.chance:.1%}</span>'
    return (
        f'<li><span class="bar-name">{escape(one.name)}</span><span class="track" aria-hidden="true">'
        f'<span class="fill" style="width:{scale.at(one.share)}%"></span>{chance}</span>'
        f'<span class="bar-share">{one.share:.1%}{said}</span></li>'
    )


_DRAWN: dict[type, Callable[[Any], str]] = {Cloud: _cloud, Histograms: _histograms, Bars: _bars}
