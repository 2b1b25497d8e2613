"""`compare --against`: what changes beyond re-asking, as a record, in words and by the command."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from persona_collapse.diagnosis import compare, drift
from persona_collapse.errors import InputError
from persona_collapse.instruments import bfi44
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.report.drift import conclusion, drift_table
from persona_collapse.results.drift import Drift
from validity.against import crowd, judged, truth

N = 40
KEYS = bfi44().keying()


def noisy(seed, centres, source, names=None, spread=0.5):
    drawn = centres + np.random.default_rng(seed).normal(0, spread, centres.shape)
    names = [f"p{place}" for place in range(len(centres))] if names is None else names
    return BehavioralTraitMatrix.from_arrays(drawn.round().clip(1, 5), respondents=names, source=source)


@pytest.fixture(scope="module")
def centres():
    """What 40 personas tend to answer: trait scores and something of each item."""
    rng = np.random.default_rng(3)
    traits = rng.normal(0, 0.7, (N, 5)) @ KEYS.keys
    return 3 + traits + rng.normal(0, 0.4, (N, 44))


@pytest.fixture(scope="module")
def three(centres):
    """Before, after and again; Extraversion rises by .9 afterwards, and ten personas answer the other way."""
    moved = centres.copy()
    moved[:10] = 6 - moved[:10]
    moved = moved + 0.9 * KEYS.keys[0]
    return noisy(1, centres, "before"), noisy(2, moved, "after"), noisy(3, centres, "again")


@pytest.fixture(scope="module")
def found(three):
    return drift(*three)


def test_planted_change_is_found(found):
    assert found.drifts
    assert found.beyond.differs
    assert found.beyond.value == pytest.approx(found.moved_after - found.moved_again)
    assert 0 < found.of_distance.low < found.of_distance.value
    extraversion, *_ = found.shifts
    assert (extraversion.name, extraversion.shift.differs) == ("Extraversion", True)
    assert extraversion.shift.value == pytest.approx(extraversion.after - extraversion.again)
    assert 0.4 < extraversion.shift.value < 1
    assert found.places.difference.differs
    assert found.places.difference.high < 0
    assert found.changed >= 10
    assert len(found.farthest) == 5
    assert {one.persona for one in found.farthest} < {f"p{place}" for place in range(10)}
    assert all(one.p_value == 1 / N and one.after > one.again for one in found.farthest)


def test_a_trait_score_is_that_of_the_items(three, found):
    scores = [KEYS.scores(one.values) for one in three]
    for trait, shift in enumerate(found.shifts):
        means = [one[:, trait].mean() for one in scores]
        assert (shift.before, shift.after, shift.again) == pytest.approx(means)
        assert shift.kept_again == pytest.approx(np.corrcoef(scores[0][:, trait], scores[2][:, trait])[0, 1])


def test_words_say_what_the_numbers_are(found):
    lines = list(conclusion(found))
    assert lines[0].startswith("personas answer differently afterwards than mere re-asking explains: ")
    assert f"{found.beyond.value:.2f} ({found.beyond.low:.2f} to {found.beyond.high:.2f}) beyond it" in lines[0]
    assert lines[1].startswith("Extraversion is 0.")
    assert "higher afterwards than asked again" in lines[1]
    assert any(one.startswith("personas keep their places less than re-asking explains") for one in lines)
    assert f"{found.changed} of 40 personas changed more than 95 % of re-asked ones" in "\n".join(lines)
    one = found.farthest[0].items[0]
    assert f"{one.item} from {one.before:.0f} to {one.after:.0f} (again {one.again:.0f})" in "\n".join(lines)
    table = drift_table(found)
    assert table.startswith(lines[0])
    assert "before: before; after: after; again: again. 40 personas in all three, known by their ids." in table
    assert repr(found).startswith("Drift of 40 personas from before to after, asked again again, bfi44 (44 items)\n")


def test_the_record_comes_back(found):
    assert Drift.from_json(found.to_json()) == found


def test_asked_again_with_the_answers_of_after(three):
    before, after, _ = three
    same = drift(before, after, replace(after, source="again"))
    assert not same.drifts
    assert (same.beyond.value, same.beyond.low, same.beyond.high) == (0, 0, 0)
    assert {one.shift.value for one in same.shifts} == {0.0}
    assert same.farthest == ()
    lines = list(conclusion(same))
    assert lines[0].startswith("no more than re-asking: personas answer afterwards as they do when merely asked again")
    assert lines[1].startswith("no persona can be said to have changed: ")


def test_the_order_of_rows_is_irrelevant(three, found):
    order = np.random.default_rng(9).permutation(N)
    shuffled = [
        BehavioralTraitMatrix.from_arrays(
            one.values[rows], respondents=[one.respondents[row] for row in rows], source=one.source
        )
        for one, rows in zip(three, (order, order[::-1], np.arange(N)), strict=True)
    ]
    other = drift(*shuffled)
    assert other.beyond.low == pytest.approx(found.beyond.low)
    assert [one.shift.p_value for one in other.shifts] == pytest.approx([one.shift.p_value for one in found.shifts])
    assert other.farthest == found.farthest


def test_only_personas_in_all_three_count(three, found):
    before, after, again = three
    more = BehavioralTraitMatrix.from_arrays(
        np.vstack([again.values, [[1] * 44]]), respondents=[*again.respondents, "stranger"], source="again"
    )
    other = drift(before, after, more)
    assert (other.personas, other.excluded) == (N, 1)
    assert other.beyond == found.beyond


def test_a_persona_that_left_most_items_out_is_excluded(three):
    before, after, again = three
    gaps = after.values.copy()
    gaps[7, :23] = np.nan
    gaps[8, :22] = np.nan
    other = drift(before, replace(after, values=gaps), again)
    assert (other.personas, other.excluded) == (N - 1, 1), "22 of 44 are half, 21 are not"


def test_repeats_of_a_persona_are_one_respondent(centres):
    names = [f"p{place}" for place in range(N)] * 2
    both = np.vstack([centres, centres])

    def asked(seed, source, rows):
        one = noisy(seed, both[:rows], source, names[:rows] if rows == N else [str(row) for row in range(1, rows + 1)])
        return replace(one, attributes={"persona": tuple(names[:rows])}, persona_column="persona")

    found = drift(asked(1, "before", 2 * N), asked(2, "after", N), asked(3, "again", 2 * N))
    assert found.personas == N
    assert not found.drifts, "the second rows of again have no counterpart after, and are not read"
    assert found.moved_after == pytest.approx(found.moved_again, rel=0.1)


def test_items_take_the_place_of_traits(centres):
    def asked(seed, source, rows):
        made = noisy(seed, np.pad(rows, ((0, 0), (0, 37))), source)
        return BehavioralTraitMatrix.from_arrays(made.values[:, :7], respondents=made.respondents, source=source)

    some = centres[:, :7]
    moved = some.copy()
    moved[:, 2] += 1
    found = drift(asked(1, "before", some), asked(2, "after", moved), asked(3, "again", some))
    assert (found.kind, found.places, len(found.shifts)) == ("item", None, 7)
    assert [one.name for one in found.shifts if one.shift.differs] == [found.shifts[2].name]


def test_nothing_was_left_to_chance(three):
    before, after, _ = three
    found = drift(before, after, replace(before, source="again"))
    assert found.identical
    assert "! asked again, every persona gave exactly the answers of before" in drift_table(found)


def test_refusals(three, centres):
    before, after, again = three
    with pytest.raises(InputError, match="--against before is the population before itself; give the same personas"):
        drift(before, after, before)
    few = noisy(3, centres[:19], "few")
    with pytest.raises(
        InputError, match=r"19 personas are in all of before, after and few; .* needs 20 that were asked"
    ):
        drift(before, after, few)
    numbered = [noisy(seed, centres, f"n{seed}", [str(n) for n in range(1, N + 1)]) for seed in (1, 2, 3)]
    with pytest.raises(InputError, match=r"0 personas are in all of n1, n2 and n3 \(rows are only numbered"):
        drift(*numbered)
    other = BehavioralTraitMatrix.from_arrays(again.values[:, :7], respondents=again.respondents, source="seven")
    with pytest.raises(InputError, match=r"before answered bfi44 .* and seven .*compare answers to the same items"):
        drift(before, after, other)
    gaps = after.values.copy()
    gaps[:25, :30] = np.nan
    with pytest.raises(InputError, match=r"15 personas answered half of the items before \(before\), after \(after\)"):
        drift(before, replace(after, values=gaps), again)


def test_a_few_samples_of_the_long_experiment():
    # validity/against.py has 300 samples and more cells (docs/validity.md has its table)
    before, after = crowd(0, 60), crowd(24, 60)
    held, called = judged(before, before, truth(before, before), 30, 20, 1)
    assert called[0] <= 0.2
    assert held["beyond"] >= 0.75
    assert judged(before, after, truth(before, after), 30, 5, 2)[1][0] == 1.0


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "machine"))
    monkeypatch.setattr("persona_collapse.cli.run._show_scorecard", lambda *given: None)

    def quick(*given, **options):
        return compare(*given, **{**options, "pairs": 5, "permutations": 9, "signatures": False})

    monkeypatch.setattr("persona_collapse.diagnosis.compare", quick)
    return tmp_path


def test_the_command_with_runs(cli, place):
    after = ("--after", "bundled:moving-house", "--after-turns")
    for out, turns, options in (("before", 0, ("--samples", 2)), ("after", 24, ()), ("same", 0, ())):
        code, _, err = cli("run", "simulated:drifting", "--personas", 40, "--out", out, *after, turns, *options)
        assert code == 0, err
    code, printed, err = cli("compare", "before", "after", "--against", "before", "--json", "drift.json")
    assert code == 0, err
    assert printed.startswith("personas answer differently afterwards than mere re-asking explains: ")
    assert "A  before, second sample: 40 respondents" in printed
    assert "B to C, 40 personas in both" in printed
    assert "numbers differ between again and after" in printed
    found = Drift.from_json(Path("drift.json"))
    assert found.beyond.differs
    assert [one.first + one.second for one in found.comparison.steps] == ["AB", "BC"]
    assert {one.name for one in found.shifts if one.shift.differs} > {"Openness"}
    code, _, err = cli("report", "drift.json", "--out", "page.md")
    assert code == 0, err
    assert "## Beyond re-asking\n\nPersonas answer differently afterwards" in Path("page.md").read_text(
        encoding="utf-8"
    )
    code, printed, err = cli("compare", "before", "same", "--against", "before", "--json", "-")
    assert code == 0, err
    assert not Drift.from_json(printed).drifts, "a run of the same replies is one that was asked again"


def test_the_command_with_tables(cli, place, three, monkeypatch):
    for one in three:
        Path(f"{one.source}.csv").write_text(one.to_csv(), encoding="utf-8")
    code, printed, err = cli("compare", "before.csv", "after.csv", "--against", "again.csv", "--json", "-")
    assert code == 0, err
    assert json.loads(printed)["again"] == "again.csv"
    both = "\n".join(
        [
            "persona,moment," + ",".join(f"bfi44_{n}" for n in range(1, 45)),
            *(
                f"{name},x," + ",".join(str(int(value)) for value in row)
                for one in (three[2], three[0])
                for name, row in zip(one.respondents, one.values, strict=True)
            ),
        ]
    )
    Path("twice.csv").write_text(both, encoding="utf-8")
    code, printed, err = cli("compare", "twice.csv", "after.csv", "--against", "./twice.csv", "--json", "-")
    assert code == 0, err
    found = json.loads(printed)
    assert (found["before"], found["again"]) == ("./twice.csv, second sample", "./twice.csv, first sample")
    assert found["beyond"] == json.loads(drift(*three).to_json())["beyond"], "the second rows are those of before"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["before.csv", "after.csv", "--against", "before.csv"], "is the population before itself; give the same"),
        (
            ["before.csv", "--against", "after.csv"],
            "--against takes two populations, before and after, and 1 were given",
        ),
        (["before.csv", "after.csv", "--against", "nowhere.csv"], "file not found: nowhere.csv"),
    ],
)
def test_the_command_refuses_in_one_line(cli, place, three, arguments, words):
    for one in three[:2]:
        Path(f"{one.source}.csv").write_text(one.to_csv(), encoding="utf-8")
    code, out, err = cli("compare", *arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1
