"""The reward: variety that people have earns; copies, noise and caricature do not."""

import numpy as np
import pytest

from persona_collapse.errors import InputError
from persona_collapse.gates import reward
from persona_collapse.gates._reward import gains
from persona_collapse.measures import shuffled, uniform_answers
from persona_collapse.references import calibrated_2058
from persona_collapse.simulation import simulate


@pytest.mark.parametrize("respondents", [16, 100])
def test_people_earn_about_1_and_noise_and_copies_nothing(respondents):
    people = simulate("human", respondents, seed=3).values
    earned = np.mean(reward(people))
    assert 0.6 < earned < 1.6
    assert reward(np.repeat(people[:1], respondents, axis=0)) == [0.0] * respondents
    twice = np.concatenate([people[: respondents // 2]] * 2)
    assert reward(twice) == [0.0] * respondents, "each has a copy"
    noise = [
        uniform_answers(respondents, 44, low=1, high=5, seed=4),
        shuffled(people, seed=5),
        simulate("noise", respondents, seed=6).values,
    ]
    for one in noise:
        assert np.mean(reward(one)) < 0.1 * earned


def test_a_persona_earns_what_no_other_one_reaches():
    people = simulate("human", 40, seed=3).values
    alone = reward(people)
    joined = reward(np.concatenate([people, people[:1]]))
    assert joined[0] == joined[-1] == 0
    assert np.sum(alone) > np.sum(reward(np.concatenate([people[:20]] * 2)))
    caricature = reward(simulate("caricature", 40, seed=3).values)
    assert np.mean(caricature) < 0.9 * np.mean(alone)


def test_by_hand():
    people, edges = np.array([[0.0], [4.0], [9.0]]), np.array([1.0, 1.0, 1.0])
    assert gains(np.array([[0.5], [4.0], [4.5], [20.0]]), people, edges).tolist() == [1 / 3, 0, 0, 0]
    whole = [np.any(np.abs(np.array([0.5, 4.0, 4.5, 20.0])[:, None] - people.T) <= 1, axis=0).mean()]
    without = [
        np.any(np.abs(np.delete([0.5, 4.0, 4.5, 20.0], one)[:, None] - people.T) <= 1, axis=0).mean()
        for one in range(4)
    ]
    assert np.allclose(whole[0] - np.array(without), [1 / 3, 0, 0, 0]), "coverage without each in turn"


def test_missing_answers_and_mistakes():
    people = simulate("human", 30, seed=3).values.copy()
    people[4, 7] = np.nan
    assert reward(people)[4] == 0
    assert len(reward(people, calibrated_2058().values)) == 30
    assert reward(people) == reward(people, seed=0)
    with pytest.raises(InputError, match="give at least 2"):
        reward(people[:1])
    with pytest.raises(InputError, match=r"there are no people's answers to .*; give a reference"):
        reward(np.ones((5, 12)))
