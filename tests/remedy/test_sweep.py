"""A sweep: which verdict follows from which differences, simulated models with known cures, and the command."""

import json
import re
import sys
from inspect import signature

import numpy as np
import pytest

from persona_collapse import Settings, measures
from persona_collapse.cli.sweep import sweep as sweep_command
from persona_collapse.errors import InputError
from persona_collapse.instruments import bfi44
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.personas import Respondent, bundled_pool
from persona_collapse.personas.respondents import PersonaPool
from persona_collapse.references import calibrated_2058
from persona_collapse.remedy import AskedWay, sweep
from persona_collapse.remedy.sweeping import variances, verdict
from persona_collapse.report.sweep import sweep_figure, sweep_table
from persona_collapse.results.sweep import Change
from persona_collapse.study import Manner, status
from persona_collapse.study.ways import MOST, factors, ways
from tests.conftest import ROOT
from tests.support.checkpoint import make
from tests.support.remedies import pages_of
from validity.sweep import EXPECTED, verdicts

SEED = 4200
"""Not a seed of validity.sweep."""


def moved(**directions):
    """Changes that are shown, up (1) or down (-1)."""
    return [
        Change(name, 0.1 * one, 0.1 * one - 0.05, 0.1 * one + 0.05, 0.001, 0.001, True)
        for name, one in directions.items()
    ]


@pytest.mark.parametrize(
    ("changes", "caricature", "near", "expected"),
    [
        ({"coverage": 1, "repeated_variance": 1}, None, True, "restores variety"),
        ({"recall": 1, "repeated_variance": 1, "noise_variance": 1}, 1.0, True, "restores variety"),
        ({"trait_coverage": 1, "precision": 1, "d": -1}, 1.3, False, "restores variety"),
        ({"coverage": 1, "repeated_variance": 1, "noise_variance": 1}, None, False, "nothing"),
        ({"coverage": 1, "noise_variance": 1}, None, True, "adds noise only"),
        ({"coverage": -1, "noise_variance": 1}, None, True, "adds noise only"),
        ({"d": 1, "repeated_variance": 1, "coverage": 1}, 1.3, True, "exaggerates labels"),
        ({"d": 1}, 1.1, True, "nothing"),
        ({"recall": -1}, None, True, "loses variety"),
        ({"repeated_variance": -1}, None, True, "loses variety"),
        ({}, 2.0, True, "nothing"),
    ],
)
def test_a_verdict_follows_from_what_is_shown(changes, caricature, near, expected):
    assert verdict(moved(**changes), caricature, near) == expected


def test_a_population_that_becomes_less_human_like_is_not_restored():
    both = moved(recall=1, repeated_variance=1, coverage=-1)
    assert verdict(both, None, True, likelier=True) == "restores variety"
    assert verdict(both, None, True, likelier=False) == "loses variety"


def test_what_is_not_shown_has_no_direction():
    assert Change("coverage", 0.1, -0.05, 0.25, 0.2, 0.3, False).direction == 0
    assert Change("coverage", None, None, None, None).direction == 0


def test_variance_that_repeats_by_hand():
    # two personas answer 1 and 3, twice alike; then each answers 1 and 3 in turn
    steady, noise = [[[1, 1], [3, 3]], [[1, 1], [3, 3]]], [[[1, 3], [3, 1]], [[3, 1], [1, 3]]]
    assert variances(measures.variance_components(steady))["noise_share"] == 0
    found = variances(measures.variance_components(noise))
    assert found["noise_variance"] == 2
    assert found["noise_share"] == 1


@pytest.mark.parametrize("case", [EXPECTED[0], EXPECTED[1], EXPECTED[3]], ids=lambda case: case[0])
def test_a_simulated_model_with_a_known_cure(case):
    """One that a temperature cures, one that it makes noisy, one that labels exaggerate; validity.sweep has more."""
    ((*_, expected, said),) = verdicts(SEED, 110, [case], draws=20)
    assert said == expected


def test_what_cannot_be_compared_is_refused():
    matrix = BehavioralTraitMatrix.from_arrays(np.full((12, 44), 3.0), instrument=bfi44())
    once = AskedWay("a", {}, matrix, samples=matrix.values[None])
    with pytest.raises(InputError, match="1 way of asking was given"):
        sweep([once], calibrated_2058())
    with pytest.raises(InputError, match="a: each question was asked once, so noise cannot be told from variety"):
        sweep([once, once], calibrated_2058())


