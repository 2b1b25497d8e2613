"""Makes data/items.parquet from the instrument of the library."""

from pathlib import Path

from persona_collapse.hub import parquet
from persona_collapse.instruments import bfi44


def build(folder: Path = Path(__file__).parent) -> None:
    """Write the 44 items."""
    instrument = bfi44()
    columns = {
        "number": [item.number for item in instrument.items],
        "text": [item.text for item in instrument.items],
        "trait": [item.trait for item in instrument.items],
        "key": [item.key for item in instrument.items],
        "prompt": [instrument.prompt(item) for item in instrument.items],
    }
    features = parquet.Features(
        {
            "number": parquet.Value("int8"),
            "text": parquet.Value("string"),
            "trait": parquet.ClassLabel(names=list(instrument.traits)),
            "key": parquet.Value("int8"),
            "prompt": parquet.Value("string"),
        }
    )
    parquet.write(folder, "items", columns, features)


if __name__ == "__main__":
    build()
