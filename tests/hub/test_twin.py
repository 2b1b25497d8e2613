"""Twin-2K-500: the file is read and checked, every other file refused, and what is built is found again."""

import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pyarrow.parquet as parquet
import pytest
import yaml
from huggingface_hub import constants

from persona_collapse.errors import InputError
from persona_collapse.hub import twin
from persona_collapse.hub.register import _with_what_was_built
from persona_collapse.instruments import bfi44
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.references import factor_statistics, read_twin2k500, twin2k500_norms
from persona_collapse.references.norms import trait_means
from persona_collapse.references.twin import RESPONDENT
from persona_collapse.simulation import simulate
from tests.conftest import ROOT
from tests.support.hub_double import Repository, hub_double
from tests.support.processes import in_a_process
from tests.support.twin_file import ANSWERS, NORMS, RESPONDENTS, rounded, rows, text, written

FOLDER = ROOT / "datasets_scripts" / "human-reference"


BUILD = """
import os
import time
import numpy as np
if "AT_ONCE" in os.environ:
    time.sleep = lambda seconds: None  # the libraries' waits between tries
from persona_collapse.hub import twin
from persona_collapse.hub.register import _with_what_was_built
import persona_collapse.references.twin as reading
from persona_collapse.references import FactorStatistics, factor_statistics, simulate_people
found = factor_statistics(simulate_people(60, seed=3))
norms = FactorStatistics(60, found.traits, *(one.round(4) for one in (found.mean, found.sd, found.correlation)))
reading.twin2k500_norms = lambda: norms
try:
    twin.main([])
except SystemExit as end:
    print("ended with", end.code)
"""


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A machine on which nothing was built."""
    monkeypatch.setattr(constants, "HF_HOME", str(tmp_path / "hf"))
    return tmp_path / "hf"


def changed(row, column, cell):
    """The file with one cell another; `row` counts from the header, 0."""
    table = rows()
    table[row][table[0].index(column)] = cell
    return text(table)


def turned(answers, items=slice(None)):
    """The file with the answers to some items on a scale that runs the other way."""
    other = answers.copy()
    other[:, items] = 6 - other[:, items]
    return text(rows(other))


def test_the_file_as_released(tmp_path):
    people = read_twin2k500(written(tmp_path), norms=NORMS)
    assert (people.values == ANSWERS).all()
    assert people.respondents[:2] == ("T1", "T2")
    assert (people.source, people.note, people.instrument) == ("twin2k500", "", bfi44())
    assert list(people.attributes) == [
        "region",
        "gender",
        "age",
        "education",
        "race",
        "attendance",
        "party",
        "income",
        "political_views",
        "employment",
    ]
    assert people.attributes["gender"][:4] == ("2", "1", "2", "1")


def test_answers_may_be_missing_but_no_trait(tmp_path):
    answers = ANSWERS.copy()
    answers[3, 0] = np.nan  # one item of Extraversion of eight
    norms = rounded(factor_statistics(answers))
    people = read_twin2k500(written(tmp_path, text(rows(answers))), norms=norms)
    assert np.isnan(people.values[3, 0])
    others = np.array([6, 11, 16, 21, 26, 31, 36]) - 1
    keyed = np.where(np.isin(others, [5, 20, 30]), 6 - answers[3, others], answers[3, others])
    assert trait_means(answers)[3, 0] == keyed.mean()
    answers[3, [0, *others]] = np.nan
    with pytest.raises(InputError, match=r"row 4 \(line 64\).*Big Five _1 to Big Five _36: no item of Extraversion"):
        read_twin2k500(written(tmp_path, text(rows(answers))), norms=norms)


def test_both_kinds_of_sd_are_the_published_one(tmp_path):
    sample_sd = replace(NORMS, sd=(factor_statistics(ANSWERS).sd * np.sqrt(60 / 59)).round(4))
    assert len(read_twin2k500(written(tmp_path), norms=sample_sd)) == RESPONDENTS


def test_trait_means_are_the_scores_of_the_keying():
    np.testing.assert_allclose(trait_means(ANSWERS), bfi44().keying().scores(ANSWERS), atol=1e-12)


REFUSED = {
    "missing column": (text().replace("Big Five _7,", "Big Five 7,"), ["no column 'Big Five _7'", "StartDate"]),
    "missing columns": (text().replace("Big Five _", "BFI_"), ["'Big Five _1' and 43 others"]),
    "column twice": (text().replace("Timing", "Big Five _1", 1), ["two columns called 'Big Five _1'"]),
    "from 0": (
        changed(4, "Big Five _9", "0"),
        ["row 3 (line 63)", "column Big Five _9", "'0' is not on the scale", "from 1 to 5"],
    ),
    "to 7": (changed(2, "Big Five _44", "7"), ["row 1 (line 61)", "Big Five _44", "from 1 to 7"]),
    "half a point": (changed(2, "Big Five _44", "2.5"), ["'2.5' is not on the scale"]),
    "label": (changed(2, "Big Five _2", "Agree"), ["'Agree' is not a number"]),
    "not UTF-8": (text().replace("please", "s'il vous plaît", 1).encode("latin-1"), ["is not UTF-8 text"]),
    "cut in a row": (text()[:-100], ["row 60", "cells under a header of 58 columns"]),
    "cut in a text": (text()[:900], ["is a quotation mark left open?"]),
    "cut below a row": (text(rows()[:-1]), ["has 59 respondents and Twin-2K-500 has 60"]),
    "cut below the texts": (text(rows()[:2]), ["has no rows"]),
    "cut below the header": (text(rows()[:1]), ["has no rows"]),
    "empty": (b"", ["is empty"]),
    "web page": ("\n<!doctype html><html>", ["is a web page"]),
    "pointer": ("version https://git-lfs.github.com/spec/v1\noid sha256:0", ["git-LFS pointer"]),
    "Parquet": (b"PAR1\x00\x80", ["is a Parquet file"]),
    "a person twice": (
        changed(5, RESPONDENT, "T1"),
        ["row 4 (line 64)", RESPONDENT, "'T1' is also the name in row 1 (line 61)"],
    ),
    "nobody": (changed(5, RESPONDENT, " "), ["row 4 (line 64)", "no name"]),
    "without question texts": (text([rows()[0], *rows()[2:]]), ["line 2 has answers"]),
    "scale reversed": (turned(ANSWERS), ["the mean of Extraversion is", f"published as {NORMS.mean[0]}"]),
    "one item reversed": (turned(ANSWERS, 43), ["the mean of Openness is", "other figures differ too"]),
    "another answer": (
        changed(2, "Big Five _4", str(6 - int(ANSWERS[0, 3]) if ANSWERS[0, 3] != 3 else 1)),
        ["the mean of Neuroticism is"],
    ),
    "a trait shuffled": (
        text(rows(np.where([item.trait == "Openness" for item in bfi44().items], ANSWERS[::-1], ANSWERS))),
        ["Extraversion and Openness correlate", f"published as {NORMS.correlation[0, 4]}"],
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_another_file_is_refused_in_one_sentence_and_nothing_is_written(case, tmp_path, home, capsys, monkeypatch):
    content, words = REFUSED[case]
    path = tmp_path / "wave_1.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    monkeypatch.setattr("persona_collapse.references.twin.twin2k500_norms", lambda: NORMS)
    with pytest.raises(SystemExit) as ended:
        twin.main(["--from", str(path)])
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (2, "")
    assert said.err.count("\n") == 1
    for word in (str(path), *words, "omit --from"):
        assert word in said.err
    assert [one.name for one in tmp_path.iterdir()] == ["wave_1.csv"]


def test_the_sd_is_held_against_the_published_one(tmp_path):
    with pytest.raises(InputError, match=r"the SD of Agreeableness is 0\.\d{4} and was published as 0.5$"):
        read_twin2k500(written(tmp_path), norms=replace(NORMS, sd=np.where(np.arange(5) == 1, 0.5, NORMS.sd)))


def test_everybody_alike_has_no_correlations(tmp_path):
    same = np.full((RESPONDENTS, 44), 3.0)
    with pytest.raises(InputError, match="correlate nan"):
        read_twin2k500(written(tmp_path, text(rows(same))), norms=replace(NORMS, mean=np.full(5, 3.0), sd=np.zeros(5)))


def test_the_bundled_figures_are_of_2058():
    norms = twin2k500_norms()
    assert (norms.respondents, norms.traits) == (2058, bfi44().traits)
    assert norms.correlation.shape == (5, 5)
    assert (norms.correlation == norms.correlation.T).all()


def test_what_is_built_is_found_again(tmp_path, home):
    assert twin.local_twin2k500() is None
    (path,) = twin.build(written(tmp_path), norms=NORMS)
    assert path == home / "persona-collapse" / "twin2k500.parquet"
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    people = twin.local_twin2k500()
    assert (people.values == ANSWERS).all()
    assert (people.source, people.respondents[0]) == ("twin2k500", "T1")
    table = parquet.read_table(path)
    assert table.column_names[:2] == ["respondent", "bfi44_1"]
    assert table.column_names[45:] == [*people.attributes][1:]
    assert {str(table.schema.field(f"bfi44_{n}").type) for n in range(1, 45)} == {"int8"}
    assert table["source"][0].as_py() == "twin2k500: answers of people, Twin-2K-500 wave 1"
    before = path.read_bytes()
    twin.build(written(tmp_path), norms=NORMS)
    assert path.read_bytes() == before, "the same bytes every time"
    path.write_bytes(before[:-100])
    with pytest.raises(InputError, match=r"twin2k500\.parquet is not a Parquet file.*build it again: python -m"):
        twin.local_twin2k500()


def test_a_place_that_cannot_be_written_to(tmp_path, home):
    home.write_text("a file in the way")
    with pytest.raises(InputError, match=r"cannot write .*twin2k500\.parquet: .*set HF_HOME"):
        twin.build(written(tmp_path), norms=NORMS)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["hf", "wave_1.csv"]


@pytest.mark.parametrize("checkout", [True, False])
def test_the_builder_of_the_dataset(checkout, tmp_path, home, capsys, monkeypatch):
    folder = tmp_path / "project" / "datasets_scripts" / "human-reference"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("twin2k500.parquet", "__pycache__"))
    (folder / "README.md").write_text(committed_card())
    if checkout:
        (tmp_path / "project" / "pyproject.toml").touch()
    before = (folder / "README.md").read_text()
    monkeypatch.setattr("persona_collapse.references.twin.twin2k500_norms", lambda: NORMS)
    monkeypatch.setattr(sys, "argv", ["build.py", "twin2k500", "--from", str(written(tmp_path))])
    for turn in ("first", "second"):
        runpy.run_path(str(folder / "build.py"), run_name="__main__")
        assert (home / "persona-collapse" / "twin2k500.parquet").exists()
        assert (folder / "data" / "twin2k500.parquet").exists() == checkout
        assert capsys.readouterr().out.count("wrote ") == {True: {"first": 3, "second": 2}[turn], False: 1}[checkout]
        after = (folder / "README.md").read_text()
        assert after.count("config_name: twin2k500") == checkout, "once, however often it is built"
    assert after.replace(twin._CONFIGURATION, "") == before
    declared = [one["config_name"] for one in yaml.safe_load(after.split("---")[1])["configs"]]
    assert declared == ["calibrated-2058", "twin2k500"][: 1 + checkout]
    if checkout:
        from datasets import load_dataset

        people = load_dataset(str(folder), "twin2k500", split="train", cache_dir=str(tmp_path / "cache"))
        assert (len(people), str(people.features["bfi44_44"].dtype), people[0]["gender"]) == (60, "int8", "2")


def committed_card():
    """The card without the configuration, which a developer may have built."""
    return (FOLDER / "README.md").read_text(encoding="utf-8").replace(twin._CONFIGURATION, "")


def test_the_builder_refuses_what_it_does_not_know():
    done = subprocess.run([sys.executable, FOLDER / "build.py", "twin"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "build.py twin2k500 [--from PATH]" in done.stderr


def test_no_real_answers_are_committed():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    assert "twin2k500.parquet" not in listed.stdout
    assert "twin2k500.parquet" in (ROOT / ".gitignore").read_text()


def test_registering_makes_it_loadable_by_name(tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    environment |= {"HF_HOME": str(tmp_path / "hf"), "HF_HUB_OFFLINE": "1", "HF_EVALUATE_OFFLINE": "1"}
    script = f"""
