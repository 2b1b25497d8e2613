"""The bundled questionnaires: their keys against what is published, texts, languages and hashes; nothing else knows them."""

import ast
from collections import Counter
from dataclasses import replace

import pytest

from persona_collapse.errors import InputError
from persona_collapse.instruments import ResponseScale, bfi44, catalogue, moral131
from persona_collapse.study.forms import form, frames
from persona_collapse.study.manifest import digest
from tests.conftest import ROOT

REVERSED = {"bfi44": 16, "moral131": 0, "bfi2": 30, "ipip-neo-120": 55, "ipip50": 18, "mini-ipip": 11}


@pytest.mark.parametrize("name", catalogue.names())
def test_every_file_is_whole(name):
    found = catalogue.bundled(name)
    assert found.id == name
    assert found.title
    assert found.source
    assert found.terms
    assert len({item.name for item in found.items}) == len(found)
    assert sum(item.key < 0 for item in found.items) == REVERSED[name]
    if found.traits:
        sizes = Counter(item.trait for item in found.items)
        assert name == "bfi44" or len(set(sizes.values())) == 1, "as many items for every trait"
        assert found.undesirable <= set(found.traits)
        assert len(found.undesirable) == 1
        assert all(item.text or name == "bfi2" for item in found.items)


def test_the_hash_of_runs_begun_earlier_is_kept():
    assert digest(bfi44().words)[:12] == "d4969883f813"
    assert digest(moral131().words)[:12] == "99e129f09289"


def test_facets_have_four_items_each():
    facets = Counter((item.trait, item.facet) for item in catalogue.bundled("ipip-neo-120").items)
    assert len(facets) == 30
    assert set(facets.values()) == {4}


def test_the_mini_ipip_is_a_selection_of_the_ipip50():
    whole = {item.text: (item.trait, item.key) for item in catalogue.bundled("ipip50").items}
    for item in catalogue.bundled("mini-ipip").items:
        assert whole[item.text] == (item.trait, item.key)


def test_texts_in_every_language():
    english = catalogue.bundled("ipip-neo-120")
    assert len(catalogue.languages_of("ipip-neo-120")) == 31
    for code in catalogue.languages_of("ipip-neo-120")[1:]:
        found = catalogue.bundled("ipip-neo-120", code)
        assert found.language == code
        assert [(item.id, item.trait, item.key) for item in found.items] == [
            (item.id, item.trait, item.key) for item in english.items
        ]
        assert all(item.text == item.text.strip() and item.text for item in found.items)
        assert sum(mine.text == theirs.text for mine, theirs in zip(found.items, english.items, strict=True)) == 0
        assert len(set(found.scale.labels)) == 5
        assert (found.scale == english.scale) == (code in ("et", "hr", "ur")), "no labels in three languages"
        assert digest(found.words) != digest(english.words)


def test_sentences_around_the_items():
    assert set(frames()) == {"de", "fr", "es", "it", "pt-br", "nl", "pl", "ru", "ja", "ko", "zh-cn", "hi", "ar"}
    for code in frames():
        found, english = form("standard", code), form("standard")
        assert found.name == "standard"
        assert found != english
        assert found.system_message("Age: 30").endswith("\n\nAge: 30")
        assert all(str(end) in found.closing.format(low=1, high=7) for end in (1, 7))
        assert catalogue.bundled("ipip-neo-120", code).lead != catalogue.bundled("ipip-neo-120").lead
    assert form("standard", "fi") == form("standard"), "not written yet: English around Finnish items"
    with pytest.raises(InputError, match="the wording of the paper is English"):
        form("paper", "de")


def test_a_name_that_is_not_there_lists_those_that_are():
    with pytest.raises(
        InputError, match=r"--instrument hexaco: file not found; bundled questionnaires: bfi44, moral131"
    ):
        catalogue.find("hexaco")
    with pytest.raises(InputError, match=r"ipip-neo-120 has no items in 'pt'; .* did you mean pt-br\?"):
        catalogue.bundled("ipip-neo-120", "pt")
    with pytest.raises(InputError, match="no bundled questionnaire is called 'x'"):
        catalogue.bundled("x")


def test_only_the_same_items_and_points_are_a_known_questionnaire():
    assert catalogue.known(catalogue.bundled("ipip-neo-120", "de"))
    assert not catalogue.known(replace(bfi44(), scale=ResponseScale(1, 7, ())))


KNOWN = {"bfi44", "moral131", "TRAITS", *bfi44().traits}
NUMBERS = {len(bfi44()), len(moral131())}

MAY_KNOW = {
    "persona_collapse/instruments": "the questionnaires themselves",
    "persona_collapse/replication": "the claims of the paper, which are about these two",
    "persona_collapse/references": "its people answered the BFI-44",
    "persona_collapse/simulation": "the BFI-44 is what is simulated where nothing is named; dilemmas follow its labels",
    "persona_collapse/diagnosis/axes/_attribution.py": "R squared among the people of Twin-2K-500, who answered the BFI-44",
    "persona_collapse/matrix.py": "44 columns without names are the BFI-44",
    "persona_collapse/hub/modules.py": "44 items without a configuration are the BFI-44",
    "persona_collapse/hub/page.py": "the page of a module tries it out on the BFI-44",
    "persona_collapse/cli/run.py": "what is asked where nothing is named",
    "persona_collapse/cli/sweep.py": "the same",
    "persona_collapse/cli/probe.py": "the same",
    "space/board/build_data.py": "the known populations of the board are of these two",
    "space/page/by_program.py": "a reply is read on the scale of the BFI-44",
}
"""File or folder -> why it names a questionnaire."""


def named(path):
    """Names and numbers of the two first questionnaires in a file's code, without its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        value = getattr(node, "value", None) if isinstance(node, ast.Constant) and id(node) not in said else None
        if isinstance(node, ast.alias) and node.name in KNOWN:
            yield node.name
        elif (isinstance(value, str) and value in KNOWN) or (type(value) is int and value in NUMBERS):
            yield value


def test_nothing_else_knows_a_questionnaire():
    found = {}
    for root in ("persona_collapse", "space"):
        for path in (ROOT / root).rglob("*.py"):
            place = path.relative_to(ROOT).as_posix()
            if names := sorted(set(map(str, named(path)))):
                found[place] = names
    strangers = {place: names for place, names in found.items() if not any(place.startswith(one) for one in MAY_KNOW)}
    assert strangers == {}, "ask the catalogue"
    assert all(any(place.startswith(one) for place in found) for one in MAY_KNOW), "a reason that is no longer needed"
