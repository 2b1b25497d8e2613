"""A diagnosis as a matplotlib figure: each number with its interval on a line from the noise floor to people."""

import sys
from typing import TYPE_CHECKING, Any

from persona_collapse.errors import InputError
from persona_collapse.report.line import Line
from persona_collapse.report.printed import number
from persona_collapse.report.rows import Row, rows
from persona_collapse.results import Diagnosis

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH, ROW_HEIGHT, FRAME_HEIGHT = 6.4, 0.27, 1.5
"""Inches."""

COLOUR, MUTED = "#0b62b5", "#5b6470"


def show(diagnosis: Diagnosis) -> "Figure":
    """The numbers with an interval, one under another; all numbers where none has an interval, as from `measure`.

    Parameters
    ----------
    diagnosis : what to draw

    Raises
    ------
    InputError : matplotlib is not installed, or no number has an interval or people and a shuffled population.
    """
    lines = [(row, row.line) for row in rows(diagnosis)]
    placed = [(row, line) for row, line in lines if line is not None]
    drawn = [(row, line) for row, line in placed if row.low is not None] or placed
    if not drawn:
        raise InputError(
            f"{diagnosis.population.source}: no number has an interval, or people and noise to draw it between"
        )
    figure = _figure(WIDTH, FRAME_HEIGHT + ROW_HEIGHT * len(drawn))
    axes = figure.subplots()
    for place, (_, line) in enumerate(drawn):
        _draw(axes, place, line)
    _label(axes, diagnosis, [row for row, _ in drawn])
    return figure


def _figure(width: float, height: float) -> "Figure":
    """An empty figure.

    pyplot teaches a notebook to show figures; the figure is closed there, so that a cell shows it once.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise InputError("plot draws with matplotlib, which is not installed; type: pip install matplotlib") from None
    if "IPython" not in sys.modules:
        return Figure(figsize=(width, height), layout="constrained")
    from matplotlib import pyplot

    figure = pyplot.figure(figsize=(width, height), layout="constrained")
    pyplot.close(figure)
    return figure


def _draw(axes: Any, place: int, line: Line) -> None:
    axes.plot((0, 1), (place, place), color=MUTED, alpha=0.3, linewidth=0.8, zorder=1)
    if line.shuffled is not None:
        axes.plot(line.shuffled, place, "o", markersize=8, markeredgecolor=MUTED, markerfacecolor="none", zorder=2)
    if line.people is not None:
        axes.plot(line.people, place, "D", markersize=7, markeredgecolor=MUTED, markerfacecolor="none", zorder=2)
    if line.low is not None and line.high is not None:
        axes.plot((line.low, line.high), (place, place), color=COLOUR, linewidth=2.5, zorder=3)
    axes.plot(line.value, place, "o", color=COLOUR, markersize=5, zorder=4)


def _label(axes: Any, diagnosis: Diagnosis, drawn: list[Row]) -> None:
    """Names to the left, values to the right, what the marks are below."""
    axes.set_yticks(range(len(drawn)), [row.number.label for row in drawn])
    values = axes.secondary_yaxis("right")
    values.set_yticks(range(len(drawn)), [number(row.value, row.number.digits) for row in drawn])
    for side in (axes, values):
        side.spines[:].set_visible(False)
        side.tick_params(length=0)
    axes.set(xticks=[], xlim=(-0.04, 1.04), ylim=(len(drawn) - 0.4, -0.6))
    axes.set_title(diagnosis.population.source, parse_math=False, wrap=True)
    axes.plot([], [], "o-", color=COLOUR, linewidth=2.5, markersize=5, label="value with 95 % interval")
    marks = (("o", "shuffled population", "shuffled"), ("D", "held-out people", "people"))
    for mark, name, field in marks:
        if any(getattr(row, field) is not None for row in drawn):
            axes.plot([], [], mark, markeredgecolor=MUTED, markerfacecolor="none", label=name)
    axes.figure.legend(loc="outside lower center", ncols=3, frameon=False)
