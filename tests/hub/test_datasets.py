"""The Hub datasets: built the same every time, described in full, and loadable by name without a network."""

import importlib.util
import os
import re
import subprocess
import sys
import tempfile

import pyarrow.parquet as parquet
import pytest
import yaml
from datasets import ClassLabel, load_dataset

from persona_collapse.hub.cards import ANSWER_MODULES, MODULES
from persona_collapse.hub.register import DATASETS
from persona_collapse.instruments import bfi44
from persona_collapse.personas import census_sample, describe, sample
from persona_collapse.references import TWIN, calibrated_2058, published_results
from tests.conftest import ROOT
from tests.support.processes import python

FOLDERS = ROOT / "datasets_scripts"


def card(name):
    return (FOLDERS / name / "README.md").read_text(encoding="utf-8")


def configs(name):
    """Configuration -> whether it is the default, and its file."""
    front = yaml.safe_load(card(name).split("---")[1])
    return {one["config_name"]: (one.get("default", False), one["data_files"][0]["path"]) for one in front["configs"]}


def build_of(name):
    spec = importlib.util.spec_from_file_location(f"build_{name}", FOLDERS / name / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.build


CACHE = tempfile.TemporaryDirectory(prefix="datasets-")


def load(name, config, **others):
    """With a cache of its own: what `datasets` kept of an earlier version of a folder it would take for this one."""
    return load_dataset(str(FOLDERS / name), config, split="train", cache_dir=CACHE.name, **others)


def test_every_folder_is_registered():
    assert sorted(path.name for path in FOLDERS.iterdir() if path.is_dir()) == sorted(DATASETS)
    for name in DATASETS:
        assert not (FOLDERS / name / f"{name}.py").exists(), "datasets refuses a script of the folder's name"


@pytest.mark.parametrize("name", DATASETS)
def test_building_twice_gives_the_same_bytes_and_what_is_shipped(name, tmp_path):
    files = {}
    for turn in ("first", "second"):
        folder = tmp_path / turn
        folder.mkdir()
        build_of(name)(folder)
        files[turn] = {path.name: path.read_bytes() for path in (folder / "data").iterdir()}
    assert files["first"] == files["second"]
    shipped = {path.name: path for path in (FOLDERS / name / "data").iterdir() if path.stem != TWIN}
    assert shipped.keys() == files["first"].keys()
    for file, path in shipped.items():
        built = parquet.read_table(tmp_path / "first" / "data" / file)
        assert parquet.read_table(path).equals(built, check_metadata=True), f"{file} is stale; run build.py"


@pytest.mark.parametrize("name", DATASETS)
def test_cards_describe_every_configuration_and_every_column(name):
    found = configs(name)
    assert sum(default for default, _ in found.values()) == 1
    assert sorted(file for _, file in found.values()) == sorted(
        f"data/{path.name}" for path in (FOLDERS / name / "data").iterdir()
    )
    described = set(re.findall(r"^\| (\w+)(?: \.\. \w+)? \| [\w ]+ \|", card(name), re.MULTILINE))
    for config in found:
        columns = {
            column for column in load(name, config).column_names if not re.fullmatch(r"bfi44_([2-9]|\d\d)", column)
        }
        assert columns <= described, f"{config}: {columns - described}"
    front = yaml.safe_load(card(name).split("---")[1])
    assert {"license", "language", "pretty_name", "size_categories", "task_categories", "tags"} <= set(front)
    for section in ("## Columns", "## How it was made", "## Limitations", "itation"):
        assert section in card(name)


def test_items_are_the_instrument():
    items = load("bfi44", "items")
    assert isinstance(items.features["trait"], ClassLabel)
    assert items["prompt"][:] == [bfi44().prompt(item) for item in bfi44().items]
    assert [items.features["trait"].int2str(one) for one in items["trait"]] == [item.trait for item in bfi44().items]


def test_personas_are_those_of_the_sampler():
    default, everything, strict = (load("personas", config) for config in ("default", "all", "strict"))
    assert len(default) == len(strict) == 1144
    kept = everything.filter(lambda row: row["consistent"])
    assert kept["id"][:] == default["id"][:]
    assert all(len(reasons) > 0 for reasons in everything.filter(lambda row: not row["consistent"])["reasons"])
    assert default.features["big_five_openness"].names == ["High", "Neutral", "Low"]
    drawn = [one for one in sample(1144) if one.consistent]
    assert default[0]["description"].startswith(f"Age: {drawn[0].persona.values['age']}\n")
    assert f"| all | {len(everything)} |" in card("personas")
    assert f"({len(sample(1144, rules='strict'))} were drawn)" in card("personas")
    joint = load("personas", "census")
    assert joint["id"][:] == [one.persona.id for one in census_sample(1144)], "none had to be drawn again"
    assert joint["description"][:] == [describe(one.persona) for one in census_sample(1144)]


def test_the_reference_says_in_every_row_that_it_is_simulated():
    people = load("human-reference", "calibrated-2058")
    assert set(people["source"]) == {"calibrated-2058: simulated from published norms, not people"}
    answers = people.select_columns([f"bfi44_{n}" for n in range(1, 45)]).to_pandas().to_numpy()
    assert (answers == calibrated_2058().values).all()


def test_published_results_are_tidy():
    table = load("published-results", "table").to_pandas()
    for instrument in ("bfi44", "moral131"):
        for model, values in published_results(instrument).items():
            rows = table[(table.model == model) & (table.instrument == instrument)].set_index("measure").value
            assert rows.to_dict() == {name: value for name, value in values.items() if name != "dominant"}
    dominance = table[table.measure == "dominance"].set_index("model").note
    assert dominance["Qwen3-4B"] == "social class"


@pytest.fixture(scope="module")
def registered(tmp_path_factory):
    """A machine of its own: an empty cache, no network, everything registered."""
    home = tmp_path_factory.mktemp("machine")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("HF_")},
        "HF_HOME": str(home / "hf"),
        "HF_HUB_OFFLINE": "1",
        "HF_EVALUATE_OFFLINE": "1",
    }
    done = _python("from persona_collapse.cli import main; main()", home, environment, "register")
    assert done.returncode == 0, done.stderr
    return home, environment, done.stdout


