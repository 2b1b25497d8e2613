"""Calibration as plain text: what changes, and what cannot."""

from persona_collapse.report.printed import number
from persona_collapse.report.terminal import side_by_side
from persona_collapse.results.calibration import Calibration

MOST_NAMED = 5


def calibration_table(found: Calibration) -> str:
    """What calibration changes, for people to read in a terminal.

    Parameters
    ----------
    found : the record of `persona_collapse.remedy.calibrate`

    Returns
    -------
    Lines of text: what was learned from whom, the distances of items, every number before and after, what cannot change.
    """
    return "\n".join(
        [
            *_heading(found),
            "",
            side_by_side([found.before, found.after], ["as given", "calibrated"]),
            "",
            "calibration cannot add variety: numbers move because the scale is used in another way; on every item the order among "
            "personas stays as it is, and personas that answer alike still do",
            "calibrated answers are marked in every output, and are not accepted for the leaderboard",
        ]
    )


def _heading(found: Calibration) -> list[str]:
    note = f" ({found.note})" if found.note else ""
    apart = found.distances
    lines = [
        f"calibrated answers: {found.source}, {found.personas:,} rows, mapped to people's use of the scale",
        f"people: {found.reference}{note}; learned from {found.learned_from:,}, measured beside {found.measured_beside:,} others "
        f"(seed {found.seed}); the table that is written is learned from all",
        f"changed: {found.changed:.0%} of the answers",
        f"distance of items to their distribution among other people, in scale points: {number(apart.before)} as given, "
        f"{number(apart.own)} calibrated, {number(apart.scale)} by what other items say about the use of the scale (people: "
        f"{number(apart.people)})",
    ]
    if found.items_by_scale:
        named = ", ".join(found.items_by_scale[:MOST_NAMED])
        more = f" and {len(found.items_by_scale) - MOST_NAMED} more" if len(found.items_by_scale) > MOST_NAMED else ""
        lines.append(
            f"! people did not answer {len(found.items_by_scale)} items, which are mapped by what the other {found.items} say "
            f"about the use of the scale, and are not in the numbers below: {named}{more}"
        )
    return lines
