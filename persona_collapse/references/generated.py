"""A generator of answers to a questionnaire of which only keys and scale are known. None of its answers is a person's."""

from functools import cache

import numpy as np

from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument, bfi44
from persona_collapse.measures.randomness import generator
from persona_collapse.references.bfi44_copula import Copula, copula

GENERATED = "generated from the keys of the questionnaire, not people"

TRAIT_VARIANCE = 0.38
"""Of a latent answer, the part of its trait: two items of a trait correlate about .38, as those of the BFI-44 do."""

MINOR_FACTORS = 10
MINOR_SD = 0.22
"""SD of the loadings on factors that belong to no trait: contents that items share across traits."""

BETWEEN_TRAITS = 0.2
"""Correlation between two traits that people like to have; minus this with one they would rather not have."""

LEANING = 0.4
SPREAD_OF_ITEMS = 0.5
"""How far people's answers lean to the desirable side, in latent SDs, and the SD of items around it."""

OUTER = 1.2
"""The outermost thresholds, in latent SDs, with the others at equal distances between them."""


def copula_of(instrument: Instrument) -> Copula:
    """The generator of answers to a questionnaire: the bundled one for the BFI-44, else one generated from its keys.

    Raises
    ------
    InputError : the questionnaire has no traits.
    """
    return copula() if is_bfi44(instrument) else generated_copula(instrument)


def is_bfi44(instrument: Instrument) -> bool:
    """Whether the items and the scale points are those of the BFI-44."""
    return instrument.answered_like(bfi44())


def generated_copula(instrument: Instrument) -> Copula:
    """Parameters of a generator that has the questionnaire's keys and scale, and sizes that are usual among people.

    Each item stands on its trait (38 % of its variance) and on ten minor factors whose loadings are drawn from the
    item's name; the rest is its own. Traits correlate by .2. Useful to try a questionnaire out; it does not stand for
    people, and its name says so.

    Parameters
    ----------
    instrument : with traits

    Raises
    ------
    InputError : it has no traits.
    """
    if not instrument.traits:
        raise InputError(f"{instrument.id} has no traits, so answers to it cannot be generated from its keys")
    items = tuple((item.name, item.trait, item.key) for item in instrument.items)
    return _made(items, instrument.traits, instrument.undesirable, instrument.scale.low, instrument.scale.high)


@cache
def _made(
    items: tuple[tuple[str, str | None, int], ...],
    traits: tuple[str, ...],
    undesirable: frozenset[str],
    low: int,
    high: int,
) -> Copula:
    keys = np.array([[key if trait == name else 0.0 for name in traits] for _, trait, key in items])
    liked = np.array([-1.0 if name in undesirable else 1.0 for name in traits])
    drawn = np.array([generator(f"item {name}", 0).standard_normal(MINOR_FACTORS + 1) for name, _, _ in items])
    minor = MINOR_SD * drawn[:, 1:]
    own = np.clip(1 - TRAIT_VARIANCE * np.abs(keys).sum(axis=1) - (minor**2).sum(axis=1), 0.15, None)
    leaning = LEANING * keys @ liked + SPREAD_OF_ITEMS * drawn[:, 0]
    even = np.linspace(-OUTER, OUTER, high - low)
    correlation = BETWEEN_TRAITS * np.outer(liked, liked)
    np.fill_diagonal(correlation, 1.0)
    return Copula(
        thresholds=even - leaning[:, None],
        residual=np.asarray(np.linalg.cholesky(minor @ minor.T + np.diag(own)), dtype=np.float64),
        loadings=keys,
        phi=TRAIT_VARIANCE * correlation,
        shift=np.zeros(len(traits)),
        low=low,
    )
