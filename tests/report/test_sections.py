"""Every part of a report is a section, and every face shows every section or says why not."""

import html
import re
import subprocess
import sys
from dataclasses import replace

import pytest

from persona_collapse.dialogues import ConversationIdentity
from persona_collapse.report import sections as assembly
from persona_collapse.report.comparison import comparison_report
from persona_collapse.report.domains.page import domain_report
from persona_collapse.report.figures import Bar, Bars
from persona_collapse.report.markdown_page import markdown_of
from persona_collapse.report.own_page import own_page
from persona_collapse.report.page import page, section_html
from persona_collapse.report.plain_text import printed
from persona_collapse.report.section import Grid, GridRow, RowGroup, Section, Sentence, Shade
from persona_collapse.report.sections import PARTS, diagnosis_report, sections
from persona_collapse.report.terminal import side_by_side, table
from persona_collapse.report.texts import text_report
from persona_collapse.results import Asked, AttributeShare, AttributionAxis, Quality, ReRead, Tracked, Unreadable
from persona_collapse.results.alike import Alike, AttributeOfTwo, Pool, TwoPersonas, TwoPools
from persona_collapse.results.files import record_of
from persona_collapse.results.full_size import FullSize
from persona_collapse.results.leakage import ItemLeak, LabelLeak, Leakage
from persona_collapse.results.subgroups import ByAttribute, LevelNumber, Subgroup, Subgroups
from tests.conftest import ROOT
from tests.golden.records import kept
from tests.support.remedies import remedies


def recorded(name):
    return record_of(kept(name), name)


def attribute(shapley, share):
    return AttributeShare(0.1, 0.1, 0.01, 44, shapley, shapley, share, 0.5, 2, 0, 0, 0, 0.01, (0.06, 0.14))


ATTRIBUTION = AttributionAxis(
    ("gender", "country"),
    Tracked(
        *(0.12, 0.1, 0.02, 0.004, 0.03, "country", 0.75, 0.5),
        {"gender": attribute(0.03, 0.25), "country": attribute(0.09, 0.75)},
        (0.12,) * 44,
        0,
    ),
    None,
    {},
    199,
)


def level(name, recall, called):
    numbers = {
        "coverage": LevelNumber(0.9, 0.9, 0.97, 0.5, 0.5, False),
        "recall": LevelNumber(recall, 0.8, 0.84, 0.001, 0.004, called != ()),
    }
    return Subgroup(name, 70, None, numbers, called, 0.8)


SUBGROUPS = Subgroups(
    *("personas", "people", "", 199),
    (ByAttribute("gender", 70, (level("f", 0.1, ("vanishes",)), level("m", 0.8, ())), {"x": 3}, 2),),
)
LEAKAGE = Leakage(
    *("personas", "people", 199),
    (LabelLeak("gender", 2, 140, 0.8, 0.005, 0.005, 0.1, "label", (ItemLeak("bfi44_9", 0.7, 0.1, 0.005, True),)),),
)


TEN = tuple(AttributeOfTwo(f"attribute {place}", "this", "that") for place in range(10))
FULL_SIZE = FullSize(5000, 2058, 0.73, 0.99, 16.4, 16.2, 16.6, 2000)
ALIKE = Alike(
    TwoPersonas("17", "203", TEN, 12, 41, 44, 18.4, 500, 6_000, 12.4, 33),
    TwoPools(
        "political_spectrum",
        *(
            Pool("Left Liberal", 110, (0.1, 0.2, 0.3, 0.4, 0.0)),
            Pool("Right Communitarian", 132, (0.1, 0.2, 0.3, 0.4, 0.0)),
        ),
        *("bfi44_16", "generates a lot of enthusiasm", (1, 2, 3, 4, 5), 0.0, 44, 44, (0.2, 0.2, 0.2, 0.2, 0.2)),
    ),
)


