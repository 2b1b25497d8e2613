"""The report about free texts, and its figures."""

from collections.abc import Iterator, Sequence

from persona_collapse.measures.intervals import Interval
from persona_collapse.measures.text.mention import Mention
from persona_collapse.references.published import published_mentions
from persona_collapse.report.figures import Bar, Bars, Cloud
from persona_collapse.report.parts.cite import cite_texts
from persona_collapse.report.parts.origin import typed_again
from persona_collapse.report.printed import between, number
from persona_collapse.report.section import DRAWN, ON_PAGE, Grid, GridRow, Report, RowGroup, Section, Sentence
from persona_collapse.results.texts import TextDiagnosis
from persona_collapse.results.views import Projection

Cells = tuple[str, ...]

TOO_NARROW = {False: "", True: " *"}
"""The mark of an interval that may be too narrow."""

AS_PUBLISHED = {"country_of_residence": "country", "political_spectrum": "political"}
"""Columns that the paper's table calls otherwise."""


def text_report(found: TextDiagnosis) -> Report:
    """What texts mention of their persona, whether they find it, their form and their style.

    Parameters
    ----------
    found : what `persona_collapse.diagnosis.diagnose_texts` returns
    """
    sections = (
        _at_a_glance(found),
        *text_tables(found),
        _skeleton(found),
        _quality(found),
        typed_again(found.commands),
    )
    return Report(
        name=f"{found.source}: what survives in free text?",
        about=_about(found),
        shared=tuple(one for one in sections if one is not None),
        closing=(cite_texts(found),),
    )


def measured_texts(found: TextDiagnosis) -> str:
    """What was measured, and what was excluded for which reason, in one sentence without its full stop.

    Parameters
    ----------
    found : as `text_report`
    """
    note = f" ({found.note})" if found.note else ""
    said = [f"{found.source}: {found.texts} texts of {found.personas} personas{note}"]
    if excluded := ", ".join(f"{count} {reason}" for reason, count in found.excluded.items() if count):
        said.append(f"excluded: {excluded}")
    if found.not_english:
        said.append(f"not in English: {found.not_english}, excluded from mention and English word lists")
    return "; ".join(said)


def _about(found: TextDiagnosis) -> Section:
    measured = measured_texts(found)
    lead = Sentence(f"{measured}.", set_off=((found.note, "strong"),) if found.note else ())
    warnings = (Sentence(one, "warning") for one in found.warnings)
    title = "What survives of personas in free text?"
    return Section("about", title, (lead, *warnings), terminal=(measured,))


def _at_a_glance(found: TextDiagnosis) -> Section | None:
    figures = tuple(figures_of_texts(found))
    return Section("figures", "At a glance", figures=figures, absent=DRAWN) if figures else None


def text_tables(found: TextDiagnosis) -> list[Section]:
    """The sections with a table, without those that have no row.

    Parameters
    ----------
    found : as `text_report`
    """
    tables: list[tuple[str, Grid, tuple[Sentence, ...]]] = [
        ("What texts mention of their persona, most first", _mentions(found.mentions), tuple(_marked(found.mentions))),
        ("Whether a text finds its persona", _identity(found), tuple(_not_known(found))),
        ("Form", _form(found), ()),
        ("Style", _style(found), ()),
    ]
    filled = [(title, grid, said) for title, grid, said in tables if grid.rows]
    return [Section(f"part{place}", title, said, grid) for place, (title, grid, said) in enumerate(filled, 1)]


def _skeleton(found: TextDiagnosis) -> Section | None:
    """Texts with the commonest skeleton; None without an example."""
    if not found.examples:
        return None
    form = found.templates.skeletons.form
    texts = (Sentence(one, "verbatim") for one in found.examples)
    return Section(
        "skeleton", "The commonest skeleton", (Sentence(form, set_off=((form, "code"),)), *texts), absent=ON_PAGE
    )


def _quality(found: TextDiagnosis) -> Section:
    excluded = "".join(f", {count} {reason}" for reason, count in found.excluded.items() if count)
    said = (
        f"{found.replies} replies, {found.texts} measured{excluded}; control characters were removed from "
        f"{found.repaired}.{_windowed(found)}"
    )
    return Section("quality", "Data quality", (said,), absent=ON_PAGE)


def _windowed(found: TextDiagnosis) -> str:
    if not found.windowed:
        return ""
    return f" {found.windowed} are longer than the embedding model reads at once: it read them in overlapping windows."


def hierarchy(mentions: Sequence[Mention]) -> list[Mention]:
    """Attributes by how often texts mention them, those that are undefined last."""
    return sorted(mentions, key=lambda one: 2.0 if one.youden is None else -one.youden)


def figures_of_texts(found: TextDiagnosis) -> list[Bars | Cloud]:
    """What is drawn of texts: mention, personas by what they write, and how much of style is chance."""
    there = (mention_bars(found), map_of_means(found), noise_of_style(found))
    return [one for one in there if one is not None]


