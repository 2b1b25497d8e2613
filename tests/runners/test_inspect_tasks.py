"""Tasks for Inspect: asked of its mock model, in this process and by its command line."""

import os
import subprocess
import sys
from typing import get_args

import numpy as np
import pytest

from persona_collapse import diagnose
from persona_collapse.errors import InputError
from persona_collapse.inputs import read_reference
from persona_collapse.runners.panel import asked, names, questionnaire
from tests.pages import PAGES
from tests.runners import population_asked as simulated

pytest.importorskip("inspect_ai", reason=simulated.NEEDS.format("inspect_ai"))

from inspect_ai import eval as inspect_eval
from inspect_ai.log import read_eval_log
from inspect_ai.model import ModelOutput, ModelUsage, get_model
from inspect_ai.scorer import SampleScore, Score
from inspect_ai.util import registry_info

from persona_collapse.backends import Reply
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.runners import inspect_tasks
from persona_collapse.runners.population import sheets

USAGE = ModelUsage(input_tokens=1, output_tokens=1, total_tokens=2)
"""Counted by the test: the mock model counts by a vocabulary that has to be downloaded."""


def model(study, given):
    """A mock model that replies as a simulated population does, one repeat after the other."""
    waiting = {}
    for one in study.prompts():
        waiting.setdefault(tuple(message["content"] for message in one.messages), []).append(
            given[one.respondent, one.item, one.sample]
        )

    def reply(messages, tools, tool_choice, config):
        assert (config.temperature, config.max_tokens) == (study.sampling.temperature, study.sampling.max_tokens)
        assert [one.role for one in messages] == ["system", "user"]
        output = ModelOutput.from_content("mockllm", waiting[tuple(one.text for one in messages)].pop(0))
        output.usage = USAGE
        return output

    return get_model("mockllm/model", custom_outputs=reply)


def shown(log):
    """The numbers of a log."""
    (score,) = log.results.scores
    return {name: one.value for name, one in score.metrics.items()}


def asked_in_process(study, given, folder, **options):
    """The log of a task whose model replies as given."""
    task = inspect_tasks.task_of(study, options.get("reference"))
    (log,) = inspect_eval(
        *(task,), model=model(study, given), log_dir=str(folder), display="none", max_samples=8, log_realtime=False
    )
    assert log.status == "success"
    return log


def replies_of(log):
    """(persona, item, epoch) -> the reply, from a log, without our reader."""
    return {(one.metadata["respondent"], one.metadata["item"], one.epoch): one.output.completion for one in log.samples}


def test_the_numbers_of_a_log_are_those_of_diagnose(tmp_path, caplog):
    study, reference = simulated.study(), simulated.people(tmp_path)
    given = simulated.replies(study)
    log = asked_in_process(study, given, tmp_path / "logs", reference=reference)
    assert replies_of(log) == given
    values, people = simulated.answers(study, given), study.personas_asked
    columns = {name: tuple(one.attributes[name] for one in people) for name in people[0].attributes}
    names_of = tuple(one.id for one in people)
    matrix = BehavioralTraitMatrix(values[0], questionnaire(study), names_of, "expected", columns)
    found = diagnose(matrix, read_reference(reference, instrument=questionnaire(study)))
    numbers = shown(log)
    simulated.same_numbers(numbers, found)
    assert numbers["unreadable"] == len(simulated.BROKEN) / len(study)
    assert numbers["personas (complete)"] == np.isfinite(values[0]).all(axis=1).sum() == simulated.PERSONAS - 2
    again = BehavioralTraitMatrix.read(log.location)
    assert np.array_equal(again.values, values[0], equal_nan=True), "a log that is measured has the same answers"
    assert again.attributes["big_five_extraversion"] == columns["big_five_extraversion"]
    broken = [one.scores["answer"] for one in log.samples if one.scores["answer"].value["unreadable"]]
    assert sorted(one.explanation for one in broken) == ["no answer in it", "several answers: 3, 4"]
    assert {one.reason for one in broken} == {"no answer in it", "several answers"}
    assert not [one for one in caplog.messages if "persona_collapse/mini-ipip" in one][1:], (
        "a part of it warns once only"
    )


