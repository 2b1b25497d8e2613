"""Records as notebooks show them: a compact HTML table, each number drawn on a line. No script; everything is escaped.

Text takes the notebook's own colour, and the one colour beside it is readable on white and on black.
"""

from dataclasses import dataclass, replace
from functools import singledispatch

from persona_collapse.report.comparison import paired, step_grid, step_sentences
from persona_collapse.report.line import Line, line
from persona_collapse.report.own_page import own_page
from persona_collapse.report.page import environment, section_html
from persona_collapse.report.parts.opening import likeness_lines
from persona_collapse.report.printed import (
    described,
    interval_text,
    people_text,
    reference_lines,
    sentence,
    shown,
    text_of,
)
from persona_collapse.report.rows import Row, rows
from persona_collapse.results import Comparison, Diagnosis, Step
from persona_collapse.results.calibration import Calibration
from persona_collapse.results.next_personas import NextPersonas
from persona_collapse.results.numbers import NUMBERS
from persona_collapse.results.panel import Panel
from persona_collapse.results.sweep import Sweep
from persona_collapse.results.worth import Worth


@singledispatch
def show(record: object) -> str:
    """HTML of a record.

    Parameters
    ----------
    record : a Diagnosis, a Comparison, a Panel and so on
    """
    raise TypeError(f"a {type(record).__name__} cannot be drawn")


@dataclass(frozen=True)
class Cells:
    """A row of the table: the name of a number, what it means, its cells as printed, and where it is on its line."""

    name: str
    meaning: str
    cells: tuple[str, ...]
    line: Line | None


@show.register
def _of_diagnosis(diagnosis: Diagnosis) -> str:
    found = {row.number.name: row for row in rows(diagnosis)}
    sections = [
        (title, [_cells(found[one.name], diagnosis) for one in numbers]) for title, numbers in shown([diagnosis.values])
    ]
    template = environment().get_template("notebook_diagnosis.html")
    return template.render(
        diagnosis=diagnosis,
        population=described(diagnosis.population),
        how=reference_lines(diagnosis.reference, diagnosis.settings),
        likeness=likeness_lines(diagnosis.likeness),
        columns=("value", "95 % interval", "held-out people", "shuffled population"),
        sections=sections,
    )


def _cells(row: Row, diagnosis: Diagnosis) -> Cells:
    one = row.number
    floor = text_of(one, diagnosis.shuffled_population)
    cells = (text_of(one, diagnosis.values), interval_text(one, diagnosis), people_text(one, diagnosis), floor)
    return Cells(one.label, sentence(one, diagnosis), cells, row.line)


@show.register
def _of_comparison(comparison: Comparison) -> str:
    template = environment().get_template("notebook_comparison.html")
    return template.render(
        comparison=comparison,
        populations=[(one.name, described(one.population)) for one in comparison.populations],
        how=reference_lines(comparison.reference, comparison.settings),
        steps=[_step(step) for step in comparison.steps],
    )


@show.register
def _of_remedy(record: Sweep | Panel | NextPersonas | Worth | Calibration) -> str:
    """What a terminal prints of its report; figures are on its page."""
    some = (replace(one, figures=()) for one in own_page(record).sections if not one.absent)
    return f"<div>{''.join(map(section_html, some))}</div>"


def _step(step: Step) -> dict[str, object]:
    """What the template needs of a step."""
    found = {NUMBERS[one.name].label: one for one in step.differences}
    lines = {label: line(one.difference, one.low, one.high, zero=0.0) for label, one in found.items()}
    grid = step_grid(step)
    sections = [
        (
            group.title,
            [
                Cells(name, found[name].sentence, tuple(cells), lines[name])
                for name, *cells in (row.cells for row in group.rows)
            ],
        )
        for group in grid.groups
    ]
    return {
        "title": f"{step.first} to {step.second}, {paired(step)}",
        "sentences": list(step_sentences(step)),
        "columns": grid.head[1:],
        "sections": sections,
    }
