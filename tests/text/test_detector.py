"""What is said of the narrator is found, what is said of others, denied, wished or quoted is not."""

import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from persona_collapse import resources
from persona_collapse.errors import InputError
from persona_collapse.instruments import moral131
from persona_collapse.personas import schema
from persona_collapse.texts.anchors import anchors
from persona_collapse.texts.detector import Detector, detect
from persona_collapse.texts.lexicons import from_data, lexicon, lexicons
from persona_collapse.texts.numbers import dollars_a_year, number, years
from persona_collapse.texts.sentences import sentences
from tests.pages import PAGES, flat

DATA = Path(__file__).parent / "data"
OF_OTHERS = [json.loads((DATA / f"{file}.json").read_text()) for file in ("of_others", "of_others_2", "of_others_3")]
INTRODUCTIONS = [
    one for file in ("introductions", "introductions_2") for one in json.loads((DATA / f"{file}.json").read_text())
]
CONTROLS = [json.loads(line) for line in (DATA / "controls.jsonl").read_text(encoding="utf-8").splitlines()]
LEARNED = json.loads((DATA / "phrasings_learned.json").read_text(encoding="utf-8"))
PAGE = PAGES["docs/texts.md"]
ATTRIBUTES = [one.column for one in schema()]


def told(text, attribute):
    """The values of one attribute that a text states, as a set."""
    of = detect([text], [lexicon(attribute)])[0]
    return {value for value, found in zip(of.values, of.found[0], strict=True) if found}


def test_every_phrase_is_a_pattern():
    # a phrase is compiled only when a text has one of its anchors
    for one in lexicons():
        assert all(phrase.pattern.pattern.endswith(r"(?![\w-])") for phrase in one.phrases)


