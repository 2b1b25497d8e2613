"""The page in Chromium, as a visitor has it: every outcome, by mouse and by keyboard, wide and narrow, nothing on the console."""

import re
import time
from contextlib import contextmanager
from pathlib import Path
from random import Random
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from persona_collapse.simulation import simulate
from space.asking.runs import Run
from space.desk.visitors import Visitor
from space.files.remedied import WANTED
from space.page import wording
from tests.conftest import GPT, PEOPLE, ROOT, WITHOUT
from tests.space.conftest import NEEDS_CHROMIUM
from tests.support.remedies import PANEL
from tests.support.waiting import PATIENCE, until

PICTURES = ROOT / ".artefacts"
QUIET = re.compile(r"favicon|manifest|ResizeObserver")
LEAVING = re.compile(r"AbortError|Connection errored out")
"""What Gradio says of its own requests that are under way while a page is left."""

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def served(serve):
    return serve(per_session=100, per_address=100)


@contextmanager
def opened(browser, url, width=1200, before="", **options):
    """A page of its own; whatever it says on the console, or asks of another server, fails the test."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    context.set_default_timeout(1000 * PATIENCE)
    page = context.new_page()
    heard, asked, visits = [], [], []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.on("request", lambda request: visits.append(request.url) if request.is_navigation_request() else None)
    page.add_init_script(before)
    page.goto(url)
    home = url.partition("?")[0]
    first = page.get_by_role("tab", name="Run a model").or_(page.get_by_role("button", name="Start", exact=True))
    expect(first.first).to_be_visible()
    yield page
    context.close()
    expected = [QUIET, LEAVING] if len(visits) > 1 else [QUIET]
    assert [one for one in heard if not any(words.search(one) for words in expected)] == []
    assert [one for one in asked if not one.startswith((home, "data:", "blob:", "about:"))] == []


def picture(page, name):
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"space-{name}.png", full_page=True)


def tab(page, name):
    """Open a tab, on a narrow page from the menu that holds those without room."""
    if not page.get_by_role("tab", name=name).is_visible():
        page.get_by_role("button", name="More tabs").first.click()
        page.locator(".overflow-dropdown button", has_text=name).first.click()
    else:
        page.get_by_role("tab", name=name).click()


def headline(page, words):
    expect(page.locator("#run-headline h2")).to_have_text(re.compile(words, re.I))


def test_a_caricature_runs_to_its_report(browser, served):
    before = len(list((served[1].settings.folder / "jobs").glob("*")))
    with opened(browser, served[0], color_scheme="null") as page:
        page.get_by_role("button", name="Start", exact=True).dblclick()
        expect(page.get_by_text(re.compile("So far"))).to_be_visible()
        assert len(list((served[1].settings.folder / "jobs").iterdir())) == before + 1, "a double click starts one run"
        picture(page, "running")
        headline(page, "caricature")
        report = page.frame_locator("iframe.report")
        expect(report.locator("h1")).to_have_text("Is the population as varied as people?")
        expect(page.locator("#run-numbers")).to_contain_text("effective Likert")
        with page.expect_download() as download:
            page.locator("#run-files a").first.click()
        assert "caricature" in Path(download.value.path()).read_text(encoding="utf-8")
        picture(page, "report")
        violations(page)
        colours = []
        for theme in ("light", "dark"):
            page.evaluate(IN_THEME, theme)
            colours.append(report.locator("body").evaluate("body => getComputedStyle(body).color"))
        assert colours[0] != colours[1], "the report is dark on a dark page"
        picture(page, "report-dark")


def test_cancel_then_come_back_by_id_on_another_page_and_go_on(browser, served):
    with opened(browser, served[0]) as page:
        page.get_by_label("All three").check()
        page.get_by_label("Full: 1,144").check()
        page.get_by_role("button", name="Start", exact=True).click()
        expect(page.locator("#run-progress")).to_contain_text("replies")
        expect(page.get_by_role("button", name="Stop")).to_be_enabled()
        pressed = time.monotonic()
        page.get_by_role("button", name="Stop").click()
        expect(page.locator("#run-progress")).to_contain_text(re.compile("stopp", re.I))
        print(f"stopped after {time.monotonic() - pressed:.2f} s")
        expect(page.locator("#run-progress")).to_contain_text("replies are kept")
        picture(page, "stopped")
        job = page.get_by_label("Job id").input_value()
    with opened(browser, served[0], width=390) as page:
        page.get_by_label("Job id").fill(job)
        page.get_by_role("button", name="Open a job").click()
        expect(page.locator("#run-progress")).to_contain_text("replies are kept")
        page.get_by_role("button", name="Continue").click()
        expect(page.locator("#run-progress")).to_contain_text("asking", ignore_case=True)
        page.get_by_role("button", name="Stop").click()
        expect(page.locator("#run-progress")).to_contain_text("replies are kept")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, "nothing sticks out on a narrow page"
        picture(page, "narrow")


def test_a_link_with_the_job_id_shows_the_result(browser, served):
    url, desk = served
    job = desk.submit(Run("simulated:noise", "simulated", ("bfi44",), 100), Visitor("a", "b"))
    with opened(browser, f"{url}?job={job}") as page:
        headline(page, "noise")
        expect(page.get_by_label("Kind of respondents")).to_have_value("Noise: random answers")
        page.get_by_role("radio", name="A quick look: 24").check()
        page.get_by_role("button", name="Start", exact=True).click()
        expect(page).to_have_url(re.compile(f"job=(?!{job})[A-Za-z0-9_-]{{22}}$"))
        page.get_by_label("Job id").first.fill(job)
        page.get_by_role("button", name="Open a job").click()
        headline(page, "noise")
        expect(page).to_have_url(re.compile(f"job={job}$"))
        tab(page, "Leaderboard")
        expect(page).to_have_url(re.compile(f"job={job}&board=1"))
        page.reload()
        expect(page.get_by_role("tab", name="Leaderboard", selected=True)).to_be_visible()
        tab(page, "Run a model")
        headline(page, "noise")


def test_an_address_restores_a_view_of_the_leaderboard(browser, served):
    asked = "?board=1&order=lid&lowest=true&rows=people+and+known+collapses&numbers=%5B%22rho%22%2C%22lid%22%5D&search=simulated"
    title = "Labels overdone (known, simulated, bfi44, 100 at a time)"
    with opened(browser, f"{served[0]}{asked}&first={quote(title)}") as page:
        expect(page.get_by_role("tab", name="Leaderboard", selected=True)).to_be_visible()
        rows = page.locator("#board-table tbody tr")
        expect(page.locator("#board-table thead th")).to_have_text(
            ["rank", "population", "signature", "human-likeness", "rho", "LID"]
        )
        expect(page.get_by_label("Lowest first")).to_be_checked()
        expect(page.get_by_label("First row")).to_have_value(title)
        expect(rows.first).to_contain_text("Average person, cloned")
        simulated = rows.count()
        page.get_by_label("Search").fill("noise")
        expect(page).to_have_url(re.compile("search=noise"))
        expect(page).to_have_url(re.compile("first=Labels"))
        expect(rows).not_to_have_count(simulated)  # the address is written before the table is
        found = rows.all_inner_texts()
        assert 0 < len(found) < simulated
        page.reload()
        expect(page.get_by_label("Search")).to_have_value("noise")
        until(lambda: rows.all_inner_texts() == found)  # its rows first, then its columns
        picture(page, "board-view")


WATCHES = """() => {
    window.wrong = [];
    window.seen = new Set();
    const look = () => {
        const names = /[ab]\\.csv/;
        const file = (document.querySelector("#upload-found")?.innerText.match(names) || [""])[0];
        const shown = document.querySelector("#upload-headline");
        const of = shown?.checkVisibility() ? (shown.innerText.match(names) || [""])[0] : "";
        if (of) window.seen.add(of);
        if (of && file && of !== file) window.wrong.push([of, file]);
    };
    new MutationObserver(look).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""
"""Notes every moment at which the verdict of one file stands under the name of another."""


def test_switching_files_while_they_are_measured_never_shows_a_verdict_under_another_name(browser, served, tmp_path):
    random = Random(16)
    for name, kind in (("a", "noise"), ("b", "human")):
        (tmp_path / f"{name}.csv").write_text(simulate(kind, 21).to_csv())
    with opened(browser, served[0]) as page:
        tab(page, "Score your own answers")
        page.evaluate(WATCHES)
        measure, found = page.get_by_role("button", name="Measure"), page.locator("#upload-found")
        clear = page.locator("#upload-file button[aria-label='Clear']")
        for turn in range(20):
            name = random.choice("ab")
            if clear.count():
                clear.first.click()
                expect(found).to_have_text("")
            page.locator("#upload-file input[type=file]").set_input_files(tmp_path / f"{name}.csv")
            expect(found).to_contain_text(f"{name}.csv")
            expect(measure).to_be_enabled()
            measure.click()
            if turn % 5 == 4:
                expect(page.locator("#upload-headline")).to_contain_text(f"{name}.csv")
            else:
                page.wait_for_timeout(random.choice((0, 50, 400, 1500)))
        assert page.evaluate("window.wrong") == []
        assert page.evaluate("window.seen.size") > 0, "verdicts were shown"


def test_what_is_wrong_is_said_in_a_sentence(browser, served):
    with opened(browser, served[0]) as page:
        page.get_by_label("Job id").fill("not-an-id")
        page.get_by_role("button", name="Open a job").click()
        expect(page.get_by_text("A job id has 22 letters")).to_be_visible()
        page.get_by_label(re.compile("OpenAI-compatible")).check()
        page.get_by_label("Model id").fill("some-model")
        page.get_by_label("Base URL").fill("http://127.0.0.1:8000/v1")
        page.locator("#run-key input").fill("sk-secret")
        page.get_by_role("button", name="Start", exact=True).click()
        expect(page.locator("#run-progress, .toast-body").filter(has_text=re.compile("address|https"))).to_be_visible()
        assert "Traceback" not in page.content()


def test_everything_by_keyboard(browser, served):
    with opened(browser, served[0]) as page:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.innerText") == "Start":
                break
        page.keyboard.press("Enter")
        headline(page, "caricature")


@pytest.mark.skipif(not GPT.exists(), reason=WITHOUT)
def test_real_answers_are_uploaded_with_people_of_ones_own(browser, served):
    with opened(browser, served[0]) as page:
        page.get_by_role("tab", name="Score your own answers").click()
        page.locator("#upload-file input[type=file]").set_input_files(GPT)
        expect(page.get_by_role("tabpanel").filter(has_text="320")).to_be_visible()
        page.get_by_label(wording.OWN_PEOPLE).check()
        page.locator("#upload-people input[type=file]").set_input_files(PEOPLE)
        expect(page.locator("#upload-people-found")).to_contain_text("228")
        page.get_by_role("button", name="Measure").click()
        expect(page.locator("#upload-headline h2")).to_have_text(re.compile("too few to say", re.I))
        expect(page.locator("#upload-numbers")).to_contain_text("coverage")
        picture(page, "uploaded")


def test_a_file_that_needs_a_control_is_measured_on_the_next_press(browser, served, tmp_path):
    answers = simulate("noise", 30).values.astype(int)
    answers[3, 5] = 99
    lines = [",".join(f"Q{number}" for number in range(1, 45)), *(",".join(map(str, row)) for row in answers)]
    (tmp_path / "mine.csv").write_text("\n".join(lines) + "\n")
    with opened(browser, served[0], width=390) as page:
        tab(page, "Score your own answers")
        page.locator("#upload-file input[type=file]").set_input_files(tmp_path / "mine.csv")
        found = page.locator("#upload-found")
        expect(found).to_contain_text("44 columns Q1..Q44 may be bfi44; if they are, set “Questionnaire” to")
        expect(page.get_by_role("button", name="Measure")).to_be_disabled()
        page.get_by_role("combobox", name="Questionnaire").click()
        page.get_by_role("option", name="Big Five Inventory, 44 items").click()
        expect(found).to_contain_text("44 columns Q1..Q44 taken for: bfi44")
        expect(found).to_contain_text("set “Codes that mean no answer” to 99 if that means no answer")
        violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        picture(page, "asked-390")
        page.set_viewport_size({"width": 1280, "height": 900})
        picture(page, "asked-1280")
        page.set_viewport_size({"width": 390, "height": 900})
        page.get_by_role("button", name="Measure").click()
        expect(page.locator("#upload-progress")).to_contain_text("'99' is not on the scale")
        page.get_by_label("Codes that mean no answer").fill("99")
        page.get_by_role("button", name="Measure").click()
        expect(page.locator("#upload-headline h2")).to_have_text(re.compile("too few to say", re.I))
        expect(found).to_contain_text("mine.csv: 30 rows, 44 columns. 44 columns Q1..Q44 taken for: bfi44.")
        picture(page, "declared-390")


@pytest.mark.parametrize("width", [1200, 390])
def test_every_tab_is_accessible(browser, served, width):
    with opened(browser, served[0], width=width) as page:
        violations(page)
        for name in ("Score your own answers", "Leaderboard", "Submit a model", "What to do about it", "Explore"):
            tab(page, name)
            page.wait_for_timeout(700)
            violations(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            picture(page, f"{name.split()[0].lower()}-{width}")
            page.evaluate(IN_THEME, "dark")
            picture(page, f"{name.split()[0].lower()}-{width}-dark")
            page.evaluate(IN_THEME, "light")


def test_a_record_of_a_remedy_is_shown(browser, served, tmp_path):
    (tmp_path / "panel.json").write_text(PANEL.to_json())
    (tmp_path / "other.json").write_text("{}")
    with opened(browser, served[0], width=390) as page:
        tab(page, "What to do about it")
        file = page.locator("#record-file input[type=file]")
        file.set_input_files(tmp_path / "panel.json")
        expect(page.locator("#record-shown h2")).to_have_text("Is the panel nearer to people than random choice?")
        violations(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        picture(page, "remedy-390")
        page.locator("#record-file button[aria-label='Clear']").click()
        expect(page.locator("#record-shown h2")).to_have_count(0)
        file.set_input_files(tmp_path / "other.json")
        expect(page.get_by_role("alert")).to_contain_text("other.json is not a record of this program")


def test_answers_of_a_run_are_calibrated_and_say_whom_to_ask_next(browser, served, tmp_path):
    url, desk = served
    run = desk.submit(Run("simulated:caricature", "simulated", ("bfi44",), 42), Visitor("a", "b"))
    people = simulate("human", 60, seed=5104)
    (tmp_path / "people.csv").write_text(people.to_csv())
    until(lambda: desk.look(run).state == "finished")
    with opened(browser, url) as page:
        tab(page, "Score your own answers")
        page.get_by_role("textbox", name="Answers of a run").fill(run[:-1])
        page.get_by_role("button", name="Take its answers").click()
        expect(page.locator("#upload-found")).to_contain_text("A job id has 22 letters")
        page.get_by_role("textbox", name="Answers of a run").fill(run)
        page.get_by_role("button", name="Take its answers").click()
        expect(page.locator("#upload-found")).to_contain_text("answers.parquet: 42 rows")
        page.get_by_label(wording.OWN_PEOPLE).check()
        page.locator("#upload-people input[type=file]").set_input_files(tmp_path / "people.csv")
        expect(page.locator("#upload-people-found")).to_contain_text("60 rows")
        page.get_by_label(WANTED["next"]).check()
        expect(page.get_by_label("Number of personas")).to_have_value("60")
        page.get_by_label("Number of personas").fill("2000")
        page.get_by_role("button", name="Choose", exact=True).click()
        expect(page.locator("#upload-progress")).to_contain_text("use a smaller “Number of personas”, or another")
        page.get_by_label("Number of personas").fill("9")
        page.get_by_role("button", name="Choose", exact=True).click()
        expect(page.locator("#upload-headline h2")).to_have_text(re.compile("which personas to ask next"))
        expect(page.locator("#upload-numbers")).to_contain_text("9 personas, in order")
        shown_at_both_widths(page, "next")
        page.get_by_label(WANTED["calibrate"]).check()
        expect(page.get_by_label("Number of personas")).to_be_hidden()
        page.get_by_role("button", name="Calibrate", exact=True).click()
        expect(page.locator("#upload-headline h2")).to_have_text("What does calibration change among other people?")
        with page.expect_download() as download:
            page.locator("#upload-files a[href$='/calibrated.csv']").click()
        assert "calibrated_answers" in Path(download.value.path()).read_text(encoding="utf-8").splitlines()[0]
        shown_at_both_widths(page, "calibrated")
        violations(page)


def shown_at_both_widths(page, name):
    """Nothing sticks out of a result."""
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        picture(page, f"{name}-{width}")


def violations(page):
    """What axe-core finds on the page, light and dark, as far as it is serious."""
    page.add_style_tag(content="* { transition: none !important; }")  # no colour on its way to another
    colours, serious = [], []
    for theme in ("light", "dark"):
        colours.append(page.evaluate(IN_THEME, theme))
        for one in Axe().run(page, options=SOUGHT).response["violations"]:
            if one["impact"] in ("serious", "critical"):
                serious.append((theme, one["id"], [node["html"][:150] for node in one["nodes"][:3]]))
    page.evaluate(IN_THEME, "light")
    assert not serious
    assert colours[0] != colours[1]


SOUGHT = {"iframes": False, "resultTypes": ["violations"]}
"""All rules, but only what breaks them is described: to describe every part that keeps them takes half the time."""

IN_THEME = """theme => {
    document.body.classList.toggle("dark", theme === "dark");
    return getComputedStyle(document.querySelector("h1")).color;
}"""
"""Makes the page light or dark, as Gradio does; the colour of its title."""


LATE_END = """
const fetched = window.fetch;
window.fetch = async (...given) => {
    const answer = await fetched(...given);
    if (!String(given[0].url ?? given[0]).includes("/queue/data")) return answer;
    const late = new TransformStream({async transform(chunk, to) {
        const words = new TextDecoder().decode(chunk), end = words.indexOf('data: {"msg":"close_stream"');
        if (end < 0) return to.enqueue(chunk);
        to.enqueue(new TextEncoder().encode(words.slice(0, end)));
        window.ends = (window.ends ?? 0) + 1;
        await new Promise(over => setTimeout(over, 1500));
        to.enqueue(new TextEncoder().encode(words.slice(end)));
    }});
    return new Response(answer.body.pipeThrough(late), answer);
};
"""
"""The end of a stream of updates arrives late, as it may on a slow line."""


def test_what_is_asked_while_the_stream_of_updates_ends_is_shown(browser, served):
    with opened(browser, served[0], before=LATE_END) as page:
        for personas in (24, 1144, 200, 24):
            ends = page.evaluate("window.ends ?? 0")
            page.locator(f"#run-personas input[value='{personas}']").check()
            expect(page.locator("#run-estimate")).to_contain_text(f"{44 * personas:,} requests")
            page.wait_for_function(f"(window.ends ?? 0) > {ends}")


LATE_ANSWER = """
const fetched = window.fetch;
let asked = false;
window.fetch = async (...given) => {
    const answer = await fetched(...given);
    if (!String(given[0].url ?? given[0]).includes("/queue/join") || asked) return answer;
    asked = true;
    await new Promise(over => setTimeout(over, 3000));
    return answer;
};
"""
"""The answer to the first question of a page arrives late: after the updates that it announces."""


def test_a_result_is_shown_whose_updates_arrive_before_the_answer_to_the_question(browser, served):
    url, desk = served
    job = desk.submit(Run("simulated:noise", "simulated", ("mini-ipip",), 24), Visitor("a", "b"))
    until(lambda: desk.look(job).is_over)
    with opened(browser, f"{url}?job={job}", before=LATE_ANSWER) as page:
        expect(page.locator("#run-progress")).to_contain_text("Finished")
        headline(page, "too few to say")
