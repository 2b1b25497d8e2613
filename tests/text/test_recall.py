"""Recall: what is bundled is what the detector finds, and rates corrected by it hold what was planted."""

import json
from pathlib import Path

import numpy as np
import pytest

from persona_collapse import resources
from persona_collapse.errors import InputError
from persona_collapse.measures.text.mention import mention
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
    assert len({one.between for one in measured().values()}) == 1, "the spread of writers is pooled"


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
    ends = [(one.high - one.low) / 2 / 1.96 for one in (narrow, wide)]
    assert ends[1] ** 2 - ends[0] ** 2 == pytest.approx((0.625 / 0.8) ** 2 * 0.02), "t^2 / gain^2 (1 + 1 / W) between"


def test_edges():
    nothing = DetectorRecall((WriterRecall("one", 1, 10, 2, 10),), between=0.0)
    some = DetectorRecall((WriterRecall("one", 8, 10, 0, 10),), between=0.0)
    assert mention([[1, 0], [0, 1]], list("ab"), [1, 2], "ab", recall=nothing).told is None, "others are found as often"
    assert mention([[1], [0]], list("aa"), [1, 2], "a", recall=some).told is None, "there are no others"
    assert mention([[1, 1], [1, 1]], list("ab"), [1, 2], "ab", recall=some).told is None, "it always fires"
    below = mention([[0, 1], [0, 0], [0, 0], [0, 0]], list("aabb"), [1, 2, 3, 4], "ab", recall=some).told
    assert (below.rate, below.low) == (0, 0), "found in others only"
    assert mention([[1, 0], [0, 1]], list("ab"), [1, 2], "ab").told is None, "without recall nothing is corrected"


def test_planted_rates_are_in_their_intervals():
    inside = [count for _, _, count in held("human", [one_seed("human", 1, personas=60, samples=2)]).values()]
    assert len(inside) == 28
    assert sum(inside) >= 24
