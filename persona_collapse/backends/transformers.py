"""A local model: what prompts begin with is read once, then all questions to several personas together."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, islice

import torch

from persona_collapse.backends.base import Arrived, Prompt, Reply, Sampling
from persona_collapse.backends.checkpoint import Checkpoint
from persona_collapse.backends.choices import Choices, Path
from persona_collapse.backends.prefix import Prefixes, Rows, State, common_prefix
from persona_collapse.backends.tokens import sorted_out
from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Array
from persona_collapse.measures.randomness import generator

ROWS = 256
"""Number of questions read at a time, if memory allows."""

SAME = {torch.float32: 1e-3, torch.float64: 1e-3}
"""How far log-probabilities read in packs may be from those read side by side; `SAME_IN_HALF` in half precision."""

SAME_IN_HALF = 0.1

CHECKED = 8
"""Prompts by which it is found out whether a model takes packs."""


class Transformers:
    """Answers from a checkpoint on this machine.

    Questions to one respondent share its persona: its keys and values are computed once. What all personas begin with
    is read once for all. A GPU is given the questions to several personas together, a CPU those to one: larger batches
    are not faster there. Models whose cache cannot be shared (sliding windows, linear attention) are asked one question
    at a time.

    Parameters
    ----------
    checkpoint : the model
    rows : initial number of questions read at a time; halved whenever memory runs out
    share : False asks one question at a time, for comparison
    together : whether several respondents are asked together; by default not on a CPU

    Attributes
    ----------
    packs : whether the model takes several questions as one row, found out at the first reply; None before
    """

    kind = "transformers"

    def __init__(
        self, checkpoint: Checkpoint, *, rows: int = ROWS, share: bool = True, together: bool | None = None
    ) -> None:
        self.checkpoint = checkpoint
        self.model, self.revision = checkpoint.name, checkpoint.revision
        self.share = share and checkpoint.is_shareable
        self.rows = rows if self.share else 1
        self.together = together
        self.packs: bool | None = None if self.share else False
        self._read: Prefixes | None = None

    def replies(self, prompts: Iterable[Prompt], sampling: Sampling) -> Iterator[Arrived]:
        """Replies, one respondent or a few after another."""
        self._check(sampling)
        first, self._read = True, None  # the weights may be others than at the last call
        for batch in self._batches(prompts):
            ready = [(place, prompt, *self._ready(prompt, sampling)) for place, prompt in batch]
            refused, asked = sorted_out(ready, first=first)
            first = False
            yield from refused
            yield from self._answered(asked, sampling)
        self._read = None

    def _batches(self, prompts: Iterable[Prompt]) -> Iterator[list[tuple[int, Prompt]]]:
        """All questions to one respondent or, together, to as many as the rows hold."""
        together = self.checkpoint.model.device.type != "cpu" if self.together is None else self.together
        batch: list[tuple[int, Prompt]] = []
        for _, same in groupby(enumerate(prompts), key=lambda numbered: numbered[1].respondent):
            while group := list(islice(same, ROWS)):
                batch += group
                if not together or len(batch) + len(group) > self.rows:  # no other respondent would fit
                    yield batch
                    batch = []
        if batch:
            yield batch

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
        """Questions to a few respondents, in parts that fit into memory."""
        shared = self._beginnings(asked)
        order = list(shared)
        asked = sorted(asked, key=lambda one: (order.index(one[1].respondent), len(one[2])))  # needs little padding
        begin = 0
        while begin < len(asked):
            part = asked[begin : begin + self.rows]
            started = time.perf_counter()
            try:
                their = dict.fromkeys(prompt.respondent for _, prompt, _ in part)
                found = self._part(self._prefixes([shared[one] for one in their]), part, sampling)
            except (torch.OutOfMemoryError, RuntimeError) as error:
                if not _out_of_memory(error):
                    raise
                if self.rows == 1:
                    raise InputError(
                        f"{self.model} does not fit into memory with one prompt; give a smaller model"
                    ) from None
                self._read = None
                self.rows = max(1, min(self.rows, len(part)) // 2)
                continue
            seconds = (time.perf_counter() - started) / len(part)
            for (place, _, ids_of), reply in zip(part, found, strict=True):
                yield place, replace(reply, latency=seconds, prompt_tokens=len(ids_of), model=self.model)
            begin += len(part)

    def _beginnings(self, asked: list[tuple[int, Prompt, list[int]]]) -> dict[str, list[int]]:
        """The tokens with which all prompts to a respondent begin."""
        rows: dict[str, list[list[int]]] = {}
        for _, prompt, ids in asked:
            rows.setdefault(prompt.respondent, []).append(ids)
        return {name: some[0][: common_prefix(some)] if self.share else [] for name, some in rows.items()}

    def _prefixes(self, beginnings: list[list[int]]) -> Prefixes:
        """The beginnings, read; those of the last part are kept, and what these begin with is not read again."""
        if self._read is None or self._read.tokens != beginnings:
            self._read = Prefixes(self.checkpoint.model, beginnings, self._read)
        return self._read

    def _part(self, prefixes: Prefixes, part: list[tuple[int, Prompt, list[int]]], sampling: Sampling) -> list[Reply]:
        rows, prompts = [ids for _, _, ids in part], [prompt for _, prompt, _ in part]
        if sampling.mode == "probabilities":
            return self._scored(prefixes, rows, self.checkpoint.tokens.choices(prompts[0].choices))
        return self._written(prefixes, prefixes.read(rows), prompts, sampling)

    def _scored(self, prefixes: Prefixes, rows: Rows, choices: Choices) -> list[Reply]:
        """The probability of each choice; one of several tokens is read token by token, after the same prefix."""

        def read(ids: list[list[int]], tokens: list[int]) -> Array:
            if self.packs is None and len(ids) > 1:
                self.packs = self._takes_packs(prefixes, ids[:: -(-len(ids) // CHECKED)], tokens)
            logits = prefixes.packed(ids) if self.packs else prefixes.beside(ids)
            share = torch.softmax(logits.float(), dim=-1)[:, torch.tensor(tokens, device=logits.device)]
            found: Array = share.double().cpu().numpy().T
            return found

        return [
            Reply(probabilities=one, completion_tokens=1, finish_reason="stop")
            for one in choices.probabilities(rows, read, self._fits)
        ]

    def _takes_packs(self, prefixes: Prefixes, rows: Rows, tokens: list[int]) -> bool:
        """Whether prompts read in packs have the probabilities of those read side by side.

        Some models make their own use of the attention mask (ALiBi) or take none of this form (flash attention).
        """
        beside = torch.log_softmax(prefixes.beside(rows).float(), dim=-1)[:, tokens]
        try:
            packed = torch.log_softmax(prefixes.packed(rows).float(), dim=-1)[:, tokens]
        except Exception as error:  # whatever a model's own code raises on a mask that it does not know
            if _out_of_memory(error):
                raise
            return False
        return bool((packed - beside).abs().max() <= SAME.get(self.checkpoint.model.dtype, SAME_IN_HALF))

    def _fits(self, row: Sequence[int], path: Path) -> bool:
        return self.checkpoint.context is None or len(row) + len(path) <= self.checkpoint.context

    def _written(self, prefixes: Prefixes, state: State, prompts: list[Prompt], sampling: Sampling) -> list[Reply]:
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
                state, tokens, alive = prefixes.keep(state, kept), tokens[kept], [alive[place] for place in going]
            state = prefixes.write(state, tokens)
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
