"""Free texts from end to end: a run, the record, the table and the page."""

import html
import json
import re
from dataclasses import replace

import numpy as np
import pytest

from persona_collapse.cli._shared.measured import TEXTS_EXPLAINED
from persona_collapse.diagnosis import texts as diagnosing
from persona_collapse.diagnosis.texts import diagnose_texts
from persona_collapse.errors import InputError
from persona_collapse.personas import bundled_pool
from persona_collapse.report import record_markdown, text_table, texts_html
from persona_collapse.report.texts import hierarchy, mention_bars
from persona_collapse.results.files import read_records
from persona_collapse.simulation.introductions import introduction
from persona_collapse.texts.embedding import DEFAULT, Embedding
from persona_collapse.texts.recall import TOO_NARROW
from tests.conftest import ROOT
from tests.text.test_language import OTHER

PERSONAS = bundled_pool().respondents[:40]
NASTY = "<script>alert(1)</script>"


def asked(kind, samples=2):
    """Texts, personas and attributes of simulated introductions."""
    rows = [(one, sample) for one in PERSONAS for sample in range(1, samples + 1)]
    replies = [introduction(kind, one.id, one.attributes, sample) for one, sample in rows]
    attributes = {name: [one.attributes[name] for one, _ in rows] for name in PERSONAS[0].attributes}
    return replies, [one.id for one, _ in rows], attributes


@pytest.fixture(scope="module")
def found():
    """Collapsed introductions, four of five in one form, with a failed reply and a nasty source."""
    replies, personas, attributes = asked("collapsed")
    replies[0] = None
    return diagnose_texts(
        replies, personas, attributes, source=NASTY, model=None, commands=["persona-collapse measure x"]
    )


def test_what_is_planted_comes_out(found):
    told = {one.attribute: one for one in found.mentions}
    assert len(told) == 26
    assert {one.attribute for one in hierarchy(found.mentions)[:2]} == {"gender", "country_of_residence"}
    assert told["gender"].youden > 0.4
    assert abs(told["religion"].youden) < 0.1
    assert found.templates.skeletons.share == pytest.approx(0.8, abs=0.13)
    assert found.templates.skeletons.form.startswith("hello my name is <name>")
    assert all(text.startswith("Hello, my name is") for text in found.examples)
    assert (found.replies, found.texts, found.excluded["error"], found.personas) == (80, 79, 1, 40)
    assert found.identity is None
    said = f"{NASTY}: 79 texts of 40 personas; excluded: 1 error"
    assert text_table(found).splitlines()[0] == said, "the first line says what is missing"
    assert repr(found).splitlines()[0].endswith(said)
    assert f"{html.escape(said)}." in texts_html(found)
    assert (found.not_english, found.warnings) == (0, ())


def test_the_record_reads_back(found, tmp_path):
    (tmp_path / "texts.json").write_text(found.to_json())
    assert read_records(tmp_path / "texts.json") == [found]


def test_table_and_page_say_the_same(found):
    table, page, text = text_table(found), texts_html(found), record_markdown(found)
    gender = next(one for one in found.mentions if one.attribute == "gender")
    row = next(line for line in table.splitlines() if line.strip().startswith("gender"))
    assert row.split()[1] == f"{gender.hit:.2f}"
    assert row.split()[-1] == "0.89", "as published"
    assert re.search(rf">gender</th><td>{gender.hit:.2f}</td>", page)
    assert "<script" not in page
    assert "<script" not in text.replace(f"```\n{table}\n```", "")
    assert "Hello, my name is" in page, "the commonest skeleton has examples"
    assert mention_bars(found).bars[0].share == hierarchy(found.mentions)[0].hit


def test_an_embedding_finds_the_persona_and_places_it(monkeypatch):
    replies, personas, _ = asked("human")
    computed = {}

    def embedded(texts, **options):
        from persona_collapse.texts.embedding import embed

        computed["found"] = embed(texts[:12], **options)
        return computed["found"]

    monkeypatch.setattr("persona_collapse.diagnosis.texts.whole.embed", embedded)
    found = diagnose_texts(replies[:12], personas[:12])
    assert found.mentions == ()
    assert found.identity.personas == 6 == len(found.means)
    assert found.identity.retrieval > found.identity.retrieval_chance
    assert found.model == computed["found"].model
    assert "Personas by what they write" in texts_html(found)
    assert f"similarity within a persona: {found.identity.within:.2f}, no persona " in repr(found)


CHINESE, GERMAN, THAI = (OTHER[name] for name in ("Chinese", "German", "Thai"))


def test_other_languages_are_measured_where_no_english_is_needed():
    replies, personas, attributes = asked("human", samples=1)
    replies[:5] = [CHINESE, GERMAN, THAI, "我不知道。", ""]
    found = diagnose_texts(replies, personas, attributes, source="mixed", model=None)
    assert text_table(found).splitlines()[0] == (
        "mixed: 38 texts of 38 personas; excluded: 1 empty, 1 too short; not in English: 3, excluded from mention and English "
        "word lists"
    )
    assert json.loads(found.to_json())["not_english"] == 3
    assert {one.texts for one in found.mentions} == {35}
    alone = diagnose_texts(
        replies[5:], personas[5:], {name: cells[5:] for name, cells in attributes.items()}, model=None
    )
    assert found.mentions == alone.mentions
    means, english = ({one.name: one.mean for one in some.style.features} for some in (found, alone))
    assert all(means[name] == english[name] for name in ("first_person", "hedges", "positive", "negative"))
    assert means["words"] != english["words"]


