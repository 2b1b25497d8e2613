"""The leaderboard: its rows, two of them side by side, and a result on its way to a pull request."""

import csv
import io
import json
import re
from dataclasses import replace
from types import SimpleNamespace

import gradio as gr
import pytest

from persona_collapse.errors import InputError
from persona_collapse.hub.checks import MOST_BYTES, Check
from persona_collapse.hub.submission import Submissions
from persona_collapse.instruments import bfi44
from persona_collapse.references import published_results
from persona_collapse.results import ModelCard
from space.board import build_data, submissions
from space.board.comparison import compared
from space.board.domains import domain_view, in_domains
from space.board.entries import (
    CALIBRATED,
    LONGEST,
    PAPER,
    PEOPLE,
    Entry,
    by_title,
    entry_of_submission,
    how_of,
    known,
    published,
    standing,
)
from space.board.families import NONE as NO_FAMILY
from space.board.families import change, families, families_view
from space.board.results import SubmittedResults
from space.board.rows import ASKED, OF_SIZE, RANKED, USUAL, chosen, licences, ordered, rank, sortable
from space.board.table import as_csv, page_table
from space.page import board_address
from space.page import leaderboard_tab as tab
from space.settings import SpaceSettings
from tests.conftest import ROOT
from tests.hub.test_submission import RESULTS, result
from tests.report.test_domains import moral, recorded, run
from tests.support.hub_double import Repository, hub_double
from tests.support.processes import in_a_process

NASTY = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def submitted(tmp_path_factory):
    return result(tmp_path_factory.mktemp("bfi44"), bfi44(), pairs=10)


@pytest.fixture(scope="module")
def entries(submitted):
    return standing(Submissions((submitted,), 0))


@pytest.fixture
def desk(submitted, tmp_path):
    """Has the result of one job."""
    (tmp_path / "result.json").write_text(submitted.to_json())

    def found(id, instrument):
        if (id, instrument) != ("job", "bfi44"):
            raise InputError("there is no such job")
        return tmp_path

    return SimpleNamespace(settings=SpaceSettings(folder=tmp_path), result=found)


def plainly(name, **changes):
    """A calibrated row, 100 at a time."""
    usual = {
        "kind": "submitted",
        "instrument": "bfi44",
        "protocol": "calibrated",
        "personas": 200,
        "size": 100,
        "reference": "calibrated-2058",
        "signature": "shallow",
        "how": "generate",
        "numbers": {"coverage": 0.5, "rho": 0.75, "tied": 3},
        "intervals": {"coverage": (0.4, 0.6)},
    }
    return Entry(name=name, **{**usual, **changes})


def cells(entries):
    """The rows of the CSV file: every number, by the names of its columns."""
    entries = tuple(entries)
    return list(csv.DictReader(io.StringIO(as_csv(entries, [None] * len(entries)))))


def shown_in(table):
    """Names of the rows of the page's table, in order."""
    return re.findall(r'<th scope="row">(?:<a [^>]*>)?([^<]*)', table)


def test_the_papers_models_stand_there_as_published(entries):
    shown = chosen(entries, "bfi44", PAPER)
    assert sorted(one.name for one in shown) == sorted(published_results())
    assert {one.kind for one in shown if one.name != PEOPLE} == {"published"}
    (qwen,) = cells(one for one in shown if one.name == "Qwen3-4B")
    assert [float(qwen[name]) for name in ("coverage", "lid", "rho", "d")] == [0.802, 7.3, 0.81, 4.2]
    assert (qwen["coverage_low"], qwen.get("recall"), qwen["protocol"]) == ("", None, PAPER)
    assert "moral131" in {one.instrument for one in entries if one.kind == "published"}


def test_known_collapses_are_read_as_what_they_are():
    read = {(one.name, one.instrument, one.size): one.signature for one in known()}
    assert {size for _, _, size in read} == {100, 500}
    for (name, _, _), signature in read.items():
        assert signature == {
            "People (simulated)": "human-like",
            "Shuffled people": "noise",
            "Random answers": "noise",
            "Average person, cloned": "mode collapse",
            "Average person, cloned with slips": "mode collapse",
            "Five persons, copied": "mode collapse",
            "Five stereotypes with slips": "mode collapse",
            "Trait scores only": "shallow",
            "Labels overdone": "caricature",
        }.get(name), name


