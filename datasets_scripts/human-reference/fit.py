"""Fits the generator behind `calibrated-2058` to people: `python fit.py answers.csv [--out bfi44_copula.json]`.

`answers.csv` holds answers of real people to the BFI-44 (146 early respondents of Twin-2K-500, which may not be shipped);
the figures of all 2,058 are in the package. `prior.json` is version 1: thresholds and correlations of 228 respondents of
PolychoricRM. 146 people say well how widely answers are spread, how strongly the items of a trait agree and how people
differ in their use of the scale; they say little about one item or one pair of items. So there are two steps:

1. Item by item. The shares of an item's answers are those of the people, shrunk towards the prior (worth 50 people, its
   thresholds first widened so that extremes and midpoints are as frequent as among the people). The correlations are
   theirs, shrunk towards the prior's (worth 300 people, first with the people's mean correlation within and between
   traits). Both weights predicted held-out halves of the people best. Thresholds, latent correlations and styles are
   moved until answers that are simulated have these shares, these correlations, and people's SD of extreme and midpoint
   shares between respondents, of acquiescence, and the correlation of extremes with midpoints.
2. All 2,058. Trait means, SDs and correlations become those of all respondents: standings move, and whatever else is
   true of a respondent stays. The thresholds are widened or narrowed to `EXTREME` and `MIDPOINT`.

Early respondents have wider trait scores and more desirable ones than all 2,058. Their alphas, all respondents' SDs and
their share of extremes cannot hold at once; `WIDER` says by how much the SDs give way.
"""

import argparse
import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
from scipy.stats import norm

from persona_collapse import resources
from persona_collapse.instruments import bfi44
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures import cronbach_alpha
from persona_collapse.measures.arrays import Array
from persona_collapse.references.bfi44_copula import Copula, Styles, own_thresholds
from persona_collapse.simulation.respondents import regression

HERE = Path(__file__).resolve().parent

MARGINAL_WEIGHT, CORRELATION_WEIGHT = 50, 300
"""How many people the prior's shares and its correlations are worth; the best of 0 to 320 on 200 random halves."""

EXTREME, MIDPOINT = (0.395, 0.216), (0.139, 0.120)
"""Mean and SD between respondents, between those of 146 (.411, .216; .139, .131) and of 293 respondents (.40, .216; .133, .117)."""

WIDER = np.full(5, 0.03)
"""By how many scale points the SDs of trait scores exceed those of all 2,058."""

SIMULATED = 30_000
ROUNDS = 15
SMALLEST_EIGENVALUE = 0.02

KEYS = bfi44().keying().keys
SIGN, TRAIT = KEYS.sum(axis=0), np.abs(KEYS).argmax(axis=0)
OFF = ~np.eye(len(SIGN), dtype=bool)


def shares(answers: Array) -> Array:
    """Shares (D, 5) of the scale points."""
    return np.stack([(answers == point).mean(axis=0) for point in range(1, 6)], axis=1)


def cuts(shares_: Array) -> Array:
    """Thresholds (D, 4) of a standard normal latent answer."""
    return norm.ppf(np.clip(np.cumsum(shares_, axis=1)[:, :4], 0.0005, 0.9995))


def styles(answers: Array) -> Array:
    """Mean and SD between respondents of extreme and midpoint shares, their correlation, SD of acquiescence."""
    extreme, middle = np.isin(answers, (1, 5)).mean(axis=1), (answers == 3).mean(axis=1)
    both = [(answers[:, keys > 0].mean(axis=1) + answers[:, keys < 0].mean(axis=1)) / 2 for keys in KEYS]
    agreeing = np.mean(both, axis=0).std()
    together = np.corrcoef(extreme, middle)[0, 1]
    return np.array([extreme.mean(), extreme.std(), middle.mean(), middle.std(), together, agreeing])


def widened(thresholds: Array, middle: float, outer: float) -> Array:
    """Thresholds (D, 4) with another width of the middle category and of those beside it."""
    return np.column_stack(own_thresholds(thresholds, middle, outer))


