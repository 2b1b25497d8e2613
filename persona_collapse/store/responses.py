"""Replies on disk: each committed as it arrives, before anything reads it, and never twice."""

import json
import sqlite3
import threading
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeAlias

from filelock import FileLock, Timeout

from persona_collapse.backends.base import Prompt, Reply
from persona_collapse.errors import InputError

FILE = "replies.sqlite"
LOCK = ".lock"

Key: TypeAlias = tuple[str, str, int]
"""Respondent, item, sample."""

_COLUMNS = [field.name for field in fields(Reply) if field.name not in ("error", "price_share")]

KEYS = ["configuration", "respondent", "item", "sample", "presentation", "received"]

_INSERT = f"INSERT INTO replies ({', '.join(KEYS + _COLUMNS)}) VALUES ({', '.join('?' * len(KEYS + _COLUMNS))})"

SCHEMA = f"""
CREATE TABLE IF NOT EXISTS manifest (name TEXT PRIMARY KEY, content TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS replies (
    configuration TEXT NOT NULL, respondent TEXT NOT NULL, item TEXT NOT NULL, sample INTEGER NOT NULL,
    presentation TEXT NOT NULL, received REAL NOT NULL, {", ".join(_COLUMNS)},
    PRIMARY KEY (configuration, respondent, item, sample)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS failures (
    configuration TEXT NOT NULL, respondent TEXT NOT NULL, item TEXT NOT NULL, sample INTEGER NOT NULL,
    received REAL NOT NULL, error TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS judgements (
    configuration TEXT NOT NULL, respondent TEXT NOT NULL, item TEXT NOT NULL, sample INTEGER NOT NULL,
    judge TEXT NOT NULL, received REAL NOT NULL, text TEXT NOT NULL,
    UNIQUE (configuration, respondent, item, sample, judge)
);
"""

_OPEN_FAILURES = """
SELECT respondent, item, sample, error FROM failures AS failed WHERE configuration = ? AND NOT EXISTS (
    SELECT 1 FROM replies AS came WHERE came.configuration = failed.configuration
    AND came.respondent = failed.respondent AND came.item = failed.item AND came.sample = failed.sample
) ORDER BY rowid
"""


@dataclass(frozen=True)
class StoredReply:
    """A reply with its key and layout.

    Attributes
    ----------
    respondent, item, sample : its key
    presentation : layout of the question ("", "descending", ...)
    received : time, in seconds since 1970
    reply : as received
    """

    respondent: str
    item: str
    sample: int
    presentation: str
    received: float
    reply: Reply

    @property
    def key(self) -> Key:
        """Respondent, item, sample."""
        return self.respondent, self.item, self.sample


class StoredKeys(Collection[Key]):
    """Keys of the stored replies; they stay on disk, and those of the respondent last looked for are held in memory.

    So it takes no more memory for more replies. It is quick where keys are looked for respondent by respondent; what is stored
    of a respondent after it was first looked for may not be seen until another one is. It can be used while its store is open.
    """

    def __init__(self, store: "ResponseStore") -> None:
        self._store = store
        self._respondent: str | None = None
        self._own: set[tuple[str, int]] = set()

    def __contains__(self, key: object) -> bool:
        assert isinstance(key, tuple), f"{key!r} is not a key"
        respondent, item, sample = key
        if respondent != self._respondent:
            query = "SELECT item, sample FROM replies WHERE configuration = ? AND respondent = ?"
            self._own = set(self._store._rows(query, (self._store.configuration, respondent)))
            self._respondent = respondent
        return (item, sample) in self._own

    def __iter__(self) -> Iterator[Key]:
        query = "SELECT respondent, item, sample FROM replies WHERE configuration = ?"
        yield from self._store._streamed(query, (self._store.configuration,))

    def __len__(self) -> int:
        query = "SELECT count(*) FROM replies WHERE configuration = ?"
        ((count,),) = self._store._rows(query, (self._store.configuration,))
        return int(count)

    def __bool__(self) -> bool:
        query = "SELECT EXISTS (SELECT 1 FROM replies WHERE configuration = ?)"
        ((some,),) = self._store._rows(query, (self._store.configuration,))
        return bool(some)


