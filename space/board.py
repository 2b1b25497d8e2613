"""The rows of the leaderboard: published results, people, known collapses, and what visitors submitted."""

import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from persona_collapse.hub.checks import model_of
from persona_collapse.hub.submission import Submissions, bundled
from persona_collapse.references import TWIN, published_results
from persona_collapse.report.table import number
from persona_collapse.results import Asked, Diagnosis, plain
from persona_collapse.results.number import SHARE, Number
from persona_collapse.results.numbers import NUMBERS

DATA = Path(__file__).with_name("data")

Kind = Literal["published", "people", "simulated", "known", "submitted"]
KINDS: dict[Kind, str] = {
    "published": "model, published",
    "people": "people, published",
    "simulated": "people, simulated",
    "known": "known, simulated",
    "submitted": "model, submitted",
}

PAPER, CALIBRATED = "as published, paper's definitions", "calibrated"
PEOPLE = "Human (Twin-2K-500)"
LONGEST = 120


COLUMNS: dict[str, Number] = {
    **NUMBERS,
    "dominance": Number(
        "dominance", "share of the strongest attribute", "attribution", "attributes", SHARE, "share", "lower"
    ),
    "total_r2": Number(
        "total_r2", "R2 of the attributes", "attribution", "attributes", SHARE, "share", "lower", digits=3
    ),
}
"""Every number two rows can be compared in: the register's, and two that only the paper printed."""

SHOWN = ("coverage", "precision", "recall", "trait_coverage", "hopkins", "lid", "effective_likert", "midpoint_share")
FOLLOWED = ("rho", "d")
AROUND = ("coverage", "lid", "effective_likert")
"""Columns: numbers, of which three have an interval beside them."""

FACTS = ("population", "what it is", "at a time", "signature")
MORE_FACTS = ("personas", "instrument", "protocol", "asked how")


@dataclass(frozen=True)
class Entry:
    """A row of the board.

    Attributes
    ----------
    name : model or population
    kind : what it is
    instrument, protocol : what was asked, and by which definitions it was measured
    personas, size : how many there are, and how many were compared at a time; None unknown
    reference : with whom it was compared
    signature, how : in a word; how it was asked
    numbers : field -> number
    intervals : field -> (low, high) of its 95 % interval
    """

    name: str
    kind: Kind
    instrument: str
    protocol: str
    personas: int | None
    size: int | None
    reference: str
    signature: str
    how: str
    numbers: dict[str, float]
    intervals: dict[str, tuple[float, float]]

    @property
    def title(self) -> str:
        """What it is called where one of many is chosen."""
        size = "" if self.size is None else f", {self.size} at a time"
        return f"{self.name} ({KINDS[self.kind]}, {self.instrument}{size}{self.how and ', ' + self.how})"

    def text(self, one: Number) -> str:
        """A number as printed, with its interval; a dash where it is undefined or unknown."""
        around = self.interval(one)
        return number(self.numbers.get(one.name), one.digits) + (f" ({around})" if around else "")

    def interval(self, one: Number) -> str:
        """The interval of a number as printed; empty without one."""
        if one.name not in self.intervals or one.name not in self.numbers:
            return ""
        low, high = self.intervals[one.name]
        return f"{number(low, one.digits)} to {number(high, one.digits)}"


def standing(submissions: Submissions) -> tuple[Entry, ...]:
    """All rows: submitted, published, known."""
    return (*map(entry_of_submission, submissions.records), *published(), *known())


def bundled_results() -> Submissions:
    """The submitted results that come with the app."""
    return bundled(DATA / "results.json")


@cache
def published() -> tuple[Entry, ...]:
    """What the paper printed of its ten models and of people."""
    return tuple(
        Entry(
            name=model,
            kind="people" if model == PEOPLE else "published",
            instrument=instrument,
            protocol=PAPER,
            personas=2058 if model == PEOPLE else None,
            size=None,
            reference=TWIN,
            signature="",
            how="",
            numbers={field: value for field, value in values.items() if not isinstance(value, str)},
            intervals={},
        )
        for instrument in ("bfi44", "moral131")
        for model, values in published_results(instrument).items()
    )


