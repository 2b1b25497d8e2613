"""Templates: words and sentences in many scripts, skeletons, repetition, layout and near-duplicates."""

import time
import tracemalloc
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona_collapse.errors import InputError
from persona_collapse.measures.text.sequences import sequences
from persona_collapse.measures.text.templates import (
    commonest,
    compression_ratio,
    opening,
    self_repetition,
    skeleton,
    structure,
    templates,
)
from persona_collapse.measures.text.words import ngrams, sentences, words
from persona_collapse.texts.duplicates import near_duplicates

RIGHT_TO_LEFT = "مرحبا، أنا آن من القاهرة. أحب القراءة؟ نعم"
VOCABULARY = [f"w{number}" for number in range(500)]


@pytest.mark.parametrize(
    ("text", "expected", "because"),
    [
        ("It's 3.5 km—really!", ["It's", "3.5", "km", "really"], "apostrophes and decimals stay"),
        ("wait... what?", ["wait", "what"], "dots part words"),
        ("😀 hi 🎉🎉", ["hi"], "emoji are no words"),
        ("- * # --", [], "nor are marks"),
        ("हिन्दी में", ["हिन्दी", "में"], "vowel signs belong to their word"),
        ("مرحبا، أنا آن", ["مرحبا", "أنا", "آن"], "any script with spaces"),
        ("«Zoë» (1990s)", ["Zoë", "1990s"], "quotation marks do not"),
    ],
)
def test_words(text, expected, because):
    assert words(text) == expected, because


@pytest.mark.parametrize(
    ("text", "count", "because"),
    [
        ("I met Dr. J. Wu at 3.5 km. It was fun.", 2, "titles, initials and decimals end none"),
        (RIGHT_TO_LEFT, 3, "an Arabic question mark ends one"),
        ("我是安。我来自北京。", 2, "so does an ideographic stop"),
        ("One\nTwo\n\nThree", 3, "and a line"),
        ('"Really?" she asked. "Yes!"', 3, "with the quotation mark"),
        ("Hm...", 1, "three dots are one end"),
        ("?!", 0, "no words, no sentence"),
    ],
)
def test_sentences(text, count, because):
    assert len(sentences(text)) == count, because


@given(st.text(max_size=200))
def test_no_text_breaks_them(text):
    assert sum(len(words(one)) for one in sentences(text)) <= 2 * len(words(text)) + 2
    assert all(any(character.isalnum() for character in word) for word in words(text))


@pytest.mark.parametrize(
    ("text", "values", "expected", "because"),
    [
        ("I'm José Ángel, a poet from Lima.", [], "i'm <name> a poet from <name>", "runs of names; I is none"),
        ("As a 34-year-old woman, I am here.", ["woman"], "as a <number> year-old <value> i am here", "own values"),
        ("Maria is what they call me here.", [], "maria is what they call me here", "a name that begins stays"),
        ("I work as a software engineer now.", ["Software  Engineer"], "i work as a <value> now", "across capitals"),
        ("I am womanly, a true woman of men.", ["woman"], "i am womanly a true <value> of men", "whole words only"),
        (
            "Hi! I'm Ann. The sea is near Peru.",
            [],
            "hi i'm <name> the sea is near <name>",
            "until five words are there",
        ),
        ("# About Me\n\nI grew up in *New York*, by the sea.", [], "i grew up in <name> by the sea", "no headers"),
        ("I earned 1,200.50 in the 1990s here.", [], "i earned <number> in the <number> here", "numbers"),
        ("# Only a header", [], "only a header", "unless there is nothing else"),
        (RIGHT_TO_LEFT[:24], [], "مرحبا أنا آن من القاهرة", "no capitals, no names"),
    ],
)
def test_skeletons(text, values, expected, because):
    assert skeleton(text, values) == expected, because


def test_two_personas_in_one_form_have_one_skeleton():
    form = "Hello, my name is {} and I am a {}-year-old {} from {}. I like {}."
    texts = [form.format("Ann Lee", 34, "nurse", "Peru", "tea"), form.format("Bob", 71, "Pilot", "New Zealand", "tin")]
    found = templates(texts, ["ann", "bob"], [["Nurse", "Peru"], ["Pilot", "New Zealand"]])
    assert found.skeletons.share == 1
    assert found.skeletons.form == "hello my name is <name> and i am a <number> year-old <value> from <value>"
    without = templates(texts, ["ann", "bob"])
    assert without.skeletons.distinct == 1, "nurse and pilot are told apart when they are not masked"


