"""Figures as files, PNG, SVG and PDF, drawn by matplotlib. Nothing else of the package needs it."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from persona_collapse.errors import InputError
from persona_collapse.report.courses import Courses
from persona_collapse.report.dots import DotRow, Dots
from persona_collapse.report.drawing.dots import dot_axis, tick_text
from persona_collapse.report.drawing.palette import LIGHT
from persona_collapse.report.figures import Bars, Cloud, Figure, Histograms, Map, Mark, Scale, Scales
from persona_collapse.report.section import Section
from persona_collapse.results.percent import percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

ENDINGS = ("png", "svg", "pdf")

WIDTH = 5.4
"""Inches."""

DOTS = 200
"""Per inch, of a PNG."""

MARKERS = {"population": "o", "people": "D", "known": "s", "paper": "^"}

DOTTED = {
    "before": ("s", LIGHT["known"], "none"),
    "chance": ("o", LIGHT["ink"], "none"),
    "now": ("o", LIGHT["population"], LIGHT["population"]),
    "people": ("D", LIGHT["people"], LIGHT["people"]),
}
"""Kind of a point on a line -> its shape, its edge and its face."""

STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9,
    "text.parse_math": False,
    "text.color": LIGHT["ink"],
    "axes.edgecolor": LIGHT["muted"],
    "axes.labelcolor": LIGHT["ink"],
    "xtick.color": LIGHT["muted"],
    "ytick.color": LIGHT["muted"],
    "grid.color": LIGHT["grid"],
    "grid.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "legend.frameon": False,
}


def write_figures(sections: Iterable[Section], folder: Path) -> list[Path]:
    """Write every figure of a report as PNG, SVG and PDF, named after its section and its title.

    Parameters
    ----------
    sections : of a report
    folder : made where it is not there

    Returns
    -------
    The files, three per figure.

    Raises
    ------
    InputError : matplotlib is not installed, or the folder cannot be written.
    """
    written: list[Path] = []
    for one in sections:
        for figure in one.figures:
            canvas = canvas_of(figure)
            for ending in ENDINGS:
                path = folder / f"{_slug(f'{one.id} {figure.title}')}.{ending}"
                try:
                    folder.mkdir(parents=True, exist_ok=True)
                    canvas.savefig(path, dpi=DOTS, bbox_inches="tight")
                except OSError as error:
                    raise InputError(f"cannot write {path}: {error}; choose another folder") from None
                written.append(path)
    return written


def canvas_of(figure: Figure) -> "Canvas":
    """A figure as matplotlib has it.

    Raises
    ------
    InputError : matplotlib is not installed.
    """
    with in_style():
        return _DRAWN[type(figure)](figure)


@contextmanager
def in_style() -> Iterator[None]:
    """Figures that are drawn inside look alike.

    Raises
    ------
    InputError : matplotlib is not installed.
    """
    try:
        import matplotlib
    except ImportError:
        raise InputError(
            "figures as files need matplotlib, which is not installed; "
            'install it with pip install "persona-collapse[figures]"'
        ) from None
    with matplotlib.rc_context(STYLE):
        yield


def _slug(words: str) -> str:
    """A name for a file.

    >>> _slug("maps Coverage and complexity")
    'maps-coverage-and-complexity'
    """
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def _canvas(height: float) -> tuple["Canvas", Any]:
    from matplotlib.figure import Figure as Canvas

    canvas = Canvas(figsize=(WIDTH, height))
    return canvas, canvas.subplots()


def _map(figure: Map) -> "Canvas":
    canvas, axes = _canvas(4.4)
    axes.grid(True)
    middle = (min(one.x for one in figure.marks) + max(one.x for one in figure.marks)) / 2
    for group in ("paper", "known", "people", "population"):
        for mark in (one for one in figure.marks if one.group == group):
            name = str(figure.numbered.index(mark.label) + 1) if group == "paper" else mark.label
            _mark(axes, mark, name, to_the_left=mark.x > middle)
    measured = [one for one in figure.marks if one.group == "population"]
    if figure.path:
        for here, there in pairwise(measured):
            arrow = {"arrowstyle": "->", "color": LIGHT["population"], "shrinkA": 6, "shrinkB": 6}
            axes.annotate("", (there.x, there.y), (here.x, here.y), arrowprops=arrow)
    if figure.ceiling is not None:
        axes.axvline(figure.ceiling, color=LIGHT["muted"], linewidth=0.8, linestyle=":")
        axes.text(figure.ceiling, 0.99, "ceiling ", ha="right", va="top", size=7, transform=axes.get_xaxis_transform())
    axes.set(xlabel=figure.x_name, ylabel=figure.y_name)
    axes.margins(0.12)
    _legend(canvas, axes, figure)
    return canvas


def _mark(axes: Any, mark: Mark, name: str, *, to_the_left: bool) -> None:
    colour, measured = LIGHT[mark.group], mark.group == "population"
    if mark.x_ends:
        axes.plot(mark.x_ends, (mark.y, mark.y), color=colour, linewidth=1.2)
    if mark.y_ends:
        axes.plot((mark.x, mark.x), mark.y_ends, color=colour, linewidth=1.2)
    face = colour if mark.group in ("population", "people") else "none"
    axes.plot(mark.x, mark.y, MARKERS[mark.group], markersize=8 if measured else 5, markeredgecolor=colour, color=face)
    axes.annotate(
        name,
        (mark.x, mark.y),
        (-6 if to_the_left and not name.isdecimal() else 5, 4),
        textcoords="offset points",
        ha="right" if to_the_left and not name.isdecimal() else "left",
        size=9 if measured else 7,
        color=LIGHT["ink"] if measured else LIGHT["muted"],
        weight="bold" if measured else "normal",
    )


def _legend(canvas: "Canvas", axes: Any, figure: Map) -> None:
    for group, name in figure.legend.items():
        face = LIGHT[group] if group in ("population", "people") else "none"
        axes.plot([], [], MARKERS[group], color=face, markeredgecolor=LIGHT[group], label=name)
    canvas.legend(loc="outside lower center", ncols=2, fontsize=7.5)
    canvas.subplots_adjust(bottom=0.22)
    if figure.key:
        axes.set_title(figure.key, fontsize=5, color=LIGHT["muted"], wrap=True)


def _cloud(figure: Cloud) -> "Canvas":
    canvas, axes = _canvas(4.4)
    for name, role, marker in (("people", "people", "x"), ("personas", "population", "o")):
        points = getattr(figure.projection, name)
        if points:
            x, y = zip(*points, strict=True)
            axes.plot(
                x,
                y,
                marker,
                color=LIGHT[role],
                alpha=0.55,
                markersize=3.2,
                markeredgewidth=0.7 if marker == "x" else 0,
                linestyle="none",
                label=f"{name} ({len(points)} shown)",
            )
    explained = figure.projection.explained
    named = [f"axis {place + 1}" + ("" if explained is None else f" ({percent(explained[place])})") for place in (0, 1)]
    axes.set(xlabel=named[0], ylabel=named[1])
    canvas.legend(loc="outside lower center", ncols=2, fontsize=7.5)
    canvas.subplots_adjust(bottom=0.2)
    return canvas


def _histograms(figure: Histograms) -> "Canvas":
    canvas, axes = _canvas(1.9)
    edges = figure.scores.edges
    roles = {"people": "people", "personas": "population", "High": "high", "Neutral": "neutral", "Low": "low"}
    for name, shares in figure.curves.items():
        people = name == "people"
        axes.stairs(
            shares,
            edges,
            fill=people,
            color=LIGHT[roles[name]],
            alpha=0.35 if people else 1,
            linewidth=1.5,
            label=figure.curve_name(name),
        )
    axes.set(xlabel=f"{figure.title}, mean answer", ylabel="share", xlim=(edges[0], edges[-1]))
    axes.legend(fontsize=7.5, loc="center left", bbox_to_anchor=(1, 0.5))
    return canvas


def _bars(figure: Bars) -> "Canvas":
    from matplotlib.ticker import PercentFormatter

    canvas, axes = _canvas(0.6 + 0.32 * len(figure.bars))
    names = [one.name for one in figure.bars]
    axes.barh(names, [one.share for one in figure.bars], color=LIGHT["population"], height=0.6)
    chances = [(place, one.chance) for place, one in enumerate(figure.bars) if one.chance is not None]
    for place, chance in chances:
        axes.plot((chance, chance), (place - 0.42, place + 0.42), color=LIGHT["ink"], linewidth=1.6)
    axes.invert_yaxis()
    axes.xaxis.set_major_formatter(PercentFormatter(1))
    axes.grid(True, axis="x")
    axes.set_xlabel(f"{figure.axis}; the line is {figure.line}" if chances else figure.axis, fontsize=8)
    return canvas


def _scales(figure: Scales) -> "Canvas":
    headings = [name for name, _ in figure.grouped if name]
    canvas, axes = _canvas(0.9 + 0.32 * (len(figure.scales) + len(headings)))
    low, high = figure.ends
    places, names, place = [], [], 0
    for name, some in figure.grouped:
        if name:
            axes.text(0.0, place, name, va="center", size=8.5, weight="bold", transform=axes.get_yaxis_transform())
            place += 1
        for one in some:
            _scale(axes, one, place, figure.ends)
            places.append(place)
            names.append(one.label)
            place += 1
    for at, style, said in ((0.0, ":", figure.floor), (1.0, "-", figure.ceiling)):
        axes.axvline(at, color=LIGHT["people"], linewidth=1.4, linestyle=style, zorder=0)
        words = f"{said[0]}\n({said[1]})"
        axes.text(at, 1.01, words, ha="center", va="bottom", size=7.5, transform=axes.get_xaxis_transform())
    axes.set(xlim=(low - 0.05, high + 0.05), ylim=(place - 0.4, -0.6), xticks=[])
    axes.set_yticks(places, names)
    return canvas


def _scale(axes: Any, one: Scale, place: int, ends: tuple[float, float]) -> None:
    """A row: interval, people where they are no end of the line, the value, and what it is in words."""
    low, high = ends
    if one.low is not None and one.high is not None:
        reach = [min(max(end, low), high) for end in (one.low, one.high)]
        axes.plot(reach, (place, place), color=LIGHT["population"], linewidth=3, alpha=0.5)
    if one.people is not None:
        axes.plot(min(max(one.people, low), high), place, "D", color=LIGHT["people"], markersize=5)
    marker = ">" if one.at > high else "<" if one.at < low else "o"
    axes.plot(min(max(one.at, low), high), place, marker, color=LIGHT["population"], markersize=7)
    axes.text(1.01, place, one.said, va="center", size=7.5, transform=axes.get_yaxis_transform())


def _courses(figure: Courses) -> "Canvas":
    canvas, axes = _canvas(0.9 + 0.3 * figure.steps)
    for one in sorted(figure.courses, key=lambda one: one.changes):
        known = [(column, place) for column, place in enumerate(one.places) if place is not None]
        if not known:
            continue
        colour, width = (LIGHT["known"], 2.2) if one.changes else (LIGHT["muted"], 1.0)
        axes.plot(*zip(*known, strict=True), "o-", color=colour, linewidth=width, markersize=6)
        (column, place), name = known[-1], f"  {one.label} {one.values[known[-1][0]]}"
        axes.text(column, place, name, va="center", size=7.5, color=LIGHT["ink"])
    axes.set_xticks(range(len(figure.domains)), figure.domains)
    axes.set(xlim=(-0.2, len(figure.domains) - 0.8), ylim=(figure.steps + 0.5, 0.5))
    axes.set_yticks(range(1, figure.steps + 1))
    axes.set_ylabel("place by value")
    return canvas


def _dots(figure: Dots) -> "Canvas":
    headings = [name for name, _ in figure.grouped if name]
    canvas, axes = _canvas(1.2 + 0.3 * (len(figure.rows) + len(headings)))
    line, place, places = dot_axis(figure), 0, []
    for name, some in figure.grouped:
        if name:
            axes.text(0.0, place, name, va="center", size=8.5, weight="bold", transform=axes.get_yaxis_transform())
            place += 1
        for one in some:
            _dot_row(axes, one, place, (line.low, line.high))
            places.append(place)
            place += 1
    for number, (at, name) in enumerate(figure.rules):
        axes.axvline(
            at, color=LIGHT["people"], linewidth=1.4, linestyle=":" if number == 0 else "-", zorder=0, label=name
        )
    for kind in figure.kinds:
        marker, colour, face = DOTTED[kind]
        axes.plot([], [], marker, markeredgecolor=colour, color=face, label=figure.names[kind])
    axes.set(xlim=(line.low, line.high), ylim=(place - 0.4, -0.6), xlabel=figure.axis)
    axes.set_yticks(places, [one.label for one in figure.rows])
    axes.set_xticks(
        line.ticks if figure.numbered else [], [tick_text(figure, one) for one in line.ticks] if figure.numbered else []
    )
    axes.grid(True, axis="x")
    axes.legend(fontsize=7.5, loc="upper center", bbox_to_anchor=(0.5, -0.55 / (0.3 * max(place, 1) + 0.4)), ncols=2)
    return canvas


def _dot_row(axes: Any, one: DotRow, place: int, ends: tuple[float, float]) -> None:
    """A row: intervals, points, and what it is in words."""
    low, high = ends

    def within(at: float) -> float:
        return min(max(at, low), high)

    for each in one.dots:
        marker, colour, face = DOTTED[each.kind]
        if each.low is not None and each.high is not None:
            wide = 3 if each.kind == "now" else 1.5
            axes.plot((within(each.low), within(each.high)), (place, place), color=colour, linewidth=wide, alpha=0.5)
        marker = ">" if each.at > high else "<" if each.at < low else marker
        axes.plot(within(each.at), place, marker, markeredgecolor=colour, color=face, markersize=6)
    axes.text(1.01, place, one.value, va="center", size=7.5, transform=axes.get_yaxis_transform())


_DRAWN: dict[type, Callable[[Any], "Canvas"]] = {
    Map: _map,
    Cloud: _cloud,
    Histograms: _histograms,
    Bars: _bars,
    Scales: _scales,
    Courses: _courses,
    Dots: _dots,
}
