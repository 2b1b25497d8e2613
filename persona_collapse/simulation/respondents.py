"""Simulated respondents: what each kind does, in words and as a formula. None is a person.

Every kind begins with the same people, drawn from the copula of `persona_collapse.references` (that of the BFI-44, or one
generated from the keys of another questionnaire): a latent answer z_j to each item j, a human answer h_j (z_j cut at the item's thresholds, as the person uses the scale), a standing u_t on each trait t (mean of the keyed
z of its items), and a label per trait, High, Neutral or Low: the third of the population in which
sqrt(r) u_t + sqrt(1 - r) g lies, u_t and g standardised, r = .8 (labels describe people well, not perfectly).

Each kind changes these people differently. Its strength s is from 0 (people) to 1, y is the answer, and g ~ N(0, 1):

human
    answers like the person. y_j = h_j
collapsed
    answers like the nearest of five stereotypes a_c (k-means of people, rounded), one answer in ten moved by one.
    With probability s: y_j = a_cj, jittered; otherwise h_j
shallow
    knows only its trait scores m_t: all items of a trait get the same answer, reversed items the reversed one.
    y_j = round((1 - s) h_j + s keyed(m_t) + .35 s g)
caricature
    becomes its label: the standing moves to two SDs above, at, or below the mean, with .3 SD left within a label;
    items follow as among people. With level High 1, Neutral 0, Low -1:
    u*_t = (1 - s) u_t + s (mean_t + sd_t (2 level_t + .3 g)); z* = z + G (u* - u); y = z* cut at the thresholds
noise
    does not read the question. With probability s: y_j uniform over the scale; otherwise h_j

G = Sigma W' (W Sigma W')^-1, with Sigma the covariance of z and u = W z, is the regression of latent answers on
standings: the only change of z that moves the standings and leaves everything else about the person unchanged.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from persona_collapse.arguments import NUMBER, TEXT, Kind, an, check, whole
from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument, bfi44
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array
from persona_collapse.measures.level import Level
from persona_collapse.measures.nulls import archetypes, jittered
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.scaling import scaler
from persona_collapse.references import GENERATED, SIMULATED, Copula, calibrated_2058, copula_of, is_bfi44

POPULATION = 1144
"""Number of personas in the published pool, and by default in a simulated population."""

PREFIX = "simulated:"
"""The prefix before the kind, in the name of a simulated population."""

LABEL_RELIABILITY = 0.8
STEREOTYPES = 5
SHALLOW_RESIDUAL = 0.35
CARICATURE_PUSH = 2.0
CARICATURE_SPREAD = 0.3

CROWD = 2058
"""Generated respondents among whom the stereotypes are found, as many as there are in the bundled reference."""


@dataclass(frozen=True)
class People:
    """The people that the kinds change.

    Attributes
    ----------
    model : their generator
    crowd : answers (M, D) of other people, among whom stereotypes are found
    latent : z (N, D)
    styles : (N, 3) how each uses the response scale; None where they do not differ
    standing : u (N, T)
    level : (N, T) -1 Low, 0 Neutral, 1 High
    """

    model: Copula
    crowd: Array
    latent: Array
    styles: Array | None
    standing: Array
    level: NDArray[np.int64]

    @property
    def answers(self) -> Array:
        """Their answers: h (N, D)."""
        return self.answering(self.latent)

    def answering(self, latent: Array) -> Array:
        """Answers (N, D) of the same people with other latent answers z (N, D): they keep their response styles."""
        return self.model.answers(latent, self.styles)


def draw_people(instrument: Instrument, respondents: int, rng: np.random.Generator) -> People:
    """People of the questionnaire's copula with their standings and labels."""
    model = copula_of(instrument)
    latent = model.latent(respondents, rng)
    standing = latent @ model.averaging.T
    spread = (standing - standing.mean(axis=0)) / np.where(standing.std(axis=0) > 0, standing.std(axis=0), 1.0)
    noisy = np.sqrt(LABEL_RELIABILITY) * spread
    noisy = noisy + np.sqrt(1 - LABEL_RELIABILITY) * rng.standard_normal(standing.shape)
    third = np.floor(3 * (scipy.stats.rankdata(noisy, axis=0) - 1) / respondents).astype(np.int64)
    styles = model.styles_of(respondents, rng)
    return People(model, _crowd(instrument), latent, styles, standing, third - 1)


def _crowd(instrument: Instrument) -> Array:
    if is_bfi44(instrument):
        return calibrated_2058().values
    return copula_of(instrument).sample(CROWD, generator(f"crowd {instrument.id}", 0))


def human(people: People, strength: float, rng: np.random.Generator) -> Array:
    """The people themselves."""
    return people.answers


def collapsed(people: People, strength: float, rng: np.random.Generator) -> Array:
    """A few stereotypes, with small errors."""
    kinds = archetypes(people.crowd, STEREOTYPES, kinds=STEREOTYPES)
    standardise = scaler(people.crowd)
    own = people.answers
    nearest = cdist(standardise(own), standardise(kinds)).argmin(axis=1)
    stereotype = jittered(kinds[nearest], low=people.model.low, high=people.model.high, seed=int(rng.integers(2**31)))
    return np.where(rng.random(own.shape) < strength, stereotype, own)


