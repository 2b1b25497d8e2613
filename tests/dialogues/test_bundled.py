"""The bundled dialogues: three lengths, alternating, no two alike, and nothing in them that an item or a persona says."""

import re
from itertools import pairwise

import pytest

from persona_collapse import resources
from persona_collapse.dialogues import bundled_dialogues, origin
from persona_collapse.instruments import catalogue
from persona_collapse.texts.detector import detect

TRAITS = ("agreeableness", "conscientiousness", "extraversion", "neuroticism", "openness")


@pytest.fixture(scope="module")
def said():
    """(dialogue, text) of every turn."""
    return [(one.name, turn.content) for one in bundled_dialogues() for turn in one.turns]


def test_there_are_twenty_of_three_lengths():
    assert [len(one.turns) for one in bundled_dialogues()] == [2] * 7 + [8] * 7 + [24] * 6
    assert len({one.name for one in bundled_dialogues()}) == len({one.title for one in bundled_dialogues()}) == 20
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", one.name) for one in bundled_dialogues())
    assert origin() == ("written for this project; no person said these words", "Apache-2.0")


def test_roles_alternate_and_the_assistant_speaks_last():
    for one in bundled_dialogues():
        roles = [turn.role for turn in one.turns]
        assert (roles[0], roles[-1]) == ("user", "assistant"), one.name
        assert all(first != second for first, second in pairwise(roles)), one.name


def test_no_turn_is_there_twice(said):
    texts = [" ".join(re.findall(r"\w+", text.lower())) for _, text in said]
    assert len(set(texts)) == len(texts) == 7 * 2 + 7 * 8 + 6 * 24


def test_no_item_and_no_trait_is_named(said):
    everything = "\n".join(text for _, text in said).lower()
    for questionnaire in catalogue.questionnaires():
        names = {*questionnaire.traits, *(item.facet for item in questionnaire.items if item.facet)}
        assert [one for one in names if re.search(rf"\b{re.escape(one.lower())}\b", everything)] == []
        items = [item.text.lower().strip(" .") for item in questionnaire.items if item.text]
        assert [one for one in items if one in everything] == [], questionnaire.id


def test_no_word_of_a_trait_is_said(said):
    words = [
        one
        for trait in TRAITS
        for end, one in resources.data(f"texts/data/lexicon/big_five_{trait}.json")["macros"].items()
        if end in ("high", "low")
    ]
    word = re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)
    assert word.search("I am rather curious."), "the words are found where they are said"
    assert [(name, word.findall(text)) for name, text in said if word.search(text)] == []


def test_no_attribute_of_a_persona_is_mentioned(said):
    texts = [*(text for _, text in said), "I am a retired teacher from Brazil."]
    mentioned = {place for one in detect(texts) for place, found in enumerate(one.found) if found.any()}
    assert mentioned == {len(said)}, "only the sentence that is there to be found"
