import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_collapse import resources
from persona_collapse.instruments import AGREEMENT, ResponseScale, moral131
from persona_collapse.personas import bundled_pool
from persona_collapse.reading import read_answer
from persona_collapse.reading.languages import CODES, files, language, words
from persona_collapse.simulation.introductions import introduction

DATA = Path(__file__).parent / "data"
SCALES = {
    "agreement5": ResponseScale(1, 5),
    "moral5": ResponseScale(
        1, 5, ("Strongly favor A", "Somewhat favor A", "Favor neither", "Somewhat favor B", "Strongly favor B")
    ),
    "plain1to7": ResponseScale(1, 7, labels=()),
}


def rows(name):
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("row", rows("replies.jsonl"), ids=lambda row: row["id"])
def test_replies_written_before_the_reader(row):
    found = read_answer(row["reply"], SCALES[row["scale"]])
    assert found.answer == row["answer"], (row["reply"], row["why"], found)
    assert bool(found.rule) == (found.answer is not None)
    assert bool(found.reason) == (found.answer is None)


@pytest.mark.parametrize("row", rows("replies_unseen.jsonl"), ids=lambda row: row["id"])
def test_replies_by_somebody_who_had_not_seen_the_reader(row):
    # the reader as first written read 46 of these 50; the four it missed changed it
    assert read_answer(row["reply"], SCALES[row["scale"]]).answer == row["answer"], row["why"]


def scale_of(row):
    low, high = row.get("low", 1), row.get("high", 5)
    usual = AGREEMENT if (low, high) == (1, 5) else ()
    labels = row.get("labels") or ()
    return ResponseScale(low, high, tuple(labels) if len(labels) == high - low + 1 else usual)


@pytest.mark.parametrize("row", resources.data("reading/data/rules.json"), ids=lambda row: row["reply"][:40])
def test_every_rule_by_its_examples(row):
    assert read_answer(row["reply"], scale_of(row), cut=row.get("cut", False)).answer == row["answer"], row["rule"]


def scores(name):
    """Rows whose answer is found, rows that are read wrong, and all rows of a table of replies."""
    found = [
        (row, read_answer(row["reply"], scale_of(row), cut=row["finish_reason"] == "length")) for row in rows(name)
    ]
    right = sum(one.answer == row["answer"] for row, one in found)
    wrong = [row["reply"] for row, one in found if one.answer not in (None, row["answer"])]
    return right, wrong, len(found)


@pytest.mark.parametrize(
    ("table", "read"),
    [
        ("", 197),
        ("_2", 200),
        ("_3", 200),
        ("_4", 200),
        ("_5", 199),
        ("_6", 200),
        ("_7", 200),
        ("_8", 200),
        ("_9", 192),
        ("_10", 194),
    ],
)
def test_replies_in_ten_languages(table, read):
    # ten writers who had not seen the reader judged them before its first run on them: then 166 of the first 200 were
    # right and 13 wrong, of the second 200, read by the mended reader, 190 and 2, of the third 180 and 6, of the fourth
    # 191 and 1, of the fifth 181 and 1, of the sixth 191 and 2, of the seventh 190 and 3, of the eighth 178 and 3, of
    # the ninth 189 and 1, and of the tenth 189 and 0 (docs/validity.md); what it missed changed it, so these rows say nothing about other replies
    right, wrong, count = scores(f"replies_ten_languages{table}.jsonl")
    assert wrong == []
    assert (right, count) == (read, 200)


def test_replies_with_idioms_and_counts():
    # by a writer who had not seen the reader, which at first read 139 of them right, 4 wrong, and 1 of the writer's 250
    # texts without a decision ("put two and two together")
    right, wrong, count = scores("replies_idioms.jsonl")
    assert wrong == []
    assert (right, count) == (148, 150)


def texts_without_a_decision():
    personas = bundled_pool().respondents[:300]
    told = [
        introduction(kind, one.id, one.attributes, 1)
        for kind in ("human", "collapsed", "caricature")
        for one in personas
    ]
    return [*(item.text for item in moral131().items), *told, *(row["text"] for row in rows("no_decision.jsonl"))]


def test_a_text_without_a_decision_holds_no_answer():
    texts = texts_without_a_decision()
    assert len(texts) > 3000
    read = [text for text in texts if read_answer(text, SCALES["agreement5"]).answer is not None]
    assert read == []


def test_a_loop_is_read_once_and_a_list_of_hundreds_of_numbers_not_at_all():
    scale = SCALES["agreement5"]
    assert read_answer("4, " * 5000, scale).answer == 4
    assert read_answer("I see. " * 1000 + "Answer: 2", scale).answer == 2
    assert read_answer(", ".join(map(str, range(1, 1000))), scale).reason == "more than 300 numbers"


def test_mutations_of_real_replies_are_read_without_an_error():
    # validity/reading.py does the same with 100,000
    rng = random.Random(1)
    for reply in mutated(known_replies(), rng, 1000):
        found = read_answer(reply, SCALES["agreement5"], cut=rng.random() < 0.2)
        assert (found.answer is None) != (found.reason == ""), reply
        assert found.answer is None or 1 <= found.answer <= 5


def known_replies():
    tables = (
        "replies",
        "replies_unseen",
        "replies_ten_languages",
        "replies_ten_languages_2",
        "replies_ten_languages_3",
        "replies_ten_languages_4",
        "replies_ten_languages_5",
        "replies_ten_languages_6",
        "replies_ten_languages_7",
        "replies_ten_languages_8",
        "replies_ten_languages_9",
        "replies_ten_languages_10",
        "replies_idioms",
    )
    return [row["reply"] for name in tables for row in rows(f"{name}.jsonl")]


def mutated(known, rng, count):
    """Replies cut, joined, thinned, noised, reversed and repeated."""
    noise = "0123456789<>[]{}|*:;()'\"\n\u3002\u3001\u200b"
    for _ in range(count):
        one, other = rng.choice(known), rng.choice(known)
        yield rng.choice(
            [
                one[: rng.randrange(len(one) + 1)] + other[rng.randrange(len(other) + 1) :],
                "".join(letter for letter in one if rng.random() > 0.1),
                "".join(letter if rng.random() > 0.1 else rng.choice(noise) for letter in one),
                one[::-1],
                one * rng.randrange(1, 6),
            ]
        )


@pytest.mark.parametrize("code", CODES)
def test_every_language_has_every_kind_of_word(code):
    assert len(files()) == len(CODES)
    found = language(code)
    assert found.keys() == language("en").keys()
    assert len(found["numbers"]) == 11
    assert [len(found[name]) for name in ("agreement", "alone")] == [5, 5]
    for point, spelled in enumerate(found["agreement"], start=1):
        assert {read_answer(one, SCALES["agreement5"]).answer for one in spelled} == {point}
    assert read_answer(found["numbers"][4], SCALES["agreement5"]).answer == 4
    assert words((code,)).answer.pattern


@pytest.mark.filterwarnings("error")
def test_what_a_model_wrote_gives_no_warning_of_python():
    assert read_answer("{'answer': 4if 1}", SCALES["agreement5"]).answer is None


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(reply):
    found = read_answer(reply, SCALES["agreement5"])
    assert (found.answer is None) != (found.reason == "")


@given(
    st.integers(1, 5),
    st.sampled_from(["{}", "**{}**", "Answer: {}", "{}.", '{{"answer": {}}}', "<think>2 or 3</think>{}"]),
)
def test_every_point_is_read_in_every_plain_form(point, form):
    assert read_answer(form.format(point), SCALES["agreement5"]).answer == point
