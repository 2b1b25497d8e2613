"""The paper's claims: each verdict follows from the numbers beside it, and docs/replication.md is what the program writes."""

import json
import re
from dataclasses import replace

import pytest

from persona_collapse.errors import InputError
from persona_collapse.replication import CLAIMS, Finding, Released, document, replicate, to_json
from persona_collapse.replication.record import Nothing
from persona_collapse.simulation import POPULATION
from tests.conftest import REAL, ROOT
from tests.golden.records import kept
from tests.test_golden import differences

RELEASED = REAL / "paper" / "sampled_personas_2000.json"
PAGE = ROOT / "docs" / "replication.md"

SAME, OTHER, NOT = "reproduced", "reproduced, read differently", "not reproducible"

MOVES = [
    ("persona-filter", {"drawn": 2000, "kept": 1144, "disagreeing": 0}, SAME),
    ("persona-filter", {"drawn": 2000, "kept": 1143, "disagreeing": None}, NOT),
    ("persona-filter", {"drawn": 2000, "kept": 1144, "disagreeing": 2}, NOT),
    ("persona-filter", {"drawn": None, "kept": None, "disagreeing": None}, NOT),
    ("persona-margins", {"printed_kept": 1200}, NOT),
    ("persona-consistency", {"refused": 0}, SAME),
    ("persona-ids", {"kept": POPULATION}, SAME),
    ("human-row", {"printed_lid": 16.0}, NOT),
    ("human-row", {"printed_hopkins": 0.5}, NOT),
    ("human-coverage", {"held_out": 0.998}, SAME),
    ("human-coverage", {"itself": 0.9}, NOT),
    ("coverage-and-size", {"few": 0.95}, SAME),
    ("one-draw", {"closer": 0}, SAME),
    ("ideal-zone", {"stereotypes_coverage": 0.7, "half_random_coverage": 0.7}, SAME),
    ("ideal-zone", {"models": 1}, NOT),
    ("lid-rises", {"random": 12.0, "shuffled": 11.0}, SAME),
    ("hopkins-falls", {"random": 0.6, "shuffled": 0.6}, SAME),
    ("dimensions", {"lid": 13.0}, NOT),
    ("dimensions", {"coverage": 0.7}, NOT),
    ("coverage-shows-variety", {"stereotypes": 0.3}, SAME),
    ("her-bfi44", {"printed_lid": 14.0}, NOT),
    ("her-bfi44", {"printed_hopkins": 0.6}, NOT),
    ("her-bfi44", {"printed_d": 4.0}, NOT),
    ("her-bfi44", {"printed_coverage": 0.5}, NOT),
    ("her-bfi44", {"printed_coverage": 0.0}, NOT),
    ("coser-bfi44", {"printed_lid": 16.0, "printed_hopkins": 0.65}, OTHER),
    ("coser-moral", {"printed_lid": 20.0}, NOT),
    ("coser-moral", {"printed_hopkins": 0.7}, NOT),
    ("coser-moral", {"printed_likert": 5.0}, NOT),
    ("domains", {"printed_lid": 20.0}, SAME),
    ("domains", {"worst_personality": 3.0}, NOT),
    ("rho-ceiling", {"printed": 0.85}, SAME),
    ("fidelity-trap", {"faithful": 0.2}, SAME),
    ("fidelity-trap", {"printed": -0.1}, NOT),
    ("d-lines", {"people": 1.5}, SAME),
    ("labels-in-the-prompt", {"rho": 0.8}, NOT),
    ("labels-in-the-prompt", {"d": 5.0}, NOT),
    ("total-r2", {"printed": 0.005}, OTHER),
    ("dominance", {"one_factor_high": 0.4}, NOT),
    ("country-as-a-number", {"published": 0.1}, SAME),
    ("clones", {"half_clones": 5.0}, SAME),
    ("filled-in", {"filled": 0}, SAME),
    ("icc-of-noise", {"published": 0.001}, SAME),
    ("sd-ratio", {"people": 1.0}, SAME),
    ("columns-by-place", {"misnamed": 0}, SAME),
    ("sides-never-swapped", {"fixed": 2.5}, NOT),
    ("first-number", {"misread": 0}, SAME),
    ("mentions", {"gender": 0.3}, OTHER),
    ("skeletons", {"after": 2000}, SAME),
    ("decoding", {"told_noisy": 0}, NOT),
    ("decoding", {"cured": 0.999}, NOT),
    ("decoding", {"repeated": 0.2, "repeated_cured": 0.9}, OTHER),
    ("row-Qwen3-4B", {"lid": 22.0, "coverage": 0.05}, OTHER),
    ("row-MiniMax-M2-Her", {"lid": 7.0}, NOT),
    ("row-MiniMax-M2-Her", {"coverage": 0.5}, NOT),
]
"""Claim, numbers moved, verdict that follows."""


