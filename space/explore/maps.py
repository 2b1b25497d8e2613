"""The maps: where populations stand, and what each mark means."""

from dataclasses import replace
from functools import cache
from html import escape

from persona_collapse.errors import InputError
from persona_collapse.references import published_results
from persona_collapse.report.drawing import interval
from persona_collapse.report.figures import Map, Mark, coverage_map, fidelity_map
from persona_collapse.report.parts.opening import MEANINGS
from persona_collapse.report.printed import number
from space.explore.diagnoses import diagnoses
from space.explore.wording import KIND_WORDS, KNOWN_POPULATIONS, MAP_GROUPS


@cache
def maps() -> tuple[Map, ...]:
    """Coverage against LID, and rho against d; whatever is simulated says so in its name."""
    names = [f"simulated {kind}" for kind in diagnoses()]
    some = list(diagnoses().values())
    found = [one for one in (coverage_map(some, names), fidelity_map(some, names)) if one is not None]
    return tuple(replace(one, marks=tuple(map(_said_simulated, one.marks))) for one in found)


def _said_simulated(mark: Mark) -> Mark:
    return replace(mark, label=f"{mark.label} (simulated)") if mark.group == "people" else mark


def about_mark(figure: Map, label: str) -> str:
    """What a mark of a map is, as HTML: its two numbers, whose they are, and what they mean.

    Parameters
    ----------
    figure : one of `maps()`
    label : of the mark

    Raises
    ------
    InputError : there is no such mark.
    """
    mark = next((one for one in figure.marks if one.label == label), None)
    if mark is None:
        raise InputError(f"there is no mark called {label!r} on this map; choose one from the list")
    numbers = [
        (figure.x_name, f"{number(mark.x, 2)}{interval(mark.x_ends, 2)}"),
        (figure.y_name, f"{number(mark.y, 1)}{interval(mark.y_ends, 1)}"),
    ]
    numbers += _published(label, {figure.x_name.lower(), figure.y_name.lower()}) if mark.group == "paper" else []
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in numbers)
    sentences = "".join(f"<p>{escape(one)}</p>" for one in [*_meaning(mark), MAP_GROUPS[mark.group]])
    return f'<div class="pc-card"><p class="pc-title">{escape(label)}</p><dl>{listed}</dl>{sentences}</div>'


def _published(model: str, shown: set[str]) -> list[tuple[str, str]]:
    """What else the paper prints of a model."""
    row = published_results()[model]
    return [(name.replace("_", " "), str(value)) for name, value in row.items() if name not in shown]


def _meaning(mark: Mark) -> list[str]:
    kind = mark.label.removeprefix("simulated ")
    if mark.group == "population":
        read = diagnoses()[kind].signature
        signature = [] if read is None else [f"Its signature: {read.words}, that is, {MEANINGS[read.name]}."]
        return [KIND_WORDS[kind], *signature]
    return [KNOWN_POPULATIONS[mark.label]] if mark.label in KNOWN_POPULATIONS else []
