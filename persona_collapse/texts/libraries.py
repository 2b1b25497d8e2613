"""Libraries of the extra `text`, imported when they are first needed."""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from persona_collapse.errors import InputError


def library(module: str, purpose: str) -> ModuleType:
    """A module of the extra `text`.

    Parameters
    ----------
    module : its name
    purpose : what it is needed for, as the beginning of a sentence

    Raises
    ------
    InputError : it is not installed; the message gives the command.

    >>> library("no_such_library", "Counting sheep")
    Traceback (most recent call last):
    ...
    persona_collapse.errors.InputError: Counting sheep needs no_such_library; type: pip install "persona-collapse[text]"
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as missing:
        if missing.name != module.split(".")[0]:
            raise
        raise _missing(missing.name, purpose) from None


def installed(module: str, purpose: str) -> None:
    """Refuse early what needs a module of the extra `text`, without importing it.

    Parameters
    ----------
    module, purpose : as in `library`

    Raises
    ------
    InputError : it is not installed; the message gives the command.
    """
    if find_spec(module) is None:
        raise _missing(module, purpose)


def _missing(module: str, purpose: str) -> InputError:
    return InputError(f'{purpose} needs {module}; type: pip install "persona-collapse[text]"')
