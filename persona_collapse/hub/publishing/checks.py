"""What is looked at before anything is pushed: cards that the Hub understands, tables that hold no answers of people."""

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
import yaml

from persona_collapse.errors import InputError
from persona_collapse.references import CALIBRATED, SIMULATED, TWIN, calibrated_2058
from persona_collapse.references.samples import samples

CARD = "README.md"
DESCRIBED = ("license", "language", "pretty_name", "size_categories", "task_categories", "tags")
"""What the front matter of a dataset has."""

ANSWERS_FROM = 10
"""Columns of numbers from which a table is taken for answers of respondents: the widest other table has half as many."""

TABLES = (".parquet", ".arrow", ".feather", ".sav", ".dta", ".xlsx")

_ARXIV = re.compile(r"arXiv:?\s*(\d{4}\.\d{4,5})")
_NUMBERED = re.compile(r"(.*?)\d+")


def check_card(name: str, card: str) -> dict[str, Any]:
    """The front matter of a card, if it says under which terms it stands and links every paper that it names.

    Parameters
    ----------
    name : for messages
    card : README.md

    Raises
    ------
    InputError : it lacks something.
    """
    parts = card.split("---\n", 2)
    front = yaml.safe_load(parts[1]) if len(parts) == 3 and not parts[0] else None
    if not isinstance(front, dict):
        raise InputError(f"the card of {name} has no front matter; begin {CARD} with a block between two lines ---")
    if "license" not in front:
        raise InputError(f"the card of {name} has no license; add it to its front matter")
    if front["license"] == "other":
        for key in ("license_name", "license_link"):
            if not front.get(key):
                raise InputError(f"the card of {name} has license: other and no {key}; add it to its front matter")
    for number in {*_ARXIV.findall(card)}:
        if f"https://arxiv.org/abs/{number}" not in card:
            raise InputError(
                f"the card of {name} names arXiv {number} without a link; write [arXiv {number}](https://arxiv.org/abs/{number})"
            )
    return front


def check_dataset(name: str, files: Mapping[str, bytes]) -> None:
    """Refuse a dataset that the Hub's viewer would not show, or that holds answers of people.

    Parameters
    ----------
    name : of the dataset
    files : path -> content, its card among them

    Raises
    ------
    InputError : its card lacks something, names a file that is not there, or does not describe a column; a file is not
        Parquet or has no rows; answers of people.
    """
    card = files[CARD].decode()
    front = check_card(name, card)
    missing = [key for key in DESCRIBED if not front.get(key)]
    if missing:
        raise InputError(f"the card of {name} has no {', '.join(missing)}; add it to its front matter")
    configs = front.get("configs") or []
    if sum(bool(one.get("default")) for one in configs) != 1:
        raise InputError(f"the card of {name} needs one configuration with default: true; change its configs")
    for one in configs:
        for file in one["data_files"]:
            if file["path"] not in files:
                raise InputError(f"the card of {name} names {file['path']}, which is not there; run its build.py")
            check_table(f"{name}/{file['path']}", files[file["path"]], card)


def check_table(name: str, content: bytes, card: str) -> None:
    """Refuse a table with columns that its card does not describe, and answers that are not the simulated reference.

    Parameters
    ----------
    name : for messages; DATASET/data/CONFIGURATION.parquet
    content : of the Parquet file
    card : of its dataset

    Raises
    ------
    InputError : also for a file that is not Parquet, or has no rows.
    """
    try:
        table = parquet.read_table(io.BytesIO(content))
    except (pa.ArrowInvalid, OSError):
        raise InputError(f"{name} is not a Parquet file; run the build.py of its dataset") from None
    if not table.num_rows:
        raise InputError(f"{name} has no rows; run the build.py of its dataset")
    stem = name.rpartition("/")[2].removesuffix(".parquet")
    if stem == TWIN or stem in samples():
        raise _of_people(name, f"{stem} is a sample of people")
    numbers = [one.name for one in table.schema if pa.types.is_integer(one.type) or pa.types.is_floating(one.type)]
    if len(numbers) >= ANSWERS_FROM or "respondent" in table.column_names:
        _refuse_unless_simulated(name, table)
    described = {*re.findall(r"^\| (\w+)(?: \.\. \w+)? \|", card, re.MULTILINE)}
    stems = {found[1] for one in described if (found := _NUMBERED.fullmatch(one))}
    for column in table.column_names:
        numbered = _NUMBERED.fullmatch(column)
        if column not in described and not (numbered and numbered[1] in stems):
            raise InputError(f"{name} has the column {column}, which the card does not describe; describe or remove it")


def check_wheel(path: str, content: bytes) -> None:
    """Refuse a wheel with answers of people in it: a table elsewhere than in a dataset, or one that `check_dataset` refuses.

    Parameters
    ----------
    path : of the wheel
    content : its bytes

    Raises
    ------
    InputError : it says which table.
    """
    try:
        wheel = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        raise InputError(f"{path} is not a wheel; make one: pip wheel --no-deps .") from None
    with wheel:
        for name in (one for one in wheel.namelist() if one.endswith(TABLES)):
            place = re.fullmatch(r"persona_collapse/_hub/datasets_scripts/([\w-]+)/data/[\w.-]+\.parquet", name)
            if place is None:
                raise InputError(f"{path} has the table {name}, which is not of a dataset; build the wheel without it")
            card = f"persona_collapse/_hub/datasets_scripts/{place[1]}/{CARD}"
            check_table(f"{path}: {name}", wheel.read(name), wheel.read(card).decode())


def _refuse_unless_simulated(name: str, table: pa.Table) -> None:
    """Only one table of answers is ours: the bundled reference, as the library itself draws it."""
    reference = calibrated_2058()
    said = {*table.column("source").to_pylist()} if "source" in table.column_names else set()
    if said != {f"{CALIBRATED}: {SIMULATED}"}:
        raise _of_people(name, "its rows do not say that they are simulated")
    if not {*reference.items} <= {*table.column_names} or table.num_rows != len(reference):
        raise _of_people(name, f"it is not {CALIBRATED}")
    values = np.column_stack([table.column(item).to_numpy() for item in reference.items])
    if not np.array_equal(values, reference.values):
        raise _of_people(name, f"its answers are not those of {CALIBRATED}")


def _of_people(name: str, why: str) -> InputError:
    return InputError(
        f"{name} may hold answers of people, which are never pushed ({why}); remove it, and its configuration from the card"
    )
