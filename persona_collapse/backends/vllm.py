"""A model on this machine in a vLLM engine, which keeps what prompts begin with (prefix caching)."""

import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np

from persona_collapse.backends.base import Arrived, Prompt, Reply, Sampling
from persona_collapse.backends.choices import Choices, Path
from persona_collapse.backends.failures import in_words
from persona_collapse.backends.revision import revision_of
from persona_collapse.backends.tokens import PromptTokens, sorted_out
from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Array

AT_ONCE = 512
"""Number of prompts handed to the engine at a time, which batches them itself; replies are stored after each such part."""

SCORED_TOKENS = 128
"""The most tokens whose probabilities an engine gives at one place."""


class Vllm:
    """Answers from a vLLM engine in this process.

    Prompts are made, checked and tokenised as for the backend transformers, so both read the same text.

    Parameters
    ----------
    engine : a `vllm.LLM`
    parameters : `vllm.SamplingParams`
    tokens : the model's tokenizer
    revision : the version of the model
    """

    kind = "vllm"

    def __init__(self, engine: Any, parameters: Any, tokens: PromptTokens, revision: str = "") -> None:
        self.tokens, self.model, self.revision = tokens, tokens.name, revision
        self._engine, self._parameters = engine, parameters
        self.context: int = engine.llm_engine.model_config.max_model_len

    @classmethod
    def load(cls, name: str, *, trust_remote_code: bool = False, dtype: str = "auto") -> "Vllm":
        """Load from the Hub or a local folder; parameters as in `Checkpoint.load`.

        Raises
        ------
        InputError : the model does not exist or is not accessible, or vLLM cannot load it.
        """
        import vllm

        tokens = PromptTokens.load(name, trust_remote_code=trust_remote_code)
        try:
            with in_words(name):
                engine = vllm.LLM(
                    model=name, dtype=dtype, trust_remote_code=trust_remote_code, enable_prefix_caching=True, seed=0
                )
                commit = revision_of(name, "main")
        except RuntimeError as error:
            said = " ".join(str(error).split())[:200].rstrip(".")
            raise InputError(
                f"vLLM cannot load {name}: {said}; use --backend transformers, or a smaller model"
            ) from None
        return cls(engine, vllm.SamplingParams, tokens, commit if dtype == "auto" else f"{commit} {dtype}")

    def replies(self, prompts: Iterable[Prompt], sampling: Sampling) -> Iterator[Arrived]:
        """Replies, in order."""
        first, feed = True, enumerate(prompts)
        while group := list(islice(feed, AT_ONCE)):
            ready = [(place, prompt, *self._ready(prompt, sampling)) for place, prompt in group]
            refused, asked = sorted_out(ready, first=first)
            first = False
            yield from refused
            if asked:
                began = time.perf_counter()
                scored = sampling.mode == "probabilities"
                found = self._scored(asked) if scored else self._written(asked, sampling)
                seconds = (time.perf_counter() - began) / len(asked)
                for (place, _, ids), known in zip(asked, found, strict=True):
                    yield place, Reply(**known, prompt_tokens=len(ids), latency=seconds, model=self.model)

    def count_tokens(self, prompt: Prompt, sampling: Sampling) -> int | None:
        """Tokens of the prompt, as the model's own tokenizer counts them."""
        return len(self._ids(prompt, sampling))

    def _ids(self, prompt: Prompt, sampling: Sampling) -> list[int]:
        return self.tokens.ids(prompt, sampling.thinking, answers=sampling.mode == "probabilities")

    def _ready(self, prompt: Prompt, sampling: Sampling) -> tuple[list[int], str]:
        """The tokens of a prompt, or why it cannot be asked."""
        try:
            ids = self._ids(prompt, sampling)
            scored = sampling.mode == "probabilities"
            room = self.tokens.choices(prompt.choices).needed if scored else sampling.max_tokens
        except InputError as refused:
            return [], str(refused)
        if len(ids) + room <= self.context:
            return ids, ""
        return ids, (
            f"a prompt of {len(ids)} tokens and a reply of {room} do not fit the context of {self.model}, {self.context} "
            "tokens; lower --max-tokens, or give a model with a longer context"
        )

    def _written(self, asked: list[tuple[int, Prompt, list[int]]], sampling: Sampling) -> list[dict[str, Any]]:
        """Replies in words; every one draws with a seed of its own."""
        parameters = [
            self._parameters(
                temperature=sampling.temperature,
                max_tokens=sampling.max_tokens,
                seed=_seed(prompt, sampling),
                skip_special_tokens=False,  # marks of thinking are special tokens
            )
            for _, prompt, _ in asked
        ]
        outputs = self._generate([ids for _, _, ids in asked], parameters)
        return [
            {
                "text": one.outputs[0].text,
                "completion_tokens": len(one.outputs[0].token_ids),
                "finish_reason": one.outputs[0].finish_reason or "",
                "cached_tokens": getattr(one, "num_cached_tokens", None),
            }
            for one in outputs
        ]

    def _scored(self, asked: list[tuple[int, Prompt, list[int]]]) -> list[dict[str, Any]]:
        """The probability of each choice; one of several tokens is read token by token, after the cached prompt."""
        choices: Choices = self.tokens.choices(asked[0][1].choices)
        found = choices.probabilities([ids for _, _, ids in asked], self._next, self._fits)
        return [{"probabilities": one, "completion_tokens": 1, "finish_reason": "stop"} for one in found]

    def _fits(self, row: Sequence[int], path: Path) -> bool:
        return len(row) + len(path) < self.context

    def _next(self, rows: list[list[int]], tokens: list[int]) -> Array:
        """Probabilities (tokens, rows) of some tokens as the next one, whatever the temperature."""
        if len(tokens) > SCORED_TOKENS:
            raise InputError(f"vLLM gives the probabilities of at most {SCORED_TOKENS} tokens; use --mode generate")
        parameters = self._parameters(temperature=0.0, max_tokens=1, logprob_token_ids=tokens)
        found = np.zeros((len(tokens), len(rows)))
        for place, one in enumerate(self._generate(rows, [parameters] * len(rows))):
            known = one.outputs[0].logprobs[0]
            found[:, place] = [np.exp(known[token].logprob) for token in tokens]
        return found

    def _generate(self, rows: list[list[int]], parameters: list[Any]) -> list[Any]:
        prompts = [{"prompt_token_ids": row} for row in rows]
        outputs: list[Any] = self._engine.generate(prompts, parameters, use_tqdm=False)
        return outputs


def _seed(prompt: Prompt, sampling: Sampling) -> int:
    """A number that depends on respondent, item and sample."""
    return zlib.crc32(f"{sampling.seed} {prompt.respondent} {prompt.item} {prompt.sample}".encode())
