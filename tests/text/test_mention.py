"""Mention rates: by hand, by law, against a plain computation, at the edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import balanced_accuracy_score

from persona_collapse.errors import InputError
from persona_collapse.measures.text.mention import hierarchy, mention

VALUES = ["f", "m", "n"]


@pytest.mark.parametrize(
    ("found", "held", "personas", "hit", "false_positive", "because"),
    [
        ([[1, 0], [0, 1]], ["f", "m"], [1, 2], 1.0, 0.0, "each tells its own"),
        ([[0, 1], [1, 0]], ["f", "m"], [1, 2], 0.0, 1.0, "each tells the other's"),
        ([[1, 1], [1, 1]], ["f", "m"], [1, 2], 1.0, 1.0, "a detector that always fires knows nothing"),
        ([[1, 0], [0, 0], [0, 1]], ["f", "f", "m"], [1, 1, 2], 0.75, 0.0, "persona 1 half the time, persona 2 always"),
        ([[1, 0], [1, 0], [1, 0], [0, 0]], ["f", "f", "f", "m"], [1, 2, 3, 4], 0.75, 0.0, "three of four personas"),
        (
            [[1, 0], [1, 0], [1, 0], [1, 0]],
            ["f", "f", "f", "m"],
            [1, 2, 3, 4],
            0.75,
            0.75,
            "f in the man's: weight 3/4",
        ),
    ],
)
def test_by_hand(found, held, personas, hit, false_positive, because):
    of = mention(found, held, personas, VALUES[:2])
    assert (of.hit, of.false_positive) == pytest.approx((hit, false_positive)), because
    assert of.youden == pytest.approx(hit - false_positive)


def drawn(seed, personas=60, samples=3, told=0.6, wrong=0.1):
    generator = np.random.default_rng(seed)
    own = generator.integers(3, size=personas)
    table = generator.random((personas, samples, 3)) < np.where(np.eye(3)[own] == 1, told, wrong)[:, None, :]
    names = np.repeat(np.arange(personas), samples)
    return table.reshape(-1, 3), [VALUES[own[name]] for name in names], list(names)


@given(st.integers(0, 10_000))
def test_order_of_texts_and_names_of_personas_do_not_matter(seed):
    found, held, personas = drawn(seed, personas=12)
    order = np.random.default_rng(seed).permutation(len(held))
    mixed = mention(found[order], [held[i] for i in order], [f"p{personas[i]}" for i in order], VALUES)
    whole = mention(found, held, personas, VALUES)
    for name in ("hit", "false_positive", "youden", "low", "high"):
        assert getattr(mixed, name) == pytest.approx(getattr(whole, name))


@given(st.integers(0, 10_000))
def test_every_text_twice_changes_nothing(seed):
    found, held, personas = drawn(seed, personas=12)
    twice = mention(np.vstack([found, found]), held * 2, personas * 2, VALUES)
    whole = mention(found, held, personas, VALUES)
    assert (twice.youden, twice.low, twice.high) == pytest.approx((whole.youden, whole.low, whole.high))
    assert twice.texts == 2 * whole.texts


def test_of_two_values_equally_common_it_is_twice_balanced_accuracy_less_one():
    # one text each, exactly one value found
    generator = np.random.default_rng(0)
    own, said = np.tile([0, 1], 50), generator.integers(2, size=100)
    found = np.eye(2)[said]
    of = mention(found, [VALUES[v] for v in own], list(range(100)), VALUES[:2])
    assert of.youden == pytest.approx(2 * balanced_accuracy_score(own, said) - 1)


def test_the_interval_is_the_bootstraps():
    found, held, personas = drawn(3)
    of = mention(found, held, personas, VALUES)
    generator = np.random.default_rng(0)
    found, held = found.reshape(60, 3, 3), np.array(held).reshape(60, 3)
    again = []
    for _ in range(400):
        rows = generator.integers(60, size=60)
        resampled = mention(found[rows].reshape(-1, 3), list(held[rows].ravel()), list(np.repeat(range(60), 3)), VALUES)
        again.append(resampled.youden)
    assert (of.high - of.low) / (2 * 1.96) == pytest.approx(np.std(again), rel=0.12)


def test_the_interval_holds_the_truth():
    held = [mention(*drawn(seed), VALUES) for seed in range(200)]
    assert np.mean([one.low <= 0.5 <= one.high for one in held]) == pytest.approx(0.95, abs=0.04)


def test_personas_are_clusters():
    found, held, personas = drawn(5)
    clustered = mention(found, held, personas, VALUES)
    alike = mention(found[::3].repeat(3, axis=0), held, personas, VALUES)
    alone = mention(found[::3], held[::3], personas[::3], VALUES)
    assert (alike.low, alike.high) == pytest.approx((alone.low, alone.high)), "copies add nothing"
    assert clustered.high - clustered.low < alone.high - alone.low, "texts of their own do"


def test_edges():
    same = mention([[1], [0]], ["f", "f"], [1, 2], ["f"])
    assert (same.hit, same.false_positive, same.youden) == (0.5, None, None), "there are no others"
    none = mention(np.zeros((0, 2)), [], [], VALUES[:2])
    assert (none.hit, none.youden, none.texts) == (None, None, 0)
    unknown = mention([[1, 0], [0, 1], [1, 1]], ["f", "m", None], [1, 2, 3], VALUES[:2])
    assert (unknown.youden, unknown.unknown, unknown.texts) == (1.0, 1, 2)
    unheld = mention([[1, 0, 1], [0, 1, 0]], ["f", "m"], [1, 2], VALUES)
    assert unheld.per_value[2].hit is None
    assert unheld.per_value[2].false_positive == 0.5
    assert unheld.false_positive == 0, "a value that no persona has gets no weight"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[1, 0]], ["f", "m"], [1, 2], ["f", "m"]), "1 texts, 2 values and 2 personas"),
        (([[1, 0]], ["x"], [1], ["f", "m"]), "text 1: unknown value 'x' of the persona"),
        (([[1, 0]], ["f"], [1], VALUES), "2 columns and there are 3 values"),
        (([[1, 0], [1, 0]], ["f", "m"], [1, 1], ["f", "m"]), "persona 1 has 'f' in one text and 'm' in another"),
    ],
)
def test_mistakes_are_named(arguments, message):
    with pytest.raises(InputError, match=message):
        mention(*arguments)


def test_the_hierarchy_is_by_difference():
    told, silent = (
        mention([[1, 0], [0, 1]], ["f", "m"], [1, 2], VALUES[:2]),
        mention([[1], [1]], ["f"] * 2, [1, 2], ["f"]),
    )
    loud = mention([[1, 1], [1, 1]], ["f", "m"], [1, 2], VALUES[:2])
    assert hierarchy([silent, loud, told]) == [told, loud, silent]
