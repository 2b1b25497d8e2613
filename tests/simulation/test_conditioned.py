"""Simulated respondents for given personas: each depends only on its persona, and together they are like people."""

from dataclasses import replace

import numpy as np
import pytest

from persona_collapse.backends import Prompt, Sampling, Simulated
from persona_collapse.dialogues import read_conversation
from persona_collapse.errors import InputError
from persona_collapse.instruments import TRAITS, Presentation, ResponseScale, bfi44, moral131
from persona_collapse.simulation import KINDS
from persona_collapse.simulation.conditioned import answer_probabilities
from tests.support.asking import short

OURS = [bfi44(), moral131(), short(10), replace(moral131(), scale=ResponseScale(1, 7, ()))]
PEOPLE = 1500


def told(**levels):
    return {f"big_five_{trait.lower()}": level for trait, level in levels.items()}


def asked(kind, respondents, instrument=None, attributes=None, samples=1):
    """Answers (R, N, D) drawn from the probabilities of respondents."""
    instrument = instrument or bfi44()
    shares = [answer_probabilities(kind, instrument, str(n), attributes or {}) for n in range(respondents)]
    below = np.cumsum(shares, axis=2)[..., :-1]
    drawn = np.random.default_rng(5).random((samples, respondents, len(instrument), 1))
    return instrument.scale.low + (below < drawn).sum(axis=3).astype(float)


@pytest.fixture(scope="module")
def humans():
    """Answers of 1,500 without labels, twice."""
    return asked("human", PEOPLE, samples=2)


@pytest.mark.parametrize("instrument", OURS, ids=["bfi44", "moral131", "a short form", "seven points"])
@pytest.mark.parametrize("kind", KINDS)
def test_probabilities_are_probabilities(kind, instrument):
    for attributes in ({}, told(openness="High", neuroticism="Low")):
        found = answer_probabilities(kind, instrument, "7", attributes)
        assert found.shape == (len(instrument), len(instrument.scale.points))
        assert found.sum(axis=1) == pytest.approx(1)
        assert (found >= 0).all()


@pytest.mark.parametrize("instrument", [bfi44(), moral131()], ids=["bfi44", "moral131"])
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "noise"])
def test_they_depend_on_id_labels_and_seed_and_on_nothing_else(kind, instrument):
    labels = told(openness="High", extraversion="Low")
    before = answer_probabilities(kind, instrument, "7", labels, seed=3)
    others = [answer_probabilities(kind, instrument, str(n), labels, seed=3) for n in range(8, 20)]
    assert any(not np.array_equal(before, other) for other in others), "another id"
    seeds = [answer_probabilities(kind, instrument, "7", labels, seed=seed) for seed in range(4, 16)]
    assert any(not np.array_equal(before, other) for other in seeds), "another seed"
    assert np.array_equal(before, answer_probabilities(kind, instrument, "7", labels, seed=3)), (
        "asked in between or not"
    )
    beside = {**dict(reversed(labels.items())), "hobby": "Chess", "age": "30"}
    assert np.array_equal(before, answer_probabilities(kind, instrument, "7", beside, seed=3))
    plain = {"Openness": "high ", "EXTRAVERSION": "low"}
    assert np.array_equal(before, answer_probabilities(kind, instrument, "7", plain, seed=3)), "however it is spelled"
    moved = [
        not np.array_equal(
            answer_probabilities(kind, instrument, str(n), told(openness="High")),
            answer_probabilities(kind, instrument, str(n), told(openness="Low")),
        )
        for n in range(12)
    ]
    assert any(moved), "another label"


def test_replies_are_drawn_from_the_probabilities():
    backend = Simulated("human", bfi44(), {"7": told(openness="High")}, seed=2)
    prompts = (Prompt("7", "bfi44_20", sample, "", "", tuple("12345")) for sample in range(1, 4001))
    said = [int(reply.text) for _, reply in backend.replies(prompts, Sampling(seed=9))]
    expected = answer_probabilities("human", bfi44(), "7", told(openness="High"), seed=2)[19]
    # four standard errors of a share of one half among 4,000
    assert np.bincount(said, minlength=6)[1:] / 4000 == pytest.approx(expected, abs=0.032)
    (_, reply), *_ = backend.replies([Prompt("7", "bfi44_20", 1, "", "")], Sampling(mode="probabilities"))
    assert reply.probabilities == pytest.approx(expected)


