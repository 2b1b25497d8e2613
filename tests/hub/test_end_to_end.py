"""Everything is pushed into an empty organisation, once; then each name is loaded from there, as a user would, with an empty cache."""

import json
import re
import zipfile
from pathlib import Path

import pytest
import yaml

from persona_collapse.hub.cards import ANSWER_MODULES, MODULES
from persona_collapse.hub.register import DATASETS
from persona_collapse.resources import folder
from persona_collapse.simulation import simulate
from persona_collapse.tables import encoded
from tests.conftest import ROOT
from tests.support.hub_double import Repository, hub_double
from tests.support.hub_faults import once
from tests.support.processes import in_a_process

ORGANISATION = "persona-collapse"
TOKEN = "hf_ThisIsTheTokenOfThisTest"
MAIN = (
    f"import sys; sys.path.insert(0, {str(ROOT)!r}); "
    "sys.argv = ['persona-collapse', *{arguments!r}]; from persona_collapse.cli import main; main()"
)


def command(hub, home, *arguments, capture=None, **others):
    """What the command prints; it runs from the checkout, as a maintainer's does: an installed package carries no app."""
    given = {"HF_TOKEN": TOKEN, **others}
    return in_a_process(hub, home, MAIN.format(arguments=list(map(str, arguments))), capture, **given)


@pytest.fixture(scope="module")
def pushed(tmp_path_factory):
    """The double with everything on it, the folder in which it was pushed, and what the command said."""
    home, said = tmp_path_factory.mktemp("maintainer"), []
    with hub_double() as hub:
        printed = command(hub, home, "push", "--org", ORGANISATION, capture=said)
        yield hub, home, printed, said[0]


def configurations(name):
    front = yaml.safe_load((folder("datasets_scripts", name) / "README.md").read_text().split("---")[1])
    return [one["config_name"] for one in front["configs"]]


def test_the_summary_names_every_repository(pushed):
    hub, _, printed, said = pushed
    lines = printed.splitlines()
    places = [
        "datasets/persona-collapse/wheels",
        *(f"datasets/{ORGANISATION}/{name}" for name in DATASETS),
        *(f"spaces/{ORGANISATION}/{name}" for name in MODULES),
        "spaces/persona-collapse/persona-collapse",
        "datasets/persona-collapse/results",
        "datasets/persona-collapse/requests",
    ]
    assert [line.split()[1].rstrip(":") for line in lines[:-1]] == places
    assert lines[-1] == f"{len(places)} created"
    assert {f"{kind}/{name}" for kind, name in hub.repositories} == set(places)
    assert said == ""


def test_pushing_again_changes_nothing(pushed):
    hub, home, printed, _ = pushed
    before = {place: one.commits for place, one in hub.repositories.items()}
    again = command(hub, home, "push", "--org", ORGANISATION).splitlines()
    assert all(line.startswith("unchanged") for line in again[:-1])
    assert again[-1] == f"{len(printed.splitlines()) - 1} unchanged"
    assert {place: one.commits for place, one in hub.repositories.items()} == before


def test_every_dataset_and_configuration_loads(pushed, tmp_path):
    hub = pushed[0]
    wanted = {f"{name}:{config}" for name in DATASETS for config in configurations(name)}
    script = f"""
from datasets import get_dataset_config_names, load_dataset
for name in {DATASETS}:
    print(name, len(load_dataset(f"persona-collapse/{{name}}")))
    for config in get_dataset_config_names(f"persona-collapse/{{name}}"):
        split = load_dataset(f"persona-collapse/{{name}}", config, split="train")
        streamed = next(iter(load_dataset(f"persona-collapse/{{name}}", config, split="train", streaming=True)))
        print(f"{{name}}:{{config}}", int(split[0] == streamed) * len(split))
"""
    found = dict(line.split() for line in in_a_process(hub, tmp_path, script, HF_TOKEN="").splitlines())
    assert found.keys() == {*DATASETS, *wanted}
    assert min(map(int, found.values())) > 0, found


def test_the_lines_of_the_documentation_run_as_printed(pushed, tmp_path):
    hub = pushed[0]
    page = (ROOT / "docs" / "modules-and-datasets.md").read_text()
    lines = re.findall(r"`(load_dataset\([^`]*\))`", page) + re.findall(
        r"^\w+ = (evaluate\.load\(.*\))$", page, re.MULTILINE
    )
    cards = [
        line
        for place, one in hub.repositories.items()
        if place[0] == "spaces"
        for line in re.findall(r"^\w+ = (evaluate\.load\(.*\))$", one.files["README.md"].decode(), re.MULTILINE)
    ]
    assert (len(lines), len(cards)) == (10, len(MODULES))
    script = f"""
import evaluate
from datasets import load_dataset
for line in {lines + cards!r}:
    assert eval(line) is not None
print("all")
"""
    assert in_a_process(hub, tmp_path, script, HF_TOKEN="").strip() == "all"


