import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_collapse.instruments import ResponseScale
from persona_collapse.reading import read_answer

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
