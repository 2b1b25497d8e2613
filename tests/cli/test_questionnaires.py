"""Every questionnaire through the whole command line: listed, shown, run, exported, measured again; one file is enough."""

import json
import re
from pathlib import Path

import pytest

from persona_collapse.instruments import catalogue
from persona_collapse.study import read_replies
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "instruments.md").read_text()
EXAMPLE = re.search(r"<!-- example -->\n```yaml\n(.*?)```", PAGE, re.DOTALL).group(1)
ASKED = [name for name in catalogue.names() if catalogue.bundled(name).can_be_asked]


@pytest.fixture
def mood(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("mood10.yaml").write_text(EXAMPLE)
    return "mood10.yaml"


def values(path):
    """What was measured: without the origin and the commands."""
    record = json.loads(Path(path).read_text())
    return {name: record[name] for name in ("values", "signature", "shuffled_population", "instrument")}


@pytest.mark.parametrize("name", [*ASKED, "mood10.yaml"])
def test_a_run_its_export_and_the_table_measure_alike(name, cli, mood, few_pairs):
    people = 30
    code, _, said = cli("run", "simulated:human", "--instrument", name, "--personas", people, "--out", "run")
    assert code == 0, said
    code, _, said = cli("export", "run", "--to", "table.csv")
    assert code == 0, said
    for one in ("run", "table.csv"):
        code, _, said = cli("measure", one, "--json", f"{one}.json")
        assert code == 0, said
    assert values("run.json") == values("table.csv.json")
    assert Path("table.instrument.json").exists() == (name == "mood10.yaml")


def test_items_scale_and_sentences_are_in_the_language_that_was_asked(cli, mood):
    code, printed, said = cli(
        *("run", "simulated:human", "--instrument", "ipip-neo-120", "--language", "de", "--personas", 2, "--dry-run")
    )
    assert code == 0, said
    for words in (
        "Sie sind die unten beschriebene Person.",
        "Inwieweit trifft diese Aussage auf Sie zu?",
        "Ich mache mir oft Sorgen",
        "1 = Sehr unzutreffend",
        "Antworten Sie mit einer einzigen Zahl von 1 bis 5",
    ):
        assert words in printed
    assert "ipip-neo-120 in de: Item 19 means lively discussions;" in said
    code, _, said = cli("run", "simulated:human", "--instrument", "ipip-neo-120", "--language", "xx")
    assert code == 2
    assert "ipip-neo-120 has no items in 'xx'; its languages: en, ar," in said


def test_two_languages_are_compared_persona_by_persona(cli, mood, few_pairs):
    for language in ("en", "ja"):
        code, _, said = cli(
            *("run", "simulated:human", "--instrument", "ipip-neo-120", "--language", language),
            *("--personas", 40, "--seed", 1, "--out", language),
        )
        assert code == 0, said
    assert read_replies("ja").manifest.instrument.language == "ja"
    code, printed, said = cli("compare", "en", "ja")
    assert code == 0, said
    assert "A  en: 40 respondents (simulated, no model was asked)\n" in printed
    assert "B  ja: 40 respondents (simulated, no model was asked, items in ja)\n" in printed
    assert "A to B, 40 personas in both, known by their ids" in printed


def test_another_wording_is_asked_by_its_number(cli, mood):
    Path("mood10.yaml").write_text(EXAMPLE.replace("key: 1}", "key: 1, wordings: [Nothing upsets me.]}", 1))
    code, printed, said = cli(
        *("run", "simulated:human", "--instrument", mood, "--item-wording", 1, "--personas", 1, "--dry-run")
    )
    assert code == 0, said
    assert "Nothing upsets me." in printed


def test_keys_without_texts_are_measured_and_not_asked(cli, mood):
    code, _, said = cli("run", "simulated:human", "--instrument", "bfi2", "--personas", 5)
    assert code == 2
    assert "bfi2 cannot be asked: its items have no texts here, only keys." in said
    assert not Path("runs").exists()


def test_the_list_and_a_page_of_each(cli, mood):
    _, listed, _ = cli("instrument", "list")
    assert [line.split()[0] for line in listed.splitlines()] == list(catalogue.names())
    for name in (*catalogue.names(), mood):
        code, shown, said = cli("instrument", "show", name)
        assert code == 0, said
        assert all(item.name in shown for item in catalogue.find(name).items)
    _, shown, _ = cli("instrument", "show", "ipip-neo-120", "--language", "fr")
    assert "Fortement en accord" in shown
    assert "Items 28 and 88 are swapped, so both run against their keys." in shown


def test_a_file_is_checked_in_a_sentence(cli, mood):
    code, shown, _ = cli("instrument", "check", mood)
    assert code == 0
    assert shown.startswith("mood10.yaml is an instrument: mood10, 10 items (4 reversed), Calm, Worry, 1 to 7\n")
    assert "I stay calm when plans change." in shown
    Path(mood).write_text(EXAMPLE.replace("trait: Calm, key: -1", "trait: Calm", 1))
    code, _, said = cli("instrument", "check", mood)
    assert (code, said) == (
        2,
        "persona-collapse: mood10.yaml: item 2 (mood10_2): key is missing; give 1, or -1 for a reversed item\n",
    )
    assert "item 2 (mood10_2): key is missing; give 1, or -1 for a reversed item" in " ".join(PAGE.split())
