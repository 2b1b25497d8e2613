"""Cards, pages and requirements of metrics/: generated, fresh, and their examples print what they say."""

import json
import os
import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import yaml

from persona_collapse.diagnosis import axes
from persona_collapse.diagnosis.preparation import rows_of
from persona_collapse.diagnosis.respondents import in_halves
from persona_collapse.hub import cards
from persona_collapse.instruments import bfi44
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures import archetypes, clones, fidelity, jittered_clones, uniform_answers
from persona_collapse.references import calibrated_2058
from persona_collapse.resources import metric_path
from persona_collapse.results import Settings
from persona_collapse.simulation import simulate
from tests.support.processes import python


def readme(name):
    return (Path(metric_path(name)) / "README.md").read_text(encoding="utf-8")


def printed(name):
    return re.search(r"prints\n\n```\n(.*?)```", readme(name), re.DOTALL).group(1)


@pytest.mark.parametrize("name", cards.MODULES)
def test_generated_files_are_fresh(name):
    for file, text in cards.files(name, printed(name)).items():
        assert (Path(metric_path(name)) / file).read_text(encoding="utf-8") == text, (
            f"{name}/{file} is stale; run python -m persona_collapse.hub.cards"
        )


def example(name):
    return re.search(r"```python\n(.*?)```", readme(name), re.DOTALL).group(1)


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    """Name of a module -> what its example prints, on a machine where the modules are registered."""
    home = tmp_path_factory.mktemp("machine")
    offline = {"HF_HOME": str(home), "HF_HUB_OFFLINE": "1", "HF_EVALUATE_OFFLINE": "1"}
    script = f"""
import contextlib, io, json
from persona_collapse.hub.register import register_module
printed = {{}}
for name, example in {[(name, example(name)) for name in cards.MODULES]!r}:
    register_module(name)
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(example, {{"__name__": "__main__"}})
    printed[name] = out.getvalue()
print(json.dumps(printed))
"""
    done = python(script, cwd=home, env={**os.environ, **offline})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", cards.MODULES)
def test_the_example_prints_what_the_card_says(output, name):
    assert f'evaluate.load("persona-collapse/{name}"' in example(name)
    assert output[name] == printed(name)


@pytest.mark.parametrize("name", cards.MODULES)
def test_cards_have_what_the_hub_wants(name):
    front = yaml.safe_load(readme(name).split("---")[1])
    assert front["sdk"] == "gradio"
    assert front["app_file"] == "app.py"
    assert {"evaluate", "metric"} <= set(front["tags"])
    for section in ("## How to use", "### Values from the paper", "## Limitations", "## Citation"):
        assert section in readme(name)


def test_values_from_the_paper_are_the_papers():
    assert "| MiniMax-M2-Her | bfi44 | 22.3 |" in readme("persona_lid")
    assert "| Qwen3-32B | bfi44 | 0.94 | 13.7 |" in readme("persona_fidelity_trap")


