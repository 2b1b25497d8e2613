"""Identity: by hand, by law, against slow twins, and on texts that have no persona."""

import re

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from persona_collapse.errors import InputError
from persona_collapse.measures import cosine_vendi
from persona_collapse.measures.intervals import Interval
from persona_collapse.measures.text.identity import identity
from tests.measures.strategies import seeds
from validity.identity import Design, held, line, percentiles
from validity.identity import written as simulated


def written(rng, *, personas=12, texts=3, size=8, own=1.0):
    """Vectors of texts around their persona's own direction, and whose they are."""
    centres = own * rng.standard_normal((personas, size))
    codes = np.repeat(np.arange(personas), texts)
    return centres[codes] + rng.standard_normal((len(codes), size)) + 1, [f"p{code}" for code in codes]


def quick(vectors, personas, **others):
    return identity(vectors, personas, **{"resamples": 20, "deals": 1, "permutations": 19, **others})


def slow(vectors, personas):
    """Within, between and retrieval in loops over pairs of texts."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    names = sorted(set(personas))
    rows = {name: [row for row, one in enumerate(personas) if one == name] for name in names}
    own = [
        np.mean([unit[a] @ unit[b] for a in rows[name] for b in rows[name] if a != b])
        for name in names
        if len(rows[name]) > 1
    ]
    other = [
        np.mean([unit[a] @ unit[b] for a in rows[one] for b in rows[two]])
        for place, one in enumerate(names)
        for two in names[:place]
    ]
    found = {name: [] for name in names if len(rows[name]) > 1}
    for name, hits in found.items():
        for a in rows[name]:
            nearest = max((b for b in range(len(unit)) if b != a), key=lambda b: unit[a] @ unit[b])
            hits.append(personas[nearest] == name)
    return np.mean(own), np.mean(other), np.mean([np.mean(hits) for hits in found.values()])


@pytest.mark.parametrize(
    ("vectors", "within", "between", "because"),
    [
        ([[1, 0], [1, 0], [0, 1], [0, 1]], 1, 0, "each persona has its own direction"),
        ([[1, 0], [0, 1], [1, 0], [0, 1]], 0, 0.5, "each text is the other persona's"),
        ([[1, 0]] * 4, 1, 1, "all alike"),
        ([[1, 0], [2, 0], [0, 3], [0, 1]], 1, 0, "length does not matter"),
        ([[1, 0], [1, 0], [-1, 0], [-1, 0]], 1, -1, "opposite"),
    ],
)
def test_by_hand(vectors, within, between, because):
    found = quick(vectors, ["ann", "ann", "bob", "bob"])
    assert (found.within, found.between) == pytest.approx((within, between)), because
    assert found.retrieval_chance == pytest.approx(1 / 3)
    assert found.ratio == (pytest.approx(within / between) if between > 0 else None), because
    assert found.distance_ratio == (None if between == 1 else pytest.approx((1 - within) / (1 - between))), because


FIVE = np.repeat(np.arange(5), 2)


@pytest.mark.parametrize(
    ("directions", "whose", "retrieval", "because"),
    [
        (FIVE, FIVE, 1, "each persona has its own direction"),
        (np.tile(np.arange(5), 2), FIVE, 0, "the nearest text is another persona's"),
        ([0] * 10, FIVE, 1 / 9, "all alike: found by chance, one of nine"),
        (
            [0, 0, 0, 0, 1, 2, 2, 1, 3, 4, 4, 3],
            [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4],
            1 / 5,
            "four texts count as much as two",
        ),
        ([0, 0, 1, 1, 2, 3], [0, 0, 1, 1, 2, 3], None, "four personas"),
        (range(5), range(5), None, "one text each"),
    ],
)
def test_retrieval_by_hand(directions, whose, retrieval, because):
    found = quick(np.eye(5)[list(directions)], list(whose))
    assert found.retrieval == (None if retrieval is None else pytest.approx(retrieval)), because
    assert ("retrieval" in found.undefined) == (found.retrieval_p_value is None) == (retrieval is None)


def test_what_is_undefined_says_why():
    assert quick(np.eye(4), [0, 0, 1, 2]).undefined == {
        "retrieval": "it looks at the nearest text, for which 5 personas are needed; there are 3",
        "lid": "it looks at the 20 nearest personas, for which 100 personas are needed; there are 3",
    }
    assert quick(np.eye(5), range(5)).undefined["retrieval"] == "every persona has one text"
    rng = np.random.default_rng(0)
    found = quick(rng.standard_normal((200, 8)), [row // 2 for row in range(200)])
    assert found.undefined == {}
    assert found.means.lid > 0
    assert quick(rng.standard_normal((198, 8)), [row // 2 for row in range(198)]).means.lid is None


def test_p_values_are_even_without_personas_and_small_with_them():
    rng = np.random.default_rng(5)
    none = [
        quick(*written(rng, personas=20, own=0.0), permutations=99, resamples=2).retrieval_p_value for _ in range(150)
    ]
    # 150 p-values: two standard errors of .05 are .036, of .5 .08
    assert np.mean(np.array(none) <= 0.05) <= 0.09
    assert np.mean(np.array(none) <= 0.5) <= 0.58, "fewer, because few hits are equal in many shuffles"
    assert quick(*written(rng, personas=20), permutations=99).retrieval_p_value == 0.01, (
        "none of 99 shuffles, and itself"
    )
    alike = quick(np.ones((40, 3)), [row // 2 for row in range(40)], permutations=99)
    assert (alike.retrieval, alike.retrieval_p_value) == (pytest.approx(1 / 39), 1), "every shuffle is the same"


def test_of_many_texts_that_are_alike_some_stand_for_all():
    vectors, whose = np.ones((200, 3)), [row // 2 for row in range(200)]
    vectors[:4] = [[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0]]
    # two personas find themselves, 98 find one of the 195 others that are alike by chance
    assert quick(vectors, whose).retrieval == pytest.approx(0.02 + 0.98 / 195, abs=0.005)


@settings(max_examples=30)
@given(seeds, st.integers(5, 8), st.integers(1, 12))
def test_it_is_the_slow_twin(seed, personas, left_out):
    vectors, names = written(np.random.default_rng(seed), personas=personas, texts=4)
    vectors, names = vectors[left_out % 3 :], names[left_out % 3 :]
    found = quick(vectors, names)
    assert (found.within, found.between, found.retrieval) == pytest.approx(slow(vectors, names))


@settings(max_examples=30)
@given(seeds)
@example(254)  # similarity between is not positive in a sample, so there is no interval
def test_order_and_names_change_nothing(seed):
    rng = np.random.default_rng(seed)
    vectors, names = written(rng)
    order = rng.permutation(len(names))
    mixed = quick(vectors[order], [("other", names[row]) for row in order])
    first = quick(vectors, names)
    for one, other in zip(vars(first).values(), vars(mixed).values(), strict=True):
        assert str(other) == str(one) or other == pytest.approx(one)
    assert (mixed.ratio_interval, mixed.means.lid) == (first.ratio_interval, first.means.lid)


def test_shuffled_texts_have_no_identity():
    rng = np.random.default_rng(0)
    vectors, names = written(rng, personas=150)
    own, dealt = (quick(vectors, one, resamples=200, deals=5) for one in (names, rng.permutation(names).tolist()))
    assert own.ratio_interval.low > 1.5
    assert own.retrieval > 20 * own.retrieval_chance
    assert dealt.ratio == pytest.approx(1, abs=0.1)
    assert dealt.ratio_interval.low < 1 < dealt.ratio_interval.high
    assert dealt.distance_ratio == pytest.approx(1, abs=0.05)
    assert dealt.retrieval == pytest.approx(dealt.retrieval_chance, abs=0.02)
    assert dealt.means.vendi == pytest.approx(dealt.shuffled.vendi, rel=0.05)
    assert own.means.vendi > 1.3 * own.shuffled.vendi, "real personas are more varied than means of shuffled texts"


@pytest.mark.parametrize(("texts", "own"), [(3, 1.0), (2, 0.5), (3, 0.0)])
def test_intervals_hold_the_truth(texts, own):
    # 95 % of 150 populations: two standard errors of that share are .036
    truth = quick(*written(np.random.default_rng(99), personas=2500, texts=texts, own=own))
    found = [
        quick(*written(np.random.default_rng(seed), personas=60, texts=texts, own=own), resamples=300, permutations=1)
        for seed in range(150)
    ]
    truths = {
        "ratio": truth.ratio,
        "distance_ratio": truth.distance_ratio,
        "retrieval": np.mean([one.retrieval for one in found]),  # of populations of this size
    }
    held = {
        name: sum(
            getattr(one, f"{name}_interval").low <= true <= getattr(one, f"{name}_interval").high for one in found
        )
        for name, true in truths.items()
    }
    assert all(0.88 <= count / 150 <= 0.99 for count in held.values()), held


def test_a_persona_drawn_twice_is_no_pair_with_itself():
    # two directions, five personas each: all pairs of different personas among copies still average to the same
    vectors = np.repeat(np.eye(2), 10, axis=0)
    found = identity(vectors, [f"p{row // 2}" for row in range(20)], resamples=500, deals=1)
    assert found.between == pytest.approx(2 * 20 / 90), "of 90 ordered pairs 40 share a direction"
    assert found.ratio_interval.low >= 1, "with copies as pairs, between would exceed within"


def test_single_texts_are_counted_and_not_looked_for():
    found = quick([[1, 0], [1, 0], [0, 1]], ["ann", "ann", "bob"])
    assert (found.single, found.personas, found.texts, found.within) == (1, 2, 3, 1.0)
    beside = quick(np.eye(6)[[0, 0, 1, 1, 2, 3, 4, 5]], ["a", "a", "b", "b", "c", "d", "e", "f"])
    assert (beside.single, beside.retrieval) == (4, 1.0)
    alone = quick(np.eye(3), ["a", "b", "c"])
    assert (alone.within, alone.ratio, alone.retrieval, alone.retrieval_chance) == (None,) * 4
    assert alone.means == alone.shuffled, "with one text each there is nothing to deal"


def test_few_personas_have_no_interval_and_no_lid():
    found = quick(*written(np.random.default_rng(0), personas=9))
    assert (found.ratio_interval, found.distance_ratio_interval, found.retrieval_interval) == (None,) * 3
    assert found.means.lid is None
    assert quick(*written(np.random.default_rng(0), personas=10)).ratio_interval is not None


def test_one_persona_has_no_similarity_between_personas():
    found = quick(np.eye(3), ["ann"] * 3)
    assert (found.between, found.ratio, found.retrieval, found.retrieval_chance) == (None, None, None, 1.0)


def test_clones_have_dimension_zero():
    assert quick(np.ones((200, 4)), [f"p{row // 2}" for row in range(200)]).means.lid == 0


@pytest.mark.parametrize(
    ("points", "expected", "because"),
    [
        ([[1, 0], [5, 0]], 1, "one direction"),
        (np.eye(4), 4, "four at right angles"),
        ([[1, 0], [-1, 0]], 1, "opposite ends of one line"),
        ([[0, 0], [1, 0]], None, "no direction"),
    ],
)
def test_vendi_of_directions(points, expected, because):
    assert cosine_vendi(points) == (None if expected is None else pytest.approx(expected)), because


@given(seeds)
def test_vendi_is_the_entropy_of_the_kernels_eigenvalues(seed):
    points = np.random.default_rng(seed).standard_normal((7, 4))
    unit = points / np.linalg.norm(points, axis=1, keepdims=True)
    weights = np.linalg.eigvalsh(unit @ unit.T / 7)
    weights = weights[weights > 1e-12]
    assert cosine_vendi(points) == pytest.approx(np.exp(-(weights * np.log(weights)).sum()))


@pytest.mark.parametrize(
    ("vectors", "personas", "words"),
    [
        ([[1, 0]], ["a", "b"], "1 texts and 2 personas"),
        ([[1, 0], [0, 0]], ["a", "b"], "vector of text 2 has the length 0"),
        ([[1, 0], [np.nan, 0]], ["a", "b"], "vector of text 2 has the length nan"),
        ([1, 0], ["a", "b"], "give a table"),
        ([["x"]], ["a"], "not a number"),
        ([[1.0]], [None], "text 1 has no persona"),
    ],
)
def test_refused(vectors, personas, words):
    with pytest.raises(InputError, match=words):
        identity(vectors, personas)


def test_the_long_experiment_counts_intervals_that_hold_what_was_simulated():
    around, above = Interval(1.0, 0.5, 1.5, 0.2, "known"), Interval(2.0, 1.5, 2.5, 0.2, "known")
    assert (held([around, above], 1.2), held([around, None], 1.2)) == ("0.500", "1.000 of 1")
    vectors, whose = simulated(Design(400, 5, 0.4, 0.2), 0)
    found = quick(vectors, whose.tolist())
    assert (found.within, found.between) == pytest.approx((0.6, 0.4), abs=0.03)
    low, high = percentiles(vectors, whose, 0)
    assert low < found.retrieval < high
    assert high - low < 0.1
    said = line(Design(12, 3, 0.3, 0.3), 8)
    number = r"([01]\.\d+)"
    ratio, *shares = map(
        float, re.search(rf"12 x 3, {number}, .*I/E {number}, distances {number}, r.*al {number}", said).groups()
    )
    assert ratio == pytest.approx(2, abs=0.3)
    assert min(shares) >= 5 / 8
    assert said.endswith("p at most .05 1.00")