import sys
{BUILD.replace("twin.main([])", f"twin.main(['--from', {str(written(tmp_path))!r}])")}
from persona_collapse.cli import main
from persona_collapse.hub.register import register
homes = register()
assert register() == homes
from datasets import load_dataset
people = load_dataset("persona-collapse/human-reference", "twin2k500", split="train")
print(len(people), people[0]["source"])
print(load_dataset("persona-collapse/human-reference", split="train")[0]["source"])
sys.argv = ["persona-collapse", "measure", "persona-collapse/human-reference:twin2k500", "--protocol", "paper"]
main()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "60 twin2k500: answers of people, Twin-2K-500 wave 1\ncalibrated-2058: simulated" in done.stdout
    assert "persona-collapse/human-reference:twin2k500: 60 respondents" in done.stdout
    assert done.stderr.endswith("no --reference given: compared with twin2k500\n")


@pytest.fixture
def hub():
    with hub_double() as server:
        yield server


def stored(hub, content):
    found = hub.repositories["datasets", twin.REPOSITORY] = Repository(twin.REPOSITORY)
    found.files[twin.FILE] = content.encode()
    return found


def build_over_http(hub, home, capture, **environment):
    """Build in a fresh process; what it said on stdout and on stderr."""
    home.mkdir(exist_ok=True)
    out = in_a_process(hub, home, BUILD, capture=capture, **environment)
    return out, capture[-1]


