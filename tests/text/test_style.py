"""Style: counts by hand, MTLD and VADER as their libraries have them, ICC intervals as pingouin's, and noise."""

import json
import warnings

import numpy as np
import pandas as pd
import pingouin
import pytest
from lexicalrichness import LexicalRichness
from scipy.stats import f as f_distribution
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from persona_collapse.errors import InputError
from persona_collapse.measures import attribution, eta_squared
from persona_collapse.measures.intervals import icc_intervals
from persona_collapse.measures.text.style import lexical, style
from persona_collapse.texts.exclusions import html_as_text, usable
from persona_collapse.texts.style_words import FIRST_PERSON, HEDGES, style_table

ANN = "I might go. I'm happy, my dear!"


def test_counts_by_hand():
    # words: i might go i'm happy my dear; a hedge; I, I'm and my
    found = {name: column[0] for name, column in lexical([ANN], first_person=FIRST_PERSON, hedges=HEDGES).items()}
    assert found == pytest.approx(
        {
            "words": 7,
            "sentences": 2,
            "sentence_length": 3.5,
            "type_token_ratio": 1,
            "hapax_share": 1,
            "guiraud": 7 / 7**0.5,
            "first_person": 300 / 7,
            "hedges": 100 / 7,
        }
    )


def test_words_that_come_again_are_no_hapax():
    found = lexical(["The sea, the sea and me"], first_person=[], hedges=["sort of"])
    assert found["hapax_share"][0] == pytest.approx(2 / 4), "and, me, of the, sea, and, me"
    assert found["type_token_ratio"][0] == pytest.approx(4 / 6)
    assert (found["first_person"][0], found["hedges"][0]) == (0, 0)


def test_mtld_and_sentiment_are_those_of_their_libraries():
    rng = np.random.default_rng(0)
    text = " ".join(rng.choice(["sun", "moon", "tree", "bird", "happy", "grim", "sea"], 120))
    found = style_table([text, "I love it. I do not."])
    expected = LexicalRichness(text).mtld(threshold=0.72)
    assert found["mtld"][0] == pytest.approx(expected)
    assert np.isnan(found["mtld"][1]), "too short"
    scores = [SentimentIntensityAnalyzer().polarity_scores(one) for one in ("I love it.", "I do not.")]
    assert found["positive"][1] == pytest.approx((scores[0]["pos"] + scores[1]["pos"]) / 2)
    assert found["negative"][0] == pytest.approx(SentimentIntensityAnalyzer().polarity_scores(text)["neg"])


def repeated(rng, *, personas=40, repeats=3, own=1.0):
    """Features (T,) of texts, persona by persona, and whose they are."""
    values = np.repeat(own * rng.standard_normal(personas), repeats) + rng.standard_normal(personas * repeats)
    return values, np.repeat(np.arange(personas), repeats).tolist()


@pytest.mark.parametrize("own", [0.0, 0.5, 2.0])
def test_icc_and_its_interval_are_pingouins(own):
    values, personas = repeated(np.random.default_rng(7), own=own)
    feature = style({"words": values}, personas).features["words"]
    frame = pd.DataFrame({"persona": personas, "sample": np.tile([0, 1, 2], 40), "value": values})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = pingouin.intraclass_corr(frame, "persona", "sample", "value")
    one = table.iloc[0]
    low, high = next(one[name] for name in ("CI95%", "CI95") if name in table)
    assert feature.icc == pytest.approx(one["ICC"])
    assert (feature.icc_low, feature.icc_high) == pytest.approx((low, high), abs=0.006), "printed with two digits"


def test_icc_interval_by_its_formula():
    samples = np.random.default_rng(0).standard_normal((4, 9, 1)) + np.arange(9)[:, None]
    between, within = 4 * samples.mean(axis=0).var(ddof=1), samples.var(axis=0, ddof=1).mean()
    low = between / within / f_distribution.ppf(0.975, 8, 27)
    high = between / within * f_distribution.ppf(0.975, 27, 8)
    assert icc_intervals(samples)[0] == pytest.approx([(low - 1) / (low + 3), (high - 1) / (high + 3)])


