"""Any server with the OpenAI protocol: Hugging Face's router, OpenRouter, OpenAI, vLLM, TGI, llama.cpp."""

import math
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

import openai

from persona_collapse.backends.base import Arrived, Mode, Prompt, Reply, Sampling
from persona_collapse.backends.retry import Passing, Patience, persistently, retry_after
from persona_collapse.errors import InputError

ROUTER = "https://router.huggingface.co/v1"
"""Hugging Face's router to inference providers."""

TOP = 20
"""Number of log-probabilities requested: the most that any server gives."""

MANY_FEWER = 5
PASSING = (408, 409, 425, 429)


class Api:
    """Answers from a chat endpoint, several requests at a time.

    Temporary failures (rate limits, server errors, timeouts, broken bodies) are retried with increasing waits, or after
    the time given by Retry-After; then the reply is an error. Permanent failures (no key, unknown model) are raised at
    once.

    Parameters
    ----------
    model : its name on the server
    key : sent with every request; never stored, never printed
    base_url : of the server
    concurrency : number of simultaneous requests
    timeout : seconds for one request
    patience : how often to retry
    http_client : an `httpx.Client` for the requests, to check addresses, redirects or answers; settings that the openai
        client would take from the environment (OPENAI_ORG_ID, ...) are then ignored
    """

    kind = "api"

    def __init__(
        self,
        model: str,
        *,
        key: str,
        base_url: str = ROUTER,
        concurrency: int = 8,
        timeout: float = 120.0,
        patience: Patience | None = None,
        http_client: Any = None,
    ) -> None:
        self.model, self.revision = model, _shown(base_url)
        self.concurrency, self.patience = concurrency, patience or Patience()
        self._key = key
        self._top = TOP
        self._answered: set[Mode] = set()
        self._client = openai.OpenAI(
            api_key=key or "none", base_url=base_url, timeout=timeout, max_retries=0, http_client=http_client
        )
        if http_client is not None or not f".{urlsplit(base_url).hostname}".endswith(".openai.com"):
            # OPENAI_ORG_ID, OPENAI_PROJECT_ID and OPENAI_CUSTOM_HEADERS are meant for the client's own host
            self._client.organization = self._client.project = None
            self._client._custom_headers = {}

    def replies(self, prompts: Iterable[Prompt], sampling: Sampling) -> Iterator[Arrived]:
        """Replies in order of arrival; the first request is sent alone, so that a permanent failure costs one request."""
        feed, arrived, left = enumerate(prompts), SimpleQueue[tuple[int, Reply | Exception]](), Event()

        def pause(seconds: float) -> None:
            if left.wait(seconds):
                raise Passing("the run has ended")

        def ask(place: int, prompt: Prompt) -> None:
            """Deliver the reply, or whatever ended the thread: without a result the caller would wait for ever."""
            try:
                arrived.put((place, self._reply(prompt, sampling, pause)))
            except Exception as error:  # InputError (a permanent failure) or a bug; the caller raises both
                arrived.put((place, error))

        under_way, most = 0, 1
        refused: Exception | None = None
        try:
            while True:
                while refused is None and under_way < most and (taken := next(feed, None)) is not None:
                    Thread(target=ask, args=taken, daemon=True).start()
                    under_way += 1
                if not under_way:
                    break
                place, reply = arrived.get()
                under_way, most = under_way - 1, self.concurrency
                if isinstance(reply, Exception):
                    refused = refused or reply  # other requests may already be paid for, so wait for them
                else:
                    yield place, reply
            if refused is not None:
                raise refused
        finally:
            left.set()

    def count_tokens(self, prompt: Prompt, sampling: Sampling) -> int | None:
        """Unknown, because the tokenizer is on the server."""
        return None

    def _reply(self, prompt: Prompt, sampling: Sampling, pause: Callable[[float], None]) -> Reply:
        """One reply, or why there is none."""
        started = time.perf_counter()
        try:
            reply = persistently(lambda: self._once(prompt, sampling), self.patience, sleep=pause)
        except Passing as failure:
            reply = Reply(error=self._without_key(str(failure)))
        return replace(reply, latency=time.perf_counter() - started)

    def _once(self, prompt: Prompt, sampling: Sampling) -> Reply:
        try:
            answered = self._client.chat.completions.create(**self._request(prompt, sampling))
        except openai.APITimeoutError:
            raise Passing("no answer in time") from None
        except openai.APIConnectionError as error:
            raise Passing(f"no connection ({type(error.__cause__ or error).__name__})") from None
        except openai.APIStatusError as error:
            return self._refused(error, prompt, sampling)
        except ValueError:
            raise Passing("the server sent something that is not JSON") from None
        return self._read(answered, prompt, sampling)

    def _request(self, prompt: Prompt, sampling: Sampling) -> dict[str, Any]:
        request: dict[str, Any] = {"model": self.model, "messages": prompt.messages, "seed": _seed(prompt, sampling)}
        if sampling.mode == "probabilities":
            request |= {"max_tokens": 1, "temperature": 1.0, "logprobs": True, "top_logprobs": self._top}
        else:
            request |= {"max_tokens": sampling.max_tokens, "temperature": sampling.temperature}
        extra = self._thinking(sampling)
        return request | ({"extra_body": extra} if extra else {})

    def _thinking(self, sampling: Sampling) -> dict[str, Any]:
        """The switch for thinking: OpenRouter has its own field, the others pass it to the chat template."""
        if sampling.thinking is None:
            return {}
        if "openrouter.ai" in self.revision:
            return {"reasoning": {"enabled": sampling.thinking}}
        return {"chat_template_kwargs": {"enable_thinking": sampling.thinking}}

    def _refused(self, error: openai.APIStatusError, prompt: Prompt, sampling: Sampling) -> Reply:
        """The meaning of a status: a permanent failure, a failure of this prompt, or a temporary failure."""
        status, told = error.status_code, self._without_key(_message(error))
        if status == 401 or (status == 403 and sampling.mode not in self._answered):
            raise InputError(
                f"{self.revision} refuses access to {self.model} ({status}): {told}; set a key with access to it"
            ) from None
        if status == 404:
            raise InputError(
                f"{self.revision} has no {self.model} ({told}); check the model's name and --base-url"
            ) from None
        if status == 402:
            raise InputError(
                f"{self.revision} requires payment: {told}; add credit, then rerun the same command"
            ) from None
        if 300 <= status < 400:
            raise InputError(
                f"{self.revision} redirects requests to another address ({status}), and redirects are not followed; "
                "give the address of the models"
            ) from None
        if status in PASSING or status >= 500:
            raise Passing(f"{status}: {told}", retry_after(error.response.headers.get("retry-after")))
        if sampling.mode == "probabilities" and "prob" in told.lower() and "probabilities" not in self._answered:
            if self._top == MANY_FEWER:
                raise self._no_probabilities(f" ({told})") from None
            self._top = MANY_FEWER  # some servers give at most five
            return self._once(prompt, sampling)
        return Reply(error=f"{status}: {told}")

    def _read(self, answered: Any, prompt: Prompt, sampling: Sampling) -> Reply:
        choice = next(iter(getattr(answered, "choices", None) or ()), None)
        message = getattr(choice, "message", None)
        if message is None:
            raise Passing(
                "the server sent a web page, not a reply" if isinstance(answered, str) else "a reply without choices"
            )
        usage = getattr(answered, "usage", None)
        reply = Reply(
            text=_text(getattr(message, "content", None)),
            reasoning=_text(getattr(message, "reasoning_content", None) or getattr(message, "reasoning", None)),
            probabilities=self._probabilities(choice, prompt) if sampling.mode == "probabilities" else None,
            prompt_tokens=getattr(usage, "prompt_tokens", None),
            completion_tokens=getattr(usage, "completion_tokens", None),
            cost=_number(getattr(usage, "cost", None)),
            finish_reason=getattr(choice, "finish_reason", None) or "",
            model=getattr(answered, "model", None) or "",
        )
        self._answered.add(sampling.mode)
        return reply

    def _probabilities(self, choice: Any, prompt: Prompt) -> tuple[float, ...]:
        """Probability of each choice as the first token; tokens that differ by a space are the same answer."""
        content = getattr(getattr(choice, "logprobs", None), "content", None)
        if not content or not content[0].top_logprobs:
            if "probabilities" in self._answered or not choice.message.content:
                raise Passing("a reply without log-probabilities")
            raise self._no_probabilities(", although they were requested")
        if alike := _beginning_alike(prompt.choices):
            raise InputError(
                f"the answers {' and '.join(alike)} may begin with the same token, and {self.revision} gives "
                "the probabilities of one token only; use --mode generate"
            )
        share = dict.fromkeys(prompt.choices, 0.0)
        for one in content[0].top_logprobs:
            if one.token.strip() in share:
                share[one.token.strip()] += math.exp(one.logprob)
        return tuple(share.values())

    def _no_probabilities(self, why: str) -> InputError:
        return InputError(f"{self.revision} sends no log-probabilities for {self.model}{why}; use --mode generate")

    def _without_key(self, text: str) -> str:
        return text.replace(self._key, "***") if self._key else text


