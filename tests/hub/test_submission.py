"""Submitting a result: every check by a record that fails it, and the pull request over HTTP."""

import json
from dataclasses import replace

import numpy as np
import pytest

import persona_collapse as pc
from persona_collapse.backends import Simulated
from persona_collapse.dialogues import ConversationIdentity
from persona_collapse.errors import InputError
from persona_collapse.hub.checks import MODEL, checks, diagnosis_of, published
from persona_collapse.hub.submission import bundled, path_of, submit
from persona_collapse.instruments import bfi44, moral131
from persona_collapse.personas import bundled_pool
from persona_collapse.results import Diagnosis, ModelCard, Signature
from persona_collapse.results.files import record_of
from persona_collapse.study import Study, run_answers, run_study
from tests.hub.test_hub_models import put
from tests.support.hub_double import Repository, hub_double, spoken_to
from tests.support.processes import in_a_process

RESULTS = "persona-collapse/results"

NAMES = {
    "version": "a result of this version",
    "what": "what was asked",
    "how": "how many",
    "answers": "answers that are there",
    "can": "numbers that can be",
    "agree": "numbers that agree",
}
"""Word for a check -> its name, where that is longer."""


def result(folder, instrument, pairs=20) -> Diagnosis:
    """200 personas of simulated people, who say that they are a model of the Hub."""
    pool = bundled_pool()
    backend = Simulated("human", instrument, {one.id: one.attributes for one in pool.respondents})
    backend.kind, backend.model = "api", "org/model:provider"
    run_study(Study(instrument, pool, 200), backend, folder, command="persona-collapse run org/model --base-url x")
    run = run_answers(folder)
    return pc.diagnose(run.matrix, quality=run.quality, asked=run.asked, commands=[run.command], pairs=pairs)


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    return result(tmp_path_factory.mktemp("bfi44"), bfi44())


def failed(record) -> set[str]:
    text = record if isinstance(record, str) else record.to_json()
    return {one.name for one in checks(text) if not one.passed}


def changed(record, **changes):
    """A record with other values: `values__lid__tied=3` stands for values.lid.tied."""
    for path, value in changes.items():
        first, _, rest = path.partition("__")
        new = changed(getattr(record, first), **{rest: value}) if rest else value
        record = replace(record, **{first: new})
    return record


def test_a_run_in_the_common_way_passes(good, tmp_path):
    assert failed(good) == set()
    assert len(checks(good.to_json())) == 12
    assert failed(published(good)) == set(), "what is published passes again"
    assert failed(result(tmp_path, moral131(), pairs=5)) == set(), "the dilemmas have no reference"


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"asked": None}, "what"),
        ({"quality": None}, "what"),
        ({"warnings": ("a" * 500_000,)}, "version"),
        ({"asked__instrument_digest": "0" * 64}, "instrument"),
        ({"asked__instrument": "own"}, "instrument prompts protocol"),
        ({"n_items": 43}, "instrument answers agree"),
        ({"asked__pool_digest": "0" * 64}, "personas"),
        ({"asked__form_digest": "0" * 64}, "prompts"),
        ({"asked__study": "0" * 64}, "prompts"),
        ({"asked__temperature": 0.9}, "prompts"),
        ({"asked__labels": False}, "prompts"),
        ({"asked__order": "<script>"}, "prompts"),
        ({"asked__conversation": ConversationIdentity("bundled:parcel", "0" * 64, 2, 2, False)}, "prompts"),
        ({"asked__backend": "simulated"}, "model"),
        ({"asked__model": "simulated:human"}, "model"),
        ({"asked__model": "../../etc/passwd"}, "model"),
        ({"population__note": "simulated, no model was asked"}, "model"),
        ({"asked__personas": 199}, "how answers"),
        ({"population__complete": 99}, "how protocol agree"),
        ({"quality__replies": 8359}, "answers"),
        ({"quality__unreadable": {"refusal": 441}}, "answers"),
        ({"quality__unreadable": {"refusal": 440}}, ""),
        ({"quality__expected": 8799}, "answers"),
        ({"settings__protocol": "paper"}, "protocol"),
        ({"settings__draws": 99}, "protocol"),
        ({"settings__size": 99}, "protocol"),
        ({"reference__source": "friends.csv"}, "protocol"),
        ({"intervals": None}, "intervals"),
        ({"intervals": {}}, "intervals"),
        ({"values__lid__lid": float("inf")}, "intervals can agree"),
        ({"values__coverage__coverage": 1.2}, "intervals can"),
        ({"values__hopkins__hopkins": -0.1}, "intervals can"),
        ({"held_out_people__fidelity": None, "values__fidelity__d": float("inf")}, "intervals"),
        ({"values__likert__effective_likert": 5.0}, "intervals agree"),
        ({"values__spread__vendi": 99.0}, "agree"),
        ({"values__lid__tied": -1}, "can agree"),
        ({"values__lid__tied": 150}, "agree"),
        ({"signature": Signature("mode collapse", (), ())}, "agree"),
        ({"signature": None}, "agree"),
        ({"likeness": None}, "agree"),
        ({"likeness__human_likeness": 0.5, "likeness__low": 0.4, "likeness__high": 0.6}, "agree"),
        ({"likeness__low": 0.99, "likeness__high": 1.0}, "intervals"),
        ({"likeness__high": 1.5}, "intervals"),
        ({"likeness__low": None}, "intervals"),
    ],
)
def test_each_check_by_a_record_that_fails_it(good, changes, names):
    assert failed(changed(good, **changes)) == {NAMES.get(one, one) for one in names.split()}


