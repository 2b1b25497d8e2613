import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from persona_collapse.columns import MISSING, mapping
from persona_collapse.errors import InputError
from persona_collapse.instruments import bfi44, unnamed_instrument
from persona_collapse.matrix import BehavioralTraitMatrix, level
from persona_collapse.simulation import simulate
from persona_collapse.tables import read_table

SPELLINGS = ("bfi44_{}", "BFI_Q{}", "{}")


def sheet(spelling="bfi44_{}", rows=3, **beside):
    """Cells of a small table: everybody answers 1, 2, 3, 4, 5, 1, ..."""
    columns = {spelling.format(number): [str((number - 1) % 5 + 1)] * rows for number in range(1, 45)}
    return {**{name: list(cells) for name, cells in beside.items()}, **columns}


def write_csv(path, columns, delimiter=",", encoding="utf-8"):
    rows = [delimiter.join(columns), *(delimiter.join(map(str, row)) for row in zip(*columns.values(), strict=True))]
    path.write_text("\n".join(rows) + "\n", encoding=encoding)
    return path


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_accepted_spellings(tmp_path, spelling):
    matrix = BehavioralTraitMatrix.read(write_csv(tmp_path / "a.csv", sheet(spelling)))
    assert matrix.values[0, :6].tolist() == [1, 2, 3, 4, 5, 1]
    assert matrix.items[0] == "bfi44_1"
    assert matrix.source == str(tmp_path / "a.csv")


def test_columns_in_any_order_and_others_kept(tmp_path):
    columns = dict(reversed(sheet(country=["Chile", "Mali", "Laos"], persona_id=["x", "y", "z"]).items()))
    matrix = BehavioralTraitMatrix.read(write_csv(tmp_path / "a.csv", columns))
    assert matrix.values[0, :6].tolist() == [1, 2, 3, 4, 5, 1]
    assert matrix.attributes["country"] == ("Chile", "Mali", "Laos")
    assert matrix.respondents == ("x", "y", "z")


@pytest.mark.parametrize("cell", ["", "NA", "nan", "None", " null ", "N/A"])
def test_missing_cells(tmp_path, cell):
    columns = sheet()
    columns["bfi44_7"][1] = cell
    matrix = BehavioralTraitMatrix.read(write_csv(tmp_path / "a.csv", columns))
    assert np.argwhere(np.isnan(matrix.values)).tolist() == [[1, 6]]


@pytest.mark.parametrize(("delimiter", "ending"), [(",", "csv"), (";", "csv"), ("\t", "tsv")])
def test_delimiters_and_byte_order_mark(tmp_path, delimiter, ending):
    path = write_csv(tmp_path / f"a.{ending}", sheet(), delimiter, encoding="utf-8-sig")
    assert BehavioralTraitMatrix.read(path).values.shape == (3, 44)


def test_floats_that_are_whole_are_answers(tmp_path):
    columns = sheet()
    columns["bfi44_1"] = ["1.0", "4.0", "5"]
    assert BehavioralTraitMatrix.read(write_csv(tmp_path / "a.csv", columns)).values[:, 0].tolist() == [1, 4, 5]


@pytest.mark.parametrize("ending", ["parquet", "jsonl", "ndjson"])
def test_other_formats_hold_the_same(tmp_path, ending):
    population = simulate("human", 5)
    columns = {name: population.values[:, i].astype(int).tolist() for i, name in enumerate(population.items)}
    columns["bfi44_1"][2] = None
    columns["Openness"] = list(population.attributes["Openness"])
    path = tmp_path / f"a.{ending}"
    if ending == "parquet":
        parquet.write_table(pa.table(columns), path)
    else:
        records = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        path.write_text("\n\n".join(map(json.dumps, records)))
    matrix = BehavioralTraitMatrix.read(path)
    assert np.isnan(matrix.values[2, 0])
    assert np.array_equal(matrix.values[:, 1:], population.values[:, 1:])
    assert np.array_equal(matrix.levels()[:, 4], population.levels()[:, 4])


def test_what_it_writes_it_reads_back(tmp_path):
    population = simulate("shallow", 20)
    path = tmp_path / "a.csv"
    path.write_text(population.to_csv())
    again = BehavioralTraitMatrix.read(path)
    assert np.array_equal(again.values, population.values)
    assert dict(again.attributes)["Openness"] == population.attributes["Openness"]
    assert again.respondents == population.respondents
    assert again.to_csv() == population.to_csv()


