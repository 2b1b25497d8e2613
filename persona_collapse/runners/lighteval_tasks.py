"""Tasks for lighteval: `--custom-tasks persona_collapse.runners.lighteval_tasks`, or a file of one's own that calls `tasks`.

A document is one question to one persona. lighteval has no system message per document, so that a persona stands before
its question, as `persona-collapse run` puts it for models without a system message. The metric looks at all documents
together.
"""

import atexit
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from lighteval.metrics.metrics_sample import SampleLevelComputation, SamplingMetric
from lighteval.metrics.utils.metric_utils import CorpusLevelMetric
from lighteval.models.model_output import ModelResponse
from lighteval.tasks.lighteval_task import LightevalTaskConfig
from lighteval.tasks.requests import Doc, SamplingMethod

from persona_collapse.backends import Prompt, Reply
from persona_collapse.backends.base import without_system
from persona_collapse.runners.panel import asked, names, questionnaire
from persona_collapse.runners.population import Answered, fits, population_numbers, read
from persona_collapse.study import Study

FIRST = 200
"""Personas of the bundled pool that the tasks of `TASKS_TABLE` ask."""


def tasks(
    *instruments: str,
    folder: str | Path | None = None,
    personas: str | int | None = None,
    first: int | None = None,
    sample: int | None = None,
    samples: int = 1,
    reference: str | None = None,
    seed: int = 0,
    order: str = "fixed",
    trait_labels: bool = True,
    wording: str = "standard",
    language: str | None = None,
) -> list[LightevalTaskConfig]:
    """The tasks of some questionnaires, for the `TASKS_TABLE` of a file of custom tasks.

    Parameters
    ----------
    instruments : names of bundled questionnaires
    folder : where the questions are written for lighteval to load, in a folder per study; None for one that is removed at
        the end
    personas, first, sample, samples, seed, order, trait_labels, wording, language : as the options of `run`
    reference : people to compare with, as `--reference` of `measure`; None for the usual ones

    Raises
    ------
    InputError : as `run` says it, before anything is asked.
    """
    studies = [
        asked(
            one,
            personas=personas,
            first=first,
            sample=sample,
            samples=samples,
            seed=seed,
            order=order,
            trait_labels=trait_labels,
            wording=wording,
            language=language,
        )
        for one in instruments
    ]
    return [task_of(one, folder, reference) for one in studies]


def task_of(study: Study, folder: str | Path | None = None, reference: str | None = None) -> LightevalTaskConfig:
    """The task of a study.

    Parameters
    ----------
    study : a questionnaire and its personas
    folder, reference : as in `tasks`

    Raises
    ------
    InputError : a reference that is not there, or does not fit the questionnaire.
    """
    instrument = questionnaire(study)
    fits(instrument, reference)
    return LightevalTaskConfig(
        name=instrument.id,
        prompt_function=_documents(study),
        hf_repo=str(_written(study, folder)),
        hf_subset="default",
        hf_avail_splits=["test"],
        evaluation_splits=["test"],
        metrics=[_metric(study, reference)],
        generation_size=study.sampling.max_tokens,
        stop_sequence=[],
    )


def questions(study: Study) -> Iterator[dict[str, Any]]:
    """Who is asked what, a record per question; repeats are samples of the same one.

    Parameters
    ----------
    study : what is asked
    """
    for place, one in enumerate(study.personas_asked):
        for item in study.item_ids:
            yield {"respondent": one.id, "place": place, "item": item}


def _documents(study: Study) -> Callable[[dict[str, Any], str], Doc]:
    """What makes the document of a question; the words are put together when the first one is wanted."""

    @cache
    def known() -> tuple[dict[tuple[str, str], Prompt], dict[str, dict[str, str]]]:
        prompts = {(one.respondent, one.item): one for one in study.prompts() if one.sample == 1}
        return prompts, {one.id: dict(one.attributes) for one in study.personas_asked}

    def document(line: dict[str, Any], task_name: str) -> Doc:
        prompts, attributes = known()
        prompt = prompts[line["respondent"], line["item"]]
        (message,) = without_system(prompt.messages)
        about = {name: line[name] for name in ("respondent", "place", "item")}
        return Doc(
            task_name=task_name,
            query=message["content"],
            choices=list(prompt.choices),
            gold_index=0,
            specific={**about, "layout": str(prompt.presentation), "attributes": attributes[prompt.respondent]},
        )

    return document


def _written(study: Study, folder: str | Path | None) -> Path:
    """The folder of a study's questions, as a dataset with a split `test`."""
    if folder is None:
        folder = tempfile.mkdtemp(prefix="persona-collapse-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    into = Path(folder).resolve() / f"{questionnaire(study).id}-{study.hash[:16]}-{len(study.personas_asked)}"
    into.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(one, ensure_ascii=False) for one in questions(study))
    (into / "test.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return into


class AnswersRead(SampleLevelComputation, SamplingMetric):
    """Reads the answers of the replies to a document."""

    def __init__(self, samples: int, read_all: "Callable[[Doc, ModelResponse], list[Answered]]") -> None:
        self.samples, self.read_all = samples, read_all

    def num_samples(self) -> int:
        """Replies that are asked for each document."""
        return self.samples

    def compute(self, doc: Doc, model_response: ModelResponse, **_: Any) -> list[Answered]:
        """The answers of one document, a reply each."""
        return self.read_all(doc, model_response)


def _metric(study: Study, reference: str | None) -> CorpusLevelMetric:
    instrument = questionnaire(study)

    def read_all(doc: Doc, response: ModelResponse) -> list[Answered]:
        about = doc.specific
        found = []
        for number, text in enumerate(response.text, start=1):
            tokens = len(response.output_tokens[number - 1]) if len(response.output_tokens) >= number else None
            reading = read(Reply(text, completion_tokens=tokens), about["layout"], instrument, study.sampling)
            found.append(
                Answered(
                    about["respondent"], about["item"], about["place"], number, reading.answer, about["attributes"]
                )
            )
        return found

    def population(values: list[list[Answered]]) -> dict[str, float]:
        return population_numbers(
            [one for value in values for one in value], instrument, f"lighteval task {instrument.id}", reference
        )

    return CorpusLevelMetric(
        metric_name="population",
        higher_is_better=True,
        category=SamplingMethod.GENERATIVE,
        sample_level_fn=AnswersRead(study.samples, read_all),
        corpus_level_fn=population,
    )


def __getattr__(name: str) -> Any:
    """`TASKS_TABLE`, made when lighteval looks for it: every questionnaire with texts, asked of the first personas."""
    if name == "TASKS_TABLE":
        made = globals()[name] = tasks(*names(), personas=FIRST)
        return made
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
