"""What every record can do: become JSON and come back, and show itself."""

import dataclasses
import json
import math
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from pandas import DataFrame


class Record:
    """A result that can be stored, and printed in a few lines."""

    def to_dict(self) -> dict[str, Any]:
        """The record as JSON would hold it: dicts, lists, text, numbers, true, false and None.

        Undefined values are None; an infinite number is the word "Infinity".
        """
        found: dict[str, Any] = as_json_types(dataclasses.asdict(cast("DataclassInstance", self)))
        return found

    def to_json(self) -> str:
        """The record as JSON: undefined values are null, an infinite number is the word "Infinity"."""
        return json.dumps(self.to_dict(), indent=2, allow_nan=False, ensure_ascii=False)

    def __repr__(self) -> str:
        return str(presented(self, "brief"))


class StoredRecord(Record):
    """A record that is read back from JSON."""

    @classmethod
    def from_json(cls, given: str | Path) -> Self:
        """The record that `to_json` or the option --json wrote.

        Parameters
        ----------
        given : JSON text, or the path of a file

        Raises
        ------
        InputError : no such file, not JSON, another kind of record, several records, a newer version, or a field that
            is missing or of another type.
        """
        files = import_module(
            "persona_collapse.results.files"
        )  # it knows every kind of record, so it imports this module
        return cast("Self", files.record_in(given, cls))


class TableRecord(StoredRecord):
    """A record that is a table of numbers."""

    def to_frame(self) -> "DataFrame":
        """The numbers as a pandas DataFrame, a row each, unrounded; docs/python.md lists the columns."""
        return cast("DataFrame", presented(self, "frame"))

    def _repr_html_(self) -> str:
        return str(presented(self, "notebook"))


def presented(record: Record, how: str) -> Any:
    """A record as a module of the report shows it.

    The report is above the records and imports them. Its modules are therefore found by name, and only when a record is
    shown: a program that only measures loads no words and no drawing.

    Parameters
    ----------
    record : what to show
    how : brief (text), frame, notebook (HTML) or plot
    """
    return import_module(f"persona_collapse.report.{how}").show(record)


def as_json_types(value: Any) -> Any:
    """Nested records as JSON can hold them.

    >>> as_json_types({"a": (1.0, float("nan")), "d": float("inf")})
    {'a': [1.0, None], 'd': 'Infinity'}
    """
    if isinstance(value, dict):
        return {str(key): as_json_types(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_json_types(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value
