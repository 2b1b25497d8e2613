"""What becomes of the columns of a persona table: what is stated in the prompt, what is only kept, and why."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from persona_collapse.personas.cells import Value
from persona_collapse.personas.names import ENOUGH, is_identifier, words

Columns = Mapping[str, Sequence[Value]]

BESIDE = "beside the description"
"""Why a column is not stated where another one is the whole description."""

DISTINCT = 10
"""Columns with this number of different values are the same column if they agree everywhere."""

TWENTY = 20
"""Rows in which columns of fewer values must agree to be the same column."""

LONG = 40
"""Characters of a text that two columns do not share by chance."""

NUMBERS = 8
"""Length of a list of numbers that is not a statement about a persona (an embedding)."""

_OF_A_COPY = frozenset({"copy", "dup", "duplicate", "x", "y", "1", "2"})
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_BETWEEN = re.compile(
    r"(?:ages? ?)?(\d+(?:\.\d+)?) ?(?:-|\u2013|\u2014|to) ?(\d+(?:\.\d+)?)(?: years?(?: old)?)?", re.IGNORECASE
)
_FROM = re.compile(
    r"(?:(?:over|above|>=?|≥) ?(\d+)|(\d+) ?(?:\+|and (?:over|above|older|more)|or (?:over|older|more)))", re.IGNORECASE
)
_BELOW = re.compile(r"(?:under|below|less than|younger than|<=?|≤) ?(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class ColumnUse:
    """What becomes of one column.

    Attributes
    ----------
    column : its name
    stated : whether the model reads it
    reason : what it is where that is not a statement about a persona ("a code"), or where it is the whole description
    note : what a reader should know about its values; mostly empty
    """

    column: str
    stated: bool
    reason: str = ""
    note: str = ""


def unstated(columns: Columns, rows: Sequence[int], asked: Collection[str] = ()) -> dict[str, str]:
    """The columns that are not stated in a prompt, each with what it is.

    Parameters
    ----------
    columns : name -> its values, one per row
    rows : the number of each row in its table, from 1
    asked : columns that are stated whatever they are

    >>> unstated({"age": ["51", "22"], "age_band": ["45-54", "18-24"], "zip": ["48101", "77611"]}, [1, 2])
    {'age_band': 'a band of age', 'zip': 'a code'}
    """
    found: dict[str, str] = {}
    for name, values in columns.items():
        reason = "" if name in asked else _alone(name, values, rows)
        if reason:
            found[name] = reason
    told = {name: list(map(_said, values)) for name, values in columns.items() if name not in found}
    for name, other, what in _beside(told):
        if name not in asked and name not in found and other not in found:
            found[name] = f"{what} {other}"
    return {name: found[name] for name in columns if name in found}


def _alone(name: str, values: Sequence[Value], rows: Sequence[int]) -> str:
    there = [(value, row) for value, row in zip(values, rows, strict=True) if value is not None]
    if not there:
        return "empty"
    lists = [value for value, _ in there if isinstance(value, list)]
    if len(lists) == len(there) and all(len(one) >= NUMBERS and all(map(_is_number, one)) for one in lists):
        return "a list of numbers"
    texts = [value for value, _ in there if isinstance(value, str)]
    return is_identifier(name, texts, [row for _, row in there]) if len(texts) == len(there) else ""


def _beside(columns: Mapping[str, Sequence[str]]) -> Iterable[tuple[str, str, str]]:
    """Columns that say what another one says: (column, the other, what the column is)."""
    first: dict[tuple[str, ...], str] = {}
    for name, texts in columns.items():
        other = first.setdefault(tuple(map(_normal, texts)), name)
        if other != name and _not_by_chance(name, other, texts):
            yield name, other, "the same as"
    for name, texts in columns.items():
        bands = [None if not text else _band(text) for text in texts]
        if not any(bands) or any(text and band is None for text, band in zip(texts, bands, strict=True)):
            continue
        for other, numbers in columns.items():
            if other != name and _holds(bands, numbers) and (_alike(name, other) or _many(texts)):
                yield name, other, "a band of"
    for name, texts in columns.items():
        if all(map(str.isdigit, filter(None, texts))):
            for other, meanings in columns.items():
                if other != name and _alike(name, other) and _spelled_out(texts, meanings):
                    yield name, other, "a code of"


def _not_by_chance(name: str, other: str, texts: Sequence[str]) -> bool:
    """Whether columns that agree in every row are one column, and not two that happen to agree."""
    there = [text for text in texts if text]
    distinct = len(set(there))
    called_alike = not (set(words(name)) ^ set(words(other))) - _OF_A_COPY
    return (
        called_alike
        or distinct >= DISTINCT
        or (distinct >= 2 and len(there) >= TWENTY)
        or all(len(text) >= LONG for text in there)
    )


def _spelled_out(codes: Sequence[str], meanings: Sequence[str]) -> bool:
    """Whether every code has one meaning and every meaning one code."""
    pairs = {(code, meaning) for code, meaning in zip(codes, meanings, strict=True) if code or meaning}
    first, second = {code for code, _ in pairs}, {meaning for _, meaning in pairs}
    one_to_one = len(pairs) == len(first) == len(second) >= 2 and "" not in first | second
    return one_to_one and len(codes) >= 2 * len(pairs) and not any(map(_is_number, second))


def _holds(bands: Sequence[tuple[float, float] | None], numbers: Sequence[str]) -> bool:
    """Whether each number is in its band."""
    pairs = list(zip(bands, numbers, strict=True))
    return all(
        (band is None and not number)
        or (band is not None and _NUMBER.fullmatch(number) is not None and band[0] <= float(number) <= band[1])
        for band, number in pairs
    )


def _band(text: str) -> tuple[float, float] | None:
    """The ends of a range.

    >>> _band("45-54"), _band("65+"), _band("under 18"), _band("$20,000 to $40,000"), _band("Rome")
    ((45.0, 54.0), (65.0, inf), (-inf, 18.0), (20000.0, 40000.0), None)
    """
    plain = re.sub(r"[$€£]|(?<=\d),(?=\d{3})", "", text)
    if found := _BETWEEN.fullmatch(plain):
        return float(found[1]), float(found[2])
    if found := _FROM.fullmatch(plain):
        return float(found[1] or found[2]), float("inf")
    if found := _BELOW.fullmatch(plain):
        return float("-inf"), float(found[1])
    return None


def _many(texts: Sequence[str]) -> bool:
    return len([text for text in texts if text]) >= ENOUGH and len(set(texts)) > 1


def _alike(name: str, other: str) -> bool:
    """Whether one name has all words of the other."""
    one, two = set(words(name)), set(words(other))
    return bool(one and two) and (one <= two or two <= one)


def _normal(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", text).casefold().strip()


def _said(value: Value) -> str:
    return "" if value is None else value if isinstance(value, str) else repr(value)


def _is_number(value: Value) -> bool:
    return isinstance(value, str) and _NUMBER.fullmatch(value) is not None
