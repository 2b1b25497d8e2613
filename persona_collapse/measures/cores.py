"""The threads of linear algebra during a measurement: one."""

from collections.abc import Iterator
from contextlib import contextmanager

from threadpoolctl import threadpool_limits


@contextmanager
def one_thread() -> Iterator[None]:
    """Linear algebra in one thread, and as before at the end; also a decorator.

    The matrices of a diagnosis are small: two threads take as long as one, and twice the processor time. In one thread
    sums are rounded alike, however many cores there are.

    >>> import numpy as np
    >>> with one_thread():
    ...     (np.eye(2) @ [3.0, 4.0]).tolist()
    [3.0, 4.0]
    """
    with threadpool_limits(limits=1, user_api="blas"):
        yield