def _python(script, folder, environment, *arguments):
    return python(script, *arguments, cwd=folder, env=environment)


def test_register_says_what_it_wrote(registered):
    home, _, said = registered
    lines = said.splitlines()
    assert len(lines) == 2 * len(MODULES) + sum(len(configs(name)) for name in DATASETS)
    assert all(line.startswith(f"wrote {home}") for line in lines)


@pytest.mark.parametrize("name", DATASETS)
def test_the_snippet_of_the_card_runs_anywhere(registered, name, tmp_path):
    snippet = re.search(r"```python\n(.*?)```", card(name), re.DOTALL).group(1)
    done = _python(snippet, tmp_path, registered[1])
    assert done.returncode == 0, done.stderr
    promised = re.search(r"# (.*)$", snippet, re.MULTILINE)
    if promised:
        assert done.stdout.strip() == promised.group(1)


def test_names_slices_streams_and_configurations(registered, tmp_path):
    script = """
import evaluate
from datasets import load_dataset
tenth = load_dataset("persona-collapse/personas", "all", split="train[:10%]")
streamed = next(iter(load_dataset("persona-collapse/personas", "strict", split="train", streaming=True)))
short = evaluate.load("persona_lid", "bfi44")
long = evaluate.load("persona-collapse/persona_lid", "bfi44")
people = load_dataset("persona-collapse/human-reference", split="train")
answers = people.select_columns([f"bfi44_{n}" for n in range(1, 45)]).to_pandas()
same = short.compute(predictions=answers[:60], draws=3) == long.compute(predictions=answers[:60], draws=3)
print(len(tenth), "reasons" in tenth.column_names, "reasons" in streamed, same)
"""
    done = _python(script, tmp_path, registered[1])
    assert done.stdout.split() == ["204", "True", "False", "True"], done.stderr


def test_every_name_loads_in_a_fresh_process(registered, tmp_path):
    script = f"""
import evaluate
from datasets import load_dataset

for name in {DATASETS}:
    print(name, len(load_dataset(f"persona-collapse/{{name}}")))
for name in {MODULES}:
    print(name, len(evaluate.load(name, "bfi44" if name in {ANSWER_MODULES} else None).features))
"""
    done = _python(script, tmp_path, registered[1])
    parts = dict(line.split() for line in done.stdout.splitlines())
    assert parts.keys() == {*DATASETS, *MODULES}, done.stderr
    assert min(map(int, parts.values())) > 0, parts


def test_registering_again_changes_nothing_and_removing_undoes_it(registered, tmp_path):
    home, environment, said = registered
    main = "from persona_collapse.cli import main; main()"
    assert _python(main, tmp_path, environment, "register").stdout == said
    own = home / "hf" / "datasets" / "somebody___else"
    own.mkdir()
    removed = _python(main, tmp_path, environment, "register", "--remove").stdout.splitlines()
    assert len(removed) == 2 * len(MODULES) + len(DATASETS)
    assert own.exists(), "what others have put there stays"
    assert not list((home / "hf" / "datasets").glob("persona-collapse*"))
    gone = _python("from datasets import load_dataset; load_dataset('persona-collapse/bfi44')", tmp_path, environment)
    assert gone.returncode != 0
    assert _python(main, tmp_path, environment, "register").stdout == said, "and again"


def test_the_wheel_carries_modules_and_datasets(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--no-deps", "--quiet", "--wheel-dir", tmp_path, ROOT],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    names = subprocess.run(
        [sys.executable, "-m", "zipfile", "-l", *tmp_path.glob("*.whl")], capture_output=True, text=True, check=True
    ).stdout
    assert "persona_collapse/py.typed" in names
    for name in MODULES:
        assert f"persona_collapse/_hub/metrics/{name}/{name}.py" in names
    for name in DATASETS:
        for _, file in configs(name).values():
            assert f"persona_collapse/_hub/datasets_scripts/{name}/{file}" in names
