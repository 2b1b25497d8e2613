"""A full disk, said as such."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from persona_collapse.errors import InputError

FULL = "the disk of this app is full; please come back in a few days, when old jobs are deleted"


def is_full(error: BaseException) -> bool:
    """Whether an error says that there is no room on the disk.

    >>> is_full(OSError(28, "No space left on device")), is_full(OSError(2, "No such file"))
    (True, False)
    """
    if isinstance(error, sqlite3.OperationalError):
        return "disk is full" in str(error)
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def full_disk_said() -> Iterator[None]:
    """Errors of a full disk are the visitor's to know.

    Raises
    ------
    InputError : the disk is full.
    """
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        if is_full(error):
            raise InputError(FULL) from None
        raise
