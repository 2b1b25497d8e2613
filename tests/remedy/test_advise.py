"""Advice: every rule is fired by its evidence, and none by a population that is as varied as people."""

import json
import shlex
from dataclasses import replace

import numpy as np
import pytest

from persona_collapse.diagnosis import diagnose
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures import archetypes, clones
from persona_collapse.remedy import advise
from persona_collapse.remedy.advice import MOST, RULES
from persona_collapse.report import advice_lines
from persona_collapse.results import AnswerMass, Asked, Quality, Settings, Signature
from persona_collapse.simulation import simulate

RUN = "persona-collapse run org/model --mode probabilities --personas 200 --samples 1 --out runs/a"
ASKED = Asked(
    model="org/model",
    revision="",
    backend="api",
    instrument="bfi44",
    instrument_version="1",
    instrument_digest="",
    pool="published",
    pool_digest="",
    form="",
    form_digest="",
    labels=True,
    order="fixed",
    mode="probabilities",
    temperature=1.0,
    max_tokens=8,
    thinking=None,
    seed=0,
    personas=200,
    samples=1,
    with_default=False,
    study="",
)


def diagnosed(population, **beside):
    return diagnose(population, settings=Settings(draws=6), pairs=5, **beside)


@pytest.fixture(scope="module")
def kinds():
    """A diagnosis per kind of simulated population."""
    return {kind: diagnosed(simulate(kind, 300, seed=4200)) for kind in ("human", "shallow", "caricature", "noise")}


def quality(**known):
    return Quality(expected=100, replies=100, unreadable={}, failures={}, examples=(), prompt="", mass=None, **known)


def signed(found, name):
    return replace(found, signature=Signature(name, ("evidence",), ()))


def fired_by(kinds, rule):
    """A diagnosis in which a rule must hold, and words of the line that it gives."""
    shallow = replace(kinds["shallow"], commands=(RUN, "persona-collapse measure runs/a"), asked=ASKED)
    match rule:
        case "few personas":
            return diagnosed(simulate("human", 80)), ["80 complete personas", "plan --width"]
        case "little mass":
            known = replace(kinds["human"], quality=quality(answer_mass=AnswerMass(0.6, 0.1)))
            return known, ["60 % of the probability", "--mode generate"]
        case "unreadable":
            known = replace(kinds["human"], quality=replace(quality(), unreadable={"cut": 30, "refusal": 4}))
            return known, ["34 % of the replies hold no answer, most often: cut", "show simulated:human --unread"]
        case "no reference":
            answers = np.random.default_rng(0).integers(1, 6, (120, 12)).astype(float)
            return diagnosed(BehavioralTraitMatrix.from_arrays(answers, source="own.csv")), [
                "measure own.csv --reference people.csv"
            ]
        case "copies":
            copied = BehavioralTraitMatrix.from_arrays(clones(simulate("human", 300).values, 120))
            return diagnosed(copied), ["100 % of the personas share", "--temperature 1.0 --samples 2"]
        case "labels overdone":
            return kinds["caricature"], ["trait labels are overdone (Extraversion", "--no-trait-labels"]
        case "noisy":
            samples = np.stack([simulate("noise", 150, seed=seed).values for seed in (1, 2)])
            once = BehavioralTraitMatrix.from_arrays(samples[0])
            return diagnosed(once, samples=samples), ["of the variation is new each time", "--samples 5"]
        case "collapsed":
            kinds_of = BehavioralTraitMatrix.from_arrays(archetypes(simulate("human", 300).values, 300, seed=4204))
            return replace(diagnosed(kinds_of), commands=(RUN,), asked=ASKED), [
                "mode collapse: ",
                "sweep org/model --mode probabilities --personas 100 --vary temperature=0.3,0.7,1.3",
            ]
        case "two peaks":
            answers = simulate("human", 300, seed=4201).values.copy()
            keys = simulate("human", 1).instrument.keying().keys[0]
            loud = np.arange(300) % 2 == 0
            for sign in (1, -1):
                answers[np.ix_(loud, keys == sign)] = 5 if sign > 0 else 1
                answers[np.ix_(~loud, keys == sign)] = 1 if sign > 0 else 5
            return diagnosed(BehavioralTraitMatrix.from_arrays(answers)), ["Extraversion has two peaks, 50 % at 1.1"]
        case "pulled to the default":
            default = np.tile(np.rint(simulate("shallow", 300).values.mean(axis=0)), (3, 1))
            near = 0.7 * default[0] + 0.3 * simulate("human", 150, seed=4202).values
            return diagnosed(BehavioralTraitMatrix.from_arrays(np.rint(near)), default=default), [
                "of the way to what the model answers without a persona"
            ]
        case "flat trait":
            answers = simulate("human", 300, seed=4203).values.copy()
            answers[:, simulate("human", 1).instrument.keying().keys[3] != 0] = 3
            return diagnosed(BehavioralTraitMatrix.from_arrays(answers)), ["Neuroticism varies 0 %"]
        case "some near people":
            return shallow, ["some personas are near people", "panel runs/a --size 75 --out panel.csv"]
        case "asked once":
            return shallow, ["asked once", "run org/model --mode probabilities --personas 200 --samples 2"]
        case "no control":
            return shallow, ["shallow, and the model was not asked without a persona", "--with-default"]
    raise AssertionError(f"{rule} has no test")


