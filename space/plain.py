"""Errors as visitors see them: one sentence, no stack trace."""

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import Any

import gradio as gr

from logs import log_bug
from persona_collapse.errors import InputError

UNEXPECTED = "Something went wrong here, and not with what you gave; please try again, or report it with the time."


@contextmanager
def shown_errors() -> Iterator[None]:
    """Errors within reach the page as a sentence; what is not the visitor's to mend is logged, not shown."""
    try:
        yield
    except Exception as error:
        raise as_shown(error) from None


def as_shown(error: Exception) -> Any:
    """The error that Gradio shows in place of any other; what it quotes stays text, since Gradio renders messages as HTML."""
    if isinstance(error, gr.Error):
        return error
    if isinstance(error, InputError):
        return gr.Error(escape(sentence(str(error)), quote=False), duration=None, print_exception=False)
    log_bug(error)
    return gr.Error(UNEXPECTED, duration=None, print_exception=False)


def sentence(words: str) -> str:
    """A message as a sentence: a capital, unless it begins with a name, and a full stop.

    >>> sentence("there is no such model; check its name"), sentence("answers.csv is empty")
    ('There is no such model; check its name.', 'answers.csv is empty.')
    """
    first = words.split(" ", 1)[0]
    begun = words[:1].upper() + words[1:] if first.isalpha() else words
    return begun + ("" if words.endswith((".", "?", "!")) else ".")
