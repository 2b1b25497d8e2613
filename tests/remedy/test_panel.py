"""A panel: what is chosen and weighted, what is said of it, and the command."""

import csv
import json
from dataclasses import replace

import numpy as np
import pytest

from persona_collapse import measures
from persona_collapse.errors import InputError
from persona_collapse.instruments import bfi44, catalogue
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import complete_cases
from persona_collapse.measures.nulls import shuffled
from persona_collapse.measures.weights import effective_size
from persona_collapse.remedy import panel, pooled
from persona_collapse.remedy._panel import verdict
from persona_collapse.remedy.balancing import balanced
from persona_collapse.remedy.herding import Kernel, covering, herded
from persona_collapse.remedy.scoring import Yardstick
from persona_collapse.remedy.spaces import Points, Ruler
from persona_collapse.remedy.splits import holds_items_out, splits
from persona_collapse.report import panel_table
from persona_collapse.report.panel import reach_sentence
from persona_collapse.results.panel import Gain
from persona_collapse.simulation import simulate
from tests.support.remedies import pages_of
from validity.remedy import a_fifth_missing, among_real_people, as_near, as_people, some_like_people

SEED = 4100
"""Not the seeds of validity.remedy."""


def matrix(answers, source="pool"):
    return BehavioralTraitMatrix.from_arrays(answers, instrument=bfi44(), source=source)


@pytest.fixture(scope="module")
def humans(reference):
    """600 simulated people."""
    return matrix(reference[np.random.default_rng(1).permutation(len(reference))[:600]], "people")


@pytest.fixture(scope="module")
def repaired(humans):
    """A panel of a pool of which 300 among 1,144 are like people."""
    return panel(matrix(some_like_people(SEED)), humans, 200, count=16)  # with 6, chance can hide it


def test_what_is_chosen_is_as_people_are_among_other_people(repaired):
    assert repaired.verdict == "gain"
    assert as_people(repaired)
    assert as_near(repaired)
    assert repaired.gain("traits coverage").panel > repaired.gain("traits coverage").random
    of_people = np.mean([int(one.respondent) <= 300 for one in repaired.members])
    assert of_people > 0.5, "of the pool they are a quarter"
    assert len({one.respondent for one in repaired.members}) == 200
    assert repaired.reach.low == 0


def test_its_table_says_so(repaired):
    text = panel_table(repaired)
    assert "panel: 200 of 1,144 personas (pool), matching people" in text
    assert "scored on the other half of people and of items: means of 16 splits" in text
    assert "gain: the panel is nearer to people than random choice, beyond chance (distance to people 0.0" in text
    assert json.loads(repaired.to_json())["schema"] == "persona-collapse/panel/1"


@pytest.mark.parametrize("goal", ["match", "cover"])
@pytest.mark.parametrize("kind", ["people", "shuffled", "noise"])
def test_nothing_is_gained_where_nothing_can_be(humans, kind, goal):
    people = simulate("human", 500, seed=SEED).values
    pool = {"people": people, "shuffled": shuffled(people, seed=SEED), "noise": simulate("noise", 500).values}[kind]
    found = panel(matrix(pool), humans, 100, goal=goal, count=6)
    assert found.verdict == ("nothing to mend" if kind == "people" else "no gain"), panel_table(found)


@pytest.mark.parametrize("kind", ["people", "shuffled", "noise"])
def test_nothing_is_gained_by_weights_where_nothing_can_be(humans, kind):
    people = simulate("human", 500, seed=SEED).values
    pool = {"people": people, "shuffled": shuffled(people, seed=SEED), "noise": simulate("noise", 500).values}[kind]
    assert panel(matrix(pool), humans, count=6).verdict != "gain"


def test_weights_mend_what_is_too_rare(humans):
    found = panel(matrix(a_fifth_missing(SEED)), humans, count=6)
    assert found.verdict == "gain"
    assert found.weighted
    assert len(found.members) == found.pool == 1144
    assert 100 < found.effective_size < 1000
    assert np.mean([one.weight for one in found.members]) == pytest.approx(1)
    assert "weights for 1,144 personas" in panel_table(found)


