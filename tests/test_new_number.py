"""A new number costs its measure and two entries: then it is in every table, page, record, comparison, plan and module."""

import filecmp
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

MEASURE = '''

def shannon_likert(values: Array, low: int, high: int) -> float | None:
    """Points of the scale in use by Shannon's entropy, mean over items."""
    shares = answer_shares(values, low=low, high=high)
    logs = np.where(shares > 0, np.log(np.where(shares > 0, shares, 1.0)), 0.0)
    return float(np.exp(-(shares * logs).sum(axis=1)).mean())
'''

ENTRY = """    Number(
        name="shannon_likert",
        label="Shannon Likert",
        axis="further",
        needs="answers",
        range=(1.0, "points"),
        unit="points in use",
        better="people",
        interval="jackknife",
        change=Change("{b} uses {by} {way} points of the scale (Shannon) than {a}", less="fewer"),
        of=shannon_likert,
    ),
"""

WORDS = """    "shannon_likert": Words(
        ANSWERS,
        "Answers to an item use {value:.1f} points of the scale by entropy{people:.1f}.",
        "How many points of the scale are in use, by Shannon's entropy.",
        "Best near people's.",
        r"e^{H}",
    ),
"""

EDITS = (
    ("measures/items.py", "", MEASURE),
    ("results/numbers.py", '    Number(\n        name="zero_variance_items"', ENTRY),
    (
        "results/numbers.py",
        "from persona_collapse.results.number import",
        "from persona_collapse.measures.items import shannon_likert\n",
    ),
    ("report/numbers.py", '    "zero_variance_items": Words(', WORDS),
)
"""File of the library, what the new lines stand before (empty: at the end), the lines."""

FACES = """
import contextlib
import dataclasses
import io
import json
import sys

import evaluate

import persona_collapse as pc
from persona_collapse.diagnosis import plan
from persona_collapse.cli import main
from persona_collapse.hub import checks
from persona_collapse.hub.cards import card_of
from persona_collapse.report import html, markdown, plan_table
from persona_collapse.report.explained import explained
from persona_collapse.results.numbers import NUMBERS
from space.board import entries
from space.explore import explanations

how = pc.Settings(draws=5)
first, second = (pc.simulate(kind, 120) for kind in ("human", "collapsed"))
found = pc.diagnose(first, settings=how, pairs=5)
compared = pc.compare([first, second], settings=how, pairs=5, permutations=9)
(step,) = compared.steps
(difference,) = [one for one in step.differences if one.name == "shannon_likert"]
planned = plan(0.05, first, names=["shannon_likert"])
module = evaluate.load(pc.metric_path("persona_diagnosis"), "bfi44", keep_in_memory=True)
computed = module.compute(predictions=first.values, draws=5, pairs=5)
spoilt = dataclasses.replace(found.values, further={"shannon_likert": 9.0})
with open("first.csv", "w", encoding="utf-8") as file:
    file.write(first.to_csv())
sys.argv = ["persona-collapse", "plan", "first.csv", "--measure", "shannon_likert", "--json", "-"]
with contextlib.redirect_stdout(io.StringIO()) as typed, contextlib.suppress(SystemExit):
    main()
print(
    json.dumps(
        {
            "record": json.loads(found.to_json())["values"]["further"],
            "interval": [found.intervals["shannon_likert"].low, found.intervals["shannon_likert"].high],
            "table": pc.table(found),
            "page": html([found]),
            "markdown": markdown([found]),
            "compared": pc.comparison_table(compared),
            "difference": [difference.low, difference.high, difference.p_value],
            "plan": plan_table(planned),
            "module": {name: computed[name] for name in computed if "shannon_likert" in name},
            "card": card_of("persona_diagnosis").outputs["shannon_likert"],
            "explore": [one.label for _, some in explanations.explanations() for one, _ in some],
            "board": list(entries.COLUMNS),
            "noise": json.loads(found.to_json())["shuffled_population"]["further"],
            "frame": found.to_frame().set_index("name").loc["shannon_likert", ["value", "low", "high"]].tolist(),
            "notebook": found._repr_html_(),
            "explained": explained([found]),
            "comparisons": [one["name"] for one in json.loads(compared.to_json())["steps"][0]["differences"]],
            "impossible": [checks._impossible(NUMBERS["shannon_likert"], card.further["shannon_likert"], 5) for card in (found.values, spoilt)],
            "typed": typed.getvalue(),
        }
    )
)
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """The project with one number more."""
    there = tmp_path_factory.mktemp("copy")
    for folder in ("persona_collapse", "metrics", "datasets_scripts", "space"):
        shutil.copytree(ROOT / folder, there / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file, before, lines in EDITS:
        path = there / "persona_collapse" / file
        text = path.read_text(encoding="utf-8")
        assert text.count(before) == 1 or not before
        path.write_text(text.replace(before, lines + before) if before else text + lines, encoding="utf-8")
    return there


def changed(ours: Path, theirs: Path) -> set[str]:
    """Files that differ between two folders."""
    files = {path.relative_to(ours) for path in ours.rglob("*.py")}
    return {str(file) for file in files if not filecmp.cmp(ours / file, theirs / file, shallow=False)}


def test_a_new_number_stands_in_every_face(copy):
    assert changed(ROOT / "persona_collapse", copy / "persona_collapse") == {
        "measures/items.py",
        "results/numbers.py",
        "report/numbers.py",
    }
    environment = {**os.environ, "PYTHONPATH": str(copy)}
    ran = subprocess.run([sys.executable, "-c", FACES], capture_output=True, text=True, env=environment, cwd=copy)
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout.splitlines()[-1])
    value = said["record"]["shannon_likert"]
    assert 3.5 < value < 4.5, "a little above effective Likert, which weighs common answers more"
    low, high = said["interval"]
    assert value - 0.3 < low < value < high < value + 0.3
    for face in ("table", "page", "markdown", "compared", "plan"):
        assert "Shannon Likert" in said[face], face
    assert f"Answers to an item use {value:.1f} points of the scale by entropy" in said["page"]
    low, high, p_value = said["difference"]
    assert low < high < 0, "the collapsed population uses fewer points"
    assert p_value == 0.1, "no relabelling differs as much: 1 of 1 + 9"
    assert said["module"]["shannon_likert"] == pytest.approx(value)
    assert set(said["module"]) == {
        *("shannon_likert", "shannon_likert_low", "shannon_likert_high"),
        *("people_shannon_likert", "noise_shannon_likert"),
    }
    assert said["card"].startswith("1 to the number of scale points.")
    assert "Shannon Likert" in said["explore"]
    assert "shannon_likert" in said["board"]
    assert said["noise"]["shannon_likert"] == pytest.approx(value), "shuffling leaves single items as they are"
    assert said["frame"] == pytest.approx([value, *said["interval"]])
    assert "Shannon Likert" in said["notebook"]
    assert f'**The report says** of {value:.2f}: "Answers to an item use' in " ".join(said["explained"].split())
    assert "shannon_likert" in said["comparisons"]
    assert said["impossible"] == [False, True]
    (planned,) = json.loads(said["typed"])["rows"]
    assert planned["name"] == "shannon_likert"
    assert planned["personas"] > 120, "narrower than that of 120"