@pytest.fixture(scope="module")
def full():
    """A record with something in every part: repeats, a default, two projections, attributes, levels, a run, commands."""
    one, two = recorded("repeated"), recorded("demo-human")
    quality = Quality(
        9,
        8,
        {"refusal": 2},
        {"timeout": 1},
        (Unreadable("refusal", "7", "bfi44_1", "Talkative?", "No."),),
        "Hello",
        0.9,
    )
    views = replace(one.views, projections=two.views.projections)
    reread = ReRead(coverage=0.9, recall=0.5, relative={"coverage": 0.98, "recall": 0.61}, changed=0.3, draws=20)
    ours = replace(one, attribution=ATTRIBUTION, views=views, quality=quality, reread=reread)
    ours = replace(ours, subgroups=SUBGROUPS, leakage=LEAKAGE, alike=ALIKE, full_size=FULL_SIZE)
    return replace(ours, commands=("persona-collapse measure x",))


REPORTS = {
    "full": None,
    "no reference": "alone",
    "published": "published-human",
    "compared": "compared",
    "texts": "texts-human",
    "domains": "texts-human",
    **{name: name for name in ("panel", "worth", "personas next", "sweep", "calibrate", "advise")},
}


@pytest.fixture(scope="module", params=REPORTS)
def report(request, full):
    name = REPORTS[request.param]
    if name is None:
        return diagnosis_report([full])
    if name in (some := remedies()):
        return own_page(some[name])
    record = recorded(name)
    if request.param == "domains":
        return domain_report([full, recorded("alone"), record])
    make = {"compared": comparison_report, "texts": text_report}.get(request.param, lambda one: diagnosis_report([one]))
    return make(record)


def plain(text):
    """The words of some HTML."""
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", text)).split())


def words(section):
    """What a face must show of a section: its title, its sentences, its cells, its figures in words."""
    yield section.title
    yield from (one.text for one in section.of_style("plain", "point", "small", "signature", "warning", "hint"))
    rows = () if section.table is None else section.table.rows
    yield from (row.cells[0] for row in rows)
    yield from (row.sentence for row in rows)
    yield from (one.alternative for one in section.figures)


def squeezed(text):
    return "".join(text.replace("`", "").split())


def test_every_section_is_on_the_page(report):
    found = page(report)
    for one in report.sections:
        assert f'id="{one.id}"' in found
        assert all(squeezed(said) in squeezed(plain(found)) for said in words(one)), one.id
    ids = re.findall(r' id="([^"]+)"', found)
    assert len(ids) == len(set(ids))


def test_every_section_is_in_markdown(report):
    found = html.unescape(markdown_of(report))
    for one in report.sections:
        assert re.search(rf"^#+ {re.escape(one.title)}$", found, re.MULTILINE)
        missing = [said for said in words(one) if squeezed(said.replace("|", r"\|")) not in squeezed(found)]
        assert not [said for said in missing if squeezed(said) not in squeezed(found)], one.id


def test_every_section_is_in_a_terminal_or_says_why_not(report):
    found = printed(report.sections)
    for one in report.sections:
        alone = printed([one])
        assert (alone == "") == bool(one.absent), f"{one.id} is absent and says: {one.absent!r}"
        assert all(line in found for line in alone.splitlines())


def test_a_full_diagnosis_has_every_part(full):
    found = [one.id.rstrip("0123456789") for one in sections(full)]
    assert found == [
        *(
            "about",
            "signature",
            "maps",
            "alike",
            "pools",
            "advice",
            "numbers",
            "warnings",
            "known",
            "full_size",
            "reread",
            "consistency",
            "projection",
            "traits",
            "tracked",
            "leakage",
            "subgroups",
            "noise",
        ),
        *("items", "quality", "disclosure", "reproduce", "cite"),
    ]
    assert {part.__name__ for part in PARTS} < set(found)


EXTRA = Section(
    "weather",
    "The weather",
    ("It rains <i>cats</i> & dogs.", Sentence("look out", "warning")),
    Grid(("", "rain"), (RowGroup("Days", (GridRow(("Monday", "12"), "Wet all day."), GridRow(("Tuesday", "3")))),)),
    (Bars("Rain", "share", (Bar("Monday", 0.8), Bar("Tuesday", 0.2))),),
)