KINDS = [401, 403, 404, 409, 412, 429, 500, "dropped", "truncated"]


def test_every_fault_while_answers_are_read_is_one_sentence(pushed, tmp_path):
    hub = pushed[0]
    population = simulate("human", 60)
    content = encoded(dict(zip(population.items, population.values.astype(int).T.tolist(), strict=True)), ".parquet")
    for kind in KINDS:
        there = hub.repositories["datasets", f"org/fault-{kind}"] = Repository(f"org/fault-{kind}")
        there.files = {"a.parquet": content}
    faults = [once(kind, f"fault-{kind}/resolve/.*parquet", times=1000) for kind in KINDS]
    script = f"""
import huggingface_hub.utils._http as http
http.time.sleep = lambda seconds: None
from persona_collapse.errors import InputError
from persona_collapse.hub.answers import load_answers
for kind in {KINDS!r}:
    try:
        print(len(load_answers(f"org/fault-{{kind}}")))
    except InputError as problem:
        print(problem)
"""
    said = []
    hub.fault = lambda request: any(one(request) for one in faults)
    try:
        refused = in_a_process(hub, tmp_path, script, capture=said, HF_TOKEN=TOKEN).splitlines()
    finally:
        hub.fault = None
    assert len(refused) == len(KINDS), refused
    for kind, line in zip(KINDS, refused, strict=True):
        assert line.startswith(f"org/fault-{kind} is not available: "), line
        assert line.endswith(f"or give a file (there is none called org/fault-{kind})"), line
    assert TOKEN not in "".join([*refused, *said])
    assert in_a_process(hub, tmp_path, script, HF_TOKEN=TOKEN).split() == ["60"] * len(KINDS), "then all is well"


def test_every_module_loads(pushed, tmp_path):
    hub = pushed[0]
    script = f"""
import evaluate
for name in {MODULES}:
    module = evaluate.load(f"persona-collapse/{{name}}", "bfi44" if name in {ANSWER_MODULES} else None, keep_in_memory=True)
    print(name, type(module).__name__.lower())
"""
    lines = in_a_process(hub, tmp_path, script, HF_TOKEN="").splitlines()
    assert lines == [f"{name} {name.replace('_', '')}" for name in MODULES]


def test_a_module_says_how_to_install_the_library(pushed, tmp_path):
    hub = pushed[0]
    script = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "persona_collapse":
            raise ModuleNotFoundError(f"No module named {name!r}", name="persona_collapse")
sys.meta_path.insert(0, Missing())
for name in [one for one in sys.modules if one.partition(".")[0] == "persona_collapse"]:
    del sys.modules[name]
import evaluate
for name in ("persona_coverage", "persona_text_identity"):
    try:
        evaluate.load(f"persona-collapse/{name}")
    except ModuleNotFoundError as problem:
        print(problem)
