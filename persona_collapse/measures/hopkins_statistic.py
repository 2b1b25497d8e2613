"""The Hopkins statistic: do respondents clump together?"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from persona_collapse.errors import InputError
from persona_collapse.measures.arrays import Array, as_complete, at_least
from persona_collapse.measures.neighbours import nearest, nearest_others
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.scaling import Scaler

Exponent: TypeAlias = Literal["one", "dimension"]

MOST_PROBES = 100


@dataclass(frozen=True)
class Hopkins:
    """How strongly one set of respondents clumps.

    Attributes
    ----------
    statistic : 0..1; .50 for uniform answers, .63 for people, towards 1 clumped, towards 0 a regular lattice; None when
        undefined
    probes : number m of probes and of sampled respondents
    n : number of respondents
    """

    statistic: float | None
    probes: int
    n: int


def hopkins(
    answers: ArrayLike,
    *,
    low: int,
    high: int,
    scale: Scaler | None = None,
    exponent: Exponent = "one",
    seed: int | np.random.Generator = 0,
    to_others: Array | None = None,
) -> Hopkins:
    """Whether respondents clump together more than respondents who answer at random.

    m = min(100, n // 10) probes answer every item with a uniform whole scale point; U is the distance of a probe to
    its nearest respondent, W the distance of each of m sampled respondents to its nearest other respondent.
    H = sum U / (sum U + sum W).

    Parameters
    ----------
    answers : (n, D) whole scale points, complete
    low, high : ends of the response scale; the probes use all of it, because probes within a population's own range
        would hide how narrow it is
    scale : the reference's `Scaler`; None measures distances in raw scale points
    exponent : "one" sums distances; "dimension" raises them to the power D, as Hopkins' theory for points in D
        dimensions requires. This saturates near 1 at 44 items, so use it only for comparison with the literature
    seed : a number, or a generator to continue drawing from
    to_others : (n,) the distance of each respondent to its nearest other, where it is known

    Raises
    ------
    InputError : missing answers, fewer than 10 respondents (m would be 0), or a `low` above `high`.

    Source
    ------
    Hopkins & Skellam 1954 (Annals of Botany 18, 213-227); exponents: Wright 2022 (R Journal 2022-055), section 2.

    Ten respondents give one pattern and ten another: every W is 0, which is complete clumping.

    >>> hopkins([[1, 1]] * 10 + [[5, 5]] * 10, low=1, high=5, seed=1).statistic
    1.0
    >>> hopkins([[3, 3]] * 10, low=1, high=5).statistic is None
    True
    """
    matrix = as_complete(answers)
    if low > high:
        raise InputError(f"the scale's low is {low} and its high {high}; give the lower end as low")
    at_least(len(matrix), 10, "population", "the Hopkins statistic (one probe per ten respondents)")
    probes = min(MOST_PROBES, len(matrix) // 10)
    if (matrix == matrix[0]).all():
        return Hopkins(statistic=None, probes=probes, n=len(matrix))
    rng = seed if isinstance(seed, np.random.Generator) else generator("hopkins", seed)
    uniform = rng.integers(low, high, size=(probes, matrix.shape[1]), endpoint=True).astype(np.float64)
    sampled = rng.choice(len(matrix), probes, replace=False)
    points = matrix if scale is None else scale(matrix)
    to_respondent = nearest(uniform if scale is None else scale(uniform), points)
    to_other = nearest_others(points, 1, sampled)[:, 0] if to_others is None else to_others[sampled]
    return Hopkins(statistic=_share(to_respondent, to_other, exponent, matrix.shape[1]), probes=probes, n=len(matrix))


def _share(probe: Array, respondent: Array, exponent: Exponent, dimension: int) -> float | None:
    if exponent not in ("one", "dimension"):
        raise InputError(f'exponent is {exponent!r}; use "one" or "dimension"')
    longest = max(float(probe.max()), float(respondent.max()))
    if longest == 0:
        return None
    power = 1 if exponent == "one" else dimension
    u, w = ((probe / longest) ** power).sum(), ((respondent / longest) ** power).sum()
    return float(u / (u + w))