def test_people_out_of_reach_are_counted(humans):
    found = panel(matrix(a_fifth_missing(SEED)), humans, 200, count=6)
    assert 0.05 < found.reach.low < 0.2 < found.reach.high + 0.06, "a fifth, less those at the border"
    assert "no choice of these can repair that" in reach_sentence(found)


def test_covering_reaches_more_people(humans):
    both = {goal: panel(matrix(some_like_people(SEED)), humans, 60, goal=goal, count=4) for goal in ("match", "cover")}
    assert both["cover"].judged_by == "traits coverage"
    assert both["cover"].gain("traits coverage").panel > both["cover"].gain("traits coverage").random
    assert both["match"].gain("distance").panel < both["cover"].gain("distance").panel


def test_too_few_items_to_hold_any_out():
    asked = catalogue.find("mini-ipip")
    few = BehavioralTraitMatrix.from_arrays(simulate("human", 100).values[:, :8])
    assert holds_items_out(len(asked), asked.keying())
    found = panel(few, BehavioralTraitMatrix.from_arrays(simulate("human", 80, seed=1).values[:, :8]), 30, count=2)
    assert found.verdict == "not judged"
    assert "8 items are too few to hold half of them out" in panel_table(found)


def test_order_of_rows_changes_nothing_but_equals(humans):
    answers = simulate("shallow", 150, seed=SEED).values
    one, other = (panel(matrix(rows), humans, 30, count=2) for rows in (answers, answers[::-1]))
    names = {str(151 - int(one.respondent)) for one in other.members}
    assert len(names & {one.respondent for one in one.members}) >= 28, "single precision decides between near equals"


def test_missing_answers_take_no_part(humans):
    answers = simulate("human", 100, seed=SEED).values.copy()
    answers[:10, 3] = np.nan
    found = panel(matrix(answers), humans, 50, count=2)
    assert found.pool == 90
    assert not {one.respondent for one in found.members} & {str(n) for n in range(1, 11)}


# the parts


def test_herding_by_hand():
    people = Points(np.array([[0.0], [0.0], [0.0], [4.0]]), None)
    pool = Points(np.array([[0.0], [0.1], [4.0], [40.0]]), None)
    kernel = Kernel.of(pool, people)
    chosen = herded(kernel, kernel.with_people(people), 3, np.ones(4, dtype=bool))
    assert chosen[0] in (0, 1), "where most people are"
    assert chosen[1] == 2 or chosen[2] == 2, "and where the others are"
    assert 3 not in chosen, "no person is there"
    beyond = herded(kernel, kernel.with_people(people), 2, np.array([False, False, False, True]))
    assert beyond.tolist()[0] == 3, "candidates first"


def test_herding_is_nearer_than_chance():
    rng = np.random.default_rng(0)
    people, pool = (Points(rng.standard_normal((300, 2)), None) for _ in range(2))
    kernel = Kernel.of(pool, people)
    towards = kernel.with_people(people)

    def discrepancy(rows):
        among = np.mean([kernel.with_one(row)[rows].mean() for row in rows])
        return among - 2 * towards[rows].mean()

    chosen = herded(kernel, towards, 30, np.ones(300, dtype=bool))
    assert discrepancy(chosen) < min(discrepancy(rng.choice(300, 30, replace=False)) for _ in range(20))


def test_covering_by_hand():
    inside = np.array([[True, True, True, False], [True, True, False, False], [False, False, False, True]])
    assert covering(inside, np.zeros(3), 3, np.ones(3, dtype=bool)).tolist() == [0, 2, 1]
    assert covering(inside, np.zeros(3), 1, np.array([False, True, True])).tolist() == [1]


def test_weights_balance_means_and_spreads():
    rng = np.random.default_rng(0)
    pool, people = Points(rng.standard_normal((800, 3)), None), Points(0.7 * rng.standard_normal((4000, 3)) + 0.4, None)
    weights = balanced(pool, people)
    assert weights.min() > 0
    assert weights.sum() == pytest.approx(1)
    assert weights @ pool.items == pytest.approx(people.items.mean(axis=0), abs=0.02)
    assert weights @ pool.items**2 == pytest.approx((people.items**2).mean(axis=0), abs=0.03)
    assert 200 < effective_size(weights) < 600


