"""Strings that a text must contain if a phrase matches, so that most phrases need not be searched for."""

SHORTEST = 3
MOST = 500
"""The shortest anchor, and the largest number of anchors; a phrase with more anchors is always searched for."""


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


def _worth(candidates: frozenset[str]) -> tuple[int, int]:
    return min(map(len, candidates)), -len(candidates)


def _branches(phrase: str) -> list[str]:
    """The alternatives at the outermost level."""
    depth, start, found, at = 0, 0, [], 0
    while at < len(phrase):
        if phrase[at] == "[":
            at = _class_end(phrase, at)
        elif phrase[at] == "\\":
            at += 1
        elif phrase[at] == "|" and depth == 0:
            found.append(phrase[start:at])
            start = at + 1
        depth += {"(": 1, ")": -1}.get(phrase[at], 0) if phrase[at - 1 : at] != "\\" else 0
        at += 1
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
            if inner and not _optional(branch[end + 1 : end + 3]) and (within := anchors(inner)):
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
    while True:
        if phrase[at] == "\\":
            at += 1
        elif phrase[at] == "[":
            at = _class_end(phrase, at)
        else:
            depth += {"(": 1, ")": -1}.get(phrase[at], 0)
            if depth == 0:
                return at
        at += 1
