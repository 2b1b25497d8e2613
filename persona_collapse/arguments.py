"""Arguments of the functions that Python users call: what is of another kind is refused, with what to give instead."""

import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

from persona_collapse.errors import InputError


@dataclass(frozen=True)
class Kind:
    """What an argument may be.

    Attributes
    ----------
    holds : whether something is of this kind
    give : what to type instead of something that is not
    """

    holds: Callable[[Any], bool]
    give: str

    @property
    def or_none(self) -> "Kind":
        """The same, or None."""
        return Kind(lambda given: given is None or self.holds(given), f"{self.give}, or None")


def an(kind: type, give: str) -> Kind:
    """Objects of a type.

    Parameters
    ----------
    kind : the type
    give : what to type
    """
    return Kind(lambda given: isinstance(given, kind), give)


def whole(least: int) -> Kind:
    """Whole numbers from `least` up."""
    return Kind(lambda given: isinstance(given, Integral) and int(given) >= least, f"a whole number from {least} up")


def _are_texts(given: object) -> bool:
    return (
        isinstance(given, Collection)
        and not isinstance(given, (str, bytes))
        and all(isinstance(one, str) for one in given)
    )


def _are_pairs_of_texts(given: object) -> bool:
    return isinstance(given, Mapping) and _are_texts(list(given)) and _are_texts(list(given.values()))


def _are_sizes(given: object) -> bool:
    return isinstance(given, (list, tuple)) and bool(given) and all(whole(1).holds(one) for one in given)


def _are_numbers(given: Any) -> bool:
    import numpy as np

    try:
        found = np.asarray(given)
        return found.ndim > 0 and (found.dtype.kind in "biuf" or np.asarray(given, dtype=np.float64).ndim > 0)
    except (TypeError, ValueError):
        return False


def _is_switch(given: object) -> bool:
    """A bool of Python or numpy, or 0 or 1."""
    return type(given).__name__ in ("bool", "bool_") or (isinstance(given, Integral) and int(given) in (0, 1))


NUMBER = an(Real, "a number, such as 0.05")
SWITCH = Kind(_is_switch, "True or False")
TEXT = an(str, "text")
TEXTS = Kind(_are_texts, 'a list of texts, such as ["coverage", "lid"]')
LABELS = Kind(_are_pairs_of_texts, 'a dict from column to trait, such as {"mood": "Neuroticism"}')
NUMBERS = Kind(_are_numbers, "an array of numbers")
SIZES = Kind(_are_sizes, "a tuple of whole numbers from 1 up, such as (120, 240)")
FUNCTION = Kind(callable, "a function, such as print")
PATH = Kind(lambda given: isinstance(given, (str, os.PathLike)), "a path")


def check(function: str, **given: tuple[object, Kind]) -> None:
    """Refuse arguments of another kind.

    Parameters
    ----------
    function : what was called
    given : each argument, and what it may be

    Raises
    ------
    InputError : the first that is of another kind: the function, what was given, the argument, and what to give.

    >>> check("plan", width=("x", NUMBER))
    Traceback (most recent call last):
    ...
    persona_collapse.errors.InputError: plan was given 'x' as width; give a number, such as 0.05
    """
    for name, (value, kind) in given.items():
        if not kind.holds(value):
            raise InputError(f"{function} was given {shown(value)} as {name}; give {kind.give}")


def shown(given: object) -> str:
    """A text or a number itself, of anything else the type with its article.

    >>> shown("x"), shown(2.5), shown(None), shown({}), shown([1])
    ("'x'", '2.5', 'None', 'a dict', 'a list')
    """
    if given is None or isinstance(given, (str, bool, int, float)):
        return repr(given) if len(repr(given)) <= 60 else f"{repr(given)[:57]}.."
    return kind_of(given)


def kind_of(given: object) -> str:
    """The type of what was given, with its article.

    >>> kind_of({}), kind_of(1), kind_of(None)
    ('a dict', 'an int', 'None')
    """
    if given is None:
        return "None"
    name = type(given).__name__
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"
