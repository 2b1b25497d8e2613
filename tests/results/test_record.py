"""What a record does in Python: it prints itself, becomes a frame, a dict, HTML and a figure, and comes back from JSON."""

import json
import re
import sys
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from matplotlib.figure import Figure
from pydantic import TypeAdapter

import persona_collapse
from persona_collapse.diagnosis import diagnose, measure
from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.report import comparison_table, plan_table, table
from persona_collapse.report.rows import rows
from persona_collapse.report.texts import text_tables
from persona_collapse.results import Diagnosis, Plan, Settings
from persona_collapse.results.files import record_of
from persona_collapse.results.numbers import BEYOND, NUMBERS
from persona_collapse.results.texts import TextDiagnosis
from persona_collapse.simulation import simulate
from tests.golden.records import kept
from tests.report.test_domains import texts as with_vectors

NASTY = "<script>alert(\"1 & 2\")</script> 'x'"


@pytest.fixture(scope="module")
def diagnosis():
    return diagnose(simulate("human", 120), settings=Settings(draws=5), pairs=5)


@pytest.fixture(scope="module")
def comparison():
    return record_of(kept("compared"), "compared")


@pytest.fixture(scope="module")
def texts():
    return record_of(kept("texts-human"), "texts")


@pytest.fixture(scope="module")
def alone():
    """Answers to seven items of which nothing is known, without people, and measured without intervals."""
    answers = np.random.default_rng(0).integers(1, 6, (60, 7))
    return measure(BehavioralTraitMatrix.from_arrays(answers, source="alone"), settings=Settings(draws=5))


