"""Comparisons: who is in both, what differs, and what chance makes of it."""

import json
import re
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from persona_collapse.diagnosis import compare
from persona_collapse.diagnosis.comparison.pairing import (
    BY_ANSWERS,
    BY_NAME,
    BY_NUMBER,
    NONE_IN_BOTH,
    ONLY_NUMBERED,
    pair,
)
from persona_collapse.diagnosis.comparison.sentences import sentence
from persona_collapse.diagnosis.preparation import rows_of
from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures import jittered_clones
from persona_collapse.references import calibrated_2058
from persona_collapse.report import comparison_table
from persona_collapse.results import Difference, Settings
from persona_collapse.results.numbers import compared
from persona_collapse.simulation import simulate
from validity.comparison import asked

N = 104  # 52 at a time: an interval wants 50
PEOPLE = rows_of(calibrated_2058(), np.arange(0, 2058, 8))
QUICK = Settings(draws=10)
NAMES = [f"persona {number}" for number in range(N)]
quickly = partial(compare, reference=PEOPLE, settings=QUICK, pairs=20, permutations=59)


def named(kind, names=NAMES, seed=1):
    made = simulate(kind, len(names), seed=seed)
    return BehavioralTraitMatrix.from_arrays(
        made.values, respondents=names, source=kind, attributes=made.attributes, note=made.note
    )


def numbers(comparison, step=0):
    return {one.name: one for one in comparison.steps[step].differences}


@pytest.fixture(scope="module")
def people_and_shallow():
    return quickly([named("human"), named("shallow")])


def test_what_differs_is_found(people_and_shallow):
    found = numbers(people_and_shallow)
    for name in (
        "recall",
        "lid",
        "effective_likert",
        "vendi_ratio",
        "participation_ratio",
        "extreme_share",
    ):
        assert found[name].differs, name
        assert found[name].high < 0, name
        assert found[name].p_value == 1 / 60
    assert found["marginal_distance"].low > 0
    assert set(found) == set(compared())
    step = people_and_shallow.steps[0]
    assert (step.first, step.second, step.shared, step.pairing) == ("A", "B", N, BY_NAME)
    assert found["recall"].sentence.startswith("the share of people inside personas' neighbourhoods is ")
    assert found["recall"].sentence.endswith(" lower in B than in A")


def test_every_number_has_its_interval_or_a_reason(people_and_shallow):
    for name, one in numbers(people_and_shallow).items():
        assert one.difference == one.second - one.first
        assert one.low <= one.difference <= one.high, name
        assert one.no_interval is None


def test_a_difference_with_an_infinite_d_has_a_reason():
    told = simulate("human", N)
    exact = np.where(told.levels()[:, [0]] == 3, 5, 1) * np.ones((1, 44))
    loud = replace(told, values=exact, source="loud")
    found = {one.name: one for one in compare([told, loud], pairs=2, permutations=1).steps[0].differences}
    assert found["d"].low is None
    assert found["d"].no_interval


def test_how_many_relabellings_are_counted_at_once_changes_nothing(monkeypatch):
    both = [named("human"), named("human", seed=2)]
    few = partial(compare, reference=PEOPLE, settings=QUICK, pairs=3, permutations=20)
    together = {name: one.p_value for name, one in numbers(few(both)).items()}
    assert len(set(together.values())) > 5
    monkeypatch.setattr("persona_collapse.diagnosis.comparison.permutation.AT_ONCE", 2)
    assert {name: one.p_value for name, one in numbers(few(both)).items()} == together


def test_p_values_are_adjusted_over_all_of_them(people_and_shallow):
    found = sorted(numbers(people_and_shallow).values(), key=lambda one: one.p_value)
    by_hand = [one.p_value * len(found) / rank for rank, one in enumerate(found, start=1)]
    for rank, one in enumerate(found):
        assert one.adjusted_p == pytest.approx(min(by_hand[rank:]))
        assert one.differs == (one.adjusted_p < 0.05)


