"""Files of visitors: what is too much or something else is refused in one sentence; the rest is measured."""

import gzip
import io
import json
import shutil
import zipfile
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_collapse import tables
from persona_collapse.errors import InputError
from persona_collapse.instruments import bfi44, moral131
from persona_collapse.references import SIMULATED
from persona_collapse.simulation import simulate
from persona_collapse.tables import encoded, ending, read_table
from space.files.bounds import ENDINGS, Limits, read_bounded, shown_name
from space.files.declared import Declared, sheets_of
from space.files.exports import harmless
from space.files.received import preview, receive
from space.files.roles import in_order, lacking, likely, mapping, population
from space.files.uploads import MOST, MOST_TEXTS, SAMPLE, Upload, checked, drawn, scored
from tests.conftest import GPT, PEOPLE, WITHOUT

SMALL = Limits(size=2**20, rows=3, columns=4, cells=9, cell=10, name=8, line=200)


def written(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def in_parquet(path, columns, **options):
    parquet.write_table(pa.table(columns), path, **options)
    return path


def refused(path, name=None, limits=SMALL):
    """The sentence with which a file is refused."""
    with pytest.raises(InputError) as reason:
        read_bounded(path, name or path.name, limits)
    words = str(reason.value)
    assert str(path.parent) not in words, "no path of the server"
    assert "\n" not in words
    assert len(words) < 600
    return words


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", "a\n1\n2\n3\n4\n", "more than 3 rows"),
        ("a.csv", "a\n" + "\n" * 9 + "1\n2\n3\n4\n", "more than 3 rows"),
        ("a.csv", "a,b,c,d,e\n1,2,3,4,5\n", "more than 4 columns"),
        ("a.csv", "a,b,c,d\n1,2,3,4\n1,2,3,4\n1,2,3,4\n", "more than 9 cells"),
        ("a.tsv", "a\tb\n1\t" + "x" * 11 + "\n", "row 1 (line 2): column b holds more than 10 characters"),
        ("a.csv", "a" * 9 + "\n1\n", "the name of column 1 has more than 8 characters"),
        ("a.csv", "a\n" + "1" * 300 + "\n", "line 2 has more than 200 bytes"),
        ("a.csv", b"a,b\n1,\0\n", "line 2 holds a null byte"),
        ("a.csv", b"a\n\x81\n", "not UTF-8 text (byte 2)"),
        ("a.csv", b"PAR1....PAR1", "ends in .csv and is a Parquet file"),
        ("a.csv", b"PK\x03\x04 sheet", "ends in .csv and is a ZIP archive (Excel's files are, too)"),
        ("a.csv", '{"a": 1}\n', "ends in .csv and is JSON"),
        ("a.jsonl", "<html>", "ends in .jsonl and is a web page"),
        ("a.jsonl", "a,b\n1,2\n", "row 1 (line 1) is not JSON"),
        ("a.jsonl", "[1]\n", "not a JSON object"),
        ("a.jsonl", '{"a": 1}\n' * 4, "more than 3 rows"),
        ("a.jsonl", '{"a": 1, "b": 1}\n{"c": 1, "d": 1, "e": 1}\n', "more than 4 columns"),
        ("a.jsonl", '{"a": [1, 2, 3, 4, 5]}\n', "more than 4 columns"),
        ("a.jsonl", '{"a": {"b": 1, "c": {"d": 1, "e": [1, 2, 3]}}}\n', "more than 4 columns"),
        ("a.jsonl", '{"a": ["x", "\\u0000"]}\n', "column a holds a null byte"),
        ("a.json", '[{"a": 1}, {"b": 1}, {"c": 1}, {"d": 1}]', "more than 3 rows"),
        ("a.json", '[{"a": {"b": "xxxxxxxxxxx"}}]', "row 1: column a holds more than 10 characters"),
        ("a.json", "a,b\n1,2\n", "is not JSON"),
        ("a.yaml", "- a: [1, 2\n", "is not YAML"),
        ("a.feather", "a,b\n1,2\n", "is not a Feather file"),
        ("a.sav", "a,b\n1,2\n", "is not an SPSS file"),
        ("a.dta", "a,b\n1,2\n", "is not a Stata file"),
        ("a.csv.gz", "a,b\n1,2\n", "is not compressed by gzip"),
        ("a.csv.gz", gzip.compress(b"a\n1\n2\n3\n4\n", mtime=0), "more than 3 rows"),
        ("a.jsonl", '{"a": "\\u0000"}\n', "column a holds a null byte"),
        ("a.jsonl", '{"a": "\\ud800"}\n', "column a holds half a character"),
        ("a.jsonl", '{"\\ud800": 1}\n', "the name of column 1 holds half a character"),
        ("a.parquet", "a,b\n1,2\n", "not a Parquet file"),
        ("a.parquet", b"PAR1....PAR1", "not a Parquet file"),
        ("a.xlsx", "x", "is not an Excel workbook"),
        ("a", "x", "a ends in nothing; save it as CSV, or give a file in CSV, Parquet"),
        ("a.exe", "x", "a.exe ends in .exe; save it as CSV"),
        ("a.csv", "", "is empty"),
        ("a.csv", "a\n", "has no rows"),
        ("a.csv", b"a\n" + b"1\n" * 2**20, "more than 1 MB"),
        ("a.csv", 'a,b\n1,"2\n', "quotation mark left open"),
    ],
)
def test_what_is_refused(tmp_path, name, content, words):
    assert words in refused(written(tmp_path / name, content))


