"""README and docs/, word for word: examples print what they say, numbers are the program's, links lead somewhere."""

import ast
import pkgutil
import re
import shutil
import subprocess
import sys
from posixpath import dirname, join, normpath

import numpy as np
import pytest

from persona_collapse.diagnosis import axes
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures import shuffled
from persona_collapse.references import calibrated_2058
from persona_collapse.results import SCHEMA
from persona_collapse.simulation import simulate
from tests.conftest import GPT, PEOPLE, ROOT, WITHOUT
from tests.measures.test_nulls import TABLE, mean_over_seeds
from tests.pages import CARDS, CHANGES, CODE, PAGES, anchors, block, codes, prose

GENERATED = "docs/replication.md"
MEASURE = "docs/measure.md"


@pytest.mark.skipif(not GPT.exists(), reason=WITHOUT)
def test_the_real_example_prints_what_its_page_says(tmp_path):
    shutil.copy(GPT, tmp_path / "gpt-3.5.csv")
    shutil.copy(PEOPLE, tmp_path / "people.csv")
    example = [sys.executable, ROOT / "examples" / "personallm.py", "gpt-3.5.csv", "people.csv"]
    done = subprocess.run(example, capture_output=True, text=True, cwd=tmp_path)
    assert done.stdout.strip() == block("real example").strip(), done.stderr


def test_the_readme_has_parts_of_the_real_example():
    whole, start = block("real example").splitlines(), 0
    parts = [part.splitlines() for part in block("real example, in part").split("...\n")]
    for part in parts:
        places = [at for at in range(start, len(whole)) if whole[at : at + len(part)] == part]
        assert places, f"not in the example, or not in this order: {part}"
        start = places[0] + len(part)
    assert whole[: len(parts[0])] == parts[0]
    assert whole[-len(parts[-1]) :] == parts[-1]


@pytest.mark.parametrize("page", ["README.md", MEASURE])
def test_the_python_example_runs(page, tmp_path, monkeypatch, capsys):
    (tmp_path / "answers.csv").write_text(simulate("human", 60).to_csv())
    (tmp_path / "people.csv").write_text(simulate("human", 60, seed=1).to_csv())
    monkeypatch.chdir(tmp_path)
    code = re.search(r"in Python:\n\n```python\n(.*?)```", PAGES[page], re.DOTALL).group(1)
    exec(code, {})
    assert "held-out people" in capsys.readouterr().out


def test_the_test_command_is_the_one_ci_runs():
    assert block("test command").strip() == 'pip install ".[test]" && pytest --cov'


@pytest.fixture(scope="module")
def row():
    """Value of people and of noise (shuffled people) for each number of the table."""
    people = calibrated_2058()
    noise = BehavioralTraitMatrix.from_arrays(shuffled(people.values), source="noise")
    ceiling, floor = axes.coverage(people, people), axes.coverage(noise, people)
    spaces = ("coverage", "density", "precision", "recall", "trait_coverage", "trait_recall")
    return {
        **{name: (getattr(ceiling, name), getattr(floor, name)) for name in spaces},
        "Hopkins": tuple(axes.hopkins(one, people).hopkins for one in (people, noise)),
        "LID": tuple(axes.lid(one, people).lid for one in (people, noise)),
        "effective Likert": tuple(axes.effective_likert(one).effective_likert for one in (people, noise)),
        "sd ratio": tuple(axes.items(one, people).sd_ratio for one in (people, noise)),
        "difference in correlations": tuple(axes.items(one, people).correlation_difference for one in (people, noise)),
    }


@pytest.mark.parametrize(
    "name",
    [
        *("coverage", "density", "precision", "recall", "Hopkins", "LID", "effective Likert"),
        *("difference in correlations", "sd ratio"),
    ],
)
def test_numbers_of_the_table(row, name):
    cells = re.search(rf"^\| {name} \|.*\| (\S+) \| (\S+) \|$", PAGES[MEASURE], re.MULTILINE).groups()
    for printed, found in zip(cells, row[name], strict=True):
        assert is_rounded(printed, found)


def test_trait_numbers_of_the_table(row):
    pattern = r"^\| trait coverage, trait recall \|.*\| (.*), (.*) \| (.*), (.*) \|$"
    printed = re.search(pattern, PAGES[MEASURE], re.MULTILINE).groups()
    found = [row[name][side] for side in (0, 1) for name in ("trait_coverage", "trait_recall")]
    assert all(map(is_rounded, printed, found))


