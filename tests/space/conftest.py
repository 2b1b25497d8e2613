"""The page, served on loopback for as long as a test module takes."""

from dataclasses import replace

import pytest

from jobs import Desk
from page import build, launch
from settings import SpaceSettings


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
