"""The page that explains every number is made from the register, and is the one in docs/."""

import re
from dataclasses import is_dataclass, replace
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from persona_collapse.diagnosis import diagnose
from persona_collapse.errors import InputError
from persona_collapse.report._around_words import AROUND
from persona_collapse.report.explained import explained, read_example
from persona_collapse.report.numbers import WORDS
from persona_collapse.report.plain_text import printed
from persona_collapse.report.sections import sections
from persona_collapse.results import Diagnosis, Scorecard, Settings
from persona_collapse.results.numbers import BEYOND, NUMBERS
from persona_collapse.simulation import simulate
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "numbers.md"
RECORDS = [f"tests/golden/{name}.json.gz" for name in ("gpt-people", "repeated")]


def test_the_page_in_docs_is_the_one_that_is_made():
    fresh = explained([read_example(str(ROOT / one)) for one in RECORDS])
    command = f"python -m persona_collapse.report.explained {' '.join(RECORDS)} > docs/numbers.md"
    assert PAGE.read_text(encoding="utf-8") == fresh, f"{PAGE.name} is stale; run {command}"
    assert command in " ".join((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split())


def test_it_explains_every_number_also_without_examples():
    page = explained()
    for name, one in {**NUMBERS, **BEYOND}.items():
        assert f"\n### {one.label}\n" in page
        assert f".{name}`" in page
        assert WORDS[name].formula in page
    assert "The report says" not in page


def test_sentences_are_those_of_the_first_record_that_has_the_number():
    page = explained([read_example(str(ROOT / one)) for one in RECORDS])
    assert 'of 0.32: "32 % of human neighbourhoods contain a persona' in page, "of GPT-3.5"
    assert 'of 0.33: "33 % of the variation is new' in page, "of the population with repeats"


PRINTED = {
    "signature": {"% of draws": "% of draws", "human-likeness": "human-likeness"},
    "full_size": {
        "have at least one of all": "all personas at once: people reached",
        "local intrinsic dimensionality": "all personas at once: local intrinsic dimensionality",
    },
    "reread": {
        "re-read with people's use of the scale": "re-read with people's use of the scale",
        "% of the answers change": "% of the answers change",
    },
    "consistency": {
        "alpha": "alpha",
        "phi": "phi",
        "are farthest from people's": "correlations between the items of a trait, farthest from people's",
        "the correlations of two samples of people differ by": "the correlations of two samples of people differ by",
    },
    "tracked": {
        "R2": "R2 of the attributes",
        "largest share": "largest share, share of R2",
        "share of R2": "largest share, share of R2",
        "omega2": "omega2",
    },
    "leakage": {"the answers give away": "what the answers give away"},
    "subgroups": {"personas at a time": "levels of an attribute"},
    "noise": {
        "noise share": "noise share",
        "ICC": "ICC(1,1)",
        "persona means": "persona means",
        "pull to the model without a persona": "pull to the default",
        "towards single people": "towards single people",
        "shift": "shift",
        "SDs from people's mean": "SDs from people's mean",
    },
}
"""Section of the terminal besides the table -> words before or after a number -> the heading that explains it."""


def test_it_explains_what_is_printed_around_the_table():
    people, page = simulate("human", 120, seed=3), PAGE.read_text(encoding="utf-8")
    grouped = replace(people, attributes={"group": tuple("ab"[row % 2] for row in range(len(people)))})
    asked = diagnose(grouped, settings=Settings(draws=2), pairs=2, attributes=["group"], by=["group"], full_size=True)
    found: dict[str, str] = {}
    repeated = read_example(str(ROOT / RECORDS[1]))
    leaning = replace(repeated, default_pull=replace(repeated.default_pull, profile={"Openness": (1.2, 0.4)}))
    for record in (asked, leaning):
        for one in sections(record):
            name = one.id.rstrip("0123456789")
            if not one.absent and name not in ("about", "numbers", "warnings"):
                found[name] = f"{found.get(name, '')}\n{printed([one])}"
    assert {name for name, text in found.items() if re.search(r"\d", text)} == set(PRINTED)
    for name, labels in PRINTED.items():
        for words, label in labels.items():
            assert words.lower() in found[name].lower(), f"{words} is not printed any more"
            assert f"\n### {label}\n" in page
    assert [
        one.label for one in AROUND if one.label not in {label for each in PRINTED.values() for label in each.values()}
    ] == ["% of the probability is on the scale"], "printed in the heading, of runs that ask for probabilities"


def test_records_have_the_places_that_the_page_names():
    for place in (place for one in AROUND for place in one.record):
        held = {**get_type_hints(Diagnosis), **get_type_hints(Scorecard)}
        for name in place.split("."):
            assert name in held, place
            kinds = [one for one in (held[name], *get_args(held[name])) if is_dataclass(one)]
            held = get_type_hints(kinds[0]) if kinds else {}


@pytest.mark.parametrize("text", ["", "{}", '{"schema": "persona-collapse/comparison/1"}'])
def test_what_is_not_a_record_is_refused(tmp_path: Path, text: str):
    (tmp_path / "record.json").write_text(text)
    with pytest.raises(InputError, match=r"record\.json"):
        read_example(str(tmp_path / "record.json"))
