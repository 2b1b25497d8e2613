"""Recall: what is bundled is what the detector finds, and rates corrected by it hold what was planted."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_collapse import resources
from persona_collapse.errors import InputError
from persona_collapse.measures.intervals import NORMAL
from persona_collapse.measures.text.mention import mention, ratio_ends
from persona_collapse.measures.text.recall import DetectorRecall, WriterRecall, recalls
from persona_collapse.personas import schema
from persona_collapse.texts.recall import data, main, measured
from tests.pages import PAGES
from validity.mention import held, one_seed

DATA = Path(__file__).parent / "data"
FILES = {writer: DATA / f"phrasings_{writer}.json" for writer in ("check_1", "check_2")}
PAGE = PAGES["docs/texts.md"]


@pytest.fixture(scope="module")
def read():
    return data({writer: json.loads(file.read_text(encoding="utf-8")) for writer, file in FILES.items()})


def test_what_is_bundled_is_what_the_detector_finds(read):
    assert resources.data("texts/data/recall.json") == read, "run python -m persona_collapse.texts.recall again"


def test_the_page_has_the_figures(read):
    for place, name in enumerate(("check 1", "check 2")):
        found = sum(ones[place]["found"] for ones in read["readings"].values())
        of = sum(ones[place]["of"] for ones in read["readings"].values())
        assert f"| {name} | {of} |" in PAGE
        assert f" {100 * found / of:.0f} |" in next(
            line for line in PAGE.splitlines() if line.startswith(f"| {name} |")
        )


def test_the_command_prints_the_file(tmp_path, capsys):
    said = {"gender": {"Male": ["I am a man."]}}
    (tmp_path / "one.json").write_text(json.dumps(said))
    main([f"me={tmp_path / 'one.json'}"])
    assert json.loads(capsys.readouterr().out) == data({"me": said})


def test_every_attribute_has_been_measured():
    assert list(measured()) == [one.column for one in schema()]
    assert len({(one.between, one.across) for one in measured().values()}) == 1, "the spread of writers is pooled"


def test_a_writer_alone_says_nothing_of_others():
    with pytest.raises(InputError, match="age has 1 writers"):
        recalls({"age": [WriterRecall("a", 1, 2, 0, 2)]})
    with pytest.raises(InputError, match="age has 2 writers"):
        recalls({"age": [WriterRecall("a", 1, 2, 0, 2), WriterRecall("b", 0, 0, 0, 0)]})


def drawn(seed, told, recall, confusion, background, personas=400):
    """What a detector finds of three values in two texts of each persona, with known content."""
    generator = np.random.default_rng(seed)
    own = generator.integers(3, size=personas)
    tells = generator.random((personas, 2, 1)) < told
    rate = np.where(np.eye(3)[own] == 1, recall, confusion)[:, None, :]
    found = (tells & (generator.random((personas, 2, 3)) < rate)) | (generator.random((personas, 2, 3)) < background)
    names = np.repeat(np.arange(personas), 2)
    return mention(
        found.reshape(-1, 3),
        ["abc"[value] for value in own[names]],
        list(names),
        "abc",
        recall=DetectorRecall(
            (WriterRecall("one", round(1000 * recall), 1000, round(1000 * confusion), 1000),), between=0.0
        ),
    ).told


@pytest.mark.parametrize(
    ("told", "recall", "confusion", "background"),
    [(0.6, 0.8, 0.0, 0.0), (0.6, 0.8, 0.0, 0.2), (0.6, 0.8, 0.3, 0.1), (0.1, 0.9, 0.1, 0.05), (0.95, 0.7, 0.2, 0.1)],
)
def test_the_truth_is_in_the_interval_when_recall_is_known(told, recall, confusion, background):
    found = [drawn(seed, told, recall, confusion, background) for seed in range(100)]
    assert np.mean([one.rate for one in found]) == pytest.approx(told, abs=0.01)
    assert np.mean([one.low <= told <= one.high for one in found]) == pytest.approx(0.95, abs=0.05)


def test_it_is_the_estimate_of_rogan_and_gladen_without_confusion():
    found, held_values = [[1, 0], [0, 0], [0, 1], [1, 1]], list("aabb")
    recall = DetectorRecall((WriterRecall("one", 9, 10, 0, 10),), between=0.0)
    one = mention(found, held_values, [1, 2, 3, 4], "ab", recall=recall)
    sensitivity = one.false_positive + (1 - one.false_positive) * 0.9
    by_hand = (one.hit - one.false_positive) / (sensitivity - one.false_positive)
    assert one.told.rate == pytest.approx(by_hand)


def test_writers_who_differ_widen_the_interval():
    found, held_values = np.tile([[1, 0], [0, 0], [0, 1], [0, 0]], (50, 1)), list("aabb") * 50
    alike, apart = (DetectorRecall((WriterRecall("one", 8, 10, 0, 10),), between=between) for between in (0.0, 0.01))
    narrow, wide = (
        mention(found, held_values, list(range(200)), "ab", recall=recall).told for recall in (alike, apart)
    )
    assert narrow.rate == wide.rate == pytest.approx(0.625)
    for end, alone in ((wide.low, narrow.low), (wide.high, narrow.high)):
        error = (alone - 0.625) / 1.96
        reach = error**2 + end**2 / 0.8**2 * 0.02  # (1 + 1 / W) between
        assert (0.625 - end) ** 2 == pytest.approx(1.96**2 * reach), "Fieller"
    assert wide.high - 0.625 > 0.625 - wide.low, "who misses more makes the estimate too low"


def test_attributes_that_differ_widen_it_too():
    def writer(found, of=100):
        return WriterRecall("one", found, of, 0, of)

    found = recalls({"a": [writer(60), writer(60)], "b": [writer(80), writer(80)], "c": [writer(100), writer(100)]})
    assert found["a"].between == 0
    assert found["a"].across == pytest.approx(0.04), "the variance of .6, .8 and 1"
    assert found["a"].variance == pytest.approx(0.04)
    apart = recalls({"a": [writer(60), writer(80)], "b": [writer(80), writer(100)]})
    assert apart["a"].across == pytest.approx(0.01), "the variance of .7 and .9, less half of that between writers"
    alike = recalls({"a": [writer(60), writer(90)], "b": [writer(70), writer(80)]})
    assert alike["a"].across == 0, "writers alone make the means differ by this and more"
    assert alike["a"].variance == pytest.approx(1.5 * alike["a"].between)


@given(st.floats(0, 2), st.floats(0, 0.5), st.floats(0, 0.8))
def test_ends_of_a_ratio_fulfil_its_equation(ratio, error, relative):
    low, high = ratio_ends(ratio, error, relative)
    assert 0 <= low <= ratio + 1e-9
    assert high >= ratio - 1e-9
    for end in (low, high):
        if 0 < end < 1e6:
            assert (ratio - end) ** 2 == pytest.approx(1.96**2 * (error**2 + (end * relative) ** 2), rel=1e-4, abs=1e-9)
    if abs(relative - 1 / 1.96) > 1e-6:
        assert np.isinf(high) == (relative > 1 / 1.96)


def by_a_third(gains, *, of=1000):
    """Whether the interval holds a planted rate of half, where writers' gains are (attributes, 3) and two are measured."""
    known = recalls(
        {
            f"{place}": [WriterRecall("w", round(of * one), of, 0, of) for one in two]
            for place, two in enumerate(gains[:, :2])
        }
    )
    held = []
    for place, third in enumerate(gains[:, 2]):
        one = known[f"{place}"]
        low, high = ratio_ends(0.5 * third / one.gain, 0.0, np.sqrt(one.variance) / one.gain)
        held.append(low <= 0.5 <= high)
    return held


