"""How much one request may carry; Gradio bounds the files of an upload and nothing else."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST = 64 * 2**20
"""Bytes of a request: three files of 20 MB, or a table as JSON, in which every letter may be written as two."""

REFUSED = b'{"error": "the request is too large; send less at a time"}'


class BodyLimit:
    """An app that receives at most `most` bytes of a request.

    Parameters
    ----------
    app : which is asked
    most : bytes of the body of a request
    """

    def __init__(self, app: ASGIApp, most: int = MOST) -> None:
        self.app, self.most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what says that it is too large, and hang up on what turns out to be."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        said = dict(scope["headers"]).get(b"content-length", b"0")
        if not said.isdigit() or int(said) > self.most:
            return await _refuse(send)
        left = self.most

        async def some() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            return message if left >= 0 else {"type": "http.disconnect"}

        await self.app(scope, some, send)


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": REFUSED})
