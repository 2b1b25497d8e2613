"""Makes data/dilemmas.parquet from the instrument of the library."""

from pathlib import Path

from persona_collapse import resources
from persona_collapse.hub import parquet


def build(folder: Path = Path(__file__).parent) -> None:
    """Write the 131 dilemmas."""
    items = resources.data("instruments/data/questionnaires/moral131.json")["items"]
    dilemmas = [{**one, **one["about"]} for one in items]
    text = parquet.Value("string")
    features = parquet.Features(
        {
            "id": text,
            "title": text,
            "text": text,
            "domain": text,
            "tensions": parquet.List(text),
            "first_reading": parquet.ClassLabel(names=["A", "B", "balanced"]),
            "sensitive": parquet.Value("bool"),
        }
    )
    parquet.write(folder, "dilemmas", {name: [one[name] for one in dilemmas] for name in features}, features)


if __name__ == "__main__":
    build()
