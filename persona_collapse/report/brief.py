"""Records in a few lines, as Python prints them."""

from collections.abc import Sequence
from functools import singledispatch
from itertools import islice

from persona_collapse.report.drift import conclusion
from persona_collapse.report.own_page import own_page
from persona_collapse.report.parts.advice import advice_lines
from persona_collapse.report.parts.opening import likeness_lines
from persona_collapse.report.parts.subgroups import leakage_section, subgroups_section
from persona_collapse.report.plain_text import aligned, printed
from persona_collapse.report.plan import plan_table
from persona_collapse.report.printed import (
    described,
    interval_text,
    people_text,
    reference_lines,
    shown,
    text_of,
)
from persona_collapse.report.texts import measured_texts, text_tables
from persona_collapse.results import Comparison, Diagnosis, Plan
from persona_collapse.results.advice import Advice
from persona_collapse.results.calibration import Calibration
from persona_collapse.results.drift import Drift
from persona_collapse.results.leakage import Leakage
from persona_collapse.results.next_personas import NextPersonas
from persona_collapse.results.panel import Panel
from persona_collapse.results.subgroups import Subgroups
from persona_collapse.results.sweep import Sweep
from persona_collapse.results.texts import TextDiagnosis
from persona_collapse.results.worth import Worth

NUMBERS_SHOWN = 5
SENTENCES_SHOWN = 3


@singledispatch
def show(record: object) -> str:
    """A record in a few lines.

    Parameters
    ----------
    record : of this package
    """
    return object.__repr__(record)


@show.register
def _of_diagnosis(diagnosis: Diagnosis) -> str:
    size = f"{diagnosis.instrument} ({diagnosis.n_items} items)"
    read = diagnosis.signature
    signature = [] if read is None else [f"signature: {'; '.join([read.words, *read.evidence[:1]])}"]
    return "\n".join(
        [
            f"Diagnosis of {described(diagnosis.population)}, {size}",
            reference_lines(diagnosis.reference, diagnosis.settings)[0],
            *signature,
            *likeness_lines(diagnosis.likeness),
            *aligned(_key_lines(diagnosis)),
            "all numbers: print(persona_collapse.table(diagnosis)), or diagnosis.to_frame()",
        ]
    )


def _key_lines(diagnosis: Diagnosis) -> list[list[str]]:
    """The first number of each section, as far as they are defined, with interval and people."""
    intervals = [] if diagnosis.intervals is None else ["95 % interval"]
    people = [] if diagnosis.held_out_people is None else ["held-out people"]
    lines = [["", "value", *intervals, *people]]
    for _, numbers in shown([diagnosis.values])[:NUMBERS_SHOWN]:
        one = numbers[0]
        beside = ([interval_text(one, diagnosis)] if intervals else []) + (
            [people_text(one, diagnosis)] if people else []
        )
        lines.append([one.label, text_of(one, diagnosis.values), *beside])
    return lines


@show.register
def _of_comparison(comparison: Comparison) -> str:
    size = f"{comparison.instrument} ({comparison.n_items} items)"
    lines = [f"Comparison of {len(comparison.populations)} populations, {size}"]
    lines += [f"{one.name}  {described(one.population)}" for one in comparison.populations]
    lines += reference_lines(comparison.reference, comparison.settings)[:1]
    for step in comparison.steps:
        differing = [one.sentence for one in step.differences if one.differs]
        count = f"{len(differing)} of {len(step.differences)} numbers differ (adjusted p < .05)"
        lines += [f"{step.first} to {step.second}: {count}", *_first(differing)]
    return "\n".join(
        [*lines, "all numbers: print(persona_collapse.comparison_table(comparison)), or comparison.to_frame()"]
    )


@show.register
def _of_drift(drift: Drift) -> str:
    size = f"{drift.instrument} ({drift.n_items} items)"
    lines = [
        f"Drift of {drift.personas} personas from {drift.before} to {drift.after}, asked again {drift.again}, {size}"
    ]
    return "\n".join([*lines, *conclusion(drift), "all numbers: print(persona_collapse.report.drift_table(drift))"])


def _first(sentences: Sequence[str]) -> list[str]:
    """The first sentences, and how many follow."""
    hidden = len(sentences) - SENTENCES_SHOWN
    more = [f"  and {hidden} more"] if hidden > 0 else []
    return [*(f"  {one}" for one in islice(sentences, SENTENCES_SHOWN)), *more]


@show.register
def _of_texts(found: TextDiagnosis) -> str:
    lines = [f"TextDiagnosis of {measured_texts(found)}"]
    for grid in (one.table for one in text_tables(found) if one.table is not None):
        first = grid.rows[0].cells
        named = zip(grid.head[1:], first[1:], strict=True)
        cells = [cell if name == "value" else f"{name} {cell}" for name, cell in named if cell]
        lines.append(f"{first[0]}: {', '.join(cells)}")
    return "\n".join([*lines, "all numbers: print(persona_collapse.report.text_table(found))"])


@show.register
def _of_plan(plan: Plan) -> str:
    return plan_table(plan)


@show.register
def _of_advice(advice: Advice) -> str:
    return "\n".join(advice_lines(advice))


@show.register
def _of_remedy(record: Sweep | Panel | NextPersonas | Worth | Calibration) -> str:
    """What was done with what, and what it comes to."""
    about = own_page(record).about
    return "\n".join(
        [
            *filter(None, about.terminal),
            f"all numbers: print(persona_collapse.report.{TABLES[type(record)]}), or .to_frame()",
        ]
    )


TABLES = {
    Sweep: "sweep_table(sweep)",
    Panel: "panel_table(panel)",
    NextPersonas: "next_table(next_personas)",
    Worth: "worth_table(worth)",
    Calibration: "calibration_table(calibration)",
}
"""Record -> what prints all of it."""


@show.register
def _of_subgroups(found: Subgroups) -> str:
    return printed([subgroups_section(found)])


@show.register
def _of_leakage(found: Leakage) -> str:
    return printed([leakage_section(found)])
