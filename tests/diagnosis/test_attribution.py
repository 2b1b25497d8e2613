"""The attribution axis: which columns, which respondents, and what is said beside the numbers."""

import json
from dataclasses import asdict

import numpy as np
import pytest

from persona_collapse.diagnosis import attribution
from persona_collapse.diagnosis.axes import ATTRIBUTES
from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.personas import sample
from persona_collapse.references import calibrated_2058, twin2k500_r2
from persona_collapse.results import Settings, as_json_types

NAN = float("nan")
N = 400


@pytest.fixture(scope="module")
def columns():
    """The paper's four attributes of sampled personas, and two others."""
    personas = [one.persona for one in sample(N, seed=3) if one.consistent]
    return {name: tuple(one.values[name] for one in personas) for name in (*ATTRIBUTES, "religion", "age")}


@pytest.fixture(scope="module")
def tracking(columns):
    """People whose Extraversion is moved by gender: everything that women say of it is one point higher."""
    values = calibrated_2058().values[:N].copy()
    matrix = BehavioralTraitMatrix.from_arrays(values)
    keys = matrix.instrument.keying().keys[0]
    women = np.array([one == "Female" for one in columns["gender"]])
    return BehavioralTraitMatrix.from_arrays(np.clip(values + women[:, None] * keys, 1, 5), attributes=columns)


@pytest.fixture(scope="module")
def found(tracking):
    return attribution(tracking)


def test_the_papers_attributes_by_default(found):
    assert found.attributes == ("political_spectrum", "gender", "country_of_residence", "social_class")
    assert tuple(found.items.per_attribute) == found.attributes
    # the sampler has 4, 3, 6 and 3 levels: df 3, 2, 5, 2
    assert found.items.r2_chance == pytest.approx(12 / (N - 1))
    assert found.items.dominance_chance == pytest.approx(5 / 12)


def test_what_is_tracked_is_found(found):
    assert found.items.dominant == found.traits.dominant == "gender"
    assert max(found.items.p_value, found.traits.p_value) < 0.01
    assert found.items.r2 > found.items.null_95
    # R squared of the traits, Extraversion first
    assert found.traits.r2_each[0] > 0.1 > max(found.traits.r2_each[1:])
    gender, country = (found.traits.per_attribute[name] for name in ("gender", "country_of_residence"))
    assert gender.eta2 > 2 * gender.eta2_chance
    assert abs(country.omega2) < 0.01
    assert gender.share == pytest.approx(gender.shapley / found.traits.r2) == pytest.approx(found.traits.dominance)
    assert sum(one.share for one in found.items.per_attribute.values()) == pytest.approx(1)


def test_each_attribute_by_itself(found):
    gender, country = (found.traits.per_attribute[name] for name in ("gender", "country_of_residence"))
    assert gender.p_value == 1 / 1001
    assert 0 < gender.omega2_interval[0] < gender.omega2 < gender.omega2_interval[1]
    assert country.p_value > 0.01
    assert country.omega2_interval[0] < 0 < country.omega2_interval[1]


def test_beside_people(tracking, found):
    assert found.people_r2 == twin2k500_r2()
    assert [round(one, 3) for one in (min(twin2k500_r2().values()), max(twin2k500_r2().values()))] == [0.027, 0.073]
    assert attribution(tracking, ["gender"]).people_r2 == {}, "not the same attributes"


def test_columns_by_name_in_their_order(tracking):
    one, other = attribution(tracking, ["age", "gender"]), attribution(tracking, ["gender", "age"])
    assert one.attributes == ("age", "gender")
    assert one.items.r2 == pytest.approx(other.items.r2)
    for name in one.attributes:
        assert one.items.per_attribute[name].shapley == pytest.approx(other.items.per_attribute[name].shapley)
        assert one.items.per_attribute[name].eta2 == other.items.per_attribute[name].eta2
    assert one.items.per_attribute["age"].incremental != other.items.per_attribute["age"].incremental


def test_default_columns_that_are_there(tracking, columns):
    some = {name: columns[name] for name in ("social_class", "gender", "age")}
    found = attribution(BehavioralTraitMatrix.from_arrays(tracking.values, attributes=some))
    assert found.attributes == ("gender", "social_class"), "in the paper's order"


def test_missing_answers_and_unknown_values(tracking, columns):
    values = tracking.values.copy()
    values[:30, 0] = NAN
    values[:, 1] = 3
    gender = (None, " ", *columns["gender"][2:])
    holes = BehavioralTraitMatrix.from_arrays(values, attributes={"gender": gender})
    found = attribution(holes)
    assert found.items.undefined_items == 1, "item 2 is answered alike by all"
    assert found.items.r2_each[1] is None
    share = found.items.per_attribute["gender"]
    assert (share.levels, share.unknown, share.eta2_items) == (4, 2, 43)
    assert (share.groups_left_out, share.respondents_left_out) == (1, 2)
    assert found.traits.undefined_items == 0, "370 have every score"


def test_instruments_without_traits(columns):
    answers = np.random.default_rng(0).integers(1, 6, (N, 9))
    found = attribution(BehavioralTraitMatrix.from_arrays(answers, attributes=columns))
    assert (found.traits, found.people_r2) == (None, {})
    assert found.items.r2 == pytest.approx(found.items.r2_chance, rel=0.3)


def test_the_seed_is_that_of_the_settings(tracking):
    one, again, other = (attribution(tracking, ["religion"], settings=Settings(seed=seed)) for seed in (1, 1, 2))
    assert one == again
    assert one.items.null_95 != other.items.null_95
    assert one.items.r2 == other.items.r2


def test_the_papers_protocol(tracking):
    found = attribution(tracking, settings=Settings(protocol="paper"))
    assert found.traits is None
    assert found.permutations == 0
    gender = found.items.per_attribute["gender"]
    assert (gender.eta2, gender.shapley, gender.share) == (None, None, None)
    assert sum(one.incremental for one in found.items.per_attribute.values()) == pytest.approx(found.items.r2)
    assert (found.items.p_value, found.items.adjusted_r2, found.items.dominance_chance) == (None, None, None)


def test_as_many_levels_as_respondents(tracking):
    matrix = BehavioralTraitMatrix.from_arrays(tracking.values, attributes={"id": tuple(range(N))})
    found = attribution(matrix, ["id"])
    assert (found.items.r2, found.items.dominance, found.items.p_value) == (None, None, None)
    assert found.items.undefined_items == 44
    assert found.items.per_attribute["id"].groups_left_out == N


def test_json(found):
    read = json.loads(json.dumps(as_json_types(asdict(found)), allow_nan=False))
    assert read["items"]["per_attribute"]["gender"]["levels"] == 3


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["mood"], "no column 'mood'; its columns besides the items: political_spectrum"),
        (["gender", "gender"], "name at least one, and each once"),
        ([], "columns are none"),
        ("gender", "give a list of column names"),
    ],
)
def test_wrong_columns(tracking, asked, words):
    with pytest.raises(InputError, match=words):
        attribution(tracking, asked)


def test_none_of_the_default_columns(tracking):
    with pytest.raises(InputError, match=r"none of the columns political_spectrum.*columns=.*: none"):
        attribution(BehavioralTraitMatrix.from_arrays(tracking.values))
