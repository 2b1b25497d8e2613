"""Answers as points beside people: some items, and the trait scores made of them, on people's scale."""

from dataclasses import dataclass

import numpy as np

from persona_collapse.measures.arrays import Array, Indices
from persona_collapse.measures.scaling import Keying, Scaler, scaler

COMPONENTS = 5
"""Principal components of people's answers, where there are no traits."""


@dataclass(frozen=True)
class Points:
    """Respondents in two spaces.

    Attributes
    ----------
    items : (N, d) standardised answers
    traits : (N, T) standardised trait scores; None for an instrument without traits
    """

    items: Array
    traits: Array | None

    @property
    def spaces(self) -> dict[str, Array]:
        """Name -> points, traits first: most of what people differ in is in them."""
        return {"items": self.items} if self.traits is None else {"traits": self.traits, "items": self.items}

    @property
    def together(self) -> Array:
        """Both as one point (N, d + T), each space with the same weight whatever its number of dimensions."""
        return np.hstack([points / np.sqrt(points.shape[1]) for points in self.spaces.values()])


@dataclass(frozen=True)
class Ruler:
    """What turns answers into points: chosen items, and some people's means and SDs.

    Attributes
    ----------
    chosen : the items that count
    items : people's scale of each
    keying, traits : keys of the traits that these items have, and people's scale of each; None without traits
    """

    chosen: Indices
    items: Scaler
    keying: Keying | None
    traits: Scaler | None

    @classmethod
    def of(cls, people: Array, keying: Keying | None, chosen: Indices) -> "Ruler":
        """By people's answers (M, D) to the chosen items.

        >>> Ruler.of(np.array([[1.0, 5.0], [3.0, 5.0]]), None, np.array([0]))(np.array([[3.0, 1.0]])).items.tolist()
        [[1.0]]
        """
        own = _of_items(keying, chosen)
        answers = people[:, chosen]
        return cls(chosen, scaler(answers), own, None if own is None else scaler(own.scores(answers)))

    def __call__(self, answers: Array) -> Points:
        """Answers (N, D) as points."""
        some = answers[:, self.chosen]
        of_traits = None if self.keying is None or self.traits is None else self.traits(self.keying.scores(some))
        return Points(self.items(some), of_traits)


def _of_items(keying: Keying | None, chosen: Indices) -> Keying | None:
    """The keys of some items, without the traits that they lack; None without any."""
    if keying is None:
        return None
    keys = keying.keys[:, chosen]
    keys = keys[(keys != 0).any(axis=1)]
    return Keying(keys, keying.low, keying.high) if len(keys) else None


def low_dimensional(pool: Array, people: Array, keying: Keying | None) -> tuple[Array, Array]:
    """Both sides in a few dimensions, (N, T) and (M, T): trait scores, or else components of people's answers.

    Parameters
    ----------
    pool, people : complete answers (N, D) and (M, D)
    keying : of the items; None without traits
    """
    ruler = Ruler.of(people, keying, np.arange(people.shape[1]))
    ours, theirs = ruler(pool), ruler(people)
    if ours.traits is not None and theirs.traits is not None:
        return ours.traits, theirs.traits
    axes = np.linalg.svd(theirs.items - theirs.items.mean(axis=0), full_matrices=False)[2][:COMPONENTS].T
    return ours.items @ axes, theirs.items @ axes


def space_name(keying: Keying | None) -> str:
    """What `low_dimensional` compares them in, in words.

    >>> space_name(None)
    'principal components of the items'
    """
    return "principal components of the items" if keying is None else "traits"
