"""Makes data/calibrated-2058.parquet: the bundled reference, simulated from published norms, not people."""

from pathlib import Path

from persona_collapse.hub import parquet
from persona_collapse.references import calibrated_2058


def build(folder: Path = Path(__file__).parent) -> None:
    """Write the bundled reference."""
    people = calibrated_2058()
    answers = people.values.astype(int)
    columns = {
        "respondent": list(people.respondents),
        **{name: answers[:, i].tolist() for i, name in enumerate(people.items)},
        "source": [f"{people.source}: {people.note}"] * len(people),
    }
    features = parquet.Features(
        {
            "respondent": parquet.Value("string"),
            **{name: parquet.Value("int8") for name in people.items},
            "source": parquet.Value("string"),
        }
    )
    parquet.write(folder, people.source, columns, features)


if __name__ == "__main__":
    build()
