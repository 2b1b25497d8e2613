"""Sections: the parts of a report as plain data, printed alike by the terminal, HTML, Markdown and the Space."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal, TypeAlias

from persona_collapse.report.figures import Figure

Style: TypeAlias = Literal["plain", "point", "small", "signature", "warning", "hint", "verbatim"]
Tag: TypeAlias = Literal["strong", "code", "cite"]
Role: TypeAlias = Literal["population", "people"]

ON_PAGE = "too long for a terminal: `persona-collapse report` shows it"
DRAWN = "a figure: `persona-collapse report` draws it"


@dataclass(frozen=True)
class Sentence:
    """A sentence of a section with its style.

    Attributes
    ----------
    text : what it says
    style : a paragraph, a point of a list, small print, the signature's name, a warning or a hint (which a terminal
        prints last, where its reader looks), or verbatim text, printed after table and figures
    set_off : parts of the text, each with the tag that sets it off
    summary : of verbatim text that is folded away; empty where it is open
    """

    text: str
    style: Style = "plain"
    set_off: tuple[tuple[str, Tag], ...] = ()
    summary: str = ""


@dataclass(frozen=True)
class Shade:
    """How dark a cell is, from 0 to 1, in the colour of personas or of people."""

    role: Role
    share: float


@dataclass(frozen=True)
class GridRow:
    """A row of a table.

    Attributes
    ----------
    cells : the first names the row
    sentence : what the row means; empty where it needs no words
    explained : what is behind the sentence, which a page shows on a tap or while a pointer rests on the name
    shades : one per cell; empty where no cell is shaded
    key : a short name before the first cell, such as the id of an item
    """

    cells: tuple[str, ...]
    sentence: str = ""
    shades: tuple[Shade | None, ...] = ()
    key: str = ""
    explained: str = ""


@dataclass(frozen=True)
class RowGroup:
    """Rows under a title; the title is empty where they need none."""

    title: str
    rows: tuple[GridRow, ...]


@dataclass(frozen=True)
class Order:
    """The rows of a table in another order, which a reader of a page may choose.

    Attributes
    ----------
    name : what they are ordered by
    groups : all rows of the table
    said : what the order rests on; empty where that needs no words
    """

    name: str
    groups: tuple[RowGroup, ...]
    said: str = ""


@dataclass(frozen=True)
class Grid:
    """A table of a report, as printed.

    Attributes
    ----------
    head : names of the columns; the first is that of the rows' names
    groups : of rows
    fold : the line under which a long table is folded away; empty where it is always open
    words : whether its cells are words, which begin at the left and wrap
    by, orders : what its rows are ordered by, and other orders of them; empty where a page offers none

    Raises
    ------
    ValueError : a row has more or fewer cells than there are columns.

    >>> Grid(("", "value"), (RowGroup("", (GridRow(("LID",)),)),))
    Traceback (most recent call last):
    ...
    ValueError: the row 'LID' has another number of cells (1) than the table has columns (2)
    """

    head: tuple[str, ...]
    groups: tuple[RowGroup, ...]
    fold: str = ""
    words: bool = False
    by: str = ""
    orders: tuple[Order, ...] = ()

    def __post_init__(self) -> None:
        for group in (*self.groups, *(group for one in self.orders for group in one.groups)):
            for row in group.rows:
                if len(row.cells) != len(self.head):
                    raise ValueError(
                        f"the row {row.cells[0]!r} has another number of cells ({len(row.cells)}) than the table has "
                        f"columns ({len(self.head)})"
                    )

    @property
    def arranged(self) -> "tuple[tuple[Order, Grid], ...]":
        """The table in each of its orders; its own order first."""
        every = (Order(self.by, self.groups), *self.orders)
        return tuple((one, replace(self, groups=one.groups, orders=())) for one in every)

    @property
    def rows(self) -> tuple[GridRow, ...]:
        """All rows, in order."""
        return tuple(row for group in self.groups for row in group.rows)

    @property
    def has_sentences(self) -> bool:
        """Whether some row says what it means."""
        return any(row.sentence for row in self.rows)

    @property
    def is_shaded(self) -> bool:
        """Whether some cell is shaded."""
        return any(row.shades for row in self.rows)

    def without(self, *columns: str) -> "Grid":
        """The same table without some columns, in its own order.

        >>> Grid(("", "value", "noise"), (RowGroup("", (GridRow(("LID", "12", "20")),)),)).without("noise").rows[0].cells
        ('LID', '12')
        """
        kept = [place for place, name in enumerate(self.head) if name not in columns]

        def narrower(row: GridRow) -> GridRow:
            shades = tuple(row.shades[place] for place in kept) if row.shades else ()
            return replace(row, cells=tuple(row.cells[place] for place in kept), shades=shades)

        groups = tuple(replace(group, rows=tuple(map(narrower, group.rows))) for group in self.groups)
        return replace(self, head=tuple(self.head[place] for place in kept), groups=groups, orders=())


@dataclass(frozen=True)
class Section:
    """A part of a report.

    Attributes
    ----------
    id : its name in links; unique on a page
    title : its heading
    sentences : a text is a paragraph
    table, figures : what it shows
    terminal : its lines in a terminal, where they are shorter than title, sentences and table
    absent : why a terminal does not print it; empty where it does
    link : what links from the signature call it; empty where there is none
    """

    id: str
    title: str
    sentences: tuple[Sentence | str, ...] = ()
    table: Grid | None = None
    figures: tuple[Figure, ...] = ()
    terminal: tuple[str, ...] = ()
    absent: str = ""
    link: str = ""

    def of_style(self, *styles: Style) -> tuple[Sentence, ...]:
        """The sentences of some styles, in order."""
        every = (Sentence(one) if isinstance(one, str) else one for one in self.sentences)
        return tuple(one for one in every if one.style in styles)

    @property
    def runs(self) -> Iterator[tuple[Style, tuple[Sentence, ...]]]:
        """Consecutive sentences of one style, warnings last; without verbatim text, which follows the figures."""
        said = self.of_style("plain", "small", "hint", "signature", "point")
        for some in (said, self.of_style("warning")):
            for style, run in groupby(some, key=lambda one: one.style):
                yield style, tuple(run)


@dataclass(frozen=True)
class Record:
    """The report of one record within a page about several: folded away on a page, its title a heading in Markdown."""

    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Report:
    """A whole page.

    Attributes
    ----------
    name : of the browser's tab
    about : heading and lead
    shared : about all populations together
    populations : the sections of each; the first of them is its signature
    closing : how to cite
    records : the reports of single records, on a page that is about several together
    """

    name: str
    about: Section
    shared: tuple[Section, ...]
    populations: tuple[tuple[Section, ...], ...] = ()
    closing: tuple[Section, ...] = ()
    records: tuple[Record, ...] = ()

    @property
    def own(self) -> tuple[Section, ...]:
        """The sections that are not of a single record, in the order of the page: signatures first, then what is shared,
        then each population."""
        first = [one[0] for one in self.populations]
        rest = [section for one in self.populations for section in one[1:]]
        return (self.about, *first, *self.shared, *rest, *self.closing)

    @property
    def sections(self) -> tuple[Section, ...]:
        """All sections, those of single records last."""
        return (*self.own, *(section for one in self.records for section in one.sections))
