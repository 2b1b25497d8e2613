"""What was asked of whom, so that a result can be checked and had again."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """What a run asked: everything that makes up the hash of its study, and of whom it was asked.

    Attributes
    ----------
    model, revision : as named by who asked, and which version of it, as far as that could be known
    backend : "simulated", "transformers" or "api"
    instrument, instrument_version, instrument_digest : what was asked; the digest is over every word of it
    pool, pool_digest : who was to answer; the digest is over everything a model may be told about anybody
    form, form_digest : the words around an item
    labels : whether personas were told their trait labels
    order : "fixed", or "random" where the layout of every question was drawn
    mode, temperature, max_tokens, thinking, seed : how replies were drawn; see `persona_collapse.backends.Sampling`
    personas, samples : how many were asked, and how often each question
    with_default : whether somebody without a persona was asked too
    study : hash of all but the model, its backend, and how many and how often; 64 hex digits
    """

    model: str
    revision: str
    backend: str
    instrument: str
    instrument_version: str
    instrument_digest: str
    pool: str
    pool_digest: str
    form: str
    form_digest: str
    labels: bool
    order: str
    mode: str
    temperature: float
    max_tokens: int
    thinking: bool | None
    seed: int
    personas: int
    samples: int
    with_default: bool
    study: str
