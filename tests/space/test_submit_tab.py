"""Submit a model: in Chromium from the form to a row of the leaderboard, and what the page says on the way."""

import re
from dataclasses import replace
from multiprocessing import forkserver

import gradio as gr
import huggingface_hub
import pytest
from gradio_client.utils import python_type_to_json_schema
from jsonschema import validate
from playwright.sync_api import expect

from persona_collapse.hub.hardware import GB, Hardware
from persona_collapse.hub.requests.book import REQUESTS, Page, RequestBook
from persona_collapse.hub.requests.waiting import queue_of
from space.board.queue import SubmittedModels
from space.board.queue_tables import ended_table, pending_table, running_table
from space.board.results import SubmittedResults
from space.desk import jobs
from space.desk.jobs import Desk
from space.page import submit_tab as module
from space.page.board_by_program import board_functions
from space.page.returned import QueueOfModels, SubmittedModel
from space.settings import SpaceSettings
from tests.hub.test_requests import NOW, request
from tests.space.conftest import NEEDS_CHROMIUM
from tests.space.test_browser import opened, picture, tab, violations
from tests.support.checkpoint import make
from tests.support.hub_double import Repository, hub_double, spoken_to
from tests.support.waiting import until

RESULTS = "persona-collapse/results"
NASTY = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """A Hub with a tiny model, for this process and those that it starts."""
    home = tmp_path_factory.mktemp("hub")
    folder = make(home / "tiny", layers=1, width=64)
    with hub_double() as server, pytest.MonkeyPatch.context() as patched:
        spoken_to(server, patched, home)
        patched.setattr(huggingface_hub.hf_api.api, "endpoint", server.url)  # Gradio's login asks it
        for name, value in {"HF_ENDPOINT": server.url, "HF_HUB_OFFLINE": "0", "HF_HUB_DISABLE_XET": "1"}.items():
            patched.setenv(name, value)
        patched.setenv("HF_HOME", str(home / "home"))
        for kind, name in (("datasets", REQUESTS), ("datasets", RESULTS), ("models", "org/tiny")):
            server.repositories[kind, name] = Repository(name)
        server.asked, server.found, server.model = server.repositories.values()
        server.model.files = {file.name: file.read_bytes() for file in folder.iterdir()}
        forkserver._forkserver._stop()  # the one that processes are copied from has read the environment of before
        yield server
    forkserver._forkserver._stop()


@pytest.fixture(scope="module")
def served(hub, serve):
    url, desk = serve(token=True, evaluates=True, protocol_personas=24, per_week=3)
    return url, desk


def outcome(page, words):
    expect(page.locator("#submit-outcome")).to_contain_text(re.compile(words))


@NEEDS_CHROMIUM
def test_from_the_form_to_a_row_without_a_hand(browser, hub, served):
    with opened(browser, served[0], 1280) as page:
        tab(page, "Submit a model")
        expect(page.locator("#submit-running")).to_contain_text("No model is being evaluated.")
        page.get_by_role("button", name="Submit the model").click()
        outcome(page, "needs a login")
        page.get_by_role("button", name=re.compile("Sign in")).click()
        expect(page.get_by_role("button", name=re.compile("Logout"))).to_be_visible()
        tab(page, "Submit a model")
        page.get_by_label("Model on the Hub").press_sequentially("tin", delay=30)
        page.get_by_label("org/tiny").click()
        expect(page.get_by_label("Model on the Hub")).to_have_value("org/tiny")
        expect(page.locator("#submit-found")).to_be_hidden()
        page.get_by_role("checkbox", name=re.compile("Mini-IPIP")).check()
        page.locator("#submit-instruments input[name='bfi44']").uncheck()
        page.get_by_role("button", name="Submit the model").click()
        outcome(page, r"Submitted: org/tiny at commit [0-9a-f]{8}, mini-ipip, probabilities \(.*480 questions\)")
        page.get_by_role("button", name="Submit the model").click()
        outcome(page, r"already")
        link = page.locator("#submit-outcome a").get_attribute("href")
        assert link.startswith(f"{hub.url}/datasets/persona-collapse/")

        def ended():
            page.get_by_role("button", name="Read the queue again").click()
            page.wait_for_timeout(1000)
            return page.locator("#submit-ended table").count()

        until(ended)
        expect(page.locator("#submit-ended")).to_contain_text("finished: result for mini-ipip")
        expect(page.locator("#submit-pending")).to_contain_text("No model is pending.")
        picture(page, "submit-1280")
        violations(page)
        tab(page, "Leaderboard")
        page.get_by_role("button", name="Read results from the Hub").click()
        expect(page.locator("#board-told")).to_contain_text("1 evaluated here, 0 self-reported")
        expect(page.locator("#board-table")).to_contain_text("People (simulated)")
        picture(page, "board-1280")
        page.get_by_label("Instrument").first.click()
        page.get_by_role("option", name="mini-ipip").click()
        expect(page.locator("#board-table")).to_contain_text("model, evaluated here")
        expect(page.locator("#board-table")).to_contain_text("org/tiny")
    with opened(browser, served[0], 390) as page:
        tab(page, "Submit a model")
        expect(page.locator("#submit-ended")).to_contain_text("org/tiny")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        picture(page, "submit-390")


