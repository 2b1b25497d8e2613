"""Columns as people spell them: taken for a questionnaire that they name, asked about where they only fit one."""

import json

import numpy as np
import pandas as pd
import pytest
from datasets import Dataset

from persona_collapse.columns import ReadAs
from persona_collapse.errors import InputError
from persona_collapse.instruments import catalogue
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.simulation import simulate

BFI44, BFI2, IPIP50 = (catalogue.find(name) for name in ("bfi44", "bfi2", "ipip50"))
SURE = (
    "bfi44_{}",
    "BFI_Q{}",
    "{}",
    "BFI1{}"[:3] + "{}",
    "bfi{}",
    "bfi_{}",
    "BFI_{}",
    "bfi_{:02}",
    "BFI44_{}",
    "bfi44_q{}",
)
SURE += ("BFI_Q{:02}", "BFI-{}", "BFI.{}", "bfi_item_{}", "answers.bfi44_{}")
GUESSED = ("Q{}", "q{}", "item_{}", "V{}", "i{}", "Big Five _{}", "Q5_{}", "X{}", "answers.{}")


def numbered(pattern, items, value=3):
    return {pattern.format(number): [value, 1 + number % 5] for number in range(1, items + 1)}


def read(table, /, **declared):
    return BehavioralTraitMatrix.from_columns(table, source="a.csv", read_as=ReadAs(**declared))


def refused(table, /, **declared):
    with pytest.raises(InputError) as reason:
        read(table, **declared)
    assert "\n" not in str(reason.value)
    return str(reason.value)


@pytest.mark.parametrize("pattern", SURE)
def test_spellings_that_name_the_questionnaire(pattern):
    matrix = read(numbered(pattern, 44))
    assert matrix.instrument is BFI44
    assert matrix.values[1].tolist() == [1 + number % 5 for number in range(1, 45)]
    first, last = pattern.format(1), pattern.format(44)
    said = f"a.csv: 44 columns {first}..{last} taken for: bfi44. Another questionnaire: --instrument NAME"
    assert matrix.taken == ("" if pattern == "bfi44_{}" else said)


@pytest.mark.parametrize("pattern", GUESSED)
def test_spellings_that_only_fit_are_asked_about(pattern):
    columns = numbered(pattern, 44)
    said = refused(columns)
    assert said.startswith(f"a.csv: 44 columns {pattern.format(1)}..{pattern.format(44)} may be bfi44")
    assert "add --instrument bfi44" in said
    matrix = read(columns, instrument=BFI44)
    assert (matrix.instrument, matrix.values.shape) == (BFI44, (2, 44))
    assert matrix.taken == f"a.csv: 44 columns {pattern.format(1)}..{pattern.format(44)} taken for: bfi44"


@pytest.mark.parametrize(
    ("pattern", "items", "words"),
    [
        ("{}", 60, "60 columns 1..60 may be bfi2; if they are, add --instrument bfi2"),
        ("{}", 120, "may be ipip-neo-120; if they are, add --instrument ipip-neo-120"),
        ("I{}", 120, "add --instrument ipip-neo-120"),
        ("i{}", 60, "add --instrument bfi2"),
        ("hexaco{}", 60, "60 columns hexaco1..hexaco60 (answers 1 to 5) match no questionnaire known here"),
        ("Q{}", 12, "--instrument items --scale 1-5"),
        (
            "bfi44_{}",
            60,
            "60 columns bfi44_1..bfi44_60 (answers 1 to 5) match no questionnaire known here (bfi44 has 44 items)",
        ),
        ("bfi2_{}", 44, "match no questionnaire known here (bfi2 has 60 items)"),
        ("bfi2_{}", 55, "Of bfi2_1..bfi2_60 missing: 56, 57"),
        ("BFI_Q{}", 50, "Of BFI_Q1..BFI_Q60 missing: 51, 52"),
        ("bfi{}", 50, "(bfi44 has 44 items, bfi2 has 60 items)"),
    ],
)
def test_never_another_questionnaire_without_a_word(pattern, items, words):
    assert words in refused(numbered(pattern, items))


def test_sixty_columns_of_a_big_five_inventory_are_the_second():
    matrix = read(numbered("BFI_Q{}", 60))
    assert matrix.instrument is BFI2
    assert matrix.taken == "a.csv: 60 columns BFI_Q1..BFI_Q60 taken for: bfi2. Another questionnaire: --instrument NAME"


def test_more_columns_than_the_questionnaire_has_items():
    said = refused(numbered("Q{}", 60), instrument=BFI44)
    assert said == (
        "a.csv has 60 columns Q1..Q60 and bfi44 has 44 items; add --instrument bfi2, or name the columns that are meant "
        "with --map PATTERN|FILE"
    )
    assert read(numbered("Q{}", 60), instrument=BFI44, columns="Q{}").values.shape == (2, 44)
    assert "add name the columns" not in refused(numbered("Q{}", 47), instrument=BFI44)


