"""Which model a visitor may run here: what fits, what is refused before it is fetched, and what a run will take."""

import json
from dataclasses import replace

import pytest

from persona_collapse.errors import InputError
from persona_collapse.hub.models import HubModel
from persona_collapse.personas import bundled_pool
from persona_collapse.study import Manner, studies
from space.asking import models
from space.asking.estimates import estimate, estimated
from space.asking.models import GB, Hardware, fits, named, suggestions
from space.asking.runs import ALL, INSTRUMENTS, PLACES, Run
from tests.hub.test_hub_models import NAME, TOKEN, fetched, put
from tests.support.hub_double import hub_double, spoken_to

ROOM = Hardware(memory=16 * GB, gpu=0, disk=100 * GB)


@pytest.fixture
def hub(monkeypatch, tmp_path):
    with hub_double() as server:
        spoken_to(server, monkeypatch, tmp_path)
        server.model = put(server)
        yield server


def asked(*names, personas=24, **manner):
    return studies([INSTRUMENTS[name]() for name in names], bundled_pool(), personas, Manner(**manner))


# what fits


@pytest.mark.parametrize(
    ("memory", "gpu", "weights", "expected", "because"),
    [
        (16, 0, 10, True, "12 for the weights and room, 1 for the program"),
        (16, 0, 12.6, False, "15.1 and 1"),
        (16, 0, 12.5, True, "15 and 1, exactly"),
        (64, 24, 19, True, "22.8 and 1 on the GPU"),
        (64, 24, 20, False, "24 and 1 on the GPU"),
        (16, 80, 16, False, "they pass through memory, where nothing is left to work"),
        (17, 80, 16, True, "they pass through memory"),
    ],
)
def test_head_room(memory, gpu, weights, expected, because):
    there = Hardware(memory * GB, gpu * GB, 0)
    assert there.takes(round(weights * GB)) is expected, because


def test_a_model_that_fits_comes_with_the_commit_to_load(hub):
    assert fits(NAME, ROOM) == fits(f" {NAME} ", ROOM)
    assert fits(NAME, ROOM).revision == hub.model.sha


@pytest.mark.parametrize(
    ("hardware", "told"),
    [
        (
            replace(ROOM, memory=3 * GB),
            r"somebody/tiny has 1e\+03 billion parameters, which take 2000\.0 GB and room to work; here are 3 GB of memory",
        ),
        (replace(ROOM, memory=3000 * GB, gpu=80 * GB), "here are 80 GB on the GPU and 3000 GB of memory"),
        (replace(ROOM, memory=3000 * GB), r"is 1000\.0 GB to fetch, and 100\.0 GB are free on the disk"),
    ],
)
def test_what_does_not_fit_is_refused_before_it_is_fetched(hub, monkeypatch, hardware, told):
    facts = HubModel(NAME, "c", parameters=10**12, files=10**12, missing=10**12, memory=2 * 10**12)
    monkeypatch.setattr(models, "look_up", lambda name, token: facts)
    with pytest.raises(InputError, match=told):
        fits(NAME, hardware)
    assert fetched(hub) == set()


def test_a_small_model_of_large_numbers_is_not_fetched(hub, monkeypatch):
    """The Hub's own count decides, whatever the file's size."""
    put(hub, config={"architectures": ["LlamaForCausalLM"], "dtype": "float32"})
    monkeypatch.setattr(models, "WORKING", 0)
    need = 105 * 4 * models.HEAD_ROOM
    assert fits(NAME, replace(ROOM, memory=round(need) + 200))
    with pytest.raises(InputError, match="give a smaller model"):
        fits(NAME, replace(ROOM, memory=round(need) - 1))
    assert fetched(hub) == {"config.json"}


def test_a_gated_model_takes_the_visitors_own_token(hub):
    hub.model.gated, hub.model.readers = True, {TOKEN, "the-token-of-whoever-runs-this"}
    with pytest.raises(InputError, match="is gated"):
        fits(NAME, ROOM)
    assert fits(NAME, ROOM, TOKEN).parameters == 105


def test_what_is_no_id_is_refused_without_the_hub(hub):
    with pytest.raises(InputError, match="is not an id"):
        fits("../../etc", ROOM)
    with pytest.raises(InputError, match="is not an id"):
        named("somebody/tiny@refs/pr/1")
    assert hub.log == []


# this machine


def test_hardware_of_this_machine():
    found = Hardware.here(zero_gpu=True)
    assert (found.gpu, found.memory > GB, found.disk > 0) == (70 * GB, True, True)


