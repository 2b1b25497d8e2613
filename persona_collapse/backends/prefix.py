"""Reading the common beginnings of many prompts once, and continuing with all of them at a time."""

import inspect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile, zip_longest
from typing import Any

import torch
from transformers import DynamicCache

from persona_collapse.errors import InputError

Rows = Sequence[Sequence[int]]

PACK = 256
"""Tokens of questions that are read as one row: with fewer, products are small; with more, attention costs more."""

ROWS_ON_CPU = 8
"""Rows that are read side by side for their next token on a CPU, whose cache holds no more (2.1 s instead of 3.7 s)."""


def common_prefix(rows: Rows) -> int:
    """The number of tokens with which all rows begin; at least one token of each row remains.

    >>> common_prefix([[1, 2, 3], [1, 2, 4]]), common_prefix([[1, 2], [1, 2]])
    (2, 1)
    """
    first, last = min(map(list, rows)), max(map(list, rows))
    return min(_same(first, last), min(map(len, rows)) - 1)


def _same(one: Sequence[int], other: Sequence[int]) -> int:
    """The number of tokens with which both begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


@dataclass
class State:
    """The state of the model for B rows.

    Attributes
    ----------
    logits : (B, V) for the next token of each row
    cache : keys and values of everything read
    mask : (B, S) 1 for a token, 0 for padding; None without padding
    position : (B,) position of the next token of each row
    """

    logits: torch.Tensor
    cache: Any
    mask: torch.Tensor | None
    position: torch.Tensor


class Prefixes:
    """The beginnings of prompts to P respondents, each read once; what all of them begin with is read once for all.

    Prompts that continue them are read side by side, a row each (`read`), or several as one row (`packed`). Rows are
    padded on the right, so that positions stay correct; each prompt's logits are read at its own last token.

    Parameters
    ----------
    model : a causal language model with layers that keep all keys and values (with one row at a time, any other)
    tokens : P beginnings; one beginning may be empty
    before : beginnings that were read earlier; what these begin with is not read again
    """

    def __init__(self, model: Any, tokens: Rows, before: "Prefixes | None" = None) -> None:
        self.model, self.tokens = model, [list(one) for one in tokens]
        self._cache_name = _cache_name(model)
        self.common = self.tokens[0][: common_prefix(self.tokens)] if len(self.tokens) > 1 else self.tokens[0]
        self._of_common = self._read_common(before)
        self.cache, self.mask = self._of_common, None
        if len(self.tokens) > 1:
            self.cache, self.mask = self._read_each()

    def packed(self, rows: Rows) -> torch.Tensor:
        """Logits (B, V) of the next token after each of B prompts; several prompts are read as one row.

        Tokens of a row look at their respondent's beginning and at their own prompt only, by an attention mask. So keys
        and values of a beginning are not copied for every prompt, and next to nothing is padded.
        """
        found: dict[int, torch.Tensor] = {}
        for packs in self._packs(rows):
            found |= self._read_packs(rows, packs)
        return torch.stack([found[place] for place in range(len(rows))])

    def beside(self, rows: Rows) -> torch.Tensor:
        """The same, with a row for each prompt."""
        step = ROWS_ON_CPU if self.model.device.type == "cpu" else len(rows)
        return torch.cat([self.read(rows[begin : begin + step]).logits for begin in range(0, len(rows), step)])

    def read(self, rows: Rows) -> State:
        """Read B prompts, each in a row of its own that can be continued."""
        device, owners = self.model.device, [self._owner(row) for row in rows]
        starts = torch.tensor([len(self.tokens[owner]) for owner in owners], device=device)
        ids, own = self._padded([row[len(self.tokens[owner]) :] for row, owner in zip(rows, owners, strict=True)])
        last, mask = own.sum(dim=1) - 1, None
        if self.mask is not None or not bool(own.all()):
            mask = torch.cat([self._before(owners), own], dim=1)
        position = starts[:, None] + torch.arange(ids.shape[1], device=device)
        cache, columns = self._copy(self.cache, owners), torch.unique(last)
        logits = self._forward(ids, cache, attention_mask=mask, position_ids=position, logits_to_keep=columns)
        own_column = torch.searchsorted(columns, last)
        return State(logits[torch.arange(len(rows), device=device), own_column], cache, mask, starts + last + 1)

    def write(self, state: State, tokens: torch.Tensor) -> State:
        """Extend each row (B,) by one token."""
        mask = None if state.mask is None else torch.cat([state.mask, torch.ones_like(state.mask[:, :1])], dim=1)
        logits = self._forward(
            tokens[:, None],
            state.cache,
            attention_mask=mask,
            position_ids=state.position[:, None],
            logits_to_keep=1,
        )
        return State(logits[:, -1], state.cache, mask, state.position + 1)

    def keep(self, state: State, rows: torch.Tensor) -> State:
        """The state of some rows only."""
        state.cache.batch_select_indices(rows)
        mask = None if state.mask is None else state.mask[rows]
        return State(state.logits[rows], state.cache, mask, state.position[rows])

    def _read_common(self, before: "Prefixes | None") -> Any:
        """The cache, of one row, of the tokens with which all begin."""
        known = _same(before.common, self.common) if before is not None else 0
        cache = self._copy(None if before is None else before._of_common, [0], known)
        if rest := self.common[known:]:
            position = torch.arange(known, len(self.common), device=self.model.device)[None]
            self._forward(self._padded([rest])[0], cache, position_ids=position, logits_to_keep=1)
        return cache

    def _read_each(self) -> tuple[Any, torch.Tensor]:
        """The cache of all beginnings, a row each, and (P, S) 1 for a token, 0 for padding."""
        shared, device = len(self.common), self.model.device
        cache = self._copy(self._of_common, [0] * len(self.tokens))
        ids, own = self._padded([one[shared:] for one in self.tokens])
        mask = torch.cat([torch.ones(len(ids), shared, dtype=torch.long, device=device), own], dim=1)
        position = torch.arange(shared, mask.shape[1], device=device).expand(len(ids), -1)
        self._forward(ids, cache, attention_mask=mask, position_ids=position, logits_to_keep=1)
        return cache, mask

    def _padded(self, rows: Rows) -> tuple[torch.Tensor, torch.Tensor]:
        """Tokens (B, T), padded on the right, and (B, T) 1 for a token, 0 for padding."""
        device, width = self.model.device, max(map(len, rows))
        ids = torch.tensor([[*row, *[0] * (width - len(row))] for row in rows], device=device)
        lengths = torch.tensor([len(row) for row in rows], device=device)
        return ids, (torch.arange(width, device=device) < lengths[:, None]).long()

    def _owner(self, row: Sequence[int]) -> int:
        """The respondent whose beginning a prompt continues."""
        fitting = [place for place, one in enumerate(self.tokens) if list(row[: len(one)]) == one]
        return max(fitting, key=lambda place: len(self.tokens[place]))

    def _before(self, owners: Sequence[int]) -> torch.Tensor:
        """1 for a token, 0 for padding, of the beginning of each row's respondent."""
        if self.mask is not None:
            return self.mask[torch.tensor(owners, device=self.model.device)]
        return torch.ones(len(owners), len(self.common), dtype=torch.long, device=self.model.device)

    def _packs(self, rows: Rows) -> Iterator[list[tuple[int, list[int]]]]:
        """Packs that are read at the same time, one of each respondent: the respondent and places of prompts."""
        packs: dict[int, list[list[int]]] = {}
        length: dict[int, int] = {}
        for place, row in enumerate(rows):
            owner = self._owner(row)
            more = len(row) - len(self.tokens[owner])
            if length.get(owner, PACK) + more > PACK:
                packs.setdefault(owner, []).append([])
                length[owner] = 0
            packs[owner][-1].append(place)
            length[owner] += more
        for together in zip_longest(*packs.values()):
            yield [(owner, places) for owner, places in zip(packs, together, strict=True) if places]

    def _read_packs(self, rows: Rows, packs: list[tuple[int, list[int]]]) -> dict[int, torch.Tensor]:
        """Logits (V,) of the next token after each prompt, by its place."""
        device, owners = self.model.device, [owner for owner, _ in packs]
        rests = [[rows[place][len(self.tokens[owner]) :] for place in places] for owner, places in packs]
        ids, own = self._padded([[token for rest in some for token in rest] for some in rests])
        number, _ = self._padded([[at + 1 for at, rest in enumerate(some) for _ in rest] for some in rests])
        position, _ = self._padded(
            [
                [len(self.tokens[owner]) + step for rest in some for step in range(len(rest))]
                for owner, some in zip(owners, rests, strict=True)
            ]
        )
        causal = torch.ones(ids.shape[1], ids.shape[1], dtype=torch.bool, device=device).tril()
        within = (number[:, :, None] == number[:, None, :]) & causal  # padding looks at padding
        before = self._before(owners).bool()[:, None, :].expand(-1, ids.shape[1], -1)
        seen = torch.cat([before, within], dim=2)[:, None]
        kind = self.model.dtype
        mask = torch.zeros(seen.shape, dtype=kind, device=device).masked_fill(~seen, torch.finfo(kind).min)
        is_last = torch.cat([number[:, 1:], torch.zeros_like(number[:, :1])], dim=1) != number
        ends = (is_last & own.bool()).nonzero()
        columns = torch.unique(ends[:, 1])
        logits = self._forward(
            ids, self._copy(self.cache, owners), attention_mask=mask, position_ids=position, logits_to_keep=columns
        )
        found = logits[ends[:, 0], torch.searchsorted(columns, ends[:, 1])]
        return dict(zip([place for _, places in packs for place in places], found, strict=True))

    def _forward(self, ids: torch.Tensor, cache: Any, **kwargs: Any) -> torch.Tensor:
        kwargs[self._cache_name] = cache
        with torch.inference_mode():
            logits: torch.Tensor = self.model(input_ids=ids, use_cache=True, **kwargs).logits
        if not any(map(_has_read, cache.layers)):
            raise InputError(
                f"models of type {self.model.config.model_type} have their own kind of cache; run the model on a "
                "server, and use --base-url"
            )
        return logits

    def _copy(self, cache: Any, rows: Sequence[int], length: int | None = None) -> Any:
        """A cache that continues some rows of another, up to a length; without anything to continue, an empty one."""
        new: Any = DynamicCache(config=self.model.config)
        if cache is None or length == 0 or not any(map(_has_read, cache.layers)):
            return new
        index = torch.tensor(rows, device=self.model.device)
        for own, layer in zip(cache.layers, new.layers, strict=True):
            layer.lazy_initialization(own.keys, own.values)
            layer.keys, layer.values = (_rows(one[:, :, :length], index) for one in (own.keys, own.values))
        return new


def _rows(states: torch.Tensor, index: torch.Tensor) -> torch.Tensor:
    """Some rows of keys or values; of a single row, or if all are meant, without a copy."""
    if len(states) == 1:
        return states.expand(len(index), *states.shape[1:])
    everything = len(index) == len(states) and bool((index == torch.arange(len(states), device=index.device)).all())
    return states if everything else states[index]


def _cache_name(model: Any) -> str:
    """What a model calls its cache: `cache` from transformers 5.24 on; before, Mamba's models had a name of their own.

    Under a name that is not its own a model would read nothing of what came before.
    """
    taken = inspect.signature(model.forward).parameters
    return next((one for one in ("cache", "cache_params") if one in taken), "past_key_values")


def _has_read(layer: Any) -> bool:
    """Whether a layer of a cache has content: keys and values, or the state of linear attention."""
    return bool(getattr(layer, "is_initialized", False)) or any(getattr(layer, "has_previous_state", {}).values())