def test_ways_are_every_combination_in_order():
    planned = ways(
        "m", bfi44(), bundled_pool(), 2, Manner(samples=2), factors(["temperature=0.3,1.0", "labels=on,off"])
    )
    assert [one.name for one in planned] == [
        "temperature 0.3, labels on",
        "temperature 0.3, labels off",
        "temperature 1.0, labels on",
        "temperature 1.0, labels off",
    ]
    assert planned[3].folder == "temperature-1.0_labels-off"
    assert [(one.study.sampling.temperature, one.study.labels) for one in planned] == [
        (0.3, True),
        (0.3, False),
        (1.0, True),
        (1.0, False),
    ]
    several = ways("m", bfi44(), bundled_pool(), 2, Manner(), factors(["model=a,b", "elicit=number,distribution"]))
    assert [(one.model, one.study.sampling.mode) for one in several] == [
        ("a", "generate"),
        ("a", "distribution"),
        ("b", "generate"),
        ("b", "distribution"),
    ]


def test_shorter_descriptions_are_nested_and_of_the_same_people():
    planned = ways("m", bfi44(), bundled_pool(), 3, Manner(), factors(["persona-detail=3,8,26"]))
    few, some, all_lines = ([one.description for one in way.study.respondents] for way in planned)
    assert [len(one.split("\n")) for one in few] == [3, 3, 3]
    assert all(long.startswith(short) for short, long in zip(few, some, strict=True))
    assert all_lines == [one.description for one in bundled_pool().first(3)]
    assert [one.id for one in planned[0].study.respondents] == [one.id for one in planned[2].study.respondents]
    nested = PersonaPool("own", (Respondent("a", "work:\n  title: cook\nage: 3", "age: 3", {}),))
    assert nested.detailed(1).respondents[0].description == "work:\n  title: cook", "a heading keeps what is under it"
    with pytest.raises(InputError, match="own are one text each"):
        PersonaPool("own", (Respondent("a", "a cook", "a cook", {}),)).detailed(1)
    with pytest.raises(InputError, match="0 lines"):
        nested.detailed(0)


@pytest.mark.parametrize(
    ("vary", "said"),
    [
        (["heat=1,2"], "--vary heat=1,2: write NAME=V1,V2 with one of temperature, order, labels"),
        (["temperature"], "--vary temperature: write NAME=V1,V2"),
        (["temperature=1"], "give two or more different values"),
        (["temperature=1,1"], "give two or more different values"),
        (["temperature=1,"], "give two or more different values"),
        (["temperature=0,hot"], "--vary temperature=hot: give numbers"),
        (["labels=yes,no"], "--vary labels=yes: use on and off"),
        (["elicit=number,words"], "--vary elicit=words: use some of number, probabilities, distribution, text"),
        (["persona-detail=few,many"], "--vary persona-detail=few: give numbers of lines"),
        (["order=fixed,mixed"], "unknown order 'mixed'"),
        (["order=fixed,random", "order=random,fixed"], "--vary order is there twice"),
        (["temperature=" + ",".join(map(str, range(MOST + 1)))], f"{MOST + 1} ways of asking"),
        (["temperature=0.3,1", "--samples", "1"], "noise cannot be told from variety"),
        (["temperature=0.3,1", "--figure", "ways.gif"], "--figure ways.gif: give a name that ends in .png"),
        (["temperature=0.3,1", "--instrument", "self-introduction"], "a sweep asks one questionnaire"),
        (["temperature=0.3,1", "--instrument", "moral131"], "give people's answers: --reference PATH"),
    ],
)
def test_mistakes_are_one_line_and_nothing_is_asked(cli, tmp_path, monkeypatch, vary, said):
    monkeypatch.chdir(tmp_path)
    options = [word for one in vary for word in ((one,) if one.startswith("-") or "=" not in one else ("--vary", one))]
    if vary == ["temperature"]:
        options = ["--vary", "temperature"]
    code, out, err = cli("sweep", "simulated:human", *options, "--personas", 12)
    assert (code, out) == (2, "")
    assert said in err.splitlines()[-1]
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def few_draws(monkeypatch):
    """Intervals from few draws, where a test looks at something else."""
    module = sys.modules[AskedWay.__module__]
    monkeypatch.setattr(module, "PAIRS", 20)
    monkeypatch.setattr(module, "SIGNATURE_PAIRS", 5)


