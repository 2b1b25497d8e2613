"""Simulated respondents for given personas: the answers of a persona to an item, as probabilities. None is a person.

The kinds are those of `respondents`, defined for one respondent at a time so that it can be asked like a model. A
respondent has a stable latent answer t_j to each item j, drawn once from its id. Each time it is asked, the answer
varies by e ~ N(0, s_j^2), a fifth of the variance of people's latent answers. Its standing on a trait is the mean of
its keyed items. A label says in which third of people the standing lies (reliability .8); without labels, it can lie
anywhere.

human
    P(y_j = k) = P(t_j + e falls between the respondent's thresholds of k)
collapsed
    the nearest of five stereotypes with probability .9, a neighbouring point with .1
shallow
    its own trait mean, keyed, plus N(0, .35^2), rounded
caricature
    as human, with standings moved to two SDs above, at, or below the mean, .3 SD remaining, and hardly any variation
noise
    every scale point equally likely
drifting
    as human, and after n turns of a conversation the default respondent's answer (that of a respondent without a persona) with
    probability w = 1 - .97^n, else its own: P = (1 - w) P_own + w P_default, so that every expected answer moves by the share w
    towards the default, and personas differ by 1 - w of what they differed. No other kind changes with a conversation

For the BFI-44 thresholds and covariances are those of published norms. For another questionnaire they are generated: from
its keys and scale if it has traits (`references.generated`), else from the items' ids (fifteen factors, five of which
follow the labels of the Big Five). This is useful for trials, and does not model real people.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from scipy.special import ndtr, ndtri

from persona_collapse.columns import label_columns
from persona_collapse.errors import InputError
from persona_collapse.instruments import TRAITS, Instrument, bfi44
from persona_collapse.measures.arrays import Array
from persona_collapse.measures.level import Level
from persona_collapse.measures.nulls import MOVED, archetypes
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.scaling import scaler
from persona_collapse.personas import DEFAULT
from persona_collapse.references import Copula, Styles, copula_of, own_thresholds
from persona_collapse.simulation.respondents import (
    CARICATURE_PUSH,
    CARICATURE_SPREAD,
    KINDS,
    LABEL_RELIABILITY,
    SHALLOW_RESIDUAL,
    STEREOTYPES,
    regression,
)

WAVERING = 0.2
"""Share of the variance of one latent answer that is new each time the question is asked."""

HARDLY_WAVERING = 0.02
"""The same for a caricature."""

DRIFT = 0.03
"""Share of the way to the default respondent that a drifting respondent moves with each turn of a conversation."""

DRIFTING = "drifting"

CONDITIONED = (*KINDS, DRIFTING)
"""Kinds of respondents that can be asked like a model."""

FACTORS = 15
CROWD = 500


@dataclass(frozen=True)
class Latent:
    """The model behind the answers to an instrument.

    Attributes
    ----------
    mean : (D,) of the latent answers
    covariance : (D, D)
    thresholds : (D, K - 1) ascending; the answer is the lowest point plus the number of thresholds below
    weights : W (T, D), standings from latent answers
    keys : (T, D) +1 or -1 where an item belongs to a trait, else 0
    low, high : ends of the scale
    styles : how respondents differ in their use of the scale; None where they do not
    """

    mean: Array
    covariance: Array
    thresholds: Array
    weights: Array
    keys: Array
    low: int
    high: int
    styles: Styles | None = None

    @cached_property
    def wavering(self) -> Array:
        """SD (D,) of the part that is new each time."""
        return np.sqrt(WAVERING * np.diag(self.covariance))

    @cached_property
    def steady_root(self) -> Array:
        """A root (D, D) of the covariance of t: people's covariance minus the variation (without negative eigenvalues)."""
        variance = np.diag(self.covariance)
        values, vectors = np.linalg.eigh(self.covariance - np.diag(WAVERING * variance))
        root = vectors * np.sqrt(np.clip(values, 0, None))
        stretch = np.sqrt((1 - WAVERING) * variance / (root**2).sum(axis=1))
        return np.asarray(root * stretch[:, None])

    @cached_property
    def standing_sd(self) -> Array:
        """SD (T,) of standings."""
        return np.asarray(np.sqrt(((self.weights @ self.steady_root) ** 2).sum(axis=1)))

    @cached_property
    def regression(self) -> Array:
        """G (D, T) of the stable part t."""
        return regression(self.steady_root @ self.steady_root.T, self.weights)

    @cached_property
    def stereotypes(self) -> Array:
        """Answers (5, D) of five stereotypes, from a sample of these respondents."""
        noise = generator("stereotypes", 0).standard_normal((CROWD, len(self.mean)))
        return archetypes(self.cut(self.mean + noise @ self.steady_root.T), STEREOTYPES, kinds=STEREOTYPES)

    def thresholds_of(self, rng: np.random.Generator) -> Array:
        """Thresholds (D, K - 1) of one respondent, drawn with its styles."""
        if self.styles is None:
            return self.thresholds
        inner, outer, agreeing = self.styles.draw(1, rng)[0]
        own: Array = np.column_stack(own_thresholds(self.thresholds, inner, outer)) - agreeing
        return own

    def cut(self, latent: Array, thresholds: Array | None = None) -> Array:
        """Scale points of latent answers, of any shape (..., D), by one respondent's thresholds or the items' own."""
        used = self.thresholds if thresholds is None else thresholds
        return np.asarray(self.low + (used < latent[..., None]).sum(axis=-1), dtype=np.float64)


