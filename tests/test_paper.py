import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from persona_collapse import paper
from persona_collapse.errors import InputError
from persona_collapse.measures import uniform_answers
from tests.measures.strategies import pairs

NAN = float("nan")


@pytest.mark.parametrize(
    ("rows", "expected", "because"),
    [
        ([[1, 2], [3, NAN]], ([[1, 2], [3, 3]], 0, 1), "half answered: filled with its median"),
        ([[1, 2], [NAN, NAN]], ([[1, 2]], 1, 0), "less than half answered: left out"),
        ([[1, 4, NAN, 5]], ([[1, 4, 4, 5]], 0, 1), "the median of 1, 4, 5"),
        ([[1, 2, NAN, 5], [1, 1, 1, 1]], ([[1, 2, 2, 5], [1, 1, 1, 1]], 0, 1), "few complete cases"),
        ([[1, 2]], ([[1, 2]], 0, 0), "nothing to do"),
    ],
)
def test_prepare_by_hand(rows, expected, because):
    found = paper.prepare(rows)
    assert (found.complete.tolist(), found.excluded, found.imputed) == expected, because


def test_prepare_keeps_fifty_complete_cases_as_they_are():
    rows = np.vstack([uniform_answers(50, 4, low=1, high=5), [[1, 2, 3, NAN]]])
    found = paper.prepare(rows)
    assert (len(found.complete), found.excluded, found.imputed) == (50, 1, 0)


@pytest.mark.parametrize("size", [3, 320, 500, 501, 1144])
def test_draw_is_that_of_pandas(size):
    rows = np.arange(float(size))[:, None]
    theirs = pd.DataFrame(rows).sample(min(500, size), random_state=42).to_numpy()
    assert np.array_equal(paper.draw(rows), theirs)


def test_coverage_by_hand():
    # people at 1, 2, 4 (k = 1): balls reach 1, 1, 2. Personas at 3 are on the edge of the second, inside the third;
    # their nearest person is 2 or 4, both hold them
    assert paper.coverage([[3.0], [3.0]], [[1.0], [2.0], [4.0]], k=1) == paper.Coverage(2 / 3, 1.0, (2, 3))


def test_density_counts_only_the_nearest():
    # three people at 0 and one far away, whose ball is huge; a persona at 10 is in that ball, but its nearest person
    # is at 0 and does not reach it
    people = [[0.0], [0.0], [0.0], [100.0]]
    assert paper.coverage([[10.0]], people, k=1).density == 0.0
    assert paper.coverage([[10.0]], people, k=1).coverage == 0.25


@given(pairs(rows=(8, 14)))
def test_density_cannot_exceed_one(two):
    personas, people = two
    found = paper.coverage(personas, people)
    assert 0 <= found.density <= 1
    assert 0 <= found.coverage <= 1


def test_lid_lets_an_epsilon_decide():
    # twenty-five people twenty times: ours is 0 by definition, the published value is set by the floor of 1e-10
    copies = np.tile(np.random.default_rng(0).integers(1, 6, (25, 44)), (20, 1)).astype(float)
    assert 0 < paper.lid(copies).median < 0.1
    assert paper.lid(np.full((30, 4), 3.0)) == paper.LID(None, 30), "all distances are floored alike: nothing finite"


def test_lid_of_people_is_standardised_and_that_of_models_is_not(reference):
    raw, standardised = paper.lid(reference).median, paper.lid(reference, standardised=True).median
    assert raw == pytest.approx(14.4, abs=1.0)
    assert raw != standardised


def test_hopkins_hides_narrowness_in_the_populations_own_box(reference):
    narrow = np.where(uniform_answers(500, 44, low=1, high=2) == 1, 3.0, 4.0)
    assert paper.hopkins(narrow) == pytest.approx(paper.hopkins(narrow * 2 - 3), abs=1e-12)
    assert paper.hopkins(reference) == pytest.approx(0.57, abs=0.03)
    assert paper.hopkins(uniform_answers(500, 44, low=1, high=5)) == pytest.approx(0.485, abs=0.03)


def test_hopkins_of_identical_rows_is_undefined():
    assert paper.hopkins(np.full((30, 4), 3.0)) is None


def test_sd_ratio_divides_by_a_constant():
    assert paper.sd_ratio([[1.0, 1.0], [2.5, 4.0]]) == pytest.approx((0.75 + 1.5) / 2 / 0.75)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: paper.coverage([[1.0]], [[1.0, 2.0]] * 9), "1 items and the reference 2"),
        (lambda: paper.coverage([[1.0]], [[1.0]] * 5), "at least 6"),
        (lambda: paper.hopkins([[1.0]] * 3), "at least 4"),
        (lambda: paper.lid([[1.0]] * 20), "at least 21"),
        (lambda: paper.lid([[NAN]] * 30), "no answer"),
    ],
)
def test_refuses(call, words):
    with pytest.raises(InputError, match=words):
        call()


def test_attribution_enters_levels_as_alphabetical_numbers():
    # a, b, c are 0, 1, 2: answers 1, 2, 3 lie on the line; renamed so that the middle one comes last they do not
    answers = [[1.0], [2.0], [3.0]] * 4
    assert paper.attribution(answers, [["a"], ["b"], ["c"]] * 4).r2 == pytest.approx(1)
    # 0, 2, 1 against 1, 2, 3: r = .5
    assert paper.attribution(answers, [["a"], ["z"], ["c"]] * 4).r2 == pytest.approx(0.25)


def test_attribution_gives_what_is_shared_to_the_first():
    answers, twice = [[1.0], [2.0], [3.0]] * 4, [["a", "a"], ["b", "b"], ["c", "c"]] * 4
    found = paper.attribution(answers, twice)
    assert found.incremental == pytest.approx([1, 0])
    assert (found.dominant, found.dominance) == (0, pytest.approx(1))


def test_attribution_of_noise():
    # the paper's numbers of personas, dilemmas and levels: totals 4 / (N - 1), the largest of four shares near .28
    found = []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        answers = rng.integers(1, 6, (1144, 131)).astype(float)
        levels = np.column_stack([rng.integers(0, count, 1144) for count in (4, 6, 3, 3)])
        found.append(paper.attribution(answers, levels))
    assert np.mean([one.r2 for one in found]) == pytest.approx(4 / 1143, rel=0.06)
    assert np.mean([one.dominance for one in found]) == pytest.approx(0.28, abs=0.02)


@pytest.mark.parametrize(
    ("answers", "r2", "because"),
    [
        ([[3.0]] * 4, None, "all equal"),
        ([[1.0], [2.0], [NAN], [NAN]], None, "as many parameters as answers"),
        ([[1.0], [1.0], [2.0], [2.0]], 0.0, "both levels answer alike"),
    ],
)
def test_attribution_at_the_edges(answers, r2, because):
    found = paper.attribution(answers, [["a"], ["b"]] * 2)
    assert (found.r2, found.dominance, found.dominant) == (r2, None, None), because
    assert np.isnan(found.r2_per_item[0]) == (r2 is None), because
