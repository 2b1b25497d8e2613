"""Reading the common beginning of many prompts once, and continuing with all of them at a time."""

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from transformers import DynamicCache

from persona_collapse.errors import InputError

Rows = Sequence[Sequence[int]]


def common_prefix(rows: Rows) -> int:
    """The number of tokens with which all rows begin; at least one token of each row remains.

    >>> common_prefix([[1, 2, 3], [1, 2, 4]]), common_prefix([[1, 2], [1, 2]])
    (2, 1)
    """
    first, last = min(map(list, rows)), max(map(list, rows))
    shared = next((place for place, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    return min(shared, min(map(len, rows)) - 1)


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


class Prefix:
    """The common beginning of B rows, read once.

    Rows are padded on the right, so that positions stay correct; each row's logits are read at its own last token. The
    cache of the prefix is expanded to B rows without a copy.

    Parameters
    ----------
    model : a causal language model with layers that keep all keys and values (with one row at a time, any other)
    tokens : the common beginning; may be empty
    """

    def __init__(self, model: Any, tokens: Sequence[int]) -> None:
        self.model, self.length = model, len(tokens)
        self.cache: Any = DynamicCache(config=model.config)
        taken = inspect.signature(model.forward).parameters
        # Mamba's models use other names, and would continue from nothing
        self._cache_name = next((name for name in ("cache", "cache_params") if name in taken), "past_key_values")
        if tokens:
            self._forward(torch.tensor([list(tokens)], device=model.device), self.cache, logits_to_keep=1)

    def read(self, rows: Rows) -> State:
        """Read the tokens of each row after the prefix."""
        device = self.model.device
        rest = [list(row[self.length :]) for row in rows]
        width = max(map(len, rest))
        last = torch.tensor([len(row) - 1 for row in rest], device=device)
        ids = torch.tensor([row + [0] * (width - len(row)) for row in rest], device=device)
        own = (torch.arange(width, device=device) <= last[:, None]).long()
        before = torch.ones(len(rest), self.length, dtype=torch.long, device=device)
        mask = None if bool(own.all()) else torch.cat([before, own], dim=1)
        position = torch.arange(self.length, self.length + width, device=device).expand(len(rest), -1)
        cache, columns = self._expanded(len(rest)), torch.unique(last)
        logits = self._forward(ids, cache, attention_mask=mask, position_ids=position, logits_to_keep=columns)
        own_column = torch.searchsorted(columns, last)
        return State(logits[torch.arange(len(rest), device=device), own_column], cache, mask, self.length + last + 1)

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

    def _expanded(self, rows: int) -> Any:
        """The prefix's cache for several rows; without a prefix, one row continues in the cache itself."""
        cache: Any = DynamicCache(config=self.model.config)
        if self.length:
            for own, new in zip(self.cache.layers, cache.layers, strict=True):
                new.lazy_initialization(own.keys, own.values)
                new.keys, new.values = (one.expand(rows, *one.shape[1:]) for one in (own.keys, own.values))
        return cache


def _has_read(layer: Any) -> bool:
    """Whether a layer of a cache has content: keys and values, or the state of linear attention."""
    return bool(getattr(layer, "is_initialized", False)) or any(getattr(layer, "has_previous_state", {}).values())
