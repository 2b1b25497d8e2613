"""Answers that are a dataset on the Hub: `ORG/NAME` or `ORG/NAME:config`."""

from persona_collapse.columns import ReadAs
from persona_collapse.errors import InputError
from persona_collapse.hub.tables import columns_of, load_splits
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.references import with_note


def load_answers(name: str, read_as: ReadAs | None = None) -> BehavioralTraitMatrix:
    """The table of a dataset as a matrix: items found by name as in a file, class labels by their names.

    Parameters
    ----------
    name : "ORG/NAME", or "ORG/NAME:config" for a configuration other than the default
    read_as : what is declared about its columns

    Raises
    ------
    InputError : the dataset is not available, has several splits or no complete set of item columns, or a cell is
        not an answer.

    A dataset whose column `source` says that its respondents are simulated from published norms keeps that note.
    """
    splits = load_splits(name)
    if len(splits) != 1:
        raise InputError(
            f"{name} has the splits {', '.join(splits)}; save the one you mean as a file: "
            f"load_dataset({name.partition(':')[0]!r}, split={next(iter(splits))!r}).to_parquet('answers.parquet')"
        )
    (split,) = splits.values()
    return with_note(BehavioralTraitMatrix.from_columns(columns_of(split), source=name, read_as=read_as))
