"""Twins: personas made from real respondents, on a small file of the shape of Twin-2K-500."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import pearsonr

from persona_collapse.errors import InputError
from persona_collapse.hub import twin
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.agreement import agreement
from persona_collapse.references import read_twin2k500
from persona_collapse.study import twin_agreement, twin_pool
from tests.support.twin_file import NORMS, RESPONDENTS, written


@pytest.fixture
def people(tmp_path):
    return read_twin2k500(written(tmp_path), norms=NORMS)


def test_a_twin_is_told_by_the_demographics_of_its_person(people):
    pool = twin_pool(people)
    assert [one.id for one in pool.respondents] == list(people.respondents)
    first = pool.respondents[0]  # the file has code 2 in every column of its first respondent
    assert first.description.splitlines()[:4] == [
        "Lives in: Midwest of the US",
        "Sex: Female",
        "Age: 30-49",
        "Education: High school",
    ]
    assert len(first.description.splitlines()) == 10


def test_codes_without_an_option_are_refused(people):
    wrong = BehavioralTraitMatrix.from_arrays(
        people.values, attributes={**people.attributes, "party": ["9"] * len(people)}, source="twins"
    )
    with pytest.raises(InputError, match=r"column party: '9' is not a code from 1 to 4"):
        twin_pool(wrong)
    without = BehavioralTraitMatrix.from_arrays(people.values, source="twins")
    with pytest.raises(InputError, match="has no column region"):
        twin_pool(without)


def test_a_person_agrees_with_itself_and_less_with_strangers(people):
    found = twin_agreement(people, people)
    assert (found.correlation, found.absolute_error, found.pairs) == (pytest.approx(1.0), 0.0, RESPONDENTS)
    assert found.correlation_of_strangers < 0.8
    assert found.absolute_error_of_strangers > 0.5


def test_names_are_what_pairs_them(people):
    order = np.random.default_rng(0).permutation(len(people))[:20]
    some = BehavioralTraitMatrix.from_arrays(
        people.values[order], respondents=[people.respondents[one] for one in order]
    )
    assert twin_agreement(some, people).absolute_error == 0
    with pytest.raises(InputError, match="share 0 respondents"):
        twin_agreement(BehavioralTraitMatrix.from_arrays(people.values), people)


@given(arrays(float, (3, 6), elements=st.integers(1, 5)), arrays(float, (3, 6), elements=st.integers(1, 5)))
def test_correlations_are_pearsons(left, right):
    found = agreement(left, right)
    defined = [pearsonr(a, b).statistic for a, b in zip(left, right, strict=True) if a.std() > 0 and b.std() > 0]
    assert found.undefined == 3 - len(defined)
    assert found.correlation == (pytest.approx(np.mean(defined)) if defined else None)
    assert found.absolute_error == pytest.approx(np.abs(left - right).mean())


def test_missing_answers_leave_the_others():
    found = agreement([[1, 2, np.nan], [5, 4, 1]], [[1, 2, 3], [5, np.nan, 1]])
    assert (found.correlation, found.absolute_error, found.undefined) == (pytest.approx(1.0), 0.0, 0)


@pytest.mark.parametrize(
    ("left", "right"), [([[1, 2]], [[1, 2]]), ([[1, 2], [2, 1]], [[1], [2]]), ([[np.nan] * 2] * 2, [[1, 2]] * 2)]
)
def test_what_cannot_be_paired_is_refused(left, right):
    with pytest.raises(InputError):
        agreement(left, right)


def test_twins_on_the_command_line_need_the_people(cli, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    code, _, err = cli("run", "simulated:human", "--personas", "twin2k500", "--out", str(tmp_path / "r"))
    assert (code, len(err.splitlines())) == (2, 1)
    assert "build them: python -m persona_collapse.hub.twin" in err
    assert not (tmp_path / "r").exists()


def test_twins_on_the_command_line(cli, tmp_path, monkeypatch):
    local = tmp_path / "persona-collapse" / "twin2k500.parquet"
    monkeypatch.setattr(twin, "local_file", lambda: local)
    twin.build(written(tmp_path), norms=NORMS)
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    code, out, err = cli("run", "simulated:human", "--personas", "twin2k500", "--out", str(tmp_path / "r"))
    assert code == 0, err
    assert "compared with twin2k500" in err
    last = out.splitlines()[-3:]
    assert last[0].startswith(f"{RESPONDENTS} twins")
    # simulated respondents know nothing of their persons: no nearer to them than to others
    own, other = map(float, last[2].split()[-2:])
    assert own == pytest.approx(other, abs=0.15)
