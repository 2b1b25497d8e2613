"""The folder that becomes the Space's repository: it starts by itself, with the installed library and nothing of the checkout."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import persona_collapse
from persona_collapse.errors import InputError
from space.deploy import build_folder
from tests.conftest import ROOT
from tests.space.test_api import client_of, finished
from tests.space.test_whole_app import answering, free_port
from tests.support.waiting import PATIENCE

EVERYTHING = """
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import app, space
from space.desk.jobs import Desk
from space.page.layout import build
from space.page.serving import STYLES
from space.settings import SpaceSettings

for module in walk_packages(space.__path__, "space."):
    if module.name != "space.__main__":
        import_module(module.name)
desk = Desk(SpaceSettings(Path("jobs"), workers=1))
page = build(desk)
desk.close()
buttons = [one["props"].get("value") for one in page.config["components"] if one["type"] == "button"]
assert "Start" in buttons and "Measure" in buttons, buttons
assert all(style.read_text() for style in STYLES)
for name, module in sys.modules.items():
    if name == "app" or name.partition(".")[0] == "space":
        print(Path(module.__file__).resolve().relative_to(Path.cwd()))
"""


@pytest.fixture(scope="module")
def deployed(tmp_path_factory):
    """The folder, and what a process needs to find the library and nothing else of the checkout."""
    folder, library = tmp_path_factory.mktemp("deployed").resolve(), tmp_path_factory.mktemp("library")
    build_folder(folder)
    (library / "persona_collapse").symlink_to(Path(persona_collapse.__file__).parent)
    return folder, {**os.environ, "PYTHONPATH": str(library)}


def test_it_holds_what_the_hub_reads(deployed):
    folder, _ = deployed
    assert sorted(one.name for one in folder.iterdir()) == ["README.md", "app.py", "requirements.txt", "space"]
    named = re.search(r"^app_file: (.+)$", (folder / "README.md").read_text(), re.M)
    assert (folder / named[1]).is_file()
    kinds = {one.suffix for one in (folder / "space").rglob("*") if one.is_file()}
    assert kinds == {".py", ".css", ".json", ".csv"}, "no compiled file, no second README"


def test_every_module_and_the_page_load_from_the_folder_alone(deployed):
    folder, environment = deployed
    done = subprocess.run(
        [sys.executable, "-c", EVERYTHING], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    loaded = {Path(line) for line in done.stdout.splitlines()}
    there = {one.relative_to(folder) for one in folder.rglob("*.py") if one.name != "__main__.py"}
    assert loaded == there, "all of them, and none from elsewhere"


def test_the_app_starts_in_the_folder_and_works_on_a_job(deployed, tmp_path):
    folder, environment = deployed
    port = free_port()
    settings = {"PERSONA_COLLAPSE_SPACE_FOLDER": str(tmp_path / "jobs"), "GRADIO_SERVER_PORT": str(port)}
    with (tmp_path / "log").open("w") as log:
        app = subprocess.Popen(
            [sys.executable, "app.py"], cwd=folder, env={**environment, **settings}, stdout=log, stderr=log
        )
        try:
            client = client_of(answering(f"http://127.0.0.1:{port}/", app, tmp_path / "log"))
            job = client.predict("simulated:noise", api_name="/start_run")["job"]
            now = finished(client, job)
            assert (now["state"], now["finished"]) == ("finished", ["bfi44"]), (tmp_path / "log").read_text()
        finally:
            app.terminate()
            app.wait(PATIENCE)


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="is not an empty folder; give another"):
        build_folder(tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["mine.txt"]


def test_no_rule_of_the_page_names_what_gradio_puts_before_every_rule():
    """It prefixes them with .gradio-container, so a rule that has it never applies."""
    assert not any("gradio-container" in file.read_text() for file in (ROOT / "space" / "page").glob("*.css"))
