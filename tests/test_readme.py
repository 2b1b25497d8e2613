"""The README, word for word: its example prints what it says, and its numbers are those of the program."""

import re
import shutil
import subprocess
import sys

import numpy as np
import pytest

from persona_collapse.diagnosis import axes
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures import shuffled
from persona_collapse.references import calibrated_2058
from persona_collapse.simulation import simulate
from tests.conftest import GPT, PEOPLE, ROOT, WITHOUT
from tests.measures.test_nulls import TABLE, mean_over_seeds

README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(marker):
    return re.search(rf"<!-- {marker} -->\n```\w*\n(.*?)```", README, re.DOTALL).group(1)


@pytest.mark.skipif(not GPT.exists(), reason=WITHOUT)
def test_the_real_example_prints_what_the_readme_says(tmp_path):
    shutil.copy(GPT, tmp_path / "gpt-3.5.csv")
    shutil.copy(PEOPLE, tmp_path / "people.csv")
    example = [sys.executable, ROOT / "examples" / "personallm.py", "gpt-3.5.csv", "people.csv"]
    done = subprocess.run(example, capture_output=True, text=True, cwd=tmp_path)
    assert done.stdout.strip() == block("real example").strip(), done.stderr


def test_the_python_example_runs(tmp_path, monkeypatch, capsys):
    (tmp_path / "answers.csv").write_text(simulate("human", 60).to_csv())
    (tmp_path / "people.csv").write_text(simulate("human", 60, seed=1).to_csv())
    monkeypatch.chdir(tmp_path)
    code = re.search(r"Or in Python:\n\n```python\n(.*?)```", README, re.DOTALL).group(1)
    exec(code, {})
    assert "held-out people" in capsys.readouterr().out


def test_the_test_command_is_the_one_ci_runs():
    assert block("test command").strip() == 'pip install ".[test]" && pytest --cov'


@pytest.fixture(scope="module")
def row():
    """Value of people and of noise (people dealt anew) for each number of the README's table."""
    people = calibrated_2058()
    dealt = BehavioralTraitMatrix.from_arrays(shuffled(people.values), source="noise")
    ceiling, floor = axes.coverage(people, people), axes.coverage(dealt, people)
    spaces = ("coverage", "density", "precision", "recall", "trait_coverage", "trait_recall")
    return {
        **{name: (getattr(ceiling, name), getattr(floor, name)) for name in spaces},
        "Hopkins": tuple(axes.hopkins(one, people).hopkins for one in (people, dealt)),
        "LID": tuple(axes.lid(one, people).lid for one in (people, dealt)),
        "effective Likert": tuple(axes.effective_likert(one).effective_likert for one in (people, dealt)),
        "sd ratio": tuple(axes.items(one, people).sd_ratio for one in (people, dealt)),
    }


@pytest.mark.parametrize(
    "name", ["coverage", "density", "precision", "recall", "Hopkins", "LID", "effective Likert", "sd ratio"]
)
def test_numbers_of_the_table(row, name):
    cells = re.search(rf"^\| {name} \|.*\| (\S+) \| (\S+) \|$", README, re.MULTILINE).groups()
    for printed, found in zip(cells, row[name], strict=True):
        assert is_rounded(printed, found)


def test_trait_numbers_of_the_table(row):
    pattern = r"^\| trait coverage, trait recall \|.*\| (.*), (.*) \| (.*), (.*) \|$"
    printed = re.search(pattern, README, re.MULTILINE).groups()
    found = [row[name][side] for side in (0, 1) for name in ("trait_coverage", "trait_recall")]
    assert all(map(is_rounded, printed, found))


def is_rounded(printed, found):
    """Whether a printed number is the found one, rounded to as many digits."""
    digits = len(printed.partition(".")[2])
    return round(found, digits) == float(printed)


def printed_row(name):
    """The numbers of a null population in docs/definitions.md."""
    page = (ROOT / "docs" / "definitions.md").read_text(encoding="utf-8")
    return re.search(rf"^\| {name} \| (.*) \|$", page, re.MULTILINE).group(1).split(" | ")


@pytest.mark.parametrize("name", TABLE)
def test_null_populations_of_the_page_of_definitions(name, reference, standardise, keying):
    found = mean_over_seeds(name, reference, standardise, keying)
    assert all(map(is_rounded, printed_row(name), found)), found


def test_nothing_of_the_machine_or_of_the_hosts_is_named():
    machine = re.compile(r"(?<![\w.])/(work|root|opt)/|pypi\.org")
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("metrics/*/*")]:
        if path.is_file():
            assert not machine.search(path.read_text(encoding="utf-8")), path


def test_no_real_answers_are_shipped():
    assert not list(ROOT.glob("persona_collapse/**/*.csv"))
    real = np.zeros((228, 44)) if not PEOPLE.exists() else BehavioralTraitMatrix.read(PEOPLE).values
    bundled = {tuple(one) for one in calibrated_2058().values}
    assert not bundled & {tuple(one) for one in real}