def mention_bars(found: TextDiagnosis) -> Bars | None:
    """How often texts mention each attribute, next to how often the same is found in texts of other personas."""
    bars = tuple(
        Bar(one.attribute.replace("_", " "), one.hit, one.false_positive)
        for one in hierarchy(found.mentions)
        if one.hit is not None
    )
    line = "how often it is found in texts of personas with another value"
    return Bars("What texts mention of their persona", "share of texts", bars, line) if bars else None


def noise_of_style(found: TextDiagnosis) -> Bars | None:
    """How much of each feature of style is chance: 1 - ICC, with one text per persona unknown."""
    bars = tuple(
        Bar(one.name.replace("_", " "), min(1 - one.icc, 1.0)) for one in found.style.features if one.icc is not None
    )
    return Bars("How much of style is chance", "1 - ICC", bars) if bars else None


def map_of_means(found: TextDiagnosis) -> Cloud | None:
    """Personas by the mean vector of their texts."""
    projection = Projection("PCA", None, people=(), personas=found.means)
    return Cloud("Personas by what they write", projection) if found.means else None


def _mentions(mentions: Sequence[Mention]) -> Grid:
    head = (
        *("", "found", "false positive", "difference", "95 % interval"),
        *("mentioned, corrected", "95 % interval", "as published"),
    )
    published = published_mentions()
    rows = [
        (
            one.attribute.replace("_", " "),
            number(one.hit),
            number(one.false_positive),
            number(one.youden),
            between(one.low, one.high),
            "" if one.told is None else number(one.told.rate),
            "" if one.told is None else between(one.told.low, one.told.high) + TOO_NARROW[one.told.too_narrow],
            _as_published(published.get(AS_PUBLISHED.get(one.attribute, one.attribute))),
        )
        for one in hierarchy(mentions)
    ]
    return _grid(head, rows)


def _marked(mentions: Sequence[Mention]) -> Iterator[Sentence]:
    """What the mark of an interval says, if there is one."""
    if any(one.told is not None and one.told.too_narrow for one in mentions):
        yield Sentence(
            "* may be too narrow: such an interval contained the true rate in 52 of 60 simulated populations that state it "
            "in a tenth of their texts, and in 30 of 30 that state it in half.",
            "small",
        )


def _as_published(rate: float | None) -> str:
    return "" if rate is None else number(rate)


def _identity(found: TextDiagnosis) -> Grid:
    head, one = ("", "value", "95 % interval", "no persona", "p"), found.identity
    if one is None:
        return _grid(head, [])
    rows = [
        ("similarity within a persona", number(one.within), "", number(one.between), ""),
        ("I/E, within / between", number(one.ratio), _ends(one.ratio_interval), "1.00", ""),
        ("distances within / between", number(one.distance_ratio), _ends(one.distance_ratio_interval), "1.00", ""),
        (
            "retrieval of the own persona",
            number(one.retrieval),
            _ends(one.retrieval_interval),
            number(one.retrieval_chance),
            "" if one.retrieval_p_value is None else number(one.retrieval_p_value, 3),
        ),
        ("Vendi score of persona means", number(one.means.vendi), "", number(one.shuffled.vendi), ""),
        ("LID of persona means", number(one.means.lid, 1), "", number(one.shuffled.lid, 1), ""),
    ]
    return _grid(head, rows)


def _not_known(found: TextDiagnosis) -> Iterator[Sentence]:
    """From how many of very many texts numbers of identity are; which of them are undefined, and why."""
    if found.identity is None:
        return
    if sampled := found.identity.sampled:
        yield Sentence(f"{sampled[0].upper()}{sampled[1:]}.", "small")
    names = {"retrieval": "Retrieval", "lid": "LID of persona means"}
    for name, why in found.identity.undefined.items():
        yield Sentence(f"{names[name]} is undefined: {why}.", "small")


def _form(found: TextDiagnosis) -> Grid:
    form, doubles = found.templates, found.doubles
    rows = [
        ("different openings / texts", number(form.openings.distinct), ""),
        (
            "share with the commonest skeleton",
            number(form.skeletons.share),
            between(form.skeletons.low, form.skeletons.high),
        ),
        ("different skeletons / texts", number(form.skeletons.distinct), ""),
        ("compression ratio", number(form.compression_ratio), ""),
        ("self-repetition", number(form.self_repetition), ""),
        ("near-duplicates", number(doubles.share), ""),
        ("near-duplicates of another persona", number(doubles.across), ""),
        ("texts with headers", number(form.structure.with_headers), ""),
        ("paragraphs per text", number(form.structure.paragraphs, 1), ""),
    ]
    return _grid(("", "value", "95 % interval"), rows)


def _style(found: TextDiagnosis) -> Grid:
    rows = [
        (one.name.replace("_", " "), number(one.mean), number(one.icc), between(one.icc_low, one.icc_high))
        for one in found.style.features
    ]
    return _grid(("", "mean", "ICC", "95 % interval"), rows)


def _grid(head: Cells, rows: Sequence[Cells]) -> Grid:
    return Grid(head, (RowGroup("", tuple(map(GridRow, rows))),))


def _ends(found: Interval | None) -> str:
    return "" if found is None else between(found.low, found.high)
