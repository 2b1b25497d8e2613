"""Tasks for lighteval: asked of its dummy model, and of a model that replies as a simulated population does."""

import logging

import numpy as np
import pytest

from persona_collapse import diagnose
from persona_collapse.backends.base import without_system
from persona_collapse.errors import InputError
from persona_collapse.inputs import read_reference
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.runners.panel import names, questionnaire
from tests.runners import population_asked as simulated

pytest.importorskip("lighteval", reason=simulated.NEEDS.format("lighteval (through inspect_ai)"))

from lighteval.logging.evaluation_tracker import EvaluationTracker
from lighteval.models.dummy.dummy_model import DummyModel, DummyModelConfig
from lighteval.models.model_output import ModelResponse
from lighteval.pipeline import ParallelismManager, Pipeline, PipelineParameters
from lighteval.tasks.lighteval_task import LightevalTask
from lighteval.tasks.registry import Registry

from persona_collapse.runners import lighteval_tasks


@pytest.fixture(autouse=True)
def none_of_its_own_tasks(monkeypatch):
    """lighteval loads every task that it brings, and one of them downloads a file when it is loaded."""
    monkeypatch.setattr(Registry, "_load_from_files", staticmethod(lambda *given: {}))
    monkeypatch.setattr(Registry, "_load_from_subdirs", staticmethod(lambda *given: {}))


class Population(DummyModel):
    """A model that replies to each document what the persona would."""

    def __init__(self, config, study, given):
        super().__init__(config)
        self.study, self.given = study, given

    def greedy_until(self, docs):
        return [
            ModelResponse(text=[self._said(doc, sample) for sample in range(1, doc.num_samples + 1)]) for doc in docs
        ]

    def _said(self, doc, sample):
        return self.given[doc.specific["respondent"], doc.specific["item"], sample]


def results(folder, model, table):
    """The numbers that lighteval reports for the only task of a file of tasks."""
    file = folder / "mine.py"
    file.write_text(
        f"from persona_collapse.runners.lighteval_tasks import tasks\nTASKS_TABLE = {table}\n", encoding="utf-8"
    )
    pipeline = Pipeline(
        tasks="mini-ipip",
        pipeline_parameters=PipelineParameters(launcher_type=ParallelismManager.NONE, custom_tasks_directory=str(file)),
        evaluation_tracker=EvaluationTracker(output_dir=str(folder / "out"), save_details=True),
        model=model,
    )
    pipeline.evaluate()
    pipeline.save_and_push_results()
    pipeline.show_results()
    return pipeline.get_results()["results"]["mini-ipip:0"]


def config(folder):
    return DummyModelConfig(cache_dir=str(folder / "cache"))


def test_the_numbers_are_those_of_diagnose_and_several_replies_are_repeats(tmp_path):
    study, reference = simulated.study(samples=2), simulated.people(tmp_path)
    given = simulated.replies(study)
    options = f"personas={simulated.PERSONAS}, order='random', samples=2, reference={reference!r}"
    shown = results(tmp_path, Population(config(tmp_path), study, given), f"tasks('mini-ipip', {options})")
    values, people = simulated.answers(study, given), study.personas_asked
    columns = {name: tuple(one.attributes[name] for one in people) for name in people[0].attributes}
    of = questionnaire(study)
    matrix = BehavioralTraitMatrix(values[0], of, tuple(one.id for one in people), "expected", columns)
    found = diagnose(matrix, read_reference(reference, instrument=of), samples=values)
    simulated.same_numbers(shown, found)
    assert found.reliability.noise_share > 0, "repeats were measured"
    assert shown["unreadable"] == len(simulated.BROKEN) / len(study)
    assert shown["personas (complete)"] == np.isfinite(values[0]).all(axis=1).sum() == simulated.PERSONAS - 1


def test_the_dummy_model_has_no_numbers(tmp_path, caplog):
    with caplog.at_level(logging.WARNING):
        shown = results(tmp_path, DummyModel(config(tmp_path)), "tasks('mini-ipip', personas=2)")
    assert shown["unreadable"] == 1, "it says 'random baseline'"
    assert all(np.isnan(value) for name, value in shown.items() if name not in ("unreadable", "personas (complete)"))
    assert "none of 40 replies so far has an answer; the numbers of the population are nan" in caplog.text


def test_a_document_is_what_run_sends_where_a_model_has_no_system_message(tmp_path):
    study = simulated.study(personas=2)
    (task,) = lighteval_tasks.tasks("mini-ipip", folder=tmp_path, personas=2, order="random")
    docs = LightevalTask(task).get_docs()
    prompts = {(one.respondent, one.item): one for one in study.prompts()}
    assert len(docs) == len(prompts) == 40
    for one in docs:
        prompt = prompts[one.specific["respondent"], one.specific["item"]]
        assert [{"role": "user", "content": one.query}] == without_system(prompt.messages)
        assert one.generation_size == study.sampling.max_tokens
        assert one.instruction is None


def test_other_words_have_another_folder_so_that_no_reply_of_others_is_taken_from_the_cache(tmp_path):
    (one,), (again,), (random,), (more,) = (
        lighteval_tasks.tasks("mini-ipip", folder=tmp_path, **options)
        for options in ({"personas": 2}, {"personas": 2}, {"personas": 2, "order": "random"}, {"personas": 3})
    )
    assert str(one) == str(again), "what lighteval's cache goes by"
    assert len({one.hf_repo, random.hf_repo, more.hf_repo}) == 3


def test_the_table_has_every_questionnaire_with_texts(monkeypatch):
    monkeypatch.setattr(lighteval_tasks, "FIRST", 1)
    monkeypatch.delitem(vars(lighteval_tasks), "TASKS_TABLE", raising=False)
    assert tuple(one.name for one in lighteval_tasks.TASKS_TABLE) == names()
    monkeypatch.delitem(vars(lighteval_tasks), "TASKS_TABLE")
    with pytest.raises(AttributeError, match="no attribute 'TASKS'"):
        _ = lighteval_tasks.TASKS


def test_a_reference_of_other_items_is_refused_before_anything_is_asked(tmp_path):
    with pytest.raises(InputError, match="answered bfi44 and ipip50 is asked"):
        lighteval_tasks.tasks("ipip50", personas=2, folder=tmp_path, reference="calibrated-2058")
