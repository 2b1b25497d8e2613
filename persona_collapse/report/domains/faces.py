"""A report about domains as a page, in Markdown, and in a terminal."""

from collections.abc import Sequence

from persona_collapse.report.domains.members import Measured
from persona_collapse.report.domains.page import domain_report
from persona_collapse.report.markdown_page import markdown_of
from persona_collapse.report.page import page
from persona_collapse.report.plain_text import printed
from persona_collapse.report.section import Report


def domains_html(records: Sequence[Measured], models: Sequence[str] | None = None) -> str:
    """One self-contained page about one model, or several, in several domains; each record's own report is folded below.

    Parameters
    ----------
    records : diagnoses of several questionnaires, and of free texts
    models : the model of each, where the records do not name it; by default as the runs have it

    Raises
    ------
    InputError : a record does not say whose answers it has, two are of one model and domain, no model has two domains, or
        records of one domain were not measured alike.
    """
    return page(domain_report(records, models))


def domains_markdown(records: Sequence[Measured], models: Sequence[str] | None = None) -> str:
    """Several domains, as `domains_html` shows them.

    Parameters
    ----------
    records, models : as `domains_html`

    Raises
    ------
    InputError : as `domains_html`.
    """
    return markdown_of(domain_report(records, models))


def domains_table(records: Sequence[Measured], models: Sequence[str] | None = None) -> str:
    """Several domains as lines of text, without the reports of single records.

    Parameters
    ----------
    records, models : as `domains_html`

    Raises
    ------
    InputError : as `domains_html`.
    """
    return domain_lines(domain_report(records, models))


def domain_lines(whole: Report) -> str:
    """What was measured, what the domains come to, and every number with its shares, as lines of text.

    Parameters
    ----------
    whole : what `persona_collapse.report.domains.page.domain_report` returns
    """
    return printed(whole.own)
