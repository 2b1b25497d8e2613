"""A server that answers what a test tells it, and remembers what it was asked."""

import itertools
import json

from tests.support.loopback import Handler, Server, running


class Scripted(Server):
    """Answers what a function of the request (its `number` from 1) and its body says: a status, a body and headers."""

    name = "scripted"

    def __init__(self, script):
        super().__init__(Line)
        self.script, self.requests, self.headers, self.numbers = script, [], [], itertools.count(1)


class Line(Handler):
    def do_POST(self):
        body = json.loads(self.body())
        self.server.requests.append(body)
        self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
        self.number = next(self.server.numbers)
        code, content, headers = self.server.script(self, body)
        self.answer(code, content, **headers)


def said(text="4", *, usage=None, **choice):
    """A reply as servers send it."""
    message = {"role": "assistant", "content": text}
    body = {"model": "said", "choices": [{"index": 0, "message": message, "finish_reason": "stop"} | choice]}
    return 200, body | ({"usage": usage} if usage else {}), {}


def refusal(status, message, **more):
    """An error as servers send it."""
    return status, {"error": {"message": message, **more}}, {}


def scripted(script):
    return running(Scripted(script))


def always(answer):
    """A script that says the same to every request."""
    return lambda line, body: answer


def events(*pieces, done=True):
    """A stream of events."""
    lines = [f"data: {piece if isinstance(piece, str) else json.dumps(piece)}\n\n" for piece in pieces]
    return 200, "".join([*lines, "data: [DONE]\n\n" if done else ""]).encode(), {"kind": "text/event-stream"}
