"""Reports as one self-contained HTML page. Everything that a user or a model wrote is escaped."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any, cast

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from persona_collapse.report.comparison import comparison_report
from persona_collapse.report.drawing import drawn, stylesheet
from persona_collapse.report.own_page import own_page
from persona_collapse.report.section import Report, Section, Sentence
from persona_collapse.report.sections import diagnosis_report, measured_alike
from persona_collapse.report.shareable import shareable, shareable_comparison, shareable_texts
from persona_collapse.report.texts import text_report
from persona_collapse.results import Comparison, Diagnosis
from persona_collapse.results.files import AnyStored
from persona_collapse.results.texts import TextDiagnosis


def html(diagnoses: Sequence[Diagnosis], names: Sequence[str] | None = None) -> str:
    """One self-contained page about one population or several side by side.

    Nothing is loaded from anywhere; colours follow the reader's light or dark setting.

    Parameters
    ----------
    diagnoses : measured against the same reference where there are several
    names : what to call them; by default where their answers come from

    Raises
    ------
    InputError : they differ in instrument, reference or settings.
    """
    measured_alike(diagnoses)
    return page(diagnosis_report([shareable(one) for one in diagnoses], names))


def comparison_html(comparison: Comparison) -> str:
    """One self-contained page about what differs: sentences, numbers with intervals, and the steps on both maps.

    Parameters
    ----------
    comparison : what `persona_collapse.compare` returns
    """
    return page(comparison_report(shareable_comparison(comparison)))


def texts_html(found: TextDiagnosis) -> str:
    """One self-contained page about free texts: what they mention, whether they find their persona, form and style.

    Parameters
    ----------
    found : what `persona_collapse.diagnosis.diagnose_texts` returns
    """
    return page(text_report(shareable_texts(found)))


def record_html(record: AnyStored) -> str:
    """One self-contained page about any one record: of a population, of what differs, of texts, of what can be done.

    Parameters
    ----------
    record : a Diagnosis, Comparison, Drift, TextDiagnosis, Sweep, Panel, NextPersonas, Worth, Calibration or Advice
    """
    return page(own_page(record))


def page(whole: Report) -> str:
    """A report as a page: its heading, then section after section."""
    return environment().get_template("page.html").render(report=whole, links=_links(whole))


def section_html(one: Section) -> str:
    """One section for another page to show: its title as a heading of the third level, then what is in it.

    A table is in its own order: what chooses another needs a name that no other part of that page has.

    Parameters
    ----------
    one : its id is left to the page of the report
    """
    module: Any = environment().get_template("section.html").module
    if one.table is not None:
        one = replace(one, table=replace(one.table, orders=()))
    return f'<div class="pc-section"><h3>{escape(one.title)}</h3>{module.inside(one)}</div>'


def opening_html(diagnosis: Diagnosis) -> str:
    """The first screen of a report for another page: what was measured, the card of the signature, the maps.

    Parameters
    ----------
    diagnosis : of one population
    """
    whole = diagnosis_report([shareable(diagnosis)])
    module = cast(Any, environment().get_template("section.html").module)
    card = f'<div class="pc-section card">{module.card(whole.populations[0][0], embedded=True)}</div>'
    about = f'<div class="pc-section">{module.sentences(whole.about, "lead")}</div>'
    shared = "".join(f'<div class="pc-section {one.id}">{module.inside(one)}</div>' for one in whole.shared)
    return f"{about}{card}{shared}"


def conclusion_html(whole: Report) -> str:
    """The heading of a page with its conclusion, for another page.

    Parameters
    ----------
    whole : of a record that has a page of its own
    """
    module = cast(Any, environment().get_template("section.html").module)
    return f'<div class="pc-section"><h2>{escape(whole.about.title)}</h2>{module.sentences(whole.about, "lead")}</div>'


def styles(dark: str = "") -> str:
    """The style sheet of sections and their figures.

    Parameters
    ----------
    dark : the selector of a dark page, such as ".dark"; by default a page is dark where its reader's screen is
    """
    sections = files(__package__).joinpath("templates", "sections.css").read_text(encoding="utf-8")
    return f"{stylesheet(dark)}\n{sections}"


def _links(whole: Report) -> dict[str, list[tuple[str, str]]]:
    """Signature -> its population's sections, each with its id and what links call it; none where there is one population."""
    several = whole.populations if len(whole.populations) > 1 else ()
    found = {one[0].id: [(part.id, part.link) for part in one[1:] if part.link] for one in several}
    for record in whole.records:
        links = [(part.id, part.link) for part in record.sections if part.link]
        found |= {part.id: links for part in record.sections if part.id.startswith("signature")}
    return found


@cache
def environment() -> Environment:
    """The templates of the report; whatever is put into one is escaped."""
    found = Environment(
        loader=PackageLoader("persona_collapse.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.filters["words"] = words
    found.filters["drawn"] = lambda figure: Markup(drawn(figure))
    found.globals["styles"] = Markup(styles())
    return found


def words(sentence: Sentence) -> Any:
    """A sentence as HTML, what is set off in its tags.

    >>> str(words(Sentence("1 < 2, by compare", set_off=(("compare", "code"),))))
    '1 &lt; 2, by <code>compare</code>'
    """
    text = escape(sentence.text)
    for part, tag in sentence.set_off:
        inside = escape(part)
        text = text.replace(inside, Markup(f"<{tag}>{{}}</{tag}>").format(part), 1)
    return text
