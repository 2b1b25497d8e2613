"""Any server with the OpenAI protocol: Hugging Face's router, OpenRouter, OpenAI, vLLM, TGI, llama.cpp."""

import re
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

import openai

from persona_collapse.backends import extras
from persona_collapse.backends.base import Arrived, Mode, Prompt, Reply, Sampling
from persona_collapse.backends.faults import Fault, failure_kind
from persona_collapse.backends.faults import fault as read_fault
from persona_collapse.backends.logprobs import BadLogprobs, NoLogprobs, shares, unclear
from persona_collapse.backends.response import Body, choice_of, decoded, fault_in, reply_of
from persona_collapse.backends.retry import Passing, Patience, persistently, retry_after
from persona_collapse.backends.terms import Terms
from persona_collapse.errors import InputError

ROUTER = "https://router.huggingface.co/v1"
"""Hugging Face's router to inference providers."""

TOP = 20
"""Number of log-probabilities requested: the most that any server gives."""

MANY_FEWER = 5

REMEDIES = {
    "temperature": "use another --temperature",
    "chat_template_kwargs": "omit --thinking",
    "reasoning": "omit --thinking",
    "reasoning_effort": "use another --reasoning-effort, or omit it",
    "user": "if the server knows its agents by the name of the model, give MODEL with {persona} in it",
}
"""Parameter -> what a user can do where a server refuses it; all others are set by --extra-body."""


