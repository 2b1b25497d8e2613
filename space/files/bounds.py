"""Files of visitors, read by the library within bounds: what is too much of anything is refused before it fills the memory."""

import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

from persona_collapse import tables
from persona_collapse.errors import InputError
from persona_collapse.tables import Table, content, ending, read_table
from space.files.limits import LIMITS, Limits
from space.files.text_check import check_delimited, check_json_lines

LONGEST_NAME = 60
LONGEST_SENTENCE = 500

ENDINGS = (*tables.ENDINGS, ".gz")
"""The endings of files that a visitor may give: all that the library reads."""

_BY_ROW: dict[str, Callable[[Path, Limits], None]] = {
    ".csv": check_delimited,
    ".tsv": check_delimited,
    ".tab": check_delimited,
    ".txt": check_delimited,
    ".jsonl": check_json_lines,
    ".ndjson": check_json_lines,
}
"""Texts with a row per line, which are looked at here; all others are read in a process of their own first."""


def read_bounded(path: Path, name: str, limits: Limits = LIMITS) -> Table:
    """The table in a visitor's file, called by its shown name.

    Parameters
    ----------
    path : where the file lies; its ending says the format
    name : what the visitor calls it; only shown
    limits : how much of anything is read

    Raises
    ------
    InputError : too much of anything, another content than the ending says, and everything that `read_table` refuses. The
        message has no path of this machine.
    """
    called = shown_name(name)
    with _speaking_of(path, called):
        if path.is_file() and path.stat().st_size > limits.size:
            raise InputError(f"{path} has more than {limits.size // 2**20} MB; remove columns or rows")
        if path.is_file() and path.stat().st_size and ending(path) in tables.ENDINGS:
            _refuse_other_content(path)
            (_BY_ROW.get(path.suffix.lower()) or _try_elsewhere)(path, limits)
        table = read_table(path)
    return replace(table, path=called)


def shown_name(name: str) -> str:
    """The name of a file as it may be shown anywhere: no folders, letters and digits and . - _ ( ) only, 60 at most.

    >>> shown_name("../../etc/<b>answers</b>.csv"), shown_name("C:\\\\mine\\\\a.csv")
    ('b_.csv', 'a.csv')
    """
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = re.sub(r"[^\w .()-]", "_", base).strip(" .") or "file"
    return plain if len(plain) <= LONGEST_NAME else f"{plain[: LONGEST_NAME - 20]}...{plain[-17:]}"


@contextmanager
def _speaking_of(path: Path, called: str) -> Iterator[None]:
    """Refusals in which the file goes by its shown name, shortened to a sentence that can be read."""
    try:
        yield
    except InputError as error:
        words = str(error).replace(str(path), called)
        half = LONGEST_SENTENCE // 2
        raise InputError(words if len(words) <= 2 * half else f"{words[:half]} ... {words[-half:]}") from None


def _refuse_other_content(path: Path) -> None:
    """Refuse a text whose content is of another format than its ending says; the readers of the others say so themselves."""
    found, suffix = content(path), path.suffix.lower()
    if suffix not in _BY_ROW or found is None or found == "UTF-16 text":
        return
    if found != ("JSON" if suffix in (".jsonl", ".ndjson") else None):
        raise InputError(
            f"{path} ends in {suffix} and is {found}; save the table as {suffix}, or name it as what it is"
        )


def _try_elsewhere(path: Path, limits: Limits) -> None:
    """Have a process of its own read the file first, with a limit on its memory and time: a footer can lie."""
    given = json.dumps(asdict(limits))
    try:
        tried = subprocess.run(
            [sys.executable, "-P", "-m", "space.files.trial", str(path), given],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            encoding="utf-8",
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise InputError(f"{path} takes more than {limits.seconds} seconds to read; save it as CSV") from None
    if tried.returncode == 0:
        return
    said = tried.stdout.strip()
    raise InputError(said or f"{path} cannot be read within {limits.memory // 2**20} MB of memory; save it as CSV")
