"""Rows that name the same persona are its repeats: N counts personas, in every number, error and test."""

from dataclasses import replace

import numpy as np
import pytest

from persona_collapse.diagnosis import axes, compare, diagnose, measure, plan
from persona_collapse.diagnosis.comparison.pairing import pair
from persona_collapse.diagnosis.intervals import estimates
from persona_collapse.diagnosis.preparation import prepare
from persona_collapse.errors import InputError
from persona_collapse.instruments import bfi44
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures import Draws, Pair
from persona_collapse.measures.intervals import of_grouped_jackknife, of_influence
from persona_collapse.measures.rarefaction import matched_size
from persona_collapse.measures.sheets import Sheets, over_personas
from persona_collapse.references import calibrated_2058
from persona_collapse.results import Diagnosis, Settings
from persona_collapse.simulation import answer_probabilities, simulate
from tests.conftest import GPT, PEOPLE, WITHOUT
from validity import repeats as experiment

QUICK = Settings(draws=4)
HUMAN = simulate("human", 120)
OTHERS = simulate("human", 130, seed=7)


def named(values, personas, **attributes):
    """Answers whose rows name their personas."""
    beside = {"persona": tuple(map(str, personas)), **attributes}
    return replace(BehavioralTraitMatrix.from_arrays(values, attributes=beside), persona_column="persona")


def asked_again(people, times, order=None):
    """Every respondent `times` times, with its labels; the rows in any order."""
    rows = np.repeat(np.arange(len(people)), times) if order is None else order
    columns = {name: tuple(cells[row] for row in rows) for name, cells in people.attributes.items()}
    return named(people.values[rows], rows, **columns)


def people_asked(personas, times, seed=0):
    """Simulated people, each asked several times: a fifth of the variance of an answer is new each time."""
    shares = [answer_probabilities("human", bfi44(), str(one), {}, seed=seed) for one in range(personas)]
    chance = np.random.default_rng(seed).random((times, personas, 44, 1))
    answers = 1 + (np.stack(shares).cumsum(axis=2) < chance).sum(axis=-1)
    return named(answers.reshape(-1, 44), np.tile(np.arange(personas), times))


@pytest.fixture(scope="module")
def once():
    return diagnose(HUMAN, OTHERS, settings=QUICK, pairs=4)


@pytest.fixture(scope="module")
def thrice():
    rows = np.random.default_rng(0).permutation(np.repeat(np.arange(len(HUMAN)), 3))
    return diagnose(asked_again(HUMAN, 3, rows), OTHERS, settings=QUICK, pairs=4)


@pytest.mark.parametrize("axis", ["coverage", "hopkins", "lid", "likert", "items", "spread", "fidelity", "further"])
def test_rows_that_only_repeat_change_no_value(once, thrice, axis):
    first, second = (getattr(one.values, axis) for one in (once, thrice))
    first, second = (one if isinstance(one, dict) else dict(vars(one)) for one in (first, second))
    for name, value in first.items():
        if name == "per_trait":
            assert all(vars(second[name][trait]) == pytest.approx(vars(one)) for trait, one in value.items())
        elif name == "cronbach_alpha_interval":
            assert value.keys() == second[name].keys()
            assert all(second[name][trait] == pytest.approx(ends, rel=1e-9) for trait, ends in value.items())
        elif name == "worst_trait_pairs":
            for one, other in zip(value, second[name], strict=True):
                assert (one.first, one.second, one.item_pairs) == (other.first, other.second, other.item_pairs)
                numbers = ((pair.difference, pair.mean, pair.people_mean) for pair in (one, other))
                assert next(numbers) == pytest.approx(next(numbers), rel=1e-9)
        elif name not in ("missing_answers", "excluded"):
            assert second[name] == pytest.approx(value, rel=1e-9), name


def test_rows_that_only_repeat_change_no_interval(once, thrice):
    assert once.intervals.keys() == thrice.intervals.keys()
    for name, one in once.intervals.items():
        other = thrice.intervals[name]
        assert (other.value, other.se) == pytest.approx((one.value, one.se), rel=1e-6), name


