"""Best of K: several candidates for each answer, of which the most distinctive one is chosen."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from persona_collapse.backends import Sampling
from persona_collapse.errors import InputError
from persona_collapse.hub.checks import study_of
from persona_collapse.instruments import bfi44
from persona_collapse.instruments.introduction import self_introduction
from persona_collapse.personas import bundled_pool
from persona_collapse.study import Limits, Manner, Study, read_replies, run_answers, run_study, status
from persona_collapse.study.best_of import chosen, distinctive
from persona_collapse.study.ways import factors, ways
from tests.support.asking import Says, simulated, small

OF_THREE = Sampling(best_of=3)
GIVEN = arrays(np.float64, (3, 5, 2), elements=st.sampled_from([1.0, 2.0, 3.0, 4.0, 5.0, np.nan]))


@pytest.mark.parametrize(
    ("candidates", "expected", "because"),
    [
        ([[3, 3], [3, 3]], [3, 3], "there is nothing to choose"),
        ([[3, 3], [5, 3]], [5, 3], "one of four answers is 5, and the first persona gave it"),
        ([[3, 3], [5, 5]], [3, 3], "both answers are as common, and the first candidate stays"),
        ([[5, 3], [5, 3], [3, 5]], [5, 3], "each says in two of three what the other says once"),
        ([[np.nan, 2], [4, np.nan]], [4, 2], "a candidate without an answer is not chosen"),
    ],
)
def test_by_hand(candidates, expected, because):
    given = np.array(candidates, dtype=float)[:, :, None]
    assert distinctive(given).ravel().tolist() == expected, because


@given(GIVEN)
def test_the_choice_is_a_candidate_and_personas_have_no_order(candidates):
    found = distinctive(candidates)
    among = ((candidates == found[None]) | (np.isnan(candidates) & np.isnan(found[None]))).any(axis=0)
    assert among.all()
    assert np.array_equal(distinctive(candidates[:, ::-1])[::-1], found, equal_nan=True)
    assert np.array_equal(np.isnan(found), np.isnan(candidates).all(axis=0))


def test_each_repetition_is_chosen_by_itself():
    rng = np.random.default_rng(1)
    candidates = rng.integers(1, 6, (6, 8, 4)).astype(float)
    found = chosen(candidates, 3, alone=[7])
    assert np.array_equal(found[0, :7], distinctive(candidates[:3, :7]))
    assert np.array_equal(found[1, :7], distinctive(candidates[3:, :7]))
    assert np.array_equal(found[:, 7], candidates[[0, 3], 7]), "the row without a persona keeps its first candidate"
    assert np.array_equal(chosen(candidates, 1), candidates)


def test_a_run_asks_all_candidates_resumes_and_answers_with_the_chosen_ones(tmp_path):
    study = small(6, 6, samples=2, sampling=OF_THREE, with_default=True)
    assert (len(study), study.asked_samples) == (7 * 6 * 6, 6)
    run_study(study, simulated(study), tmp_path / "run", limits=Limits(100))
    assert status(tmp_path / "run").replies == 100
    run_study(study, simulated(study), tmp_path / "run")
    replies = read_replies(tmp_path / "run")
    assert len(replies.stored) == len(replies.answers) == replies.manifest.expected == 252
    assert replies.manifest.asked.sampling.best_of == 3
    found = run_answers(replies)
    all_of_them = np.array([one.answer for one in replies.answers], dtype=float).reshape(7, 6, 6).transpose(1, 0, 2)
    assert found.samples.shape == (2, 6, 6)
    assert np.array_equal(found.samples, chosen(all_of_them, 3, alone=[6])[:, :6])
    assert np.array_equal(found.default, all_of_them[[0, 3], 6])
    assert found.note == "simulated, no model was asked; each answer chosen among candidates: 3"
    assert found.asked.best_of == study_of(found.asked).sampling.best_of == 3
    with pytest.raises(InputError, match="its best_of is 3, not 1"):
        run_study(replace(study, sampling=Sampling()), simulated(study), tmp_path / "run")


def test_without_candidates_a_study_has_the_hash_it_always_had():
    assert small(sampling=Sampling()).hash == small(sampling=Sampling(best_of=1)).hash != small(sampling=OF_THREE).hash


@pytest.mark.parametrize(
    ("study", "said"),
    [
        ({"sampling": Sampling(best_of=0)}, "best of 0 was given; give at least 1"),
        (
            {"sampling": Sampling("distribution", best_of=2)},
            "--best-of 2 chooses among replies, and --mode distribution",
        ),
        ({"sampling": Sampling("probabilities", best_of=2)}, "use --mode generate"),
        (
            {"instrument": self_introduction(), "sampling": Sampling(best_of=2)},
            "a choice needs a scale; omit --best-of",
        ),
    ],
)
def test_what_leaves_no_choice_is_refused(study, said):
    with pytest.raises(InputError, match=said):
        Study(**{"instrument": bfi44(), "pool": bundled_pool(), "personas": 2} | study)


def test_a_sweep_asks_every_candidate_of_every_repetition():
    planned = ways("m", bfi44(), bundled_pool(), 10, Manner(samples=2), factors(["best-of=1,4"]))
    assert [(one.name, len(one.study)) for one in planned] == [("best-of 1", 880), ("best-of 4", 3520)]
    with pytest.raises(InputError, match="--vary best-of=few: give numbers of candidates, for example best-of=1,4"):
        ways("m", bfi44(), bundled_pool(), 10, Manner(), factors(["best-of=1,few"]))


def test_the_command(cli, tmp_path):
    asked = ("run", "simulated:human", "--personas", 24, "--best-of", 2, "--out", tmp_path / "run")
    code, out, err = cli(*asked, "--dry-run")
    assert (code, err) == (0, "")
    assert "requests    2,112 (24 respondents)" in out
    code, out, err = cli(*asked)
    assert code == 0, err
    assert "each answer chosen among candidates: 2" in out, err
    code, out, _ = cli("measure", tmp_path / "run", "--json", "-")
    assert code == 0
    assert '"best_of": 2' in out
    code, _, err = cli("export", tmp_path / "run", "--to", tmp_path / "answers.csv")
    assert code == 0, err
    code, out, err = cli("measure", tmp_path / "answers.csv")
    assert "each answer chosen among candidates: 2" in out, err


def test_replies_that_cannot_be_read_are_no_candidates(tmp_path):
    study = small(2, 2, sampling=Sampling(best_of=2))
    run_study(study, Says(lambda prompt: "4" if prompt.sample == 2 else "I would rather not say."), tmp_path / "run")
    assert run_answers(tmp_path / "run").samples.tolist() == [[[4.0, 4.0], [4.0, 4.0]]]
