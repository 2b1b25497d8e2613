"""`--repeats`: rows that name the same persona are its repeats, or respondents of their own."""

import json

import numpy as np
import pytest

from persona_collapse.simulation import simulate


@pytest.fixture
def table(tmp_path):
    """Thirty personas asked twice, who always repeat their answers."""
    people = simulate("human", 30)
    rows = np.repeat(np.arange(30), 2)
    header = ",".join(["persona", *(f"bfi44_{number}" for number in range(1, 45))])
    lines = [",".join([f"p{row}", *map(str, people.values[row].astype(int))]) for row in rows]
    path = tmp_path / "twice.csv"
    path.write_text("\n".join([header, *lines]))
    return path


def test_measure_counts_personas_unless_rows_are_asked_for(cli, few_pairs, table):
    code, out, err = cli("measure", table, "--json", "-")
    found = json.loads(out)
    assert code == 0, err
    assert (found["population"]["respondents"], found["population"]["personas"], found["settings"]["size"]) == (
        60,
        30,
        30,
    )
    assert found["reliability"]["noise_share"] == 0
    assert "60 rows: 30 personas, 2 answers each (column persona)" in err
    rows = json.loads(cli("measure", table, "--repeats", "rows", "--json", "-")[1])
    assert (rows["population"]["personas"], rows["settings"]["repeats"], rows["reliability"]) == (None, "rows", None)
    assert rows["values"]["lid"]["tied"] == 60, "as respondents they are copies of each other"
    assert any("every number takes a row for a respondent" in one for one in rows["warnings"])
    assert rows["commands"] == [f"persona-collapse measure {table} --repeats rows"]


def test_another_reading_is_refused(cli, table):
    code, _, err = cli("measure", table, "--repeats", "row")
    assert code == 2
    assert "unknown reading of repeats 'row'; use personas or rows" in err


def test_compare_reads_repeats_in_the_same_way(cli, few_pairs, table):
    found, rows = (
        json.loads(cli("compare", table, table, *options, "--json", "-")[1]) for options in ((), ("--repeats", "rows"))
    )
    assert (found["steps"][0]["shared"], rows["steps"][0]["shared"]) == (30, 60)
    assert (found["settings"]["size"], rows["settings"]["size"]) == (30, 30)
    assert found["populations"][0]["population"]["personas"] == 30