def test_nested_too_deeply(tmp_path):
    path = written(tmp_path / "a.jsonl", '{"a": ' + "[" * 100_000 + "\n")
    assert "nested too deeply" in refused(path, limits=Limits())


def test_what_is_within_the_limits_is_read(tmp_path):
    path = written(tmp_path / "a.csv", "a,b,c\n1,x,\n2,y,=1+1\n3,z,\n")
    table = read_bounded(path, "../mine.csv", SMALL)
    assert (table.path, table.columns["c"]) == ("mine.csv", ["", "=1+1", ""])
    assert read_bounded(in_parquet(tmp_path / "a.parquet", {"a": [1, None]}), "a", SMALL).columns == {"a": [1, None]}
    assert read_bounded(written(tmp_path / "a.jsonl", '{"a": 1e308}\n'), "a", SMALL).columns == {"a": [1e308]}


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"a": [[1, 2, 3, 4, 5]]}, "more than 4 columns"),
        ({"a": [{"b": 1, "c": "x" * 11}]}, "row 1: column a holds more than 10 characters"),
        ({"a": [[b"x"]]}, "column a is of type list<"),
        ({"a": [b"x"]}, "column a is of type binary"),
        ({"a": [1] * 4}, "more than 3 rows"),
        ({name: [1] for name in "abcde"}, "more than 4 columns"),
        ({"a": ["x" * 11]}, "row 1: column a holds more than 10 characters"),
        ({"a": pa.array([2**60], pa.timestamp("ms"))}, "neither text nor dates"),
    ],
)
def test_parquet_that_is_refused(tmp_path, columns, words):
    assert words in refused(in_parquet(tmp_path / "a.parquet", columns))


def test_a_compressed_file_that_unpacks_to_gigabytes(tmp_path):
    bomb = gzip.compress(b"1," * 10**6, compresslevel=9) * 200
    assert len(bomb) < 2**20
    path = written(tmp_path / "a.csv.gz", bomb)
    assert "unpacks to more than 100 MB" in refused(path, limits=Limits())


@pytest.mark.parametrize("says_so", [True, False])
def test_a_workbook_that_unpacks_to_gigabytes(tmp_path, says_so):
    book = io.BytesIO()
    sheet = simulated_sheet(40 * 2**20)
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sheet.items():
            archive.writestr(name, content)
    content = book.getvalue()
    if not says_so:
        size = len(sheet["xl/worksheets/sheet1.xml"]).to_bytes(4, "little")
        content = content.replace(size, (1000).to_bytes(4, "little"))
    path = written(tmp_path / "a.xlsx", content)
    assert path.stat().st_size < 2**20
    words = refused(path, limits=Limits(unpacked=20 * 2**20, memory=64 * 2**20))
    assert ("unpacks to more than 20 MB" if says_so else "") in words


