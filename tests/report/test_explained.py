"""The page that explains every number is made from the register, and is the one in docs/."""

from pathlib import Path

import pytest

from persona_collapse.errors import InputError
from persona_collapse.report.explained import explained, read_example
from persona_collapse.report.numbers import WORDS
from persona_collapse.results.numbers import BEYOND, NUMBERS
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
    assert 'of 0.32: "32% of human neighbourhoods contain a persona' in page, "of GPT-3.5"
    assert 'of 0.33: "33% of the variation is new' in page, "of the population with repeats"


@pytest.mark.parametrize("text", ["", "{}", '{"schema": "persona-collapse/comparison/1"}'])
def test_what_is_not_a_record_is_refused(tmp_path: Path, text: str):
    (tmp_path / "record.json").write_text(text)
    with pytest.raises(InputError, match=r"record\.json"):
        read_example(str(tmp_path / "record.json"))
