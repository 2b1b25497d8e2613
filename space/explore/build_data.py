"""Makes diagnoses.json: the five simulated populations, diagnosed, so that the page has nothing to compute at its start.

    python -m space.explore.build_data

Needed only when a measure or a simulated kind changes. None of these respondents is a person, nor is the reference.
"""

import dataclasses
import json
from dataclasses import replace
from typing import Any

from persona_collapse.diagnosis import diagnose
from persona_collapse.references import calibrated_2058
from persona_collapse.results import Diagnosis, Projection, as_json_types
from persona_collapse.simulation import KINDS, POPULATION, simulate
from space.explore.diagnoses import DATA

SEED = 0
DIGITS = 4
"""After the point; the page prints three at most."""

EVERY = 2
"""Of the points that a diagnosis keeps in a cloud, so many in turn give one."""


def main() -> None:
    """Diagnose, thin out, write."""
    people = calibrated_2058()
    records: list[Diagnosis] = []
    for kind in KINDS:
        found = diagnose(simulate(kind, POPULATION, seed=SEED), people)
        records.append(thinned(found))
        print(kind, "" if found.signature is None else found.signature.name, flush=True)
    content = [rounded(as_json_types(dataclasses.asdict(one))) for one in records]
    DATA.write_text(json.dumps(content, allow_nan=False, separators=(",", ":")) + "\n", encoding="utf-8")


def thinned(diagnosis: Diagnosis) -> Diagnosis:
    """A diagnosis with fewer points in its clouds: every second one, since they may stand in an order of their own."""
    if diagnosis.views is None:
        return diagnosis
    fewer = tuple(_fewer(one) for one in diagnosis.views.projections)
    return replace(diagnosis, views=replace(diagnosis.views, projections=fewer))


def _fewer(projection: Projection) -> Projection:
    return replace(projection, people=projection.people[::EVERY], personas=projection.personas[::EVERY])


def rounded(value: Any) -> Any:
    """Nested JSON with fewer digits.

    >>> rounded({"a": [0.123456, 1, None, "x"]})
    {'a': [0.1235, 1, None, 'x']}
    """
    if isinstance(value, dict):
        return {key: rounded(one) for key, one in value.items()}
    if isinstance(value, list):
        return [rounded(one) for one in value]
    return round(value, DIGITS) if isinstance(value, float) else value


if __name__ == "__main__":
    main()
