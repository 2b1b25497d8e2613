"""Domains: which is most collapsed, which is nearest to people, whether models change places; and what may not be on one page."""

import gzip
import re
from dataclasses import replace

import pytest

from persona_collapse.dialogues import ConversationIdentity
from persona_collapse.measures.intervals import Interval
from persona_collapse.measures.text.identity import Identity, PersonaMeans
from persona_collapse.report import domains_html, domains_markdown, domains_table
from persona_collapse.report.domains.figures import domain_figures, order_figures
from persona_collapse.report.domains.members import members
from persona_collapse.report.domains.numbers import RETRIEVAL, SHOWN, Placed, placed
from persona_collapse.report.domains.page import domain_report
from persona_collapse.report.domains.places import comparable, place_by_value, ranks
from persona_collapse.report.domains.reversals import NOT_ORDERING, ORDERING, reversal_sentences, reversals
from persona_collapse.report.domains.verdict import caveats, nearness, verdict
from persona_collapse.report.drawing import drawn
from persona_collapse.report.drawing.files import write_figures
from persona_collapse.report.markdown_page import markdown_of
from persona_collapse.report.page import page
from persona_collapse.results import Asked, Likeness
from persona_collapse.results.files import read_records, record_of
from tests.conftest import ROOT
from tests.golden.records import kept

LATE = ConversationIdentity("bundled:late-bus", "1a2b", 8, 8, per_persona=False)

PERSONALITY, DILEMMAS = "Big Five Inventory", "131 everyday moral dilemmas"


def recorded(name):
    return record_of(kept(name), name)


def moral(name, source="moral.csv"):
    """A stored record as if its answers were to the dilemmas, beside people."""
    found = recorded(name)
    return replace(found, instrument="moral131", population=replace(found.population, source=source))


def without_people(found):
    """A record as it is where no people answered the questionnaire."""
    values, shuffled = (replace(card, coverage=None, items=None) for card in (found.values, found.shuffled_population))
    unread = replace(found.signature, name="unread")
    return replace(
        found,
        reference=None,
        held_out_people=None,
        likeness=None,
        signature=unread,
        values=values,
        shuffled_population=shuffled,
    )


def run(model, instrument="bfi44", **other):
    asked = Asked(
        *(model, "abc", "transformers", instrument, "1", "d" * 64, "pool.csv", "e" * 64, "paper", "f" * 64),
        *(True, "fixed", "generate", 0.7, 64, None, 5, 150, 1, False, "0" * 64),
    )
    return replace(asked, **other)


def texts():
    """Introductions of 40 personas with vectors: LID 4 beside 10 of shuffled texts."""
    identity = Identity(
        *(0.62, 0.58, 1.08, None, 0.89, None, 0.1, Interval(0.1, 0.06, 0.14, 0.02, "resampling"), 0.03),
        *(PersonaMeans(4.0, 1.9, 6.0), PersonaMeans(10.0, 1.5, 14.0), 80, 40, 0),
    )
    return replace(recorded("texts-collapsed"), identity=identity, source="introductions")


def said(sentences):
    return [one.text for one in sentences]


@pytest.fixture
def three(tmp_path):
    """Files of one model: personality beside people, dilemmas without, introductions."""
    records = {
        "bfi": replace(recorded("demo-collapsed"), asked=run("org/model")),
        "moral": replace(without_people(moral("demo-shallow")), asked=run("org/model", "moral131")),
        "texts": replace(texts(), asked=run("org/model", "self-introduction", temperature=0.9)),
    }
    for name, one in records.items():
        (tmp_path / f"{name}.json").write_text(one.to_json())
    return [str(tmp_path / f"{name}.json") for name in records]


def test_three_domains_of_a_run_make_one_page(three, cli, tmp_path):
    out = tmp_path / "page.html"
    code, printed, err = cli("report", *three, "--out", str(out))
    assert (code, err) == (0, f"{out}: 3 records\n")
    assert printed.startswith("3 records of org/model, in 3 domains.\n")
    assert "Only Big Five Inventory is compared with people (human-likeness " in printed
    assert "There are no people's texts to compare introductions with." in printed
    assert "introductions 40 %" in printed, "LID 4 of 10"
    assert "introductions, no share of LID, participation ratio" in printed
    found = out.read_text()
    ids = re.findall(r' id="([^"]+)"', found)
    assert len(ids) == len(set(ids))
    assert found.count('<details class="pc-record">') == 3
    assert {"domains", "shares", "numbers0-0", "numbers0-1", "part1-2"} < set(ids)
    assert set(re.findall(r'href="#([^"]+)"', found)) <= set(ids), "every link leads to a part of the page"
    assert "<script" not in found