def _shown(base_url: str) -> str:
    """A server's address without a password or a key in it.

    >>> _shown("https://user:secret@example.org/v1/?key=secret")
    'https://example.org/v1'
    """
    parts = urlsplit(base_url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl().rstrip("/")


def _beginning_alike(choices: tuple[str, ...]) -> tuple[str, ...]:
    """Two answers of which one begins with the other; empty if there are none.

    >>> _beginning_alike(("1", "2", "10")), _beginning_alike(("1", "2"))
    (('1', '10'), ())
    """
    return next(((a, b) for a in choices for b in choices if a != b and b.startswith(a)), ())


def _seed(prompt: Prompt, sampling: Sampling) -> int:
    """A number that depends on respondent, item and sample."""
    return zlib.crc32(f"{sampling.seed} {prompt.respondent} {prompt.item} {prompt.sample}".encode())


def _message(error: openai.APIStatusError) -> str:
    """The server's message, in one short line."""
    body = error.body
    told: Any = body.get("message") or body.get("error") or body if isinstance(body, Mapping) else body
    line = " ".join(str(told if told else error.message).split())
    return "a page of HTML" if line.startswith("<") else line[:200]


def _text(content: Any) -> str:
    """The text itself, or the text parts of a list of parts."""
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, Mapping))
    return "" if content is None else str(content)


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None
