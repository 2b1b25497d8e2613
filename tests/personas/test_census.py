"""Personas drawn jointly: the tables, the draws, and the pairs that no real person has together."""

import copy
import json
import re
from collections import Counter, defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from persona_collapse import resources
from persona_collapse.errors import InputError
from persona_collapse.personas import (
    STRICT,
    census,
    census_draw,
    census_sample,
    draw,
    never_together,
    persona,
    provenance,
    read_census,
    reasons,
    sample,
    schema,
)
from persona_collapse.personas.shares import Row
from tests.conftest import ROOT
from tests.personas.test_personas import ADULT, RELEASED

CONTENT = resources.data("personas/data/census.json")
CARD = (ROOT / "datasets_scripts" / "personas" / "README.md").read_text(encoding="utf-8")
FLAT = " ".join(CARD.split())
"""The card without line breaks, for sentences."""


@pytest.fixture(scope="module")
def many():
    """Values of 20,000 personas."""
    return [one.persona.values for one in census_sample(20_000, seed=11)]


def test_drawing_is_seeded_and_no_persona_depends_on_the_others():
    few, more = census_sample(20, seed=5), census_sample(60, seed=5)
    assert more[:20] == few
    assert census_draw(41, seed=5) == more[41].persona
    assert [one.persona.values for one in census_sample(20, seed=6)] != [one.persona.values for one in few]
    assert census_draw(7).values != draw(7).values, "its random numbers are its own"
    assert [one.persona.id for one in few[:2]] == ["census-5-0", "census-5-1"]


def test_shares_of_many_draws_are_those_of_the_tables(many):
    found = defaultdict(Counter)
    for values in many:
        for table in census().tables:
            found[table.attribute, table.rows.index(table.row(values))][values[table.attribute]] += 1
    tested = 0
    for (attribute, number), counts in found.items():
        shares = next(table for table in census().tables if table.attribute == attribute).rows[number].shares
        assert counts.keys() <= shares.keys(), f"{attribute}, row {number + 1}: a value of share 0 was drawn"
        drawn = counts.total()
        common = [value for value, share in shares.items() if share * drawn >= 5]
        rare = sum(share for value, share in shares.items() if value not in common)
        seen, expected = [counts[value] for value in common], [shares[value] * drawn for value in common]
        if rare:
            seen.append(drawn - sum(seen))
            expected.append(rare * drawn)
        if len(seen) > 1 and min(expected) >= 1:
            tested += 1
            assert chisquare(seen, expected).pvalue > 1e-5, f"{attribute}, row {number + 1}"
    assert tested > 100


def test_attributes_without_a_table_are_uniform(many):
    for attribute in schema():
        if attribute.column in provenance().uniform:
            counts = Counter(values[attribute.column] for values in many)
            assert chisquare([counts[value] for value in attribute.values]).pvalue > 1e-5


@pytest.mark.parametrize(
    ("group", "column", "value", "share"),
    [
        ({}, "country_of_residence", "China", 0.393),  # 1,394 of 3,545 million
        ({"country_of_residence": "Nigeria"}, "age", "Child (0-17)", 0.50),
        ({"country_of_residence": "France"}, "religion", "Islam", 0.08),
        ({"country_of_residence": "India"}, "religion", "Hinduism", 0.83),  # 79.8 of 96.3
        (
            {"country_of_residence": "United States", "gender": "Male", "age": "Seniors (70+)"},
            "veteran_status",
            "Yes",
            1 / 3,
        ),
        ({"age": "Child (0-17)"}, "marital_status", "Single", 1.0),
        ({"age": "Child (0-17)"}, "occupation", "Unemployed", 1.0),
    ],
)
def test_shares_by_hand(many, group, column, value, share):
    members = [values for values in many if group.items() <= values.items()]
    found = sum(values[column] == value for values in members) / len(members)
    spread = (share * (1 - share) / len(members)) ** 0.5
    assert found == pytest.approx(share, abs=4 * spread + 0.01)


@given(index=st.integers(0, 10**9), seed=st.integers(0, 10**9))
def test_whoever_is_drawn_fits_the_schema_and_passes_the_strict_rules(index, seed):
    one = census_draw(index, seed)
    assert persona(one.id, one.values) == one
    assert reasons(one.values, STRICT) == ()
    assert never_together(one.values) == ()


def test_none_of_many_has_to_be_drawn_again(many):
    assert len(many) == 20_000, "as many as were asked for, so all passed"
    assert not any(map(never_together, many))


@pytest.mark.parametrize(
    ("number", "value"),
    [(0.0, "a"), (0.2499, "a"), (0.25, "b"), (0.74, "b"), (0.75, "c"), (1 - 2**-53, "c"), (1.0, "c")],
)
def test_a_number_falls_on_a_value(number, value):
    assert Row({}, {"a": 0.25, "b": 0.5, "c": 0.25}, (), frozenset(), "").at(number) == value


