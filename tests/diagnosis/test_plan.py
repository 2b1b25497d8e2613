"""Plans: how many personas, how many repeats; that they come true; and stopping a run when an interval is narrow."""

import json
import re
from dataclasses import replace
from inspect import signature

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_collapse.cli.plan import plan as plan_command
from persona_collapse.diagnosis import axes, plan, side
from persona_collapse.diagnosis.intervals import intervals, whole
from persona_collapse.diagnosis.planning import KINDS, Ladder
from persona_collapse.diagnosis.planning.planning import OF_PEOPLE, OF_THE_SCALE
from persona_collapse.diagnosis.planning.repeats import repeats_needed
from persona_collapse.diagnosis.preparation import prepare, rows_of
from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures import uniform_answers
from persona_collapse.measures.intervals import effective_likert_estimate
from persona_collapse.references import calibrated_2058
from persona_collapse.report import plan_table
from persona_collapse.results import Settings
from persona_collapse.results.numbers import compared, with_interval
from persona_collapse.simulation import simulate
from persona_collapse.study import run_answers
from tests.conftest import ROOT
from tests.support.asking import command
from validity.stopping import held

PILOT = simulate("shallow", 150, seed=41)
CHEAP = ("coverage", "effective_likert", "sd_ratio")


WIDTH_HELP = signature(plan_command).parameters["width"].annotation.__metadata__[0].help


@pytest.mark.parametrize("text", [WIDTH_HELP, (ROOT / "docs" / "plan.md").read_text(encoding="utf-8"), plan.__doc__])
def test_units_of_widths_are_those_of_the_register(text):
    said = " ".join(text.split())
    of_people, of_the_scale = re.search(
        r"people's value for (.*?)the scale's length for (.*?)all others", said
    ).groups()
    for one in compared().values():
        word = re.compile(rf"\b{re.escape(one.label)}\b")
        assert bool(word.search(of_people)) == (one.unit in OF_PEOPLE), one.label
        assert bool(word.search(of_the_scale)) == (one.unit in OF_THE_SCALE), one.label


@pytest.fixture
def cli(monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "machine"))
    # a run ends with a scorecard, which is not tried here
    monkeypatch.setattr("persona_collapse.cli._shared.measured.scorecard", lambda name, population: "")
    return command(monkeypatch, capsys)


def width(found):
    return found.high - found.low


# sizes


@pytest.mark.parametrize(
    ("ladder", "wanted", "personas", "because"),
    [
        (Ladder((200,), (0.1,)), 0.05, 800, "half the width, four times as many"),
        (Ladder((200,), (0.1,)), 0.4, 100, "50 would do, and have no interval"),
        (Ladder((100, 400), (0.2, 0.1)), 0.05, 1600, "beyond the last size as if nothing changed"),
        (Ladder((100, 400), (0.1, 0.1)), 0.1, 100, "the first size is narrow enough"),
        (Ladder((100,), (0.0,)), 0.05, 100, "a number that does not vary"),
    ],
)
def test_sizes_by_hand(ladder, wanted, personas, because):
    assert ladder.needed(wanted) == personas, because


def test_between_two_sizes_the_root_scaled_width_is_straight_over_the_logarithm():
    # 100: .1 x 10 = 1; 400: .1 x 20 = 2; 200, the middle of the logarithms: 1.5 / sqrt(200)
    assert Ladder((100, 400), (0.1, 0.1)).width(200) == pytest.approx(1.5 / np.sqrt(200))


@given(
    widths=st.lists(st.floats(0.001, 1), min_size=1, max_size=3),
    wanted=st.floats(0.02, 1),
    wider=st.floats(1, 5),
)
def test_a_planned_size_is_narrow_enough_and_a_wider_wish_needs_no_more(widths, wanted, wider):
    ladder = Ladder((100, 300, 900)[: len(widths)], tuple(widths))
    assert ladder.width(ladder.needed(wanted)) <= wanted * (1 + 1e-6)
    assert ladder.needed(wanted * wider) <= ladder.needed(wanted)


# plans


def test_intervals_of_some_numbers_are_those_among_all():
    sides = prepare(PILOT, calibrated_2058(), Settings(draws=5))
    everything = intervals(sides, pairs=4, levels=PILOT.levels(None))
    assert set(everything) == set(with_interval())
    assert {name: one.method for name, one in everything.items()} == {
        name: one.interval for name, one in with_interval().items()
    }
    for names in (["lid"], ["trait_recall", "sd_ratio"], ["trait_density"], ["vendi_ratio", "hopkins"]):
        assert intervals(sides, pairs=4, names=names) == {name: everything[name] for name in names}