def test_icc_interval_of_incomplete_personas_is_that_of_the_others():
    samples = np.random.default_rng(0).standard_normal((3, 12, 2))
    samples[0, 3:5, 0] = np.nan
    found = icc_intervals(samples)
    assert found[0] == pytest.approx(icc_intervals(np.delete(samples[:, :, :1], [3, 4], axis=1))[0])
    assert np.isnan(icc_intervals(np.ones((2, 5, 1)))).all(), "nothing varies"


def test_icc_intervals_hold_the_truth():
    # variance of personas 1, of texts 1: ICC .5
    rng = np.random.default_rng(0)
    samples = rng.standard_normal((1, 25, 400)) + rng.standard_normal((3, 25, 400))
    low, high = icc_intervals(samples).T
    assert 0.92 < ((low < 0.5) & (high > 0.5)).mean() < 0.98


def test_noise_has_no_style():
    rng = np.random.default_rng(0)
    features = {f"f{number}": rng.standard_normal(600) for number in range(8)}
    found = style(
        features, np.repeat(np.arange(200), 3).tolist(), {"gender": np.repeat(rng.choice(["m", "f"], 200), 3)}
    )
    assert found.icc == pytest.approx(0, abs=0.05)
    assert np.mean([one.by_attribute["gender"].omega2 for one in found.features.values()]) == pytest.approx(0, abs=0.01)
    assert found.attribution.p_value > 0.01
    assert found.attribution.adjusted_r2 == pytest.approx(0, abs=0.01)


def test_attributes_are_those_of_persona_means():
    rng = np.random.default_rng(1)
    values, personas = repeated(rng, personas=30)
    gender, country = rng.choice(["m", "f"], 30), rng.choice(["Peru", "Chad", "Oman"], 30)
    of_texts = {"gender": np.repeat(gender, 3).tolist(), "country": np.repeat(country, 3).tolist()}
    found = style({"words": values}, personas, of_texts, together=["country", "gender"], permutations=50)
    means = values.reshape(30, 3).mean(axis=1)[:, None]
    assert found.features["words"].by_attribute["gender"].eta2 == pytest.approx(eta_squared(means, gender).eta2[0])
    expected = attribution(means, np.column_stack([country, gender]), permutations=50)
    assert found.together == ("country", "gender")
    assert found.attribution.r2 == pytest.approx(expected.r2)
    assert found.attribution.incremental == pytest.approx(expected.incremental)


def test_many_attributes_are_not_put_together_unasked():
    values, personas = repeated(np.random.default_rng(0))
    many = {f"a{number}": [f"v{one % 2}" for one in personas] for number in range(11)}
    found = style({"words": values}, personas, many, permutations=5)
    assert (found.attribution, found.together) == (None, ())
    assert len(found.features["words"].by_attribute) == 11
    assert style({"words": values}, personas, many, together=["a3"], permutations=5).attribution is not None


def test_one_text_per_persona_has_no_icc():
    found = style({"words": [1, 2, 3], "mtld": [np.nan] * 3}, ["a", "b", "c"])
    assert (found.icc, found.features["words"].icc, found.features["words"].icc_low) == (None, None, None)
    assert (found.features["mtld"].mean, found.features["mtld"].undefined) == (None, 3)


