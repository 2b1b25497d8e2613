"""Figures drawn by matplotlib as SVG that takes its colours from the page, so that it is light or dark as the page is."""

import re
from collections.abc import Callable
from io import StringIO
from itertools import pairwise
from typing import Any

import matplotlib
from matplotlib.figure import Figure as Canvas

from persona_collapse.report.figures import Bars, Cloud, Figure, Histograms, Map, Mark

WIDTH = 5.4
"""Inches; narrow, so that letters stay readable on a phone."""

ROLES = {
    "ink": "#010101",
    "muted": "#020202",
    "grid": "#030303",
    "page": "#040404",
    "population": "#050505",
    "people": "#060606",
    "known": "#070707",
    "paper": "#080808",
    "high": "#090909",
    "neutral": "#0a0a0a",
    "low": "#0b0b0b",
}
"""Role -> the colour that stands for it in the drawing; the page says what it looks like."""

MARKERS = {"population": "o", "people": "D", "known": "s", "paper": "^"}

STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9,
    "text.parse_math": False,
    "text.color": ROLES["ink"],
    "axes.edgecolor": ROLES["muted"],
    "axes.labelcolor": ROLES["ink"],
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "xtick.color": ROLES["muted"],
    "ytick.color": ROLES["muted"],
    "grid.color": ROLES["grid"],
    "grid.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "legend.frameon": False,
}


def svg(figure: Figure, name: str) -> str:
    """A figure as an SVG element, its colours as CSS variables (`--ink`, `--population`, ...).

    Parameters
    ----------
    figure : what to draw
    name : tells its parts from those of other figures on the page
    """
    with matplotlib.rc_context({**STYLE, "svg.hashsalt": name}):
        canvas = _DRAWN[type(figure)](figure)
        text = StringIO()
        canvas.savefig(text, format="svg", bbox_inches="tight", metadata={"Date": None, "Creator": None})
    drawn = text.getvalue()
    element = drawn[drawn.index("<svg") :]
    element = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", element))
    element = re.sub(r"<metadata>.*?</metadata>", "", element, flags=re.DOTALL)
    for part in set(re.findall(r'id="([^"]+)"', element)):
        element = re.sub(rf'(id="|href="#|url\(#){re.escape(part)}(?=["\)])', rf"\g<1>{name}-{part}", element)
    for role, colour in ROLES.items():
        element = element.replace(colour, f"var(--{role})")
    return element.replace("<svg", '<svg role="img" aria-hidden="true"', 1)


def _map(figure: Map) -> Canvas:
    canvas = Canvas(figsize=(WIDTH, 4.4))
    axes = canvas.subplots()
    axes.grid(True)
    middle = (min(one.x for one in figure.marks) + max(one.x for one in figure.marks)) / 2
    for group in ("paper", "known", "people", "population"):
        for mark in (one for one in figure.marks if one.group == group):
            name = str(figure.numbered.index(mark.label) + 1) if group == "paper" else mark.label
            _mark(axes, mark, name, to_the_left=mark.x > middle)
    measured = [one for one in figure.marks if one.group == "population"]
    if figure.path:
        for here, there in pairwise(measured):
            arrow = {"arrowstyle": "->", "color": ROLES["population"], "shrinkA": 6, "shrinkB": 6}
            axes.annotate("", (there.x, there.y), (here.x, here.y), arrowprops=arrow)
    if figure.ceiling is not None:
        axes.axvline(figure.ceiling, color=ROLES["muted"], linewidth=0.8, linestyle=":")
        axes.text(figure.ceiling, 0.99, "ceiling ", ha="right", va="top", size=7, transform=axes.get_xaxis_transform())
    axes.set(xlabel=figure.x_name, ylabel=figure.y_name)
    axes.margins(0.12)
    _legend(canvas, axes, figure)
    return canvas


def _mark(axes: Any, mark: Mark, name: str, *, to_the_left: bool) -> None:
    colour, measured = ROLES[mark.group], mark.group == "population"
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
        color=ROLES["ink"] if measured else ROLES["muted"],
        weight="bold" if measured else "normal",
    )


def _legend(canvas: Canvas, axes: Any, figure: Map) -> None:
    for group, name in figure.legend.items():
        face = ROLES[group] if group in ("population", "people") else "none"
        axes.plot([], [], MARKERS[group], color=face, markeredgecolor=ROLES[group], label=name)
    canvas.legend(loc="outside lower center", ncols=2, fontsize=7.5)
    canvas.subplots_adjust(bottom=0.22)


def _cloud(figure: Cloud) -> Canvas:
    canvas = Canvas(figsize=(WIDTH, 4.4))
    axes = canvas.subplots()
    for name, role, marker in (("people", "people", "x"), ("personas", "population", "o")):
        points = getattr(figure.projection, name)
        if points:
            x, y = zip(*points, strict=True)
            axes.plot(
                x,
                y,
                marker,
                color=ROLES[role],
                alpha=0.55,
                markersize=3.2,
                markeredgewidth=0.7 if marker == "x" else 0,
                linestyle="none",
                label=f"{name} ({len(points)} shown)",
            )
    explained = figure.projection.explained
    named = [f"axis {place + 1}" + ("" if explained is None else f" ({explained[place]:.0%})") for place in (0, 1)]
    axes.set(xlabel=named[0], ylabel=named[1])
    canvas.legend(loc="outside lower center", ncols=2, fontsize=7.5)
    canvas.subplots_adjust(bottom=0.2)
    return canvas


def _histograms(figure: Histograms) -> Canvas:
    canvas = Canvas(figsize=(WIDTH, 1.9))
    axes = canvas.subplots()
    edges = figure.scores.edges
    roles = {"people": "people", "personas": "population", "High": "high", "Neutral": "neutral", "Low": "low"}
    for name, shares in figure.curves.items():
        colour = ROLES[roles[name]]
        people = name == "people"
        axes.stairs(
            shares,
            edges,
            fill=people,
            color=colour,
            alpha=0.35 if people else 1,
            linewidth=1.5,
            label=name if people or name == "personas" else f"told {name}",
        )
    axes.set(xlabel=f"{figure.title}, mean answer", ylabel="share", xlim=(edges[0], edges[-1]))
    axes.legend(fontsize=7.5, loc="center left", bbox_to_anchor=(1, 0.5))
    return canvas


def _bars(figure: Bars) -> Canvas:
    canvas = Canvas(figsize=(WIDTH, 0.6 + 0.32 * len(figure.bars)))
    axes = canvas.subplots()
    names = [one.name for one in figure.bars]
    axes.barh(names, [one.share for one in figure.bars], color=ROLES["population"], height=0.6)
    chances = [(place, one.chance) for place, one in enumerate(figure.bars) if one.chance is not None]
    for place, chance in chances:
        axes.plot((chance, chance), (place - 0.42, place + 0.42), color=ROLES["ink"], linewidth=1.6)
    axes.invert_yaxis()
    axes.xaxis.set_major_formatter(matplotlib.ticker.PercentFormatter(1))
    axes.grid(True, axis="x")
    axes.set_xlabel(f"{figure.axis}; the line is {figure.line}" if chances else figure.axis, fontsize=8)
    return canvas


_DRAWN: dict[type, Callable[[Any], Canvas]] = {Map: _map, Cloud: _cloud, Histograms: _histograms, Bars: _bars}
