"""Pages of records of remedies: through the command, in every face, of older versions, and refused where they cannot be."""

import json
import re
from dataclasses import replace

import pytest

from persona_collapse.errors import InputError
from persona_collapse.report import panel_table, record_html, record_markdown, sweep_table, worth_table
from persona_collapse.report.dots import DotRow, Dots, dot
from persona_collapse.report.drawing import drawn
from persona_collapse.report.drawing.files import canvas_of
from persona_collapse.report.own_page import own_page
from persona_collapse.report.plain_text import printed
from persona_collapse.results import Diagnosis
from persona_collapse.results.files import read_records, record_of
from persona_collapse.results.panel import Panel
from persona_collapse.results.worth import Worth
from tests.support.remedies import ADVICE, NEXT, PANEL, SWEEP, WORTH, remedies

NAMES = ("panel", "worth", "personas next", "sweep", "calibrate", "advise")


@pytest.fixture(scope="module")
def records():
    return remedies()


LEADS = {
    "panel": "Gain: the panel is nearer to people than random choice, beyond chance (distance to people 0.110",
    "worth": "Worth: beside 40 people, the personas replace 12.0 people (95 % interval 4.0 to 20.0).",
    "personas next": "No persona near: 29 % of people, in traits (as many other people instead of personas: 1 %).",
    "sweep": "No way of 1 is shown to restore variety, compared with temperature 0.3.",
    "calibrate": "Calibrated, items are 0.10 scale points from their distribution among other people; as given 0.80",
    "advise": "First: ask each question five times.",
}


@pytest.mark.parametrize("name", NAMES)
def test_the_command_writes_a_page_that_begins_with_the_conclusion(cli, records, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "record.json").write_text(records[name].to_json())
    code, out, err = cli("report", "record.json", "--out", "page.html")
    assert (code, out, err) == (0, "", "page.html: 1 record\n")
    page = (tmp_path / "page.html").read_text()
    lead = re.search(r'<p class="lead">(.*?)</p>', page)[1]
    assert lead.startswith(LEADS[name])
    assert page == record_html(records[name])
    assert ("<figure" in page) == (name != "advise")
    assert not re.search(r"<script|/home|/data/|<b>|http-equiv|src=", page)
    assert page.index("What this does not say") > page.index("How to reproduce this" if name != "advise" else "Why:")
    code, out, err = cli("report", "record.json", "--out", "-")
    assert (code, err) == (0, "")
    assert out == record_markdown(records[name])
    assert LEADS[name] in out


@pytest.mark.parametrize("name", NAMES)
def test_the_figure_is_before_the_table(records, name):
    some = own_page(records[name]).shared
    drawn_first = [one.id for one in some if one.figures or one.table]
    assert name == "advise" or drawn_first[0] == "drawn"
    assert len({one.id for one in own_page(records[name]).sections}) == len(own_page(records[name]).sections)


def test_a_terminal_has_the_conclusion_before_the_table_and_warnings_last(records):
    lines = panel_table(PANEL).splitlines()
    assert lines[0] == "panel: 20 of 600 personas (/home/me/runs/first, second.csv), matching people"
    assert lines[3:6] == ["chosen from: second.csv 19, /home/me/runs/first 1", "", lines[5]]
    assert lines[5].startswith("gain: the panel is nearer to people")
    assert lines[-1].startswith("! only 10 personas of the pool are as near")
    assert worth_table(WORTH).splitlines()[-1].startswith("! too few people answered 1 items")
    assert "+ and -: higher or lower than with temperature 0.3" in sweep_table(SWEEP)
    found = printed(own_page(records["calibrate"]).sections)
    assert "! as given and calibrated: a warning of both\n! as given: one of the first" in found
    assert "calibrated: a warning" not in found.replace("as given and calibrated: a warning", "")


