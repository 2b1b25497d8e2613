"""How often to ask: repeats for a reliable mean, and personas for a noise share known well enough."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from persona_collapse import measures
from persona_collapse.measures.arrays import Array
from persona_collapse.measures.intervals import Interval, of_jackknife
from persona_collapse.results import RepeatsNeeded

GROUPS = 100
"""Personas are excluded in this many groups, one at a time while there are no more of them than that."""


def repeats_needed(
    width: float, reliability: float, samples: ArrayLike | None, distributions: ArrayLike | None
) -> RepeatsNeeded | None:
    """How many repeats make the mean of a persona's answers to one item as reliable as wanted.

    With signal the components persona and persona x item, a mean over R repeats has reliability signal / (signal +
    within / R). The noise share's interval comes from excluding personas in turn, and falls with their square root.

    Parameters
    ----------
    width : wanted of the noise share's interval
    reliability : wanted, between 0 and 1
    samples : (R, N, D) answers
    distributions : (N, D, K) probabilities of the scale points; they go before `samples`

    Returns
    -------
    None without repeats.

    Source
    ------
    Spearman 1910 (British Journal of Psychology 3, 271-295) and Brown 1910 (ibid., 296-322); components as in
    `persona_collapse.measures.variance_components`; the delete-a-group jackknife of Quenouille 1956 (Biometrika 43,
    353-360).
    """
    if distributions is not None and not np.isnan(np.asarray(distributions)).any():
        given, axis = np.asarray(distributions, dtype=np.float64), 0
        components: Callable[[Array], measures.Components] = measures.expected_components
    elif samples is not None and len(np.asarray(samples)) > 1:
        given, axis, components = np.asarray(samples, dtype=np.float64), 1, measures.variance_components
    else:
        return None
    whole = components(given)
    share = _noise_share(components, given, axis)
    return RepeatsNeeded(
        noise_share=share,
        personas=whole.personas,
        repeats=whole.repeats,
        reliability_of_one=reliability_of_mean(whole, 1),
        reliability=reliability,
        needed=repeats_for(whole, reliability),
        personas_needed=None
        if share is None
        else max(2, int(np.ceil(whole.personas * ((share.high - share.low) / width) ** 2))),
    )


def reliability_of_mean(found: measures.Components, repeats: int) -> float | None:
    """The share (0..1) of the variance of personas' mean answers to one item, over this many repeats, that is the personas'.

    >>> noisy = measures.Components(0.5, 0.0, 0.5, 1.0, 0.5, 2, 10, 10, 0)
    >>> reliability_of_mean(noisy, 1), reliability_of_mean(noisy, 4)
    (0.5, 0.8)
    """
    parts = _signal_and_noise(found)
    if parts is None or sum(parts) == 0:
        return None
    signal, noise = parts
    return signal / (signal + noise / repeats)


def repeats_for(found: measures.Components, reliability: float) -> int | None:
    """The fewest repeats with that reliability; None where the persona has no part in the answers.

    >>> noisy = measures.Components(0.5, 0.0, 0.5, 1.0, 0.5, 2, 10, 10, 0)
    >>> repeats_for(noisy, 0.8), repeats_for(noisy, 0.81)
    (4, 5)
    """
    parts = _signal_and_noise(found)
    if parts is None or parts[0] == 0:
        return None
    signal, noise = parts
    return max(1, int(np.ceil(reliability / (1 - reliability) * noise / signal - 1e-9)))


def _signal_and_noise(found: measures.Components) -> tuple[float, float] | None:
    if found.persona is None or found.persona_item is None or found.within is None:
        return None
    return max(found.persona, 0.0) + max(found.persona_item, 0.0), max(found.within, 0.0)


def _noise_share(components: Callable[[Array], measures.Components], given: Array, axis: int) -> Interval | None:
    """The noise share and its interval over personas."""
    value = components(given).noise_share
    personas = given.shape[axis]
    groups = np.arange(personas) % GROUPS
    if value is None or personas < 3:
        return None
    without = [components(np.compress(groups != group, given, axis=axis)).noise_share for group in np.unique(groups)]
    left = [share for share in without if share is not None]
    return of_jackknife(value, left).interval if len(left) == len(without) else None
