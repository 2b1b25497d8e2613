"""How much of the probability is on the scale: stated everywhere, and too little of it is no answer."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
import transformers

from persona_collapse import diagnosis
from persona_collapse.backends import Reply, Sampling
from persona_collapse.backends.checkpoint import Checkpoint
from persona_collapse.backends.transformers import Transformers
from persona_collapse.inputs import run_population
from persona_collapse.results import AnswerMass, Diagnosis
from persona_collapse.results.files import read_records
from persona_collapse.study import read_replies, run_answers, run_study, status
from tests.support.asking import Says, small
from tests.support.checkpoint import make, signal

PROBABILITIES = Sampling(mode="probabilities", temperature=1.0)


def told(mass, study, folder):
    """A run in which the reply to an item has `mass(prompt)` on the scale, most of it on one point that varies."""

    def reply(prompt):
        shares = np.full(5, 0.1)
        shares[(int(prompt.item.split("_")[1]) + len(prompt.respondent) + int(prompt.respondent[-2:])) % 5] = 0.6
        return Reply(probabilities=tuple(shares * mass(prompt)))

    run_study(study, Says(reply), folder)
    return folder


def people(count, items=44, **options):
    return small(count, items, sampling=PROBABILITIES, **options)


def test_a_reply_that_is_mostly_something_else_is_not_read(tmp_path):
    masses = {"bfi44_1": 1.0, "bfi44_2": 0.5, "bfi44_3": 0.4999, "bfi44_4": 0.034, "bfi44_5": 0.002}
    told(lambda one: masses[one.item], people(1, 5), tmp_path / "run")
    answers = read_replies(tmp_path / "run").answers
    assert [one.reading.reason for one in answers] == [
        "",
        "",
        "only 49 % of the probability is on the scale",
        "only 3 % of the probability is on the scale",
        "less than 1 % of the probability is on the scale",
    ]
    found = run_answers(tmp_path / "run")
    assert np.isnan(found.samples[0, 0]).tolist() == [False, False, True, True, True]
    assert np.isnan(found.distributions[0]).all(axis=1).tolist() == [False, False, True, True, True]
    assert found.quality.unreadable == {"little probability on the scale": 3}
    expected = AnswerMass(np.mean(list(masses.values())), np.quantile(list(masses.values()), 0.05))
    assert found.quality.answer_mass == pytest.approx(expected)
    assert found.quality.mass == found.quality.answer_mass.mean


@pytest.mark.parametrize(("mass", "words"), [(0.8, ""), (0.79, "only 79.0 %")])
def test_it_is_stated_by_status_and_measure_and_in_record_and_page(cli, few_pairs, tmp_path, mass, words):
    run = told(lambda one: mass, people(120, 44), tmp_path / "run")
    line = f"{100 * mass:.1f} % of the probability is on the scale (5 % of the replies: at most {100 * mass:.1f} %)"
    assert f"mass        {line}" in status(run).lines()
    code, out, _ = cli("measure", run, "--json", tmp_path / "record.json")
    assert code == 0
    assert out.splitlines()[1] == f"answers: {line}"
    record = json.loads((tmp_path / "record.json").read_text())
    assert record["schema"] == "persona-collapse/diagnosis/2"
    assert record["quality"]["answer_mass"] == pytest.approx({"mean": mass, "low": mass})
    warned = [one for one in record["warnings"] if "of the probability is on the scale" in one]
    assert [one.startswith(words) for one in warned] == [True] * bool(words)
    assert record["signature"]["name"] != "invalid"
    assert cli("report", tmp_path / "record.json", "--out", tmp_path / "page.html")[0] == 0
    assert line in (tmp_path / "page.html").read_text()


def test_below_a_half_there_is_no_signature(few_pairs, tmp_path):
    run = told(lambda one: 0.9, people(120, 44), tmp_path / "run")
    known = run_population(read_replies(run))
    little = replace(known.beside["quality"], answer_mass=AnswerMass(0.49, 0.01))
    found = diagnosis.diagnose(known.matrix, quality=little)
    assert found.signature.name == "invalid"
    assert found.signature.evidence == ("49 % of the probability is on the scale; the model answers something else",)
    assert found.warnings[0].startswith("only 49.0 % of the probability is on the scale")


def test_older_records_have_a_mean_only(few_pairs, tmp_path):
    run = told(lambda one: 0.9, people(120, 44), tmp_path / "run")
    known = run_population(read_replies(run))
    record = diagnosis.diagnose(known.matrix, quality=known.beside["quality"]).to_dict()
    del record["quality"]["answer_mass"]
    (tmp_path / "old.json").write_text(json.dumps(record))
    [old] = read_records(tmp_path / "old.json")
    assert isinstance(old, Diagnosis)
    assert (old.quality.answer_mass, old.quality.mass) == (None, pytest.approx(0.9))


def saying_something_else(folder, target):
    """A checkpoint in which another token than the digits has all but about `target` of the probability."""
    make(folder, layers=2, width=64)
    words = transformers.AutoTokenizer.from_pretrained(folder)
    asked = list(people(1, 3).prompts())
    model = transformers.AutoModelForCausalLM.from_pretrained(folder)
    endings = sorted({words.encode(text, add_special_tokens=False)[-1] for text in ("\n", "\n\n")})
    low, high = 0.0, 60.0
    for _ in range(14):
        by = (low + high) / 2
        with torch.no_grad():
            signal(model, 2, endings, [words.convert_tokens_to_ids("<think>")], by=by)
        replies = dict(Transformers(Checkpoint(model, words)).replies(iter(asked), PROBABILITIES))
        mass = np.mean([sum(one.probabilities) for one in replies.values()])
        low, high = (by, high) if mass > target else (low, by)
    model.save_pretrained(folder)
    return folder


def test_a_model_that_thinks_first_gives_no_scorecard(cli, tmp_path):
    folder = saying_something_else(tmp_path / "model", 1e-6)
    typed = ("run", folder, "--personas", 30, "--mode", "probabilities", "--out", tmp_path / "run")
    code, out, err = cli(*typed)
    assert (code, out) == (2, "")
    assert "0 of 5 trial questions" in err
    _, out, err = cli(*typed, "--no-check")
    assert out == ""
    assert "unreadable  1,320: 1,320 little probability on the scale\n" in err
    assert "mass        0.0 % of the probability is on the scale" in err
    assert "no scorecard: " in err
    code, out, err = cli("measure", tmp_path / "run")
    assert (code, out) == (2, "")


def test_a_checkpoint_with_little_on_the_scale_is_warned_of(cli, few_pairs, tmp_path):
    folder = saying_something_else(tmp_path / "model", 0.7)
    typed = ("run", folder, "--personas", 30, "--mode", "probabilities", "--out", tmp_path / "run", "--no-check")
    code, out, err = cli(*typed)
    assert code == 0, err
    [warned] = [line for line in out.splitlines() if line.startswith("! only")]
    assert 60 < float(warned.split()[2]) < 80
    assert "of the probability is on the scale (5 % of the replies: at most" in warned
    assert "--mode generate" in warned
