"""The scorecard as a whole: columns, counts, warnings, and what cannot be known."""

import json

import numpy as np
import pytest

from persona_collapse.diagnosis import axes, measure
from persona_collapse.diagnosis.axes._spread import VENDI_DRAWS
from persona_collapse.diagnosis.noise_floor import Floor
from persona_collapse.diagnosis.preparation import prepare, rows_of
from persona_collapse.errors import InputError
from persona_collapse.instruments import unnamed_instrument
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures import (
    Draws,
    archetypes,
    clones,
    energy_distance,
    kernel_scale,
    mean_nearest_neighbour_distance,
    uniform_answers,
    vendi,
)
from persona_collapse.references import calibrated_2058
from persona_collapse.report import side_by_side, table
from persona_collapse.results import Settings
from persona_collapse.simulation import simulate

QUICK = Settings(draws=5)


def population(values, **others):
    return BehavioralTraitMatrix.from_arrays(values, **others)


def quick(matrix, reference=None, **others):
    return measure(matrix, reference, settings=QUICK, against_people=False, **others)


def test_a_reference_is_never_compared_with_itself():
    people = simulate("human", 200)
    found = quick(people, people)
    assert found.values.coverage.precision < 1
    assert found.values.coverage == found.held_out_people.coverage
    assert found.warnings[0].startswith("the population is the reference itself")
    with pytest.raises(InputError, match="is the reference itself"):
        axes.coverage(people, people, Settings(rarefy=False))


def test_excluded_respondents_are_counted_and_everything_else_is_as_without_them():
    people = simulate("human", 150, seed=3)
    answers = simulate("shallow", 120).values
    holes = np.vstack([answers, np.where(np.arange(44) == 7, np.nan, answers[:4])])
    with_holes, without = quick(population(holes), people), quick(population(answers), people)
    assert (with_holes.population.respondents, with_holes.population.complete) == (124, 120)
    assert with_holes.values.coverage.excluded == with_holes.values.lid.excluded == 4
    assert "4 of 124 respondents have missing answers" in with_holes.warnings[0]
    assert with_holes.values.lid.lid == without.values.lid.lid
    assert with_holes.values.coverage.coverage == without.values.coverage.coverage
    assert with_holes.values.likert.missing_answers == 4
    assert with_holes.values.likert.effective_likert != without.values.likert.effective_likert, "item measures use them"


def test_the_papers_protocol_says_when_it_imputes():
    answers = simulate("human", 40).values.copy()
    answers[0, 0] = np.nan
    found = measure(population(answers), settings=Settings(protocol="paper"))
    assert found.population.imputed == 1
    assert any("filled with the respondent's median" in warning for warning in found.warnings)


def test_without_a_reference():
    found = quick(population(uniform_answers(120, 20, low=1, high=5)))
    assert found.reference is None
    assert found.held_out_people is None
    assert found.values.coverage is None
    assert found.values.items is None
    assert found.values.hopkins.hyperspherical_uniformity is None
    assert found.values.spread.vendi_ratio is None
    assert ["noise floor" in warning for warning in found.warnings] == [True], "uniform answers are noise"
    text = table(found)
    assert "held-out people" not in text
    assert "reference: none" in text
    json.loads(found.to_json())


def test_clones_are_undefined_where_they_must_be_and_zero_where_they_are():
    found = quick(population(clones(calibrated_2058().values, 100)))
    assert found.values.hopkins.hopkins is None
    assert found.values.hopkins.undefined == 5
    assert (found.values.lid.lid, found.values.lid.tied, found.values.lid.distinct) == (0, 100, 0.01)
    assert found.values.spread.participation_ratio is None
    assert found.values.spread.undefined_draws == 5
    assert found.values.items.cronbach_alpha["Openness"] is None
    assert found.values.items.tucker_phi["Openness"] is None
    copies = [warning for warning in found.warnings if "exactly the same answers" in warning]
    assert copies == [
        "100 of 100 respondents give exactly the same answers as another: there are 1 different sheets of answers"
    ]
    assert not any(warning.startswith(("precision", "LID")) for warning in found.warnings)
    lines = [line.split() for line in table(found).splitlines()]
    hopkins = next(line for line in lines if line[:1] == ["Hopkins"])
    assert (hopkins[1], hopkins[3]) == ("-", "-"), "undefined is printed, not left out"
    json.loads(found.to_json())


