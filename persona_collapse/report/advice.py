"""Advice as plain text: a line per step."""

from persona_collapse.results.advice import Advice, Step


def advice_lines(advice: Advice) -> list[str]:
    """What to try first, a line per step: what to do, the evidence, what to type.

    Parameters
    ----------
    advice : what `persona_collapse.remedy.advise` returns
    """
    return [f"{place}. {_line(one)}" for place, one in enumerate(advice.steps, 1)]


def _line(one: Step) -> str:
    typed = f": {one.command}" if one.command else ""
    return f"{one.sentence} ({one.evidence}){typed}"
