"""What a difference between two populations comes to, in a sentence."""

from collections.abc import Collection

from persona_collapse.results import Difference
from persona_collapse.results.numbers import NUMBERS

GAINS = ("recall", "vendi_ratio")
"""A higher LID is a gain only where one of these rises too: noise raises LID most."""


def sentence(found: Difference, first: str, second: str, *, rising: Collection[str] = GAINS) -> str:
    """A difference in a plain sentence.

    Parameters
    ----------
    found : all of it but the sentence
    first, second : names of the populations
    rising : the numbers that are higher in the second population, by more than chance

    >>> rise = Difference("coverage", 0.2, 0.32, 0.12, 0.08, 0.16, None, 0.001, 0.01, True, "")
    >>> sentence(rise, "A", "B")
    "B reaches 0.12 (0.08 to 0.16) more of people's neighbourhoods than A"
    """
    one = NUMBERS[found.name]
    assert one.change is not None, "a number with an interval has a sentence for its difference"
    if found.difference is None:
        without = [name for name, value in ((first, found.first), (second, found.second)) if value is None]
        why = f"undefined for {' and '.join(without)}" if without else "infinite for both"
        return f"{one.label} cannot be compared: {why}"
    if found.difference == 0:
        return f"{one.label} is the same in {first} and {second}"
    if not found.differs:
        return f"no significant difference in {one.label}: {_amount(found, 1, one.digits)}"
    sign, way = (1, one.change.more) if found.difference > 0 else (-1, one.change.less)
    said = one.change.text.format(a=first, b=second, by=_amount(found, sign, one.digits), way=way)
    if found.name == "lid" and sign > 0 and not set(rising) & set(GAINS):
        return f"{said}, which may be noise: neither recall nor the Vendi score rises"
    return said


def _amount(found: Difference, sign: int, digits: int) -> str:
    """A difference and its interval, with its sign changed where `sign` is -1."""
    assert found.difference is not None
    ends = [] if found.low is None or found.high is None else sorted((sign * found.low, sign * found.high))
    amount, *around = (f"{round(one, digits) + 0.0:.{digits}f}" for one in (sign * found.difference, *ends))
    return f"{amount} ({' to '.join(around)})" if around else amount
