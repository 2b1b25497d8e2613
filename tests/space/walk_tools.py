"""What visitor.py clicks with: the page by labels, roles and texts."""

import csv
import shutil
import sys
import tempfile
import time
import traceback
from pathlib import Path

from playwright.sync_api import sync_playwright

URL = sys.argv[1]
SHOTS = Path(sys.argv[2]) if len(sys.argv) > 2 else None
WORK = Path(tempfile.mkdtemp())
LONG = 120
noise, failed, times = [], [], {}


def wait_for(what, test, seconds=30):
    end = time.time() + seconds
    while time.time() < end:
        value = test()
        if value:
            return value
        time.sleep(0.3)
    raise AssertionError(f"not seen in {seconds} s: {what}")


def watch(page):
    page.set_default_timeout(25_000)
    page.on(
        "console", lambda m: noise.append(f"console {m.type}: {m.text}") if m.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda e: noise.append(f"pageerror: {e}"))
    page.on("response", lambda r: noise.append(f"http {r.status}: {r.url}") if r.status >= 400 else None)
    page.on(
        "requestfailed",
        lambda r: None if "/queue/data" in r.url else noise.append(f"failed: {r.url} {r.failure}"),
    )
    return page


def opened(browser, width=1280):
    page = watch(browser.new_page())
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(URL)
    page.get_by_role("tab", name="Run a model").wait_for()
    page.get_by_text("requests.").first.wait_for()
    page.wait_for_timeout(1000)
    return page


def panel(page):
    return page.locator("[role=tabpanel]:visible").last


def text(page):
    return panel(page).inner_text()


def sees(page, *words, seconds=20):
    for word in words:
        wait_for(repr(word), lambda w=word: w.lower() in text(page).lower(), seconds)


def button(page, name):
    return panel(page).get_by_role("button", name=name, exact=True)


def tab(page, name):
    page.get_by_role("tab", name=name, exact=True).click()
    page.wait_for_timeout(1000)


def pick(page, label, option):
    page.get_by_role("combobox", name=label, exact=True).click()
    page.get_by_role("option").filter(has_text=option).first.click()
    page.wait_for_timeout(800)


def shot(page, name):
    if SHOTS:
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


def fits(page):
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"page is {wide} px wider than the window"


def choose(page, *labels):
    for label in labels:
        page.get_by_label(label).check()
    page.wait_for_timeout(800)


def finish(page, name, seconds=LONG):
    begun = time.time()
    button(page, "Start").click()
    wait_for("the run under way", lambda: button(page, "Stop").is_enabled() or "Finished" in text(page), 30)
    ended(page, name, begun, seconds)


def ended(page, name, begun, seconds=LONG):
    wait_for(f"the end of {name}", lambda: "Finished" in text(page) or "Failed" in text(page), seconds)
    times[name] = round(time.time() - begun, 1)
    assert "Finished" in text(page), text(page)[-500:]
    sees(page, "Download")
    shot(page, name.replace(" ", "_"))


def take(page, suffix):
    link = panel(page).get_by_role("row", name=suffix).get_by_role("link").first
    with page.expect_download() as arriving:
        link.click()
    path = WORK / arriving.value.suggested_filename
    arriving.value.save_as(path)
    assert path.stat().st_size > 1000, path
    return path


def upload(page, name, rows):
    path = WORK / name
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    clear = panel(page).get_by_role("button", name="Clear").first
    if clear.is_visible():
        clear.click()
        page.wait_for_timeout(800)
    panel(page).locator("input[type=file]").first.set_input_files(path)
    sees(page, name)
    page.wait_for_timeout(2500)


def measured(page, name):
    begun = time.time()
    wait_for("Measure to work", button(page, "Measure").is_enabled)
    button(page, "Measure").click()
    wait_for("measuring", button(page, "Stop").is_enabled)
    ended(page, name, begun)


def press_to(page, name, key="Tab", limit=120):
    for _ in range(limit):
        page.keyboard.press(key)
        here = page.evaluate(
            "(e => e === document.body ? '' : (e.getAttribute('aria-label') || '') + ' ' + (e.closest('label') || e).innerText"
            " + ' ' + (e.href || ''))(document.activeElement)"
        )
        if name in here:
            return
    raise AssertionError(f"{key} does not reach {name}")


def walk(steps):
    chosen = sys.argv[3:]
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for one in steps:
            if chosen and one.__name__ not in chosen:
                continue
            context = browser.new_context()
            begun = time.time()
            try:
                one(context)
                print("ok  ", one.__name__, f"{time.time() - begun:.0f} s", flush=True)
            except Exception as error:
                failed.append(one.__name__)
                last = traceback.extract_tb(error.__traceback__)
                line = [frame.lineno for frame in last if "visitor" in frame.filename]
                print("FAIL", one.__name__, "line", line, str(error)[:500], flush=True)
                for page in context.pages[-1:]:
                    shot(page, f"FAIL_{one.__name__}")
            context.close()
        browser.close()
    print("times", times)
    print("noise", *sorted({f"{noise.count(n)}x {n}" for n in noise}), sep="\n  ")
    sys.exit(bool(failed or [n for n in noise if not n.startswith("console warning")]))
