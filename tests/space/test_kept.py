"""What is read from elsewhere for all visitors: who waits for a reading, and what is shown meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from persona_collapse.errors import InputError
from space.board.kept import Kept
from tests.support.waiting import PATIENCE, until


class Source:
    """Something to read, whose readings last until they are let go; each is a number or an error."""

    def __init__(self, *held):
        self.count, self.held, self.ways = 0, held, {one: Event() for one in held}
        self.wrong = set()

    def read(self):
        self.count += 1
        mine = self.count
        if mine in self.held:
            assert self.ways[mine].wait(PATIENCE)
        if mine in self.wrong:
            raise InputError(f"reading {mine} failed")
        return mine


def test_all_visitors_wait_for_the_first_reading_and_there_is_one():
    source = Source(1)
    kept = Kept(source.read, fresh=PATIENCE)
    assert kept.last is None
    with ThreadPoolExecutor(20) as pool:
        found = [pool.submit(kept.get) for _ in range(20)]
        source.ways[1].set()
        assert {one.result(PATIENCE) for one in found} == {1}
    assert (kept.get(), kept.last, source.count) == (1, 1, 1)


def test_a_visitor_does_not_wait_for_a_newer_reading():
    source = Source(2)
    kept = Kept(source.read, fresh=0, soon=0.01)
    assert kept.get() == 1
    assert [kept.get() for _ in range(3)] == [1, 1, 1], "it is under way"
    assert source.count == 2
    source.ways[2].set()
    until(lambda: kept.last == 2)


def test_who_asks_anew_waits_and_an_older_reading_that_ends_later_is_not_kept():
    source = Source(2)
    kept = Kept(source.read, fresh=0, soon=0.01)
    kept.get()
    assert kept.get() == 1
    kept.forget()
    assert kept.get() == 3, "known to be wrong"
    assert kept.get(anew=True) == 4
    older = kept._under_way
    source.ways[2].set()
    assert older is None
    assert kept.last == 4


def test_a_reading_that_fails_is_said_where_there_is_no_other_or_the_next_one_hangs():
    source = Source(3)
    source.wrong = {1, 2}
    kept = Kept(source.read, fresh=0, soon=0.01)
    with pytest.raises(InputError, match="reading 1"):
        kept.get()
    kept._last = 0
    with pytest.raises(InputError, match="reading 2"):
        kept.get(anew=True)
    with pytest.raises(InputError, match="reading 2"):
        kept.get()
    source.ways[3].set()
    until(lambda: kept.last == 3)


def test_a_reading_begun_beforehand_is_what_visitors_see():
    source = Source()
    kept = Kept(source.read, fresh=PATIENCE)
    kept.begin()
    assert kept.get() == 1
    assert source.count == 1