# without a browser


@pytest.fixture
def models(hub, tmp_path):
    """A queue of the app's own, and no worker."""
    return SubmittedModels(Desk(SpaceSettings(tmp_path / "jobs", token=True, workers=1)), clock=lambda: NOW)


def test_tables_say_place_time_progress_and_reason():
    book = RequestBook(endpoint="https://hub")
    done = request(0).taken("w", NOW, 9).finished(NOW + 100, ("https://hub/result",))
    parts = (
        done,
        replace(request(1).taken("w", NOW + 100, 900), done=528),
        request(2, user=NASTY),
        request(3).failed(NOW, NASTY),
    )
    queue = queue_of(Page("c", {one.path: one for one in parts}), NOW + 101)
    running, pending, ended = (table(queue, book) for table in (running_table, pending_table, ended_table))
    assert "528 of 1,056 questions (50 %)" in running
    assert "<td>1</td>" in pending
    assert "about 2 min" in pending
    assert '<a href="https://hub/result" rel="noopener" target="_blank">result for bfi44</a>' in ended
    assert "<strong>failed</strong>: &lt;script&gt;" in ended
    assert NASTY not in running + pending + ended
    assert f"{book.address(done)}" in ended
    odd = replace(done, results=("javascript:alert(1)",))
    assert "javascript" not in ended_table(queue_of(Page("c", {odd.path: odd}), NOW), book)
    empty = queue_of(Page("c"), NOW)
    assert "No model is pending." in pending_table(empty, book)


def test_what_the_page_says_when_the_hub_does_not_answer(models, hub, monkeypatch):
    models.book.patience = 0.3
    hub.loses = lambda *given: True
    first, *others = module.shown(models)
    hub.loses = lambda *given: False
    assert "is not available: the Hub cannot be reached" in first
    assert others == ["", ""]
    monkeypatch.delenv("HF_TOKEN")
    assert "This app has no token to write with" in module._said(models, module.Wanted("org/tiny"), None)


def test_models_are_submitted_and_the_queue_is_read_by_program(models, hub):
    *_, queue, submit = board_functions(SubmittedResults(models._desk.settings), models)
    with pytest.raises(gr.Error, match="A token of your Hub account is needed"):
        submit("org/tiny", "")
    done = submit("org/tiny", "hf_token", instruments="bfi44", mode="generate")
    assert (done["model"], done["settings"], done["questions"]) == ("org/tiny", "bfi44, generate", 1144 * 44)
    assert any((one["model"], one["user"]) == ("org/tiny", done["user"]) for one in queue()["pending"])
    for result, said in ((done, SubmittedModel), (queue(), QueueOfModels)):
        validate(result, {**python_type_to_json_schema(said), "additionalProperties": False})
    with pytest.raises(gr.Error, match="queued already, submitted by"):
        submit("org/tiny", "hf_token", instruments="bfi44", mode="generate")


def test_ids_are_searched_from_three_letters_on(hub):
    assert module.hits("ti") == module.hidden()
    assert module.hits("TIN")["choices"] == ["org/tiny"]
    assert module.hits("org/tiny") == module.hidden(), "what was typed is one already"


