"""Interviews of simulated social networks: OASIS (camel-oasis 0.2.5), and MiroFish, which is built on it.

OASIS keeps them in its database, in the table `trace`, as actions called interview. The tables of the file that this was tried
on were made by the package's own schema; its rows were written as the package's source says, which needs models to run
(`tests/data/tools/README.md`). MiroFish has the same databases (`twitter_simulation.db`, `reddit_simulation.db`), and gives the
history of interviews as JSON; that is written from its source. The second interview with the same question is time 2.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from persona_collapse.errors import InputError
from persona_collapse.formats.table import Table
from persona_collapse.formats.tools.records import Line, at, long_table, name_of, records

OASIS = "an OASIS database"
MIROFISH = "a MiroFish history of interviews"


def read(found: Any, file: Path) -> Table | None:
    """The interviews in a history as MiroFish gives it; None for anything else.

    Raises
    ------
    InputError : interviews without their questions, as MiroFish answers a batch.
    """
    inside = at(found, "data") if isinstance(at(found, "data"), dict) else found
    history = at(inside, "history")
    if isinstance(history, list) and any({"agent_id", "response"} <= set(one) for one in records(history)):
        rows = [one for one in records(history) if name_of(one.get("prompt"))]
        if rows:
            return _table(file, map(_of_history, rows), MIROFISH)
        raise _no_questions(file)
    results = at(inside, "results") or at(inside, "result", "results")
    answered = [one for one in results.values() if isinstance(one, dict)] if isinstance(results, dict) else []
    if answered and all({"agent_id", "response"} <= set(one) for one in answered):
        raise _no_questions(file)
    return None


def _no_questions(file: Path) -> InputError:
    return InputError(
        f"{file} has interviews of MiroFish without their questions (prompt); give the history of interviews, or the simulation's "
        "own database (twitter_simulation.db or reddit_simulation.db)"
    )


def _of_history(row: dict[str, Any]) -> tuple[Any, Any, Any, Any, dict[str, Any]]:
    return (
        row.get("agent_id"),
        row.get("prompt"),
        row.get("response"),
        row.get("timestamp"),
        {"platform": row.get("platform")},
    )


def read_database(file: Path) -> Table:
    """The interviews in a database of OASIS.

    Raises
    ------
    InputError : not a database, one of something else, or one without interviews.
    """
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as database:
            tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not {"trace", "user"} <= tables:
                has = ", ".join(sorted(tables)[:4]) or "none"
                raise InputError(
                    f"{file} is an SQLite database without the tables trace and user of OASIS (its tables: {has})"
                )
            names = dict(database.execute("SELECT user_id, user_name FROM user").fetchall())
            rows = database.execute("SELECT user_id, info, created_at FROM trace WHERE action = 'interview'").fetchall()
            actions = [name for (name,) in database.execute("SELECT DISTINCT action FROM trace ORDER BY action")]
    except InputError:
        raise
    except (sqlite3.Error, UnicodeDecodeError, ValueError):
        raise InputError(
            f"{file} is not an SQLite database that can be read, or it is damaged; copy it again"
        ) from None
    found = [_of_trace(user, info, when, names) for user, info, when in rows]
    answered = [one for one in found if name_of(one[1]) and one[2]]
    if not answered:
        raise InputError(
            f"{file} is {OASIS} without answered interviews (its actions: {', '.join(map(str, actions[:4])) or 'none'}); "
            "ask the agents with ActionType.INTERVIEW"
        )
    return _table(file, answered, f"{OASIS} with interviews")


def _of_trace(user: Any, info: Any, when: Any, names: dict[Any, Any]) -> tuple[Any, Any, Any, Any, dict[str, Any]]:
    try:
        about = json.loads(info)
    except (TypeError, ValueError, RecursionError):
        about = None
    return user, at(about, "prompt"), at(about, "response"), when, {"user_name": names.get(user)}


def _table(file: Path, rows: Iterable[Sequence[Any]], tool: str) -> Table:
    """Interviews as a table: agent, question, reply, when, and what else is known."""
    seen: dict[tuple[str, str, str], int] = {}
    lines = []
    for agent, prompt, response, _, beside in sorted(rows, key=lambda row: _when(row[3])):
        persona, question = name_of(agent), " ".join(name_of(prompt).split())
        place = (persona, question, name_of(beside.get("platform")))
        seen[place] = seen.get(place, 0) + 1
        reply = response if isinstance(response, str) else None
        lines.append(Line(persona, question, reply, time=seen[place], beside=beside))
    return long_table(file, lines, tool)


def _when(given: Any) -> tuple[bool, float, str]:
    """The order of steps, which are numbers, or of dates, which are text."""
    try:
        return False, float(given), ""
    except (TypeError, ValueError):
        return True, 0.0, str(given)
