"""A model and its tokenizer, ready to be asked: from the Hub, from a local folder, or from memory."""

import hashlib
import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from jinja2 import TemplateError
from transformers import AutoModelForCausalLM, AutoTokenizer, DynamicCache
from transformers.cache_utils import DynamicLayer

from persona_collapse.backends.base import Prompt
from persona_collapse.errors import InputError

UNLIMITED = 1_000_000
"""A context longer than this is a placeholder, not a length."""


class Checkpoint:
    """A causal language model with its tokenizer.

    Parameters
    ----------
    model, tokenizer : as transformers loads them
    name : as the user calls it

    Attributes
    ----------
    revision : the commit on the Hub, or a hash of a local folder's files
    context : the longest prompt with its reply, in tokens; None when the model does not say
    """

    def __init__(self, model: Any, tokenizer: Any, name: str = "model") -> None:
        self.model, self.tokenizer, self.name = model.eval(), tokenizer, name
        self.revision = str(getattr(model.config, "_commit_hash", None) or _folder_hash(Path(name)))
        longest = getattr(model.config.get_text_config(decoder=True), "max_position_embeddings", None)
        self.context: int | None = longest if longest and longest < UNLIMITED else None

    @classmethod
    def load(cls, name: str, *, trust_remote_code: bool = False, any_format: bool = False) -> "Checkpoint":
        """From the Hub or a local folder; on a GPU if there is one, in the precision it was saved in.

        Parameters
        ----------
        name : Hub id or folder
        trust_remote_code : run code that comes with the model
        any_format : also load weights that are not safetensors (pickled weights can run code)

        Raises
        ------
        InputError : no such model, no access to it, no connection, or nothing that can be loaded; says what to do.
        """
        kwargs: dict[str, Any] = {"trust_remote_code": trust_remote_code}
        try:
            tokenizer = AutoTokenizer.from_pretrained(name, **kwargs)
            model: Any = AutoModelForCausalLM.from_pretrained(
                name, dtype="auto", use_safetensors=None if any_format else True, **kwargs
            )
        except (OSError, ValueError, KeyError) as error:
            raise InputError(_why_not(name, error)) from None
        return cls(model.to(_device()), tokenizer, name)

    @property
    def device(self) -> torch.device:
        """Where the model is."""
        device: torch.device = self.model.device
        return device

    @cached_property
    def is_chat(self) -> bool:
        """Whether prompts go through a chat template."""
        return bool(self.tokenizer.chat_template)

    @cached_property
    def can_switch_thinking(self) -> bool:
        """Whether the chat template has a switch for thinking."""
        return self.is_chat and "enable_thinking" in str(self.tokenizer.chat_template)

    @cached_property
    def is_shareable(self) -> bool:
        """Whether all layers keep all keys and values, so that a prefix can be read once for many prompts."""
        layers = DynamicCache(config=self.model.config).layers
        return bool(layers) and all(type(layer) is DynamicLayer for layer in layers)

    @cached_property
    def end_tokens(self) -> frozenset[int]:
        """Tokens that end a reply."""
        named = [self.tokenizer.eos_token_id, self.model.config.eos_token_id]
        named.append(getattr(self.model.generation_config, "eos_token_id", None))
        flat = [one for some in named for one in (some if isinstance(some, list) else [some])]
        return frozenset(one for one in flat if one is not None)

    def ids(self, prompt: Prompt, thinking: bool | None = None) -> list[int]:
        """The prompt as token ids.

        Raises
        ------
        InputError : thinking is to be switched and the template has no switch.
        """
        if not self.is_chat:
            found: list[int] = self.tokenizer(prompt.completion).input_ids
            return found
        if thinking is not None and not self.can_switch_thinking:
            raise InputError(f"the chat template of {self.name} has no switch for thinking; leave --thinking out")
        switch = {} if thinking is None else {"enable_thinking": thinking}
        ids: list[int] = self.tokenizer.apply_chat_template(
            self._messages(prompt), add_generation_prompt=True, return_dict=False, **switch
        )
        return ids

    def choice_tokens(self, choices: Sequence[str]) -> list[torch.Tensor]:
        """For each choice, the tokens that write it, with or without a space before it.

        Raises
        ------
        InputError : a choice that takes several tokens.
        """
        return [self._tokens_of(choice) for choice in choices]

    def text(self, ids: Sequence[int]) -> str:
        """Tokens as text, without the one that ends the reply."""
        kept = ids[:-1] if ids and ids[-1] in self.end_tokens else ids
        decoded: str = self.tokenizer.decode(list(kept), skip_special_tokens=False)
        return decoded

    def _messages(self, prompt: Prompt) -> list[dict[str, str]]:
        if self._takes_system or not prompt.system:
            return prompt.messages
        return [{"role": "user", "content": f"{prompt.system}\n\n{prompt.question}"}]

    @cached_property
    def _takes_system(self) -> bool:
        """Whether the chat template knows a system message; where it does not, it is told with the question."""
        try:
            told = self.tokenizer.apply_chat_template(Prompt("", "", 1, "tolduniquely", "?").messages, tokenize=False)
        except TemplateError:
            return False
        return "tolduniquely" in told

    @cached_property
    def _written(self) -> dict[str, list[int]]:
        """Short text -> the tokens that write it."""
        vocabulary: dict[str, int] = self.tokenizer.get_vocab()
        short = [id for token, id in vocabulary.items() if any(letter.isdigit() for letter in token) and len(token) < 8]
        found: dict[str, list[int]] = {}
        for id in sorted(short):
            found.setdefault(self.tokenizer.decode([id]).strip(), []).append(id)
        return found

    def _tokens_of(self, choice: str) -> torch.Tensor:
        if choice not in self._written:
            raise InputError(
                f"{self.name} writes the answer {choice} in several tokens, which have no next-token probability; "
                "say --mode generate"
            )
        return torch.tensor(self._written[choice], device=self.device)


def _device() -> str:
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _folder_hash(folder: Path) -> str:
    """A hash of a local model: its small files, and the sizes of its weights; empty for a model from memory."""
    if not folder.is_dir():
        return ""
    parts = []
    for file in sorted(folder.glob("*")):
        if file.is_file():
            small = file.stat().st_size < 50_000_000 and file.suffix == ".json"
            parts.append(
                [file.name, file.stat().st_size, hashlib.sha256(file.read_bytes()).hexdigest() if small else ""]
            )
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def _why_not(name: str, error: Exception) -> str:
    """Why a model cannot be loaded, and what to type next, in one line."""
    told = str(error)
    if "gated" in told:
        return (
            f"{name} is gated: accept its terms on its page on the Hub, then log in with hf auth login or set HF_TOKEN"
        )
    if "401" in told or "not a valid model identifier" in told or "Repository Not Found" in told:
        return f"there is no model {name} on the Hub that you may read, and no such folder; check the name, or set HF_TOKEN"
    if "connect" in told.lower() or "offline" in told.lower():
        return f"{name} could not be fetched: no connection to the Hub; give a local folder, or try again when online"
    if "safetensors" in told:
        return f"{name} has no safetensors weights; give another revision, or say --any-format if you trust its files"
    if "trust_remote_code" in told:
        return f"{name} comes with code of its own; say --trust-remote-code if you trust it"
    return f"{name} cannot be loaded: {told.splitlines()[0] if told else type(error).__name__}; give a causal language model"