@pytest.mark.parametrize(
    ("text", "attribute", "expected"),
    [
        ("I'm a 34-year-old nurse from Lagos.", "age", "Middle Adults (30-49)"),
        ("I'm a 34-year-old nurse from Lagos.", "occupation", "Nurse"),
        ("I'm a 34-year-old nurse from Lagos.", "country_of_residence", "Nigeria"),
        ("At 62, I still climb.", "age", "Older Adults (50-69)"),
        ("I am sixteen.", "age", "Child (0-17)"),
        ("I'm in my late sixties and retired.", "age", "Older Adults (50-69)"),
        ("I turned seventy this year.", "age", "Seniors (70+)"),
        ("Age: 25", "age", "Young Adults (18-29)"),
        ("34 years old, from Lagos.", "age", "Middle Adults (30-49)"),
        ("We are comfortable, around $80,000 a year.", "annual_income", "$75,000 - $149,999"),
        ("I earn eighty thousand dollars a year.", "annual_income", "$75,000 - $149,999"),
        ("I make less than $30,000.", "annual_income", "$10,000 - $29,999"),
        ("My salary is 45k.", "annual_income", "$30,000 - $49,999"),
        ("I earn about 8 lakh rupees a year.", "annual_income", "Less than $9,999"),
        ("My income is between $50,000 and $74,999.", "annual_income", "$50,000 - $74,999"),
        ("I bring home $3,000 a month, so I earn $3,000 a month.", "annual_income", "$30,000 - $49,999"),
        ("Growing up in a working-class family taught me thrift.", "social_class", "Lower class"),
        ("My boss and I agree: I am a veteran.", "veteran_status", "Yes"),
        ("I am not only a teacher but a veteran.", "veteran_status", "Yes"),
        ("I have never served in the military.", "veteran_status", "No"),
        ("I am proud to be a Muslim.", "religion", "Islam"),
        ("**I am** a <b>nurse</b>.", "occupation", "Nurse"),
        ("I\u2019m 45.", "age", "Middle Adults (30-49)"),
        ("A lifelong Catholic, I sing on Sundays.", "religion", "Christianity"),
        ('"I am a nurse, and I like it here."', "occupation", "Nurse"),
        ("i'm black and i'm proud", "race_ethnicity", "Black"),
        ("Being a Catholic, I sing on Sundays.", "religion", "Christianity"),
        ("I hike and think of my wife, and I am a nurse.", "occupation", "Nurse"),
        ("My friends describe me as a devout Muslim.", "religion", "Islam"),
        ("I live with my dog, and my asthma is mild.", "medical_history", "Asthma"),
        ("At 24, I'm still learning.", "age", "Young Adults (18-29)"),
        ("Born in 1947, I remember the moon landing.", "age", "Seniors (70+)"),
        ("I celebrated my seventy-fifth birthday.", "age", "Seniors (70+)"),
        ("Being gender-fluid, I never fitted in.", "gender", "Non-binary"),
        ("No chronic conditions and no operations are in my file.", "medical_history", "None"),
    ],
)
def test_what_the_narrator_says_of_itself(text, attribute, expected):
    assert told(text, attribute) == {expected}


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ("I am not a nurse.", "occupation"),
        ("I never was a teacher.", "occupation"),
        ("I want to be a doctor when I grow up.", "occupation"),
        ("If I were a pilot, I would see the world.", "occupation"),
        ("People think I am a lawyer.", "occupation"),
        ("As a nurse, she works at night.", "occupation"),
        ("I am a firefighter's neighbour.", "occupation"),
        ("I am married to a chef.", "occupation"),
        ("She said: \u201cI am an engineer.\u201d I nodded.", "occupation"),
        ("I'm fifteen minutes late.", "age"),
        ("I have a 12-year-old.", "age"),
        ("When I was nineteen I left.", "age"),
        ("I am a mother of two, and I paid $30 for it.", "age"),
        ("The van cost me $80,000.", "annual_income"),
        ("He makes $80,000 a year.", "annual_income"),
        ("My boss is a veteran.", "veteran_status"),
        ("I know a veteran.", "veteran_status"),
        ("My boss, a veteran, told me to sit.", "veteran_status"),
        ("The rich live on my street.", "social_class"),
        ("I saw the sea, and then he came home, the man I love.", "gender"),
        ("I like black coffee.", "race_ethnicity"),
        ("I polish my shoes.", "languages_spoken"),
        ("I eat from fine china.", "country_of_residence"),
        ("The guard wanted to know whether I was a lawyer.", "occupation"),
        ("My aunt supposes that I'm a Buddhist.", "religion"),
        ("It is wrong to say that I am a veteran.", "veteran_status"),
        ("They listed me as a nurse.", "occupation"),
        ("If we were wealthy, we would fly.", "social_class"),
        ("I was offered $40,000 a year, and I laughed.", "annual_income"),
        ("I dream about retiring as a pilot.", "occupation"),
        ("I do not earn my bread as a chef.", "occupation"),
        ("I read to a group of children with asthma.", "medical_history"),
        ("Being a Catholic, she crossed herself.", "religion"),
        ("Our old cat has diabetes.", "medical_history"),
        ("Dad was discharged from the air force before I was born.", "veteran_status"),
        ("Had I been born to an Arab family, I might cook.", "race_ethnicity"),
        ("I don't speak a word of Italian.", "languages_spoken"),
        ("My aunt has bipolar disorder and calls me at night.", "disability_status"),
    ],
)
def test_what_it_does_not_say(text, attribute):
    assert told(text, attribute) == set()


def said_of_others(attribute):
    """Whether the detector of an attribute fires, in each text that states it about another person."""
    texts = [text for file in OF_OTHERS for text in file[attribute]]
    return dict(zip(texts, detect(texts, [lexicon(attribute)])[0].found.any(axis=1).tolist(), strict=True))


@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_texts_that_state_it_about_another_person(attribute):
    found = said_of_others(attribute)
    assert len(found) == 20
    assert sum(found.values()) <= 1, [text for text, one in found.items() if one]


