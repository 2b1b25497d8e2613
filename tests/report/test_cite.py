"""How to cite: BibTeX, and a sentence for a paper that holds what the record holds."""

import re
from dataclasses import replace

import pytest
import yaml

from persona_collapse.instruments import catalogue
from persona_collapse.report import citation
from persona_collapse.report.comparison import comparison_report
from persona_collapse.report.parts.cite import comparison_sentences, population_sentence, texts_sentence
from persona_collapse.report.sections import diagnosis_report
from persona_collapse.report.texts import text_report
from persona_collapse.results.files import record_of
from tests.conftest import ROOT
from tests.golden.records import kept


def recorded(name):
    return record_of(kept(name), name)


def copied(whole):
    """The sentences and the BibTeX of a page."""
    (section,) = [one for one in whole.sections if one.id == "cite"]
    return {one.summary: one.text for one in section.of_style("verbatim")}


def entries(bibtex):
    """Key -> entry; every brace is closed."""
    found = {re.match(r"@\w+\{(.+),", one)[1]: one for one in bibtex.split("\n\n")}
    for one in found.values():
        bare = one.replace(r"\&", "")
        assert bare.count("{") == bare.count("}")
        assert "&" not in bare, "BibTeX takes it for the end of a column"
    return found


def test_the_paper_and_this_package_are_as_the_repository_cites_them():
    stated = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    paper = stated["preferred-citation"]
    assert f"title = {{{paper['title']}}}" in citation.PAPER
    assert " and ".join(one["family-names"] for one in paper["authors"]) in citation.PAPER
    assert f"year = {{{paper['year']}}}" in citation.PAPER
    ours = citation.software("1.2")
    assert f"author = {{{{{stated['authors'][0]['name']}}}}}" in ours
    assert f"license = {{{stated['license']}}}" in ours
    assert "version = {1.2}" in ours


@pytest.mark.parametrize("name", catalogue.names())
def test_every_bundled_questionnaire_has_an_entry(name):
    assert list(entries(citation.questionnaire(name))) == [name]


@pytest.mark.parametrize("name", ["calibrated-2058", "twin2k500", "openpsychometrics-ipip50", "johnson-ipip-neo-120"])
def test_every_named_sample_of_people_has_an_entry(name):
    twin = ["toubia2025twin"]
    expected = {"calibrated-2058": [name, *twin], "twin2k500": twin}.get(name, [name])
    assert list(entries("\n\n".join(citation.people(name)))) == expected


def test_the_release_of_people_is_cited_as_the_card_of_the_reference_cites_it():
    card = " ".join((ROOT / "datasets_scripts/human-reference/README.md").read_text().split())
    title = re.search(r"title = \{(.+)\},", citation.TWIN_2K_500)[1]
    assert f"{title} (Toubia et al. 2025, [arXiv 2505.17479]" in card


def test_a_population_is_cited_with_its_number_people_and_draws():
    found = recorded("demo-shallow")
    assert list(entries(copied(diagnosis_report([found]))["BibTeX"])) == [
        *("xiao2026chameleon", "persona-collapse", "calibrated-2058", "toubia2025twin", "bfi44")
    ]
    axis, around = found.values.coverage.coverage, found.intervals["coverage"]
    assert population_sentence(found) == (
        f"Coverage {axis:.2f} (95 % interval {around.low:.2f} to {around.high:.2f}; held-out people "
        f"{found.held_out_people.coverage.coverage:.2f}; shuffled population "
        f"{found.shuffled_population.coverage.coverage:.2f}) was measured with persona-collapse {found.version} (calibrated "
        "protocol, 20 draws of 250, seed 0) on 500 respondents of simulated:shallow (simulated from published norms, not "
        "people), Big Five Inventory, 44 items, against 2058 respondents of calibrated-2058 (simulated from published norms, "
        "not people)."
    )


def test_without_people_the_sentence_says_so():
    found = recorded("alone")
    said = population_sentence(found)
    assert said.startswith(f"LID {found.values.lid.lid:.1f} (95 % interval ")
    assert said.endswith("on 200 respondents of thirty items, items-30, without people to compare with.")
    assert list(entries(copied(diagnosis_report([found]))["BibTeX"])) == ["xiao2026chameleon", "persona-collapse"]


def test_people_of_a_file_are_cited_by_their_user():
    found = recorded("demo-human")
    people = replace(found.reference, source="/home/me/people.csv", note="")
    whole = diagnosis_report([replace(found, reference=people)])
    (section,) = [one for one in whole.sections if one.id == "cite"]
    assert "The people of people.csv: cite the source of these answers, which no record names." in [
        one.text for one in section.of_style("small")
    ]
    assert "/home" not in "".join(copied(whole).values())


def test_the_published_protocol_is_named():
    assert "(the published definitions, seed 0)" in population_sentence(recorded("published-human"))


def test_texts_and_comparisons_are_cited_too():
    texts, compared = recorded("texts-collapsed"), recorded("compared")
    assert list(entries(copied(text_report(texts))["BibTeX"])) == ["xiao2026chameleon", "persona-collapse"]
    assert texts_sentence(texts).startswith(
        "The commonest opening sentence, names and values masked, has a share of 0.86 (95 % interval 0.78 to 0.94) of 80 texts"
    )
    first, second = comparison_sentences(compared)
    one = next(each for each in compared.steps[0].differences if each.name == "coverage")
    assert f"is {one.first:.2f} in A and {one.second:.2f} in B, a difference of {one.difference:.2f} (95 % " in first
    assert "19 relabellings), against 2058 respondents" in second
    assert "calibrated-2058" in copied(comparison_report(compared))["BibTeX"]


def test_two_populations_have_a_sentence_each_and_one_entry_of_each_source():
    both = [recorded("demo-human"), recorded("demo-noise")]
    found = copied(diagnosis_report(both))
    assert found["A sentence for a paper"].count("was measured with persona-collapse") == 2
    assert len(entries(found["BibTeX"])) == found["BibTeX"].count("@") == 5
