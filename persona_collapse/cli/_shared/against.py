"""The population of `compare --against`: the personas of the first one, merely asked again."""

from pathlib import Path
from typing import TYPE_CHECKING

from persona_collapse.errors import InputError

if TYPE_CHECKING:
    from persona_collapse.cli._shared.reading import Reading
    from persona_collapse.matrix import BehavioralTraitMatrix


def asked_again(
    name: str, before: "BehavioralTraitMatrix", reading: "Reading"
) -> "tuple[BehavioralTraitMatrix, BehavioralTraitMatrix]":
    """The population before, and the same personas asked again.

    Where both have one name, it holds several samples of each persona. The second one is taken for before and the first
    for again: the first replies before and after something may share their random numbers, and those of the second may not.

    Parameters
    ----------
    name : as typed
    before : the population that was asked before
    reading : what is declared about tables

    Raises
    ------
    InputError : it cannot be read; the same population, without a second sample.
    """
    from persona_collapse.inputs import read_beside

    if Path(name) == Path(before.source):
        return two_samples(name, before)
    return before, read_beside(name, before.instrument, reading.population)


def two_samples(name: str, matrix: "BehavioralTraitMatrix") -> "tuple[BehavioralTraitMatrix, BehavioralTraitMatrix]":
    """The second and the first sample of a run, or row of each persona in a table.

    Parameters
    ----------
    name : of the run or table
    matrix : its answers, of a run the first sample

    Raises
    ------
    InputError : there is one only.
    """
    from dataclasses import replace

    import numpy as np

    from persona_collapse.diagnosis.preparation import rows_of
    from persona_collapse.measures.sheets import number_of_row
    from persona_collapse.store import is_run
    from persona_collapse.study import run_answers

    called = f"{name}, second sample", f"{name}, first sample"
    if is_run(name):
        samples = run_answers(name).samples
        if len(samples) > 1:
            return replace(matrix, values=samples[1], source=called[0]), replace(matrix, source=called[1])
    elif matrix.personas is not None:
        _, persona = np.unique(matrix.personas, return_inverse=True)
        second, first = (np.flatnonzero(number_of_row(persona) == one) for one in (1, 0))
        if len(second):
            parts = [
                replace(rows_of(matrix, rows), respondents=tuple(matrix.personas[row] for row in rows), source=source)
                for rows, source in zip((second, first), called, strict=True)
            ]
            return parts[0], parts[1]
    raise InputError(
        f"--against {name} is the population before itself; give the same personas asked again: another table or run, or "
        "the same run with --samples 2"
    )