def test_markdown_has_the_same_and_every_record(three, cli):
    code, text, _ = cli("report", *three, "--out", "-")
    assert code == 0
    assert "## What the domains come to" in text
    assert f"## {PERSONALITY} (simulated:collapsed)" in text
    assert "### How to reproduce this" not in text, "the stored records name no command"
    assert "| **LID** |" in text


def test_python_makes_the_same_of_records(three, cli, tmp_path):
    records = [one for path in three for one in read_records(path)]
    code, printed, _ = cli("report", *three, "--out", tmp_path / "page.html")
    assert code == 0
    assert (tmp_path / "page.html").read_text() == domains_html(records)
    assert domains_table(records) + "\n" == printed
    assert domains_markdown(records).startswith("# As varied in every domain?\n")


def test_the_most_collapsed_domain_and_the_nearest_to_people_are_the_first_sentence():
    some = members([recorded("demo-collapsed"), moral("demo-human")])
    far, near = (one.record.likeness for one in some)
    first = said(verdict(some))[0]
    assert first.startswith(f"Most collapsed: {PERSONALITY} (human-likeness {far.human_likeness:.2f}, ")
    assert f"; mode collapse). Nearest to people: {DILEMMAS} (human-likeness {near.human_likeness:.2f}, " in first


def test_noise_is_far_from_people_and_no_collapse():
    some = members([recorded("demo-noise"), moral("demo-human")])
    first, second, *_ = said(verdict(some))
    assert first.startswith(f"Farthest from people: {PERSONALITY}")
    assert second.startswith(f"{PERSONALITY} reads as noise, which is not collapse: ")


def test_domains_whose_intervals_overlap_are_not_put_in_order():
    some = members([recorded("demo-human"), moral("demo-human")])
    assert "are not distinguishable in how near they are to people" in said(verdict(some))[0]


def likely(record, value, low, high):
    return replace(record, likeness=Likeness(value, low, high, "lid", {"recall": 0.99, "lid": value}))


@pytest.mark.parametrize(
    ("middle", "expected"),
    [
        ((0.5, 0.45, 0.55), ("Most collapsed: A (", ". Between them: B (")),
        ((0.25, 0.15, 0.35), ("Most collapsed: B (", " and A (", ", whose intervals overlap. Nearest to people: C (")),
        (
            (0.85, 0.75, 0.95),
            ("Most collapsed: A (", "Nearest to people: C (", " and B (", ", whose intervals overlap."),
        ),
    ],
)
def test_a_domain_in_the_middle_is_at_an_end_where_intervals_overlap(middle, expected):
    ends = {"A": (0.2, 0.1, 0.3), "B": middle, "C": (0.9, 0.8, 0.95)}
    some = [likely(replace(recorded("demo-shallow"), instrument=name), *values) for name, values in ends.items()]
    first = said(verdict(members(some)))[0]
    places = [first.find(one) for one in expected]
    assert -1 not in places
    assert places == sorted(places)


def test_only_the_parts_that_all_domains_have_are_compared():
    """Personality is 0.2 in trait recall alone, which dilemmas lack: without it, it is at 0.6, and nearer than dilemmas."""
    ours = Likeness(0.2, 0.15, 0.25, "trait_recall", {"recall": 0.6, "lid": 0.9, "trait_recall": 0.2})
    theirs = Likeness(0.5, 0.45, 0.55, "lid", {"recall": 0.8, "lid": 0.5})
    some = members([replace(recorded("demo-shallow"), likeness=ours), replace(moral("demo-shallow"), likeness=theirs)])
    first, second = nearness(some)
    assert [(one.member.domain, one.value, one.low) for one in (first, second)] == [
        ("bfi44", 0.6, None),
        ("moral131", 0.5, 0.45),
    ]
    assert "by the values alone" in said(verdict(some))[0]
    assert "in the parts that all domains have" in first.said


