"""The distribution over the scale that a reply states: {"1": 10, "2": 60, ..}, in percent or as shares of 1."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from persona_collapse.cleaning import normalised, own_turn, without_thinking
from persona_collapse.instruments import ResponseScale
from persona_collapse.reading.marked import written

ROUNDING = 0.05
"""Shares that add up to 1 but for this much are rounded ones, and are taken for their part of the whole."""

POINTS = ("answer", "point", "number", "rating", "value", "score", "choice", "response", "option")
SHARES = ("probability", "percent", "percentage", "share", "chance", "likelihood", "weight", "prob", "p")
"""What the fields of an entry are called where a reply lists {"answer": 1, "probability": .2}, .."""

BEGINS = re.compile(r"[{\[]")
NEARLY = re.compile(r"\{[^{}]*\}")
"""An object without others in it, which may not be JSON: {1: 20 %, 2: 80 %}."""
BARE_PERCENT = re.compile(r"(?<=\d)(\s*)%(?=\s*[,}])")

LINE = re.compile(
    r"^[\s|>*_#-]*(\d{1,3})[*_]*\s*(?:\([^()\n]*\))?[*_]*\s*[:=|\u2013\u2014-]+[\s|*_]*(\d+(?:[.,]\d+)?)[*_]*\s*(%?)[\s|*_,;.]*$",
    re.M,
)
"""A point of the scale and its share, alone on a line, also of a table: "1: 10 %", "| 2 | .. | 0.25 |"."""


@dataclass(frozen=True)
class Stated:
    """The distribution of a reply.

    Attributes
    ----------
    shares : of each point of the printed scale, 0 to 1, together 1; None where the reply states none
    reason : why there is none
    """

    shares: tuple[float, ...] | None
    reason: str = ""


def read_distribution(reply: str, scale: ResponseScale) -> Stated:
    """The share that a reply gives to each point of the scale.

    Read are JSON objects whose keys are the points, lists of as many shares as there are points, lists of entries with a
    point and a share, and lines with a point and its share. A point that an object leaves out has a share of 0, if the
    others make a whole; lines must name every point. Nothing is guessed: shares that do not add up to 1 (or 100) give no
    distribution, nor do two different ones.

    Parameters
    ----------
    reply : as returned by the backend; thinking is removed. A reply that was cut states a whole distribution or none
    scale : as printed

    Returns
    -------
    The shares, or the reason why there are none.

    >>> read_distribution('{"1": 0, "2": "25 %", "3": 75}', ResponseScale(1, 3, ())).shares
    (0.0, 0.25, 0.75)
    >>> read_distribution("1: 20 %, 2: 20 %", ResponseScale(1, 2, ())).reason
    'no distribution'
    """
    after = without_thinking(reply)
    if after is None:
        return Stated(None, "the thinking never ends")
    text = own_turn(after)
    found = [one for value in _values(text) for one in _in_value(value, scale)] or list(_in_lines(text, scale))
    read = [_whole(one, scale) for one in found]
    if not read:
        return Stated(None, "no distribution" if any(map(str.isalnum, text)) else "empty")
    different = {tuple(round(share, 6) for share in one.shares) if one.shares else one.reason for one in read}
    return read[0] if len(different) == 1 else Stated(None, "several distributions")


def _values(text: str) -> Iterator[Any]:
    """The outermost JSON objects and lists in a text, and dictionaries as Python writes them."""
    decoder, place = json.JSONDecoder(), 0
    while (begins := BEGINS.search(text, place)) is not None:
        try:
            value, place = decoder.raw_decode(text, begins.start())
            yield value
        except (ValueError, RecursionError):
            nearly = NEARLY.match(text, begins.start())
            place = nearly.end() if nearly else begins.end()
            if nearly:
                yield written(BARE_PERCENT.sub(r"\1", nearly.group()))


def _in_value(value: Any, scale: ResponseScale) -> Iterator[Mapping[str, Any]]:
    """The distributions in a JSON value, each as it is written: point -> share."""
    points = list(map(str, scale.points))
    if isinstance(value, list) and value:
        entries = [_entry(one) for one in value]
        if all(entries):
            yield _once(tuple(one) for one in entries if one)
        elif len(value) == len(points) and all(_share(one) is not None for one in value):
            yield dict(zip(points, value, strict=True))
        else:
            for one in value:
                yield from _in_value(one, scale)
    elif isinstance(value, dict):
        own = {_point(key, scale): one for key, one in value.items() if _share(one) is not None and _point(key, scale)}
        if len(own) > 1 or [_share(one) for one in own.values()] == [100]:
            yield own
        else:
            for one in value.values():
                if isinstance(one, dict | list):
                    yield from _in_value(one, scale)


def _entry(one: Any) -> tuple[str, Any] | None:
    """A point and its share from an entry of a list; None where it is something else."""
    if not isinstance(one, dict):
        return None
    fields = {str(name).casefold(): value for name, value in one.items()}
    point = next((fields[name] for name in POINTS if name in fields), None)
    share = next((fields[name] for name in SHARES if name in fields), None)
    return None if point is None or _share(share) is None else (str(point).strip(), share)


def _once(entries: Iterator[tuple[str, Any]]) -> dict[str, Any]:
    """Point -> share; a point that comes twice is told by a share that is none."""
    found: dict[str, Any] = {}
    for point, share in entries:
        found[point] = share if point not in found else None
    return found


def _point(key: str, scale: ResponseScale) -> str:
    """The number that a key stands for: a number, a number with a label, or a label of the scale; empty for neither."""
    words = normalised(str(key)).strip()
    number = re.match(r"-?\d+(?!\d|[.,]\d)", words)
    if number:
        return number[0]
    labels = [normalised(one).strip().casefold() for one in scale.labels]
    return str(scale.points[labels.index(words.casefold())]) if words.casefold() in labels else ""


def _in_lines(text: str, scale: ResponseScale) -> Iterator[Mapping[str, Any]]:
    """The distribution that stands in lines, a line for every point."""
    lines = [(one[1], one[2].replace(",", ".") + one[3]) for one in LINE.finditer(normalised(text))]
    if sorted(point for point, _ in lines) == sorted(map(str, scale.points)):
        yield dict(lines)


def _share(value: Any) -> float | None:
    """A number as a share or a percentage, as it is written; None for anything else."""
    if isinstance(value, str):
        number = re.fullmatch(r"\s*(\d+(?:[.,]\d+)?|[.,]\d+)\s*%?\s*", normalised(value))
        return float(number[1].replace(",", ".")) if number else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)


def _whole(given: Mapping[str, Any], scale: ResponseScale) -> Stated:
    """The shares of all points, if they make a whole."""
    points = list(map(str, scale.points))
    shares = {point: _share(value) for point, value in given.items()}
    if off := [point for point in shares if point not in points]:
        return Stated(None, f"{off[0]} is not on the scale")
    known = [shares.get(point, 0.0) for point in points]
    if any(one is None for one in known):
        return Stated(None, "a point has several shares")
    numbers = [float(one or 0.0) for one in known]
    if any(one < 0 or not math.isfinite(one) for one in numbers):
        return Stated(None, "a share below 0 or without an end")
    total = math.fsum(numbers)
    percent = any("%" in str(value) for value in given.values()) or total > 1 + ROUNDING
    part = total / 100 if percent else total
    if abs(part - 1) > ROUNDING:
        return Stated(None, f"shares that add up to {total:g}{' %' if percent else ''}")
    return Stated(tuple(one / total for one in numbers))
