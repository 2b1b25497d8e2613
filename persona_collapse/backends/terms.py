"""What a server accepts of a request, learned from what it refuses."""

import re
from collections.abc import Collection, Mapping
from threading import Lock
from typing import Any

from persona_collapse.backends.base import without_system
from persona_collapse.backends.faults import Fault

NEWER = "max_completion_tokens"
"""What newer models of OpenAI have in place of max_tokens."""

SMALL = 2**31 - 1
"""The largest seed of servers that keep it in 32 bits with a sign."""

NO_SYSTEM = r"system (role|message|prompt|instruction)s?\b|developer (message|instruction)|support 'system'|roles must alternate"
"""A chat template, or a model, has no place for the system message."""

SYSTEM = "system message"

KEPT = ("model", "messages", "n", "stream", "logprobs", "top_logprobs")
"""Without these it would be another question, or no reply to it."""


class Terms:
    """The form of requests that a server accepts; it is the same for all requests of a run."""

    def __init__(self) -> None:
        self.streams = False
        self._lock = Lock()
        self._left_out: set[str] = set()
        self._vain: set[str] = set()
        self._newer = self._small = self._merges = False

    @property
    def left_out(self) -> tuple[str, ...]:
        """What is not sent, or sent in another form, sorted.

        >>> terms = Terms()
        >>> terms.learn(Fault(400, "", "use max_completion_tokens instead", "max_tokens"), {"max_tokens": 64})
        ('max_tokens',)
        >>> terms.left_out, terms.shaped({"max_tokens": 64})
        (('max_tokens as max_completion_tokens',), {'max_completion_tokens': 64})
        """
        renamed = {f"max_tokens as {NEWER}"} if self._newer and NEWER not in self._left_out else set()
        smaller = {f"seed below {SMALL + 1}"} if self._small and "seed" not in self._left_out else set()
        merged = {"system message as part of the question"} if self._merges else set()
        gone = {"max_tokens" if name == NEWER else name for name in self._left_out}
        return tuple(sorted(gone | renamed | smaller | merged))

    def shaped(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """A request as the server accepts it."""
        with self._lock:
            found = dict(request)
            if self._newer and "max_tokens" in found:
                found[NEWER] = found.pop("max_tokens")
            if self._small and found.get("seed", 0) > SMALL:
                found["seed"] &= SMALL
            if self._merges:
                found["messages"] = without_system(found["messages"])
            if self.streams:
                found |= {"stream": True, "stream_options": {"include_usage": True}}
            return {name: value for name, value in found.items() if name not in self._left_out}

    def learn(self, fault: Fault, sent: Mapping[str, Any], chosen: Collection[str] = ()) -> tuple[str, ...]:
        """What is sent otherwise from now on, after a refusal; empty if it names nothing that can be.

        Parameters
        ----------
        fault : why the server refused, with a status of 400 or 422
        sent : the request as it was sent
        chosen : parameters that the user asked for; they are always sent
        """
        with self._lock:
            if not self.streams and "stream" not in self._vain and re.search(r"\bstream", fault.words):
                self.streams = True
                return ("stream",)
            if _has_system(sent) and SYSTEM not in self._vain and re.search(NO_SYSTEM, fault.words):
                self._merges = True
                return (SYSTEM,)
            own = [name for name in sent if name not in KEPT and name not in chosen and name not in self._vain]
            named = [one for one in fault.named(own) if one == "seed" or not fault.is_about_range]
            return tuple(name for name in named if self._changes(name, fault, sent))

    def forget(self, changed: Collection[str]) -> None:
        """Take back what made no difference, and never try it again."""
        with self._lock:
            self._vain.update(changed)
            self._left_out.difference_update(changed)
            self.streams = self.streams and "stream" not in changed
            self._newer = self._newer and "max_tokens" not in changed
            self._small = self._small and "seed" not in changed
            self._merges = self._merges and SYSTEM not in changed

    def _changes(self, name: str, fault: Fault, sent: Mapping[str, Any]) -> bool:
        """Send a parameter in another form where there is one, else not at all."""
        if name == "max_tokens" and NEWER in fault.words:
            self._newer = True
        elif name == "seed" and not fault.is_unsupported and sent[name] > SMALL:
            self._small = True
        elif name == "seed" and fault.is_about_range:
            return False
        else:
            self._left_out.add(name)
        return True


def _has_system(request: Mapping[str, Any]) -> bool:
    return any(one["role"] == "system" for one in request.get("messages", ()))
