"""Publishing a result on its model's page: what is proposed, only once, and what is refused; by the command, over HTTP."""

import json
import sys
from dataclasses import replace

import pytest
import yaml
from huggingface_hub import parse_eval_result_entries
from jsonschema import Draft7Validator

import persona_collapse as pc
from persona_collapse.backends import Simulated
from persona_collapse.cli import main
from persona_collapse.dialogues import ConversationIdentity
from persona_collapse.hub.checks import checks
from persona_collapse.hub.exchange.benchmark import benchmark_of, benchmarks
from persona_collapse.hub.exchange.record import as_text, exchange_record
from persona_collapse.hub.publishing import PARTS, USUAL, released, repositories
from persona_collapse.hub.publishing.checks import check_card
from persona_collapse.instruments import bfi44
from persona_collapse.personas import bundled_pool
from persona_collapse.report.numbers import WORDS
from persona_collapse.results.more_is_better import MADE_FROM, more_is_better
from persona_collapse.results.numbers import BEYOND, NUMBERS
from persona_collapse.study import Study, run_answers, run_study
from tests.conftest import ROOT
from tests.hub.test_submission import changed
from tests.support.hub_double import Repository, hub_double, spoken_to
from tests.support.hub_faults import once

MODEL, BENCHMARK = "org/model", "persona-collapse/bfi44"
TOKEN = "hf_ATokenThatIsNeverShown"
SCHEMAS = sorted((ROOT / "tests" / "data" / "every_eval_ever").glob("*.json"))


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """The result of 200 personas, asked twice, of a model that says it is one of the Hub's."""
    pool, folder = bundled_pool(), tmp_path_factory.mktemp("run")
    backend = Simulated("human", bfi44(), {one.id: one.attributes for one in pool.respondents})
    backend.kind, backend.model, backend.revision = "transformers", MODEL, Repository(MODEL).sha
    run_study(Study(bfi44(), pool, 200, samples=2), backend, folder)
    run = run_answers(folder)
    return pc.diagnose(run.matrix, samples=run.samples, quality=run.quality, asked=run.asked, pairs=5)


@pytest.fixture
def result(good, tmp_path):
    path = tmp_path / "result.json"
    path.write_text(good.to_json())
    return path


@pytest.fixture
def hub(monkeypatch, tmp_path):
    with hub_double() as server:
        spoken_to(server, monkeypatch, tmp_path)
        monkeypatch.setenv("HF_TOKEN", TOKEN)
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_XET", True)
        monkeypatch.setattr("huggingface_hub.utils._http.time.sleep", lambda _: None)
        monkeypatch.setattr("persona_collapse.hub.publishing.pushing.WAITS", (0.0, 0.0, 0.0))
        for kind, name, files in (
            ("models", MODEL, {"README.md": b"# A model"}),
            ("datasets", BENCHMARK, {"eval.yaml": b"name: x"}),
        ):
            server.repositories[kind, name] = Repository(name)
            server.repositories[kind, name].files |= files
        yield server


def there(hub):
    return hub.repositories["models", MODEL]


def merged(hub):
    """The only pull request is merged."""
    (files,) = there(hub).pull_requests
    there(hub).keep(files)
    there(hub).statuses[1] = "merged"


@pytest.fixture
def publish(monkeypatch, capsys, result):
    """The command: its exit code, what it prints, and what it says."""

    def typed(*arguments, model=MODEL, of=result):
        monkeypatch.setattr(
            sys, "argv", ["persona-collapse", "publish", str(of), "--model", model, *map(str, arguments)]
        )
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        assert TOKEN not in out + err
        return ended.value.code, out, err

    return typed


def record_of(good, created=1):
    return exchange_record(good, benchmark_of("bfi44"), created)


def results_of(record):
    return {one["evaluation_name"]: one for one in record["evaluation_results"]}


def test_the_pull_request_has_one_file_with_the_numbers_of_which_more_is_better(hub, publish, good):
    code, out, err = publish()
    assert (code, err) == (0, "")
    (files,) = there(hub).pull_requests
    (path,) = set(files) - {"README.md"}
    assert path == f".eval_results/persona-collapse-bfi44-{good.asked.study[:8]}.yaml"
    assert set(there(hub).files) == {"README.md"}, "nothing but a proposal"
    text = files[path].decode()
    assert text in out, "what is sent is printed first"
    assert out.splitlines()[0] == f"pull request to {MODEL}: {there(hub).titles[0]}"
    assert out.splitlines()[-1] == f"proposed         {MODEL}: {path} {hub.url}/{MODEL}/discussions/1"
    entries = {one.task_id: one for one in parse_eval_result_entries(yaml.safe_load(text))}
    assert tuple(entries) == tuple(MADE_FROM)
    assert {one.dataset_id for one in entries.values()} == {BENCHMARK}
    assert {one.source_url for one in entries.values()} == {f"{hub.url}/datasets/persona-collapse/results"}
    for one in more_is_better(good):
        assert entries[one.name].value == round(one.value, 4)
        interval = "" if one.low is None else f"; 95 % interval {one.low:.2f} to {one.high:.2f}"
        assert entries[one.name].notes == (
            f"{one.label}, 0 to 1, more is better{interval}; people: calibrated-2058 (simulated from published norms, not "
            f"people); 200 personas; mode generate; commit {good.asked.revision[:8]}; study {good.asked.study[:8]}"
        )


