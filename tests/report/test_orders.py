"""The table of a page in three orders: without a script, by pointer and by keyboard."""

from dataclasses import replace

import pytest
from playwright.sync_api import sync_playwright

from persona_collapse.report import html, markdown, table
from persona_collapse.report.page import section_html
from persona_collapse.report.parts.orders import distance
from persona_collapse.report.parts.scorecard import numbers
from persona_collapse.report.rows import rows
from persona_collapse.results.files import record_of
from tests.golden.records import kept
from tests.report.test_report import CHROMIUM

SHALLOW = record_of(kept("demo-shallow"), "demo-shallow")
ALONE = record_of(kept("alone"), "alone")


def names(groups):
    return [row.cells[0] for group in groups for row in group.rows]


def test_every_order_has_all_rows_once():
    found = numbers(SHALLOW).table
    assert [order.name for order, _ in found.arranged] == ["section", "distance from people", "name"]
    for _, arranged in found.arranged:
        assert sorted(row.cells for row in arranged.rows) == sorted(row.cells for row in found.rows)
    assert names(found.orders[1].groups) == sorted(names(found.groups), key=str.casefold)


def test_the_farthest_from_people_is_first():
    known = {one.number.label: one for one in rows(SHALLOW)}
    (far, alone) = numbers(SHALLOW).table.orders[0].groups
    apart = {"lid": 2.0}
    one = replace(known["LID"], value=4.0, people=10.0)
    assert distance(one, apart) == 3.0, "6 apart, people of two studies 2"
    assert distance(one, {}) == 3.0, "6 apart, a fifth of 10 is 2"
    assert distance(replace(one, value=10.0), apart) == 0.0
    assert distance(replace(one, value=0.0, people=0.0), {}) == 0.0
    assert distance(replace(one, people=None), apart) is None
    assert "recall" in names([far])[:10]
    assert all(known[name].people is None for name in names([alone]))


def test_without_people_there_is_no_distance():
    assert [order.name for order, _ in numbers(ALONE).table.arranged] == ["section", "name"]


def test_other_faces_have_the_table_once():
    assert section_html(numbers(SHALLOW)).count("<table") == 1
    assert "radio" not in section_html(numbers(SHALLOW))
    assert markdown([SHALLOW]).count("| LID |") == 1
    assert sum(line.startswith("  LID ") for line in table(SHALLOW).splitlines()) == 1


def test_two_populations_choose_their_orders_apart():
    page = html([SHALLOW, SHALLOW], ["first", "second"])
    assert (page.count('name="numbers0-order"'), page.count('name="numbers1-order"')) == (3, 3)


@pytest.fixture(scope="module")
def chosen(tmp_path_factory):
    """The names of the rows that are seen, as orders are chosen one after another by key."""
    path = tmp_path_factory.mktemp("orders") / "report.html"
    path.write_text(html([SHALLOW]))
    found = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 390, "height": 800})
        page.goto(path.as_uri())
        page.get_by_role("radio", name="by section").focus()
        for _ in range(3):
            seen = page.locator("#numbers0 tbody tr th[scope=row]:visible").all_inner_texts()
            found.append((seen, page.evaluate("document.documentElement.scrollWidth - innerWidth")))
            page.keyboard.press("ArrowRight")
        browser.close()
    return found


def test_a_key_chooses_the_order_that_is_seen(chosen):
    orders = numbers(SHALLOW).table.arranged
    assert [seen for seen, _ in chosen] == [names(arranged.groups) for _, arranged in orders]
    assert all(wider <= 0 for _, wider in chosen), "nothing is wider than a phone"
