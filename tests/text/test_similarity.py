"""Semantic similarity rating: ratings by hand, anchors as data, and the real model on replies that were written before the anchors."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import spearmanr

from persona_collapse.errors import InputError
from persona_collapse.instruments import ResponseScale, catalogue
from persona_collapse.texts import similarity
from persona_collapse.texts.embedding import Embedding
from persona_collapse.texts.similarity import (
    SCHEMA,
    Anchors,
    anchors_for,
    bundled,
    expected,
    line,
    read_anchors,
    similarity_ratings,
)
from tests.conftest import ROOT

REPLIES = ROOT / "tests" / "reading" / "data" / "free_replies.jsonl"
THREE = (("Never.", "Now and then.", "Always."), ("No.", "It depends.", "Yes."))


@pytest.mark.parametrize(
    ("similarities", "place", "because"),
    [
        ([[0.2, 0.2, 0.8]], 2, "only the last is above the least"),
        ([[0.1, 0.3, 0.5]], 5 / 3, "shares of 0, a third and two thirds"),
        ([[0.1, 0.3, 0.5], [0.5, 0.3, 0.1]], 1, "two sets that contradict each other"),
        ([[0.4, 0.4, 0.4]], np.nan, "alike to all"),
        ([[0.4, 0.4, 0.4], [0.2, 0.2, 0.8]], 2, "a set that tells nothing is left out"),
    ],
)
def test_by_hand(similarities, place, because):
    assert expected(np.array([similarities]))[0] == pytest.approx(place, nan_ok=True), because


@given(arrays(np.float64, (3, 2, 5), elements=st.floats(-1, 1, width=32), unique=True), st.floats(-0.5, 0.5))
def test_only_differences_of_similarities_count(similarities, more):
    found = expected(similarities)
    assert ((found >= 0) & (found <= 4)).all()
    assert expected(similarities + more) == pytest.approx(found, abs=1e-6)
    assert expected(similarities[:, :, ::-1]) == pytest.approx(4 - found, abs=1e-6)


def test_the_line_is_that_of_the_anchors():
    plain = np.eye(3)[None].repeat(3, axis=0)  # three sets that say the same three things, alike to nothing else
    assert line(plain) == pytest.approx((0, 1))
    assert line(plain[:1]) == (0, 1), "a single set has nothing to be rated by"
    vague = np.array([[np.cos(angle), np.sin(angle)] for angle in (0.0, 0.3, 0.6)])[None].repeat(3, axis=0)
    intercept, slope = line(vague)
    assert 0 < slope < 1, "the middle is similar to both ends, so ratings crowd around it"
    assert intercept + slope == pytest.approx(1), "and it stays where it is"


def test_a_rating_is_what_the_line_says_and_stays_on_the_scale(monkeypatch):
    angles = {"a": 0.0, "b": 0.3, "c": 0.6, "x": 0.0, "y": 0.6, "z": -0.4}
    vectors = lambda texts, **_: Embedding(  # noqa: E731
        np.array([[np.cos(angles[one]), np.sin(angles[one])] for one in texts]), "m", 0, 0
    )
    monkeypatch.setattr(similarity, "embed", vectors)
    anchors = Anchors("mine", "1", (("a", "b", "c"), ("a", "b", "c")))
    assert similarity_ratings(["x", "b", "y", "z"], anchors) == pytest.approx([0, 1, 2, 0], abs=0.2)
    published = similarity_ratings(["x", "b", "y"], anchors, as_published=True)
    assert 0 < published[0] < published[2] < 2, "nearer to the middle"
    with pytest.raises(InputError, match="anchors mine: their sets contradict each other"):
        similarity_ratings(["x"], replace(anchors, sets=(("a", "b", "c"), ("c", "b", "a"))))


def test_anchors_are_known_by_the_labels_of_a_scale():
    for name in ("bfi44", "ipip50", "ipip-neo-120", "mini-ipip"):
        assert anchors_for(catalogue.bundled(name).scale).id == "agreement-5"
    with pytest.raises(InputError, match=r"no anchor sentences for the scale of moral131 \('Strongly favour A' to"):
        anchors_for(catalogue.bundled("moral131").scale, "moral131")
    with pytest.raises(InputError, match="give --anchors FILE, a JSON file with one sentence for each of its 7 points"):
        anchors_for(ResponseScale(1, 7, ()))


def test_a_file_of_ones_own(tmp_path):
    file = tmp_path / "often.json"
    file.write_text(json.dumps({"schema": SCHEMA, "sets": THREE}))
    assert read_anchors(file) == Anchors("often", "1", THREE)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is not JSON; give a file with anchors"),
        pytest.param("[" * 100_000, "is not JSON; give a file with anchors", id="nested too deeply"),
        ("[]", "holds no anchors: its schema is not persona-collapse/anchors/1"),
        (json.dumps({"schema": SCHEMA, "sets": "no"}), "sets is not a list of lists of sentences"),
        (json.dumps({"schema": SCHEMA}), "sets is not a list of lists of sentences"),
        (json.dumps({"schema": SCHEMA, "sets": []}), "0 sets with no sentences; every set needs one sentence per"),
        (json.dumps({"schema": SCHEMA, "sets": [["a", "b"], ["a"]]}), "2 sets with 1, 2 sentences"),
        (json.dumps({"schema": SCHEMA, "sets": [["a", " "]]}), "an empty sentence; write one for every scale point"),
    ],
)
def test_a_file_that_holds_none_is_refused(tmp_path, content, said):
    file = tmp_path / "mine.json"
    file.write_text(content)
    with pytest.raises(InputError, match=said):
        read_anchors(file)
    with pytest.raises(InputError, match="cannot be read: No such file"):
        read_anchors(tmp_path / "none.json")


def test_replies_written_before_the_anchors_are_rated_as_well_as_at_first(tmp_path):
    """The figures of docs/validity.md. The replies were written first, and the anchors were not changed afterwards."""
    known = [json.loads(line) for line in REPLIES.read_text(encoding="utf-8").splitlines()]
    points = np.array([one["point"] for one in known])
    assert np.bincount(points).tolist() == [0, 60, 60, 60, 60, 60]
    texts, (anchors,) = [one["reply"] for one in known], bundled()
    as_published, found = (
        similarity_ratings(texts, anchors, folder=tmp_path, as_published=one) for one in (True, False)
    )
    assert spearmanr(as_published, points).statistic == pytest.approx(0.443, abs=0.01)
    assert spearmanr(np.floor(found + 0.5), points).statistic == pytest.approx(0.442, abs=0.01)
    assert np.mean(1 + np.floor(found + 0.5) == points) == pytest.approx(0.31, abs=0.02)