def test_rows_that_only_repeat_are_no_further_personas(once, thrice):
    assert (thrice.population.respondents, thrice.population.personas, thrice.population.independent) == (360, 120, 120)
    assert (once.population.personas, once.population.independent) == (None, 120)
    assert thrice.settings.size == once.settings.size == 60
    assert thrice.signature.name == once.signature.name
    assert thrice.reliability.noise_share == 0
    assert thrice.values.lid.tied == once.values.lid.tied == 0, "a persona that repeats itself copies no other"


def test_a_record_of_repeats_reads_back(thrice):
    again = Diagnosis.from_json(thrice.to_json())
    assert (again.population, again.settings) == (thrice.population, thrice.settings)


def test_two_personas_asked_twice():
    """Persona x answers 1, 1 and y 1, 5 to every item: p = (.75, .25), squares .625, 1 / .625 = 1.6 points in use."""
    rows = np.array([[1], [1], [1], [5]]) * np.ones((1, 44))
    twice = named(rows, ["x", "x", "y", "y"])
    sides = prepare(twice, None, QUICK)
    assert sides.personas.count == 2
    found = estimates(sides)["effective_likert"]
    assert found.value == pytest.approx(1.6)
    # influence of a row on the sum of squares 2 (p_own - .625): .25, .25, .25 and -.75, so x has .5 and y -.5
    # of 1 / s: times -1 / .625^2 = -2.56, and a mean over 4 rows: x -.32, y .32; N / (N - 1) = 2 in the square
    assert found.se == pytest.approx(np.sqrt(2 * (0.32**2 + 0.32**2)))
    share = estimates(sides)["extreme_share"]
    assert (share.value, share.se) == (1, 0)


def test_sheets_by_hand():
    sheets = Sheets.of(np.array([5, 5, 2, 9, 9, 9]))
    assert sheets.persona.tolist() == [0, 0, 1, 2, 2, 2]
    assert (len(sheets), sheets.repeats.tolist()) == (3, [2, 1, 3])
    turns = sheets.in_turn()
    assert turns.shape == (3, 3)
    assert sorted(turns[:, 2].tolist()) == [3, 4, 5]
    assert turns[0, 0] == turns[2, 0] != turns[1, 0]
    assert turns[:, 1].tolist() == [2, 2, 2]
    pick = sheets.pick("test", 0)
    drawn = np.array([pick(np.arange(3)) for _ in range(400)])
    assert [sorted(set(column)) for column in drawn.T.tolist()] == [[0, 1], [2], [3, 4, 5]]
    assert np.bincount(drawn[:, 2])[3:].min() > 100, "every repeat is as likely"


def test_an_error_over_personas():
    rng, persona = np.random.default_rng(0), np.repeat(np.arange(50), 4)
    effect = rng.normal(size=50)[persona] + 0.1 * rng.normal(size=200)
    found = over_personas(of_influence(effect.mean(), effect - effect.mean()), persona, 50)
    left = of_grouped_jackknife(lambda rows: float(effect[rows].mean()), 50, persona)
    means = effect.reshape(50, 4).mean(axis=1)
    assert found.se == pytest.approx(means.std(ddof=1) / np.sqrt(50), rel=5e-3)
    assert left.se == pytest.approx(means.std(ddof=1) / np.sqrt(50), rel=1e-9)
    assert over_personas(found, np.zeros(50, dtype=int), 1) is None, "one persona has no error"


def test_a_draw_takes_one_row_of_a_persona():
    sheets = Sheets.of(np.repeat(np.arange(8), 3))
    both = Pair(np.zeros((24, 1)), np.zeros((20, 1)), sheets=sheets)
    draws = Draws(n=4, count=30)
    for drawn in (*draws.single(24, sheets), *(personas for personas, _ in draws.pairs(both))):
        assert len(set(sheets.persona[drawn])) == len(drawn) == 4
    assert all(len(set(sheets.persona[rows])) == 8 for rows in draws.all_personas(both))


def test_the_order_of_rows_changes_nothing():
    again = people_asked(24, 3)
    turned = named(again.values[::-1], again.attributes["persona"][::-1])
    first, second = (measure(one, OTHERS, settings=QUICK, against_people=False).values for one in (again, turned))
    assert (first.coverage, first.lid, first.hopkins, first.spread) == (
        second.coverage,
        second.lid,
        second.hopkins,
        second.spread,
    )


