import hashlib

import numpy as np
import pytest

from persona_collapse import resources
from persona_collapse.errors import InputError
from persona_collapse.instruments import AGREEMENT, TRAITS, ResponseScale, bfi44, unnamed_instrument
from persona_collapse.measures import Draws, cronbach_alpha, lid, scaler, sorted_respondents
from persona_collapse.references import calibrated_2058, published_results, simulate_people
from persona_collapse.references.people import CALIBRATED_SEED, CALIBRATED_SIZE, CALIBRATED_WITHIN


def furthest_from_norms(answers):
    """The largest difference of trait means and SDs from those of the 2,058 people of Twin-2K-500, the SDs a little wider."""
    scores, norms = bfi44().keying().scores(answers), resources.data("references/data/twin2k500_factor_statistics.json")
    wider = np.array(resources.data("references/data/bfi44_copula.json")["wider"])
    gaps = [scores.mean(axis=0) - norms["mean"], scores.std(axis=0) - norms["sd"] - wider]
    return float(np.abs(gaps).max())


def gaps(seed):
    answers, keying = simulate_people(CALIBRATED_SIZE, seed), bfi44().keying()
    alphas = np.array(cronbach_alpha(answers, keying)) - resources.data("references/data/bfi44_copula.json")["alphas"]
    return max(furthest_from_norms(answers), float(np.abs(alphas).max()))


def test_the_bundled_reference_is_the_first_seed_within_the_norms():
    found = [gaps(seed) for seed in range(CALIBRATED_SEED + 1)]
    assert found[-1] <= CALIBRATED_WITHIN
    assert all(gap > CALIBRATED_WITHIN for gap in found[:-1])


def test_the_bundled_reference_never_changes():
    answers = calibrated_2058().values.astype(np.int8)
    assert answers.shape == (2058, 44)
    assert (
        hashlib.sha256(answers.tobytes()).hexdigest()
        == "cf4a9a22afc1ec8120b97ebd3f1a268ee27542d0b25410eb69909c9436d283f9"
    )


def test_nobody_can_change_it_for_the_others():
    with pytest.raises(ValueError, match="read-only"):
        calibrated_2058().values[0, 0] = 1


def test_it_says_that_it_is_simulated():
    assert calibrated_2058().source == "calibrated-2058"
    assert calibrated_2058().note == "simulated from published norms, not people"


def test_the_generator_is_within_the_norms():
    assert furthest_from_norms(simulate_people(200_000, seed=1)) <= 0.015


def test_lid_of_the_bundled_reference(reference):
    standardise = scaler(reference)
    samples = Draws(500, 20).samples(sorted_respondents(reference))
    values = [lid(sample, scale=standardise).median for sample in samples]
    assert 14.2 <= np.mean(values) <= 15.0


def test_published_results_are_the_papers():
    table = published_results()
    assert table["MiniMax-M2-Her"]["lid"] == 22.3
    assert published_results("moral131")["CoSER-Llama-8B"]["effective_likert"] == 4.27
    assert len(table) == 11


# PAPER: keys of the BFI-44, R reversed
KEYS = {
    "Extraversion": "1 6R 11 16 21R 26 31R 36",
    "Agreeableness": "2R 7 12R 17 22 27R 32 37R 42",
    "Conscientiousness": "3 8R 13 18R 23R 28 33 38 43R",
    "Neuroticism": "4 9R 14 19 24R 29 34R 39",
    "Openness": "5 10 15 20 25 30 35R 40 41R 44",
}


@pytest.mark.parametrize("trait", TRAITS)
def test_the_keys_of_the_instrument(trait):
    found = [f"{item.number}{'R' if item.key < 0 else ''}" for item in bfi44().items if item.trait == trait]
    assert " ".join(found) == KEYS[trait]


def test_the_wording_of_the_instrument():
    prompts = [bfi44().prompt(item) for item in bfi44().items]
    assert prompts[0] == "I see myself as someone who is talkative"
    assert all(prompt.startswith("I see myself as someone who ") for prompt in prompts)
    assert all(prompt[len("I see myself as someone who ")].islower() for prompt in prompts)
    assert len(set(prompts)) == 44


def test_the_scale_of_the_instrument():
    assert bfi44().scale == ResponseScale(1, 5)
    assert [ResponseScale(1, 5).label(point) for point in range(1, 6)] == list(AGREEMENT)
    assert ResponseScale(1, 5).label(4) == "Agree a little"
    assert "research use" in bfi44().terms
    assert "John" in bfi44().source


def test_a_plain_instrument():
    assert (len(unnamed_instrument(131)), unnamed_instrument(131).traits, unnamed_instrument(131).keying()) == (
        131,
        (),
        None,
    )
    assert unnamed_instrument(3, 0, 10).scale.label(7) == "7"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: ResponseScale(5, 1), "lower end first"),
        (lambda: ResponseScale(1, 7), "7 points and 5 labels"),
        (lambda: ResponseScale(1, 5).label(6), "not on the scale"),
    ],
)
def test_refuses(call, words):
    with pytest.raises(InputError, match=words):
        call()
