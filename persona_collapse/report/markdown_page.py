"""Reports in Markdown, figures in words. Text that users and models wrote stays text."""

import re
from collections.abc import Iterator, Sequence

from persona_collapse.report.own_page import own_page
from persona_collapse.report.plain_text import grid_lines
from persona_collapse.report.section import Grid, Report, Section, Sentence
from persona_collapse.report.sections import diagnosis_report, measured_alike
from persona_collapse.report.shareable import shareable
from persona_collapse.results import Diagnosis
from persona_collapse.results.files import AnyStored

MEANS = "what it means"
BEFORE = {"point": "- ", "warning": "> "}


def markdown(diagnoses: Sequence[Diagnosis], names: Sequence[str] | None = None) -> str:
    """One population, or several side by side, as `html` shows them.

    Parameters
    ----------
    diagnoses, names : as `html`

    Raises
    ------
    InputError : they differ in instrument, reference or settings.
    """
    measured_alike(diagnoses)
    return markdown_of(diagnosis_report([shareable(one) for one in diagnoses], names))


def record_markdown(record: AnyStored) -> str:
    """Any one record, as `record_html` shows it.

    Parameters
    ----------
    record : as `record_html`
    """
    return markdown_of(own_page(record))


def markdown_of(whole: Report) -> str:
    """A report in Markdown; of several populations what is shared comes first, then population by population.

    Parameters
    ----------
    whole : of which a population's name is a heading of the second level, and its sections are of the third
    """
    order = whole.own
    if len(whole.populations) > 1:
        each = (part for one in whole.populations for part in one)
        order = (whole.about, *whole.shared, *each, *whole.closing)
    second = {one[0].id for one in whole.populations} or {one.id for one in order}
    levels = [1, *(2 if one.id in second else 3 for one in order[1:])]
    blocks = [block for one, level in zip(order, levels, strict=True) for block in _section(one, level)]
    for record in whole.records:
        blocks += [f"## {record.title}", *(block for one in record.sections for block in _section(one, 3))]
    return "\n\n".join(map(_inert, blocks)) + "\n"


def _section(one: Section, level: int) -> Iterator[str]:
    yield f"{'#' * level} {one.title}"
    for style, some in one.runs:
        yield ("\n>\n" if style == "warning" else "\n" if style == "point" else "\n\n").join(map(_words, some))
    if one.table is not None:
        yield _with_sentences(one.table) if one.table.has_sentences else _fenced("\n".join(grid_lines(one.table)))
    yield from (figure.alternative for figure in one.figures)
    for verbatim in one.of_style("verbatim"):
        yield "\n\n".join(filter(None, (verbatim.summary, _fenced(verbatim.text))))


def _words(sentence: Sentence) -> str:
    text = sentence.text
    for part, tag in sentence.set_off:
        text = text.replace(part, f"`{part}`", 1) if tag == "code" else text
    return f"**{text}**" if sentence.style == "signature" else BEFORE.get(sentence.style, "") + text


def _with_sentences(grid: Grid) -> str:
    """A table whose last column is what each row means."""
    lines = [_line((*grid.head, MEANS)), "|---|" + "---:|" * (len(grid.head) - 1) + "---|"]
    for group in grid.groups:
        lines += [_line((f"**{group.title}**", *[""] * len(grid.head)))] if group.title else []
        lines += [_line((*row.cells, row.sentence)) for row in group.rows]
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(one.replace("|", "\\|") for one in cells) + " |"


def _fenced(text: str) -> str:
    """Verbatim text between fences longer than any in it.

    >>> print(_fenced("```"))
    ````
    ```
    ````
    """
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"


def _inert(text: str) -> str:
    """Text that Markdown cannot take for HTML.

    >>> _inert("<b>")
    '&lt;b>'
    """
    return text.replace("<", "&lt;")
