"""The `evaluate` module persona_attribute_mention, as a user types it."""

import json

import evaluate
import gradio as gr
import numpy as np
import pandas as pd
import pytest

import persona_collapse
from persona_collapse.errors import InputError
from persona_collapse.hub.page import metric_page
from persona_collapse.hub.text_page import computed
from persona_collapse.measures.text.mention import mention
from persona_collapse.texts.detector import detect
from persona_collapse.texts.lexicons import lexicons
from tests.conftest import REAL, WITHOUT

TEXTS = ["I am a man from Lagos.", "I am a man.", "As a woman in Lyon, I cook.", "I cook.", "", "He is a man."]
ATTRIBUTES = {
    "gender": ["Male", "Male", "Female", "Female", None, "Female"],
    "country_of_residence": ["Nigeria", "Nigeria", "France", "France", "India", "India"],
}
PERSONAS = ["a", "a", "b", "b", "c", "d"]
STORIES = REAL / "llm" / "gpt-3.5-turbo-0613_stories.jsonl"


@pytest.fixture(scope="module")
def module():
    return evaluate.load(persona_collapse.metric_path("persona_attribute_mention"), keep_in_memory=True)


def measured(module, **given):
    """The result for TEXTS, short as they are."""
    return module.compute(
        **{"predictions": TEXTS, "personas": PERSONAS, "attributes": ATTRIBUTES, "fewest": 1, **given}
    )


def test_by_hand(module):
    found = measured(module)
    gender = found["per_attribute"]["gender"]
    assert (gender["hit"], gender["false_positive"]) == (0.5, 0.0), "a 1, b 1/2, d 0"
    assert (gender["personas"], gender["texts"], gender["unknown"]) == (3, 5, 0)
    assert (found["texts"], found["excluded"]["empty"]) == (5, 1), "the one of unknown gender"
    country = found["per_attribute"]["country_of_residence"]
    assert (country["hit"], country["per_value"]["Nigeria"]["hit"]) == (1 / 3, 0.5), "a 1/2, b 1/2, d 0"
    assert found["hierarchy"] == ["gender", "country_of_residence"]
    assert found["youden"] == pytest.approx((1 / 2 + 1 / 3) / 2)
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_rows_frames_names_and_batches_are_the_same(module):
    whole = measured(module)
    rows = [dict(zip(ATTRIBUTES, cells, strict=True)) for cells in zip(*ATTRIBUTES.values(), strict=True)]
    frame = pd.DataFrame(ATTRIBUTES).assign(gender=[*ATTRIBUTES["gender"][:4], np.nan, "Female"])
    named = {"Gender": ATTRIBUTES["gender"], "Country of Residence": ATTRIBUTES["country_of_residence"]}
    for given in (rows, frame, named, {**ATTRIBUTES, "label": TEXTS}):
        assert measured(module, attributes=given) == whole
    for part in (TEXTS[:2], TEXTS[2:]):
        module.add_batch(predictions=part)
    assert module.compute(attributes=ATTRIBUTES, personas=pd.Series(PERSONAS), fewest=1) == whole


def test_without_personas_every_text_has_its_own(module):
    assert measured(module, personas=None) == measured(module, personas=range(6))


def test_unknown_values_are_left_out(module):
    found = measured(module, attributes={"gender": ["Male", None, float("nan"), "", "Male", "Female"]})
    gender = found["per_attribute"]["gender"]
    assert (gender["personas"], gender["texts"], gender["unknown"]) == (2, 2, 3)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"attributes": None}, "attributes are missing; give values by column"),
        ({"attributes": "gender"}, "attributes are a str; give one dictionary per reply"),
        ({"attributes": {"mood": TEXTS}}, "there is no attribute 'mood'; attributes: age"),
        ({"attributes": {"gender": ["Male"]}}, "6 replies and 1 values of gender"),
        ({"attributes": {"gender": ["man"] * 6}}, "text 1: unknown value 'man' of the persona"),
        ({"attributes": ATTRIBUTES, "personas": ["a"]}, "6 replies and 1 personas"),
    ],
)
def test_mistakes_are_named(module, arguments, message):
    with pytest.raises(InputError, match=message):
        measured(module, **arguments)


def test_the_page_measures_a_table(tmp_path, module):
    table = tmp_path / "texts.csv"
    long = [
        f"{text} Nothing else is said in this text, and that in as many words as make twenty of them and more."
        for text in TEXTS
    ]
    columns = {"text": long, "mood": "good", **ATTRIBUTES}
    pd.DataFrame({**columns, "persona_id": PERSONAS}).to_csv(table)
    assert computed("persona_attribute_mention", str(table)) == measured(module, predictions=long)
    pd.DataFrame(columns).to_csv(table)
    assert computed("persona_attribute_mention", str(table)) == measured(module, predictions=long, personas=None)


def test_the_page_has_a_button_that_measures():
    page = metric_page("persona_attribute_mention")
    assert [one.api_name for one in page.fns.values()] == ["compute"]
    with pytest.raises(gr.Error, match="no table was given"):
        next(iter(page.fns.values())).fn(None)


@pytest.fixture(scope="module")
def stories():
    """Who told each of 320 stories, and what was found in them."""
    if not STORIES.exists():
        pytest.skip(WITHOUT)
    told = [json.loads(line) for line in STORIES.read_text(encoding="utf-8").splitlines()]
    traits = [one for one in lexicons() if one.attribute.startswith("big_five_")]
    return told, {one.attribute: one for one in detect([one["text"] for one in told], traits)}


@pytest.mark.parametrize(
    ("trait", "place", "high", "hit", "false_positive"),
    [
        ("extraversion", 0, "extr", 0.94, 0.08),
        ("agreeableness", 1, "agre", 0.62, 0.09),
        ("conscientiousness", 2, "cons", 0.37, 0.07),
        ("neuroticism", 3, "neur", 0.51, 0.11),
        ("openness", 4, "open", 0.56, 0.22),
    ],
)
def test_real_stories_tell_their_labels(stories, trait, place, high, hit, false_positive):
    told, of = stories[0], stories[1][f"big_five_{trait}"]
    held = ["High" if one["persona"].split("_")[place] == high else "Low" for one in told]
    found = mention(of.found, held, [(one["persona"], one["iteration"]) for one in told], of.values)
    assert (round(found.hit, 2), round(found.false_positive, 2)) == (hit, false_positive)
    assert found.low > 0.2
    card = persona_collapse.metric_path("persona_attribute_mention") + "/README.md"
    with open(card, encoding="utf-8") as file:
        assert f"{hit:.2f}".lstrip("0") in file.read()


def test_texts_in_other_languages_are_counted_and_not_searched(module):
    german = "Ich bin ein Mann aus Lagos und arbeite als Krankenpfleger."
    found = measured(module, predictions=[*TEXTS[:4], "", german])
    assert (found["texts"], found["not_english"], found["per_attribute"]["gender"]["texts"]) == (5, 1, 4)
    none = measured(module, predictions=[german] * 6)
    assert (none["texts"], none["not_english"], none["hit"]) == (6, 6, None)
