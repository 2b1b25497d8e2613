"""The comparison with peers: a small one is measured, limits end a call, and the page is what the results give."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.peers import __main__ as program
from benchmarks.peers import asking, cases, edges, environments, page, prompts, words
from benchmarks.peers.measuring import Limits, Way, Workers, in_turn
from tests.conftest import ROOT
from tests.support.checkpoint import make

STAND_IN = """
import time
import numpy as np

def right():
    return lambda points, jobs: {"median": float(points.max())}

def wrong():
    return lambda points, jobs: {"median": -1.0}

def endless():
    def run(points, jobs):
        while True:
            points.sum()
    return run

def huge():
    return lambda points, jobs: {"median": float(np.ones((100_000, 100_000)).max())}

def fails():
    def run(points, jobs):
        raise ValueError("no such thing")
    return run

def missing():
    import no_such_peer
"""


@pytest.fixture(scope="module")
def answered(tmp_path_factory):
    """What calls of a stand-in give, all in the same rounds."""
    place = tmp_path_factory.mktemp("worker")
    (place / "stand_in.py").write_text(STAND_IN)
    np.save(place / "points.npy", np.array([1.0, 7.0]))
    names = ("right", "wrong", "endless", "huge", "fails", "missing")
    ways = [Way(one, "peer", str(place / "stand_in.py"), one) for one in names]
    with Workers({"peer": sys.executable}, Limits(cpu_s=1, memory=2**30)) as workers:
        found = in_turn(workers, "c", 2, ways, {"points": str(place / "points.npy")}, {}, rounds=2)
        return {one.side: one for one in found}


def test_a_call_has_its_value_and_the_times_of_every_round(answered):
    assert answered["right"].value == {"median": 7.0}
    assert (len(answered["right"].cpu), len(answered["right"].wall), answered["right"].failed) == (2, 2, "")
    assert answered["wrong"].value == {"median": -1.0}


@pytest.mark.parametrize(
    ("call", "why"),
    [
        ("endless", "not ended in 1 s of processor time"),
        ("huge", "needs 74.5 GiB at once"),
        ("fails", "ValueError: no such thing"),
        ("missing", "ModuleNotFoundError: No module named 'no_such_peer'"),
    ],
)
def test_a_call_that_does_not_end_says_why(answered, call, why):
    assert page.why(answered[call].failed) == why
    assert answered[call].cpu == []


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """The program for one small case, with scikit-learn of this interpreter as the peer: its results and its page."""
    place = tmp_path_factory.mktemp("peers")
    case = next(one for one in cases.CASES if one.name == "lid")
    small = replace(case, peers=tuple(one for one in case.peers if one.name == "scikit-learn"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(environments, "interpreter", lambda name, folder: sys.executable)
        for module in (cases, page):
            patch.setattr(module, "CASES", (small,))
        results, written = place / "results.json", place / "page.md"
        given = [
            "--cases",
            "lid",
            "--sizes",
            "500",
            "--rounds",
            "1",
            "--results",
            str(results),
            "--write",
            str(written),
        ]
        program.main(given)
        kept = json.loads(results.read_text())
        slow = json.loads(results.read_text())
        peer = next(one for one in slow["rows"] if one["side"] == "scikit-learn")
        peer["value"], peer["size"] = {"median": 1.0}, 1144
        slow["rows"] += [{**one, "size": 1144, "cpu": [9.0]} for one in slow["rows"] if one["side"] == "ours"]
        return kept, written.read_text(), page.written(slow)


def test_a_small_comparison_writes_a_table(measured):
    kept, written, _ = measured
    assert {(one["side"], one["size"], one["failed"]) for one in kept["rows"]} == {
        (side, 500, "") for side in ("ours", "scikit-learn", "bound")
    }
    assert "| 500 | ours |" in written
    assert "| 500 | scikit-learn |" in written
    assert "Ours and scikit-learn give the same numbers at all sizes" in written
    assert f"scikit-learn {kept['versions']['scikit-learn']}" in written


def test_a_page_says_where_a_peer_is_faster_or_finds_another_number(measured):
    *_, slow = measured
    assert "**Ours and scikit-learn do not give the same numbers**: ours 15.15, theirs 1" in slow
    missed = slow.split("## What must hold")[1].split("**Distances")[0]
    assert "respondents or more.** This is missed:" in missed
    assert "local intrinsic dimension from 20 neighbours: scikit-learn at 1,144 respondents" in missed


def test_the_page_is_what_the_results_give():
    kept = json.loads(program.RESULTS.read_text(encoding="utf-8"))
    assert page.written(kept) == (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8"), (
        "run python -m benchmarks.peers --cases --write docs/benchmarks.md"
    )


def test_numbers_in_words():
    assert [words.number(one) for one in (0.01234, 1.26, 123.4, 2e-6)] == ["0.012", "1.3", "123", "2.0e-06"]
    assert [words.times(one) for one in (0.91, 3.71, 120.4)] == ["0.91 times", "3.7 times", "120 times"]
    assert [words.share(one) for one in (0.431, 0.0042)] == ["43 %", "0.4 %"]


def test_tokens_that_several_prompts_begin_with_are_needed_once():
    assert prompts.needed([[1, 2, 3], [1, 2, 4], [5]]) == 5
    value = prompts.summed("replies", [[1, 2, 3], [1, 2, 4]], [[9], [9]], {"computed": 12, "found": [[9], [8]]})
    assert value == {"prompts": 8, "needed": 6, "computed": 12, "gap": 0.5}


def test_all_ways_of_asking_find_the_same(tmp_path):
    model = make(tmp_path / "model")
    given = {}
    for answers in (True, False):
        files = prompts.files(tmp_path, 1, 3, answers=answers)
        given[answers] = {name: json.loads(Path(files[name]).read_text()) for name in ("prompts", "ids")}
    threads = asking.threads()
    shares = {
        one: getattr(asking, one)()(**given[True], model=str(model), jobs=threads)
        for one in ("shared_probabilities", "single_probabilities", "batched_probabilities")
    }
    texts = {
        one: getattr(asking, one)()(**given[False], model=str(model), jobs=threads)
        for one in ("shared_text", "single_text", "batched_text")
    }
    first, *others = (one["found"] for one in shares.values())
    for one in others:
        np.testing.assert_allclose(one, first, rtol=1e-3)
    first, *others = (one["found"] for one in texts.values())
    assert all(first)
    assert others == [first, first]
    tokens = {one: value["computed"] for one, value in shares.items()}
    assert prompts.needed(given[True]["ids"]) <= tokens["shared_probabilities"] < tokens["single_probabilities"]


def test_what_is_not_a_number_is_kept_as_a_word():
    assert [edges.finite(one) for one in (1.5, float("nan"), None)] == [1.5, "nan", None]
