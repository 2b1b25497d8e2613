"""The tab "Explore" in a real browser: pointer, keyboard, a phone, a dark page, and axe-core."""

import re
from pathlib import Path

import axe_playwright_python
import gradio as gr
import pytest
from playwright.sync_api import expect

from space.page import explore_tab as tab
from space.page.answer_tab import _read, _reply
from space.page.explore_tab import explore_tab
from space.page.serving import STYLES
from tests.space.conftest import NEEDS_CHROMIUM

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TABS = (
    "Maps",
    "What each collapse looks like",
    "One answer with its prompt",
    "The 26 attributes",
    "What each number means",
)


@pytest.fixture(scope="module")
def url():
    with gr.Blocks(title="Explore", analytics_enabled=False) as page:
        gr.Markdown("# Explore")
        explore_tab()
    theme = gr.themes.Monochrome(font=("system-ui", "sans-serif"))
    _, url, _ = page.launch(
        prevent_thread_lock=True, quiet=True, server_name="127.0.0.1", ssr_mode=False, theme=theme, css_paths=STYLES
    )
    yield url
    page.close()


@pytest.fixture
def opened(browser, url):
    """Opens the page; its errors fail the test that opened it."""
    errors, contexts = [], []

    def open(width, theme):
        context = browser.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda one: errors.append(one.text) if one.type == "error" else None)
        page.on("pageerror", lambda one: errors.append(str(one)))
        page.goto(f"{url}?__theme={theme}")
        expect(page.locator("#map-0 .mark").first).to_be_visible()
        return page

    yield open
    for one in contexts:
        one.close()
    assert errors == []


def go_to(page, name):
    """Choose a tab; on a phone it may be in the menu of those for which there is no room."""
    tab = page.get_by_role("tab", name=name)
    if tab.count() and tab.first.is_visible():
        tab.first.click()
    else:
        page.locator(".overflow-menu > button").last.click()
        page.locator(".overflow-dropdown button", has_text=name).click()
    expect(page.get_by_role("tab", name=name, selected=True)).to_have_count(1)


@NEEDS_CHROMIUM
@pytest.mark.parametrize(("width", "theme", "tabs"), [(1200, "light", TABS[:2]), (390, "dark", TABS)])
def test_every_tab_fits_and_passes_axe(opened, width, theme, tabs):
    page = opened(width, theme)
    page.evaluate(AXE)
    for name in tabs:
        go_to(page, name)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        found = page.evaluate("axe.run({resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa']})")
        bad = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
        assert [(one["id"], one["nodes"][0]["html"]) for one in bad] == [], name


@NEEDS_CHROMIUM
def test_marks_by_pointer_by_key_and_by_list(opened):
    page = opened(1200, "light")
    marks, about = page.locator("#map-0"), page.locator("#about-0")
    one = marks.get_by_role("button", name="Qwen3-4B")
    one.hover()
    expect(one.locator(".words")).to_have_css("opacity", "1")
    one.click()
    expect(about).to_contain_text("Qwen3-4B")
    expect(about).to_contain_text("0.80")
    expect(page.locator("#mark-0 input")).to_have_value("Qwen3-4B")
    expect(one).to_have_attribute("aria-pressed", "true")
    marks.get_by_role("button", name="five archetypes").focus()
    page.keyboard.press("Enter")
    expect(about).to_contain_text("Five typical people, copied again and again.")
    page.keyboard.press("Tab")
    expect(marks.get_by_role("button", name="Llama-3.1-8B-Instruct")).to_be_focused()
    page.locator("#mark-1 input").fill("HER-32B")
    page.keyboard.press("Enter")
    expect(page.locator("#about-1")).to_contain_text("6.7")
    expect(page.locator("#map-1").get_by_role("button", name="HER-32B")).to_have_attribute("aria-pressed", "true")


@NEEDS_CHROMIUM
def test_kinds_prompts_replies_attributes_and_formulas(opened):
    page = opened(1200, "light")
    go_to(page, "What each collapse looks like")
    page.locator("#kind").get_by_label("caricature").check()
    expect(page.locator("#kind-card h2")).to_have_text("caricature")
    expect(page.locator("#kind-card")).to_contain_text("simulated from published norms, not people")
    go_to(page, "One answer with its prompt")
    page.locator("#instrument").get_by_label("Moral dilemmas").check()
    expect(page.locator("#asked textarea")).to_have_value(re.compile("B: the others are wrong"))
    expect(page.locator("#bars")).to_contain_text("Strongly favour A")
    page.locator("#own-reply textarea").fill("<b>2</b> or 3 ${1 + 1} {{x}}")
    expect(page.locator("#read textarea")).to_have_value("no answer: several answers: 2, 3")
    go_to(page, "The 26 attributes")
    page.get_by_label("Search attributes and values").fill("nurse")
    expect(page.locator("#attributes figcaption")).to_have_text(["Occupation"])
    go_to(page, "What each number means")
    formulas = page.get_by_role("button", name="Formula of")
    formulas.evaluate_all("some => some.forEach(one => one.click())")
    expect(page.locator(".katex-display")).to_have_count(formulas.count())
    expect(page.locator(".katex-error")).to_have_count(0)


def test_nothing_of_it_is_an_endpoint():
    with gr.Blocks() as page:
        explore_tab()
    assert page.get_api_info()["named_endpoints"] == {}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (lambda: tab._mark(0, "<b>"), "There is no mark called '&lt;b&gt;' on this map; choose one from the list."),
        (lambda: tab._kind("robot"), "There is no simulated population 'robot'"),
        (lambda: _reply("0-3", "bfi44", "none", "human"), "There is no item 'none' in bfi44"),
        (lambda: _read("4" * 5000, "bfi44"), "The reply has 5000 characters; give 4000 at most."),
    ],
)
def test_what_a_page_would_never_send_is_refused_in_a_sentence(asked, said):
    with pytest.raises(gr.Error) as refused:
        asked()
    assert refused.value.message.startswith(said)