def test_what_was_chosen_is_said_attribute_by_attribute():
    figure = own_page(NEXT).shared[0].figures[1]
    assert [(name, [row.label for row in some]) for name, some in figure.grouped] == [
        ("town", ["G", "H"]),
        ("age", ["<b>old</b>"]),
    ]
    assert "town, G: of the pool 4 %, of those chosen 57 %" in figure.alternative
    assert "&lt;b&gt;old&lt;/b&gt;" in drawn(figure)
    none = replace(NEXT, levels=(), reason="explain nothing", way="order of the pool")
    assert [one.title for one in own_page(none).shared[0].figures] == ["People that no persona is near"]


def test_worth_is_drawn_item_by_item_where_pairs_say_so():
    first = own_page(WORTH).shared[0].figures[0]
    assert [(one.label, one.value, one.beside) for one in first.rows] == [
        ("all items", "52", "(44 to 60)"),
        ("bfi44_2", "61", "(46 to 76)"),
        ("bfi44_1", "43", "(36 to 50)"),
    ]
    unpaired = replace(WORTH, how="items", items=tuple(replace(one, low=None, high=None) for one in WORTH.items))
    assert len(own_page(unpaired).shared[0].figures[0].rows) == 1


def test_a_way_is_drawn_with_the_interval_of_its_difference():
    coverage, repeats = own_page(SWEEP).shared[0].figures
    first, second = (one.dots[0] for one in coverage.rows)
    assert (first.low, second.at, second.low, second.high) == (None, 0.6, 0.5, 0.7)
    assert coverage.rules == ((0.2, "temperature 0.3"), (0.97, "held-out people"))
    assert coverage.rows[1].beside == "higher"
    assert coverage.alternative.startswith("Coverage. temperature 0.3: "), "its axis has no name"
    assert (repeats.title, repeats.rules) == ("Variance that repeats", ((0.1, "temperature 0.3"),))
    restored = replace(SWEEP, ways=(SWEEP.ways[0], replace(SWEEP.ways[1], verdict="restores variety")))
    assert own_page(restored).about.sentences[0] == (
        "1 of 1 ways restores variety, compared with temperature 0.3: temperature 1.0."
    )


def test_an_older_record_is_read_and_has_a_page(tmp_path):
    """Records before this version have no commands, and no interval for single items."""
    old = {name: value for name, value in WORTH.to_dict().items() if name != "commands"}
    for one in old["items"]:
        del one["low"], one["high"]
    (tmp_path / "old.json").write_text(json.dumps(old))
    (found,) = read_records(tmp_path / "old.json")
    assert isinstance(found, Worth)
    assert (found.commands, found.items[0].low) == ((), None)
    assert "How to reproduce this" not in record_html(found)
    assert LEADS["worth"] in record_html(found)


@pytest.mark.parametrize("name", NAMES)
def test_records_come_back(records, name):
    record = records[name]
    assert type(record).from_json(record.to_json()) == record
    assert record_of(record.to_dict(), "x").to_json() == record.to_json()


def test_python_shows_them(records):
    assert repr(PANEL).splitlines()[-1] == (
        "all numbers: print(persona_collapse.report.panel_table(panel)), or .to_frame()"
    )
    assert repr(ADVICE).startswith("1. ask each question five times (70 % of")
    sizes = {name: one.to_frame().shape for name, one in records.items() if name != "advise"}
    assert (sizes["panel"], sizes["worth"], sizes["personas next"]) == ((2, 9), (2, 12), (2, 2))
    assert sizes["sweep"] == (6, 12)
    assert SWEEP.to_frame().set_index(["way", "name"]).loc[("temperature 1.0", "coverage"), "low"] == 0.3
    frame = records["calibrate"].to_frame().set_index("name")
    assert frame.loc["coverage", "as_given"] == records["calibrate"].before.values.coverage.coverage
    for name, one in records.items():
        assert name == "advise" or one._repr_html_().startswith('<div><div class="pc-section"><h3>')


