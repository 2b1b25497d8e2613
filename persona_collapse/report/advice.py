"""What to try first, as a page of its own."""

from dataclasses import replace

from persona_collapse.report.parts.advice import TITLE, advice_section
from persona_collapse.report.remedy_page import heading, remedy_report
from persona_collapse.report.section import Report
from persona_collapse.results.advice import Advice

DOES_NOT_SAY = (
    "That a step helps: it is what such numbers call for first. Measure again afterwards, beside people that nothing was "
    "fitted to.",
)


def advice_report(advice: Advice) -> Report:
    """A page about what to try first.

    Parameters
    ----------
    advice : what `persona_collapse.remedy.advise` returns
    """
    first = advice.steps[0].sentence if advice.steps else "nothing"
    read = f", whose answers read as {advice.signature}" if advice.signature else ""
    about = heading(TITLE, [f"of {advice.source}{read}"], [f"first: {first}"])
    steps = replace(advice_section(advice), title="Step by step")
    return remedy_report(
        f"{advice.source}: what to try first",
        about,
        (steps,),
        does_not_say=DOES_NOT_SAY,
        commands=(),
        version=advice.version,
    )