def test_which_columns_were_taken_and_a_corrected_one(tmp_path):
    columns = sheet(mood=["a", "b", "c"], id=["x", "y", "z"], Openness=["High", "Low", ""])
    columns["seventh"] = columns.pop("bfi44_7")
    table = read_table(write_csv(tmp_path / "a.csv", columns))
    found = mapping(table)
    assert (found.instrument, found.lacking, found.respondent) == (bfi44(), [7], "id")
    assert found.labels == {"Openness": "Openness"}
    corrected = replace(found, items={**found.items, "bfi44_7": "seventh"}, respondent="mood")
    matrix = BehavioralTraitMatrix.from_table(table, corrected)
    assert matrix.values[0, :8].tolist() == [1, 2, 3, 4, 5, 1, 2, 3]
    assert (matrix.respondents, "seventh" in matrix.attributes) == (("a", "b", "c"), False)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"items": {"bfi44_7": "bfi44_8"}}, "'bfi44_8' is assigned to the items 7 and 8"),
        ({"items": {"bfi44_7": "nowhere"}}, "no column 'nowhere', which is assigned to item 7"),
        ({"respondent": "nowhere"}, "no column 'nowhere' for the names"),
        ({"respondent": "twice"}, r"row 2 \(line 3\), column twice: 'x' is also the name in row 1 \(line 2\)"),
        ({"respondent": "gap"}, r"row 2 \(line 3\), column gap: the respondent has no name"),
    ],
)
def test_wrong_corrections(tmp_path, wrong, words):
    table = read_table(write_csv(tmp_path / "a.csv", sheet(twice=["x", "x", "y"], gap=["x", "", "y"])))
    found = mapping(table)
    changed = replace(found, items={**found.items, **wrong.pop("items", {})}, **wrong)
    with pytest.raises(InputError, match=words):
        BehavioralTraitMatrix.from_table(table, changed)


def broken(tmp_path, change):
    columns = sheet()
    change(columns)
    return write_csv(tmp_path / "a.csv", columns)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("6", ["row 2 (line 3)", "bfi44_7", "'6'", "not on the scale", "1 to 5"]),
        ("0", ["row 2", "'0'"]),
        ("2.5", ["row 2", "'2.5'", "whole numbers"]),
        ("agree", ["row 2 (line 3)", "bfi44_7", "'agree'", "not a number"]),
        ("inf", ["'inf'", "not on the scale"]),
    ],
)
def test_a_wrong_cell_is_named(tmp_path, value, words):
    path = broken(tmp_path, lambda columns: columns["bfi44_7"].__setitem__(1, value))
    with pytest.raises(InputError) as refused:
        BehavioralTraitMatrix.read(path)
    assert str(refused.value).startswith(str(path))
    for word in words:
        assert word in str(refused.value)


def test_a_boolean_is_not_an_answer(tmp_path):
    columns = {name: [1] for name in sheet()}
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({name: cells[0] for name, cells in columns.items()} | {"bfi44_3": True}))
    with pytest.raises(InputError, match="True is not a number"):
        BehavioralTraitMatrix.read(path)


@pytest.mark.parametrize(
    ("dropped", "words"),
    [
        (["bfi44_7", "bfi44_44"], ["missing: 7, 44", "bfi44_1..bfi44_44 or BFI_Q1..BFI_Q44 or 1..44"]),
        ([f"bfi44_{n}" for n in range(1, 45)], ["none was found", "bfi44_1..bfi44_44"]),
    ],
)
def test_missing_columns_are_named(tmp_path, dropped, words):
    columns = {name: cells for name, cells in sheet(note=["a", "b", "c"]).items() if name not in dropped}
    with pytest.raises(InputError) as refused:
        BehavioralTraitMatrix.read(write_csv(tmp_path / "a.csv", columns))
    for word in words:
        assert word in str(refused.value)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b"a,b\n", "has no rows"),
        ("a.csv", b"a,a\n1,2\n", "two columns called 'a'"),
        ("a.csv", b"a,b\n1,2\n1\n", r"row 2 \(line 3\): 1 cells under a header of 2"),
        ("a.csv", "a\ncafé\n".encode("latin-1"), "not UTF-8"),
        ("a.jsonl", b'{"a": 1}\n\n{"a": \n', r"row 2 \(line 3\) is not JSON"),
        ("a.jsonl", b"[1, 2]\n", "not a JSON object"),
        ("a.csv", b'a,b\n1,"2\n3,4\n', "quotation mark left open"),
        ("a.csv", b"a,b\n1," + b"2" * 200_000, "field larger than"),
        ("a.jsonl", b'{"a": ' + b"9" * 5000 + b"}\n", "is not JSON"),
        ("a.jsonl", b'{"a": ' + b"[" * 100_000 + b"\n", "nested too deeply"),
        ("a.parquet", b"PAR1 no", "not a Parquet file"),
        ("a.xlsx", b"x", "ends in .xlsx"),
        ("a", b"x", "ends in nothing"),
    ],
)
def test_broken_files(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=words):
        BehavioralTraitMatrix.read(path)


