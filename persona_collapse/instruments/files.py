"""Instruments as files: JSON or YAML, the format of docs/instruments.md.

A file is read field by field, and every message names the field and the item. A file of `instrument_to_json` has all
fields; one that a person writes may leave out whatever has a usual value.
"""

import json
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, ClassVar

from persona_collapse.errors import InputError
from persona_collapse.instruments.instrument import Instrument, Item
from persona_collapse.instruments.scale import ResponseScale

SCHEMA = "persona-collapse/instrument/1"
HELP = "docs/instruments.md of the project has an example"

TEXTS = ("stem", "lead", "source", "terms", "title", "language")
FIELDS = (
    *("schema", "id", "version", "items", "scale", "traits", "sides", "spellings", "references"),
    *(*TEXTS, "also", "undesired", "translations"),
)
OF_ITEM = ("number", "text", "trait", "key", "id", "facet", "wordings", "columns", "about")
OF_TRAIT = ("name", "also", "desirable")
OF_TRANSLATION = ("items", "labels", "lead", "stem", "sides", "caution")


def instrument_to_json(instrument: Instrument) -> str:
    """The instrument as text that `load_instrument` can read."""
    return json.dumps({"schema": SCHEMA, **instrument.stored}, indent=1, ensure_ascii=False) + "\n"


def load_instrument(path: str | Path, *, language: str | None = None) -> Instrument:
    """An instrument from a file in the format of docs/instruments.md.

    Parameters
    ----------
    path : .json, .yaml or .yml
    language : of the texts, one of those in the file; None for the file's own

    Raises
    ------
    InputError : the file does not exist, is not JSON or YAML, or a field is missing, unknown or wrong; the message names
        the field and the item.
    """
    file = Path(path)
    record = read_record(file)
    try:
        return instrument_from_record(record, language=language)
    except InputError as error:
        raise InputError(f"{file}: {error}") from None


def path_beside(table: str | Path) -> Path:
    """Where a table's own instrument lies, if it has one.

    >>> path_beside("a/mood.csv").name
    'mood.instrument.json'
    """
    return Path(table).with_name(f"{Path(table).stem}.instrument.json")


def instrument_beside(table: str | Path) -> Instrument | None:
    """The instrument that `export` wrote beside a table; None where there is none, and of a folder.

    Raises
    ------
    InputError : the file is not an instrument.
    """
    if Path(table).is_dir():
        return None
    path = path_beside(table)
    return load_instrument(path) if path.is_file() else None