def test_the_queue_is_read_once_for_many_visitors(models, hub):
    models.queue()
    before = len(hub.log)
    assert len({id(models.queue()) for _ in range(50)}) == 1
    assert len(hub.log) == before


def test_a_queue_of_a_hundred_is_fetched_once_and_then_asked_for_by_one_call(hub, tmp_path):
    long = hub.repositories["datasets", "org/long"] = Repository("org/long")
    long.files = {one.path: one.to_json().encode() for one in map(request, range(100))}
    desk = Desk(SpaceSettings(tmp_path / "jobs", requests="org/long", workers=1))
    finished = []
    models = SubmittedModels(desk, clock=lambda: NOW, finished=lambda: finished.append(1))
    *_, queue, _ = board_functions(SubmittedResults(desk.settings), models)

    def calls(act, times=1):
        before = len(hub.log)
        for _ in range(times):
            act()
        return len(hub.log) - before

    assert calls(models.queue) == 102, "the last commit, the list, every file once"
    assert calls(lambda: module.shown(models), 50) == calls(queue, 50) == 0, "page and programs share it"
    assert len(queue()["pending"]) == module.shown(models)[1].count("<tr><td>") == 100
    models.forget()
    assert calls(models.queue) == 1, "the last commit is the same"
    done = request(5).taken("w", NOW, 9).finished(NOW + 1, ("https://hub/result",))
    long.keep({**long.files, done.path: done.to_json().encode()})
    models.forget()
    assert calls(models.queue) == 3, "the last commit, the list, what has changed"
    assert finished == [1], "the board is read again"


def test_hardware_of_other_machines_counts_where_they_evaluate(tmp_path):
    desk = Desk(SpaceSettings(tmp_path / "jobs", takes_gb=80, workers=1))
    assert SubmittedModels(desk).hardware == Hardware(80 * GB, 80 * GB, 80 * GB)
    desk.close()


def test_settings_of_a_space():
    told = {"SPACE_ID": "a/b", "HF_TOKEN": "t", "PERSONA_COLLAPSE_SPACE_TAKES_GB": "40"}
    assert SpaceSettings.from_environment(told).evaluates
    assert SpaceSettings.from_environment(told).takes_gb == 40
    for change in ({"HF_TOKEN": ""}, {"SPACES_ZERO_GPU": "1"}, {"PERSONA_COLLAPSE_SPACE_EVALUATE": "0"}):
        assert not SpaceSettings.from_environment(told | change).evaluates
    assert not SpaceSettings.from_environment({"HF_TOKEN": "t"}).evaluates, "only if one's own machine is told to"


def test_turns_follow_each_other_until_nothing_is_left(tmp_path, monkeypatch):
    desk = Desk(SpaceSettings(tmp_path / "jobs", evaluates=True, workers=1))
    turns = []

    class Heavy:
        threads, count = desk._heavy.threads, 1

        def do(self, folder, credential, overdue):
            turns.append(folder.record["kind"])
            return jobs.End("finished", "evaluated a request" if len(turns) < 3 else "")

        def close(self):
            pass

    heavy, desk._heavy = desk._heavy, Heavy()
    desk.evaluate()
    desk.evaluate()
    heavy.threads.submit(lambda: None).result(30)
    for _ in range(100):
        if len(turns) == 3 and not desk._in_hand:
            break
        heavy.threads.submit(lambda: None).result(30)
    assert turns == ["queueturn"] * 3
    desk.evaluate()
    assert not desk._in_hand, "a turn without work is followed by a pause"
    desk.close()
    heavy.close()


def test_the_tab_has_a_label_on_everything(models):
    with gr.Blocks() as page, gr.Tab("x") as one:
        module.submit_tab(models._desk, models, one)
    given = [
        one["props"]
        for one in page.config["components"]
        if one["type"] in ("dropdown", "textbox", "radio", "checkboxgroup")
    ]
    assert len(given) == 7
    assert all(one["label"] and one["elem_id"] for one in given)
    assert all(one["api_visibility"] == "private" for one in page.config["dependencies"])