def shallow(people: People, strength: float, rng: np.random.Generator) -> Array:
    """Trait scores without the items."""
    own, model = people.answers, people.model
    trait_of_item = np.abs(model.loadings).argmax(axis=1)
    keyed = np.where(model.loadings.sum(axis=1) < 0, model.low + model.high - own, own)
    per_trait = np.abs(model.loadings)
    mean = (keyed @ per_trait / np.maximum(per_trait.sum(axis=0), 1))[:, trait_of_item]
    same = np.where(model.loadings.sum(axis=1) < 0, model.low + model.high - mean, mean)
    same = np.where(per_trait.sum(axis=1) > 0, same, own)  # an item without a trait keeps its answer
    residual = SHALLOW_RESIDUAL * strength * rng.standard_normal(own.shape)
    return np.clip(np.rint((1 - strength) * own + strength * same + residual), model.low, model.high)


def caricature(people: People, strength: float, rng: np.random.Generator) -> Array:
    """Labels taken to the ends of the scale."""
    mean, sd = people.standing.mean(axis=0), people.standing.std(axis=0)
    label = CARICATURE_PUSH * people.level + CARICATURE_SPREAD * rng.standard_normal(people.standing.shape)
    wanted = (1 - strength) * people.standing + strength * (mean + sd * label)
    model = people.model
    moved = (wanted - people.standing) @ regression(model.covariance, model.averaging).T
    return people.answering(people.latent + moved)


def noise(people: People, strength: float, rng: np.random.Generator) -> Array:
    """Any answer, all equally likely."""
    own = people.answers
    uniform = rng.integers(people.model.low, people.model.high, own.shape, endpoint=True)
    return np.where(rng.random(own.shape) < strength, uniform, own).astype(np.float64)


KINDS: dict[str, Callable[[People, float, np.random.Generator], Array]] = {
    "human": human,
    "collapsed": collapsed,
    "shallow": shallow,
    "caricature": caricature,
    "noise": noise,
}


def simulate(
    kind: str,
    respondents: int = POPULATION,
    *,
    strength: float = 1.0,
    seed: int = 0,
    instrument: Instrument | None = None,
) -> BehavioralTraitMatrix:
    """A simulated population of one kind, with its trait labels as attributes.

    Parameters
    ----------
    kind : human, collapsed, shallow, caricature or noise (the table at the top of this module)
    respondents : number of respondents
    strength : 0 (people) .. 1
    seed : the same seed draws the same people for every kind
    instrument : with traits; None is the BFI-44. The people of another are generated from its keys and scale

    Raises
    ------
    InputError : an unknown kind, a strength outside 0..1, no respondents, or an instrument without traits.

    >>> matrix = simulate("noise", 10)
    >>> matrix.values.shape, sorted(matrix.attributes)[0], matrix.note
    ((10, 44), 'Agreeableness', 'simulated from published norms, not people')
    """
    check(
        "simulate",
        kind=(kind, TEXT),
        respondents=(respondents, whole(1)),
        strength=(strength, Kind(NUMBER.holds, "a number from 0 (people) to 1")),
        seed=(seed, whole(0)),
        instrument=(instrument, an(Instrument, 'an Instrument, such as instruments.find("ipip50")').or_none),
    )
    if kind not in KINDS:
        raise InputError(f"{kind!r} is not a kind of simulated population; kinds: {', '.join(KINDS)}")
    if not 0 <= strength <= 1:
        raise InputError(f"a strength of {strength} was given; it must be from 0 (people) to 1")
    asked = bfi44() if instrument is None else instrument
    people = draw_people(asked, respondents, generator("simulated people", seed))
    answers = KINDS[kind](people, strength, generator(f"simulated {kind}", seed))
    return BehavioralTraitMatrix.from_arrays(
        answers,
        instrument=asked,
        source=f"{PREFIX}{kind}",
        attributes={
            trait: [Level(one + Level.NEUTRAL).label for one in people.level[:, t]]
            for t, trait in enumerate(asked.traits)
        },
        note=SIMULATED if is_bfi44(asked) else GENERATED,
    )


def regression(covariance: Array, weights: Array) -> Array:
    """G (D, T) = Sigma W' (W Sigma W')^-1: how latent answers change with standings while everything else about the
    person stays.

    Parameters
    ----------
    covariance : Sigma (D, D) of latent answers
    weights : W (T, D), standings from latent answers

    The standing is the mean of two independent answers; for it to increase by 1, both increase by 1:

    >>> regression(np.eye(2), np.array([[0.5, 0.5]])).ravel().tolist()
    [1.0, 1.0]
    """
    towards = covariance @ weights.T
    return np.asarray(np.linalg.solve(weights @ towards, towards.T).T, dtype=np.float64)
