"""Prompts as tokens, by a model's own tokenizer and chat template."""

from functools import cached_property
from typing import Any

from jinja2 import TemplateError
from transformers import AutoTokenizer

from persona_collapse.backends.base import Prompt
from persona_collapse.backends.failures import in_words
from persona_collapse.errors import InputError


class PromptTokens:
    """A tokenizer, with its chat template if it has one.

    Parameters
    ----------
    tokenizer : as transformers loads it
    name : of the model, as given by the user
    """

    def __init__(self, tokenizer: Any, name: str = "model") -> None:
        self.tokenizer, self.name = tokenizer, name

    @classmethod
    def load(
        cls, name: str, *, revision: str = "main", token: str | bool | None = None, trust_remote_code: bool = False
    ) -> "PromptTokens":
        """Load from the Hub or a local folder; parameters as in `Checkpoint.load`.

        Raises
        ------
        InputError : the model does not exist or is not accessible, or there is no connection; the message says what to
            do.
        """
        with in_words(name):
            tokenizer = AutoTokenizer.from_pretrained(
                name, revision=revision, token=token, trust_remote_code=trust_remote_code
            )
        return cls(tokenizer, name)

    @cached_property
    def is_chat(self) -> bool:
        """Whether prompts use a chat template."""
        return bool(self.tokenizer.chat_template)

    @cached_property
    def can_switch_thinking(self) -> bool:
        """Whether the chat template has a switch for thinking."""
        return self.is_chat and "enable_thinking" in str(self.tokenizer.chat_template)

    def ids(self, prompt: Prompt, thinking: bool | None = None) -> list[int]:
        """The prompt as token ids.

        Raises
        ------
        InputError : a thinking mode is requested and the template has no switch.
        """
        if not self.is_chat:
            found: list[int] = self.tokenizer(prompt.completion).input_ids
            return found
        if thinking is not None and not self.can_switch_thinking:
            raise InputError(f"the chat template of {self.name} has no switch for thinking; omit --thinking")
        switch = {} if thinking is None else {"enable_thinking": thinking}
        ids: list[int] = self.tokenizer.apply_chat_template(
            self._messages(prompt), add_generation_prompt=True, return_dict=False, **switch
        )
        return ids

    def _messages(self, prompt: Prompt) -> list[dict[str, str]]:
        if self._takes_system or not prompt.system:
            return prompt.messages
        return [{"role": "user", "content": f"{prompt.system}\n\n{prompt.question}"}]

    @cached_property
    def _takes_system(self) -> bool:
        """Whether the chat template has a system message; otherwise its text is put before the question."""
        try:
            told = self.tokenizer.apply_chat_template(Prompt("", "", 1, "tolduniquely", "?").messages, tokenize=False)
        except TemplateError:
            return False
        return "tolduniquely" in told
