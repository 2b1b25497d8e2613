"""Which rows of a table are a population: those that are asked for, of one model and of one time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from persona_collapse.columns.cells import is_missing, last_part
from persona_collapse.errors import InputError
from persona_collapse.tables import Table

Where = tuple[tuple[str, tuple[str, ...]], ...]
"""Columns, each with the values of the rows that are wanted."""

MODEL = frozenset({"model", "model_name", "model_id", "llm"})
"""Columns that say which model gave the answers of a row, in any case."""

TIME = frozenset({"time", "wave", "timepoint", "time_point", "occasion", "round", "step", "time_step", "timestep"})
"""Columns that say when the answers of a row were given: before or after something, at which step of a simulation."""

PLATFORM = frozenset({"platform"})
"""Columns that say in which of several simulated places a persona was asked."""

MANY_TIMES = 5
"""More different times than these, of personas that answer once each, are not waves but seconds that an answer took, or dates."""

SHOWN = 4
"""Values that a message names."""


def wanted(text: str) -> tuple[str, tuple[str, ...]]:
    """A column and its wanted values, from what was typed.

    Raises
    ------
    InputError : not of the form COLUMN=VALUE,...

    >>> wanted("model=gpt-4o, llama")
    ('model', ('gpt-4o', 'llama'))
    """
    column, sign, values = text.partition("=")
    found = tuple(one.strip() for one in values.split(",") if one.strip())
    if not sign or not column.strip() or not found:
        raise InputError(f"--where {text}: use COLUMN=VALUE, for example --where model=gpt-4o")
    return column.strip(), found


def rows_where(table: Table, where: Where) -> Table:
    """The rows of a table that have one of the wanted values in each column.

    Parameters
    ----------
    table, where : as said

    Raises
    ------
    InputError : no such column; no row has the values. The message names those that there are.

    >>> rows_where(Table("a.csv", {"model": ["x", "y"], "Q1": [1, 2]}, ["row 1", "row 2"]), (("model", ("y",)),)).columns
    {'model': ['y'], 'Q1': [2]}
    """
    if not where:
        return table
    rows = list(range(len(table)))
    for column, values in where:
        if column not in table.columns:
            raise InputError(f"{table.path} has no column {column!r} (--where); it has {_some(list(table.columns))}")
        cells = table.columns[column]
        there = [row for row in rows if str(cells[row]).strip() in values]
        if not there:
            given = list(dict.fromkeys(str(cells[row]).strip() for row in rows))
            raise InputError(
                f"{table.path}: no row has {column}={','.join(values)} (--where); {column} is {_some(given)}"
            )
        rows = there
    columns = {name: [cells[row] for row in rows] for name, cells in table.columns.items()}
    said = " and ".join(f"{column}={','.join(values)}" for column, values in where)
    note = f"{len(rows)} of {len(table)} rows, those with {said}"
    places = [table.places[row] for row in rows]
    return replace(table, columns=columns, places=places, notes=(*table.notes, note))


def parting(column: str) -> str:
    """What parts the rows of a persona, so that they do not count as repeats: a model, a time, a platform, a scenario; else empty.

    >>> parting("model.model"), parting("Wave"), parting("scenario.topic"), parting("age")
    ('model', 'time', 'scenario', '')
    """
    name = last_part(column)
    known = next(
        (kind for kind, names in (("model", MODEL), ("time", TIME), ("platform", PLATFORM)) if name in names), ""
    )
    in_scenario = column.lower().startswith("scenario.") and name != "scenario_index"
    return known or ("scenario" if in_scenario else "")


_ASKED = {
    "model": "was answered by several models",
    "time": "answered at several times",
    "platform": "was asked on several platforms",
    "scenario": "was asked in several scenarios",
}


def of_one_kind(table: Table, persona: str | None) -> str:
    """A remark where the rows are answers of several models or times that are measured as one population; mostly empty.

    Parameters
    ----------
    table : a row per answer sheet
    persona : the column of personas that occur in several rows; None where there is none

    Raises
    ------
    InputError : the answers of a persona are those of several models, times, platforms or scenarios, so they do not count as repeats.

    >>> of_one_kind(Table("a.csv", {"model": ["x", "y"]}, ["row 1", "row 2"]), None)
    'answers of 2 models (column model: x, y) are measured as one population; one alone: --where model=x'
    """
    most = _most_rows(table, persona)
    for column in table.columns:
        kind = parting(column)
        if not kind:
            continue
        values = list(dict.fromkeys(str(cell).strip() for cell in table.columns[column] if not is_missing(cell)))
        if len(values) < 2 or len(values) > len(table) / 2 + 1:
            continue
        if (
            persona is not None
            and (kind == "model" or len(values) <= most)
            and (mixed := _mixed(table, persona, column))
        ):
            raise InputError(
                f"{table.path}: {persona} {mixed!r} {_ASKED[kind]} (column {column}: {_some(values)}), "
                f"which are not repeats of one; measure one {kind} at a time: --where {column}={values[0]}"
            )
        few = len(values) <= (MANY_TIMES if persona is None else min(most, MANY_TIMES))
        if kind == "model" or (kind == "time" and few):
            return (
                f"answers of {len(values)} {kind}s (column {column}: {_some(values)}) are measured as one population; "
                f"one alone: --where {column}={values[0]}"
            )
    return ""


def _most_rows(table: Table, persona: str | None) -> int:
    """Rows of the persona that has most of them."""
    return 1 if persona is None else max(Counter(str(cell).strip() for cell in table.columns[persona]).values())


def _mixed(table: Table, persona: str, column: str) -> str | None:
    """A persona with answers of several models; None where there is none."""
    whose: dict[str, str] = {}
    for name, model in zip(table.columns[persona], table.columns[column], strict=True):
        if whose.setdefault(str(name).strip(), str(model).strip()) != str(model).strip():
            return str(name).strip()
    return None


def _some(values: Sequence[str]) -> str:
    return ", ".join(values[:SHOWN]) + (" and others" if len(values) > SHOWN else "")
