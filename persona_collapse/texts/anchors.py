"""Strings that a text must contain if a phrase matches, so that most phrases need not be searched for."""

import re
from functools import lru_cache

SHORTEST = 3
MOST = 500
"""The shortest anchor, and the largest number of anchors; a phrase with more anchors is always searched for."""
SIGNS = re.compile(r"\\.|\[.[^\]]*\]|[(|)]", re.DOTALL)
"""An escaped character, a class, or what opens, divides and closes a group."""
DEEPER = {"(": 1, ")": -1}


def anchors(phrase: str) -> frozenset[str] | None:
    """Strings, of which every text that a regular expression matches contains at least one; None if there are none.

    They are mandatory sequences of plain characters or, for a mandatory group, one sequence for each of its branches.

    Parameters
    ----------
    phrase : a regular expression as in the lexicons: plain characters, groups, alternatives, classes, lookarounds,
        quantifiers

    >>> sorted(anchors("(?:very )?(?:blond|fair)-haired")), sorted(anchors("my (?:wife|husband)s?"))
    (['-haired'], ['husband', 'wife'])
    >>> anchors("a?[bc]+") is None
    True
    """
    found: set[str] = set()
    for branch in _branches(phrase):
        best = max(_mandatory(branch), key=_worth, default=None)
        if best is None or _worth(best)[0] < SHORTEST:
            return None
        found |= best
    return frozenset(found) if len(found) <= MOST else None


@lru_cache(maxsize=4096)  # a macro is a group, and stands in many phrases
def _of_group(inner: str) -> frozenset[str] | None:
    return anchors(inner)


def _worth(candidates: frozenset[str]) -> tuple[int, int]:
    return min(map(len, candidates)), -len(candidates)


def _branches(phrase: str) -> list[str]:
    """The alternatives at the outermost level."""
    depth, start, found = 0, 0, []
    for sign in SIGNS.finditer(phrase):
        if sign[0] == "|" and depth == 0:
            found.append(phrase[start : sign.start()])
            start = sign.end()
        depth += DEEPER.get(sign[0], 0)
    return [*found, phrase[start:]]


def _mandatory(branch: str) -> list[frozenset[str]]:
    """For each mandatory part of a branch, the strings of which it contains one."""
    found: list[frozenset[str]] = []
    run, at = "", 0

    def close() -> None:
        nonlocal run
        if run.strip():
            found.append(frozenset([run.strip()]))
        run = ""

    while at < len(branch):
        sign = branch[at]
        if sign in "([\\":
            close()
            end = _group_end(branch, at) if sign == "(" else _class_end(branch, at) if sign == "[" else at + 1
            inner = branch[at + 3 : end] if branch.startswith("(?:", at) else ""
            if inner and not _optional(branch[end + 1 : end + 3]) and (within := _of_group(inner)):
                found.append(within)
            at = end + 1
        elif sign in "?*+{":
            if sign != "+" and at and branch[at - 1] not in ")]}":
                run = run[:-1]
            close()
            at = branch.index("}", at) + 1 if sign == "{" else at + 1
        else:
            run += sign
            at += 1
    close()
    return found


def _optional(quantifier: str) -> bool:
    return quantifier[:1] in ("?", "*") or quantifier == "{0"


def _class_end(phrase: str, at: int) -> int:
    return phrase.index("]", at + 2)


def _group_end(phrase: str, at: int) -> int:
    """Where the group that opens at a position closes."""
    depth = 0
    for sign in SIGNS.finditer(phrase, at):
        depth += DEEPER.get(sign[0], 0)
        if depth == 0:
            return sign.start()
    raise ValueError(f"the group at character {at} does not close: {phrase}")
