"""A plan as plain text: what a number has now, what is wanted, and how many personas that takes."""

from itertools import groupby

from persona_collapse.report.plain_text import aligned
from persona_collapse.report.printed import number
from persona_collapse.results import PersonasNeeded, Plan
from persona_collapse.results.numbers import NUMBERS

DIGITS = 3

ASK_TWICE = (
    "repeats: unknown, nothing was asked twice; ask 2 samples of 100 personas (persona-collapse run MODEL --personas 100 "
    "--samples 2) and plan from that run"
)


def plan_table(plan: Plan) -> str:
    """The plan, for people to read in a terminal.

    Parameters
    ----------
    plan : what `persona_collapse.diagnosis.plan` returns

    Returns
    -------
    Lines of text: a section per population, a line per number, then repeats.
    """
    lines = [["", "value", "SE", "width", "wanted", "personas", f"width of {plan.pool:,}"]]
    enough = []
    for population, rows in groupby(plan.rows, key=lambda row: row.population):
        each = list(rows)
        lines += [[f"{population}, {each[0].respondents:,} measured"], *(_line(row) for row in each)]
        enough.append((population, max(row.personas for row in each)))
    return "\n".join(
        [
            *_heading(plan),
            "",
            *aligned(lines),
            "",
            f"enough for all of them: {'; '.join(f'{name} {most:,} personas' for name, most in enough)}",
            *_notes(plan),
            *_repeats(plan),
        ]
    )


def _line(row: PersonasNeeded) -> list[str]:
    found = [number(value, DIGITS) for value in (row.value, row.se, row.width, row.wanted)]
    return [f"  {NUMBERS[row.name].label}", *found, f"{row.personas:,}", number(row.width_of_pool, DIGITS)]


def _heading(plan: Plan) -> list[str]:
    units = {row.name: row for row in plan.rows if row.unit_is}
    special = [
        f"{NUMBERS[name].label} {plan.width:g} of {row.unit_is} {number(row.unit)}" for name, row in units.items()
    ]
    wanted = f"wanted: 95 % intervals {plan.width:g} wide" + "".join(f"; {one}" for one in special)
    planned_from = "simulated populations (no model was asked)" if plan.pilot is None else plan.pilot
    note = f" ({plan.note})" if plan.note else ""
    against = "without a reference" if plan.reference is None else f"against {plan.reference}{note}"
    return [wanted, f"planned from: {planned_from}, {against}, {plan.size} compared at a time"]


def _notes(plan: Plan) -> list[str]:
    said = []
    grown = any(row.personas > row.respondents for row in plan.rows)
    if plan.pilot is not None and grown and plan.size < plan.largest_size:
        said.append(
            f"! more personas are compared more at a time (now {plan.size}, at most {plan.largest_size}), which widens the "
            "intervals of coverage, precision, recall and LID by what a pilot cannot know; plan again from a larger one"
        )
    if plan.without_interval:
        said.append(f"! no interval there: {', '.join(NUMBERS[name].label for name in plan.without_interval)}")
    return said


def _repeats(plan: Plan) -> list[str]:
    found = plan.repeats
    if found is None:
        return ["", ASK_TWICE]
    how = "from the probabilities of answers" if found.repeats is None else f"{found.repeats} answers to each question"
    share = found.noise_share
    around = "" if share is None else f", 95 % interval {number(share.low)} to {number(share.high)}"
    lines = [
        "",
        f"noise share {number(None if share is None else share.value)}{around} ({how}, {found.personas} personas)",
    ]
    if found.personas_needed is not None:
        lines.append(f"  {plan.width:g} wide with {found.personas_needed:,} personas asked as often")
    if found.needed is None:
        return [*lines, "repeats: no number of them is enough, nothing in the answers is the persona"]
    one = f"one answer has reliability {number(found.reliability_of_one)}"
    return [*lines, f"repeats: {found.needed} for means of reliability {found.reliability:g} ({one})"]
