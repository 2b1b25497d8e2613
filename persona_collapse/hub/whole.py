"""The whole diagnosis as the flat dictionary that a module of `evaluate` returns."""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from persona_collapse.diagnosis import axes, diagnose
from persona_collapse.hub.modules import Beside, Settings, result
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures import Array
from persona_collapse.measures.level import Level
from persona_collapse.results import AttributionAxis, Diagnosis, as_json_types
from persona_collapse.results.numbers import BEYOND, EVERY, NUMBERS, with_interval


def whole(
    matrix: BehavioralTraitMatrix, reference: BehavioralTraitMatrix | None, beside: Beside, settings: Settings
) -> dict[str, Any]:
    """Everything `diagnose` finds, as JSON can hold it: the same keys whatever was given, None for what is unknown.

    Parameters
    ----------
    matrix : rows of answers; the rows of a persona are its repeats
    reference : people; None for an instrument that has none
    beside : labels, names of personas and answers without a persona, each or none; pairs of draws
    settings : as in `diagnose`

    Returns
    -------
    Numbers by name with `<name>_low` and `<name>_high`, `people_<name>` (held out) and `noise_<name>` (the
    shuffled population); repeats, default and attributes; signature, evidence, also, warnings.
    """
    named = _named(beside.personas)
    personas = replace(matrix, attributes={**matrix.attributes, **named}, persona_column=next(iter(named), ""))
    tracked = axes.attribution(personas, tuple(matrix.attributes), settings=settings) if matrix.attributes else None
    found = diagnose(
        replace(personas, attributes={**_labels(beside.levels, matrix.instrument.traits), **named}),
        reference,
        settings=settings,
        pairs=beside.pairs,
        default=beside.default,
    )
    flat: dict[str, Any] = as_json_types(
        {**_numbers(found), **_beside(found, tracked), **_words(found), **result(found.values.lid)}
    )
    return flat


def _named(personas: Sequence[Hashable] | None) -> dict[str, tuple[str, ...]]:
    """The personas of the rows as a column; none where they are not named."""
    return {} if personas is None else {"personas": tuple(map(str, personas))}


def _labels(levels: Array | None, traits: Sequence[str]) -> dict[str, tuple[str | None, ...]]:
    """Labels as columns named after their traits."""
    if levels is None:
        return {}
    return {
        trait: tuple(None if np.isnan(one) else Level(int(one)).label for one in levels[:, place])
        for place, trait in enumerate(traits)
    }


def _numbers(found: Diagnosis) -> dict[str, Any]:
    """The population's numbers, what labels allow, their intervals, and those of people and of the shuffled population."""
    own = {one.name: one.value(found.values) for one in NUMBERS.values()}
    allowed = {one.allowed: one.value(found.values, one.allowed) for one in NUMBERS.values() if one.allowed is not None}
    ends = {
        f"{name}_{end}": value
        for name, one in with_interval(EVERY.values()).items()
        for end, value in zip(("low", "high"), one.around(found) or (None, None), strict=True)
    }
    people = {
        f"people_{one.name}": one.value(found.held_out_people) for one in NUMBERS.values() if one.needs != "labels"
    }
    noise = {f"noise_{one.name}": one.value(found.shuffled_population) for one in NUMBERS.values() if one.shuffled}
    return {**own, **allowed, **ends, **people, **noise}


def _beside(found: Diagnosis, tracked: AttributionAxis | None) -> dict[str, Any]:
    """Human-likeness, and what repeats, the control run and attributes say."""
    items, known = None if tracked is None else tracked.items, replace(found, attribution=tracked)
    return {
        **{one.name: one.value(known) for one in BEYOND.values()},
        "default_shift": _field(found.default_pull, "default_shift"),
        **{name: _field(items, name) for name in ("r2_chance", "p_value", "dominant")},
    }


def _words(found: Diagnosis) -> dict[str, Any]:
    """The signature with its evidence, and what must be known before a number is believed."""
    read = found.signature
    return {
        "n": found.values.lid.n,
        "distinct": found.values.lid.distinct,
        "signature": _field(read, "name"),
        "evidence": () if read is None else read.evidence,
        "also": () if read is None else read.also,
        "warnings": found.warnings,
    }


def _field(record: Any, name: str) -> Any:
    return None if record is None else getattr(record, name)
