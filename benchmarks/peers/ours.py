"""What is measured of this project, and the bounds: a function per call that imports what it needs and returns what to call."""

import zlib

import numpy as np
from theirs import DRAWN, DRAWS, NEIGHBOURS, PROBES, K

TERMS = 46
"""Columns of a product that gives squared distances of 44 items: one per item, and one for the norms of each side."""


def coverage():
    """Coverage, density, precision and recall of all respondents, edges left out as prdc does."""
    from persona_collapse.measures import coverage as measured

    def run(people, personas, jobs):
        found = measured(personas, people, k=K, ties="exclude")
        return {name: getattr(found, name) for name in ("precision", "recall", "density", "coverage")}

    return run


def lid():
    """Local intrinsic dimensionality."""
    from persona_collapse.measures import lid as measured

    def run(points, jobs):
        return {"median": measured(points, k=NEIGHBOURS).median}

    return run


def hopkins():
    """The Hopkins statistic."""
    from persona_collapse.measures import hopkins as measured

    def run(answers, jobs):
        found = measured(answers, low=1, high=5)
        assert found.probes in (PROBES, len(answers) // 10)
        return {"statistic": found.statistic}

    return run


def vendi():
    """The Vendi score with a Gaussian kernel."""
    from persona_collapse.measures import vendi as measured

    def run(points, scale, jobs):
        return {"vendi": measured(points, scale=float(scale))}

    return run


def cosine_vendi():
    """The Vendi score of cosines."""
    from persona_collapse.measures import cosine_vendi as measured

    def run(points, jobs):
        return {"vendi": measured(points)}

    return run


def alpha():
    """Cronbach's alpha of each trait."""
    from persona_collapse.instruments import bfi44
    from persona_collapse.measures import cronbach_alpha

    keying = bfi44().keying()

    def run(answers, keys, jobs):
        return {str(trait): value for trait, value in enumerate(cronbach_alpha(answers, keying))}

    return run


def icc():
    """The intraclass correlation of the first item."""
    from persona_collapse.measures import icc as measured

    def run(repeats, jobs):
        return {"icc": float(measured(repeats[:, :, :1]).per_item[0])}

    return run


def compression():
    """The compression ratio of texts."""
    from persona_collapse.measures.text.templates import compression_ratio

    def run(texts, jobs):
        return {"ratio": compression_ratio(texts)}

    return run


def rarefied():
    """Coverage, density, precision and recall at a matched size of 500: exact over personas, 100 draws of people."""
    from persona_collapse.measures import Draws, Pair, rarefied_coverage

    def run(people, personas, jobs):
        found = rarefied_coverage(Pair(personas, people), Draws(DRAWN, DRAWS))
        return {name: getattr(found, name) for name in ("coverage", "density", "precision", "recall")}

    return run


def products():
    """A bound: a product of matrices of the shape of the distances, some rows at a time, and nothing else."""

    def run(jobs, rows, points=None, people=None, personas=None):
        left, right = (personas, people) if points is None else (points, points)
        left, right = (np.hstack([one, np.ones((len(one), TERMS - one.shape[1]))]) for one in (left, right))
        table = np.empty((min(rows, len(left)), len(right)))
        for start in range(0, len(left), rows):
            some = left[start : start + rows]
            np.matmul(some, right.T, out=table[: len(some)])
        return {}

    return run


def distances():
    """All distances among respondents, block by block, and nothing done with them."""
    from persona_collapse.measures.neighbours import distance_blocks

    def run(points, jobs):
        return {"blocks": sum(1 for _ in distance_blocks(points, points))}

    return run


def near():
    """Which respondents are within a distance of each other, block by block."""
    from persona_collapse.measures.near import near_pairs

    def run(points, jobs):
        edges = np.full(len(points), 4.0)
        return {"pairs": sum(len(one.points) for one in near_pairs(points, points, edges))}

    return run


def eigenvalues():
    """A bound: the eigenvalues of a table of that size."""

    def run(points, jobs, scale=None):
        table = points @ points.T
        np.linalg.eigvalsh(table)
        return {}

    return run


def bandwidth():
    """A bound: reading the table once from memory."""

    def run(jobs, keys=None, **data):
        (table,) = data.values()
        return {"sum": float(table.sum())}

    return run


def packing():
    """A bound: the compressor alone."""

    def run(texts, jobs):
        return {"bytes": len(zlib.compress("\n".join(texts).encode(), 9))}

    return run
