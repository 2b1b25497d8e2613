"""Pushing one repository: only what changed, whole or not at all, again without harm; and never answers of people."""

import json
import socket
import zipfile

import numpy as np
import pytest

from persona_collapse.errors import InputError
from persona_collapse.hub import parquet
from persona_collapse.hub.publishing import Package, Repository, package_of, push, released, repositories
from persona_collapse.hub.publishing.checks import check_card, check_dataset
from persona_collapse.hub.register import DATASETS
from persona_collapse.hub.twin import declare
from persona_collapse.references import SIMULATED, TWIN, calibrated_2058
from persona_collapse.resources import folder
from persona_collapse.simulation import simulate
from tests.support.hub_double import hub_double, spoken_to
from tests.support.hub_faults import once
from tests.support.processes import in_a_process

TOKEN = "hf_ATokenThatIsNeverShown"
FILES = {"README.md": b"# one\n", "data/a.parquet": b"PAR1"}
ONE = Repository("dataset", "org/one", FILES)


@pytest.fixture
def hub(monkeypatch, tmp_path):
    with hub_double() as server:
        spoken_to(server, monkeypatch, tmp_path)
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_XET", True)
        monkeypatch.setattr("huggingface_hub.utils._http.time.sleep", lambda _: None)
        yield server


def pushed(hub, repository=ONE, token=TOKEN, **options):
    return push(repository, token, endpoint=hub.url, wait=lambda _: None, **options)


def there(hub):
    return hub.repositories["datasets", "org/one"]


def test_only_what_changed_is_written_in_one_commit(hub):
    first, again = pushed(hub), pushed(hub)
    assert (first.state, first.files, again.state, again.files) == ("created", tuple(FILES), "unchanged", ())
    assert (there(hub).files, there(hub).commits) == (FILES, 1)
    there(hub).files["by-others.txt"] = b"stays"
    later = pushed(hub, Repository("dataset", "org/one", {**FILES, "README.md": b"# two\n"}))
    assert (later.state, later.files) == ("updated", ("README.md",))
    assert there(hub).files == {**FILES, "README.md": b"# two\n", "by-others.txt": b"stays"}


def test_a_dry_run_writes_nothing_and_needs_no_login(hub):
    assert pushed(hub, token=None, dry_run=True).state == "would be created"
    assert hub.repositories == {}
    pushed(hub)
    changed = Repository("dataset", "org/one", {"README.md": b"# two\n"})
    assert pushed(hub, changed, token=None, dry_run=True).files == ("README.md",)
    assert there(hub).commits == 1


def test_pull_requests_are_opened_once(hub):
    pushed(hub)
    changed = Repository("dataset", "org/one", {"README.md": b"# two\n"})
    first, again = pushed(hub, changed, create_pr=True), pushed(hub, changed, create_pr=True)
    assert first.state == again.state == "proposed"
    assert first.address == again.address == f"{hub.url}/datasets/org/one/discussions/1"
    assert (len(there(hub).pull_requests), there(hub).files) == (1, FILES)
    other = pushed(hub, Repository("dataset", "org/one", {"README.md": b"# three\n"}), create_pr=True)
    assert other.address.endswith("/2")


def test_new_repositories_are_private_if_wished(hub):
    pushed(hub, private=True)
    assert there(hub).private
    assert pushed(hub, private=True).state == "unchanged"


@pytest.mark.parametrize("kind", [409, 412, 429, 500, 503, "dropped", "truncated"])
@pytest.mark.parametrize("matching", ["GET .*/tree/", "POST .*/create", "POST .*/preupload", "POST .*/commit/"])
def test_a_passing_fault_is_tried_again(hub, kind, matching):
    hub.fault = once(kind, matching)
    assert pushed(hub).state == "created"
    assert hub.fault.struck() == 1
    assert there(hub).files == FILES


