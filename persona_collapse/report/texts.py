"""Free texts as a plain-text table, and their figures."""

from collections.abc import Sequence

from persona_collapse.measures.intervals import Interval
from persona_collapse.measures.text.mention import Mention
from persona_collapse.references.published import published_mentions
from persona_collapse.report.figures import Bar, Bars, Cloud
from persona_collapse.report.table import aligned, number
from persona_collapse.results.texts import TextDiagnosis
from persona_collapse.results.views import Projection

Cells = list[str]

AS_PUBLISHED = {"country_of_residence": "country", "political_spectrum": "political"}
"""Columns that the paper's table calls otherwise."""


def text_table(found: TextDiagnosis) -> str:
    """One population's texts: what they tell, whether they find their persona, their form and their style.

    Parameters
    ----------
    found : what `persona_collapse.diagnosis.diagnose_texts` returns
    """
    note = f" ({found.note})" if found.note else ""
    parts = [f"{found.source}: {found.texts} texts of {found.personas} personas{note}"]
    for title, rows in text_sections(found):
        parts += ["", title, *(f"  {line}" for line in aligned(rows))]
    parts += ["", *(f"! {warning}" for warning in found.warnings)] if found.warnings else []
    return "\n".join(parts)


def text_sections(found: TextDiagnosis) -> list[tuple[str, list[Cells]]]:
    """Title and rows of each part, as printed; the first row names the columns.

    Parameters
    ----------
    found : as `text_table`
    """
    sections = [
        ("What texts tell of their persona, most first", _mentions(found.mentions)),
        ("Whether a text finds its persona", _identity(found)),
        ("Form", _form(found)),
        ("Style", _style(found)),
    ]
    return [(title, rows) for title, rows in sections if len(rows) > 1]


def hierarchy(mentions: Sequence[Mention]) -> list[Mention]:
    """Attributes by how much texts tell of them, those that are undefined last."""
    return sorted(mentions, key=lambda one: 2.0 if one.youden is None else -one.youden)


def figures_of_texts(found: TextDiagnosis) -> list[Bars | Cloud]:
    """What is drawn of texts: mention, personas by what they write, and how much of style is chance."""
    there = (mention_bars(found), map_of_means(found), noise_of_style(found))
    return [one for one in there if one is not None]


def mention_bars(found: TextDiagnosis) -> Bars | None:
    """How often texts tell each attribute, beside how often the same is found in texts of other personas."""
    bars = tuple(
        Bar(one.attribute, one.hit, one.false_positive) for one in hierarchy(found.mentions) if one.hit is not None
    )
    line = "how often it is found in texts of personas with another value"
    return Bars("What texts tell of their persona", "share of texts", bars, line) if bars else None


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


def _mentions(mentions: Sequence[Mention]) -> list[Cells]:
    published = published_mentions()
    rows = [
        [
            "",
            "found",
            "false positive",
            "difference",
            "95 % interval",
            "told, corrected",
            "95 % interval",
            "as published",
        ]
    ]
    for one in hierarchy(mentions):
        told = one.told
        paper = published.get(AS_PUBLISHED.get(one.attribute, one.attribute))
        rows.append(
            [
                one.attribute.replace("_", " "),
                number(one.hit),
                number(one.false_positive),
                number(one.youden),
                _between(one.low, one.high),
                "" if told is None else number(told.rate),
                "" if told is None else _between(told.low, told.high),
                "" if paper is None else number(paper),
            ]
        )
    return rows


def _between(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{number(low)} to {number(high)}"


def _identity(found: TextDiagnosis) -> list[Cells]:
    one = found.identity
    rows = [["", "value", "95 % interval", "no persona"]]
    if one is None:
        return rows
    return [
        *rows,
        ["similarity within a persona", number(one.within), "", number(one.between)],
        ["I/E, within / between", number(one.ratio), _ends(one.ratio_interval), "1.00"],
        ["distances within / between", number(one.distance_ratio), _ends(one.distance_ratio_interval), "1.00"],
        [
            "retrieval of the own persona",
            number(one.retrieval),
            _ends(one.retrieval_interval),
            number(one.retrieval_chance),
        ],
        ["Vendi score of persona means", number(one.means.vendi), "", number(one.shuffled.vendi)],
        ["LID of persona means", number(one.means.lid, 1), "", number(one.shuffled.lid, 1)],
    ]


def _form(found: TextDiagnosis) -> list[Cells]:
    form, doubles = found.templates, found.doubles
    return [
        ["", "value", "95 % interval"],
        ["different openings / texts", number(form.openings.distinct), ""],
        [
            "share with the commonest skeleton",
            number(form.skeletons.share),
            _between(form.skeletons.low, form.skeletons.high),
        ],
        ["different skeletons / texts", number(form.skeletons.distinct), ""],
        ["compression ratio", number(form.compression_ratio), ""],
        ["self-repetition", number(form.self_repetition), ""],
        ["near-duplicates", number(doubles.share), ""],
        ["near-duplicates of another persona", number(doubles.across), ""],
        ["texts with headers", number(form.structure.with_headers), ""],
        ["paragraphs per text", number(form.structure.paragraphs, 1), ""],
    ]


def _style(found: TextDiagnosis) -> list[Cells]:
    rows = [["", "mean", "ICC", "95 % interval"]]
    for one in found.style.features:
        ends = "" if one.icc_low is None or one.icc_high is None else f"{number(one.icc_low)} to {number(one.icc_high)}"
        rows.append([one.name.replace("_", " "), number(one.mean), number(one.icc), ends])
    return rows


def _ends(found: Interval | None) -> str:
    return "" if found is None else f"{number(found.low)} to {number(found.high)}"
