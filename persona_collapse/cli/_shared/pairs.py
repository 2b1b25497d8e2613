"""Options of names and values: `NAME=VALUE,NAME=VALUE`."""

from persona_collapse.errors import InputError


def pairs(option: str, text: str, form: str, example: str) -> list[tuple[str, str]]:
    """The names and values of an option, in order.

    Parameters
    ----------
    option : as it is typed
    text : what was given
    form, example : what a pair must look like, for the message

    Raises
    ------
    InputError : a part without a name, an equals sign or a value.

    >>> pairs("--targets", "extro=Extraversion, open = Openness", "COLUMN=TRAIT", "extro=Extraversion")
    [('extro', 'Extraversion'), ('open', 'Openness')]
    """
    parts = [part.partition("=") for part in text.split(",") if part.strip()]
    for name, equals, value in parts:
        if not (name.strip() and equals and value.strip()):
            raise InputError(f"{option} {text}: {name!r} is not {form}; use, for example, {example}")
    return [(name.strip(), value.strip()) for name, _, value in parts]