@pytest.fixture(scope="module")
def findings():
    """Everything, computed now; with the released personas where they are at hand."""
    return replicate(Released(RELEASED if RELEASED.exists() else None))


@pytest.fixture(scope="module")
def by_id(findings):
    return {finding.claim.id: finding for finding in findings}


def lines(text, without):
    """The lines of a page, less those about some claims."""
    kept = re.sub(rf"### ({'|'.join(without) or 'nothing'})\n.*?(?=\n##)", "", text, flags=re.DOTALL)
    mentioned = tuple(f"| {claim} |" for claim in without)
    return [line for line in kept.splitlines() if not line.startswith((*mentioned, f"{len(CLAIMS)} claims:"))]


def test_the_page_is_what_the_program_writes(findings):
    fresh, page = document(findings), PAGE.read_text(encoding="utf-8")
    unavailable = [] if RELEASED.exists() else ["persona-filter"]
    assert lines(fresh, unavailable) == lines(page, unavailable), (
        f"{PAGE.name} is stale; run persona-collapse paper --out docs/replication.md --published-personas PATH"
    )
    if not unavailable:
        assert fresh == page


def test_every_value_is_what_it_was(findings):
    """As the records of tests/test_golden.py, which hold what is computed without the released personas."""
    without = [
        replace(one, numbers=one.claim.measure(Released())) if one.claim.id == "persona-filter" else one
        for one in findings
    ]
    assert list(differences(kept("paper"), json.loads(to_json(without)))) == []


def test_a_moved_number_makes_the_page_stale(findings):
    written = document(findings)
    for number, finding in enumerate(findings):
        for name, _, value in finding.numbers.described():
            if value is not None:
                moved = replace(finding, numbers=replace(finding.numbers, **{name: value + 1}))
                assert document([*findings[:number], moved, *findings[number + 1 :]]) != written, (
                    finding.claim.id,
                    name,
                )


@pytest.mark.parametrize(("claim", "change", "verdict"), MOVES)
def test_a_moved_number_changes_the_verdict(by_id, claim, change, verdict):
    found = by_id[claim]
    unmoved = replace(found.numbers, **{name: getattr(found.numbers, name) for name in change})
    moved = replace(found.numbers, **change)
    assert unmoved.reading() == found.reading
    assert moved.reading().verdict == verdict
    if moved != unmoved:
        assert moved.reading() != found.reading, "the sentence moves, too"


def test_every_rule_is_moved(by_id):
    """A rule is a class of numbers; those without a number have nothing to move and give their reason."""
    moved = {type(by_id[claim].numbers) for claim, _, _ in MOVES}
    assert {type(finding.numbers) for finding in by_id.values()} - moved == {Nothing}
    for finding in by_id.values():
        away = {verdict for claim, _, verdict in MOVES if claim == finding.claim.id} - {finding.reading.verdict}
        assert away or type(finding.numbers) in moved | {Nothing}, finding.claim.id