@pytest.mark.parametrize(("said", "expected"), [("1000000000\n", GB), ("max\n", None), (str(2**63 - 4096), None)])
def test_a_containers_limit_counts(tmp_path, monkeypatch, said, expected):
    (tmp_path / "limit").write_text(said)
    monkeypatch.setattr(models, "CGROUP", ())
    whole = models._memory()
    monkeypatch.setattr(models, "CGROUP", (str(tmp_path / "limit"), str(tmp_path / "none")))
    assert models._memory() == (expected or whole)


@pytest.mark.parametrize(
    ("says", "expected"),
    [("print(80 * 10**9)", 80 * GB), ("print(0)", 0), ("raise SystemExit(1)", 0), ("import time; time.sleep(9)", 0)],
)
def test_a_gpu_is_asked_for_in_another_process(monkeypatch, says, expected):
    monkeypatch.setattr(models.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(models, "GPU", says)
    monkeypatch.setattr(models, "GPU_SECONDS", 1.0)
    assert models._gpu() == expected
    monkeypatch.setattr(models.shutil, "which", lambda name: None)
    assert models._gpu() == 0


# suggestions


def test_suggestions_have_valid_ids_and_fit():
    everything = suggestions("here")
    assert [named(one) for one in (*everything, *suggestions("providers"))] == [*everything, *suggestions("providers")]
    small = suggestions("here", Hardware(2 * GB, 0, GB))
    assert small == everything[: len(small)]
    assert 0 < len(small) < len(everything)
    assert suggestions("here", Hardware(200 * GB, 80 * GB, GB)) == everything


# estimates


def test_requests_and_tokens_of_the_prompts_themselves():
    [study] = asked("bfi44", personas=3)
    letters = sum(len(one.system) + len(one.question) for one in study.prompts())
    found = estimate([study], "endpoint")
    assert found.requests == 3 * 44
    assert found.prompt_tokens == pytest.approx(letters / 4, abs=1)
    assert found.written_tokens == 3 * 44 * 3
    assert found.seconds == pytest.approx((132 + 396 / 50) / 8)
    assert "8 requests at once" in found.assumption


def test_a_few_respondents_stand_for_all():
    [study] = asked("bfi44", personas=200)
    letters = sum(len(one.system) + len(one.question) for one in study.prompts())
    assert estimate([study], "providers").prompt_tokens == pytest.approx(letters / 4, rel=0.1)


def test_repeats_and_modes():
    once, thrice = (estimate(asked("bfi44", samples=number), "endpoint") for number in (1, 3))
    assert (thrice.requests, thrice.written_tokens) == (3 * once.requests, 3 * once.written_tokens)
    assert thrice.prompt_tokens == pytest.approx(3 * once.prompt_tokens, abs=2)
    shares = estimate(asked("bfi44", samples=3, mode="probabilities"), "endpoint")
    assert (shares.requests, shares.written_tokens) == (once.requests, once.requests), (
        "one question each, one token each"
    )


def test_three_instruments_are_summed():
    whole = estimate(asked(*ALL), "endpoint")
    parts = [estimate(asked(name), "endpoint") for name in ALL]
    assert whole.requests == sum(one.requests for one in parts) == 24 * (44 + 131 + 3)
    assert whole.seconds == pytest.approx(sum(one.seconds for one in parts))


def test_a_model_here_takes_time_by_its_size():
    small, large = (estimate(asked("bfi44"), "here", size) for size in (10**8, 10**9))
    assert large.seconds == pytest.approx(10 * small.seconds)
    assert estimate(asked("bfi44"), "here", 10**9, gpu=True).seconds < large.seconds / 100
    assert estimate(asked("bfi44"), "here").seconds is None
    assert "1 billion parameters" in large.assumption


@pytest.mark.parametrize(
    ("place", "model", "told"),
    [
        ("endpoint", "any", "written. Roughly 2 min, if 8 requests at once take 1 s each"),
        ("here", "Qwen/Qwen2.5-0.5B-Instruct", "if 0.5 billion parameters meet 0.1 trillion operations a second."),
        ("here", "somebody/unknown", "written. The time depends on the model's size."),
    ],
)
def test_an_estimate_in_words(place, model, told):
    said = estimated(Run(model, place, ("bfi44",), 24))
    assert said.startswith("1,056 requests, about ")
    assert told in said


def test_simulated_respondents_read_nothing():
    found = estimate(asked("bfi44", personas=1144), "simulated")
    assert (found.requests, found.prompt_tokens, found.written_tokens) == (1144 * 44, 0, 0)
    assert found.seconds == pytest.approx(5.03, abs=0.01)


@pytest.mark.parametrize("place", PLACES)
def test_an_estimate_is_plain_data(place):
    assert json.dumps(vars(estimate(asked("self-introduction"), place, 10**9)), allow_nan=False)
