"""EDSL (1.0.9): `Results`, saved as .ep, written as JSON (`to_dict`) or as CSV (`to_csv`).

Tried on files that the package made: `tests/data/tools/README.md`. A result is what one agent answered in one scenario, by one
model, in one iteration. Questions that are filled in by a scenario (`{{ scenario.statement }}`) are items each, and so are the
rows of a matrix question (not in CSV, where such a question is one cell).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from persona_collapse.errors import InputError
from persona_collapse.formats.table import Table, numbered
from persona_collapse.formats.tools.records import Line, answer_of, at, counted, long_table, name_of, records

NAME = "EDSL Results"
_ABOUT = ("scenario_index", "edsl_version", "edsl_class_name")
_ITEM = ("item", "item_id", "item_name", "question_id")
"""Fields of a scenario that name an item."""


def read(found: Any, file: Path) -> Table | None:
    """The answers in the JSON of EDSL Results; None for anything else.

    Raises
    ------
    InputError : Results without answers.
    """
    results = records(found if isinstance(found, list) else at(found, "data"))
    ours = at(found, "edsl_class_name") == "Results" or at(results, 0, "edsl_class_name") == "Result"
    if not ours:
        return None
    results = [one for one in results if isinstance(one.get("answer"), dict)]
    if not any(one["answer"] for one in results):
        raise InputError(
            f"{file} is {NAME} without answers: no result in its data has any; run the survey, and save again"
        )
    if any("{{" in text for one in results for text in _texts(one).values()):
        return _by_scenario(results, file)
    rows = [_row(one) for one in results]
    names = dict.fromkeys(name for row in rows for name in row)
    texts = {f"answer.{name}": text for one in results for name, text in _texts(one).items()}
    columns = {name: [row.get(name) for row in rows] for name in names}
    questions = (name for name in names if name.startswith("answer."))
    return Table(file, columns, numbered(len(rows)), texts, kind=_kind((_agent(one) for one in results), questions))


def of_lines(lines: Sequence[dict[str, Any]], file: Path) -> Table | None:
    """The answers in the lines of an .ep file, which has headers and the survey before the results; None for other lines."""
    if at(list(lines), 0, "edsl_class_name") != "Results":
        return None
    return read({"edsl_class_name": "Results", "data": [one for one in lines if "answer" in one]}, file)


def of_columns(table: Table) -> Table:
    """A table that `to_csv` wrote, with the texts of its questions; any other as it is."""
    answers = [name for name in table.columns if name.startswith("answer.")]
    if not answers or not {"agent.agent_name", "iteration.iteration"} <= set(table.columns):
        return table
    asked = {name: table.columns.get(f"question_text.{name[7:]}_question_text", ()) for name in answers}
    kept = {name: cells for name, cells in table.columns.items() if name.partition(".")[0] in _KEPT or name in answers}
    columns = {name: [answer_of(cell) for cell in cells] if name in answers else cells for name, cells in kept.items()}
    if any("{{" in str(cell) for cells in asked.values() for cell in cells):
        return _columns_by_scenario(replace(table, columns=columns), asked)
    texts = {name: str(cells[0]) for name, cells in asked.items() if cells}
    kind = _kind(table.columns["agent.agent_name"], answers)
    return replace(table, columns=columns, texts=texts, kind=kind)


_KEPT = ("agent", "iteration", "model", "scenario")
"""Groups of columns that say something of a result beside its answers; the others are prompts, tokens and costs."""


def _kind(agents: Any, questions: Any) -> str:
    return f"{NAME} of {counted(agents, 'agent')} and {counted(questions, 'question')}"


def _agent(result: dict[str, Any]) -> str:
    return name_of(at(result, "agent", "name"))


def _texts(result: dict[str, Any]) -> dict[str, str]:
    """Question -> its text, of the questions that were answered."""
    asked = {name: at(result, "question_to_attributes", name, "question_text") for name in result["answer"]}
    return {name: text for name, text in asked.items() if isinstance(text, str)}


def _scenario(result: dict[str, Any]) -> dict[str, Any]:
    found = result.get("scenario")
    return {name: one for name, one in found.items() if name not in _ABOUT} if isinstance(found, dict) else {}


def _beside(result: dict[str, Any]) -> dict[str, Any]:
    """What is known of a result beside its answers."""
    traits, index = at(result, "agent", "traits"), at(result, "indices", "agent")
    name = _agent(result) or (f"agent {index}" if isinstance(index, int) else None)
    own = {f"agent.traits.{trait}": value for trait, value in traits.items()} if isinstance(traits, dict) else {}
    scenario = {f"scenario.{field}": value for field, value in _scenario(result).items()}
    return {"agent.name": name, **own, **scenario, "model.model": at(result, "model", "model")}


def _row(result: dict[str, Any]) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for name, value in result["answer"].items():
        parts = {f"answer.{name}.{part}": one for part, one in value.items()} if isinstance(value, dict) else None
        answers |= {column: answer_of(one) for column, one in (parts or {f"answer.{name}": value}).items()}
    return {**_beside(result), "iteration": result.get("iteration"), **answers}


def _by_scenario(results: Sequence[dict[str, Any]], file: Path) -> Table:
    """A row per answer, where questions are filled in by scenarios."""
    lines, texts = [], {}
    for one in results:
        beside, scenario, asked = _beside(one), _scenario(one), _texts(one)
        persona = name_of(beside.pop("agent.name"))
        for question, value in one["answer"].items():
            text = filled(asked.get(question, question), scenario)
            item = _item(scenario, text)
            texts[item] = text
            kept = {name: cell for name, cell in beside.items() if not name.startswith("scenario.")}
            lines.append(Line(persona, item, answer_of(value), one.get("iteration"), beside=kept))
    return replace(long_table(file, lines, NAME, cells="answer", texts=texts), kind=_kind_of(lines))


def _columns_by_scenario(table: Table, asked: Mapping[str, Sequence[Any]]) -> Table:
    """The same of a table that `to_csv` wrote."""
    lines, texts = [], {}
    columns = table.columns
    about = [name for name in columns if name.partition(".")[0] in ("agent", "model") and name != "agent.agent_name"]
    fields = {name.partition(".")[2]: name for name in columns if name.startswith("scenario.")}
    for row in range(len(table)):
        scenario = {field: columns[name][row] for field, name in fields.items() if field not in _ABOUT}
        beside = {name: columns[name][row] for name in about}
        for name, cells in asked.items():
            text = filled(str(cells[row]) if cells else name, scenario)
            item = _item(scenario, text)
            texts[item] = text
            persona, sample = name_of(columns["agent.agent_name"][row]), columns["iteration.iteration"][row]
            lines.append(Line(persona, item, columns[name][row], sample, beside=beside))
    return replace(long_table(Path(table.path), lines, NAME, cells="answer", texts=texts), kind=_kind_of(lines))


def _kind_of(lines: Sequence[Line]) -> str:
    return _kind((one.persona for one in lines), (one.item for one in lines))


def _item(scenario: Mapping[str, Any], text: str) -> str:
    """The name of an item that a scenario has, else its text."""
    return next((name_of(scenario[name]) for name in _ITEM if name_of(scenario.get(name))), text)


def filled(template: str, scenario: Mapping[str, Any]) -> str:
    """A question with the fields of its scenario.

    >>> filled("Are you {{ scenario.mood }}, {{who}}?", {"mood": "glad", "who": "Ann"})
    'Are you glad, Ann?'
    """

    def value(found: re.Match[str]) -> str:
        return name_of(scenario.get(found[1])) or found[0]

    return re.sub(r"\{\{\s*(?:scenario\.)?(\w+)\s*\}\}", value, template)
