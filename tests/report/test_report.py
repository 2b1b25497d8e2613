"""The report: a page that holds its numbers, loads nothing, and shows what users wrote as text."""

import json
import re
import shutil
from dataclasses import replace

import numpy as np
import pytest
from playwright.sync_api import sync_playwright

import persona_collapse as pc
from persona_collapse.backends import Sampling
from persona_collapse.diagnosis.views import SHOWN
from persona_collapse.errors import InputError
from persona_collapse.instruments import bfi44, moral131
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.randomness import generator
from persona_collapse.personas import bundled_pool
from persona_collapse.report import comparison_html, html, markdown, record_markdown
from persona_collapse.report.beside import Beside
from persona_collapse.report.figures import (
    Bars,
    Cloud,
    Histograms,
    Map,
    Scales,
    attribution_bars,
    coverage_map,
    fidelity_map,
    histograms,
    noise_bars,
    paths,
)
from persona_collapse.report.numbers import WORDS
from persona_collapse.report.parts.opening import together
from persona_collapse.report.sections import sections
from persona_collapse.results import Quality, Unreadable
from persona_collapse.results.files import read_records, record_of
from persona_collapse.simulation import simulate
from persona_collapse.study import Study, run_answers, run_study
from persona_collapse.study.forms import PAPER
from tests.conftest import ROOT
from tests.support.asking import Says, small

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
SETTINGS = pc.Settings(draws=5)
NASTY = "<script>document.title='broken'</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def diagnosis():
    """120 caricatures, asked three times, with two attributes of the paper."""
    population = simulate("caricature", 120)
    gender = tuple(np.resize(["Male", "Female", "Non-binary"], 120).tolist())
    told = replace(population, attributes={**population.attributes, "gender": gender})
    rng = np.random.default_rng(1)
    samples = np.clip(told.values + rng.integers(-1, 2, (3, 120, 44)), 1, 5)
    quality = Quality(
        9, 8, {"refusal": 1}, {"timeout": 1}, (Unreadable("refusal", "7", "bfi44_1", "Talkative?", NASTY),), NASTY, None
    )
    return pc.diagnose(
        told,
        settings=SETTINGS,
        pairs=10,
        samples=samples,
        quality=quality,
        commands=["persona-collapse measure x"],
        tsne=True,
    )


def test_alphas_the_forest_and_pairs_of_labels_are_shown_with_their_errors(diagnosis):
    text = pc.table(diagnosis)
    alphas = diagnosis.values.items.cronbach_alpha_interval
    assert len(alphas) == 5
    for trait, alpha in diagnosis.values.items.cronbach_alpha.items():
        low, high = alphas[trait]
        assert low < alpha < high < 1
        assert f"{alpha:.2f} ({low:.2f} to {high:.2f})".replace("0.", ".") in text
    around = diagnosis.intervals["separability"]
    assert around.value == diagnosis.values.spread.separability
    assert around.low < around.value <= around.high <= 1
    page = html([diagnosis])
    assert "High above Low" in page
    for one in diagnosis.values.fidelity.per_trait.values():
        assert 0.9 < one.superiority <= 1, "caricatures follow their labels"


@pytest.fixture(scope="module")
def moral():
    """100 random answers to the dilemmas, for which there is no reference."""
    values = np.random.default_rng(2).integers(1, 6, (100, 131))
    return pc.diagnose(
        BehavioralTraitMatrix.from_arrays(values, instrument=moral131(), source="dilemmas"), settings=SETTINGS, pairs=10
    )


