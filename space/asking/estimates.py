"""What a run will take, before it starts: requests, tokens, and a rough time with what it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from persona_collapse.instruments import OpenQuestion
from persona_collapse.study import Study
from space.asking.models import SMALL
from space.asking.rates import Rates
from space.asking.runs import Run, studies_of
from space.sentences import sentence

COUNTED = 3
"""Respondents whose prompts are measured; the rest is taken to be as long."""

LETTERS = 4
"""Of English, to a token."""

ANSWER, INTRODUCTION = 3, 250
"""Tokens that an answer on a scale and an introduction usually have, where the protocol allows as many."""

AT_ONCE = 8
WAIT = 1.0
WRITTEN_A_SECOND = 50

SIMULATED_A_SECOND = 10_000

CPU, LENT = 1e11, 2e13
"""Operations a second: two cores of a processor, as measured; a large GPU with small batches, as assumed."""


@dataclass(frozen=True)
class Estimate:
    """What a run will take.

    Attributes
    ----------
    requests : questions put
    prompt_tokens, written_tokens : read and written by the model, roughly; 0 where none is asked
    seconds : roughly; None where the model's size is not known
    assumption : what the time rests on, as a sentence
    """

    requests: int
    prompt_tokens: int
    written_tokens: int
    seconds: float | None
    assumption: str


def estimate(studies: Sequence[Study], place: str, parameters: int | None = None, *, gpu: bool = False) -> Estimate:
    """What asking these studies will take.

    Tokens are letters of the prompts by four. A model here reads each persona once and each question on its own; an
    operation pair is taken per parameter and token.

    Parameters
    ----------
    studies : one per instrument
    place : simulated, here, providers or endpoint
    parameters : of a model here
    gpu : whether it runs on one
    """
    requests = sum(map(len, studies))
    if place == "simulated":
        basis = f"simulated respondents give about {SIMULATED_A_SECOND:,} answers a second"
        return Estimate(requests, 0, 0, requests / SIMULATED_A_SECOND, basis)
    lengths = [_lengths(study) for study in studies]
    prompts = round(sum((one.persona + one.question) * len(study) for one, study in zip(lengths, studies, strict=True)))
    written = sum(_written(study) * len(study) for study in studies)
    if place != "here":
        seconds = (requests * WAIT + written / WRITTEN_A_SECOND) / AT_ONCE
        basis = f"{AT_ONCE} requests at once take {WAIT:g} s each and {WRITTEN_A_SECOND} tokens a second are written"
        return Estimate(requests, prompts, written, seconds, basis)
    if parameters is None:
        return Estimate(requests, prompts, written, None, "the time depends on the model's size")
    read = sum(
        one.persona * len(study.respondents) + one.question * len(study)
        for one, study in zip(lengths, studies, strict=True)
    )
    speed = LENT if gpu else CPU
    basis = f"{parameters / 1e9:.2g} billion parameters meet {speed / 1e12:g} trillion operations a second"
    return Estimate(requests, prompts, written, 2 * parameters * (read + written) / speed, basis)


def estimated(run: Run, rates: Rates | None = None, *, gpu: bool = False) -> str:
    """What a run will take, as sentences: by the last runs of this kind here, or else by what is assumed, and it says which.

    Parameters
    ----------
    run : what is asked; a model here is known by its size where it is one of those suggested
    rates : of this app
    gpu : whether a model here runs on one

    >>> estimated(Run("simulated:noise", "simulated", ("bfi44",), 200))
    '8,800 requests. Roughly 1 s, if simulated respondents give about 10,000 answers a second.'
    """
    known, asked_of = SMALL.get(run.model), studies_of(run)
    found = estimate(asked_of, run.place, None if known is None else round(known * 1e9), gpu=gpu)
    speeds = [None if rates is None else rates.answers_a_second(run, one.instrument.id) for one in asked_of]
    took = [len(one) / speed for one, speed in zip(asked_of, speeds, strict=True) if speed]
    tokens = f", about {_rough(found.prompt_tokens)} tokens read and {_rough(found.written_tokens)} written"
    asked = f"{found.requests:,} requests{tokens if found.prompt_tokens else ''}."
    if len(took) == len(asked_of):
        return f"{asked} Roughly {duration(sum(took))}, by the last runs of this kind here."
    if found.seconds is None:
        return f"{asked} {sentence(found.assumption)}"
    return f"{asked} Roughly {duration(found.seconds)}, if {found.assumption}."


def _rough(number: int) -> str:
    """Two digits of a number, which is all that is known of it.

    >>> _rough(2_404_533)
    '2,400,000'
    """
    return f"{float(f'{number:.2g}'):,.0f}"


def duration(seconds: float) -> str:
    """Seconds as people say them.

    >>> duration(40), duration(200), duration(9000)
    ('40 s', '3 min', '2.5 h')
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


@dataclass(frozen=True)
class _Lengths:
    """Tokens of a study's prompts, on average: what is stated once to a respondent, and each question."""

    persona: float
    question: float


def _lengths(study: Study) -> _Lengths:
    each = len(study) // len(study.respondents)
    first = list(islice(study.prompts(), COUNTED * each))
    letters = len(first) * LETTERS
    return _Lengths(sum(len(one.system) for one in first) / letters, sum(len(one.question) for one in first) / letters)


def _written(study: Study) -> int:
    """Tokens of a usual reply."""
    if study.sampling.mode == "probabilities":
        return 1
    usual = INTRODUCTION if isinstance(study.instrument, OpenQuestion) else ANSWER
    return min(usual, study.sampling.max_tokens)
