"""Repeats: variance components and ICC by hand, by law, against slow twins and against pingouin."""

import warnings

import numpy as np
import pandas as pd
import pingouin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from persona_collapse import paper
from persona_collapse.errors import InputError
from persona_collapse.measures import (
    expected_answers,
    expected_components,
    expected_icc,
    icc,
    persona_means,
    repeats_of,
    variance_components,
)
from tests.measures.strategies import seeds

NAN = float("nan")
PARTS = ("persona", "item", "persona_item", "within")


def repeated(repeats=(2, 4), personas=(2, 6), items=(2, 5)):
    """Whole answers (R, N, D)."""
    shape = st.tuples(st.integers(*repeats), st.integers(*personas), st.integers(*items))
    return shape.flatmap(lambda size: arrays(np.float64, size, elements=st.integers(1, 5).map(float)))


def parts(found):
    return [getattr(found, name) for name in PARTS]


def simulated(rng, sds, shape):
    """Answers with known SDs of persona, item, persona x item and within."""
    _, personas, items = shape
    sizes = [(personas, 1), (1, items), (personas, items), shape]
    return sum(sd * rng.standard_normal(size) for sd, size in zip(sds, sizes, strict=True))


def textbook(samples):
    """The mean squares of a complete table, in loops (Brennan 2001): persona, item, persona x item, within."""
    repeats, personas, items = samples.shape
    grand = samples.mean()
    ss = dict.fromkeys(PARTS, 0.0)
    for p in range(personas):
        ss["persona"] += repeats * items * (samples[:, p].mean() - grand) ** 2
    for i in range(items):
        ss["item"] += repeats * personas * (samples[:, :, i].mean() - grand) ** 2
    for p in range(personas):
        for i in range(items):
            cell = samples[:, p, i].mean()
            gap = cell - samples[:, p].mean() - samples[:, :, i].mean() + grand
            ss["persona_item"] += repeats * gap**2
            ss["within"] += sum((one - cell) ** 2 for one in samples[:, p, i])
    both = (personas - 1) * (items - 1)
    ms_p, ms_i = ss["persona"] / (personas - 1), ss["item"] / (items - 1)
    ms_pi, ms_w = ss["persona_item"] / both, ss["within"] / (personas * items * (repeats - 1))
    return [(ms_p - ms_pi) / (repeats * items), (ms_i - ms_pi) / (repeats * personas), (ms_pi - ms_w) / repeats, ms_w]


def by_projections(samples):
    """Henderson's method 3 with every projection written out, for tables with missing cells."""
    repeats = len(samples)
    there = ~np.isnan(samples).any(axis=0)
    row, column = np.nonzero(there)
    y = samples.mean(axis=0)[there]
    rows, columns = (np.equal.outer(own, np.unique(own)).astype(float) for own in (row, column))
    onto_rows, onto_columns = (x @ np.linalg.pinv(x) for x in (rows, columns))
    both = np.hstack([rows, columns])
    onto_both = both @ np.linalg.pinv(both)
    forms = [onto_both - onto_columns, onto_both - onto_rows, np.eye(len(y)) - onto_both]
    expected = [[np.trace(x.T @ q @ x) for x in (rows, columns, np.eye(len(y)))] for q in forms]
    persona, item, rest = np.linalg.solve(expected, [y @ q @ y for q in forms])
    within = samples.var(axis=0, ddof=1)[there].mean()
    return [persona, item, rest - within / repeats, within]


