"""What to try first, as a report: what to do, the evidence, what to type."""

from dataclasses import replace

from persona_collapse.report.commands import without_folders
from persona_collapse.report.printed import whole_sentence
from persona_collapse.report.remedy_page import heading, remedy_report
from persona_collapse.report.section import Report, Section, Sentence, Tag
from persona_collapse.results.advice import Advice, Step

TITLE = "What to try first"

DOES_NOT_SAY = (
    "That a step helps: it is what such numbers call for first. Measure again afterwards, beside people that nothing was "
    "fitted to.",
)


def advice_lines(advice: Advice) -> list[str]:
    """What to try first, a line per step: what to do, the evidence, what to type.

    Parameters
    ----------
    advice : what `persona_collapse.remedy.advise` returns
    """
    return [f"{place}. {step_line(one)}" for place, one in enumerate(advice.steps, 1)]


def advice_report(advice: Advice) -> Report:
    """A page about what to try first.

    Parameters
    ----------
    advice : as in `advice_lines`
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


def advice_section(advice: Advice, *, typed: bool = True) -> Section:
    """The steps, the first one first.

    Parameters
    ----------
    advice : as in `advice_lines`
    typed : whether to say what to type
    """
    said: list[Sentence] = []
    for place, one in enumerate(advice.steps, 1):
        why = f" Why: {whole_sentence(one.evidence)}" if one.evidence else ""
        said.append(Sentence(f"{place}. {whole_sentence(one.sentence)}{why}"))
        if typed and one.command:
            said.append(_typed(one))
    return Section("advice", TITLE, tuple(said), terminal=tuple(advice_lines(advice)))


def _typed(one: Step) -> Sentence:
    command = without_folders(one.command)
    code: tuple[tuple[str, Tag], ...] = ((command, "code"),)
    return Sentence(command, "small", set_off=code)


def step_line(one: Step) -> str:
    """A step in a line.

    Parameters
    ----------
    one : with or without evidence, and something to type

    >>> step_line(Step("asked once", "noise is unknown", "ask twice", "persona-collapse run m --samples 2"))
    'ask twice (noise is unknown): persona-collapse run m --samples 2'
    """
    why = f" ({one.evidence})" if one.evidence else ""
    typed = f": {one.command}" if one.command else ""
    return f"{one.sentence}{why}{typed}"
