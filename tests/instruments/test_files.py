"""Instruments as files: the format, each refusal by the field it names, and the way there and back."""

import json
from copy import deepcopy

import pytest
import yaml

from persona_collapse.errors import InputError
from persona_collapse.instruments import (
    Instrument,
    Item,
    ResponseScale,
    catalogue,
    instrument_to_json,
    load_instrument,
)

CALM = {
    "id": "calm",
    "scale": {"low": 1, "high": 7, "labels": {1: "Never", 7: "Always"}},
    "traits": [{"name": "Calm", "also": ["Serenity"]}, {"name": "Worry", "desirable": False}],
    "items": [
        {"text": "I stay calm", "trait": "Calm", "key": 1, "wordings": ["Little upsets me"]},
        {"text": "I shout", "trait": "Calm", "key": -1},
        {"text": "I worry", "trait": "Worry", "key": 1, "columns": ["W1"]},
        "I like tea",
    ],
}


def written(folder, record, name="calm.json"):
    path = folder / name
    path.write_text(yaml.safe_dump(record) if name.endswith("yaml") else json.dumps(record))
    return path


@pytest.mark.parametrize("name", ["calm.json", "calm.yaml"])
def test_what_is_left_out_has_its_usual_value(tmp_path, name):
    found = load_instrument(written(tmp_path, CALM, name))
    assert [item.name for item in found.items] == ["calm_1", "calm_2", "calm_3", "calm_4"]
    assert found.version == "1"
    assert found.language == "en"
    assert found.sides is None
    assert found.scale.printed.splitlines() == ["1 = Never", "2", "3", "4", "5", "6", "7 = Always"]
    assert found.undesirable == {"Worry"}
    assert found.names_of("Calm") == ("calm", "serenity")
    assert (found.items[3].trait, found.items[3].key) == (None, 0)
    assert found.columns() == [["calm_1", "calm_2", "calm_3", "calm_4"]], "not every item has a column of its own"


def changed(*path_and_value):
    *path, last, value = path_and_value
    record = deepcopy(CALM)
    place = record
    for step in path:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return record


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (changed("id", None), "id is missing"),
        (changed("id", " "), "id is empty"),
        (changed("scale", None), "scale is missing"),
        (changed("items", None), "items is missing"),
        (changed("items", []), "calm: items: there are none"),
        (changed("items", "no"), "items: 'no' is not a list"),
        (changed("items", 0, 7), r"item 1: 7 is not an item"),
        (changed("items", 0, "key", None), r"item 1 \(calm_1\): key is missing; give 1, or -1"),
        (changed("items", 0, "key", 0), r"item 1 \(calm_1\): trait Calm without a key"),
        (changed("items", 0, "key", 2), r"item 1 \(calm_1\): key 2: give 1, or -1"),
        (changed("items", 0, "key", "+"), r"item 1 \(calm_1\): key: '\+' is not a whole number"),
        (changed("items", 0, "key", True), r"item 1 \(calm_1\): key: True is not a whole number"),
        (changed("items", 0, "trait", "Clam"), r"item 1 \(calm_1\): unknown trait 'Clam'; traits: Calm, Worry"),
        (changed("items", 0, "trait", None), r"item 1 \(calm_1\): a key of 1 without a trait"),
        (changed("items", 0, "tarit", "Calm"), r"item 1 \(calm_1\): unknown field 'tarit'; did you mean trait\?"),
        (changed("items", 1, "id", "calm_1"), "two are called 'calm_1'"),
        (changed("items", 0, "text", 5), r"item 1 \(calm_1\): text: 5 is not a text"),
        (changed("traits", 0, "name", None), "trait 1: .* has no name"),
        (changed("traits", 0, "desirable", "no"), r"trait 1 \(Calm\): desirable: 'no'; give true or false"),
        (changed("scale", {"low": 1, "high": 1}), "scale: a scale from 1 to 1 has no points"),
        (changed("scale", "high", "7"), "scale: high: '7' is not a whole number"),
        (changed("scale", "labels", ["a", "b"]), "scale: a scale from 1 to 7 has 7 points and 2 labels"),
        (changed("scale", "labels", {"9": "x"}), "scale: labels: unknown field '9'"),
        (changed("sides", ["one"]), "sides: 1 texts; give two"),
        (changed("colour", "red"), "unknown field 'colour'"),
        (changed("schema", "persona-collapse/instrument/9"), "this version reads persona-collapse/instrument/1"),
        (changed("undesired", ["Joy"]), "undesired: unknown trait 'Joy'"),
        (changed("translations", {"de": {"items": ["eins"]}}), None),
    ],
)
def test_every_fault_names_its_field(tmp_path, record, words):
    path = written(tmp_path, record)
    if words is None:
        with pytest.raises(InputError, match="translations: de: items: 1 texts for 4 items"):
            load_instrument(path, language="de")
        return
    with pytest.raises(InputError, match=words) as found:
        load_instrument(path)
    assert str(found.value).startswith(f"{path}: ")
    assert "\n" not in str(found.value)


@pytest.mark.parametrize(("name", "content"), [("a.yaml", "a: [1"), ("a.json", "{"), ("a.yaml", "- 1")])
def test_what_is_no_record_is_refused_in_a_sentence(tmp_path, name, content):
    (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=r"is not (YAML|JSON|an instrument)") as found:
        load_instrument(tmp_path / name)
    assert "\n" not in str(found.value)


def test_yes_and_no_are_texts_in_yaml(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(
        "id: own\nscale: {low: 0, high: 1, labels: {0: no, 1: yes}}\ntraits: [{name: On, desirable: false}]\n"
        "items: [{text: Off, trait: On, key: 1}]\ntranslations: {no: {items: [Av]}}\n"
    )
    assert load_instrument(path).scale.labels == ("no", "yes")
    assert load_instrument(path, language="no").items[0].text == "Av"
    assert load_instrument(path).undesirable == {"On"}


@pytest.mark.parametrize("name", catalogue.names())
def test_there_and_back(tmp_path, name):
    for language in catalogue.languages_of(name)[:3]:
        asked = catalogue.bundled(name, language)
        path = tmp_path / "again.json"
        path.write_text(instrument_to_json(asked))
        assert load_instrument(path) == asked


def test_another_wording_is_another_version(tmp_path):
    found = load_instrument(written(tmp_path, CALM)).reworded(1)
    assert [item.text for item in found.items] == ["Little upsets me", "I shout", "I worry", "I like tea"]
    assert found.version == "1-wording-1"
    with pytest.raises(InputError, match="calm has 1 other wordings of its items; wording 2 was asked for"):
        load_instrument(tmp_path / "calm.json").reworded(2)


def test_an_item_of_two_names_is_refused_in_python_too():
    with pytest.raises(InputError, match="two are called '1'"):
        Instrument("own", "1", (Item(1, "a"), Item(1, "b")), ResponseScale(1, 5))
