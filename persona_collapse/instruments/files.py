"""Instruments as files: one JSON object, so that a custom instrument can be stored and shared."""

import dataclasses
import json
from pathlib import Path
from typing import Any

from persona_collapse.errors import InputError
from persona_collapse.instruments.instrument import Instrument, Item
from persona_collapse.instruments.scale import ResponseScale

SCHEMA = "persona-collapse/instrument/1"


def instrument_to_json(instrument: Instrument) -> str:
    """The instrument as text that `load_instrument` can read."""
    return json.dumps({"schema": SCHEMA, **dataclasses.asdict(instrument)}, indent=1, ensure_ascii=False) + "\n"


def load_instrument(path: str | Path) -> Instrument:
    """An instrument from a file written by `persona-collapse instrument import-moral`.

    Raises
    ------
    InputError : the file does not exist or is not an instrument.
    """
    file = Path(path)
    try:
        return instrument_from_record(json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise InputError(
            f"file not found: {file}; give an instrument, or make one with persona-collapse instrument import-moral"
        ) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, InputError):
            raise InputError(f"{file} {error}") from None
        raise InputError(
            f"{file} is not an instrument; make one with persona-collapse instrument import-moral"
        ) from None


def instrument_from_record(record: dict[str, Any]) -> Instrument:
    """The instrument from the parsed output of `instrument_to_json`.

    Raises
    ------
    InputError : the record has another version.
    """
    fields = dict(record)
    if fields.pop("schema") != SCHEMA:
        raise InputError("has another version; import the instrument again")
    scale, sides = fields.pop("scale"), fields.pop("sides")
    return Instrument(
        items=tuple(Item(**one) for one in fields.pop("items")),
        scale=ResponseScale(scale["low"], scale["high"], tuple(scale["labels"])),
        traits=tuple(fields.pop("traits")),
        spellings=tuple(fields.pop("spellings")),
        sides=None if sides is None else (str(sides[0]), str(sides[1])),
        **fields,
    )