@pytest.mark.parametrize("rule", [one.name for one in RULES])
def test_every_rule_is_fired_by_its_evidence(kinds, rule):
    found, words = fired_by(kinds, rule)
    advice = advise(found)
    names = [one.rule for one in advice.steps]
    assert rule in names
    line = advice_lines(advice)[names.index(rule)]
    assert all(word in line for word in words), line
    assert len(names) <= MOST


@pytest.mark.parametrize("seed", range(4210, 4216))
def test_people_are_told_that_there_is_nothing_to_mend(seed):
    advice = advise(diagnosed(simulate("human", 300, seed=seed)))
    assert advice.signature == "human-like"
    assert [one.rule for one in advice.steps] == ["nothing to mend"]
    assert advice_lines(advice)[0].startswith("1. no remedy needed: the population is as varied as people (coverage")


def test_noise_is_to_be_asked_twice(kinds):
    advice = advise(kinds["noise"])
    assert [one.rule for one in advice.steps] == ["asked once"]
    assert "look like noise" in advice_lines(advice)[0]


def test_a_panel_is_not_suggested_for_noise_or_clones(kinds):
    for found in (kinds["noise"], signed(kinds["shallow"], "mode collapse")):
        assert "some near people" not in [one.rule for one in advise(found).steps]


def test_a_panel_is_suggested_where_a_part_collapsed(kinds):
    advice = advise(signed(kinds["shallow"], "mode collapse in part"))
    assert "some near people" in [one.rule for one in advice.steps]


def test_what_fits_no_rule_is_to_be_read(kinds):
    people = simulate("human", 300, seed=4200)
    repeated = diagnosed(people, samples=np.stack([people.values, people.values])).reliability
    found = replace(signed(kinds["human"], "mixed"), reliability=repeated)
    found = replace(found, values=replace(found.values, coverage=None))
    advice = advise(found)
    assert advice.steps[0].sentence.startswith("no known remedy fits")
    assert "persona-collapse report" in advice.steps[0].command


@pytest.fixture
def answers(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text(simulate("caricature", 120).to_csv())
    return path


def test_the_command_reads_records_and_answers_alike(cli, few_pairs, answers):
    record = answers.with_suffix(".json")
    cli("measure", answers, "--json", record)
    code, out, _ = cli("advise", record)
    assert code == 0
    assert 1 <= len(out.splitlines()) <= MOST
    assert out.startswith("1. leave the trait labels out of the prompt")
    assert cli("advise", answers)[1] == out
    kept = json.loads(cli("advise", record, "--json", "-")[1])
    assert kept["signature"] == "caricature"
    assert kept["steps"][0]["rule"] == "labels overdone"


def test_the_command_refuses_several_records(cli, few_pairs, answers):
    record = answers.with_suffix(".json")
    cli("measure", answers, answers, "--json", record)
    code, _, err = cli("advise", record)
    assert code == 2
    assert "holds 2 records; give the diagnosis of one population" in err


def test_a_run_is_asked_again_by_its_own_command(cli, few_pairs, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, _, err = cli("run", "simulated:shallow", "--personas", 120, "--out", "runs/shallow", "--no-check")
    assert code == 0, err
    out = cli("advise", "runs/shallow")[1]
    assert "persona-collapse run simulated:shallow --personas 120 --no-check --samples 2" in out
    assert "persona-collapse panel runs/shallow --size 30 --out panel.csv" in out


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ("simulated:collapsed --personas 300 --no-check --with-default --order random --out here", "--order random"),
        ("--with-default simulated:collapsed --instrument bfi44,moral131 --temperature=1", "--instrument bfi44"),
        ("simulated:collapsed --personas own.csv --persona-columns id=who --seed 3 --grow 0.5", "--personas own.csv"),
        ("simulated:collapsed --personas=own.csv --persona-columns=id=who --sample=120", "--personas own.csv"),
        ("simulated:collapsed --sample 200 --seed 4 --no-trait-labels --samples=4", "--seed 4 --no-trait-labels"),
    ],
)
def test_the_ways_that_are_advised_can_be_asked(cli, kinds, tmp_path, monkeypatch, options, kept):
    monkeypatch.chdir(tmp_path)
    rows = "".join(f"p{n},a nurse of {n} years\n" for n in range(150))
    (tmp_path / "own.csv").write_text(f"who,description\n{rows}")
    run = f"persona-collapse run {options}"
    advice = advise(replace(signed(kinds["shallow"], "mode collapse"), commands=(run,), asked=ASKED))
    command = next(one.command for one in advice.steps if one.rule == "collapsed")
    assert kept in command
    assert "simulated:collapsed" in command
    code, out, err = cli(*shlex.split(command)[1:], "--dry-run")
    assert code == 0, err
    ways = 3 if "own.csv" in options else 6
    assert out.endswith(f"all: {ways * 8800:,} requests\n"), "of 100 personas, 44 items, twice"
