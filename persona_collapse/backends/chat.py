"""A model's chat template: the text that a model reads, checked to hold the persona and the question."""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from persona_collapse.backends.base import Prompt, without_system
from persona_collapse.errors import InputError

SWITCHES = ("enable_thinking", "thinking")
"""What templates call their switch for thinking."""

_MARK = re.compile(
    r"(?:<\|?|\[|◁)(?P<end>/|end_?(?:of_?)?)?[^<>\[\]◁▷\s]{0,20}?(?:think|thought|reasoning|reflection)[^<>\[\]◁▷\s]{0,20}?"
    r"(?:\|?>|\]|▷)",
    re.IGNORECASE,
)
"""A mark around thinking: <think>, </think>, [THINK], <seed:think>, <|START_THINKING|>, <|end_of_thought|>, ..."""

ELSEWHERE = (
    "correct chat_template.jinja in a local copy of the model and give that folder, or ask a server with --base-url"
)


class Layout(NamedTuple):
    """How a prompt becomes messages.

    Attributes
    ----------
    system : whether the persona has a system message; otherwise it is put before the first message of the user
    parts : roles whose content is a list of parts, as templates of multimodal models want it
    """

    system: bool
    parts: tuple[str, ...] = ()

    def messages(self, prompt: Prompt) -> list[dict[str, Any]]:
        """The prompt in this layout."""
        messages: Sequence[Mapping[str, str]] = prompt.messages
        if prompt.system and not self.system:
            messages = without_system(messages)
        return [{"role": one["role"], "content": self._content(one["role"], one["content"])} for one in messages]

    def _content(self, role: str, text: str) -> str | list[dict[str, str]]:
        return [{"type": "text", "text": text}] if role in self.parts else text


LAYOUTS = (
    Layout(True),
    Layout(True, ("system", "user", "assistant")),
    Layout(True, ("user", "assistant")),
    Layout(True, ("system", "user")),
    Layout(True, ("user",)),
    Layout(False),
    Layout(False, ("user", "assistant")),
    Layout(False, ("user",)),
)
"""Tried in this order for every prompt: the first that shows persona, conversation and question to the model is used."""


class ChatTemplate:
    """The chat template of a tokenizer.

    Parameters
    ----------
    tokenizer : as transformers loads it, with a chat template
    name : of the model, as given by the user
    """

    def __init__(self, tokenizer: Any, name: str) -> None:
        self.tokenizer, self.name = tokenizer, name

    @cached_property
    def switch(self) -> str:
        """The template's switch for thinking: the one that changes what the model reads; empty if there is none."""
        trial = Prompt("", "", 1, "", "How are you?")

        def read(**switch: bool) -> set[str]:
            return {text for layout in LAYOUTS if (text := self._rendered(layout, trial, switch)[0])}

        return next((one for one in SWITCHES if read(**{one: True}) != read(**{one: False})), "")

    def text(self, prompt: Prompt, thinking: bool | None) -> str:
        """What the model reads, with persona, conversation and question in it.

        Parameters
        ----------
        prompt : the prompt
        thinking : sets the switch; None leaves it

        Raises
        ------
        InputError : the template fails, or leaves persona, conversation or question out, in every layout.
        """
        switch = {} if thinking is None else {self.switch: thinking}
        why = ""
        for layout in LAYOUTS:
            text, fault = self._rendered(layout, prompt, switch)
            missing = "" if fault else _missing(prompt, text)
            if not fault and not missing:
                return text
            why = why or fault or f"it leaves {missing} out of the prompt"
        raise InputError(f"the chat template of {self.name} cannot be used: {why}; {ELSEWHERE}")

    def _rendered(self, layout: Layout, prompt: Prompt, switch: Mapping[str, bool]) -> tuple[str, str]:
        """What the model reads; or the first line of why the template fails."""
        try:
            text: str = self.tokenizer.apply_chat_template(
                layout.messages(prompt), tokenize=False, add_generation_prompt=True, **switch
            )
        except Exception as error:
            # A template is a program that came with the model, run by Jinja: beside TemplateError it lets through whatever
            # the program does wrong (TypeError, KeyError, ZeroDivisionError, RecursionError, ..). All of it is the model's.
            return "", " ".join(str(error).split())[:200].rstrip(".") or type(error).__name__
        return text, ""


def _missing(prompt: Prompt, text: str) -> str:
    """What of persona, conversation and question is not in a text, however lines are broken; empty if all are.

    The turns of a conversation must be there in their order, and the question after them.
    """
    there = " ".join(text.split())
    if "'type': 'text'" in there or '"type": "text"' in there:
        return "the text of its parts"  # a list was printed as it is
    (persona, system), *spoken = prompt.texts
    begin = 0
    for name, one in spoken:
        words = " ".join(one.split())
        if (found := there.find(words, begin)) < 0:
            return name
        begin = found + len(words)
    return persona if " ".join(system.split()) not in there else ""


def open_thinking(text: str) -> str:
    """The mark of thinking that is open at the end of a text; empty if there is none.

    >>> open_thinking("Hello <think> no </think>"), open_thinking("[INST] How? [/INST] [THINK]")
    ('', '[THINK]')
    >>> open_thinking("<|START_THINKING|><|END_THINKING|>"), open_thinking("How?<seed:think>")
    ('', '<seed:think>')
    """
    marks = list(_MARK.finditer(text))
    return marks[-1].group() if marks and not marks[-1]["end"] else ""
