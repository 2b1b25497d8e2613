"""How a table is to be read, as its owner says: the options of `measure`, `compare`, `plan` and `report`."""

import csv
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from persona_collapse.columns.rows import Where, wanted
from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument, ResponseScale, catalogue
from persona_collapse.tables import Table

ITEMS = "items"
"""The name by which columns are measured without a questionnaire: items without traits."""


@dataclass(frozen=True)
class ReadAs:
    """What is declared about a table, rather than found in it.

    Attributes
    ----------
    instrument : the questionnaire; None to have it recognised
    items : whether columns are items of no questionnaire, without traits
    columns : a pattern ("Q{}" for the item's number, "{id}" for its id) or a file of items and columns; None for the rules
    missing : codes that mean "no answer": "0", "99"
    labels : whether cells are the labels of the scale, in words
    scale : the lowest and the highest answer in the table where they are not those of the instrument
    reversed_already : whether reversed items are reverse-scored in the table
    where : columns and the values of the rows that are the population; all rows without
    """

    instrument: Instrument | None = None
    items: bool = False
    columns: str | None = None
    missing: tuple[str, ...] = ()
    labels: bool = False
    scale: tuple[int, int] | None = None
    reversed_already: bool = False
    where: Where = ()

    @classmethod
    def typed(
        cls,
        instrument: str | None = None,
        columns: str | None = None,
        *,
        missing: str | None = None,
        labels: bool = False,
        scale: str | None = None,
        reversed_already: bool = False,
        where: Sequence[str] = (),
    ) -> Self:
        """What is declared, from words as they are typed on the command line or in the app.

        Parameters
        ----------
        instrument : a bundled questionnaire, an instrument file, or `items`; None to have it recognised
        columns : as in the class
        missing : codes with commas between them
        labels, reversed_already : as in the class
        scale : the lowest and the highest answer, as in 0-4
        where : COLUMN=VALUE,...

        Raises
        ------
        InputError : an unknown questionnaire, a scale that is not LOW-HIGH, no codes, not COLUMN=VALUE.

        >>> declared = ReadAs.typed("items", missing="0, 99", scale="1-7")
        >>> declared.items, declared.missing, declared.scale
        (True, ('0', '99'), (1, 7))
        """
        items = instrument == ITEMS
        return cls(
            instrument=None if instrument is None or items else catalogue.find(instrument),
            items=items,
            columns=columns,
            missing=_codes(missing),
            labels=labels,
            scale=_ends(scale),
            reversed_already=reversed_already,
            where=tuple(wanted(one) for one in where),
        )

    def shift(self, scale: ResponseScale) -> int:
        """What is added to each answer so that it is on the instrument's scale.

        Raises
        ------
        InputError : the two scales have different numbers of points.

        >>> ReadAs(scale=(0, 4)).shift(ResponseScale(1, 5))
        1
        """
        if self.scale is None:
            return 0
        low, high = self.scale
        if high - low != scale.high - scale.low:
            raise InputError(
                f"--scale {low}-{high} has {high - low + 1} points and the instrument has {len(scale.points)} "
                f"({scale.low} to {scale.high}); give the scale of the same items with as many points, or "
                f"--instrument {ITEMS} --scale {low}-{high} to measure without traits"
            )
        return scale.low - low


def columns_by(declared: str, instrument: Instrument, table: Table) -> dict[str, str]:
    """Item -> column, as a pattern or a file says.

    Parameters
    ----------
    declared : "Q{}", "{id}", or a JSON object or CSV file of items (by id or number) and columns
    instrument : whose items they are
    table : the columns there are

    Raises
    ------
    InputError : no such file, a file that is not a mapping, an item or a column that does not exist.

    >>> from persona_collapse.instruments import bfi44
    >>> table = Table("a.csv", {f"Q{number}": [3] for number in range(1, 45)}, ["row 1"])
    >>> columns_by("Q{}", bfi44(), table)["bfi44_44"]
    'Q44'
    """
    if "{" in declared:
        given = {item.name: _spelled(declared, item.number, item.id) for item in instrument.items}
    else:
        names = {str(item.number): item.name for item in instrument.items} | {
            one: item.name for item in instrument.items for one in (item.name,)
        }
        read = _file(Path(declared))
        unknown = [item for item in read if item not in names]
        if unknown:
            raise InputError(
                f"--map {declared}: {instrument.id} has no item {unknown[0]!r}; its items are "
                f"{instrument.items[0].name}..{instrument.items[-1].name}, or their numbers"
            )
        given = {names[item]: column for item, column in read.items()}
    lacking = [column for column in given.values() if column not in table.columns]
    if lacking:
        raise InputError(
            f"{table.path} has no column {lacking[0]!r}, which --map {declared} names; its columns begin "
            f"{', '.join(' '.join(name.split()) for name in list(table.columns)[:4])}"
        )
    return given


def _spelled(pattern: str, number: int, id: str) -> str:
    try:
        return pattern.format(number, id=id)
    except (IndexError, KeyError, ValueError):
        raise InputError(f'--map {pattern}: use "{{}}" for the number of an item, as in "Q{{}}", or "{{id}}"') from None


def _file(path: Path) -> dict[str, str]:
    """Item -> column of a file."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(f'--map {path}: file not found; give a file, or a pattern such as "Q{{}}"') from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"--map {path} cannot be read ({error}); give a JSON object or a CSV file") from None
    found: Any = None
    if path.suffix.lower() == ".json":
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            raise InputError(f"--map {path} is not JSON; give an object from items to columns") from None
    else:
        try:
            rows = [[cell.strip() for cell in row] for row in csv.reader(text.splitlines()) if row]
        except csv.Error as error:
            raise InputError(f"--map {path}: {error}; give two columns: item, column") from None
        if all(len(row) == 2 for row in rows):
            found = dict(rows[1:] if rows and rows[0] == ["item", "column"] else rows)
    if not isinstance(found, Mapping) or not found or not all(isinstance(one, str) for one in found.values()):
        raise InputError(
            f"--map {path} is not a mapping; give a JSON object, or a CSV file of two columns: item, column"
        )
    return {str(item): column for item, column in found.items()}


def _codes(text: str | None) -> tuple[str, ...]:
    if text is None:
        return ()
    codes = tuple(code.strip() for code in text.split(",") if code.strip())
    if not codes:
        raise InputError("--missing has no codes; use, for example, --missing 0,99,-1, or omit it")
    return codes


def _ends(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    found = re.fullmatch(r"\s*(-?\d{1,4})\s*(?:-|to|\.\.|:)\s*(-?\d{1,4})\s*", text)
    if found is None or int(found[1]) >= int(found[2]):
        raise InputError(f"--scale {text}: use LOW-HIGH with the lower end first, for example --scale 0-4")
    return int(found[1]), int(found[2])
