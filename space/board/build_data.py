"""Makes known.json: the populations whose collapse is known, measured as submitted results are.

    python -m space.board.build_data

Each is made of people simulated from published norms (never those of the reference), 200 and 1,144 of them, and compared
with `calibrated-2058` by the calibrated protocol: 100 and 500 at a time. To the 131 dilemmas only random answers are known.
"""

import math
from collections.abc import Iterator
from dataclasses import replace

from persona_collapse import measures
from persona_collapse.diagnosis import default_reference, diagnose
from persona_collapse.instruments import Instrument, bfi44, moral131
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array
from persona_collapse.references import SIMULATED
from persona_collapse.simulation import simulate
from space.board.entries import KNOWN, Entry, Kind, as_json, entry_of

PEOPLE = "People (simulated)"

SIZES = (200, 1144)
"""Personas of the app's standard and full runs."""

SEED = 0


def populations(personas: int) -> Iterator[tuple[str, Kind, BehavioralTraitMatrix]]:
    """Name, kind and answers of every known population of this size."""
    people = simulate("human", personas, seed=SEED)
    scale, answers = bfi44().scale, people.values
    low, high = scale.low, scale.high
    yield PEOPLE, "simulated", people
    for name, made in (
        ("Shuffled people", measures.shuffled(answers, seed=SEED)),
        ("Random answers", measures.uniform_answers(personas, len(bfi44()), low=low, high=high, seed=SEED)),
        ("Average person, cloned", measures.clones(answers, personas)),
        (
            "Average person, cloned with slips",
            measures.jittered_clones(answers, personas, low=low, high=high, seed=SEED),
        ),
        ("Five persons, copied", measures.archetypes(answers, personas, seed=SEED)),
    ):
        yield name, "known", _answered(bfi44(), made)
    for kind, name in (
        ("collapsed", "Five stereotypes with slips"),
        ("shallow", "Trait scores only"),
        ("caricature", "Labels overdone"),
    ):
        yield name, "known", simulate(kind, personas, seed=SEED)
    scale = moral131().scale
    dilemmas = measures.uniform_answers(personas, len(moral131()), low=scale.low, high=scale.high, seed=SEED)
    yield "Random answers", "known", _answered(moral131(), dilemmas)


def measured(name: str, kind: Kind, population: BehavioralTraitMatrix) -> Entry:
    """The row of a known population, measured as results are."""
    row = entry_of(diagnose(population, default_reference(population)), kind, name)
    return replace(
        row, numbers=_short(row.numbers), intervals={field: _ends(*ends) for field, ends in row.intervals.items()}
    )


def _answered(instrument: Instrument, answers: Array) -> BehavioralTraitMatrix:
    return BehavioralTraitMatrix.from_arrays(answers, instrument=instrument, source="known", note=SIMULATED)


def _short(numbers: dict[str, float]) -> dict[str, float]:
    """Numbers to six digits, all that is ever printed of them; infinite ones are left out."""
    return {
        field: value if isinstance(value, int) else float(f"{value:.6g}")
        for field, value in numbers.items()
        if math.isfinite(value)
    }


def _ends(low: float, high: float) -> tuple[float, float]:
    return float(f"{low:.6g}"), float(f"{high:.6g}")


if __name__ == "__main__":
    rows = [measured(*one) for personas in SIZES for one in populations(personas)]
    KNOWN.write_text(as_json(rows), encoding="utf-8")
