"""The rounds of a run that grows, as its directory keeps them."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from persona_collapse.store import ResponseStore, is_run, open_run
from persona_collapse.study.manifest import Round, manifest_from_record
from persona_collapse.study.study import Study


def rounds_of(folder: Path, study: Study) -> tuple[Round, ...]:
    """The rounds of a run so far; none where nothing was asked yet, or where the directory holds another study.

    Raises
    ------
    InputError : a directory that cannot be read.
    """
    if not is_run(folder):
        return ()
    with open_run(folder) as store:
        record = store.manifest
    if "configuration" not in record:
        return ()
    there = manifest_from_record(record, str(folder))
    return there.rounds if there.study.hash == study.hash else ()


def keep_rounds(folder: Path, rounds: Sequence[Round]) -> None:
    """Write down the rounds of a run, in place of what was there.

    Raises
    ------
    InputError : another process writes to the run; the disk is full.
    """
    with ResponseStore(folder, write=True) as store:
        store.write_manifest("rounds", [asdict(one) for one in rounds])
