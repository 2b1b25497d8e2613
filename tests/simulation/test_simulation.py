import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_collapse.errors import InputError
from persona_collapse.instruments import TRAITS, bfi44
from persona_collapse.measures import scaler, sd_ratio
from persona_collapse.references import copula
from persona_collapse.simulation import KINDS, simulate
from persona_collapse.simulation.respondents import draw_people, regression


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_answers_on_the_scale_and_from_its_seed(kind):
    first, again, other = (simulate(kind, 40, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first.values, again.values)
    assert not np.array_equal(first.values, other.values)
    assert set(np.unique(first.values)) <= {1, 2, 3, 4, 5}
    assert first.note == "simulated from published norms, not people"
    assert set(first.attributes["Openness"]) == {"Low", "Neutral", "High"}


@pytest.mark.parametrize("kind", KINDS)
def test_strength_zero_is_the_people(kind):
    assert np.array_equal(simulate(kind, 60, strength=0.0, seed=3).values, simulate("human", 60, seed=3).values)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "human"])
def test_strength_moves_away_from_people_little_by_little(kind):
    people = simulate("human", 300).values
    moved = [np.abs(simulate(kind, 300, strength=s).values - people).mean() for s in (0, 0.3, 0.6, 1)]
    assert moved == sorted(moved)
    assert moved[0] == 0 < moved[-1]


def test_labels_are_thirds_and_follow_the_person(keying):
    population = simulate("human", 900)
    scores = keying.scores(population.values)
    for t, trait in enumerate(TRAITS):
        labels = np.array(population.attributes[trait])
        assert [int((labels == one).sum()) for one in ("Low", "Neutral", "High")] == [300, 300, 300]
        means = [scores[labels == one, t].mean() for one in ("Low", "Neutral", "High")]
        assert means == sorted(means)


def test_collapsed_respondents_are_near_five_stereotypes():
    answers = simulate("collapsed", 400).values
    kinds = np.unique(np.median(answers.reshape(400, 44), axis=0))
    assert len(kinds) <= 5
    # one answer in ten is moved, so two respondents of one stereotype agree on about .81 of the items, others on less
    agreement = (answers[:, None] == answers[None]).mean(axis=2)
    assert np.mean(agreement > 0.7) == pytest.approx(0.2, abs=0.12)


def test_shallow_items_of_a_trait_say_the_same(keying):
    answers = simulate("shallow", 300).values
    row = keying.keys[0]
    keyed = np.where(row < 0, 6 - answers, answers)[:, row != 0]
    human = simulate("human", 300).values
    spread = np.where(row < 0, 6 - human, human)[:, row != 0].std(axis=1).mean()
    assert keyed.std(axis=1).mean() < 0.6 * spread


def test_caricature_stands_at_the_ends(keying):
    population, people = simulate("caricature", 900), simulate("human", 900)
    assert sd_ratio(keying.scores(population.values), keying.scores(people.values)) > 1.3


def test_noise_is_uniform():
    shares = np.bincount(simulate("noise", 900).values.astype(int).ravel())[1:] / (900 * 44)
    assert shares == pytest.approx([0.2] * 5, abs=0.01)


def test_the_regression_moves_standings_exactly():
    average = copula().averaging
    gain = regression(copula().covariance, average)
    assert average @ gain == pytest.approx(np.eye(5), abs=1e-9)


def test_people_of_the_simulation_are_people_of_the_reference(reference):
    found = draw_people(bfi44(), 3000, np.random.default_rng(0)).answers
    difference = scaler(reference)(found).mean(axis=0)
    assert np.abs(difference).max() < 0.12


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("robots",), "kinds: human"), (("human", 0), "whole number from 1 up")],
)
def test_refuses(arguments, words):
    with pytest.raises(InputError, match=words):
        simulate(*arguments)


@given(st.floats(allow_nan=False).filter(lambda s: not 0 <= s <= 1))
def test_refuses_other_strengths(strength):
    with pytest.raises(InputError, match="from 0"):
        simulate("human", 3, strength=strength)