def test_a_mean_of_the_draws_that_happen_to_be_defined_is_no_mean():
    # 25 copies and 35 others: most draws of 30 have too few patterns
    mostly = np.vstack([np.full((25, 44), 3.0), calibrated_2058().values[:35]])
    found = axes.lid(population(mostly), settings=Settings(draws=50))
    assert 0 < found.undefined_draws < 50
    assert found.lid is None
    outlier = np.full((200, 44), 3.0)
    outlier[0] = calibrated_2058().values[0]
    spread = axes.spread(population(outlier), against_people=False)
    assert 0 < spread.undefined_draws < 100
    assert spread.participation_ratio is None


def test_floor_and_ceiling_of_nothing():
    # people and noise both have LID 0: there is nothing to divide by
    archetype = population(archetypes(calibrated_2058().values, 100))
    found = quick(population(np.full((60, 44), 3.0)), archetype)
    assert found.held_out_people.lid.lid == 0
    assert not any("LID" in warning for warning in found.warnings)


def test_imputed_answers_have_no_noise_floor():
    answers = simulate("human", 40).values.copy()
    answers[np.arange(40), np.arange(40)] = np.nan
    found = measure(population(answers), settings=Settings(protocol="paper"))
    assert (found.population.complete, found.population.imputed) == (0, 40)
    assert found.shuffled_population is None
    assert found.values.coverage.imputed == found.values.lid.imputed == 40
    assert any("no noise floor" in warning for warning in found.warnings)
    assert "40 respondents" in table(found)
    json.loads(found.to_json())


def test_row_order_of_either_side_changes_no_column():
    people, personas = simulate("human", 120, seed=4), simulate("caricature", 100)
    copies = rows_of(personas, np.repeat(np.arange(50), 2))
    mixed = rows_of(copies, np.random.default_rng(0).permutation(100))
    turned = rows_of(people, np.arange(120)[::-1])
    first, second = quick(copies, people), quick(mixed, turned)
    assert second.held_out_people.items.sd_ratio == pytest.approx(first.held_out_people.items.sd_ratio)
    assert second.held_out_people.coverage == first.held_out_people.coverage
    assert second.shuffled_population.fidelity.rho == pytest.approx(first.shuffled_population.fidelity.rho)
    assert second.values.coverage == first.values.coverage
    again = quick(turned, people)
    assert again.warnings[0].startswith("the population is the reference itself")


def test_people_on_both_sides_are_said():
    people = simulate("human", 200)
    assert "50 %" not in "".join(quick(simulate("human", 100, seed=9), people).warnings)
    both = population(np.vstack([people.values[:50], simulate("human", 50, seed=9).values]))
    assert (
        quick(both, people).warnings[0].startswith("50 % of the respondents give the same answers as a respondent of")
    )


def test_answers_that_were_already_turned_round():
    keys = np.array([item.key for item in calibrated_2058().instrument.items])
    answers = simulate("human", 200).values
    keyed = np.where(keys < 0, 6 - answers, answers)
    assert any("already reverse-scored" in warning for warning in quick(population(keyed)).warnings)
    assert not any("already reverse-scored" in warning for warning in quick(population(answers)).warnings)


def test_what_is_compared_by_the_paper_with_itself_is_said_to_be():
    people = simulate("human", 80)
    found = measure(people, people, settings=Settings(protocol="paper"))
    assert found.values.coverage.coverage == 1.0
    assert found.warnings[0].endswith("compares it with itself")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"seed": -1}, "seed is -1; give a whole number from 0 up"),
        ({"draws": 0}, "draws is 0"),
        ({"draws": 2.5}, "draws is 2.5"),
        ({"seed": "1"}, "seed is '1'"),
        ({"size": 0}, "size is 0"),
    ],
)
def test_settings_that_cannot_be(settings, words):
    with pytest.raises(InputError, match=words):
        Settings(**settings)


def test_a_size_larger_than_there_are():
    with pytest.raises(InputError, match="draw at most 45"):
        axes.coverage(simulate("human", 90), simulate("human", 90), Settings(size=60))
    with pytest.raises(InputError, match="draw at most 90"):
        axes.coverage(simulate("human", 90), simulate("human", 200, seed=1), Settings(size=150))


def test_sizes_are_named_for_both_sides():
    with pytest.raises(InputError, match="60 complete respondents against a reference of 18 are compared 9 at a time"):
        quick(simulate("human", 60), simulate("human", 18, seed=1))


def test_a_small_population_has_no_lid_and_says_so():
    found = quick(population(simulate("human", 30).values))
    assert found.values.lid.lid is None
    assert any(warning.startswith("LID is undefined: 15 respondents") for warning in found.warnings)


def test_noise_is_said_to_be_noise_and_people_are_not():
    noise, people = quick(simulate("noise", 300)), quick(simulate("human", 300))
    assert [warning.split(" ")[0] for warning in noise.warnings].count("LID") == 1
    assert people.warnings == ()