def test_the_first_row_that_holds_decides():
    children = next(table for table in census().tables if table.attribute == "has_children")
    young = {"age": "Young Adults (18-29)", "marital_status": "Single"}
    assert children.row(young).shares["Yes"] == pytest.approx(0.08)
    assert children.row({**young, "marital_status": "Married"}).shares["Yes"] == pytest.approx(0.60)


def test_cells_are_counted_by_where_they_are_from():
    rows = [row for table in CONTENT["tables"] for row in table["rows"]]
    unsourced = sum(len(row["shares"]) for row in rows if row["source"] == "assumed")
    exceptions = sum(len(row["assumed"]) for row in rows if row["source"] != "assumed" and "assumed" in row)
    assert provenance().assumed == unsourced + exceptions
    assert provenance().sourced + provenance().assumed == sum(len(row["shares"]) for row in rows)
    assert len(census().tables) + len(provenance().uniform) == len(schema())


def test_every_source_is_used_and_says_where_it_was_read():
    cited = {source for table in census().tables for row in table.rows for source in row.sources}
    assert cited == set(census().sources)
    for source in census().sources.values():
        assert re.match("https?://", source.read_at)
        assert source.title
        assert source.part
        assert 2000 <= source.year <= 2026


def test_a_row_without_source_is_assumed_whole():
    for table in census().tables:
        for row in table.rows:
            assert bool(row.sources) is (row.assumed < set(row.shares)), table.attribute


def broken(change):
    """The bundled content with one thing changed."""
    content = copy.deepcopy(CONTENT)
    change(content)
    return content


def religion(content):
    return next(table for table in content["tables"] if table["attribute"] == "religion")["rows"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda content: religion(content)[1]["shares"].update(Islam=0.3),
            r"^table religion, row 2 \(country_of_residence China\): the shares add up to 1\.27\d; they must add up to 1",
        ),
        (
            lambda content: religion(content)[0]["shares"].update(Jedi=0.0),
            r"^table religion, row 1 \(country_of_residence Brazil\): invalid religion 'Jedi'; use Buddhism",
        ),
        (
            lambda content: religion(content)[0]["when"].update(country_of_residence=["Peru"]),
            r"^table religion, row 1 \(country_of_residence Peru\): invalid country_of_residence 'Peru'",
        ),
        (
            lambda content: religion(content)[0]["when"].update(occupation=["Chef"]),
            "^table religion, row 1 .*: occupation is not drawn before religion",
        ),
        (
            lambda content: religion(content)[0]["when"].update(mood=["High"]),
            "^table religion, row 1 .*: mood is not drawn before religion",
        ),
        (
            lambda content: religion(content)[2]["shares"].update(Islam=-0.1),
            "^table religion, row 3 .*: a share is below 0",
        ),
        (
            lambda content: religion(content)[2].update(source=["hearsay"]),
            "^table religion, row 3 .*: unknown source 'hearsay'; use a listed one or assumed",
        ),
        (
            lambda content: religion(content)[0].update(assumed=["Hinduism"]),
            "^table religion, row 1 .*: Hinduism is listed as assumed but has no share",
        ),
        (lambda content: religion(content).pop(), "^table religion: no row applies to United States"),
        (
            lambda content: religion(content).append(religion(content)[0]),
            "^table religion, row 7: the rows above it already cover all its personas",
        ),
        (lambda content: content["tables"][0].update(attribute="planet"), "^table planet: unknown attribute"),
        (
            lambda content: content["uniform"].pop(0),
            "^hobbies_interests is drawn 0 times; every attribute is drawn once",
        ),
        (lambda content: content["uniform"].append("age"), "^age is drawn 2 times"),
    ],
)
def test_a_broken_table_is_refused_in_one_line(change, words):
    with pytest.raises(InputError, match=words) as refused:
        read_census(broken(change))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("total", [0.985, 0.999, 1.0, 1.015])
def test_rounding_is_scaled_away(total):
    shares = {"Christianity": 0.5, "Islam": total - 0.5}
    read = read_census(broken(lambda content: religion(content)[0].update(shares=shares, source="assumed")))
    row = next(table for table in read.tables if table.attribute == "religion").rows[0]
    assert sum(row.shares.values()) == pytest.approx(1, abs=1e-12)
    assert row.shares["Christianity"] == pytest.approx(0.5 / total)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: census_sample(0), "at least 1"),
        (lambda: census_sample(3, seed=-1), "seed from 0 up"),
        (lambda: census_draw(-1), "persona -1 of seed 0 was requested; give both from 0 up"),
        (lambda: census_draw(0, seed=-1), "give both from 0 up"),
    ],
)
def test_refuses(call, words):
    with pytest.raises(InputError, match=words):
        call()


