"""As much of vLLM as the backend uses, around a tiny checkpoint: an engine that keeps what prompts begin with."""

from dataclasses import dataclass, field
from types import ModuleType, SimpleNamespace

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer


@dataclass
class SamplingParams:
    """The parameters that the backend may give; any other is a TypeError."""

    temperature: float = 1.0
    max_tokens: int = 16
    seed: int | None = None
    skip_special_tokens: bool = True
    logprob_token_ids: list[int] | None = None


@dataclass
class LLM:
    """An engine; `asked` holds the prompts that it was given, and `cached` how many of each one's tokens it had read."""

    model: str
    dtype: str = "auto"
    trust_remote_code: bool = False
    enable_prefix_caching: bool = False
    seed: int | None = None
    asked: list[list[int]] = field(default_factory=list)
    cached: list[int] = field(default_factory=list)

    def __post_init__(self):
        self._model = AutoModelForCausalLM.from_pretrained(self.model, dtype=self.dtype).eval()
        self._words = AutoTokenizer.from_pretrained(self.model)
        longest = self._model.config.max_position_embeddings
        self.llm_engine = SimpleNamespace(model_config=SimpleNamespace(max_model_len=longest))

    def generate(self, prompts, parameters, use_tqdm=True):
        assert not use_tqdm, "bars are the command's own"
        return [self._one(prompt["prompt_token_ids"], one) for prompt, one in zip(prompts, parameters, strict=True)]

    def _one(self, ids, how):
        assert len(ids) + how.max_tokens <= self.llm_engine.model_config.max_model_len
        had = max((_shared(ids, before) for before in self.asked), default=0) if self.enable_prefix_caching else 0
        self.asked.append(ids)
        self.cached.append(had)
        written, logprobs, ended = [], [], False
        chance = torch.Generator().manual_seed(how.seed or 0)
        while len(written) < how.max_tokens and not ended:
            with torch.inference_mode():
                logits = self._model(torch.tensor([[*ids, *written]]), use_cache=False).logits[0, -1].float()
            share = torch.log_softmax(logits, dim=-1)
            hot = (share / how.temperature).softmax(dim=-1) if how.temperature else None
            token = int(share.argmax() if hot is None else torch.multinomial(hot, 1, generator=chance))
            known = {one: SimpleNamespace(logprob=float(share[one])) for one in [*(how.logprob_token_ids or []), token]}
            logprobs.append(known)
            written.append(token)
            ended = token == self._words.eos_token_id
        text = self._words.decode(written[:-1] if ended else written, skip_special_tokens=how.skip_special_tokens)
        reply = SimpleNamespace(
            text=text, token_ids=written, finish_reason="stop" if ended else "length", logprobs=logprobs
        )
        return SimpleNamespace(outputs=[reply], num_cached_tokens=had)


def _shared(one, other):
    """The number of tokens with which two prompts begin alike."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def module():
    """A module that can be put in the place of vllm."""
    made = ModuleType("vllm")
    made.LLM, made.SamplingParams = LLM, SamplingParams
    return made
