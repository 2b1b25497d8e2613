"""Samples of people that can be fetched from where they are published: what they are, and how their files are read."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

import numpy as np

from persona_collapse import resources
from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument, catalogue
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array
from persona_collapse.measures.randomness import generator

SIZE = 2058
"""People kept of a larger sample, as many as Twin-2K-500 has."""

FIRST_ITEM = 31
"""Characters before the first item in a line of Johnson's files."""

ROWS = 50_000
"""Rows read at a time."""


@dataclass(frozen=True)
class HumanSample:
    """Where answers of people are published, and under which terms.

    Attributes
    ----------
    name : after --reference
    title : which people
    instrument : the questionnaire they answered
    respondents : how many, in words
    address, sha256 : of the file, and its checksum as two other public projects recorded it
    terms, citation : its terms and how to cite it
    form : how the file is laid out, a key of `FORMS`
    """

    name: str
    title: str
    instrument: str
    respondents: str
    address: str
    sha256: str
    terms: str
    citation: str
    form: str


@cache
def samples() -> dict[str, HumanSample]:
    """Name -> sample, of all that can be fetched.

    >>> sorted(samples())
    ['johnson-ipip-neo-120', 'openpsychometrics-ipip50']
    """
    found = [HumanSample(**one) for one in resources.data("references/data/samples.json")]
    return {one.name: one for one in found}


def read_sample(sample: HumanSample, path: str | Path, *, size: int = SIZE, seed: int = 0) -> BehavioralTraitMatrix:
    """People of a published file: complete respondents, drawn without replacement, reversed items as they were answered.

    Parameters
    ----------
    sample : which
    path : the file as published
    size : how many are kept; all complete ones if there are fewer
    seed : of the draw

    Raises
    ------
    InputError : the file is not the published one, or has no complete respondent.
    """
    asked = catalogue.bundled(sample.instrument)
    file = Path(path)
    try:
        parts = list(FORMS[sample.form](file, asked))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            f"{file} is not the file of {sample.name} ({error}); give {sample.address} unchanged"
        ) from None
    answers = np.concatenate(parts) if parts else np.empty((0, len(asked)))
    if not len(answers):
        raise InputError(f"{file} has no complete respondent; give {sample.address} unchanged")
    rows = np.arange(len(answers))
    if size < len(answers):
        rows = np.sort(generator(f"people of {sample.name}", seed).choice(len(answers), size, replace=False))
    return BehavioralTraitMatrix.from_arrays(
        answers[rows].astype(np.float64),
        instrument=asked,
        respondents=[str(row + 1) for row in rows],
        source=sample.name,
    )


def _openpsychometrics(file: Path, asked: Instrument) -> Iterator[Array]:
    """A table with tabs, alone or in a ZIP archive; 0 means no answer, IPC counts the rows from one address."""
    if file.suffix.lower() != ".zip":
        with file.open("rb") as stream:
            yield from _tabs(stream, asked)
        return
    with zipfile.ZipFile(file) as archive:
        tables = [name for name in archive.namelist() if name.endswith(".csv") and not Path(name).name.startswith(".")]
        if len(tables) != 1:
            raise ValueError(f"{len(tables)} tables in the archive")
        with archive.open(tables[0]) as stream:
            yield from _tabs(stream, asked)


def _tabs(stream: IO[bytes], asked: Instrument) -> Iterator[Array]:
    import pandas as pd

    for part in pd.read_csv(stream, sep="\t", chunksize=ROWS, low_memory=False):
        columns = next((some for some in asked.columns() if set(some) <= set(part.columns)), None)
        if columns is None:
            raise ValueError(f"no columns {asked.items[0].columns[0]}..{asked.items[-1].columns[0]}")
        once = part["IPC"] == 1 if "IPC" in part.columns else np.ones(len(part), dtype=bool)
        answers = part[columns].apply(pd.to_numeric, errors="coerce").to_numpy(dtype=np.float64)
        yield answers[np.asarray(once) & _complete(answers, asked)]


def _johnson(file: Path, asked: Instrument) -> Iterator[Array]:
    """A line per respondent, a character per item at its end; reversed items are reverse-scored there, and the reverse-scoring is undone."""
    turned = np.array([item.key < 0 for item in asked.items])
    lines: list[str] = []
    with file.open(encoding="latin-1") as stream:
        for line in stream:
            lines.append(line.rstrip("\r\n"))
            if len(lines) == ROWS:
                yield _of_lines(lines, asked, turned)
                lines = []
    if lines:
        yield _of_lines(lines, asked, turned)


def _of_lines(lines: list[str], asked: Instrument, turned: np.ndarray) -> Array:
    width = FIRST_ITEM + len(asked)
    cells = "".join(line[FIRST_ITEM:width] for line in lines if len(line) == width and line[FIRST_ITEM:].isdigit())
    if not cells:
        raise ValueError(f"no line of {width} characters that ends in {len(asked)} answers")
    answers = np.array(list(cells), dtype=np.float64).reshape(-1, len(asked))
    answers = answers[_complete(answers, asked)]
    return np.asarray(np.where(turned, asked.scale.low + asked.scale.high - answers, answers), dtype=np.float64)


def _complete(answers: Array, asked: Instrument) -> np.ndarray:
    return np.asarray(np.isin(answers, np.array(asked.scale.points)).all(axis=1))


FORMS = {"openpsychometrics": _openpsychometrics, "johnson": _johnson}
