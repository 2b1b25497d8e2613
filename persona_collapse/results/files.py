"""Records back from JSON, refused with a sentence when they are something else."""

import json
import math
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from pydantic import TypeAdapter, ValidationError

from persona_collapse.errors import InputError
from persona_collapse.results.advice import ADVICE_SCHEMA, Advice
from persona_collapse.results.calibration import CALIBRATION_SCHEMA, Calibration
from persona_collapse.results.comparison import COMPARISON_SCHEMA, Comparison
from persona_collapse.results.diagnosis import SCHEMA, Diagnosis
from persona_collapse.results.drift import DRIFT_SCHEMA, Drift
from persona_collapse.results.next_personas import NEXT_SCHEMA, NextPersonas
from persona_collapse.results.panel import PANEL_SCHEMA, Panel
from persona_collapse.results.record import StoredRecord
from persona_collapse.results.sweep import SWEEP_SCHEMA, Sweep
from persona_collapse.results.texts import TEXTS_SCHEMA, TextDiagnosis
from persona_collapse.results.worth import WORTH_SCHEMA, Worth

Remedy: TypeAlias = Sweep | Panel | NextPersonas | Worth | Calibration | Advice
"""What can be done about a result, or was."""

AnyStored: TypeAlias = Diagnosis | Comparison | TextDiagnosis | Drift | Remedy
Stored = TypeVar("Stored", bound=StoredRecord)

SCHEMAS: dict[str, type[StoredRecord]] = {
    SCHEMA: Diagnosis,
    COMPARISON_SCHEMA: Comparison,
    TEXTS_SCHEMA: TextDiagnosis,
    DRIFT_SCHEMA: Drift,
    SWEEP_SCHEMA: Sweep,
    PANEL_SCHEMA: Panel,
    NEXT_SCHEMA: NextPersonas,
    WORTH_SCHEMA: Worth,
    CALIBRATION_SCHEMA: Calibration,
    ADVICE_SCHEMA: Advice,
}
"""Schema that this version writes -> what a record of it is."""

KINDS = {schema.rpartition("/")[0]: kind for schema, kind in SCHEMAS.items()}
"""Schema without its number -> what a record of it is."""

NEWEST: dict[str, int] = {kind: int(number) for kind, _, number in (one.rpartition("/") for one in SCHEMAS)}
"""Schema without its number -> the newest number that this version writes; it reads all before it too."""

COMMANDS = "measure, compare, sweep, panel, personas next, worth, calibrate or advise"
WRITTEN = f"a file that --json of {COMMANDS} wrote"


def read_records(path: str | Path) -> list[AnyStored]:
    """The records that `--json` of a command wrote: one, or a list of them.

    Raises
    ------
    InputError : no such file, not JSON, another or a newer schema, or a field that is missing or of another
        kind (it is named).
    """
    found = json_in(path)
    if found == []:
        raise InputError(f"{path} holds no record; give {WRITTEN}")
    return [record_of(one, str(path)) for one in (found if isinstance(found, list) else [found])]


def json_in(path: str | Path) -> Any:
    """What a JSON file holds.

    Raises
    ------
    InputError : it cannot be read, or is not JSON.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}; give {WRITTEN}") from None
    except ValueError:
        raise InputError(f"{path} is not JSON; give {WRITTEN}") from None
    return _decoded(text, str(path))


def _decoded(text: str, source: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise InputError(f"{source} is not JSON; give {WRITTEN}") from None


def record_in(given: str | Path, wanted: type[Stored]) -> Stored:
    """The one record in JSON text or in a file, of the kind that is wanted.

    Parameters
    ----------
    given : JSON text (it begins with a brace or bracket), or a path
    wanted : Diagnosis, Comparison, Panel and so on

    Raises
    ------
    InputError : as `read_records`; several records, or one of another kind.
    """
    is_text = isinstance(given, str) and given.lstrip()[:1] in ("{", "[")
    source = "the text" if is_text else str(given)
    found = _decoded(str(given), source) if is_text else json_in(given)
    several = found if isinstance(found, list) else [found]
    if len(several) != 1:
        raise InputError(
            f"{source} holds {len(several)} records and {wanted.__name__}.from_json reads one; read them all with "
            "persona_collapse.results.files.read_records(path)"
        )
    record = record_of(several[0], source)
    if not isinstance(record, wanted):
        kind = type(record).__name__
        raise InputError(f"{source} holds a {kind}, not a {wanted.__name__}; read it with {kind}.from_json")
    return record


def record_of(record: Any, source: str) -> AnyStored:
    """A record as its `to_json` writes it.

    Parameters
    ----------
    record : decoded JSON
    source : what to call it in a message

    Raises
    ------
    InputError : as `read_records`.
    """
    kind = _kind_of(record, source)
    try:
        found: AnyStored = _reader(kind).validate_python(upgraded(record))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the record"
        raise InputError(f"{source}: {place}: {first['msg'].lower()}; {_anew(record, kind)}") from None
    # the leaderboard has a check of its own for the numbers of a diagnosis, which says more than the first one
    if isinstance(found, Remedy) and (place := next(_not_numbers(found), "")):
        raise InputError(f"{source}: {place}: not a number (NaN), and an undefined one is null; {_anew(record, kind)}")
    return found


def _anew(record: dict[str, Any], kind: str) -> str:
    """What to do about a record that cannot be read."""
    written = record.get("version")
    newer = f"; version {written} wrote it, this is {version('persona-collapse')}" if isinstance(written, str) else ""
    again = "run the command again" if issubclass(KINDS[kind], Remedy) else "measure the answers again"
    return f"{again} with this version{newer}"


def _not_numbers(value: Any, *place: str) -> Iterator[str]:
    """Places of NaN in a record, which no command writes.

    >>> list(_not_numbers({"levels": [1.0, float("nan")]}))
    ['levels.1']
    """
    if is_dataclass(value):
        for one in fields(value):
            yield from _not_numbers(getattr(value, one.name), *place, one.name)
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from _not_numbers(one, *place, str(name))
    elif isinstance(value, (list, tuple)):
        for number, one in enumerate(value):
            yield from _not_numbers(one, *place, str(number))
    elif isinstance(value, float) and math.isnan(value):
        yield ".".join(place)


def _kind_of(record: Any, source: str) -> str:
    """The schema of a record without its number.

    Raises
    ------
    InputError : not a record of this program, or of a newer version of it.
    """
    schema = record.get("schema") if isinstance(record, dict) else None
    kind, _, number = schema.rpartition("/") if isinstance(schema, str) else ("", "", "")
    if kind in KINDS and number.isdigit() and int(number) > NEWEST[kind]:
        raise InputError(
            f"{source} was written by a newer version of persona-collapse (schema {schema}; this version reads up to "
            f"{kind}/{NEWEST[kind]}); update with: pip install --upgrade persona-collapse"
        )
    if kind not in KINDS or not number.isdigit() or int(number) < 1:
        what = f"of schema {schema}" if isinstance(schema, str) else "not a record of this program"
        raise InputError(f"{source} is {what}; give {WRITTEN}")
    return kind


def upgraded(record: dict[str, Any]) -> dict[str, Any]:
    """A record of an older version with the names of today; nothing else of it changes."""
    identity = record.get("identity")
    if isinstance(identity, dict) and "dealt_anew" in identity:
        kept = {name: value for name, value in identity.items() if name != "dealt_anew"}
        return {**record, "identity": {**kept, "shuffled": identity["dealt_anew"]}}
    return record


@cache
def _reader(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(KINDS[kind])