def as_frequent(prior: Array, people: Array) -> Array:
    """The prior's shares (D, 5), widened until extremes and midpoints are as frequent as among the people."""
    base, middle, outer = cuts(prior), 1.0, 1.0
    for _ in range(60):
        ends = np.hstack([np.zeros((len(base), 1)), norm.cdf(widened(base, middle, outer)), np.ones((len(base), 1))])
        found = np.diff(ends, axis=1)
        middle *= people[:, 2].mean() / found[:, 2].mean()
        outer *= np.sqrt(found[:, [0, 4]].sum(axis=1).mean() / people[:, [0, 4]].sum(axis=1).mean())
    return found


def as_related(prior: Array, people: Array) -> Array:
    """The prior's correlations (D, D) with the people's mean keyed correlation within and between traits."""
    keyed, wanted = prior * np.outer(SIGN, SIGN), people * np.outer(SIGN, SIGN)
    for one in range(len(KEYS)):
        for other in range(len(KEYS)):
            block = np.ix_(one == TRAIT, other == TRAIT)
            off = OFF[block]
            keyed[block] += np.where(off, wanted[block][off].mean() - keyed[block][off].mean(), 0)
    return keyed * np.outer(SIGN, SIGN)


def positive(covariance: Array) -> Array:
    """The nearest correlation matrix with no eigenvalue below `SMALLEST_EIGENVALUE`, nearly."""
    values, vectors = np.linalg.eigh(covariance)
    raised = (vectors * np.maximum(values, SMALLEST_EIGENVALUE)) @ vectors.T
    sd = np.sqrt(np.diag(raised))
    return raised / np.outer(sd, sd)


class Crowd:
    """Simulated people that stay the same while parameters move: only their answers change."""

    def __init__(self, seed: int = 1) -> None:
        rng = np.random.default_rng(seed)
        self.latent = rng.standard_normal((SIMULATED, len(SIGN)))
        self.style = rng.standard_normal((SIMULATED, 3))

    def answers(self, thresholds: Array, covariance: Array, styled: Styles, mean: Array | float = 0.0) -> Array:
        """Their answers (N, D) under these parameters."""
        model = replace(prior_copula(), thresholds=thresholds)
        return model.answers(self.latent @ np.linalg.cholesky(covariance).T + mean, styled.of(self.style))


def moved(styled: Styles, found: Array, wanted: Array) -> Styles:
    """Styles that bring the four figures between respondents nearer to those that are wanted."""
    return Styles(
        inner=min(styled.inner * wanted[3] / found[3], 1.5),
        outer=min(styled.outer * wanted[1] / found[1], 1.5),
        correlation=float(np.clip(styled.correlation + 0.5 * (found[4] - wanted[4]), -0.9, 0.95)),
        acquiescence=max(0.01, styled.acquiescence * wanted[5] / found[5]),
    )


@cache
def prior_copula() -> Copula:
    """Version 1, without styles."""
    raw = json.loads((HERE / "prior.json").read_text(encoding="utf-8"))
    loadings = np.eye(len(raw["factor_order"]))[np.array(raw["item_factor"])] * np.array(raw["item_key"])[:, None]
    root = np.linalg.cholesky(np.array(raw["latent_correlation"]))
    return Copula(np.array(raw["thresholds"]), root, loadings, np.array(raw["phi"]), np.array(raw["shift"]))


def item_by_item(people: Array, crowd: Crowd) -> tuple[Array, Array, Styles]:
    """Step 1: thresholds (D, 4), latent correlations (D, D) and styles."""
    prior = prior_copula()
    others = prior.sample(60_000, np.random.default_rng(7))
    weight = len(people) / (len(people) + np.array([MARGINAL_WEIGHT, CORRELATION_WEIGHT]))
    wanted_shares = weight[0] * shares(people) + (1 - weight[0]) * as_frequent(shares(others), shares(people))
    theirs = np.corrcoef(people.T)
    wanted = weight[1] * theirs + (1 - weight[1]) * as_related(np.corrcoef(others.T), theirs)
    thresholds, covariance = prior.thresholds - (prior.loadings @ prior.shift)[:, None], positive(prior.covariance)
    styled = Styles(0.4, 0.4, 0.3, 0.3)
    for _ in range(ROUNDS):
        for _ in range(2):
            gap = cuts(wanted_shares) - cuts(shares(crowd.answers(thresholds, covariance, styled)))
            thresholds = np.sort(thresholds + 0.9 * gap, axis=1)
        answers = crowd.answers(thresholds, covariance, styled)
        covariance = positive(covariance + 0.7 * (wanted - np.corrcoef(answers.T)))
        styled = moved(styled, styles(answers), styles(people))
    return thresholds, covariance, styled


