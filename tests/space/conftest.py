"""The page, served on loopback for as long as a test module takes, and a browser for it."""

import shutil
from dataclasses import replace

import pytest
from playwright.sync_api import expect, sync_playwright

from space.desk.jobs import Desk
from space.page.layout import build
from space.page.serving import launch
from space.settings import SpaceSettings
from tests.support.waiting import PATIENCE

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
NEEDS_CHROMIUM = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium here; .ci/run installs it (apt-get install chromium)"
)


expect.set_options(timeout=1000 * PATIENCE)  # the limit is for a page that never shows it, not for a busy machine


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as play:
        one = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield one
        one.close()


@pytest.fixture(scope="module")
def serve(tmp_path_factory):
    """Serve a page with settings of one's own: (its address, its desk)."""
    opened = []

    def serving(**settings):
        desk = Desk(replace(SpaceSettings(tmp_path_factory.mktemp("jobs")), **settings))
        page = build(desk)
        _, url, _ = launch(page, desk, server_name="127.0.0.1", prevent_thread_lock=True, quiet=True)
        opened.append((page, desk))
        return url, desk

    yield serving
    for page, desk in opened:
        page.close()
        desk.close()


collect_ignore = ["walk.py", "walk_tools.py"]
"""A script for a running app; it is no test."""
