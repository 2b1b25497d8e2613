"""The page of a record that has one of its own: what differs, texts, and what can be done about a result."""

from functools import singledispatch

from persona_collapse.report.advice import advice_report
from persona_collapse.report.calibration import calibration_report
from persona_collapse.report.comparison import comparison_report
from persona_collapse.report.drift import drift_report
from persona_collapse.report.next_personas import next_report
from persona_collapse.report.panel import panel_report
from persona_collapse.report.section import Report
from persona_collapse.report.sections import diagnosis_report
from persona_collapse.report.shareable import (
    shareable,
    shareable_advice,
    shareable_calibration,
    shareable_comparison,
    shareable_drift,
    shareable_next,
    shareable_panel,
    shareable_sweep,
    shareable_texts,
    shareable_worth,
)
from persona_collapse.report.sweep import sweep_report
from persona_collapse.report.texts import text_report
from persona_collapse.report.worth import worth_report
from persona_collapse.results import Comparison, Diagnosis
from persona_collapse.results.advice import Advice
from persona_collapse.results.calibration import Calibration
from persona_collapse.results.drift import Drift
from persona_collapse.results.next_personas import NextPersonas
from persona_collapse.results.panel import Panel
from persona_collapse.results.sweep import Sweep
from persona_collapse.results.texts import TextDiagnosis
from persona_collapse.results.worth import Worth


@singledispatch
def own_page(record: object) -> Report:
    """The page of one record, its files named without the folders of the machine they lay on.

    Parameters
    ----------
    record : of this package, as `read_records` returns it
    """
    raise TypeError(f"a {type(record).__name__} has no page of its own")


@own_page.register
def _of_diagnosis(record: Diagnosis) -> Report:
    return diagnosis_report([shareable(record)])


@own_page.register
def _of_comparison(record: Comparison) -> Report:
    return comparison_report(shareable_comparison(record))


@own_page.register
def _of_drift(record: Drift) -> Report:
    return drift_report(shareable_drift(record))


@own_page.register
def _of_texts(record: TextDiagnosis) -> Report:
    return text_report(shareable_texts(record))


@own_page.register
def _of_sweep(record: Sweep) -> Report:
    return sweep_report(shareable_sweep(record))


@own_page.register
def _of_panel(record: Panel) -> Report:
    return panel_report(shareable_panel(record))


@own_page.register
def _of_next(record: NextPersonas) -> Report:
    return next_report(shareable_next(record))


@own_page.register
def _of_worth(record: Worth) -> Report:
    return worth_report(shareable_worth(record))


@own_page.register
def _of_calibration(record: Calibration) -> Report:
    return calibration_report(shareable_calibration(record))


@own_page.register
def _of_advice(record: Advice) -> Report:
    return advice_report(shareable_advice(record))
