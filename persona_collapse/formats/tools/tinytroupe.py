"""TinyTroupe (0.6.0): `ResultsExtractor.save_as_json`.

Written from its source and documentation: the package of that name on PyPI (0.0.1) is another, empty one. The file has a record
of the fields that were asked for (`fields=["mini_ipip_1", ...]`) for each agent.
"""

from pathlib import Path
from typing import Any

from persona_collapse.errors import InputError
from persona_collapse.formats.table import Table, numbered
from persona_collapse.formats.tools.records import answer_of, at, counted

NAME = "a TinyTroupe extraction"


def read(found: Any, file: Path) -> Table | None:
    """The fields that were extracted from each agent; None for anything else.

    Raises
    ------
    InputError : an extraction of a world only, or of agents without fields.
    """
    agents = at(found, "agent_extractions")
    if agents is None:
        return None
    given = (
        {name: one for name, one in agents.items() if isinstance(one, dict) and one} if isinstance(agents, dict) else {}
    )
    if not given:
        raise InputError(
            f"{file} is {NAME} without fields of agents (agent_extractions); extract from each agent with "
            "extract_results_from_agents(agents, fields=[one per item]), and save again"
        )
    fields = dict.fromkeys(field for one in given.values() for field in one)
    columns: dict[str, list[Any]] = {"persona": list(given)}
    columns |= {field: [_cell(one.get(field)) for one in given.values()] for field in fields if field != "persona"}
    kind = f"{NAME} of {counted(given, 'agent')} and {counted(fields, 'field')}"
    return Table(file, columns, numbered(len(given)), kind=kind)


def _cell(value: Any) -> Any:
    """A field as a cell; records stay, for their parts become columns."""
    return {name: _cell(one) for name, one in value.items()} if isinstance(value, dict) else answer_of(value)
