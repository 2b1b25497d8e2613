"""Updates of a page: none is lost when its stream ends, and none is sent twice."""

import asyncio
import json

import gradio as gr
import httpx

from space.asking.runs import Run
from space.desk.visitors import Visitor
from space.page import streams
from space.page.streams import StreamsEnded
from space.page.updates import each_sent_once
from tests.support.waiting import PATIENCE, until

END = b'data: {"msg":"close_stream","event_id":null}\n\n'


class Line:
    """Requests of pages to an app that answers at once, whose streams go on until they are told to end."""

    def __init__(self):
        self.app, self.going_on = StreamsEnded(self.answered), asyncio.Event()

    async def answered(self, scope, receive, send):
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        if scope["path"].endswith("/queue/data"):
            await self.going_on.wait()
            await send({"type": "http.response.body", "body": END, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def request(self, path, body=b"", query=b""):
        headers = {}

        async def receive():
            return {"type": "http.request", "body": body}

        async def send(message):
            headers.update(message.get("headers", []))

        await self.app({"type": "http", "path": path, "query_string": query}, receive, send)
        return headers

    def stream(self, page="one"):
        return asyncio.create_task(self.request("/gradio_api/queue/data", query=f"session_hash={page}".encode()))

    async def ended(self, page="one"):
        body = json.dumps({"data": ['"session_hash":"two"'], "session_hash": page}).encode()
        return (await self.request("/gradio_api/queue/join", body)).get(b"x-stream-ended")


def test_an_answer_says_which_stream_of_the_page_has_ended(monkeypatch):
    monkeypatch.setattr(streams, "PAGES", 2)

    async def checked():
        line = Line()
        assert await line.ended() is None
        stream = line.stream()
        await asyncio.sleep(0)
        assert await line.ended() is None
        line.going_on.set()
        first = (await stream)[b"x-stream"]
        assert await line.ended() == first
        assert await line.ended("two") is None
        line.going_on.clear()
        stream = line.stream()
        await asyncio.sleep(0)
        assert await line.ended() is None
        line.going_on.set()
        await stream
        assert await line.ended() != first
        others = [(await line.stream(page))[b"x-stream"] for page in ("two", "three")]
        assert [await line.ended(page) for page in ("one", "two", "three")] == [None, *others]

    asyncio.run(checked())


def test_the_last_update_of_a_function_changes_nothing():
    @each_sent_once
    async def two(first, second):
        yield first, second
        yield gr.skip(), second + 1

    @each_sent_once
    async def none():
        return
        yield

    async def every(updates):
        return [one async for one in updates]

    assert asyncio.run(every(two("a", 1))) == [("a", 1), (gr.skip(), 2), (gr.skip(), gr.skip())]
    assert asyncio.run(every(none())) == []


def test_the_report_of_a_job_is_sent_once(serve):
    url, desk = serve()
    job = desk.submit(Run("simulated:noise", "simulated", ("mini-ipip",), 24), Visitor("a", "b"))
    until(lambda: desk.look(job).is_over)
    config = httpx.get(f"{url}config").json()
    button = next(one["id"] for one in config["components"] if one["props"].get("elem_id") == "run-back")
    function = next(one["id"] for one in config["dependencies"] if [button, "click"] in one["targets"])
    asked = {"data": [job], "fn_index": function, "session_hash": "abc", "trigger_id": button}
    httpx.post(f"{url}gradio_api/queue/join", json=asked).raise_for_status()
    with httpx.stream("GET", f"{url}gradio_api/queue/data", params={"session_hash": "abc"}, timeout=PATIENCE) as stream:
        heard = []
        for line in stream.iter_lines():
            heard += [json.loads(line.removeprefix("data: "))] if line else []
            if heard and heard[-1]["msg"] == "close_stream":
                break
    assert ["<iframe" in json.dumps(one) for one in heard].count(True) == 1
    last = next(one for one in heard if one["msg"] == "process_completed")
    assert last["success"]
    assert [one for one in last["output"]["data"] if one is not None and "value" in one] == []
