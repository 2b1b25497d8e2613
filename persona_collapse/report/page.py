"""Diagnoses as one page: a self-contained HTML file, or Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

import persona_collapse.report.figures as figures
from persona_collapse.errors import InputError
from persona_collapse.report.comparison import comparison_table, paired, step_sections, step_sentences
from persona_collapse.report.table import (
    compared,
    interval_text,
    number,
    people_text,
    sentence,
    shown,
    side_by_side,
    text_of,
)
from persona_collapse.report.texts import figures_of_texts, text_sections, text_table
from persona_collapse.results import Comparison, Diagnosis, ItemAnswers
from persona_collapse.results.number import Number
from persona_collapse.results.texts import TextDiagnosis

NOISE = "uniform answers"
"""The known population that stands in the column of noise."""

MEANINGS = {
    "human-like": "as varied as people, in every way that is measured here",
    "shallow": "fewer independent ways to differ than people have",
    "caricature": "labels followed to the letter, and overdone",
    "noise": "varied as random answers are, not as people are",
    "mode collapse": "a few stereotypes, copied",
    "mixed": "unlike people, and unlike any known kind of collapse",
    "invalid": "not enough readable answers to say anything",
    "unread": "what it is like cannot be said",
}
"""Signature -> what it says, in a line."""


@dataclass(frozen=True)
class Line:
    """A number on the page, as printed."""

    name: str
    value: str
    interval: str
    people: str
    shuffled: str
    noise: str
    sentence: str


@dataclass(frozen=True)
class Drawn:
    """A figure with its words, and what the numbers in it stand for."""

    title: str
    svg: str
    alternative: str
    key: str = ""


class Population:
    """What the page says of one diagnosis."""

    def __init__(self, diagnosis: Diagnosis, name: str, place: int) -> None:
        self.diagnosis, self.name, self.place = diagnosis, name, place

    @property
    def meaning(self) -> str:
        """The signature in a line; empty without one."""
        read = self.diagnosis.signature
        return "" if read is None else MEANINGS[read.name]

    @cached_property
    def sections(self) -> list[tuple[str, list[Line]]]:
        """The table: title and lines of each section, without what is undefined."""
        return [(title, [self._line(one) for one in numbers]) for title, numbers in shown([self.diagnosis.values])]

    def _line(self, one: Number) -> Line:
        found = self.diagnosis
        panel = None if found.null_panel is None else found.null_panel.row(NOISE)
        return Line(
            name=one.label,
            value=text_of(one, found.values),
            interval=interval_text(one, found),
            people=people_text(one, found),
            shuffled=text_of(one, found.shuffled_population),
            noise=number(getattr(panel, one.name, None), one.digits),
            sentence=sentence(one, found),
        )

    @cached_property
    def clouds(self) -> list[Drawn]:
        """Projections."""
        return self._drawn("cloud", figures.clouds(self.diagnosis))

    @cached_property
    def traits(self) -> list[Drawn]:
        """Trait scores by label."""
        return self._drawn("trait", figures.histograms(self.diagnosis))

    @cached_property
    def tracked(self) -> list[Drawn]:
        """Attribution."""
        return self._drawn("tracked", figures.attribution_bars(self.diagnosis))

    @cached_property
    def noise(self) -> list[Drawn]:
        """What repeated answers are made of."""
        bars = figures.noise_bars(self.diagnosis)
        return [] if bars is None else self._drawn("noise", [bars])

    def _drawn(self, kind: str, some: Sequence[figures.Figure]) -> list[Drawn]:
        return [drawn(one, f"{kind}{self.place}{number}") for number, one in enumerate(some)]

    @property
    def items(self) -> tuple[ItemAnswers, ...]:
        """How each item is answered."""
        return () if self.diagnosis.views is None else self.diagnosis.views.items

    @property
    def per_item(self) -> tuple[float | None, ...]:
        """Marginal distance of each item; empty without a reference."""
        return () if self.diagnosis.values.items is None else self.diagnosis.values.items.marginal_distance_per_item


def drawn(figure: figures.Figure, name: str) -> Drawn:
    """A figure, drawn and in words."""
    from persona_collapse.report.draw import svg  # matplotlib: imported when something is drawn

    key = figure.key if isinstance(figure, figures.Map) else ""
    return Drawn(figure.title, svg(figure, name), figure.alternative, key)


def html(diagnoses: Sequence[Diagnosis], names: Sequence[str] | None = None) -> str:
    """One self-contained page about one population or several side by side.

    Nothing is loaded from anywhere; colours follow the reader's light or dark setting; everything that a user or a
    model wrote is escaped.

    Parameters
    ----------
    diagnoses : measured against the same reference where there are several
    names : what to call them; by default where their answers come from

    Raises
    ------
    InputError : they differ in instrument, reference or settings.
    """
    return _rendered("report.html", diagnoses, names)


def markdown(diagnoses: Sequence[Diagnosis], names: Sequence[str] | None = None) -> str:
    """The same in Markdown, figures in words.

    Parameters
    ----------
    diagnoses, names : as `html`
    """
    return _rendered("report.md", diagnoses, names)


def comparison_html(comparison: Comparison) -> str:
    """One self-contained page about what differs: sentences, numbers with intervals, and the way on both maps.

    Parameters
    ----------
    comparison : what `persona_collapse.compare` returns
    """
    steps = [
        {
            "first": step.first,
            "second": step.second,
            "sentences": list(step_sentences(step)),
            "paired": paired(step),
            "sections": step_sections(step),
        }
        for step in comparison.steps
    ]
    maps = [drawn(one, f"path{place}") for place, one in enumerate(figures.paths(comparison))]
    template = environment(escapes=True).get_template("comparison.html")
    return template.render(comparison=comparison, steps=steps, maps=maps)


def comparison_markdown(comparison: Comparison) -> str:
    """The same in Markdown: the table as it is printed, and the maps in words.

    Parameters
    ----------
    comparison : what `persona_collapse.compare` returns
    """
    maps = [one.alternative for one in figures.paths(comparison)]
    parts = ["# What differs between populations?", f"```\n{comparison_table(comparison)}\n```", *map(_inert, maps)]
    return "\n\n".join(parts) + "\n"


def texts_html(found: TextDiagnosis) -> str:
    """One self-contained page about free texts: what they tell, whether they find their persona, form and style.

    Parameters
    ----------
    found : what `persona_collapse.diagnosis.diagnose_texts` returns
    """
    shown = [drawn(one, f"text{place}") for place, one in enumerate(figures_of_texts(found))]
    template = environment(escapes=True).get_template("texts.html")
    return template.render(found=found, figures=shown, sections=text_sections(found))


def texts_markdown(found: TextDiagnosis) -> str:
    """The same in Markdown: the table as it is printed, and the figures in words.

    Parameters
    ----------
    found : as `texts_html`
    """
    pictures = [_inert(one.alternative) for one in figures_of_texts(found)]
    parts = ["# What survives of personas in free text?", f"```\n{text_table(found)}\n```", *pictures]
    return "\n\n".join(parts) + "\n"


def _rendered(template: str, diagnoses: Sequence[Diagnosis], names: Sequence[str] | None) -> str:
    _comparable(diagnoses)
    called = [one.population.source for one in diagnoses] if names is None else list(names)
    maps = [figures.coverage_map(diagnoses, called), figures.fidelity_map(diagnoses, called)]
    context: dict[str, Any] = {
        "populations": [
            Population(one, name, place) for place, (one, name) in enumerate(zip(diagnoses, called, strict=True))
        ],
        "maps": [drawn(one, f"map{place}") for place, one in enumerate(maps) if one is not None],
        "together": side_by_side(diagnoses, called) if len(diagnoses) > 1 else "",
        "compared": compared(diagnoses),
        "sizes": sorted({one.settings.size for one in diagnoses if one.settings.size}),
        "first": diagnoses[0],
    }
    return environment(escapes=template.endswith(".html")).get_template(template).render(context)


def _comparable(diagnoses: Sequence[Diagnosis]) -> None:
    """Refuse to put side by side what was not measured alike; other sizes are said, not refused."""
    first = diagnoses[0]
    for other in diagnoses:
        for what in ("instrument", "reference", "settings"):
            ours, theirs = (getattr(one, what) for one in (first, other))
            if what == "settings":
                theirs = replace(theirs, size=ours.size)
            if ours != theirs:
                raise InputError(
                    f"{first.population.source} and {other.population.source} differ in their {what}; "
                    "measure both alike, or give each a page of its own"
                )


def environment(*, escapes: bool) -> Environment:
    """The templates of the report.

    Parameters
    ----------
    escapes : whether what is put into a template is escaped as HTML; for Markdown it is made inert
    """
    found = Environment(
        loader=PackageLoader("persona_collapse.report"),
        autoescape=escapes,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=None if escapes else _inert,
    )
    found.filters["number"] = number
    return found


def _inert(value: Any) -> Any:
    """Text that Markdown cannot take for HTML; what users and models wrote stays text.

    >>> _inert("<b>")
    '&lt;b>'
    """
    return value.replace("<", "&lt;") if isinstance(value, str) else value