def is_rounded(printed, found):
    """Whether a printed number is the found one, rounded to as many digits."""
    digits = len(printed.partition(".")[2])
    return round(found, digits) == float(printed)


def printed_row(name):
    """The numbers of a null population in docs/definitions.md."""
    return re.search(rf"^\| {name} \| (.*) \|$", PAGES["docs/definitions.md"], re.MULTILINE).group(1).split(" | ")


@pytest.mark.parametrize("name", TABLE)
def test_null_populations_of_the_page_of_definitions(name, reference, standardise, keying):
    found = mean_over_seeds(name, reference, standardise, keying)
    assert all(map(is_rounded, printed_row(name), found)), found


def test_the_readme_is_short():
    assert len(PAGES["README.md"].splitlines()) <= 160


@pytest.mark.parametrize("page", sorted({*PAGES, *CARDS, *CHANGES} - {GENERATED}))
def test_prose_wraps(page):
    # an address or a path may be longer than a line
    long = [line for line in prose(page) if len(line) > 100 and len(line.split()) > 2]
    assert not long, "wrap it at 100 columns"


@pytest.mark.parametrize("page", sorted(set(PAGES) - {GENERATED}))
def test_it_is_in_plain_english(page):
    stilted = r"dealt anew|had again|how-manieth|is told of|in one heap|turned round|people's, each"
    assert not re.findall(stilted, PAGES[page], re.IGNORECASE)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", CODE.sub("", PAGES[page])):
        path, _, anchor = target.partition("#")
        found = normpath(join(dirname(page), path)) if path else page
        assert (ROOT / found).exists(), f"{page} links to {target}"
        assert not anchor or anchor in anchors(found), f"{page} links to {target}"


def test_the_index_has_every_page():
    for page in PAGES:
        path = page.removeprefix("docs/").replace("/README.md", "")
        if page.startswith("docs/") and path != "README.md":
            index = "docs/decisions/README.md" if path.startswith("decisions/") else "docs/README.md"
            assert f"]({path.removeprefix('decisions/')}" in PAGES[index], f"{page} is not in {index}"


@pytest.mark.parametrize("page", PAGES)
def test_files_and_functions_that_a_page_names_exist(page):
    for name in set(re.findall(r"`([^`\n]+)`", CODE.sub("", PAGES[page]))):
        if "/" in name and re.fullmatch(r"(?!results/)[\w./*-]+\.(py|jsonl?|md|toml)", name):
            assert any(any(folder.glob(name)) for folder in (ROOT, ROOT / "persona_collapse")), f"no file {name}"
        if re.fullmatch(
            r"(persona_collapse\.)?(diagnosis|hub|measures|paper|reading|references|report|texts)(\.\w+)+", name
        ):
            assert pkgutil.resolve_name("persona_collapse." + name.removeprefix("persona_collapse.")), name


@pytest.mark.parametrize("page", PAGES)
def test_python_on_a_page_can_be_read(page):
    for code in codes(page, "python"):
        ast.parse(code)


def test_the_leaderboards_page_has_every_check():
    source = (ROOT / "persona_collapse" / "hub" / "checks.py").read_text(encoding="utf-8")
    names = {*re.findall(r'Check\(\s*"([^"]+)"', source), *re.findall(r'^VERSION = "(.*)"$', source, re.MULTILINE)}
    assert names
    assert names == set(re.findall(r"^\| (.*?) \| .* \|$", PAGES["docs/leaderboard.md"], re.MULTILINE)) - {"check"}
    assert f"schema `{SCHEMA}`" in PAGES["docs/leaderboard.md"]


def test_nothing_of_the_machine_or_of_the_hosts_is_named():
    machine = re.compile(r"(?<![\w.])/(work|root|opt)/|pypi\.org")
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("metrics/*/*"), *ROOT.glob("examples/*")]:
        if path.is_file():
            assert not machine.search(path.read_text(encoding="utf-8")), path


def test_no_real_answers_are_shipped():
    assert not list(ROOT.glob("persona_collapse/**/*.csv"))
    real = np.zeros((228, 44)) if not PEOPLE.exists() else BehavioralTraitMatrix.read(PEOPLE).values
    bundled = {tuple(one) for one in calibrated_2058().values}
    assert not bundled & {tuple(one) for one in real}
