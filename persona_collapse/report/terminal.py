"""Reports as plain text, for people to read in a terminal."""

from collections.abc import Sequence

from persona_collapse.arguments import an, check
from persona_collapse.report.comparison import comparison_report
from persona_collapse.report.parts.opening import about, together
from persona_collapse.report.plain_text import printed
from persona_collapse.report.section import Section, Sentence
from persona_collapse.report.sections import sections
from persona_collapse.report.texts import text_report
from persona_collapse.results import Comparison, Diagnosis
from persona_collapse.results.texts import TextDiagnosis


def table(diagnosis: Diagnosis) -> str:
    """One population: value, interval, held-out people, shuffled population, the signature and the warnings.

    Parameters
    ----------
    diagnosis : what `persona_collapse.diagnose` or `measure` returns; the latter has no intervals and no signature

    Raises
    ------
    InputError : something else than a Diagnosis.

    Returns
    -------
    Lines of text. In the fidelity rows the column of held-out people holds what people, or the labels themselves,
    allow: the ceiling of rho, the reference's d, the spread within perfect labels.
    """
    check("table", diagnosis=(diagnosis, an(Diagnosis, "what diagnose or measure returns")))
    return printed(sections(diagnosis))


def side_by_side(diagnoses: Sequence[Diagnosis], names: Sequence[str]) -> str:
    """Several populations in one table, a column each, held-out people last.

    Parameters
    ----------
    diagnoses : measured against the same reference
    names : what to write above each
    """
    warnings = [
        Sentence(f"{name}: {warning}", "warning")
        for name, one in zip(names, diagnoses, strict=True)
        for warning in one.warnings
    ]
    return printed((about(diagnoses), together(diagnoses, names), Section("warnings", "", tuple(warnings))))


def comparison_table(comparison: Comparison) -> str:
    """Step by step: both values, the difference with its interval, the adjusted p, and what differs in plain sentences.

    Parameters
    ----------
    comparison : what `persona_collapse.compare` returns

    Raises
    ------
    InputError : something else than a Comparison.
    """
    check("comparison_table", comparison=(comparison, an(Comparison, "what compare returns")))
    return printed(comparison_report(comparison).sections)


def text_table(found: TextDiagnosis) -> str:
    """One population's texts: what they mention, whether they find their persona, their form and their style.

    Parameters
    ----------
    found : what `persona_collapse.diagnosis.diagnose_texts` returns
    """
    return printed(text_report(found).sections)
