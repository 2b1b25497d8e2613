"""What a result must be like to stand on the leaderboard: every check with what was found and what is needed."""

import json
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, is_dataclass, replace
from typing import Any

from persona_collapse.backends import Sampling
from persona_collapse.diagnosis.signature import FEWEST_COMPLETE, evidence, signature
from persona_collapse.diagnosis.support import likeness_of
from persona_collapse.errors import InputError
from persona_collapse.hub.as_given import not_as_given
from persona_collapse.hub.bundled import instruments, known_pool, wordings
from persona_collapse.measures.rarefaction import matched_size
from persona_collapse.personas import bundled_pool
from persona_collapse.results import SCHEMA, Asked, Diagnosis, Quality, Scorecard, Signature
from persona_collapse.results.files import record_of
from persona_collapse.results.number import Number, Value
from persona_collapse.results.numbers import BEYOND, NUMBERS, with_interval
from persona_collapse.results.percent import percent
from persona_collapse.study.extent import Extent, times_asked
from persona_collapse.study.forms import STANDARD
from persona_collapse.study.manifest import AFTER, digest
from persona_collapse.study.study import Study

MOST_BYTES = 4_000_000
"""Of a file that is looked at."""

MOST_PUBLISHED = 500_000
"""Bytes of what is published of it."""

FEWEST_PERSONAS = 200
MOST_INVALID = 0.05
FEWEST_DRAWS = 100

MODEL = re.compile(r"(?=.{3,96}$)(?!.*(?:--|\.\.))[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9._-]*[A-Za-z0-9_]")
"""The id of a model on the Hub."""

PROVIDER = re.compile(r":[a-z0-9-]{1,40}$")
"""How a provider is named behind a model's id."""

VERSION = "a result of this version"

MAY_BE_INFINITE = ("d", "d_reference", "caricature")

TOLERANCE = 1e-6

MOST_POINTS = 1000
"""Scale points of an instrument that is not known here; another check refuses it."""


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Attributes
    ----------
    name : what
    passed : whether it is as it must be
    found : what the result says
    needed : what it must say
    """

    name: str
    passed: bool
    found: str
    needed: str


def checks(record: str) -> tuple[Check, ...]:
    """Every check of a result, in the order of the leaderboard's page.

    They say that a result is whole, was asked in the common way and agrees with itself. They cannot say that its
    answers came from the model it names: only the submitter has those.

    Parameters
    ----------
    record : a result.json, as text

    Returns
    -------
    All checks; of a text that is not a record only the first, which failed.
    """
    size = len(record.encode())
    small = Check("size of the file", size <= MOST_BYTES, f"{size:,} bytes", f"at most {MOST_BYTES:,} bytes")
    if not small.passed:
        return (small,)
    try:
        found = diagnosis_of(record)
    except InputError as error:
        return small, Check(VERSION, False, shown(str(error)), f"schema {SCHEMA}")
    asked, quality = found.asked, found.quality
    if (why := not_as_given(found)) is not None:
        return small, _schema(found), Check("answers as given", False, shown(why[0]), why[1])
    if asked is None or quality is None:
        said = "answers from a table" if asked is None else "nothing about how the run went"
        return small, _schema(found), Check("what was asked", False, said, "a run, which records what it asked")
    return small, _schema(found), *(look(found, asked, quality) for look in LOOKS)


def diagnosis_of(record: str) -> Diagnosis:
    """The diagnosis that a text holds.

    Raises
    ------
    InputError : not JSON, numbers that JSON does not have, or not a diagnosis.
    """

    def refused(name: str) -> float:
        raise ValueError(name)

    try:
        found = record_of(json.loads(record, parse_constant=refused), "the file")
    except (ValueError, RecursionError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("the file is not JSON; give the result.json of a run") from None
    if not isinstance(found, Diagnosis):
        raise InputError(f"the file is of schema {found.schema}; give the result.json of one run of a questionnaire")
    return found


def published(found: Diagnosis) -> Diagnosis:
    """What the leaderboard keeps of a result: its numbers and what was asked, nothing of the machine that asked.

    Removed are what was typed, the folder of the run, replies and errors in full, and the data of the figures.
    """
    quality = found.quality
    if quality is not None:
        failed = sum(quality.failures.values())
        quality = replace(quality, examples=(), failures={"failed": failed} if failed else {})
    source = found.population.source if found.asked is None else found.asked.model
    return replace(
        found,
        population=replace(found.population, source=source),
        quality=quality,
        commands=(),
        views=None,
        model_card=None,
    )


def model_of(asked: Asked) -> str:
    """The model's id on the Hub, without the provider that answered for it."""
    return PROVIDER.sub("", asked.model)


