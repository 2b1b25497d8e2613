"""Concordia (gdm-concordia 2.1.0): the answers of its questionnaire component, alone (`get_answers`) or in a checkpoint.

Tried on files that the package made: `tests/data/tools/README.md`. An answer is the words of a choice. Its `value` is not used:
it counts from 0 and is reverse-scored already where `ascending_scale` is False. Names of questions (`NAME_0`, ..) count from 0,
too, so that items are known by their statements. The open-ended component has the answers of several steps, which are times.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from persona_collapse.errors import InputError
from persona_collapse.formats.table import Table
from persona_collapse.formats.tools.records import Line, at, long_table, name_of

NAME = "a Concordia questionnaire"
_DEEPEST = 8
"""Levels of a checkpoint that are searched for answers."""


def read(found: Any, file: Path) -> Table | None:
    """The answers of a questionnaire, or those in a checkpoint; None for anything else.

    Raises
    ------
    InputError : a checkpoint without answers to a questionnaire.
    """
    is_checkpoint = isinstance(at(found, "game_masters"), dict) and isinstance(at(found, "entities"), dict)
    lines = list(_in_checkpoint(found["game_masters"], _DEEPEST)) if is_checkpoint else list(_answers(found))
    if lines:
        lines = list({(one.persona, one.item, one.time): one for one in lines}.values())
        return long_table(file, lines, NAME)
    if is_checkpoint:
        raise InputError(
            f"{file} is a checkpoint of Concordia in which no game master has answers to a questionnaire; save one after "
            "questions were asked, or write the component's get_answers() as JSON"
        )
    return None


def _in_checkpoint(state: Any, deepest: int) -> Iterator[Line]:
    """The answers anywhere in the state of the game masters; components share one questionnaire, so they are there repeatedly."""
    if isinstance(state, dict) and deepest:
        yield from _answers(state.get("answers"))
        for one in state.values():
            yield from _in_checkpoint(one, deepest - 1)


def _answers(found: Any) -> Iterator[Line]:
    """The answers of one step, or of several."""
    if isinstance(found, list):
        for step, one in enumerate(found):
            for line in _of_step(one):
                yield Line(line.persona, line.item, line.cell, time=step, beside=line.beside)
    else:
        yield from _of_step(found)


def _of_step(found: Any) -> Iterator[Line]:
    """Player -> questionnaire -> question -> statement, text, dimension and value."""
    for player, by_questionnaire in _parts(found):
        for _, by_question in _parts(by_questionnaire):
            for _, answer in _parts(by_question):
                statement, text = name_of(answer.get("statement")), answer.get("text")
                if statement and isinstance(text, str) and {"dimension", "value"} <= set(answer):
                    yield Line(str(player), statement, text.removeprefix(f"{player} ").strip())


def _parts(found: Any) -> list[tuple[str, dict[str, Any]]]:
    """The records in a record, by name."""
    return [(name, one) for name, one in found.items() if isinstance(one, dict)] if isinstance(found, dict) else []
