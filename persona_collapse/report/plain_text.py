"""Sections and tables as lines of plain text, in aligned columns."""

from collections.abc import Iterable, Iterator, Sequence

from persona_collapse.report.section import Grid, Section, Sentence


def aligned(lines: Sequence[Sequence[str]]) -> list[str]:
    """Columns as wide as their widest cell: the first to the left, numbers to the right."""
    columns = max(len(line) for line in lines)
    widths = [max(len(line[i]) for line in lines if len(line) > i and len(line) > 1) for i in range(columns)]
    widths[0] = max(widths[0], *(len(line[0]) for line in lines))
    return [
        "  ".join([line[0].ljust(widths[0]), *(cell.rjust(widths[i + 1]) for i, cell in enumerate(line[1:]))]).rstrip()
        for line in lines
    ]


def printed(some: Iterable[Section]) -> str:
    """Sections as lines of text, a blank line between two; warnings and hints last, where a reader looks first.

    Parameters
    ----------
    some : in order; those that are absent from a terminal are passed over
    """
    shown = [one for one in some if not one.absent]
    warnings = [f"! {said.text}" for one in shown for said in one.of_style("warning")]
    hints = [said.text for one in shown for said in one.of_style("hint")]
    blocks = [list(one.terminal or _whole(one)) for one in shown]
    return "\n\n".join("\n".join(lines) for lines in [*blocks, warnings, hints] if lines)


def grid_lines(grid: Grid) -> list[str]:
    """A table in aligned columns; the rows of a group with a title are indented.

    >>> from persona_collapse.report.section import GridRow, RowGroup
    >>> for line in grid_lines(Grid(("", "value"), (RowGroup("Complexity", (GridRow(("LID", "12.1")),)),))):
    ...     print(line)
                value
    Complexity
      LID        12.1
    """
    lines = [list(grid.head)]
    for group in grid.groups:
        lines += [[group.title]] if group.title else []
        indent = "  " if group.title else ""
        lines += [[indent + " ".join(filter(None, (row.key, row.cells[0]))), *row.cells[1:]] for row in group.rows]
    return aligned(lines)


def _whole(one: Section) -> Iterator[str]:
    """A section that has no shorter form: its title, then its sentences and its table, indented."""
    said = [line for sentence in one.of_style("plain", "point", "small", "signature") for line in _lines(sentence)]
    rows = [] if one.table is None else grid_lines(one.table)
    verbatim = [line for sentence in one.of_style("verbatim") for line in _lines(sentence)]
    inside = [*said, *rows, *verbatim]
    if one.title and inside:
        yield one.title
    yield from (f"  {line}".rstrip() for line in inside)


def _lines(sentence: Sentence) -> list[str]:
    return [*([sentence.summary] if sentence.summary else []), *sentence.text.splitlines()]