def shown(text: str) -> str:
    """A text of a stranger, short enough for a sentence.

    >>> len(shown("a" * 1000))
    160
    """
    line = " ".join(text.split())
    return line if len(line) <= 160 else line[:159] + "…"


def _schema(found: Diagnosis) -> Check:
    size = len(published(found).to_json().encode())
    seen = f"schema {found.schema}, {size:,} bytes without figures"
    needed = f"schema {SCHEMA}, at most {MOST_PUBLISHED:,} bytes"
    return Check(VERSION, size <= MOST_PUBLISHED, seen, needed)


def _instrument(found: Diagnosis, asked: Asked, quality: Quality) -> Check:
    known = instruments().get(asked.instrument)
    passed = known is not None and (asked.instrument_digest, asked.instrument, len(known)) == (
        *(wordings()[known.id], found.instrument, found.n_items),
    )
    seen = shown(f"{found.instrument}, {found.n_items} items, wording {asked.instrument_digest[:8]}")
    needed = ", or ".join(f"{name}, wording {wording[:8]}" for name, wording in wordings().items())
    return Check("instrument", passed, seen, needed)


def _pool(found: Diagnosis, asked: Asked, quality: Quality) -> Check:
    name, known = known_pool()
    seen = shown(f"{asked.pool}, {asked.pool_digest[:8]}")
    return Check("personas", asked.pool_digest == known, seen, f"{name}, {known[:8]}")


def _prompts(found: Diagnosis, asked: Asked, quality: Quality) -> Check:
    """The words around items, and that the study's hash is that of what is said to have been asked."""
    standard = digest(asdict(STANDARD))
    if asked.conversation is not None:
        said = shown(f"{AFTER} {asked.conversation.in_words}")
        return Check("prompts", False, said, "no conversation before the questions")
    seen, needed = f"{asked.form}, {asked.form_digest[:8]}, study {asked.study[:8]}", f"{STANDARD.name}, {standard[:8]}"
    try:
        hash = study_of(asked).hash
    except InputError as error:
        return Check("prompts", False, shown(str(error)), needed)
    passed = asked.form_digest == standard and asked.study == hash
    return Check("prompts", passed, shown(seen), f"{needed}, study {hash[:8]}")


def study_of(asked: Asked) -> Study:
    """The study in the standard words, of the bundled pool, that asks this.

    Raises
    ------
    InputError : an instrument that is not bundled, or something that no study can ask.
    """
    if asked.instrument not in instruments():
        raise InputError(f"{asked.instrument} is not bundled; ask one of {', '.join(instruments())}")
    drawn = (asked.mode, asked.temperature, asked.max_tokens, asked.thinking, asked.seed)
    further = (asked.reasoning_effort, asked.extra_body, asked.best_of)
    return Study(
        instrument=instruments()[asked.instrument],
        pool=bundled_pool(),
        personas=asked.personas,
        samples=asked.samples,
        sampling=Sampling(*drawn, *further),  # type: ignore[arg-type]  # Study refuses other modes
        labels=asked.labels,
        order=asked.order,  # type: ignore[arg-type]  # and other orders
        with_default=asked.with_default,
    )


def _model(found: Diagnosis, asked: Asked, quality: Quality) -> Check:
    name = model_of(asked)
    passed = (
        asked.backend in ("transformers", "api") and MODEL.fullmatch(name) is not None and not found.population.note
    )
    seen = shown(f"{asked.model}, {asked.backend}")
    return Check("model", passed, seen, "a model of the Hub, ORG/NAME, not simulated")