def simulated_sheet(size):
    """A workbook of one sheet with empty cells, as the files that it consists of."""
    names = "http://schemas.openxmlformats.org/"
    row = "<row>" + "<c><v>1</v></c>" * 100 + "</row>"
    rows = row * (size // len(row))
    relation = f"{names}officeDocument/2006/relationships"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    return {
        "[Content_Types].xml": f'<Types xmlns="{names}package/2006/content-types"><Override PartName="/xl/workbook.xml" '
        f'ContentType="{kinds}sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" '
        f'ContentType="{kinds}worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{names}package/2006/relationships"><Relationship Id="r1" '
        f'Type="{relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{names}spreadsheetml/2006/main" xmlns:r="{relation}"><sheets>'
        '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{names}package/2006/relationships"><Relationship Id="r1" '
        f'Type="{relation}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{names}spreadsheetml/2006/main"><sheetData>{rows}</sheetData>'
        "</worksheet>",
    }


def test_text_that_grows_by_its_own_references(tmp_path):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    path = written(tmp_path / "a.yaml", "- " + "\n  ".join(lines) + "\n")
    refused(path, limits=Limits(memory=64 * 2**20, seconds=20))


def test_a_long_table_that_grows(tmp_path):
    rows = "".join(f"p{n},i{n},3\n" for n in range(3000))
    table = read_bounded(written(tmp_path / "a.csv", "persona,item,answer\n" + rows + "p0,i1,3\n"), "a.csv")
    with pytest.raises(InputError, match=r"a\.csv would have 3000 rows of 3003 columns"):
        sheets_of(table, Declared())


def test_every_format_of_the_library_is_read(tmp_path):
    openpyxl, pyreadstat = pytest.importorskip("openpyxl"), pytest.importorskip("pyreadstat")
    frame = pd.DataFrame({"id": ["x", "y"], **{f"bfi44_{n}": [1, 5] for n in range(1, 45)}})
    frame.to_csv(tmp_path / "semicolon.txt", sep=";", index=False)
    frame.to_csv(tmp_path / "utf16.csv", encoding="utf-16", index=False)
    frame.assign(id=["caf\xe9", "y"]).to_csv(tmp_path / "windows.csv", encoding="cp1252", index=False)
    frame.to_csv(tmp_path / "packed.csv.gz", index=False)
    frame.to_csv(tmp_path / "tabs.tsv", sep="\t", index=False)
    frame.to_csv(tmp_path / "tabs.tab", sep="\t", index=False)
    frame.to_json(tmp_path / "records.json", orient="records")
    (tmp_path / "nested.jsonl").write_text(
        "".join(json.dumps({"id": name, "bfi44": [value] * 44}) + "\n" for name, value in (("x", 1), ("y", 5)))
    )
    frame.to_json(tmp_path / "lines.ndjson", orient="records", lines=True)
    frame.to_parquet(tmp_path / "a.parquet")
    frame.to_feather(tmp_path / "a.feather")
    frame.to_feather(tmp_path / "a.arrow")
    (tmp_path / "a.yaml").write_text(frame.to_json(orient="records"))
    (tmp_path / "a.yml").write_text(frame.to_json(orient="records"))
    frame.to_excel(tmp_path / "a.xlsx", index=False)
    shutil.copy(tmp_path / "a.xlsx", tmp_path / "a.xlsm")
    pyreadstat.write_sav(frame, tmp_path / "a.sav")
    pyreadstat.write_sav(frame, tmp_path / "a.zsav", compress=True)
    pyreadstat.write_dta(frame, tmp_path / "a.dta")
    files = sorted(tmp_path.iterdir())
    assert {ending(file) for file in files} == set(tables.ENDINGS) == set(ENDINGS) - {".gz"}
    for file in files:
        upload = Upload(str(file), file.name).kept_in(written_folder(tmp_path.parent / f"{tmp_path.name}-kept"))
        matrix = receive(upload.path)
        assert (matrix.is_complete, matrix.kind, matrix.rows) == (True, "bfi44", 2), file.name
        assert checked(replace(upload, mapping=dict(matrix.mapping))).path == upload.path
    assert openpyxl


def written_folder(path):
    path.mkdir(exist_ok=True)
    return path


@pytest.mark.parametrize("length", [10_000, 1_000_000])
def test_a_dictionary_that_unpacks_to_gigabytes(tmp_path, length):
    codes = pa.DictionaryArray.from_arrays(np.zeros(20_000, dtype="int32"), ["x" * length])
    path = in_parquet(tmp_path / "a.parquet", {"a": codes}, store_schema=length < 10**6)
    assert path.stat().st_size < 100_000
    assert "unpacks to more than" in refused(path, limits=Limits())


def test_a_footer_that_lies_about_its_size(tmp_path):
    texts = {"a": ["x" * 10_000] * 6_000}
    path = in_parquet(tmp_path / "a.parquet", texts, use_dictionary=False, compression="zstd", write_statistics=False)
    said = parquet.ParquetFile(path).metadata.row_group(0).total_byte_size
    true, lie = _varint(2 * said), bytes([*[0x80] * (len(_varint(2 * said)) - 1), 0x01])
    assert said > 50 * 2**20
    path.write_bytes(path.read_bytes().replace(true, lie))
    assert parquet.ParquetFile(path).metadata.row_group(0).total_byte_size < 2**21
    assert "unpacks to more than the memory holds" in refused(path, limits=Limits(memory=32 * 2**20))


def _varint(number):
    found = []
    while number > 127:
        found.append(number % 128 + 128)
        number //= 128
    return bytes([*found, number])


def test_a_damaged_parquet_file(tmp_path):
    path = in_parquet(tmp_path / "a.parquet", {"a": list(range(1000))})
    content = bytearray(path.read_bytes())
    content[50:2000] = b"\0" * 1950
    assert "column a is damaged" in refused(written(path, bytes(content)), limits=Limits())


def test_numbers_that_are_no_answers(tmp_path):
    answers = {f"bfi44_{number}": 3 for number in range(1, 45)}
    for cell, words in (
        ("1e308", "not on the scale"),
        ("1e999", "not on the scale"),
        ('"=1+1"', "'=1+1' is not a number"),
    ):
        line = json.dumps(answers | {"bfi44_7": 0}).replace('"bfi44_7": 0', f'"bfi44_7": {cell}')
        table = read_bounded(written(tmp_path / "a.jsonl", line), "a.jsonl")
        with pytest.raises(InputError, match=r"a\.jsonl, row 1 \(line 1\), column bfi44_7") as reason:
            population(table, mapping(table, "bfi44"), "bfi44")
        assert words in str(reason.value)


@given(st.text(max_size=200))
def test_any_name_is_shown_as_letters_only(name):
    shown = shown_name(name)
    assert 0 < len(shown) <= 60
    assert not set(shown) & set("<>&\"'/\\`[]|*\n\r\t\0\u202e")
    assert not shown.startswith(".")


def test_long_names_keep_their_ends():
    assert shown_name("a" * 50 + "b" * 50 + ".csv") == "a" * 40 + "..." + "b" * 13 + ".csv"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\uff1d1", "'\uff1d1"),
        ("a=1", "a=1"),
        ("", ""),
        (-1, -1),
        (-0.5, -0.5),
        (None, None),
    ],
)
def test_formulas_on_the_way_out(cell, expected):
    assert harmless({"a": [cell]}) == {"a": [expected]}


