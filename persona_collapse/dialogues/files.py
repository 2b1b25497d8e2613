"""Files of dialogues, JSON Lines: one dialogue for all personas, or one per line and persona."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from persona_collapse.dialogues.bundled import BUNDLED, bundled_dialogue
from persona_collapse.dialogues.conversation import Conversation
from persona_collapse.dialogues.turns import EXAMPLE, Dialogue, turns_of
from persona_collapse.errors import InputError
from persona_collapse.formats import IDENTIFIERS


class _Line(NamedTuple):
    """A dialogue of a file: the number of its line, the field that names its persona and its name ("" without), its turns."""

    number: int
    field: str
    persona: str
    turns: Dialogue


def read_conversation(name: str | Path) -> Conversation:
    """What a file of dialogues holds, or a bundled dialogue.

    Parameters
    ----------
    name : path of a JSON Lines file, each line an object with `messages`, a list of objects with `role` (user or assistant, in
        turn) and `content`. A file of one line has the dialogue of all personas. In a file of several, each line names its
        persona in a field of `tables.IDENTIFIERS` ("persona", "id", ..). Or bundled:NAME.

    Raises
    ------
    InputError : the file is not there or not of this form; the message names line and field.
    """
    if str(name).startswith(BUNDLED):
        ours = bundled_dialogue(str(name).removeprefix(BUNDLED))
        return Conversation(f"{BUNDLED}{ours.name}", ours.turns)
    path = Path(name)
    lines = [_dialogue(record, number, path) for number, record in _records(path)]
    if not lines:
        raise InputError(f"{path} has no dialogue; write one object per line: {EXAMPLE}")
    first = lines[0]
    for one in lines[1:]:
        if one.field != first.field:
            raise InputError(_unlike(path, first, one))
    if not first.field:
        if len(lines) > 1:
            raise InputError(
                f"{path}, line {lines[1].number}: a second dialogue, and no field says whose it is; keep one line for all "
                'personas, or add the id of its persona to each line: "persona": "7"'
            )
        return Conversation(path.name, first.turns)
    own: dict[str, _Line] = {}
    for one in lines:
        if (before := own.setdefault(one.persona, one)) is not one:
            raise InputError(
                f"{path}, line {one.number}: {one.field} is {one.persona}, as in line {before.number}; give each persona one "
                "dialogue"
            )
    return Conversation(path.name, own={persona: one.turns for persona, one in own.items()})


def _records(path: Path) -> Iterator[tuple[int, Any]]:
    """Number of each line that is not empty, from 1, and what it holds."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(
            f"--after {path}: file not found; give a JSON Lines file, or {BUNDLED}NAME (persona-collapse dialogue list)"
        ) from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 (byte {error.start + 1}); save it as UTF-8") from None
    except OSError as error:
        raise InputError(
            f"--after {path}: {(error.strerror or 'cannot be read').lower()}; give a JSON Lines file"
        ) from None
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError) as error:
                said = getattr(error, "msg", "nested too deeply, or a number too long")
                raise InputError(
                    f"{path}, line {number}: not JSON ({said}); write one object per line: {EXAMPLE}"
                ) from None


def _dialogue(record: Any, number: int, path: Path) -> _Line:
    place = f"{path}, line {number}"
    if not isinstance(record, dict):
        raise InputError(f"{place}: not an object; write one object per line: {EXAMPLE}")
    if "messages" not in record:
        known = f" (its fields are {', '.join(map(str, record))})" if record else ""
        raise InputError(f"{place}: no field messages{known}; write {EXAMPLE}")
    field = next((one for one in IDENTIFIERS if one in record), "")
    persona = _persona(record[field], f"{place}: {field}") if field else ""
    return _Line(number, field, persona, turns_of(record["messages"], place))


def _persona(value: Any, where: str) -> str:
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole and not (isinstance(value, str) and value.strip()):
        raise InputError(f"{where} is {json.dumps(value)[:60]}; write the id of the persona, a text or a whole number")
    return str(value).strip()


def _unlike(path: Path, first: _Line, one: _Line) -> str:
    if not one.field:
        return (
            f"{path}, line {one.number}: no persona, and line {first.number} names one in its field {first.field}; add "
            f'"{first.field}" to this line'
        )
    if not first.field:
        return (
            f"{path}, line {first.number}: no persona, and line {one.number} names one in its field {one.field}; add "
            f'"{one.field}" to every line'
        )
    return (
        f"{path}, line {one.number}: the persona is in the field {one.field}, and in line {first.number} in {first.field}; "
        "use one name in all lines"
    )