def all_respondents(
    thresholds: Array, covariance: Array, styled: Styles, crowd: Crowd, wanted: Array
) -> tuple[Array, Array, Styles]:
    """Step 2: the same with trait scores of all 2,058, and the `wanted` styles.

    Returns
    -------
    Thresholds, from which the shift of means is subtracted; latent covariance; styles.
    """
    norms = resources.data("references/data/twin2k500_factor_statistics.json")
    sds = np.array(norms["sd"]) + WIDER
    goal = np.linalg.cholesky(np.array(norms["correlation"]) * np.outer(sds, sds))
    prior = prior_copula()
    shift, averaging, scores = np.zeros(len(KEYS)), prior.averaging, bfi44().keying().scores
    for _ in range(ROUNDS):
        answers = crowd.answers(thresholds, covariance, styled, prior.loadings @ shift)
        own = scores(answers)
        shift = shift + 0.8 * (np.array(norms["mean"]) - own.mean(axis=0))
        standing = averaging @ covariance @ averaging.T
        unit = np.sqrt(np.diag(standing)) / own.std(axis=0)
        step = np.diag(unit) @ goal @ np.linalg.inv(np.linalg.cholesky(np.cov(own.T))) @ np.diag(1 / unit)
        towards = regression(covariance, averaging) @ (step - np.eye(len(KEYS))) @ averaging
        change = np.eye(len(covariance)) + 0.8 * towards
        covariance = change @ covariance @ change.T
        found = styles(answers)
        styled = moved(styled, found, wanted)
        thresholds = widened(thresholds, (wanted[2] / found[2]) ** 0.7, (found[0] / wanted[0]) ** 1.5)
    return thresholds - (prior.loadings @ shift)[:, None], covariance, styled


def fit(people: Array, *, seed: int = 1) -> Copula:
    """The generator fitted to answers (N, 44) of people without missing ones."""
    crowd = Crowd(seed)
    wanted = np.array([*EXTREME, *MIDPOINT, *styles(people)[4:]])
    thresholds, covariance, styled = all_respondents(*item_by_item(people, crowd), crowd, wanted)
    prior = prior_copula()
    phi = np.eye(len(KEYS)) * SMALLEST_EIGENVALUE / 10  # the traits are in the covariance already
    residual = covariance - prior.loadings @ phi @ prior.loadings.T
    return Copula(thresholds, np.linalg.cholesky(residual), prior.loadings, phi, np.zeros(len(KEYS)), styles=styled)


def record(model: Copula, people: Array) -> dict[str, object]:
    """The parameters as they are shipped, and the alphas of the people (N, 44) they were fitted to."""
    raw = json.loads((HERE / "prior.json").read_text(encoding="utf-8"))
    return {
        "version": 2,
        "what": raw["what"] + " Respondents differ in their use of the scale.",
        "provenance": f"fitted by datasets_scripts/human-reference/fit.py to {len(people)} respondents of Twin-2K-500 (Toubia "
        "et al. 2025), to the trait means, SDs and correlations of all 2,058, and to thresholds and correlations of "
        "228 respondents (BFI228)",
        **{key: raw[key] for key in ("factor_order", "item_factor", "item_key")},
        "thresholds": np.round(model.thresholds, 4).tolist(),
        "latent_covariance": np.round(model.residual @ model.residual.T, 5).tolist(),
        "phi": np.round(model.phi, 5).tolist(),
        "shift": model.shift.tolist(),
        "wider": WIDER.tolist(),
        "alphas": [round(alpha, 3) for alpha in cronbach_alpha(people, bfi44().keying())],
        "styles": {name: round(float(value), 4) for name, value in vars(model.styles).items()},
    }


def main() -> None:
    """Fit and write."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("answers", type=Path, help="answers of people to the BFI-44, not reverse-scored")
    asked.add_argument("--out", type=Path, default=Path("bfi44_copula.json"))
    given = asked.parse_args()
    answers = BehavioralTraitMatrix.read(given.answers, instrument=bfi44()).values
    people = answers[~np.isnan(answers).any(axis=1)]
    written = json.dumps(record(fit(people), people))
    given.out.write_text(written.replace("], [", "],\n["), encoding="utf-8")


if __name__ == "__main__":
    main()
