"""Calibration as a report: what changes, and what cannot."""

import math

from persona_collapse.report.dots import Dot, DotRow, Dots, Kind, dot, dots_of
from persona_collapse.report.key_numbers import on_line, too_close, turned
from persona_collapse.report.parts.opening import about, together
from persona_collapse.report.plain_text import printed
from persona_collapse.report.printed import interval_text, number, text_of
from persona_collapse.report.remedy_page import as_drawn, heading, remedy_report
from persona_collapse.report.rows import Row, rows
from persona_collapse.report.section import Report, Section, Sentence
from persona_collapse.results.calibration import Calibration
from persona_collapse.results.percent import percent

MOST_NAMED = 5

NAMES = ("as given", "calibrated")

NO_VARIETY = (
    "calibration cannot add variety: numbers move because the scale is used in another way; on every item the order among "
    "personas stays as it is, and personas that answer alike still do",
    "calibrated answers are marked in every output, and are not accepted for the leaderboard",
)

DOES_NOT_SAY = (
    "That the model is more varied than before: where coverage, Vendi score or marginal distance come nearer to people's, "
    "that says how the scale was used.",
    "What the table that was written gives among people that it was learned from: it is learned from all of them.",
)

ENDS = (-0.25, 1.75)
"""Of the line from noise to people, as far as it is drawn."""


def calibration_table(found: Calibration) -> str:
    """What calibration changes, for people to read in a terminal.

    Parameters
    ----------
    found : the record of `persona_collapse.remedy.calibrate`

    Returns
    -------
    Lines of text: what was learned from whom, the distances of items, what cannot change, every number before and after.
    """
    return printed(calibration_report(found).sections)


def calibration_report(found: Calibration) -> Report:
    """A page about calibrated answers: every number as given and calibrated, among people that were not learned from.

    Parameters
    ----------
    found : as in `calibration_table`
    """
    both = [found.before, found.after]
    side_by_side = together(both, NAMES)
    measured = about(both)
    return remedy_report(
        f"{found.source}: answers calibrated to people's use of the scale",
        heading(
            "What does calibration change among other people?",
            _heading(found),
            [calibration_sentence(found), *NO_VARIETY],
            [*_warnings(found), *_of_both(found)],
        ),
        (
            as_drawn("From as given to calibrated", [_distances(found), _numbers(found)]),
            Section(
                "numbers",
                "Every number",
                (Sentence(f"{'; '.join(measured.terminal)}.", "small"), *side_by_side.sentences),
                side_by_side.table,
                terminal=(*measured.terminal, "", *side_by_side.terminal),
            ),
        ),
        does_not_say=DOES_NOT_SAY,
        commands=found.commands,
        version=found.version,
    )


def calibration_sentence(found: Calibration) -> str:
    """How near the items come to people's distribution, in a sentence.

    Parameters
    ----------
    found : any
    """
    apart = found.distances
    return (
        f"calibrated, items are {number(apart.own)} scale points from their distribution among other people; as given "
        f"{number(apart.before)}, mapped by what other items say about the use of the scale {number(apart.scale)} (people: "
        f"{number(apart.people)})"
    )


def _heading(found: Calibration) -> list[str]:
    note = f" ({found.note})" if found.note else ""
    return [
        f"calibrated answers: {found.source}, {found.personas:,} rows, mapped to people's use of the scale",
        f"people: {found.reference}{note}; learned from {found.learned_from:,}, measured beside {found.measured_beside:,} others "
        f"(seed {found.seed}); the table that is written is learned from all",
        f"changed: {percent(found.changed)} of the answers",
    ]


def _warnings(found: Calibration) -> list[str]:
    if not found.items_by_scale:
        return []
    named = ", ".join(found.items_by_scale[:MOST_NAMED])
    more = f" and {len(found.items_by_scale) - MOST_NAMED} more" if len(found.items_by_scale) > MOST_NAMED else ""
    return [
        f"people did not answer {len(found.items_by_scale)} items, which are mapped by what the other {found.items} say "
        f"about the use of the scale, and are not in the numbers: {named}{more}"
    ]


def _of_both(found: Calibration) -> list[str]:
    """The warnings of both diagnoses; what is said of both is said once."""
    first, second = found.before.warnings, found.after.warnings
    shared = [f"{' and '.join(NAMES)}: {one}" for one in first if one in second]
    return [
        *shared,
        *(f"{NAMES[0]}: {one}" for one in first if one not in second),
        *(f"{NAMES[1]}: {one}" for one in second if one not in first),
    ]


def _distances(found: Calibration) -> Dots:
    apart = found.distances
    names: dict[Kind, str] = {
        "before": "as given",
        "now": "calibrated",
        "chance": "by what other items say",
        "people": "people learned from",
    }
    points = (
        *dot("people", apart.people, number(apart.people)),
        *dot("before", apart.before, number(apart.before)),
        *dot("chance", apart.scale, number(apart.scale)),
        *dot("now", apart.own, number(apart.own)),
    )
    row = DotRow("all items, mean", points, beside=f"from {number(apart.before)}")
    most = max((one.at for one in points), default=0.0)
    return Dots(
        "How far items are from people's distribution",
        "scale points; 0 is people's use of the scale",
        dots_of([row]),
        names,
        ends=(0.0, 1.1 * most if most > 0 else 1.0),
    )


def _numbers(found: Calibration) -> Dots:
    """Every number that has a place between noise and people, from as given to calibrated."""
    after = {one.number.name: one for one in rows(found.after)}
    some = [_row(one, after[one.number.name], found) for one in rows(found.before) if one.number.name in after]
    shown = dots_of([one for one in some if one is not None])
    has_ends = any(point.low is not None for one in shown for point in one.dots)
    names: dict[Kind, str] = {"before": "as given", "now": f"calibrated{', with 95 % interval' if has_ends else ''}"}
    return Dots(
        "Numbers, from noise to people",
        "",
        shown,
        names,
        rules=((0.0, "shuffled population"), (1.0, "held-out people")),
        ends=ENDS,
        numbered=False,
    )


def _row(before: Row, after: Row, found: Calibration) -> DotRow | None:
    """A number on the line from the shuffled population to people; None where that line has no scale."""
    floor, ceiling = before.shuffled, before.people
    if floor is None or ceiling is None or isinstance(before.value, bool) or before.value is None:
        return None
    low, high = float(floor), float(ceiling)
    if not (math.isfinite(low) and math.isfinite(high)) or low == high or too_close(low, high):
        return None
    if turned(before.number, low, high):
        return None
    given, now = text_of(before.number, found.before.values), text_of(after.number, found.after.values)
    points: tuple[Dot, ...] = (
        *dot("before", on_line(float(before.value), low, high), given),
        *_now(after, now, low, high),
    )
    within = interval_text(after.number, found.after)
    beside = f"from {given}"
    return DotRow(after.number.label, points, f"{now}{f' ({within})' if within else ''}", beside, before.section)


def _now(after: Row, said: str, low: float, high: float) -> tuple[Dot, ...]:
    if after.value is None:
        return ()
    ends: tuple[float | None, float | None] = (None, None)
    if after.low is not None and after.high is not None:
        one, other = sorted(on_line(end, low, high) for end in (after.low, after.high))
        ends = one, other
    return dot("now", on_line(float(after.value), low, high), said, *ends)
