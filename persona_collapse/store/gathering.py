"""One store made of several, whole or not at all."""

import json
import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from persona_collapse.errors import InputError
from persona_collapse.store.responses import FILE, KEYS, SCHEMA, is_run, locked, told

UNFINISHED = ".gathering.sqlite"
"""The new store until it is complete; it then takes the place of `FILE`."""

TABLES = {
    "replies": KEYS,
    "failures": ["configuration", "respondent", "item", "sample", "received"],
    "judgements": ["configuration", "respondent", "item", "sample", "judge", "received"],
}
"""Table -> the columns that say which row it is."""

OF_WRITING = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_TRUNCATE")
"""Errors of SQLite that are those of the new store, since nothing else is written."""


def gathered(parts: Sequence[Path], out: Path, manifest: Mapping[str, Any]) -> int:
    """Make one store of several; a store that is there is replaced only if every row of it is in the new one.

    The new store is built beside the old one and renamed, so a process killed at any moment leaves either of them whole.

    Parameters
    ----------
    parts : run directories, none of which holds a key of another
    out : the directory of the new store
    manifest : name -> content

    Returns
    -------
    The number of replies.

    Raises
    ------
    InputError : another process writes to or reads `out`; it holds rows that no part has; a store is damaged, or the disk
        is full.
    """
    lock = locked(out)
    unfinished = out / UNFINISHED
    try:
        unfinished.unlink(missing_ok=True)
        with closing(sqlite3.connect(unfinished, isolation_level=None)) as store:
            _begin(store, out, manifest)
            for part in parts:
                _copy(store, part, out)
            if is_run(out):
                _nothing_is_lost(store, out)
            ((replies,),) = store.execute("SELECT count(*) FROM replies").fetchall()
        _put(unfinished, out)
    finally:
        unfinished.unlink(missing_ok=True)
        lock.release()
    return int(replies)


def _begin(store: sqlite3.Connection, out: Path, manifest: Mapping[str, Any]) -> None:
    """Tables and manifest. There is no journal: an unfinished store is thrown away."""
    try:
        store.execute("PRAGMA journal_mode=OFF")
        store.execute("PRAGMA synchronous=OFF")
        store.execute("PRAGMA cache_size=-262144")
        store.executescript(SCHEMA)
        store.executemany(
            "INSERT INTO manifest VALUES (?, ?)",
            [(name, json.dumps(content, ensure_ascii=False)) for name, content in manifest.items()],
        )
    except sqlite3.DatabaseError as error:
        raise told(error, out) from None


def _copy(store: sqlite3.Connection, part: Path, out: Path) -> None:
    """All rows of a part, in the order in which they were written where that means something."""
    try:
        with _attached(store, part):
            for table in TABLES:
                there = [name for _, name, *_ in store.execute(f"PRAGMA part.table_info({table})")]
                columns, order = ", ".join(there), "" if table == "replies" else "ORDER BY rowid"
                store.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM part.{table} {order}")
    except sqlite3.DatabaseError as error:
        raise told(error, out if error.sqlite_errorname in OF_WRITING else part) from None


def _nothing_is_lost(store: sqlite3.Connection, out: Path) -> None:
    """Refuse to replace a store with a row that the new one lacks."""
    try:
        with _attached(store, out):
            for table, key in TABLES.items():
                columns = ", ".join(key)
                lost = f"SELECT {columns} FROM part.{table} EXCEPT SELECT {columns} FROM main.{table}"
                ((found,),) = store.execute(f"SELECT count(*) FROM ({lost})").fetchall()
                if found:
                    raise InputError(
                        f"{out} holds {found:,} {table} that the shards do not have (it was asked or judged after it was "
                        "merged); give another --out"
                    )
    except sqlite3.DatabaseError as error:
        raise told(error, out) from None


class _attached:
    """While it lasts, the store of a run directory is called `part`."""

    def __init__(self, store: sqlite3.Connection, folder: Path) -> None:
        self._store, self._file = store, folder / FILE

    def __enter__(self) -> None:
        self._store.execute("ATTACH ? AS part", (str(self._file),))

    def __exit__(self, *ended: object) -> None:
        self._store.execute("DETACH part")


def _put(unfinished: Path, out: Path) -> None:
    """Let the finished store take its place, after the log of the old one is closed: it must not be read as the new one's."""
    try:
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        if is_run(out):
            with closing(sqlite3.connect(out / FILE, timeout=1, isolation_level=None)) as old:
                ((mode,),) = old.execute("PRAGMA journal_mode=DELETE").fetchall()
            if mode != "delete":
                raise sqlite3.OperationalError("database is locked")
        unfinished.replace(out / FILE)
    except sqlite3.OperationalError:
        raise InputError(f"another process reads {out}; wait for it, then merge again") from None
    except OSError as error:
        raise InputError(f"cannot write to {out}: {error.strerror or error}; give another --out") from None