def test_the_bundled_rows_are_those_the_script_measures():
    made = {(name, kind, one.instrument.id): one for name, kind, one in build_data.populations(200)}
    again = [("Random answers", "known", "moral131"), ("Average person, cloned", "known", "bfi44")]
    bundled = {(one.name, one.kind, one.instrument): one for one in known() if one.personas == 200}
    assert set(bundled) == set(made), "every population, and no other"
    for key in again:
        now, then = build_data.measured(*key[:2], made[key]), bundled[key]
        assert now.numbers == pytest.approx(then.numbers, rel=1e-4)
        assert {field: pytest.approx(ends, rel=1e-4) for field, ends in now.intervals.items()} == then.intervals
        assert replace(now, numbers={}, intervals={}) == replace(then, numbers={}, intervals={})


def test_a_submitted_result_is_a_row_with_intervals_and_signature(entries, submitted):
    (row,) = cells(one for one in entries if one.kind == "api")
    assert (row["population"], row["what it is"]) == ("org/model", "model behind an API, self-reported")
    assert (row["personas"], row["at a time"], row["signature"]) == ("200", "100", submitted.signature.name)
    found = submitted.intervals["coverage"]
    written = [float(row[name]) for name in ("coverage", "coverage_low", "coverage_high")]
    assert written == [submitted.values.coverage.coverage, found.low, found.high]
    likeness = submitted.likeness
    written = [float(row[name]) for name in (RANKED, f"{RANKED}_low", f"{RANKED}_high")]
    assert written == [likeness.human_likeness, likeness.low, likeness.high]
    assert row["asked how"] == "generate, temperature 0.7"
    asked = replace(submitted.asked, samples=3, labels=False, order="random", thinking=True)
    assert how_of(asked) == "generate, temperature 0.7, 3 repeats, no trait labels, random order, thinking on"
    assert how_of(asked, ("seed", "temperature")).startswith("generate, the server's own temperature, 3 repeats")
    assert how_of(replace(asked, mode="probabilities"), ("temperature",)).startswith("probabilities, temperature 0.7")


def test_marks_and_links_say_where_a_result_comes_from(submitted):
    weights = replace(
        submitted, asked=replace(submitted.asked, model="org/model", backend="transformers", revision="c bfloat16")
    )
    rows_of = standing(Submissions((weights, submitted), 0, (weights,)))[:3]
    marks = [(row["what it is"], row["model page"]) for row in cells(rows_of)]
    link = "https://huggingface.co/org/model"
    assert marks == [
        ("model, evaluated here", link),
        ("model, self-reported", link),
        ("model behind an API, self-reported", ""),
    ]
    assert rows_of[0].how == "generate, temperature 0.7, bfloat16"
    odd = (replace(rows_of[0], name="javascript:alert(1)"),)
    assert cells(odd)[0]["model page"] == "", "only the name of a model is a link"
    assert "href" not in page_table(odd, USUAL, "odd", among=odd, download="a.csv").partition("</table>")[0]


def test_a_number_without_an_end_and_a_formula_do_no_harm():
    (row,) = cells([plainly("=1+1", numbers={"d": float("inf"), "rho": 0.5})])
    assert (row["d"], row["rho"]) == ("", "0.5")
    assert row["population"] == "'=1+1", "a spreadsheet would compute it"


def ranked(name, value, low, high, **changes):
    return plainly(name, numbers={RANKED: value}, intervals={RANKED: (low, high)}, **changes)


def test_models_that_cannot_be_told_apart_share_a_rank():
    entries = (
        ranked("people", 0.95, 0.93, 0.97, kind="simulated"),
        ranked("a", 0.80, 0.75, 0.85),
        ranked("b", 0.74, 0.70, 0.78),
        ranked("c", 0.60, 0.55, 0.72, kind="evaluated"),
        ranked("d", 0.20, 0.15, 0.25, kind="api"),
        ranked("other questions", 0.10, 0.05, 0.15, instrument="moral131"),
        plainly("without a number"),
        ranked("paper", 0.5, 0.5, 0.5, protocol=PAPER),
    )
    # c lies wholly below a, but not below b; a and b overlap
    found = {place: at for place, one in enumerate(entries) if (at := rank(one, entries)) is not None}
    assert found == {1: 1, 2: 1, 3: 2, 4: 4, 5: 1}
    searched = page_table(entries[3:4], USUAL, "found", among=entries, download="a.csv")
    assert '<td class="rank">2</td>' in searched, "a search does not change a rank"


