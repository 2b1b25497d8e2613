"""The axes that need more than one answer to a question: reliability, and the pull of the default."""

import json
from dataclasses import asdict, replace

import numpy as np
import pytest

from persona_collapse import paper
from persona_collapse.diagnosis import axes, default_pull, measure, reliability, reliability_of_distributions
from persona_collapse.diagnosis.axes._default import HELD_OUT
from persona_collapse.errors import InputError
from persona_collapse.instruments import bfi44, unnamed_instrument
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures import clones, icc, jittered, uniform_answers, variance_components
from persona_collapse.references import calibrated_2058
from persona_collapse.results import Settings, as_json_types
from persona_collapse.simulation import answer_probabilities, simulate

NAN = float("nan")
QUICK = Settings(draws=5)
PEOPLE = simulate("human", 150, seed=7)
STEADY = simulate("human", 120)


def repeated(matrix, repeats=3):
    """The same personas asked again: one answer in ten is moved by one."""
    return np.stack([jittered(matrix.values, low=1, high=5, seed=seed) for seed in range(repeats)])


def population(values, **others):
    return BehavioralTraitMatrix.from_arrays(values, **others)


@pytest.fixture(scope="module")
def steady():
    return reliability(repeated(STEADY), bfi44(), PEOPLE, QUICK)


def test_components_and_icc_are_those_of_the_measures(steady):
    samples = repeated(STEADY)
    components = variance_components(samples)
    for name in ("persona", "item", "persona_item", "within", "noise_share", "repeats", "personas"):
        assert getattr(steady, name) == getattr(components, name), name
    assert steady.icc == icc(samples).mean
    assert steady.icc_per_item == tuple(icc(samples).per_item)
    json.dumps(as_json_types(asdict(steady)), allow_nan=False)


def test_steady_people_and_noise(steady):
    assert steady.noise_share < 0.15
    assert steady.icc > 0.8
    noise = reliability(np.random.default_rng(0).integers(1, 6, (3, 120, 44)), bfi44(), PEOPLE, QUICK)
    assert noise.noise_share > 0.95
    assert noise.icc == pytest.approx(0, abs=0.03)
    assert noise.coverage.recall < 0.1 < 0.8 < steady.coverage.recall
    assert noise.coverage.precision > 0.5, "averaged noise moves to the middle, where people are: read recall"
    assert noise.lid.lid > noise.people_lid.lid


def test_without_repeats_noise_is_unknown():
    assert reliability(STEADY.values[None], bfi44(), PEOPLE) is None


@pytest.mark.parametrize("rarefy", [True, False])
def test_means_of_copies_stand_where_the_answers_stand(rarefy):
    settings = Settings(draws=5, rarefy=rarefy)
    found = reliability(np.stack([STEADY.values] * 3), bfi44(), PEOPLE, settings)
    assert found.within == 0
    assert found.coverage == axes.coverage(STEADY, PEOPLE, settings)
    assert found.lid == axes.lid(STEADY, PEOPLE, settings)


def test_people_beside_them_are_those_of_the_scorecard(steady):
    card = measure(STEADY, PEOPLE, settings=QUICK, against_people=False)
    assert steady.people_coverage == card.held_out_people.coverage
    assert steady.people_lid == card.held_out_people.lid
    assert steady.people_coverage.n == steady.coverage.n
    assert steady.people_lid.n == steady.lid.n
    known = replace(card.held_out_people, coverage=replace(steady.people_coverage, density=-1.0))
    given = reliability(repeated(STEADY), bfi44(), PEOPLE, QUICK, held_out_people=known)
    assert given.people_coverage.density == -1, "not measured again"
    fewer = reliability(repeated(STEADY)[:, :80], bfi44(), PEOPLE, QUICK, held_out_people=known)
    assert fewer.people_coverage.n == (40, 40), "of another size: measured anew"
    assert fewer.people_lid.n == 40


def test_people_asked_again_are_held_out():
    found = reliability(np.stack([PEOPLE.values] * 2), bfi44(), PEOPLE, QUICK)
    assert found.coverage.precision < 1
    all_at_once = reliability(np.stack([PEOPLE.values] * 2), bfi44(), PEOPLE, Settings(rarefy=False))
    assert all_at_once.coverage is None
    assert all_at_once.lid is not None