def latent_model(instrument: Instrument) -> Latent:
    """The latent answers to an instrument: those of its copula, or generated from item ids where it has no traits."""
    if instrument.traits:
        return _of_copula(instrument)
    return _made_up(tuple(item.name for item in instrument.items), instrument.scale.low, instrument.scale.high)


def answer_probabilities(
    kind: str, instrument: Instrument, respondent: str, attributes: Mapping[str, str], *, seed: int = 0, turns: int = 0
) -> Array:
    """P (D, K) of every scale point, for each item, of one simulated respondent.

    Parameters
    ----------
    kind : human, collapsed, shallow, caricature, noise or drifting
    instrument : the instrument
    respondent : its id; together with the seed it determines the respondent
    attributes : of its persona; columns named after a trait or `big_five_<trait>` hold its labels
    seed : another seed gives other respondents
    turns : of the conversation before the questions; only a drifting respondent changes with them

    Raises
    ------
    InputError : an unknown kind.

    >>> answer_probabilities("noise", bfi44(), "7", {}).shape
    (44, 5)
    """
    if kind not in CONDITIONED:
        raise InputError(f"{kind!r} is not a kind of simulated respondent; kinds: {', '.join(CONDITIONED)}")
    if kind == DRIFTING:
        own = answer_probabilities("human", instrument, respondent, attributes, seed=seed)
        default = answer_probabilities("human", instrument, DEFAULT, {}, seed=seed)
        return (1 - drifted(turns)) * own + drifted(turns) * default
    model = latent_model(instrument)
    labelled = instrument if instrument.traits else bfi44()
    rng = generator(f"simulated respondent {respondent}", seed)
    steady = _steady(model, _thirds(attributes, labelled), rng, caricature=kind == "caricature")
    own = model.thresholds_of(generator(f"style of simulated respondent {respondent}", seed))
    if kind == "human":
        return _between(own, steady, model.wavering)
    if kind == "caricature":
        return _between(own, steady, model.wavering * np.sqrt(HARDLY_WAVERING / WAVERING))
    if kind == "collapsed":
        return _beside(_nearest(model, model.cut(steady, own)), model)
    if kind == "shallow":
        return _rounded(_trait_means(model, model.cut(steady, own)), model)
    return np.full((len(model.mean), model.high - model.low + 1), 1 / (model.high - model.low + 1))


def drifted(turns: int) -> float:
    """The share of the way to the default respondent that a drifting respondent has moved.

    >>> [round(drifted(turns), 3) for turns in (0, 2, 8, 24)]
    [0.0, 0.059, 0.216, 0.519]
    """
    return float(1 - (1 - DRIFT) ** turns)


def _thirds(attributes: Mapping[str, str], instrument: Instrument) -> Array:
    """Which third (T,) the labels name, 0 Low .. 2 High; nan without a label."""
    columns = {trait: column for column, trait in label_columns(attributes, instrument).items()}
    found = [attributes[columns[trait]] if trait in columns else "" for trait in instrument.traits]
    levels = [Level.named(str(one)) for one in found]
    return np.array([np.nan if one is None else float(one - Level.LOW) for one in levels])


