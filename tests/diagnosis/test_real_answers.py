"""The main job on real answers: 32 GPT-3.5 personas asked ten times (PersonaLLM) against 228 people (PolychoricRM)."""

from dataclasses import replace

import numpy as np
import pytest

from examples.personallm import labels_of
from persona_collapse import paper
from persona_collapse.diagnosis import axes, measure
from persona_collapse.diagnosis.preparation import rows_of
from persona_collapse.instruments import TRAITS
from persona_collapse.measures import effective_likert, lid, scaler, shuffled, uniform_answers
from persona_collapse.results import Settings
from tests.conftest import REAL, WITHOUT
from validity.signature import Known, people_of, read

VISITORS = REAL / "field" / "ipip50_openpsychometrics_2000.tsv"
PAPER = Settings(protocol="paper")
EVERYBODY = Settings(rarefy=False, repeats="rows")


def rounded(value, like):
    """Rounded to as many digits as the expected number has."""
    return round(value, len(str(like).partition(".")[2]))


@pytest.fixture(scope="module")
def levels(gpt):
    return labels_of(gpt).levels()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("coverage", 0.268),
        ("density", 0.195),
        ("lid", 6.14),
        ("hopkins", 0.696),
        ("effective_likert", 2.933),
        ("participation_ratio", 6.8),
        ("mean_nearest_neighbour_distance", 4.05),
        ("rho", 0.807),
        ("d", 3.994),
    ],
)
def test_by_the_papers_protocol(gpt, people, levels, name, expected):
    found = {
        "coverage": lambda: axes.coverage(gpt, people, PAPER).coverage,
        "density": lambda: axes.coverage(gpt, people, PAPER).density,
        "lid": lambda: axes.lid(gpt, people, PAPER).lid,
        "hopkins": lambda: axes.hopkins(gpt, people, PAPER).hopkins,
        "effective_likert": lambda: axes.effective_likert(gpt, people, PAPER).effective_likert,
        "participation_ratio": lambda: axes.spread(gpt, people, PAPER).participation_ratio,
        "mean_nearest_neighbour_distance": lambda: axes.spread(gpt, people, PAPER).mean_nearest_neighbour_distance,
        "rho": lambda: axes.fidelity(gpt, levels, people, PAPER).rho,
        "d": lambda: axes.fidelity(gpt, levels, people, PAPER).d,
    }[name]()
    assert rounded(found, expected) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("precision", 0.450),
        ("recall", 0.000),
        ("density", 0.5225),
        ("coverage", 0.268),
        ("trait_precision", 0.666),
        ("trait_recall", 0.162),
        ("trait_density", 0.586),
        ("trait_coverage", 0.342),
    ],
)
def test_calibrated_on_everybody(gpt, people, name, expected):
    digits = 4 if name == "density" else 3
    assert round(getattr(axes.coverage(gpt, people, EVERYBODY), name), digits) == expected


def test_lid_standardised_by_the_reference(gpt, people):
    assert rounded(axes.lid(gpt, people, EVERYBODY).lid, 5.88) == 5.88


def test_the_people_themselves(people):
    assert rounded(lid(people.values).median, 14.36) == 14.36
    assert rounded(lid(people.values, scale=scaler(people.values)).median, 14.89) == 14.89
    assert rounded(effective_likert(people.values, low=1, high=5).mean, 3.49) == 3.49


def test_the_papers_human_row_on_real_people(people):
    # arXiv 2604.24698: LID 14.4 and Hopkins .57 for 2,058 people of Twin-2K-500
    assert paper.hopkins(people.values) == pytest.approx(0.57, abs=0.005)
    assert paper.lid(people.values).median == pytest.approx(14.4, abs=0.1)


def test_the_scorecard_says_what_is_wrong(gpt, people):
    found = measure(labels_of(gpt), people)
    values, ceiling = found.values, found.held_out_people
    assert values.coverage.n == ceiling.coverage.n == (32, 32), "32 personas, one answer sheet of each at a time"
    assert values.coverage.recall < 0.65 * ceiling.coverage.recall, "whole kinds of people are missing"
    assert values.lid.lid < 0.6 * ceiling.lid.lid
    overdone = [trait for trait, one in values.fidelity.per_trait.items() if one.trapped]
    assert overdone == ["Extraversion", "Agreeableness"]
    assert list(values.fidelity.per_trait) == list(TRAITS)
    assert any("noise floor" in warning for warning in found.warnings)


def test_every_row_a_respondent_is_the_old_reading(gpt, people):
    found = measure(labels_of(gpt), people, settings=Settings(repeats="rows"))
    values, ceiling = found.values, found.held_out_people
    assert values.coverage.recall < 0.1 < 0.7 < ceiling.coverage.recall
    assert values.lid.lid < 0.5 * ceiling.lid.lid
    assert values.coverage.n == (114, 114)


def test_real_people_are_not_on_the_noise_floor(people):
    assert not any("noise floor" in warning for warning in measure(people, people).warnings)
    others = [one for one in measure(people).warnings if not one.startswith("more respondents than among people")]
    assert others == [], "nor beside the bundled reference, of which they are another sample"


def test_real_people_of_the_ipip50_are_human_like_and_the_same_answers_without_structure_are_noise():
    """2,000 visitors of openpsychometrics.org, split at random; docs/validity.md has 20 splits."""
    if not VISITORS.exists():
        pytest.skip(WITHOUT)
    everybody = people_of(VISITORS, "ipip50", "0")
    order = np.random.default_rng(50_001).permutation(len(everybody))
    some, others = (rows_of(everybody, np.sort(rows)) for rows in np.split(order, 2))
    known = Known.beside(some, others, draws=10)
    assert read(some, known).name == "human-like"
    uniform = uniform_answers(len(some), 50, low=1, high=5, seed=3)
    for answers in (shuffled(some.values, seed=3), uniform):
        assert read(replace(some, values=answers), known).name == "noise"
