"""Identity of very many texts: from some of them, by blocks, and as from all."""

from dataclasses import asdict, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona_collapse.diagnosis.texts import diagnose_texts
from persona_collapse.measures.text import directions, retrieval
from persona_collapse.measures.text import identity as identities
from persona_collapse.measures.text.directions import Directions
from persona_collapse.measures.text.identity import identity
from persona_collapse.measures.text.retrieval import Nearest
from persona_collapse.report import text_table
from tests.text.test_identity import quick, written


@pytest.fixture
def few(monkeypatch):
    """As if 40 texts and 100 personas were very many."""
    monkeypatch.setattr(retrieval, "MOST_TEXTS", 40)
    monkeypatch.setattr(identities, "ALL_ASKED", 100)
    monkeypatch.setattr(identities, "MOST_PERSONAS", 60)


def test_mapped_vectors_have_the_numbers_of_those_in_memory(tmp_path):
    vectors, personas = written(np.random.default_rng(1), personas=40)
    vectors = vectors.astype(np.float32)
    np.save(tmp_path / "vectors.npy", vectors)
    mapped = np.load(tmp_path / "vectors.npy", mmap_mode="r")
    assert quick(mapped, personas) == quick(vectors.astype(np.float64), personas)
    assert Directions.of(mapped).vectors is mapped, "nothing is copied"


def test_blocks_change_nothing(monkeypatch):
    vectors, personas = written(np.random.default_rng(2), personas=110)
    whole = quick(vectors, personas)
    monkeypatch.setattr(directions, "ROWS", 7)
    monkeypatch.setattr(identities, "RESAMPLED_BYTES", 8 * 110 * 3)
    monkeypatch.setattr(retrieval, "BLOCK_BYTES", 8 * 330 * 5)
    found = quick(vectors, personas)
    assert (found.within, found.between, found.retrieval) == pytest.approx(
        (whole.within, whole.between, whole.retrieval), abs=1e-12
    )
    for name in ("ratio_interval", "distance_ratio_interval", "retrieval_interval"):
        one, other = getattr(found, name), getattr(whole, name)
        assert (one.low, one.high) == pytest.approx((other.low, other.high), abs=1e-9)
    assert asdict(found.shuffled) == pytest.approx(asdict(whole.shuffled), abs=1e-6)


@settings(max_examples=50)
@given(st.lists(st.tuples(*[st.sampled_from([-1.0, -0.0, 0.0, 1.0])] * 3), min_size=1, max_size=12))
def test_texts_are_sorted_by_all_numbers_of_their_vectors(rows):
    table = np.array([[*row, 2.0] for row in rows])
    unit = table / np.linalg.norm(table, axis=1, keepdims=True)
    assert Directions.of(table).order.tolist() == np.lexsort(unit.T[::-1]).tolist()


def test_a_part_of_the_texts_estimates_the_whole(few):
    """120 personas of one to five texts: the mean over draws of 40 texts is the retrieval of all, within its error."""
    rng = np.random.default_rng(3)
    vectors, _ = written(rng, personas=120, texts=5, size=12, own=1.5)
    kept = np.concatenate([5 * one + np.arange(1 + one % 5) for one in range(120)])
    vectors, personas = vectors[kept], (kept // 5).tolist()
    unit = Directions.of(vectors)
    codes = identities._codes(personas, unit.order)
    draws = [Nearest.of(unit, seed).found(codes) for seed in range(300)]
    retrieval.MOST_TEXTS = len(vectors)
    whole = Nearest.of(unit, 0).found(codes)
    assert 0.2 < whole.mean < 0.8
    values = np.array([one.mean for one in draws])
    # a mean of weights that are drawn is nearly, not quite, without bias
    assert values.mean() == pytest.approx(whole.mean, abs=0.01 + 3 * values.std() / np.sqrt(300))
    held = np.mean([one.interval.low <= whole.mean <= one.interval.high for one in draws])
    assert held > 0.9, "a 95 % interval, of a part of the texts"


def test_a_draw_is_said_and_does_not_depend_on_order_or_names(few):
    vectors, personas = written(np.random.default_rng(4), personas=150, own=1.0)
    found = quick(vectors, personas)
    assert (found.texts, found.texts_asked, found.personas, found.personas_asked) == (450, 40, 150, 60)
    assert found.sampled == (
        "retrieval is from 40 of 450 texts, LID of persona means is from 60 of 150 personas, "
        "drawn once and compared with all"
    )
    order = np.random.default_rng(5).permutation(450)
    again = quick(vectors[order], [f"another {personas[row]}" for row in order])
    assert again == found
    assert found.retrieval_p_value < 0.1


def test_up_to_the_limits_all_are_asked(monkeypatch):
    vectors, personas = written(np.random.default_rng(6), personas=120)
    monkeypatch.setattr(retrieval, "MOST_TEXTS", 360)
    monkeypatch.setattr(identities, "ALL_ASKED", 120)
    found = quick(vectors, personas)
    assert (found.texts_asked, found.personas_asked, found.sampled) == (None, None, "")


def test_p_values_of_a_part_are_even_without_personas(few):
    found = []
    for seed in range(40):
        vectors, personas = written(np.random.default_rng(seed), personas=25, texts=3, own=0.0)
        found.append(quick(vectors, personas, permutations=39).retrieval_p_value)
    assert np.mean(np.array(found) <= 0.2) < 0.45
    assert np.mean(found) > 0.4


def test_clones_are_found_by_chance(few):
    found = quick(np.ones((300, 3)), np.repeat(np.arange(60), 5).tolist())
    assert found.retrieval == pytest.approx(4 / 299, abs=0.01)
    assert found.retrieval_p_value > 0.05


def test_it_is_printed_and_recorded(few):
    rng = np.random.default_rng(7)
    words = ["sea", "farm", "paint", "train", "music", "stone", "bread", "winter", "garden", "letter", "window", "road"]
    replies = [
        f"I love {' and '.join(rng.choice(words, 4))} more than anything else that there is in my small town near the old river."
        for _ in range(60)
    ]
    found = diagnose_texts(replies, [number // 3 for number in range(60)], model=None)
    own = identity(rng.standard_normal((60, 4)), [number // 3 for number in range(60)], deals=1, permutations=9)
    printed = text_table(replace(found, identity=own))
    assert "Retrieval is from 40 of 60 texts, drawn once and compared with all." in printed
    assert '"texts_asked": 40' in replace(found, identity=own).to_json()
