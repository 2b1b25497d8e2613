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
    from huggingface_hub import CommitOperationAdd, HfApi

    try:
        for config, table in (("answers", tables.answers), ("replies", tables.replies)):
            if table is not None:
                _dataset(datasets, table).push_to_hub(id, config, private=True, set_default=config == "answers")
        beside = {"manifest.json": json.dumps(tables.manifest, indent=1, ensure_ascii=False)}
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


def _dataset(datasets: Any, table: dict[str, list[Any]]) -> Any:
    return datasets.Dataset.from_dict(table)
