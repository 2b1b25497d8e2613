"""A hundred kills over all backends while three of ten requests fail; benchmarks/kills.py does a thousand."""

import random

import pytest

from tests.support.checkpoint import make
from tests.support.kills import LONGEST, killed, places

KILLS = {"simulated": 22, "api": 22, "openai batch": 20, "anthropic batch": 20, "transformers": 8, "vllm": 8}
assert sum(KILLS.values()) == 100


@pytest.mark.parametrize("kind", LONGEST)
def test_nothing_is_lost_doubled_or_stored_that_was_an_error(kind, tmp_path):
    checkpoint = make(tmp_path / "checkpoint", layers=1, width=64)
    with places(checkpoint) as place:
        seen = killed(kind, place[kind], tmp_path / "runs", KILLS[kind], random.Random())
    assert seen["kills"] == KILLS[kind]
    assert seen["replies"] >= 132