class Api:
    """Answers from a chat endpoint, several requests at a time.

    Temporary failures (rate limits, server errors, timeouts, broken bodies) are retried with increasing waits, or after
    the time given by Retry-After; then the reply is an error. Permanent failures (no key, unknown model, no credit) are
    raised at once. A parameter that the server refuses is left out from then on, or sent in the form that the server
    asks for; `left_out` lists these.

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
        self.key = key
        self._top = TOP
        self._terms = Terms()
        self._answered: set[Mode] = set()
        self._whole: set[str] = set()
        self.client = openai.OpenAI(
            api_key=key or "none", base_url=base_url, timeout=timeout, max_retries=0, http_client=http_client
        )
        if http_client is not None or not f".{urlsplit(base_url).hostname}".endswith(".openai.com"):
            # OPENAI_ORG_ID, OPENAI_PROJECT_ID and OPENAI_CUSTOM_HEADERS are meant for the client's own host
            self.client.organization = self.client.project = None
            self.client._custom_headers = {}

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
            except Exception as error:
                # InputError (a permanent failure), whatever the openai client lets through of httpx, or a bug. Nothing
                # is swallowed: the caller raises it. What is not delivered would leave the caller waiting.
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

    @property
    def left_out(self) -> tuple[str, ...]:
        """What the server did not accept: not sent, or sent in another form ("max_tokens as max_completion_tokens")."""
        return self._terms.left_out

    def request(self, prompt: Prompt, sampling: Sampling) -> dict[str, Any]:
        """The body of a request, in the form that the server accepts."""
        return self._terms.shaped(self._request(prompt, sampling))

    def reply_in(self, body: Body, prompt: Prompt, sampling: Sampling) -> Reply:
        """The reply in an answer that came in another way, or why there is none."""
        if fault := fault_in(body):
            return Reply(error=fault.without(self.key).line)
        try:
            return self._read(body, prompt, sampling)
        except (Passing, InputError) as failure:
            return Reply(error=self._without_key(str(failure)))

    def _reply(self, prompt: Prompt, sampling: Sampling, pause: Callable[[float], None]) -> Reply:
        """One reply, or why there is none."""
        started = time.perf_counter()
        try:
            reply = persistently(lambda: self._once(prompt, sampling), self.patience, sleep=pause)
        except Passing as failure:
            reply = Reply(error=self._without_key(str(failure)))
        return replace(reply, latency=time.perf_counter() - started)

    def _once(self, prompt: Prompt, sampling: Sampling) -> Reply:
        """One reply, asked for in the form that the server accepts; what it refuses is learned once for all requests."""
        changed: tuple[str, ...] = ()
        kind = ""
        while True:
            sent = self.request(prompt, sampling)
            body, fault, wait = self._sent(sent)
            if fault is None:
                return self._read(body, prompt, sampling)
            if changed and failure_kind(fault.words) == kind:
                self._terms.forget(changed)
            changed, kind = self._learned(fault, sent, sampling), failure_kind(fault.words)
            if not changed:
                return self._refused(fault, wait, sampling)

    def _sent(self, sent: dict[str, Any]) -> tuple[Body, Fault | None, float | None]:
        """The answer, what is wrong with it, and the seconds that the server asks to wait."""
        extra = {name: value for name, value in sent.items() if name not in ("model", "messages")}
        try:
            answer = self.client.chat.completions.with_raw_response.create(
                model=sent["model"], messages=sent["messages"], extra_body=extra
            )
        except openai.APITimeoutError:
            raise Passing("no answer in time") from None
        except openai.APIConnectionError as error:
            raise Passing(f"no connection ({type(error.__cause__ or error).__name__})") from None
        except openai.APIStatusError as error:
            wait = retry_after(error.response.headers.get("retry-after"))
            return {}, read_fault(error.body or error.message, error.status_code).without(self.key), wait
        body = decoded(answer.text)
        found = fault_in(body)
        return body, None if found is None else found.without(self.key), None

    def _request(self, prompt: Prompt, sampling: Sampling) -> dict[str, Any]:
        request: dict[str, Any] = {"model": self.model, "messages": prompt.messages, "seed": _seed(prompt, sampling)}
        if sampling.mode == "probabilities":
            request |= {"max_tokens": 1, "temperature": 1.0, "logprobs": True, "top_logprobs": self._top}
        else:
            request |= {"max_tokens": sampling.max_tokens, "temperature": sampling.temperature}
        return request | self._chosen(sampling)

    def _chosen(self, sampling: Sampling) -> dict[str, Any]:
        """What the user asked for by name, which is always sent."""
        effort = {} if sampling.reasoning_effort is None else {"reasoning_effort": sampling.reasoning_effort}
        return self._thinking(sampling) | effort | extras.fields(sampling.extra_body)

    def _thinking(self, sampling: Sampling) -> dict[str, Any]:
        """The switch for thinking: OpenRouter has its own field, the others pass it to the chat template."""
        if sampling.thinking is None:
            return {}
        if "openrouter.ai" in self.revision:
            return {"reasoning": {"enabled": sampling.thinking}}
        return {"chat_template_kwargs": {"enable_thinking": sampling.thinking}}

    def _learned(self, fault: Fault, sent: Mapping[str, Any], sampling: Sampling) -> tuple[str, ...]:
        """What is sent otherwise from now on; empty if the request cannot be sent in another form."""
        if fault.is_unpaid or fault.is_flagged or fault.status not in (400, 422):
            return ()
        if self._needs_probabilities(fault, sampling):
            if self._top == MANY_FEWER:
                return ()
            self._top = MANY_FEWER  # some servers give at most five
            return ("top_logprobs",)
        return self._terms.learn(fault, sent, self._chosen(sampling))

    def _needs_probabilities(self, fault: Fault, sampling: Sampling) -> bool:
        """Whether the server refuses log-probabilities, and not only for this question."""
        refused = re.search(r"log[_ -]?prob|probabilit", fault.words) is not None
        return sampling.mode == "probabilities" and refused and "probabilities" not in self._answered

    def _refused(self, fault: Fault, wait: float | None, sampling: Sampling) -> Reply:
        """What a fault means: a permanent failure, a failure of this prompt, or a temporary failure."""
        status, message, heard = fault.status, fault.message, sampling.mode in self._answered
        if fault.is_unpaid:
            raise InputError(f"{self.revision} requires payment: {message}; add credit, then rerun the same command")
        if status in (400, 403, 422) and self._needs_probabilities(fault, sampling):
            raise self._no_probabilities(f" ({message})")
        if fault.is_flagged:
            return Reply(error=fault.line)
        if status == 401 or (status == 403 and not heard):
            raise InputError(
                f"{self.revision} refuses access to {self.model} ({status}): {message}; set a key with access to it"
            )
        if status == 404:
            raise InputError(f"{self.revision} has no {self.model} ({message}); check the model's name and --base-url")
        if 300 <= status < 400:
            raise InputError(
                f"{self.revision} redirects requests to another address ({status}), and redirects are not followed; "
                "give the address of the models"
            )
        if fault.is_temporary:
            raise Passing(fault.line, wait)
        if not heard and (remedy := self._remedy(fault, sampling)):
            raise InputError(f"{self.revision} refuses {remedy[0]} ({message}); {remedy[1]}")
        return Reply(error=fault.line)

    def _remedy(self, fault: Fault, sampling: Sampling) -> tuple[str, str] | None:
        """The parameter that makes every request fail, and what the user can do about it."""
        chosen = self._chosen(sampling)
        for name in fault.named(chosen, pointed_at=True):
            return name, REMEDIES.get(name, f"remove {name} from --extra-body")
        for name in fault.named(["temperature"]) if fault.is_about_range else ():
            return f"{name} {sampling.temperature:g}", REMEDIES[name]
        return None

    def _read(self, body: Body, prompt: Prompt, sampling: Sampling) -> Reply:
        reply = reply_of(body)
        if sampling.mode == "probabilities":
            try:
                reply = replace(reply, probabilities=self._probabilities(body, prompt))
            except BadLogprobs as error:
                if "probabilities" not in self._answered:
                    raise InputError(f"{self.revision} sends {error} ({self.model}); use --mode generate") from None
                return Reply(error=f"the server sent {error}; use --mode generate")
        self._answered.add(sampling.mode)
        return reply

    def _probabilities(self, body: Body, prompt: Prompt) -> tuple[float, ...]:
        """Probability of each choice as the first token."""
        try:
            found = shares(choice_of(body), prompt.choices)
        except NoLogprobs as error:
            if "probabilities" in self._answered or not reply_of(body).text:
                raise Passing(f"the server sent {error}; use --mode generate") from None
            raise InputError(
                f"{self.revision} sends {error} for {self.model}, although they were requested; use --mode generate"
            ) from None
        if alike := unclear(prompt.choices, found, self._whole):
            raise InputError(
                f"the answers {' and '.join(alike)} may begin with the same token, and {self.revision} gives "
                "the probabilities of one token only; use --mode generate"
            )
        return found

    def _no_probabilities(self, why: str) -> InputError:
        return InputError(f"{self.revision} sends no log-probabilities for {self.model}{why}; use --mode generate")

    def _without_key(self, text: str) -> str:
        return text.replace(self.key, "***") if self.key else text


def _shown(base_url: str) -> str:
    """A server's address without a password or a key in it.

    >>> _shown("https://user:secret@example.org/v1/?key=secret")
    'https://example.org/v1'
    """
    parts = urlsplit(base_url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl().rstrip("/")


def _seed(prompt: Prompt, sampling: Sampling) -> int:
    """A number that depends on respondent, item and sample."""
    return zlib.crc32(f"{sampling.seed} {prompt.respondent} {prompt.item} {prompt.sample}".encode())
