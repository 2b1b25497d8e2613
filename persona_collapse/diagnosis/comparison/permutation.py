"""Would the same differences arise if it did not matter from which population an answer sheet came?"""

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

import numpy as np

from persona_collapse.diagnosis.comparison.errors import Errors, Groups
from persona_collapse.diagnosis.comparison.pool import GroupNumbers, PooledPopulations
from persona_collapse.measures.arrays import Array, Indices, sorting
from persona_collapse.measures.randomness import generator

ROUNDING = 1e-9
"""Differences that agree within this count as equal."""

AT_ONCE = 50
"""Relabellings whose numbers are computed together; it changes only memory and speed."""

TICKS = 10
"""How often `say` is called for a pair of populations."""


def p_values(
    pool: PooledPopulations, first: int, second: int, *, permutations: int, say: Callable[[str], None]
) -> dict[str, float | None]:
    """How often relabelled populations differ at least as much, for every number: (1 + b) / (1 + B), two-sided.

    Personas in both populations have their two answer sheets swapped or not, by a fair coin; the others are shuffled
    into groups of the same sizes. Numbers of single answers are those of all rows, complete or not, and any row may go
    to either group. Numbers that need complete rows have relabellings of their own, among the personas that draws are
    made from: each group keeps as many of them as it has. These labels are as likely as the observed ones if complete
    answers do not depend on the population, even where one population leaves out more answers than the other.

    Numbers that depend on the number of respondents use the same number of both groups. A difference of any other
    number is divided by its standard error (`Errors`), with these labels: so p is right also where the smaller
    population is the wider one and only the number is the same in both.

    Parameters
    ----------
    pool : the populations
    first, second : which two
    permutations : B
    say : called now and then with how far it is

    Returns
    -------
    None for a number that is undefined for one of the two. A relabelling for which it is undefined counts as differing
    more, so p is never too small by it.

    Source
    ------
    Phipson & Smyth 2010 (Stat. Appl. Genet. Mol. Biol. 9, 39), for counting the observed labels among the relabellings;
    Janssen 1997 (Statistics & Probability Letters 36, 9-21) and Chung & Romano 2013 (Annals of Statistics 41, 484-507),
    for dividing by the standard error.
    """
    first, second = sorted(
        (first, second), key=lambda one: _content(pool, one)
    )  # p must not depend on which came first
    labelled = all(pool.members[one].levels is not None for one in (first, second))
    numbers = GroupNumbers(pool, labelled)
    item_errors, set_errors = Errors.of_items_and_sets(pool, first, second, labelled)
    orders = pool.pairing.orders("relabelled draws", pool.seed)
    found: dict[str, list[float]] = {}
    rng = generator("repeats of relabelled draws", pool.seed)
    labellings = enumerate(
        zip(
            *(_labellings(pool, of[first], of[second], permutations) for of in (pool.relabelled, pool.standing)),
            strict=True,
        )
    )
    while some := list(islice(labellings, AT_ONCE)):
        for number, _ in some:
            if number * TICKS % (permutations + 1) < TICKS:
                say(f"relabelled {number} of {permutations} times")
        of_items, of_sets = [items for _, (items, _) in some], [sets for _, (_, sets) in some]
        divided = [
            *map(item_errors.divide, _of_items(numbers, of_items), of_items),
            *map(set_errors.divide, _of_sets(numbers, of_sets, orders, rng), of_sets),
        ]
        for differences in divided:
            for name, one in differences.items():
                found.setdefault(name, []).append(one)
    return {name: _p_value(np.array(values)) for name, values in found.items()}


def _content(pool: PooledPopulations, member: int) -> int:
    answers = pool.members[member].matrix.values
    return zlib.crc32(np.nan_to_num(answers[sorting(answers)]).tobytes())


def _labellings(pool: PooledPopulations, ours: Indices, theirs: Indices, permutations: int) -> Iterator[Groups]:
    """Units of two groups, personas with all their rows: as observed, then relabelled."""
    yield ours, theirs
    _, at_ours, at_theirs = np.intersect1d(pool.who_of[ours], pool.who_of[theirs], return_indices=True)
    pairs = np.stack([ours[at_ours], theirs[at_theirs]])
    alone = [np.delete(ours, at_ours), np.delete(theirs, at_theirs)]
    rng = generator("relabelling", pool.seed)
    for _ in range(permutations):
        swapped = rng.random(pairs.shape[1]) < 0.5
        shuffled = rng.permutation(np.concatenate(alone))
        yield (
            np.concatenate([np.where(swapped, pairs[1], pairs[0]), shuffled[: len(alone[0])]]),
            np.concatenate([np.where(swapped, pairs[0], pairs[1]), shuffled[len(alone[0]) :]]),
        )


def _of_items(numbers: GroupNumbers, labellings: Sequence[Groups]) -> list[dict[str, float]]:
    """Numbers of single answers: second group less first of each labelling, nan where undefined."""
    return _differences([numbers.of_items(numbers.pool.rows_of(one)) for units in labellings for one in units])


def _of_sets(
    numbers: GroupNumbers, labellings: Sequence[Groups], orders: Iterator[Array], rng: np.random.Generator
) -> list[dict[str, float]]:
    """Likewise numbers of whole sets of complete rows; of repeats, one row of each persona."""
    pool, sets = numbers.pool, []
    for units, order in zip(labellings, orders, strict=False):
        rows_of_both = [pool.rows_of(one) for one in units]
        able = [pool.once(rows[pool.spot[rows] >= 0], rng) for rows in rows_of_both]
        size = min(map(len, able))
        for standing in able:
            shuffled = standing[np.argsort(order[pool.who[standing]])]
            sets.append((pool.spot[standing], pool.spot[shuffled[:size]]))
    return _differences(numbers.of_sets(sets))


def _differences(found: Sequence[Mapping[str, float | None]]) -> list[dict[str, float]]:
    """Each second group less the first, nan where undefined."""
    return [
        {name: _less(second[name], one) for name, one in first.items()}
        for first, second in zip(found[::2], found[1::2], strict=True)
    ]


def _less(value: float | None, other: float | None) -> float:
    if value is None or other is None or (np.isinf(value) and value == other):
        return float("nan")
    return value - other


def _p_value(differences: Array) -> float | None:
    """From the observed difference and those of relabelled populations, in this order.

    >>> _p_value(np.array([2.0, 1.0, -2.0, np.nan])), _p_value(np.array([np.nan, 1.0]))
    (0.75, None)
    """
    observed, relabelled = abs(differences[0]), np.abs(differences[1:])
    if np.isnan(observed):
        return None
    as_far = np.isnan(relabelled) | (relabelled >= observed * (1 - ROUNDING) - ROUNDING)
    return float((1 + as_far.sum()) / (1 + len(relabelled)))
