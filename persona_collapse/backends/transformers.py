"""A local model: each persona is read once, then all its questions together."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, islice

import torch

from persona_collapse.backends.base import Arrived, Prompt, Reply, Sampling
from persona_collapse.backends.checkpoint import Checkpoint
from persona_collapse.backends.choices import Choices, Path
from persona_collapse.backends.prefix import Prefix, Rows, State, common_prefix
from persona_collapse.backends.tokens import sorted_out
from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Array
from persona_collapse.measures.randomness import generator

ROWS = 256
"""Number of questions read at a time, if memory allows."""

ROWS_TO_SCORE_ON_CPU = 8
"""The same on a CPU: small batches stay in its cache (2.1 s instead of 3.7 s). Generation is faster in large batches."""


class Transformers:
    """Answers from a checkpoint on this machine.

    Questions to one respondent share its persona: its keys and values are computed once and expanded over the
    questions. Models whose cache cannot be shared (sliding windows, linear attention) are asked one question at a time.

    Parameters
    ----------
    checkpoint : the model
    rows : initial number of questions read at a time; halved whenever memory runs out
    share : False asks one question at a time, for comparison
    """

    kind = "transformers"

    def __init__(self, checkpoint: Checkpoint, *, rows: int = ROWS, share: bool = True) -> None:
        self.checkpoint = checkpoint
        self.model, self.revision = checkpoint.name, checkpoint.revision
        self.share = share and checkpoint.is_shareable
        self.rows = rows if self.share else 1

    def replies(self, prompts: Iterable[Prompt], sampling: Sampling) -> Iterator[Arrived]:
        """Replies, one respondent after another."""
        self._check(sampling)
        first = True
        for _, same in groupby(enumerate(prompts), key=lambda numbered: numbered[1].respondent):
            while group := list(islice(same, ROWS)):
                ready = [(place, prompt, *self._ready(prompt, sampling)) for place, prompt in group]
                refused, asked = sorted_out(ready, first=first)
                first = False
                yield from refused
                yield from self._answered(asked, sampling)

    def count_tokens(self, prompt: Prompt, sampling: Sampling) -> int | None:
        """Tokens of the prompt, as the model's own tokenizer counts them."""
        return len(self._ids(prompt, sampling))

    def _check(self, sampling: Sampling) -> None:
        """Refuse settings that this model does not support, before anything is asked."""
        if sampling.thinking is not None and not self.checkpoint.tokens.can_switch_thinking:
            raise InputError(f"the chat template of {self.model} has no switch for thinking; omit --thinking")

    def _ids(self, prompt: Prompt, sampling: Sampling) -> list[int]:
        return self.checkpoint.tokens.ids(prompt, sampling.thinking, answers=sampling.mode == "probabilities")

    def _ready(self, prompt: Prompt, sampling: Sampling) -> tuple[list[int], str]:
        """The tokens of a prompt, or why it cannot be asked."""
        try:
            ids = self._ids(prompt, sampling)
        except InputError as refused:
            return [], str(refused)
        return ids, self._too_long(ids, prompt, sampling)

    def _too_long(self, ids: Sequence[int], prompt: Prompt, sampling: Sampling) -> str:
        context, room = self.checkpoint.context, sampling.max_tokens
        if sampling.mode == "probabilities":
            room = self.checkpoint.tokens.choices(prompt.choices).needed
        if context is None or len(ids) + room <= context:
            return ""
        return (
            f"a prompt of {len(ids)} tokens and a reply of {room} do not fit the context of {self.model}, {context} tokens; "
            "lower --max-tokens, or give a model with a longer context"
        )

    def _answered(self, asked: list[tuple[int, Prompt, list[int]]], sampling: Sampling) -> Iterator[Arrived]:
        """One respondent's questions, in parts that fit into memory."""
        if not asked:
            return
        prefix: Prefix | None = None
        asked = sorted(asked, key=lambda one: len(one[2]))  # rows of similar length need little padding
        begin = 0
        while begin < len(asked):
            part = asked[begin : begin + self._at_a_time(sampling)]
            started = time.perf_counter()
            try:
                if prefix is None:
                    ids = [row for _, _, row in asked]
                    prefix = Prefix(self.checkpoint.model, ids[0][: common_prefix(ids)] if self.share else [])
                found = self._part(prefix, part, sampling)
            except (torch.OutOfMemoryError, RuntimeError) as error:
                if not _out_of_memory(error):
                    raise
                if self.rows == 1:
                    raise InputError(
                        f"{self.model} does not fit into memory with one prompt; give a smaller model"
                    ) from None
                self.rows = max(1, min(self.rows, len(part)) // 2)
                continue
            seconds = (time.perf_counter() - started) / len(part)
            for (place, _, ids_of), reply in zip(part, found, strict=True):
                yield place, replace(reply, latency=seconds, prompt_tokens=len(ids_of), model=self.model)
            begin += len(part)

    def _at_a_time(self, sampling: Sampling) -> int:
        scores_on_cpu = sampling.mode == "probabilities" and self.checkpoint.model.device.type == "cpu"
        return min(self.rows, ROWS_TO_SCORE_ON_CPU) if scores_on_cpu else self.rows

    def _part(self, prefix: Prefix, part: list[tuple[int, Prompt, list[int]]], sampling: Sampling) -> list[Reply]:
        rows, prompts = [ids for _, _, ids in part], [prompt for _, prompt, _ in part]
        if sampling.mode == "probabilities":
            return self._scored(prefix, rows, self.checkpoint.tokens.choices(prompts[0].choices))
        return self._written(prefix, prefix.read(rows), prompts, sampling)

    def _scored(self, prefix: Prefix, rows: Rows, choices: Choices) -> list[Reply]:
        """The probability of each choice; one of several tokens is read token by token, after the same prefix."""

        def read(ids: list[list[int]], tokens: list[int]) -> Array:
            logits = prefix.read(ids).logits
            share = torch.softmax(logits.float(), dim=-1)[:, torch.tensor(tokens, device=logits.device)]
            found: Array = share.double().cpu().numpy().T
            return found

        return [
            Reply(probabilities=one, completion_tokens=1, finish_reason="stop")
            for one in choices.probabilities(rows, read, self._fits)
        ]

    def _fits(self, row: Sequence[int], path: Path) -> bool:
        return self.checkpoint.context is None or len(row) + len(path) <= self.checkpoint.context

    def _written(self, prefix: Prefix, state: State, prompts: list[Prompt], sampling: Sampling) -> list[Reply]:
        """Replies token by token; every row has its own random numbers."""
        rngs = [generator(f"reply {one.respondent} {one.item} {one.sample}", sampling.seed) for one in prompts]
        written: list[list[int]] = [[] for _ in prompts]
        alive = list(range(len(prompts)))
        for step in range(sampling.max_tokens):
            tokens = _next(state.logits, [rngs[row].random() for row in alive], sampling.temperature)
            for row, token in zip(alive, tokens.tolist(), strict=True):
                written[row].append(token)
            going = [place for place, row in enumerate(alive) if written[row][-1] not in self.checkpoint.end_tokens]
            if not going or step == sampling.max_tokens - 1:
                break
            if len(going) < len(alive):
                kept = torch.tensor(going, device=tokens.device)
                state, tokens, alive = prefix.keep(state, kept), tokens[kept], [alive[place] for place in going]
            state = prefix.write(state, tokens)
        ended = [bool(row) and row[-1] in self.checkpoint.end_tokens for row in written]
        return [
            Reply(self.checkpoint.text(row), completion_tokens=len(row), finish_reason="stop" if end else "length")
            for row, end in zip(written, ended, strict=True)
        ]


def _next(logits: torch.Tensor, uniform: Sequence[float], temperature: float) -> torch.Tensor:
    """The next token (B,) of each row: the likeliest at temperature 0, otherwise drawn with its uniform number."""
    if temperature == 0:
        return logits.argmax(dim=-1)
    exact = torch.float32 if logits.device.type == "mps" else torch.float64
    share = torch.softmax(logits.to(exact) / temperature, dim=-1).cumsum(dim=-1)
    drawn = torch.tensor(uniform, dtype=exact, device=logits.device)[:, None] * share[:, -1:]
    return torch.searchsorted(share, drawn, right=True)[:, 0].clamp(max=logits.shape[-1] - 1)


def _out_of_memory(error: Exception) -> bool:
    return (
        isinstance(error, torch.OutOfMemoryError)
        or "alloc" in str(error).lower()
        or "out of memory" in str(error).lower()
    )