def test_openings():
    assert (
        opening("Hello there, I'm Ann, a poet.")
        == opening("# Me\n**hello** there I'm ANN, a cook")
        == "hello there i'm ann a"
    )
    assert commonest(["x"] * 3 + ["y"]).share == 0.75


@given(st.permutations(range(6)))
def test_order_changes_nothing(order):
    texts = [f"I am number {'x ' * n}and I like the sea in {n}" for n in range(6)]
    assert templates([texts[n] for n in order], [f"p{n}" for n in order]) == templates(
        texts, [f"p{n}" for n in range(6)]
    )


def test_compression_is_zlibs():
    texts = ["b says this", "a says that"]
    whole = b"a says that\nb says this"
    assert compression_ratio(texts) == len(whole) / len(zlib.compress(whole, 9))


def test_copies_far_apart_are_found():
    # the compressor looks back 32 KiB; sorted, copies stand together
    rng = np.random.default_rng(0)
    different = [" ".join(rng.choice(VOCABULARY, 200)) for _ in range(200)]
    assert compression_ratio(different + different) > 1.8 * compression_ratio(different)


@pytest.mark.parametrize(
    ("texts", "personas", "expected", "because"),
    [
        (["a b c d", "a b c d"], ["x", "x"], None, "one persona cannot repeat another"),
        (["a b c d", "a b c d"], ["x", "y"], 1.0, "copies"),
        (["a b c d e", "a b c d"], ["x", "y"], 0.75, "half of one, all of the other"),
        (["a b c d", "a b c d", "e f g h"], ["x", "x", "y"], 0.0, "of oneself it does not count"),
        (["A, b; c. d", "a b c d"], ["x", "y"], 1.0, "capitals and marks aside"),
        (["hi", "hi"], ["x", "y"], 1.0, "short texts are one run"),
    ],
)
def test_self_repetition(texts, personas, expected, because):
    assert self_repetition(texts, personas) == expected, because


def test_layout():
    marked = "## Who I am\n\nI am Ann.\n\n**Values:**\n\n- peace\n- tea\n1. sleep\n\nBye."
    found = structure([marked])
    assert (found.headers, found.paragraphs, found.list_items, found.with_lists) == (2, 3, 3, 1)
    assert structure([marked, marked, "plain"]).same_layout == pytest.approx(2 / 3)
    assert structure(["**I** am bold"]).headers == 0, "emphasis in a line is no header"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([], []), "there are no texts"),
        ((["a"], []), "1 texts and 0 personas"),
        ((["a"], ["x"], []), "1 texts and 0 lists of values"),
        ((["a", " 😀 "], ["x", "y"]), "text 2 has no words"),
    ],
)
def test_refused(arguments, message):
    with pytest.raises(InputError, match=message):
        templates(*arguments)


def changed(rng, tokens, count):
    """A text with some words replaced by words that no other text has."""
    copy = list(tokens)
    for place in rng.choice(len(copy), count, replace=False):
        copy[place] = f"new{rng.integers(10**9)}"
    return " ".join(copy)


def brute(texts, threshold):
    """Groups by comparing every pair."""
    runs = [ngrams(words(text.lower()), 5) for text in texts]
    label = list(range(len(texts)))
    for one in range(len(texts)):
        for other in range(one):
            if len(runs[one] & runs[other]) / len(runs[one] | runs[other]) >= threshold:
                label = [label[other] if own == label[one] else own for own in label]
    sizes = [label.count(own) for own in label]
    return sum(size > 1 for size in sizes) / len(texts), max(sizes)


@pytest.mark.parametrize(("count", "threshold"), [(0, 1.0), (1, 0.8), (2, 0.8), (3, 0.8), (5, 0.6), (8, 0.5)])
def test_near_duplicates_are_those_of_all_pairs(count, threshold):
    rng = np.random.default_rng(count)
    tokens = [list(rng.choice(VOCABULARY, 150)) for _ in range(30)]
    texts = [text for own in tokens for text in (" ".join(own), changed(rng, own, count))]
    texts += [changed(rng, tokens[0], 1) for _ in range(5)] + [" ".join(rng.choice(VOCABULARY, 150)) for _ in range(30)]
    found = near_duplicates(texts, threshold=threshold)
    assert (found.share, found.largest) == brute(texts, threshold)