def test_a_commit_whose_answer_is_lost_is_made_once(hub):
    committed = []

    def fault(request):
        if committed or "/commit/" not in request.path:
            return False
        committed.append(True)
        request.answer = lambda *_, **__: request.connection.shutdown(socket.SHUT_RDWR)
        request.close_connection = True
        return False

    hub.fault = fault
    assert pushed(hub).state == "created"
    assert there(hub).commits == 1


def test_another_commit_in_between_is_kept(hub):
    pushed(hub)
    between = []

    def fault(request):
        if not between and "/preupload/" in request.path:
            between.append(True)
            there(hub).files = {**there(hub).files, "by-others.txt": b"stays"}
            there(hub).commits += 1
        return False

    hub.fault = fault
    pushed(hub, Repository("dataset", "org/one", {"README.md": b"# two\n"}))
    assert there(hub).files == {**FILES, "README.md": b"# two\n", "by-others.txt": b"stays"}
    assert any(code == 412 for _, _, code in hub.log)


@pytest.mark.parametrize(
    ("kind", "matching", "words"),
    [
        (401, "POST .*/create", "does not accept this login (401); log in again (hf auth login)"),
        (403, "POST .*/create", "may not write there (403); ask the organisation"),
        (404, "POST .*/create", "no such organisation or repository (404); check --org"),
        (403, "POST .*/commit", "may not write there (403)"),
        (400, "POST .*/commit", "the Hub answered 400; rerun the same command"),
        (500, "GET .*/tree", "the Hub answered 500; rerun the same command: what is there already is skipped"),
        ("dropped", "GET .*/tree", "the connection to the Hub failed"),
    ],
)
def test_a_lasting_fault_is_one_sentence_without_the_token(hub, kind, matching, words):
    hub.fault = once(kind, matching, times=1000)
    with pytest.raises(InputError) as refused:
        pushed(hub)
    assert str(refused.value).startswith("datasets/org/one was not written: ")
    assert words in str(refused.value)
    chain = refused.value
    while chain is not None:
        assert TOKEN not in str(chain)
        chain = chain.__cause__ or chain.__context__
    assert hub.repositories == {} or there(hub).files == {}
    hub.fault = None
    assert pushed(hub).files == tuple(FILES), "a second run completes it"
    assert there(hub).files == FILES


def test_the_hub_says_how_long_to_wait(hub):
    waits = []
    hub.fault = once(429, "POST .*/create", times=2, retry_after=7)
    push(ONE, TOKEN, endpoint=hub.url, wait=waits.append)
    assert waits == [7.0, 7.0]
    hub.fault = once(500, "POST .*/create", times=2)
    push(Repository("dataset", "org/two", FILES), TOKEN, endpoint=hub.url, wait=waits.append)
    assert waits == [7.0, 7.0, 1.0, 2.0]


def commands(hub, home, *all_arguments, **others):
    """What each command prints and says, run one after the other in one process."""
    script = f"""
import contextlib, io, json, sys
from persona_collapse.cli import main
for arguments in {[list(map(str, one)) for one in all_arguments]!r}:
    sys.argv, out, err = ["persona-collapse", "push", *arguments], io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), contextlib.suppress(SystemExit):
        main()
    print(json.dumps([out.getvalue(), err.getvalue()]))
"""
    lines = in_a_process(hub, home, script, **{"HF_TOKEN": TOKEN, **others}).splitlines()
    return [json.loads(line) for line in lines]


def test_a_failure_half_way_is_completed_by_a_second_run(hub, tmp_path):
    def fault(request):
        if "/persona_lid" not in request.path or request.command != "POST":
            return False
        request.body()
        request.answer(403, {"error": "no"})
        return True

    hub.fault = fault
    ((first, said),) = commands(hub, tmp_path, ["--org", "org", "--what", "metrics", "--released"])
    assert said.startswith("persona-collapse: spaces/org/persona_lid was not written: this login may not write")
    assert TOKEN not in first + said
    made = first.count("created")
    assert 0 < made < 13
    hub.fault = None
    ((second, said),) = commands(hub, tmp_path, ["--org", "org", "--what", "metrics", "--released"])
    assert second.splitlines()[-1] == f"{made} unchanged, 1 updated, {12 - made} created", "one was there, but empty"
    assert said == ""
    lid = hub.repositories["spaces", "org/persona_lid"]
    assert lid.files["requirements.txt"].decode() == released().requirement() + "\n"
    assert 'evaluate.load("org/persona_lid", "bfi44")' in lid.files["README.md"].decode()
    assert "persona-collapse register" in lid.files["README.md"].decode()