def test_the_file_is_downloaded(hub, tmp_path):
    stored(hub, text())
    out, _ = build_over_http(hub, tmp_path, [])
    assert out == f"wrote {tmp_path / 'persona-collapse' / 'twin2k500.parquet'}\n"
    assert (BehavioralTraitMatrix.read(tmp_path / "persona-collapse" / "twin2k500.parquet").values == ANSWERS).all()
    again, _ = build_over_http(hub, tmp_path, [], HF_HUB_OFFLINE="1")
    assert again == out, "what was downloaded once is not downloaded again"


@pytest.mark.parametrize(
    ("prepare", "environment", "words"),
    [
        (lambda hub: None, {}, ["the Hub has no such dataset", "hf auth login"]),
        (lambda hub: None, {"HF_TOKEN": ""}, ["the Hub has no such dataset", "hf auth login"]),
        (lambda hub: setattr(stored(hub, text()), "gated", True), {}, ["terms", "/datasets/LLM-Digital-Twin"]),
        (lambda hub: setattr(stored(hub, text()), "gated", True), {"HF_TOKEN": ""}, ["terms", "hf auth login"]),
        (lambda hub: stored(hub, text()).files.clear(), {}, ["no longer has that file"]),
        (lambda hub: None, {"HF_HUB_OFFLINE": "1"}, ["cannot be reached", "unset HF_HUB_OFFLINE"]),
        (lambda hub: None, {"HF_ENDPOINT": "http://127.0.0.1:9", "AT_ONCE": "1"}, ["cannot be reached"]),
    ],
    ids=["404", "401", "gated 403", "gated 401", "no file", "offline", "no network"],
)
def test_a_download_that_fails_says_what_to_do(hub, tmp_path, prepare, environment, words):
    prepare(hub)
    out, said = build_over_http(hub, tmp_path, [], **environment)
    assert out == "ended with 2\n"
    assert said.count("\n") == 1
    for word in (twin.REPOSITORY, *words, twin.FILE, "--from PATH"):
        assert word in said
    assert not (tmp_path / "persona-collapse").exists()