def test_a_reply_does_not_depend_on_who_is_asked_before():
    backend = Simulated("human", bfi44(), {})
    prompts = [Prompt(str(n), "bfi44_3", 1, "", "", tuple("12345")) for n in range(100)]
    alone = [next(iter(backend.replies([prompt], Sampling())))[1].text for prompt in prompts]
    together = [reply.text for _, reply in backend.replies(prompts[::-1], Sampling())]
    assert alone == together[::-1]


def test_human_respondents_together_are_people(humans, reference, keying):
    answers = humans[0]
    ours, theirs = keying.scores(answers), keying.scores(reference)
    assert ours.std(axis=0) == pytest.approx(theirs.std(axis=0), rel=0.1)
    assert ours.mean(axis=0) == pytest.approx(theirs.mean(axis=0), abs=0.08)
    assert answers.mean(axis=0) == pytest.approx(reference.mean(axis=0), abs=0.15)
    assert answers.std(axis=0) == pytest.approx(reference.std(axis=0), rel=0.12)
    off = ~np.eye(44, dtype=bool)
    apart = (np.corrcoef(answers.T) - np.corrcoef(reference.T))[off]
    # sampling alone makes .8 sqrt(1/1500 + 1/2058) = .027; people's own correlations are .23 on average
    assert np.abs(apart).mean() < 0.04
    assert abs(apart.mean()) < 0.01


@pytest.mark.parametrize("kind", ["human", "collapsed", "shallow", "caricature"])
@pytest.mark.parametrize("trait", TRAITS)
def test_a_label_raises_its_own_trait(keying, kind, trait):
    low, middle, high = (
        keying.scores(asked(kind, 150, attributes=told(**{trait: level}))[0]).mean(axis=0)
        for level in ("Low", "Neutral", "High")
    )
    own = TRAITS.index(trait)
    assert low[own] < middle[own] < high[own]
    if kind != "collapsed":  # a stereotype is taken whole, whatever the label was about
        assert high[own] - low[own] > 2 * np.delete(np.abs(high - low), own).max()


def test_noise_hears_no_label(keying):
    low, high = (
        keying.scores(asked("noise", 400, attributes=told(openness=one))[0]).mean(axis=0) for one in ("Low", "High")
    )
    assert high == pytest.approx(low, abs=0.1)


def test_a_caricature_is_more_extreme_than_a_human(keying, humans):
    drawn = asked("caricature", 400)[0]
    assert np.all(keying.scores(drawn).std(axis=0) > 1.3 * keying.scores(humans[0]).std(axis=0))
    assert np.isin(drawn, (1, 5)).mean() > 1.25 * np.isin(humans[0], (1, 5)).mean()


@pytest.mark.parametrize("instrument", [bfi44(), moral131()], ids=["bfi44", "moral131"])
def test_collapsed_respondents_have_five_patterns_between_them(instrument):
    def patterns(kind):
        likeliest = [answer_probabilities(kind, instrument, str(n), {}).argmax(axis=1) for n in range(200)]
        return len({tuple(one) for one in likeliest})

    assert 2 <= patterns("collapsed") <= 5
    assert patterns("human") == 200


def test_shallow_items_of_a_trait_say_the_same(keying, humans):
    def within(answers):
        row = keying.keys[0]
        return np.where(row < 0, 6 - answers, answers)[:, row != 0].std(axis=1).mean()

    assert within(asked("shallow", 300)[0]) < 0.6 * within(humans[0])


def test_asked_again_people_waver_and_stay_who_they_are(humans, keying):
    first, second = humans
    again = [np.corrcoef(first[:, item], second[:, item])[0, 1] for item in range(44)]
    # a fifth of the latent variance is new, and cutting it into five points takes a little more
    assert np.mean(again) == pytest.approx(0.75, abs=0.07)
    assert 0.4 < (first == second).mean() < 0.7
    for trait in range(5):
        scores = keying.scores(first)[:, trait], keying.scores(second)[:, trait]
        assert np.corrcoef(*scores)[0, 1] > 0.9


