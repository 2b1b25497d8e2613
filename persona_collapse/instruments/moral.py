"""Everyday moral dilemmas of your own: an import with the question and the scale of the bundled ones."""

import json
import re
from pathlib import Path
from typing import Any

from persona_collapse.errors import InputError
from persona_collapse.instruments.catalogue import moral131
from persona_collapse.instruments.instrument import Instrument, Item


def import_moral(path: str | Path) -> Instrument:
    """An instrument from a JSON Lines file with your own dilemmas.

    Parameters
    ----------
    path : one object per line with `id` and `scenario` (both text); other fields are ignored

    Raises
    ------
    InputError : the file does not exist, a line is not such an object, or an id is a duplicate; the message names the
        line.
    """
    file = Path(path)
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except FileNotFoundError:
        raise InputError(f"file not found: {file}; give a JSON Lines file with id and scenario") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read ({error}); give a JSON Lines file with id and scenario") from None
    items: dict[str, Item] = {}
    for number, line in enumerate(lines, start=1):
        if line.strip():
            id, text = _dilemma(line, f"{file}, line {number}")
            if id in items:
                raise InputError(f"{file}, line {number}: duplicate id {id!r}; ids must differ")
            items[id] = Item(len(items) + 1, text, id=id)
    if not items:
        raise InputError(f"{file} has no dilemmas; give one object per line with id and scenario")
    ours = moral131()
    return Instrument(
        id=re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-") or "moral",
        version="1",
        items=tuple(items.values()),
        scale=ours.scale,
        lead=ours.lead,
        sides=ours.sides,
        source=file.name,
        terms="those of the file",
        spellings=("{id}",),
    )


def _dilemma(line: str, place: str) -> tuple[str, str]:
    try:
        record: Any = json.loads(line)
    except ValueError as error:
        raise InputError(f"{place} is not JSON: {error}") from None
    if not isinstance(record, dict):
        raise InputError(f"{place} is not a JSON object; give id and scenario")
    for field in ("id", "scenario"):
        if not (isinstance(record.get(field), str) and record[field].strip()):
            raise InputError(f"{place} has no {field}; give id and scenario, both text")
    return record["id"].strip(), record["scenario"].strip()