def test_all_of_few_personas_are_compared_at_once():
    assert prepare(people_asked(32, 2), OTHERS, QUICK).size == 32
    assert prepare(people_asked(60, 2), OTHERS, QUICK).size == 49
    assert prepare(people_asked(100, 2), OTHERS, QUICK).size == matched_size(100) == 50
    assert prepare(people_asked(32, 2), OTHERS, replace(QUICK, repeats="rows")).size == 32


def test_few_personas_allow_items_and_nothing_else():
    found = diagnose(people_asked(32, 3), OTHERS, settings=QUICK, pairs=4)
    assert {"effective_likert", "extreme_share", "sd_ratio", "marginal_distance"} <= found.intervals.keys()
    assert not {"coverage", "lid", "recall", "vendi_ratio", "hopkins"} & found.intervals.keys()
    assert found.signature.name not in ("shallow", "human-like", "mixed")
    assert found.reliability.repeats == 3
    assert found.reliability.coverage.n == found.values.coverage.n == (32, 32)
    said = " ".join(found.warnings)
    assert "96 rows are 32 personas, 3 answers each (column persona)" in said
    assert "32 personas are too few to say what the population is like" in said
    fewer = diagnose(people_asked(24, 3), OTHERS, settings=QUICK, pairs=4)
    assert fewer.intervals is None
    assert "24 personas are too few to say" in fewer.warnings[1]
    assert fewer.warnings[1].endswith("no interval (of answers and labels: 30)")


def test_people_asked_again_are_people():
    found = diagnose(people_asked(120, 4), settings=QUICK, pairs=10)
    assert found.signature.name in ("human-like", "mixed")
    assert "shallow" not in found.signature.also
    assert 0.1 < found.reliability.noise_share < 0.35


def test_every_row_a_respondent_is_said():
    again = people_asked(40, 3)
    found = measure(again, OTHERS, settings=replace(QUICK, repeats="rows"), against_people=False)
    assert found.settings.size == 60
    assert found.population.personas is None
    assert "every number takes a row for a respondent" in " ".join(found.warnings)
    alone = replace(again, persona_column="")
    assert measure(alone, OTHERS, settings=QUICK, against_people=False).values == found.values
    by_the_paper = measure(again, OTHERS, settings=Settings(protocol="paper"), against_people=False)
    assert (
        by_the_paper.values == measure(alone, OTHERS, settings=Settings(protocol="paper"), against_people=False).values
    )
    with pytest.raises(InputError, match="unknown reading of repeats 'row'; use personas or rows"):
        Settings(repeats="row")


def test_unequal_numbers_of_repeats_and_missing_answers():
    again = people_asked(40, 3)
    rows = np.delete(np.arange(120), [0, 40, 81])  # persona 0 answered once, persona 1 twice
    values = again.values[rows].copy()
    values[[3, 5], 0] = np.nan
    uneven = named(values, np.array(again.attributes["persona"])[rows])
    found = diagnose(uneven, OTHERS, settings=QUICK, pairs=4)
    assert found.population.repeats == "40 personas, 1 to 3 answers each"
    assert (found.population.personas, found.values.lid.complete, found.values.lid.excluded) == (40, 40, 2)
    assert "2 of 117 rows have missing answers and are excluded from all distances" in found.warnings[0]
    lost = uneven.values.copy()
    lost[[row for row, name in enumerate(uneven.attributes["persona"]) if name == "7"], 1] = np.nan
    fewer = measure(replace(uneven, values=lost), OTHERS, settings=QUICK, against_people=False)
    assert fewer.population.personas == 39
    assert "and 1 personas with them, which have no complete row" in fewer.warnings[0]


def test_one_persona_only():
    with pytest.raises(InputError, match=r"1 complete personas.*--repeats rows"):
        measure(people_asked(1, 30), OTHERS, settings=QUICK)
    as_rows = measure(people_asked(1, 30), OTHERS, settings=replace(QUICK, repeats="rows"), against_people=False)
    assert as_rows.values.lid.complete == 30
    with pytest.raises(InputError, match=r"20 complete personas and a neighbourhood of 20 others .* needs at least 21"):
        axes.lid(people_asked(20, 3), OTHERS, QUICK)