@pytest.fixture(scope="module")
def opened(diagnosis, tmp_path_factory):
    """The page in a browser: what it asked for, what it complained of, and what is on it."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(html([replace(diagnosis, population=replace(diagnosis.population, source=NASTY))]))
    asked, complaints = [], []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1000, "height": 800}, color_scheme="light")
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path.as_uri())
        artefacts = ROOT / ".artefacts"
        artefacts.mkdir(exist_ok=True)
        page.screenshot(path=artefacts / "report.png", full_page=True)
        boxes = page.eval_on_selector_all(
            "figure",
            "all => all.map(one => [one.getBoundingClientRect().width, one.querySelectorAll('.tick, .fill, .line').length, "
            "one.querySelectorAll('.mark, path.curve, path.dots, .fill, .line').length])",
        )
        facts = {
            "title": page.title(),
            "figures": boxes,
            "headings": page.locator("h2").all_inner_texts(),
            "signature": page.locator(".signature").inner_text(),
            "value": page.locator("tr", has=page.locator("th", has_text=re.compile("^LID$")))
            .locator(".value")
            .first.inner_text(),
            "scripts": page.locator("script").count(),
            "pictures": page.locator("img").count(),
            "ink": page.evaluate("getComputedStyle(document.body).color"),
        }
        page.emulate_media(color_scheme="dark")
        facts["dark ink"] = page.evaluate("getComputedStyle(document.body).color")
        page.set_viewport_size({"width": 390, "height": 800})
        facts["too wide by"] = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        browser.close()
    return {**facts, "asked": asked, "complaints": complaints, "path": path}


def test_the_page_asks_for_nothing_and_complains_of_nothing(opened):
    assert opened["asked"] == [opened["path"].as_uri()]
    assert opened["complaints"] == []
    assert opened["path"].stat().st_size < 5e6
    assert (ROOT / ".artefacts" / "report.png").stat().st_size > 50_000


def test_everything_is_on_the_page(opened, diagnosis):
    assert opened["signature"] == diagnosis.signature.name == "caricature"
    assert opened["value"] == f"{diagnosis.values.lid.lid:.1f}"
    for words in (
        "Maps",
        "ceiling and its floor",
        "Known populations",
        "Where all respondents are",
        "Trait scores",
        "What predicts the answers",
        "Signal or noise",
        "Item by item",
        "Data quality",
        "How to reproduce this",
        "How to cite",
    ):
        assert any(words in heading for heading in opened["headings"]), words
    assert len(opened["figures"]) == 1 + 2 + 2 + 5 + 2 + 1, "key numbers, maps, projections, traits, attribution, noise"
    assert all(width > 300 for width, _, _ in opened["figures"])
    drawn = [figure for one in sections(diagnosis) for figure in one.figures]
    assert [parts for *_, parts in opened["figures"]] == [how_many(figure) for figure in drawn]
    assert all(
        scaled >= (len(figure.bars) if isinstance(figure, Bars) else 4)
        for (_, scaled, _), figure in zip(opened["figures"], drawn, strict=True)
    )


def how_many(figure):
    """Marks, curves, sides of a projection, or bars."""
    if isinstance(figure, Map):
        return len(figure.marks)
    if isinstance(figure, Scales):
        return len(figure.scales)
    return {Cloud: lambda: 2, Histograms: lambda: len(figure.curves), Bars: lambda: len(figure.bars)}[type(figure)]()


def test_what_users_and_models_wrote_is_text(opened):
    assert opened["title"].startswith("<script>"), "the page's own title, not what the script would make of it"
    assert (opened["scripts"], opened["pictures"]) == (0, 0)
    assert opened["path"].read_text().count("&lt;script&gt;") >= 3


def test_it_is_dark_in_the_dark_and_fits_a_phone(opened):
    assert opened["ink"] != opened["dark ink"]
    assert opened["too wide by"] <= 0


def test_two_populations_stand_side_by_side(diagnosis):
    other = replace(diagnosis, population=replace(diagnosis.population, source="second"))
    page = html([diagnosis, other], ["first", "second"])
    assert page.count('class="signature') == 2
    assert "Side by side" in page
    names = re.findall(r'id="([^"]+)"', page)
    assert len(names) == len(set(names)), "no two parts of the page share a name"


def test_what_was_not_measured_alike_is_not_put_side_by_side(diagnosis, moral):
    for other, what in ((moral, "instrument"), (replace(diagnosis, reference=None), "reference")):
        with pytest.raises(InputError, match=f"differ in their {what}; measure both alike"):
            html([diagnosis, other])
    smaller = replace(diagnosis, settings=replace(diagnosis.settings, size=40))
    assert "different sizes (40, 60 at a time)" in html([diagnosis, smaller])


def test_the_published_protocol_has_a_page_too():
    found = pc.diagnose(simulate("human", 60), settings=pc.Settings(protocol="paper"))
    page = html([found])
    assert "By the published definitions." in page
    assert 'class="signature' not in page


def test_nobody_complete_has_a_page_too():
    values = simulate("human", 60).values.copy()
    values[np.arange(60), np.arange(60) % 44] = np.nan
    values[:, 5] = np.where(np.arange(60) % 2, values[:, 5], np.nan)
    gaps = BehavioralTraitMatrix.from_arrays(values, source="gaps")
    found = pc.diagnose(gaps, settings=pc.Settings(protocol="paper"))
    assert found.views.traits == ()
    assert "times the .75 scale points" in html([found])


def test_a_name_with_dollars_is_no_formula(diagnosis):
    assert "a$" in html([diagnosis], ["a$\\foo$.csv"])


def test_what_labels_allow_stands_only_where_it_is_the_same(diagnosis):
    without = replace(diagnosis, values=replace(diagnosis.values, fidelity=None))
    ceiling = f"ceiling {diagnosis.values.fidelity.rho_ceiling:.2f}"
    rows = {row.cells[0]: row.cells for row in together([without, diagnosis], ["first", "second"]).table.rows}
    assert rows["rho"][1:] == ("-", f"{diagnosis.values.fidelity.rho:.2f}", ceiling)
    lower = replace(diagnosis.values.fidelity, rho_ceiling=0.5)
    other = replace(diagnosis, values=replace(diagnosis.values, fidelity=lower))
    rows = {row.cells[0]: row.cells for row in together([other, diagnosis], ["first", "second"]).table.rows}
    assert rows["rho"][-1] == "-"


def test_markdown_holds_the_same(diagnosis):
    text = markdown([replace(diagnosis, population=replace(diagnosis.population, source=NASTY))])
    assert "**caricature**" in text
    assert f"| LID | {diagnosis.values.lid.lid:.1f} |" in text
    assert "<script" not in text
    widths = {line.count("|") for line in text.splitlines() if line.startswith("|")}
    assert widths == {8}, "every row of the table has the same columns"


def test_without_a_reference_it_says_so(moral):
    page = html([moral])
    assert "no reference for this instrument" in page
    assert "Noise unknown" in page
    assert coverage_map([moral], ["m"]) is None
    assert moral.views.traits == ()
    assert moral.views.projections[0].people == ()
    assert all(item.text == "" or len(item.text) <= 120 for item in moral.views.items)


def test_figures_hold_the_numbers_of_the_record(diagnosis):
    found = coverage_map([diagnosis], ["here"])
    here = next(mark for mark in found.marks if mark.group == "population")
    assert (here.x, here.y) == (diagnosis.values.coverage.coverage, diagnosis.values.lid.lid)
    assert here.x_ends == (diagnosis.intervals["coverage"].low, diagnosis.intervals["coverage"].high)
    assert len(found.numbered) == 10, "the ten models of the paper"
    assert {mark.group for mark in found.marks} == {"population", "people", "known", "paper"}
    labels = fidelity_map([diagnosis], ["here"])
    assert labels.ceiling == diagnosis.values.fidelity.rho_ceiling
    assert [bar.name for bar in noise_bars(diagnosis).bars] == ["persona", "item", "persona by item", "noise"]
    assert sum(bar.share for bar in noise_bars(diagnosis).bars) == pytest.approx(1)
    gender = attribution_bars(diagnosis)[0].bars[0]
    assert (gender.name, gender.share) == ("gender", diagnosis.attribution.items.per_attribute["gender"].shapley)


def test_histograms_count_everybody_once(diagnosis):
    for one in histograms(diagnosis):
        assert sum(one.scores.population) == 120 == sum(map(sum, one.scores.by_level.values()))
        assert sum(one.scores.people) == 2058
        assert all(sum(shares) == pytest.approx(1) for shares in one.curves.values())


def test_projections_place_people_and_personas_alike(diagnosis):
    pca, tsne = diagnosis.views.projections
    assert (pca.method, tsne.method, tsne.explained) == ("PCA", "t-SNE", None)
    assert (len(pca.people), len(pca.personas)) == (SHOWN, 120)
    assert 1 > pca.explained[0] > pca.explained[1] > 0
    people = pc.calibrated_2058()
    itself = pc.diagnose(simulate("human", 120), people, settings=SETTINGS, pairs=10).views.projections[0]
    assert np.array(itself.people) == pytest.approx(np.array(pca.people)), "the axes are people's, whoever is measured"
    spread = np.array(pca.people).std(axis=0)
    standardised = (people.values - people.values.mean(axis=0)) / people.values.std(axis=0)
    top = np.linalg.eigvalsh(np.cov(standardised.T, ddof=0))[::-1][:2]
    assert spread == pytest.approx(np.sqrt(top), rel=0.1), "500 of 2,058 spread as the eigenvalues say"


def test_item_shares_are_those_of_the_answers(diagnosis):
    first = diagnosis.views.items[0]
    assert (first.item, first.text) == ("bfi44_1", "is talkative")
    answers = simulate("caricature", 120).values[:, 0]
    assert first.shares == tuple(float((answers == point).mean()) for point in range(1, 6))


@pytest.mark.parametrize(
    ("field", "beside", "said"),
    [
        (
            "coverage",
            Beside(0.32, 0.97, 0.01),
            "32 % of human neighbourhoods contain a persona (people: 97 %, shuffled population: 1 %).",
        ),
        (
            "desirability_shift",
            Beside(-0.4, 0.0, None),
            "Trait scores are 0.40 SDs to the undesirable side of people's.",
        ),
        (
            "trapped",
            Beside(1.0, None, None),
            "Labels are followed as closely as possible, and overdone: the fidelity trap.",
        ),
        (
            "trapped",
            Beside(0.0, None, None),
            "Not trapped: labels are not both followed as closely as possible and overdone.",
        ),
    ],
)
def test_sentences_by_hand(field, beside, said):
    assert WORDS[field].about(beside) == said


def test_a_record_reads_back_as_it_was(diagnosis, moral, tmp_path):
    infinite = replace(diagnosis.values.fidelity, d=float("inf"))
    odd = replace(diagnosis, values=replace(diagnosis.values, fidelity=infinite))
    path = tmp_path / "both.json"
    path.write_text(f"[{odd.to_json()}, {moral.to_json()}]")
    assert read_records(path) == [odd, moral]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is not JSON"),
        ("{}", "not a record of this program"),
        ("[]", "holds no record"),
        ('{"schema": {"fields": []}}', "not a record of this program"),
        ('{"schema": "persona-collapse/diagnosis/9"}', "was written by a newer version of persona-collapse"),
        ('{"schema": "persona-collapse/other/1"}', "of schema persona-collapse/other/1"),
        ('{"schema": "persona-collapse/diagnosis/1"}', "population: field required"),
    ],
)
def test_other_files_are_refused(content, said, tmp_path):
    path = tmp_path / "result.json"
    path.write_text(content)
    with pytest.raises(InputError, match=re.escape(said)):
        read_records(path)
    with pytest.raises(InputError, match="cannot read"):
        read_records(tmp_path / "none.json")


def test_a_record_of_before_it_was_kept_says_nothing_of_what_was_asked(diagnosis):
    record = json.loads(diagnosis.to_json())
    assert record.pop("asked", "missing") is None, "a table asks nobody"
    assert record_of(record, "result") == diagnosis


def test_a_field_of_another_kind_is_named(diagnosis):
    record = json.loads(diagnosis.to_json())
    record["values"]["lid"]["lid"] = "many"
    with pytest.raises(InputError, match=r"result: values\.lid\.lid: input should be a valid number"):
        record_of(record, "result")


def test_the_command_writes_pages(diagnosis, tmp_path, cli, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "result.json").write_text(diagnosis.to_json())
    assert cli("report", "result.json") == (0, "", "report.html: 1 record\n")
    assert "caricature" in (tmp_path / "report.html").read_text()
    code, out, _ = cli("report", "result.json", "result.json", "--out", "-")
    assert (code, out.count("\n## ")) == (0, 2)
    code, _, err = cli("report", "result.json", "--out", "page.pdf")
    assert (code, "ends in .html or .md" in err) == (2, True)
    assert not (tmp_path / "page.pdf").exists()


def test_a_run_says_what_could_not_be_read(tmp_path):
    said = {"bfi44_1": "4", "bfi44_2": "I would rather not say.", "bfi44_3": "2 or 3", "bfi44_4": "9"}
    run_study(small(7, 4), Says(lambda prompt: said[prompt.item]), tmp_path, command="persona-collapse run says")
    found = run_answers(tmp_path)
    assert found.command == "persona-collapse run says"
    quality = found.quality
    assert (quality.expected, quality.replies, sum(quality.unreadable.values())) == (28, 28, 21)
    assert set(quality.unreadable.values()) == {7}
    assert len(quality.examples) == 3 * 5, "five of each reason"
    example = quality.examples[0]
    assert example.reply == said[example.item]
    assert "1 =" in example.question, "the scale as it was printed"
    assert quality.prompt.count(example.question.split("\n")[0]) == 1


def four(prompt):
    return "4"


def test_a_run_says_what_it_asked(tmp_path):
    sampling = Sampling(temperature=1.3, thinking=False, seed=5)
    study = small(2, 4, samples=2, sampling=sampling, order="random", labels=False, with_default=True, form=PAPER)
    run_study(study, Says(four, model="org/model"), tmp_path)
    asked = run_answers(tmp_path).asked
    assert (asked.model, asked.revision, asked.backend) == ("org/model", "1", "said")
    assert (asked.instrument, asked.pool, asked.pool_digest) == ("bfi44", "personas", bundled_pool().digest)
    assert (asked.form, asked.labels, asked.order) == ("paper", False, "random")
    assert (asked.mode, asked.temperature, asked.max_tokens, asked.thinking, asked.seed) == (
        *("generate", 1.3, 64, False, 5),
    )
    assert (asked.personas, asked.samples, asked.with_default, asked.study) == (2, 2, True, study.hash)
    reworded = small(2, 4, form=replace(PAPER, closing="Answer from {low} to {high}, please."))
    run_study(reworded, Says(four), tmp_path / "reworded")
    other = run_answers(tmp_path / "reworded").asked
    assert (other.form, other.instrument_digest) == (asked.form, asked.instrument_digest)
    assert other.form_digest != asked.form_digest, "one word more"
    more = small(3, 4, samples=3, sampling=sampling, order="random", labels=False, with_default=True, form=PAPER)
    run_study(more, Says(four, model="org/model"), tmp_path)
    assert run_answers(tmp_path).asked == replace(asked, personas=3, samples=3), "more of the same study"


def test_what_was_asked_is_in_the_record_of_a_run(tmp_path, cli):
    def answer(prompt):
        return str(generator(f"{prompt.respondent} {prompt.item}", 0).integers(1, 6))

    run_study(Study(bfi44(), bundled_pool(), 50), Says(answer), tmp_path / "run")
    code, _, err = cli("measure", tmp_path / "run", "--json", tmp_path / "result.json")
    assert code == 0, err
    (found,) = read_records(tmp_path / "result.json")
    assert found.asked == run_answers(tmp_path / "run").asked


@pytest.fixture(scope="module")
def comparison():
    """Three steps of a pipeline, 60 of each."""
    steps = [replace(simulate(kind, 60), source=f"{kind} {NASTY}") for kind in ("human", "shallow", "caricature")]
    return pc.compare(steps, pairs=4, permutations=9)


def test_a_comparison_has_a_page_with_the_way_on_both_maps(comparison, tmp_path, cli):
    page = comparison_html(comparison)
    assert "<script" not in page
    assert "A to B" in page
    assert "B to C" in page
    assert page.count("<svg") == 2
    first, second = paths(comparison)
    assert [mark.label for mark in first.marks if mark.group == "population"] == ["A", "B", "C"]
    assert first.path
    assert second.path
    place = comparison.populations[1]
    assert (second.marks[1].x, second.marks[1].y) == (place.rho, place.d)
    text = record_markdown(comparison)
    assert "adjusted p" in text
    (tmp_path / "comparison.json").write_text(comparison.to_json())
    assert read_records(tmp_path / "comparison.json") == [comparison]
    code, _, _ = cli("report", tmp_path / "comparison.json", "--out", tmp_path / "page.html")
    assert (code, (tmp_path / "page.html").read_text()) == (0, page)
    code, _, err = cli(
        "report", tmp_path / "comparison.json", tmp_path / "comparison.json", "--out", tmp_path / "two.html"
    )
    assert (code, "a comparison has its own page; give it alone" in err) == (2, True)
    assert not (tmp_path / "two.html").exists()
