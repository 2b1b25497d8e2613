"""Key numbers as HTML: a row each, one line down for the floor, by default the shuffled population, and one for the ceiling."""

from html import escape

from persona_collapse.report.drawing.axes import Axis
from persona_collapse.report.figures import CEILING, Scale, Scales


def scales_html(figure: Scales) -> str:
    """All rows, then what the marks are.

    Parameters
    ----------
    figure : at least one number; by default people are in the middle of the line, so that too much is as visible as too
        little
    """
    line = Axis("", *figure.ends)
    rows = ""
    for name, some in figure.grouped:
        rows += f'<li class="scale-group">{escape(name)}</li>' if name else ""
        rows += "".join(_row(one, figure, line) for one in some)
    ends = ", 95 % interval" if any(one.within for one in figure.scales) else ""
    entries = [
        ("dot", f"measured{ends}"),
        ("rule floor", " ".join((figure.floor[0], f"({figure.floor[1]})"))),
        ("rule ceiling", " ".join((figure.ceiling[0], f"({figure.ceiling[1]})"))),
    ]
    if any(one.people is not None for one in figure.scales):
        entries.append(("diamond", CEILING))
    legend = "".join(f'<li><span class="{kind}"></span>{escape(name)}</li>' for kind, name in entries)
    kind = "scales grouped" if any(name for name, _ in figure.grouped) else "scales"
    return f'<ul class="{kind}">{rows}</ul><ul class="legend">{legend}</ul>'


def _row(one: Scale, figure: Scales, line: Axis) -> str:
    beyond = "" if line.low <= one.at <= line.high else " over" if one.at > line.high else " under"
    within = ""
    if one.low is not None and one.high is not None:
        left, right = line.at(one.low), line.at(one.high)
        within = f'<span class="within" style="left:{left}%;width:{round(right - left, 2)}%"></span>'
    rules = "".join(
        f'<span class="rule {name}" style="left:{line.at(place)}%"></span>'
        for name, place in (("floor", 0.0), ("ceiling", 1.0))
    )
    people = "" if one.people is None else f'<span class="diamond" style="left:{line.at(one.people)}%"></span>'
    interval = f' <span class="ends">({escape(one.within)})</span>' if one.within else ""
    ends = ", ".join((f"{figure.floor[0]} {one.floor}", f"{figure.ceiling[0]} {one.ceiling}"))
    beside = f'<span class="unseen">, {escape(ends)}</span>'
    if not one.group:
        shown = f'<span class="of-people">{escape(CEILING)} {escape(one.ceiling)}</span>'
        beside = f'<span class="unseen">,</span> {shown}<span class="unseen">, {escape(figure.floor[0])} {escape(one.floor)}</span>'
    return (
        f'<li><span class="scale-name">{escape(one.label)}</span><span class="line" aria-hidden="true">{rules}{people}{within}'
        f'<span class="dot{beyond}" style="left:{line.at(one.at)}%"></span></span>'
        f'<span class="scale-said">{escape(one.value)}{interval}{beside}</span></li>'
    )
