"""A server that takes batches, in the protocols of OpenAI and of Anthropic; what becomes of them is in a test's hands.

Files and batches are kept by id. A batch is in progress until `release` is set, and for the seconds that `takes` says when it
comes; then each row is answered, once, by `answer`, a function of its body that returns a text, or a status and an error.
"""

import email.parser
import email.policy
import itertools
import json
import threading
import time
from contextlib import AbstractContextManager
from urllib.parse import parse_qs, urlsplit

from tests.support.loopback import Handler, Server, running
from tests.support.waiting import PATIENCE

MADE = "2026-11-28T12:00:00Z"


class BatchServer(Server):
    """Counts what it was sent: `asked` (single requests), `batches` by id, `files` by id, `looks` at batches.

    A batch is kept at once; that it is kept is said as soon as `answers` is set.
    """

    def __init__(self, answer):
        super().__init__(Line)
        self.answer, self.release = answer, threading.Event()
        self.ends_as = "completed"
        self.refused = None
        self.takes = lambda: 0.0
        self.answers = threading.Event()
        self.answers.set()
        self.left = None
        self.asked, self.looks, self.headers = [], 0, []
        self.batches, self.files = {}, {}
        self.numbers = itertools.count(1)
        self.lock = threading.Lock()

    def keep(self, kind, content, kept):
        """A new file or batch under an id of its own."""
        with self.lock:
            id = f"{kind}-{next(self.numbers)}"
            kept[id] = content
        return id


class Line(Handler):
    server: BatchServer

    def do_GET(self):
        path = urlsplit(self.path).path.removeprefix("/v1")
        self.server.headers.append(dict(self.headers.items()))
        parts = path.strip("/").split("/")
        if path == "/batches":
            rows = [openai_batch(self.server, id) for id in reversed(self.server.batches)]
            after = parse_qs(urlsplit(self.path).query).get("after")
            if after:
                rows = rows[[one["id"] for one in rows].index(after[0]) + 1 :]
            return self.answer(200, {"object": "list", "data": rows[:1], "has_more": len(rows) > 1})
        if path == "/messages/batches":
            rows = [anthropic_batch(self.server, id) for id in reversed(self.server.batches)]
            return self.answer(200, {"data": rows, "has_more": False})
        if parts[0] == "files" and parts[1] in self.server.files:
            return self.answer(200, self.server.files[parts[1]].encode(), "application/octet-stream")
        id = parts[-1] if parts[-1] != "results" else parts[-2]
        if id not in self.server.batches:
            return self.refuse(404, f"No batch found with id '{id}'.", "not_found")
        if parts[-1] == "results":
            return self.answer(200, "".join(anthropic_rows(self.server, id)).encode(), "application/x-jsonl")
        self.server.looks += 1
        made = anthropic_batch if parts[0] == "messages" else openai_batch
        return self.answer(200, made(self.server, id))

    def do_POST(self):
        path, content = urlsplit(self.path).path.removeprefix("/v1"), self.body()
        self.server.headers.append(dict(self.headers.items()))
        if path == "/files":
            return self.answer(
                200, {"id": self.server.keep("file", uploaded(self.headers, content), self.server.files)}
            )
        body = json.loads(content)
        if path in ("/chat/completions", "/messages"):
            self.server.asked.append(body)
            said = self.server.answer(body)
            made = message if path == "/messages" else completion
            return self.answer(200, made(said)) if isinstance(said, str) else self.answer(*said)
        if path == "/batches":
            rows = [json.loads(line) for line in self.server.files[body["input_file_id"]].splitlines()]
            made = {"rows": rows, "metadata": body["metadata"], "endpoint": body["endpoint"]}
            shown = openai_batch
        else:
            made, shown = {"rows": body["requests"]}, anthropic_batch
        id = self.server.keep("batch", made, self.server.batches)
        self.server.answers.wait(PATIENCE)
        return self.answer(200, shown(self.server, id))


def uploaded(headers, content):
    """The file in a form."""
    head = f"Content-Type: {headers['Content-Type']}\r\n\r\n".encode()
    form = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + content)
    parts = {part.get_param("name", header="content-disposition"): part for part in form.iter_parts()}
    assert parts["purpose"].get_payload(decode=True) == b"batch"
    return parts["file"].get_payload(decode=True).decode()


