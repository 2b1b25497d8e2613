"""The stream of a page's updates, ended so that no update is lost."""

import re
from collections import OrderedDict
from itertools import count
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGES = 10_000
"""Pages whose stream has ended and that are remembered; of more, the oldest are forgotten."""

END = b'"msg":"close_stream"'
PAGE = re.compile(rb'"session_hash":\s*"([^"\\]+)"')
STREAM, ENDED = "x-stream", "x-stream-ended"

WAITING = """
(() => {
    const asked = window.fetch;
    let last = Promise.resolve({});
    const watched = (answer) => {
        if (!answer.ok || !answer.body) return {answer};
        const parts = answer.body.getReader(), number = answer.headers.get("STREAM");
        const ended = new Promise(over => {
            answer = new Response(new ReadableStream({
                async pull(to) {
                    try {
                        const {done, value} = await parts.read();
                        if (!done) return to.enqueue(value);
                        to.close();
                    } catch (broken) {
                        to.error(broken);
                    }
                    setTimeout(over, 50);
                },
                cancel(why) {
                    over();
                    return parts.cancel(why);
                },
            }), answer);
        });
        return {answer, number, ended};
    };
    window.fetch = async (what, how) => {
        const address = String(what.url ?? what);
        if (address.includes("/queue/data")) {
            const stream = asked(what, how).then(watched);
            last = stream.catch(() => ({}));
            return (await stream).answer;
        }
        const answer = await asked(what, how);
        if (address.includes("/queue/join") && answer.headers.has("ENDED")) {
            const {number, ended} = await last;
            if (number === answer.headers.get("ENDED")) await ended;
        }
        return answer;
    };
})();
""".replace("ENDED", ENDED).replace("STREAM", STREAM)
"""On the page: an answer that says which stream has ended is taken when the end of that stream has been read."""


class StreamsEnded:
    """An app that says in the answer to a question which stream of updates of the page has been ended, if it has none open.

    With nothing under way Gradio ends the stream of a page, which opens another with what it asks next. When the answer to
    that question overtakes the end of the stream, the page believes that the stream is open, opens none, and what was asked
    for is never shown. With what is said here, and `WAITING` on the page, such an answer waits for the end of the stream.

    Parameters
    ----------
    app : which is asked
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._numbers = count()
        self._ended: OrderedDict[bytes, int] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Watch streams for their end, and say it in answers."""
        path = scope["path"] if scope["type"] == "http" else ""
        if path.endswith("/queue/data"):
            await self._stream(scope, receive, send)
        elif path.endswith("/queue/join"):
            await self._question(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        page, number = parse_qs(scope["query_string"]).get(b"session_hash", [b""])[0], next(self._numbers)
        self._ended.pop(page, None)

        async def sent(message: Message) -> None:
            if END in message.get("body", b""):
                self._ended[page] = number
                while len(self._ended) > PAGES:
                    self._ended.popitem(last=False)
            await send(_with(STREAM, number, message))

        await self.app(scope, receive, sent)

    async def _question(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = bytearray()

        async def read() -> Message:
            message = await receive()
            body.extend(message.get("body", b""))
            return message

        async def sent(message: Message) -> None:
            page = PAGE.search(body)
            ended = None if page is None else self._ended.get(page[1])
            await send(message if ended is None else _with(ENDED, ended, message))

        await self.app(scope, read, sent)


def _with(name: str, number: int, message: Message) -> Message:
    """A message with one header more, if it has headers."""
    if message["type"] != "http.response.start":
        return message
    return {**message, "headers": [*message.get("headers", []), (name.encode(), b"%d" % number)]}