def read_record(file: Path) -> dict[str, Any]:
    """The parsed content of a file.

    Raises
    ------
    InputError : as `load_instrument`.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"file not found: {file}; give an instrument file ({HELP})") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read ({error}); an instrument is a JSON or YAML file ({HELP})") from None
    record = _parsed(text, file)
    if not isinstance(record, dict):
        raise InputError(f"{file} is not an instrument; it needs the fields id, version, items and scale ({HELP})")
    return {str(name): value for name, value in record.items()}


def _parsed(text: str, file: Path) -> Any:
    if file.suffix.lower() in (".yaml", ".yml"):
        import yaml

        try:
            return yaml.load(text, Loader=_words_are_texts(yaml.SafeLoader))
        except yaml.YAMLError as error:
            raise InputError(f"{file} is not YAML: {' '.join(str(error).split())}") from None
    try:
        return json.loads(text)
    except ValueError as error:
        raise InputError(f"{file} is not JSON: {error}; an instrument is a JSON or YAML file ({HELP})") from None


def _words_are_texts(loader: Any) -> Any:
    """A YAML loader for which yes, no, on and off are texts, as in YAML 1.2: labels of a scale, the language `no`."""

    class Loader(loader):  # type: ignore[misc]
        yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {
            first: [(tag, pattern) for tag, pattern in some if not (tag.endswith(":bool") and first not in "tTfF")]
            for first, some in loader.yaml_implicit_resolvers.items()
        }

    return Loader


def instrument_from_record(record: Mapping[str, Any], *, language: str | None = None) -> Instrument:
    """The instrument from the parsed content of a file.

    Parameters
    ----------
    record : the fields
    language : of the texts; None for the file's own

    Raises
    ------
    InputError : as `load_instrument`, without the name of the file.

    >>> written = {"id": "calm", "scale": {"low": 1, "high": 7}, "traits": ["Calm"]}
    >>> written["items"] = [{"text": "I stay calm", "trait": "Calm", "key": 1}]
    >>> instrument_from_record(written).items[0].name
    'calm_1'
    """
    if record.get("schema", SCHEMA) != SCHEMA:
        raise InputError(f"schema is {record['schema']}; this version reads {SCHEMA}; update this program")
    _known(record, FIELDS, "")
    for name in ("id", "items", "scale"):
        if name not in record:
            raise InputError(f"{name} is missing; {HELP}")
    id = _text(record["id"], "id").strip()
    if not id:
        raise InputError("id is empty; give the instrument a short name")
    traits = [_trait(one, f"trait {place}") for place, one in enumerate(_list(record.get("traits"), "traits"), 1)]
    return in_language(
        record,
        Instrument(
            id=id,
            version=str(record.get("version", "1")),
            items=tuple(_item(one, place, id) for place, one in enumerate(_list(record["items"], "items"), 1)),
            scale=_scale(record["scale"]),
            traits=tuple(name for name, _, _ in traits),
            sides=_sides(record.get("sides")),
            spellings=_texts(record.get("spellings", ["{id}"]), "spellings"),
            references=_texts(record.get("references"), "references"),
            also={
                **{name: also for name, also, _ in traits if also},
                **{str(name): _texts(also, f"also: {name}") for name, also in (record.get("also") or {}).items()},
            },
            undesired=_undesired(record, traits),
            **{name: _text(record[name], name) for name in TEXTS if name in record},
        ),
        language,
    )


def in_language(record: Mapping[str, Any], instrument: Instrument, language: str | None) -> Instrument:
    """The instrument with the texts of a translation; what a translation leaves out stays in the file's language.

    Raises
    ------
    InputError : the file has no such translation, or it does not fit the items or the scale.
    """
    from dataclasses import replace

    if language is None or language == instrument.language:
        return instrument
    found = languages(record)
    if language not in found:
        raise InputError(
            f"{instrument.id} has no items in {language!r}; its languages: {', '.join(found)}"
            + (f"; did you mean {near[0]}?" if (near := get_close_matches(language, found, 1, 0.5)) else "")
        )
    place, translation = f"translations: {language}", record["translations"][language]
    _known(translation, OF_TRANSLATION, f"{place}: ")
    texts = _texts(translation.get("items"), f"{place}: items")
    if len(texts) != len(instrument):
        raise InputError(f"{place}: items: {len(texts)} texts for {len(instrument)} items")
    labels = instrument.scale.labels
    if "labels" in translation:
        labels = _labels(translation["labels"], instrument.scale.low, instrument.scale.high)
    return replace(
        instrument,
        language=language,
        items=tuple(replace(item, text=text) for item, text in zip(instrument.items, texts, strict=True)),
        scale=ResponseScale(instrument.scale.low, instrument.scale.high, labels),
        lead=_text(translation.get("lead", instrument.lead), f"{place}: lead"),
        stem=_text(translation.get("stem", ""), f"{place}: stem"),
        sides=_sides(translation["sides"]) if "sides" in translation else instrument.sides,
    )


def languages(record: Mapping[str, Any]) -> tuple[str, ...]:
    """The languages of a file's texts, its own first."""
    return (str(record.get("language", "en")), *map(str, record.get("translations") or ()))


def caution(record: Mapping[str, Any], language: str) -> str:
    """What is known to be wrong with a translation, in a sentence; empty where nothing is known."""
    translation = (record.get("translations") or {}).get(language, {})
    return _text(translation.get("caution", ""), f"translations: {language}: caution")


