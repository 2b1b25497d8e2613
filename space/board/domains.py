"""Models that have results of more than one instrument: which of them can be side by side, and what they come to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape

from persona_collapse.hub.checks import model_of
from persona_collapse.hub.submission import Submissions
from persona_collapse.report.domains.members import members
from persona_collapse.report.domains.page import domain_sections
from persona_collapse.report.page import section_html
from persona_collapse.results import Diagnosis
from space.board.entries import KINDS, Kind, cut, how_of

MOST = 8
"""Models that are shown at a time."""

NONE = (
    "No model has results of more than one instrument yet. When you submit one, choose several under “What is asked”: the "
    "domain view shows whether models change places between them."
)

FOLDED = "shares"
"""The section with every number, which is folded away."""


@dataclass(frozen=True)
class InDomains:
    """A model with results of more than one instrument, all asked in the same way.

    Attributes
    ----------
    name : the model, with what tells it from others of its name
    records : one per instrument
    """

    name: str
    records: tuple[Diagnosis, ...]


def in_domains(found: Submissions) -> tuple[InDomains, ...]:
    """The models that can be compared across instruments, those of the most instruments first.

    Results of one commit and one manner of asking belong together; behind an API, those of one address. What was
    evaluated here is preferred to what its submitter reports of the same, and of several of one instrument that of the
    most complete respondents, then the first. Of each instrument only the results that were measured in the most usual
    way are taken, since others cannot be beside them.

    Parameters
    ----------
    found : the results of the board
    """
    ways: dict[_Key, dict[str, Diagnosis]] = {}
    usual = _usual(found)
    for kind, one in _by_kind(found):
        if one.asked is not None and _way(one) == usual[one.instrument]:
            left_out = () if one.quality is None else one.quality.left_out
            version = one.asked.revision if kind == "api" else one.asked.revision.partition(" ")[0]
            its = ways.setdefault(_Key(model_of(one.asked), kind, version, how_of(one.asked, left_out)), {})
            before = its.get(one.instrument)
            if before is None or one.population.complete > before.population.complete:
                its[one.instrument] = one
    several = {key: its for key, its in ways.items() if len(its) > 1}
    kept = [key for key in several if key.kind != "submitted" or replace(key, kind="evaluated") not in several]
    models = (InDomains(_named(key, kept), tuple(several[key].values())) for key in kept)
    return tuple(sorted(models, key=lambda one: -len(one.records)))


@dataclass(frozen=True)
class _Key:
    """What the results of one model share: its name, commit or address, and how it was asked."""

    name: str
    kind: Kind
    version: str
    how: str


def _by_kind(found: Submissions) -> Iterable[tuple[Kind, Diagnosis]]:
    yield from (("evaluated", one) for one in found.evaluated)
    for one in found.records:
        yield "api" if one.asked is not None and one.asked.backend == "api" else "submitted", one


def _named(key: _Key, kept: Sequence[_Key]) -> str:
    """A model with what tells it from the others of its name."""
    same = [one for one in kept if one.name == key.name]
    said = [KINDS["api"]] if key.kind == "api" else []
    said += [key.how] if len(same) > 1 else []
    if len({one.version for one in same if (one.kind == "api") == (key.kind == "api")}) > 1:
        said += [cut(key.version) if key.kind == "api" else f"commit {key.version[:8] or 'not known'}"]
    return f"{key.name} ({', '.join(said)})" if said else key.name


def _way(one: Diagnosis) -> tuple[object, object]:
    """How a result was measured, apart from the size, which may differ."""
    return one.reference, replace(one.settings, size=None)


def _usual(found: Submissions) -> dict[str, tuple[object, object]]:
    """Per instrument, the way in which most results were measured; the first of several that are as frequent.

    Where there are results that were evaluated here, only they decide: anybody can send in any number of others.
    """
    usual: dict[str, tuple[object, object]] = {}
    for some in (found.records, found.evaluated):  # the later ones decide
        ways: dict[str, list[tuple[object, object]]] = {}
        for one in some:
            ways.setdefault(one.instrument, []).append(_way(one))
        usual |= {name: max(those, key=those.count) for name, those in ways.items()}
    return usual


def domain_view(models: Sequence[InDomains], chosen: Sequence[str]) -> str:
    """Ranks per instrument, changes of place in words and drawn, and every number folded away, as HTML.

    Parameters
    ----------
    models : what `in_domains` returns
    chosen : names of those that are shown, the first ones where it is empty; names of no model are ignored
    """
    shown = [one for one in models if one.name in chosen][:MOST] or models[:MOST]
    if not shown:
        return f'<p role="status">{escape(NONE)}</p>'
    records = [record for one in shown for record in one.records]
    some = members(records, [one.name for one in shown for _ in one.records])
    parts = {one.id: section_html(one) for one in domain_sections(some)}
    every = parts.pop(FOLDED)
    ordered = [parts[name] for name in ("models", "domains") if name in parts]
    whose = f"<h3>{escape(shown[0].name)}</h3>" if len(shown) == 1 else ""
    return f"{whose}{''.join(ordered)}<details><summary>Every number, domain by domain</summary>{every}</details>"
