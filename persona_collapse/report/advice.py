"""Advice as plain text: a line per step."""

from persona_collapse.results.advice import Advice, Step


def advice_lines(advice: Advice) -> list[str]:
    """What to try first, a line per step: what to do, the evidence, what to type.

    Parameters
    ----------
    advice : what `persona_collapse.remedy.advise` returns
    """
    return [f"{place}. {step_line(one)}" for place, one in enumerate(advice.steps, 1)]


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
