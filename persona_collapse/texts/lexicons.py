"""The lexicons: for each attribute, the phrases by which a text says that its narrator has a value."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from persona_collapse import resources
from persona_collapse.errors import InputError
from persona_collapse.personas import schema
from persona_collapse.texts.anchors import anchors
from persona_collapse.texts.narrator import persons
from persona_collapse.texts.numbers import READERS, Reader

KINDS = ("own", "self", "be", "now", "within")
MACRO = re.compile(r"\{([a-z_ ]+)\}")


@dataclass(frozen=True)
class Phrase:
    """A phrase that stands for a value, or for a number that is looked up in bands.

    Attributes
    ----------
    kind : what is needed of the place it is found at: "own" phrases that have I or my in them need nothing, the others, and
        "self", that it is about the narrator; "be" what the narrator is, "now" what it is at present, "within" or in
        what; any other is the name of a frame, words of which one must be in the sentence
    value : the value it stands for; None for a number
    pattern : whole words only
    anchors : one of these is in every text that has it; None if it must be looked for always
    """

    kind: str
    value: str | None
    pattern: re.Pattern[str]
    anchors: frozenset[str] | None


@dataclass(frozen=True)
class Lexicon:
    """How one attribute is spoken of.

    Attributes
    ----------
    attribute : its column
    values : the values that can be found
    phrases : what to look for
    frames : name -> words of which one must be in the same sentence
    bands : value -> lowest and highest number
    reader : how numbers are read
    misses : what it is known to miss, in a sentence
    """

    attribute: str
    values: tuple[str, ...]
    phrases: tuple[Phrase, ...]
    frames: Mapping[str, re.Pattern[str]]
    bands: Mapping[str, tuple[float, float]]
    reader: Reader | None
    misses: str


@cache
def lexicon(attribute: str) -> Lexicon:
    """The bundled lexicon of an attribute.

    Raises
    ------
    InputError : there is no such attribute.

    >>> lexicon("gender").values
    ('Female', 'Male', 'Non-binary')
    """
    known = {one.column: one for one in schema()}
    if attribute not in known:
        raise InputError(f"there is no lexicon of {attribute!r}; there are: {', '.join(known)}")
    return from_data(resources.data(f"texts/data/lexicon/{attribute}.json"), known[attribute].values)


@cache
def lexicons() -> tuple[Lexicon, ...]:
    """The lexicons of all 26 attributes, in the order of the schema."""
    return tuple(lexicon(one.column) for one in schema())


def from_data(data: Mapping[str, Any], values: tuple[str, ...]) -> Lexicon:
    """A lexicon from its file.

    Parameters
    ----------
    data : `attribute`; `values`, value -> kind -> phrases; perhaps `macros`, `frames`, `numbers`, `misses`. Phrases are
        regular expressions of lower-case words with single spaces; {name} stands for a macro, shared or of the file
    values : that the attribute can have

    Raises
    ------
    InputError : phrases stand for a value that the attribute cannot have, or are of no known kind.
    """
    attribute = data["attribute"]
    shared = resources.data("texts/data/macros.json")
    macros = {"person": "|".join(persons()), **shared["macros"], **data.get("macros", {})}
    frames = {**shared["frames"], **data.get("frames", {})}
    listed = dict(data["values"])
    numbers = data.get("numbers")
    found: list[Phrase] = []
    for value, kinds in [*listed.items(), *([(None, numbers["phrases"])] if numbers else [])]:
        if value is not None and value not in values:
            raise InputError(f"lexicon {attribute}: there is no value {value!r}; values: {', '.join(values)}")
        for kind, phrases in kinds.items():
            if kind not in KINDS and kind not in frames:
                raise InputError(f"lexicon {attribute}: {kind!r} is no kind; say {', '.join(KINDS)} or a frame")
            found += [_phrase(kind, value, phrase, macros) for phrase in phrases]
    return Lexicon(
        attribute=attribute,
        values=values,
        phrases=tuple(found),
        frames={one.kind: _words(_expanded(frames[one.kind], macros)) for one in found if one.kind in frames},
        bands={value: (low, high) for value, (low, high) in numbers["bands"].items()} if numbers else {},
        reader=READERS[numbers["reads"]] if numbers else None,
        misses=data.get("misses", ""),
    )


def _phrase(kind: str, value: str | None, phrase: str, macros: Mapping[str, str]) -> Phrase:
    if kind in ("be", "now", "within"):
        noun = _expanded(phrase, {**macros, "w": macros["adjective"]})
        return Phrase(kind, value, _words(rf"(?:{noun})(?!'s)"), anchors(noun))  # a firefighter's son is no firefighter
    expanded = _expanded(phrase, macros)
    of_another = (
        rf"(?!{_expanded(macros['somebody'], macros)})" if phrase.startswith("my ") else ""
    )  # "my quiet" sister
    return Phrase(kind, value, _words(expanded + of_another), anchors(expanded))


def _expanded(phrase: str, macros: Mapping[str, str]) -> str:
    """With macros written out; macros may hold macros."""
    while (expanded := MACRO.sub(lambda name: f"(?:{macros[name[1]]})", phrase)) != phrase:
        phrase = expanded
    return phrase


def _words(expression: str) -> re.Pattern[str]:
    """Found as whole words only."""
    return re.compile(rf"(?<![\w$€£₹₦¥-])(?:{expression})(?![\w-])")