def test_no_known_collapse_stands_above_people(entries):
    table, *_ = tab.both(entries, "bfi44", "", shown="people and known collapses")
    names = shown_in(table)
    assert len(names) == 18
    assert names[:2] == ["People (simulated)"] * 2, "people of two sizes come first"
    least = min(one.numbers[RANKED] for one in known() if one.kind == "simulated")
    most = max(one.numbers[RANKED] for one in known() if one.kind == "known" and RANKED in one.numbers)
    assert least - most > 0.2


def test_filters_and_search(entries):
    def titles(*asked):
        return [one.name for one in chosen(entries, *asked)]

    assert len(titles("", "")) == len(entries)
    assert titles("moral131", CALIBRATED) == ["Random answers", "Random answers"]
    assert titles("bfi44", "", "ORG/mod self-rep") == ["org/model"]
    assert set(titles("bfi44", CALIBRATED, "mode collapse")) == {
        "Average person, cloned",
        "Average person, cloned with slips",
        "Five persons, copied",
        "Five stereotypes with slips",
    }
    assert titles("bfi44", "", "no such row") == []
    table, published, _ = tab.both(entries, "bfi44", "org/model")
    assert shown_in(table) == ["org/model"]
    assert published == '<p role="status">No row fits this choice.</p>'
    for shown, names in (
        ("models", 1),
        ("models behind an API", 1),
        ("models self-reported", 1),
        ("models evaluated here", 0),
    ):
        assert shown_in(tab.both(entries, "bfi44", "", shown=shown)[0]) == ["org/model"] * names, shown


def test_calibrated_and_published_numbers_are_never_one_ranking(entries):
    calibrated, published, _ = tab.both(entries, "bfi44", "", "coverage")
    for table, protocol in ((calibrated, CALIBRATED), (published, PAPER)):
        assert sorted(shown_in(table)) == sorted(one.name for one in chosen(entries, "bfi44", protocol))
    assert len(shown_in(calibrated)) + len(shown_in(published)) == len(chosen(entries, "bfi44", ""))


def test_rows_in_order_of_a_number():
    rows = [plainly(name, numbers={"lid": lid} if lid else {}) for name, lid in (("a", 2.0), ("b", None), ("c", 10.0))]

    def order(*asked, **how):
        return "".join(one.name for one in ordered(rows, *asked, **how))

    assert (order("lid"), order("lid", lowest=True), order("")) == ("cab", "acb", "abc"), (
        "10 is more than 2; unknown last"
    )
    assert shown_in(tab.both(tuple(rows), "", "", "lid", True)[0]) == ["a", "c", "b"]
    assert ("LID", "lid") in sortable()


@pytest.fixture(scope="module")
def two_models():
    """Two models that change places between two instruments, each with a result of both."""

    def asked(record, model, **how):
        return replace(record, asked=run(model, record.instrument, **how))

    bfi, dilemmas = (recorded("demo-human"), recorded("demo-collapsed")), (moral("demo-collapsed"), moral("demo-human"))
    return [asked(one, model) for some in (bfi, dilemmas) for one, model in zip(some, ("org/a", "org/b"), strict=True)]


def test_models_of_several_instruments_have_their_ranks_and_reversals_drawn(two_models):
    models = in_domains(Submissions((), 0, tuple(two_models)))
    assert [(one.name, [record.instrument for record in one.records]) for one in models] == [
        ("org/a", ["bfi44", "moral131"]),
        ("org/b", ["bfi44", "moral131"]),
    ]
    view = domain_view(models, ())
    assert re.search(r">org/a</th>\s*<td>0\.9\d \(#1\)</td>\s*<td>0\.\d\d \(#2\)</td>", view), "human-likeness"
    assert "The order of the models reverses between domains" in view
    assert view.count('class="course changes"') == 4, "two figures, two lines each"
    alone = domain_view(models, ["org/b"])
    assert "org/b" in alone
    assert "org/a" not in alone
    assert domain_view(models, ["unknown"]) == view
    assert "No model has results of more than one instrument yet" in domain_view((), ())


