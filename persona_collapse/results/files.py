"""Records back from JSON, refused with a sentence when they are something else."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from persona_collapse.errors import InputError
from persona_collapse.results.diagnosis import SCHEMA, Diagnosis


def read_diagnoses(path: str | Path) -> list[Diagnosis]:
    """The records that `measure --json` wrote: one, or a list of them.

    Raises
    ------
    InputError : no such file, no JSON, another schema, or a field that is missing or of another kind (it is named).
    """
    records = json_in(path)
    return [diagnosis_of(record, str(path)) for record in (records if isinstance(records, list) else [records])]


def json_in(path: str | Path) -> Any:
    """What a JSON file holds.

    Raises
    ------
    InputError : it cannot be read, or is no JSON.
    """
    try:
        return json.loads(Path(path).read_text())
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}; give a file that measure --json wrote") from None
    except ValueError:
        raise InputError(f"{path} is no JSON; give a file that measure --json wrote") from None


def diagnosis_of(record: Any, source: str) -> Diagnosis:
    """A record as `Diagnosis.to_json` writes it.

    Parameters
    ----------
    record : decoded JSON
    source : what to call it in a message

    Raises
    ------
    InputError : as `read_diagnoses`.
    """
    schema = record.get("schema") if isinstance(record, dict) else None
    if schema != SCHEMA:
        raise InputError(
            f"{source} is {f'of schema {schema}' if schema else 'no record of a diagnosis'}; "
            f"this version reads {SCHEMA}, as measure --json writes it"
        )
    try:
        return _diagnoses().validate_python(record)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise InputError(
            f"{source}: {place}: {first['msg'].lower()}; measure the answers again with this version"
        ) from None


@cache
def _diagnoses() -> TypeAdapter[Diagnosis]:
    return TypeAdapter(Diagnosis)