def completion(text):
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    return {"model": "batched", "choices": [choice], "usage": {"prompt_tokens": 100, "completion_tokens": 2}}


def message(text):
    usage = {"input_tokens": 20, "cache_read_input_tokens": 80, "cache_creation_input_tokens": 0, "output_tokens": 2}
    content = [{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": text}]
    return {"type": "message", "model": "batched", "content": content, "stop_reason": "end_turn", "usage": usage}


def has_ended(server, batch):
    """Whether a batch was released and has taken its time."""
    return server.release.is_set() and time.monotonic() >= batch.setdefault("until", time.monotonic() + server.takes())


def answered(server, batch, body_of):
    """Each row of an ended batch with what the server says to it; of an expired one only the first `left`."""
    with server.lock:
        if "said" not in batch:
            most = server.left or 0 if server.ends_as == "expired" else len(batch["rows"])
            late = [None] * (len(batch["rows"]) - most)
            batch["said"] = [server.answer(body_of(row)) for row in batch["rows"][:most]] + late
    return zip((row["custom_id"] for row in batch["rows"]), batch["said"], strict=True)


def openai_batch(server, id):
    """A batch of OpenAI, as far as it is; its files are made when it ends."""
    batch = server.batches[id]
    rows = batch["rows"]
    common = {"id": id, "object": "batch", "endpoint": batch["endpoint"], "metadata": batch["metadata"], "errors": None}
    if server.refused:
        errors = {"object": "list", "data": [{"code": "token_limit_exceeded", "message": server.refused, "line": None}]}
        return common | {
            "status": "failed",
            "errors": errors,
            "request_counts": {"total": 0, "completed": 0, "failed": 0},
        }
    if not has_ended(server, batch):
        counts = {"total": len(rows), "completed": 0, "failed": 0}
        return common | {
            "status": "in_progress",
            "request_counts": counts,
            "output_file_id": None,
            "error_file_id": None,
        }
    if "files" not in batch:
        good, bad = [], []
        for name, said in answered(server, batch, lambda row: row["body"]):
            if isinstance(said, str):
                good.append(row(name, {"status_code": 200, "request_id": "r", "body": completion(said)}, None))
            elif said is None:
                words = "This request could not be executed before the completion window expired."
                bad.append(row(name, None, {"code": "batch_expired", "message": words}))
            else:
                bad.append(row(name, {"status_code": said[0], "request_id": "r", "body": said[1]}, None))
        files = [server.keep("file", "".join(lines), server.files) if lines else None for lines in (good[::-1], bad)]
        batch["files"], batch["counts"] = files, {"total": len(rows), "completed": len(good), "failed": len(bad)}
    output, errors = batch["files"]
    ended = {"status": server.ends_as, "output_file_id": output, "error_file_id": errors}
    return common | ended | {"request_counts": batch["counts"]}


def row(name, response, error):
    return json.dumps({"id": f"batch_req_{name}", "custom_id": name, "response": response, "error": error}) + "\n"


def anthropic_batch(server, id):
    batch = server.batches[id]
    rows, ended = batch["rows"], has_ended(server, batch)
    counts = {"processing": 0 if ended else len(rows), "succeeded": 0, "errored": 0, "canceled": 0, "expired": 0}
    for _, said in answered(server, batch, lambda row: row["params"]) if ended else ():
        counts["succeeded" if isinstance(said, str) else "expired" if said is None else "errored"] += 1
    status = "ended" if ended else "in_progress"
    made = batch.setdefault("made", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))
    return {
        "id": id,
        "type": "message_batch",
        "processing_status": status,
        "request_counts": counts,
        "created_at": made,
    }


def anthropic_rows(server, id):
    for name, said in answered(server, server.batches[id], lambda row: row["params"]):
        if isinstance(said, str):
            result = {"type": "succeeded", "message": message(said)}
        elif said is None:
            result = {"type": "expired"}
        else:
            result = {"type": "errored", "error": {"type": "error", **said[1]}}
        yield json.dumps({"custom_id": name, "result": result}) + "\n"


def batch_stub(answer=lambda body: "4") -> AbstractContextManager[BatchServer]:
    """Serve batches of both protocols on a free port."""
    return running(BatchServer(answer))
