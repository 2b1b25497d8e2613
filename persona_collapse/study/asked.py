"""What a run asked, from its manifest."""

from collections.abc import Mapping
from typing import Any

from persona_collapse.results import Asked
from persona_collapse.study.study import digest


def what_was_asked(manifest: Mapping[str, Any]) -> Asked:
    """What a run asked of whom, for the record of its diagnosis.

    Parameters
    ----------
    manifest : of the run, as `run_study` writes it
    """
    study, asked, extent = manifest["study"], manifest["asked"], manifest["extent"]
    instrument, pool = study["instrument"], study["pool"]
    return Asked(
        model=asked["model"],
        revision=asked["revision"],
        backend=asked["backend"],
        instrument=instrument["id"],
        instrument_version=instrument["version"],
        instrument_digest=instrument["digest"],
        pool=pool["name"],
        pool_digest=pool["digest"],
        form=study["form"]["name"],
        form_digest=digest(study["form"]),
        labels=study["labels"],
        order=study["order"],
        **study["sampling"],
        **extent,
        study=asked["study"],
    )
