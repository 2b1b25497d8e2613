"""Numbers of which more is better: made from the register, with their intervals, and never won by a known collapse."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_collapse.results.files import record_of
from persona_collapse.results.more_is_better import MADE_FROM, more_is_better, way_of
from persona_collapse.results.number import SHARE
from persona_collapse.results.numbers import BEYOND, NUMBERS
from tests.golden.records import kept

REGISTER = {**NUMBERS, **BEYOND}
KINDS = ("human", "shallow", "caricature", "collapsed", "noise")


def way(name):
    return way_of(REGISTER[MADE_FROM[name]])


@pytest.fixture(scope="module")
def demo():
    """The populations of the demo, by kind."""
    return {kind: record_of(kept(f"demo-{kind}"), kind) for kind in KINDS}


def made(found):
    return {one.name: one for one in more_is_better(found)}


@pytest.mark.parametrize(
    ("name", "low", "high", "ends", "because"),
    [
        ("human_likeness", 0.8, 0.9, (0.8, 0.9), "it is one already"),
        ("recall_share", 0.5, 0.9, (0.5, 0.9), "of the ratio to people's"),
        ("recall_share", 0.9, 1.1, (0.9, 1.0), "more than people's is people's"),
        ("lid_closeness", 0.5, 0.8, (0.5, 0.8), "below people's it rises"),
        ("lid_closeness", 1.25, 2.0, (0.5, 0.8), "above people's it falls"),
        ("lid_closeness", 0.8, 2.0, (0.5, 1.0), "people's is between the ends, and is the highest"),
        ("lid_closeness", 0.5, 1.25, (0.5, 1.0), "the lower end is the farther one"),
        ("caricature_closeness", math.e**-0.5, math.e**0.25, (0.5, 1.0), "people's is between the ends"),
        ("caricature_closeness", math.e**0.25, math.e**0.5, (0.5, 0.75), "exaggerated"),
        ("caricature_closeness", -0.2, math.e**-0.5, (0.0, 0.5), "a negative one is as far as can be"),
        ("caricature_closeness", 0.5, math.inf, (0.0, 1.0), "as is an infinite one"),
        ("signal_share", 0.25, 0.5, (0.5, 0.75), "the rest of the noise"),
    ],
)
def test_intervals_by_hand(name, low, high, ends, because):
    assert way(name).ends(low, high) == pytest.approx(ends), because


def test_only_shares_are_taken_as_they_are():
    directed = [REGISTER[number] for number in MADE_FROM.values() if REGISTER[number].better != "people"]
    assert {one.range for one in directed} == {SHARE}


@given(st.sampled_from(sorted(MADE_FROM)), st.lists(st.floats(0, 1), min_size=3, max_size=3), st.floats(0.2, 5))
def test_an_interval_has_what_is_made_of_every_number_in_it(name, given_numbers, stretch):
    shares = name in ("human_likeness", "signal_share")
    low, inside, high = (one if shares else one * stretch for one in sorted(given_numbers))
    first, last = way(name).ends(low, high)
    assert 0 <= first <= last <= 1
    assert first - 1e-12 <= way(name).of(inside) <= last + 1e-12


def test_parts_of_human_likeness_are_the_same_here(demo):
    for found in demo.values():
        for name, part in (("recall_share", "recall"), ("lid_closeness", "lid")):
            assert made(found)[name].value == pytest.approx(found.likeness.parts[part])


def test_no_known_collapse_is_first(demo):
    """And why raw numbers may not go: by them noise, stereotypes or caricatures are first."""
    values = {kind: {name: one.value for name, one in made(found).items()} for kind, found in demo.items()}
    for name in ("human_likeness", "recall_share", "lid_closeness", "caricature_closeness"):
        assert max(KINDS, key=lambda kind: values[kind][name]) == "human", name
    raw = {
        name: max(KINDS, key=lambda kind: NUMBERS[name].value(demo[kind].values))
        for name in ("lid", "hopkins", "density", "d")
    }
    assert raw["lid"] == "noise"
    assert raw["d"] == "caricature"
    assert "human" not in (raw["hopkins"], raw["density"])
    assert not {"lid", "hopkins", "density", "d"} & {one.name for one in more_is_better(demo["noise"])}


def test_each_has_its_interval_the_number_and_peoples(demo):
    found = demo["human"]
    recall = made(found)["recall_share"]
    theirs, around = found.held_out_people.coverage.recall, found.intervals["recall"]
    assert (recall.raw, recall.people) == (found.values.coverage.recall, theirs)
    assert (recall.low, recall.high) == (around.low / theirs, 1.0)
    likeness = made(found)["human_likeness"]
    assert (likeness.low, likeness.high, likeness.people) == (found.likeness.low, found.likeness.high, None)
    assert all(0 <= one.low <= one.high <= 1 for one in more_is_better(found) if one.low is not None)


def test_what_is_undefined_is_not_there(demo):
    assert "signal_share" not in made(demo["human"]), "no repeats, so noise is unknown"
    repeated = record_of(kept("repeated"), "repeated")
    assert made(repeated)["signal_share"].value == 1 - repeated.reliability.noise_share
    without = replace(demo["human"], likeness=None, held_out_people=None, intervals=None)
    assert set(made(without)) == {"caricature_closeness"}
    assert made(without)["caricature_closeness"].low is None
    assert more_is_better(record_of(kept("alone"), "alone")) == ()
