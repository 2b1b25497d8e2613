"""What to try first, on a page of results."""

from dataclasses import replace

from persona_collapse.remedy.advice import advise
from persona_collapse.report.advice import advice_section
from persona_collapse.report.section import Section
from persona_collapse.results import Diagnosis


def advice(diagnosis: Diagnosis, name: str = "") -> Section | None:
    """The steps of `persona-collapse advise`; None where there is one, which the card of the signature has already."""
    found = advise(diagnosis)
    if len(found.steps) < 2:
        return None
    return replace(advice_section(found), absent="persona-collapse advise prints it", link="what to try first")
