"""`show`: stored replies in the terminal and as a page, in which a browser searches; hostile replies stay text."""

import shutil

import pytest

from persona_collapse.study import run_study
from tests.support.asking import Says, small

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
HOSTILE = "<script>document.title = 'taken'</script><img src=x onerror=alert(1)> 4"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    answers = {"bfi44_1": "4", "bfi44_2": "I would rather not say", "bfi44_3": HOSTILE}
    run_study(small(3, 4), Says(lambda one: answers.get(one.item, "2, because I am shy")), tmp_path / "run")
    return "run"


def test_the_terminal_and_the_page_hold_the_same_replies(cli, run, tmp_path):
    code, printed, said = cli("show", run, "--count", 5)
    assert code == 0
    assert printed.count("persona ") == 5
    assert said == "5 of 12 replies; --count 0 shows all\n"
    code, printed, said = cli("show", run, "--out", "page.html")
    assert (code, printed, said) == (0, "", "wrote page.html\n")
    page = (tmp_path / "page.html").read_text()
    assert page.count("<article") == 12
    assert page.count("<article data-unread") == 3
    assert "I see myself as someone who is talkative" in page
    assert "<script>document.title" not in page
    cli("show", run, "--unread", "--out", "few.html")
    assert (tmp_path / "few.html").read_text().count("<article") == 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--count", -1), "--count -1: give 0 or more"),
        (("--out", "page.pdf"), "--out page.pdf: a page ends in .html"),
        (("--persona", "nobody"), "no reply of persona nobody in run"),
    ],
)
def test_mistakes_are_one_line_and_write_nothing(cli, run, tmp_path, arguments, words):
    code, _, said = cli("show", run, *arguments)
    assert code == 2
    assert words in said
    assert said.count("\n") == 1
    assert sorted(one.name for one in tmp_path.iterdir()) == ["run"]


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; .ci/run installs it (apt-get install chromium)")
@pytest.mark.parametrize("width", [1280, 390])
def test_a_browser_searches_the_page(cli, run, tmp_path, width):
    from playwright.sync_api import sync_playwright

    cli("show", run, "--out", "page.html")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": width, "height": 800})
        faults = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: faults.append(dialog.message))
        page.goto((tmp_path / "page.html").as_uri())
        there = page.locator("article:visible")
        assert there.count() == 12
        page.get_by_label("only replies without an answer").check()
        assert there.count() == 3
        page.get_by_label("Find").fill("bfi44_2")
        assert there.count() == 3
        page.get_by_label("only replies without an answer").uncheck()
        page.get_by_label("Find").fill("because I am shy")
        assert there.count() == 3
        assert page.get_by_role("status").inner_text() == "3 shown"
        assert page.title() == "Replies of run"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert faults == []
        browser.close()