"""
    first, second = in_a_process(hub, tmp_path, script, HF_TOKEN="").splitlines()
    requirement = hub.repositories["spaces", "persona-collapse/persona_coverage"].files["requirements.txt"].decode()
    assert first == (
        f"persona_coverage needs a library that is not installed; type: pip install '{requirement.strip()}'"
    )
    assert "type: pip install 'persona-collapse[text] @ http" in second


def test_spaces_install_the_wheel_that_was_pushed(pushed, tmp_path):
    hub = pushed[0]
    found = set()
    for (kind, _), one in hub.repositories.items():
        if kind == "spaces":
            found |= {
                line for line in one.files["requirements.txt"].decode().splitlines() if "persona-collapse" in line
            }
    addresses = {re.fullmatch(r"persona-collapse(\[[\w,]+\])? @ (\S+)", line)[2] for line in found}
    (address,) = addresses
    place, digest = address.split("#sha256=")
    path = place.removeprefix(f"{hub.url}/datasets/persona-collapse/wheels/resolve/main/")
    content = hub.repositories["datasets", "persona-collapse/wheels"].files[path]
    assert path.startswith(digest[:12])
    wheel = tmp_path / Path(path).name
    wheel.write_bytes(content)
    names = zipfile.ZipFile(wheel).namelist()
    assert "persona_collapse/_hub/metrics/persona_coverage/persona_coverage.py" in names


def test_a_revision_is_measured_compared_with_and_asked(pushed, tmp_path):
    hub = pushed[0]
    there = hub.repositories["datasets", "org/answers"] = Repository("org/answers")

    def table(kind, seed):
        population = simulate(kind, 60, seed=seed)
        return encoded(dict(zip(population.items, population.values.astype(int).T.tolist(), strict=True)), ".parquet")

    card = b"---\nconfigs:\n- config_name: first\n  data_files: [{split: train, path: a.parquet}]\n---\n"
    there.files = {"README.md": card, "a.parquet": table("human", 1)}
    first = there.sha
    there.keep({"README.md": card, "a.parquet": table("noise", 2)})
    newest = json.loads(command(hub, tmp_path, "measure", "org/answers:first", "--protocol", "paper", "--json", "-"))
    name = f"org/answers:first@{first}"
    command(
        hub, tmp_path, "measure", name, "--reference", name, "--protocol", "paper", "--json", tmp_path / "pinned.json"
    )
    pinned = json.loads((tmp_path / "pinned.json").read_text())
    assert (pinned["population"]["source"], pinned["reference"]["source"]) == (name, name)
    assert newest["values"]["lid"]["lid"] != pinned["values"]["lid"]["lid"]
    personas = f"persona-collapse/personas:strict@{hub.repositories['datasets', 'persona-collapse/personas'].sha}"
    command(hub, tmp_path, "run", "simulated:human", "--personas", personas, "--first", "30", "--out", tmp_path / "run")
    listed = command(hub, tmp_path, "status", tmp_path / "run")
    assert "1,320 of 1,320" in listed
    said = []
    script = MAIN.format(arguments=["measure", "org/answers@nothing"])
    in_a_process(hub, tmp_path, f"import contextlib\nwith contextlib.suppress(SystemExit):\n    {script}", capture=said)
    assert "org/answers is not available: the dataset has no such revision" in said[0]


def test_no_token_is_in_a_file_or_a_message(pushed):
    hub, home, printed, said = pushed
    written = [path for path in home.rglob("*") if path.is_file()]
    assert not [path for path in written if TOKEN.encode() in path.read_bytes()]
    for one in hub.repositories.values():
        assert not [path for path, content in one.files.items() if TOKEN.encode() in content]
    assert TOKEN not in printed + said


def test_a_run_of_your_own_questionnaire_is_measured_from_there(pushed, tmp_path):
    hub = pushed[0]
    page = (ROOT / "docs" / "instruments.md").read_text()
    (tmp_path / "mood10.yaml").write_text(re.search(r"<!-- example -->\n```yaml\n(.*?)```", page, re.DOTALL).group(1))
    asked = ("--instrument", "mood10.yaml", "--personas", 40)
    command(hub, tmp_path, "run", "simulated:human", *asked, "--out", "run")
    command(hub, tmp_path, "export", "run", "--to", "org/mood")
    there = hub.repositories["datasets", "org/mood"]
    assert there.private
    assert {"answers.instrument.json", "manifest.json", "README.md"} <= set(there.files)
    card = there.files["README.md"].decode()
    assert yaml.safe_load(card.split("---")[1])["configs"][0]["config_name"] == "answers"
    assert "- `answers` (the default): 40 respondents, a row each" in card
    assert "- `answers.instrument.json`: the questionnaire, mood10 (10 items, 1 to 7)" in card
    assert (
        "carries its own questionnaire, so `--instrument` is not needed:\n\n```sh\npersona-collapse measure org/mood\n"
        in card
    )
    command(hub, tmp_path, "export", "run", "--to", "org/mood")
    assert there.files["README.md"].decode().count("# A run exported by persona-collapse") == 1
    said = []
    here, hub_too = (
        json.loads(command(hub, tmp_path, "measure", name, "--json", "-", capture=said)) for name in ("run", "org/mood")
    )
    assert hub_too["instrument"] == here["instrument"] == "mood10"
    assert hub_too["values"] == here["values"]
    beside = json.loads(
        command(hub, tmp_path, "measure", "run", "--reference", "org/mood", "--protocol", "paper", "--json", "-")
    )
    assert (beside["reference"]["source"], beside["reference"]["respondents"]) == ("org/mood", 40)
    assert beside["instrument"] == "mood10"
    again = tmp_path / "again"
    again.mkdir()
    hub.fault = once(403, "answers.instrument.json", times=100)
    try:
        refused = f"import contextlib\nwith contextlib.suppress(SystemExit):\n    {MAIN.format(arguments=['measure', 'org/mood'])}"
        in_a_process(hub, again, refused, capture=said, HF_TOKEN=TOKEN)
    finally:
        hub.fault = None
    assert "org/mood is not available: " in said[-1], "not measured as another questionnaire"