def test_numbers_of_labels_are_planned_for_where_there_are_labels(cli, tmp_path):
    found = plan(0.05, PILOT, names=["rho", "d"])
    rho, d = found.rows
    own = axes.fidelity(PILOT, PILOT.levels(None), calibrated_2058())
    assert (rho.value, rho.unit, rho.unit_is) == (pytest.approx(own.rho), 1.0, "")
    assert (d.value, d.unit_is) == (pytest.approx(own.d), "people's")
    assert d.unit == pytest.approx(own.d_reference)
    without = replace(PILOT, attributes={})
    with pytest.raises(InputError, match="they need trait labels"):
        plan(0.05, without, names=["rho"])
    (tmp_path / "pilot.csv").write_text(replace(PILOT, attributes={"open": PILOT.attributes["Openness"]}).to_csv())
    done = cli("plan", tmp_path / "pilot.csv", "--measure", "rho", "--targets", "open=Openness")
    assert (done.returncode, "  rho " in done.stdout) == (0, True)


def test_a_pilot_is_carried_over_by_the_root_of_its_size():
    found = plan(0.02, PILOT, names=["effective_likert"])
    (row,) = found.rows
    own = effective_likert_estimate(PILOT.values, low=1, high=5).interval
    people = effective_likert_estimate(calibrated_2058().values, low=1, high=5).interval
    assert (row.se, row.width) == (own.se, width(own))
    assert row.wanted == pytest.approx(0.02 * people.value)
    assert row.personas == np.ceil(150 * (width(own) / row.wanted) ** 2)
    assert row.width_of_pool == pytest.approx(width(own) * np.sqrt(150 / 1144))
    assert (found.pilot, found.size, found.largest_size, found.repeats) == ("simulated:shallow", 75, 500, None)


@pytest.mark.parametrize("kind", ["human", "shallow"])
def test_plans_come_true(kind):
    # single pilots scatter by some 8 %; LID and other widths: validity/planning.py, figures in docs/validity.md
    ratios = {}
    for pilot in (43, 44):
        for row in plan(0.06, simulate(kind, 200, seed=pilot), names=CHEAP).rows:
            fresh = simulate(kind, row.personas, seed=pilot + 100)
            sides = prepare(fresh, calibrated_2058(), Settings())
            found = intervals(sides, names=[row.name])[row.name]
            ratios.setdefault(row.name, []).append((width(found) / row.wanted, row.personas > 100))
    for name, found in ratios.items():
        mean = np.mean([ratio for ratio, _ in found])
        if all(chosen for _, chosen in found):
            assert mean == pytest.approx(1, abs=0.15), name
        else:
            assert mean < 1.15, "fewer would do, and have no interval"


@pytest.fixture
def small_table(monkeypatch):
    """Paired draws are made from 1,200 respondents of a larger population."""
    monkeypatch.setattr(whole, "LARGEST_TABLE", 1200)


def test_a_pilot_that_is_too_large_for_a_table_asks_for_as_many_as_another(small_table):
    # 24 pilots of each size: the needed numbers have a coefficient of variation of .69 (recall) and .33 (LID), so the
    # ratio of two means of 8 is within exp(3 x sqrt(2 / 8) x that). With the bound of the error it was 3.7 and 2.7
    few = rows_of(calibrated_2058(), np.arange(200))
    needed = {
        size: [
            [row.personas for row in plan(0.05, simulate("human", size, seed=seed), few, names=["recall", "lid"]).rows]
            for seed in range(100, 108)
        ]
        for size in (1000, 2400)
    }
    recall, lid = np.mean(needed[2400], axis=0) / np.mean(needed[1000], axis=0)
    assert 1 / 2.82 < recall < 2.82
    assert 1 / 1.65 < lid < 1.65


@pytest.mark.parametrize("most", [50_000, 1500])
def test_all_intervals_of_a_large_pilot_are_those_of_the_respondents_it_draws_from(monkeypatch, small_table, most):
    monkeypatch.setattr(side, "MOST_DRAWN_FROM", most)
    pilot = simulate("caricature", 1600, seed=5)
    pilot.values[7, 3] = np.nan
    names = ["coverage", "effective_likert", "rho", "crowding"]
    rows = plan(0.05, pilot, names=names, pairs=2).rows
    assert [row.respondents for row in rows] == [1200] * len(names)
    all_of_it = intervals(prepare(pilot, calibrated_2058(), Settings()), names=names, levels=pilot.levels(None))
    for row in rows:
        assert row.value == pytest.approx(all_of_it[row.name].value, abs=4 * row.se), row.name
        assert row.width > width(all_of_it[row.name]) * (row.name != "crowding"), "fewer, so wider"


