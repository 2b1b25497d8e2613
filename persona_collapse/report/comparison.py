"""The report about what differs between populations."""

from collections.abc import Iterator

from persona_collapse.report.figures import paths
from persona_collapse.report.numbers import by_section
from persona_collapse.report.parts.cite import cite_comparison
from persona_collapse.report.parts.opening import compared_with, section_of_maps
from persona_collapse.report.plain_text import grid_lines
from persona_collapse.report.printed import between, described, number, reference_lines
from persona_collapse.report.section import Grid, GridRow, Report, RowGroup, Section, Sentence
from persona_collapse.results import Comparison, Difference, Place, Step
from persona_collapse.results.number import Number


def comparison_report(comparison: Comparison) -> Report:
    """A section per step: what differs in plain sentences, then both values, the difference, its interval and p.

    Parameters
    ----------
    comparison : what `persona_collapse.compare` returns
    """
    steps = [_step(one, place, comparison.permutations) for place, one in enumerate(comparison.steps, 1)]
    on_maps = section_of_maps("The steps on the maps", paths(comparison))
    return Report(
        name=f"{' to '.join(one.name for one in comparison.populations)}: what differs?",
        about=_about(comparison),
        shared=(*steps, *([] if on_maps is None else [on_maps])),
        closing=(cite_comparison(comparison),),
    )


def _about(comparison: Comparison) -> Section:
    size = comparison.settings.size
    lead = compared_with(
        f"{comparison.instrument}, {comparison.n_items} items, {size} respondents of each at a time.",
        comparison.reference,
    )
    lines = [f"{one.name}  {described(one.population)}" for one in comparison.populations]
    lines += [f"{comparison.instrument} ({comparison.n_items} items)"]
    lines += reference_lines(comparison.reference, comparison.settings)
    sampled = [one.sampled for one in comparison.populations if one.sampled]
    said = (lead, *map(_population, comparison.populations), *(Sentence(one, "small") for one in sampled))
    return Section("about", "What differs between populations?", said, terminal=(*lines, *sampled))


def _population(one: Place) -> Sentence:
    sample = one.population
    note = f" ({sample.note})" if sample.note else ""
    said = f"{one.name} {sample.source}: {sample.size}, {sample.complete} complete{note}"
    return Sentence(said, "point", ((one.name, "strong"),))


def _step(step: Step, place: int, permutations: int) -> Section:
    grid = step_grid(step)
    said = [one for one in step_sentences(step) if one not in step.conclusion]
    how = (
        f"{paired(step)}. Intervals are 95 %; p-values are from {permutations} relabellings, adjusted over all numbers by "
        "Benjamini and Hochberg."
    )
    return Section(
        f"step{place}",
        f"{step.first} to {step.second}",
        (*(Sentence(one, "point") for one in (*step.conclusion, *said)), Sentence(how, "small")),
        grid,
        terminal=(
            f"{step.first} to {step.second}, {paired(step)}",
            *(f"  {one}" for one in step.conclusion),
            *([""] if step.conclusion else []),
            *grid_lines(grid),
            *([""] if said else []),
            *said,
        ),
    )


def step_grid(step: Step) -> Grid:
    """The numbers of a step by section of the table.

    Parameters
    ----------
    step : of a comparison
    """
    found = {one.name: one for one in step.differences}
    groups = [
        RowGroup(title, tuple(_row(one, found[one.name]) for one in numbers if one.name in found))
        for title, numbers in by_section()
    ]
    head = ("", step.first, step.second, "difference", "95 % interval", "adjusted p")
    return Grid(head, tuple(one for one in groups if one.rows))


def _row(one: Number, found: Difference) -> GridRow:
    values = [number(value, one.digits) for value in (found.first, found.second, found.difference)]
    return GridRow((one.label, *values, between(found.low, found.high, one.digits), number(found.adjusted_p, 3)))


def paired(step: Step) -> str:
    """How many personas are in both, and how that is known.

    Parameters
    ----------
    step : of a comparison
    """
    return f"{step.shared} personas in both, known {step.pairing}" if step.shared else f"not paired: {step.pairing}"


def step_sentences(step: Step) -> Iterator[str]:
    """What differs; one line when nothing does.

    Parameters
    ----------
    step : of a comparison
    """
    differing = [one.sentence for one in step.differences if one.differs]
    yield from differing
    if not differing and all(one.difference == 0 for one in step.differences):
        yield f"{step.first} and {step.second} are the same in every number"
    elif not differing:
        yield f"no significant difference between {step.first} and {step.second} (adjusted p < .05)"