def taken_for_the_narrators(attribute):
    """Those of the blind controls of an attribute in which the detector says that the narrator has the value."""
    name = next(one.name for one in schema() if one.column == attribute)
    rows = [row for row in CONTROLS if row["attribute"] == name]
    of = detect([row["text"] for row in rows], [lexicon(attribute)])[0]
    fires = [found[of.values.index(row["value"])] for row, found in zip(rows, of.found, strict=True)]
    assert len(fires) == 30
    return [row["text"] for row, fired in zip(rows, fires, strict=True) if fired]


ABOVE_THE_LIMIT = {"annual_income": 2}
"""Attributes taken for the narrator's in more than 5 % of 30 texts, and in how many."""


@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_controls_written_without_the_lexicons(attribute):
    wrong = taken_for_the_narrators(attribute)
    assert len(wrong) <= ABOVE_THE_LIMIT.get(attribute, 0.05 * 30), wrong


def test_controls_written_without_the_lexicons_over_all():
    wrong = sum(len(taken_for_the_narrators(attribute)) for attribute in ATTRIBUTES)
    assert wrong / len(CONTROLS) < 0.05
    assert f"{wrong} ({100 * wrong / len(CONTROLS):.1f} %) are left" in flat("docs/texts.md")


def share_found(said):
    """Share of sentences in which the value they state is found, and the number of sentences."""
    found = []
    for attribute, values in said.items():
        for value, texts in values.items():
            of = detect(texts, [lexicon(attribute)])[0]
            found += of.found[:, of.values.index(value)].tolist()
    return sum(found), len(found)


def test_simulated_respondents_tell_it_in_words_of_their_own():
    found, of = share_found(resources.data("simulation/data/introductions.json")["phrasings"])
    assert of == 434
    assert f"{found} ({100 * found / of:.0f} %) are now" in flat("docs/texts.md")


def test_what_the_lexicons_were_widened_on():
    found, of = share_found(LEARNED)
    assert found / of > 0.97
    assert f"| learned from | {of} | 68 | {100 * found / of:.0f} |" in PAGE
    assert set(LEARNED) == set(ATTRIBUTES)


def test_the_rates_in_the_documentation():
    dilemmas = {one.attribute: one.found.any(axis=1).mean() for one in detect([item.text for item in moral131().items])}
    rows = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.count("|") == 6]
    printed = {row[0]: [row[1], row[2], row[4]] for row in rows if row[0] in ATTRIBUTES}
    assert printed == {
        name: [
            f"{100 * dilemmas[name]:.1f}",
            f"{sum(said_of_others(name).values())} of 20",
            f"{len(taken_for_the_narrators(name))} of 30",
        ]
        for name in ATTRIBUTES
    }
    for one in lexicons():
        assert one.misses in flat("docs/texts.md"), one.attribute


def test_introductions_written_for_development():
    found = {one.attribute: one for one in detect([one["text"] for one in INTRODUCTIONS])}
    hits = [
        found[attribute].found[row, found[attribute].values.index(value)]
        for row, one in enumerate(INTRODUCTIONS)
        for attribute, value in one["says"].items()
    ]
    assert {attribute for one in INTRODUCTIONS for attribute in one["says"]} == set(ATTRIBUTES)
    assert np.mean(hits) > 0.98


def test_dilemmas_tell_little_of_who_tells_them():
    texts = [item.text for item in moral131().items]
    wanted = ("gender", "country_of_residence", "political_spectrum", "age", "annual_income")
    rates = {one.attribute: one.found.any(axis=1).mean() for one in detect(texts, [lexicon(name) for name in wanted])}
    assert max(rates.values()) < 0.05, rates


