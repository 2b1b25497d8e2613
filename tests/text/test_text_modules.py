"""The `evaluate` modules about free texts, as a user types them, and their pages."""

import importlib.util
import json
from pathlib import Path

import evaluate
import gradio as gr
import numpy as np
import pandas as pd
import pytest

import persona_collapse
from persona_collapse.errors import InputError
from persona_collapse.hub.cards import TEXT_MODULES, card_of
from persona_collapse.hub.text_page import computed
from persona_collapse.measures.text.identity import identity
from persona_collapse.measures.text.style import style
from persona_collapse.measures.text.templates import templates
from persona_collapse.texts import embedding
from persona_collapse.texts.style_words import style_table
from tests.text.test_embedding import Counting

HOBBIES = ("paint the sea", "repair old tractors", "bake dark bread", "teach young children", "mend wooden boats")
TEXTS = [
    f"Hello, I am {name} and I {hobby} {often}, because it might be what my family did before me. I love it, and I hope to go on."
    for name, hobby in zip(("Ann", "Bob", "Zoe", "Max", "Eve"), HOBBIES, strict=True)
    for often in ("every day", "on Sundays", "at night")
]
PERSONAS = [row // 3 for row in range(15)]
GENDER = ["Female" if persona in (0, 2, 4) else "Male" for persona in PERSONAS]


@pytest.fixture(autouse=True)
def model(monkeypatch, tmp_path):
    """A model that only counts, and a folder of one's own for its vectors."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HOME", str(tmp_path))
    found = Counting()
    found.max_seq_length = 100
    monkeypatch.setattr(embedding, "_load", lambda name: found)
    return found


def load(name):
    return evaluate.load(persona_collapse.metric_path(name), keep_in_memory=True)


def measured(name, **others):
    given = {"predictions": TEXTS, "personas": PERSONAS, "attributes": {"gender": GENDER}, **others}
    return load(name).compute(**given)


def with_others(six):
    """TEXTS and six more, one of each persona and one of a sixth."""
    attributes = {"gender": [*GENDER, *GENDER[::3], "Male"]}
    return {"predictions": [*TEXTS, *six], "personas": [*PERSONAS, *range(6)], "attributes": attributes}


@pytest.mark.parametrize("name", TEXT_MODULES)
def test_keys_are_those_of_the_card_and_json(name):
    found = measured(name)
    assert sorted(found) == sorted(card_of(name).all_outputs)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    for key in ("predictions", "personas", *found):
        assert f"    {key}: " in load(name).inputs_description


def test_identity_is_that_of_the_measures(model):
    found = measured("persona_text_identity")
    expected = identity(
        Counting().encode(TEXTS, batch_size=1, normalize_embeddings=True, show_progress_bar=False), PERSONAS
    )
    assert (found["ratio"], found["retrieval"]) == pytest.approx((expected.ratio, expected.retrieval))
    assert found["ratio_low"] is None, "five personas"
    features = style(style_table(TEXTS), PERSONAS, {"gender": GENDER})
    assert found["style_icc"] == pytest.approx(features.icc)
    assert found["style_r2"] == pytest.approx(features.attribution.r2)
    assert found["style"]["words"]["by_attribute"].keys() == {"gender"}


def test_diversity_is_that_of_the_measures():
    found = measured("persona_text_diversity", attributes=None)
    expected = templates(TEXTS, PERSONAS)
    assert (found["skeleton"], found["self_repetition"]) == (expected.skeletons.form, expected.self_repetition)
    assert found["skeleton_share"] < 1
    masked = measured(
        "persona_text_diversity", attributes={"hobby": [HOBBIES[one] for one in PERSONAS], "kin": ["No"] * 15}
    )
    assert masked["skeleton_share"] > found["skeleton_share"], "the persona's own values are masked"
    assert "<value>" in masked["skeleton"]


@pytest.mark.parametrize("name", TEXT_MODULES)
def test_lists_series_frames_and_batches_are_the_same(name):
    whole = measured(name)
    assert measured(name, attributes=[{"gender": one} for one in GENDER]) == whole
    series = {
        "predictions": pd.Series(TEXTS),
        "personas": np.array(PERSONAS),
        "attributes": pd.DataFrame({"gender": GENDER}),
    }
    assert measured(name, **series) == whole
    module = load(name)
    for part in (TEXTS[:7], TEXTS[7:]):
        module.add_batch(predictions=part)
    assert module.compute(personas=PERSONAS, attributes={"gender": GENDER}) == whole


def test_a_second_report_embeds_nothing(model, tmp_path):
    first = measured("persona_text_identity")
    assert model.seen == len(TEXTS)
    assert measured("persona_text_identity") == first
    assert model.seen == len(TEXTS)
    assert list((tmp_path / "persona-collapse").glob("vectors-*.sqlite"))
    measured("persona_text_identity", folder=tmp_path / "elsewhere", model="someone/other")
    assert model.seen == 2 * len(TEXTS)


@pytest.mark.parametrize("name", TEXT_MODULES)
def test_what_is_left_out_is_counted(name):
    strange = [None, float("nan"), "<think>never ends", "", "I'm sorry, but I can't do that.", "Hi."]
    found = measured(name, **with_others(strange))
    assert found["excluded"] == {"error": 2, "cut while thinking": 1, "empty": 1, "refusal": 1, "too short": 1}
    assert {**found, "excluded": None} == {**measured(name), "excluded": None}


@pytest.mark.parametrize("name", TEXT_MODULES)
def test_strange_texts_are_measured(name):
    strange = [
        "😀 " + TEXTS[0],
        "مرحبا أنا آن " * 9,
        TEXTS[0] * 900,
        f"<p>{TEXTS[1]}</p>",
        TEXTS[2] + "\0",
        TEXTS[3] + "\ud83d",
    ]
    found = measured(name, **with_others(strange))
    assert (found["texts"], found["repaired"]) == (21, 1)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"personas": None}, "personas are missing"),
        ({"personas": [1]}, "15 replies and 1 personas"),
        ({"attributes": ["x"] * 15}, "attributes are a list; give one dictionary per reply"),
        ({"attributes": [{"sex": "x"}] * 14}, "15 replies and 14 values of sex"),
        ({"attributes": {"sex": ["x"]}}, "15 replies and 1 values of sex"),
        ({"references": TEXTS}, "omit references"),
        ({"predictions": [1] * 15}, "reply 1 is a int"),
        ({"predictions": ["Hi."] * 15}, r"no reply can be measured \(15 too short\)"),
    ],
)
def test_wrong_input(given, words):
    with pytest.raises(InputError, match=words):
        measured("persona_text_diversity", **given)


def test_the_page_measures_an_uploaded_table(tmp_path):
    table = tmp_path / "texts.csv"
    pd.DataFrame({"text": TEXTS, "persona_id": PERSONAS, "gender": GENDER}).to_csv(table, index=False)
    found = computed("persona_text_diversity", str(table))
    assert found == measured("persona_text_diversity", personas=[str(one) for one in PERSONAS])
    pd.DataFrame({"words": TEXTS}).to_csv(table, index=False)
    with pytest.raises(InputError, match="has the columns words; it needs text"):
        computed("persona_text_diversity", str(table))
    with pytest.raises(InputError, match="no table was given"):
        computed("persona_text_diversity", None)


@pytest.mark.parametrize("name", TEXT_MODULES)
def test_each_folder_has_a_page(name):
    path = Path(persona_collapse.metric_path(name)) / "app.py"
    spec = importlib.util.spec_from_file_location(f"app_of_{name}", path)
    app = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(app)
    assert isinstance(app.demo, gr.Blocks)
