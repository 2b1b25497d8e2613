"""The free texts of a run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument
from persona_collapse.personas import DEFAULT
from persona_collapse.results import Asked
from persona_collapse.study.asked import what_was_asked
from persona_collapse.study.replies import RunReplies, read_replies
from persona_collapse.tables import IDENTIFIERS, TEXTS, Table


@dataclass(frozen=True)
class RunTexts:
    """What the respondents of a run or a table wrote; the respondent without a persona is excluded.

    Attributes
    ----------
    replies : T texts, None where a request failed
    personas : the writer of each
    attributes : column -> value of the persona of each; None where unknown
    source, note : what to call them, and what must be said of them
    command : what was typed to ask; empty where that is not known
    asked : what was asked, of which personas, and how; None for texts from elsewhere
    """

    replies: tuple[str | None, ...] = field(repr=False)
    personas: tuple[str, ...] = field(repr=False)
    attributes: Mapping[str, tuple[str | None, ...]] = field(repr=False)
    source: str
    note: str
    command: str
    asked: Asked | None = None


def run_texts(run: str | Path | RunReplies) -> RunTexts:
    """The texts of a run directory, with None for those whose request failed.

    Parameters
    ----------
    run : a run directory, or its replies where they have been read already

    Raises
    ------
    InputError : not a run directory, nothing stored in it, or a questionnaire.
    """
    replies = read_replies(run)
    manifest, pool = replies.manifest, replies.manifest.pool
    if isinstance(manifest.instrument, Instrument):
        raise InputError(f"{replies.run} holds answers to {manifest.instrument.id}; measure it without --texts")
    written = [(one.respondent, one.reply.text) for one in replies.stored if one.respondent != DEFAULT]
    failed = [respondent for respondent, _, _ in replies.failures if respondent != DEFAULT]
    if not written:
        raise InputError(f"{replies.run} holds no text yet; rerun the same persona-collapse run command")
    personas = [*(respondent for respondent, _ in written), *failed]
    columns = dict.fromkeys(column for name in pool for column in pool[name])
    return RunTexts(
        replies=(*(text for _, text in written), *(None for _ in failed)),
        personas=tuple(personas),
        attributes={column: tuple(pool[name].get(column) or None for name in personas) for column in columns},
        source=replies.run,
        note=manifest.note,
        command=manifest.command,
        asked=what_was_asked(manifest),
    )


def text_columns(table: Table) -> tuple[str | None, str | None]:
    """The column of texts and the column that names the writer of each, known by their names; None where there is none.

    >>> text_columns(Table("a.csv", {"id": ["x"], "reply": ["I am ..."]}, ["row 1"]))
    ('reply', 'id')
    """
    return table.first_of(TEXTS), table.first_of(IDENTIFIERS)


def table_texts(table: Table, texts: str | None, who: str | None) -> RunTexts:
    """The texts of a table, a row per text; the other columns are attributes.

    Parameters
    ----------
    table : as read
    texts : the column of texts
    who : the column that names the writer of each; None for a persona per row

    Raises
    ------
    InputError : there is no such column, or a text without a writer.
    """
    wanted = [(texts, " or ".join(TEXTS)), *([] if who is None else [(who, who)])]
    for column, name in wanted:
        if column is None or column not in table.columns:
            raise InputError(
                f"{table.path} has no column {name}; its columns: {', '.join(table.columns)}; rename the one you mean"
            )
    assert texts is not None, "the loop has seen it"
    named = range(1, len(table) + 1) if who is None else table.columns[who]
    personas = [_persona(cell, f"{table.path}, {place}", who) for cell, place in zip(named, table.places, strict=True)]
    beside = {column: tuple(map(_cell, cells)) for column, cells in table.columns.items() if column not in (texts, who)}
    return RunTexts(tuple(map(_cell, table.columns[texts])), tuple(personas), beside, str(table.path), "", "")


def _persona(cell: Any, place: str, column: str | None) -> str:
    found = _cell(cell)
    if found is None:
        raise InputError(f"{place}: {column} is empty; name the writer of each text, or omit the column")
    return found


def _cell(cell: Any) -> str | None:
    return None if cell is None or cell != cell or cell == "" else str(cell)
