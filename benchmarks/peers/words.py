"""Numbers as the page has them."""

import re
from collections.abc import Sequence


def count(value: int) -> str:
    """A whole number.

    >>> count(16000)
    '16,000'
    """
    return f"{value:,}"


def number(value: float) -> str:
    """Seconds, two digits.

    >>> number(0.01234), number(1.26), number(123.4)
    ('0.012', '1.3', '123')
    """
    return f"{value:.0f}" if value >= 100 else f"{value:.2g}" if value >= 1e-4 else f"{value:.1e}"


def ratio(value: float) -> str:
    """A ratio, two digits.

    >>> ratio(0.912), ratio(1.0), ratio(3.71), ratio(120.4)
    ('0.91', '1', '3.7', '120')
    """
    return f"{value:.0f}" if value >= 10 else f"{value:.2g}"


def times(value: float) -> str:
    """A ratio in a sentence.

    >>> times(3.71)
    '3.7 times'
    """
    return f"{ratio(value)} times"


def share(value: float) -> str:
    """A share.

    >>> share(0.431), share(0.0042)
    ('43 %', '0.4 %')
    """
    return f"{value:.0%}".replace("%", " %") if value >= 0.1 else f"{value:.1%}".replace("%", " %")


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(one) + " |" for one in lines)


def why(failed: str) -> str:
    """Why a call did not end, in words.

    >>> why("RuntimeError: you tried to allocate 2147483648 bytes. Error code 12")
    'needs 2.0 GiB at once'
    """
    if "Unable to allocate" in failed:
        return f"needs {failed.split('allocate ')[1].split(' for')[0]} at once"
    if asked := re.search(r"tried to allocate (\d+) bytes", failed):
        return f"needs {int(asked[1]) / 2**30:.1f} GiB at once"
    return "needs more memory" if failed.startswith("memory") else failed
