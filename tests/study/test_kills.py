"""Runs that are killed at random moments while three of ten requests fail: a few kills.

`benchmarks/kills.py` does more, of models on this machine and of Ray too; `.ci/run` does 100. Kills at chosen moments
are in tests/backends/test_batches.py and tests/study/test_study.py.
"""

import random

import pytest

from tests.support.kills import KINDS, SLOW, killed, place_of, shares, study

KILLS = 3


@pytest.mark.parametrize("kind", [one for one in KINDS if one not in SLOW])
def test_nothing_is_lost_doubled_or_stored_that_was_an_error(kind, tmp_path):
    with place_of(kind, tmp_path) as place:
        seen = killed(kind, place, tmp_path, KILLS, random.Random())
    assert seen["kills"] == KILLS
    assert seen["replies"] == seen["runs"] * len(study(kind))


def test_every_kind_has_its_share_of_the_kills():
    assert [*shares(1000, KINDS).values()] == [120] * 8 + [40]
    assert sum(shares(101, KINDS).values()) == 101
    assert shares(7, ["ray"]) == {"ray": 7}
