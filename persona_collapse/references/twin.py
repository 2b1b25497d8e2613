"""Twin-2K-500 as a reference: the released answers of its people, read and checked against its published figures."""

from pathlib import Path

import numpy as np

from persona_collapse.columns import names_in
from persona_collapse.errors import InputError
from persona_collapse.instruments import bfi44
from persona_collapse.matrix import BehavioralTraitMatrix, answers_in
from persona_collapse.measures.arrays import Array
from persona_collapse.references.norms import FactorStatistics, factor_statistics, trait_means, twin2k500_norms
from persona_collapse.tables import Table, content, read_survey

TWIN = "twin2k500"
PEOPLE = "answers of people, Twin-2K-500 wave 1"

RESPONDENT = "TWIN_ID"
ITEMS = tuple(f"Big Five _{item.number}" for item in bfi44().items)
DEMOGRAPHICS = {
    "Q11": "region",
    "Q12": "gender",
    "Q13": "age",
    "Q14": "education",
    "Q15": "race",
    "Q19": "attendance",
    "Q20": "party",
    "Q21": "income",
    "Q22": "political_views",
    "Q24": "employment",
}
"""Column of the release -> its name here."""


def read_twin2k500(path: str | Path, *, norms: FactorStatistics | None = None) -> BehavioralTraitMatrix:
    """The people of Twin-2K-500 (wave 1, "numbers") as a reference, checked against the published figures.

    The file has short names, then question texts, then a row per respondent. An empty cell is a missing answer; a
    respondent without any answer to a trait is refused, because the published figures are over all respondents.

    Parameters
    ----------
    path : the CSV file as released
    norms : the figures that the trait scores must have, and the number of respondents; by default the published ones of
        2,058 respondents

    Returns
    -------
    Answers (2058, 44) with the source `twin2k500` and the ten demographics (codes of the release, None where empty).

    Raises
    ------
    InputError : another kind of file, a missing column, an incomplete row, an answer that is not a whole number from 1
        to 5, a duplicate respondent, a different number of respondents, or different trait scores.

    Source
    ------
    Twin-2K-500 (2025), factor scores as in "The Chameleon's Limit" (arXiv 2604.24698v1).

    >>> read_twin2k500("nowhere.csv")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    persona_collapse.errors.InputError: file not found: nowhere.csv; check the name, or give a file in CSV, Parquet, ...
    """
    expected = twin2k500_norms() if norms is None else norms
    _refuse_other_files(Path(path))
    table, texts = read_survey(path, (RESPONDENT, *ITEMS, *DEMOGRAPHICS))
    if all(texts[column].strip().isdecimal() for column in ITEMS):
        raise InputError(
            f"{path}, line 2 has answers; the released file has question texts there, so give it unchanged"
        )
    answers = np.column_stack([answers_in(table, column, bfi44()) for column in ITEMS])
    names = names_in(table, RESPONDENT)
    if len(table) != expected.respondents:
        raise InputError(f"{path} has {len(table)} respondents and Twin-2K-500 has {expected.respondents}")
    _refuse_unscored(table, answers)
    wrong = expected.differences(factor_statistics(answers))
    if wrong:
        more = f" ({len(wrong) - 1} other figures differ too)" if len(wrong) > 1 else ""
        raise InputError(f"{path}: {wrong[0]}{more}")
    beside = {name: [cell.strip() or None for cell in table.columns[column]] for column, name in DEMOGRAPHICS.items()}
    return BehavioralTraitMatrix.from_arrays(
        answers, instrument=bfi44(), respondents=names, source=TWIN, attributes=beside
    )


def _refuse_other_files(file: Path) -> None:
    other = content(file)
    if other is not None:
        raise InputError(f"{file} is {other}; give the CSV file as released")


def _refuse_unscored(table: Table, answers: Array) -> None:
    unscored = np.argwhere(np.isnan(trait_means(answers)))
    if len(unscored):
        row, trait = unscored[0]
        items = [
            column for column, item in zip(ITEMS, bfi44().items, strict=True) if item.trait == bfi44().traits[trait]
        ]
        raise InputError(
            f"{table.path}, {table.places[row]}, columns {items[0]} to {items[-1]}: "
            f"no item of {bfi44().traits[trait]} is answered, so its score is unknown"
        )
