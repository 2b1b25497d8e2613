"""Answers that are a dataset on the Hub: `ORG/NAME` or `ORG/NAME:config`."""

from dataclasses import replace
from typing import Any

from datasets import ClassLabel, Dataset, load_dataset

from persona_collapse.errors import InputError
from persona_collapse.hub.failures import in_words
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.references import SIMULATED


def load_answers(name: str) -> BehavioralTraitMatrix:
    """The table of a dataset as a matrix: items found by name as in a file, class labels by their names.

    Parameters
    ----------
    name : "ORG/NAME", or "ORG/NAME:config" for a configuration other than the default

    Raises
    ------
    InputError : the dataset cannot be had, has several splits or no complete set of item columns, or a cell is no
        answer.

    A dataset whose column `source` says that its respondents are simulated from published norms keeps that note.
    """
    repository, _, configuration = name.partition(":")
    with in_words(repository, f"give a file (there is none called {name})"):
        splits = load_dataset(repository, configuration or None)
    if len(splits) != 1:
        raise InputError(
            f"{name} has the splits {', '.join(splits)}; save the one you mean as a file: "
            f"load_dataset({repository!r}, split={next(iter(splits))!r}).to_parquet('answers.parquet')"
        )
    (split,) = splits.values()
    matrix = BehavioralTraitMatrix.from_columns(_columns(split), source=name)
    simulated = any(SIMULATED in str(cell) for cell in matrix.attributes.get("source", ()))
    return replace(matrix, note=SIMULATED) if simulated else matrix


def _columns(split: Dataset) -> dict[str, list[Any]]:
    table = split.with_format("arrow")[:]
    columns = {name: table.column(name).to_pylist() for name in table.column_names}
    for name, feature in split.features.items():
        if isinstance(feature, ClassLabel):
            columns[name] = [None if cell is None else feature.int2str(cell) for cell in columns[name]]
    return columns