def test_weights_of_a_pool_that_fits_are_even():
    points = Points(np.random.default_rng(0).standard_normal((300, 3)), None)
    assert effective_size(balanced(points, points)) == pytest.approx(300, rel=1e-3)


def test_scores_are_those_of_the_measures():
    rng = np.random.default_rng(0)
    pool, people = (Points(rng.standard_normal((n, 3)), rng.standard_normal((n, 2))) for n in (60, 80))
    found = Yardstick.of(pool, people).score(np.arange(20, 60), 40)
    for space, ours in pool.spaces.items():
        expected = measures.coverage(ours[20:], people.spaces[space])
        assert found[f"{space} coverage"] == pytest.approx(expected.coverage)
        assert found[f"{space} precision"] == pytest.approx(expected.precision)
    assert found["distance"] > measures.energy_distance(pool.together[20:], people.together).distance


def test_equal_weights_score_as_without_weights():
    rng = np.random.default_rng(0)
    pool, people = (Points(rng.standard_normal((n, 3)), None) for n in (50, 70))
    yardstick, rows = Yardstick.of(pool, people), np.arange(50)
    plain, weighted = yardstick.score(rows, 5), yardstick.score_weighted(rows, np.full(50, 3.0), 5)
    assert weighted["distance"] == pytest.approx(plain["distance"])
    assert weighted["items precision"] == plain["items precision"]
    assert weighted["items coverage"] == pytest.approx(plain["items coverage"], abs=0.02), "with replacement"


def test_two_of_a_persona_count_as_its_weight():
    rng = np.random.default_rng(0)
    pool, people = (Points(rng.standard_normal((n, 3)), None) for n in (50, 70))
    yardstick = Yardstick.of(pool, people)
    weights = np.where(np.arange(50) < 10, 2.0, 1.0)
    doubled = np.concatenate([np.arange(50), np.arange(10)])
    assert yardstick.score_weighted(np.arange(50), weights, 5) == pytest.approx(
        yardstick.score_weighted(doubled, np.ones(60), 5)
    )


def test_both_halves_have_every_trait(keying):
    for one in splits(100, 44, keying, 5, 0):
        assert not set(one.items) & set(one.other_items)
        assert len(one.items) + len(one.other_items) == 44
        assert not set(one.people) & set(one.others)
        for half in (one.items, one.other_items):
            assert (np.abs(keying.keys[:, half]).sum(axis=1) >= 4).all()


def test_scores_of_half_the_items(reference, keying):
    items = np.arange(0, 44, 2)
    found = Ruler.of(reference, keying, items)(reference)
    assert found.items.shape == (2058, 22)
    assert found.traits.mean(axis=0) == pytest.approx(np.zeros(5), abs=1e-9)


def gain(name, difference, need=0.1, se=0.01):
    return Gain(name, 0, 0, 0, 0, difference, se, need, se)


@pytest.mark.parametrize(
    ("difference", "need", "precision", "expected"),
    [
        (-0.1, -0.2, 0.0, "gain"),
        (-0.1, -0.2, -0.1, "no gain"),
        (-0.015, -0.2, 0.0, "no gain"),
        (0.1, -0.2, 0.0, "no gain"),
        (-0.1, -0.015, 0.0, "nothing to mend"),
        (-0.1, 0.2, 0.0, "nothing to mend"),
    ],
)
def test_verdicts_by_hand(difference, need, precision, expected):
    assert verdict([gain("traits precision", precision), gain("distance", difference, need)], "distance") == expected


# real people


