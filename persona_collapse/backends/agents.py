"""Live agents behind one server: each knows who it is, and is addressed by the id of its persona."""

from typing import Any

from persona_collapse.backends.api import Api
from persona_collapse.backends.base import Prompt, Reply, Sampling
from persona_collapse.backends.faults import Fault

PERSONA = "{persona}"
"""In the name of the model: the place of the id."""

GONE = "no such agent"
"""How a reply of an agent that the server no longer has is said to have ended."""


class Agents(Api):
    """Answers of agents, several requests at a time; no description is sent, only the id of a persona.

    The id is the field `user` of each request, and stands in the name of the model where that has a place for it
    (`agent-{persona}`). An agent that the server no longer has (404) has given an empty reply: it is not asked again, and
    its answers are missing.

    Parameters
    ----------
    model : its name on the server, the same for all agents or with `{persona}`
    known : whether these agents have answered before, so that a 404 is about one of them, not about the server
    options : as `Api` takes them
    """

    def __init__(self, model: str, *, known: bool = False, **options: Any) -> None:
        super().__init__(model, **options)
        self.known = known

    def _request(self, prompt: Prompt, sampling: Sampling) -> dict[str, Any]:
        whom = {"model": self.model.replace(PERSONA, prompt.respondent), "user": prompt.respondent}
        return super()._request(prompt, sampling) | whom

    def _chosen(self, sampling: Sampling) -> dict[str, Any]:
        """Without a place in the model's name, only `user` says which agent is asked: it is never left out."""
        return super()._chosen(sampling) | ({} if PERSONA in self.model else {"user": ""})

    def _refused(self, fault: Fault, wait: float | None, sampling: Sampling) -> Reply:
        if fault.status == 404 and (self.known or sampling.mode in self._answered):
            return Reply(finish_reason=GONE)
        return super()._refused(fault, wait, sampling)