def test_an_interval_elsewhere_is_found(good):
    lid = good.intervals["lid"]
    moved = {**good.intervals, "lid": replace(lid, value=lid.value + 5, low=lid.low + 5, high=lid.high + 5)}
    assert failed(replace(good, intervals=moved)) == {"intervals"}
    turned = {**good.intervals, "lid": replace(lid, low=lid.high, high=lid.low)}
    assert failed(replace(good, intervals=turned)) == {"intervals"}
    without = {name: one for name, one in good.intervals.items() if name != "coverage"}
    assert failed(replace(good, intervals=without)) == {"intervals"}


def test_a_signature_that_draws_weaken_passes_and_a_stronger_one_does_not(good):
    """Intervals can show less than human-like; what they show is not in the numbers, so `mixed` is taken as it is."""
    assert good.signature.name in ("human-like", "mixed")
    weaker = replace(good.signature, name="mixed")
    assert failed(replace(good, signature=weaker)) == set()
    assert failed(replace(good, signature=replace(weaker, name="shallow"))) == {"numbers that agree"}


def test_a_response_style_can_be_submitted(good):
    """Its signature is read from the re-read answers, which are in the record."""
    answers = pc.simulate("human", 200, seed=5).values
    answers = np.where(answers == 3, 3, np.where(answers > 3, 5, 1))
    matrix = pc.BehavioralTraitMatrix.from_arrays(answers, instrument=bfi44())
    styled = pc.diagnose(matrix, quality=good.quality, asked=good.asked, commands=good.commands, pairs=5)
    assert styled.signature.name == "response style"
    assert "numbers that agree" not in failed(styled)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x" * 4_000_001, "4,000,001 bytes"),
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('{"schema": NaN}', "not JSON"),
        ('{"schema": "persona-collapse/diagnosis/2"}', "population: field required"),
        ("[]", "not a record"),
    ],
)
def test_what_is_no_result(text, found):
    last = checks(text)[-1]
    assert not last.passed
    assert found in last.found.lower().replace("json", "JSON")
    assert len(last.found) <= 160


def test_calibrated_answers_are_refused(good):
    found = replace(good, population=replace(good.population, note="calibrated answers, mapped to those of people.csv"))
    assert failed(found) == {"answers as given"}


@pytest.mark.parametrize(
    ("changes", "found", "needed"),
    [
        (
            {"asked__best_of": 4},
            "best of 4: each answer chosen among candidates",
            "answers as the model gave them, not chosen among candidates (omit --best-of)",
        ),
        (
            {"asked__mode": "text"},
            "mode text: answers in words, which an embedding model rated",
            "answers on the scale, as the model gave them; ask with --mode generate or probabilities",
        ),
    ],
)
def test_answers_that_are_not_the_models_own_are_refused_by_what_was_asked(good, changes, found, needed, monkeypatch):
    """Whatever the note says, and without the libraries of mode text."""
    monkeypatch.setattr("persona_collapse.hub.checks.study_of", None)
    (last,) = (one for one in checks(changed(good, **changes).to_json()) if not one.passed)
    assert (last.name, last.found, last.needed) == ("answers as given", found, needed)


def test_a_record_of_before_had_one_reply_for_each_answer(good):
    record = json.loads(good.to_json())
    del record["asked"]["best_of"]
    assert failed(json.dumps(record)) == set()


def test_a_file_that_says_nan_in_words_is_found(good):
    record = json.loads(good.to_json())
    record["values"]["spread"]["energy_distance"] = "NaN"
    assert failed(json.dumps(record)) == {"numbers that can be"}


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("Qwen/Qwen3-4B", True),
        ("meta-llama/Llama-3.1-8B-Instruct", True),
        ("gpt2", False),
        ("a/b/c", False),
        ("a/../b", False),
        ("a--b/c", False),
        ("a/b c", False),
        ("a/" + "b" * 95, False),
        ("a/b.", False),
    ],
)
def test_names_of_models(name, is_one):
    assert (MODEL.fullmatch(name) is not None) == is_one


