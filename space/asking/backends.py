"""Who answers a run: simulated respondents, a model on this hardware, or a server."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from persona_collapse.backends import Backend, Simulated, SimulatedIntroductions
from persona_collapse.backends.retry import Patience
from persona_collapse.hub.hardware import Hardware, fits
from persona_collapse.instruments import Instrument
from persona_collapse.simulation import PREFIX
from persona_collapse.study import Study
from space.asking import addresses, pinned_client
from space.asking.runs import Run
from space.asking.secret import Secret
from space.settings import SpaceSettings

LONGEST_WAIT = 60.0
"""Seconds that a server may ask to wait; others wait for the place meanwhile."""


@dataclass(frozen=True)
class Told(Patience):
    """Tells when a server asks to wait.

    Attributes
    ----------
    told : called from any thread
    """

    longest: float = LONGEST_WAIT
    told: Callable[[], None] = lambda: None

    def wait(self, attempt: int, asked_for: float | None) -> float | None:
        """As `Patience.wait`."""
        seconds = super().wait(attempt, asked_for)
        if asked_for is not None and seconds is not None:
            self.told()
        return seconds


def backend(
    asked: Run,
    study: Study,
    credential: Secret | None,
    settings: SpaceSettings,
    ready: Any,
    waits: Callable[[], None] = lambda: None,
) -> Backend:
    """Who answers.

    Parameters
    ----------
    asked, study : what is asked
    credential : the visitor's key or token
    settings : what the app may do
    ready : the one that answered the instrument before; a model is loaded once
    waits : called when a server asks to wait, from any thread

    Raises
    ------
    InputError : a model that is not available or does not fit, an address that may not be asked, no login.
    """
    if asked.place == "simulated":
        return _simulated(asked, study)
    if ready is not None:
        found: Backend = ready
        return found
    if asked.place == "here":
        return _here(asked, credential, settings)
    return _remote(asked, credential, settings, Told(told=waits))


def _simulated(asked: Run, study: Study) -> Backend:
    kind, personas = asked.model.removeprefix(PREFIX), {one.id: one.attributes for one in study.pool.respondents}
    if not isinstance(study.instrument, Instrument):
        return SimulatedIntroductions(kind, personas)
    return Simulated(kind, study.instrument, personas, seed=study.sampling.seed)


def _here(asked: Run, credential: Secret | None, settings: SpaceSettings) -> Backend:
    """A model on this hardware: looked at on the Hub first, and loaded at the commit that was looked at."""
    token = credential.reveal() if credential else None
    found = fits(asked.model, Hardware.here(settings.zero_gpu), token)
    from persona_collapse.backends.checkpoint import Checkpoint
    from persona_collapse.backends.transformers import Transformers

    return Transformers(Checkpoint.load(found.name, revision=found.revision, token=token or False))


def _remote(asked: Run, credential: Secret | None, settings: SpaceSettings, patience: Patience) -> Backend:
    """A server: the router of Inference Providers, or the visitor's own, by the address that was checked."""
    from persona_collapse.backends.api import Api

    key = credential.reveal() if credential else ""
    if asked.place == "providers":
        return Api(asked.model, key=key, patience=patience)
    endpoint = addresses.checked(asked.base_url, settings.local_use)
    client = pinned_client.client(endpoint)
    return Api(asked.model, key=key, base_url=endpoint.url, patience=patience, http_client=client)
