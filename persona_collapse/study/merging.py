"""Shards of one study become one run, equal to that of one process."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from persona_collapse.errors import InputError
from persona_collapse.store import gathered, is_run, open_run
from persona_collapse.study import kept_batches, trials
from persona_collapse.study.manifest import Manifest, Merged, difference, digest, read_manifest
from persona_collapse.study.shard import Shard

ALONE = ("shard", "shards")
"""Entries of a shard's manifest that a merged run does not take over."""


@dataclass(frozen=True)
class _Part:
    """A shard to be merged.

    Attributes
    ----------
    folder : its run directory
    manifest : what it is
    shard : which it is
    pool : hash of the personas and their attributes
    """

    folder: Path
    manifest: Manifest = field(repr=False)
    shard: Shard
    pool: str


def merge(shards: Sequence[str | Path], out: str | Path, *, command: str = "") -> int:
    """Make one run of the shards of a study, whole or not at all.

    Repeated, it takes in what the shards have received since. Shards may be unfinished; what they have not asked is open in
    the merged run, too. The shards stay as they are.

    Parameters
    ----------
    shards : their run directories, all of them, in any order
    out : the directory of the merged run, made if it is not there
    command : what the user typed, kept with the run

    Returns
    -------
    The number of replies.

    Raises
    ------
    InputError : not a shard; shards of different studies or extents; one is missing or there twice; one has open batches;
        `out` holds something else; as `store.gathered`.

    Example
    -------
    `merge(["shard-1", "shard-2"], "whole")`
    """
    parts = [_part(Path(one)) for one in shards]
    if not parts:
        raise InputError("no shards were given; give the folders that persona-collapse run --shard I/N has made")
    for other in parts[1:]:
        _check_same(parts[0], other)
    _check_complete(parts)
    parts.sort(key=lambda one: one.shard.number)
    _check_out(parts, Path(out))
    return gathered([one.folder for one in parts], Path(out), _manifest(parts, command))


def _part(folder: Path) -> _Part:
    with open_run(folder) as store:
        manifest = read_manifest(store)
    if manifest.shard is None:
        raise InputError(
            f"{folder} is not a shard: it holds a whole run; give folders of persona-collapse run --shard I/N"
        )
    if open_ := kept_batches.open_batches(manifest.record):
        raise InputError(
            f"{folder} has batches that are open and paid ({', '.join(open_)}); rerun its command to collect the replies, "
            "then merge"
        )
    return _Part(folder, manifest, manifest.shard, digest(manifest.pool))


def _check_same(one: _Part, other: _Part) -> None:
    """Refuse shards of two studies, of two extents, or of another number of shards."""
    both = f"{other.folder} and {one.folder}"
    if other.manifest.configuration != one.manifest.configuration:
        differs = difference(*({**asdict(it.manifest.study), **asdict(it.manifest.asked)} for it in (other, one)))
        raise InputError(f"{both} are shards of different studies ({differs}); give the shards of one study")
    if other.shard.of != one.shard.of:
        raise InputError(f"{both} are shards {other.shard} and {one.shard}; give shards of the same number of shards")
    if other.manifest.extent != one.manifest.extent:
        asked, wanted = asdict(other.manifest.extent), asdict(one.manifest.extent)
        name = next(name for name in asked if asked[name] != wanted[name])
        raise InputError(
            f"{both} do not ask the same: {name} is {asked[name]} and {wanted[name]}; rerun both with the same options"
        )
    if other.manifest.similarity != one.manifest.similarity:
        raise InputError(
            f"{both} rate replies in words by other anchors or another embedding model; rerun both with the same --anchors and "
            "--embedder"
        )
    if other.pool != one.pool:
        raise InputError(f"{both} know other attributes of their personas; rerun both with the same table")


def _check_complete(parts: Sequence[_Part]) -> None:
    """Refuse a shard that is missing, or that is there twice."""
    count, of = Counter(one.shard.number for one in parts), parts[0].shard.of
    for number, times in sorted(count.items()):
        if times > 1:
            folders = " and ".join(str(one.folder) for one in parts if one.shard.number == number)
            raise InputError(f"shard {number}/{of} is given {times} times: {folders}; give each shard once")
    missing = [f"{number}/{of}" for number in range(1, of + 1) if number not in count]
    if missing:
        named = ", ".join(missing[:10]) + (f" and {len(missing) - 10} more" if len(missing) > 10 else "")
        raise InputError(f"missing shards: {named}; run them, and give all {of} to merge")


def _check_out(parts: Sequence[_Part], out: Path) -> None:
    """Refuse to write over anything but an earlier merge of these shards."""
    if not is_run(out):
        return
    with open_run(out) as store:
        there = read_manifest(store)
    if not there.shards or there.configuration != parts[0].manifest.configuration:
        raise InputError(f"{out} holds a run that is not a merge of these shards; give another --out")


def _manifest(parts: Sequence[_Part], command: str) -> dict[str, Any]:
    """That of the first shard, whose first prompt is that of the whole study, with what all shards say together."""
    records = [one.manifest.record for one in parts]
    whole = {name: content for name, content in records[0].items() if name not in ALONE}
    whole["begun"] = min(one.manifest.begun for one in parts)
    whole["command"] = command
    whole["shards"] = [asdict(Merged(str(one.shard), one.manifest.command, one.manifest.begun)) for one in parts]
    together: dict[str, list[Any]] = {
        "left_out": sorted({name for one in parts for name in one.manifest.left_out}),
        "earlier": _different(one for record in records for one in record.get("earlier", [])),
        kept_batches.NAME: [one for record in records for one in record.get(kept_batches.NAME, [])],
    }
    whole |= {name: found for name, found in together.items() if found or name in whole}
    tried = {str(one.shard): one.manifest.preflight for one in parts if one.manifest.preflight is not None}
    if tried:
        whole[trials.NAME] = asdict(trials.of_shards(tried))
    return whole


def _different(records: Iterator[Any]) -> list[Any]:
    found: list[Any] = []
    for one in records:
        if one not in found:
            found.append(one)
    return found