def test_nothing_of_the_machine_is_published(good):
    private = changed(good, quality__failures={"no route to http://10.0.0.1/v1": 3})
    told = published(private).to_json()
    assert "10.0.0.1" not in told
    assert "--base-url" not in told
    assert private.population.source not in told
    assert (published(private).population.source, published(private).quality.failures) == (
        *("org/model:provider", {"failed": 3}),
    )
    assert published(private).values == private.values


def test_a_failing_or_anonymous_submission_asks_the_hub_nothing(good, tmp_path):
    nowhere = "http://127.0.0.1:9"
    with pytest.raises(InputError, match="how many: found 199 asked"):
        submit(changed(good, asked__personas=199).to_json(), RESULTS, "token", endpoint=nowhere)
    with pytest.raises(InputError, match="log in"):
        submit(good.to_json(), RESULTS, None, endpoint=nowhere)
    (tmp_path / "none.json").write_text("[]")
    assert bundled(tmp_path / "none.json").records == ()
    (tmp_path / "one.json").write_text(f"[{good.to_json()}]")
    assert bundled(tmp_path / "one.json").records == (good,)


TRIED = """
import sys
from pathlib import Path
from persona_collapse.errors import InputError
from persona_collapse.hub.submission import submit, submitted
repo, record, token = "persona-collapse/results", Path("result.json").read_text(), "visitor"
def tried(act):
    try:
        print(act())
    except InputError as error:
        print("refused:", error)
"""


ASK = """
tried(lambda: submit(record, "persona-collapse/none", token))
tried(lambda: submit(record, repo, "stranger"))
tried(lambda: submit(record, repo, token))
"""


def test_a_submission_is_a_pull_request_and_is_read_back_once_merged(good, tmp_path):
    (tmp_path / "result.json").write_text(good.to_json())
    with hub_double() as hub:
        there = hub.repositories["datasets", RESULTS] = Repository(RESULTS)
        there.files["README.md"] = b"# Results"
        hub.refused = "Bearer stranger"
        told = in_a_process(hub, tmp_path, TRIED + ASK).splitlines()
        assert "the Hub has no such dataset" in told[0]
        assert told[1].startswith("refused: the Hub refuses this login (403); log in again")
        assert told[2] == f"{hub.url}/datasets/{RESULTS}/discussions/1"
        (proposed,) = there.pull_requests
        path = path_of(published(good))
        assert path.startswith(f"results/org--model/bfi44-{good.asked.study[:8]}-")
        assert set(proposed) == {"README.md", path}
        assert record_of(json.loads(proposed[path]), "it") == published(good)
        assert set(there.files) == {"README.md"}, "nothing but a proposal"
        there.files = {
            **proposed,
            "results/a/broken.json": b"{",
            "results/a/large.json": b" " * 500_001,
            "results/a/forged.json": changed(good, values__lid__tied=150).to_json().encode(),
            "elsewhere.json": proposed[path],
        }
        there.commits += 1
        read = TRIED + "found = submitted(repo); print(found.left_out, [one.asked.model for one in found.records])\n"
        first, second = in_a_process(hub, tmp_path, read + "tried(lambda: submit(record, repo, token))").splitlines()
        assert first == "3 ['org/model:provider']"
        assert "already has this result" in second
        assert not any("large.json" in address for _, address, _ in hub.log)
        assert len(there.pull_requests) == 1


def test_a_record_reads_back(good):
    assert diagnosis_of(good.to_json()) == good
    before = json.loads(good.to_json())
    del before["model_card"]
    assert diagnosis_of(json.dumps(before)) == good, "a record of before"


def test_what_the_hub_says_of_weights_is_sent_with_their_result(good, tmp_path, monkeypatch):
    claimed = ModelCard(10**12, "mit", "org/large")
    of_weights = changed(good, asked__backend="transformers", asked__model="org/tiny", model_card=claimed)
    of_api = changed(good, asked__model="org/tiny", model_card=claimed)
    with hub_double() as hub:
        spoken_to(hub, monkeypatch, tmp_path)
        there = hub.repositories["datasets", RESULTS] = Repository(RESULTS)
        put(hub, "org/tiny").card = {"license": "apache-2.0"}
        for one in (of_weights, of_api):
            submit(one.to_json(), RESULTS, "hf_token", endpoint=hub.url)
    cards = [diagnosis_of(text.decode()).model_card for files in there.pull_requests for text in files.values()]
    assert cards == [ModelCard(105, "apache-2.0"), None], "what the submitter claims does not count"
