"""The address of a view of the leaderboard: filters, order, columns, chosen rows and models."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from persona_collapse.hub.models import LICENSE
from space.board import rows
from space.board.domains import MOST

NAMES = (
    "instrument",
    "search",
    "order",
    "lowest",
    "rows",
    "numbers",
    "size",
    "licence",
    "asked",
    "first",
    "second",
    "models",
)
"""Of the controls, in the order of the page; `board=1` says that the address is of the leaderboard."""

MOST_LETTERS = 500
"""Of a value, or of each of a list: a title has two names of 120 letters at most, and what the row is."""


def usual(instrument: str) -> dict[str, Any]:
    """The controls as the page has them at first; an address names only what is otherwise."""
    return {
        "instrument": instrument,
        "search": "",
        "order": rows.RANKED,
        "lowest": False,
        "rows": rows.ALL,
        "numbers": list(rows.USUAL),
        "size": rows.ALL,
        "licence": rows.ALL,
        "asked": rows.ALL,
        "first": None,
        "second": None,
        "models": [],
    }


def writes(instrument: str) -> str:
    """A script that writes the values of the controls into the address of the page, lists as JSON; its job stays there."""
    return f"""(...values) => {{
    const names = {json.dumps(NAMES)}, usual = {json.dumps(usual(instrument))}, at = new URL(window.location);
    at.searchParams.set("board", "1");
    names.forEach((name, place) => {{
        const value = values[place] ?? null;
        if (JSON.stringify(value) === JSON.stringify(usual[name])) at.searchParams.delete(name);
        else at.searchParams.set(name, Array.isArray(value) ? JSON.stringify(value) : String(value ?? ""));
    }});
    window.history.replaceState(window.history.state, "", at);
}}"""


def read(query: Mapping[str, str], instruments: Sequence[str]) -> dict[str, Any] | None:
    """The controls that an address describes; None where it is not of the leaderboard. What does not exist is ignored.

    Parameters
    ----------
    query : of the address
    instruments : that can be chosen; the first one is usual

    >>> read({"board": "1", "order": "lid", "lowest": "true", "numbers": '["rho", "none"]'}, ["bfi44"])["numbers"]
    ['rho']
    >>> read({"job": "x"}, ["bfi44"]) is None
    True
    """
    if query.get("board") != "1":
        return None
    found, fields = usual(instruments[0]), [field for _, field in rows.sortable()]
    given = {name: str(query[name])[:MOST_LETTERS] for name in NAMES if name in query}
    known_values = {
        "instrument": ("", *instruments),
        "order": ("", *fields),
        "rows": rows.SHOWN,
        "size": rows.OF_SIZE,
        "asked": rows.ASKED,
    }
    for name, known in known_values.items():
        if given.get(name) in known:
            found[name] = given[name]
    found["search"] = given.get("search", "")[:100]
    found["lowest"] = given.get("lowest") == "true"
    if "numbers" in given:
        found["numbers"] = [one for one in _listed(query["numbers"]) if one in fields]
    if LICENSE.fullmatch(given.get("licence", "")) or given.get("licence") == rows.NOT_KNOWN:
        found["licence"] = given["licence"]
    found |= {name: given.get(name) for name in ("first", "second")}
    found["models"] = _listed(query.get("models", ""))[:MOST]
    return found


def _listed(text: str) -> list[str]:
    """The texts of a list in JSON; none where it is something else.

    >>> _listed('["a, b", 1]'), _listed("a,b"), _listed("[" * 10**5)
    (['a, b'], [], [])
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return (
        [one for one in found if isinstance(one, str) and len(one) <= MOST_LETTERS] if isinstance(found, list) else []
    )