@pytest.fixture
def plugged(monkeypatch):
    """One more part of a report: nothing else is changed."""
    monkeypatch.setattr(assembly, "PARTS", (*PARTS, lambda diagnosis, name: EXTRA))


def test_an_extra_section_is_in_every_face(plugged, full):
    lines = table(full).splitlines()
    place = lines.index("The weather")
    assert lines[place + 1] == "  It rains <i>cats</i> & dogs."
    assert [line.split() for line in lines[place + 2 : place + 6]] == [
        *(["rain"], ["Days"], ["Monday", "12"], ["Tuesday", "3"]),
    ]
    assert "! look out" in lines[place:]
    whole = diagnosis_report([full, full], ["first", "second"])
    found, text = page(whole), markdown_of(whole)
    for number, name in enumerate(("first", "second")):
        assert f'<section id="weather{number}" class="pc-section">\n<h2>The weather: {name}</h2>' in found
        assert f"### The weather: {name}" in text
    assert "It rains &lt;i&gt;cats&lt;/i&gt; &amp; dogs." in found
    assert "| Monday | 12 | Wet all day. |" in text
    assert "Rain, share: Monday 80.0 %, Tuesday 20.0 %." in text
    assert "> look out" in text


def test_attributes_are_in_terminal_and_page_with_what_they_mean(full):
    (found,) = [one for one in sections(full) if one.id == "tracked0"]
    line = (
        "tems predicted by gender, country: R2 0.120 (chance 0.020, p 0.004); largest share country 0.75 (chance 0.50)"
    )
    assert found.terminal[0] == f"i{line}"
    assert [one.split() for one in found.terminal[-2:]] == [
        ["gender", "0.25", "0.50", "0.100", "0.060", "to", "0.140", "0.010"],
        ["country", "0.75", "0.50", "0.100", "0.060", "to", "0.140", "0.010"],
    ]
    assert found.sentences[:2] == (f"I{line}.", "The attributes account for 12.0 % of the variance of answers.")
    assert [bar.share for bar in found.figures[0].bars] == [0.03, 0.09]


def test_two_personas_are_said_beside_people(full):
    (found,) = [one for one in sections(full) if one.id == "alike0"]
    assert found.sentences[:2] == (
        "Persona 17 and persona 203 differ in 10 of 12 attributes, and gave the same answer to 41 of 44 items.",
        "Two personas share 18 answers on average, two people 12; the nearest of as many pairs of people share 33, fewer than these two.",
    )
    assert (len(found.table.rows), found.of_style("small")[-1].text) == (
        8,
        "They also differ in attribute 8, attribute 9.",
    )


@pytest.mark.parametrize(("nearest", "said"), [(44, "more than these two"), (41, "as these two do")])
def test_people_who_answer_alike_as_well_are_said(full, nearest, said):
    people = replace(full.alike.personas, people_nearest=nearest)
    (found,) = [
        one for one in sections(replace(full, alike=replace(full.alike, personas=people))) if one.id == "alike0"
    ]
    assert found.sentences[1].endswith(f"share {nearest}, {said}.")


def test_every_number_of_the_table_is_explained_on_a_tap(full):
    (found,) = [one for one in sections(full) if one.id == "numbers0"]
    inside = section_html(found)
    assert all(row.explained for row in found.table.rows)
    said = [row for row in found.table.rows if row.sentence]
    assert inside.count("<details><summary>") == len(said)
    assert inside.count(' title="') == len(found.table.rows)


def test_a_disclosure_says_what_is_not_known(full):
    found = {row.cells[0]: row.cells[1] for one in sections(full) if one.id == "disclosure0" for row in one.table.rows}
    assert found["model"].startswith("not known: the answers were collected elsewhere")
    assert found["test-retest"].startswith("ICC 0.")
    assert "2058 respondents" in found["human benchmark"]