@pytest.mark.parametrize(
    ("samples", "expected", "noise", "because"),
    [
        ([[[1, 1], [3, 3]]] * 2, [2, 0, 0, 0], 0.0, "two personas, sure of themselves"),
        ([[[1, 3], [1, 3]]] * 2, [0, 2, 0, 0], None, "only items differ: nothing to share out"),
        ([[[1, 3], [3, 1]]] * 2, [-2, -2, 4, 0], 0.0, "each persona has its own favourite item"),
        ([[[1, 3], [3, 1]], [[3, 1], [1, 3]]], [0, 0, -1, 2], 1.0, "all cell means are 2: nothing but noise"),
        ([[[3, 3], [3, 3]]] * 3, [0, 0, 0, 0], None, "one answer"),
        ([[[0.1, 0.7], [0.1, 0.7]]] * 3, [0, 0.18, 0, 0], None, "rounding errors are not variance"),
        ([[[1, 1], [4, 4]], [[3, 3], [6, 6]]], [4.5, 0, -1, 2], 2 / 6.5, "means 2 and 5; cells vary by 2"),
    ],
)
def test_components_by_hand(samples, expected, noise, because):
    found = variance_components(samples)
    assert parts(found) == pytest.approx(expected, abs=1e-12), because
    assert found.noise_share == (noise if noise is None else pytest.approx(noise)), because


@given(repeated())
def test_components_are_the_textbooks(samples):
    assert parts(variance_components(samples)) == pytest.approx(textbook(samples), abs=1e-9)


@given(repeated(), seeds)
def test_order_changes_nothing(samples, seed):
    rng = np.random.default_rng(seed)
    mixed = samples
    for axis in range(3):
        mixed = rng.permutation(mixed, axis=axis)
    first, second = variance_components(samples), variance_components(mixed)
    assert parts(second) == pytest.approx(parts(first), abs=1e-9)
    assert second.noise_share == (None if first.noise_share is None else pytest.approx(first.noise_share))
    assert icc(mixed).mean == (None if icc(samples).mean is None else pytest.approx(icc(samples).mean))


@given(repeated(), seeds)
def test_a_constant_per_item_changes_the_item_component_only(samples, seed):
    rng = np.random.default_rng(seed)
    samples[rng.random(samples.shape) < 0.1] = np.nan
    easier = samples + rng.normal(0, 3, samples.shape[2])
    first, second = variance_components(samples), variance_components(easier)
    if first.persona is not None:
        assert [second.persona, second.persona_item] == pytest.approx([first.persona, first.persona_item], abs=1e-9)
    if first.within is not None:
        assert second.within == pytest.approx(first.within, abs=1e-9)
    assert icc(easier).per_item == pytest.approx(icc(samples).per_item, abs=1e-9, nan_ok=True)


@given(repeated(repeats=(1, 1)), st.integers(2, 5), st.sampled_from([0.0, 0.1]))
def test_copies_of_one_answer_have_no_noise(samples, repeats, shift):
    copies = np.repeat(samples + shift, repeats, axis=0)
    found = variance_components(copies)
    assert found.within == 0
    assert found.noise_share in (0, None)
    of_item = icc(copies).per_item
    varying = np.ptp(samples[0], axis=0) > 0
    assert of_item[varying] == pytest.approx(1)
    assert np.isnan(of_item[~varying]).all()
    assert icc(copies).undefined_items == (~varying).sum()


@given(repeated(), st.floats(0.5, 3))
def test_a_stretched_scale_stretches_components_and_no_share(samples, factor):
    first, second = variance_components(samples), variance_components(factor * samples)
    assert parts(second) == pytest.approx([factor**2 * one for one in parts(first)], abs=1e-9)
    assert second.noise_share == (None if first.noise_share is None else pytest.approx(first.noise_share))


@given(repeated(personas=(3, 6), items=(3, 5)), seeds)
def test_missing_cells_against_written_out_projections(samples, seed):
    rng = np.random.default_rng(seed)
    samples = samples + rng.standard_normal(samples.shape)
    samples[0, rng.permutation(samples.shape[1])[:2], rng.integers(samples.shape[2], size=2)] = np.nan
    found = variance_components(samples)
    assert found.incomplete_cells == 2
    assert parts(found) == pytest.approx(by_projections(samples), abs=1e-9)


