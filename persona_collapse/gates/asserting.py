"""Assertions about a population, for tests: they fail with the numbers that say why."""

from collections.abc import Sequence
from typing import Any

from persona_collapse.api import diagnose
from persona_collapse.diagnosis.gate import COLLAPSED, gate_words, refused_by
from persona_collapse.errors import InputError
from persona_collapse.given import Answers
from persona_collapse.results import Diagnosis
from persona_collapse.results.percent import percent


def assert_human_like(answers: Answers, reference: Answers | None = None, **how: Any) -> Diagnosis:
    """Fails unless the signature is human-like: close to people in coverage, recall, precision, LID and spread.

    Parameters
    ----------
    answers, reference, how : as `persona_collapse.diagnose` takes them

    Returns
    -------
    The diagnosis, for further assertions.

    Raises
    ------
    AssertionError : another signature; the message has its evidence.
    InputError : as `persona_collapse.diagnose`.
    """
    __tracebackhide__ = True
    found = diagnose(answers, reference, **how)
    assert found.signature is not None, "a diagnosis has a signature"
    if found.signature.name != "human-like":
        raise AssertionError(
            f"{found.population.source} is not human-like but {found.signature.words} "
            f"({'; '.join(found.signature.evidence)})"
        )
    return found


def assert_not_collapsed(
    answers: Answers,
    reference: Answers | None = None,
    *,
    fail_on: str | Sequence[str] = COLLAPSED,
    recall: float | None = None,
    precision: float | None = None,
    noise_share: float | None = None,
    **how: Any,
) -> Diagnosis:
    """Fails if the population has one of these signatures, or is surely below a share of people's numbers.

    Recall alone is no gate: random answers have a high recall. It is refused without a precision.

    Parameters
    ----------
    answers, reference, how : as `persona_collapse.diagnose` takes them
    fail_on : signatures that fail, "mode collapse,noise" or a list; () for none
    recall, precision : least shares of held-out people's recall and precision, 0 to 1; both or neither. They fail if
        the whole 95 % interval is below
    noise_share : largest share of the variation that is new each time a persona is asked, 0 to 1; needs repeats

    Returns
    -------
    The diagnosis, for further assertions.

    Raises
    ------
    AssertionError : with every reason.
    InputError : an unknown signature; recall without precision; noise_share without repeats; no people to compare with;
        as `persona_collapse.diagnose`.
    """
    __tracebackhide__ = True
    words = gate_words(fail_on) if fail_on else ()
    if (recall is None) != (precision is None):
        raise InputError(
            "give recall and precision together: random answers have a high recall, copies a high precision"
        )
    found = diagnose(answers, reference, **how)
    reasons = [refused_by(found, words)]
    if recall is not None and precision is not None:
        reasons += [_below(found, "recall", recall), _below(found, "precision", precision)]
    if noise_share is not None:
        reasons.append(_noisier(found, noise_share))
    if any(reasons):
        raise AssertionError(f"{found.population.source}: " + "; ".join(filter(None, reasons)))
    return found


def _below(found: Diagnosis, name: str, least: float) -> str:
    """Whether the whole interval of a number is below a share of people's."""
    values, people = found.values.coverage, found.held_out_people
    interval = (found.intervals or {}).get(name)
    if values is None or people is None or people.coverage is None:
        raise InputError(f"{name} needs people to compare with; give a reference")
    own, theirs = float(getattr(values, name)), float(getattr(people.coverage, name))
    high = own if interval is None else interval.high
    if high >= least * theirs:
        return ""
    ends = "" if interval is None else f" ({interval.low:.2f} to {interval.high:.2f})"
    return f"{name} {own:.2f}{ends} is below {percent(least)} of people's {theirs:.2f}"


def _noisier(found: Diagnosis, most: float) -> str:
    share = None if found.reliability is None else found.reliability.noise_share
    if share is None:
        raise InputError("noise_share needs repeats; give a run with --samples 2 or more, or samples=")
    return f"the noise share {share:.2f} is above {most:.2f}" if share > most else ""
