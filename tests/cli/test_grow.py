"""`run --grow`: rounds of personas, chosen towards people that no persona is near; one study that resumes."""

import csv
from dataclasses import replace

import numpy as np
import pytest

from persona_collapse import simulate
from persona_collapse.hub.checks import checks
from persona_collapse.inputs import read_population
from persona_collapse.personas import PersonaPool, pool_from_table
from persona_collapse.references import calibrated_2058
from persona_collapse.remedy.growing import measured_round, reason_to_stop
from persona_collapse.results import Settings
from persona_collapse.store import open_run
from persona_collapse.study.manifest import Round, read_manifest
from tests.support.asking import stored
from validity.growing import USUAL

TOWARDS = "towards people"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A pool of 260 personas of whom nine of ten are extraverted and calm."""
    place, rng = tmp_path_factory.mktemp("grow"), np.random.default_rng(5)
    rows = [[f"p{n}", *(rng.choice(("High", "Neutral", "Low"), p=one) for one in USUAL.values())] for n in range(260)]
    with (place / "pool.csv").open("w") as stream:
        csv.writer(stream).writerows([["id", *USUAL], *rows])
    return place


def manifest(run):
    with open_run(run) as store:
        return read_manifest(store)


@pytest.fixture(scope="module")
def no_scorecard():
    """The table at the end of a run, which other tests look at."""
    patch = pytest.MonkeyPatch()
    patch.setattr("persona_collapse.cli.run._show_scorecard", lambda *given: None)
    yield
    patch.undo()


GROW = ("run", "simulated:human", "--personas", "pool.csv", "--out", "run", "--grow", "0.97", "--round-size", 100)


def test_rounds_are_one_study_that_resumes(cli, folder, monkeypatch, no_scorecard):
    monkeypatch.chdir(folder)
    code, _, err = cli(*GROW, "--max-requests", 6000)
    assert code == 0, err
    assert "round 1: 100 personas, trait coverage 0." in err
    assert "round 2: 100 personas, towards people that no persona is near" in err
    assert "stopped: 6000 requests were made, the limit" in err, "of all rounds together"
    half = manifest("run")
    assert [len(one.chosen) for one in half.rounds] == [100, 100]
    assert half.rounds[1].coverage is None
    first, count = stored("run")
    assert count == 6000

    code, _, err = cli(*GROW)
    assert code == 0, err
    assert "6,000 replies are already stored and are not asked again" in err
    found = manifest("run")
    assert found.rounds[1].chosen == half.rounds[1].chosen, "the round that was begun is ended"
    assert [len(one.chosen) for one in found.rounds] == [100, 100, 60]
    assert "round 3: 260 personas, trait coverage 0." in err
    reason = reason_to_stop(found.rounds, 0.97, pool_from_table("pool.csv"))
    assert reason
    assert f"no further round: {reason}" in err
    every, count = stored("run")
    assert count == 260 * 44
    assert {key: every[key] for key in first} == first
    assert len({one for part in found.rounds for one in part.chosen}) == 260
    assert found.extent.personas == 260
    assert found.rounds[1].way == TOWARDS
    with (folder / "pool.csv").open() as stream:
        levels = {row["id"]: row["big_five_extraversion"] for row in csv.DictReader(stream)}
    shares = [np.mean([levels[one] == "High" for one in part.chosen]) for part in found.rounds]
    assert shares[1] < shares[0] - 0.05, "few of those left are not extraverted, and these come first"

    code, _, err = cli(*GROW)
    assert code == 0, err
    assert stored("run")[1] == 260 * 44, "nothing is asked again"
    said = read_population("run").matrix.note
    assert said == "simulated, no model was asked; personas chosen towards people"


def test_a_grown_run_is_marked(folder, reference):
    """Its personas are no random sample, so no leaderboard takes it."""
    if not (folder / "run").exists():
        pytest.skip("made by the test above")
    from persona_collapse.diagnosis import measure

    found = measure(read_population(str(folder / "run")).matrix, settings=Settings(draws=5), against_people=False)
    failed = [one for one in checks(found.to_json()) if not one.passed]
    assert [(one.name, one.needed) for one in failed] == [
        ("answers as given", "the first personas of the pool, not chosen ones")
    ]


def test_a_preview_says_what_is_asked(cli, folder, monkeypatch):
    monkeypatch.chdir(folder)
    code, out, _ = cli(*GROW, "--dry-run")
    assert code == 0
    assert "requests    4,400 (100 respondents)" in out
    assert "grows       in rounds of 100 personas until the interval of trait coverage lies above 0.97" in out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--grow", "80"], "--grow 80: coverage is a share; use, for example, --grow 0.8"),
        (["--round-size", "50"], "--round-size needs --grow TARGET"),
        (
            ["--grow", "0.8", "--round-size", "99"],
            "--round-size 99: give at least 100, because coverage has an interval from two draws of 50 personas that share "
            "none; use, for example, --round-size 100",
        ),
        (
            ["--grow", "0.8", "--personas", "99"],
            "--grow 0.8: 99 personas are to be asked; give at least 100, because coverage has an interval from two draws of "
            "50 personas that share none: --personas 100, or a larger table",
        ),
        (["--grow", "0.8", "--until-width", "0.1"], "--grow and --until-width both say when to stop; omit one of them"),
        (
            ["--grow", "0.8", "--instrument", "all"],
            "--grow asks one questionnaire; use, for example, --instrument bfi44",
        ),
        (["--grow", "0.8", "--instrument", "moral131"], "no default reference for moral131"),
    ],
)
def test_what_is_refused(cli, options, words, tmp_path):
    code, _, err = cli("run", "simulated:human", "--out", tmp_path / "run", *options)
    assert (code, words in err) == (2, True), err
    assert not (tmp_path / "run").exists(), "nothing is asked"


def test_a_round_is_measured_where_an_interval_is_possible():
    """A persona without complete answers leaves too few of a hundred; the run goes on without an interval."""
    whole, reference = simulate("human", 100, seed=11), calibrated_2058()
    some = whole.values.copy()
    some[3, 7] = np.nan
    first = Round(tuple(whole.respondents), TOWARDS)
    assert measured_round(first, replace(whole, values=some), reference) == first
    found = measured_round(first, whole, reference)
    assert found.low < found.coverage < found.high


def test_when_a_run_stops():
    def rounds(*coverages):
        return [Round((f"p{n}",), TOWARDS, one, one - 0.05, one + 0.05) for n, one in enumerate(coverages)]

    pool = PersonaPool("pool", (None,) * 9)
    assert reason_to_stop(rounds(0.5, 0.52, 0.525), 0.8, pool) == ""
    assert "two rounds in a row" in reason_to_stop(rounds(0.5, 0.505, 0.49), 0.8, pool)
    assert reason_to_stop(rounds(0.5, 0.49, 0.52), 0.8, pool) == ""
    assert "lies above 0.80" in reason_to_stop(rounds(0.5, 0.86), 0.8, pool)
    assert reason_to_stop([Round(("a",), TOWARDS)] * 4, 0.8, pool) == "", "too few for an interval"