@cache
def known() -> tuple[Entry, ...]:
    """Populations whose collapse is known, as `python space/known.py` measured them."""
    found = json.loads((DATA / "known.json").read_text(encoding="utf-8"))
    return tuple(
        Entry(**{**one, "intervals": {field: (low, high) for field, (low, high) in one["intervals"].items()}})
        for one in found
    )


def entry_of_submission(found: Diagnosis) -> Entry:
    """The row of a submitted result, all of which checks have passed."""
    asked = found.asked
    assert asked is not None, "a checked result says what was asked"
    return replace(entry_of(found, "submitted", model_of(asked)), how=how_of(asked), personas=asked.personas)


def entry_of(found: Diagnosis, kind: Kind, name: str) -> Entry:
    """The row of a diagnosis."""
    known = {one.name: one.value(found.values) for one in NUMBERS.values()}
    numbers = {name: value for name, value in known.items() if value is not None and not isinstance(value, bool)}
    return Entry(
        name=cut(name),
        kind=kind,
        instrument=found.instrument,
        protocol=found.settings.protocol,
        personas=found.population.respondents,
        size=found.settings.size,
        reference="" if found.reference is None else found.reference.source,
        signature="" if found.signature is None else cut(found.signature.name),
        how="",
        numbers=numbers,
        intervals={field: (one.low, one.high) for field, one in (found.intervals or {}).items() if field in NUMBERS},
    )


def how_of(asked: Asked) -> str:
    """How a run was asked, where that can differ between submissions.

    The order of items, labels and thinking are said only where they are not as usual.
    """
    said = [asked.mode, f"temperature {asked.temperature:g}"]
    said += [f"{asked.samples} repeats"] if asked.samples > 1 else []
    said += [] if asked.labels else ["no trait labels"]
    said += [] if asked.order == "fixed" else [f"{asked.order} order"]
    said += [] if asked.thinking is None else [f"thinking {'on' if asked.thinking else 'off'}"]
    return cut(", ".join(said))


def cut(text: str) -> str:
    """A text of a stranger, on one line and not too long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def headers() -> list[str]:
    """Names of the board's columns."""
    numbers = [[one.label, *([f"{one.label}, 95 %"] if one.name in AROUND else [])] for one in _columns()]
    return [*FACTS, *(name for names in numbers for name in names), *MORE_FACTS]


def datatypes() -> list[str]:
    """What each column holds: numbers as numbers, so that they sort; everything else plain text."""
    numbers = [["number", *(["str"] if one.name in AROUND else [])] for one in _columns()]
    facts, more = (
        ["number" if name in ("personas", "at a time") else "str" for name in names] for names in (FACTS, MORE_FACTS)
    )
    return [*facts, *(kind for kinds in numbers for kind in kinds), *more]


def widths() -> list[str]:
    """Widths of the columns: words wide, numbers narrow."""
    wide = {
        "population": "200px",
        "what it is": "180px",
        "signature": "120px",
        "protocol": "160px",
        "asked how": "200px",
    }
    kinds = zip(headers(), datatypes(), strict=True)
    return [wide.get(name, "120px" if kind == "str" else "100px") for name, kind in kinds]


def rows(entries: Iterable[Entry]) -> list[list[Any]]:
    """The board's cells; an unknown, undefined or infinite number is an empty cell."""
    found = []
    for one in entries:
        cells: list[Any] = [one.name, KINDS[one.kind], one.size, one.signature]
        for column in _columns():
            value = one.numbers.get(column.name)
            cells.append(None if value is None or not math.isfinite(value) else round(value, column.digits))
            cells += [one.interval(column)] if column.name in AROUND else []
        found.append([*cells, one.personas, one.instrument, one.protocol, one.how])
    return found