def _personas(found: Diagnosis, asked: Asked, quality: Quality) -> Check:
    people = found.population
    known = people.complete <= people.respondents <= asked.personas <= len(bundled_pool().respondents)
    passed = known and asked.personas >= FEWEST_PERSONAS and people.complete >= FEWEST_COMPLETE
    seen = f"{asked.personas:,} asked, {people.respondents:,} heard, {people.complete:,} complete"
    return Check("how many", passed, seen, f"at least {FEWEST_PERSONAS} asked and {FEWEST_COMPLETE} complete")


def _invalid(found: Diagnosis, asked: Asked, quality: Quality) -> Check:
    """Questions without an answer: failed, never asked, or unreadable."""
    expected = Extent(asked.personas, asked.samples, asked.with_default).expected(
        found.n_items, asked.mode, asked.best_of
    )
    read_of_each = max(asked.samples, 1) // max(times_asked(asked.samples, asked.mode), 1)
    unread = sum(quality.unreadable.values()) / read_of_each
    without = max(expected - quality.replies, 0) + unread
    share = without / expected if expected > 0 else 1.0
    passed = quality.expected == expected and 0 <= share <= MOST_INVALID
    seen = f"{percent(share, 1)} of {expected:,} questions without an answer"
    return Check(
        "answers that are there", passed, seen, f"at most {percent(MOST_INVALID)} failed, never asked or unreadable"
    )


def _protocol(found: Diagnosis, asked: Asked, quality: Quality) -> Check:
    how, people = found.settings, found.reference
    known = instruments().get(asked.instrument)
    expected = (known.references if known is not None else ()) or (None,)
    repeated = found.population.personas is not None
    size = matched_size(found.population.independent, None if people is None else people.complete, repeated=repeated)
    named = None if people is None else people.source
    passed = how.protocol == "calibrated" and how.rarefy and how.draws >= FEWEST_DRAWS and how.size == size
    seen = f"{how.protocol}, {how.draws} draws of {how.size}, reference {named or 'none'}"
    needed = (
        f"calibrated, {FEWEST_DRAWS} draws of {size}, reference {' or '.join(str(one or 'none') for one in expected)}"
    )
    return Check("protocol", passed and named in expected, shown(seen), needed)


def _intervals(found: Diagnosis, asked: Asked, quality: Quality) -> Check:
    """Each around its number; that of draws in pairs is around a mean over other draws, near the number."""
    there = found.intervals or {}
    cards = _numbers(found.values)
    wrong = [
        name
        for name, one in there.items()
        if not one.low <= one.value <= one.high
        or (value := cards.get(name)) is None
        or not abs(one.value - value) <= max(TOLERANCE, one.high - one.low)
    ]
    needed_names = ("effective_likert", "lid", *(("coverage",) if found.reference else ()))
    missing = [name for name in needed_names if name not in there and cards.get(name) is not None]
    for one in with_interval(BEYOND.values()).values():
        if (value := one.value(found)) is None:
            continue
        least, most = one.bounds(MOST_POINTS)
        if (ends := one.around(found)) is None:
            missing.append(one.name)
        elif not least <= ends[0] <= value <= ends[1] <= most:
            wrong.append(one.name)
    seen = f"{len(there)} intervals" + (f"; not around its number: {', '.join(wrong[:3])}" if wrong else "")
    seen += f"; none of {', '.join(missing)}" if missing else ""
    return Check(
        "intervals", bool(there) and not wrong and not missing, shown(seen), "95 % intervals around the numbers"
    )


