"""Runs that are killed at random moments while three of ten requests fail; benchmarks/kills.py does more of it.

Batches have kills of their own in tests/backends/test_batches.py, the command in tests/study/test_study.py.
"""

import random

import pytest

from tests.support.kills import LONGEST, killed, places

KILLS = 10


@pytest.mark.parametrize("kind", LONGEST)
def test_nothing_is_lost_doubled_or_stored_that_was_an_error(kind, tmp_path):
    with places() as place:
        seen = killed(kind, place[kind], tmp_path / "runs", KILLS, random.Random())
    assert seen["kills"] == KILLS
    assert seen["with new replies"] >= KILLS / 5, "a kill before anything is asked shows little"
    assert seen["replies"] >= 132
