"""A visitor's key: passed on to the code that needs it, never shown."""

from persona_collapse.errors import InputError

LONGEST = 4096
HIDDEN = "***"


class Secret:
    """A key that does not show itself: not printed, not formatted, not in an error, not in JSON.

    It can be pickled, so that it reaches a worker process, and is to be written to no file.

    Parameters
    ----------
    key : as typed; white space around it is taken off

    Raises
    ------
    InputError : characters that a key cannot have (a request with them would fail and show them), or far too many.

    >>> Secret("sk-123"), f"{Secret('sk-123')}", bool(Secret(" "))
    (Secret(***), '***', False)
    """

    __slots__ = ("_key",)

    def __init__(self, key: str) -> None:
        if not isinstance(key, str):
            raise InputError("the key is not text; copy it again")
        self._key = key.strip()
        if not (self._key.isascii() and (self._key.isprintable() and " " not in self._key)):
            raise InputError("the key has characters that a key cannot have; copy it again")
        if len(self._key) > LONGEST:
            raise InputError(f"the key has more than {LONGEST:,} letters; copy it again")

    def reveal(self) -> str:
        """The key, for the one request that needs it."""
        return self._key

    def hidden(self, text: str) -> str:
        """A text without the key in it.

        >>> Secret("sk-123").hidden("bad key sk-123")
        'bad key ***'
        """
        return text.replace(self._key, HIDDEN) if self._key else text

    def __bool__(self) -> bool:
        return bool(self._key)

    def __repr__(self) -> str:
        return f"Secret({HIDDEN})"

    def __str__(self) -> str:
        return HIDDEN
