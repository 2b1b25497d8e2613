"""The items of a questionnaire as a Hub dataset: one configuration, or one per language."""

from pathlib import Path
from typing import Any

from persona_collapse.hub import parquet
from persona_collapse.instruments import Instrument, catalogue

ITEMS = "items"
"""The configuration of a questionnaire in one language."""


def write_items(folder: Path, name: str) -> None:
    """Write the tables of a bundled questionnaire, one per language.

    Parameters
    ----------
    folder : of the dataset
    name : of the questionnaire
    """
    codes = catalogue.languages_of(name)
    for code in codes:
        _write(folder, ITEMS if len(codes) == 1 else code, catalogue.bundled(name, code))


def _write(folder: Path, config: str, asked: Instrument) -> None:
    text = parquet.Value("string")
    columns: dict[str, list[Any]] = {
        "number": [item.number for item in asked.items],
        "id": [item.name for item in asked.items],
        "text": [item.text for item in asked.items],
        "trait": [item.trait for item in asked.items],
        "facet": [item.facet for item in asked.items],
        "key": [item.key for item in asked.items],
    }
    features = {
        "number": parquet.Value("int16"),
        "id": text,
        "text": text,
        "trait": parquet.ClassLabel(names=list(asked.traits)),
        "facet": text,
        "key": parquet.Value("int8"),
    }
    if not any(columns["facet"]):
        del columns["facet"], features["facet"]
    parquet.write(folder, config, columns, parquet.Features(features))