def test_only_what_was_asked_and_measured_alike_is_side_by_side(two_models):
    evaluated, other = two_models[0::2], two_models[1::2]
    thinking = [replace(one, asked=replace(one.asked, thinking=True)) for one in evaluated]
    behind = [replace(one, asked=replace(one.asked, backend="api")) for one in evaluated]
    many = (*evaluated, *thinking, *behind, *other)
    names = [one.name for one in in_domains(Submissions(many, 0, tuple(evaluated)))]
    assert names == [
        "org/a (generate, temperature 0.7)",
        "org/a (generate, temperature 0.7, thinking on)",
        "org/a (model behind an API, self-reported, generate, temperature 0.7)",
        "org/b",
    ], "what was evaluated here is there once"
    odd = replace(other[0], settings=replace(other[0].settings, draws=999))
    assert [one.name for one in in_domains(Submissions((*evaluated, odd, other[1]), 0))] == ["org/a"]


def test_results_of_two_commits_are_two_models(two_models):
    ours = two_models[0::2]
    other = [replace(one, asked=replace(one.asked, revision="0123456789abcdef bfloat16")) for one in ours]
    one_each = (ours[0], other[1])
    assert in_domains(Submissions(one_each, 0)) == (), "each has a result of one instrument"
    names = [one.name for one in in_domains(Submissions((*ours, *other), 0))]
    assert [name.rpartition(", ")[2] for name in names] == [f"commit {ours[0].asked.revision[:8]})", "commit 01234567)"]


def test_what_others_send_in_removes_nothing_that_was_evaluated_here(two_models):
    ours, others = two_models[0::2], two_models[1::2]
    odd = [replace(one, settings=replace(one.settings, draws=999)) for one in others]
    names = [one.name for one in in_domains(Submissions((*odd, *odd, *odd), 0, tuple(ours)))]
    assert names == ["org/a"]
    assert [one.name for one in in_domains(Submissions((*odd, *odd, *ours), 0))] == ["org/b"], (
        "without any, most decide"
    )


def test_of_several_results_that_of_most_respondents_is_taken(two_models):
    ours = two_models[0::2]
    smaller = replace(ours[0], population=replace(ours[0].population, complete=ours[0].population.complete - 1))
    for some in ((*ours, smaller), (smaller, *ours)):
        (found,) = in_domains(Submissions(some, 0))
        assert found.records[0].population == ours[0].population


TINY, LARGE = ModelCard(2 * 10**9, "apache-2.0"), ModelCard(70 * 10**9, "llama3.3", "org/base", "finetune")


def test_rows_are_chosen_by_size_and_licence():
    entries = (ranked("org/tiny", 0.5, 0.4, 0.6, card=TINY), ranked("org/large", 0.6, 0.5, 0.7, card=LARGE))
    entries += (ranked("org/odd", 0.5, 0.4, 0.6),)
    names = {size: [one.name for one in chosen(entries, "", "", size=size)] for size in OF_SIZE}
    assert names == {
        "all": ["org/tiny", "org/large", "org/odd"],
        "under 3 billion": ["org/tiny"],
        "3 to 15 billion": [],
        "15 to 70 billion": [],
        "70 billion and more": ["org/large"],
        "not known": ["org/odd"],
    }
    assert licences(entries) == ["all", "apache-2.0", "llama3.3", "not known"]
    by = {one: [row.name for row in chosen(entries, "", "", licence=one)] for one in licences(entries)[1:]}
    assert list(by.values()) == [["org/tiny"], ["org/large"], ["org/odd"]]
    table, *_ = tab.both(entries, "bfi44", "", size="70 billion and more", licence="llama3.3")
    assert shown_in(table) == ["org/large"]
    assert "70 billion parameters, llama3.3, made from org/base" in table
    large = cells(entries)[1]
    assert (large["parameters"], large["licence"], large["base model"], large["made by"]) == (
        *("70000000000", "llama3.3", "org/base", "finetune"),
    )
    sizes = {one.name: one.card.parameters for one in published()}
    assert (sizes["Qwen3-30B-A3B"], sizes["Llama-3.1-8B-Instruct"]) == (30 * 10**9, 8 * 10**9)
    assert sizes["MiniMax-M2"] is sizes["Claude-Haiku-4.5"] is sizes[PEOPLE] is None, "no name states it"


