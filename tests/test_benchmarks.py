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
        (side, 500, "") for side in ("ours", "scikit-learn", *cases.PRODUCT.ways)
    }
    assert {len(one["cpu"]) for one in kept["rows"] if one["side"] in cases.PRODUCT.ways} == {program.BOUND_TURNS}
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


def _rows(case, side, size, *seconds, cores=1, failed=""):
    """A row of the results in which each round took as long by the clock as of processor time."""
    return {
        "case": case,
        "side": side,
        "size": size,
        "cores": cores,
        "cpu": [*seconds],
        "wall": [*seconds],
        "peak": 2.0,
        "value": {"median": 1.0},
        "failed": failed,
    }


def _verdicts(*rows):
    kept = json.loads(program.RESULTS.read_text(encoding="utf-8"))
    written = page.written({**kept, "rows": [*rows]}).split("## What must hold")[1].split("\n## ")[0]
    return " ".join(written.split())


def test_the_bound_is_the_least_of_all_rounds_ways_and_cases_with_the_same_product():
    slow, fast, _ = cases.PRODUCT.ways
    ours = _rows("distances", "ours", 4000, 1.0, 1.0)
    alone = _verdicts(ours, _rows("distances", slow, 4000, 0.9, 0.6))
    assert "product of matrices of their shape.** This holds." in alone
    rows = [ours, _rows("distances", slow, 4000, 0.9, 0.6), _rows("distances", fast, 4000, 0.8, 0.45)]
    assert "This is missed: - 45 % at 4,000" in _verdicts(*rows)
    rows = [*rows, _rows("lid", slow, 4000, 0.9, 0.4), _rows("loop", slow, 4000, 0.1), _rows("lid", slow, 500, 0.1)]
    assert "This is missed: - 40 % at 4,000" in _verdicts(*rows), "the loop's product is of another shape"


def test_what_was_measured_on_another_machine_is_named_and_has_no_bound_of_this_one():
    slow, *_ = cases.PRODUCT.ways
    ours = {**_rows("distances", "ours", 4000, 1.0), "processor": "another"}
    kept = json.loads(program.RESULTS.read_text(encoding="utf-8"))
    written = page.written({**kept, "rows": [ours, _rows("distances", slow, 4000, 0.1)]})
    assert "Not all was measured on this machine:\n- another: distances, 4,000 respondents\n" in written
    assert "matrices of their shape.** Not measured yet." in written


def test_sizes_that_are_left_out_are_listed_with_the_reason():
    found = _verdicts(_rows("distances", "ours", 100_000, 1.0))
    for case in cases.CASES:
        for size, reason in case.left_out.items():
            assert f"- {case.title.lower()}: {size:,} respondents, {reason}" in found
    assert "- all distances: ours at 500, 1,144, 4,000, 16,000 respondents, not measured yet" in found
    assert {size for case in cases.CASES for size in (*case.sizes, *case.left_out)} == set(cases.SIZES)


def test_where_neither_can_run_nothing_is_held():
    failed = "memory: MemoryError: Unable to allocate 74.5 GiB for an array"
    ours, theirs = (_rows("vendi", side, 100_000, failed=failed) for side in ("ours", "vendi-score"))
    found = _verdicts(ours, theirs)
    assert "neither vendi-score nor ours can run (ours needs 74.5 GiB at once)" in found
    found = _verdicts(_rows("coverage", "ours", 100_000, 1.0), _rows("coverage", "prdc", 100_000, failed=failed))
    assert "the peer cannot run.** This holds." in found


def test_wall_time_with_both_cores_is_a_comparison_of_its_own():
    ours, theirs = _rows("lid", "ours", 16_000, 2.0, cores=2), _rows("lid", "scikit-learn", 16_000, 1.0, cores=2)
    claim = "**No peer takes less wall time with both cores at 4,000 or 16,000 respondents.**"
    assert f"{claim} Not measured yet." in _verdicts(_rows("lid", "ours", 16_000, 2.0))
    assert f"{claim} This holds." in _verdicts({**ours, "wall": [0.9]}, theirs)
    missed = _verdicts(ours, theirs)
    assert f"{claim} This is missed: - local intrinsic dimension from 20 neighbours: scikit-learn at 16,000" in missed
    assert "less processor time on any case at 1,144 respondents or more.** This holds." in missed


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
