"""The parameters of the bundled reference are those its program fits, and real people are human-like against it."""

import importlib.util
import json

import numpy as np
import pytest

from persona_collapse import Settings, diagnose, resources
from persona_collapse.instruments import bfi44
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.references import calibrated_2058
from persona_collapse.references.bfi44_copula import Copula, Styles
from tests.conftest import REAL, ROOT, WITHOUT

TWIN146 = REAL / "human" / "twin146.csv"
without = pytest.mark.skipif(not TWIN146.exists(), reason=WITHOUT)


@pytest.fixture(scope="module")
def people():
    return BehavioralTraitMatrix.read(TWIN146, instrument=bfi44())


@without
def test_the_parameters_are_those_that_are_fitted(people, tmp_path):
    spec = importlib.util.spec_from_file_location("fit", ROOT / "datasets_scripts" / "human-reference" / "fit.py")
    fit = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fit)
    found, kept = fit.record(fit.fit(people.values), people.values), resources.data("references/data/bfi44_copula.json")
    assert set(found) == set(kept)
    for name in ("thresholds", "latent_covariance", "phi", "shift", "alphas", "wider"):
        assert np.allclose(found[name], kept[name], atol=2e-3), name
    assert json.loads(json.dumps(found["styles"])) == pytest.approx(kept["styles"], abs=2e-3)


@without
def test_real_people_are_human_like_against_it(people):
    found = diagnose(people, calibrated_2058(), settings=Settings(draws=30), pairs=50)
    assert found.signature.name == "human-like"
    assert found.values.spread.separability <= 0.70
    ours, theirs = found.values, found.held_out_people
    assert abs(ours.likert.extreme_share - theirs.likert.extreme_share) <= 0.02
    # unbiased, 10.1 against 11.3: trait scores of all 2,058 respondents correlate less than those of the 146
    assert ours.spread.participation_ratio == pytest.approx(theirs.spread.participation_ratio, rel=0.13)


@without
def test_it_uses_the_scale_as_they_do(people):
    for points, within in ((1, 5), (0.02, 0.02)), ((3,), (0.02, 0.02)):
        ours, theirs = (np.isin(one.values, points).mean(axis=1) for one in (calibrated_2058(), people))
        assert abs(ours.mean() - theirs.mean()) <= within[0]
        assert abs(ours.std() - theirs.std()) <= within[1]


def test_styles_by_hand():
    own = Copula(
        thresholds=np.array([[-2.0, -1.0, 1.0, 2.0]]),
        residual=np.eye(1),
        loadings=np.ones((1, 1)),
        phi=np.eye(1),
        shift=np.zeros(1),
        styles=Styles(1.0, 1.0),
    )
    latent = np.array([[1.5], [1.5], [1.5], [0.5]])
    styles = np.array([[1.0, 1.0, 0.0], [2.0, 1.0, 0.0], [0.5, 0.5, 0.0], [1.0, 1.0, 2.0]])
    assert own.answers(latent, styles).ravel().tolist() == [4, 3, 5, 5]
    assert own.answers(latent).ravel().tolist() == [4, 4, 4, 3]


def test_without_styles_nothing_more_is_drawn():
    plain = Copula(np.array([[0.0]]), np.eye(1), np.ones((1, 1)), np.eye(1), np.zeros(1))
    rng, again = np.random.default_rng(3), np.random.default_rng(3)
    plain.sample(4, rng)
    plain.latent(4, again)
    assert rng.random() == again.random()
