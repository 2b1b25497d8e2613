"""Runs that are killed at random moments while three of ten requests fail: a few kills.

`benchmarks/kills.py` does more, of models on this machine and of Ray too; `.ci/run` does 100. Kills at chosen moments
are in tests/backends/test_batches.py and tests/study/test_study.py.
"""

import os
import random
from contextlib import nullcontext

import pytest

from benchmarks.kills import main as benchmark
from tests.support import kills
from tests.support.kills import FAULTS, KINDS, SLOW, Strikes, killed, place_of, shares, study

KILLS = 3
SEED = random.randrange(10**6)


@pytest.mark.parametrize("kind", [one for one in KINDS if one not in SLOW])
def test_nothing_is_lost_doubled_or_stored_that_was_an_error(kind, tmp_path):
    print(f"seed {SEED}")
    with place_of(kind, tmp_path, SEED) as place:
        seen = killed(kind, place, tmp_path, KILLS, SEED, least=1)
    assert seen["kills"] >= KILLS
    assert seen["with either"] >= 1, "a kill that finds nothing shows nothing"
    assert seen["replies"] == seen["runs"] * len(study(kind))


def test_every_kind_has_its_share_of_the_kills():
    assert [*shares(1000, KINDS).values()] == [177] * 4 + [176] + [29] * 4
    assert sum(shares(101, KINDS).values()) == 101
    assert shares(7, ["ray"]) == {"ray": 7}


def test_a_seed_decides_which_requests_fail():
    bodies = [{"messages": [{"role": "user", "content": str(number)}]} for number in range(300)]
    first, again, other = ([strikes(body) for body in bodies] for strikes in map(Strikes, (1, 1, 2)))
    backwards = Strikes(1)
    assert first == again == [backwards(body) for body in bodies[::-1]][::-1] != other
    assert 0.2 < sum(struck < FAULTS for struck in first) / len(first) < 0.4
    assert backwards(bodies[0]) != first[0], "the same question fails at times and succeeds at others"


@pytest.mark.parametrize(
    ("found", "left"), [(10, None), (2, "batches of OpenAI: 2 of 10 kills found something, 30% must")]
)
def test_kills_that_find_nothing_fail_the_benchmark(monkeypatch, found, left):
    monkeypatch.setattr("benchmarks.kills.killed", lambda *given: {"kills": 10, "with either": found})
    monkeypatch.setattr("sys.argv", ["kills.py", "--kills", "10", "--only", "batches of OpenAI"])
    with pytest.raises(SystemExit) if left else nullcontext() as ended:
        benchmark()
    assert left is None or ended.value.code == left


def test_a_process_of_an_older_fork_server_learns_what_ray_has_set(monkeypatch):
    monkeypatch.setenv("RAY_AUTH_MODE", "token")
    set_by_ray = kills._of_ray()
    monkeypatch.delenv("RAY_AUTH_MODE")
    seen = []
    monkeypatch.setattr(kills, "ask", lambda kind: seen.append((kind, os.environ.get("RAY_AUTH_MODE"))))
    kills._ask_in(set_by_ray, "ray")
    assert seen == [("ray", "token")]
