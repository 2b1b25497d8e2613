"""From the options of `run` to studies: what was not given is taken as is usual for the instrument."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from persona_collapse.backends import Sampling, extras
from persona_collapse.dialogues import Conversation
from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument, OpenQuestion
from persona_collapse.personas import PersonaPool
from persona_collapse.study.forms import form
from persona_collapse.study.rated_texts import similarity_for
from persona_collapse.study.study import Study

THINKING_TOKENS = 8192
LIKERT_TOKENS = 64
SHARES_TOKENS = 256
"""For a distribution: a point and its share are about eight tokens."""
WORDS_TOKENS = 160
"""For one or two sentences."""

TOKENS = {"distribution": SHARES_TOKENS, "text": WORDS_TOKENS}
"""Mode -> tokens of a reply, where they are not those of a number."""


@dataclass(frozen=True)
class Manner:
    """How questions are put, as the options of `run` say; None where the instrument's usual is meant."""

    mode: str = "generate"
    samples: int | None = None
    temperature: float | None = None
    max_tokens: int | None = None
    thinking: str | None = None
    seed: int = 0
    labels: bool = True
    order: str = "fixed"
    wording: str = "standard"
    with_default: bool = False
    reasoning_effort: str | None = None
    extra_body: str | None = None
    conversation: Conversation | None = None
    best_of: int = 1
    anchors: str | None = None
    embedder: str | None = None


class Usual(NamedTuple):
    """What is usual for an instrument: how often, at which temperature, how many tokens at most."""

    samples: int
    temperature: float
    max_tokens: int


def studies(
    instruments: Sequence[Instrument | OpenQuestion], pool: PersonaPool, personas: int | None, manner: Manner
) -> list[Study]:
    """A study per instrument; among several an open question is answered in words, whatever the mode.

    Parameters
    ----------
    instruments : questionnaires and open questions
    pool, personas : the personas, and the number of them that are asked; None all
    manner : how

    Raises
    ------
    InputError : as `Study`; an unknown wording, or thinking neither on nor off.
    """
    return [_study(one, pool, personas, manner, alone=len(instruments) == 1) for one in instruments]


def _study(
    instrument: Instrument | OpenQuestion, pool: PersonaPool, personas: int | None, manner: Manner, *, alone: bool
) -> Study:
    free = isinstance(instrument, OpenQuestion)
    usual = _usual(instrument, manner)
    return Study(
        instrument=instrument,
        pool=pool,
        personas=personas,
        samples=usual.samples if manner.samples is None else manner.samples,
        sampling=Sampling(
            mode="generate" if free and not alone else manner.mode,  # type: ignore[arg-type]
            temperature=usual.temperature if manner.temperature is None else manner.temperature,
            max_tokens=usual.max_tokens if manner.max_tokens is None else manner.max_tokens,
            thinking=_switch(manner.thinking),
            seed=manner.seed,
            reasoning_effort=manner.reasoning_effort,
            extra_body=extras.canonical(manner.extra_body) if manner.extra_body else "",
            best_of=1 if free and not alone else manner.best_of,
        ),
        form=form(manner.wording, "en" if isinstance(instrument, OpenQuestion) else instrument.language),
        labels=manner.labels,
        order=manner.order,  # type: ignore[arg-type]
        with_default=manner.with_default,
        conversation=manner.conversation,
        similarity=None
        if isinstance(instrument, OpenQuestion) or manner.mode != "text"
        else similarity_for(instrument, manner.anchors, manner.embedder),
    )


def _usual(instrument: Instrument | OpenQuestion, manner: Manner) -> Usual:
    """An open question says so itself; a distribution or words take more tokens than a number, and thinking many more."""
    usual = Usual(1, 0.7, TOKENS.get(manner.mode, LIKERT_TOKENS))
    if isinstance(instrument, OpenQuestion):
        usual = Usual(instrument.samples, instrument.temperature, instrument.max_tokens)
    elif manner.mode == "distribution":
        usual = usual._replace(max_tokens=max(usual.max_tokens, 10 * len(instrument.scale.points)))
    return usual._replace(max_tokens=usual.max_tokens + THINKING_TOKENS) if manner.thinking == "on" else usual


def _switch(thinking: str | None) -> bool | None:
    if thinking not in (None, "on", "off"):
        raise InputError(f"--thinking {thinking}: use on or off, or omit it")
    return None if thinking is None else thinking == "on"
