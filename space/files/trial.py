"""A visitor's file, read by the library in a process of its own: says what is wrong with it, or ends with 0.

    python -m space.files.trial FILE LIMITS

A compressed file can unpack to any size, whatever it says of itself, so the process limits itself.
"""

import json
import os
import resource
import sys
import zipfile
import zlib
from contextlib import suppress
from importlib import import_module
from pathlib import Path

os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"  # the others set memory aside that counts against the limit

from persona_collapse.errors import InputError
from persona_collapse.tables import ending, read_table
from space.files.limits import Limits, refuse_table, refuse_unpacked

PIECE = 2**16
"""Bytes that are unpacked at a time."""

NEEDED = {
    ".parquet": ("pyarrow.parquet",),
    ".feather": ("pyarrow.feather",),
    ".arrow": ("pyarrow.feather",),
    ".yaml": ("yaml",),
    ".yml": ("yaml",),
    ".xlsx": ("openpyxl",),
    ".xlsm": ("openpyxl",),
    ".sav": ("pyreadstat",),
    ".zsav": ("pyreadstat",),
    ".dta": ("pyreadstat",),
}
"""What reads a format; imported before the limit, because its own code takes memory too."""


def check(path: Path, limits: Limits) -> None:
    """Refuse a file that takes too much room, is damaged, or holds too much of anything.

    Raises
    ------
    InputError : as `read_table`, and as `limits`.
    """
    kind = ending(path)
    if path.suffix.lower() == ".gz":
        _refuse_gzip(path, limits)
    elif kind in (".xlsx", ".xlsm"):
        _refuse_archive(path, limits)
    elif kind == ".parquet":
        from space.files.parquet_check import check_parquet

        check_parquet(path, limits)
    refuse_table(path, read_table(path), limits)


def _refuse_gzip(path: Path, limits: Limits) -> None:
    """Refuse a compressed file that unpacks to too much; a damaged one is left to `read_table`."""
    unpacking, unpacked = zlib.decompressobj(wbits=31), 0
    with path.open("rb") as stream, suppress(zlib.error):
        while piece := unpacking.unconsumed_tail or unpacking.unused_data or stream.read(PIECE):
            if unpacking.eof:  # several files in one
                unpacking = zlib.decompressobj(wbits=31)
            unpacked += len(unpacking.decompress(piece, 16 * PIECE))
            refuse_unpacked(path, unpacked, limits)


def _refuse_archive(path: Path, limits: Limits) -> None:
    """Refuse a workbook that says itself that it unpacks to too much; a damaged one is left to `read_table`."""
    unpacked = 0
    with suppress(zipfile.BadZipFile, OSError, ValueError), zipfile.ZipFile(path) as archive:
        unpacked = sum(one.file_size for one in archive.infolist())
    refuse_unpacked(path, unpacked, limits)


def taken() -> int:
    """Bytes of address space that this process has before it reads anything."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()


def main() -> None:
    """Check the file that is named, within the limits that are given."""
    path, limits = Path(sys.argv[1]), Limits(**json.loads(sys.argv[2]))
    for name in NEEDED.get(ending(path), ()):
        with suppress(ImportError):  # `read_table` says what is missing
            import_module(name)
    most = taken() + limits.memory
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))
    said = ""
    try:
        check(path, limits)
    except InputError as refused:
        said = str(refused)
    except MemoryError:
        said = f"{path} unpacks to more than the memory holds; remove columns or rows"
    sys.stdout.buffer.write(said.encode("utf-8", "replace"))
    sys.stdout.flush()
    os._exit(1 if said else 0)  # libraries with threads of their own may abort while they are taken down


if __name__ == "__main__":
    main()