def test_mistakes_are_one_line(hub, tmp_path):
    mistakes = {
        "--what: unknown part 'data'; choose from datasets, metrics, space, results, requests, benchmarks": [
            "--what",
            "data",
        ],
        "a.whl is not a wheel of persona-collapse": ["--what", "metrics", "--wheel", "a.whl"],
        "give one of them": ["--released", "--wheel", "a.whl"],
        "'a/b' is not the name of an organisation": ["--org", "a/b", "--what", "results"],
    }
    for words, (_, said) in zip(
        mistakes, commands(hub, tmp_path, *[["--org", "org", *one] for one in mistakes.values()]), strict=True
    ):
        assert words in said
        assert said.count("\n") == 1
    ((_, said),) = commands(hub, tmp_path, ["--org", "org", "--what", "results"], HF_TOKEN="")
    assert "pushing needs a login; log in with hf auth login" in said
    assert hub.repositories == {}


# ---- no answers of people


def files_of(name):
    place = folder("datasets_scripts", name)
    return {
        "README.md": (place / "README.md").read_bytes(),
        **{f"data/{path.name}": path.read_bytes() for path in (place / "data").iterdir()},
    }


def encoded(tmp_path, matrix, source):
    parquet.write_file(tmp_path / "people.parquet", *parquet.people(matrix, source))
    return (tmp_path / "people.parquet").read_bytes()


@pytest.mark.parametrize("name", DATASETS)
def test_our_datasets_pass(name):
    check_dataset(name, files_of(name))


def test_people_built_into_the_folder_are_refused(tmp_path):
    files = files_of("human-reference")
    (tmp_path / "README.md").write_bytes(files["README.md"])
    declare(tmp_path / "README.md")
    people = encoded(tmp_path, simulate("human", 60), f"{TWIN}: answers of people")
    planted = {**files, "README.md": (tmp_path / "README.md").read_bytes(), f"data/{TWIN}.parquet": people}
    with pytest.raises(InputError, match=rf"{TWIN}\.parquet may hold answers of people, which are never pushed"):
        check_dataset("human-reference", planted)


def test_people_under_another_name_are_refused(tmp_path):
    files, people = files_of("human-reference"), simulate("human", 2058, seed=9)
    true, false = "a study: answers of people", f"calibrated-2058: {SIMULATED}"
    ours = calibrated_2058()
    one = ours.values.copy()
    one[7, 3] = 6 - one[7, 3] if one[7, 3] != 3 else 4
    changed = type(ours).from_arrays(one, source="x")
    for matrix, source in ((people, true), (people, false), (ours, true), (changed, false)):
        planted = {**files, "data/calibrated-2058.parquet": encoded(tmp_path, matrix, source)}
        with pytest.raises(InputError, match="may hold answers of people"):
            check_dataset("human-reference", planted)
    with pytest.raises(InputError, match="may hold answers of people"):
        check_dataset("bfi44", {**files_of("bfi44"), "data/items.parquet": encoded(tmp_path, people, true)})
    features = parquet.Features({"person": parquet.Value("string"), "answer": parquet.Value("int8")})
    parquet.write_file(tmp_path / "long.parquet", {"person": ["a", "b"], "answer": [1, 2]}, features)
    with pytest.raises(InputError, match="has the column person, which the card does not describe"):
        check_dataset("bfi44", {**files_of("bfi44"), "data/items.parquet": (tmp_path / "long.parquet").read_bytes()})


