"""The first screen: the signature with what to do next, key numbers on their lines, and no folder of the maker's machine."""

import re
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from persona_collapse.remedy import advise
from persona_collapse.report import comparison_html, html, markdown, table, texts_html
from persona_collapse.report.key_numbers import MOST, key_numbers
from persona_collapse.report.page import opening_html
from persona_collapse.report.sections import sections
from persona_collapse.results.files import record_of
from persona_collapse.simulation import simulate
from tests.golden.records import kept
from tests.report.test_report import CHROMIUM
from tests.space.conftest import NEEDS_CHROMIUM

KINDS = ("human", "shallow", "caricature", "collapsed", "noise")


def recorded(name):
    return record_of(kept(name), name)


@pytest.fixture(scope="module", params=KINDS)
def found(request):
    return recorded(f"demo-{request.param}")


def test_the_card_says_what_the_advice_says_first(found):
    card = sections(found)[1]
    (said,) = [one for one in card.of_style("plain") if one.text.startswith("Next: ")]
    step = advise(found).steps[0]
    assert said.text.removeprefix("Next: ").startswith(step.sentence)
    assert step.command in said.text
    assert step.evidence in "; ".join([said.text, "; ".join(found.signature.evidence)])
    assert found.signature.support in card.of_style("plain")[0].text


def test_key_numbers_lead_from_the_shuffled_population_to_people(found):
    scales = key_numbers(found).scales
    assert 4 <= len(scales) <= MOST
    assert all(one.low is None or one.low <= one.at <= one.high for one in scales)


def test_people_are_on_the_line_of_people_and_noise_is_on_its_own():
    human, noise = (
        {one.label: one.at for one in key_numbers(recorded(f"demo-{kind}")).scales} for kind in ("human", "noise")
    )
    del human["d"], noise["d"]  # how far labels lie apart is not how varied people are
    assert len(human) == len(noise) == MOST - 1
    assert all(one == pytest.approx(1, abs=0.1) for one in human.values())
    assert all(one == pytest.approx(0, abs=0.1) for one in noise.values())


def test_without_labels_another_number_takes_the_place():
    found = recorded("demo-shallow")
    labels = [one.label for one in key_numbers(replace(found, values=replace(found.values, fidelity=None))).scales]
    assert (len(labels), labels[-1]) == (MOST, "participation ratio")


def test_without_people_there_is_no_line():
    assert key_numbers(recorded("alone")) is None


def test_the_page_names_files_without_their_folders(tmp_path, cli, few_pairs):
    folder = tmp_path / "secret folder"
    folder.mkdir()
    population = simulate("human", 60)
    rows = [population.items, *population.values.astype(int).tolist()]
    (folder / "answers.csv").write_text("\n".join(",".join(map(str, row)) for row in rows))
    code, _, err = cli("measure", folder / "answers.csv", "--json", folder / "out.json")
    assert code == 0, err
    code, _, err = cli("report", folder / "out.json", "--out", folder / "page.html")
    assert code == 0, err
    page = (folder / "page.html").read_text()
    assert "persona-collapse measure answers.csv" in page
    assert "<h2>answers.csv</h2>" in page
    code, text, _ = cli("report", folder / "out.json", "--out", "-")
    assert code == 0
    for shown in (page, text):
        assert "secret" not in shown
        assert str(tmp_path) not in shown


def test_comparisons_and_texts_name_files_without_their_folders():
    folder = "/home/me/study"
    compared, texts = recorded("compared"), recorded("texts-human")
    places = tuple(
        replace(one, population=replace(one.population, source=f"{folder}/{one.name}.csv"))
        for one in compared.populations
    )
    texts = replace(
        texts, source=f"{folder}/texts.csv", commands=(f"persona-collapse measure {folder}/texts.csv --texts",)
    )
    found = comparison_html(replace(compared, populations=places)) + texts_html(texts)
    assert folder not in found
    assert all(name in found for name in ("A.csv", "B.csv", "C.csv", "measure texts.csv --texts"))


def test_files_of_one_name_are_numbered():
    some = [
        replace(one, population=replace(one.population, source=f"/home/{n}/answers.csv"))
        for n, one in enumerate([recorded("demo-human")] * 2)
    ]
    found = html(some)
    assert "/home" not in found
    assert all(f"<h2>answers.csv ({number})</h2>" in found for number in (1, 2))


def test_another_page_has_the_same_first_screen(found):
    page, opening = html([found]), opening_html(found)
    assert " id=" not in opening
    for figure in ("scales", "plot"):
        begin = opening.index(f'class="{figure}"')
        assert opening[begin : begin + 2000] in page
    assert f"{found.signature.name}</h2>" in opening
    assert "Next: " in markdown([found])


@NEEDS_CHROMIUM
def test_it_fits_a_screen_and_a_phone_and_axe_finds_nothing(tmp_path):
    (tmp_path / "page.html").write_text(html([recorded("demo-caricature")]))
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for scheme in ("light", "dark"):
            page = browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme=scheme)
            page.goto((tmp_path / "page.html").as_uri())
            bottom = [box.bounding_box() for box in page.locator(".maps .plot").all()]
            assert all(box["y"] + box["height"] <= 800 for box in bottom), "both maps are on the first screen"
            found = Axe().run(page).response["violations"]
            assert not [one["id"] for one in found if one["impact"] in ("serious", "critical")], found
            page.set_viewport_size({"width": 390, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") == 390
            assert all(box.bounding_box()["width"] > 300 for box in page.locator(".scales").all())
        browser.close()


def test_a_signature_that_is_not_determined():
    alone = record_of(kept("alone"), "alone.json")
    unread = replace(alone.signature, name="unread", readings={"noise": 0.6, "unread": 0.4})
    found = replace(alone, signature=unread)
    shown = (table(found), html([found]), markdown([found]), str(found), unread.support)
    assert not [one for one in shown if re.search(r"\bunread\b", one)]
    assert "signature: not determined (40 % of draws; noise 60 %" in shown[0]
