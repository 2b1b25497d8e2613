"""Simulated self-introductions: what is planted in them is there, counted without any lexicon."""

import json
import re

import numpy as np
import pytest

from persona_collapse import resources
from persona_collapse.errors import InputError
from persona_collapse.measures.reliability import icc
from persona_collapse.personas import bundled_pool, schema
from persona_collapse.simulation.introductions import PUBLISHED, habits, introduction
from persona_collapse.store import open_run

WORDS = resources.data("simulation/data/introductions.json")
KINDS = ("human", "shallow", "caricature", "collapsed", "noise")
PERSONAS = bundled_pool().respondents[:300]
FORM = re.compile(r"Hello, my name is \w+ and I am glad to tell you who I am\.")


@pytest.fixture(scope="module")
def texts():
    """Kind -> two texts of each of 300 personas."""
    return {
        kind: [[introduction(kind, one.id, one.attributes, sample) for sample in (1, 2)] for one in PERSONAS]
        for kind in KINDS
    }


def said(text, column, value):
    return any(phrase in text for phrase in WORDS["phrasings"][column][value])


def test_there_is_a_phrase_for_every_value():
    for attribute in schema():
        assert set(WORDS["phrasings"][attribute.column]) == set(attribute.values)
        assert min(map(len, WORDS["phrasings"][attribute.column].values())) >= 2
    phrases = [one for values in WORDS["phrasings"].values() for some in values.values() for one in some]
    assert len(phrases) == len(set(phrases))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "noise"])
def test_each_attribute_is_mentioned_at_its_rate(texts, kind):
    for column, rate in habits(kind).mention.items():
        hits = [
            said(text, column, one.attributes[column])
            for one, two in zip(PERSONAS, texts[kind], strict=True)
            for text in two
        ]
        error = np.sqrt(max(rate * (1 - rate), 1e-9) / len(hits))
        assert abs(np.mean(hits) - rate) <= 4 * error + 1e-9, column


def test_shallow_texts_have_the_rates_the_paper_prints():
    published = {column: habits("shallow").mention[column] for column in PUBLISHED}
    assert published == {
        "gender": 0.89,
        "country_of_residence": 0.86,
        "political_spectrum": 0.6,
        "age": 0.33,
        "social_class": 0.25,
    }


def test_noise_says_nothing_about_the_persona(texts):
    own = [said(two[0], "gender", one.attributes["gender"]) for one, two in zip(PERSONAS, texts["noise"], strict=True)]
    assert np.mean(own) == pytest.approx(0.5 / 3, abs=0.08), "half mention a gender, one in three the right one"


@pytest.mark.parametrize("kind", KINDS)
def test_so_many_begin_with_the_form(texts, kind):
    begun = [bool(FORM.match(text)) for two in texts[kind] for text in two]
    assert np.mean(begun) == pytest.approx(habits(kind).template, abs=0.07)


@pytest.mark.parametrize("kind", KINDS)
def test_the_number_of_sentences_belongs_to_the_persona_as_planted(texts, kind):
    counts = np.array([[len(re.findall(r"[.!?](?=\s|$)", text)) for text in two] for two in texts[kind]])
    found = icc(counts.T[:, :, None]).mean
    assert found == pytest.approx(habits(kind).icc, abs=0.13)
    assert counts.mean() == pytest.approx(24, abs=0.8)


def test_a_text_belongs_to_respondent_sample_and_seed():
    one = PERSONAS[0]
    texts = {introduction("human", one.id, one.attributes, sample, seed=seed) for sample in (1, 2) for seed in (0, 1)}
    assert len(texts) == 4
    with pytest.raises(InputError, match="kind of simulated respondents 'people'"):
        introduction("people", one.id, one.attributes, 1)
    nobody = introduction("human", "default", {}, 1)
    assert not any(said(nobody, column, value) for column, values in WORDS["phrasings"].items() for value in values)


def test_the_command_asks_simulated_respondents_for_introductions(cli, tmp_path):
    ask = ("run", "simulated:collapsed", "--instrument", "self-introduction", "--personas", "4", "--out", tmp_path)
    code, _, err = cli(*ask)
    assert (code, "12 of 12" in err) == (0, True)
    with open_run(tmp_path) as store:
        found = {one.key: one.reply.text for one in store.replies()}
        assert json.loads(json.dumps(store.manifest["asked"]))["model"] == "simulated:collapsed"
    assert len(found) == 12 == len(set(found.values()))
    first = PERSONAS[0]
    key = next(key for key in found if key[0] == first.id and key[2] == 2)
    assert found[key] == introduction("collapsed", first.id, first.attributes, 2)
