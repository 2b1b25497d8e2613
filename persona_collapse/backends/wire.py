"""Requests to a server beside its chat endpoint: files, batches and messages, with the faults of any other request."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import openai

from persona_collapse.backends.faults import fault as read_fault
from persona_collapse.backends.retry import Passing, Patience, Refused, persistently, retry_after
from persona_collapse.errors import InputError


class Wire:
    """A connection to a server.

    Parameters
    ----------
    client : of the openai package
    revision : address of the server, as it is shown
    key : never shown
    headers : added to each request
    patience : how often to retry what may be asked twice
    """

    def __init__(
        self,
        client: openai.OpenAI,
        revision: str,
        key: str,
        *,
        patience: Patience,
        headers: Mapping[str, Any] | None = None,
    ) -> None:
        self._client, self.revision, self._key = client, revision, key
        self._patience = patience
        self._options: Any = {"headers": dict(headers or {})}

    def get(self, path: str) -> str:
        """The text at a path, asked for again where that may help.

        Raises
        ------
        Passing : a temporary failure, after the last attempt.
        Refused : a permanent one.
        """
        return persistently(
            lambda: self._done(lambda: self._client.get(path, cast_to=str, options=self._options)), self._patience
        )

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to a request that is sent once only.

        Raises
        ------
        Passing, Refused : as `get`.
        """
        return record(self._done(lambda: self._client.post(path, cast_to=str, body=dict(body), options=self._options)))

    def upload(self, name: str, content: bytes) -> str:
        """The id of a file for a batch, sent again where that may help.

        Raises
        ------
        Passing, Refused : as `get`.
        """
        send = self._client.files.create
        return persistently(
            lambda: self._done(lambda: str(send(file=(name, content), purpose="batch").id)), self._patience
        )

    def mistake(self, failure: Exception, what: str) -> InputError:
        """A failure as a sentence."""
        if isinstance(failure, Refused) and failure.fault.is_unpaid:
            return InputError(
                f"{self.revision} requires payment: {failure.fault.message}; add credit, then rerun the same command"
            )
        return InputError(f"{self.revision}: {what} ({failure})")

    def _done(self, send: Callable[[], str]) -> str:
        try:
            return send()
        except openai.APITimeoutError:
            raise Passing("no answer in time") from None
        except openai.APIConnectionError as error:
            raise Passing(f"no connection ({type(error.__cause__ or error).__name__})") from None
        except openai.APIStatusError as error:
            found = read_fault(error.body or error.message, error.status_code).without(self._key)
            if found.is_temporary and not found.is_unpaid:
                raise Passing(found.line, retry_after(error.response.headers.get("retry-after"))) from None
            raise Refused(found) from None


def record(text: str) -> dict[str, Any]:
    """A JSON object.

    Raises
    ------
    Passing : not one.
    """
    try:
        found = json.loads(text)
    except ValueError:
        raise Passing("the server sent something that is not JSON") from None
    if not isinstance(found, dict):
        raise Passing("the server sent something that is not an object")
    return found
