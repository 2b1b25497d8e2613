"""One trait that does not spread as people's does is named, through the real command."""

import json

import numpy as np
import pytest

from persona_collapse import Settings, measure, simulate
from persona_collapse.diagnosis.trait_caveats import trait_caveats
from persona_collapse.instruments import TRAITS, bfi44
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.trait_shape import TraitShape
from persona_collapse.references import simulate_people

KEYS = bfi44().keying().keys
N = 300
PEOPLE = TraitShape(1.0, 0.02, 0.5, 0.01, 0.01, 0.01, 0.01)


def changed(trait, scores):
    """Fresh people whose answers to one trait are all so that they have these scores (N,), 1 to 5."""
    values = simulate_people(N, 9100).copy()
    keys = KEYS[TRAITS.index(trait)]
    values[:, keys > 0] = scores[:, None]
    values[:, keys < 0] = 6 - scores[:, None]
    return BehavioralTraitMatrix.from_arrays(values, source="one trait")


def warnings_of(population):
    return measure(population, settings=Settings(draws=5), against_people=False).warnings


def test_a_narrow_trait_is_named():
    rng = np.random.default_rng(0)
    narrow = np.where(rng.random(N) < 0.1, 4.0, 3.0)
    found = warnings_of(changed("Extraversion", narrow))
    assert any(one.startswith("Extraversion spreads 0.3 times as widely as people's") for one in found), found


def test_a_trait_in_two_groups_at_the_ends_is_named():
    found = warnings_of(changed("Openness", np.repeat([1.0, 5.0], N // 2)))
    assert any("the scores of Openness fall into two groups" in one for one in found)
    assert any(one.startswith("50 % of the personas have the highest possible score of Openness") for one in found)
    assert any(one.startswith("50 % of the personas have the lowest possible score of Openness") for one in found)


def test_people_have_no_such_warning():
    for seed in range(9200, 9210):
        population = BehavioralTraitMatrix.from_arrays(simulate_people(N, seed), source="people")
        assert not [one for one in warnings_of(population) if "spreads" in one or "groups" in one or "possible" in one]


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (TraitShape(0.66, 0.02, 0.5, 0, 0, 0, 0), "Openness spreads 0.7 times as widely as people's"),
        (TraitShape(0.67, 0.02, 0.5, 0, 0, 0, 0), None),
        (TraitShape(1.51, 0.02, 0.5, 0, 0, 0, 0), "Openness spreads 1.5 times as widely as people's"),
        (TraitShape(1.0, 0.05, 0.005, 0, 0, 0, 0), "fall into two groups"),
        (TraitShape(1.0, 0.05, 0.006, 0, 0, 0, 0), None),
        (
            TraitShape(1.0, 0.02, 0.5, 0, 0.15, 0, 0.05),
            "15 % of the personas have the highest possible score of Openness",
        ),
        (TraitShape(1.0, 0.02, 0.5, 0, 0.14, 0, 0.05), None),
    ],
)
def test_limits(shape, words):
    said = list(trait_caveats({"Openness": shape}, {"Openness": PEOPLE}, 300))
    assert (said == []) if words is None else (words in said[0])


def test_several_traits_are_one_sentence():
    shapes = {name: TraitShape(ratio, 0.02, 0.5, 0, 0, 0, 0) for name, ratio in (("Open Mind", 0.3), ("Calm", 1.9))}
    assert list(trait_caveats(shapes, {}, 300)) == ["Open Mind spreads 0.3 and Calm 1.9 times as widely as people's"]


def test_traits_that_people_have_in_two_groups_are_not_named():
    two = TraitShape(1.0, 0.05, 0.001, 0, 0, 0, 0)
    assert list(trait_caveats({"Openness": two}, {"Openness": two}, 300)) == []


def test_the_command_names_it_and_the_record_has_it(cli, few_pairs, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text(changed("Extraversion", np.full(N, 3.0)).to_csv())
    code, out, err = cli("measure", "a.csv", "--json", "a.json")
    assert code == 0, err
    assert "! Extraversion spreads 0.0 times as widely as people's" in out
    record = json.loads((tmp_path / "a.json").read_text())["values"]["items"]["per_trait"]
    assert record["Extraversion"]["sd_ratio"] == 0.0
    assert set(record) == set(TRAITS)
    code, out, err = cli("report", "a.json", "--out", "a.md")
    assert code == 0, err
    page = (tmp_path / "a.md").read_text()
    assert "p of one group" in page
    assert simulate("human", 10).instrument.traits == TRAITS