def normal(rng):
    """Gains of writers who differ by .08, of attributes that differ by .07."""
    return np.clip(rng.normal(0.85, 0.07, (26, 1)) + rng.normal(0, 0.08, (26, 3)), 0.3, 1.0)


def test_the_formula_is_right_where_writers_are_as_it_assumes():
    held = [by_a_third(normal(np.random.default_rng(seed))) for seed in range(60)]
    assert 0.95 <= np.mean(held) <= 0.995, "wider than needed on average, since attributes are counted as if unknown"


@pytest.mark.parametrize("of", [10, 1000])
def test_the_interval_holds_the_truth_for_skewed_writers(of):
    # most miss little and a few very much, of most attributes little is missed and of a few much; ten sentences, or many
    held = []
    for seed in range(60):
        rng = np.random.default_rng([seed, of])
        gains = np.clip(1 - rng.exponential(0.1, (26, 1)) - rng.exponential(0.08, (26, 3)), 0.05, 1.0)
        held += by_a_third(np.maximum(rng.binomial(of, gains), 1) / of, of=of)
    assert 0.93 <= np.mean(held) <= 0.995


@pytest.mark.parametrize(("missed", "holds"), [(0.2, True), (0.5, False)])
def test_where_two_writers_share_what_they_miss_the_interval_allows_for_a_quarter_less_and_not_for_half(missed, holds):
    shared, others = [], []
    for seed in range(60):
        gains = normal(np.random.default_rng(seed))
        gains[:5, 2] = (1 - missed) * gains[:5, :2].mean(axis=1)
        held = by_a_third(gains)
        shared += held[:5]
        others += held[5:]
    assert np.mean(others) >= 0.95
    assert np.mean(shared) >= 0.95 if holds else np.mean(shared) <= 0.05, "what nobody has seen is in no interval"


