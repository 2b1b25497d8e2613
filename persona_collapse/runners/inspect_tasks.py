"""Tasks for Inspect: `inspect eval persona_collapse/bfi44 --model ..`, and one for every other questionnaire with texts.

A sample is one question to one persona, with the messages of `persona-collapse run`; an epoch is a repeat. The metric
looks at all samples together.
"""

import logging
import uuid
from collections import Counter
from functools import cache
from typing import Any

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset
from inspect_ai.dataset import Sample as Question
from inspect_ai.model import ChatMessage, ChatMessageSystem, ChatMessageUser, GenerateConfig, ModelOutput
from inspect_ai.scorer import Metric, SampleScore, Score, Scorer, Target, Value, metric, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver

from persona_collapse.backends import Prompt, Reply, Sampling
from persona_collapse.instruments import Instrument, catalogue
from persona_collapse.runners.panel import asked, names, questionnaire
from persona_collapse.runners.population import Answered, fits, population_numbers, read
from persona_collapse.study import Study
from persona_collapse.study.quality import kind_of

_LOG = logging.getLogger(__name__)

OURS = ("respondent", "item", "place", "layout")
"""Names in the metadata of a sample that are no attributes of its persona."""

_underway: Counter[str] = Counter()
"""Run -> questions that wait for their reply in this process, so that nothing is measured before the last has come."""


@cache
def _instrument(name: str, language: str) -> Instrument:
    return catalogue.bundled(name, language)


def questions(study: Study) -> list[Question]:
    """A sample per persona and item, in the order of asking; repeats are epochs.

    Parameters
    ----------
    study : what is asked
    """
    places = {one.id: place for place, one in enumerate(study.personas_asked)}
    attributes = {one.id: dict(one.attributes) for one in study.personas_asked}
    return [
        Question(
            input=_messages(one),
            id=f"{one.respondent}:{one.item}",
            metadata={
                **attributes[one.respondent],
                "respondent": one.respondent,
                "item": one.item,
                "place": places[one.respondent],
                "layout": str(one.presentation),
            },
        )
        for one in study.prompts()
        if one.sample == 1
    ]


def _messages(prompt: Prompt) -> list[ChatMessage]:
    kinds = {"system": ChatMessageSystem, "user": ChatMessageUser}
    return [kinds[one["role"]](content=one["content"]) for one in prompt.messages]


def reply_of(output: ModelOutput) -> Reply:
    """What a model wrote, as a reply: its text, and how it ended.

    Parameters
    ----------
    output : of the model
    """
    end = output.stop_reason
    return Reply(
        output.completion,
        completion_tokens=None if output.usage is None else output.usage.output_tokens,
        finish_reason="" if end == "unknown" else end,
        model=output.model,
    )


@solver
def ask(run: str) -> Solver:
    """Asks the question of a sample.

    Parameters
    ----------
    run : which task's questions these are
    """

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        _underway[run] += 1
        try:
            return await generate(state)
        finally:
            _underway[run] -= 1

    return solve


@metric(scores="unreduced")
def population(instrument: str, language: str, reference: str | None, questions: int, run: str) -> Metric:
    """The numbers of the population, from all samples of all epochs. Inspect also calls this while questions are asked.

    Parameters
    ----------
    instrument, language : the questionnaire
    reference : people to compare with; None for the usual ones
    questions : of the whole task, so that a part of it warns once only
    run : of `ask`
    """
    said: set[str] = set()

    def of(scores: list[SampleScore]) -> Value:
        all_there = len({one.sample_id for one in scores}) >= questions

        def warn(sentence: str) -> None:
            if sentence not in said and (all_there or not said):
                said.add(sentence)
                _LOG.warning(sentence)

        return population_numbers(
            [_answered(one) for one in scores],
            _instrument(instrument, language),
            f"persona_collapse/{instrument}",
            reference,
            underway=not scores or _underway[run] > 0,
            warn=warn,
        )

    return of


def _answered(one: SampleScore) -> Answered:
    about: dict[str, Any] = one.sample_metadata or {}
    answer = one.score.as_dict()["answer"]
    return Answered(
        about["respondent"],
        about["item"],
        about["place"],
        (one.score.metadata or {})["sample"],
        None if answer is None else int(answer),
        {name: value for name, value in about.items() if name not in OURS},
    )


@scorer(metrics=[])
def answer(instrument: str, language: str, max_tokens: int) -> Scorer:
    """Reads the answer of a reply, or why there is none.

    Parameters
    ----------
    instrument, language : the questionnaire
    max_tokens : length limit of a reply, for models that do not say whether it ended one
    """

    async def score(state: TaskState, target: Target) -> Score:
        found = read(
            reply_of(state.output),
            state.metadata["layout"],
            _instrument(instrument, language),
            Sampling(max_tokens=max_tokens),
        )
        return Score(
            value={"answer": found.answer, "unreadable": int(found.answer is None)},
            answer=None if found.answer is None else str(found.answer),
            explanation=found.rule or found.reason,
            reason=kind_of(found.reason) or None,
            metadata={"sample": state.epoch},
        )

    return score


def task_of(study: Study, reference: str | None = None) -> Task:
    """The task of a study.

    Parameters
    ----------
    study : a questionnaire and its personas
    reference : people to compare with, as `--reference` of `measure`; None for the usual ones

    Raises
    ------
    InputError : a reference that is not there, or does not fit the questionnaire.
    """
    instrument, sampling = questionnaire(study), study.sampling
    fits(instrument, reference)
    samples, run = questions(study), uuid.uuid4().hex
    return Task(
        dataset=MemoryDataset(samples, name=f"{instrument.id} of {len(study.personas_asked)} personas"),
        solver=ask(run),
        scorer=answer(instrument.id, instrument.language, sampling.max_tokens),
        metrics=[population(instrument.id, instrument.language, reference, len(samples), run)],
        epochs=study.samples,
        config=GenerateConfig(temperature=sampling.temperature, max_tokens=sampling.max_tokens),
        metadata={"study": study.hash, "pool": study.pool.digest},
    )


def _declare(name: str) -> Any:
    @task(name=name)
    def one(
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
    ) -> Task:
        study = asked(
            name,
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
        return task_of(study, reference)

    return one


TASKS = {name: _declare(name) for name in names()}
"""Name of a questionnaire -> its task; each is registered as persona_collapse/NAME."""