def test_rows_are_chosen_by_how_they_were_asked():
    written, thought, chances = (
        replace(ranked(name, 0.5, 0.4, 0.6), how=how)
        for name, how in (
            ("org/written", "generate, temperature 0.7, thinking off"),
            ("org/thought", "generate, temperature 1, thinking on"),
            ("org/chances", "probabilities, temperature 1"),
        )
    )
    entries = (written, thought, chances)
    names = {one: [row.name for row in chosen(entries, "", "", asked=one)] for one in ASKED}
    assert names == {
        "all": ["org/written", "org/thought", "org/chances"],
        "generate": ["org/written", "org/thought"],
        "probabilities": ["org/chances"],
        "thinking on": ["org/thought"],
        "thinking off": ["org/written"],
    }
    assert shown_in(tab.both(entries, "bfi44", "", asked="thinking on")[0]) == ["org/thought"]


def test_what_a_file_says_of_a_model_is_shown_only_if_it_is_written_as_it_must_be(submitted):
    weights = replace(submitted, asked=replace(submitted.asked, model="org/model", backend="transformers"))
    odd = ModelCard(-5, "<b>", "javascript:alert(1)", "finetune")

    def row(record, card):
        return entry_of_submission(replace(record, model_card=card)).card

    assert row(weights, LARGE) == LARGE
    assert row(weights, odd) == row(weights, None) == ModelCard()
    assert row(submitted, LARGE) == ModelCard(), "behind an API any name may stand for any model"


def test_base_models_and_their_tuned_versions_are_joined():
    base, other = ranked("org/base", 0.5, 0.45, 0.55), ranked("org/base", 0.9, 0.8, 1.0, how="probabilities")
    of_base = {"card": ModelCard(None, "", "org/base", "finetune")}
    better, same = ranked("b/better", 0.7, 0.6, 0.8, **of_base), ranked("a/same", 0.52, 0.47, 0.57, **of_base)
    lost = ranked("c/lost", 0.2, 0.1, 0.3, card=ModelCard(base="org/elsewhere"))
    api = ranked("d/api", 0.2, 0.1, 0.3, kind="api", **of_base)
    entries = (same, other, base, better, lost, api)
    (found,) = families(entries)
    assert (found.base, found.tuned) == (base, (better, same)), "asked in the same way, the most human-like first"
    assert change(base, better) == "+0.20, intervals apart"
    assert change(better, same) == "-0.18, intervals apart"
    assert change(base, same) == "+0.02, intervals overlap"
    shown = families_view(entries, entries)
    # three models, so rows are at 1/6, 3/6 and 5/6 of the height
    assert '<path d="M50.0 16.7L70.0 50.0"/>' in shown
    assert '<path d="M50.0 16.7L52.0 83.3"/>' in shown
    assert "<span>b/better</span><small>0.70 (0.60 to 0.80); fine-tuned; +0.20, intervals apart; model, self-" in shown
    assert families_view(entries, (lost,)) == families_view((), ()) == f'<p role="status">{NO_FAMILY}</p>'
    here = ranked("org/base", 0.51, 0.5, 0.52, kind="evaluated")
    assert families((*entries, here))[0].base == here, "what was evaluated here is preferred"
    nasty = ranked(NASTY, 0.7, 0.6, 0.8, **of_base)
    assert NASTY not in families_view((base, nasty), (base, nasty))


def test_an_address_describes_a_view_and_what_it_does_not_know_is_ignored():
    instruments = ("bfi44", "moral131")
    given = {
        "board": "1",
        "instrument": "moral131",
        "order": "lid",
        "lowest": "true",
        "rows": "models",
        "numbers": '["rho","d"]',
        "size": "3 to 15 billion",
        "licence": "apache-2.0",
        "asked": "thinking on",
    }
    found = board_address.read({**given, "search": NASTY, "first": "a", "models": '["x","y"]'}, instruments)
    assert list(found) == list(board_address.NAMES) == list(board_address.usual("bfi44"))
    filters = ["moral131", NASTY, "lid", True, "models", ["rho", "d"], "3 to 15 billion", "apache-2.0", "thinking on"]
    assert list(found.values()) == [*filters, "a", None, ["x", "y"]]
    assert len(filters) == tab.FILTERS
    odd = {
        "size": "huge",
        "licence": NASTY,
        "asked": "politely",
        "board": "1",
        "instrument": "mmpi",
        "order": "<b>",
        "rows": "?",
        "lowest": "1",
        "numbers": "<b>",
    }
    assert board_address.read(odd, instruments) == {**board_address.usual("bfi44"), "numbers": []}
    assert board_address.read({"job": "1"}, instruments) is None
    columns = [field for _, field in sortable()]
    every = board_address.read({"board": "1", "numbers": json.dumps(columns)}, instruments)
    assert every["numbers"] == columns, "a long list is not cut"


