"""Random numbers that cannot coincide with those of a caller."""

import zlib

import numpy as np


def generator(purpose: str, seed: int) -> np.random.Generator:
    """A random generator for one purpose, so that data drawn by a caller from the same seed never equal our probes.

    >>> a, b = generator("hopkins", 0), generator("draws", 0)
    >>> float(a.random()) == float(b.random())
    False
    """
    return np.random.default_rng([zlib.crc32(purpose.encode()), seed])