def test_incomplete_cells_are_left_out_and_counted():
    rng = np.random.default_rng(0)
    samples = simulated(rng, (1, 1, 1, 1), (3, 12, 6))
    whole = variance_components(samples)
    holes = samples.copy()
    holes[1, 0, 0] = NAN
    found = variance_components(holes)
    assert (whole.incomplete_cells, found.incomplete_cells, found.personas, found.repeats) == (0, 1, 12, 3)
    assert parts(found) != parts(whole)
    with_another = np.concatenate([samples, np.full((3, 1, 6), NAN)], axis=1)
    with_another[0, -1] = 5
    found = variance_components(with_another)
    assert (found.incomplete_cells, found.personas) == (6, 12)
    assert parts(found) == pytest.approx(parts(whole)), "a persona without a complete cell is not there"


@pytest.mark.parametrize(
    ("samples", "personas", "within"),
    [
        ([[[1, 2]], [[3, 4]]], 1, 2.0),
        ([[[1], [2]], [[3], [4]]], 2, 2.0),
        ([[[1, NAN], [NAN, 2]], [[3, 1], [4, 4]]], 2, 2.0),
        ([[[NAN, NAN], [NAN, NAN]], [[3, 1], [4, 4]]], 0, None),
    ],
)
def test_too_little_to_tell_effects_apart(samples, personas, within):
    found = variance_components(samples)
    assert (found.persona, found.item, found.persona_item, found.noise_share) == (None,) * 4
    assert (found.personas, found.within) == (personas, within)


@pytest.mark.parametrize("missing", [0.0, 0.1])
def test_known_components_are_recovered(missing):
    rng = np.random.default_rng(5)
    variances = np.array([0.5, 0.8, 0.3, 0.6])
    found = []
    for _ in range(300):
        samples = simulated(rng, np.sqrt(variances), (3, 20, 12))
        samples[rng.random(samples.shape) < missing] = NAN
        found.append(parts(variance_components(samples)))
    error = np.std(found, axis=0) / np.sqrt(len(found))
    assert (np.abs(np.mean(found, axis=0) - variances) < 4 * error).all(), (np.mean(found, axis=0), error)


def test_noise_is_noise():
    means, shares = [], []
    for seed in range(20):
        noise = np.random.default_rng(seed).integers(1, 6, (3, 60, 10))
        means.append(icc(noise).mean)
        shares.append(variance_components(noise).noise_share)
    assert min(means) < 0 < max(means), "unbiased: of both signs"
    assert np.mean(means) == pytest.approx(0, abs=0.02)
    assert min(shares) > 0.9