def test_a_caricature_is_said_to_be_trapped():
    found = quick(simulate("caricature", 300))
    assert found.values.fidelity.trapped is True
    assert any(
        warning.startswith("labels followed as closely as possible, and overdone: Extraversion (d ")
        for warning in found.warnings
    )


def test_an_infinite_d_is_a_word_in_json():
    answers = np.where(np.arange(60)[:, None] < 30, 5.0, 1.0) * np.ones(44)
    labels = ["High"] * 30 + ["Low"] * 30
    keyed = np.where(np.array([item.key for item in calibrated_2058().instrument.items]) > 0, answers, 6 - answers)
    found = quick(population(keyed, attributes={"Extraversion": labels}))
    assert found.values.fidelity.d == np.inf
    assert json.loads(found.to_json())["values"]["fidelity"]["d"] == "Infinity"
    assert "infinite" in table(found)
    assert found.values.fidelity.per_trait["Openness"].rho is None


def test_a_known_ceiling_saves_its_time_and_changes_nothing():
    people = simulate("human", 100, seed=2)
    first = quick(simulate("shallow", 100), people)
    steps = []
    second = quick(simulate("shallow", 100), people, held_out_people=first.held_out_people, progress=steps.append)
    assert first == second
    assert not any(step.startswith("held-out people") for step in steps)


def test_draws_from_kept_distances_are_what_each_draw_would_give():
    matrix, people = simulate("shallow", 60), simulate("human", 60, seed=3)
    found, (pair, *_) = axes.spread(matrix, people, QUICK), prepare(matrix, people, QUICK).spaces
    draws = Draws(30, 5)
    each = [energy_distance(pair.population[a], pair.reference[b]).distance for a, b in draws.pairs(pair)]
    assert found.energy_distance == pytest.approx(np.mean(each))
    near = [mean_nearest_neighbour_distance(one) for one in draws.samples(pair.population)]
    assert found.mean_nearest_neighbour_distance == pytest.approx(np.mean(near))
    many = Draws(30, VENDI_DRAWS)
    width = np.mean([kernel_scale(one) for one in many.samples(pair.reference)])
    kinds = [vendi(one, scale=width) for one in many.samples(pair.population)]
    assert found.vendi == pytest.approx(np.mean(kinds))


def test_side_by_side_names_every_population():
    found = [quick(simulate(kind, 60)) for kind in ("human", "noise")]
    text = side_by_side(found, ["people", "dice"])
    header = text.splitlines()[3]
    assert header.split() == ["people", "dice", "held-out", "people"]
    assert "! dice: " in text


@pytest.mark.parametrize(
    ("numbers", "sits", "because"),
    [
        ((0.90, 0.93, 0.11, "below"), False, "near people"),
        ((0.15, 0.93, 0.11, "below"), True, "a twentieth of the way up"),
        ((0.05, 0.93, 0.11, "below"), True, "below the floor"),
        ((0.25, 0.93, 0.11, "below"), False, "a sixth of the way up"),
        ((0.97, 0.98, 1.00, "below"), False, "noise scores higher than people: this measure cannot see it"),
        ((0.03, 0.81, 0.89, "below"), False, "nor this one: a low recall is no noise"),
        ((0.90, 0.93, 0.90, "below"), False, "floor and people are nearly alike"),
        ((0.00, 0.00, 0.00, "below"), False, "nothing to tell apart"),
        ((22.0, 15.0, 22.3, "above"), True, "LID falls from noise to people"),
        ((6.0, 15.0, 22.3, "above"), False, "LID below people's is no noise"),
        ((0.0, 15.0, 0.0, "above"), False, "shuffled clones are clones, and clones are not noise"),
    ],
)
def test_the_noise_floor(numbers, sits, because):
    assert Floor("x", *numbers).sits is sits, because


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: quick(
                population(np.ones((30, 44))), population(np.ones((30, 44)), instrument=unnamed_instrument(44))
            ),
            "answered items-44",
        ),
        (lambda: quick(population(np.ones((40, 9)) * 3), population(np.ones((40, 8)))), "9 items and the reference"),
        (lambda: quick(simulate("human", 40), simulate("human", 11)), "at least 12"),
        (lambda: axes.fidelity(population(np.ones((9, 9))), np.ones((9, 5))), "has no traits"),
        (lambda: axes.lid(population([[1, 2]] * 20)), "at least 21"),
        (lambda: axes.hopkins(population([[1, 2]] * 1)), "needs 10; give at least 20"),
        (lambda: Settings(protocol="best"), "unknown protocol .best.; use"),
    ],
)
def test_refuses(call, words):
    with pytest.raises(InputError, match=words):
        call()