def test_turned_round_it_is_its_own_opposite(people_and_shallow):
    other = numbers(quickly([named("shallow"), named("human")]))
    for name, one in numbers(people_and_shallow).items():
        assert other[name].difference == pytest.approx(-one.difference, abs=1e-12), name
        assert other[name].p_value == one.p_value, name
        if one.low is not None:
            assert (-other[name].high, -other[name].low) == pytest.approx((one.low, one.high), abs=1e-12), name


def test_the_order_of_rows_does_not_matter(people_and_shallow):
    rng = np.random.default_rng(0)
    mixed = [rows_of(named(kind), rng.permutation(N)) for kind in ("human", "shallow")]
    again = numbers(quickly(mixed))
    for name, one in numbers(people_and_shallow).items():
        other = again[name]
        assert other.p_value == one.p_value, name
        assert (other.first, other.difference) == pytest.approx((one.first, one.difference)), name
        if one.low is not None:
            assert other.low == pytest.approx(one.low), name


@pytest.mark.parametrize("given", [named("human"), simulate("human", N, seed=1)], ids=["named", "numbered"])
def test_a_population_and_itself_are_the_same(given):
    found = quickly([given, given], permutations=9)
    for one in found.steps[0].differences:
        assert (one.difference, one.p_value, one.differs) == (0, 1, False), one.name
        if one.low is not None:
            assert (one.low, one.high) == (0, 0)
    assert comparison_table(found).endswith("A and B are the same in every number")


def test_pairs_are_compared_more_sharply_than_others(people_and_shallow):
    strangers = numbers(
        quickly([named("human"), named("shallow", [f"other {name}" for name in NAMES])], permutations=9)
    )
    for name in ("effective_likert", "lid", "sd_ratio", "desirability_shift", "trait_coverage"):
        one, other = numbers(people_and_shallow)[name], strangers[name]
        assert one.high - one.low < other.high - other.low, name
        assert one.first == pytest.approx(other.first, abs=0.6 if name == "lid" else 0.02)


@pytest.mark.parametrize("shared", [0, 30, 60])
def test_where_nothing_differs_p_is_even(shared):
    found = []
    for seed in range(4):
        rng = np.random.default_rng([shared, seed])
        names = [f"{shared} {seed} {number}" for number in range(120)]
        both = asked("human", names[:60], rng), asked("human", names[60 - shared : 120 - shared], rng)
        compared = quickly(both, pairs=2, permutations=19)
        assert compared.steps[0].shared == shared
        found += [one.p_value for one in compared.steps[0].differences if one.p_value is not None]
    assert 0.35 < np.mean(found) < 0.7
    assert np.mean(np.array(found) <= 0.05) < 0.15


def test_a_pipeline_is_compared_step_by_step():
    found = quickly([named("human"), named("human", seed=2), named("shallow", seed=2)], permutations=9, pairs=4)
    assert [(one.first, one.second) for one in found.steps] == [("A", "B"), ("B", "C")]
    for place in (1, 2):
        assert numbers(found, place - 1)["lid"].second == found.populations[place].lid
    assert numbers(found, 1)["lid"].first == found.populations[1].lid, "one value per population, in both of its steps"
    assert all(None not in (one.coverage, one.rho, one.d) for one in found.populations)
    assert len(comparison_table(found).split("adjusted p\n")) == 3


def test_sizes_that_differ_are_brought_to_one():
    found = quickly([named("human"), named("human", NAMES[:60])], permutations=9, pairs=4)
    assert (found.settings.size, found.steps[0].shared) == (30, 60)
    one = numbers(found)["coverage"]
    assert (one.low, one.no_interval) == (None, "30 respondents are compared at a time; an interval needs 50")


def test_coverage_of_all_respondents_at_once_has_no_interval():
    populations = [simulate(kind, 60, seed=3) for kind in ("human", "shallow")]
    found = numbers(quickly(populations, settings=Settings(draws=4, size=60)))
    assert (found["coverage"].low, found["coverage"].no_interval) == (None, "all respondents are compared at a time")
    assert found["density"].low is not None