class ResponseStore:
    """The replies of one run: one SQLite file in one directory, with one writer at a time.

    Every reply is a separate commit (write-ahead log), so that a process killed at any moment loses no received reply.
    A key is a configuration (study, backend, model, decoding) with respondent, item and sample; it is stored once.
    Failures are stored separately: they are listed, and asked again.

    Parameters
    ----------
    folder : the run directory
    write : take the writer's place, and make the directory if it is not there; otherwise it is only read
    configuration : under which replies are stored and found

    Raises
    ------
    InputError : another process writes to this run, the folder holds none, its file is damaged, or the disk is full.

    >>> import tempfile
    >>> from persona_collapse.backends import Prompt, Reply
    >>> with tempfile.TemporaryDirectory() as place, ResponseStore(Path(place), write=True) as store:
    ...     store.add(Prompt("7", "bfi44_1", 1, "", "Talkative?"), Reply("4"))
    ...     sorted(store.done())
    [('7', 'bfi44_1', 1)]
    """

    def __init__(self, folder: Path, *, write: bool = False, configuration: str = "") -> None:
        self.folder = folder
        self.configuration = configuration
        self._lock: FileLock | None = None
        self._one_at_a_time = threading.Lock()
        if write:
            self._lock = locked(folder)
        elif not is_run(folder):
            raise InputError(
                f"{folder} is not a run directory (it has no {FILE}); give one that persona-collapse run has made"
            )
        try:
            self._connection = sqlite3.connect(folder / FILE, check_same_thread=False, isolation_level=None)
        except sqlite3.Error as error:
            self._release()
            raise told(error, folder) from None
        try:
            if write:
                self._connection.execute("PRAGMA journal_mode=WAL")
                self._connection.execute("PRAGMA synchronous=NORMAL")
                self._connection.execute("PRAGMA wal_autocheckpoint=8000")
                self._connection.executescript(SCHEMA)
                for name in self._missing():
                    self._connection.execute(f"ALTER TABLE replies ADD COLUMN {name}")
            else:
                self._connection.execute("PRAGMA query_only=ON")
                self._connection.execute("SELECT count(*) FROM manifest")
        except sqlite3.Error as error:
            self.close()
            raise told(error, folder) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the run; what was stored stays."""
        self._connection.close()
        self._release()

    @property
    def manifest(self) -> dict[str, Any]:
        """The stored description of the run: name -> content."""
        return {name: json.loads(content) for name, content in self._rows("SELECT name, content FROM manifest")}

    def write_manifest(self, name: str, content: Any) -> None:
        """Write down something about the run, in place of what was there under that name."""
        self._do("INSERT OR REPLACE INTO manifest VALUES (?, ?)", (name, json.dumps(content, ensure_ascii=False)))

    def add(self, prompt: Prompt, reply: Reply) -> None:
        """Commit a reply; a failure is stored with the failures.

        Raises
        ------
        InputError : the disk is full or the file cannot be written; earlier replies are not affected.
        sqlite3.IntegrityError : the key exists already, which is an error of the caller.
        """
        key = (self.configuration, prompt.respondent, prompt.item, prompt.sample)
        if reply.error:
            self._do("INSERT INTO failures VALUES (?, ?, ?, ?, ?, ?)", (*key, time.time(), reply.error))
            return
        cells = (_cell(getattr(reply, name)) for name in _COLUMNS)
        self._do(_INSERT, (*key, str(prompt.presentation), time.time(), *cells))

    def add_judgement(self, key: Key, judge: str, text: str) -> None:
        """Commit a judge's answer for an unreadable reply."""
        self._do(
            "INSERT INTO judgements VALUES (?, ?, ?, ?, ?, ?, ?)", (self.configuration, *key, judge, time.time(), text)
        )

    def carry_over(self, earlier: str, keys: Collection[Key], manifest: Mapping[str, Any]) -> None:
        """Make replies of an earlier configuration those of this one, and write its manifest, all at once.

        Parameters
        ----------
        earlier : the configuration under which the replies are stored; all others stay there
        keys : of the replies that are carried over
        manifest : name -> content, in place of what is there
        """
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany(
                "UPDATE replies SET configuration = ? WHERE configuration = ? AND respondent = ? AND item = ? AND sample = ?",
                ((self.configuration, earlier, *key) for key in keys),
            )
            for name, content in manifest.items():
                self.write_manifest(name, content)
            self._connection.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            self._connection.execute("ROLLBACK")
            raise told(error, self.folder) from None

    def done(self) -> StoredKeys:
        """Keys of the stored replies, for as long as the store is open."""
        return StoredKeys(self)

    def replies(self) -> Iterator[StoredReply]:
        """Every reply, in order of arrival, read from disk as they are taken."""
        missing = self._missing()
        columns = [name for name in _COLUMNS if name not in missing]
        query = f"SELECT respondent, item, sample, presentation, received, {', '.join(columns)} FROM replies WHERE configuration = ? ORDER BY received"
        for respondent, item, sample, presentation, received, *cells in self._streamed(query, (self.configuration,)):
            record = dict(zip(columns, cells, strict=True))
            if record["probabilities"] is not None:
                record["probabilities"] = tuple(json.loads(record["probabilities"]))
            yield StoredReply(respondent, item, sample, presentation, received, Reply(**record))

    def failures(self) -> dict[Key, str]:
        """Keys still without a reply, and the last error of each."""
        rows = self._rows(_OPEN_FAILURES, (self.configuration,))
        return {(respondent, item, sample): error for respondent, item, sample, error in rows}

    def judgements(self) -> dict[Key, tuple[str, str]]:
        """Key -> judge and its answer, the newest for each key."""
        query = "SELECT respondent, item, sample, judge, text FROM judgements WHERE configuration = ? ORDER BY rowid"
        return {
            (respondent, item, sample): (judge, text)
            for respondent, item, sample, judge, text in self._rows(query, (self.configuration,))
        }

    def _missing(self) -> list[str]:
        """Columns that the store lacks because an earlier version made it; what they would hold is not known."""
        there = {name for _, name, *_ in self._rows("PRAGMA table_info(replies)")}
        return [name for name in _COLUMNS if name not in there]

    @property
    def is_untouched(self) -> bool:
        """Whether no question was asked: there is no reply and no failure."""
        ((asked,),) = self._rows("SELECT EXISTS (SELECT 1 FROM replies) OR EXISTS (SELECT 1 FROM failures)")
        return not asked

    def cost(self) -> float:
        """The total reported cost of all replies."""
        ((cost,),) = self._rows("SELECT total(cost) FROM replies WHERE configuration = ?", (self.configuration,))
        return float(cost)

    def _do(self, statement: str, cells: tuple[Any, ...]) -> None:
        try:
            with self._one_at_a_time:
                self._connection.execute(statement, cells)
        except sqlite3.IntegrityError:
            raise
        except sqlite3.DatabaseError as error:
            raise told(error, self.folder) from None

    def _rows(self, query: str, cells: tuple[Any, ...] = ()) -> list[Any]:
        with self._one_at_a_time:
            return list(self._streamed(query, cells))

    def _streamed(self, query: str, cells: tuple[Any, ...] = ()) -> Iterator[Any]:
        try:
            # not yield from, which closes the cursor of a store that may be closed by now
            for row in self._connection.execute(query, cells):  # noqa: UP028
                yield row
        except sqlite3.DatabaseError as error:
            raise told(error, self.folder) from None

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()


