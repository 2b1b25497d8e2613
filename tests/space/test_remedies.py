"""What can be done about a result on the page: advice below it, what becomes of a visitor's answers, records of remedies."""

import json
from dataclasses import asdict, replace

import gradio as gr
import numpy as np
import pytest

from persona_collapse.errors import InputError
from persona_collapse.instruments import bfi44
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.personas import pool_from_table
from persona_collapse.remedy import calibrate, next_personas
from persona_collapse.results.files import read_records, record_of
from persona_collapse.simulation import simulate
from space.board.submissions import looked_at, opened, record_of_job
from space.desk.job_folder import JobFolder
from space.desk.jobs import Desk
from space.desk.result_files import RESULT, write_upload
from space.files import remedied as of_remedies
from space.files.records import MOST_BYTES, record_in
from space.files.remedied import fits, remedied
from space.files.spoken import in_page_words
from space.files.uploads import Upload, scored
from space.page import record_tab, wording
from space.page.by_program import _about_jobs
from space.page.record_tab import record_html_of
from space.page.result_view import advice_of, numbers, of_result, warnings_of
from space.page.upload_job import as_wanted
from space.settings import SpaceSettings
from tests.golden.records import kept
from tests.support.remedies import ADVICE, PANEL, WORTH, remedies


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """Answers of 60 personas, made from people of whom the first 50 answered too."""
    folder = tmp_path_factory.mktemp("given")
    for name, kind, size in (("answers", "shallow", 60), ("people", "human", 50)):
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


@pytest.fixture(scope="module")
def calibrated(given, tmp_path_factory):
    """The result of a job that calibrated the answers, its id, and the desk that has it."""
    settings = SpaceSettings(tmp_path_factory.mktemp("jobs"))
    desk = Desk(settings)
    wanted = upload(given, wanted="calibrate", reference=str(given / "people.csv"), reference_name="people.csv")
    folder, _ = done(settings.folder, wanted)
    yield folder, folder.parent.name, desk
    desk.close()


def test_a_visitors_answers_are_calibrated_and_say_so_in_every_row(given, calibrated):
    folder, _, _ = calibrated
    headline, shown, report, files, further, _ = of_result(folder)
    assert "What does calibration change among other people?</h2>" in headline
    assert "learned from 25, measured beside 25 others" in headline
    assert "alibration cannot add variety" in headline
    assert "<h3>Every number</h3>" in shown
    assert further["visible"] is False
    command = "persona-collapse calibrate answers.csv --people people.csv --out calibrated.csv"
    assert command in report
    names = {"report.html", "calibrated.csv", "calibrated.parquet", "result.json"}
    assert {file.rsplit("/", 1)[1] for file in files} == names
    (record,) = read_records(folder / RESULT)
    assert record.commands == (command,)
    assert not any("--" in one for one in (*record.before.warnings, *record.after.warnings))
    library = calibrate(*(BehavioralTraitMatrix.read(given / f"{name}.csv") for name in ("answers", "people"))).matrix
    for ending in ("csv", "parquet"):
        found = BehavioralTraitMatrix.read(folder / f"calibrated.{ending}")
        assert set(found.attributes["calibrated_answers"]) == {"people.csv"}
        np.testing.assert_array_equal(found.values, library.values)


def test_calibrated_answers_never_reach_the_leaderboard(given, calibrated):
    folder, job, desk = calibrated
    table, passed = looked_at(record_of_job(desk, job, "calibrate"))
    assert not passed
    assert "persona-collapse/calibration/1" in table, "the record of a calibration is no result"
    people = {"reference": str(given / "people.csv"), "reference_name": "people.csv"}
    again = Upload(str(folder / "calibrated.csv"), "mine.csv", **people)
    record = scored(again).to_json()
    table, passed = looked_at(record)
    assert not passed
    assert "answers as the model gave them, not calibrated" in table
    with pytest.raises(InputError, match="answers as given: found calibrated answers, mapped to those of people"):
        opened(record, "someone/results", "a token")
    with pytest.raises(
        InputError, match=r"calibrated answers, mapped to those of people\.csv; give the answers as they"
    ):
        remedied(replace(again, wanted="calibrate"), print)


def test_a_calibration_by_program(calibrated):
    _, job, desk = calibrated
    *_, job_result = _about_jobs(desk)
    found = job_result(job, "calibrate")
    assert found["signature"] is None
    assert {one["title"] for one in found["numbers"]} >= {"Coverage, in items", "Traits"}
    assert found["numbers"][0]["columns"][:3] == ["number", "as given", "calibrated"]
    whole = job_result(job, "calibrate", whole=True)
    assert (whole["schema"], whole["personas"]) == ("persona-collapse/calibration/1", 60)
    with pytest.raises(gr.Error, match="no result of next yet; there are: calibrate"):
        job_result(job, "next")
    with pytest.raises(InputError, match="this job holds no answers of a run"):
        desk.answers(job)


def asked_of(folder, **more):
    """Answers of 60 personas that follow their labels, and a pool of 90 of which 60 were asked."""
    personas = simulate("caricature", 90, seed=5102)
    ids = [f"persona {row}" for row in range(90)]
    labels = "\n".join(",".join(row) for row in zip(ids, *personas.attributes.values(), strict=True))
    (folder / "pool.csv").write_text(f"id,{','.join(personas.attributes)}\n{labels}\n")
    asked = BehavioralTraitMatrix.from_arrays(
        personas.values[:60],
        instrument=bfi44(),
        respondents=ids[:60],
        attributes={name: cells[:60] for name, cells in personas.attributes.items()},
    )
    (folder / "answers.csv").write_text(asked.to_csv())
    return upload(folder, **more)


