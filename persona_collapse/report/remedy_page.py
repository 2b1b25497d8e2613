"""The frame of a page about a remedy: the conclusion, what is drawn, the numbers, how to reproduce them, what they do not say."""

from collections.abc import Sequence

from persona_collapse.report.dots import Dots
from persona_collapse.report.figures import Figure
from persona_collapse.report.parts.cite import cite_version
from persona_collapse.report.parts.origin import typed_again
from persona_collapse.report.plain_text import grid_lines
from persona_collapse.report.printed import whole_sentence
from persona_collapse.report.section import DRAWN, ON_PAGE, Grid, Report, Section, Sentence


def remedy_report(
    name: str,
    about: Section,
    parts: Sequence[Section | None],
    *,
    does_not_say: Sequence[str],
    commands: Sequence[str],
    version: str,
) -> Report:
    """A page about what can be done, or what was.

    Parameters
    ----------
    name : of the browser's tab
    about : the heading and the conclusion
    parts : in the order of the page; None is passed over
    does_not_say : what must not be concluded from it, a sentence each
    commands, version : of the record
    """
    limits = Section(
        "limits",
        "What this does not say",
        tuple(Sentence(one, "point") for one in does_not_say),
        absent=ON_PAGE,
    )
    found = (*parts, typed_again(commands), limits)
    return Report(name, about, tuple(one for one in found if one is not None), closing=(cite_version(version),))


def as_drawn(title: str, figures: Sequence[Figure], *said: Sentence | str) -> Section | None:
    """Figures under a heading, before the table that they are drawn from; None without any.

    Parameters
    ----------
    title : of the section
    figures : those without rows are passed over
    said : how to read them
    """
    some = tuple(one for one in figures if not isinstance(one, Dots) or one.rows)
    return Section("drawn", title, said, figures=some, absent=DRAWN) if some else None


def as_printed(title: str, grid: Grid, *said: str) -> Section:
    """A table under a heading; a terminal prints it without the heading.

    Parameters
    ----------
    title : of the section
    grid : the table
    said : how to read it
    """
    terminal = (*said, *([""] if said else []), *grid_lines(grid))
    return Section("numbers", title, tuple(map(whole_sentence, said)), grid, terminal=terminal)


def heading(
    title: str,
    lines: Sequence[str],
    conclusion: Sequence[str],
    warnings: Sequence[str] = (),
) -> Section:
    """The heading of a page: the conclusion first, then what it rests on, in small print; a terminal has that first.

    Parameters
    ----------
    title : of the page
    lines : what was done with what
    conclusion : a sentence each, without full stop; the first one leads, the others are points
    warnings : what to know before using it
    """
    return Section(
        "about",
        title,
        (
            whole_sentence(conclusion[0]),
            *(Sentence(whole_sentence(one), "point") for one in conclusion[1:]),
            Sentence(" ".join(map(whole_sentence, lines)), "small"),
            *(Sentence(one, "warning") for one in warnings),
        ),
        terminal=(*lines, "", *conclusion),
    )
