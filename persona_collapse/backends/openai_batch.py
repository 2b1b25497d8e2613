"""Batches in the protocol of OpenAI: a file of requests, a batch, a file of results."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from persona_collapse.backends.api import Api
from persona_collapse.backends.base import Prompt, Reply, Sampling
from persona_collapse.backends.batch import State, Written
from persona_collapse.backends.faults import fault as read_fault
from persona_collapse.backends.retry import Passing, persistently
from persona_collapse.backends.wire import Wire, record

ENDPOINT = "/v1/chat/completions"

TOKEN = "persona-collapse"
"""Name of the metadata by which a batch is found again."""

ENDED = ("completed", "failed", "expired", "cancelled")

PAGES = 10
"""Pages of the server's list of batches in which one is looked for."""


class OpenAIBatches:
    """Batches of OpenAI and of servers with its protocol.

    Parameters
    ----------
    api : the server's chat endpoint
    """

    most = 50_000
    largest = 150_000_000

    def __init__(self, api: Api) -> None:
        self.model, self.revision = api.model, api.revision
        self._api = api
        self._wire = Wire(api.client, api.revision, api.key, patience=api.patience)

    @property
    def left_out(self) -> tuple[str, ...]:
        """What the server does not accept of a request."""
        return self._api.left_out

    def ask(self, prompt: Prompt, sampling: Sampling) -> Reply:
        """One reply at once, which shows what the server accepts."""
        [(_, reply)] = self._api.replies(iter([prompt]), sampling)
        return reply

    def line(self, name: str, prompt: Prompt, sampling: Sampling) -> str:
        """A request of a batch, as JSON."""
        body = self._api.request(prompt, sampling)
        body = {name: value for name, value in body.items() if name not in ("stream", "stream_options")}
        return json.dumps({"custom_id": name, "method": "POST", "url": ENDPOINT, "body": body}, ensure_ascii=False)

    def submit(self, token: str, lines: Sequence[str]) -> str:
        """Hand in a batch; its id. An answer that is lost is looked for before the batch is handed in again."""
        file = self._wire.upload("batch.jsonl", ("\n".join(lines) + "\n").encode())
        body = {
            "input_file_id": file,
            "endpoint": ENDPOINT,
            "completion_window": "24h",
            "metadata": {TOKEN: token},
        }

        def once() -> str:
            return self._found(token) or _id(self._wire.post("/batches", body))

        try:
            return _id(self._wire.post("/batches", body))
        except Passing:
            return persistently(once, self._api.patience)

    def submitted(self, batch: Written, known: set[str]) -> str:
        """The id of a batch that was handed in, though the answer was lost; empty if the server does not have it."""
        return self._found(batch.token)

    def state(self, id: str) -> State:
        """How far a batch is."""
        found = record(self._wire.get(f"/batches/{id}"))
        counts = found.get("request_counts") or {}
        status = str(found.get("status"))
        errors = (found.get("errors") or {}).get("data") or []
        said = "; ".join(dict.fromkeys(str(one.get("message") or one.get("code")) for one in errors))
        return State(
            status=status,
            done=int(counts.get("completed") or 0),
            failed=int(counts.get("failed") or 0),
            total=int(counts.get("total") or 0),
            ended=status in ENDED,
            refused=(said or "no reason was given") if status == "failed" else "",
        )

    def results(self, id: str, prompts: Mapping[str, Prompt], sampling: Sampling) -> Iterator[tuple[str, Reply]]:
        """Name of a request and its reply, of those in `prompts`."""
        found = record(self._wire.get(f"/batches/{id}"))
        for place in ("output_file_id", "error_file_id"):
            if found.get(place):
                for line in self._wire.get(f"/files/{found[place]}/content").split("\n"):
                    if line.strip():
                        row = record(line)
                        name = str(row.get("custom_id"))
                        if name in prompts:
                            yield name, self._reply(row, prompts[name], sampling)

    def _reply(self, row: Mapping[str, Any], prompt: Prompt, sampling: Sampling) -> Reply:
        """The reply in a row of results, or why there is none."""
        response = row.get("response")
        if not isinstance(response, Mapping):
            said = row.get("error") or {}
            return Reply(error=f"{said.get('code') or 'batch'}: {said.get('message') or 'no answer'}"[:200])
        body, status = response.get("body"), int(response.get("status_code") or 200)
        if status >= 300:
            return Reply(error=read_fault(body, status).line)
        return self._api.reply_in(body if isinstance(body, Mapping) else {}, prompt, sampling)

    def _found(self, token: str) -> str:
        """The id of the batch with a token; empty if the server does not have it."""
        after = ""
        for _ in range(PAGES):
            page = record(self._wire.get(f"/batches?limit=100{after}"))
            rows = page.get("data") or []
            for one in rows:
                if (one.get("metadata") or {}).get(TOKEN) == token:
                    return _id(one)
            if not page.get("has_more") or not rows:
                break
            after = f"&after={rows[-1].get('id')}"
        return ""


def _id(batch: Mapping[str, Any]) -> str:
    if not batch.get("id"):
        raise Passing("the server gave the batch no name")
    return str(batch["id"])
