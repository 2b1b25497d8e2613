"""The same table in every format, and what makes a file odd in the wild."""

import gzip
import json

import openpyxl
import pandas as pd
import pyarrow as pa
import pyreadstat
import pytest
from datasets import ClassLabel, Dataset, Features, Value

from persona_collapse.errors import InputError
from persona_collapse.formats import columns_in_memory, flat, read_table

COLUMNS = {"name": ["Ana", "Zoë"], "age": [31, 40], "Q1": [5, None]}
TEXTS = {"name": "What is your name?", "age": "How old are you?", "Q1": "I see myself as someone who is talkative"}


def csv_text(delimiter=","):
    rows = [
        list(COLUMNS),
        *(["" if cell is None else str(cell) for cell in row] for row in zip(*COLUMNS.values(), strict=True)),
    ]
    return "\n".join(delimiter.join(row) for row in rows) + "\n"


def written(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def same(table):
    """Whether a table holds `COLUMNS`, whatever its format makes of a number."""
    as_text = {
        name: ["" if cell is None or cell != cell else f"{cell}".removesuffix(".0") for cell in cells]
        for name, cells in table.columns.items()
    }
    return as_text == {name: ["" if cell is None else str(cell) for cell in cells] for name, cells in COLUMNS.items()}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ending", [".csv", ".tsv", ".txt", ".csv.gz"])
def test_csv_in_any_delimiter_and_encoding(tmp_path, delimiter, encoding, ending):
    content = csv_text(delimiter).encode(encoding)
    path = written(tmp_path / f"a{ending}", gzip.compress(content, mtime=0) if ending.endswith("gz") else content)
    table = read_table(path)
    assert same(table)
    assert table.notes == (("not UTF-8, read as Windows-1252",) if encoding == "cp1252" else ())
    assert table.places == ["row 1 (line 2)", "row 2 (line 3)"]


@pytest.mark.parametrize("ending", [".parquet", ".feather", ".json", ".jsonl", ".jsonl.gz", ".xlsx", ".sav", ".dta"])
def test_every_other_format(tmp_path, ending):
    path, frame = tmp_path / f"a{ending}", pd.DataFrame(COLUMNS)
    if ending in (".json", ".jsonl", ".jsonl.gz"):
        frame.to_json(path, orient="records", lines=ending != ".json")
    elif ending == ".xlsx":
        frame.to_excel(path, index=False)
    elif ending == ".sav":
        pyreadstat.write_sav(frame, path)
    elif ending == ".dta":
        pyreadstat.write_dta(frame, path)
    else:
        getattr(frame, f"to_{ending[1:]}")(path)
    assert same(read_table(path))


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(COLUMNS),
        json.dumps({"data": [dict(zip(COLUMNS, row, strict=True)) for row in zip(*COLUMNS.values(), strict=True)]}),
        pd.DataFrame(COLUMNS).to_json(),
    ],
    ids=["columns", "under a key", "as pandas writes it"],
)
def test_shapes_of_json(tmp_path, content):
    assert same(read_table(written(tmp_path / "a.json", content)))


def test_a_quoted_header_with_delimiters_and_line_breaks(tmp_path):
    table = read_table(written(tmp_path / "a.csv", '"a; b; c; d","e\tf\tg","h\ni"\nx,1,2\n'))
    assert table.columns == {"a; b; c; d": ["x"], "e\tf\tg": ["1"], "h\ni": ["2"]}


def test_empty_columns_without_a_name(tmp_path):
    assert read_table(written(tmp_path / "a.csv", "a,b,,\n1,2,,\n")).columns == {"a": ["1"], "b": ["2"]}
    with pytest.raises(InputError, match="has two columns without a name; name them"):
        read_table(written(tmp_path / "b.csv", "a,,\n1,2,3\n"))


def test_the_first_line_of_excel_names_the_delimiter(tmp_path):
    table = read_table(written(tmp_path / "a.csv", "sep=;\na,b;c\n1,5;2\n"))
    assert (table.columns, table.places) == ({"a,b": ["1,5"], "c": ["2"]}, ["row 1 (line 3)"])


@pytest.mark.parametrize("ids", [True, False])
def test_header_rows_of_qualtrics(tmp_path, ids):
    texts = ",".join(f'"{text}\n(choose one)"' for text in TEXTS.values())
    imports = ",".join(f'"{{""ImportId"":""QID{number}""}}"' for number in range(3)) + "\n"
    names, *rows = csv_text().splitlines()
    rows = [row.replace("Ana", "31").replace("Zoë", "32") for row in rows]
    path = written(tmp_path / "a.csv", "\n".join([names, texts]) + "\n" + (imports if ids else "") + "\n".join(rows))
    table = read_table(path)
    assert table.columns == {"name": ["31", "32"], "age": ["31", "40"], "Q1": ["5", ""]}
    assert table.texts["Q1"].startswith(TEXTS["Q1"])
    assert table.notes == (f"{3 if ids else 2} header rows",)
    assert table.places[0] == f"row 1 (line {7 if ids else 6})"


