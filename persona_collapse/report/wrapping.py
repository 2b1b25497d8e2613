"""Prose of pages in Markdown, in lines of at most 100 characters."""

import textwrap

WIDTH = 100


def wrapped(text: str, *, point: bool = False) -> list[str]:
    """Lines of a paragraph, or of a point of a list; none of nothing.

    A line never begins with a minus sign, which would make it a point, or with a per cent sign.

    Parameters
    ----------
    text : one paragraph, however it is broken now
    point : whether it is a point

    >>> wrapped("A point.", point=True), wrapped("word " * 19 + "10 - 2 %")[-1]
    (['- A point.'], '10 - 2 %')
    """
    kept = " ".join(text.split()).replace(" - ", "\0-\0").replace(" %", "\0%")
    first, others = ("- ", "  ") if point else ("", "")
    lines = textwrap.wrap(
        kept, WIDTH, initial_indent=first, subsequent_indent=others, break_long_words=False, break_on_hyphens=False
    )
    return [line.replace("\0", " ") for line in lines]
