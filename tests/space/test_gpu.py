"""A GPU lent by the minute: a run goes on over as many loans as it takes. Here the decorator does nothing and the model is tiny."""

import time

import pytest

import asking
import gpu
from job import Run
from jobs import Desk
from models import GB, Hardware
from settings import SpaceSettings
from tests.checkpoint import make
from tests.hub_double import Repository, hub_double, spoken_to
from visitor import Visitor


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    folder = tmp_path_factory.mktemp("model") / "tiny"
    make(folder)
    return folder


def test_a_run_takes_as_many_loans_as_it_needs(checkpoint, monkeypatch, tmp_path):
    monkeypatch.setattr(asking.Hardware, "here", lambda zero_gpu: Hardware(8 * GB, 8 * GB if zero_gpu else 0, 50 * GB))
    monkeypatch.setattr(gpu, "SPARE", gpu.SECONDS - 1.0)
    loans = []
    lent = gpu.on_lent_gpu
    monkeypatch.setattr(gpu, "on_lent_gpu", lambda *given: loans.append(lent(*given)) or loans[-1])
    desk = Desk(SpaceSettings(tmp_path / "jobs", zero_gpu=True, workers=1))
    try:
        with hub_double() as server:
            spoken_to(server, monkeypatch, tmp_path)
            one = server.repositories["models", "somebody/tiny"] = Repository("somebody/tiny")
            one.files = {file.name: file.read_bytes() for file in checkpoint.iterdir()}
            run = Run("somebody/tiny", "here", ("bfi44",), 24, mode="probabilities")
            id = desk.submit(run, Visitor("a", "b"))
            end = time.monotonic() + 120
            while not (now := desk.look(id)).is_over and time.monotonic() < end:
                time.sleep(0.05)
    finally:
        desk.close()
    assert (now.state, now.words, now.progress.done) == ("finished", "", 24 * 44)
    assert len(loans) > 1
    assert sum(loan.asked for loan in loans) == 24 * 44, "nothing is asked twice"
