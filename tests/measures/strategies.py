"""Populations that hypothesis draws."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays


def answers(rows=(6, 14), items=(1, 4), low=1, high=5):
    """Whole scale points (N, D)."""
    shape = st.tuples(st.integers(*rows), st.integers(*items))
    return shape.flatmap(lambda size: arrays(np.float64, size, elements=st.integers(low, high).map(float)))


def pairs(rows=(6, 14), items=(1, 4)):
    """Two populations that answered the same items."""
    return st.integers(*items).flatmap(
        lambda width: st.tuples(answers(rows, (width, width)), answers(rows, (width, width)))
    )


seeds = st.integers(0, 2**16)
