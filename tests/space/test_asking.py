"""From a job to somebody who answers: a model looked at first, an endpoint by its checked address, keys on their way."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from persona_collapse.backends.api import ROUTER
from persona_collapse.backends.checkpoint import Checkpoint
from persona_collapse.errors import InputError
from persona_collapse.hub.hardware import GB, Hardware
from space.asking.backends import LONGEST_WAIT, backend
from space.asking.estimates import estimated
from space.asking.rates import Rates
from space.asking.runs import Run, studies_of
from space.asking.secret import Secret
from space.settings import SpaceSettings
from tests.support.hub_double import Repository, hub_double, spoken_to
from tests.support.openai_stub import openai_stub

KEY = "sk-a-key-nobody-may-see"
LOCAL = SpaceSettings(Path("jobs"), local_use=True)
ON_SPACE = SpaceSettings(Path("jobs"), on_space=True)


def made(run, key="", settings=LOCAL):
    [study] = studies_of(run)
    return study, backend(run, study, Secret(key), settings, None)


def test_an_endpoint_is_asked_through_the_checked_address(checkpoint):
    with openai_stub(checkpoint, require_key=KEY) as server:
        run = Run(server.name, "endpoint", ("bfi44",), 1, base_url=server.base_url)
        study, ready = made(run, KEY)
        found = [reply for _, reply in ready.replies(list(study.prompts())[:3], study.sampling)]
        assert [reply.error for reply in found] == [""] * 3
        asked = len(server.requests)
        with pytest.raises(InputError, match="is not on the public network"):
            made(run, KEY, ON_SPACE)
        assert len(server.requests) == asked == 3


def test_a_server_that_asks_to_wait_is_not_silent():
    told = []
    _, ready = made(Run("somebody/large", "providers", ("bfi44",), 1), "hf_token")
    patience = replace(ready.patience, told=lambda: told.append(1))
    assert 30 <= patience.wait(1, 30.0) <= 31
    assert told == [1]
    assert patience.wait(1, None) > 0, "no answer in time, and nothing said"
    assert patience.wait(1, LONGEST_WAIT + 1) is None, "so long nobody else waits for the place"
    assert told == [1]


def test_inference_providers_are_asked_at_the_router():
    _, ready = made(Run("somebody/large", "providers", ("bfi44",), 1), "hf_token")
    assert (ready.kind, ready.revision) == ("api", ROUTER)


def test_a_model_here_is_looked_at_first(checkpoint, monkeypatch, tmp_path):
    """It is loaded from the Hub at the commit that was looked at, or not at all; test_whole_app loads one for real."""
    loaded = []
    monkeypatch.setattr(Hardware, "here", lambda zero_gpu: Hardware(8 * GB, 0, 50 * GB))
    monkeypatch.setattr(Checkpoint, "load", lambda name, **how: loaded.append((name, how)) or Local)
    with hub_double() as server:
        spoken_to(server, monkeypatch, tmp_path)
        one = server.repositories["models", "somebody/tiny"] = Repository("somebody/tiny")
        one.files = {file.name: file.read_bytes() for file in checkpoint.iterdir()}
        run = Run("somebody/tiny", "here", ("bfi44",), 1, mode="probabilities")
        made(run)
        assert loaded == [("somebody/tiny", {"revision": one.sha, "token": False})]
        one.tags = ["custom_code"]
        with pytest.raises(InputError, match="comes with its own code"):
            made(run)
    assert len(loaded) == 1


class Local:
    """As much of a checkpoint as a backend looks at before it is asked."""

    name, revision, is_shareable = "somebody/tiny", "", True


def test_an_estimate_rests_on_the_last_runs_here_once_there_were_some(tmp_path):
    run, rates = Run("simulated:noise", "simulated", ("bfi44", "moral131"), 200), Rates(tmp_path)
    assert "if simulated respondents give about" in estimated(run, rates)
    rates.asked(run, "bfi44", 99, 1.0)
    assert rates.answers_a_second(run, "bfi44") is None, "a few answers are no rate"
    rates.asked(run, "bfi44", 1000, 10.0)
    assert "if simulated" in estimated(run, rates), "one of two instruments is not known"
    rates.asked(run, "moral131", 26200, 12.0)
    # 200 times 44 at 100 a second, and 12 s
    assert estimated(run, rates) == "35,000 requests. Roughly 2 min, by the last runs of this kind here."
    assert rates.seconds_of_measuring(run) is None
    rates.measured(run, "bfi44", 5.0)
    rates.measured(run, "moral131", 7.0)
    assert rates.seconds_of_measuring(run) == 12.0
    assert rates.answers_a_second(Run("gpt", "endpoint", ("bfi44",), 200, base_url="https://a.org"), "bfi44") is None


def test_rates_name_no_address_lose_nothing_to_each_other_and_are_swept(tmp_path):
    rates = Rates(tmp_path)
    runs = [Run(f"model-{n}", "endpoint", ("bfi44",), 200, base_url="https://a-secret.org/v1") for n in range(12)]
    with ThreadPoolExecutor(6) as several:
        list(several.map(lambda run: rates.asked(run, "bfi44", 100, 1.0), runs))
    assert [rates.answers_a_second(run, "bfi44") for run in runs] == [100.0] * 12
    written = (tmp_path / "rates.json").read_text()
    assert "a-secret" not in written
    assert "model-1" not in written
    rates.sweep(time.time() - 60)
    assert rates.answers_a_second(runs[0], "bfi44") == 100.0
    rates.sweep(time.time() + 60)
    assert rates.answers_a_second(runs[0], "bfi44") is None
    (tmp_path / "rates.json").write_text('{"asking endpoint model https://a.org": 5.0}')
    assert rates.answers_a_second(runs[0], "bfi44") is None, "as an earlier version wrote it"
