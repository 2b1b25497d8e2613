"""Which columns are ids, indices or codes: by their names, and by values that look like it."""

import re
from collections.abc import Sequence

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+")
_UNNAMED = re.compile(r"|unnamed: ?\d+|__index_level_\d+__", re.IGNORECASE)
_UUID = re.compile(r"\W*(?:urn:uuid:)?[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}\W*", re.IGNORECASE)
_HEX = re.compile(r"(?:[0-9a-f]{8,}|[0-9A-F]{8,})")

_IDS = frozenset({"id", "ids", "uuid", "guid", "uid", "pid", "hash", "md5", "sha", "urn"})
_JOINED_ID = re.compile(
    r"(?:user|person|persona|respondent|response|participant|subject|agent|record|row|case|worker|prolific|profile|customer"
    r"|member|sample|unique|household)id"
)
_AFTER_AN_ID = frozenset({"number", "no", "nr", "num", "str", "hash", "code"})
_INDICES = frozenset({"index", "idx", "row", "rownum", "rowid", "no", "nr"})
_INDEXED = frozenset({"record", "line", "number", "num", "entry", "case", "sample", "original", "source", "persona"})
_PLACES = frozenset({"zip", "zipcode", "postcode", "postalcode", "plz", "fips", "geoid"})
_CODES = frozenset({"code", "codes"})
ENOUGH = 10
"""Rows from which on values that all differ, or run on, say what a column is."""


def words(name: str) -> list[str]:
    """The words of a column's name, in lower case.

    >>> words("zipCode"), words("record_index"), words("Hobbies/Interests"), words("age2")
    (['zip', 'code'], ['record', 'index'], ['hobbies', 'interests'], ['age', '2'])
    """
    return [one.lower() for one in _WORD.findall(name)]


def is_identifier(name: str, values: Sequence[str], rows: Sequence[int] = ()) -> str:
    """What a column is, if it is an id, an index or a code; empty if it says something about a persona.

    Parameters
    ----------
    name : of the column
    values : its values, without missing ones
    rows : numbers of their rows; empty where there are no rows

    >>> is_identifier("record_index", ["13420"]), is_identifier("zipcode", ["48101"]), is_identifier("key", ["C major"])
    ('an index', 'a code', '')
    >>> is_identifier("party_id", ["Strong democrat"]), is_identifier("dress_code", ["smart"])
    ('', '')
    >>> is_identifier("n", [str(number) for number in range(20)], range(1, 21))
    'a running number'
    """
    said = words(name)
    last = said[-1] if said else ""
    plain = not any(re.search(r"\s", one) for one in values)
    numbers = all(re.fullmatch(r"\d+", one) for one in values)
    different = len(set(values)) == len(values)
    if not values:
        return ""
    if all(map(_UUID.fullmatch, values)) or (len(values) >= ENOUGH and different and all(map(_HEX.fullmatch, values))):
        return "an id"
    if all(map(_has_digit, values)) and (_PLACES & set(said) or said[-2:] in (["postal", "code"], ["post", "code"])):
        return "a code"
    if _names_an_id(said) and plain and (any(map(_has_digit, values)) or (different and len(values) >= ENOUGH)):
        return "an id"
    if numbers and (_UNNAMED.fullmatch(name) or _names_an_index(said, last, different and len(values) >= ENOUGH)):
        return "an index"
    if (
        (last in _CODES or last.endswith("code"))
        and plain
        and all(_has_digit(one) or _is_short_capitals(one) for one in values)
    ):
        return "a code"
    if numbers and len(values) >= ENOUGH and _runs_on(values, rows):
        return "a running number"
    return ""


def _names_an_id(said: Sequence[str]) -> bool:
    """Whether the last word is an id, apart from numbers and the like: person_id, id_number, ID2."""
    left = [one for one in said if not one.isdigit() and one not in _AFTER_AN_ID]
    return bool(left) and (left[-1] in _IDS or _JOINED_ID.fullmatch(left[-1]) is not None)


def _names_an_index(said: Sequence[str], last: str, all_differ: bool) -> bool:
    """Whether a name says index and nothing else, or ends in it above numbers that all differ."""
    return bool(_INDICES & set(said) and set(said) <= _INDICES | _INDEXED) or (last in _INDICES and all_differ)


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


def _is_short_capitals(text: str) -> bool:
    return text.isupper() and len(text) <= 4


def _runs_on(values: Sequence[str], rows: Sequence[int]) -> bool:
    """Whether the values are the numbers of the rows, from 0 or from 1."""
    beyond = {int(value) - row for value, row in zip(values, rows, strict=False)} if rows else set()
    return beyond in ({0}, {-1})
