"""A change of structure changes no number: every record is what the code before it wrote."""

import math
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import GPT, PEOPLE, WITHOUT
from tests.golden.records import RECORDS, computed, kept

RENAMED = {"dealt_anew": "shuffled"}
"""Key as it was written -> as it is written now."""

NOT_VALUES = ("schema", "version")
"""What says how a record is written, not what was measured."""

WORDS = (
    *("sentence", "warnings", "evidence", "no_interval", "note", "text", "pairing", "question", "prompt", "unit_is"),
    *("claim", "how", "reading", "what"),
)
"""Keys whose texts may be said in better words."""

TOLERANCE = 1e-9


def differences(old: Any, new: Any, place: str = "") -> Iterator[str]:
    """Where two records differ in a value; keys that are new are not looked at."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key, value in old.items():
            now = RENAMED.get(key, key)
            if key in NOT_VALUES:
                continue
            if now not in new:
                yield f"{place}.{key}: gone"
            elif key in WORDS:
                if bool(value) != bool(new[now]):
                    yield f"{place}.{key}: {value!r} -> {new[now]!r}"
            else:
                yield from differences(value, new[now], f"{place}.{key}")
    elif named(old) and named(new):
        yield from differences({one["name"]: one for one in old}, {one["name"]: one for one in new}, place)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from differences(one, other, f"{place}[{index}]")
    elif isinstance(old, float) and isinstance(new, (int, float)) and not isinstance(new, bool):
        if not math.isclose(old, new, rel_tol=TOLERANCE, abs_tol=TOLERANCE):
            yield f"{place}: {old} -> {new}"
    elif old != new:
        yield f"{place}: {old!r} -> {new!r}"


def named(some: Any) -> bool:
    """Whether these are records that differ in their names, so that a new one is a new key."""
    if not isinstance(some, list) or not some:
        return False
    names = [one.get("name") if isinstance(one, dict) else None for one in some]
    return None not in names and len(set(names)) == len(names)


@pytest.mark.parametrize(
    "name", [name for name in RECORDS if name != "paper"]
)  # tests/replication has its claims at hand
def test_every_value_is_what_it_was(name):
    if name.startswith("gpt") and not (GPT.exists() and PEOPLE.exists()):
        pytest.skip(WITHOUT)
    assert list(differences(kept(name), computed(name))) == []


def test_a_moved_value_is_noticed():
    old = {"schema": "1", "a": [1.0, None, {"b": 2}], "sentence": "as it was"}
    assert list(differences(old, {"schema": "2", "a": [1.0, None, {"b": 2}], "sentence": "better"})) == []
    assert list(differences(old, {"a": [1.0 + 1e-6, 0, {}], "sentence": ""})) == [
        ".a[0]: 1.0 -> 1.000001",
        ".a[1]: None -> 0",
        ".a[2].b: gone",
        ".sentence: 'as it was' -> ''",
    ]
    rows = [{"name": "first", "p": 0.1}, {"name": "second", "p": 0.2}]
    more = [{"name": "new", "p": 0.3}, *rows]
    assert list(differences(rows, more)) == []
    assert list(differences(more, rows)) == [".new: gone"]
    assert list(differences(rows, [{"name": "first", "p": 0.1}, {"name": "second", "p": 0.3}])) == [
        ".second.p: 0.2 -> 0.3"
    ]
