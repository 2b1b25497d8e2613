"""How a share is written as a per cent, wherever people read it."""


def percent(share: float, digits: int = 0) -> str:
    """A share in per cent, with a space before the sign.

    Parameters
    ----------
    share : 1 is 100 %
    digits : behind the point

    >>> percent(0.345), percent(0.0215, 1), percent(-0.001)
    ('34 %', '2.1 %', '0 %')
    """
    text = f"{100 * share:.{digits}f}"
    return f"{text.removeprefix('-') if float(text) == 0 else text} %"