@pytest.mark.parametrize(
    ("one", "share", "of_noise"),
    [
        (Placed(None, "coverage", 0.5, floor=0.1, ceiling=0.9), 0.5, None),
        (Placed(None, "lid", 5.0, floor=20.0, ceiling=15.0), 3.0, 0.25),
        (Placed(None, "lid", 5.0, floor=20.0, why="no people"), None, 0.25),
        (Placed(None, "participation_ratio", 6.0, floor=11.0, why="no people"), None, 0.5),
        (Placed(None, "hopkins", 0.75, floor=0.5, why="no people"), None, 0.5),
        (Placed(None, "hopkins", 0.75, floor=1.0, why="no people"), None, None),
    ],
)
def test_shares_by_hand(one, share, of_noise):
    assert (one.share, one.of_noise) == (pytest.approx(share), pytest.approx(of_noise))


def test_a_number_without_a_share_says_why():
    people, alone = members([recorded("demo-shallow"), without_people(moral("demo-shallow"))])
    assert placed(alone)["lid"].why == "there are no people's answers to compare with"
    assert placed(people)["effective_likert"].why == "shuffling does not change it, so it has no floor"
    assert placed(people)["lid"].why == ""
    whole = domain_report([people.record, alone.record])
    (table,) = [one.table for one in whole.shared if one.id == "shares"]
    (group,) = [one for one in table.groups if one.title == "LID"]
    assert [row.sentence for row in group.rows] == ["", "No share: there are no people's answers to compare with."]
    assert group.rows[1].cells[5] == "-"
    assert f"Not known of {DILEMMAS}: human-likeness, coverage, precision, recall" in page(whole)


def test_figures_have_a_row_per_domain_under_each_number(tmp_path):
    some = members([recorded("demo-shallow"), without_people(moral("demo-shallow")), texts()])
    to_people, to_noise = domain_figures(some)
    assert {one.label for one in to_people.scales} == {PERSONALITY}
    lid = dict(to_noise.grouped)["LID"]
    assert [one.label for one in lid] == [PERSONALITY, DILEMMAS, "free texts"]
    assert (lid[2].at, lid[2].low, lid[2].people) == (0.4, None, None)
    assert 0 < lid[0].at < lid[0].people < 1
    found = drawn(to_noise)
    assert found.count('class="scale-group"') == len(to_noise.grouped)
    assert 'class="diamond"' in found
    assert "complete collapse (0)" in found
    assert len(domain_figures(members([recorded("demo-human"), moral("demo-noise")]))) == 1, "all have people"
    assert len(write_figures(domain_report([one.record for one in some]).shared, tmp_path)) == 6


def four(bfi=("demo-human", "demo-collapsed"), dilemmas=("demo-collapsed", "demo-human")):
    records = [*map(recorded, bfi), *(moral(name) for name in dilemmas)]
    return members(records, ["a", "b", "a", "b"])


def test_models_that_change_places_are_named():
    found = reversals(four())
    assert {one.name for one in found if one.clear} >= {"human_likeness", "lid", "effective_likert"}
    first, *points = said(reversal_sentences(four()))
    assert first == "The order of the models reverses between domains, with intervals apart on both sides:"
    assert points[0].startswith(f"human-likeness: a is above b in {PERSONALITY}, ")
    assert f", and below it in {DILEMMAS}, " in points[0]


def test_models_in_the_same_order_are_said_to_be():
    some = four(dilemmas=("demo-human", "demo-collapsed"))
    assert said(reversal_sentences(some)) == [
        f"No two models are shown to change places between domains ({PERSONALITY}, {DILEMMAS})."
    ]


def test_a_reversal_that_noise_wins_says_so():
    found = said(reversal_sentences(four(bfi=("demo-noise", "demo-human"), dilemmas=("demo-human", "demo-noise"))))
    assert any(f"a reads as noise in {PERSONALITY}; b reads as noise in {DILEMMAS}" in one for one in found)


def test_numbers_at_different_sizes_are_no_reversal():
    some = four()
    smaller = replace(some[0].record, settings=replace(some[0].record.settings, size=100))
    found = {one.name for one in reversals((replace(some[0], record=smaller), *some[1:]))}
    assert "lid" not in found
    assert "effective_likert" in found, "it does not depend on the size"


