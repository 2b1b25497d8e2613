"""Key numbers as HTML: a row each, one line down for the shuffled population and one for people."""

from html import escape

from persona_collapse.report.drawing.axes import Axis
from persona_collapse.report.figures import CEILING, FLOOR, Scale, Scales

LINE = Axis("", -0.25, 2.25)
"""People are in its middle, so that too much is as visible as too little."""


def scales_html(figure: Scales) -> str:
    """All rows, then what the marks are.

    Parameters
    ----------
    figure : at least one number
    """
    rows = "".join(_row(one) for one in figure.scales)
    ends = ", 95 % interval" if any(one.within for one in figure.scales) else ""
    entries = (
        ("dot", f"measured here{ends}"),
        ("rule floor", f"{FLOOR} (floor)"),
        ("rule ceiling", f"{CEILING} (ceiling)"),
    )
    legend = "".join(f'<li><span class="{kind}"></span>{escape(name)}</li>' for kind, name in entries)
    return f'<ul class="scales">{rows}</ul><ul class="legend">{legend}</ul>'


def _row(one: Scale) -> str:
    beyond = "" if LINE.low <= one.at <= LINE.high else " over" if one.at > LINE.high else " under"
    within = ""
    if one.low is not None and one.high is not None:
        left, right = LINE.at(one.low), LINE.at(one.high)
        within = f'<span class="within" style="left:{left}%;width:{round(right - left, 2)}%"></span>'
    rules = "".join(
        f'<span class="rule {name}" style="left:{LINE.at(place)}%"></span>'
        for name, place in (("floor", 0.0), ("ceiling", 1.0))
    )
    interval = f' <span class="ends">({escape(one.within)})</span>' if one.within else ""
    return (
        f'<li><span class="scale-name">{escape(one.label)}</span><span class="line" aria-hidden="true">{rules}{within}'
        f'<span class="dot{beyond}" style="left:{LINE.at(one.at)}%"></span></span>'
        f'<span class="scale-said">{escape(one.value)}{interval}<span class="unseen">, {escape(FLOOR)} {escape(one.floor)}, '
        f"{escape(CEILING)} {escape(one.ceiling)}</span></span></li>"
    )
