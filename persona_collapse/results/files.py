"""Records back from JSON, refused with a sentence when they are something else."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from persona_collapse.errors import InputError
from persona_collapse.results.comparison import COMPARISON_SCHEMA, Comparison
from persona_collapse.results.diagnosis import SCHEMA, Diagnosis
from persona_collapse.results.texts import TEXTS_SCHEMA, TextDiagnosis

KINDS: dict[str, type] = {SCHEMA: Diagnosis, COMPARISON_SCHEMA: Comparison, TEXTS_SCHEMA: TextDiagnosis}
"""Schema -> what a record of it is."""

WRITTEN = "a file that measure --json or compare --json wrote"


def read_records(path: str | Path) -> list[Diagnosis | Comparison | TextDiagnosis]:
    """The records that `measure --json` or `compare --json` wrote: one, or a list of them.

    Raises
    ------
    InputError : no such file, no JSON, another schema, or a field that is missing or of another kind (it is named).
    """
    found = json_in(path)
    if found == []:
        raise InputError(f"{path} holds no record; give {WRITTEN}")
    return [record_of(one, str(path)) for one in (found if isinstance(found, list) else [found])]


def json_in(path: str | Path) -> Any:
    """What a JSON file holds.

    Raises
    ------
    InputError : it cannot be read, or is no JSON.
    """
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}; give {WRITTEN}") from None
    except ValueError:
        raise InputError(f"{path} is no JSON; give {WRITTEN}") from None


def record_of(record: Any, source: str) -> Diagnosis | Comparison | TextDiagnosis:
    """A record as its `to_json` writes it.

    Parameters
    ----------
    record : decoded JSON
    source : what to call it in a message

    Raises
    ------
    InputError : as `read_records`.
    """
    schema = record.get("schema") if isinstance(record, dict) else None
    if not isinstance(schema, str) or schema not in KINDS:
        raise InputError(
            f"{source} is {f'of schema {schema}' if isinstance(schema, str) else 'no record of this program'}; this version "
            f"reads {', '.join(KINDS)}, as measure --json and compare --json write them"
        )
    try:
        found: Diagnosis | Comparison | TextDiagnosis = _reader(schema).validate_python(record)
        return found
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise InputError(
            f"{source}: {place}: {first['msg'].lower()}; measure the answers again with this version"
        ) from None


@cache
def _reader(schema: str) -> TypeAdapter[Any]:
    return TypeAdapter(KINDS[schema])