@settings(max_examples=20)
@given(repeated(personas=(3, 6), items=(1, 2)))
def test_icc_is_pingouins(samples):
    repeats, personas, items = samples.shape
    for item in range(items):
        ours = icc(samples).per_item[item]
        if np.isnan(ours):
            assert np.ptp(samples[:, :, item]) == 0
            continue
        long = pd.DataFrame(
            {
                "persona": np.tile(np.arange(personas), repeats),
                "repeat": np.repeat(np.arange(repeats), personas),
                "answer": samples[:, :, item].ravel(),
            }
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its confidence intervals divide by mean squares of 0
            theirs = pingouin.intraclass_corr(long, targets="persona", raters="repeat", ratings="answer")
        assert ours == pytest.approx(theirs["ICC"].iloc[0], abs=1e-9)


def test_icc_leaves_out_who_is_incomplete_in_that_item():
    rng = np.random.default_rng(0)
    samples = simulated(rng, (1, 1, 1, 1), (3, 8, 2))
    holes = samples.copy()
    holes[2, 0, 1] = NAN
    assert icc(holes).per_item[0] == icc(samples).per_item[0]
    assert icc(holes).per_item[1] == pytest.approx(icc(samples[:, 1:]).per_item[1])


def test_icc_of_one_persona_or_of_nothing():
    assert icc([[[1]], [[2]]]).mean is None
    assert np.isnan(icc([[[1], [NAN]], [[2], [3]]]).per_item).all()
    assert icc([[[3, 1], [3, 2]], [[3, 1], [3, 2]]]).mean == 1.0
    assert icc([[[3, 1], [3, 2]], [[3, 1], [3, 2]]]).undefined_items == 1


def test_the_published_icc_of_noise_is_a_seventh():
    noise = np.random.default_rng(0).integers(1, 6, (3, 2000, 20))
    assert paper.icc(noise).mean == pytest.approx(1 / 7, abs=0.01)
    assert paper.icc(noise[:2]).mean == pytest.approx(1 / 3, abs=0.01)
    assert icc(noise).mean == pytest.approx(0, abs=0.01)
    assert paper.icc([[[3], [3]], [[3], [3]]]).mean is None


def distributions(rng, shape=(8, 5, 5)):
    return rng.dirichlet(np.full(shape[-1], 0.5), size=shape[:2])


def drawn(rng, shares, repeats):
    """Answers (R, N, D) from distributions (N, D, K), points from 1."""
    chance = rng.random((repeats, *shares.shape[:2]))
    return 1 + (shares.cumsum(axis=2) < chance[..., None]).sum(axis=-1)


def test_distributions_are_the_limit_of_many_repeats():
    rng = np.random.default_rng(0)
    shares = distributions(rng)
    samples = drawn(rng, shares, 100_000)
    exact = expected_components(shares)
    assert parts(exact) == pytest.approx(parts(variance_components(samples)), abs=0.02)
    assert exact.noise_share == pytest.approx(variance_components(samples).noise_share, abs=0.01)
    assert expected_icc(shares).per_item == pytest.approx(icc(samples).per_item, abs=0.01)
    assert expected_answers(shares) == pytest.approx(persona_means(samples), abs=0.02)
    assert exact.repeats is None


def test_distributions_are_the_mean_of_few_repeats():
    rng = np.random.default_rng(1)
    shares = distributions(rng, (5, 4, 5))
    found = [parts(variance_components(drawn(rng, shares, 2))) for _ in range(1000)]
    error = np.std(found, axis=0) / np.sqrt(len(found))
    assert (np.abs(np.mean(found, axis=0) - parts(expected_components(shares))) < 4 * error).all()


@given(repeated(repeats=(1, 1)))
def test_sure_distributions_are_copies_of_one_answer(samples):
    sure = (samples[0][..., None] == np.arange(1, 6)).astype(float)
    copies = np.repeat(samples, 2, axis=0)
    assert parts(expected_components(sure)) == pytest.approx(parts(variance_components(copies)), abs=1e-9)
    assert expected_icc(sure).per_item == pytest.approx(icc(copies).per_item, nan_ok=True)
    assert np.array_equal(expected_answers(sure), samples[0])


def test_distributions_need_not_sum_to_one():
    rng = np.random.default_rng(2)
    shares = distributions(rng)
    assert parts(expected_components(0.7 * shares)) == pytest.approx(parts(expected_components(shares)))
    assert expected_components(shares, low=0).noise_share == pytest.approx(expected_components(shares).noise_share)
    assert expected_answers(shares, low=0) == pytest.approx(expected_answers(shares) - 1)
    shares[0, 0], shares[1, 1] = 0, NAN
    found = expected_components(shares)
    assert found.incomplete_cells == 2
    assert np.argwhere(np.isnan(expected_answers(shares))).tolist() == [[0, 0], [1, 1]]


def test_persona_means_by_hand():
    assert np.array_equal(persona_means([[[1, NAN, 2]], [[4, NAN, NAN]]]), [[2.5, NAN, 2]], equal_nan=True)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: variance_components([[[1, 2], [2, 3]]]),
            "each question has one answer; noise is unknown without repeats",
        ),
        (lambda: icc([[1, 2], [2, 3]]), r"shape \(2, 2\)"),
        (lambda: icc([[[1, 2]], [[2]]]), "unequal size"),
        (lambda: persona_means(np.zeros((2, 0, 3))), "none of them empty"),
        (lambda: icc([[[np.inf]], [[1]]]), "infinite"),
        (lambda: expected_icc([[[0.5, 0.5]], [[1.5, -0.5]]]), "persona 2, item 1 has a negative"),
        (lambda: repeats_of([[1], [2]], ["a"]), "2 rows of answers and 1 personas"),
    ],
)
def test_refuses(call, words):
    with pytest.raises(InputError, match=words):
        call()