def _steady(model: Latent, third: Array, rng: np.random.Generator, *, caricature: bool) -> Array:
    """The stable latent answers t (D,) of one respondent."""
    deviation = model.steady_root @ rng.standard_normal(len(model.mean))
    own = model.weights @ deviation / model.standing_sd
    place = ndtri((third + rng.random(len(third))) / 3)
    labelled = np.sqrt(LABEL_RELIABILITY) * place + np.sqrt(1 - LABEL_RELIABILITY) * rng.standard_normal(len(third))
    standing = np.where(np.isnan(third), own, labelled)
    if caricature:
        level = np.where(np.isnan(third), np.sign(np.trunc(own / -ndtri(1 / 3))), third - 1)
        standing = CARICATURE_PUSH * level + CARICATURE_SPREAD * rng.standard_normal(len(third))
    return np.asarray(model.mean + deviation + model.regression @ ((standing - own) * model.standing_sd))


def _nearest(model: Latent, answers: Array) -> Array:
    """The stereotype (D,) nearest to a respondent's answers."""
    standardise = scaler(model.stereotypes)
    distance = ((standardise(model.stereotypes) - standardise(answers[None])) ** 2).sum(axis=1)
    return np.asarray(model.stereotypes[distance.argmin()])


def _beside(answers: Array, model: Latent) -> Array:
    """P (D, K): the answer itself, or sometimes a neighbouring point, inwards at the ends."""
    points = np.arange(model.low, model.high + 1)
    gap = np.abs(points - answers[:, None])
    beside = (gap == 1) / (gap == 1).sum(axis=1, keepdims=True)
    return np.asarray((1 - MOVED) * (gap == 0) + MOVED * beside)


def _trait_means(model: Latent, answers: Array) -> Array:
    """For each item (D,), its trait's mean answer, keyed as the item; items without a trait keep their answer."""
    middle = (model.low + model.high) / 2
    size = np.abs(model.keys).sum(axis=1, keepdims=True)
    scores = model.keys @ (answers - middle) / np.where(size > 0, size, 1)[:, 0]
    keyed = middle + model.keys.T @ scores
    return np.where(np.abs(model.keys).sum(axis=0) > 0, keyed, answers)


def _rounded(centre: Array, model: Latent) -> Array:
    """P (D, K) of N(centre, .35^2) rounded to the scale."""
    return _between(np.arange(model.low + 0.5, model.high), centre, np.full(len(centre), SHALLOW_RESIDUAL))


def _between(thresholds: Array, centre: Array, sd: Array) -> Array:
    """P (D, K) that N(centre, sd^2) falls below the first threshold (D, K - 1), between two, above the last."""
    below = ndtr((thresholds - centre[:, None]) / sd[:, None])
    ends = np.ones((len(centre), 1))
    return np.diff(np.hstack([0 * ends, below, ends]), axis=1)


@cache
def _of_copula(instrument: Instrument) -> Latent:
    model: Copula = copula_of(instrument)
    return Latent(
        mean=model.loadings @ model.shift,
        covariance=model.covariance,
        thresholds=model.thresholds,
        weights=model.averaging,
        keys=np.asarray(model.loadings.T),
        low=model.low,
        high=model.high,
        styles=model.styles,
    )


@cache
def _made_up(names: tuple[str, ...], low: int, high: int) -> Latent:
    loadings = np.array([generator(f"item {name}", 0).normal(0, 0.3, FACTORS + 1) for name in names])
    factors, preference = loadings[:, :FACTORS], 2 * loadings[:, FACTORS]
    unique = np.clip(1 - (factors**2).sum(axis=1), 0.2, None)
    spread = np.abs(factors[:, : len(TRAITS)])
    own_trait = spread.argmax(axis=1)[None] == np.arange(len(TRAITS))[:, None]
    between = ndtri(np.arange(1, high - low + 1) / (high - low + 1))
    return Latent(
        mean=preference,
        covariance=factors @ factors.T + np.diag(unique),
        thresholds=np.tile(between, (len(names), 1)),
        weights=np.linalg.pinv(factors[:, : len(TRAITS)]),
        keys=np.where(own_trait, np.sign(factors[:, : len(TRAITS)]).T, 0.0),
        low=low,
        high=high,
    )
