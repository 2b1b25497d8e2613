"""A generator of answers, a Gaussian copula; for the BFI-44, its parameters are published figures."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from persona_collapse import resources
from persona_collapse.measures.arrays import Array
from persona_collapse.measures.randomness import generator


@dataclass(frozen=True)
class Copula:
    """Parameters of the generator.

    z = L eps + A (chol(Phi) g) + A shift, with eps ~ N(0, I_D), g ~ N(0, I_T); the answer to item j is
    the lowest point of the scale plus the number of its thresholds below z_j.

    Attributes
    ----------
    thresholds : (D, K - 1) ascending, on the latent scale of K points
    residual : L (D, D), lower Cholesky factor of the latent correlations
    loadings : A (D, T), the item's key on its trait, else 0
    phi : (T, T) covariance added to the traits
    shift : (T,) mean added to the traits
    low : the lowest point of the scale
    """

    thresholds: Array
    residual: Array
    loadings: Array
    phi: Array
    shift: Array
    low: int = 1

    @property
    def high(self) -> int:
        """The highest point of the scale."""
        return self.low + int(self.thresholds.shape[1])

    @property
    def covariance(self) -> Array:
        """Sigma (D, D) of latent answers z: L L' + A Phi A'."""
        return self.residual @ self.residual.T + self.loadings @ self.phi @ self.loadings.T

    @property
    def averaging(self) -> Array:
        """W (T, D), standings from latent answers: the mean of a trait's keyed items."""
        size = np.maximum(np.abs(self.loadings).sum(axis=0), 1)  # a trait may have no item
        return np.asarray(self.loadings.T / size[:, None], dtype=np.float64)

    def traits(self, respondents: int, rng: np.random.Generator) -> Array:
        """The part of the latent traits (N, T) that is added to the items: shift + chol(Phi) g."""
        return self.shift + rng.standard_normal((respondents, len(self.shift))) @ np.linalg.cholesky(self.phi).T

    def answers(self, latent: Array) -> Array:
        """Scale points (N, D) from latent answers z (N, D)."""
        points: Array = float(self.low) + (self.thresholds[None, :, :] < latent[:, :, None]).sum(axis=2)
        return points

    def sample(self, respondents: int, rng: np.random.Generator) -> Array:
        """Answers (N, D) of new respondents."""
        eps = rng.standard_normal((respondents, len(self.residual)))
        return self.answers(eps @ self.residual.T + self.traits(respondents, rng) @ self.loadings.T)


@cache
def copula() -> Copula:
    """The bundled parameters: estimated from 228 respondents, moments matched to 2,058 of Twin-2K-500."""
    raw = resources.data("references/data/bfi44_copula.json")
    factor, key = np.array(raw["item_factor"]), np.array(raw["item_key"])
    return Copula(
        thresholds=np.array(raw["thresholds"]),
        residual=np.linalg.cholesky(np.array(raw["latent_correlation"])),
        loadings=np.eye(len(raw["factor_order"]))[factor] * key[:, None],
        phi=np.array(raw["phi"]),
        shift=np.array(raw["shift"]),
    )


def simulate_people(respondents: int, seed: int) -> Array:
    """Answers (N, 44) of simulated people; the same seed gives the same people.

    >>> simulate_people(3, seed=0).shape
    (3, 44)
    """
    return copula().sample(respondents, generator("people", seed))
