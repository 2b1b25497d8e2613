"""Models in order, domain beside domain, as HTML: lines are SVG stretched to their box, places and names HTML."""

from html import escape
from itertools import pairwise

from persona_collapse.report.courses import Course, Courses

LEFT, RIGHT = 6.0, 58.0
"""Percent of the width where the first and the last domain are; names are right of the last."""

NAME = 64.0

ROW = 2.4
"""Letters' heights from one place to the next."""


def courses_html(figure: Courses) -> str:
    """Names of domains, lines, places and names of models, then what the lines are.

    Parameters
    ----------
    figure : at least one model
    """
    across = [_across(column, len(figure.domains)) for column in range(len(figure.domains))]
    heads = "".join(
        f'<span class="domain{" last" if at == across[-1] else ""}" style="left:{at}%">{escape(name)}</span>'
        for at, name in zip(across, figure.domains, strict=True)
    )
    ordered = sorted(figure.courses, key=lambda one: one.changes)  # lines that matter lie above the others
    lines = "".join(_line(one, across, figure.steps) for one in ordered)
    marks = "".join(_marks(one, across, figure.steps) for one in figure.courses)
    entries = "".join(
        f'<li><span class="sample course {kind}"></span>{escape(words)}</li>' for kind, words in figure.legend.items()
    )
    return (
        f'<div class="domains" aria-hidden="true">{heads}</div>'
        f'<div class="courses" role="img" aria-label="{escape(figure.alternative)}" style="height:{ROW * figure.steps:g}rem">'
        f'<svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true" focusable="false">{lines}</svg>{marks}</div>'
        f'<ul class="legend">{entries}</ul>'
    )


def _across(column: int, columns: int) -> float:
    return round(LEFT + (RIGHT - LEFT) * column / max(columns - 1, 1), 2)


def _down(place: int, steps: int) -> float:
    return round(100 * (place - 0.5) / steps, 2)


def _line(one: Course, across: list[float], steps: int) -> str:
    """Between neighbouring domains that have a place; where one between them has none, past it."""
    known = [(at, _down(place, steps)) for at, place in zip(across, one.places, strict=True) if place is not None]
    return "".join(
        f'<path class="course {_kind(one)}" d="M{here[0]} {here[1]}L{there[0]} {there[1]}"/>'
        for here, there in pairwise(known)
    )


def _marks(one: Course, across: list[float], steps: int) -> str:
    """Its place in every domain, and its name after the last one that it has."""
    known = [(at, place) for at, place in zip(across, one.places, strict=True) if place is not None]
    if not known:
        return ""
    places = "".join(
        f'<span class="place {_kind(one)}" style="left:{at}%;top:{_down(place, steps)}%">{place}</span>'
        for at, place in known
    )
    name = f'<span class="course-name {_kind(one)}" style="left:{known[-1][0] + NAME - RIGHT}%;top:{_down(known[-1][1], steps)}%">'
    return f"{places}{name}{escape(one.label)}</span>"


def _kind(one: Course) -> str:
    return "changes" if one.changes else "keeps"
