"""`--seed` and `--draws`: which random numbers, and how many draws a number is the mean of."""

import json

import pytest

from persona_collapse.simulation import simulate


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(simulate("human", 110).to_csv())
    return path


def test_a_seed_makes_other_draws_each_time_the_same(cli, few_pairs, table):
    usual, other, again, named = (
        cli("measure", table, *options, "--draws", 3, "--json", "-")
        for options in ((), ("--seed", 7), ("--seed", 7), ("--seed", 0))
    )
    assert (usual[0], usual[1], other[1]) == (0, named[1], again[1]), usual[2]
    first, second = json.loads(usual[1]), json.loads(other[1])
    assert [one["settings"]["seed"] for one in (first, second)] == [0, 7]
    for number in ("coverage", "lid"):
        assert first["values"][number] != second["values"][number]
    assert first["values"]["likert"] == second["values"]["likert"], "not drawn"
    assert second["commands"] == [f"persona-collapse measure {table} --seed 7 --draws 3"]


def test_the_number_of_draws_is_a_choice_and_100_otherwise(cli, monkeypatch, table):
    from persona_collapse.diagnosis import diagnose

    monkeypatch.setattr(
        "persona_collapse.diagnosis.diagnose", lambda *given, pairs=1, **beside: diagnose(*given, pairs=pairs, **beside)
    )
    usual, named, few = (
        cli("measure", table, *options, "--json", "-")[1] for options in ((), ("--draws", 100), ("--draws", 3))
    )
    assert usual == named
    usual, few = json.loads(usual), json.loads(few)
    assert [one["settings"]["draws"] for one in (usual, few)] == [100, 3]
    assert usual["values"]["coverage"] != few["values"]["coverage"]
    assert (
        "protocol: calibrated, 3 draws of 55 from each side, seed 5"
        in cli("measure", table, "--draws", 3, "--seed", 5)[1]
    )


@pytest.mark.parametrize(
    ("option", "value", "why"),
    [
        ("--seed", "-1", "greater than or equal to 0"),
        ("--draws", "0", "greater than or equal to 1"),
        ("--draws", "few", "valid integer"),
    ],
)
def test_another_value_is_refused(cli, table, option, value, why):
    code, _, err = cli("measure", table, option, value)
    assert (code, f"'{option}'" in err, why in err) == (2, True, True), err


def test_free_texts_are_not_drawn(cli, table):
    code, _, err = cli("measure", table, "--texts", "--draws", 5)
    assert (code, "free texts have no" in err, "draws" in err) == (2, True, True)


def test_a_comparison_has_a_seed(cli, few_pairs, table):
    found = [json.loads(cli("compare", table, table, "--seed", seed, "--json", "-")[1]) for seed in (0, 3)]
    assert [one["settings"]["seed"] for one in found] == [0, 3]
    lid = [next(one for one in record["steps"][0]["differences"] if one["name"] == "lid") for record in found]
    assert lid[0]["first"] != lid[1]["first"]