@pytest.fixture(scope="module")
def found():
    """The values that the cards mention in passing, measured anew."""
    people = calibrated_2058()
    answers = people.values

    def population(values):
        return BehavioralTraitMatrix.from_arrays(values)

    @cache
    def records(make, axis):
        """Of five seeds: 500 of the null population against the people it was not made from."""
        found = []
        for seed in range(5):
            some, others = (rows_of(people, rows) for rows in in_halves(answers, seed))
            found.append(axis(population(make(some.values, seed)), others, Settings(draws=10, size=500)))
        return found

    def held_out(make, axis, name):
        """Mean over seeds of one number of `records`."""
        return np.mean([getattr(one, name) for one in records(make, axis)])

    def uniform(_, seed):
        return uniform_answers(1029, 44, low=1, high=5, seed=seed)

    def five(some, seed):
        return archetypes(some, 1029, seed=seed)

    def same(some, seed):
        return clones(some, 1029)

    def jitter(some, seed):
        return jittered_clones(some, 1029, low=1, high=5, seed=seed)

    ceiling, clumping = axes.coverage(people, people), axes.hopkins(people, people)
    some, others = (rows_of(people, rows) for rows in in_halves(answers, 0))
    noise = population(uniform_answers(1029, 44, low=1, high=5))
    repeated = [uniform_answers(1029, 44, low=1, high=5, seed=seed) for seed in range(3)]
    averaged = axes.reliability(repeated, bfi44(), people, Settings(draws=10, size=500)).coverage
    human, random = axes.items(some, others), axes.items(noise, others)
    sums = bfi44().keying().sums(answers)
    thirds, cut = (np.tile(levels, (2058 // len(levels) + 1, 5))[:2058] for levels in ([[3], [2], [1]], [[3], [1]]))
    by_thirds, by_halves = fidelity(sums, thirds, sums), fidelity(sums, cut, sums)
    return {
        "people coverage": ceiling.coverage,
        "people precision": ceiling.precision,
        "archetypes coverage": held_out(five, axes.coverage, "coverage"),
        "clones coverage": held_out(same, axes.coverage, "coverage"),
        "uniform precision": held_out(uniform, axes.coverage, "precision"),
        "uniform recall": held_out(uniform, axes.coverage, "recall"),
        "uniform trait coverage": held_out(uniform, axes.coverage, "trait_coverage"),
        "uniform trait precision": held_out(uniform, axes.coverage, "trait_precision"),
        "clones trait recall": held_out(same, axes.coverage, "trait_recall"),
        "caricature trait recall": axes.coverage(simulate("caricature"), people).trait_recall,
        "uniform hopkins": held_out(uniform, axes.hopkins, "hopkins"),
        "people hopkins": clumping.hopkins,
        "people sphere": clumping.hyperspherical_uniformity,
        "clones lid": held_out(same, axes.lid, "lid"),
        "people lid": axes.lid(people, people).lid,
        "people lid at 150": axes.lid(people, people, Settings(size=150)).lid,
        "uniform lid": held_out(uniform, axes.lid, "lid"),
        "jitter lid": held_out(jitter, axes.lid, "lid"),
        "people likert": axes.effective_likert(people).effective_likert,
        "uniform likert": held_out(uniform, axes.effective_likert, "effective_likert"),
        "people midpoint": axes.effective_likert(people).midpoint_share,
        "people extreme": axes.effective_likert(people).extreme_share,
        "people marginal": human.marginal_distance,
        "uniform marginal": random.marginal_distance,
        "uniform sd ratio": random.sd_ratio,
        "uniform shift": random.desirability_shift,
        "averaged precision": averaged.precision,
        "averaged recall": averaged.recall,
        "clones towards anybody": axes.default_pull(population(clones(answers, 100)), [3] * 44, people).null_mean,
        "thirds ceiling": by_thirds.rho_ceiling,
        "halves ceiling": by_halves.rho_ceiling,
        "thirds d": by_thirds.d_reference,
        "halves d": by_halves.d_reference,
        "thirds sd": by_thirds.within_level_sd_ratio_perfect,
        "halves sd": by_halves.within_level_sd_ratio_perfect,
    }


@pytest.mark.parametrize(
    ("name", "phrase", "numbers"),
    [
        (
            "persona_coverage",
            "held-out people .97, five archetypes copied .6",
            ["people coverage", "archetypes coverage"],
        ),
        ("persona_coverage", "held-out people .80, uniform answers .0", ["people precision", "uniform precision"]),
        ("persona_coverage", "copies .00, but uniform answers .8", ["clones trait recall", "uniform recall"]),
        ("persona_coverage", "uniform answers .3", ["uniform trait coverage"]),
        ("persona_coverage", "uniform answers .98", ["uniform trait precision"]),
        ("persona_coverage", "copies .00, but a caricature .99", ["clones trait recall", "caricature trait recall"]),
        ("persona_coverage", "reach coverage .2, ", ["clones coverage"]),
        ("persona_coverage", "hundred times .6", ["archetypes coverage"]),
        ("persona_hopkins", "uniform answers .50, people .61", ["uniform hopkins", "people hopkins"]),
        ("persona_hopkins", "people -3.4", ["people sphere"]),
        (
            "persona_lid",
            "copies 0, people 14 (at n = 500), uniform answers 22",
            ["clones lid", "people lid", None, "uniform lid"],
        ),
        ("persona_lid", "people 11 at n = 150, 14", ["people lid at 150", None, "people lid"]),
        ("persona_lid", "one person reach 15", ["jitter lid"]),
        (
            "persona_effective_likert",
            "people 3.7 of 5, uniform answers 4.98",
            ["people likert", None, "uniform likert"],
        ),
        ("persona_effective_likert", "people .14", ["people midpoint"]),
        ("persona_effective_likert", "people .39", ["people extreme"]),
        ("persona_items", "people .05, uniform answers .7", ["people marginal", "uniform marginal"]),
        ("persona_items", "uniform answers .6", ["uniform sd ratio"]),
        ("persona_items", "uniform answers -.7", ["uniform shift"]),
        (
            "persona_reliability",
            "uniform answers have .0 when asked once, .6",
            ["uniform precision", "averaged precision"],
        ),
        ("persona_reliability", "uniform answers have .8 when asked once, .0", ["uniform recall", "averaged recall"]),
        ("persona_default_pull", "clones have .3", ["clones towards anybody"]),
        ("persona_fidelity_trap", ".943 for three equal levels, .866", ["thirds ceiling", "halves ceiling"]),
        ("persona_fidelity_trap", "about 4.6 for thirds, 2.8", ["thirds d", "halves d"]),
        ("persona_fidelity_trap", "perfect labels leave .42 (thirds) or .58", ["thirds sd", "halves sd"]),
    ],
)
def test_numbers_in_the_prose(found, name, phrase, numbers):
    assert phrase.lower() in " ".join(readme(name).split()).lower()
    printed = re.findall(r"-?\d*\.?\d+", phrase)
    for text, key in zip(printed, numbers, strict=True):
        if key is not None:
            assert round(found[key], len(text.partition(".")[2])) == float(text), key


def test_every_module_is_listed():
    folders = sorted(path.name for path in Path(metric_path(cards.MODULES[0])).parent.iterdir() if path.is_dir())
    assert [name for name in folders if name.startswith("persona_")] == sorted(cards.MODULES)


def test_writing_them_changes_nothing(monkeypatch):
    before = {name: readme(name) for name in cards.MODULES}
    monkeypatch.setattr(cards, "run_example", printed)
    cards.main()
    assert {name: readme(name) for name in cards.MODULES} == before
