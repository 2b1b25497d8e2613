"""The lexicons: for each attribute, the phrases with which a text states its narrator's value."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from persona_collapse import resources
from persona_collapse.errors import InputError
from persona_collapse.personas import schema
from persona_collapse.texts.anchors import anchors
from persona_collapse.texts.narrator import persons
from persona_collapse.texts.numbers import READERS, Reader

KINDS = ("own", "self", "be", "now", "within")
MACRO = re.compile(r"\{([a-z_ ]+)\}")
NOT_WORDS = re.compile(r"\{[^}]*\}|\\.")
WORD = re.compile(r"[a-z]{4,}")
"""In phrases: what is no word (macros, numbers of repetitions, escapes), and a word that is long enough to be of one language."""


@dataclass(frozen=True)
class Phrase:
    """A phrase for a value, or for a number that is looked up in bands.

    Attributes
    ----------
    kind : the condition at the place where it is found. "own" phrases that contain I or my need none; other "own"
        phrases, and "self", must be about the narrator; "be" needs what the narrator is; "now" what it is at present;
        "within" what it is or is in. Any other kind is the name of a frame: one of its words must be in the sentence
    value : its value; None for a number
    expression : the phrase as a regular expression, macros expanded
    anchors : every text with the phrase contains one of these; None if the phrase must always be searched for
    """

    kind: str
    value: str | None
    expression: str
    anchors: frozenset[str] | None

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Whole words only; compiled when a text has an anchor, because most texts have few and compiling is slow."""
        return _words(self.expression)


@dataclass(frozen=True)
class Lexicon:
    """How texts speak about one attribute.

    Attributes
    ----------
    attribute : its column
    values : the values that can be found
    phrases : what to search for
    frames : name -> words, of which one must be in the same sentence
    bands : value -> lowest and highest number
    reader : how numbers are read
    misses : its known limits, in a sentence
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
    InputError : an unknown attribute.

    >>> lexicon("gender").values
    ('Female', 'Male', 'Non-binary')
    """
    known = {one.column: one for one in schema()}
    if attribute not in known:
        raise InputError(f"no lexicon for {attribute!r}; choose one of {', '.join(known)}")
    return from_data(resources.data(f"texts/data/lexicon/{attribute}.json"), known[attribute].values)


@cache
def lexicons() -> tuple[Lexicon, ...]:
    """The lexicons of all 26 attributes, in the order of the schema."""
    return tuple(lexicon(one.column) for one in schema())


@cache
def vocabulary() -> frozenset[str]:
    """Words of four letters and more in the phrases of all lexicons, and those of attributes' names, in lower case.

    Some are parts of words, where a phrase has several endings.

    >>> {"bookkeeper", "occupation", "hiking"} <= vocabulary(), "own" in vocabulary()
    (True, False)
    """
    listed = (resources.data(f"texts/data/lexicon/{one.column}.json")["values"] for one in schema())
    phrases = [phrase for values in listed for kinds in values.values() for said in kinds.values() for phrase in said]
    plain = (NOT_WORDS.sub(" ", one.lower()) for one in [*phrases, *(one.column for one in schema())])
    return frozenset(word for one in plain for word in WORD.findall(one.replace("_", " ")))


def from_data(data: Mapping[str, Any], values: tuple[str, ...]) -> Lexicon:
    """A lexicon from its file.

    Parameters
    ----------
    data : `attribute`; `values`, value -> kind -> phrases; optionally `macros`, `frames`, `numbers`, `misses`. Phrases
        are regular expressions of lower-case words with single spaces; {name} is a macro, either shared or from the
        file
    values : possible values of the attribute

    Raises
    ------
    InputError : phrases are for a value that the attribute cannot have, or of an unknown kind.
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
            raise InputError(f"lexicon {attribute}: unknown value {value!r}; use {', '.join(values)}")
        for kind, phrases in kinds.items():
            if kind not in KINDS and kind not in frames:
                raise InputError(f"lexicon {attribute}: unknown kind {kind!r}; use {', '.join(KINDS)} or a frame")
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
        return Phrase(kind, value, rf"(?:{noun})(?!'s)", anchors(noun))  # a firefighter's son is not a firefighter
    expanded = _expanded(phrase, macros)
    of_another = (
        rf"(?!{_expanded(macros['somebody'], macros)})" if phrase.startswith("my ") else ""
    )  # "my quiet" sister
    return Phrase(kind, value, expanded + of_another, anchors(expanded))


def _expanded(phrase: str, macros: Mapping[str, str]) -> str:
    """A phrase with its macros expanded; macros may contain macros."""
    while (expanded := MACRO.sub(lambda name: f"(?:{macros[name[1]]})", phrase)) != phrase:
        phrase = expanded
    return phrase


@cache
def _words(expression: str) -> re.Pattern[str]:
    """A pattern that matches whole words only; compiled once, because that is slow."""
    return re.compile(rf"(?<![\w$€£₹₦¥-])(?:{expression})(?![\w-])")