def test_the_same_is_proposed_once(hub, publish):
    _, first, _ = publish()
    code, again, _ = publish()
    assert (code, again.splitlines()[-1]) == (0, first.splitlines()[-1])
    assert len(there(hub).pull_requests) == 1
    merged(hub)
    code, after, _ = publish()
    assert (code, after.splitlines()[-1].split()[0]) == (0, "unchanged")
    assert len(there(hub).pull_requests) == 1


def test_another_result_is_another_pull_request(hub, publish, good, tmp_path):
    publish()
    loosened = changed(good, values__fidelity__caricature=good.values.fidelity.caricature + 1e-3)
    (tmp_path / "other.json").write_text(loosened.to_json())
    code, _, said = publish(of=tmp_path / "other.json")
    assert (code, said) == (0, "")
    assert len(set(there(hub).titles)) == 2


@pytest.mark.parametrize(
    ("status", "words"), [("closed", "was closed;"), ("merged", "was merged, and the file was changed")]
)
def test_what_the_owner_declined_is_not_proposed_again(hub, publish, status, words):
    publish()
    there(hub).statuses[1] = status
    code, _, said = publish()
    assert code == 2
    assert f"proposed to {MODEL} before" in said
    assert words in said
    assert f"{hub.url}/{MODEL}/discussions/1" in said
    assert len(there(hub).pull_requests) == 1


def test_a_dry_run_shows_the_same_and_sends_nothing(hub, publish, monkeypatch):
    monkeypatch.setattr("persona_collapse.hub.token.get_token", lambda: None)
    code, out, err = publish("--dry-run")
    assert (code, err) == (0, "")
    assert out.splitlines()[-1].startswith(f"would be proposed {MODEL}: .eval_results/")
    assert "task_id: human_likeness" in out
    assert (there(hub).pull_requests, {method for method, _, _ in hub.log}) == ([], {"GET", "HEAD"})
    code, _, err = publish()
    assert (code, hub.log[-1][0]) == (2, "GET"), "without a login nothing is asked"
    assert "a pull request needs a login; log in with hf auth login" in err


def test_files_for_elsewhere_are_written_without_the_hub(hub, publish, tmp_path, good):
    code, out, err = publish("--out", tmp_path / "files")
    assert (code, err, hub.log) == (0, "", [])
    page, record = (tmp_path.joinpath(line) for line in out.splitlines())
    assert page.parent == tmp_path / "files" / ".eval_results"
    assert record.parent == tmp_path / "files" / "data" / "persona-collapse" / "org" / "model"
    before = {path: path.read_bytes() for path in (page, record)}
    assert publish("--out", tmp_path / "files")[1] == out
    assert {path: path.read_bytes() for path in before} == before, "the same bytes every time"
    publish()
    assert there(hub).pull_requests[0][f".eval_results/{page.name}"] == before[page]
    code, _, err = publish("--out", tmp_path / "files", "--dry-run")
    assert (code, "give one of them" in err) == (2, True)
    code, _, err = publish("--out", page / "below")
    assert (code, err.startswith("persona-collapse: cannot make the folder")) == (2, True)


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_a_record_is_valid_by_the_schema(path, good):
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft7Validator.check_schema(schema)
    known = Draft7Validator(schema)
    served = changed(good, asked__backend="api", asked__model="org/model:provider", asked__thinking=False)
    for found in (good, served):
        assert [one.message for one in known.iter_errors(json.loads(as_text(record_of(found))))] == []
    broken = record_of(good)
    del broken["evaluation_results"][0]["metric_config"]["max_score"]
    assert len(list(known.iter_errors(broken))) == 1


def test_both_schemas_are_there():
    assert [json.loads(path.read_text(encoding="utf-8"))["version"] for path in SCHEMAS] == ["0.2.1", "0.3.0"]


