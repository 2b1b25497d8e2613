"""Walk the page as a visitor: walk.py URL [SCREENSHOT_FOLDER [STEP ...]]. Exits 1 if a step fails."""

import json
import random
import time

from walk_tools import (
    LONG,
    WORK,
    button,
    choose,
    ended,
    finish,
    fits,
    measured,
    opened,
    panel,
    pick,
    press_to,
    sees,
    shot,
    tab,
    take,
    text,
    times,
    upload,
    wait_for,
    walk,
    watch,
)


def simulated_run_to_report_and_files(browser):
    page = opened(browser)
    sees(page, "8,800 requests")
    finish(page, "200 caricature bfi44")
    sees(page, "caricature", "held-out people", "8,800 of 8,800 replies")
    assert json.loads(take(page, "result.json").read_text())
    assert take(page, "answers.parquet").read_bytes()[:4] == b"PAR1"
    assert "<html" in take(page, "report.html").read_text().lower()
    report = page.frame_locator("iframe").locator("body")
    report.scroll_into_view_if_needed()
    assert "caricature" in report.inner_text().lower()
    shot(page, "report_in_page")
    alone = watch(browser.new_page())
    alone.goto((WORK / "report.html").as_uri())
    alone.wait_for_timeout(1000)
    shot(alone, "report_alone")
    return page


def another_kind_and_instrument(browser):
    page = opened(browser)
    choose(page, "Moral dilemmas, 131 items")
    pick(page, "Kind of respondents", "Noise")
    sees(page, "26,200 requests")
    finish(page, "200 noise moral131")
    sees(page, "noise")


def all_three(browser):
    page = opened(browser)
    choose(page, "All three", "A quick look: 24")
    finish(page, "24 all three")
    assert panel(page).get_by_role("link").count() >= 3


def more_settings(browser):
    page = opened(browser)
    choose(page, "A quick look: 24")
    panel(page).get_by_role("button", name="More settings").click()
    page.get_by_role("spinbutton", name="number input for Repeats of every item").fill("3")
    page.keyboard.press("Tab")
    page.get_by_role("spinbutton", name="Seed").fill("7")
    page.keyboard.press("Tab")
    choose(page, "Probabilities of the answers")
    choose(page, "Replies in words")
    sees(page, "3,168 requests", "a signature needs 100")
    finish(page, "24 repeats 3")
    sees(page, "3,168 of 3,168 replies")


def stop_come_back_go_on(browser):
    page = opened(browser)
    choose(page, "All three", "Full: 1,144")
    button(page, "Start").click()
    wait_for("Stop to work", button(page, "Stop").is_enabled)
    sees(page, "a second")
    button(page, "Stop").click()
    wait_for("stopped", button(page, "Continue").is_enabled)
    sees(page, "Stopped")
    job = page.get_by_label("Job id").first.input_value()
    assert len(job) > 10, job
    page.close()
    page = opened(browser)
    page.get_by_label("Job id").first.fill("no-such-job")
    button(page, "Open a job").click()
    page.wait_for_timeout(3000)
    shot(page, "wrong_id")
    print("   wrong id:", text(page)[-160:].replace("\n", " | "))
    page.get_by_label("Job id").first.fill(job)
    button(page, "Open a job").click()
    wait_for("Continue to work", button(page, "Continue").is_enabled)
    shot(page, "came_back")
    begun = time.time()
    button(page, "Continue").click()
    wait_for("going on", button(page, "Stop").is_enabled)
    page.wait_for_timeout(5000)
    print("   going on:", text(page)[-200:].replace("\n", " | "))
    button(page, "Stop").click()
    wait_for("stopped again", button(page, "Continue").is_enabled)
    times["stop again after going on"] = round(time.time() - begun, 1)


def endpoint_and_own_hardware(browser):
    page = opened(browser)
    choose(page, "A quick look: 24", "An OpenAI-compatible endpoint of yours")
    page.get_by_label("Model id").fill("some-model")
    for address, said in (
        ("", "not an address of an endpoint"),
        ("http://127.0.0.1:8000/v1", "public"),
        ("http://example.invalid/v1", "no host"),
    ):
        page.get_by_label("Base URL").fill(address)
        button(page, "Start").click()
        wait_for(said, lambda words=said: words in page.locator("body").inner_text(), LONG)
    choose(page, "This app's own hardware")
    button(page, "Start").click()
    sees(page, "the Hub does not answer")


def score_answers(browser):
    page = opened(browser)
    tab(page, "Score your own answers")
    button(page, "Take the sample").click()
    sees(page, "120 rows", "all 44 items are there")
    measured(page, "sample")
    sees(page, "caricature")
    random.seed(1)
    items = [f"bfi44_{n}" for n in range(1, 45)]
    upload(page, "own.csv", [items] + [[random.randint(1, 5) for _ in items] for _ in range(150)])
    sees(page, "own.csv: 150 rows, 44 columns")
    assert "Caricature" not in text(page), "the report of the file before stays under the new file"


def score_own_files(browser):
    page = opened(browser)
    tab(page, "Score your own answers")
    random.seed(1)
    items = [f"bfi44_{n}" for n in range(1, 45)]
    upload(page, "own.csv", [items] + [[random.randint(1, 5) for _ in items] for _ in range(150)])
    measured(page, "own csv")
    sees(page, "noise")
    upload(page, "other.csv", [[f"q{n}" for n in range(44)]] + [[6] * 44 for _ in range(5)])
    print("   other names:", text(page)[430:700].replace("\n", " | "))
    shot(page, "other_names")
    upload(page, "broken.csv", [["a", "b"], ["1", "\0"]])
    sees(page, "null byte")
    assert not button(page, "Measure").is_enabled()
    words = [
        "river",
        "music",
        "bread",
        "winter",
        "quiet",
        "engine",
        "letter",
        "garden",
        "market",
        "stone",
        "paper",
        "light",
    ]
    rows = [[" ".join(random.choices(words, k=40))] for _ in range(120)]
    upload(page, "texts.csv", [["text"], *rows])
    sees(page, "120 rows, 1 column", "held against chance")
    measured(page, "texts")


