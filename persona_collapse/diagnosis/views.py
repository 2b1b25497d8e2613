"""What a report draws: answers item by item, trait scores by label, and all respondents in two dimensions."""

import numpy as np

from persona_collapse.diagnosis.preparation import Sides
from persona_collapse.instruments import Instrument
from persona_collapse.measures.arrays import Array, complete_cases
from persona_collapse.measures.items import answer_shares
from persona_collapse.measures.level import Level
from persona_collapse.measures.randomness import generator
from persona_collapse.results import ItemAnswers, Projection, TraitScores, Views
from persona_collapse.results.views import Counts, Points

SHOWN = 500
"""Respondents drawn in a projection, on each side."""

BIN = 0.25
"""Width of the bins of a trait score, in scale points."""

LONGEST_TEXT = 120
"""Characters of an item's text above which a report names it by its column."""


def views(sides: Sides, levels: Array | None, *, tsne: bool = False) -> Views:
    """The data of a report's pictures.

    Parameters
    ----------
    sides : the population beside its reference, or alone
    levels : (N, T) target levels of the population, nan unknown; None without labels
    tsne : also fit t-SNE, which takes some seconds

    Returns
    -------
    Answers item by item use every answer of the population; all else, and people, complete respondents.
    """
    projections = [pca(sides)] if min(sides.points.shape) > 1 else []
    if tsne and projections:
        projections.append(t_sne(sides))
    return Views(
        points=tuple(sides.instrument.scale.points),
        items=_items(sides),
        traits=_traits(sides, levels),
        projections=tuple(projections),
    )


def pca(sides: Sides) -> Projection:
    """All respondents on the two principal axes of people (of the population without a reference), standardised as measured.

    Source
    ------
    Principal components of the item covariance; signs are chosen so that the largest loading is positive.
    """
    personas, people = sides.points, _people(sides)
    fitted = personas if people is None else people
    centre = fitted.mean(axis=0)
    two, explained = principal_axes(fitted - centre)
    seed = sides.how.seed
    return Projection(
        "PCA",
        explained,
        people=() if people is None else as_points((some(people, "people", seed) - centre) @ two.T),
        personas=as_points((some(personas, "personas", seed) - centre) @ two.T),
    )


def principal_axes(centred: Array) -> tuple[Array, tuple[float, float]]:
    """The first two axes (2, D) of points (n, D) around 0, the largest loading positive, and each one's share of variance.

    >>> axes, explained = principal_axes(np.array([[2.0, 0.0], [-2.0, 0.0], [0.0, 1.0], [0.0, -1.0]]))
    >>> axes.tolist(), explained
    ([[1.0, 0.0], [0.0, 1.0]], (0.8, 0.2))
    """
    _, spread, axes = np.linalg.svd(centred, full_matrices=False)
    two = axes[:2] * np.sign(axes[np.arange(2), np.abs(axes[:2]).argmax(axis=1)])[:, None] + 0.0
    shares = spread**2 / max(float((spread**2).sum()), np.finfo(float).tiny)
    return two, (float(shares[0]), float(shares[1]))


def t_sne(sides: Sides) -> Projection:
    """All respondents by t-distributed stochastic neighbour embedding: neighbours are near; distances between groups mean little.

    Source
    ------
    van der Maaten & Hinton 2008 (JMLR 9, 2579-2605), from the principal axes, seeded.
    """
    from sklearn.manifold import TSNE  # it takes a fifth of a second to import, and few ask for it

    personas, people = sides.points, _people(sides)
    seed = sides.how.seed
    shown = some(personas, "personas", seed)
    both = shown if people is None else np.vstack([some(people, "people", seed), shown])
    nearest = min(30.0, (len(both) - 1) / 3)
    found = TSNE(perplexity=nearest, init="pca", random_state=seed).fit_transform(both)
    first = len(both) - len(shown)
    return Projection("t-SNE", None, people=as_points(found[:first]), personas=as_points(found[first:]))


def _people(sides: Sides) -> Array | None:
    return None if sides.people is None else sides.people.points


def some(points: Array, side: str, seed: int) -> Array:
    """At most `SHOWN` of them."""
    if len(points) <= SHOWN:
        return points
    return points[np.sort(generator(f"shown {side}", seed).choice(len(points), SHOWN, replace=False))]


def as_points(found: Array) -> Points:
    """Rows (n, 2) as a record holds them."""
    return tuple((float(x), float(y)) for x, y in found)


def _items(sides: Sides) -> tuple[ItemAnswers, ...]:
    asked = sides.instrument
    ours = _shares(sides.personas.answers, asked)
    people = [None] * len(asked) if sides.people is None else _shares(sides.people.complete, asked)
    return tuple(
        ItemAnswers(asked.column(item), _short(item.text), shares, human)
        for item, shares, human in zip(asked.items, ours, people, strict=True)
    )


def _shares(answers: Array, asked: Instrument) -> list[tuple[float, ...] | None]:
    found = answer_shares(answers, low=asked.scale.low, high=asked.scale.high)
    return [tuple(map(float, row)) if row.sum() > 0 else None for row in found]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else ""


def _traits(sides: Sides, levels: Array | None) -> tuple[TraitScores, ...]:
    complete = complete_cases(sides.personas.answers)
    if sides.keying is None or not complete.any():
        return ()
    scale = sides.instrument.scale
    edges = np.arange(scale.low, scale.high + BIN / 2, BIN)
    scores = sides.personas.scores[complete]
    given = None if levels is None else levels[complete]
    people = None if sides.people is None else sides.people.complete_scores
    return tuple(
        TraitScores(
            trait=trait,
            edges=tuple(map(float, edges)),
            population=_counts(scores[:, place], edges),
            people=None if people is None else _counts(people[:, place], edges),
            by_level={} if given is None else _by_level(scores[:, place], given[:, place], edges),
        )
        for place, trait in enumerate(sides.instrument.traits)
    )


def _by_level(scores: Array, given: Array, edges: Array) -> dict[str, Counts]:
    """The levels that were stated to a persona, from High to Low."""
    by_level = {level.label: scores[given == level] for level in Level}
    return {label: _counts(some, edges) for label, some in by_level.items() if len(some)}


def _counts(scores: Array, edges: Array) -> Counts:
    """Scores in each bin; a score on an edge (to within rounding of a mean) belongs to the bin above.

    >>> _counts(np.array([1.0, 1.25, 5.0]), np.array([1.0, 1.25, 5.0]))
    (1, 2)
    """
    return tuple(int(count) for count in np.histogram(np.round(scores, 9), bins=edges)[0])