def test_averaging_takes_noise_out():
    shares = np.stack([answer_probabilities("human", bfi44(), str(one), {}) for one in range(120)])
    chance = np.random.default_rng(0).random((5, 120, 44))
    samples = 1 + (shares.cumsum(axis=2) < chance[..., None]).sum(axis=-1)
    asked, known = (
        reliability(samples, bfi44(), PEOPLE, QUICK),
        reliability_of_distributions(shares, bfi44(), PEOPLE, QUICK),
    )
    assert asked.noise_share == pytest.approx(known.noise_share, abs=0.02)
    assert asked.icc == pytest.approx(known.icc, abs=0.02)
    assert (asked.repeats, known.repeats) == (5, None)
    first = axes.lid(population(samples[0]), PEOPLE, QUICK).lid
    assert known.lid.lid < asked.lid.lid < first


def test_without_a_reference():
    found = reliability(repeated(STEADY), bfi44(), settings=QUICK)
    assert (found.coverage, found.people_coverage, found.people_lid) == (None,) * 3
    assert found.lid.standardised is False
    other = reliability(uniform_answers(60, 12, low=0, high=10).reshape(2, 30, 12), unnamed_instrument(12, 0, 10))
    assert other.lid.lid is None, "30 personas are compared 15 at a time, which is too few neighbours"


@pytest.mark.parametrize(("personas", "covered", "complex"), [(11, False, False), (12, True, False), (21, True, True)])
def test_too_few_personas_have_no_geometry(personas, covered, complex):
    found = reliability(repeated(STEADY)[:, :personas], bfi44(), PEOPLE, QUICK)
    assert (found.coverage is not None, found.people_coverage is not None) == (covered, covered)
    assert (found.lid is not None, found.people_lid is not None) == (complex, complex)
    assert found.noise_share is not None


def test_unanswered_cells_are_counted():
    samples = repeated(STEADY)
    samples[1, :30, 0] = NAN
    samples[:, 30:34, 0] = NAN
    found = reliability(samples, bfi44(), PEOPLE, QUICK)
    assert found.incomplete_cells == 34
    assert found.excluded == found.coverage.excluded == found.lid.excluded == 4, "two answers of three have a mean"
    nobody = reliability(np.where(np.arange(44) == 0, NAN, repeated(STEADY)), bfi44(), PEOPLE, QUICK)
    assert (nobody.coverage, nobody.lid, nobody.excluded) == (None, None, 120)
    assert nobody.icc_per_item[0] is None
    assert nobody.undefined_items == 1
    assert nobody.noise_share is not None


def test_the_order_of_personas_changes_nothing(steady):
    mixed = repeated(STEADY)[:, np.random.default_rng(0).permutation(120)]
    found = reliability(mixed, bfi44(), PEOPLE, QUICK)
    assert (found.coverage, found.lid) == (steady.coverage, steady.lid)
    assert found.noise_share == pytest.approx(steady.noise_share)


def test_the_papers_protocol_knows_the_icc_only():
    samples = repeated(STEADY)
    found = reliability(samples, bfi44(), PEOPLE, Settings(protocol="paper"))
    assert found.icc == paper.icc(samples).mean > icc(samples).mean
    assert (found.noise_share, found.within, found.persona, found.item, found.persona_item) == (None,) * 5
    assert (found.coverage, found.lid, found.people_coverage, found.people_lid) == (None,) * 4
    with pytest.raises(InputError, match="paper's protocol"):
        reliability_of_distributions(np.full((30, 44, 5), 0.2), bfi44(), settings=Settings(protocol="paper"))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: reliability(np.ones((2, 9, 40)), bfi44()), "40 items and bfi44 has 44"),
        (lambda: reliability([[[1, 2], [1]]], bfi44()), "unequal size"),
        (lambda: reliability(np.full((2, 9, 44), 7), bfi44()), "repeat 1: respondent 1 answered 7"),
        (lambda: reliability(np.ones((2, 9, 12)), unnamed_instrument(12), PEOPLE), "the reference simulated:human 44"),
        (lambda: reliability_of_distributions(np.ones((9, 44, 4)), bfi44()), "4 scale points and bfi44 has 5"),
    ],
)
def test_reliability_refuses(call, words):
    with pytest.raises(InputError, match=words):
        call()


