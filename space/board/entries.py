"""What stands on the leaderboard: published results, people, known collapses, and what visitors submitted."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

from persona_collapse.hub.checks import MODEL, model_of
from persona_collapse.hub.models import LICENSE, RELATION
from persona_collapse.hub.submission import Submissions, bundled
from persona_collapse.references import PUBLISHED, TWIN, published_results
from persona_collapse.report.printed import number
from persona_collapse.results import Asked, Diagnosis, ModelCard, as_json_types
from persona_collapse.results.number import SHARE, Number
from persona_collapse.results.numbers import BEYOND, NUMBERS

HERE = Path(__file__).parent
SUBMITTED, KNOWN = HERE / "submitted.json", HERE / "known.json"
"""Results that come with the app, and populations whose collapse is known, as build_data.py measured them."""

Kind = Literal["published", "people", "simulated", "known", "evaluated", "submitted", "api"]
KINDS: dict[Kind, str] = {
    "published": "model, published",
    "people": "people, published",
    "simulated": "people, simulated",
    "known": "known, simulated",
    "evaluated": "model, evaluated here",
    "submitted": "model, self-reported",
    "api": "model behind an API, self-reported",
}

MODELS: tuple[Kind, ...] = ("evaluated", "submitted", "api")
"""Kinds of rows that are ranked."""

PAPER, CALIBRATED = "as published, paper's definitions", "calibrated"
PEOPLE = "Human (Twin-2K-500)"
LONGEST = 120


STATED = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)B(?![\w.])")
"""Billions of parameters in a name; not those in use at a time, as in A3B."""

MOST_PARAMETERS = 10**14

UNKNOWN = ModelCard()

LIKENESS = BEYOND["human_likeness"]
"""The number that models are ranked by: no known kind of collapse can win it."""

COLUMNS: dict[str, Number] = {
    LIKENESS.name: LIKENESS,
    **NUMBERS,
    "dominance": Number(
        "dominance", "share of the strongest attribute", "attribution", "attributes", SHARE, "share", "lower"
    ),
    "total_r2": Number(
        "total_r2", "R2 of the attributes", "attribution", "attributes", SHARE, "share", "lower", digits=3
    ),
}
"""Every number two rows can be compared in: human-likeness, the register's, and two that only the paper printed."""


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
    card : what the Hub says of the model; of a published one the number of parameters that its name has
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
    card: ModelCard = UNKNOWN

    @property
    def has_page(self) -> bool:
        """Whether its model is on the Hub by this name; behind an API a name may be anything."""
        return self.kind in ("evaluated", "submitted")

    @property
    def title(self) -> str:
        """What it is called where one of many is chosen."""
        size = "" if self.size is None else f", {self.size} at a time"
        return f"{self.name} ({KINDS[self.kind]}, {self.instrument}{size}{self.how and ', ' + self.how})"

    def text(self, one: Number) -> str:
        """A number as printed, with its interval; a dash where it is undefined or unknown."""
        around = self.interval(one)
        return number(self.numbers.get(one.name), one.digits) + (f" ({around})" if around else "")

    def ends(self, field: str) -> tuple[float, float]:
        """The 95 % interval of a number; without one, the number itself twice."""
        return self.intervals.get(field, (self.numbers[field], self.numbers[field]))

    def interval(self, one: Number) -> str:
        """The interval of a number as printed; empty without one."""
        if one.name not in self.intervals or one.name not in self.numbers:
            return ""
        low, high = self.intervals[one.name]
        return f"{number(low, one.digits)} to {number(high, one.digits)}"


def standing(submissions: Submissions) -> tuple[Entry, ...]:
    """All rows: evaluated here, self-reported, published, known."""
    evaluated = (entry_of_submission(one, "evaluated") for one in submissions.evaluated)
    return (*evaluated, *map(entry_of_submission, submissions.records), *published(), *known())


def bundled_results() -> Submissions:
    """The submitted results that come with the app."""
    return bundled(SUBMITTED)


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
            card=ModelCard(parameters_in(model)),
        )
        for instrument in PUBLISHED
        for model, values in published_results(instrument).items()
    )


@cache
def known() -> tuple[Entry, ...]:
    """Populations whose collapse is known, as `python -m space.board.build_data` measured them."""
    found = json.loads(KNOWN.read_text(encoding="utf-8"))
    return tuple(
        Entry(**{**one, "intervals": {field: (low, high) for field, (low, high) in one["intervals"].items()}})
        for one in found
    )


