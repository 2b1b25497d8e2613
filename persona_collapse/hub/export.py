"""A run as a dataset on the Hub."""

import json
from typing import Any

from persona_collapse.errors import InputError
from persona_collapse.hub.failures import FAILURES
from persona_collapse.instruments import instrument_to_json
from persona_collapse.study import Export

INSTRUMENT = "answers.instrument.json"
"""The questionnaire of the answers, where it is not a bundled one."""


def push_run(id: str, tables: Export) -> str:
    """Push answers and replies as two configurations, the manifest, and your own questionnaire; a private dataset.

    Parameters
    ----------
    id : ORG/NAME
    tables : of the run

    Returns
    -------
    Its place on the Hub.

    Raises
    ------
    InputError : no token, or no connection.
    """
    import datasets
    from huggingface_hub import CommitOperationAdd, DatasetCard, HfApi

    try:
        for config, table in (("answers", tables.answers), ("replies", tables.replies)):
            if table is not None:
                _dataset(datasets, table).push_to_hub(id, config, private=True, set_default=config == "answers")
        beside = {
            "manifest.json": json.dumps(tables.manifest, indent=1, ensure_ascii=False),
            "README.md": with_words(_with_default(DatasetCard.load(id)), words_of(id, tables)),
        }
        if tables.instrument is not None:
            beside[INSTRUMENT] = instrument_to_json(tables.instrument)
        HfApi().create_commit(
            id,
            [CommitOperationAdd(path, text.encode()) for path, text in beside.items()],
            commit_message="Manifest of the run",
            repo_type="dataset",
        )
    except FAILURES as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(f"{id} could not be written ({said}); log in with hf auth login and check the name") from None
    return f"datasets/{id}"


def _with_default(card: Any) -> str:
    """A card whose default configuration is that of the answers: `datasets` drops it where it is pushed again."""
    for one in getattr(card.data, "configs", None) or []:
        if one.get("config_name") == "answers":
            one["default"] = True
    return str(card)


BEGIN, END = "<!-- persona-collapse export -->", "<!-- end of persona-collapse export -->"
"""Marks around what `export` says on a card, which the next export says anew."""


def words_of(id: str, tables: Export) -> str:
    """What the card of an exported run says below its front matter.

    Parameters
    ----------
    id : ORG/NAME
    tables : of the run
    """
    held = ["- `replies`: a row per reply, with how it was read"]
    if tables.answers is not None:
        rows = len(next(iter(tables.answers.values())))
        held.insert(0, f"- `answers` (the default): {rows:,} respondents, a row each, a column per item")
    held.append("- `manifest.json`: what was asked, of which model and with which settings")
    if tables.instrument is not None:
        one = tables.instrument
        held.append(
            f"- `{INSTRUMENT}`: the questionnaire, {one.id} ({len(one)} items, {one.scale.low} to {one.scale.high})"
        )
    lines = ["# A run exported by persona-collapse", "", *held]
    if tables.answers is not None:
        carried = (
            ["The dataset carries its own questionnaire, so `--instrument` is not needed:", ""]
            if tables.instrument is not None
            else []
        )
        lines += ["", *carried, "```sh", f"persona-collapse measure {id}", "```"]
    return "\n".join(lines)


def with_words(card: str, words: str) -> str:
    """A card with what `export` says in it, in place of what it said before; what others wrote stays.

    >>> print(with_words(with_words("---\\na: 1\\n---\\nMine.\\n", "Old."), "New."))
    ---
    a: 1
    ---
    Mine.
    <BLANKLINE>
    <!-- persona-collapse export -->
    New.
    <!-- end of persona-collapse export -->
    <BLANKLINE>
    """
    own = f"{BEGIN}\n{words}\n{END}"
    before, begun, rest = card.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if begun and ended:
        return f"{before}{own}{after}"
    return f"{card.rstrip()}\n\n{own}\n"


def _dataset(datasets: Any, table: dict[str, list[Any]]) -> Any:
    return datasets.Dataset.from_dict(table)
