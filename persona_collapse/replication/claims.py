"""All claims, under the headings of the report."""

from persona_collapse.replication import (
    attribution,
    decoding,
    fidelity,
    handling,
    models,
    noise,
    people,
    personas,
    protocol,
    roleplay,
    texts,
)
from persona_collapse.replication.record import Claim

GROUPS: dict[str, tuple[Claim, ...]] = {
    "Personas": personas.CLAIMS,
    "People, and how coverage depends on them": people.CLAIMS,
    "Noise and collapse": noise.CLAIMS,
    "Two models trained for role play": roleplay.CLAIMS,
    "The fidelity trap": fidelity.CLAIMS,
    "What predicts the answers": attribution.CLAIMS,
    "From replies to numbers": handling.CLAIMS,
    "Texts": texts.CLAIMS,
    "A way out": decoding.CLAIMS,
    "Running it": protocol.CLAIMS,
    "Ten models": models.CLAIMS,
}
"""Heading -> the claims under it."""

CLAIMS = tuple(claim for claims in GROUPS.values() for claim in claims)