def _item(record: Any, place: int, instrument: str) -> Item:
    if isinstance(record, str):
        record = {"text": record}
    if not isinstance(record, Mapping):
        raise InputError(f"item {place}: {record!r} is not an item; give text, trait and key")
    id = str(record.get("id") or f"{instrument}_{record.get('number', place)}")
    called = f"item {place} ({id}): "
    _known(record, OF_ITEM, called)
    trait, key = record.get("trait"), record.get("key", 0)
    if trait is not None and "key" not in record:
        raise InputError(f"{called}key is missing; give 1, or -1 for a reversed item")
    if not isinstance(key, int) or isinstance(key, bool):
        raise InputError(f"{called}key: {key!r} is not a whole number; give 1, or -1 for a reversed item")
    return Item(
        number=int(record.get("number", place)),
        text=_text(record.get("text", ""), f"{called}text"),
        trait=None if trait is None else _text(trait, f"{called}trait"),
        key=key,
        id="" if record.get("id") == "" else id,
        facet=_text(record.get("facet", ""), f"{called}facet"),
        wordings=_texts(record.get("wordings"), f"{called}wordings"),
        columns=_texts(record.get("columns"), f"{called}columns"),
    )


def _trait(record: Any, place: str) -> tuple[str, tuple[str, ...], bool | None]:
    """A trait's name, its other names, and whether people would like to have it; None where nothing is said."""
    if isinstance(record, str):
        return record, (), None
    if not (isinstance(record, Mapping) and "name" in record):
        raise InputError(f"{place}: {record!r} has no name; give a name, or name, also and desirable")
    name = _text(record["name"], f"{place}: name")
    _known(record, OF_TRAIT, f"{place} ({name}): ")
    desirable = record.get("desirable")
    if desirable not in (None, True, False):
        raise InputError(f"{place} ({name}): desirable: {desirable!r}; give true or false")
    return name, _texts(record.get("also"), f"{place} ({name}): also"), desirable


def _undesired(
    record: Mapping[str, Any], traits: list[tuple[str, tuple[str, ...], bool | None]]
) -> tuple[str, ...] | None:
    if record.get("undesired") is not None:
        return _texts(record["undesired"], "undesired")
    if all(desirable is None for _, _, desirable in traits):
        return None
    return tuple(name for name, _, desirable in traits if desirable is False)


def _scale(record: Any) -> ResponseScale:
    if not isinstance(record, Mapping):
        raise InputError(f"scale: {record!r}; give low, high and labels")
    _known(record, ("low", "high", "labels"), "scale: ")
    ends = []
    for name in ("low", "high"):
        value = record.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise InputError(f"scale: {name}: {value!r} is not a whole number; give the {name}est point")
        ends.append(value)
    try:
        return ResponseScale(ends[0], ends[1], _labels(record.get("labels"), ends[0], ends[1]))
    except InputError as error:
        raise InputError(f"scale: {error}") from None


def _labels(record: Any, low: int, high: int) -> tuple[str, ...]:
    """A label per point; points that a mapping leaves out have none."""
    if not isinstance(record, Mapping):
        return _texts(record, "scale: labels")
    given = {str(point): _text(label, f"scale: labels: {point}") for point, label in record.items()}
    points = list(map(str, range(low, high + 1)))
    _known(given, points, "scale: labels: ")
    return tuple(given.get(point, "") for point in points)


def _sides(record: Any) -> tuple[str, str] | None:
    if record is None:
        return None
    sides = _texts(record, "sides")
    if len(sides) != 2:
        raise InputError(f"sides: {len(sides)} texts; give two, the meaning of A and the meaning of B")
    return sides[0], sides[1]


def _text(value: Any, place: str) -> str:
    if not isinstance(value, str):
        raise InputError(f"{place}: {value!r} is not a text")
    return value


def _list(value: Any, place: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise InputError(f"{place}: {str(value)[:60]!r} is not a list")
    return value


def _texts(value: Any, place: str) -> tuple[str, ...]:
    return tuple(_text(one, place) for one in _list(value, place))


def _known(record: Any, names: Iterable[str], place: str) -> None:
    """Refuse a field that does not exist: a typing error must not be lost."""
    if not isinstance(record, Mapping):
        raise InputError(f"{place}{str(record)[:60]!r} has no fields")
    names = list(names)
    for name in record:
        if name not in names:
            near = get_close_matches(str(name), names, 1)
            meant = f"did you mean {near[0]}?" if near else f"fields: {', '.join(names)}"
            raise InputError(f"{place}unknown field {str(name)!r}; {meant}")