def test_the_personas_to_ask_next(given, tmp_path):
    people = {"reference": str(given / "people.csv"), "reference_name": "people.csv"}
    pool = {"pool": str(tmp_path / "pool.csv"), "pool_name": "pool.csv"}
    wanted = asked_of(tmp_path, wanted="next", size=7, **people, **pool)
    folder, steps = done(tmp_path, wanted)
    assert steps == ["next: what attributes explain"]
    headline, shown, report, files, _, _ = of_result(folder)
    assert "Which people does no persona reach, and which personas to ask next?</h2>" in headline
    assert "Pool: pool, 30 personas not asked yet" in headline
    assert "<h3>What attributes explain</h3>" in shown
    assert "7 personas, in order" in shown
    assert "personas next answers.csv --reference people.csv --pool pool.csv --size 7 --out next.csv" in report
    assert {file.rsplit("/", 1)[1] for file in files} == {"report.html", "next.csv", "next.parquet", "result.json"}
    (record,) = read_records(folder / RESULT)
    library = next_personas(
        [BehavioralTraitMatrix.read(tmp_path / "answers.csv")],
        BehavioralTraitMatrix.read(given / "people.csv"),
        pool_from_table(tmp_path / "pool.csv"),
        7,
    )
    assert record.chosen == library.chosen
    assert [one.id for one in pool_from_table(folder / "next.csv").respondents] == list(record.chosen)


def test_personas_that_cannot_be_chosen_from(given, tmp_path, monkeypatch):
    with pytest.raises(InputError, match=r"answers\.csv and personas have no attribute in common") as refused:
        remedied(upload(given, wanted="next", size=7), print)
    assert "give the pool that was asked (“Personas to choose from”)" in in_page_words(str(refused.value))
    wanted = asked_of(tmp_path, wanted="next", size=7)
    monkeypatch.setattr(of_remedies, "MOST_VALUES", 14)
    pool = replace(wanted, pool=str(tmp_path / "pool.csv"), pool_name="pool.csv")
    with pytest.raises(InputError, match="15 different values together; remove columns until there are at most 14"):
        remedied(pool, print)
    monkeypatch.setattr(of_remedies, "POOL", replace(of_remedies.POOL, rows=89))
    with pytest.raises(InputError, match=r"^pool\.csv has more than 89 rows; give a part of them"):
        fits(pool)
    (tmp_path / "codes.csv").write_text("id,zip\na,48101\nb,77611\n")
    with pytest.raises(InputError, match=r"codes.csv, row 1.*no description; add one or remove the row$"):
        fits(replace(wanted, pool=str(tmp_path / "codes.csv"), pool_name="codes.csv"))


def test_the_worth_of_a_visitors_personas(given, tmp_path):
    wanted = upload(given, wanted="worth", reference=str(given / "people.csv"), reference_name="people.csv")
    folder, _ = done(tmp_path, wanted)
    (record,) = read_records(folder / RESULT)
    assert (record.how, record.people, record.unanswered) == ("paired", 50, 10)
    assert record.commands == ("persona-collapse worth answers.csv --people people.csv",)
    assert "How many people do the personas replace?</h2>" in of_result(folder)[0]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"wanted": "worth"}, "choose a file of your own under “Compared with”"),
        ({"wanted": "panel", "size": 3}, "a panel of 3 was asked for; give at least 12"),
        ({"wanted": "panel", "size": 20, "instrument": "texts"}, "texts can only be measured; choose “Measure them”"),
        ({"wanted": "next"}, "personas to ask next: 0 was asked for; give at least 1"),
        ({"wanted": "calibrate", "instrument": "moral131"}, "questionnaire are not here; choose a file of your own"),
        ({"wanted": "next", "size": 3, "pool": "/none.csv", "pool_name": "none.csv"}, "^file not found: none.csv;"),
        ({"wanted": "weather"}, "unknown wish 'weather'; choose panel, worth, calibrate, next"),
    ],
)
def test_what_cannot_be_done_is_said_beside_the_button(given, more, said):
    with pytest.raises(InputError, match=said):
        fits(upload(given, **more))
    assert fits(upload(given)) == upload(given)


def test_the_controls_say_what_is_wanted(given, tmp_path):
    from space.files.received import receive

    received = receive(str(given / "answers.csv"))
    wanted = as_wanted("panel", 20.0, received, None, "bundled", [], None)
    assert (wanted.wanted, wanted.size) == ("panel", 20)
    assert (as_wanted("", 20.0, received, None, "bundled", [], None).size) == 0
    with pytest.raises(InputError, match="give at least 12"):
        as_wanted("panel", None, received, None, "bundled", [], None)
    pool = str(given / "answers.csv")
    wanted = as_wanted("next", 20.0, received, None, "bundled", [], None, pool=pool)
    assert (wanted.size, wanted.pool, wanted.pool_name) == (20, pool, "answers.csv")
    kept = wanted.kept_in(tmp_path)
    assert (kept.pool, Upload.of(json.loads(json.dumps(asdict(kept))))) == (str(tmp_path / "pool.csv"), kept)
    assert as_wanted("calibrate", 20.0, received, None, "bundled", [], None, pool=pool).pool == ""


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