def test_a_reference_that_repeats_counts_its_people():
    reference = people_asked(60, 2, seed=3)
    found = measure(HUMAN, reference, settings=QUICK, against_people=False)
    assert (found.reference.respondents, found.settings.size) == (60, 30)
    assert found.reference.note == "one answer sheet of each of 60 personas, 2 answers each"
    assert not any("reference:" in one for one in found.warnings)
    itself = measure(reference, reference, settings=QUICK, against_people=False)
    assert itself.population.respondents == 60
    assert itself.values.coverage.recall < 1, "held out"
    as_rows = measure(HUMAN, reference, settings=replace(QUICK, repeats="rows"), against_people=False)
    assert as_rows.reference.respondents == 120
    assert any(one.startswith("reference: 120 rows are 60 personas") for one in as_rows.warnings)


class TestAttributes:
    def of(self, seed, repeats="personas"):
        """A random attribute of 32 personas asked four times."""
        again = people_asked(32, 4, seed)
        drawn = np.random.default_rng(seed).permutation(np.repeat(["a", "b", "c", "d"], 8))
        column = tuple(drawn[int(one)] for one in again.attributes["persona"])
        again = replace(again, attributes={**again.attributes, "gender": column})
        return axes.attribution(again, ["gender"], settings=Settings(repeats=repeats))

    def test_a_random_attribute_of_personas_explains_nothing(self):
        by_persona = [self.of(seed).items for seed in range(6)]
        assert sum(one.p_value < 0.05 for one in by_persona) <= 1
        assert np.mean([one.r2 / one.r2_chance for one in by_persona]) == pytest.approx(1, abs=0.3)
        by_row = [self.of(seed, "rows").items for seed in range(6)]
        assert sum(one.p_value < 0.05 for one in by_row) >= 5, "as rows, almost anything is significant"
        assert [one.r2 for one in by_persona] == pytest.approx([one.r2 for one in by_row]), "the same share of answers"

    def test_rows_that_only_repeat_change_nothing(self):
        gender = tuple(np.random.default_rng(1).choice(["a", "b"], len(HUMAN)))
        alone = replace(HUMAN, attributes={"gender": gender})
        first, second = (axes.attribution(one, ["gender"]) for one in (alone, asked_again(alone, 2)))
        for name in ("r2", "adjusted_r2", "r2_chance", "p_value", "null_95"):
            assert getattr(second.items, name) == pytest.approx(getattr(first.items, name)), name
        assert second.items.per_attribute["gender"].eta2 == pytest.approx(first.items.per_attribute["gender"].eta2)

    def test_shares_are_those_of_single_answers(self):
        """Two items: the first a persona's own, the second new each time; the attribute is what the first one says."""
        first = np.repeat([1.0, 5.0], 12)
        second = np.tile([1.0, 5.0], 12)
        values = np.column_stack([first, second] + [first] * 42)
        again = named(values, np.repeat(np.arange(12), 2), gender=tuple(np.repeat(["low", "high"], 12)))
        found = axes.attribution(again, ["gender"]).items
        assert found.r2_each[0] == pytest.approx(1)
        assert found.r2_each[1] is None, "the means do not vary"

    def test_what_differs_among_the_rows_of_a_persona(self):
        again = people_asked(24, 2)
        varied = replace(again, attributes={**again.attributes, "gender": tuple(["m"] * 24 + ["f"] * 24)})
        with pytest.raises(InputError, match=r'gender differs among the rows of persona 0.*repeats="rows"'):
            axes.attribution(varied, ["gender"])
        assert diagnose(varied, OTHERS, settings=QUICK, pairs=2).attribution is None
        assert axes.attribution(varied, ["gender"], settings=Settings(repeats="rows")).items.r2 is not None


