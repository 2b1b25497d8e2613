"""What to try first: what to do, the evidence, what to type."""

from dataclasses import replace

from persona_collapse.remedy.advice import advise
from persona_collapse.report.commands import without_folders
from persona_collapse.report.printed import whole_sentence
from persona_collapse.report.section import Section, Sentence, Tag
from persona_collapse.results import Diagnosis
from persona_collapse.results.advice import Advice, Step

TITLE = "What to try first"


def advice(diagnosis: Diagnosis, name: str = "") -> Section | None:
    """The steps of `persona-collapse advise`; None where there is one, which the card of the signature has already."""
    found = advise(diagnosis)
    if len(found.steps) < 2:
        return None
    return replace(advice_section(found), absent="persona-collapse advise prints it", link="what to try first")


def advice_lines(advice: Advice) -> list[str]:
    """What to try first, a line per step: what to do, the evidence, what to type.

    Parameters
    ----------
    advice : what `persona_collapse.remedy.advise` returns
    """
    return [f"{place}. {step_line(one)}" for place, one in enumerate(advice.steps, 1)]


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
