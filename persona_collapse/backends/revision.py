"""Which version of a model was loaded: the commit on the Hub, or a hash of a local folder's files."""

import hashlib
import json
from pathlib import Path

from transformers.utils.hub import cached_file

PIECES, PIECE = 64, 65536
"""Number and size (bytes) of the pieces of a weight file that identify it."""


def revision_of(name: str, revision: str) -> str:
    """The version of a model that was just loaded.

    Parameters
    ----------
    name : Hub id or folder
    revision : commit, branch or tag on the Hub
    """
    return _folder_hash(Path(name)) if Path(name).is_dir() else _commit(name, revision)


def _commit(name: str, revision: str) -> str:
    """The commit on the Hub that was just loaded, from the cache."""
    return Path(str(cached_file(name, "config.json", revision=revision, local_files_only=True))).parent.name


def _folder_hash(folder: Path) -> str:
    """A hash of a local model: its files, with large ones sampled in pieces."""
    files = [file for file in sorted(folder.glob("*")) if file.is_file()]
    parts = [[file.name, file.stat().st_size, hashlib.sha256(_pieces(file)).hexdigest()] for file in files]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def _pieces(file: Path) -> bytes:
    """A small file as a whole; for a large one, pieces from beginning to end, all of which training would change."""
    size = file.stat().st_size
    if size <= PIECES * PIECE:
        return file.read_bytes()
    with file.open("rb") as opened:
        found = []
        for place in range(PIECES):
            opened.seek((size - PIECE) * place // (PIECES - 1))
            found.append(opened.read(PIECE))
    return b"".join(found)
