"""The file of a model page on the Hub, `.eval_results/*.yaml`, made from a record of Every Eval Ever."""

from typing import Any

import yaml
from huggingface_hub import EvalResultEntry, constants, eval_result_entries_to_yaml

from persona_collapse.hub.register import ORGANISATION
from persona_collapse.results.more_is_better import MADE_FROM

FOLDER = ".eval_results"
DIGITS = 4


def entries_of(record: dict[str, Any]) -> list[EvalResultEntry]:
    """One entry per score of which more is better; the Hub takes the largest value for the best.

    Parameters
    ----------
    record : what `exchange_record` returns
    """
    return [_entry(record, one) for one in record["evaluation_results"] if one["evaluation_name"] in MADE_FROM]


def file_of(record: dict[str, Any]) -> tuple[str, str]:
    """The path and the text of the file; another way of asking the same questionnaire has another path.

    Parameters
    ----------
    record : what `exchange_record` returns
    """
    first = record["evaluation_results"][0]
    study = first["generation_config"]["additional_details"]["study"]
    path = f"{FOLDER}/{record['eval_library']['name']}-{first['source_data']['dataset_name']}-{study[:8]}.yaml"
    said = eval_result_entries_to_yaml(entries_of(record))
    return path, yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=100)


def _entry(record: dict[str, Any], one: dict[str, Any]) -> EvalResultEntry:
    library = record["eval_library"]
    return EvalResultEntry(
        dataset_id=one["source_data"]["hf_repo"],
        task_id=one["evaluation_name"],
        value=round(one["score_details"]["score"], DIGITS),
        source_url=f"{constants.ENDPOINT}/datasets/{ORGANISATION}/results",
        source_name=f"{library['name']} {library['version']}",
        notes=_notes(record, one),
    )


def _notes(record: dict[str, Any], one: dict[str, Any]) -> str:
    """What a reader of the number has to know, in a line."""
    how, people = one["generation_config"]["additional_details"], one["source_data"]["additional_details"]
    thinking = one["generation_config"]["generation_args"].get("reasoning")
    commit = record["model_info"]["additional_details"]["revision"]
    said = [f"{one['metric_config']['metric_name']}, 0 to 1, more is better"]
    if around := one["score_details"].get("uncertainty", {}).get("confidence_interval"):
        level = round(100 * around["confidence_level"])
        said.append(f"{level} % interval {around['lower']:.2f} to {around['upper']:.2f}")
    compared = people["compared_with"]
    said += [
        f"people: {compared} ({people['compared_with_is']})" if "compared_with_is" in people else f"people: {compared}",
        f"{int(how['personas']):,} personas",
        f"mode {how['mode']}",
        *([] if thinking is None else [f"thinking {'on' if thinking else 'off'}"]),
        f"commit {commit[:8]}",
        f"study {how['study'][:8]}",
    ]
    return "; ".join(said)
