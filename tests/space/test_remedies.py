"""What can be done about a result on the page: advice below it, a panel and a worth of a visitor's answers, records of remedies."""

import json
from dataclasses import replace

import numpy as np
import pytest

from persona_collapse.errors import InputError
from persona_collapse.instruments import bfi44
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.results.files import read_records, record_of
from persona_collapse.simulation import simulate
from space.desk.job_folder import JobFolder
from space.desk.result_files import RESULT, write_upload
from space.files.records import MOST_BYTES, record_in
from space.files.remedied import fits
from space.files.uploads import Upload
from space.page import record_tab, wording
from space.page.record_tab import record_html_of
from space.page.result_view import advice_of, numbers, of_result, warnings_of
from space.page.upload_job import as_wanted
from tests.golden.records import kept
from tests.support.remedies import ADVICE, PANEL, WORTH, remedies


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """Answers of 60 personas, made from people of whom the first 40 answered too."""
    folder = tmp_path_factory.mktemp("given")
    for name, kind, size in (("answers", "shallow", 60), ("people", "human", 40)):
        values = simulate(kind, size, seed=5101).values
        names = [f"person {row}" for row in range(size)]
        matrix = BehavioralTraitMatrix.from_arrays(values, instrument=bfi44(), respondents=names)
        (folder / f"{name}.csv").write_text(matrix.to_csv())
    return folder


def upload(folder, **more):
    return Upload(str(folder / "answers.csv"), "answers.csv", **more)


def done(folder, wanted):
    """The result of a job."""
    job = JobFolder.new(folder, "upload", wanted)
    steps = []
    write_upload(job, wanted, steps.append)
    (name,) = job.finished
    assert name == wanted.wanted
    return job.results / name, steps


def test_a_panel_of_a_visitors_answers(given, tmp_path):
    wanted = upload(given, wanted="panel", size=20, reference=str(given / "people.csv"), reference_name="people.csv")
    folder, steps = done(tmp_path, wanted)
    headline, shown, report, files, further, advice = of_result(folder)
    assert "Is the panel nearer to people than random choice?</h2>" in headline
    assert "Panel: 20 of 60 personas (answers.csv)" in headline
    assert "<figure" in shown
    assert "What this does not say" in shown
    assert "persona-collapse panel answers.csv --reference people.csv --size 20" in report
    assert {file.rsplit("/", 1)[1] for file in files} == {"report.html", "panel.csv", "panel.parquet", "result.json"}
    assert (further["visible"], advice) == (False, "")
    assert len(BehavioralTraitMatrix.read(folder / "panel.csv")) == 20
    assert steps[0].startswith("panel: ")
    (record,) = read_records(folder / RESULT)
    assert record.splits == 10
    assert [title for title, _, _ in numbers(record)] == ["Every number"]
    assert warnings_of(PANEL)[0].startswith("only 10 personas of the pool")


def test_the_worth_of_a_visitors_personas(given, tmp_path):
    wanted = upload(given, wanted="worth", reference=str(given / "people.csv"), reference_name="people.csv")
    folder, _ = done(tmp_path, wanted)
    (record,) = read_records(folder / RESULT)
    assert (record.how, record.people, record.unanswered) == ("paired", 40, 20)
    assert record.commands == ("persona-collapse worth answers.csv --people people.csv",)
    assert "How many people do the personas replace?</h2>" in of_result(folder)[0]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"wanted": "worth"}, "choose a file of your own under “Compared with”"),
        ({"wanted": "panel", "size": 3}, "a panel of 3 was asked for; give at least 12"),
        ({"wanted": "panel", "size": 20, "instrument": "texts"}, "texts can only be measured; choose “Measure them”"),
        ({"wanted": "weather"}, "unknown wish 'weather'; choose panel, worth"),
    ],
)
def test_what_cannot_be_done_is_said_beside_the_button(given, more, said):
    with pytest.raises(InputError, match=said):
        fits(upload(given, **more))
    assert fits(upload(given)) == upload(given)


