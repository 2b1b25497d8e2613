"""The pages of metrics/, in a real browser and through their API."""

import importlib.util
import shutil
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import gradio as gr
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from playwright.sync_api import expect, sync_playwright

from persona_collapse.hub.cards import ANSWER_MODULES as MODULES
from persona_collapse.hub.page import OWN_TABLE, computed
from persona_collapse.instruments import TRAITS
from persona_collapse.resources import metric_path
from persona_collapse.simulation import simulate
from tests.conftest import ROOT
from tests.support.waiting import PATIENCE

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


@contextmanager
def served(name):
    """The page of a module's folder, on loopback."""
    path = Path(metric_path(name)) / "app.py"
    spec = importlib.util.spec_from_file_location(f"app_of_{name}", path)
    app = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(app)
    assert isinstance(app.demo, gr.Blocks)
    _, url, _ = app.demo.launch(prevent_thread_lock=True, quiet=True, server_name="127.0.0.1", ssr_mode=False)
    try:
        yield url
    finally:
        app.demo.close()


def uploaded(name):
    """A table as the page asks for it: repeated rows for one module, rows of the default for another."""
    head, *rows = simulate("caricature", 60).to_csv().splitlines()
    if name == "persona_reliability":
        rows = rows * 2
    if name == "persona_default_pull":
        rows.append(",".join(["default", *rows[0].split(",")[1:]]))
    return "\n".join([head, *rows]) + "\n"


@pytest.mark.parametrize("name", MODULES)
def test_the_api_measures_an_uploaded_table(name, tmp_path):
    table, people, text = tmp_path / "answers.csv", tmp_path / "people.csv", tmp_path / "broken.csv"
    table.write_text(uploaded(name))
    people.write_text(simulate("human", 60, seed=2).to_csv())
    text.write_text("a,b\n1,2\n")
    with served(name) as url:
        client = Client(url, verbose=False, httpx_kwargs={"timeout": PATIENCE})
        found = client.predict(handle_file(table), handle_file(people), OWN_TABLE, "calibrated", api_name="/compute")
        assert "reference" not in found
        assert len(found) >= 3
        bundled = client.predict(handle_file(table), None, OWN_TABLE, "calibrated", api_name="/compute")
        if name not in ("persona_effective_likert", "persona_attribution"):
            assert bundled["reference"] == "calibrated-2058"
        with pytest.raises(AppError, match="item columns"):
            client.predict(handle_file(text), None, OWN_TABLE, "calibrated", api_name="/compute")
        with pytest.raises(AppError, match="no table was given"):
            client.predict(None, None, OWN_TABLE, "calibrated", api_name="/compute")


def test_attribution_takes_the_papers_attributes_before_labels_of_traits(tmp_path):
    labelled = simulate("caricature", 60)
    gender = ("Male", "Female", "Non-binary") * 20
    told = replace(labelled, attributes={**labelled.attributes, "gender": gender, "shoe size": tuple(range(60))})
    for matrix, expected in ((told, ["gender"]), (labelled, list(TRAITS))):
        table = tmp_path / "answers.csv"
        table.write_text(matrix.to_csv())
        found = computed("persona_attribution", str(table), None, OWN_TABLE, "calibrated")
        assert list(found["per_attribute"]) == expected


def own(url):
    """How the addresses of a page's own requests begin."""
    return (url, url.replace("http", "ws"), "data:", "blob:")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; .ci/run installs it (apt-get install chromium)")
def test_the_page_in_a_browser():
    pictures = ROOT / ".artefacts"
    pictures.mkdir(exist_ok=True)
    with served("persona_fidelity_trap") as url, sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1100, "height": 1200})
        errors, outside = [], []
        page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
        page.on("request", lambda request: None if request.url.startswith(own(url)) else outside.append(request.url))
        page.goto(url)
        expect(page.get_by_role("heading", name="Persona Fidelity Trap")).to_be_visible()
        page.get_by_role("button", name="Measure").click()
        expect(page.get_by_text("no table was given").first).to_be_visible()
        page.get_by_label("Population").click()
        page.get_by_role("option", name="caricature").click()
        page.get_by_role("button", name="Measure").click()
        expect(page.get_by_text("calibrated-2058").first).to_be_visible(timeout=1000 * PATIENCE)
        page.screenshot(path=pictures / "persona_fidelity_trap.png", full_page=True)
        browser.close()
    assert errors == []
    assert outside == []
