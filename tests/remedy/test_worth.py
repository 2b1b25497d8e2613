"""What personas add to a small sample of people: right intervals, nothing for noise."""

import json

import numpy as np
import pytest
from scipy.stats import t

from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.remedy import worth
from persona_collapse.remedy.powered import powered_means, replaced
from persona_collapse.remedy.small_area import learned_means
from persona_collapse.report import worth_table
from persona_collapse.report.worth import worth_sentence
from persona_collapse.simulation import simulate
from tests.support.remedies import pages_of
from validity.worth import half_right, measured, named

SEED = 4300
"""Not the seeds of validity.worth."""


@pytest.mark.parametrize(
    ("kind", "how", "low", "high"),
    [
        ("human", "paired", 400, 540),
        ("caricature", "paired", 40, 130),
        ("shallow", "paired", 20, 80),
        ("noise", "paired", -4, 2),
        ("caricature", "items", 50, 1000),
        ("noise", "items", -2, 2),
    ],
)
def test_worth_of_known_personas(kind, how, low, high):
    found = measured(kind, how, SEED, None, 80)
    assert found.how == how
    assert low < found.worth < high
    assert found.low < found.worth < found.high
    assert (found.low <= 0 <= found.high) == (kind == "noise"), worth_sentence(found)


@pytest.mark.parametrize("how", ["paired", "items"])
def test_intervals_contain_the_true_means(how):
    """Means of 12 samples; `python -m validity.worth` has 100."""
    truth = np.mean([simulate("human", 1144, seed=seed).values.mean(axis=0) for seed in range(9)], axis=0)
    inside = []
    for seed in range(SEED, SEED + 12):
        found = measured("shallow", how, seed, None, 60)
        inside += [
            one.mean.both_low <= true <= one.mean.both_high for one, true in zip(found.items, truth, strict=True)
        ]
    assert 0.9 < np.mean(inside) < 0.985


def test_shares_of_scale_points_add_up():
    for how in ("paired", "items"):
        found = measured("shallow", how, SEED, None, 80)
        one = found.items[0]
        assert len(one.shares) == 5
        assert sum(share.people for share in one.shares) == pytest.approx(1)
        assert sum(point * share.people for point, share in enumerate(one.shares, 1)) == pytest.approx(one.mean.people)
        assert sum(share.both for share in one.shares) == pytest.approx(1, abs=0.05)


def test_people_alone_are_a_t_interval():
    people = named(simulate("human", 40, seed=SEED).values, np.arange(40))
    one = worth(named(simulate("shallow", 90, seed=SEED).values, np.arange(90)), people).items[3].mean
    answers = people.values[:, 3]
    reach = t.ppf(0.975, 39) * answers.std(ddof=1) / np.sqrt(40)
    assert (one.people, one.people_low) == pytest.approx((answers.mean(), answers.mean() - reach))


def test_the_estimate_by_hand():
    """Personas that say all there is to know: people's mean becomes the personas' over both groups."""
    rng = np.random.default_rng(0)
    answers = rng.normal(size=(30, 1))
    others = rng.normal(size=(30_000, 1))
    found = powered_means(answers, answers, others)
    assert found.mean == pytest.approx(others.mean(), abs=0.01)
    assert found.variance < 0.01 * found.alone
    unchanged = powered_means(answers, rng.normal(size=(30, 1)), np.zeros((0, 1)))
    assert unchanged.mean == pytest.approx(answers.mean())
    assert unchanged.variance == pytest.approx(unchanged.alone)


def test_worth_is_the_share_of_variance_that_is_known():
    """With correlation r and many others, n people count as n / (1 - r^2)."""
    rng = np.random.default_rng(1)
    twins = rng.normal(size=(4000, 3))
    people = 0.8 * twins + 0.6 * rng.normal(size=(4000, 3))
    value, low, high = replaced(people, twins, rng.normal(size=(400_000, 3)))
    assert value / 4000 == pytest.approx(1 / (1 - 0.64) - 1, rel=0.1)
    assert low < 4000 * (1 / 0.36 - 1) < high


def test_half_of_real_answers_right(people):
    answers = people.values[~np.isnan(people.values).any(axis=1)]
    rng = np.random.default_rng(SEED)
    crowd = answers[rng.integers(0, len(answers), 400)]
    every = np.arange(400)
    found = worth(named(half_right(crowd, rng), every), named(crowd, every[:60]))
    assert found.how == "paired"
    assert found.low > 0


