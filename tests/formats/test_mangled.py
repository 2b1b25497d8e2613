"""Tables that were mangled at random: one sentence, or a result that says its instrument; never a traceback."""

import gzip
import json
import os
import random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from persona_collapse.columns import ReadAs
from persona_collapse.errors import InputError
from persona_collapse.instruments import catalogue
from persona_collapse.matrix import BehavioralTraitMatrix

EXAMPLES = int(os.environ.get("MANGLED_TABLES", "60"))
"""Tables; MANGLED_TABLES=10000 takes some minutes."""

SPELLINGS = {
    "bfi44": ("bfi44_{n}", "BFI_Q{n}", "{n}", "bfi_{n:02}", "BFI-{n}"),
    "bfi2": ("bfi2_{n}", "BFI_Q{n}", "BFI2.{n}"),
    "ipip50": ("{id}", "{own}"),
    "mini-ipip": ("{id}", "MIPIP{n}"),
    "ipip-neo-120": ("{id}", "IPIP_NEO_{n}"),
}
GENERIC = ("Q{n}", "item_{n}", "V{n}", "i{n}", "hexaco_{n}", "X{n}")
CELLS = (
    "",
    "NA",
    "0",
    "6",
    "99",
    "-1",
    "3.5",
    "5,0",
    "Agree strongly",
    "5 - Agree strongly",
    "x" * 50,
    "=1+1",
    "\u4e94",
    "1e9",
    "3\n4",
)
NAMES = (
    "",
    "id",
    "persona",
    "sample",
    "item",
    "answer",
    "a;b",
    'say "x"',
    "Openness",
    "age",
    "Q1_s2",
    "bfi44_1",
    "{0}",
    "\u540d",
)


def table(rng):
    """Answers to a questionnaire under a spelling: (what they are, or None where the spelling does not say, columns)."""
    name = rng.choice(list(SPELLINGS))
    instrument, named = catalogue.find(name), rng.random() < 0.7
    pattern = rng.choice(SPELLINGS[name] if named else GENERIC)
    rows = rng.randint(1, 4)
    columns = {}
    for item in instrument.items:
        own = item.columns[0] if item.columns else item.name
        cells = [str(rng.randint(1, 5)) for _ in range(rows)]
        columns[pattern.format(n=item.number, id=item.name, own=own)] = cells
    return (instrument if named else None), columns


def damaged(rng, columns):
    """Columns with a few changes: cells, names, order, more and fewer columns; whether items were lost or gained."""
    columns, rows, touched = dict(columns), len(next(iter(columns.values()))), False
    for _ in range(rng.randint(0, 4)):
        kind = rng.choice(("cell", "drop", "add", "rename", "order", "more", "case"))
        name = rng.choice(list(columns))
        if kind == "cell":
            columns[name] = [*columns[name]]
            columns[name][rng.randrange(rows)] = rng.choice(CELLS)
        elif kind == "drop" and len(columns) > 1:
            del columns[name]
            touched = True
        elif kind == "add":
            columns[rng.choice(NAMES)] = [rng.choice((*CELLS, "High")) for _ in range(rows)]
            touched = True
        elif kind == "rename":
            columns[rng.choice(NAMES)] = columns.pop(name)
            touched = True
        elif kind == "order":
            columns = dict(rng.sample(list(columns.items()), len(columns)))
        elif kind == "case":
            columns = {one.upper(): cells for one, cells in columns.items()}
        else:
            head = name.rstrip("0123456789")
            columns |= {f"{head}{len(columns) + more}": ["3"] * rows for more in range(1, rng.randint(2, 30))}
            touched = True
    return columns, touched


def content(rng, columns):
    """The ending of a file and its bytes, sometimes damaged as bytes."""
    rows = list(zip(*columns.values(), strict=True))
    ending = rng.choice((".csv", ".csv", ".tsv", ".jsonl", ".json", ".csv.gz"))
    if ending in (".jsonl", ".json"):
        records = [dict(zip(columns, row, strict=True)) for row in rows]
        if rng.random() < 0.2:
            records = [{"answers": record} for record in records]
        text = "\n".join(map(json.dumps, records)) if ending == ".jsonl" else json.dumps(records)
    else:
        delimiter = rng.choice(",;\t|")
        quoted = [[f'"{cell.replace(chr(34), 2 * chr(34))}"' for cell in row] for row in [list(columns), *rows]]
        text = "\n".join(delimiter.join(row) for row in quoted) + "\n"
    found = text.encode(rng.choice(("utf-8", "utf-8-sig", "utf-16")))
    found = gzip.compress(found) if ending.endswith(".gz") else found
    broken = rng.random() < 0.15
    if broken:
        place = rng.randrange(len(found))
        found = rng.choice((found[:place], found[:place] + bytes([rng.randrange(256)]) + found[place + 1 :]))
    return ending, found, broken


DECLARED = (
    None,
    None,
    ReadAs(missing=("0", "99", "-1"), labels=True),
    ReadAs(instrument=catalogue.find("bfi44")),
    ReadAs(instrument=catalogue.find("bfi2"), reversed_already=True),
    ReadAs(items=True, scale=(0, 6)),
    ReadAs(scale=(0, 4)),
)


@given(st.integers(0, 2**32))
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_mangled_table(tmp_path, seed):
    rng = random.Random(seed)
    meant, columns = table(rng)
    columns, touched = damaged(rng, columns)
    ending, found, broken = content(rng, columns)
    path = tmp_path / f"mangled{ending}"
    path.write_bytes(found)
    declared = rng.choice(DECLARED)
    matrix, sentence = None, ""
    try:
        matrix = BehavioralTraitMatrix.read(path, read_as=declared)
    except InputError as refused:
        sentence = str(refused)
    if matrix is None:
        assert 20 < len(sentence) < 2000
        assert "\n" not in sentence
        return
    asked = declared is not None and (declared.items or declared.instrument is not None)
    if asked:
        assert declared.items or matrix.instrument is declared.instrument
        assert matrix.taken or not declared.items
    elif not broken:
        plain = all(name.isdigit() for name in columns if name)  # 1..44 has always been the BFI-44
        assert meant is not None or touched or plain, "a spelling that names nothing was taken for a questionnaire"
        if not touched:
            assert matrix.instrument is meant
    first = matrix.instrument.columns()[0]
    assert matrix.taken or all(name in {one.rpartition(".")[2] for one in [*columns]} for name in first)
    assert np.nanmin(matrix.values) >= matrix.instrument.scale.low


@pytest.mark.parametrize("name", SPELLINGS)
def test_what_is_not_mangled_is_read(tmp_path, name):
    for spelling in SPELLINGS[name]:
        rng = random.Random(1)
        columns = {
            spelling.format(n=item.number, id=item.name, own=(item.columns or (item.name,))[0]): [
                str(rng.randint(1, 5))
            ]
            for item in catalogue.find(name).items
        }
        path = tmp_path / "a.jsonl"
        path.write_text(json.dumps({one: cells[0] for one, cells in columns.items()}))
        assert BehavioralTraitMatrix.read(path).instrument is catalogue.find(name)