CHARACTER = np.where(bfi44().keying().keys.sum(axis=0) > 0, 5.0, 1.0)
"""A default far from people: everything at the keyed end."""


def test_personas_at_the_default():
    found = default_pull(population(np.tile(CHARACTER, (50, 1))), [CHARACTER, CHARACTER], PEOPLE)
    assert found.default_pull == 1
    assert found.default_shift == pytest.approx(1)
    assert found.null_high < 0.5
    assert (found.samples, found.held_out, found.n) == (2, 75, (50, 150))
    assert found.distance > 2.5
    json.dumps(as_json_types(asdict(found)), allow_nan=False)


def test_people_are_not_pulled():
    some, others = population(calibrated_2058().values[:1000]), population(calibrated_2058().values[1000:])
    found = default_pull(some, CHARACTER, others)
    assert found.default_pull == pytest.approx(0, abs=0.03)
    assert found.default_shift == pytest.approx(0, abs=0.05)
    assert found.null_low < found.null_mean < found.null_high
    assert found.held_out == HELD_OUT


def test_clones_are_pulled_towards_anybody():
    found = default_pull(population(clones(PEOPLE.values, 50)), PEOPLE.values[0], PEOPLE)
    assert found.null_low < found.default_pull < found.null_high
    assert found.null_mean == pytest.approx(0.3, abs=0.06)


def test_half_the_way_to_the_default():
    half = np.where(np.random.default_rng(0).random((150, 44)) < 0.5, CHARACTER, PEOPLE.values)
    found = default_pull(population(half), CHARACTER, PEOPLE)
    assert found.default_shift == pytest.approx(0.5, abs=0.03)
    assert found.null_high < found.default_pull < 1


def test_a_default_near_people_has_no_direction():
    near = default_pull(STEADY, np.rint(PEOPLE.values.mean(axis=0)), PEOPLE)
    assert near.distance < 2.5
    assert near.default_shift is None
    assert near.default_pull is not None


def test_the_default_is_the_mean_of_what_it_answered():
    runs = np.array([CHARACTER, 6 - CHARACTER, np.where(np.arange(44) < 4, NAN, CHARACTER)])
    found = default_pull(STEADY, runs, PEOPLE)
    assert (found.samples, found.unanswered_items) == (3, 0)
    unanswered = default_pull(STEADY, runs[2], PEOPLE)
    assert unanswered.unanswered_items == 4
    assert (unanswered.default_pull, unanswered.null_mean, unanswered.default_shift, unanswered.distance) == (None,) * 4


def test_nobody_far_from_the_default():
    everybody = population(np.tile(CHARACTER, (10, 1)))
    found = default_pull(everybody, CHARACTER, everybody)
    assert (found.default_pull, found.null_mean, found.default_shift) == (None,) * 3
    assert found.undefined_null == 5


def test_the_paper_knows_no_default():
    found = default_pull(STEADY, CHARACTER, PEOPLE, Settings(protocol="paper"))
    assert (found.default_pull, found.default_shift) == (None, None)


def test_who_is_held_out_depends_on_the_seed_and_not_on_the_order():
    first, second = (default_pull(STEADY, CHARACTER, PEOPLE, Settings(seed=seed)) for seed in (0, 1))
    turned = population(PEOPLE.values[::-1])
    assert first.default_pull == second.default_pull
    assert first.null_mean != second.null_mean
    assert default_pull(STEADY, CHARACTER, turned).null_mean == first.null_mean


@pytest.mark.parametrize(
    ("default", "words"),
    [
        (np.ones(40), "the default answered 40 items and population 44"),
        (np.full(44, 2.5), "the default: respondent 1 answered 2.5"),
        (["x"] * 44, "the default holds something that is not a number"),
    ],
)
def test_default_pull_refuses(default, words):
    with pytest.raises(InputError, match=words):
        default_pull(population(STEADY.values), default, PEOPLE)


def test_incomplete_personas_are_excluded():
    holes = STEADY.values.copy()
    holes[:3, 0] = NAN
    assert default_pull(population(holes), CHARACTER, PEOPLE).excluded == 3