def test_people_among_clones_and_caricatures(people):
    answers = people.values[complete_cases(people.values)]
    pool, others = among_real_people(answers, SEED)
    found = panel(matrix(pool), matrix(others), 60, count=6)
    assert as_near(found)
    assert np.mean([int(one.respondent) <= len(answers) // 2 for one in found.members]) > 0.6, "of the pool .4"


def test_what_cannot_be_repaired_in_gpt(gpt, people):
    found = panel(gpt, people, 100, count=6)
    assert found.reach.low > 0.1
    assert "no choice of these can repair that" in panel_table(found)


# the command


@pytest.fixture
def tables(tmp_path):
    (tmp_path / "a.csv").write_text(simulate("shallow", 60, seed=1).to_csv())
    (tmp_path / "b.csv").write_text(simulate("human", 60, seed=2).to_csv())
    (tmp_path / "people.csv").write_text(simulate("human", 60, seed=3).to_csv())
    return tmp_path


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_the_command_writes_what_measure_reads(cli, tables, ending):
    out = tables / f"panel.{ending}"
    given = ("panel", tables / "a.csv", tables / "b.csv", "--reference", tables / "people.csv")
    code, text, err = cli(*given, "--size", 40, "--splits", 2, "--out", out, "--cover")
    assert code == 0, err
    assert "40 of 120 personas" in text
    assert "covering people" in text
    assert f"wrote {out}" in err
    read = BehavioralTraitMatrix.read(out)
    assert len(read) == 40
    assert set(read.attributes["source"]) <= {str(tables / "a.csv"), str(tables / "b.csv")}
    assert {float(one) for one in read.attributes["weight"]} == {1.0}
    assert "Openness" in read.attributes


def test_the_command_writes_weights(cli, tables):
    out = tables / "weights.csv"
    given = ("panel", tables / "a.csv", "--reference", tables / "people.csv", "--weights", "--splits", 2)
    code, text, _ = cli(*given, "--out", out, "--json", tables / "panel.json")
    assert code == 0
    rows = list(csv.DictReader(out.open()))
    record = json.loads((tables / "panel.json").read_text())
    page, written = pages_of(cli, tables / "panel.json")
    assert "nearer to people than shuffled weights?</h1>" in page
    assert "distance to people: people of the other half" in written
    assert [float(row["weight"]) for row in rows] == pytest.approx(
        [one["weight"] for one in record["members"]], abs=1e-6
    )
    assert "shuffled weights" in text


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], ["--size N", "--weights"]),
        (["--size", 5], ["a panel of 5", "at least 12"]),
        (["--size", 70], ["60 complete respondents", "panel needs 70", "smaller --size"]),
        (["--size", 20, "--out", "x.docx"], ["--out x.docx", ".parquet"]),
    ],
)
def test_what_is_refused(cli, tables, options, words):
    code, _, err = cli("panel", tables / "a.csv", "--reference", tables / "people.csv", *options)
    assert code == 2
    assert all(word in err for word in words), err


def test_few_people_and_other_items_are_refused(tables):
    some = BehavioralTraitMatrix.read(tables / "a.csv")
    with pytest.raises(InputError, match="30 complete respondents; half of them are held out"):
        panel(some, simulate("human", 30), 20)
    with pytest.raises(InputError, match="answered 44 items and the reference"):
        panel(some, BehavioralTraitMatrix.from_arrays(np.ones((50, 10))), 20)
    with pytest.raises(InputError, match="unknown goal 'both'; use match or cover"):
        panel(some, simulate("human", 50), 20, goal="both")
    with pytest.raises(InputError, match="give each run or table once"):
        pooled([some, some])


def test_a_persona_that_answered_in_several_rows_is_in_the_pool_once():
    answers = np.tile(np.arange(44) % 5 + 1.0, (5, 1))
    answers[0, 3] = np.nan
    repeated = BehavioralTraitMatrix.from_arrays(
        answers, instrument=bfi44(), attributes={"persona": ["x", "x", "y", "y", "y"]}, source="asked twice"
    )
    pool = pooled([replace(repeated, persona_column="persona")])
    assert pool.matrix.respondents == ("x", "y")
    assert pool.matrix.personas is None
    assert not np.isnan(pool.matrix.values).any(), "of x the second row, which is complete"
    assert pool.sources == ("asked twice", "asked twice")
