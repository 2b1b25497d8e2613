"""A result on the page: every section of its report, the short ones at once and all of them in the frame below."""

import html as escaping
import re

import pytest

from persona_collapse.report import html, sections
from persona_collapse.report.section import Grid, GridRow, RowGroup, Section
from persona_collapse.report.texts import text_report
from persona_collapse.results.files import record_of
from space.page.result_view import IN_HEADLINE, headline_of, numbers, numbers_of, short_sections
from tests.golden.records import kept


@pytest.fixture(scope="module")
def record():
    return record_of(kept("repeated"), "repeated")


def shown(words, page):
    return escaping.escape(words) in page or escaping.escape(words).replace("&#x27;", "&#39;") in page


def test_every_section_is_on_the_page_or_in_the_frame(record):
    at_once, framed = headline_of(record) + numbers_of(record), html([record])
    for one in sections.sections(record):
        if one.id.startswith(IN_HEADLINE):
            points = one.of_style("point", "warning")
            assert all(shown(said.text, at_once) for said in points), one.id
        elif not one.absent:
            assert one.title in [escaping.unescape(title) for title in re.findall("<h3>(.*?)</h3>", at_once)]
        assert shown(one.title, framed), one.id


def test_numbers_of_texts_are_their_tables():
    found = record_of(kept("texts-human"), "texts")
    titles = [one.title for one in text_report(found).sections if one.table]
    assert [title for title, _, _ in numbers(found)] == titles
    assert all(f"<h3>{title}</h3>" in numbers_of(found) for title in titles)


def test_a_section_that_is_plugged_in_is_there_without_another_edit(record, monkeypatch):
    grid = Grid(("", "rain"), (RowGroup("Days", (GridRow(("Monday", "12"), "Wet all day."),)),))
    extra = Section("weather", "The weather", ("It rains.",), grid)
    monkeypatch.setattr(sections, "PARTS", (*sections.PARTS, lambda diagnosis, name: extra))
    page = numbers_of(record)
    assert page.endswith("</div>")
    for words in ("<h3>The weather</h3>", "It rains.", "Monday", "Wet all day."):
        assert words in page
    assert ("Days", ("number", "rain"), [("Monday", "12")]) in numbers(record)
    assert short_sections(record)[-1].title == "The weather"


def test_ids_of_the_report_do_not_clash_on_the_page(record):
    assert " id=" not in numbers_of(record)
