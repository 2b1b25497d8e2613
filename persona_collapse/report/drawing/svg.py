"""Figures as HTML and inline SVG: the file of a report and the Space show the same.

A plot is a box: lines are SVG stretched to it, marks and numbers are HTML at percentages, so that letters keep their size
on every screen. A figure takes milliseconds, and nothing here has settings of the whole process, as matplotlib has: the
Space draws for several visitors at once.
"""

from collections.abc import Callable, Sequence
from html import escape
from itertools import pairwise
from typing import Any

from persona_collapse.report.courses import Courses
from persona_collapse.report.dots import Dots
from persona_collapse.report.drawing.axes import Axis, axis, ticks
from persona_collapse.report.drawing.courses import courses_html
from persona_collapse.report.drawing.dots import dots_html
from persona_collapse.report.drawing.marks import marks_html, unnamed
from persona_collapse.report.drawing.scales import scales_html
from persona_collapse.report.figures import Bar, Bars, Cloud, Figure, Histograms, Map, Scales
from persona_collapse.results.percent import percent

NOTHING = "There is nothing to draw here: no number of this kind is known."


def drawn(figure: Figure | None, *, buttons: bool = False, chosen: str = "") -> str:
    """A figure with its title and its words, as HTML; a sentence where there is nothing to draw.

    Parameters
    ----------
    figure : plain data of `persona_collapse.report.figures`; None says that there is none
    buttons : whether the marks of a map are buttons, for a page that answers; a file has none
    chosen : label of the mark of a map that is chosen
    """
    if figure is None or _is_empty(figure):
        return f'<p class="pc-nothing">{NOTHING}</p>'
    picture = _map(figure, buttons, chosen) if isinstance(figure, Map) else _DRAWN[type(figure)](figure)
    return (
        f'<figure class="pc-figure"><figcaption>{escape(figure.title)}</figcaption>{picture}'
        f"<details><summary>In words</summary><p>{escape(figure.alternative)}</p></details></figure>"
    )


def gallery(some: Sequence[Figure]) -> str:
    """Several figures, as many in a row as there is room for."""
    return f'<div class="pc-figures">{"".join(map(drawn, some))}</div>' if some else drawn(None)


def _is_empty(figure: Figure) -> bool:
    if isinstance(figure, Map):
        return not figure.marks
    if isinstance(figure, Bars):
        return not figure.bars
    if isinstance(figure, Scales):
        return not figure.scales
    if isinstance(figure, Courses):
        return not figure.courses
    if isinstance(figure, Dots):
        return not figure.rows
    if isinstance(figure, Cloud):
        return not (figure.projection.people or figure.projection.personas)
    return not figure.curves


def _frame(x: Axis, y: Axis, lines: str, inside: str, role: str) -> str:
    """A plot: grid and lines stretched to its box, numbers along its sides, and what is in it at percentages."""
    grid = "".join(f'<path class="grid" d="M{x.at(one)} 0V100"/>' for one in x.ticks)
    grid += "".join(f'<path class="grid" d="M0 {y.down(one)}H100"/>' for one in y.ticks)
    up = "".join(f'<span class="tick y" style="bottom:{y.at(one)}%">{one:g}</span>' for one in y.ticks)
    along = "".join(f'<span class="tick x" style="left:{x.at(one)}%">{one:g}</span>' for one in x.ticks)
    return (
        f'<div class="axis-name" aria-hidden="true">{escape(y.name)}</div><div class="plot" {role}>'
        f'<svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true" focusable="false">{grid}{lines}</svg>'
        f'<div aria-hidden="true">{up}{along}</div>{inside}</div>'
        f'<div class="axis-name x" aria-hidden="true">{escape(x.name)}</div>'
    )


def _picture(alternative: str) -> str:
    """The role of a plot that is looked at, not operated."""
    return f'role="img" aria-label="{escape(alternative)}"'