def test_phrases_found_by_their_anchors_are_all_there_are():
    texts = [one["text"] for one in INTRODUCTIONS] + [item.text for item in moral131().items[:10]]
    everywhere = [
        replace(one, phrases=tuple(replace(phrase, anchors=None) for phrase in one.phrases)) for one in lexicons()
    ]
    for with_anchors, without in zip(detect(texts), detect(texts, everywhere), strict=True):
        assert with_anchors.found.tolist() == without.found.tolist(), with_anchors.attribute


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("nurse", {"nurse"}),
        ("nurses?", {"nurse"}),
        ("(?:night )?nurse", {"nurse"}),
        ("nurse(?! shark)", {"nurse"}),
        ("my (?:cat|dog)", {"cat", "dog"}),
        ("gr[ae]y hair", {"y hair"}),
        (r"\d+ years", {"years"}),
        ("(?:ab)?[0-9]{2}", None),
        ("cat|(?:x|yy)", None),
    ],
)
def test_anchors(phrase, expected):
    assert anchors(phrase) == (None if expected is None else frozenset(expected))


def test_every_attribute_has_a_lexicon_of_every_value():
    for one in lexicons():
        assert set(one.values) == {phrase.value for phrase in one.phrases} - {None} | set(one.bands), one.attribute
        assert one.misses, one.attribute


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("seventy-two", 72),
        ("two hundred and five", 205),
        ("1.5 million", 1_500_000),
        ("80k", 80_000),
        ("nothing", None),
    ],
)
def test_numbers(words, expected):
    assert number(words) == expected


def test_ages_and_amounts():
    assert [years(words) for words in ("my mid-thirties", "my 20s", "teens", "sixty-something")] == [35, 25, 15, 65]
    assert dollars_a_year("€1.200 a month") == pytest.approx(1200 * 12 * 1.1)
    assert dollars_a_year("$15 an hour") == 15 * 2080
    assert dollars_a_year("30-50k") == 30_000
    assert dollars_a_year("$150,000 and above") > 150_000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00\x00",
        "😀🎉 " * 50,
        "\u202e\u0623\u0646\u0627 \u0645\u0645\u0631\u0636\u0629\u202c " * 20,
        "<p>" * 1000,
        '"' * 999,
        "'a" * 2000,
        "my " * 20_000,
        "i am a " * 15_000,
        "a" * 100_000,
        "a-" * 50_000,
        "$1," * 30_000,
        "i earn " + "twenty " * 10_000,
        "my boss and " * 8_000,
        " ".join(["i was born, and i live in the city of"] * 2_500),
    ],
)
def test_strange_texts_end(text):
    begun = time.process_time()
    found = detect([text])
    assert time.process_time() - begun < 60, "a form that tries every way of matching takes hours"
    assert all(one.found.shape == (1, len(one.values)) for one in found)


def test_words_between_strange_characters_are_read():
    assert told("\u202e\x00I am\u200b a 👩\u200d⚕️ nurse 🎉", "occupation") == {"Nurse"}
    assert told("🎉 I am\x00 a nu\u00adrse! 🎉", "occupation") == {"Nurse"}


def test_mistakes_in_lexicons_are_named():
    data = {"attribute": "mood", "values": {"Glad": {"be": ["glad"]}}}
    assert Detector([from_data(data, ("Glad",))]).stated("I am glad.") == [{"Glad"}]
    with pytest.raises(InputError, match="unknown value 'Glad'; use Sad"):
        from_data(data, ("Sad",))
    with pytest.raises(InputError, match="unknown kind 'bee'"):
        from_data({"attribute": "mood", "values": {"Glad": {"bee": ["glad"]}}}, ("Glad",))
    with pytest.raises(InputError, match="no lexicon for 'mood'; choose one of age, gender"):
        lexicon("mood")


def test_sentences():
    assert sentences("I won $1.50. He said 'no way' to me!\n\nWell") == ["i won $1.50", 'he said " to me', "well"]
    assert sentences("She's mine, and the dogs' too.") == ["she's mine, and the dogs' too"]