DAMAGED = {**NEXT.to_dict(), "levels": [{"attribute": "town", "level": "G", "pool": 0.04, "chosen": float("nan")}]}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"a": 1},
            "x.json has no complete set of item columns",
        ),
        (
            {"schema": "persona-collapse/weather/1"},
            "x.json is of schema persona-collapse/weather/1; give a file that --json of measure, compare, sweep, panel, personas "
            "next, worth, calibrate or advise wrote",
        ),
        ({"schema": "persona-collapse/panel/2"}, "this version reads up to persona-collapse/panel/1); update with"),
        (
            {"schema": "persona-collapse/panel/1", "version": "0.0.1"},
            "x.json: sources: field required; run the command again with this version; version 0.0.1 wrote it",
        ),
        (
            {**PANEL.to_dict(), "judged_by": "weather"},
            "its numbers are traits coverage, distance, and it is judged by weather; run the command again",
        ),
        ({**SWEEP.to_dict(), "ways": []}, "it has no way of asking; run the command again"),
        (DAMAGED, "x.json: levels.0.chosen: not a number (NaN), and an undefined one is null; run the command again"),
        ([PANEL, WORTH], "a panel record has its own page; give it alone"),
        ([ADVICE, ADVICE], "a record of advise has its own page; give it alone"),
    ],
)
def test_another_file_is_refused_in_a_sentence(cli, tmp_path, monkeypatch, given, said):
    monkeypatch.chdir(tmp_path)
    content = [one.to_dict() for one in given] if isinstance(given, list) else given
    (tmp_path / "x.json").write_text(json.dumps(content))
    code, out, err = cli("report", "x.json")
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err
    assert not (tmp_path / "report.html").exists()


def test_a_damaged_record_has_a_page():
    """A step without a sentence, and a share that no share can be."""
    silent = replace(ADVICE, steps=(replace(ADVICE.steps[0], sentence=""), ADVICE.steps[1]))
    assert "2. Read the page." in record_html(silent)
    assert "1. Read" not in record_html(silent)
    for share in (0.0, float("inf")):
        odd = replace(NEXT, levels=(replace(NEXT.levels[0], chosen=share),))
        assert "of the pool 4 %" in own_page(odd).shared[0].figures[1].alternative
        assert "<figure" in record_html(odd)


def test_a_record_of_another_kind_says_how_it_is_read():
    with pytest.raises(InputError, match=r"holds a Panel, not a Diagnosis; read it with Panel\.from_json"):
        Diagnosis.from_json(PANEL.to_json())
    with pytest.raises(InputError, match="not JSON"):
        Panel.from_json("[" * 100_000)


POINTS = Dots(
    "Points",
    "share",
    (
        DotRow("one", (*dot("before", 0.1, "0.10"), *dot("now", 0.5, "0.50", 0.4, 0.6)), group="G"),
        DotRow("two", (*dot("people", 0.9, "0.90"), *dot("chance", 0.2, "0.20"), *dot("now", 2.0, "2.00"))),
    ),
    {"before": "pool", "chance": "random", "now": "panel", "people": "people"},
    rules=((0.3, "here"),),
    ends=(0.0, 1.0),
)


def test_points_are_on_one_line_and_in_words():
    found = drawn(POINTS)
    assert '<span class="within" style="left:40.0%;width:20.0%"></span><span class="dot" style="left:50.0%">' in found
    assert '<span class="way" style="left:10.0%;width:40.0%">' in found
    assert '<span class="dot over" style="left:100.0%">' in found
    assert '<span class="rule floor" style="left:30.0%">' in found
    assert POINTS.alternative == (
        "Points, share. G, one: pool 0.10, panel 0.50; two: people 0.90, random 0.20, panel 2.00; here at 0.30."
    )
    assert "There is nothing to draw here" in drawn(replace(POINTS, rows=()))


def test_points_are_drawn_as_files_too():
    (axes,) = canvas_of(POINTS).axes
    assert [one.get_text() for one in axes.get_yticklabels()] == ["one", "two"]
    assert [one.get_text() for one in axes.get_legend().get_texts()] == ["here", "pool", "random", "panel", "people"]
