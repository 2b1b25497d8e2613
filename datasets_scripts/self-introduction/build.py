"""Makes data/{prompts,protocol}.parquet from the instrument of the library."""

from pathlib import Path

from persona_collapse.hub import parquet
from persona_collapse.instruments import self_introduction


def build(folder: Path = Path(__file__).parent) -> None:
    """Write the question, and how it is asked."""
    asked, text = self_introduction(), parquet.Value("string")
    prompts = {"id": [asked.id], "system": [asked.system], "question": [asked.question], "source": [asked.source]}
    parquet.write(folder, "prompts", prompts, parquet.Features(dict.fromkeys(prompts, text)))
    protocol = {
        "id": [asked.id],
        "version": [asked.version],
        "temperature": [asked.temperature],
        "max_tokens": [asked.max_tokens],
        "samples": [asked.samples],
    }
    types = {
        "id": text,
        "version": text,
        "temperature": parquet.Value("float64"),
        "max_tokens": parquet.Value("int32"),
        "samples": parquet.Value("int32"),
    }
    parquet.write(folder, "protocol", protocol, parquet.Features(types))


if __name__ == "__main__":
    build()
