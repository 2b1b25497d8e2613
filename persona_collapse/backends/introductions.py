"""Simulated respondents that introduce themselves, with the interface of a model."""

import time
from collections.abc import Iterable, Iterator, Mapping

from persona_collapse.backends.base import Arrived, Prompt, Reply, Sampling
from persona_collapse.simulation import PREFIX
from persona_collapse.simulation.introductions import habits, introduction


class SimulatedIntroductions:
    """Writes like one kind of simulated respondent; always labelled as simulated.

    Parameters
    ----------
    kind : human, collapsed, shallow, caricature or noise
    personas : respondent -> attributes; a respondent that is absent has none and mentions none
    latency : seconds each reply takes
    """

    kind = "simulated"
    revision = "1"

    def __init__(self, kind: str, personas: Mapping[str, Mapping[str, str]], *, latency: float = 0.0) -> None:
        habits(kind)  # an unknown kind is refused here, before anything is asked
        self.model = f"{PREFIX}{kind}"
        self.latency = latency
        self._name, self._personas = kind, personas

    def replies(self, prompts: Iterable[Prompt], sampling: Sampling) -> Iterator[Arrived]:
        """One text per prompt, in order."""
        for place, prompt in enumerate(prompts):
            if self.latency:
                time.sleep(self.latency)
            attributes = self._personas.get(prompt.respondent, {})
            text = introduction(self._name, prompt.respondent, attributes, prompt.sample, seed=sampling.seed)
            yield place, Reply(text, latency=self.latency, finish_reason="stop", model=self.model)

    def count_tokens(self, prompt: Prompt, sampling: Sampling) -> int | None:
        """No tokens are read."""
        return 0