def leaderboard(browser):
    page = opened(browser)
    tab(page, "Leaderboard")
    grid = panel(page).get_by_role("region", name="Leaderboard")
    wait_for("rows", lambda: "People (simulated)" in grid.inner_text())
    page.get_by_role("tab", name="As published in the paper").click()
    grid = panel(page).get_by_role("region", name="Published numbers")
    wait_for("published only", lambda: "Human (Twin-2K-500)" in grid.inner_text())
    pick(page, "Order by", "LID")
    wait_for("highest LID first", lambda: "Her" in grid.locator("tbody tr").first.inner_text())
    page.get_by_label("Lowest first").check()
    wait_for("lowest LID first", lambda: "CoSER" in grid.locator("tbody tr").first.inner_text())
    page.get_by_label("Search").fill("qwen")
    wait_for("four found", lambda: grid.locator("tbody tr").count() == 4)
    page.get_by_label("Search").fill("zzz")
    page.wait_for_timeout(2000)
    page.get_by_label("Search").fill("")
    pick(page, "First row", "Labels overdone (known, simulated, bfi44, 500")
    pick(page, "Second row", "Five persons, copied (known, simulated, bfi44, 500")
    sees(page, "second less first")
    button(page, "Read results from the Hub").click()
    sees(page, "cannot be reached")
    panel(page).get_by_role("button", name="Submit a result").click()
    with page.expect_file_chooser() as asked:
        panel(page).get_by_role("button", name="Click to upload or drop files").last.click()
    asked.value.set_files(WORK / "result.json")
    page.wait_for_timeout(6000)
    shot(page, "submitted")
    print("   checks:", text(page)[-700:].replace("\n", " | "))


def explore(browser):
    page = opened(browser)
    tab(page, "Explore")
    covered = []
    for mark in panel(page).locator("figure").get_by_role("button").all():
        try:
            mark.click(timeout=2000)
        except Exception:
            covered.append(mark.get_attribute("data-mark") or mark.inner_text())
    print("   covered marks:", covered)
    pick(page, "A mark of “Coverage and complexity”", "five archetypes")
    sees(page, "five archetypes", "LID")
    shot(page, "maps")
    tab(page, "What each collapse looks like")
    for kind in ("collapsed", "shallow", "caricature", "noise"):
        page.get_by_role("radio", name=kind, exact=True).check()
        page.wait_for_timeout(1500)
        shot(page, f"looks_{kind}")
    sees(page, "Two principal axes", "noise")
    tab(page, "One answer with its prompt")
    pick(page, "Persona", "Doctor")
    sees(page, "How a reply is read")
    reply, read = page.get_by_label("A reply", exact=True), page.get_by_label("What is read", exact=True)
    for said, wanted in (("2", "2,"), ("I don't know", "no answer"), ("five", "5,"), ("", ""), ("7", "no answer")):
        reply.fill(said)
        page.wait_for_timeout(2000)
        print("   reply", repr(said), "->", read.input_value())
        assert wanted in read.input_value(), (said, read.input_value())
    for instrument in ("Moral dilemmas, 131 items", "Self-introductions, free text"):
        panel(page).get_by_label(instrument).check()
        page.wait_for_timeout(1500)
        shot(page, f"answer_{instrument[:5]}")
    tab(page, "The 26 attributes")
    box = page.get_by_label("Search attributes and values")
    box.fill("nurse")
    wait_for("one figure", lambda: panel(page).locator("figure").count() == 1)
    box.fill("zzzz")
    sees(page, "No attribute and no value is called that.")
    tab(page, "What each number means")
    panel(page).get_by_role("button", name="Formula of coverage").click()
    page.wait_for_timeout(1500)


def keyboard_only(browser):
    page = opened(browser)
    press_to(page, "Simulated respondents")
    press_to(page, "A quick look")
    page.keyboard.press("Space")
    page.wait_for_timeout(1000)
    sees(page, "1,056 requests")
    press_to(page, "Start")
    outline = page.evaluate("(s => s.outlineStyle + s.boxShadow)(getComputedStyle(document.activeElement))")
    assert outline != "nonenone", "focus cannot be seen"
    begun = time.time()
    page.keyboard.press("Enter")
    ended(page, "keyboard 24", begun)
    press_to(page, "report.html")


def narrow(browser):
    page = opened(browser, 390)
    fits(page)
    choose(page, "A quick look: 24")
    finish(page, "390 px 24")
    fits(page)
    for name in ("Score your own answers", "Leaderboard", "Explore"):
        where = page.get_by_role("tab", name=name, exact=True)
        if not where.is_visible():
            page.locator("button:has-text('…'), .overflow-menu button").first.click()
        page.get_by_role("tab", name=name, exact=True).or_(page.get_by_role("button", name=name)).last.click()
        page.wait_for_timeout(1500)
        fits(page)
        shot(page, f"narrow_{name[:5]}")


if __name__ == "__main__":
    walk(
        [
            simulated_run_to_report_and_files,
            another_kind_and_instrument,
            all_three,
            more_settings,
            stop_come_back_go_on,
            endpoint_and_own_hardware,
            score_answers,
            score_own_files,
            leaderboard,
            explore,
            keyboard_only,
            narrow,
        ]
    )