def _in_range(found: Diagnosis, asked: Asked, quality: Quality) -> Check:
    cards = [card for card in (found.values, found.held_out_people, found.shuffled_population) if card is not None]
    known = instruments().get(asked.instrument)
    points = MOST_POINTS if known is None else len(known.scale.points)
    wrong = {one.name for card in cards for one in NUMBERS.values() if _impossible(one, one.value(card), points)}
    odd = sorted(wrong | set(_not_finite(asdict(found))))
    seen = f"impossible: {', '.join(odd[:5])}" if odd else "all finite and possible"
    return Check("numbers that can be", not odd, shown(seen), "all finite and possible")


def _impossible(one: Number, value: Value, points: int) -> bool:
    """Whether a number is outside its range; an undefined one is not, and an infinite d is possible."""
    low, high = one.bounds(points)
    return value is not None and not low - TOLERANCE <= value <= high + TOLERANCE


def _agreement(found: Diagnosis, asked: Asked, quality: Quality) -> Check:
    """What follows from other numbers of the record, computed again from them."""
    wrong = list(_contradictions(found))
    return Check(
        "numbers that agree",
        not wrong,
        shown("; ".join(wrong) or "they do"),
        "means, ratios and the signature follow from the numbers beside them",
    )


def _contradictions(found: Diagnosis) -> Iterator[str]:
    likert, spread, people = found.values.likert, found.values.spread, found.population
    each = [one for one in likert.per_item if one is not None]
    if len(likert.per_item) != found.n_items or not _near(likert.effective_likert, math.fsum(each) / max(len(each), 1)):
        yield "effective Likert is not the mean over items"
    if (
        spread.vendi is not None
        and spread.vendi_people
        and not _near(spread.vendi_ratio, spread.vendi / spread.vendi_people)
    ):
        yield "the Vendi ratio is not one"
    if not (found.values.lid.complete == people.independent and 0 <= found.values.lid.tied <= people.independent):
        yield "complete respondents differ"
    if people.complete < 1 or people.respondents < 1:
        return
    read = evidence(
        found.values,
        found.held_out_people,
        found.shuffled_population,
        found.null_panel,
        complete=people.independent,
        missing=people.missing_answers / (people.respondents * found.n_items),
        noise_share=None if found.reliability is None else found.reliability.noise_share,
        quality=found.quality,
        crowding=(found.intervals or {}).get("crowding"),
        reread=found.reread,
    )
    expected, claimed = signature(read), found.signature
    if claimed is None or (claimed.name, claimed.also) not in _signatures(expected):
        yield f"the signature would be {expected.name}"
    likeness = likeness_of(read)
    stated = None if found.likeness is None else found.likeness.human_likeness
    if not (stated is None if likeness is None else _near(stated, likeness.value)):
        yield f"human-likeness would be {'unknown' if likeness is None else format(likeness.value, '.2f')}"


def _signatures(expected: Signature) -> list[tuple[str, tuple[str, ...]]]:
    """What a result may say where this signature follows from its numbers: draws can show that it is less than human-like."""
    said = [(expected.name, expected.also)]
    return [*said, ("mixed", expected.also)] if expected.name == "human-like" else said


def _near(one: float | None, other: float) -> bool:
    return one is not None and math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def _numbers(card: Scorecard) -> dict[str, float]:
    """Name -> number of all axes of a scorecard, without what is undefined, counts and yes or no."""
    records = [card.further, *(vars(axis) for axis in vars(card).values() if is_dataclass(axis))]
    return {name: value for record in records for name, value in record.items() if isinstance(value, float)}


def _not_finite(record: Any, name: str = "") -> Iterator[str]:
    """Names of numbers that are nan, or infinite where no number is."""
    if isinstance(record, dict):
        for key, one in record.items():
            yield from _not_finite(one, str(key))
    elif isinstance(record, (list, tuple)):
        for one in record:
            yield from _not_finite(one, name)
    elif isinstance(record, float) and (math.isnan(record) or (math.isinf(record) and name not in MAY_BE_INFINITE)):
        yield name


LOOKS: tuple[Callable[[Diagnosis, Asked, Quality], Check], ...] = (
    _instrument,
    _pool,
    _prompts,
    _model,
    _personas,
    _invalid,
    _protocol,
    _intervals,
    _in_range,
    _agreement,
)
