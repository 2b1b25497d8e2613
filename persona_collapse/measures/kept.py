"""What was found of respondents, kept for those that need it again."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Found = TypeVar("Found")


class Kept:
    """Findings by what they depend on, each found once.

    Parameters
    ----------
    most : findings that are kept; all are forgotten before one more is found. None for any number

    >>> kept = Kept()
    >>> kept("sum", lambda: 3), kept("sum", lambda: 4)
    (3, 3)
    """

    def __init__(self, most: int | None = None) -> None:
        self._found: dict[Hashable, Any] = {}
        self._most = most

    def __call__(self, key: Hashable, find: Callable[[], Found]) -> Found:
        """What is kept under the key; found first where nothing is.

        Parameters
        ----------
        key : what it is, and all that it depends on
        find : finds it
        """
        if key not in self._found:
            if self._most is not None and len(self._found) >= self._most:
                self._found.clear()
            self._found[key] = find()
        found: Found = self._found[key]
        return found
