"""Batches in the protocol of Anthropic: requests to its endpoint for messages, handed in together."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import openai

from persona_collapse.backends import extras
from persona_collapse.backends.base import Prompt, Reply, Sampling
from persona_collapse.backends.batch import State, Written
from persona_collapse.backends.faults import fault as read_fault
from persona_collapse.backends.retry import Passing, Patience, Refused, persistently
from persona_collapse.backends.terms import Terms
from persona_collapse.backends.wire import Wire, record
from persona_collapse.errors import InputError

URL = "https://api.anthropic.com/v1"

VERSION = "2023-06-01"

ENDS = {"end_turn": "stop", "stop_sequence": "stop", "max_tokens": "length", "tool_use": "tool_calls"}
"""How Anthropic says that a reply ended, in the words of other servers."""

SLACK = 120.0
"""Seconds that the clocks of this machine and the server may differ."""


class AnthropicBatches:
    """Batches of Anthropic and of servers with its protocol.

    The protocol has no seed and no log-probabilities.

    Parameters
    ----------
    model : its name on the server
    key : sent with every request; never stored, never printed
    base_url : of the server
    timeout : seconds for one request
    patience : how often to retry
    """

    most = 100_000
    largest = 200_000_000

    def __init__(
        self, model: str, *, key: str, base_url: str = URL, timeout: float = 120.0, patience: Patience | None = None
    ) -> None:
        base_url = base_url.rstrip("/") + ("" if urlsplit(base_url).path.strip("/") else "/v1")
        self.model, self.revision, self._key = model, base_url, key
        self._patience, self._terms = patience or Patience(), Terms()
        self._terms.forget(("stream",))
        client = openai.OpenAI(api_key=key or "none", base_url=base_url, timeout=timeout, max_retries=0)
        client.organization = client.project = None
        client._custom_headers = {}
        headers = {"x-api-key": key, "anthropic-version": VERSION, "Authorization": openai.Omit()}
        self._wire = Wire(client, base_url, key, patience=self._patience, headers=headers)

    @property
    def left_out(self) -> tuple[str, ...]:
        """What the server does not accept of a request; it never has a seed."""
        return tuple(sorted({*self._terms.left_out, "seed"}))

    def ask(self, prompt: Prompt, sampling: Sampling) -> Reply:
        """One reply at once, which shows what the server accepts.

        Raises
        ------
        InputError : no access, no credit, no such model; a setting that the protocol does not have.
        """
        self._check(sampling)
        started = time.perf_counter()
        while True:
            sent = self._terms.shaped(self._request(prompt, sampling))
            try:
                found = persistently(lambda sent=sent: self._wire.post("/messages", sent), self._patience)  # type: ignore[misc]
            except Passing as failure:
                return Reply(error=str(failure))
            except Refused as refusal:
                fault, chosen = refusal.fault, (*self._chosen(sampling), "max_tokens", "system")
                final = fault.status not in (400, 422) or fault.is_unpaid or fault.is_flagged
                if not final and self._terms.learn(fault, sent, chosen):
                    continue
                if fault.is_flagged:
                    return Reply(error=fault.line)
                raise self._wire.mistake(refusal, f"{self.model} does not answer") from None
            return replace(reply_of(found), latency=time.perf_counter() - started)

    def line(self, name: str, prompt: Prompt, sampling: Sampling) -> str:
        """A request of a batch, as JSON."""
        body = self._terms.shaped(self._request(prompt, sampling))
        return json.dumps({"custom_id": name, "params": body}, ensure_ascii=False)

    def submit(self, token: str, lines: Sequence[str]) -> str:
        """Hand in a batch; its id."""
        found = self._wire.post("/messages/batches", {"requests": [json.loads(line) for line in lines]})
        if not found.get("id"):
            raise Passing("the server gave the batch no name")
        return str(found["id"])

    def submitted(self, batch: Written, known: set[str]) -> str:
        """The id of a batch that was handed in, though the answer was lost; empty if the server does not have it.

        Batches have no name of ours at Anthropic: it is one of the same number of requests, submitted since, that is not
        known. Its requests have names of ours, so that of another batch no reply would be taken.
        """
        page = record(self._wire.get("/messages/batches?limit=100"))
        for one in page.get("data") or []:
            number = sum(int(count) for count in (one.get("request_counts") or {}).values())
            if one.get("id") not in known and number == batch.requests and _since(one, batch.begun):
                return str(one["id"])
        return ""

    def state(self, id: str) -> State:
        """How far a batch is."""
        found = record(self._wire.get(f"/messages/batches/{id}"))
        counts = {name: int(count) for name, count in (found.get("request_counts") or {}).items()}
        status = str(found.get("processing_status"))
        done = counts.get("succeeded", 0)
        return State(
            status=status,
            done=done,
            failed=sum(counts.values()) - done - counts.get("processing", 0),
            total=sum(counts.values()),
            ended=status == "ended",
        )

    def results(self, id: str, prompts: Mapping[str, Prompt], sampling: Sampling) -> Iterator[tuple[str, Reply]]:
        """Name of a request and its reply, of those in `prompts`."""
        for line in self._wire.get(f"/messages/batches/{id}/results").split("\n"):
            if line.strip():
                row = record(line)
                if str(row.get("custom_id")) in prompts:
                    yield str(row["custom_id"]), self._reply(row.get("result") or {})

    def _reply(self, result: Mapping[str, Any]) -> Reply:
        """The reply in a row of results, or why there is none."""
        kind = str(result.get("type"))
        if kind == "succeeded":
            return reply_of(result.get("message") or {})
        if kind == "errored":
            said = result.get("error")
            inner = said.get("error") if isinstance(said, Mapping) and isinstance(said.get("error"), Mapping) else said
            return Reply(error=read_fault({"error": inner}).without(self._key).line)
        return Reply(error=f"{kind}: the batch ended before this question was answered")

    def _request(self, prompt: Prompt, sampling: Sampling) -> dict[str, Any]:
        request: dict[str, Any] = {
            "model": self.model,
            "messages": [one for one in prompt.messages if one["role"] != "system"],
            "max_tokens": sampling.max_tokens,
            "temperature": sampling.temperature,
        }
        return request | ({"system": prompt.system} if prompt.system else {}) | self._chosen(sampling)

    def _chosen(self, sampling: Sampling) -> dict[str, Any]:
        off = {"thinking": {"type": "disabled"}} if sampling.thinking is False else {}
        return off | extras.fields(sampling.extra_body)

    def _check(self, sampling: Sampling) -> None:
        """Refuse what the protocol does not have.

        Raises
        ------
        InputError : probabilities, a reasoning effort, or thinking on.
        """
        if sampling.mode == "probabilities":
            raise InputError(f"{self.revision} sends no log-probabilities in its batches; use --mode generate")
        for given, name in ((sampling.reasoning_effort, "--reasoning-effort"), (sampling.thinking, "--thinking on")):
            if given:
                raise InputError(
                    f"{name} has another form at Anthropic; use --extra-body, for example "
                    '\'{"thinking": {"type": "enabled", "budget_tokens": 2048}}\' with a larger --max-tokens'
                )


def reply_of(message: Mapping[str, Any]) -> Reply:
    """The reply in a message of Anthropic.

    >>> said = {"content": [{"type": "text", "text": "4"}], "stop_reason": "end_turn", "usage": {"input_tokens": 9}}
    >>> reply_of(said).text, reply_of(said).finish_reason, reply_of(said).prompt_tokens
    ('4', 'stop', 9)
    """
    parts = [part for part in message.get("content") or [] if isinstance(part, Mapping)]
    usage = message.get("usage") or {}
    cached, made = (usage.get(f"cache_{name}_input_tokens") for name in ("read", "creation"))
    end = str(message.get("stop_reason") or "")
    return Reply(
        text="".join(str(part.get("text") or "") for part in parts if part.get("type") == "text"),
        reasoning="".join(str(part.get("thinking") or "") for part in parts if part.get("type") == "thinking"),
        prompt_tokens=None
        if usage.get("input_tokens") is None
        else usage["input_tokens"] + (cached or 0) + (made or 0),
        completion_tokens=usage.get("output_tokens"),
        cached_tokens=cached,
        finish_reason=ENDS.get(end, end),
        model=str(message.get("model") or ""),
    )


def _since(batch: Mapping[str, Any], begun: float) -> bool:
    """Whether a batch was made after a time, as far as clocks agree."""
    try:
        made = datetime.fromisoformat(str(batch.get("created_at")).replace("Z", "+00:00")).timestamp()
    except ValueError:
        return True
    return made >= begun - SLACK
