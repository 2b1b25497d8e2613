"""Makes data/table.parquet: what "The Chameleon's Limit" printed, one value per row."""

from pathlib import Path

from persona_collapse import resources
from persona_collapse.hub import parquet


def build(folder: Path = Path(__file__).parent) -> None:
    """Write the paper's values."""
    published = resources.data("references/data/published_results.json")
    rows = [
        {
            "model": model,
            "instrument": instrument,
            "measure": measure,
            "value": float(value),
            "note": _note(measure, values),
        }
        for instrument in ("bfi44", "moral131")
        for model, values in published[instrument].items()
        for measure, value in values.items()
        if measure != "dominant"
    ]
    rows += [
        {
            "model": "mean over models",
            "instrument": "self-introduction",
            "measure": "attribute_mention",
            "value": float(value),
            "note": attribute,
        }
        for attribute, value in published["attribute_mention_mean"].items()
    ]
    columns = {name: [row[name] for row in rows] for name in ("model", "instrument", "measure", "value", "note")}
    columns["source"] = [published["source"]] * len(rows)
    features = parquet.Features({name: parquet.Value("float64" if name == "value" else "string") for name in columns})
    parquet.write(folder, "table", columns, features)


def _note(measure: str, values: dict[str, float | str]) -> str:
    """For dominance, the attribute that dominates."""
    return str(values["dominant"]) if measure == "dominance" and "dominant" in values else ""


if __name__ == "__main__":
    build()
