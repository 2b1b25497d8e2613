"""Which language a text is in, and how long it is where words are not separated."""

import json
from pathlib import Path

import pytest

from persona_collapse.instruments import catalogue
from persona_collapse.measures.text.words import length
from persona_collapse.personas import bundled_pool
from persona_collapse.simulation.introductions import introduction
from persona_collapse.texts.exclusions import usable
from persona_collapse.texts.language import is_english
from tests.conftest import REAL, WITHOUT
from tests.pages import PAGES

TEXTS = json.loads((Path(__file__).parent / "data" / "languages.json").read_text(encoding="utf-8"))
OTHER = TEXTS["chosen_with"]["other"]


@pytest.mark.parametrize(
    ("language", "text"), [(language, text) for language, texts in TEXTS["unseen"].items() for text in texts]
)
def test_texts_that_the_rule_was_not_chosen_with(language, text):
    assert is_english(text) == (language == "English")


@pytest.mark.parametrize("text", TEXTS["bare_lists"])
def test_bare_lists_for_which_words_of_the_lexicons_were_added(text):
    assert is_english(text)


def test_lists_that_the_rule_was_not_chosen_with():
    lists = TEXTS["unseen_lists"]
    right = {
        "English": [text for text in lists["English"] if is_english(text)],
        "other": [text for text in lists["other"] if not is_english(text)],
    }
    assert (len(right["English"]), len(lists["English"])) == (6, 8)
    assert (len(right["other"]), len(lists["other"])) == (9, 10)
    assert "of 8 lists of attributes in English 6, of 10 in other languages 9" in " ".join(
        PAGES["docs/texts.md"].split()
    )
    misread = [text for group in lists for text in lists[group] if text not in right[group]]
    assert [text[:13] for text in misread] == ["- Species: hu", "Handle: @kofi", "Navn: Freja -"], (
        "docs/texts.md says which"
    )


def test_lists_of_the_attributes_of_personas_are_english():
    people = bundled_pool().respondents[::20]
    assert all(is_english("\n".join(f"{name}: {value}" for name, value in one.attributes.items())) for one in people)


def test_texts_of_the_package_are_english():
    kinds = ("human", "shallow", "caricature", "collapsed", "noise")
    people = bundled_pool().respondents[:20]
    assert all(is_english(introduction(kind, one.id, one.attributes, 1)) for kind in kinds for one in people)


def test_items_in_other_languages_are_not_english():
    for language in catalogue.languages_of("ipip-neo-120"):
        items = [one.text for one in catalogue.bundled("ipip-neo-120", language).items]
        texts = [". ".join(items[start : start + 6]) for start in range(0, 120, 6)]
        assert {is_english(one) for one in texts} == {language == "en"}, language


@pytest.mark.parametrize(
    ("text", "expected"),
    [("I paint the sea.", 4), ("我画大海。", 2), ("ผมวาดรูป", 3.5), ("私はAnnです", 3), ("😀 ... 。", 0)],
)
def test_two_characters_of_a_script_without_spaces_are_as_long_as_a_word(text, expected):
    assert length(text) == expected


def test_the_shortest_text_has_twenty_words_or_forty_characters():
    kept = usable(["我" * 39, "我" * 40, "word " * 19, "word " * 20, "word " * 10 + "我" * 20])
    assert kept.rows == (1, 3, 4)
    assert kept.excluded["too short"] == 2


def test_field_replies_in_chinese_are_measured():
    file = REAL / "field" / "roleplay_zh_320.jsonl"
    if not file.exists():
        pytest.skip(WITHOUT)
    kept = usable([json.loads(line)["text"] for line in file.read_text(encoding="utf-8").splitlines()])
    assert (len(kept.texts), kept.not_english, kept.excluded["too short"]) == (301, 258, 19)


@pytest.mark.parametrize("text", TEXTS["chosen_with"]["English"])
def test_english_in_many_manners(text):
    assert is_english(text)


@pytest.mark.parametrize("name", OTHER)
def test_other_languages(name):
    assert not is_english(OTHER[name])
    kept = usable([OTHER[name]])
    assert (len(kept.texts), kept.english, kept.not_english) == (1, (False,), 1), "long enough in its script"
