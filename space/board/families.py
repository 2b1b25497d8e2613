"""Base models and their tuned versions, joined by lines: what tuning has changed in human-likeness."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from persona_collapse.report.printed import number
from space.board.entries import CALIBRATED, KINDS, LIKENESS, Entry
from space.board.rows import RANKED

FIRST = ("evaluated", "submitted")
"""Kinds of rows that can be of a family, those that are preferred first; behind an API any name may stand for any model."""

MOST = 30
"""Families that are drawn, those with the most tuned versions first."""

ROW = 2.6
"""Letters' heights from one model to the next."""

NONE = (
    "No base model is on the board beside a tuned version that was asked and measured in the same way. Which model another "
    "one was made from is what its authors state on the Hub."
)

HOW = {"finetune": "fine-tuned", "quantized": "quantised", "merge": "merged", "adapter": "adapter"}


@dataclass(frozen=True)
class Family:
    """A base model and the versions made from it, all asked and measured in the same way.

    Attributes
    ----------
    base : its row
    tuned : their rows, the most human-like first
    """

    base: Entry
    tuned: tuple[Entry, ...]


def families(entries: Sequence[Entry]) -> tuple[Family, ...]:
    """The base models that have tuned versions beside them, those with the most first.

    A model belongs to the one that its authors state. Both have a row of the same instrument, the same way of asking, the
    same reference and the same number of respondents at a time. Of several rows of one model in the same way, that which
    was evaluated here is taken, then the first.

    Parameters
    ----------
    entries : rows of the board
    """
    known: dict[tuple[object, ...], Entry] = {}
    for kind in FIRST:
        for one in entries:
            if one.kind == kind and one.protocol == CALIBRATED and RANKED in one.numbers:
                known.setdefault((one.name, *_way(one)), one)
    tuned: dict[tuple[object, ...], list[Entry]] = {}
    for (_, *way), one in known.items():
        if one.card.base and one.card.base != one.name and (one.card.base, *way) in known:
            tuned.setdefault((one.card.base, *way), []).append(one)
    found = (
        Family(known[base], tuple(sorted(those, key=lambda one: -one.numbers[RANKED]))) for base, those in tuned.items()
    )
    return tuple(sorted(found, key=lambda one: -len(one.tuned)))


def _way(one: Entry) -> tuple[object, ...]:
    return one.instrument, one.how, one.reference, one.size


def families_view(entries: Sequence[Entry], chosen: Sequence[Entry]) -> str:
    """Every family drawn, and in words, as HTML.

    Parameters
    ----------
    entries : rows of the board
    chosen : those of them of which one at least is in every family that is shown
    """
    found = [one for one in families(entries) if any(member in chosen for member in (one.base, *one.tuned))]
    if not found:
        return f'<p role="status">{escape(NONE)}</p>'
    more = f"<p>{len(found) - MOST} more are not drawn.</p>" if len(found) > MOST else ""
    return "".join(map(_drawn, found[:MOST])) + more


def change(base: Entry, tuned: Entry) -> str:
    """What has changed from a base model to a tuned version, in words.

    The intervals are of each model; where they are apart, the difference is more than chance.
    """
    by = tuned.numbers[RANKED] - base.numbers[RANKED]
    (low, high), (base_low, base_high) = tuned.ends(RANKED), base.ends(RANKED)
    if RANKED not in tuned.intervals or RANKED not in base.intervals:
        certain = "without an interval of both"
    else:
        certain = "intervals apart" if low > base_high or high < base_low else "intervals overlap"
    return f"{'+' if by >= 0 else '-'}{number(abs(by), 2)}, {certain}"


def _drawn(one: Family) -> str:
    """A family as a figure: a row per model on one scale from 0 to 1, and a line from the base model to each version."""
    members = (one.base, *one.tuned)
    steps = len(members)
    down = [100 * (place + 0.5) / steps for place in range(steps)]
    across = [100 * member.numbers[RANKED] for member in members]
    lines = "".join(
        f'<path d="M{across[0]:.1f} {down[0]:.1f}L{x:.1f} {y:.1f}"/>' for x, y in zip(across, down, strict=True)
    )
    marks = "".join(_mark(member, y, member is one.base) for member, y in zip(members, down, strict=True))
    about = escape(", ".join(filter(None, (one.base.instrument, one.base.how))))
    items = "".join(_item(member, one.base) for member in members)
    return (
        f'<figure class="family"><figcaption><strong>{escape(one.base.name)}</strong> and what was made from it, {about}'
        f'</figcaption><div class="family-rows"><ul>{items}</ul>'
        f'<div class="family-plot" aria-hidden="true" style="height:{ROW * steps:g}rem">'
        '<svg viewBox="0 0 100 100" preserveAspectRatio="none" focusable="false">'
        f'<path class="end" d="M0 0V100M50 0V100M100 0V100"/>{lines}</svg>{marks}</div></div>'
        '<div class="family-ends" aria-hidden="true"><span>0</span><span>human-likeness</span><span>1</span></div></figure>'
    )


def _mark(one: Entry, down: float, is_base: bool) -> str:
    low, high = (100 * min(max(end, 0.0), 1.0) for end in one.ends(RANKED))
    kind = "base" if is_base else "tuned"
    return (
        f'<i class="within" style="left:{low:.1f}%;width:{high - low:.1f}%;top:{down:.1f}%"></i>'
        f'<i class="point {kind}" style="left:{100 * one.numbers[RANKED]:.1f}%;top:{down:.1f}%"></i>'
    )


def _item(one: Entry, base: Entry) -> str:
    """A model in words: what it is, its value with the interval, and the change."""
    within = f" ({escape(around)})" if (around := one.interval(LIKENESS)) else ""
    value = f"{number(one.numbers[RANKED], 2)}{within}"
    said = "base model" if one is base else f"{HOW.get(one.card.relation, 'made from it')}; {change(base, one)}"
    words = f"{value}; {said}; {KINDS[one.kind]}"
    return f'<li style="height:{ROW:g}rem"><span>{escape(one.name)}</span><small>{words}</small></li>'