def test_a_large_pilot_with_repeats_counts_personas(small_table):
    once = simulate("shallow", 500, seed=6)
    rows = np.r_[np.arange(500), np.arange(500), np.arange(500)]
    names = [f"p{row}" for row in rows]
    again = replace(rows_of(once, rows), attributes={"who": tuple(names)}, persona_column="who")
    again = replace(again, respondents=tuple(map(str, range(1500))))
    (row,) = plan(0.05, again, names=["lid"], pairs=20).rows
    assert row.respondents == 500


def test_without_a_pilot_simulated_populations_stand_in():
    found = plan(0.05, names=["effective_likert", "precision"], sizes=(100, 200), pairs=2)
    assert [row.population for row in found.rows] == [kind for kind in KINDS for _ in range(2)]
    likert = {row.population: row for row in found.rows if row.name == "effective_likert"}
    own = effective_likert_estimate(simulate("caricature", 200).values, low=1, high=5).interval
    assert likert["caricature"].width == width(own)
    said = plan_table(found)
    assert "simulated populations (no model was asked), against calibrated-2058 (simulated" in said
    assert "collapsed, 200 measured" in said
    assert "ask 2 samples of 100 personas" in said
    assert json.loads(found.to_json())["rows"][0]["name"] == "effective_likert"


def test_what_a_pilot_cannot_know_is_said():
    assert "! more personas are compared more at a time (now 75, at most 500)" in plan_table(
        plan(0.01, PILOT, names=CHEAP)
    )
    few = rows_of(simulate("human", 120, seed=8), np.arange(120))
    assert "! more" not in plan_table(plan(0.01, PILOT, few, names=CHEAP)), "60 people set the size already"


def test_items_without_people_have_units_of_their_own():
    pilot = BehavioralTraitMatrix.from_arrays(uniform_answers(120, 131, low=1, high=5), source="dilemmas")
    found = plan(0.05, pilot, names=["coverage", "effective_likert"])
    (row,) = found.rows
    assert row.wanted == pytest.approx(0.05 * row.value)
    assert found.without_interval == ("coverage",)
    said = plan_table(found)
    assert "effective Likert 0.05 of its own 4." in said
    assert "without a reference" in said
    assert "! no interval there: coverage" in said
    with pytest.raises(InputError, match="dilemmas: no interval for coverage there; give people"):
        plan(0.05, pilot, names=["coverage"])
    clones = BehavioralTraitMatrix.from_arrays(np.full((120, 44), 3.0), source="clones")
    with pytest.raises(InputError, match="clones: no interval for sd_ratio there; name other numbers"):
        plan(0.05, clones, names=["sd_ratio"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"width": 0.0}, "a width of 0.0 was given; give one above 0"),
        ({"width": float("nan")}, "a width of nan"),
        ({"names": ["mood"]}, "'mood' is not a number with an interval; use one of .*coverage, crowding, d, density"),
        ({"names": ["tied"]}, r"'tied' cannot be planned for \(a count of the copies .*\); use one of"),
        ({"names": []}, "no number was named"),
        ({"reliability": 1.0}, "a reliability of 1.0 was given"),
        (
            {"pilot": simulate("human", 90)},
            "90 complete respondents against a reference of 2058 are compared 45 at a time",
        ),
        ({"pilot": calibrated_2058()}, "calibrated-2058 is the reference itself"),
    ],
)
def test_mistakes(arguments, words):
    with pytest.raises(InputError, match=words):
        plan(**{"width": 0.05, "pilot": PILOT, **arguments})


# repeats


def asked(personas, repeats, seed, noise=1.0):
    """Answers whose persona x item part has variance 1, and noise."""
    rng = np.random.default_rng(seed)
    steady = rng.standard_normal((personas, 20))
    return steady + np.sqrt(noise) * rng.standard_normal((repeats, personas, 20))


