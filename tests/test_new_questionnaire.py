"""A new questionnaire costs one file: put beside the bundled ones, every face knows it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from persona_collapse.instruments import catalogue
from tests.conftest import ROOT
from tests.support.waiting import PATIENCE

QUESTIONNAIRE = {
    "id": "mood8",
    "title": "Mood, 8 items",
    "source": "this test",
    "terms": "Apache-2.0",
    "scale": {"low": 0, "high": 6},
    "traits": ["Calm", {"name": "Worry", "desirable": False}],
    "items": [
        {"text": f"Statement {number}", "trait": ("Calm", "Worry")[number % 2], "key": (1, 1, -1)[number % 3]}
        for number in range(8)
    ],
}

FACES = """
import json, sys
from functools import partial
from pathlib import Path
from persona_collapse import diagnosis
from persona_collapse.instruments import catalogue

diagnosis.diagnose = partial(diagnosis.diagnose, pairs=5)
diagnosis.compare = partial(diagnosis.compare, pairs=2, permutations=9)

catalogue.FOLDER = sys.argv[1]
catalogue.names.cache_clear()
assert "mood8" in catalogue.names()

from persona_collapse.cli import main

def typed(*arguments):
    sys.argv = ["persona-collapse", *map(str, arguments)]
    try:
        main()
    except SystemExit as ended:
        assert not ended.code, (arguments, ended.code)

typed("instrument", "list")
typed("instrument", "show", "mood8")
typed("run", "simulated:caricature", "--instrument", "mood8", "--personas", 100, "--samples", 2, "--out", "run")
typed("run", "simulated:human", "--instrument", "mood8", "--personas", 100, "--out", "people")
typed("export", "run", "--to", "table.csv")
typed("export", "people", "--to", "people.csv")
typed("measure", "table.csv", "--reference", "people.csv", "--json", "found.json")
typed("compare", "table.csv", "people.csv")
typed("report", "found.json", "--out", "page.html")
typed("plan", "table.csv", "--reference", "people.csv", "--width", "0.2")
found = json.loads(Path("found.json").read_text())
assert found["instrument"] == "mood8", found["instrument"]
assert set(found["values"]["items"]["tucker_phi"]) == {"Calm", "Worry"}
assert "The items: this test. Apache-2.0" in Path("page.html").read_text()

import evaluate
from persona_collapse import metric_path
from persona_collapse.simulation import simulate

answers = simulate("human", 60, instrument=catalogue.bundled("mood8"))
module = evaluate.load(metric_path("persona_items"), "mood8", keep_in_memory=True)
result = module.compute(
    predictions=answers.values, references=simulate("human", 60, seed=1, instrument=answers.instrument).values, scale=(0, 6)
)
assert "Calm" in json.dumps(result), result

from persona_collapse.hub import bundled

assert "mood8" in bundled.instruments()

from space.asking import runs
from space.board import rows
from space.explore import answers as explored
from space.files import roles
from space.page import leaderboard_tab, wording

assert "mood8" in runs.INSTRUMENTS and "mood8" in wording.INSTRUMENTS and "mood8" in leaderboard_tab.INSTRUMENTS
assert roles.KINDS["mood8"] == "Mood, 8 items"
assert explored.item_labels("mood8")[0] == ("1: Statement 0", "mood8_1")
print("every face knows it")
"""


def test_one_file_is_enough(tmp_path):
    folder = tmp_path / "questionnaires"
    shutil.copytree(ROOT / "persona_collapse" / catalogue.FOLDER, folder)
    (folder / "mood8.json").write_text(json.dumps(QUESTIONNAIRE))
    (tmp_path / "faces.py").write_text(FACES)
    done = subprocess.run(
        [sys.executable, str(tmp_path / "faces.py"), str(folder)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.endswith("every face knows it\n")
    assert Path(tmp_path / "page.html").stat().st_size > 10_000