CHILD = {**ADULT, "age": "Child (0-17)", "occupation": "Unemployed", "education_level": "Middle School"}
CHILD |= {"residential_status": "Living with Family"}


@pytest.mark.parametrize(
    ("values", "pairs", "because"),
    [
        ({**ADULT, "residential_status": "Homeowner"}, (), "adults own houses"),
        (CHILD, (), "a child at school"),
        ({**CHILD, "occupation": "Chef"}, ("Child (0-17) with Chef",), "a rule has nothing to say about it"),
        ({**CHILD, "residential_status": "Homeowner"}, ("Child (0-17) with Homeowner",), "nor about this"),
        ({**CHILD, "education_level": "Associate"}, ("Child (0-17) with Associate",), "nor about this"),
        ({**CHILD, "veteran_status": "Yes"}, ("a child is a veteran",), "a strict rule"),
        (
            {**CHILD, "occupation": "Doctor"},
            ("Doctor with education Middle School", "Child (0-17) with Doctor"),
            "two rules refuse the first pair, and it counts once",
        ),
        ({**ADULT, "age": "Seniors (70+)", "occupation": "Athlete"}, ("Seniors (70+) with Athlete",), "at 70"),
        (
            {**ADULT, "occupation": "Firefighter", "disability_status": "Visual Impairment"},
            ("Firefighter with Visual Impairment",),
            "pilots have a rule, firefighters a pair",
        ),
    ],
)
def test_pairs_by_hand(values, pairs, because):
    assert never_together(values) == pairs, because


@given(index=st.integers(0, 10**6))
def test_whatever_a_strict_rule_refuses_is_a_pair(index):
    values = draw(index).values
    assert set(reasons(values, STRICT)) <= set(never_together(values))
    assert len(set(never_together(values))) == len(never_together(values))


def test_listed_pairs_are_of_the_schema_and_of_two_attributes():
    known = {attribute.column: attribute.values for attribute in schema()}
    for one in CONTENT["impossible_pairs"]:
        assert len(one) == 2
        for column, values in one.items():
            assert set(values) <= set(known[column])


POOLS = {
    "all": lambda: sample(1144),
    "default": lambda: [one for one in sample(1144) if one.consistent],
    "strict": lambda: [one for one in sample(1144, rules="strict") if one.consistent],
    "census": lambda: census_sample(1144),
}


def printed(pool):
    """As the card prints it: the share of personas with a pair of values that no person has, and such pairs per 1,000."""
    counts = [len(never_together(values)) for values in pool]
    share, pairs = sum(map(bool, counts)) / len(counts), sum(counts) / len(counts)
    return f"{100 * share:.1f} | {1000 * pairs:.0f} |"


@pytest.mark.parametrize("pool", POOLS)
def test_the_card_counts_pairs_as_the_program_does(pool):
    assert f"\n| {pool} | {printed(one.persona.values for one in POOLS[pool]())}\n" in CARD


@pytest.mark.skipif(
    not RELEASED.exists(), reason="the released personas have no licence and may not be shipped; not here"
)
def test_the_card_counts_pairs_of_the_released_pool():
    released = [persona(one["id"], one["persona_attributes"]).values for one in json.loads(RELEASED.read_text())]
    kept = [values for values in released if not reasons(values)]
    assert f"| the 1,144 released with the paper (not shipped) | {printed(kept)}\n" in CARD


def test_the_card_says_what_is_sourced():
    found = provenance()
    cells = found.sourced + found.assumed
    words = f"Of the {cells} cells (one share in one row of a table), {found.sourced} are sourced and {found.assumed} are assumed."
    assert words in FLAT
    assert "Four cells in five are assumed." in FLAT
    assert 0.75 < found.assumed / cells < 0.85
    for table in census().tables:
        given = sorted({column for row in table.rows for column in row.when})
        cells = sum(len(row.shares) for row in table.rows)
        known = cells - sum(len(row.assumed) for row in table.rows)
        used = [name for name in census().sources if any(name in row.sources for row in table.rows)]
        line = f"| {table.attribute} | {', '.join(given) or '-'} | {known} of {cells} | {', '.join(used) or '-'} |"
        assert f"\n{line}\n" in CARD
    for name, source in census().sources.items():
        assert (
            f"\n| {name} | [{source.title}]({source.read_at}) | {source.by}, {source.year} | {source.part} |\n" in CARD
        )


def test_the_card_says_who_is_in_the_pool():
    pool = [one.persona.values for one in census_sample(1144)]
    east = sum(values["country_of_residence"] in ("China", "India") for values in pool) / len(pool)
    lower = sum(values["social_class"] == "Lower class" for values in pool) / len(pool)
    assert 0.7 < east < 0.8, "three personas in four live in China or India"
    assert 0.75 < lower < 0.85, "four in five belong to the lower class"