def test_what_cannot_be_rerun_says_why(by_id):
    nothing = [finding.reading for finding in by_id.values() if isinstance(finding.numbers, Nothing)]
    assert nothing
    for reading in nothing:
        assert reading.verdict == NOT
        assert re.search("not released|no licence", reading.sentence)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("human-coverage", OTHER),
        ("coverage-and-size", OTHER),
        ("her-bfi44", OTHER),
        ("coser-moral", OTHER),
        ("coser-bfi44", NOT),
        ("rho-ceiling", OTHER),
        ("clones", OTHER),
        ("icc-of-noise", OTHER),
        ("total-r2", NOT),
        ("human-row", SAME),
        ("persona-margins", SAME),
    ],
)
def test_verdicts(by_id, claim, verdict):
    assert by_id[claim].reading.verdict == verdict


def test_numbers_that_theory_gives(by_id):
    noise, icc = by_id["total-r2"].numbers, by_id["icc-of-noise"].numbers
    assert noise.noise == pytest.approx(4 / 1143, rel=0.05)
    assert icc.published == pytest.approx(1 / 7, abs=0.005)
    assert icc.unbiased == pytest.approx(0, abs=0.005)
    assert by_id["rho-ceiling"].numbers.ceiling == pytest.approx((8 / 9) ** 0.5, abs=1e-6)
    assert by_id["human-coverage"].numbers.itself == 1
    assert by_id["columns-by-place"].numbers.misnamed == 131 - 10


@pytest.mark.skipif(
    not RELEASED.exists(), reason="the released personas have no licence and may not be shipped; not here"
)
def test_the_released_personas(by_id):
    found = by_id["persona-filter"].numbers
    assert (found.drawn, found.kept, found.disagreeing) == (2000, 1144, 0)


def test_published_margins_expect_the_published_number(by_id):
    found = by_id["persona-margins"].numbers
    assert abs(found.expected - found.printed_kept) < found.sd


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot read .*No such file"),
        ("{", "is not JSON"),
        ("[1]", "is not the released list of personas"),
        ('[{"id": 1, "persona_attributes": {"Mood": "x"}}]', "unknown attribute 'Mood'"),
    ],
)
def test_refuses_other_files(tmp_path, content, words):
    path = tmp_path / "personas.json"
    if content is not None:
        path.write_text(content)
    claim = CLAIMS[0]
    with pytest.raises(InputError, match=words):
        claim.measure(Released(path))


def test_a_file_without_the_list_of_flagged_ids(tmp_path):
    path = tmp_path / "personas.json"
    path.write_text("[]")
    claim = CLAIMS[0]
    found = Finding(claim, claim.measure(Released(path)))
    assert found.numbers.disagreeing is None
    assert found.reading.verdict == NOT, "0 of 0 personas are not 1,144 of 2,000"


def test_ids_of_claims_and_the_record(findings):
    record = json.loads(to_json(findings))
    assert [one["id"] for one in record] == [claim.id for claim in CLAIMS]
    assert len({claim.id for claim in CLAIMS}) == len(CLAIMS)
    for one, finding in zip(record, findings, strict=True):
        assert one["verdict"] == finding.reading.verdict
        assert {name: number["value"] for name, number in one["numbers"].items()} == {
            name: value for name, _, value in finding.numbers.described()
        }


def test_the_command(cli, tmp_path, monkeypatch, findings):
    from persona_collapse import replication

    monkeypatch.setattr(replication, "replicate", lambda released, progress: findings)
    page, record = tmp_path / "page.md", tmp_path / "record.json"
    code, out, _ = cli("paper", "--json", record)
    assert (code, out) == (0, document(findings))
    code, out, told = cli("paper", "--out", page)
    assert (code, out) == (0, "")
    assert f"{len(CLAIMS)} claims" in told
    assert page.read_text() == document(findings)
    assert record.read_text() == to_json(findings) + "\n"


def test_the_command_refuses_a_missing_file_in_one_line(cli, tmp_path):
    code, out, told = cli("paper", "--published-personas", tmp_path / "none.json")
    assert (code, out) == (2, "")
    assert told.count("\n") == 1
    assert "cannot read" in told