def test_epochs_are_repeats(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(
        inspect_tasks,
        "population_numbers",
        lambda found, *_, **how: seen.append((found, how["underway"])) or {"n": 1.0},
    )
    study = simulated.study(samples=2, personas=2)
    log = asked_in_process(study, simulated.replies(study), tmp_path)
    found, underway = seen[-1]
    assert (len(found), underway) == (2 * 2 * 20, False)
    given = replies_of(log)
    assert {(one.respondent, one.item, one.sample) for one in found} == set(given) == set(simulated.replies(study))
    arrays = sheets(found, questionnaire(study), "here").samples
    assert np.array_equal(arrays, simulated.answers(study, given), equal_nan=True)
    assert not np.array_equal(arrays[0], arrays[1], equal_nan=True), "the repeats differ"


WITHOUT_NETWORK = """
import tiktoken, types
tiktoken.get_encoding = lambda name: types.SimpleNamespace(encode=lambda text, **how: text.split())  # it is downloaded
from inspect_ai._cli.main import main
main()
"""


def test_the_command_line_asks_an_installed_task(tmp_path):
    done = subprocess.run(
        [
            *(sys.executable, "-c", WITHOUT_NETWORK, "eval", "persona_collapse/bfi44", "--model", "mockllm/model"),
            *("-T", "personas=2", "--epochs", "2", "--display", "plain", "--log-dir", str(tmp_path)),
        ],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"COLUMNS": "300"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "none of 176 replies so far has an answer; the numbers of the population are nan" in " ".join(
        done.stdout.split()
    )
    (file,) = tmp_path.glob("*.eval")
    log = read_eval_log(str(file))
    assert log.eval.task == "persona_collapse/bfi44"
    numbers = shown(log)
    assert numbers["unreadable"] == 1, "the mock model says 'Default output from mockllm/model'"
    assert all(np.isnan(value) for name, value in numbers.items() if name not in ("unreadable", "personas (complete)"))
    prompts = {f"{one.respondent}:{one.item}": one for one in asked("bfi44", personas=2).prompts()}
    for one in log.samples:
        said = [{"role": message.role, "content": message.text} for message in one.input]
        assert said == prompts[one.id].messages, "the messages of run, word for word"
    attributes = dict(asked("bfi44", personas=2).personas_asked[0].attributes)
    assert attributes.items() <= log.samples[0].metadata.items()


def test_every_questionnaire_with_texts_is_a_task():
    assert tuple(inspect_tasks.TASKS) == names()
    registered = [registry_info(one).name.removeprefix("persona_collapse/") for one in inspect_tasks.TASKS.values()]
    assert tuple(registered) == names()


def test_a_reference_of_other_items_is_refused_before_anything_is_asked():
    with pytest.raises(InputError, match="answered bfi44 and ipip50 is asked"):
        inspect_tasks.TASKS["ipip50"](personas=2, reference="calibrated-2058")


@pytest.mark.parametrize(
    ("end", "reply"),
    [
        ("stop", Reply("4", completion_tokens=1, finish_reason="stop", model="m")),
        ("max_tokens", Reply("4", completion_tokens=1, finish_reason="max_tokens", model="m")),
        ("unknown", Reply("4", completion_tokens=1, finish_reason="", model="m")),
    ],
)
def test_how_a_reply_ended_is_known_to_the_reader(end, reply):
    output = ModelOutput.from_content("m", "4", stop_reason=end)
    output.usage = USAGE
    assert inspect_tasks.reply_of(output) == reply


def test_nothing_is_measured_while_questions_wait_for_replies(monkeypatch):
    seen = []
    monkeypatch.setattr(inspect_tasks, "population_numbers", lambda *given, underway, warn: seen.append(underway) or {})
    one = SampleScore(
        score=Score(value={"answer": 4, "unreadable": 0}, metadata={"sample": 1}),
        sample_metadata={"respondent": "a", "item": "bfi44_1", "place": 0},
    )
    of = inspect_tasks.population("bfi44", "en", None, 1, "this run")
    monkeypatch.setitem(inspect_tasks._underway, "this run", 2)
    of([one])
    monkeypatch.setitem(inspect_tasks._underway, "this run", 0)
    of([one])
    of([])
    assert seen == [True, False, True]


def test_the_page_has_the_closed_lists_of_what_a_dataset_on_the_hub_may_use():
    from inspect_ai._eval.task.hf import HFScorer, HFSolver

    page = PAGES["docs/runners.md"]
    for one in (HFScorer, HFSolver):
        allowed = get_args(one.model_fields["name"].annotation)
        assert len(allowed) > 5
        assert [name for name in allowed if f"`{name}`" not in page] == []
