"""What the readers of other tools' files share: looking into nested records, and answers as a table."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from persona_collapse.formats.table import Reply, Table, numbered

_NUMBER = re.compile(r"\s*-?\d+(?:[.,]\d+)?\s*")


def at(found: Any, *names: str | int) -> Any:
    """What a nested record has at a place; None where it has nothing there, or something else than a record or a list.

    >>> at({"a": [{"b": 3}]}, "a", 0, "b"), at({"a": 1}, "a", "b"), at([], 0)
    (3, None, None)
    """
    for name in names:
        if isinstance(name, str):
            found = found.get(name) if isinstance(found, dict) else None
        else:
            found = found[name] if isinstance(found, list) and -len(found) <= name < len(found) else None
    return found


def records(found: Any) -> list[dict[str, Any]]:
    """The records in a list; empty for something else.

    >>> records([{"a": 1}, 2]), records("x")
    ([{'a': 1}], [])
    """
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def name_of(value: Any) -> str:
    """A name as text; empty where there is none.

    >>> name_of(" p1 "), name_of(3.0), name_of(None), name_of([1])
    ('p1', '3', '', '')
    """
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def answer_of(value: Any) -> Any:
    """An answer as a cell: numbers as they are, words to be read as a reply.

    >>> answer_of(4), answer_of("4"), type(answer_of("Very accurate")).__name__, answer_of({"a": 1})
    (4, '4', 'Reply', '{"a": 1}')
    """
    if isinstance(value, str):
        return value if _NUMBER.fullmatch(value) else Reply(value)
    return Reply(json.dumps(value, ensure_ascii=False)) if isinstance(value, (dict, list, bool)) else value


def counted(things: Iterable[object], one: str) -> str:
    """How many different things there are, in words.

    >>> counted(["a", "b", "a"], "agent"), counted(["a"], "agent")
    ('2 agents', '1 agent')
    """
    number = len(set(things))
    return f"{number} {one}{'' if number == 1 else 's'}"


@dataclass(frozen=True)
class Line:
    """One answer.

    Attributes
    ----------
    persona, item : who answered, and what: an id or the question itself
    cell : the answer, or the reply in words
    sample, time : of several; None where the tool does not count them
    beside : what else is known: model, attributes of the persona
    """

    persona: str
    item: str
    cell: Any
    sample: Any = None
    time: Any = None
    beside: Mapping[str, Any] = field(default_factory=dict)


def long_table(
    file: Path, lines: Sequence[Line], tool: str, *, cells: str = "reply", texts: Mapping[str, str] | None = None
) -> Table:
    """A table with a row per answer.

    Parameters
    ----------
    file : its source
    lines : the answers
    tool : whose file it is, and what its personas are called: "a Concordia questionnaire", "players"
    cells : the column of the answers: "answer", or "reply" for words from which an answer is to be read
    texts : item -> its text
    """
    personas, items = (
        counted((one.persona for one in lines), "persona"),
        counted((one.item for one in lines), "question"),
    )
    beside = dict.fromkeys(name for one in lines for name in one.beside)
    columns: dict[str, list[Any]] = {"persona": [one.persona for one in lines]}
    if any(one.time is not None for one in lines):
        columns["time"] = [one.time for one in lines]
    columns["item"] = [one.item for one in lines]
    if any(one.sample is not None for one in lines):
        columns["sample"] = [one.sample for one in lines]
    columns[cells] = [one.cell for one in lines]
    columns |= {name: [one.beside.get(name) for one in lines] for name in beside if name not in columns}
    kind = f"{tool} of {personas} and {items}"
    return Table(file, columns, numbered(len(lines)), texts or {}, kind=kind)
