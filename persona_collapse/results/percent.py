"""How a share is written as a per cent, wherever people read it."""


def percent(share: float | None, digits: int = 0) -> str:
    """A share in per cent, with a space before the sign.

    Parameters
    ----------
    share : 1 is 100 %; a dash where it is undefined
    digits : behind the point

    >>> percent(0.345), percent(0.0216, 1), percent(-0.001), percent(None)
    ('34 %', '2.2 %', '0 %', '-')
    """
    if share is None:
        return "-"
    text = f"{100 * share:.{digits}f}"
    return f"{text.removeprefix('-') if float(text) == 0 else text} %"
