"""Any server that speaks the OpenAI protocol: Hugging Face's router, OpenRouter, OpenAI, vLLM, TGI, llama.cpp."""

import math
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

import openai

from persona_collapse.backends.base import Arrived, Prompt, Reply, Sampling
from persona_collapse.backends.retry import Passing, Patience, persistently, retry_after
from persona_collapse.errors import InputError

ROUTER = "https://router.huggingface.co/v1"
"""Hugging Face's router to inference providers."""

TOP = 20
"""Log-probabilities asked for: as many as any server gives."""

MANY_FEWER = 5
PASSING = (408, 409, 425, 429)


class Api:
    """Answers by a chat endpoint, several requests at a time.

    Failures that pass (rate limits, server errors, timeouts, broken bodies) are tried again with growing waits, or as
    long as Retry-After asks for; after that the reply is an error. What no request can pass (no key, no such model) is
    refused at once.

    Parameters
    ----------
    model : as the server calls it
    key : sent with every request; never stored, never printed
    base_url : of the server
    concurrency : requests under way at once
    timeout : seconds for one request
    patience : how often to try
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
    ) -> None:
        self.model, self.revision = model, base_url.rstrip("/")
        self.concurrency, self.patience = concurrency, patience or Patience()
        self._key = key
        self._top = TOP
        self._client = openai.OpenAI(api_key=key or "none", base_url=base_url, timeout=timeout, max_retries=0)

    def replies(self, prompts: Iterable[Prompt], sampling: Sampling) -> Iterator[Arrived]:
        """Replies in order of arrival; the first is waited for alone, so that what can never work costs one request."""
        waiting: dict[Future[Reply], int] = {}
        feed = enumerate(prompts)
        with ThreadPoolExecutor(self.concurrency) as pool:
            try:
                for place, prompt in feed:
                    yield place, self._reply(prompt, sampling)
                    break
                refused: InputError | None = None
                while True:
                    while not refused and len(waiting) < self.concurrency and (taken := next(feed, None)) is not None:
                        waiting[pool.submit(self._reply, taken[1], sampling)] = taken[0]
                    if not waiting:
                        break
                    for done in wait(waiting, return_when=FIRST_COMPLETED).done:
                        place = waiting.pop(done)
                        try:
                            reply = done.result()
                        except InputError as error:
                            refused = error  # what else is under way may be paid for: it is waited for
                        else:
                            yield place, reply
                if refused:
                    raise refused
            finally:
                for one in waiting:
                    one.cancel()

    def count_tokens(self, prompt: Prompt, sampling: Sampling) -> int | None:
        """Unknown: the tokenizer is the server's."""
        return None

    def _reply(self, prompt: Prompt, sampling: Sampling) -> Reply:
        """One reply, or why there is none."""
        started = time.perf_counter()
        try:
            reply = persistently(lambda: self._once(prompt, sampling), self.patience)
        except Passing as failure:
            reply = Reply(error=self._without_key(str(failure)))
        return Reply(**{**reply.__dict__, "latency": time.perf_counter() - started})

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
        """How thinking is switched here: OpenRouter has a field of its own, the others pass it to the chat template."""
        if sampling.thinking is None:
            return {}
        if "openrouter.ai" in self.revision:
            return {"reasoning": {"enabled": sampling.thinking}}
        return {"chat_template_kwargs": {"enable_thinking": sampling.thinking}}

    def _refused(self, error: openai.APIStatusError, prompt: Prompt, sampling: Sampling) -> Reply:
        """What a status means: refused for good, refused for this prompt, or to be tried again."""
        status, told = error.status_code, self._without_key(_message(error))
        if status in (401, 403):
            raise InputError(
                f"{self.revision} refuses access to {self.model} ({status}): {told}; set a key that may use it"
            ) from None
        if status == 404:
            raise InputError(
                f"{self.revision} has no {self.model} ({told}); check the model's name and --base-url"
            ) from None
        if status == 402:
            raise InputError(f"{self.revision} wants payment before it goes on: {told}") from None
        if status in PASSING or status >= 500:
            raise Passing(f"{status}: {told}", retry_after(error.response.headers.get("retry-after")))
        if sampling.mode == "probabilities" and "logprob" in told.lower() and self._top > MANY_FEWER:
            self._top = MANY_FEWER  # some servers give five at most
            return self._once(prompt, sampling)
        return Reply(error=f"{status}: {told}")

    def _read(self, answered: Any, prompt: Prompt, sampling: Sampling) -> Reply:
        choices = getattr(answered, "choices", None)
        if not choices:
            raise Passing(
                "the server sent a page, no reply" if isinstance(answered, str) else "a reply without choices"
            )
        choice, usage = choices[0], answered.usage
        message = choice.message
        return Reply(
            text=message.content or "",
            reasoning=str(getattr(message, "reasoning_content", None) or getattr(message, "reasoning", None) or ""),
            probabilities=self._probabilities(choice, prompt) if sampling.mode == "probabilities" else None,
            prompt_tokens=usage.prompt_tokens if usage else None,
            completion_tokens=usage.completion_tokens if usage else None,
            cost=_number(getattr(usage, "cost", None)),
            finish_reason=choice.finish_reason or "",
            model=answered.model or "",
        )

    def _probabilities(self, choice: Any, prompt: Prompt) -> tuple[float, ...]:
        """Of each choice as the first token; tokens that differ by a space are one answer."""
        content = choice.logprobs.content if choice.logprobs else None
        if not content or not content[0].top_logprobs:
            raise InputError(
                f"{self.revision} sends no log-probabilities for {self.model}, though they were asked for; say --mode generate"
            )
        share = dict.fromkeys(prompt.choices, 0.0)
        for one in content[0].top_logprobs:
            if one.token.strip() in share:
                share[one.token.strip()] += math.exp(one.logprob)
        return tuple(share.values())

    def _without_key(self, text: str) -> str:
        return text.replace(self._key, "***") if self._key else text


def _seed(prompt: Prompt, sampling: Sampling) -> int:
    """A number that belongs to respondent, item and sample."""
    return zlib.crc32(f"{sampling.seed} {prompt.respondent} {prompt.item} {prompt.sample}".encode())


def _message(error: openai.APIStatusError) -> str:
    """What the server says, in one short line."""
    body = error.body
    told: Any = body.get("message") or body.get("error") or body if isinstance(body, Mapping) else body
    line = " ".join(str(told if told else error.message).split())
    return "a page of HTML" if line.startswith("<") else line[:200]


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None
