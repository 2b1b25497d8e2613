"""The turns of a dialogue, read from messages as chat APIs have them, and checked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from persona_collapse.errors import InputError

Role: TypeAlias = Literal["user", "assistant"]

ROLES: tuple[Role, Role] = ("user", "assistant")
"""They take turns, the user first."""

EXAMPLE = '{"messages": [{"role": "user", "content": "Hello."}, {"role": "assistant", "content": "Hello!"}]}'


@dataclass(frozen=True)
class Turn:
    """One message of a dialogue.

    Attributes
    ----------
    role : user, or assistant, which is the persona
    content : what was said
    """

    role: Role
    content: str


Dialogue: TypeAlias = tuple[Turn, ...]


def turns_of(messages: Any, place: str) -> Dialogue:
    """The turns of a dialogue.

    Parameters
    ----------
    messages : a list of objects with `role` and `content`; their other fields are not used
    place : where they are, for messages of errors

    Raises
    ------
    InputError : not such a list, another role, roles that do not alternate from user to assistant, or an empty text.

    >>> turns_of([{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Hello."}], "talk.jsonl, line 1")[0]
    Turn(role='user', content='Hi.')
    """
    if not isinstance(messages, Sequence) or isinstance(messages, str) or not messages:
        raise InputError(f"{place}: messages is {_kind(messages)}; write a list of messages: {EXAMPLE}")
    found = tuple(_checked(messages, place))
    if found[-1].role != "assistant":
        raise InputError(
            f"{place}: the last of the {len(found)} messages is by the user, and the question follows as the user's; add the "
            "reply of the assistant, or remove the last message"
        )
    return found


def _checked(messages: Sequence[Any], place: str) -> Iterator[Turn]:
    for number, one in enumerate(messages, start=1):
        where = f"{place}, messages[{number}]"
        if not isinstance(one, Mapping):
            raise InputError(f"{where} is {_kind(one)}; write an object with role and content: {EXAMPLE}")
        role = one.get("role")
        if role == "system":
            raise InputError(
                f"{where}.role is system, where the text of the persona stands; remove this message, or state it in the "
                "persona (--personas)"
            )
        if role not in ROLES:
            raise InputError(f"{where}.role is {_said(role)}; use user or assistant")
        if role != (expected := ROLES[(number - 1) % 2]):
            raise InputError(
                f"{where}.role is {role}, and it is the turn of the {expected}; let user and assistant alternate, the user "
                "first, and join messages that follow each other"
            )
        yield Turn(role, _text(one.get("content"), f"{where}.content"))


def _text(content: Any, where: str) -> str:
    if not isinstance(content, str):
        raise InputError(f"{where} is {_kind(content)}; write the text of the message")
    if not content.strip():
        raise InputError(f"{where} is empty; write the text of the message, or remove both messages of this exchange")
    if any("\ud800" <= letter <= "\udfff" for letter in content):
        raise InputError(f"{where} has half of a character (a lone surrogate); write the text again, as UTF-8")
    return content


def _kind(value: Any) -> str:
    """What a value is, in the words of JSON."""
    if value is None:
        return "missing"
    if isinstance(value, bool):
        return "true or false"
    names: dict[type, str] = {str: "a text", dict: "an object", list: "a list", int: "a number", float: "a number"}
    return "an empty list" if value == [] else names.get(type(value), f"a {type(value).__name__}")


def _said(value: Any) -> str:
    return repr(value[:40]) if isinstance(value, str) else _kind(value)