class Page(HTMLParser):
    """The texts and the elements of some HTML, and whether every element is closed."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.texts = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag != "br":
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def test_a_diagnosis_prints_a_few_lines(diagnosis):
    lines = repr(diagnosis).splitlines()
    printed = table(diagnosis)
    assert lines[0].startswith("Diagnosis of simulated:human: 120 respondents")
    assert lines[0].endswith("bfi44 (44 items)")
    assert lines[1] in printed
    assert lines[2] == f"signature: {diagnosis.signature.name}; {diagnosis.signature.evidence[0]}"
    assert lines[3].startswith("human-likeness ")
    assert f"  {lines[3]}" in printed.splitlines()
    assert lines[4].split() == ["value", "95", "%", "interval", "held-out", "people"]
    assert [re.split(r"\s{2,}", line)[0] for line in lines[5:10]] == [
        "coverage",
        "trait coverage",
        "Hopkins",
        "LID",
        "effective Likert",
    ]
    for line in lines[5:10]:
        name, *cells = re.split(r"\s{2,}", line)
        assert re.search(rf"^  {name}\s+" + r"\s+".join(map(re.escape, cells)) + r"\s", printed, re.MULTILINE)
    assert len(lines) == 11


def test_a_diagnosis_without_people_or_intervals_prints_what_it_has(alone):
    lines = repr(alone).splitlines()
    assert lines[1] == "reference: none, distances in raw scale points"
    assert lines[2].split() == ["value"]
    assert [re.split(r"\s{2,}", line)[0] for line in lines[3:-1]] == [
        "Hopkins",
        "LID",
        "effective Likert",
        "extreme share, SD",
    ]


def test_a_comparison_prints_what_differs(comparison):
    step = comparison.steps[0]
    told = tuple(
        replace(one, differs=place < 5, sentence=f"number {place}") for place, one in enumerate(step.differences)
    )
    lines = repr(replace(comparison, steps=(replace(step, differences=told), *comparison.steps[1:]))).splitlines()
    assert lines[0] == "Comparison of 3 populations, bfi44 (44 items)"
    assert [line[:14] for line in lines[1:4]] == ["A  simulated:h", "B  simulated:s", "C  simulated:c"]
    assert lines[5:10] == [
        f"A to B: 5 of {len(told)} numbers differ (adjusted p < .05)",
        "  number 0",
        "  number 1",
        "  number 2",
        "  and 2 more",
    ]
    assert lines[10] == f"B to C: 0 of {len(comparison.steps[1].differences)} numbers differ (adjusted p < .05)"


def test_texts_print_the_first_line_of_each_part(texts):
    lines = repr(texts).splitlines()
    assert lines[0] == "TextDiagnosis of texts: 80 texts of 40 personas"
    assert lines[1].startswith("languages spoken: found 0.55, false positive 0.00, difference 0.55, 95 % interval ")
    assert len(lines) == 5


def test_texts_with_vectors_print_whether_they_find_their_persona():
    said = repr(with_vectors()).splitlines()
    assert said[2] == "similarity within a persona: 0.62, no persona 0.58"
    assert len(said) == 6
    form = next(one.table for one in text_tables(with_vectors()) if one.title == "Whether a text finds its persona")
    assert {len(row.cells) for row in form.rows} == {len(form.head)} == {5}


def test_a_plan_prints_itself():
    plan = TypeAdapter(Plan).validate_python(kept("planned"))
    assert repr(plan) == plan_table(plan)
    assert plan.to_dict()["rows"][0]["name"] == plan.rows[0].name


def test_a_frame_has_a_row_per_number(diagnosis):
    frame = diagnosis.to_frame()
    assert list(frame.columns) == [
        "name",
        "label",
        "section",
        "value",
        "low",
        "high",
        "held_out_people",
        "shuffled_population",
        "unit",
    ]
    assert sorted(frame["name"]) == sorted([*NUMBERS, *BEYOND])
    by_name = frame.set_index("name")
    coverage = by_name.loc["coverage"]
    assert coverage["value"] == diagnosis.values.coverage.coverage, "not rounded"
    assert coverage["low"] == diagnosis.intervals["coverage"].low
    assert coverage["held_out_people"] == diagnosis.held_out_people.coverage.coverage
    assert coverage["shuffled_population"] == diagnosis.shuffled_population.coverage.coverage
    assert (coverage["label"], coverage["section"], coverage["unit"]) == ("coverage", "Coverage, in items", "share")
    assert by_name.loc["rho", "held_out_people"] == diagnosis.values.fidelity.rho_ceiling, "what the labels allow"
    assert by_name.loc["trapped", "value"] == 0.0, "no"
    assert np.isnan(by_name.loc["noise_share", "value"]), "no repeats"
    numeric = ["value", "low", "high", "held_out_people", "shuffled_population"]
    assert set(map(str, frame[numeric].dtypes)) == {"float64"}


def test_a_frame_holds_numbers_of_repeats():
    repeated = record_of(kept("repeated"), "repeated")
    frame = repeated.to_frame().set_index("name")
    assert frame.loc["noise_share", "value"] == repeated.reliability.noise_share
    assert frame.loc["default_pull", "value"] == repeated.default_pull.default_pull


def test_an_infinite_number_stays_infinite(diagnosis):
    endless = replace(
        diagnosis, values=replace(diagnosis.values, fidelity=replace(diagnosis.values.fidelity, d=np.inf))
    )
    assert endless.to_frame().set_index("name").loc["d", "value"] == np.inf
    assert next(row for row in rows(endless) if row.number.name == "d").line is None, "no place on a line"
    assert "infinite" in endless._repr_html_()
    assert Diagnosis.from_json(endless.to_json()) == endless


def test_a_frame_of_a_comparison_has_a_row_per_step_and_number(comparison):
    frame = comparison.to_frame()
    assert len(frame) == sum(len(step.differences) for step in comparison.steps)
    step = comparison.steps[0]
    lid = frame[(frame["first_population"] == step.first) & (frame["name"] == "lid")].iloc[0]
    found = next(one for one in step.differences if one.name == "lid")
    assert (lid["first"], lid["second"], lid["difference"]) == (found.first, found.second, found.difference)
    assert (lid["adjusted_p"], bool(lid["differs"]), lid["unit"]) == (found.adjusted_p, found.differs, "dimensions")


@pytest.mark.parametrize("name", ["diagnosis", "comparison", "texts", "alone"])
def test_a_record_is_a_dict_of_plain_types_and_comes_back(name, request, tmp_path):
    record = request.getfixturevalue(name)
    kind = type(record)
    assert json.loads(json.dumps(record.to_dict(), allow_nan=False)) == record.to_dict() == json.loads(record.to_json())
    assert kind.from_json(record.to_json()) == record
    assert kind.from_json(f"\n [{record.to_json()}]") == record, "a list of one, as of the command line"
    path = tmp_path / "record.json"
    path.write_text(record.to_json(), encoding="utf-8")
    assert kind.from_json(path) == kind.from_json(str(path)) == record


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "the text is not JSON"),
        ("[]", "the text holds 0 records and Diagnosis.from_json reads one"),
        ("[{}, {}]", "the text holds 2 records and Diagnosis.from_json reads one; read them all with"),
        ("{}", "the text is not a record of this program"),
        ("nowhere.json", "cannot read nowhere.json: No such file or directory; give a file that"),
        ('{"schema": "persona-collapse/diagnosis/9"}', "written by a newer version"),
    ],
)
def test_what_is_no_record_is_refused_in_a_sentence(text, said):
    with pytest.raises(InputError, match=re.escape(said)):
        Diagnosis.from_json(text)


def test_a_record_of_another_kind_names_its_reader(comparison):
    with pytest.raises(
        InputError, match=r"holds a Comparison, not a TextDiagnosis; read it with Comparison\.from_json"
    ):
        TextDiagnosis.from_json(comparison.to_json())


def test_a_notebook_draws_every_number_with_its_interval(diagnosis):
    page = Page(diagnosis._repr_html_())
    assert page.open == []
    assert {tag for tag, _ in page.elements} <= set(
        [
            "div",
            "p",
            "strong",
            "br",
            "table",
            "thead",
            "tbody",
            "tr",
            "td",
            "th",
            "svg",
            "line",
            "circle",
            "path",
            "ul",
            "li",
        ]
    ), "no script, no style sheet, nothing loaded"
    labels = {NUMBERS[name].label for name in diagnosis.intervals}
    assert labels <= set(page.texts)
    drawn = [row.line for row in rows(diagnosis) if row.line is not None]
    assert sum(tag == "svg" for tag, _ in page.elements) == len(drawn) + 3, "and three in the legend"
    bars = [some for tag, some in page.elements if tag == "line" and some.get("stroke-width") == "3"]
    assert len(bars) == sum(one.low is not None for one in drawn) == len(diagnosis.intervals)
    for some in bars:
        assert 6 <= float(some["x1"]) <= float(some["x2"]) <= 154, "within the line"
    assert not re.search(r"\d:.?\d*e|nan|None", " ".join(page.texts))


def test_a_notebook_draws_a_comparison(comparison):
    page = Page(comparison._repr_html_())
    assert page.open == []
    known = [one for step in comparison.steps for one in step.differences if one.low is not None and one.low < one.high]
    assert sum(tag == "line" and some.get("stroke-width") == "3" for tag, some in page.elements) == len(known)
    sentences = [one.sentence for one in comparison.steps[0].differences if one.differs]
    assert set(sentences) <= set(page.texts)
    assert comparison_table(comparison).splitlines()[0].split("  ", 1)[1] in " ".join(page.texts)


def test_what_users_and_models_wrote_stays_text(diagnosis, comparison):
    named = replace(diagnosis.population, source=NASTY, note=NASTY)
    whole = replace(
        diagnosis,
        population=named,
        reference=replace(diagnosis.reference, source=NASTY),
        instrument=NASTY,
        warnings=(NASTY,),
        signature=replace(diagnosis.signature, evidence=(NASTY,), also=(NASTY,)),
    )
    place = replace(comparison.populations[0], name=NASTY, population=named)
    step = replace(comparison.steps[0], first=NASTY, pairing=NASTY)
    beside = replace(comparison, populations=(place,), steps=(step,), instrument=NASTY)
    for record in (whole, beside):
        text = record._repr_html_()
        assert "<script" not in text
        assert "&lt;script&gt;" in text
        page = Page(text)
        assert NASTY in " ".join(page.texts)
        assert page.open == []
    assert isinstance(whole.plot(), Figure)
    whole.plot().canvas.draw()


def test_a_number_is_placed_between_noise_and_people(diagnosis):
    places = {row.number.name: row.line for row in rows(diagnosis)}
    assert places["coverage"].shuffled == 0.0
    assert places["coverage"].people > 0.5
    assert places["lid"].shuffled == 0.0, "noise raises LID, and is to the left all the same"
    assert places["lid"].low <= places["lid"].high
    assert places["trapped"] is None, "a yes or no"


def test_plot_draws_the_numbers_with_an_interval(diagnosis, alone):
    figure = diagnosis.plot()
    axes = figure.axes[0]
    names = [tick.get_text() for tick in axes.get_yticklabels()]
    assert sorted(names) == sorted(NUMBERS[name].label for name in diagnosis.intervals)
    assert axes.get_title() == "simulated:human"
    figure.canvas.draw()
    with pytest.raises(InputError, match="alone: no number has an interval"):
        alone.plot()


def test_a_notebook_shows_a_plot_once(diagnosis, monkeypatch):
    from matplotlib import pyplot

    monkeypatch.setitem(sys.modules, "IPython", None)
    before = pyplot.get_fignums()
    assert isinstance(diagnosis.plot(), Figure)
    assert pyplot.get_fignums() == before, "closed: only the cell's own result is shown"


def test_without_matplotlib_plot_says_what_to_type(diagnosis, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(InputError, match="matplotlib, which is not installed; type: pip install matplotlib"):
        diagnosis.plot()


def test_only_public_names_are_listed():
    assert dir(persona_collapse) == sorted(persona_collapse.__all__)
    assert persona_collapse.__all__ == sorted(persona_collapse.__all__)
    assert re.fullmatch(r"\d+\.\d+\.\d+.*", persona_collapse.__version__)