def chosen(entries: Sequence[Entry], instrument: str, protocol: str, words: str = "") -> tuple[Entry, ...]:
    """The entries of an instrument and a protocol that have every word somewhere in their text; empty ones stand for all."""
    wanted = words.lower().split()

    def has(one: Entry) -> bool:
        told = " ".join((one.name, KINDS[one.kind], one.instrument, one.protocol, one.signature, one.how)).lower()
        return (
            instrument in ("", one.instrument)
            and protocol in ("", one.protocol)
            and all(word in told for word in wanted)
        )

    return tuple(filter(has, entries))


def ordered(entries: Sequence[Entry], field: str, *, lowest: bool = False) -> tuple[Entry, ...]:
    """Entries by a number, highest first unless told otherwise; those without it come last, and an empty name leaves all as they are."""
    if not field:
        return tuple(entries)
    known = sorted(
        (one for one in entries if field in one.numbers), key=lambda one: one.numbers[field], reverse=not lowest
    )
    return (*known, *(one for one in entries if field not in one.numbers))


def sortable() -> list[tuple[str, str]]:
    """Name and field of the numbers that rows can be ordered by."""
    return [(one.label, one.name) for one in _columns()]


def names(entries: Sequence[Entry]) -> dict[str, Entry]:
    """Title -> entry; entries of one title are told apart by a number."""
    found: dict[str, Entry] = {}
    for one in entries:
        again = sum(title == one.title or title.startswith(f"{one.title} #") for title in found)
        found[f"{one.title} #{again + 1}" if again else one.title] = one
    return found


@dataclass(frozen=True)
class Pair:
    """Two rows side by side.

    Attributes
    ----------
    lines : name, first, second, difference of every number that one of them has
    note : which differences are left out, and why; empty where none is
    """

    lines: tuple[tuple[str, str, str, str], ...]
    note: str


def side_by_side(first: Entry, second: Entry) -> Pair:
    """Two rows, number by number; a difference only where both were measured alike.

    Parameters
    ----------
    first, second : rows; the difference is second - first
    """
    why = unlike(first, second)
    lines, reasons = [], []
    for one in COLUMNS.values():
        here, there = first.numbers.get(one.name), second.numbers.get(one.name)
        if here is None and there is None:
            continue
        reason = "" if here is None or there is None else why(one)
        reasons.append(reason)
        lines.append((one.label, first.text(one), second.text(one), "" if reason else gap(here, there, one.digits)))
    return Pair(tuple(lines), " ".join(dict.fromkeys(filter(None, reasons))))


def gap(first: float | None, second: float | None, digits: int) -> str:
    """second - first with its sign; empty where one is unknown or infinite.

    >>> gap(0.5, 0.25, 2), gap(3, 17, 2), gap(None, 1.0, 2)
    ('-0.25', '+14', '')
    """
    if first is None or second is None or not math.isfinite(second - first):
        return ""
    whole = isinstance(first, int) and isinstance(second, int)
    return f"{second - first:+.{0 if whole else digits}f}"


def unlike(first: Entry, second: Entry) -> Callable[[Number], str]:
    """Number -> why it cannot be subtracted; an empty text where it can."""
    for what, one, other in (
        ("answered different instruments", first.instrument, second.instrument),
        ("were measured by different definitions", first.protocol, second.protocol),
        ("were compared with different references", first.reference, second.reference),
    ):
        if one != other:
            return lambda number: f"The two {what}, {one or 'none'} and {other or 'none'}: no difference is given."
    if first.size == second.size:
        return lambda number: ""
    sizes = f"{first.size} and {second.size}"
    said = f"Coverage, uniformity and complexity depend on how many are compared at a time, here {sizes}: no difference is given of them."
    return lambda number: said if number.sized else ""


def as_json(entries: Sequence[Entry]) -> str:
    """Entries as `known` reads them."""
    lines = (json.dumps(plain(asdict(one)), allow_nan=False, ensure_ascii=False) for one in entries)
    return "[\n" + ",\n".join(lines) + "\n]\n"


@cache
def _columns() -> tuple[Number, ...]:
    return tuple(COLUMNS[name] for name in (*SHOWN, *FOLLOWED))
