"""The bundled dialogues: everyday talk, in three lengths, of which no turn answers an item or describes a persona."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from persona_collapse import resources
from persona_collapse.dialogues.turns import Dialogue, turns_of
from persona_collapse.errors import InputError

BUNDLED = "bundled:"
"""The prefix before the name of a bundled dialogue."""

FILE = "dialogues/data/everyday.json"


@dataclass(frozen=True)
class BundledDialogue:
    """A bundled dialogue: its name, what it is about, and its turns."""

    name: str
    title: str
    turns: Dialogue


@cache
def bundled_dialogues() -> tuple[BundledDialogue, ...]:
    """All bundled dialogues, the shortest first.

    >>> sorted({len(one.turns) for one in bundled_dialogues()})
    [2, 8, 24]
    """
    return tuple(
        BundledDialogue(one["name"], one["title"], turns_of(one["messages"], f"{FILE}, {one['name']}"))
        for one in _file()["dialogues"]
    )


def bundled_dialogue(name: str) -> BundledDialogue:
    """The bundled dialogue of a name.

    Raises
    ------
    InputError : there is none; the message lists the names.

    >>> len(bundled_dialogue("moving-house").turns)
    24
    """
    found = {one.name: one for one in bundled_dialogues()}
    if name not in found:
        raise InputError(f"--after {BUNDLED}{name}: no such dialogue; names: {', '.join(found)}")
    return found[name]


def origin() -> tuple[str, str]:
    """Where the bundled dialogues are from, and their licence."""
    return _file()["source"], _file()["license"]


def _file() -> dict[str, Any]:
    found: dict[str, Any] = resources.data(FILE)
    return found
