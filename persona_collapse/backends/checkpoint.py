"""A model and its tokenizer, from the Hub, from a local folder, or from memory."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import torch
from transformers import AutoConfig, AutoModelForCausalLM, DynamicCache
from transformers.cache_utils import DynamicLayer

from persona_collapse.backends.failures import in_words
from persona_collapse.backends.kinds import quantised
from persona_collapse.backends.revision import revision_of
from persona_collapse.backends.tokens import PromptTokens
from persona_collapse.backends.weights import check_weights
from persona_collapse.errors import InputError
from persona_collapse.loading import LOADING

UNLIMITED = 1_000_000
"""A context longer than this is a placeholder, not a length."""

DTYPES = ("auto", "float32", "bfloat16", "float16")
"""Precisions that a model can be loaded in."""


class Checkpoint:
    """A causal language model with its tokenizer.

    Parameters
    ----------
    model, tokenizer : as transformers loads them
    name : as given by the user
    revision : the commit on the Hub, or a hash of a local folder's files; empty for a model from memory

    Attributes
    ----------
    tokens : converts prompts into tokens
    context : the largest length of a prompt with its reply, in tokens; None if the model does not state it
    """

    def __init__(self, model: Any, tokenizer: Any, name: str = "model", revision: str = "") -> None:
        self.model, self.tokenizer, self.name = model.eval(), tokenizer, name
        self.tokens = PromptTokens(tokenizer, name)
        self.revision = revision
        longest = getattr(model.config.get_text_config(decoder=True), "max_position_embeddings", None)
        self.context: int | None = longest if longest and longest < UNLIMITED else None

    @classmethod
    def load(
        cls,
        name: str,
        *,
        revision: str | None = None,
        token: str | bool | None = None,
        trust_remote_code: bool = False,
        any_format: bool = False,
        dtype: str = "auto",
    ) -> "Checkpoint":
        """Load from the Hub or a local folder, onto a GPU if there is one.

        Parameters
        ----------
        name : Hub id or folder
        revision : commit, branch or tag on the Hub; None for the main branch
        token : for the Hub; None for the user's own, False for none
        trust_remote_code : run the code that comes with the model
        any_format : also load weights that are not safetensors (pickled weights can run code)
        dtype : precision of the weights: auto (as saved), float32, bfloat16 or float16; any but auto is part of the
            revision, because it changes answers

        Raises
        ------
        InputError : the model does not exist or is not accessible, there is no connection, nothing can be loaded, or
            weights are missing; the message says what to do.
        """
        if dtype not in DTYPES:
            raise InputError(f"unknown dtype {dtype!r}; use {', '.join(DTYPES)}")
        kwargs: dict[str, Any] = {
            "revision": revision or "main",
            "token": token,
            "trust_remote_code": trust_remote_code,
        }
        tokens = PromptTokens.load(name, **kwargs)
        with in_words(name):
            config = AutoConfig.from_pretrained(name, **kwargs)
        with LOADING, quantised(name, config), in_words(name):
            loaded: Any = AutoModelForCausalLM.from_pretrained(
                name,
                dtype=dtype,
                use_safetensors=None if any_format else True,
                output_loading_info=True,
                ignore_mismatched_sizes=True,  # they are refused here, by name
                **kwargs,
            )
            commit = revision_of(name, kwargs["revision"])
        model, info = loaded
        check_weights(name, model, info)
        revision_kept = commit if dtype == "auto" else f"{commit} {dtype}"
        return cls(model.to(_device()), tokens.tokenizer, name, revision_kept)

    @property
    def device(self) -> torch.device:
        """The device of the model."""
        device: torch.device = self.model.device
        return device

    @cached_property
    def is_shareable(self) -> bool:
        """Whether all layers keep all keys and values, which allows reading a prefix once for many prompts."""
        layers = DynamicCache(config=self.model.config).layers
        return bool(layers) and all(type(layer) is DynamicLayer for layer in layers)

    @cached_property
    def end_tokens(self) -> frozenset[int]:
        """Tokens that end a reply."""
        named = [self.tokenizer.eos_token_id, self.model.config.eos_token_id]
        named.append(getattr(self.model.generation_config, "eos_token_id", None))
        flat = [one for some in named for one in (some if isinstance(some, list) else [some])]
        return frozenset(one for one in flat if one is not None)

    def text(self, ids: Sequence[int]) -> str:
        """Tokens as text, without the end token."""
        kept = ids[:-1] if ids and ids[-1] in self.end_tokens else ids
        decoded: str = self.tokenizer.decode(list(kept), skip_special_tokens=False)
        return decoded


def _device() -> str:
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"
