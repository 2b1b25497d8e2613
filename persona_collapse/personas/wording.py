"""Values as the text that a model reads: lists as "a, b and c", objects as indented lines."""

import re
from collections.abc import Mapping, Sequence
from textwrap import indent

from persona_collapse.personas.attributes import schema
from persona_collapse.personas.cells import Value
from persona_collapse.personas.names import is_identifier, words

SENTENCE = 6
"""Words per entry from which on the entries of a list are sentences."""

_CODED = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")
_SAID = {"true": "yes", "false": "no"}
_BESIDE_A_LABEL = frozenset(
    {"big", "five", "5", "score", "scores", "label", "labels", "level", "trait", "traits", "raw"}
) | {*("description", "explanation", "interpretation", "note", "notes", "on", "value", "rating", "percentile")}
"""Words that, beside a trait, do not make a name say something else: openness_score, notes_on_big_five."""


def described(values: Mapping[str, Value], *, labels: bool = True) -> str:
    """Named values as a description: a line "name: value" each; an object is a heading and indented lines.

    Parameters
    ----------
    values : name -> value; None where nothing is known, which is not stated
    labels : False excludes the names that state a trait of the Big Five, at any depth

    >>> print(described({"age": "34", "pets": ["cat", "dog", "fish"], "work": {"job_title": "line_cook", "id": "7"}}))
    age: 34
    pets: cat, dog and fish
    work:
      job title: line cook
    >>> described({"Openness": "High", "personality": {"big_five": {"openness": "42"}}}, labels=False)
    ''
    """
    return "\n".join(filter(None, (_line(name, one, labels) for name, one in values.items())))


def in_words(value: Value, *, labels: bool = True) -> str:
    """One value as text; empty where nothing is known.

    >>> in_words(["a", "b"]), in_words(["tea, green", "chess"]), in_words("married_present"), in_words("False")
    ('a and b', 'tea, green; and chess', 'married present', 'no')
    >>> in_words(["He is calm.", "He never tells anyone what he plans to do"])
    'He is calm. He never tells anyone what he plans to do.'
    """
    if value is None:
        return ""
    if isinstance(value, str):
        spoken = value.replace("_", " ") if _CODED.fullmatch(value) else value
        return _SAID.get(spoken.lower(), spoken)
    if isinstance(value, dict):
        said = {name: one for name, one in value.items() if not (isinstance(one, str) and is_identifier(name, [one]))}
        return described({name.replace("_", " "): one for name, one in said.items()}, labels=labels)
    entries = [(one, text) for one in value if (text := in_words(one, labels=labels))]
    if any(isinstance(one, (dict, list)) for one, _ in entries):
        return "\n".join("- " + indent(text, "  ").lstrip() for _, text in entries)
    return listed([text for _, text in entries])


def listed(entries: Sequence[str]) -> str:
    """A list in a line: "a, b and c"; with semicolons where an entry has a comma; sentences one after the other.

    >>> listed(["a", "b", "c"]), listed(["a"]), listed([])
    ('a, b and c', 'a', '')
    """
    if len(entries) < 2:
        return "".join(entries)
    if any(one[-1] in ".!?" for one in entries) or sum(len(one.split()) for one in entries) >= SENTENCE * len(entries):
        return " ".join(one if one[-1] in ".!?" else f"{one}." for one in entries)
    if any("," in one or ";" in one for one in entries):
        return "; ".join(entries[:-1]) + f"; and {entries[-1]}"
    return ", ".join(entries[:-1]) + f" and {entries[-1]}"


def is_label(name: str) -> bool:
    """Whether a name states a trait of the Big Five.

    >>> is_label("big_five_openness"), is_label("Openness score"), is_label("openness_to_refugees"), is_label("bigFive")
    (True, True, False, True)
    """
    said = set(words(name))
    traits = {one.name.lower().removeprefix("big five ") for one in schema() if one.is_trait_label}
    return bool(said & traits or {"big", "five"} <= said or {"big", "5"} <= said) and said <= traits | _BESIDE_A_LABEL


def _line(name: str, value: Value, labels: bool) -> str:
    """One named value: empty where nothing is stated."""
    if not labels and is_label(name):
        return ""
    text = in_words(value, labels=labels)
    block = isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, (dict, list)) for one in value))
    return text and (f"{name}:\n{indent(text, '  ')}" if block else f"{name}: {text}")