def test_items_that_personas_say_nothing_about():
    rng = np.random.default_rng(2)
    truth = rng.normal(3, 0.6, 44)
    people = truth + rng.normal(0, 1, (50, 44))
    told, silent = (learned_means(people, one) for one in (2 * truth, rng.normal(size=44)))
    assert told.worth > 100 > 3 > abs(silent.worth)
    assert told.worth_low > 0 >= silent.worth_low
    assert np.abs(told.mean - truth).mean() < 0.5 * np.abs(people.mean(axis=0) - truth).mean()
    assert silent.mean == pytest.approx(people.mean(axis=0), abs=0.15)


def test_gpt_beside_people(gpt, people):
    found = worth(gpt, people)
    assert found.how == "items", "no persona is that of a person"
    assert 0 < found.worth < 5
    text = worth_table(found)
    assert "not paired: no persona is that of a person" in text
    assert "personas alone miss people's item means by 0.63 scale points" in text


def test_missing_answers_and_items():
    crowd = simulate("human", 120, seed=SEED).values
    some = crowd[:40].copy()
    some[:, 7] = np.nan
    some[:5, 0] = np.nan
    found = worth(named(simulate("shallow", 120, seed=SEED).values, np.arange(120)), named(some, np.arange(40)))
    assert found.left_out == ("bfi44_8",)
    assert found.items[0].respondents == 35
    assert found.people == 35
    assert "left out: bfi44_8" in worth_table(found)


@pytest.fixture
def tables(tmp_path):
    for name, kind, size in (("run", "shallow", 120), ("people", "human", 50), ("few", "human", 10)):
        matrix = named(simulate(kind, size, seed=SEED).values, np.arange(size))
        (tmp_path / f"{name}.csv").write_text(matrix.to_csv())
    return tmp_path


def test_the_command(cli, tables):
    given = ("worth", tables / "run.csv", "--people", tables / "people.csv")
    code, out, err = cli(*given, "--json", tables / "worth.json")
    assert code == 0, err
    assert "paired: 50 people, each beside the persona of its name; 70 other personas" in out
    assert "worth: beside 50 people, the personas replace " in out
    assert out.splitlines()[-1].startswith("bfi44_44 ")
    record = json.loads((tables / "worth.json").read_text())
    assert record["schema"] == "persona-collapse/worth/1"
    assert all(one["low"] <= one["worth"] <= one["high"] for one in record["items"])
    page, text = pages_of(cli, tables / "worth.json")
    assert "How many people do the personas replace?" in page
    assert "Item by item, bfi44_1: people asked 50, people asked and replaced by personas" in text
    assert "not paired" in cli(*given, "--unpaired")[1]


def test_numbers_of_rows_are_no_names(tables):
    numbered = BehavioralTraitMatrix.from_arrays(simulate("shallow", 60, seed=1).values)
    people = BehavioralTraitMatrix.from_arrays(simulate("human", 60, seed=1).values)
    assert worth(numbered, people).how == "items"
    found = worth(numbered, people, paired=True)
    assert (found.how, found.unanswered) == ("paired", 0)
    assert found.worth == pytest.approx(0)
    assert "the people of all personas were asked" in worth_table(found)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--people", "few.csv"], ["10 answers to an item", "at least 20 people"]),
        (["--people", "few.csv", "--paired"], ["share 10 names", "or use --unpaired"]),
    ],
)
def test_what_is_refused(cli, tables, options, words, monkeypatch):
    monkeypatch.chdir(tables)
    code, _, err = cli("worth", "run.csv", *options)
    assert code == 2
    assert all(word in err for word in words), err


def test_other_items_are_refused():
    with pytest.raises(InputError, match="answered 44 items and the reference"):
        worth(simulate("human", 50), BehavioralTraitMatrix.from_arrays(np.ones((50, 12))))


def test_the_worth_of_single_items_has_intervals_that_claim_nothing_where_there_is_nothing():
    """Forty people: personas that know a person's answer to twenty items, and nothing of the others."""
    rng = np.random.default_rng(4477)
    answers = rng.integers(1, 6, (240, 44)).astype(float)
    twins = np.where(np.arange(44) < 20, answers, rng.integers(1, 6, answers.shape))
    found = worth(named(twins, np.arange(240)), named(answers[:40], np.arange(40)))
    known, unknown = found.items[:20], found.items[20:]
    assert all(one.low > 0 for one in known), (
        "twins of people that were not asked are worth nearly as much as these people"
    )
    assert not any(one.low > 0 for one in unknown)
    assert all(
        one.low is None
        for one in worth(named(twins, np.arange(240)), named(answers[:40], np.arange(40)), paired=False).items
    )