def test_no_line_of_an_export_begins_with_a_formula():
    content = encoded(harmless({"=a": ["=1", "@x"], "b": ["+1", "-2"]}), ".csv").decode()
    cells = [cell for line in content.splitlines() for cell in line.split(",")]
    assert cells == ["'=a", "b", "'=1", "'+1", "'@x", "'-2"]


def table_of(tmp_path, columns):
    return read_table(written(tmp_path / "t.csv", encoded(columns, ".csv")))


def test_what_a_table_is_likely_to_hold(tmp_path):
    items = {item.name: [3, 4] for item in moral131().items}
    assert likely(table_of(tmp_path, items)) == "moral131"
    assert likely(table_of(tmp_path, {"text": ["a", "b"], "persona": ["x", "y"]})) == "texts"
    assert likely(table_of(tmp_path, {"anything": ["a", "b"]})) == "bfi44"


def test_columns_by_any_name_can_be_given_in_order(tmp_path):
    answers = simulate("human", 4)
    columns = {"who": list("abcd")} | {f"q{n}": answers.values[:, n].astype(int).tolist() for n in range(44)}
    table = table_of(tmp_path, columns)
    assert len(lacking(mapping(table, "bfi44"), "bfi44")) == 44
    chosen = {**in_order(list(table.columns), "bfi44", "q0"), "respondent": "who"}
    assert lacking(chosen, "bfi44") == []
    matrix = population(table, chosen, "bfi44")
    assert np.array_equal(matrix.values, answers.values)
    assert matrix.respondents == ("a", "b", "c", "d")
    with pytest.raises(InputError, match="43 columns begin at 'q1' and bfi44 has 44 items"):
        in_order(list(table.columns), "bfi44", "q1")


