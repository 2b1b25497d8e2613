"""Errors as visitors see them: one sentence, no stack trace."""

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import Any

import gradio as gr

from persona_collapse.errors import InputError
from space.desk.disk import FULL, is_full
from space.logs import log_bug
from space.sentences import sentence

UNEXPECTED = "Something went wrong here, and not with what you gave; please try again, or report it with the time."


@contextmanager
def shown_errors() -> Iterator[None]:
    """Errors within reach the page as a sentence; what is not the visitor's to mend is logged, not shown."""
    try:
        yield
    except Exception as error:
        raise as_shown(error) from None


@contextmanager
def program_errors() -> Iterator[None]:
    """The same for functions that programs call: a program gets what was quoted as it is, not as HTML."""
    try:
        yield
    except Exception as error:
        raise as_shown(error, as_html=False) from None


def as_shown(error: Exception, *, as_html: bool = True) -> Any:
    """The error that Gradio shows in place of any other.

    Parameters
    ----------
    error : what happened
    as_html : whether what it quotes is escaped, since Gradio renders messages on the page as HTML
    """
    if isinstance(error, gr.Error):
        return error
    if isinstance(error, InputError):
        words = sentence(str(error))
        return gr.Error(escape(words, quote=False) if as_html else words, duration=None, print_exception=False)
    if is_full(error):
        return gr.Error(sentence(FULL), duration=None, print_exception=False)
    log_bug(error)
    return gr.Error(UNEXPECTED, duration=None, print_exception=False)
