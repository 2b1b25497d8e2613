"""What a run asked, from its manifest."""

from dataclasses import asdict

from persona_collapse.results import Asked
from persona_collapse.study.manifest import Manifest, digest
from persona_collapse.texts.similarity import Anchors


def _hash(anchors: Anchors) -> str:
    return digest(asdict(anchors))[:8]


def what_was_asked(manifest: Manifest) -> Asked:
    """What a run asked, and of which personas, for the record of its diagnosis."""
    study, asked = manifest.study, manifest.asked
    return Asked(
        model=asked.model,
        revision=asked.revision,
        backend=asked.backend,
        instrument=study.instrument.id,
        instrument_version=study.instrument.version,
        instrument_digest=study.instrument.digest,
        pool=study.pool.name,
        pool_digest=study.pool.digest,
        form=study.form.name,
        form_digest=digest(asdict(study.form)),
        labels=study.labels,
        order=study.order,
        **asdict(study.sampling),
        **asdict(manifest.own_extent),
        study=asked.study,
        language=getattr(manifest.instrument, "language", "en"),
        conversation=study.conversation,
        embedder="" if (rated_by := manifest.similarity) is None else rated_by.weights or rated_by.embedder,
        anchors=""
        if rated_by is None
        else f"{rated_by.anchors.id} {rated_by.anchors.version} ({_hash(rated_by.anchors)})",
    )