def test_line_separators_inside_json_are_text(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(
        json.dumps({f"{n}": 3 for n in range(1, 45)} | {"note": "a\u2028b"}, ensure_ascii=False), encoding="utf-8"
    )
    assert BehavioralTraitMatrix.read(path).attributes["note"] == ("a\u2028b",)


def test_numbers_and_names_no_table_should_have(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({f"{n}": 3 for n in range(1, 45)} | {"id": [1, 2]}))
    assert BehavioralTraitMatrix.read(path).respondents == ("[1, 2]",)
    path.write_text(json.dumps({f"{n}": 3 for n in range(1, 45)} | {"7": 10**400}))
    with pytest.raises(InputError, match="column 7: 1000"):
        BehavioralTraitMatrix.read(path)


def test_a_damaged_parquet_file(tmp_path):
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table({f"bfi44_{n}": list(range(1, 6)) * 200 for n in range(1, 45)}), path)
    content = bytearray(path.read_bytes())
    content[100:2000] = b"\0" * 1900
    path.write_bytes(content)
    with pytest.raises(InputError, match="save it again"):
        BehavioralTraitMatrix.read(path)


def test_a_scale_that_is_not_ours_shows_its_range(tmp_path):
    path = broken(tmp_path, lambda columns: columns["bfi44_7"].__setitem__(slice(0, 3), ["0", "2", "4"]))
    with pytest.raises(InputError, match=r"they range from 0 to 4"):
        BehavioralTraitMatrix.read(path)


def test_no_such_file_and_a_folder(tmp_path):
    with pytest.raises(InputError, match=r"file not found: .*nowhere\.csv"):
        BehavioralTraitMatrix.read(tmp_path / "nowhere.csv")
    with pytest.raises(InputError, match="is a folder"):
        BehavioralTraitMatrix.read(tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        BehavioralTraitMatrix.read(tmp_path / ("x" * 300 + ".csv"))


def test_nothing_but_missing_answers(tmp_path):
    columns = {name: ["", ""] for name in sheet()}
    with pytest.raises(InputError, match="every answer is missing"):
        BehavioralTraitMatrix.read(write_csv(tmp_path / "a.csv", columns))


def test_levels_from_named_columns_and_from_targets(tmp_path):
    columns = sheet(big_five_openness=["High", "low", ""], E=["Neutral", "HIGH", " Low "])
    matrix = BehavioralTraitMatrix.read(write_csv(tmp_path / "a.csv", columns))
    assert matrix.levels()[:, 4].tolist()[:2] == [3, 1]
    assert np.isnan(matrix.levels()[2, 4])
    assert np.isnan(matrix.levels()[:, 0]).all()
    assert matrix.levels({"E": "extraversion"})[:, 0].tolist() == [2, 3, 1]
    assert matrix.levels({}) is None


@pytest.mark.parametrize(
    ("targets", "words"),
    [
        ({"nowhere": "Openness"}, "no column 'nowhere'; its columns other than items: mood"),
        ({"mood": "Happiness"}, "unknown trait 'Happiness'; traits: Extraversion"),
        ({"mood": "Openness"}, "respondent 1, column mood: 'fine' is not a level"),
    ],
)
def test_wrong_targets(tmp_path, targets, words):
    matrix = BehavioralTraitMatrix.read(write_csv(tmp_path / "a.csv", sheet(mood=["fine"] * 3)))
    assert matrix.levels() is None
    with pytest.raises(InputError, match=words):
        matrix.levels(targets)


def test_from_arrays_knows_the_bfi_by_its_width():
    assert BehavioralTraitMatrix.from_arrays(np.ones((2, 44))).instrument is bfi44()
    assert BehavioralTraitMatrix.from_arrays(pd.DataFrame(np.ones((2, 7)))).instrument == unnamed_instrument(7)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"values": np.ones((2, 40)), "instrument": bfi44()}, "answers to 40 items and bfi44 has 44"),
        ({"values": [[9, 1]]}, "respondent 1 answered 9 to item 1"),
        ({"values": [[1, 1]], "respondents": ["a", "b"]}, "1 rows of answers and 2 of respondents"),
        ({"values": [[1, 1]], "attributes": {"age": [3, 4]}}, "1 rows of answers and 2 of age"),
        ({"values": [[float("nan")]]}, "every answer is missing"),
        ({"values": [["yes"]]}, "not a number"),
    ],
)
def test_wrong_arrays(arguments, words):
    with pytest.raises(InputError, match=words):
        BehavioralTraitMatrix.from_arrays(**arguments)


@given(st.one_of(st.text(max_size=6), st.sampled_from([*MISSING, "3", " 4 ", "five"])))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_cell_is_an_answer_missing_or_refused(tmp_path, cell):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({f"bfi44_{n}": 3 for n in range(1, 45)} | {"bfi44_9": cell}))
    meaning = cell.strip().lower()
    if meaning in MISSING:
        assert np.isnan(BehavioralTraitMatrix.read(path).values[0, 8])
    elif meaning in {"1", "2", "3", "4", "5"}:
        assert BehavioralTraitMatrix.read(path).values[0, 8] == int(meaning)
    elif not any(one.isnumeric() for one in meaning):
        with pytest.raises(InputError, match="bfi44_9"):
            BehavioralTraitMatrix.read(path)


def test_level_of_a_missing_label():
    assert np.isnan(level(None, "here"))
    assert np.isnan(level("", "here"))