@pytest.mark.parametrize("prefixes", ["EACNO", ("EXT", "AGR", "CSN", "EST", "OPN"), "eacno"])
def test_trait_letters_and_numbers(prefixes):
    columns = {f"{prefix}{number}": [number % 5 + 1] for prefix in reversed(prefixes) for number in range(1, 11)}
    matrix = read(columns)
    assert matrix.instrument is IPIP50
    assert matrix.values[0, 10].item() == columns[f"{prefixes[1]}1"][0]
    assert "50 columns" in matrix.taken
    longer = columns | {f"{prefix}{number}": [1] for prefix in prefixes for number in (11, 12)}
    assert "no questionnaire known here" in refused(longer)


def test_numbers_of_items_that_have_names_of_their_own_are_asked_about():
    columns = numbered("ipip_{}", 50)
    assert "may be ipip50; if they are, add --instrument ipip50" in refused(columns)
    said = read(columns, instrument=IPIP50).taken
    assert said.endswith("taken for: ipip50 in the order E1..O10 (persona-collapse instrument show ipip50)")


def test_families_of_the_same_size_are_one_questionnaire():
    columns = {f"{trait}{number}": [1, 6] for trait in "ACENO" for number in range(1, 6)}
    assert "25 columns A1..O5 (answers 1 to 6) match no questionnaire known here" in refused(columns)
    assert read(columns | {"age": [4, 5]}, items=True, scale=(1, 6)).instrument.id == "items-25"


@pytest.mark.parametrize("name", ["bfi44", "ipip50", "mini-ipip", "ipip-neo-120"])
def test_items_by_their_texts(name):
    instrument = catalogue.find(name)
    columns = {f"{instrument.prompt(item)} ": [item.number % 5 + 1] for item in reversed(instrument.items)}
    matrix = read({"id": ["x"], **columns})
    assert matrix.instrument is instrument
    assert matrix.values[0].tolist() == [item.number % 5 + 1 for item in instrument.items]


@pytest.mark.parametrize("name", catalogue.names())
def test_items_by_their_ids(name):
    instrument = catalogue.find(name)
    matrix = read({item.name.upper(): [3] for item in instrument.items})
    assert matrix.instrument is instrument


def test_a_table_that_answers_two_questionnaires():
    columns = numbered("bfi44_{}", 44) | numbered("bfi2_{}", 60)
    said = refused(columns)
    assert "has 44 columns bfi44_1..bfi44_44 of bfi44 and 60 columns bfi2_1..bfi2_60 of bfi2" in said
    assert said.endswith("add --instrument bfi44 or --instrument bfi2")
    assert read(columns, instrument=BFI2).values.shape == (2, 60)


def test_two_sets_of_columns_of_one_questionnaire():
    columns = numbered("Q{}", 44) | numbered("V{}", 44)
    assert refused(columns, instrument=BFI44).endswith(
        'fits 44 columns Q1..Q44, 44 columns V1..V44; name the columns that are meant: --map "Q{}" or --map "V{}"'
    )
    assert read(columns, instrument=BFI44, columns="V{}").taken.endswith("taken for: bfi44, as --map says")


def test_a_name_behind_other_words_is_asked_about():
    assert "44 columns human_bfi_1..human_bfi_44 may be bfi44; if they are" in refused(numbered("human_bfi_{}", 44))


@pytest.mark.parametrize("ending", ["json", "csv"])
def test_a_file_of_items_and_columns(tmp_path, ending):
    columns = {f"c{number * 7 % 45}x": [number % 5 + 1] for number in range(1, 45)}
    pairs = {(f"bfi44_{n}" if n % 2 else str(n)): f"c{n * 7 % 45}x" for n in range(1, 45)}
    path = tmp_path / f"map.{ending}"
    text = (
        json.dumps(pairs) if ending == "json" else "item,column\n" + "\n".join(",".join(one) for one in pairs.items())
    )
    path.write_text(text)
    matrix = read(columns, instrument=BFI44, columns=str(path))
    assert matrix.values[0].tolist() == [number % 5 + 1 for number in range(1, 45)]


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        ({"columns": "Q{}"}, "--map Q{} needs the questionnaire too; add --instrument NAME (bfi44"),
        ({"columns": "Q{}", "instrument": BFI2}, "a.csv has no column 'Q45', which --map Q{} names"),
        ({"columns": "Q{x}", "instrument": BFI44}, '--map Q{x}: use "{}" for the number of an item'),
        ({"columns": "nowhere.csv", "instrument": BFI44}, "--map nowhere.csv: file not found"),
        ({"items": True}, "--instrument items needs the response scale; add --scale LOW-HIGH"),
        ({"items": True, "scale": (50, 60)}, "no columns of whole numbers from 50 to 60"),
        ({"instrument": BFI44, "scale": (0, 6)}, "--scale 0-6 has 7 points and the instrument has 5 (1 to 5)"),
    ],
)
def test_what_is_declared_wrongly(declared, words):
    assert words in refused(numbered("Q{}", 44), **declared)


