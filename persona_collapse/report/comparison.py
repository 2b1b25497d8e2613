"""A comparison as a plain-text table, for people to read in a terminal."""

from collections.abc import Iterator

from persona_collapse.report.numbers import sections
from persona_collapse.report.table import aligned, described, number, reference_lines
from persona_collapse.results import Comparison, Difference, Step
from persona_collapse.results.number import Number


def comparison_table(comparison: Comparison) -> str:
    """Step by step: both values, the difference with its interval, the adjusted p, and what differs in plain sentences.

    Parameters
    ----------
    comparison : what `persona_collapse.compare` returns
    """
    lines = [f"{one.name}  {described(one.population)}" for one in comparison.populations]
    lines += [f"{comparison.instrument} ({comparison.n_items} items)"]
    lines += reference_lines(comparison.reference, comparison.settings)
    for step in comparison.steps:
        lines += ["", *_step(step)]
    return "\n".join(lines)


def _step(step: Step) -> list[str]:
    rows = [["", step.first, step.second, "difference", "95 % interval", "adjusted p"]]
    for title, lines in step_sections(step):
        rows += [[title], *([f"  {name}", *cells] for name, *cells in lines)]
    return [f"{step.first} to {step.second}, {paired(step)}", *aligned(rows), "", *step_sentences(step)]


def step_sections(step: Step) -> list[tuple[str, list[list[str]]]]:
    """The lines of a step by section: name, both values, the difference, its interval and the adjusted p, as printed.

    Parameters
    ----------
    step : of a comparison
    """
    found = {one.name: one for one in step.differences}
    compared = [
        (title, [_cells(one, found[one.name]) for one in numbers if one.name in found]) for title, numbers in sections()
    ]
    return [(title, lines) for title, lines in compared if lines]


def paired(step: Step) -> str:
    """How many personas stand in both, and how one knows."""
    return f"{step.shared} personas in both, known {step.pairing}" if step.shared else f"not paired: {step.pairing}"


def _cells(one: Number, found: Difference) -> list[str]:
    values = [number(value, one.digits) for value in (found.first, found.second, found.difference)]
    known = found.low is not None
    interval = f"{number(found.low, one.digits)} to {number(found.high, one.digits)}" if known else ""
    return [one.label, *values, interval, number(found.adjusted_p, 3)]


def step_sentences(step: Step) -> Iterator[str]:
    """What differs; one line when nothing does."""
    differing = [one.sentence for one in step.differences if one.differs]
    yield from differing
    if not differing and all(one.difference == 0 for one in step.differences):
        yield f"{step.first} and {step.second} are the same in every number"
    elif not differing:
        yield f"nothing differs between {step.first} and {step.second} that chance would not make differ (adjusted p < .05)"
