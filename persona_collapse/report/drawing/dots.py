"""Points on lines as HTML: a row each, everything at percentages of the line, so that letters keep their size."""

from html import escape

from persona_collapse.report.dots import Dot, DotRow, Dots
from persona_collapse.report.drawing.axes import Axis, axis, ticks

SHAPES = {"before": "square", "chance": "ring", "now": "dot", "people": "diamond"}
"""Kind of a point -> its shape, which differs from the others without colour."""

FEW = 2
"""Numbers of the axis, about: a line may be as short as six of them."""


def dots_html(figure: Dots) -> str:
    """All rows, the numbers of the axis, then what the points are.

    Parameters
    ----------
    figure : at least one row
    """
    line = dot_axis(figure)
    rows = ""
    for name, some in figure.grouped:
        rows += f'<li class="scale-group">{escape(name)}</li>' if name else ""
        rows += "".join(_row(one, figure, line) for one in some)
    rows += _numbers(figure, line) if figure.numbered else ""
    entries = [(SHAPES[kind], figure.names[kind]) for kind in figure.kinds]
    entries += [(f"rule {'floor' if place == 0 else ''}", name) for place, (_, name) in enumerate(figure.rules)]
    legend = "".join(f'<li><span class="{shape.strip()}"></span>{escape(name)}</li>' for shape, name in entries)
    note = f'<p class="note">{escape(figure.axis)}</p>' if figure.axis else ""
    return f'<ul class="scales spread">{rows}</ul>{note}<ul class="legend">{legend}</ul>'


def dot_axis(figure: Dots) -> Axis:
    """The axis of all rows: its ends where they are given, else with room around everything that is on it."""
    if figure.ends is None:
        found = axis("", figure.reach)
        return Axis("", found.low, found.high, ticks(found.low, found.high, FEW))
    low, high = figure.ends
    return Axis("", low, high, ticks(low, high, FEW))


def tick_text(figure: Dots, at: float) -> str:
    """A number of the axis as printed.

    >>> tick_text(Dots("", "", (), percent=True), 0.25), tick_text(Dots("", "", ()), 0.25)
    ('25 %', '0.25')
    """
    return f"{100 * at:g} %" if figure.percent else f"{at:g}"


def _row(one: DotRow, figure: Dots, line: Axis) -> str:
    rules = "".join(
        f'<span class="rule{" floor" if place == 0 else ""}" style="left:{line.at(at)}%"></span>'
        for place, (at, _) in enumerate(figure.rules)
    )
    beside = f' <span class="ends">{escape(one.beside)}</span>' if one.beside else ""
    return (
        f'<li><span class="scale-name">{escape(one.label)}</span><span class="line" aria-hidden="true">{rules}'
        f"{_way(one, line)}{''.join(_point(each, line) for each in one.dots)}</span>"
        f'<span class="scale-said">{escape(one.value)}{beside}<span class="unseen">; {escape(figure.words(one))}</span></span></li>'
    )


def _way(one: DotRow, line: Axis) -> str:
    """From what was before, or is by chance, to what is now."""
    places = {each.kind: line.at(each.at) for each in one.dots}
    begin = places.get("before", places.get("chance"))
    if begin is None or "now" not in places:
        return ""
    left, right = sorted((begin, places["now"]))
    return f'<span class="way" style="left:{left}%;width:{round(right - left, 2)}%"></span>'


def _point(one: Dot, line: Axis) -> str:
    within = ""
    if one.low is not None and one.high is not None:
        left, right = line.at(one.low), line.at(one.high)
        kind = "" if one.kind == "now" else f" of-{one.kind}"
        within = f'<span class="within{kind}" style="left:{left}%;width:{round(right - left, 2)}%"></span>'
    beyond = " over" if one.at > line.high else " under" if one.at < line.low else ""
    return f'{within}<span class="{SHAPES[one.kind]}{beyond}" style="left:{line.at(one.at)}%"></span>'


def _numbers(figure: Dots, line: Axis) -> str:
    said = "".join(
        f'<span class="tick" style="left:{line.at(one)}%">{escape(tick_text(figure, one))}</span>' for one in line.ticks
    )
    return f'<li class="scale-axis" aria-hidden="true"><span></span><span class="axis">{said}</span><span></span></li>'