def test_an_address_restores_every_model_by_the_name_that_it_has(two_models):
    long = "org/" + "m" * 90
    behind = [
        replace(one, asked=replace(one.asked, model=f"{long}{number}", backend="api", extra_body="x" * 200))
        for number in range(4)
        for one in two_models[0::2]
    ]
    models = in_domains(Submissions((*behind, *two_models), 0))
    names = [one.name for one in models]
    assert len(names) == 6
    assert sum(", " in one for one in names) == 4
    found = board_address.read({"board": "1", "models": json.dumps(names, separators=(",", ":"))}, ("bfi44",))
    assert found["models"] == names


def test_two_rows_side_by_side_by_hand():
    pair = compared(plainly("a"), plainly("b", numbers={"coverage": 0.25, "tied": 5, "d": float("inf")}))
    assert pair.lines == (
        ("coverage", "0.50 (0.40 to 0.60)", "0.25 (0.40 to 0.60)", "-0.25"),
        ("respondents sharing a pattern", "3", "5", "+2"),
        ("rho", "0.75", "-", ""),
        ("d", "-", "infinite", ""),
    )
    assert pair.note == ""


@pytest.mark.parametrize(
    ("change", "kept", "said"),
    [
        ({"size": 500}, {"rho"}, "depend on how many are compared at a time, here 100 and 500"),
        ({"protocol": PAPER}, set(), "different definitions"),
        ({"instrument": "moral131"}, set(), "different instruments"),
        ({"reference": "twin2k500"}, set(), "different references"),
        ({"name": "another"}, {"coverage", "rho", "respondents sharing a pattern"}, ""),
    ],
)
def test_a_difference_only_of_what_was_measured_alike(change, kept, said):
    pair = compared(plainly("a"), replace(plainly("b"), **change))
    assert {name for name, _, _, difference in pair.lines if difference} == kept
    assert said in pair.note
    assert bool(said) == bool(pair.note)


def test_rows_of_one_name_can_be_told_apart():
    named = by_title([plainly("a"), plainly("a", numbers={}), plainly("a", size=500)])
    assert [*named] == [
        "a (model, self-reported, bfi44, 100 at a time, generate)",
        "a (model, self-reported, bfi44, 100 at a time, generate) #2",
        "a (model, self-reported, bfi44, 500 at a time, generate)",
    ]


def test_what_strangers_wrote_is_text_and_short(submitted):
    rows = (plainly(NASTY), plainly("b"))
    shown = tab.beside(rows, rows[0].title, rows[1].title)
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "<script>" not in page_table(rows, USUAL, "rows", among=rows, download="a.csv")
    assert tab.beside(rows, None, rows[1].title) == tab.beside(rows, "unknown", rows[1].title) == ""
    checked = submissions.table_of_checks((Check(NASTY, False, NASTY, NASTY),))
    assert "<script>" not in checked
    assert "1 of 1 checks failed" in checked
    long = replace(submitted, asked=replace(submitted.asked, model="a/" + "b" * 5000))
    assert len(entry_of_submission(long).name) == LONGEST
    assert "b" * 500 not in submissions.looked_at(long.to_json())[0]


def test_a_file_is_looked_at_in_a_bounded_way(tmp_path):
    large = tmp_path / "large.json"
    large.write_bytes(b" " * (MOST_BYTES + 1))
    with pytest.raises(InputError, match="more than 4,000,000 bytes"):
        submissions.record_in(large)
    (tmp_path / "odd.json").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="not text"):
        submissions.record_in(tmp_path / "odd.json")