def test_a_record_says_direction_bounds_interval_model_and_how_it_was_asked(good):
    record = record_of(good, created=1_700_000_000)
    assert record["schema_version"] == "0.2.1"
    assert record["retrieved_timestamp"] == "1700000000"
    assert as_text(record) == as_text(record_of(good, created=1_700_000_000))
    assert record_of(good, 2)["evaluation_id"] == record["evaluation_id"], "the same result, whenever it is written"
    assert (record["model_info"]["id"], record["model_info"]["developer"]) == (MODEL, "org")
    assert record["model_info"]["additional_details"]["revision"] == good.asked.revision
    assert record["eval_library"]["version"] == good.version
    scores = results_of(record)
    for made in more_is_better(good):
        one = scores[made.name]
        assert (one["score_details"]["score"], one["metric_config"]["lower_is_better"]) == (made.value, False)
        assert (one["metric_config"]["min_score"], one["metric_config"]["max_score"]) == (0.0, 1.0)
        around = one["score_details"].get("uncertainty", {}).get("confidence_interval", {})
        assert (around.get("lower"), around.get("upper")) == (made.low, made.high)
        assert around.get("confidence_level", 0.95) == 0.95
    for name in set(scores) - set(MADE_FROM):
        assert scores[name]["metric_config"]["lower_is_better"] == ({**NUMBERS, **BEYOND}[name].better == "lower"), name
    own = good.intervals["crowding"]
    assert scores["crowding"]["score_details"]["uncertainty"] == {
        "standard_error": {"value": own.se, "method": "jackknife"},
        "confidence_interval": {
            "lower": own.low,
            "upper": own.high,
            "confidence_level": 0.95,
            "method": "jackknife",
        },
        "num_samples": good.population.independent,
    }
    assert scores["marginal_distance"]["metric_config"]["max_score"] == 4.0, "the length of the scale"
    assert scores["lid_closeness"]["score_details"]["details"] == {
        "lid": json.dumps(good.values.lid.lid),
        "people_lid": json.dumps(good.held_out_people.lid.lid),
    }
    assert WORDS["lid"].says in scores["lid_closeness"]["metric_config"]["evaluation_description"]
    how = scores["human_likeness"]["generation_config"]
    assert how["generation_args"] == {"temperature": 0.7, "max_tokens": 64}
    assert how["additional_details"]["study"] == good.asked.study


def test_numbers_that_are_best_near_peoples_never_go_as_they_are(good):
    assert {name for name, one in NUMBERS.items() if one.better == "people"} & set(results_of(record_of(good))) == set()
    assert {"coverage", "precision", "crowding", "separability", "icc"} <= set(results_of(record_of(good)))


REFUSED = {
    "simulated": ({"asked__backend": "simulated", "asked__model": "simulated:human"}, "its answers are simulated"),
    "served": (
        {"asked__backend": "api", "asked__model": "org/model:provider"},
        "which can answer with any model under this name; such results stay in the dataset persona-collapse/results",
    ),
    "another model": (
        {"asked__model": "org/other"},
        "is a result of org/other, not of org/model; give --model org/other",
    ),
    "another protocol": ({"settings__protocol": "paper"}, "cannot be published: protocol: found paper"),
    "too few": ({"asked__personas": 199}, "how many: found 199 asked"),
    "of a table": ({"asked": None}, "it does not say what was asked"),
    "after a dialogue": (
        {"asked__conversation": ConversationIdentity("bundled:parcel", "0" * 64, 2, 2, False)},
        "the personas answered after a conversation",
    ),
    "calibrated": (
        {"population__note": "calibrated answers, mapped to those of people.csv"},
        "a model's page shows answers as the model gave them, not calibrated",
    ),
    "best of": ({"asked__best_of": 4}, "it holds best of 4: each answer chosen among candidates; a model's page shows"),
    "in words": ({"asked__mode": "text"}, "it holds mode text: answers in words, which an embedding model rated"),
    "a folder": (
        {"asked__revision": "0123456789abcdef"},
        "was not loaded from the Hub (its version is 0123456789abcdef, no commit)",
    ),
    "no version": ({"asked__revision": ""}, "was not loaded from the Hub (its version is not known)"),
    "no people": ({"asked__instrument": "moral131"}, "no people have answered moral131 here"),
    "forged": ({"values__lid__tied": 150}, "numbers that agree: found"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_result_that_may_not_stand_there_is_refused_in_one_sentence(hub, publish, good, result, what):
    changes, words = REFUSED[what]
    result.write_text(changed(good, **changes).to_json())
    code, out, said = publish()
    assert (code, out, hub.log) == (2, "", []), "and the Hub is asked nothing"
    assert said.startswith(f"persona-collapse: {result} ")
    assert words in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "No such file or directory; give the file that measure RUN --json FILE wrote"),
        (b"\xff\xfe\x00", "not text; give the file"),
        (b"{", "the file is not JSON"),
        (b"[]", "not a record of this program"),
        (b'{"schema": "persona-collapse/diagnosis/99"}', "newer version"),
        (b'{"schema": "persona-collapse/texts/3"}', "field required"),
        (b" " * 4_000_001, "4,000,001 bytes"),
    ],
)
def test_what_is_no_result_is_refused(hub, publish, tmp_path, content, words):
    given = tmp_path / "given.json"
    if content is not None:
        given.write_bytes(content)
    code, out, said = publish(of=given)
    assert (code, out, hub.log) == (2, "", [])
    assert words in said
    assert said.count("\n") == 1