def test_columns_without_a_questionnaire():
    columns = {"age": [31, 40], "shy": [1, 9], "bold": [9, 2]}
    matrix = read(columns, items=True, scale=(1, 9))
    assert (matrix.instrument.id, matrix.instrument.traits, matrix.values.tolist()) == ("items-2", (), [[1, 9], [9, 2]])
    assert matrix.taken == "a.csv: 2 columns shy..bold taken for items without traits, 1 to 9"


def test_cells_as_they_are_declared():
    columns = numbered("bfi44_{}", 44)
    columns["bfi44_1"], columns["bfi44_2"] = ["0", "2,0"], [99, "-1"]
    matrix = read(columns, missing=("0", "99", "-1"))
    assert np.isnan(matrix.values[:, :2]).tolist() == [[True, True], [False, True]]
    assert matrix.values[1, 0] == 2
    lower = {name: [cell - 1 for cell in cells] for name, cells in numbered("bfi44_{}", 44).items()}
    assert "add --scale 0-4 if that is its scale, or --missing 0 if that means no answer" in refused(lower)
    assert np.array_equal(read(lower, scale=(0, 4)).values, read(numbered("bfi44_{}", 44)).values)


def test_labels_in_words():
    labels = ["disagree strongly", "2 - Disagree a little", "Neutral", "Agree a little (4)", "Strongly Agree"]
    columns = {f"bfi44_{number}": labels for number in range(1, 45)}
    assert read(columns, labels=True).values[:, 0].tolist() == [1, 2, 3, 4, 5]
    assert "'disagree strongly' is not a number" in refused(columns)
    assert refused(columns).endswith("; for the labels of the scale add --labels")
    assert "'often' is not a number" in refused(columns | {"bfi44_3": ["often"] * 5}, labels=True)
    assert "'1 - Agree strongly' is not a number" in refused(
        columns | {"bfi44_3": ["1 - Agree strongly"] * 5}, labels=True
    )


def test_items_that_are_reverse_scored_already():
    people = simulate("human", 40)
    keying = BFI44.keying()
    turned = np.where((keying.keys < 0).any(axis=0), 6 - people.values, people.values)
    columns = {item.name: turned[:, place].tolist() for place, item in enumerate(BFI44.items)}
    assert np.array_equal(read(columns, reversed_already=True).values, people.values)


def test_a_long_table():
    wide = simulate("human", 6)
    rows = [
        {
            "persona": f"p{row // 2}",
            "mood": "x",
            "Item": item,
            "sample": f"{row % 2}",
            "Answer": wide.values[row, place],
        }
        for place, item in enumerate(wide.items)
        for row in range(6)
    ]
    matrix = read(pd.DataFrame(rows))
    assert np.array_equal(matrix.values, wide.values)
    assert matrix.repeats.printed == "3 personas, 2 answers each"
    assert matrix.attributes["mood"] == ("x",) * 6
    assert matrix.taken == "a.csv: a row per answer: 264 answers to 44 items"
    without = pd.DataFrame(rows).drop(columns="sample")
    assert np.array_equal(read(without).values, wide.values)
    assert "has a second answer to 'bfi44_1' in sample 0" in refused(pd.DataFrame(rows).assign(sample=0))


def test_columns_of_repeats():
    wide = simulate("human", 4)
    columns = {
        f"{name}_s{number + 1}": wide.values[number::2, place]
        for place, name in enumerate(wide.items)
        for number in (0, 1)
    }
    matrix = read({"persona_id": ["a", "b"], **columns})
    assert np.array_equal(matrix.values, wide.values)
    assert (matrix.repeats.printed, matrix.attributes["sample"]) == ("2 personas, 2 answers each", (1, 2, 1, 2))
    assert read(columns).repeats.printed == "2 personas, 2 answers each"


def test_a_dataset_and_a_frame():
    columns = numbered("BFI_Q{}", 44)
    for given in (pd.DataFrame(columns), Dataset.from_dict(columns)):
        assert read(given).instrument is BFI44


def test_a_frame_of_another_questionnaire_is_not_the_first_44_columns():
    frame = pd.DataFrame(numbered("BFI_Q{}", 60))
    assert BehavioralTraitMatrix.from_arrays(frame).instrument is BFI2
    by_number = pd.DataFrame({number: [3, 4] for number in range(1, 61)})
    assert BehavioralTraitMatrix.from_arrays(by_number).values.shape == (2, 60)
    assert BehavioralTraitMatrix.from_arrays(frame.iloc[:, :44]).instrument is BFI44