def test_only_what_passes_can_be_sent(desk, submitted):
    text = submissions.record_of_job(desk, " job ", "bfi44")
    record, table, button, sent = tab.outcomes(text)
    assert (record, button["interactive"], sent) == (text, True, "")
    assert "All 12 checks passed." in table
    few = replace(submitted, asked=replace(submitted.asked, personas=199)).to_json()
    record, table, button, _ = tab.outcomes(few)
    assert (record, button["interactive"]) == ("", False), "nothing is kept that could be sent"
    assert "2 of 12 checks failed" in table
    assert "199 asked" in table
    assert tab.nothing()[2]["interactive"] is False
    with pytest.raises(InputError, match="no such job"):
        submissions.record_of_job(desk, "another", "bfi44")
    with pytest.raises(InputError, match="choose a result"):
        submissions.opened("", RESULTS, "token")
    with pytest.raises(InputError, match="sign in"):
        submissions.opened(text, RESULTS, None)


def test_the_page_has_a_label_on_everything_and_asks_nobody(desk):
    with gr.Blocks() as page:
        tab.leaderboard_tab(desk, SubmittedResults(desk.settings))
    acts = {one.fn.__name__: one.fn for one in page.fns.values() if one.fn}
    table, published, joined, words = acts["read"]("bfi44", "", [])[1:5]
    assert table == published == joined == gr.skip(), "the tables stay as they are"
    assert "the Hub cannot be reached" in words
    assert "There is no such job" in acts["finished"]("another", "bfi44")[1]
    assert acts["finished"]("job", "bfi44")[2]["interactive"]
    assert "Choose a result" in acts["opened"]("", None)
    assert acts["uploaded"](None) == tab.nothing()
    given = [one["props"] for one in page.config["components"] if one["type"] in ("dropdown", "textbox", "file")]
    assert len(given) == 14
    assert all(one["label"] and one["elem_id"] for one in given)
    assert all(one["api_visibility"] == "private" for one in page.config["dependencies"])


ACTS = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from space.board import submissions
from space.page import board_address
from space.page import leaderboard_tab as tab
from persona_collapse.errors import InputError
from space.board.results import SubmittedResults
from space.settings import SpaceSettings
from pathlib import Path
repo = "persona-collapse/results"
def read(name):
    return SubmittedResults(SpaceSettings(Path("jobs"), results=name)).read()
"""


ACT = """
print(submissions.opened(submissions.record_in("result.json"), repo, "visitor"))
print(submissions.opened(submissions.record_in("result.json"), repo, "visitor"))
entries, table, published, joined, told, first, second, models, domains, licences = tab.refreshed(
    "persona-collapse/merged", read("persona-collapse/merged"), "bfi44", "self-reported"
)
print(told, table.count("<tr class="), first["choices"][0], sep="\\n")
try:
    read("persona-collapse/none")
except InputError as error:
    print(error)
"""


def test_a_result_is_sent_with_the_visitors_login_and_shown_once_merged(submitted, tmp_path):
    (tmp_path / "result.json").write_text(submitted.to_json())
    with hub_double() as hub:
        hub.refused = "Bearer owner"
        hub.repositories["datasets", RESULTS] = Repository(RESULTS)
        merged = hub.repositories["datasets", "persona-collapse/merged"] = Repository("persona-collapse/merged")
        merged.files = {"results/a/b.json": submitted.to_json().encode(), "results/x/y.json": b"{}"}
        sent, again, told, count, choice, refused = in_a_process(
            hub, tmp_path, ACTS + ACT, HF_TOKEN="owner"
        ).splitlines()
        assert len(hub.repositories["datasets", RESULTS].pull_requests) == 1, "a second press opens no second one"
    assert f'<a href="{hub.url}/datasets/{RESULTS}/discussions/1"' in sent
    assert "A pull request with this result is open already" in again
    assert f'<a href="{hub.url}/datasets/{RESULTS}/discussions/1"' in again
    assert (
        "read from the dataset persona-collapse/merged: 0 evaluated here, 1 self-reported; excluded, because a check fails: 1."
        in told
    )
    assert (count, choice.startswith("org/model (model behind an API, self-reported, bfi44, 100 at a time")) == (
        "1",
        True,
    )
    assert "the Hub has no such dataset" in refused
