"""Models that have results of more than one instrument: which of them can be side by side, and what they come to."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape

from persona_collapse.hub.checks import model_of
from persona_collapse.hub.submission import Submissions
from persona_collapse.report.domains.members import members
from persona_collapse.report.domains.page import domain_sections
from persona_collapse.report.page import section_html
from persona_collapse.results import Diagnosis
from space.board.entries import KINDS, Kind, how_of

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

    What was evaluated here is preferred to what its submitter reports, and of one kind the last is taken. Of each
    instrument only the results that were measured in the most usual way are taken, since others cannot be beside them.

    Parameters
    ----------
    found : the results of the board
    """
    ways: dict[tuple[str, Kind, str], dict[str, Diagnosis]] = {}
    usual = _usual((*found.evaluated, *found.records))
    for kind, one in _by_kind(found):
        if one.asked is not None and _way(one) == usual[one.instrument]:
            left_out = () if one.quality is None else one.quality.left_out
            key = (model_of(one.asked), kind, how_of(one.asked, left_out))
            ways.setdefault(key, {})[one.instrument] = one
    several = {key: its for key, its in ways.items() if len(its) > 1}
    first: dict[tuple[str, str], Kind] = {}
    for name, kind, how in several:  # evaluated here comes first
        if kind != "api":
            first.setdefault((name, how), kind)
    kept = [key for key in several if key[1] == "api" or first[key[0], key[2]] == key[1]]
    names = Counter(name for name, _, _ in kept)
    models = (InDomains(_named(*key, names[key[0]] > 1), tuple(several[key].values())) for key in kept)
    return tuple(sorted(models, key=lambda one: -len(one.records)))


def _by_kind(found: Submissions) -> Iterable[tuple[Kind, Diagnosis]]:
    yield from (("evaluated", one) for one in found.evaluated)
    for one in found.records:
        yield "api" if one.asked is not None and one.asked.backend == "api" else "submitted", one


def _named(name: str, kind: Kind, how: str, is_one_of_several: bool) -> str:
    said = [*([KINDS[kind]] if kind == "api" else []), *([how] if is_one_of_several else [])]
    return f"{name} ({', '.join(said)})" if said else name


def _way(one: Diagnosis) -> tuple[object, object]:
    """How a result was measured, apart from the size, which may differ."""
    return one.reference, replace(one.settings, size=None)


def _usual(records: Sequence[Diagnosis]) -> dict[str, tuple[object, object]]:
    """Per instrument, the way in which most results were measured; the first of several that are as frequent."""
    ways: dict[str, list[tuple[object, object]]] = {}
    for one in records:
        ways.setdefault(one.instrument, []).append(_way(one))
    return {name: max(some, key=some.count) for name, some in ways.items()}


def domain_view(models: Sequence[InDomains], chosen: Sequence[str]) -> str:
    """Ranks per instrument, changes of place in words and drawn, and every number folded away, as HTML.

    Parameters
    ----------
    models : what `in_domains` returns
    chosen : names of those that are shown; others are ignored, and none stands for the first ones
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