def test_several_models_are_in_one_table():
    whole = domain_report([one.record for one in four()], ["a", "a", "b", "b"])
    (table,) = [one.table for one in whole.shared if one.id == "models"]
    assert table.head == ("", PERSONALITY, DILEMMAS)
    assert table.groups[0].title == "signature"
    likeness = next(one for one in table.groups if one.title == "human-likeness")
    assert [row.cells[1].endswith("(#1)") for row in likeness.rows] == [True, False]
    assert "a: Most collapsed: " in markdown_of(whole)


def models_table(some):
    (part,) = [
        one
        for one in domain_report([one.record for one in some], [one.model for one in some]).shared
        if one.id == "models"
    ]
    return part


def test_ranks_are_explained_where_there_are_some():
    part = models_table(four())
    ranked = {group.title for group in part.table.groups if any("(#" in row.cells[1] for row in group.rows)}
    (ranks_are,) = said(part.of_style("small"))
    assert ranks_are.startswith("#1 is the highest in its column")
    assert ranks_are.endswith(
        "Coverage and precision have none, because copies of the average person raise both. "
        "Hyperspherical uniformity has none, because lower is more even."
    )
    assert {one.title for one in part.table.groups} - ranked == {
        *("signature", "coverage", "precision", "hyperspherical uniformity")
    }, "what has none is what the sentence names"
    bare = [replace(one, record=replace(without_people(one.record), intervals=None)) for one in four()]
    part = models_table(bare)
    assert not any("(#" in cell for row in part.table.rows for cell in row.cells)
    assert said(part.of_style("small")) == [], "without a rank there is nothing to explain"


def test_every_number_that_is_shown_is_ranked_or_is_said_not_to_be():
    without = [name for names in NOT_ORDERING for name in names]
    assert sorted([*ORDERING, *without]) == sorted([*SHOWN, RETRIEVAL])


def test_the_order_of_models_is_drawn_with_their_places_and_what_changes():
    by_likeness, by_recall = order_figures(four())
    assert by_likeness.title.startswith("human-likeness: the order of the models")
    assert by_likeness.domains == (PERSONALITY, DILEMMAS)
    assert [(one.label, one.places, one.changes) for one in by_likeness.courses] == [
        ("a", (1, 2), True),
        ("b", (2, 1), True),
    ]
    assert by_recall.title.startswith("recall")
    assert f"{DILEMMAS}: 1. b " in by_likeness.alternative
    same = order_figures(four(dilemmas=("demo-human", "demo-collapsed")))
    assert [[(one.places, one.changes) for one in figure.courses] for figure in same] == [
        [((1, 1), False), ((2, 2), False)]
    ]
    assert order_figures(members([recorded("demo-human"), moral("demo-noise")])) == (), "one model has no order"


def test_ranks_are_shared_by_models_whose_intervals_overlap_and_need_one_size():
    values = {"a": (0.8, 0.7, 0.9), "b": (0.75, 0.6, 0.85), "c": (0.2, 0.1, 0.3)}
    records = [likely(recorded("demo-shallow"), *one) for one in values.values()]
    some = members([*records, *(moral("demo-shallow") for _ in values)], [*values, *values])
    assert ranks(some, "human_likeness", "bfi44") == {"a": 1, "b": 1, "c": 3}
    assert place_by_value(some, "human_likeness", "bfi44") == {"a": 1, "b": 2, "c": 3}
    smaller = replace(records[0], settings=replace(records[0].settings, size=100))
    mixed = (replace(some[0], record=smaller), *some[1:])
    assert ranks(mixed, "human_likeness", "bfi44") == {}
    assert comparable(mixed, "human_likeness") == ("moral131",)
    alone = [replace(one, record=without_people(one.record)) if one.domain == "moral131" else one for one in some]
    assert comparable(alone, "human_likeness") == ("bfi44",), "dilemmas without people have no human-likeness"