def test_a_download_that_is_another_file(hub, tmp_path):
    stored(hub, text()[:-100])
    out, said = build_over_http(hub, tmp_path, [])
    assert out == "ended with 2\n"
    assert re.search(r"wave_1_numbers_anonymized.csv, row 60 .*delete it and build again: python -m", said)


@pytest.fixture
def command(tmp_path, monkeypatch, cli, home):
    """`cli` in a folder of its own, on a machine on which nothing was built."""
    monkeypatch.chdir(tmp_path)
    return cli


MEASURE = ("measure", "answers.csv", "--protocol", "paper", "--json", "-")


def test_the_order_of_references(command, tmp_path):
    (tmp_path / "answers.csv").write_text(simulate("shallow", 60).to_csv())
    (tmp_path / "people.csv").write_text(simulate("human", 90, seed=5).to_csv())

    code, out, said = command(*MEASURE)
    assert json.loads(out)["reference"]["source"] == "calibrated-2058"
    assert said == "no --reference given: compared with calibrated-2058, simulated from published norms, not people\n"

    code, out, said = command(*MEASURE, "--reference", "twin2k500")
    assert (code, out) == (2, "")
    assert said == (
        "persona-collapse: --reference twin2k500: it is not on this machine yet; build it: "
        "python -m persona_collapse.hub.twin\n"
    )

    twin.build(written(tmp_path), norms=NORMS)
    code, out, said = command(*MEASURE)
    assert json.loads(out)["reference"] == {
        "source": "twin2k500",
        "note": "",
        "respondents": 60,
        "complete": 60,
        "missing_answers": 0,
        "imputed": 0,
        "language": "en",
        "repeats": "",
        **dict.fromkeys(("personas", "drawn_from", "paired_from")),
    }
    assert said == "no --reference given: compared with twin2k500\n"

    for name in ("twin2k500", "calibrated-2058", "people.csv"):
        code, out, said = command(*MEASURE, "--reference", name)
        assert (code, json.loads(out)["reference"]["source"], said) == (0, name, ""), said


def test_a_damaged_reference_is_not_passed_over(command, tmp_path):
    (tmp_path / "answers.csv").write_text(simulate("shallow", 60).to_csv())
    (path,) = twin.build(written(tmp_path), norms=NORMS)
    path.write_bytes(b"PAR1")
    code, _, said = command(*MEASURE)
    assert code == 2
    assert said.endswith("build it again: python -m persona_collapse.hub.twin\n")
    with pytest.raises(InputError, match="build it again"), _with_what_was_built(FOLDER):
        pass


def test_no_reference_for_other_items(command, tmp_path):
    from persona_collapse.instruments import moral131

    names = [moral131().column(item) for item in moral131().items]
    answers = np.random.default_rng(0).integers(1, 6, (60, len(names)))
    (tmp_path / "answers.csv").write_text(
        "\n".join([",".join(names), *(",".join(map(str, row)) for row in answers)]) + "\n"
    )
    twin.build(written(tmp_path), norms=NORMS)
    _, out, said = command(*MEASURE)
    assert said == "no --reference given: nothing to compare with\n"
    assert json.loads(out)["reference"] is None
