"""Writes one configuration of a Hub dataset as Parquet, with its Features, the same bytes every time."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import datasets
from datasets import ClassLabel, Dataset, Features, List, Value

from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.personas import Draw, as_columns, schema

__all__ = ["ClassLabel", "Features", "List", "Value", "people", "personas", "write", "write_file"]


def write(folder: Path, config: str, columns: Mapping[str, Sequence[Any]], features: Features) -> Path:
    """Write `data/<config>.parquet` below a dataset's folder, whole or not at all.

    Parameters
    ----------
    folder : of the dataset, beside its README.md
    config : name of the configuration
    columns : name -> cells
    features : types of the columns; they travel inside the file

    Returns
    -------
    The file.
    """
    path = folder / "data" / f"{config}.parquet"
    path.parent.mkdir(exist_ok=True)
    write_file(path, columns, features)
    return path


def write_file(path: Path, columns: Mapping[str, Sequence[Any]], features: Features) -> None:
    """Write one Parquet file, whole or not at all.

    Parameters
    ----------
    path : the file; its folder is there
    columns, features : as `write`
    """
    datasets.disable_progress_bars()
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".") as place:
        unfinished = Path(place) / path.name
        Dataset.from_dict(dict(columns), features=features).to_parquet(str(unfinished))
        unfinished.replace(path)


def people(matrix: BehavioralTraitMatrix, source: str) -> tuple[dict[str, list[Any]], Features]:
    """A reference as columns and features: respondent, answers, whatever stands beside them, source.

    Parameters
    ----------
    matrix : the people
    source : what every row says about where it comes from
    """
    answers = [[None if one != one else int(one) for one in column] for column in matrix.values.T.tolist()]
    beside = {name: list(cells) for name, cells in matrix.attributes.items()}
    columns: dict[str, list[Any]] = {
        "respondent": list(matrix.respondents),
        **dict(zip(matrix.items, answers, strict=True)),
        **beside,
        "source": [source] * len(matrix),
    }
    return columns, Features({name: Value("int8" if name in matrix.items else "string") for name in columns})


def personas(draws: Sequence[Draw], *, with_reasons: bool = False) -> tuple[dict[str, list[Any]], Features]:
    """Drawn personas as columns and features: id, label, the 26 attributes, description.

    Parameters
    ----------
    draws : in order
    with_reasons : also `consistent`, and the `reasons` of each rule that failed
    """
    columns: dict[str, list[Any]] = {**as_columns([one.persona for one in draws])}
    labels = {one.column: ClassLabel(names=list(one.values)) for one in schema() if one.is_trait_label}
    features = {name: labels.get(name, Value("string")) for name in columns}
    if with_reasons:
        columns |= {"consistent": [one.consistent for one in draws], "reasons": [list(one.reasons) for one in draws]}
        features |= {"consistent": Value("bool"), "reasons": List(Value("string"))}
    return columns, Features(features)
