"""The backend vllm, with a double in the place of the engine: no GPU was available to run vLLM itself."""

import importlib.util
import sys

import numpy as np
import pytest

from persona_collapse.backends import Sampling
from persona_collapse.backends.checkpoint import Checkpoint
from persona_collapse.backends.transformers import Transformers
from persona_collapse.backends.vllm import Vllm
from persona_collapse.errors import InputError
from persona_collapse.instruments import bfi44
from persona_collapse.personas import bundled_pool
from persona_collapse.store import open_run
from persona_collapse.study import Study, answers, status
from tests.support import vllm_double
from tests.support.checkpoint import make

PROBABILITIES = Sampling(mode="probabilities")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make(tmp_path_factory.mktemp("vllm") / "model", layers=2, width=64)


@pytest.fixture(autouse=True)
def double(monkeypatch):
    """vLLM as if it were installed."""
    found = importlib.util.find_spec
    monkeypatch.setitem(sys.modules, "vllm", vllm_double.module())
    spec = lambda name, *more: True if name == "vllm" else found(name, *more)  # noqa: E731
    monkeypatch.setattr("persona_collapse.cli._shared.asking.find_spec", spec)


def prompts(personas=1):
    return list(Study(bfi44(), bundled_pool(), personas=personas).prompts())


def replies(backend, asked, sampling):
    found = dict(backend.replies(iter(asked), sampling))
    return [found[place] for place in range(len(asked))]


def test_its_probabilities_are_those_of_transformers(folder):
    asked = prompts()
    ours = replies(Vllm.load(str(folder)), asked, PROBABILITIES)
    theirs = replies(Transformers(Checkpoint.load(str(folder))), asked, PROBABILITIES)
    assert np.allclose(*([one.probabilities for one in some] for some in (ours, theirs)), atol=1e-5)
    assert [one.prompt_tokens for one in ours] == [one.prompt_tokens for one in theirs]


def test_its_words_are_those_of_transformers_where_nothing_is_drawn(folder):
    asked, cold = prompts()[:10], Sampling(temperature=0, max_tokens=6)
    ours = replies(Vllm.load(str(folder)), asked, cold)
    theirs = replies(Transformers(Checkpoint.load(str(folder))), asked, cold)
    assert [(one.text, one.completion_tokens, one.finish_reason) for one in ours] == [
        (one.text, one.completion_tokens, one.finish_reason) for one in theirs
    ]


def test_a_persona_is_in_the_engines_cache_after_its_first_question(folder):
    backend = Vllm.load(str(folder))
    found = replies(backend, prompts(2), Sampling(temperature=0, max_tokens=2))
    assert backend._engine.enable_prefix_caching
    after = [one.cached_tokens / one.prompt_tokens for place, one in enumerate(found) if place % 44]
    assert min(after) > 0.5, "the persona and what comes before the item"


def test_replies_draw_with_seeds_of_their_own(folder):
    asked, warm = prompts()[:12], Sampling(temperature=1.5, max_tokens=4)
    backend = Vllm.load(str(folder))
    together = [one.text for one in replies(backend, asked, warm)]
    assert [one.text for one in replies(backend, asked[5:], warm)] == together[5:]
    assert len(set(together)) > 1


def test_by_the_command_with_the_record_of_the_backend(cli, folder, tmp_path):
    typed = ("run", folder, "--backend", "vllm", "--personas", 2, "--mode", "probabilities", "--dtype", "float32")
    code, _, err = cli(*typed, "--out", tmp_path / "run")
    assert code == 0, err
    assert "pre-flight: 5 of 5 trial questions read" in err
    assert status(tmp_path / "run").backend == "vllm"
    assert answers(tmp_path / "run").values.shape == (2, 44)
    with open_run(tmp_path / "run") as store:
        assert store.manifest["asked"]["revision"].endswith(" float32")


def test_what_does_not_fit_or_cannot_be_loaded_is_a_sentence(folder, tmp_path, monkeypatch):
    short = Vllm.load(str(make(tmp_path / "short", layers=2, width=64, positions=64)))
    with pytest.raises(InputError, match=r"do not fit the context of .*, 64 tokens; lower --max-tokens"):
        replies(short, prompts()[:2], Sampling())

    def broken(**options):
        raise RuntimeError("No CUDA GPUs are available")

    monkeypatch.setattr(sys.modules["vllm"], "LLM", broken)
    with pytest.raises(
        InputError, match=r"vLLM cannot load .*: No CUDA GPUs are available; use --backend transformers"
    ):
        Vllm.load(str(folder))