def entry_of_submission(found: Diagnosis, kind: Kind | None = None) -> Entry:
    """The row of a submitted result, all of which checks have passed.

    Parameters
    ----------
    found : the result
    kind : "evaluated" for a result of the queue; None for one that its submitter made, of weights or behind an API
    """
    asked = found.asked
    assert asked is not None, "a checked result says what was asked"
    kind = kind or ("api" if asked.backend == "api" else "submitted")
    left_out = () if found.quality is None else found.quality.left_out
    card = UNKNOWN if kind == "api" or found.model_card is None else found.model_card
    row = entry_of(found, kind, model_of(asked))
    return replace(row, how=how_of(asked, left_out), personas=asked.personas, card=plain(card))


def plain(card: ModelCard) -> ModelCard:
    """A card in a file that others may have written: whatever is not written as it must be is unknown."""
    known = card.parameters is not None and 0 < card.parameters < MOST_PARAMETERS
    license = card.license if LICENSE.fullmatch(card.license) else ""
    based = MODEL.fullmatch(card.base) is not None
    relation = card.relation if based and RELATION.fullmatch(card.relation) else ""
    return ModelCard(card.parameters if known else None, license, card.base if based else "", relation)


def parameters_in(name: str) -> int | None:
    """The number of parameters that a model's name states; None where it states none, or several.

    >>> parameters_in("Qwen3-30B-A3B"), parameters_in("Llama-3.1-8B-Instruct"), parameters_in("MiniMax-M2")
    (30000000000, 8000000000, None)
    """
    stated = STATED.findall(name)
    return round(float(stated[0]) * 1e9) if len(stated) == 1 else None


def entry_of(found: Diagnosis, kind: Kind, name: str) -> Entry:
    """The row of a diagnosis."""
    known = {LIKENESS.name: LIKENESS.value(found), **{one.name: one.value(found.values) for one in NUMBERS.values()}}
    numbers = {name: value for name, value in known.items() if value is not None and not isinstance(value, bool)}
    ends = {one.name: one.around(found) for one in (LIKENESS, *NUMBERS.values())}
    intervals = {name: around for name, around in ends.items() if around is not None}
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
        intervals=intervals,
    )


def how_of(asked: Asked, left_out: Sequence[str] = ()) -> str:
    """How a run was asked, where that can differ between submissions.

    Parameters
    ----------
    asked : what was asked
    left_out : what the server did not accept; the temperature is then its own

    The order of items, labels, thinking and fields of a server are said only where they are not as usual.
    """
    own = asked.mode == "generate" and "temperature" in left_out
    said = [asked.mode, "the server's own temperature" if own else f"temperature {asked.temperature:g}"]
    said += [f"{asked.samples} repeats"] if asked.samples > 1 else []
    said += [] if asked.labels else ["no trait labels"]
    said += [] if asked.order == "fixed" else [f"{asked.order} order"]
    _, _, precision = asked.revision.partition(" ")
    said += [precision] if precision else []
    said += [] if asked.thinking is None else [f"thinking {'on' if asked.thinking else 'off'}"]
    said += [] if asked.reasoning_effort is None else [f"reasoning effort {asked.reasoning_effort}"]
    said += [f"with {asked.extra_body}"] if asked.extra_body else []
    said += [] if asked.conversation is None else [f"after {asked.conversation.in_words}"]
    return cut(", ".join(said))


def cut(text: str) -> str:
    """A text of a stranger, on one line and not too long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def by_title(entries: Sequence[Entry]) -> dict[str, Entry]:
    """Title -> entry; entries with the same title are distinguished by a number."""
    found: dict[str, Entry] = {}
    for one in entries:
        again = sum(title == one.title or title.startswith(f"{one.title} #") for title in found)
        found[f"{one.title} #{again + 1}" if again else one.title] = one
    return found


def as_json(entries: Sequence[Entry]) -> str:
    """Entries as `known` reads them; known populations are of no model, so there is nothing that the Hub says of it."""
    facts = ({name: value for name, value in asdict(one).items() if name != "card"} for one in entries)
    lines = (json.dumps(as_json_types(one), allow_nan=False, ensure_ascii=False) for one in facts)
    return "[\n" + ",\n".join(lines) + "\n]\n"
