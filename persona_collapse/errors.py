"""The one exception that means: the input has to change, not the program."""


class InputError(ValueError):
    """Something a user gave cannot be used; the message says what, where, and what to do next."""
