"""The app as it is started, beside a Hub: a model of the Hub runs through it, and a result is submitted, in Chromium."""

import os
import re
import socket
import subprocess
import sys
import urllib.request
from contextlib import contextmanager, suppress

import pytest
from playwright.sync_api import expect

from persona_collapse.instruments import bfi44
from tests.conftest import ROOT
from tests.hub.test_submission import RESULTS, result
from tests.space.conftest import NEEDS_CHROMIUM
from tests.space.test_browser import opened, picture
from tests.support.checkpoint import make
from tests.support.hub_double import Repository, hub_double
from tests.support.waiting import PATIENCE, until

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    folder = tmp_path_factory.mktemp("model") / "tiny"
    make(folder)
    with hub_double() as server:
        one = server.repositories["models", "somebody/tiny"] = Repository("somebody/tiny")
        one.files = {file.name: file.read_bytes() for file in folder.iterdir()}
        server.repositories["datasets", RESULTS] = Repository(RESULTS)
        yield server


@contextmanager
def started(hub, folder):
    """`python space/app.py`, logged in at the Hub; its address."""
    port = free_port()
    settings = {
        "HF_ENDPOINT": hub.url,
        "HF_TOKEN": "hf_visitor",
        "HF_HOME": str(folder / "hub"),
        "PERSONA_COLLAPSE_SPACE_FOLDER": str(folder / "jobs"),
        "PERSONA_COLLAPSE_SPACE_RESULTS": RESULTS,
        "GRADIO_SERVER_PORT": str(port),
        "GRADIO_ANALYTICS_ENABLED": "0",
        "HF_HUB_DISABLE_XET": "1",
        "PYTHONPATH": str(ROOT),
    }
    kept = {name: value for name, value in os.environ.items() if name not in ("HF_HUB_OFFLINE", "HF_EVALUATE_OFFLINE")}
    log = (folder / "log").open("w+")
    app = subprocess.Popen(
        [sys.executable, ROOT / "space" / "app.py"], env={**kept, **settings}, stdout=log, stderr=log, cwd=folder
    )
    try:
        yield answering(f"http://127.0.0.1:{port}/", app, folder / "log"), app
    finally:
        app.terminate()
        app.wait(PATIENCE)
        log.close()


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def answering(url, app, log):
    """The address, as soon as the app answers there."""

    def answers():
        assert app.poll() is None, log.read_text()
        with suppress(OSError):
            urllib.request.urlopen(url, timeout=PATIENCE).close()
            return True

    until(answers, every=0.3, shown=log.read_text)
    return url


def test_a_model_of_the_hub_runs_to_its_report_and_a_result_is_submitted(browser, hub, tmp_path):
    (tmp_path / "result.json").write_text(result(tmp_path / "run", bfi44(), pairs=10).to_json())
    with started(hub, tmp_path) as (url, _), opened(browser, url) as page:
        page.get_by_label("This app's own hardware").check()
        page.get_by_label("Model id").fill("somebody/tiny")
        page.get_by_label("A quick look: 24").check()
        page.get_by_role("button", name="Start", exact=True).click()
        expect(page.locator("#run-headline h2")).to_have_text(
            re.compile("too few to say", re.I), timeout=1000 * PATIENCE
        )
        expect(page.locator("#run-headline")).to_contain_text("100 are needed")
        expect(page.frame_locator("iframe.report").locator("body")).to_contain_text("somebody/tiny")
        picture(page, "tiny")
        page.get_by_role("tab", name="Leaderboard").click()
        page.get_by_role("button", name="Submit a result").click()
        page.locator("#board-file input[type=file]").set_input_files(tmp_path / "result.json")
        expect(page.locator("#board-checks")).to_contain_text("schema", ignore_case=True)
        page.get_by_role("button", name="Sign in with Hugging Face").click()
        expect(page.get_by_role("button", name=re.compile("Logout"))).to_be_visible()
        page.get_by_role("tab", name="Leaderboard").click()
        page.get_by_role("button", name="Submit a result").click()
        page.locator("#board-file input[type=file]").set_input_files(tmp_path / "result.json")
        page.get_by_role("button", name="Open a pull request with my login").click()
        expect(page.locator("#board-sent a")).to_have_attribute("href", re.compile("discussions/1"))
        picture(page, "submitted")
    (proposed,) = hub.repositories["datasets", RESULTS].pull_requests
    assert [name.startswith("results/org--model/bfi44-") for name in proposed] == [True]
