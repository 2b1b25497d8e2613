"""Published tables in the app: measured or refused as the command does, in words of the page."""

import numpy as np
import pytest

from persona_collapse.columns import ReadAs
from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from space.files.declared import Declared
from space.files.received import again, receive
from space.files.spoken import KINDS, in_page_words
from space.files.uploads import Upload, answers_of, checked
from space.page import upload_fields, upload_job
from tests.conftest import WITHOUT
from tests.support.field_tables import ALSO_MEASURED, FIELD, MEASURED, REFUSED


def there(path):
    if not path.exists():
        pytest.skip(WITHOUT)
    return str(path)


def typed(options):
    """Option -> what follows it."""
    return dict(zip(options, [*options, ""][1:], strict=True))


def of_command(path, options):
    """What the command reads."""
    given = typed(options)
    read_as = ReadAs.typed(
        given.get("--instrument"),
        missing=given.get("--missing"),
        scale=given.get("--scale"),
        reversed_already="--reversed-already" in given,
    )
    return BehavioralTraitMatrix.read(path, read_as=read_as if options else None)


def of_page(options):
    """What a visitor chooses, by what is typed on the command line."""
    given = typed(options)
    declared = Declared(given.get("--missing", ""), False, given.get("--scale", ""), "--reversed-already" in given)
    return given.get("--instrument"), declared


def as_upload(received):
    return Upload(received.path, received.name, dict(received.mapping), received.kind, declared=received.declared)


@pytest.mark.parametrize(("file", "words"), REFUSED)
def test_refused_in_words_of_the_page(file, words):
    path = there(FIELD / file)
    received = receive(path)
    if "--texts" in words:  # the command asks whether these are texts; the page takes them for texts, and shows it
        assert (received.kind, received.is_complete, received.problem) == ("texts", True, "")
        return
    with pytest.raises(InputError) as of_library:
        of_command(path, [])
    said = in_page_words(str(of_library.value).removeprefix(path).removeprefix(": "))
    assert said.removeprefix(path) in received.sentences
    assert words in str(of_library.value)
    assert "--" not in received.sentences
    assert not received.is_complete
    shown = upload_fields.shown_of(received)
    assert shown[3]["value"] is None, "no questionnaire is chosen for the visitor"
    assert (shown[4]["open"], shown[-1]["interactive"]) == (True, False)
    with pytest.raises(InputError):
        upload_job.as_submitted(received, None, "bundled", [None, "", "", "", False, False, "", "", False])


@pytest.mark.parametrize(("path", "options", "instrument", "respondents", "said"), [*MEASURED, *ALSO_MEASURED])
def test_measured_as_the_command_does(path, options, instrument, respondents, said):
    path = there(path)
    expected = of_command(path, options)
    kind, declared = of_page(options)
    first = receive(path)
    received = again(first, kind or (first.kind if first.certain else None), declared)
    assert received.is_complete
    if said in expected.taken:
        assert said.removesuffix(". Another questionnaire: --instrument NAME") in received.sentences
    upload = checked(as_upload(received))
    found = answers_of(upload)
    assert (found.instrument.id, len(found)) == (expected.instrument.id, len(expected)) == (instrument, respondents)
    assert found.instrument.answered_like(expected.instrument)
    assert np.array_equal(found.values, expected.values, equal_nan=True)
    assert (found.respondents, found.persona_column) == (expected.respondents, expected.persona_column)
    assert found.attributes.keys() == expected.attributes.keys()


def table(tmp_path, cells, names="Q{}", rows=30):
    header = ",".join(names.format(number) for number in range(1, 45))
    lines = [",".join(str(cells[(row + number) % len(cells)]) for number in range(44)) for row in range(rows)]
    path = tmp_path / "mine.csv"
    path.write_text("\n".join([header, *lines]) + "\n")
    return str(path)


@pytest.mark.parametrize(
    ("cells", "asks", "declared"),
    [
        (
            [1, 2, 3, 4, 5, 99],
            "set “Codes that mean no answer” to 99 if that means no answer",
            Declared(missing="99"),
        ),
        (
            [0, 1, 2, 3, 4],
            "set “Scale in the table” to 0-4 if that is its scale, or set “Codes that mean no answer” to 0",
            Declared(scale="0-4"),
        ),
        (
            ["Agree strongly", "Disagree strongly", "Agree a little"],
            "for the labels of the scale tick “Answers are words of the scale”",
            Declared(labels=True),
        ),
    ],
)
def test_one_control_is_enough(tmp_path, cells, asks, declared):
    path = table(tmp_path, cells, "bfi44_{}")
    received = receive(path)
    assert asks in received.sentences
    assert "--" not in received.sentences
    fields = [declared.missing, declared.scale, "", declared.labels, False]
    upload = upload_job.as_submitted(received, None, "bundled", ["bfi44", *fields, "", "", False])
    assert (upload.declared, upload.path) == (declared, path)
    assert again(received, "bfi44", declared).problem == ""


def test_rows_of_one_model(tmp_path):
    path = tmp_path / "models.csv"
    names = ",".join(f"bfi44_{number}" for number in range(1, 45))
    rows = "".join(f"p{n},{model},{','.join('12345' * 9)[:87]}\n" for n in range(9) for model in ("x", "y"))
    path.write_text(f"persona,model,{names}\n{rows}")
    received = receive(str(path))
    assert "measure one model at a time: “Only the rows with”: model=x" in received.sentences
    alone = again(received, "bfi44", Declared(where="model=x"))
    assert (alone.rows, alone.problem) == (9, "")
    assert "9 of 18 rows, those with model=x" in alone.sentences
    assert "No row has model=z" in again(received, "bfi44", Declared(where="model=z")).sentences


def test_what_cannot_be_declared(tmp_path):
    path = table(tmp_path, [1, 2])
    for declared, words in (
        (Declared(scale="4-0"), "“Scale in the table”: 4-0: use LOW-HIGH with the lower end first"),
        (Declared(missing=","), "“Codes that mean no answer” has no codes"),
        (Declared(where="x"), "“Only the rows with”: x: use COLUMN=VALUE"),
        (Declared(columns="{:999999999}"), 'use "{}" for the number of an item'),
        (Declared(columns="/etc/passwd"), 'use "{}" for the number of an item'),
        (Declared(where="x" * 300), "is a text of at most 200 characters"),
    ):
        received = receive(path, "bfi44", declared)
        assert words in received.sentences
        assert not received.is_complete


def test_columns_chosen_by_hand_stay_chosen(tmp_path):
    received = receive(table(tmp_path, [1, 2, 9])).corrected("bfi44_1", "Q2").corrected("bfi44_2", "Q1")
    assert again(received, "bfi44", Declared(missing="9")).mapping == received.mapping
    assert again(received, "moral131", Declared()).kind == "moral131"


def test_every_kind_has_a_name_on_the_page():
    assert {"bfi44", "bfi2", "ipip50", "items", "texts"} <= set(KINDS)
