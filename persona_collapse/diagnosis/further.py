"""Numbers whose register entry holds their measure: their values, and what each respondent adds to their error."""

import numpy as np

from persona_collapse.instruments import ResponseScale
from persona_collapse.measures.arrays import Array, Indices
from persona_collapse.measures.intervals import Estimate, of_grouped_jackknife
from persona_collapse.results.number import Measure
from persona_collapse.results.numbers import further


def further_numbers(values: Array, scale: ResponseScale) -> dict[str, float | None]:
    """Name -> value of each of them.

    Parameters
    ----------
    values : (N, D) answers, nan where missing
    scale : the response scale
    """
    return {name: measure(values, scale.low, scale.high) for name, measure in further().items()}


def further_estimates(
    values: Array, scale: ResponseScale, persona: Indices | None = None
) -> dict[str, Estimate | None]:
    """Name -> estimate of each of them, by leaving respondents out in turn; None where it is undefined.

    Parameters
    ----------
    values, scale : as in `further_numbers`
    persona : (N,) whose each row is, where rows are repeats: personas are then left out with all their rows
    """
    return {name: _estimate(measure, values, scale, persona) for name, measure in further().items()}


def _estimate(measure: Measure, values: Array, scale: ResponseScale, persona: Indices | None) -> Estimate | None:
    def of(rows: np.ndarray) -> float | None:
        return measure(values[rows], scale.low, scale.high)

    return of_grouped_jackknife(of, len(values) if persona is None else int(persona.max()) + 1, persona)