def test_a_file_that_no_card_names_is_not_collected(tmp_path, monkeypatch):
    import shutil

    copy = tmp_path / "human-reference"
    shutil.copytree(folder("datasets_scripts", "human-reference"), copy)
    (copy / "data" / "secret.parquet").write_bytes(encoded(tmp_path, simulate("human", 60), "people"))
    (copy / "people.csv").write_text("a,b\n1,2\n")
    monkeypatch.setattr("persona_collapse.hub.publishing.contents.DATASETS", ("human-reference",))
    monkeypatch.setattr("persona_collapse.hub.publishing.contents.folder", lambda kind, name: copy)
    (one,) = repositories("org", ["datasets"], released())
    assert set(one.files) == {"README.md", "data/calibrated-2058.parquet"}


def wheel(path, **members):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_a_wheel_with_people_in_it_is_refused(tmp_path):
    place, files = "persona_collapse/_hub/datasets_scripts/human-reference", files_of("human-reference")
    sound = {f"{place}/{path}": content for path, content in files.items()}
    people = encoded(tmp_path, simulate("human", 60), f"{TWIN}: answers of people")
    path = tmp_path / "persona_collapse-9-py3-none-any.whl"
    repositories("org", ["metrics"], package_of(wheel(path, **sound), "org", "https://hub"))
    for name in (f"{place}/data/{TWIN}.parquet", "persona_collapse/data/people.parquet"):
        bad = package_of(wheel(path, **sound, **{name: people}), "org", "https://hub")
        with pytest.raises(InputError, match=r"answers of people|is not of a dataset"):
            repositories("org", ["metrics"], bad)


# ---- cards and packages


@pytest.mark.parametrize(
    ("card", "words"),
    [
        ("# no front matter\n", "has no front matter"),
        ("---\ntitle: x\n---\n", "has no license"),
        ("---\nlicense: other\nlicense_name: x\n---\n", "no license_link"),
        ("---\nlicense: mit\n---\nSee arXiv 2604.24698.\n", "names arXiv 2604.24698 without a link"),
    ],
)
def test_cards_that_lack_something(card, words):
    with pytest.raises(InputError, match=words):
        check_card("it", card)


def test_configurations_that_the_viewer_would_not_show():
    files = files_of("bfi44")
    card = files["README.md"].decode()
    for changed, words in [
        (card.replace("  default: true\n", ""), "needs one configuration with default: true"),
        (card.replace("data/items.parquet", "data/none.parquet"), "names data/none.parquet, which is not there"),
        (card.replace("pretty_name: ", "name: "), "has no pretty_name"),
    ]:
        with pytest.raises(InputError, match=words):
            check_dataset("bfi44", {**files, "README.md": changed.encode()})
    with pytest.raises(InputError, match="is not a Parquet file"):
        check_dataset("bfi44", {**files, "data/items.parquet": b"no"})


def test_the_line_that_installs_the_library():
    package = Package(" @ https://hub/a.whl", {"a": b""})
    for text, wanted in [
        ("pip install persona-collapse", "pip install 'persona-collapse @ https://hub/a.whl'"),
        ('pip install "persona-collapse[text]"', "pip install 'persona-collapse[text] @ https://hub/a.whl'"),
        ("pip install persona-collapse-other", "pip install persona-collapse-other"),
        ("pip install .", "pip install ."),
    ]:
        assert package.installed_in(text) == wanted
    assert package.required_in("persona-collapse[local]\nspaces>=0.40\n") == (
        "persona-collapse[local] @ https://hub/a.whl\nspaces>=0.40\n"
    )


def test_every_text_names_the_organisation_that_it_is_pushed_to():
    found = {one.name: one.files for one in repositories("org", ["datasets", "space", "results"], released())}
    assert 'load_dataset("org/bfi44"' in found["org/bfi44"]["README.md"].decode()
    app = found["org/persona-collapse"]
    assert "org/results" in app["space/settings.py"].decode()
    assert "- org/human-reference\n" in app["README.md"].decode()
    assert np.all([b"persona-collapse/bfi44" not in files["README.md"] for files in found.values()])
    assert app["requirements.txt"].decode().splitlines()[0] == released().requirement("[local,api,text,formats]")
