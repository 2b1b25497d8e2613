"""A whole population at the size it has."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from persona_collapse.diagnosis import diagnose, full_size, side
from persona_collapse.diagnosis.full_size import at_full_size, median_interval
from persona_collapse.diagnosis.preparation import prepare, rows_of
from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures import lid, scaler
from persona_collapse.references import calibrated_2058
from persona_collapse.report import table
from persona_collapse.report.sections import sections
from persona_collapse.results import Diagnosis, Settings
from persona_collapse.simulation import simulate

FEW = Settings(draws=4, size=60)


@pytest.fixture(scope="module")
def people():
    return rows_of(calibrated_2058(), np.arange(300))


@pytest.fixture(scope="module")
def shallow():
    return simulate("shallow", 400)


def reached(personas, people):
    """The share of people whose ball to the fifth nearest other holds a persona, from all distances."""
    among = np.sort(cdist(people, people), axis=1)[:, 5]  # the first is itself
    return float((cdist(personas, people) <= among * (1 + 1e-9)).any(axis=0).mean())


def test_whom_all_reach_is_counted_from_all_distances(shallow, people):
    found = at_full_size(prepare(shallow, people, FEW))
    standardise = scaler(people.values)
    assert found.coverage == pytest.approx(reached(standardise(shallow.values), standardise(people.values)), abs=1e-12)
    assert (found.personas, found.people, found.asked) == (400, 300, 400)
    assert found.lid == pytest.approx(lid(shallow.values, scale=standardise).median)
    assert found.lid_low is found.lid_high is None
    scores = [one.instrument.keying().scores(one.values) for one in (shallow, people)]
    by_traits = scaler(scores[1])
    assert found.trait_coverage == pytest.approx(reached(*map(by_traits, scores)), abs=1e-12)


def test_of_many_some_are_asked_among_all_whatever_the_order_of_rows(monkeypatch, shallow, people):
    monkeypatch.setattr(full_size, "MOST_ASKED", 150)
    monkeypatch.setattr(side, "MOST_DRAWN_FROM", 200)
    mixed = rows_of(shallow, np.random.default_rng(1).permutation(400))
    found, other = (at_full_size(prepare(one, people, FEW)) for one in (shallow, mixed))
    assert found == other
    assert (found.personas, found.asked) == (400, 150)
    every = lid(shallow.values, scale=scaler(people.values)).median
    assert found.lid_low < found.lid < found.lid_high
    assert found.lid_low <= every <= found.lid_high
    assert found.coverage == at_full_size(prepare(shallow, people, Settings(draws=4, size=60, seed=5))).coverage


def test_the_interval_of_a_median_contains_that_of_all():
    rng, hits = np.random.default_rng(3), 0
    for _ in range(400):
        everybody = rng.gamma(2.0, size=1000)
        low, high = median_interval(rng.choice(everybody, 300, replace=False), 1000)
        hits += low <= np.median(everybody) <= high
    assert 0.92 <= hits / 400 <= 0.99
    assert median_interval(np.array([np.nan, np.nan, 1.0]), 9) == (None, None)


def test_without_people_nobody_is_reached(shallow, people):
    alone = at_full_size(prepare(shallow, None, FEW))
    assert (alone.people, alone.coverage, alone.trait_coverage) == (None, None, None)
    assert alone.lid == pytest.approx(lid(shallow.values).median)
    itself = at_full_size(prepare(people, people, FEW))
    assert itself.coverage is None, "people reach themselves"


@pytest.mark.parametrize(
    ("settings", "columns", "said"),
    [
        (Settings(protocol="paper"), {}, "omit --full-size"),
        (FEW, {"persona": np.repeat([f"p{one}" for one in range(200)], 2)}, "one row per persona"),
    ],
)
def test_what_has_no_full_size_is_refused(shallow, people, settings, columns, said):
    matrix = BehavioralTraitMatrix.from_arrays(shallow.values, attributes=columns)
    matrix = replace(matrix, persona_column="persona" if columns else "")
    with pytest.raises(InputError, match=said):
        at_full_size(prepare(matrix, people, settings))


def test_it_is_printed_and_kept_in_the_record(shallow, people, few_pairs):
    found = diagnose(shallow, people, settings=FEW, pairs=4, full_size=True)
    assert found.full_size == at_full_size(prepare(shallow, people, FEW))
    assert Diagnosis.from_json(found.to_json()).full_size == found.full_size
    (part,) = [one for one in sections(found) if one.title == "All personas at once"]
    assert "of all 400 personas as near" in part.sentences[0]
    assert all(str(one) in table(found) for one in part.sentences[:2])
    without = diagnose(shallow, people, settings=FEW, pairs=4)
    assert without.full_size is None
    assert "All personas at once" not in table(without)


def test_the_command(cli, tmp_path, shallow, few_pairs):
    path = tmp_path / "shallow.csv"
    path.write_text(shallow.to_csv())
    code, out, _ = cli("measure", path, "--full-size")
    assert code == 0
    assert "Of 2,058 people, " in out
    assert "have at least one of all 400 personas" in out
    code, out, _ = cli("measure", path, "--full-size", "--json", "-")
    assert '"full_size": {' in out
    assert "--full-size" in Diagnosis.from_json(out).commands[-1]
    code, _, err = cli("measure", path, "--full-size", "--protocol", "paper")
    assert code != 0
    assert "omit --full-size" in err
