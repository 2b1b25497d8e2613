"""Labels that run against the answers are named, right ones and random ones are not; the table says of how many traits."""

from dataclasses import replace

import numpy as np
import pytest

from persona_collapse import Settings, measure, table
from persona_collapse.simulation import simulate

QUICK = Settings(draws=3)
OPPOSITE = {"High": "Low", "Low": "High", "Neutral": "Neutral"}


def warned(matrix):
    found = measure(matrix, settings=QUICK, against_people=False)
    return [one for one in found.warnings if "run against the answers" in one]


@pytest.mark.parametrize("kind", ["human", "caricature"])
def test_a_column_of_emotional_stability_is_noticed(kind):
    right = simulate(kind, 200, seed=3)
    assert warned(right) == []
    stable = tuple(OPPOSITE[one] for one in right.attributes["Neuroticism"])
    (said,) = warned(replace(right, attributes={**right.attributes, "Neuroticism": stable}))
    assert said.startswith("labels of Neuroticism run against the answers (rho -0.")
    assert "exchange High and Low" in said


def test_random_labels_are_not_called_opposite():
    people = simulate("human", 120, seed=4)
    rng = np.random.default_rng(0)
    for _ in range(10):
        labels = {trait: tuple(rng.permutation(cells)) for trait, cells in people.attributes.items()}
        assert warned(replace(people, attributes=labels)) == []


def test_the_table_says_over_how_many_traits_labels_speak():
    people = simulate("human", 120, seed=5)
    some = {trait: people.attributes[trait] for trait in ("Openness", "Neuroticism")}
    printed = table(measure(replace(people, attributes=some), settings=QUICK, against_people=False))
    assert "\nFidelity to labels, over 2 of 5 traits" in printed
    assert "\nFidelity to labels\n" in table(measure(people, settings=QUICK, against_people=False))