def test_planned_repeats_are_as_reliable_as_wanted():
    found = repeats_needed(0.05, 0.8, asked(400, 2, 1), None)
    assert found.reliability_of_one == pytest.approx(0.5, abs=0.03)
    assert found.needed in (4, 5), "4 / (4 + 1): one answer half noise, the mean of four a fifth"
    again = asked(400, 2 * found.needed, 2)
    means = again[: found.needed].mean(axis=0), again[found.needed :].mean(axis=0)
    assert np.corrcoef(*(one.ravel() for one in means))[0, 1] == pytest.approx(0.8, abs=0.05)


def test_the_interval_of_the_noise_share_holds_it_and_falls_as_planned():
    found = [repeats_needed(0.05, 0.8, asked(40, 2, seed), None).noise_share for seed in range(100, 130)]
    assert 0.85 <= np.mean([one.low <= 0.5 <= one.high for one in found]) <= 1
    first = repeats_needed(0.05, 0.8, asked(40, 2, 3), None)
    planned = repeats_needed(0.05, 0.8, asked(first.personas_needed, 2, 4), None)
    assert width(planned.noise_share) == pytest.approx(0.05, rel=0.15)


def test_distributions_and_none():
    coin = np.zeros((10, 4, 5))
    coin[:, :, [0, 4]] = 0.5
    noise = repeats_needed(0.05, 0.9, None, coin)
    assert (noise.needed, noise.repeats, noise.noise_share.value) == (None, None, 1.0)
    assert repeats_needed(0.05, 0.9, asked(10, 1, 0), None) is None
    same = repeats_needed(0.05, 0.9, np.ones((2, 5, 4)), None)
    assert (same.noise_share, same.needed, same.personas_needed) == (None, None, None), "nothing varies"


# the commands


def test_plan_from_a_table_and_from_a_run_with_repeats(cli, tmp_path):
    (tmp_path / "pilot.csv").write_text(PILOT.to_csv())
    done = cli("plan", "pilot.csv", "--width", 0.1, "--measure", "coverage,sd_ratio", "--json", "plan.json")
    assert done.returncode == 0
    assert "wanted: 95 % intervals 0.1 wide\nplanned from: pilot.csv, against calibrated-2058 (simulated" in done.stdout
    record = json.loads((tmp_path / "plan.json").read_text())
    assert [row["name"] for row in record["rows"]] == ["coverage", "sd_ratio"]
    cli("run", "simulated:noise", "--personas", 100, "--samples", 2, "--max-requests", 8800, "--out", "run")
    done = cli("plan", "run", "--measure", "effective_likert")
    assert "repeats: " in done.stdout
    assert "(2 answers to each question, 100 personas)" in done.stdout
    assert cli("plan", "pilot.csv", "--measure", "mood").returncode == 2


def test_a_run_stops_when_its_interval_is_narrow_enough_and_goes_on_when_told(cli):
    wide = ("run", "simulated:shallow", "--personas", 200, "--out", "run", "--until-width", 0.1)
    done = cli(*wide)
    assert done.returncode == 0
    assert "stopped: the interval of effective_likert is 0." in done.stderr
    first = run_answers("run").matrix
    assert len(first) in (100, 125), "looked at after every 25, the first time with 100"
    assert width(effective_likert_estimate(first.values, low=1, high=5).interval) <= 0.1 * 3.63
    again = cli(*wide)
    assert "stopped: the interval" in again.stderr
    assert len(run_answers("run").matrix) == len(first), "enough already: nothing is asked"
    cli(*wide[:-1], "precision=0.0001", "--max-requests", 2200)
    on = run_answers("run").matrix
    assert len(on) == len(first) + 50
    assert np.array_equal(on.values[: len(first)], first.values)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--until-width", "narrow"], "'narrow' is not a width; use, for example, 0.05 or coverage=0.05"),
        (["--until-width", "mood=0.1"], "'mood' is not a number with an interval"),
        (["--until-width", "0"], "a width of 0.0 was given"),
        (["--instrument", "moral131", "--until-width", "coverage=0.1"], "moral131 has no reference"),
    ],
)
def test_a_mistaken_width_is_one_line_and_nothing_is_asked(cli, tmp_path, options, words):
    done = cli("run", "simulated:human", "--out", "run", *options)
    assert done.returncode == 2
    assert words in done.stderr
    assert not (tmp_path / "run").exists()


def test_stopped_intervals_by_hand():
    # two sequences of two looks, truth 0 then 1; the first stops at look 0 and misses, the second at look 1 and holds
    sequences = np.array([[[0.5, 0.4, 0.6], [1, 0, 2]], [[-0.5, -2, 1], [1, 0.9, 1.1]]])
    assert held(sequences, 0.5) == (0.5, 0.5, 0, 0.25)
