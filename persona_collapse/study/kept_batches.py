"""The batches of a run, in its manifest."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from persona_collapse.backends.batch import Written
from persona_collapse.store import Key, ResponseStore

NAME = "batches"
"""What they are called in the manifest."""


class KeptBatches:
    """Where a run keeps its batches; each change is a commit.

    Parameters
    ----------
    store : of the run, open for writing
    interrupted : whether the user has interrupted the run
    """

    def __init__(self, store: ResponseStore, interrupted: Callable[[], bool]) -> None:
        self._store, self.ended = store, interrupted

    def read(self) -> list[Written]:
        """All batches, in the order of submitting."""
        return [_written(one) for one in self._store.manifest.get(NAME, [])]

    def write(self, batches: Sequence[Written]) -> None:
        """Keep these, in place of what was kept."""
        self._store.write_manifest(NAME, [asdict(one) for one in batches])

    def done(self) -> Container[Key]:
        """Keys of the stored replies."""
        return self._store.done()


def open_batches(manifest: Mapping[str, Any]) -> tuple[str, ...]:
    """Ids of the batches of a manifest that have not been collected.

    >>> open_batches({"batches": [{"id": "a", "state": "open"}, {"id": "b", "state": "collected"}]})
    ('a',)
    """
    return tuple(
        str(one["id"] or "(no id yet)") for one in manifest.get(NAME, ()) if one["state"] in ("open", "submitting")
    )


def _written(record: dict[str, Any]) -> Written:
    keys = tuple((respondent, item, int(sample)) for respondent, item, sample in record["keys"])
    return Written(**{**record, "keys": keys})
