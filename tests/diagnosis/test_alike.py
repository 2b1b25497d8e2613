"""Two personas and two pools with one answer: found where they are planted, and said on the page."""

import csv
import json
from dataclasses import replace

import numpy as np
import pytest

from persona_collapse.diagnosis.alike import alike
from persona_collapse.diagnosis.pools import FEWEST, movement, to_the_right
from persona_collapse.diagnosis.preparation import prepare
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.references import calibrated_2058
from persona_collapse.simulation import simulate

N = 120


def attributes(seed=4):
    rng = np.random.default_rng(seed)
    return {
        **{f"trait {place}": tuple(rng.choice(["a", "b", "c"], N).tolist()) for place in range(8)},
        "political_spectrum": tuple(np.resize(["Left Liberal", "Right Communitarian", "Right Liberal"], N).tolist()),
        "id": tuple(f"p{place}" for place in range(N)),
        "model": ("m",) * N,
    }


@pytest.fixture(scope="module")
def planted():
    """People, of whom two that differ in every attribute give the same answers, and one item that no one moves."""
    human = simulate("human", N)
    values, cells = human.values.copy(), {name: list(column) for name, column in attributes().items()}
    values[100] = values[0]
    for name in cells:
        if name.startswith("trait"):
            cells[name][0], cells[name][100] = "a", "b"
    cells["political_spectrum"][0] = "Left Liberal"
    values[:, 7] = 4
    return replace(human, values=values, attributes={name: tuple(column) for name, column in cells.items()})


def of(matrix, targets=None):
    return alike(matrix, prepare(matrix, calibrated_2058(), None), targets)


def test_the_planted_pair_is_found_beside_people(planted):
    found = of(planted).personas
    assert (found.first, found.second) == (planted.respondents[0], planted.respondents[100])
    assert (found.same, found.items, found.attributes, len(found.differing)) == (44, 44, 9, 9)
    assert {one.attribute for one in found.differing} == {*(f"trait {n}" for n in range(8)), "political_spectrum"}
    assert found.people_on_average < found.people_nearest < found.same


def test_the_planted_item_is_the_one_that_moves_least(planted):
    found = of(planted).pools
    assert (found.attribute, found.item, found.moved) == ("political_spectrum", "bfi44_8", 0.0)
    assert (found.first.label, found.second.label) == ("Left Liberal", "Right Communitarian")
    assert found.first.shares == found.second.shares == (0.0, 0.0, 0.0, 1.0, 0.0)
    assert (found.items, found.undistinguished) == (44, 44), "the label was drawn at random"
    assert sum(found.people) == pytest.approx(1)


def test_a_label_that_is_followed_moves_every_item(planted):
    values = planted.values.copy()
    right = np.array([one == "Right Communitarian" for one in planted.attributes["political_spectrum"]])
    values[right], values[~right] = 5, np.minimum(values[~right], 4)
    found = of(replace(planted, values=values)).pools
    assert (found.undistinguished, found.items) == (0, 44)
    assert found.moved == 1.0


def test_without_politics_trait_labels_are_compared_on_their_own_items():
    caricature = simulate("caricature", N)
    found = of(caricature).pools
    assert (found.first.label, found.second.label, found.undistinguished) == ("Low", "High", 0)
    assert found.items in (8, 9, 10), "of one trait"
    assert min(found.first.personas, found.second.personas) >= FEWEST


def test_without_attributes_there_is_neither():
    found = of(replace(simulate("human", 60), attributes={}))
    assert (found.personas, found.pools) == (None, None)


def test_of_repeats_the_personas_are_compared(planted):
    rows = np.repeat(np.arange(40), 3)
    names = tuple(f"persona {row}" for row in rows)
    cells = {"persona": names, "gender": tuple(np.array(["f", "m"])[rows % 2].tolist())}
    repeated = replace(
        planted,
        values=planted.values,
        respondents=tuple(map(str, range(N))),
        attributes=cells,
        persona_column="persona",
    )
    found = of(repeated).personas
    assert (found.personas, found.attributes) == (40, 1)
    assert found.first != found.second
    assert found.first.startswith("persona ")


@pytest.mark.parametrize(
    ("label", "place"),
    [
        ("very liberal", -2),
        ("Conservative", 1),
        ("moderate", 0),
        ("3", 3),
        ("none of these", None),
        ("Left Communitarian", None),
    ],
)
def test_political_labels_have_places(label, place):
    assert to_the_right(label) == place


def test_movement_is_half_the_absolute_differences():
    rng = np.random.default_rng(0)
    one, other = rng.integers(1, 6, (30, 5)), rng.integers(1, 6, (20, 5))
    by_hand = [
        sum(abs((one[:, item] == point).mean() - (other[:, item] == point).mean()) for point in range(1, 6)) / 2
        for item in range(5)
    ]
    assert movement(one.astype(float), other.astype(float), low=1, high=5).tolist() == pytest.approx(by_hand)


@pytest.mark.parametrize("with_attributes", [True, False])
def test_the_command_says_it(planted, with_attributes, tmp_path, cli, few_pairs):
    cells = planted.attributes if with_attributes else {}
    with (tmp_path / "answers.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow([*planted.items, *cells])
        table.writerows(
            [*map(int, row), *(column[n] for column in cells.values())] for n, row in enumerate(planted.values)
        )
    code, _, err = cli("measure", tmp_path / "answers.csv", "--json", tmp_path / "out.json")
    assert code == 0, err
    code, page, err = cli("report", tmp_path / "out.json", "--out", "-")
    assert code == 0, err
    assert json.loads((tmp_path / "out.json").read_text())["alike"] is not None
    same = "differ in 9 of 9 attributes, and gave the same answer to 44 of 44 items."
    assert (same in page) == with_attributes
    assert ("The table has no attributes of personas" in page) == (not with_attributes)
    assert ("differ least on" in page) == with_attributes


def test_a_million_is_not_needed_to_see_it(monkeypatch, planted):
    """More personas than are compared: the same record, of a part of them."""
    monkeypatch.setattr("persona_collapse.diagnosis.alike.MOST", 60)
    found = of(planted).personas
    assert found.personas == 60
    assert found.pairs <= 60 * 59 // 2


def test_other_items_have_pairs_too():
    rng = np.random.default_rng(3)
    matrix = BehavioralTraitMatrix.from_arrays(
        rng.integers(1, 6, (50, 12)).astype(float), attributes={"gender": tuple(np.resize(["f", "m"], 50).tolist())}
    )
    found = alike(matrix, prepare(matrix, None, None)).personas
    assert (found.people_nearest, found.people_on_average) == (None, None)
    assert found.differing[0].attribute == "gender"