@pytest.mark.usefixtures("few_draws")
def test_the_command_from_a_model_to_a_verdict(cli, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    asked = ("sweep", "simulated:shallow", "--vary", "order=fixed,random", "--personas", 60, "--out", "sweep")
    code, out, err = cli(*asked, "--dry-run")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "order fixed: 5,280 requests, sweep/order-fixed",
        "order random: 5,280 requests, sweep/order-random",
        "all: 10,560 requests",
    ]
    code, out, err = cli(*asked, "--json", "sweep.json", "--figure", "ways.png")
    assert code == 0, err
    assert "warning: 60 personas are asked; coverage and recall have no interval with fewer than 100" in err
    assert "order random: nothing (no number differs beyond chance; coverage and recall have no interval" in out
    assert "reference: calibrated-2058 (simulated from published norms, not people)" in out
    record = json.loads((tmp_path / "sweep.json").read_text())
    assert [one["name"] for one in record["ways"]] == ["order fixed", "order random"]
    assert record["ways"][1]["verdict"] == "nothing"
    assert (tmp_path / "ways.png").read_bytes().startswith(b"\x89PNG")
    page, text = pages_of(cli, tmp_path / "sweep.json")
    assert "No way of 1 is shown to restore variety, compared with order fixed." in page
    assert "Variance that repeats" in text
    code, again, err = cli(*asked)
    assert again == out, "nothing is asked again, and the same is said"
    assert err.count("5,280 replies are already stored") == 2


@pytest.mark.usefixtures("few_draws")
def test_a_checkpoint_is_loaded_once_and_asked_in_every_way(cli, tmp_path):
    model = make(tmp_path / "model", layers=2, width=64)
    options = ("--mode", "probabilities", "--personas", 24, "--out", tmp_path / "runs")
    code, out, err = cli("sweep", model, "--vary", "persona-detail=3,26", *options)
    assert code == 0, err
    assert err.count("--backend transformers") == 1
    for name in ("persona-detail-3", "persona-detail-26"):
        assert status(tmp_path / "runs" / name).replies == 24 * 44
    assert "persona-detail 26: " in out


@pytest.mark.usefixtures("few_draws")
def test_table_and_figure_show_people_and_directions():
    rng = np.random.default_rng(SEED)
    people = calibrated_2058()
    humans = people.values[rng.choice(len(people.values), 110, replace=False)]
    clones = np.tile(humans[:1], (110, 1))

    def way(name, first, second):
        matrix = BehavioralTraitMatrix.from_arrays(first, instrument=bfi44(), source=name)
        return AskedWay(name, {"a": name}, matrix, samples=np.stack([first, second]))

    slips = np.clip(clones + rng.integers(-1, 2, clones.shape), 1, 5)
    found = sweep([way("clones", slips, clones), way("people", humans, humans)], people, settings=Settings(draws=5))
    by_name = {one.name: one for one in found.ways[1].changes}
    assert by_name["repeated_variance"].direction == 1
    assert by_name["noise_share"].direction == -1
    assert found.ways[1].verdict == "restores variety"
    assert found.people["coverage"] > 0.9
    lines = sweep_table(found).splitlines()
    assert any(line.startswith("people") and "+" in line for line in lines)
    assert any(line.startswith("held-out people") for line in lines)
    figure = sweep_figure(found)
    assert [one.get_title() for one in figure.axes] == [
        "coverage",
        "recall",
        "precision",
        "variance that repeats",
        "noise share",
    ]


def test_the_help_names_what_is_taken():
    told = {name: one.annotation.__metadata__[0].help for name, one in signature(sweep_command).parameters.items()}
    assert "self-introduction" not in told["instrument"], "a sweep refuses it"
    named = told["vary"].partition("also several: ")[2].partition(";")[0].split(", ")
    page = (ROOT / "docs" / "remedy.md").read_text(encoding="utf-8")
    assert named == re.findall(
        r"^\| `([a-z-]+)` \|", page.partition("| `--vary` | values |")[2].partition("\n\n")[0], re.MULTILINE
    )
