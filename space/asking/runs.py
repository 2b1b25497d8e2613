"""A run: which model is asked what, by how many personas and how; checked, and as studies."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument, OpenQuestion, catalogue, self_introduction
from persona_collapse.personas import bundled_pool
from persona_collapse.simulation import PREFIX
from persona_collapse.study import Manner, Study, studies
from space.asking import addresses
from space.asking.models import named

FREE = self_introduction().id
INSTRUMENTS: dict[str, Callable[[], Instrument | OpenQuestion]] = {
    **{one.id: partial(catalogue.bundled, one.id) for one in catalogue.questionnaires() if one.can_be_asked},
    FREE: self_introduction,
}
"""Everything that can be asked."""

ALL = (*catalogue.FIRST, FREE)
"""What "all" stands for: the three of arXiv 2604.24698."""

KINDS = ("human", "collapsed", "shallow", "caricature", "noise")
PLACES = ("simulated", "providers", "here", "endpoint")
MODES = ("generate", "probabilities")
MOST_SAMPLES = 10
LONGEST = 200
MOST_SEED = 2**32 - 1
HOTTEST = 2.0
"""The temperature that servers take at most."""

FEWEST = 24
"""Personas; LID needs 21, and fewer would be asked for nothing."""


@dataclass(frozen=True)
class Run:
    """A model to be asked.

    Attributes
    ----------
    model : a Hub id, the name a server knows it by, or simulated:<kind>
    place : where it runs: simulated, here, providers or endpoint
    instruments : names of instruments, in the order asked
    personas : how many of the 1,144
    mode, temperature, samples, seed : how; None where the instrument's usual is meant
    base_url : of an endpoint; empty elsewhere. No key is ever part of a job
    """

    model: str
    place: str
    instruments: tuple[str, ...]
    personas: int
    mode: str = "generate"
    temperature: float | None = None
    samples: int | None = None
    seed: int = 0
    base_url: str = ""


def checked(asked: Run) -> Run:
    """A run that can be asked, as far as that can be known beforehand.

    Raises
    ------
    InputError : a place, instrument, mode or kind of respondent that does not exist; a number out of range; a value of
        another type; an address with a password in it.
    """
    _refuse_types(asked)
    pool = len(bundled_pool().respondents)
    for what, value, known in (("place", asked.place, PLACES), ("mode", asked.mode, MODES)):
        if value not in known:
            raise InputError(f"there is no {what} {str(value)[:40]!r}; use one of {', '.join(known)}")
    unknown = [name for name in asked.instruments if name not in INSTRUMENTS]
    if unknown or not asked.instruments:
        raise InputError(f"there is no instrument {str(unknown[:1])[1:-1][:40]}; use one of {', '.join(INSTRUMENTS)}")
    if not FEWEST <= asked.personas <= pool:
        raise InputError(f"{asked.personas} personas were asked for; give {FEWEST} to {pool:,}")
    if asked.samples is not None and not 1 <= asked.samples <= MOST_SAMPLES:
        raise InputError(f"{asked.samples} repeats were asked for; give 1 to {MOST_SAMPLES}")
    if not 0 <= asked.seed <= MOST_SEED:
        raise InputError(f"a seed of {str(asked.seed)[:20]} was given; give 0 to {MOST_SEED:,}")
    if asked.temperature is not None and not 0 <= asked.temperature <= HOTTEST:
        raise InputError(f"a temperature of {asked.temperature:g} was given; give 0 to {HOTTEST:g}")
    if asked.place == "endpoint":
        addresses.refuse_form(asked.base_url)  # before it is written down: it may hold a password
    if asked.place == "simulated" and asked.model.removeprefix(PREFIX) not in KINDS:
        raise InputError(
            f"there are no simulated respondents of kind {asked.model[:40]!r}; use one of {', '.join(KINDS)}"
        )
    if asked.place == "simulated" and asked.mode == "probabilities":
        raise InputError("simulated respondents write their answers; choose replies in words")
    if asked.place in ("here", "providers"):
        named(asked.model)
    if not asked.model or len(asked.model) > LONGEST or not asked.model.isprintable():
        raise InputError(f"a model has a name of 1 to {LONGEST} characters; give one")
    studies_of(asked)
    return asked


def described(
    model: str,
    place: str,
    instrument: str,
    personas: int,
    mode: str,
    temperature: float,
    samples: int,
    seed: int,
    base_url: str,
) -> Run:
    """The run that a form or a program describes: "all" stands for the three of the paper, and free text has its own protocol.

    Raises
    ------
    InputError : as `checked`.
    """
    free = instrument == FREE
    return checked(
        Run(
            model=model,
            place=place,
            instruments=ALL if instrument == "all" else (instrument,),
            personas=personas,
            mode="generate" if free else mode,
            temperature=None if free else temperature,
            samples=None if free else samples,
            seed=seed,
            base_url=base_url if place == "endpoint" else "",
        )
    )


def _refuse_types(asked: Run) -> None:
    """Refuse what a page would never send: a program may send anything."""
    texts = [("model", asked.model), ("base_url", asked.base_url), *(("instrument", one) for one in asked.instruments)]
    wholes = [("personas", asked.personas), ("seed", asked.seed), ("samples", asked.samples)]
    for what, value in texts:
        if not isinstance(value, str):
            raise InputError(f"{what} is {str(value)[:40]}, which is not text; give a text")
    for what, whole in wholes:
        if not (type(whole) is int or (whole is None and what == "samples")):
            raise InputError(f"{what} is {str(whole)[:40]}, which is not a whole number; give one without a point")
    if type(asked.temperature) not in (int, float, type(None)):
        raise InputError(f"temperature is {str(asked.temperature)[:40]}, which is not a number; give one like 0.7")


def studies_of(asked: Run) -> list[Study]:
    """The studies of a run, one per instrument.

    Raises
    ------
    InputError : as `Study`.
    """
    instruments: list[Instrument | OpenQuestion] = [INSTRUMENTS[name]() for name in asked.instruments]
    manner = Manner(mode=asked.mode, samples=asked.samples, temperature=asked.temperature, seed=asked.seed)
    return studies(instruments, bundled_pool(), asked.personas, manner)
