"""What fits a machine is known, and what does not is refused, before anything is fetched."""

from dataclasses import replace

import pytest

from persona_collapse.errors import InputError
from persona_collapse.hub import hardware as models
from persona_collapse.hub.hardware import GB, Hardware, fits
from persona_collapse.hub.models import HubModel
from tests.hub.test_hub_models import NAME, TOKEN, fetched, put
from tests.support.hub_double import hub_double, spoken_to
from tests.support.waiting import PATIENCE

ROOM = Hardware(memory=16 * GB, gpu=0, disk=100 * GB)


@pytest.fixture
def hub(monkeypatch, tmp_path):
    with hub_double() as server:
        spoken_to(server, monkeypatch, tmp_path)
        server.model = put(server)
        yield server


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
    monkeypatch.setattr(models, "look_up", lambda name, token, revision: facts)
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
    ("says", "seconds", "expected"),
    [
        ("print(80 * 10**9)", PATIENCE, 80 * GB),
        ("print(0)", PATIENCE, 0),
        ("raise SystemExit(1)", PATIENCE, 0),
        ("import time; time.sleep(3600)", 1.0, 0),
    ],
)
def test_a_gpu_is_asked_for_in_another_process(monkeypatch, says, seconds, expected):
    monkeypatch.setattr(models.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(models, "GPU", says)
    monkeypatch.setattr(models, "GPU_SECONDS", seconds)
    assert models._gpu() == expected
    monkeypatch.setattr(models.shutil, "which", lambda name: None)
    assert models._gpu() == 0