def test_missing_answers_and_no_reference():
    rng = np.random.default_rng(0)
    values = rng.integers(1, 6, (2, N + 10, 12)).astype(float)
    values[0, :10, 3] = np.nan
    both = [BehavioralTraitMatrix.from_arrays(one, respondents=[*NAMES, *"abcdefghij"]) for one in values]
    found = numbers(compare(both, settings=QUICK, pairs=10, permutations=19))
    assert set(found) == {
        "hopkins", "lid", "participation_ratio", "mean_nearest_neighbour_distance", "effective_likert",
        "midpoint_share", "extreme_share", "extreme_share_sd", "midpoint_share_sd",
    }  # fmt: skip
    assert all(one.low < one.difference < one.high for one in found.values())


def test_the_record(people_and_shallow):
    record = json.loads(people_and_shallow.to_json())
    assert record["schema"] == "persona-collapse/comparison/1"
    assert record["populations"][1]["population"]["source"] == "shallow"
    assert record["steps"][0]["differences"][0]["name"] == "coverage"
    assert record["settings"]["size"] == N // 2


# who is in both


def numbered(count, **beside):
    return BehavioralTraitMatrix.from_arrays(np.random.default_rng(count).integers(1, 6, (count, 4)), attributes=beside)


def test_ids_are_taken_at_their_word():
    first = BehavioralTraitMatrix.from_arrays([[1], [2]], respondents=["p", "q"])
    second = BehavioralTraitMatrix.from_arrays([[3], [4], [5]], respondents=["x", "q", "y"])
    found = pair([first, second])
    assert (found.shared(0, 1), found.basis(0, 1)) == (1, BY_NAME)
    assert found.who[0][1] == found.who[1][1]
    assert pair([first, rows_of(second, np.array([0, 2]))]).basis(0, 1) == NONE_IN_BOTH


@pytest.mark.parametrize(
    ("second", "shared", "basis"),
    [
        (numbered(4, mood=["High", "Low", "Low", "High"]), 3, BY_NUMBER),
        (numbered(4, mood=["High", "Low", "High", "High"]), 0, ONLY_NUMBERED),
        (numbered(5, mood=["High"] * 5), 0, ONLY_NUMBERED),
        (numbered(5), 0, ONLY_NUMBERED),
    ],
)
def test_row_numbers_are_no_ids(second, shared, basis):
    first = numbered(3, mood=["High", "Low", "Low"])
    found = pair([first, second])
    assert (found.shared(0, 1), found.basis(0, 1)) == (shared, basis)


def test_a_column_that_never_varies_says_nothing():
    first, second = (numbered(count, model=["same"] * count) for count in (3, 4))
    assert pair([first, second]).basis(0, 1) == ONLY_NUMBERED


def test_the_same_answers_are_the_same_respondents():
    first = numbered(6)
    found = pair([first, BehavioralTraitMatrix.from_arrays(first.values[::-1])])
    assert (found.shared(0, 1), found.basis(0, 1)) == (6, BY_ANSWERS)
    assert found.who[0].tolist() == found.who[1][::-1].tolist()


def test_who_is_drawn_does_not_depend_on_which_population_came_first():
    first, second = numbered(5), numbered(6)
    one, other = pair([first, second]), pair([second, first])
    ours, theirs = next(one.orders("draws", 0)), next(other.orders("draws", 0))
    assert ours[one.who[0]].tolist() == theirs[other.who[1]].tolist()


# refusals and the command


@pytest.mark.parametrize(
    ("populations", "options", "words"),
    [
        ([named("human")], {}, "a list of 2 to 26 populations"),
        (named("human"), {}, "a list of 2 to 26 populations"),
        (["a.csv", "b.csv"], {}, "given a str; give BehavioralTraitMatrix"),
        ([named("human"), numbered(60)], {}, r"human answered bfi44 .*44 items.* and population items-4 .*4 items.*same items"),
        ([named("human")] * 2, {"settings": Settings(protocol="paper")}, "at equal size"),
        ([named("human")] * 2, {"settings": Settings(rarefy=False)}, "at equal size"),
        ([named("human"), named("human", NAMES[:15])], {}, "7 at a time, and a comparison needs 10"),
        ([named("human"), PEOPLE], {}, "is the reference itself"),
        ([named("human"), named("human", ["twice", *NAMES[:9], "twice", *NAMES[10:40]])], {}, "2 rows of respondent 'twice'"),
    ],
)  # fmt: skip
def test_refused(populations, options, words):
    with pytest.raises(InputError, match=words):
        quickly(populations, **options)


