"""The register of numbers: whole, and what every face loops over."""

import dataclasses
import gzip
import json
import re
from dataclasses import replace

import pytest

from persona_collapse import Settings, compare, diagnose, simulate
from persona_collapse.hub.cards import card_of
from persona_collapse.report.beside import Beside
from persona_collapse.report.explained import explained
from persona_collapse.report.numbers import WORDS, by_section, range_text
from persona_collapse.report.parts.opening import likeness_lines
from persona_collapse.report.terminal import table
from persona_collapse.results import Diagnosis, Scorecard
from persona_collapse.results.files import record_of
from persona_collapse.results.numbers import BESIDE, BEYOND, NUMBERS, compared, with_interval
from tests.conftest import ROOT
from tests.golden.records import kept

QUICK = Settings(draws=2)
COUNTS = (
    *("n", "excluded", "excluded_reference", "imputed", "constant_items", "undefined", "without_direction", "probes"),
    *("undefined_draws", "standardised", "k", "complete", "unanswered_items", "missing_answers", "n_against_people"),
    "undefined_traits",
)
"""Fields of a scorecard that say what a number rests on."""


def recorded(name: str) -> Diagnosis:
    """A record as an earlier version wrote it."""
    found = record_of(kept(name), name)
    assert isinstance(found, Diagnosis)
    return found


@pytest.fixture(scope="module")
def found() -> Diagnosis:
    """A diagnosis of this version, with labels."""
    return diagnose(simulate("human", 120), settings=QUICK, pairs=2)


def test_every_number_of_a_scorecard_is_in_the_register(found):
    card = found.values
    for axis in dataclasses.fields(Scorecard):
        for name, value in vars(getattr(card, axis.name)).items() if axis.name != "further" else ():
            if isinstance(value, (dict, tuple)) and name != "n":
                continue
            assert (name in NUMBERS) + (name in BESIDE) + (name in COUNTS) == 1, f"{axis.name}.{name}"
            if name in NUMBERS:
                assert NUMBERS[name].axis == axis.name
                assert NUMBERS[name].value(card) == value


def test_every_number_has_words_and_no_other():
    assert set(WORDS) == {*NUMBERS, *BEYOND}
    for name, words in WORDS.items():
        one = {**NUMBERS, **BEYOND}[name]
        for beside in (Beside(1.0, 1.0, 1.0), Beside(0.0, None, None)):
            said = words.about(beside)
            assert said[0].isupper() or said[0].isdigit()
            assert said.endswith(".")
            assert "None" not in said
            assert "{" not in said
        assert range_text(one)


def test_every_number_is_printed_where_it_is_defined(found):
    lines = table(found).splitlines()
    for one in NUMBERS.values():
        assert any(line.startswith(f"  {one.label} ") for line in lines) == (one.value(found.values) is not None)
    assert [title for title, _ in by_section()] == [line for line in lines if line in dict(by_section())]


def test_every_number_is_compared_and_planned_for_or_says_why_not(found):
    for name, one in NUMBERS.items():
        assert one.change is None or one.interval is not None, f"{name}: what is compared has an interval"
    for name, one in {**NUMBERS, **BEYOND}.items():
        assert bool(one.why_not) == (name not in compared()), name
        if one.why_not:
            part = explained().partition(f"### {one.label}\n")[2].partition("```math")[0]
            assert one.why_not in " ".join(part.split()), name
    (step,) = compare(
        [simulate(kind, 120) for kind in ("human", "collapsed")], settings=QUICK, pairs=2, permutations=2
    ).steps
    assert [one.name for one in step.differences] == list(compared())
    assert set(found.intervals) == set(with_interval())


def test_every_number_is_on_the_card_of_the_diagnosis():
    outputs = card_of("persona_diagnosis").outputs
    assert set(NUMBERS) <= set(outputs)
    assert all(name in " ".join(outputs) for name in BEYOND)


def test_human_likeness_has_its_interval_wherever_numbers_stand(found):
    one, likeness = BEYOND["human_likeness"], found.likeness
    assert one.around(found) == (likeness.low, likeness.high)
    assert likeness.low < likeness.high
    row = found.to_frame().set_index("name").loc[one.name]
    assert (row["value"], row["low"], row["high"]) == (likeness.human_likeness, likeness.low, likeness.high)
    (line,) = likeness_lines(likeness)
    assert all(line in said for said in (table(found), repr(found), found._repr_html_()))
    assert "with a 95 % interval" in re.search(r"### human-likeness.*?```math", explained(), re.DOTALL)[0]
    assert one.around(replace(found, likeness=None)) is None
    assert NUMBERS["lid"].around(replace(found, intervals=None)) is None


@pytest.mark.parametrize("name", ["demo-human", "demo-noise", "gpt-people", "alone", "published-caricature"])
def test_values_are_in_their_range(name):
    found = recorded(name)
    points = 5
    for card in (found.values, found.held_out_people, found.shuffled_population):
        for one in NUMBERS.values():
            value = one.value(card)
            low, high = one.bounds(points)
            assert value is None or low - 1e-9 <= value <= high + 1e-9, one.name


def test_records_of_before_read_and_a_missing_number_is_undefined():
    old = json.loads(gzip.decompress((ROOT / "tests" / "data" / "diagnosis-1.json.gz").read_bytes()))
    assert old["schema"].endswith("/1")
    found = record_of(old, "old")
    assert found.values.coverage.coverage == old["values"]["coverage"]["coverage"]
    assert found.values.further == {}
    del old["values"]["coverage"]["trait_recall"], old["values"]["spread"]["vendi_ratio"]
    aged = record_of(old, "old")
    assert (aged.values.coverage.trait_recall, aged.values.spread.vendi_ratio) == (None, None)
    assert "trait recall" in table(aged), "people and noise still have it"
    again = record_of(json.loads(aged.to_json()), "again")
    assert dataclasses.replace(again, schema=aged.schema) == aged


def test_texts_and_comparisons_of_before_read():
    assert record_of(kept("texts-human"), "texts").texts == kept("texts-human")["texts"]
    assert record_of(kept("gpt-compared"), "compared").steps[0].shared == kept("gpt-compared")["steps"][0]["shared"]
