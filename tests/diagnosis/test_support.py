"""How firmly a signature is read, human-likeness, and the distance of other people."""

from dataclasses import replace

import numpy as np
import pytest

from persona_collapse import Settings, diagnose
from persona_collapse.diagnosis.other_people import as_far_as_people
from persona_collapse.diagnosis.signature import LIMITS, Evidence, departures, signature
from persona_collapse.diagnosis.support import likeness, reach, read_with_support
from persona_collapse.references import calibrated_2058
from persona_collapse.report import table
from persona_collapse.simulation import simulate
from tests.conftest import PEOPLE, WITHOUT

ALIKE = Evidence(
    complete=300,
    missing=0.0,
    copies=0.0,
    kinds=1.0,
    structure=1.0,
    of_shuffled=0.6,
    relative=dict.fromkeys([*LIMITS, "trait_precision"], 1.0),
    sd_ratio=1.0,
    effective_likert=3.6,
    labels=False,
    trapped=False,
    noise_share=None,
    reference=True,
)


def like(**ratios):
    """Evidence of people, some of whose ratios are others."""
    sd = ratios.pop("sd_ratio", 1.0)
    return replace(ALIKE, relative={**ALIKE.relative, **ratios}, sd_ratio=sd)


def test_the_share_of_draws_that_read_the_same():
    draws = [like(recall=0.4)] * 9 + [like(recall=0.6)]
    read = read_with_support(like(recall=0.45), draws)
    assert read.name == "shallow"
    assert read.readings == {"shallow": 0.9, "mixed": 0.1}
    assert read.support == "90 % of draws; mixed 10 %"
    assert read_with_support(like(recall=0.45), []).readings == {}


def test_half_the_width_of_an_interval():
    # SD of the draws .1, two draws make up the population
    draws = [like(recall=0.7), like(recall=0.9)] * 10
    assert reach("recall", draws) == pytest.approx(1.645 * 0.1 / np.sqrt(2))
    assert reach("recall", draws[:1]) == 0
    assert reach("sd_ratio", draws) == 0


def test_people_must_be_shown_to_be_like_people():
    draws = [like(recall=0.7), like(recall=1.0)] * 10
    read = read_with_support(like(recall=0.85), draws)
    assert (signature(like(recall=0.85)).name, read.name) == ("human-like", "mixed")
    assert read.evidence[0] == (
        "human-like is possible, but not shown: recall 68 % to 102 % of people's (90 % intervals)"
    )
    assert read_with_support(like(recall=0.95), [like(recall=0.94), like(recall=0.96)] * 10).name == "human-like"


def test_the_farthest_numbers_are_named():
    assert departures(ALIKE) == []
    found = like(recall=0.7, trait_recall=0.6, sd_ratio=1.3)
    assert departures(found) == ["farthest from people: trait recall 60 % of people's, recall 70 % of people's"]
    assert signature(found).evidence[1:] == tuple(departures(found))


def test_likeness_of_draws():
    found = likeness(like(recall=0.5), [like(recall=0.4), like(recall=0.6)] * 10)
    assert (found.human_likeness, found.least) == (0.5, "recall")
    assert found.high - found.low == pytest.approx(2 * 1.96 * 0.1 / np.sqrt(2))
    # draws do not change who is crowded, nor a share that no persona has: the part's own interval takes their place
    crowded = replace(ALIKE, beyond_people={"crowding": 0.4})
    own = {"crowding": (0.5, 0.7), "recall": (0.0, 0.03)}.get
    assert likeness(crowded, [crowded] * 20).low == pytest.approx(0.6)
    found = likeness(crowded, [crowded] * 20, own)
    assert (found.low, found.human_likeness, found.high, found.least) == (0.5, 0.6, 0.7, "crowding")
    found = likeness(like(recall=0.0), [like(recall=0.0)] * 20, own)
    assert (found.low, found.human_likeness, found.high) == (0.0, 0.0, 0.03)
    found = likeness(like(recall=0.5), [like(recall=0.4), like(recall=0.6)] * 10, own)
    assert found.high > 0.5, "draws show it"
    assert likeness(like(recall=0.5), []).low is None
    assert likeness(like(lid=None), []) is None


@pytest.fixture(scope="module", params=["human", "collapsed", "shallow", "caricature", "noise"])
def found(request):
    settings = Settings(draws=20)
    return request.param, diagnose(simulate(request.param, 300, seed=5), calibrated_2058(), settings=settings, pairs=60)


def test_known_kinds_are_read_firmly_and_ranked(found):
    kind, one = found
    assert one.signature.readings[one.signature.name] >= 0.9
    assert sum(one.signature.readings.values()) == pytest.approx(1)
    assert one.likeness.low <= one.likeness.human_likeness <= one.likeness.high
    assert one.likeness.low < one.likeness.high, "no interval of width 0"
    if kind == "human":
        assert one.likeness.human_likeness > 0.9
    else:
        assert one.likeness.high < 0.75
        assert not any("another sample of people" in said for said in one.signature.evidence)
    said = table(one)
    assert f"signature: {one.signature.name} ({one.signature.support}" in said
    assert f"human-likeness {one.likeness.human_likeness:.2f} (" in said


@pytest.mark.skipif(not PEOPLE.exists(), reason=WITHOUT)
def test_people_of_another_study_are_as_far_as_other_people():
    one = diagnose(str(PEOPLE), settings=Settings(draws=30), pairs=60)
    assert one.signature.name in ("human-like", "mixed", "response style")
    assert "no farther from the reference than another sample of people" in one.signature.evidence[-1]
    assert one.likeness.high > 0.7


def test_no_distance_is_known_of_other_questionnaires():
    one = diagnose(simulate("human", 120), settings=Settings(draws=2), pairs=2)
    assert as_far_as_people(one.values, ALIKE, [], "moral131") == ""