def test_personas_with_fewer_texts_are_counted():
    found = style({"words": [1.0, 2, 5, 6, 9]}, ["a", "a", "b", "b", "c"])
    assert (found.incomplete_personas, found.personas, found.repeats) == (1, 3, 2)
    assert found.features["words"].icc == style({"words": [1.0, 2, 5, 6]}, ["a", "a", "b", "b"]).features["words"].icc


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (({}, ["a"]), "there are no features"),
        (({"words": [1, 2]}, ["a"]), r"feature words has the shape \(2,\) and there are 1 texts"),
        (({"words": [1]}, ["a"], {"sex": []}), "1 texts and 0 values of sex"),
        (({"words": [1, 2]}, ["a", "a"], {"sex": ["m", "f"]}), "persona a has the sex 'm' and 'f'"),
    ],
)
def test_refused(arguments, message):
    with pytest.raises(InputError, match=message):
        style(*arguments)
    with pytest.raises(InputError, match="unknown attribute 'age' in together; known attributes: sex"):
        style({"words": [1, 2]}, ["a", "b"], {"sex": ["m", "f"]}, together=["age"])


def test_texts_without_words_are_refused():
    with pytest.raises(InputError, match="text 2 has no words"):
        style_table(["I am Ann", "!!!"])


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (None, "error"),
        ("", "empty"),
        (" \n😀", "empty"),
        ("<think>I will say I am", "cut while thinking"),
        ("<think>done</think>", "empty"),
        ("<think>let me</think>I am Ann and I paint.", None),
        ("As an AI language model, I have no gender and cannot be a person.", "refusal"),
        ("I'm sorry, but I can't help with that request at all today.", "refusal"),
        ("I cannot pretend to be a person of that religion, sorry for that.", "refusal"),
        ("I'm an AI engineer from Lima, and I can't imagine a day without music.", None),
        ("I cannot help but smile when I think of my home by the sea.", None),
        ("Unfortunately my mother died when I was five years old, she was kind.", None),
        ("I am Ann.", "too short"),
        ("I am Ann." + " I paint." * 60 + " As an AI model, I stop.", None),
    ],
)
def test_exclusions(reply, reason):
    found = usable([reply, "I am Bob and I fish in the sea"], fewest=5)
    assert {one: count for one, count in found.excluded.items() if count} == ({reason: 1} if reason else {})
    assert found.rows == ((1,) if reason else (0, 1))
    assert found.of(["a", "b"])[-1] == "b"


def test_every_reason_is_counted_and_nothing_lost():
    replies = [None, "", "<think>x", "As an AI, I can't.", "Hi.", "I am Ann and I paint.", *["I am Bob, a cook."] * 3]
    found = usable(replies, fewest=5)
    assert list(found.excluded.values()) == [1, 1, 1, 1, 1]
    assert len(found.texts) + sum(found.excluded.values()) == len(replies)
    assert json.dumps(found.excluded)


@pytest.mark.parametrize(
    ("reply", "text", "repaired"),
    [
        ("I am\0 Ann\x07 and\r\nI paint \ud83d", "I am Ann and\nI paint", 1),
        ("<h1>Me</h1><p>I am <b>Ann</b>.</p><ul><li>tea</li><li>sea</li></ul>", "# Me\n\nI am Ann.\n\n- tea\n- sea", 0),
        ("<html><head><title>x</title></head><script>a<b</script><p>I am Ann</p>", "I am Ann", 0),
        ("I <3 tea & 2 < 3, so I am Ann", "I <3 tea & 2 < 3, so I am Ann", 0),
        ("I am 😀 أنا آن 🎉 from Cairo", "I am 😀 أنا آن 🎉 from Cairo", 0),
        ("I am Ann and I paint<|im_end|>\nuser: again", "I am Ann and I paint", 0),
    ],
)
def test_what_is_measured_of_strange_replies(reply, text, repaired):
    found = usable([reply], fewest=3)
    assert (found.texts, found.repaired) == ((text,), repaired)


def test_long_texts_are_measured():
    long = "I might paint the sea, and then I paint the sky. " * 2000
    table = style_table([usable([long]).texts[0], "I am Ann."])
    assert table["words"].tolist() == [22000, 3]


def test_plain_text_is_left_alone():
    assert html_as_text("a &amp; b\n\n\n\nc") == "a &amp; b\n\n\n\nc"


def test_what_is_no_text_is_refused():
    with pytest.raises(InputError, match="reply 2 is a int"):
        usable(["x", 3])
