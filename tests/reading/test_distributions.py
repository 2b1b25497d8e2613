"""The distribution that a reply states: read in every form that models write, or not at all."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_collapse.instruments import ResponseScale
from persona_collapse.reading import read_distribution

FIVE = ResponseScale(1, 5, ("No", "Rather no", "Neither", "Rather yes", "Yes"))
STATED = (0.05, 0.1, 0.2, 0.4, 0.25)
AS_JSON = '{"1": 5, "2": 10, "3": 20, "4": 40, "5": 25}'


@pytest.mark.parametrize(
    "reply",
    [
        AS_JSON,
        f"```json\n{AS_JSON}\n```",
        f"<think>perhaps 4? {{'1': 90, '2': 10}}</think>{AS_JSON}",
        f"As a farmer of 61 I would say:\n\n{AS_JSON}\n\nThat adds up to 100.",
        '{"1": 0.05, "2": 0.1, "3": 0.2, "4": 0.4, "5": 0.25}',
        '{"1": "5%", "2": "10 %", "3": "20%", "4": "40%", "5": "25%"}',
        "{1: 5, 2: 10, 3: 20, 4: 40, 5: 25}",
        "{'1': 5%, '2': 10%, '3': 20%, '4': 40%, '5': 25%}",
        '{"probabilities": {"1": 5, "2": 10, "3": 20, "4": 40, "5": 25}, "reason": "I like 3 things"}',
        '{"1 (No)": 5, "2 (Rather no)": 10, "3": 20, "4": 40, "5 - Yes": 25}',
        '{"No": 5, "Rather no": 10, "Neither": 20, "Rather yes": 40, "Yes": 25}',
        "[0.05, 0.1, 0.2, 0.4, 0.25]",
        '[{"answer": 1, "probability": 0.05}, {"answer": 2, "probability": 0.1}, {"answer": 3, "probability": 0.2}, '
        '{"answer": 4, "probability": 0.4}, {"answer": 5, "probability": 0.25}]',
        "1: 5%\n2: 10%\n3: 20%\n4: 40%\n5: 25%",
        "- **1**: 5 %\n- **2**: 10 %\n- **3**: 20 %\n- **4**: 40 %\n- **5**: 25 %",
        "| answer | percent |\n|---|---|\n| 1 | 5 |\n| 2 | 10 |\n| 3 | 20 |\n| 4 | 40 |\n| 5 | 25 |",
        "1 (No) = 0,05\n2 (Rather no) = 0,1\n3 (Neither) = 0,2\n4 (Rather yes) = 0,4\n5 (Yes) = 0,25",
        f"{AS_JSON}\nAgain: {AS_JSON}",
    ],
)
def test_forms(reply):
    assert read_distribution(reply, FIVE).shares == pytest.approx(STATED)


@pytest.mark.parametrize(
    ("reply", "shares"),
    [
        ('{"4": 100, "5": 0}', (0, 0, 0, 1, 0)),
        ('{"4": "100 %"}', (0, 0, 0, 1, 0)),
        ('{"2": 33, "3": 33, "4": 33}', (0, 1 / 3, 1 / 3, 1 / 3, 0)),
        ('{"1": 20, "2": 20, "3": 20, "4": 20, "5": 24}', (20 / 104, 20 / 104, 20 / 104, 20 / 104, 24 / 104)),
    ],
    ids=["left out", "all to one", "rounded", "a little over"],
)
def test_a_whole_that_is_nearly_one_is_shared_out(reply, shares):
    assert read_distribution(reply, FIVE).shares == pytest.approx(shares)


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("4", "no distribution"),
        ('{"answer": 4}', "no distribution"),
        ('{"4": 1}', "no distribution"),
        ("I'd rather not say how likely 1 to 5 are.", "no distribution"),
        ("", "empty"),
        ("<think>1: 20 %, 2:", "the thinking never ends"),
        ('{"1": 5, "2": 10, "3": 20, "4": 40, "5"', "no distribution"),
        ("1: 5%\n2: 10%\n3: 20%\n4: 40%", "no distribution"),
        ("1: 20 %, 2: 20 %, 3: 20 %, 4: 20 %, 5: 20 %", "no distribution"),
        ('{"1": 20, "2": 20, "3": 20, "4": 20, "5": 3}', "shares that add up to 83 %"),
        ('{"1": 0.1, "2": 0.1, "3": 0.1}', "shares that add up to 0.3"),
        ("[1, 2, 3, 4, 5]", "shares that add up to 15 %"),
        ('{"1": 5, "2": 10, "3": 20, "4": 40, "6": 25}', "6 is not on the scale"),
        ('{"1": -5, "2": 15, "3": 20, "4": 40, "5": 30}', "a share below 0 or without an end"),
        ('{"1": Infinity, "2": 15}', "a share below 0 or without an end"),
        ('[{"answer": 1, "p": 0.5}, {"answer": 1, "p": 0.5}]', "a point has several shares"),
        (f'{AS_JSON} or {{"1": 20, "2": 20, "3": 20, "4": 20, "5": 20}}', "several distributions"),
    ],
)
def test_nothing_is_guessed(reply, reason):
    read = read_distribution(reply, FIVE)
    assert (read.shares, read.reason) == (None, reason)


whole = st.lists(st.integers(0, 1000), min_size=5, max_size=5).filter(lambda parts: sum(parts) > 0)


@given(whole, st.sampled_from(["json", "python", "list", "lines", "entries"]), st.booleans())
def test_what_is_written_is_read(parts, form, percent):
    shares = [one / sum(parts) for one in parts]
    written = [round(100 * one, 4) if percent else round(one, 6) for one in shares]
    named = {str(point): one for point, one in enumerate(written, start=1)}
    text = {
        "json": json.dumps(named),
        "python": str(named),
        "list": json.dumps(written),
        "lines": "\n".join(f"{point}: {one:.6f}{' %' if percent else ''}" for point, one in named.items()),
        "entries": json.dumps([{"rating": int(point), "share": one} for point, one in named.items()]),
    }[form]
    assert read_distribution(f"Here it is.\n{text}\n", FIVE).shares == pytest.approx(shares, abs=1e-4)


@given(st.text(st.sampled_from('{}[]":,.%-12345 e\n|ap'), max_size=60) | st.text(max_size=40))
def test_whatever_is_written_a_distribution_is_a_whole_one(text):
    shares = read_distribution(text, FIVE).shares
    if shares is not None:
        assert len(shares) == 5
        assert min(shares) >= 0
        assert math.fsum(shares) == pytest.approx(1)