def test_how_often_each_kind_says_the_same_again():
    same = {}
    for kind in KINDS:
        first, second = asked(kind, 100, samples=2)
        same[kind] = (first == second).mean()
    assert same["noise"] == pytest.approx(1 / 5, abs=0.03), "by chance"
    # .9 for the stereotype and .05 for each point beside it: .9^2 + 2 * .05^2, a little more where there is one only
    assert same["collapsed"] == pytest.approx(0.815, abs=0.02)
    assert same["noise"] < same["human"] < same["caricature"]
    assert max(same.values()) < 1


@pytest.mark.parametrize("kind", KINDS)
def test_other_instruments_are_answered_over_the_whole_scale(kind):
    answers = asked(kind, 100, moral131(), samples=2)
    assert set(np.unique(answers)) == {1, 2, 3, 4, 5}
    # dilemmas of one's own, on any scale
    seven = answer_probabilities(kind, replace(moral131(), scale=ResponseScale(1, 7, ())), "7", {})
    assert seven.shape == (131, 7)


def test_an_instrument_that_only_borrows_the_name_is_not_taken_for_the_bfi44():
    own = replace(bfi44(), items=tuple(replace(item, id=f"own_{item.number}") for item in bfi44().items[:6]))
    assert answer_probabilities("human", own, "7", {}).shape == (6, 5)
    reworded = replace(bfi44(), version="2", stem="I am someone who")
    assert np.array_equal(
        answer_probabilities("human", reworded, "7", {}), answer_probabilities("human", bfi44(), "7", {})
    )


@pytest.mark.parametrize("mode", ["generate", "probabilities"])
def test_a_mirrored_question_is_answered_on_its_own_scale(mode):
    backend = Simulated("caricature", bfi44(), {})
    sampling, choices = Sampling(mode=mode), tuple("12345")
    plain, turned, both = (
        [Prompt(str(n), "bfi44_1", 1, "", "", choices, layout) for n in range(60)]
        for layout in (Presentation(), Presentation(descending=True), Presentation(True, True))
    )

    def said(prompts):
        replies = [reply for _, reply in backend.replies(prompts, sampling)]
        return np.array([int(one.text) if mode == "generate" else 1 + np.argmax(one.probabilities) for one in replies])

    assert np.array_equal(said(plain), said(both))
    # drawn anew from mirrored probabilities, a caricature's answer is nearly always the mirrored one
    assert np.corrcoef(said(plain), said(turned))[0, 1] < -0.8


def test_a_drifting_respondent_moves_by_the_known_share_and_no_other_kind_does():
    labels, points = told(openness="High", extraversion="Low"), np.arange(1, 6)
    default = answer_probabilities("human", bfi44(), "default", {}, seed=3) @ points
    own = answer_probabilities("human", bfi44(), "7", labels, seed=3) @ points
    for turns, share in ((0, 0), (1, 0.03), (2, 1 - 0.97**2), (24, 1 - 0.97**24)):
        found = answer_probabilities("drifting", bfi44(), "7", labels, seed=3, turns=turns) @ points
        assert found == pytest.approx(own + share * (default - own), abs=1e-12), turns
        alone = answer_probabilities("drifting", bfi44(), "default", {}, seed=3, turns=turns) @ points
        assert alone == pytest.approx(default, abs=1e-12), "the default respondent stays where it is"
    for kind in KINDS:
        before, after = (answer_probabilities(kind, bfi44(), "7", labels, turns=turns) for turns in (0, 24))
        assert np.array_equal(before, after), kind


def test_a_drifting_respondent_counts_the_turns_of_its_own_prompt():
    talk = read_conversation("bundled:moving-house")
    long, short_talk = (Prompt("7", "bfi44_1", 1, "", "", tuple("12345"), turns=talk.first(n).shared) for n in (24, 2))
    backend, sampling = Simulated("drifting", bfi44(), {}), Sampling(mode="probabilities")

    def shares(*prompts):
        return [reply.probabilities for _, reply in backend.replies(prompts, sampling)]

    assert shares(long, short_talk) == [*shares(long), *shares(short_talk)]
    assert shares(long) != shares(short_talk)
    expected = answer_probabilities("drifting", bfi44(), "7", {}, turns=24)[0]
    assert shares(long)[0] == pytest.approx(expected)


def test_an_unknown_kind_is_refused():
    with pytest.raises(InputError, match="'alien' is not a kind of simulated respondent; kinds: human, collapsed"):
        Simulated("alien", bfi44(), {})