def _map(figure: Map, buttons: bool, chosen: str) -> str:
    across = [one.x for one in figure.marks] + ([] if figure.ceiling is None else [figure.ceiling])
    x, y = axis(figure.x_name, across), axis(figure.y_name, [one.y for one in figure.marks])
    inside = marks_html(figure, x, y, buttons=buttons, chosen=chosen)
    role = f'role="group" aria-label="{escape(figure.title)}"' if buttons else _picture(figure.alternative)
    way = [one.label for one in figure.marks if one.group == "population"]
    notes = [figure.key, f"The line leads from {' to '.join(way)}." if figure.path and len(way) > 1 else ""]
    if figure.ceiling is not None:
        notes.append(f"The dotted line is the largest {figure.x_name} there can be.")
    said = "".join(f'<p class="note">{escape(note)}</p>' for note in notes if note)
    entries = [(f'<span class="shape {group}"></span>', name) for group, name in figure.legend.items()]
    return _frame(x, y, _lines(figure, x, y), inside, role) + _legend(entries) + said + unnamed(figure, x, y)


def _lines(figure: Map, x: Axis, y: Axis) -> str:
    """Intervals, the way from population to population, the ceiling."""
    lines: list[tuple[str, str]] = []
    for one in figure.marks:
        if one.x_ends:
            lines.append((one.group, f"M{x.at(one.x_ends[0])} {y.down(one.y)}H{x.at(one.x_ends[1])}"))
        if one.y_ends:
            lines.append((one.group, f"M{x.at(one.x)} {y.down(one.y_ends[0])}V{y.down(one.y_ends[1])}"))
    if figure.path:
        way = [one for one in figure.marks if one.group == "population"]
        lines += [
            ("way", f"M{x.at(here.x)} {y.down(here.y)}L{x.at(there.x)} {y.down(there.y)}")
            for here, there in pairwise(way)
        ]
    if figure.ceiling is not None:
        lines.append(("ceiling", f"M{x.at(figure.ceiling)} 0V100"))
    return "".join(f'<path class="{name}" d="{path}"/>' for name, path in lines)


def _legend(entries: Sequence[tuple[str, str]]) -> str:
    said = "".join(f"<li>{sample}{escape(name)}</li>" for sample, name in entries)
    return f'<ul class="legend">{said}</ul>'


def _cloud(figure: Cloud) -> str:
    seen = figure.projection
    points = [*seen.people, *seen.personas]
    shares = (
        ("", "") if seen.explained is None else tuple(f", {percent(one)} of the variance" for one in seen.explained)
    )
    x = axis(f"axis 1{shares[0]}", [one for one, _ in points])
    y = axis(f"axis 2{shares[1]}", [one for _, one in points])
    sides = [(name, some) for name, some in (("people", seen.people), ("personas", seen.personas)) if some]
    dots = "".join(
        f'<path class="dots {name}" d="{"".join(f"M{x.at(a)} {y.down(b)}h0" for a, b in some)}"/>'
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
    samples = [(f'<span class="sample curve {name}"></span>', figure.curve_name(name)) for name in curves]
    plot = _frame(x, y, steps, "", _picture(figure.alternative))
    return f'<div class="low">{plot}</div>{_legend(samples)}'


def _steps(name: str, shares: Sequence[float], edges: Sequence[float], x: Axis, y: Axis) -> str:
    """The outline of a histogram."""
    over = "".join(f"V{y.down(share)}H{x.at(right)}" for share, right in zip(shares, edges[1:], strict=True))
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
        said = f'<span class="unseen">, {escape(line)} {percent(one.chance, 1)}</span>'
    return (
        f'<li><span class="bar-name">{escape(one.name)}</span><span class="track" aria-hidden="true">'
        f'<span class="fill" style="width:{scale.at(one.share)}%"></span>{chance}</span>'
        f'<span class="bar-share">{percent(one.share, 1)}{said}</span></li>'
    )


_DRAWN: dict[type, Callable[[Any], str]] = {
    Cloud: _cloud,
    Histograms: _histograms,
    Bars: _bars,
    Scales: scales_html,
    Courses: courses_html,
    Dots: dots_html,
}