def test_other_personas_and_other_ways_of_asking_are_said():
    some = members(
        [
            replace(recorded("demo-human"), asked=run("m", labels=False)),
            replace(
                moral("demo-human"),
                asked=run("m", "moral131", pool_digest="a" * 64, personas=80, thinking=True, conversation=LATE),
            ),
            replace(texts(), asked=run("m", "self-introduction", temperature=0.9)),
        ]
    )
    found = said(caveats(some))
    assert f"The domains are not of the same personas: {PERSONALITY} 150 of the pool pool.csv (eeeeeeee)" in found[0]
    assert f"The domains differ in trait labels in the prompt: {PERSONALITY} without, {DILEMMAS} with" in found[1]
    assert f"{PERSONALITY} none, {DILEMMAS} 8 turns of bundled:late-bus, introductions none" in " ".join(found)
    assert "temperature" not in " ".join(found), "texts have another by the protocol"
    assert found[-1].startswith("Sizes compared at a time differ")


def test_an_old_record_is_measured_again_for_its_likeness(tmp_path, cli):
    old = tmp_path / "old.json"
    old.write_bytes(gzip.decompress((ROOT / "tests/data/diagnosis-1.json.gz").read_bytes()))
    (tmp_path / "moral.json").write_text(moral("demo-human").to_json())
    code, printed, _ = cli("report", str(old), str(tmp_path / "moral.json"), "--out", str(tmp_path / "x.html"))
    assert code == 0
    assert f"{PERSONALITY} has no human-likeness: its record was made without it" in printed


def newer():
    return recorded("demo-human").to_json().replace("diagnosis/2", "diagnosis/9")


REFUSED = {
    "two of one domain": (
        lambda: [recorded("demo-human"), recorded("demo-noise"), moral("demo-human")],
        [],
        "simulated:human and simulated:noise are both Big Five Inventory, and no record names its model; give one record of a "
        "domain per model, or name the model of each record, in order: --models A,A,A",
    ),
    "no model with two domains": (
        lambda: [replace(recorded("demo-human"), asked=run("m")), replace(moral("demo-human"), asked=run("n"))],
        [],
        "no model has records of two domains: simulated:human is Big Five Inventory of m, moral.csv is 131 everyday moral "
        "dilemmas of n; give two records of one model, or say that they are of one: --models A,A",
    ),
    "two revisions": (
        lambda: [
            replace(recorded("demo-human"), asked=run("m")),
            replace(moral("demo-human"), asked=run("m", revision="")),
        ],
        [],
        "is Big Five Inventory of m (abc), moral.csv is 131 everyday moral dilemmas of m (revision not known)",
    ),
    "one names its model": (
        lambda: [replace(recorded("demo-human"), asked=run("m")), moral("demo-human")],
        [],
        "moral.csv does not say which model answered, and m is named by another record; name the model of each record, in "
        "order: --models A,A",
    ),
    "too few names": (
        lambda: [recorded("demo-human"), moral("demo-human")],
        ["--models", "m"],
        "--models names 1 and there are 2 records",
    ),
    "names of one questionnaire": (
        lambda: [recorded("demo-human"), recorded("demo-noise")],
        ["--models", "a,b"],
        "--models is for records of several questionnaires",
    ),
    "other people": (
        lambda: [
            recorded("demo-human"),
            replace(recorded("demo-noise"), reference=None),
            moral("demo-human"),
            moral("demo-noise"),
        ],
        ["--models", "a,b,a,b"],
        "differ in their reference; measure both alike",
    ),
    "two protocols": (
        lambda: [recorded("published-human"), moral("demo-human")],
        [],
        "was measured by the paper protocol and moral.csv by the calibrated one; measure both by the same",
    ),
    "a comparison": (lambda: [recorded("compared"), moral("demo-human")], [], "a comparison has its own page"),
    "a newer record": (lambda: [newer(), moral("demo-human")], [], "was written by a newer version"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_on_one_page_is_refused(name, tmp_path, cli):
    make, options, message = REFUSED[name]
    paths = [tmp_path / f"{place}.json" for place, _ in enumerate(make())]
    for path, one in zip(paths, make(), strict=True):
        path.write_text(one if isinstance(one, str) else one.to_json())
    out = tmp_path / "page.html"
    code, _, err = cli("report", *map(str, paths), "--out", str(out), *options)
    assert (code, out.exists()) == (2, False)
    assert message in err
