"""Prompts as tokens, by a model's own tokenizer and chat template."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, TypeAlias

from transformers import AutoTokenizer

from persona_collapse.backends.base import Arrived, Prompt, Reply
from persona_collapse.backends.chat import ChatTemplate, open_thinking
from persona_collapse.backends.choices import Choices, choices_of
from persona_collapse.backends.failures import in_words
from persona_collapse.backends.kinds import check_path
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
        self._template = ChatTemplate(tokenizer, name)
        self._choices: dict[tuple[str, ...], Choices] = {}

    @classmethod
    def load(
        cls, name: str, *, revision: str = "main", token: str | bool | None = None, trust_remote_code: bool = False
    ) -> "PromptTokens":
        """Load from the Hub or a local folder; parameters as in `Checkpoint.load`.

        Raises
        ------
        InputError : the model does not exist or is not accessible, there is no connection, or a local path holds
            something else; the message says what to do.
        """
        check_path(name)
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
        return self.is_chat and bool(self._template.switch)

    def ids(self, prompt: Prompt, thinking: bool | None = None, *, answers: bool = False) -> list[int]:
        """The prompt as token ids, checked: persona, conversation and question are in it, and nothing in it ends the text.

        Parameters
        ----------
        prompt : the prompt
        thinking : switches thinking on or off; None keeps the model's default
        answers : whether the next token must be the answer; thinking is then switched off where possible

        Raises
        ------
        InputError : a thinking mode is requested and the template has no switch; the template leaves persona,
            conversation or question out; one of them contains a special token; with `answers`, the prompt ends inside thinking.
        """
        self._check_texts(prompt)
        if not self.is_chat:
            return self._without_end(self.tokenizer(prompt.completion, verbose=False).input_ids)
        if answers and thinking is None and self.can_switch_thinking:
            thinking = False
        if thinking is not None and not self.can_switch_thinking:
            raise InputError(f"the chat template of {self.name} has no switch for thinking; omit --thinking")
        text = self._template.text(prompt, thinking)
        if answers and (mark := open_thinking(text.rpartition(prompt.question.split()[-1])[2])):
            raise InputError(
                f"the chat template of {self.name} ends the prompt inside thinking ({mark}), so the next token is "
                "not an answer; use --mode generate --max-tokens 2048"
            )
        ids: list[int] = self.tokenizer(text, add_special_tokens=False, verbose=False).input_ids
        if ids and ids[-1] == self.tokenizer.eos_token_id:
            raise InputError(
                f"the chat template of {self.name} ends the prompt with the end token {self.tokenizer.eos_token}; "
                "give a model whose template begins the reply (add_generation_prompt)"
            )
        return ids

    def choices(self, texts: tuple[str, ...]) -> Choices:
        """The choices of a question as tokens.

        Raises
        ------
        InputError : a choice cannot be written in the model's tokens.
        """
        if texts not in self._choices:
            self._choices[texts] = choices_of(self.tokenizer, texts, self._written, self.name)
        return self._choices[texts]

    @cached_property
    def _written(self) -> dict[str, list[int]]:
        """Short text -> the single tokens that are this text, with or without spaces around it."""
        vocabulary: dict[str, int] = self.tokenizer.get_vocab()
        short = [id for token, id in vocabulary.items() if any(letter.isdigit() for letter in token) and len(token) < 8]
        found: dict[str, list[int]] = {}
        for id in sorted(short):
            found.setdefault(self.tokenizer.decode([id]).strip(), []).append(id)
        return found

    @cached_property
    def _special(self) -> tuple[str, ...]:
        """Special tokens as text, without the one for unknown words and those that read like words."""
        added = self.tokenizer.added_tokens_decoder.values()
        texts = {one.content for one in added if one.special} - {self.tokenizer.unk_token}
        return tuple(sorted(one for one in texts if len(one) > 2 and not one.isalnum() and one.strip() == one))

    def _check_texts(self, prompt: Prompt) -> None:
        """Refuse a text in which a special token would end the prompt or change whose words it has."""
        names = {"the persona": f"the persona {prompt.respondent}", "the question": f"item {prompt.item}"}
        for what, text in ((names.get(name, name), text) for name, text in prompt.texts):
            if found := next((one for one in self._special if one in text), ""):
                raise InputError(f"{what} contains {found}, a special token of {self.name}; remove it from its text")

    def _without_end(self, ids: list[int]) -> list[int]:
        """Tokens of a text that goes on: some tokenizers append an end token."""
        appended = set(self.tokenizer.all_special_ids)
        while len(ids) > 1 and ids[-1] in appended:
            ids = ids[:-1]
        return ids


Ready: TypeAlias = tuple[int, Prompt, list[int], str]
"""The place of a prompt in the order of asking, the prompt, its tokens, and why it cannot be asked."""


def sorted_out(ready: Sequence[Ready], *, first: bool) -> tuple[list[Arrived], list[tuple[int, Prompt, list[int]]]]:
    """Replies to the prompts that cannot be asked, and those that can.

    Raises
    ------
    InputError : none of the first prompts of a run can be asked.
    """
    if first and all(error for *_, error in ready):
        raise InputError(ready[0][-1])
    refused = [(place, Reply(error=error)) for place, _, _, error in ready if error]
    return refused, [(place, prompt, ids) for place, prompt, ids, error in ready if not error]
