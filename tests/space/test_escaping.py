"""Whatever a visitor or a model wrote stays text: no tag of it reaches the page, nor the report in its frame."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from persona_collapse.errors import InputError
from persona_collapse.report import html
from space.desk.job_folder import LiveNumber, Progress
from space.desk.sightings import Sighting
from space.explore.diagnoses import diagnosis_of
from space.page.errors import as_shown
from space.page.following import progress_of
from space.page.result_view import framed, headline_of, numbers_of, table_of

EVIL = "</td><img src=x onerror=alert(1)><script>alert(2)</script>\"'"


class Tags(HTMLParser):
    """The tags of a page, and what its frames hold."""

    def __init__(self, page):
        super().__init__()
        self.seen, self.frames = set(), []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.seen |= {tag, *(name for name, _ in attributes)}
        self.frames += [value for name, value in attributes if name == "srcdoc"]


@pytest.fixture(scope="module")
def record():
    human = diagnosis_of("human")
    return replace(
        human,
        population=replace(human.population, source=EVIL, note=EVIL),
        reference=replace(human.reference, source=EVIL, note=EVIL),
        signature=replace(human.signature, evidence=(EVIL,)),
        warnings=(EVIL,),
        commands=(EVIL,),
    )


def shown(page):
    tags = Tags(page)
    assert not {"img", "onerror", "script"} & tags.seen, page[:200]
    return tags


def test_a_result(record):
    for page in (headline_of(record), table_of((EVIL,), [(EVIL, [(EVIL, EVIL)])])):
        assert "alert(1)" in page
        shown(page)
    shown(numbers_of(record))


def test_a_report_and_its_frame(record):
    page = html([record])
    assert "alert(1)" in page
    tags = Tags(framed(page))
    assert tags.seen == {"iframe", "class", "title", "sandbox", "srcdoc"}
    assert tags.frames == [page]
    assert not {"onerror"} & Tags(page).seen
    assert EVIL not in page


def test_a_job_under_way():
    at = Progress(stage=EVIL, done=1, total=2, rate=1.0, numbers=(LiveNumber(EVIL, EVIL, EVIL),))
    for state, words in (("running", ""), ("failed", EVIL)):
        page = progress_of(Sighting("x" * 22, "run", EVIL, state, 0, at, words, (EVIL,)))
        assert "alert(1)" in page
        shown(page)


def test_an_error():
    shown(as_shown(InputError(EVIL)).message)
