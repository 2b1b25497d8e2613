"""The five simulated populations, diagnosed beforehand, so that the page has nothing to compute at its start."""

from functools import cache
from pathlib import Path

from persona_collapse.errors import InputError
from persona_collapse.results import Diagnosis
from persona_collapse.results.files import read_records
from persona_collapse.simulation import PREFIX

DATA = Path(__file__).with_name("diagnoses.json")
"""Five diagnoses, made by build_data.py."""


@cache
def diagnoses() -> dict[str, Diagnosis]:
    """Kind of simulated respondent -> its diagnosis.

    >>> [one.signature.name for one in diagnoses().values()]
    ['human-like', 'mode collapse', 'shallow', 'caricature', 'noise']
    """
    found = [one for one in read_records(DATA) if isinstance(one, Diagnosis)]
    return {one.population.source.removeprefix(PREFIX): one for one in found}


def diagnosis_of(kind: str) -> Diagnosis:
    """The diagnosis of a kind of simulated respondent.

    Raises
    ------
    InputError : there is no such kind.
    """
    if kind not in diagnoses():
        raise InputError(f"there is no simulated population {kind!r}; choose one of {', '.join(diagnoses())}")
    return diagnoses()[kind]