def test_texts_of_which_none_is_in_english_have_form_and_length():
    gender = {"gender": ["Male", "Male", "Female", "Female"] * 3}
    replies = [f"{CHINESE}{number}号。" * (1 + number % 3) for number in range(12)]
    found = diagnose_texts(replies, [number // 2 for number in range(12)], gender, model=None)
    assert (found.texts, found.not_english, found.mentions) == (12, 12, ())
    means = {one.name: one.mean for one in found.style.features}
    assert means["words"] > 40, "a character counts as a word"
    assert means["hedges"] is None
    assert "not in English: 12" in text_table(found)


def test_the_embedding_model_is_said_to_read_english(monkeypatch):
    vectors = np.random.default_rng(0).standard_normal((12, 4))
    monkeypatch.setattr(
        "persona_collapse.diagnosis.texts.whole.embed", lambda texts, **others: Embedding(vectors, DEFAULT, 12, 0)
    )
    replies = [f"{CHINESE}{number}" for number in range(12)]
    for model, said in ((DEFAULT, ["reads English, and 12 of 12 texts are in other languages"]), ("another", [])):
        found = diagnose_texts(replies, [number // 2 for number in range(12)], model=model)
        assert len(found.warnings) == len(said)
        assert all(one in found.warnings[0] for one in said)
    assert found.identity.undefined.keys() == {"lid"}
    table = text_table(found)
    assert "LID of persona means is undefined: it looks at the 20 nearest personas" in table
    row = next(line for line in table.splitlines() if "retrieval of the own persona" in line)
    assert row.endswith(f"{found.identity.retrieval_p_value:.3f}")
    assert f"p {found.identity.retrieval_p_value:.3f}" in texts_html(found), "in the sentence for a paper"


def test_lengths_must_agree():
    with pytest.raises(InputError, match="2 replies and 1 personas"):
        diagnose_texts(["a", "b"], ["p"])
    with pytest.raises(InputError, match="1 values of gender"):
        diagnose_texts(["a", "b"], ["p", "q"], {"gender": ["Male"]})
    with pytest.raises(InputError, match=r"no reply can be measured \(1 error\); give texts of at least 20 words"):
        diagnose_texts([None], ["p"])


@pytest.fixture
def without_embedding(monkeypatch):
    whole = diagnosing.diagnose_texts
    monkeypatch.setattr(
        diagnosing, "diagnose_texts", lambda *args, **options: whole(*args, **{**options, "model": None})
    )


def test_the_command_measures_a_run_and_a_table(cli, tmp_path, without_embedding):
    run = ("run", "simulated:collapsed", "--instrument", "self-introduction", "--personas", "12", "--with-default")
    code, _, err = cli(*run, "--out", tmp_path / "run")
    assert code == 0, err
    assert f"persona-collapse measure {tmp_path / 'run'}" in err
    code, out, err = cli("measure", tmp_path / "run", "--json", tmp_path / "texts.json")
    assert code == 0, err
    assert "36 texts of 12 personas (simulated, no model was asked)" in out, "without the one that has no persona"
    record = json.loads((tmp_path / "texts.json").read_text())
    assert len(record["commands"]) == 2
    assert (record["asked"]["model"], record["asked"]["samples"]) == ("simulated:collapsed", 3)
    code, _, err = cli("report", tmp_path / "texts.json", "--out", tmp_path / "texts.html")
    assert (code, "What survives" in (tmp_path / "texts.html").read_text()) == (0, True), err
    replies, personas, attributes = asked("shallow", samples=1)
    rows = [
        {"persona": who, "text": text, "gender": attributes["gender"][row], "shoe size": row}
        for row, (who, text) in enumerate(zip(personas, replies, strict=True))
    ]
    (tmp_path / "texts.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    code, out, err = cli("measure", "--texts", tmp_path / "texts.jsonl")
    assert (code, "40 texts of 40 personas" in out) == (0, True), err
    assert "gender" in out
    assert "shoe size" not in out
    assert out.rstrip().splitlines()[-1] == TEXTS_EXPLAINED
    assert all((ROOT / page).exists() for page in re.findall(r"docs/\w+\.md", TEXTS_EXPLAINED))
    code, _, err = cli("measure", "--texts", tmp_path / "texts.jsonl", "--reference", "x")
    assert (code, "omit those options" in err) == (2, True)
    (tmp_path / "nobody.jsonl").write_text('{"text": "hello", "persona": null}\n')
    code, _, err = cli("measure", "--texts", tmp_path / "nobody.jsonl")
    assert (code, "persona is empty; name the writer of each text" in err) == (2, True)
    (tmp_path / "none.jsonl").write_text('{"words": "hello"}\n')
    code, _, err = cli("measure", "--texts", tmp_path / "none.jsonl")
    assert (code, "no column text" in err) == (2, True)


def test_a_name_with_markup_stays_a_name(found):
    page = texts_html(replace(found, warnings=(NASTY,), examples=(NASTY,)))
    assert page.count("&lt;script&gt;") >= 3


def test_an_interval_that_may_be_too_narrow_is_marked(found):
    told = {one.attribute: one.told for one in found.mentions if one.told is not None}
    assert {name for name, one in told.items() if one.too_narrow} == set(TOO_NARROW)
    assert len(re.findall(r"\d \*", text_table(found))) == len(TOO_NARROW)
    for said in (text_table(found), texts_html(found)):
        assert re.search(r"\d \*", said)
        assert "* may be too narrow" in said
    record = {one["attribute"]: one["told"] for one in json.loads(found.to_json())["mentions"]}
    assert record["has_children"]["too_narrow"] is True
    unmarked = replace(found, mentions=tuple(one for one in found.mentions if one.attribute not in TOO_NARROW))
    assert "*" not in text_table(unmarked)