def _cell(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, tuple) else value


def is_run(folder: str | Path) -> bool:
    """Whether a folder has a store."""
    return (Path(folder) / FILE).is_file()


def open_run(folder: str | Path) -> ResponseStore:
    """A finished or unfinished run, opened for reading; it may still be running.

    Raises
    ------
    InputError : the folder is not a run directory, or nothing has been asked in it.
    """
    store = ResponseStore(Path(folder))
    try:
        found = store._rows("SELECT content FROM manifest WHERE name = 'configuration'")
        if not found:
            raise _not_begun(folder)
    except InputError:
        store.close()
        raise
    ((content,),) = found
    store.configuration = json.loads(content)
    return store


def locked(folder: Path) -> FileLock:
    """The writer's lock of a run directory."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK, timeout=0)
        lock.acquire()
    except Timeout:
        raise InputError(f"another process writes to {folder}; wait for it, or give another --out") from None
    except OSError as error:
        raise InputError(f"cannot write to {folder}: {error.strerror or error}; give another --out") from None
    return lock


def _not_begun(folder: str | Path) -> InputError:
    return InputError(f"{folder}: this run has not begun; start it again with persona-collapse run")


def told(error: sqlite3.Error, folder: Path) -> InputError:
    """A database error as a sentence."""
    if "no such table" in str(error):
        return _not_begun(folder)
    if "full" in str(error) or "disk I/O" in str(error):
        return InputError(f"no space left for {folder / FILE}; make room, then rerun the same command to resume")
    if "not a database" in str(error) or "malformed" in str(error):
        return InputError(f"{folder / FILE} is damaged or not a store of replies ({error}); give another --out")
    return InputError(f"{folder / FILE} cannot be used: {error}; check that the disk can be written to")
