"""Simulated respondents with the interface of a model: for trials, for tests, and as baselines."""

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import numpy as np

from persona_collapse.backends.base import Arrived, Prompt, Reply, Sampling
from persona_collapse.instruments import Instrument
from persona_collapse.measures.randomness import generator
from persona_collapse.simulation import PREFIX, answer_probabilities
from persona_collapse.simulation.in_words import sentence


class Simulated:
    """Answers like one kind of simulated respondent; always labelled as simulated.

    Parameters
    ----------
    kind : human, collapsed, shallow, caricature, noise or drifting
    instrument : the instrument
    personas : respondent -> attributes; a respondent that is absent has none
    seed : another seed gives other respondents
    latency : seconds per reply, so that a run can be interrupted
    """

    kind = "simulated"
    revision = "1"

    def __init__(
        self,
        kind: str,
        instrument: Instrument,
        personas: Mapping[str, Mapping[str, str]],
        *,
        seed: int = 0,
        latency: float = 0.0,
    ) -> None:
        self.model = f"{PREFIX}{kind}"
        self.latency = latency
        self._places = {item.name: place for place, item in enumerate(instrument.items)}

        @lru_cache(maxsize=64)
        def probabilities(respondent: str, turns: int) -> np.ndarray:
            attributes = personas.get(respondent, {})
            return answer_probabilities(kind, instrument, respondent, attributes, seed=seed, turns=turns)

        self._probabilities = probabilities
        probabilities("nobody", 0)  # an unknown kind is refused here, before anything is asked

    def replies(self, prompts: Iterable[Prompt], sampling: Sampling) -> Iterator[Arrived]:
        """One reply per prompt, in order."""
        for place, prompt in enumerate(prompts):
            if self.latency:
                time.sleep(self.latency)
            printed = self._printed(prompt)
            if sampling.mode == "probabilities":
                yield place, Reply(probabilities=tuple(map(float, printed)), latency=self.latency, model=self.model)
            elif sampling.mode == "distribution":
                shares = dict(zip(prompt.choices, (100 * printed).round(1).tolist(), strict=True))
                yield place, Reply(json.dumps(shares), latency=self.latency, finish_reason="stop", model=self.model)
            else:
                rng = generator(f"reply {prompt.respondent} {prompt.item} {prompt.sample}", sampling.seed)
                chosen = min(int(np.searchsorted(printed.cumsum(), rng.random())), len(printed) - 1)
                free = sampling.mode == "text"
                said = sentence(chosen, len(printed), rng) if free else prompt.choices[chosen]
                yield place, Reply(said, latency=self.latency, finish_reason="stop", model=self.model)

    def count_tokens(self, prompt: Prompt, sampling: Sampling) -> int | None:
        """No tokens are read."""
        return 0

    def _printed(self, prompt: Prompt) -> np.ndarray:
        """Probabilities of the choices as printed."""
        own: np.ndarray = self._probabilities(prompt.respondent, len(prompt.turns))[self._places[prompt.item]]
        return own[::-1] if prompt.presentation.mirrored else own