def test_a_higher_lid_alone_is_no_gain():
    rise = Difference("lid", 11.0, 13.0, 2.0, 1.5, 2.5, None, 0.001, 0.01, True, "")
    said = sentence(rise, "A", "B", rising={"lid", "hopkins"})
    assert said == (
        "LID is 2.0 (1.5 to 2.5) higher in B than in A, which may be noise: neither recall nor the Vendi score rises"
    )
    for other in ("recall", "vendi_ratio"):
        assert sentence(rise, "A", "B", rising={"lid", other}) == "LID is 2.0 (1.5 to 2.5) higher in B than in A"
    fall = replace(rise, difference=-2.0, low=-2.5, high=-1.5)
    assert sentence(fall, "A", "B", rising=()) == "LID is 2.0 (1.5 to 2.5) lower in B than in A"


def test_a_fifth_that_collapsed_is_no_gain_in_lid():
    people = simulate("human", 300, seed=77)
    clones = jittered_clones(people.values, 300, low=1, high=5)
    values = np.vstack([clones[:60], people.values[60:]])
    collapsed = BehavioralTraitMatrix.from_arrays(values, respondents=people.respondents, source="a fifth")
    step = compare([people, collapsed], settings=QUICK, pairs=10, permutations=99).steps[0]
    found = {one.name: one for one in step.differences}
    crowding = found["crowding"]
    assert crowding.differs
    assert crowding.difference == pytest.approx(0.2, abs=0.02)
    assert 0.1 < crowding.low < crowding.high < 0.3
    assert crowding.sentence.startswith("the share of personas nearer to their neighbours than people are is 0.2")
    assert not found["lid"].differs or found["lid"].difference < 0 or "which may be noise" in found["lid"].sentence


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name, kind in (("a", "human"), ("b", "shallow"), ("people", "human")):
        (tmp_path / f"{name}.csv").write_text(simulate(kind, 104, seed=7 if name == "people" else 1).to_csv())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("persona_collapse.diagnosis.compare", partial(compare, pairs=5, permutations=39))
    return tmp_path


def test_the_command(cli, folder):
    code, out, err = cli("compare", "a.csv", "b.csv", "--reference", "people.csv", "--json", "out.json")
    assert code == 0, err
    assert "A  a.csv: 104 respondents\nB  b.csv: 104 respondents" in out
    assert f"A to B, 104 personas in both, known {BY_NUMBER}" in out
    assert re.search(r"LID is \d+\.\d \(\d+\.\d to \d+\.\d\) lower in B than in A", out)
    record = json.loads((folder / "out.json").read_text())
    assert record["reference"]["source"] == "people.csv"
    code, out, _ = cli("compare", "a.csv", "a.csv", "--reference", "people.csv")
    assert out.endswith("A and B are the same in every number\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["a.csv"], "compare takes a list of 2 to 26 populations"),
        (["a.csv", "nowhere.csv"], "file not found: nowhere.csv"),
        (["a.csv", "b.csv", "--targets", ""], "--targets is empty"),
        (["a.csv", "people.csv", "--reference", "people.csv"], "people.csv is the reference itself"),
    ],
)
def test_the_command_refuses_in_one_line(cli, folder, arguments, words):
    code, out, err = cli("compare", *arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1


def test_a_third_population_does_not_change_who_is_in_two():
    rng = np.random.default_rng(4)
    first = BehavioralTraitMatrix.from_arrays(rng.integers(1, 6, (60, 44)), attributes={"age": tuple(range(60))})
    moved = BehavioralTraitMatrix.from_arrays(first.values[rng.permutation(60)])
    third = BehavioralTraitMatrix.from_arrays(rng.integers(1, 6, (60, 44)), attributes={"age": tuple(range(60))})
    two, three = pair([first, moved]), pair([first, moved, third])
    assert two.basis(0, 1) == three.basis(0, 1) == BY_ANSWERS
    same = [
        np.array_equal(first.values[np.argsort(one.who[0])], moved.values[np.argsort(one.who[1])])
        for one in (two, three)
    ]
    assert same == [True, True]
    assert three.shared(1, 2) == 0