def test_a_disclosure_of_a_run_states_model_prompts_and_drawing(full):
    asked = Asked(
        *(
            "/home/me/llama",
            "abc",
            "transformers",
            "bfi44",
            "1",
            "d" * 64,
            "/home/me/pool.csv",
            "e" * 64,
            "paper",
            "f" * 64,
        ),
        *(False, "random", "generate", 0.7, 64, False, 5, 150, 1, False, "0" * 64),
        conversation=ConversationIdentity("talk.jsonl", "a" * 64, 8, 2, per_persona=True),
    )
    some = sections(replace(full, asked=asked, reliability=None))
    found = {row.cells[0]: row.cells[1] for one in some if one.id == "disclosure0" for row in one.table.rows}
    assert found["model"] == "llama, revision abc, by transformers"
    after = ", after 2 to 8 turns of talk.jsonl, a dialogue per persona (aaaaaaaa); study"
    assert f"without trait labels, order random{after}" in found["prompts"]
    assert (
        found["how replies were drawn"] == "generate, temperature 0.7, thinking off, seed 5; each question asked once"
    )
    assert found["test-retest"] == "not known: each question was asked once"
    assert "/home" not in "".join(found.values())


def test_a_section_for_another_page_is_the_same_without_its_id():
    found = section_html(EXTRA)
    assert "id=" not in found
    assert found.startswith('<div class="pc-section"><h3>The weather</h3>')
    assert found.count("<figure") == 1


def test_the_terminal_prints_warnings_and_hints_last():
    some = [
        Section("a", "A", (Sentence("careful", "warning"), Sentence("try x", "hint"), "first")),
        Section("b", "B", ("second",)),
        Section("c", "C", ("third",), absent="too long"),
    ]
    assert printed(some) == "A\n  first\n\nB\n  second\n\n! careful\n\ntry x"


def test_columns_are_left_out_with_their_shades():
    row = GridRow(("x", "1", "2"), shades=(None, Shade("people", 0.1), Shade("population", 0.2)))
    found = Grid(("", "a", "b"), (RowGroup("", (row,)),)).without("a")
    assert (found.head, found.rows[0].cells) == (("", "b"), ("x", "2"))
    assert found.rows[0].shades == (None, Shade("population", 0.2))


def test_verbatim_text_cannot_leave_its_fence():
    whole = diagnosis_report([recorded("demo-noise")])
    typed = Section("typed", "Typed", (Sentence("```\n# heading\n````", "verbatim"),))
    found = markdown_of(replace(whole, closing=(typed,)))
    assert found.endswith("`````\n```\n# heading\n````\n`````\n")


def test_side_by_side_warns_of_sizes():
    one = recorded("demo-noise")
    other = replace(one, settings=replace(one.settings, size=40))
    assert "! The populations were measured at different sizes (40, 250 at a time)" in side_by_side(
        [one, other], ["a", "b"]
    )
    assert "different sizes" not in side_by_side([one, one], ["a", "b"])


def test_pages_need_no_matplotlib():
    script = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "from tests.report.test_sections import recorded\n"
        "from persona_collapse.report import html, table\n"
        "print(len(html([recorded('demo-human')])) > 50_000, 'matplotlib' in sys.modules and sys.modules['matplotlib'])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == ["True", "None"]


def test_the_command_writes_figures(tmp_path, cli, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "texts.json").write_text(recorded("texts-human").to_json())
    code, _, err = cli("report", "texts.json", "--figures", "drawn")
    assert code == 0, err
    names = sorted(one.name for one in (tmp_path / "drawn").iterdir())
    assert len(names) == 6
    assert "figures-how-much-of-style-is-chance.pdf" in names
    assert "drawn: 6 files" in err


def test_the_words_of_reports_are_plain():
    text = "".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "persona_collapse" / "report").rglob("*")
        if path.suffix in (".py", ".html", ".css")
    )
    awkward = r"dealt anew|had again|how-manieth|is told of|in one heap|turned round|people's, each|nobody|everybody"
    assert not re.findall(awkward, text, re.IGNORECASE)