def test_where_the_hub_has_no_place_for_the_numbers(hub, publish):
    del hub.repositories["datasets", BENCHMARK].files["eval.yaml"]
    code, _, said = publish()
    assert (code, f"{BENCHMARK} has no eval.yaml on the Hub yet" in said) == (2, True)
    del hub.repositories["datasets", BENCHMARK]
    assert f"{BENCHMARK} has no eval.yaml on the Hub yet" in publish("--dry-run")[2]
    there(hub).name = "org/model was made anew"
    code, _, said = publish()
    assert (code, f"{MODEL} has no commit {Repository(MODEL).sha} on the Hub" in said) == (2, True)
    del hub.repositories["models", MODEL]
    code, _, said = publish()
    assert (code, f"nothing was proposed to {MODEL}: there is no model {MODEL} on the Hub (404)" in said) == (2, True)
    assert ("models", MODEL) not in hub.repositories, "none is made"


@pytest.mark.parametrize(
    ("kind", "matching", "words"),
    [
        (401, "GET .*/revision/", "the Hub does not accept the login (401)"),
        (401, "POST .*/commit/", "the Hub does not accept the login (401)"),
        (403, "GET .*/discussions", "this login may not open a pull request there (403)"),
        (403, "POST .*/commit/", "this login may not open a pull request there (403)"),
        (404, "GET .*/revision/", "(404); check --model"),
        (409, "POST .*/commit/", "the Hub answered 409; rerun the same command: it opens no second pull request"),
        (500, "GET .*/tree/", "the Hub answered 500; rerun the same command"),
        (500, "POST .*/commit/", "the Hub answered 500; rerun the same command"),
        ("dropped", "GET .*/discussions", "the connection to the Hub failed; rerun the same command"),
    ],
)
def test_a_lasting_fault_is_one_sentence_and_changes_nothing(hub, publish, kind, matching, words):
    hub.fault = once(kind, matching, times=1000)
    code, _, said = publish()
    assert code == 2
    assert said.startswith(f"persona-collapse: nothing was proposed to {MODEL}: ")
    assert words in said
    assert said.count("\n") == 1
    assert (there(hub).pull_requests, set(there(hub).files)) == ([], {"README.md"})
    hub.fault = None
    assert publish()[0] == 0, "a second run completes it"
    assert len(there(hub).pull_requests) == 1


@pytest.mark.parametrize("kind", [409, 500, "truncated"])
def test_a_passing_fault_is_tried_again(hub, publish, kind):
    hub.fault = once(kind, "POST .*/commit/")
    assert publish()[0] == 0
    assert (hub.fault.struck(), len(there(hub).pull_requests)) == (1, 1)


def test_a_pull_request_whose_answer_is_lost_is_opened_once(hub, publish):
    lost = []

    def loses(what, method, path):
        if what == "answer" and "/commit/" in path and not lost:
            lost.append(path)
            return True
        return False

    hub.loses = loses
    code, out, _ = publish()
    assert (code, len(lost), len(there(hub).pull_requests)) == (0, 1, 1)
    assert out.splitlines()[-1].endswith(f"{MODEL}/discussions/1")


def test_benchmarks_are_pushed_only_when_they_are_named():
    assert set(PARTS) - set(USUAL) == {"benchmarks"}
    (one,) = repositories("org", ["benchmarks"], released())
    assert (one.kind, one.name, set(one.files)) == ("dataset", "org/bfi44", {"eval.yaml"})
    declared = yaml.safe_load(one.files["eval.yaml"])
    assert declared["evaluation_framework"] == "persona-collapse"
    assert [task["id"] for task in declared["tasks"]] == list(MADE_FROM)
    (known,) = benchmarks()
    front = check_card("bfi44", (ROOT / "datasets_scripts" / "bfi44" / "README.md").read_text(encoding="utf-8"))
    (config,) = front["configs"]
    for task in declared["tasks"]:
        assert (task["config"], task["split"]) == (config["config_name"], config["data_files"][0]["split"])
    assert known.dataset == BENCHMARK


def test_without_human_likeness_nothing_is_published(publish, good, result, hub, monkeypatch):
    """A result may pass every check without it: where LID is undefined, it is too."""
    passed = tuple(replace(one, passed=True) for one in checks(good.to_json()))
    monkeypatch.setattr("persona_collapse.hub.exchange.offer.checks", lambda text: passed)
    result.write_text(replace(good, likeness=None).to_json())
    code, _, said = publish()
    assert (code, hub.log) == (2, [])
    assert "human-likeness, by which models are compared, is undefined in it" in said
