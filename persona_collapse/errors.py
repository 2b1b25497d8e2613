"""The exception for errors in the input, not in the program."""


class InputError(ValueError):
    """An input cannot be used; the message says what was given, where, and what to do next."""