def test_near_duplicates_of_oneself_and_of_others():
    texts = [
        "I am a nurse and I love my job",
        "i am a nurse and I love my job!",
        "Something else entirely is told here",
    ]
    assert near_duplicates(texts, ["ann", "ann", "bob"]).across == 0
    found = near_duplicates(texts, ["ann", "bob", "bob"])
    assert (found.share, found.across, found.groups, found.largest) == (2 / 3, 2 / 3, 1, 2)
    assert near_duplicates(["a b c"] * 3).largest == 3
    assert near_duplicates(["a b", "c d"]).largest == 1


@settings(max_examples=50)
@given(st.lists(st.lists(st.sampled_from("abcd"), max_size=12), min_size=1, max_size=12), st.integers(1, 6))
def test_numbered_sequences_are_those_of_sets(texts, n):
    found = sequences(iter(texts), n)
    sets = [ngrams(own, n) for own in texts]
    assert found.different == len(set().union(*sets))
    for one, own in enumerate(sets):
        assert len(found.of(one)) == len(own)
        assert (np.diff(found.of(one)) > 0).all()
        for other, its in enumerate(sets):
            assert len(np.intersect1d(found.of(one), found.of(other))) == len(own & its)


def test_sequences_of_many_texts_need_little_memory():
    rng = np.random.default_rng(1)
    texts = [" ".join(rng.choice(VOCABULARY, 200)) for _ in range(500)]
    tracemalloc.start()
    self_repetition(texts, list(range(500)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100 * 500 * 200, "100 bytes for each word, where a set of tuples takes some hundreds"


@pytest.mark.parametrize("kind", ["all of one form", "each its own"])
def test_a_thousand_texts(kind):
    rng = np.random.default_rng(0)
    form = list(rng.choice(VOCABULARY, 150))
    texts = [
        changed(rng, form, 2) if kind == "all of one form" else " ".join(rng.choice(VOCABULARY, 150))
        for _ in range(1000)
    ]
    found = near_duplicates(texts)
    assert found.largest == (1000 if kind == "all of one form" else 1)


@pytest.mark.parametrize(
    ("arguments", "threshold", "message"),
    [
        ((["a"],), 0.3, "from 0.5 to 1"),
        (([],), 0.8, "no texts"),
        ((["a"], ["x", "y"]), 0.8, "1 texts and 2 personas"),
    ],
)
def test_near_duplicates_refused(arguments, threshold, message):
    with pytest.raises(InputError, match=message):
        near_duplicates(*arguments, threshold=threshold)


@pytest.mark.parametrize(
    "text",
    [
        "I am Ann 😀🎉 and I paint 👩‍👩‍👧 all day long",
        RIGHT_TO_LEFT,
        "word " * 20_000,
        "<p>I am <b>Ann</b></p>",
        "I am\0Ann and I\0paint the sea",
        "x" * 100_000,
        "!" * 50_000 + " I am Ann",
    ],
)
def test_strange_texts_are_measured(text):
    begun = time.process_time()
    found = templates([text, "I am Bob and I fish in the sea"], ["ann", "bob"])
    assert time.process_time() - begun < 60, "a form that tries every way of matching takes hours"
    assert found.texts == 2
    assert near_duplicates([text, text]).largest == 2


def test_the_interval_of_a_share_is_over_personas():
    forms, personas = ["a", "a", "b", "c"] * 25, list(range(100))
    found = commonest(forms, personas)
    assert found.share == 0.5
    half = 1.96 * np.sqrt(0.25 / 99)
    assert (found.low, found.high) == pytest.approx((0.5 - half, 0.5 + half)), "of a share of 100, one text each"
    twice = commonest(forms * 2, personas * 2)
    assert (twice.low, twice.high) == pytest.approx((found.low, found.high)), "texts of one persona are one cluster"
    assert commonest(["a", "b"], [1, 1]).low is None, "one persona has no spread"
