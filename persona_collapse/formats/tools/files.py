"""Binary files and folders of other tools: archives (.eval of inspect_ai, .ep of EDSL), databases (OASIS), folders (MatrAIx)."""

import json
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from persona_collapse.errors import InputError
from persona_collapse.formats.table import Table
from persona_collapse.formats.tools import edsl, inspect_log, interviews, matraix

ENDINGS = (".eval", ".ep", ".db", ".sqlite", ".sqlite3")
"""The endings of these files."""

_ZSTD = 93
"""How a member of a ZIP archive is compressed: by zstd, which Python's own reader does not know before 3.14."""

_LOCAL_HEADER = 30
"""Bytes before the name of a member."""


def table_in_archive(content: bytes, file: Path) -> Table:
    """The table in a log of inspect_ai (.eval) or in Results that EDSL saved (.ep), both ZIP archives.

    Raises
    ------
    InputError : not a ZIP archive, or a damaged one; one of something else; as the reader of the tool.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "results.jsonl" in names:
                lines = _member(archive, content, "results.jsonl", file).decode().splitlines()
                table = edsl.of_lines([one for line in lines if isinstance(one := json.loads(line), dict)], file)
                if table is not None:
                    return table
            elif any(name.startswith("samples/") for name in names) or {"header.json", "_journal/start.json"} & names:
                header = next((one for one in ("header.json", "_journal/start.json") if one in names), None)
                about = {} if header is None else json.loads(_member(archive, content, header, file))
                return inspect_log.of_samples(about, _samples(archive, content, file), file)
    except InputError:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        ValueError,
        RecursionError,
        KeyError,
        EOFError,
        OSError,
        NotImplementedError,
    ):
        raise InputError(f"{file} is not a {_what(file)}, or it is damaged; copy it again{_otherwise(file)}") from None
    raise InputError(f"{file} is a ZIP archive without what a {_what(file)} has{_otherwise(file)}")


def table_in_database(file: Path) -> Table:
    """The interviews in a database of OASIS or MiroFish; as `interviews.read_database`."""
    return interviews.read_database(file)


def table_in_folder(folder: Path) -> Table | None:
    """The answers in the survey results of MatrAIx in a folder; None where there is none."""
    return matraix.read_folder(folder)


def _what(file: Path) -> str:
    return "log of inspect_ai" if file.suffix.lower() == ".eval" else "file of EDSL's Results.save"


def _otherwise(file: Path) -> str:
    """What to give instead."""
    if file.suffix.lower() != ".eval":
        return "; or give json.dumps(results.to_dict())"
    return "; or convert it: inspect log convert --to json --output-dir . LOG"


def _samples(archive: zipfile.ZipFile, content: bytes, file: Path) -> Iterator[dict[str, Any]]:
    """The samples of a log, in the order of the archive; of one that was asked again (`inspect eval-retry`), the last."""
    for name in dict.fromkeys(archive.namelist()):
        if name.startswith("samples/") and name.endswith(".json"):
            found = json.loads(_member(archive, content, name, file))
            if isinstance(found, dict):
                yield found


def _member(archive: zipfile.ZipFile, content: bytes, name: str, file: Path) -> bytes:
    """The content of a member, also where it is compressed by zstd."""
    about = archive.getinfo(name)
    if about.compress_type != _ZSTD:
        return archive.read(name)
    import pyarrow as pa

    header = content[about.header_offset : about.header_offset + _LOCAL_HEADER]
    behind = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    start = about.header_offset + _LOCAL_HEADER + behind
    found: bytes = pa.Codec("zstd").decompress(
        content[start : start + about.compress_size], about.file_size, asbytes=True
    )
    if zlib.crc32(found) != about.CRC:
        raise InputError(f"{file}: {name} in it is damaged; copy the file again")
    return found