def test_edges():
    nothing = DetectorRecall((WriterRecall("one", 1, 10, 2, 10),), between=0.0)
    some = DetectorRecall((WriterRecall("one", 8, 10, 0, 10),), between=0.0)
    assert mention([[1, 0], [0, 1]], list("ab"), [1, 2], "ab", recall=nothing).told is None, "others are found as often"
    assert mention([[1], [0]], list("aa"), [1, 2], "a", recall=some).told is None, "there are no others"
    assert mention([[1, 1], [1, 1]], list("ab"), [1, 2], "ab", recall=some).told is None, "it always fires"
    nowhere = mention(np.zeros((200, 2)), list("ab") * 100, list(range(200)), "ab", recall=some).told
    assert (nowhere.rate, nowhere.low) == (0, 0)
    assert nowhere.high == pytest.approx(3 / 200 / 0.8, rel=0.01), "none of 200, of whom four in five would be found"
    below = mention([[0, 1], [0, 0], [0, 0], [0, 0]], list("aabb"), [1, 2, 3, 4], "ab", recall=some).told
    assert (below.rate, below.low) == (0, 0), "found in others only"
    assert mention([[1, 0], [0, 1]], list("ab"), [1, 2], "ab").told is None, "without recall nothing is corrected"


@pytest.mark.parametrize("relative", [0.3, 1 / NORMAL, 0.8, 5.0])
def test_a_value_that_only_others_seem_to_state_has_an_interval_from_0_whatever_writers_differ(relative):
    recall = DetectorRecall((WriterRecall("one", 10, 10, 0, 10),), between=relative**2 / 2)
    others_only = mention(np.tile([[0, 1], [1, 0]], (20, 1)), list("ab") * 20, list(range(40)), "ab", recall=recall)
    assert others_only.youden == -1
    assert others_only.told is None, "a value that is found everywhere tells nothing"
    found = np.tile([[0, 1], [0, 0], [0, 0], [0, 0]], (40, 1))
    told = mention(found, list("aabb") * 40, list(range(160)), "ab", recall=recall).told
    assert (told.rate, told.low) == (0, 0)
    assert 0 < told.high <= 1
    assert (told.high == 1) == (relative > 0.5), "writers may find next to nothing"


def test_planted_rates_are_in_their_intervals():
    inside = [count for _, _, count in held("human", [one_seed("human", 1, personas=60, samples=2)]).values()]
    assert len(inside) == 28
    assert sum(inside) >= 24