def test_a_preview_is_short_text(tmp_path):
    headers, cells = preview(table_of(tmp_path, {f"c{n}": ["x" * 99] * 9 for n in range(20)}))
    assert (len(headers), len(cells), {len(cell) for row in cells for cell in row}) == (8, 5, {40})


def test_the_sample_is_the_simulated_caricature_it_is_called():
    table, people = read_bounded(SAMPLE, SAMPLE.name), simulate("caricature", 120)
    found = population(table, mapping(table, "bfi44"), "bfi44")
    assert np.array_equal(found.values, people.values)
    assert (found.note, found.attributes["Openness"]) == (SIMULATED, people.attributes["Openness"])


def test_the_sample_measured(tmp_path):
    steps: list[str] = []
    upload = Upload(str(SAMPLE), "=my sample.csv").kept_in(tmp_path)
    assert Path(upload.path).parent == tmp_path
    found = scored(Upload.of(json.loads(json.dumps(asdict(upload)))), steps.append)
    assert found.signature.name == "caricature"
    assert (found.population.note, found.reference.note) == (SIMULATED, SIMULATED)
    assert found.commands == ("persona-collapse measure '_my sample.csv' --reference calibrated-2058",)
    assert "null populations" in steps


def test_real_answers_against_real_people():
    if not GPT.exists():
        pytest.skip(WITHOUT)
    found = scored(Upload(str(GPT), GPT.name, reference=str(PEOPLE), reference_name=PEOPLE.name))
    assert (found.population.source, found.population.respondents) == (GPT.name, 320)
    assert (found.reference.source, found.reference.note, found.reference.respondents) == (PEOPLE.name, "", 228)
    assert (found.population.personas, found.settings.size) == (32, 32), "the same rows as on the command line"
    assert found.values.coverage.recall < 0.65 * found.held_out_people.coverage.recall
    assert found.values.fidelity is None, "PersonaLLM's persona column holds no label of ours"


def test_people_under_the_same_odd_names_and_labels_of_ones_own(tmp_path):
    def odd(matrix, **beside):
        columns = {f"q{n}": matrix.values[:, n].astype(int).tolist() for n in range(44)}
        return encoded({**beside, **columns}, ".csv")

    answers = simulate("caricature", 60)
    path = written(tmp_path / "a.csv", odd(answers, extro=list(answers.attributes["Extraversion"])))
    people = written(tmp_path / "p.csv", odd(simulate("human", 60, seed=1)))
    chosen = {**in_order([f"q{n}" for n in range(44)], "bfi44", "q0"), "Extraversion": "extro"}
    found = scored(Upload(str(path), "a.csv", chosen, "bfi44", str(people), "p.csv"))
    assert list(found.values.fidelity.per_trait) == list(bfi44().traits)
    assert found.values.fidelity.per_trait["Extraversion"].rho > 0.8
    assert (found.reference.source, found.commands) == ("p.csv", ())


def test_of_many_respondents_a_part_is_drawn(tmp_path, monkeypatch):
    monkeypatch.setattr("space.files.uploads.MOST", 60)
    path = written(tmp_path / "a.csv", simulate("noise", 90).to_csv())
    found = scored(Upload(str(path), "a.csv"))
    assert (found.population.respondents, found.population.note) == (60, "60 drawn at random of 90 rows")
    many = simulate("noise", 90)
    assert drawn(many).respondents == drawn(many).respondents, "the same part every time"
    assert [int(name) for name in drawn(many).respondents] == sorted(map(int, drawn(many).respondents))
    assert MOST == 2058


def test_free_texts(tmp_path, monkeypatch):
    monkeypatch.setattr("space.files.uploads.MOST_TEXTS", 12)
    story = (
        "I am {who} from town number {n}, where I bake bread by day and read old novels by night, with tea and a cat."
    )
    texts = [story.format(n=n, who=who) for n in range(4) for who in ("Ann", "Bob", "Eve", "Joe")]
    path = written(tmp_path / "a.csv", encoded({"said": texts, "persona": ["w", "x", "y", "z"] * 4}, ".csv"))
    with pytest.raises(InputError, match="no column text or reply"):
        scored(Upload(str(path), "a.csv", {"persona": "persona"}, "texts"))
    found = scored(Upload(str(path), "a.csv", {"text": "said", "persona": "persona"}, "texts"))
    assert (found.source, found.texts, found.personas) == ("a.csv", 12, 3)
    assert found.note == "12 texts of personas drawn at random, of 16 rows"
    assert MOST_TEXTS == 1000