def test_the_controls_say_what_is_wanted(given):
    from space.files.received import receive

    received = receive(str(given / "answers.csv"))
    wanted = as_wanted("panel", 20.0, received, None, "bundled", [], None)
    assert (wanted.wanted, wanted.size) == ("panel", 20)
    assert (as_wanted("", 20.0, received, None, "bundled", [], None).size) == 0
    with pytest.raises(InputError, match="give at least 12"):
        as_wanted("panel", None, received, None, "bundled", [], None)


def test_an_older_job_is_measured(given):
    asked = {name: value for name, value in vars(upload(given)).items() if name not in ("wanted", "size")}
    asked = {**asked, "declared": {}, "of_people": {}}
    assert Upload.of(json.loads(json.dumps(asked))).wanted == ""


def test_advice_is_below_a_diagnosis_in_words():
    found = advice_of(record_of(kept("demo-collapsed"), "x"))
    words, _, typed = found.partition("<details>")
    assert "<h3>What to try first</h3>" in words
    assert "1. " in words
    assert "persona-collapse" not in words
    assert "--" not in words
    assert typed.startswith(f"<summary>{wording.TO_TYPE}</summary>")
    assert "persona-collapse sweep" in typed
    assert advice_of(record_of(kept("texts-human"), "x")) == advice_of(ADVICE) == ""


@pytest.mark.parametrize("name", ["panel", "worth", "personas next", "sweep", "calibrate", "advise"])
def test_a_record_of_a_remedy_is_shown_by_its_sections(tmp_path, name):
    record = remedies()[name]
    (tmp_path / "x.json").write_text(record.to_json())
    found = record_html_of(str(tmp_path / "x.json"), "x.json")
    assert "<h2>" in found
    assert "What this does not say" in found
    assert ("<figure" in found) == (name != "advise")
    assert "<iframe" not in found
    assert "<b>old" not in found
    assert " id=" not in found
    assert "/home/" not in found


def test_any_other_record_is_shown_as_its_page(tmp_path):
    (tmp_path / "x.json").write_text(record_of(kept("demo-noise"), "x").to_json())
    assert record_html_of(str(tmp_path / "x.json"), "x.json").startswith('<iframe class="report"')


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"a": 1}', "mine.json is not a record of this program; give a file that --json of measure, compare, sweep"),
        ("respondent,bfi44_1", "mine.json is not JSON; give a file that --json of"),
        ("[" * 200_000, "mine.json is not JSON"),
        (f"[{PANEL.to_json()}, {WORTH.to_json()}]", "mine.json holds 2 records; give one"),
        (" " * (MOST_BYTES + 1), "mine.json has more than 2 MB; write its page with persona-collapse report"),
    ],
)
def test_another_file_is_refused_in_a_sentence_without_its_folder(tmp_path, content, said):
    (tmp_path / "x.json").write_text(content)
    with pytest.raises(InputError, match=said) as refused:
        record_in(str(tmp_path / "x.json"), "mine.json")
    assert str(tmp_path) not in str(refused.value)


def test_a_page_that_is_too_long_is_not_shown(tmp_path, monkeypatch):
    (tmp_path / "x.json").write_text(replace(PANEL, gains=PANEL.gains * 3).to_json())
    monkeypatch.setattr(record_tab, "LONGEST", 1000)
    with pytest.raises(InputError, match="too long to be shown here"):
        record_html_of(str(tmp_path / "x.json"), "x.json")


def test_numbers_without_a_place_are_not_drawn(tmp_path):
    worth = replace(WORTH, low=float("-inf"), high=float("inf"), worth=float("inf"))
    (tmp_path / "x.json").write_text(worth.to_json())
    found = record_html_of(str(tmp_path / "x.json"), "x.json")
    assert "all items" not in found
    assert np.isinf(read_records(tmp_path / "x.json")[0].worth)