def test_spss_keeps_texts_labels_and_missing_codes(tmp_path):
    frame = pd.DataFrame({"sex": [1.0, 2.0, 1.0], "Q1": [5.0, 99.0, 1.0]})
    pyreadstat.write_sav(
        frame,
        tmp_path / "a.sav",
        column_labels={"Q1": TEXTS["Q1"]},
        variable_value_labels={"sex": {1.0: "male", 2.0: "female"}},
        missing_ranges={"Q1": [99]},
    )
    table = read_table(tmp_path / "a.sav")
    assert table.columns == {"sex": [1, 2, 1], "Q1": [5, None, 1]}
    assert (table.texts["Q1"], table.labels["sex"]) == (TEXTS["Q1"], {1.0: "male", 2.0: "female"})
    assert table.notes == ("missing codes declared in the file for 1 columns",)


def test_the_first_sheet_with_rows(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["only a title"])
    sheet = book.create_sheet("answers")
    for row in (["Q1", "Q2", None], [None, None, None], [4, "x", None]):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    table = read_table(tmp_path / "a.xlsx")
    assert (table.columns, table.places) == ({"Q1": [4], "Q2": ["x"]}, ["row 1 (line 3)"])
    assert table.notes == ("sheet 'answers' of 2",)


def test_nested_objects_become_columns(tmp_path):
    lines = [{"persona": {"name": "Ana", "age": 3}, "answers": [4, 5]}, {"persona": None, "answers": [1, None]}]
    table = flat(read_table(written(tmp_path / "a.jsonl", "\n".join(map(json.dumps, lines)))))
    assert table.columns == {
        "persona.name": ["Ana", None],
        "persona.age": [3, None],
        "answers.1": [4, 1],
        "answers.2": [5, None],
    }


def test_tables_in_memory():
    features = Features({"label": ClassLabel(names=["no", "yes"]), "a": Value("int64")})
    assert columns_in_memory(Dataset.from_dict({"label": [1, 0], "a": [3, 4]}, features=features)) == {
        "label": ["yes", "no"],
        "a": [3, 4],
    }
    assert columns_in_memory(pd.DataFrame({1: [3]})) == {"1": [3]}
    assert columns_in_memory(pa.table({"a": [3]})) == {"a": [3]}
    with pytest.raises(
        InputError, match=r"a list is not a table; give a mapping of columns, a DataFrame or a datasets"
    ):
        columns_in_memory([[1]])


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv.gz", b"a,b\n1,2\n", "is not compressed by gzip"),
        ("a.csv.gz", gzip.compress(b"a,b\n1,2\n", mtime=0)[:-9], "is not compressed by gzip, or it is damaged"),
        ("a.csv", b"a,b\n1,\0\n", "line 2 holds a null byte"),
        ("a.csv", "a,b\n1,2\n".encode("utf-16-le"), "line 1 holds a null byte"),
        ("a.csv", b"\xff\xfea", "damaged text"),
        ("a.csv", b"a\n\x81\n", "is not UTF-8 text"),
        (
            "a.json",
            b'{"schema": "persona-collapse/diagnosis/2"}',
            "is a record (persona-collapse/diagnosis/2), not a table",
        ),
        ("a.json", b"[1, 2]", "row 1 is not a JSON object; give one object per row"),
        ("a.json", b"[" * 100_000, "nested too deeply"),
        ("a.json", b"a,b\n", "is not JSON"),
        ("a.feather", b"x", "is not a Feather file"),
        ("a.xlsx", b"x", "ends in .xlsx and is not an Excel workbook"),
        ("a.sav", b"x", "ends in .sav and is not an SPSS file"),
        ("a.dta", b"x", "ends in .dta and is not a Stata file"),
        ("a.xls", b"x", "ends in .xls; save it as CSV, or give a file in CSV, Parquet"),
    ],
)
def test_one_sentence_for_what_cannot_be_read(tmp_path, name, content, words):
    with pytest.raises(InputError) as refused:
        read_table(written(tmp_path / name, content))
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "library"), [("a.xlsx", "openpyxl"), ("a.sav", "pyreadstat"), ("a.dta", "pyreadstat")]
)
def test_without_the_extra(tmp_path, monkeypatch, name, library):
    monkeypatch.setitem(__import__("sys").modules, library, None)
    with pytest.raises(
        InputError, match=rf'needs {library}.*pip install "persona-collapse\[formats\]"; or save it as CSV'
    ):
        read_table(written(tmp_path / name, b"x"))