class TestCompared:
    def test_all_rows_of_a_persona_are_one_respondent(self):
        both = [asked_again(simulate("human", 110, seed=one), 2) for one in (0, 1)]
        singles = [simulate("human", 110, seed=one) for one in (0, 1)]
        singles = [replace(one, respondents=tuple(map(str, range(110)))) for one in singles]
        repeated, alone = (compare(some, settings=QUICK, pairs=3, permutations=9) for some in (both, singles))
        assert repeated.steps[0].shared == alone.steps[0].shared == 110
        assert repeated.settings.size == alone.settings.size == 55
        for ours, theirs in zip(repeated.steps[0].differences, alone.steps[0].differences, strict=True):
            assert ours.name == theirs.name
            assert ours.difference == pytest.approx(theirs.difference), ours.name
            if ours.name not in (
                "coverage",
                "trait_coverage",
                "density",
                "precision",
                "trait_density",
                "trait_precision",
            ):
                assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), rel=1e-5), ours.name

    def test_whole_personas_are_relabelled(self):
        """A shift of a few personas is chance, however often each is asked."""
        one, other = people_asked(32, 4), people_asked(32, 4, seed=1)
        other = named(other.values, [f"other {name}" for name in other.attributes["persona"]])
        found = compare([one, other], settings=QUICK, pairs=2, permutations=19).steps[0]
        assert found.shared == 0
        likert = next(one for one in found.differences if one.name == "effective_likert")
        assert likert.low < 0 < likert.high
        assert next(one for one in found.differences if one.name == "lid").low is None
        rows = compare([one, other], settings=replace(QUICK, repeats="rows"), pairs=2, permutations=9).steps[0]
        of_rows = next(one for one in rows.differences if one.name == "effective_likert")
        assert of_rows.high - of_rows.low < 0.75 * (likert.high - likert.low)

    def test_names_twice_without_a_column_of_personas_are_refused(self):
        twice = replace(asked_again(HUMAN, 2), persona_column="")
        with pytest.raises(InputError, match="2 rows of respondent"):
            pair([replace(twice, respondents=twice.attributes["persona"])] * 2)


def test_a_plan_counts_personas():
    found = plan(0.05, people_asked(110, 2), names=("effective_likert", "lid"), pairs=3)
    assert {row.respondents for row in found.rows} == {110}
    assert found.repeats.repeats == 2
    with pytest.raises(InputError, match=r"60 complete personas .* compared 49 at a time.*needs 50; give at least 100"):
        plan(0.05, people_asked(60, 2), names=("lid",), pairs=3)


@pytest.mark.skipif(not (GPT.exists() and PEOPLE.exists()), reason=WITHOUT)
class TestGpt:
    """Cluster errors are two to three times those of rows."""

    def test_320_rows_are_32_personas(self):
        answers, people = BehavioralTraitMatrix.read(GPT), BehavioralTraitMatrix.read(PEOPLE)
        by_persona, by_row = (
            estimates(prepare(answers, people, replace(QUICK, repeats=how))) for how in ("personas", "rows")
        )
        assert by_persona["effective_likert"].value == by_row["effective_likert"].value
        assert by_row["effective_likert"].se == pytest.approx(0.061, abs=0.001)
        assert by_persona["effective_likert"].se == pytest.approx(0.189, abs=0.003)
        for name in ("extreme_share", "sd_ratio", "marginal_distance"):
            assert 2 < by_persona[name].se / by_row[name].se < 4, name
        found = measure(answers, people, settings=QUICK, against_people=False)
        assert (found.population.personas, found.settings.size) == (32, 32)


def test_the_experiment_asks_people_again():
    first, second = experiment.asked("human", 200, 2, seed=1).values.reshape(2, 200, 44)
    retest = np.mean([np.corrcoef(one, other)[0, 1] for one, other in zip(first.T, second.T, strict=True)])
    assert retest == pytest.approx(0.75, abs=0.05), "of whole answers; .80 of latent ones"
    often = experiment.asked("human", 32, 5, seed=1)
    (by_persona, shares), (by_row, of_rows) = (
        experiment.read(often, Settings(draws=5, repeats=how)) for how in experiment.READINGS
    )
    assert (by_persona != "shallow", by_row) == (True, "shallow")
    assert of_rows["lid"] < 0.75 < shares["lid"]


def test_the_bundled_reference_names_no_persona_twice():
    assert calibrated_2058().personas is None
