"""Published samples of people, downloaded, checked and kept on this machine."""

import hashlib
import json
import os
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

from persona_collapse.errors import InputError
from persona_collapse.hub.twin import local_file as twin_file
from persona_collapse.instruments import catalogue
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.references.samples import SIZE, HumanSample, read_sample

BLOCK = 1 << 20
TIMEOUT = 60.0


def local_file(name: str) -> Path:
    """Where a sample is kept on this machine, fetched or not: in HF_HOME, outside this package."""
    return twin_file().with_name(f"{name}.parquet")


def local_sample(sample: HumanSample) -> BehavioralTraitMatrix | None:
    """A sample as fetched on this machine; None where it was not.

    Raises
    ------
    InputError : the file is damaged.
    """
    path = local_file(sample.name)
    if not path.exists():
        return None
    try:
        found = BehavioralTraitMatrix.read(path, instrument=catalogue.bundled(sample.instrument))
    except InputError as problem:
        raise InputError(f"{problem}; fetch it again: persona-collapse reference fetch {sample.name}") from None
    return replace(found, source=sample.name)


def fetch(
    sample: HumanSample,
    source: Path | None = None,
    *,
    size: int = SIZE,
    seed: int = 0,
    progress: Callable[[int], None] | None = None,
) -> Path:
    """Download a sample unless its file is given, check it, and keep some of its people as Parquet.

    Parameters
    ----------
    sample : which
    source : the published file, downloaded before; it is checked as well
    size, seed : how many people are kept, and the seed of the draw
    progress : called with the number of bytes that have arrived

    Returns
    -------
    The file; beside it lies a JSON file with address, checksum, terms and draw. Nothing is written before all checks pass.

    Raises
    ------
    InputError : the file cannot be downloaded, is another one, or nothing can be written.
    """
    from persona_collapse.hub import parquet

    target = local_file(sample.name)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".") as place:
            path = source or _downloaded(sample, Path(place), progress or (lambda _: None))
            _check(sample, path)
            people = read_sample(sample, path, size=size, seed=seed)
            columns, features = parquet.people(people, f"{sample.name}: answers of people, {sample.title}")
            parquet.write_file(target, columns, features)
            note = {**asdict(sample), "people": len(people), "seed": seed}
            target.with_suffix(".json").write_text(json.dumps(note, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"cannot write {target}: {error.strerror or error}; make its folder writable, or set HF_HOME to another"
        ) from None
    return target


def _downloaded(sample: HumanSample, folder: Path, progress: Callable[[int], None]) -> Path:
    path = folder / (os.path.basename(sample.address.rstrip("/")) or "sample")
    arrived = 0
    try:
        with urllib.request.urlopen(sample.address, timeout=TIMEOUT) as answer, path.open("wb") as stream:
            while block := answer.read(BLOCK):
                stream.write(block)
                arrived += len(block)
                progress(arrived)
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        reason = getattr(error, "reason", error)
        raise InputError(
            f"{sample.address} could not be downloaded ({reason}); download it elsewhere and give it with --from PATH"
        ) from None
    return path


def _check(sample: HumanSample, path: Path) -> None:
    """Refuse a file with another checksum than the published one."""
    try:
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        raise InputError(f"file not found: {path}; download {sample.address} and give it with --from PATH") from None
    if found != sample.sha256:
        raise InputError(
            f"{path.name} is not the file that {sample.name} was made from: its SHA-256 is {found}, expected "
            f"{sample.sha256}; download {sample.address} again. If it was changed there, measure the file itself: "
            f"--reference {path.name} --instrument {sample.instrument}"
        )
