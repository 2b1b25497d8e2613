"""A generator of answers, a Gaussian copula with response styles; for the BFI-44, its parameters are figures of people."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from persona_collapse import resources
from persona_collapse.measures.arrays import Array
from persona_collapse.measures.randomness import generator


@dataclass(frozen=True)
class Styles:
    """How people differ in their use of the response scale, whatever they are asked.

    A respondent's middle category is exp(inner g_1) as wide as the item's, the categories between it and the ends are
    exp(outer g_2) as wide, and acquiescence g_3 is added to every latent answer, with g ~ N(0, 1) and g_1, g_2
    correlated.

    Attributes
    ----------
    inner, outer : SDs of the logarithm of these widths
    correlation : of g_1 and g_2
    acquiescence : SD of what is added, in latent SDs

    Source
    ------
    Random thresholds: Boeckenholt 2012 (Psychological Methods 17), Jin & Wang 2014 (Journal of Educational
    Measurement 51). Acquiescence as a random intercept: Falk & Cai 2016 (Psychological Methods 21).
    """

    inner: float = 0.0
    outer: float = 0.0
    correlation: float = 0.0
    acquiescence: float = 0.0

    def of(self, g: Array) -> Array:
        """Styles (N, 3) from standard normal numbers (N, 3): two widths, as factors, and acquiescence."""
        second = self.correlation * g[:, 0] + np.sqrt(1 - self.correlation**2) * g[:, 1]
        return np.column_stack([np.exp(self.inner * g[:, 0]), np.exp(self.outer * second), self.acquiescence * g[:, 2]])

    def draw(self, respondents: int, rng: np.random.Generator) -> Array:
        """Styles (N, 3) of new respondents."""
        return self.of(rng.standard_normal((respondents, 3)))


@dataclass(frozen=True)
class Copula:
    """Parameters of the generator.

    z = L eps + A (chol(Phi) g) + A shift, with eps ~ N(0, I_D), g ~ N(0, I_T); the answer to item j is
    the lowest point of the scale plus the number of its thresholds below z_j. With styles, each respondent has
    thresholds of its own.

    Attributes
    ----------
    thresholds : (D, K - 1) ascending, on the latent scale of K points
    residual : L (D, D), lower Cholesky factor of the latent covariance without Phi
    loadings : A (D, T), the item's key on its trait, else 0
    phi : (T, T) covariance added to the traits
    shift : (T,) mean added to the traits
    low : the lowest point of the scale
    styles : how respondents differ in their use of a scale of five points; None where they do not
    """

    thresholds: Array
    residual: Array
    loadings: Array
    phi: Array
    shift: Array
    low: int = 1
    styles: Styles | None = None

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

    def latent(self, respondents: int, rng: np.random.Generator) -> Array:
        """Latent answers z (N, D) of new respondents."""
        eps = rng.standard_normal((respondents, len(self.residual)))
        traits = self.shift + rng.standard_normal((respondents, len(self.shift))) @ np.linalg.cholesky(self.phi).T
        return np.asarray(eps @ self.residual.T + traits @ self.loadings.T, dtype=np.float64)

    def styles_of(self, respondents: int, rng: np.random.Generator) -> Array | None:
        """Styles (N, 3) of new respondents; None where they do not differ, and then nothing is drawn."""
        return None if self.styles is None else self.styles.draw(respondents, rng)

    def answers(self, latent: Array, styles: Array | None = None) -> Array:
        """Scale points (N, D) from latent answers z (N, D).

        Parameters
        ----------
        latent : z
        styles : (N, 3) of the same respondents; None uses every item's own thresholds
        """
        leaning = 0.0 if styles is None else styles[:, 2:]
        points = np.full(latent.shape, float(self.low))
        for cut in self.thresholds.T if styles is None else self._own(styles):
            points += cut < latent + leaning
        return points

    def _own(self, styles: Array) -> tuple[Array, Array, Array, Array]:
        return own_thresholds(self.thresholds, styles[:, :1], styles[:, 1:2])

    def sample(self, respondents: int, rng: np.random.Generator) -> Array:
        """Answers (N, D) of new respondents."""
        latent = self.latent(respondents, rng)
        return self.answers(latent, self.styles_of(respondents, rng))


def own_thresholds(thresholds: Array, inner: Array | float, outer: Array | float) -> tuple[Array, Array, Array, Array]:
    """The four thresholds with an item's middle category and the two beside it of other widths.

    Parameters
    ----------
    thresholds : (D, 4)
    inner, outer : factors, one each or (N, 1) of respondents; the thresholds are then (D,) or (N, D)

    >>> np.column_stack(own_thresholds(np.array([[-2.0, -1.0, 1.0, 2.0]]), 0.5, 2.0)).tolist()
    [[-2.5, -0.5, 0.5, 2.5]]
    """
    first, second, third, fourth = thresholds.T
    middle, half = (second + third) / 2, (third - second) / 2
    lower, upper = middle - half * inner, middle + half * inner
    return lower - (second - first) * outer, lower, upper, upper + (fourth - third) * outer


@cache
def copula() -> Copula:
    """The bundled parameters, version 2: fitted to 146 respondents of Twin-2K-500 and figures of all 2,058.

    Made by `datasets_scripts/human-reference/fit.py`, which says how.
    """
    raw = resources.data("references/data/bfi44_copula.json")
    factor, key = np.array(raw["item_factor"]), np.array(raw["item_key"])
    return Copula(
        thresholds=np.array(raw["thresholds"]),
        residual=np.linalg.cholesky(np.array(raw["latent_covariance"])),
        loadings=np.eye(len(raw["factor_order"]))[factor] * key[:, None],
        phi=np.array(raw["phi"]),
        shift=np.array(raw["shift"]),
        styles=Styles(**raw["styles"]),
    )


def simulate_people(respondents: int, seed: int) -> Array:
    """Answers (N, 44) of simulated people; the same seed gives the same people.

    >>> simulate_people(3, seed=0).shape
    (3, 44)
    """
    return copula().sample(respondents, generator("people", seed))
