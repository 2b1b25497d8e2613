"""Free text as a rating: how similar a reply is to anchor sentences, one for each scale point (semantic similarity rating)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from persona_collapse import resources
from persona_collapse.errors import InputError
from persona_collapse.instruments import ResponseScale
from persona_collapse.measures.arrays import Array
from persona_collapse.texts.embedding import DEFAULT, embed

SCHEMA = "persona-collapse/anchors/1"
FOLDER = "texts/data/anchors"

EXAMPLE = f'{{"schema": "{SCHEMA}", "id": "mine", "sets": [["Never.", "Now and then.", "Always."], ..]}}'
"""What a file of anchors looks like, for messages."""


@dataclass(frozen=True)
class Anchors:
    """What replies are compared with.

    Attributes
    ----------
    id, version : of the anchors
    sets : each with one sentence per scale point, from the lowest to the highest
    labels : labels of the scales that these are for, from the lowest point to the highest; empty for those of a user's
        own file, which are for the scale that they are given with

    Raises
    ------
    InputError : no set, sets of unequal length, fewer than two sentences in one, or an empty sentence.
    """

    id: str
    version: str
    sets: tuple[tuple[str, ...], ...] = field(repr=False)
    labels: tuple[tuple[str, ...], ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        sizes = {len(one) for one in self.sets}
        if not self.sets or len(sizes) > 1 or min(sizes) < 2:
            raise InputError(
                f"anchors {self.id}: {len(self.sets)} sets with {', '.join(map(str, sorted(sizes))) or 'no'} sentences; "
                "every set needs one sentence per scale point"
            )
        if any(not sentence.strip() for one in self.sets for sentence in one):
            raise InputError(f"anchors {self.id}: an empty sentence; write one for every scale point")

    @property
    def points(self) -> int:
        """Number of scale points."""
        return len(self.sets[0])


def read_anchors(path: str | Path) -> Anchors:
    """The anchors in a JSON file.

    Parameters
    ----------
    path : a file as `persona_collapse/texts/data/anchors/agreement-5.json`; `labels` and `version` may be absent

    Raises
    ------
    InputError : no such file, or not anchors.
    """
    try:
        record = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}; give a file with anchors: {EXAMPLE}") from None
    except (ValueError, RecursionError):  # a UnicodeError is a ValueError
        raise InputError(f"{path} is not JSON; give a file with anchors: {EXAMPLE}") from None
    return _anchors(record, str(path))


def _anchors(record: Any, source: str) -> Anchors:
    if not isinstance(record, dict) or record.get("schema") != SCHEMA:
        raise InputError(f"{source} holds no anchors: its schema is not {SCHEMA}; write {EXAMPLE}")
    sets: Any = record.get("sets")
    labels: Any = record.get("labels", [])
    for name, rows in (("sets", sets), ("labels", labels)):
        if not isinstance(rows, list) or not all(
            isinstance(row, list) and all(isinstance(one, str) for one in row) for row in rows
        ):
            raise InputError(f"{source}: {name} is not a list of lists of sentences; write {EXAMPLE}")
    return Anchors(
        str(record.get("id") or Path(source).stem),
        str(record.get("version", "1")),
        tuple(map(tuple, sets)),
        tuple(map(tuple, labels)),
    )


@cache
def bundled() -> tuple[Anchors, ...]:
    """All bundled anchors.

    >>> [(one.id, one.points, len(one.sets)) for one in bundled()]
    [('agreement-5', 5, 6)]
    """
    return tuple(
        _anchors(resources.data(f"{FOLDER}/{file.name}"), file.name) for file in resources.files(FOLDER, ".json")
    )


def anchors_for(scale: ResponseScale, name: str = "a questionnaire") -> Anchors:
    """The bundled anchors for a scale, found by its labels.

    Parameters
    ----------
    scale : of the questionnaire
    name : of the questionnaire, for the message

    Raises
    ------
    InputError : there are none.

    >>> anchors_for(ResponseScale(1, 5)).id
    'agreement-5'
    """
    for one in bundled():
        if scale.labels in one.labels:
            return one
    shown = f"{scale.label(scale.low)!r} to {scale.label(scale.high)!r}"
    raise InputError(
        f"there are no anchor sentences for the scale of {name} ({shown}); give --anchors FILE, a JSON file with one sentence "
        f"for each of its {len(scale.points)} points, lowest first, in several sets: {EXAMPLE}"
    )


def similarity_ratings(
    replies: Sequence[str],
    anchors: Anchors,
    *,
    model: str = DEFAULT,
    folder: Path | None = None,
    progress: bool = False,
    as_published: bool = False,
) -> Array:
    """The rating that each reply means, on a line along the scale.

    In each set of anchors, the cosine similarity of the reply to each anchor, less the smallest of them, is scaled to a
    sum of 1; these shares of the scale points are averaged over sets, and the rating is their mean (`expected`). That much
    is as published. Similarities of sentences differ little, so that such ratings crowd around the middle. How much is
    seen from the anchors: those of each set are rated by the other sets, and the line by which their ratings follow their
    points (`line`) is inverted. Nothing is learned from replies.

    Parameters
    ----------
    replies : (T,) texts
    anchors : what they are compared with, of K points
    model, folder, progress : of the embedding, as in `embed`
    as_published : without the line of the anchors

    Returns
    -------
    (T,) from 0, the lowest point, to K - 1; nan where a reply is equally similar to all anchors.

    Raises
    ------
    InputError : as `embed`; sets of anchors that contradict each other.

    Source
    ------
    Semantic similarity rating, Maier et al. 2025, arXiv 2510.08338, section 2, with epsilon = 0 and T = 1; the line is
    classical calibration (Eisenhart 1939).
    """
    flat = [sentence for one in anchors.sets for sentence in one]
    # together, so that a model is loaded once
    vectors = embed([*flat, *replies], model=model, folder=folder, progress=progress).vectors
    of_anchors = vectors[: len(flat)].astype(np.float64).reshape(len(anchors.sets), anchors.points, -1)
    found = expected(np.einsum("te,mke->tmk", vectors[len(flat) :], of_anchors))
    if as_published:
        return found
    intercept, slope = _rising(of_anchors, anchors, model)
    return np.asarray(np.clip((found - intercept) / slope, 0, anchors.points - 1), dtype=np.float64)


def check_anchors(anchors: Anchors, model: str = DEFAULT) -> None:
    """Refuse, before there are replies, what `similarity_ratings` could not rate them by. The model is loaded.

    Parameters
    ----------
    anchors, model : as in `similarity_ratings`

    Raises
    ------
    InputError : as `embed`; sets of anchors that contradict each other.
    """
    vectors = embed([sentence for one in anchors.sets for sentence in one], model=model).vectors
    _rising(vectors.astype(np.float64).reshape(len(anchors.sets), anchors.points, -1), anchors, model)


def _rising(vectors: Array, anchors: Anchors, model: str) -> tuple[float, float]:
    """The line of anchors with these vectors (M, K, E), refused unless it rises."""
    intercept, slope = line(vectors)
    if slope <= 0:
        raise InputError(
            f"anchors {anchors.id}: their sets contradict each other, or {model} does not tell their points apart; write every "
            "set from the lowest point to the highest, or give another --embedder"
        )
    return intercept, slope


def expected(similarities: Array) -> Array:
    """Mean places (T,) on the scale, from 0, of the shares that similarities (T, M, K) to the anchors of M sets give.

    A set to which a text is equally similar all along says nothing and is left out; where all are so, the place is nan.
    Above the least similar one, the first anchor has .3 of .4, the second .1; in another set the first has all:

    >>> expected(np.array([[[0.5, 0.3, 0.2]]])).round(2).tolist()
    [0.25]
    >>> expected(np.array([[[0.5, 0.3, 0.2], [0.9, 0.1, 0.1]]])).round(3).tolist()
    [0.125]
    """
    above = similarities - similarities.min(axis=-1, keepdims=True)
    total = above.sum(axis=-1, keepdims=True)
    told = (total > 0).sum(axis=1)
    shares = np.divide(above, total, out=np.zeros_like(above), where=total > 0).sum(axis=1)
    shares = np.divide(shares, told, out=np.full_like(shares, np.nan), where=told > 0)
    return np.asarray(shares @ np.arange(similarities.shape[-1]), dtype=np.float64)


def line(anchors: Array) -> tuple[float, float]:
    """Intercept and slope by which the ratings of anchors, each set rated by the others, follow their points; 0 and 1 with
    a single set.

    Parameters
    ----------
    anchors : (M, K, E) vectors of the sentences of M sets

    Returns
    -------
    Intercept and slope in scale points; a slope of 1 where anchors are rated as they were meant.
    """
    sets, points, _ = anchors.shape
    if sets < 2:
        return 0.0, 1.0
    rated = np.stack(
        [expected(np.einsum("te,mke->tmk", anchors[one], np.delete(anchors, one, axis=0))) for one in range(sets)]
    )
    true = np.broadcast_to(np.arange(points, dtype=np.float64), rated.shape)
    known = np.isfinite(rated)
    if len(np.unique(true[known])) < 2:
        return 0.0, 1.0
    slope, intercept = np.polyfit(true[known], rated[known], 1)
    return float(intercept), float(slope)
