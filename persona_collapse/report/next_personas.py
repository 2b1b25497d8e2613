"""Personas to ask next as a report: which people have no persona near, and what leads there."""

from collections.abc import Sequence

from persona_collapse.measures.intervals import NORMAL
from persona_collapse.report.dots import DotRow, Dots, Kind, dot, dots_of
from persona_collapse.report.plain_text import printed
from persona_collapse.report.printed import number, whole_sentence
from persona_collapse.report.remedy_page import as_drawn, heading, remedy_report
from persona_collapse.report.section import ON_PAGE, Grid, GridRow, Report, RowGroup, Section, Sentence
from persona_collapse.results.next_personas import LevelChosen, NextPersonas
from persona_collapse.results.percent import percent

MOST_NAMED = 5
MOST_CHOSEN = 500
"""Names of personas that a page lists."""

DOES_NOT_SAY = (
    "What will be gained: ask these personas, and measure all of them beside other people than these.",
    "That the attributes above make people answer so: they go with how this model answers when it is given them.",
    "That every person can be reached: a model that answers alike whatever it is given needs another way of asking.",
    "That all of these personas together are a random sample: they are chosen, and every scorecard says so.",
)


def next_table(found: NextPersonas) -> str:
    """The personas to ask next, for people to read in a terminal.

    Parameters
    ----------
    found : what `persona_collapse.remedy.next_personas` returns

    Returns
    -------
    Lines of text: what was asked, people without a persona near, how much attributes explain, what was chosen.
    """
    return printed(next_report(found).sections)


def next_report(found: NextPersonas) -> Report:
    """A page about the personas to ask next: people that no persona reaches, and the attributes that lead there.

    Parameters
    ----------
    found : as in `next_table`
    """
    about = heading(
        "Which people does no persona reach, and which personas to ask next?",
        _heading(found),
        [uncovered_sentence(found)],
    )
    return remedy_report(
        f"{', '.join(found.sources)}: which personas to ask next",
        about,
        (
            as_drawn("People without a persona, and what leads there", _figures(found)),
            _explained_section(found),
            _chosen_section(found),
            _names(found),
        ),
        does_not_say=DOES_NOT_SAY,
        commands=found.commands,
        version=found.version,
    )


def uncovered_sentence(found: NextPersonas) -> str:
    """How many people have no persona near, in a sentence.

    Parameters
    ----------
    found : any
    """
    return (
        f"no persona near: {percent(found.uncovered)} of people, in {found.space} (as many other people instead of personas: "
        f"{percent(found.uncovered_people)})"
    )


def _heading(found: NextPersonas) -> list[str]:
    note = f" ({found.note})" if found.note else ""
    return [
        f"asked: {', '.join(found.sources)}, {found.asked:,} complete personas",
        f"people: {found.reference}, {found.people:,} complete respondents{note}",
        f"pool: {found.pool}, {found.left:,} personas not asked yet",
    ]


def _explained_section(found: NextPersonas) -> Section:
    """How much attributes explain of the answers, dimension by dimension."""
    each = ", ".join(f"{one.name} {_share(one.share)}" for one in found.explained_each)
    whole = (
        f"attributes explain {percent(max(found.explained, 0.0))} of the variance of answers, among personas that they were "
        f"not learned from (p = {number(found.p_value, 3)}, by shuffling attributes among personas)"
    )
    lines = [whole, f"  {each}"]
    said = [whole_sentence(whole)]
    if found.alone:
        best = ", ".join(f"{one.attribute} ({one.name} {_share(one.share)})" for one in found.alone[:MOST_NAMED])
        lines.append(f"  the most by themselves: {best}")
        said.append(f"The most by themselves: {best}.")
    if found.left_out:
        why = "; ".join(f"{name} ({reason})" for name, reason in found.left_out.items())
        lines.append(f"  not used: {why}")
        said.append(f"Not used: {why}.")
    rows = tuple(GridRow((one.name, _share(one.share))) for one in found.explained_each)
    grid = Grid(("", "share of the variance that attributes explain"), (RowGroup("", rows),))
    return Section("explained", "What attributes explain", tuple(said), grid, terminal=tuple(lines))


def _chosen_section(found: NextPersonas) -> Section:
    """What was chosen, and which levels more often than they are in the pool."""
    said = _chosen(found)
    title = "What was chosen"
    if not found.levels:
        return Section("chosen", title, (whole_sentence(said),), terminal=(said,))
    rows = tuple(
        GridRow((f"{one.attribute} = {one.level}", percent(one.pool), percent(one.chosen))) for one in found.levels
    )
    grid = Grid(("", "of the pool", "of those chosen"), (RowGroup("", rows),))
    lines = [
        f"  {one.attribute} = {one.level}: {percent(one.chosen)} of those chosen, {percent(one.pool)} of the pool"
        for one in found.levels
    ]
    heads = (said, "more often than in the pool:")
    return Section(
        "chosen", title, (whole_sentence(said), "More often than in the pool:"), grid, terminal=(*heads, *lines)
    )


def _share(share: float | None) -> str:
    return number(None if share is None else max(share, 0.0))


def _chosen(found: NextPersonas) -> str:
    count = f"{len(found.chosen):,} personas"
    if found.reason == "nothing to fill":
        return (
            f"chosen: {count} in the order of the pool, because personas leave no more people alone than other people do; more "
            "personas make numbers more precise, and which ones makes no difference"
        )
    if found.reason:
        return (
            f"chosen: {count} in the order of the pool, because attributes explain nothing of the answers, so they cannot say "
            "which personas would reach other people"
        )
    return f"chosen: {count} whose attributes lead towards people that no persona is near"


def _names(found: NextPersonas) -> Section:
    """The personas to ask, by name."""
    named, more = found.chosen[:MOST_CHOSEN], len(found.chosen) - MOST_CHOSEN
    rest = f"\nand {more:,} more" if more > 0 else ""
    listed = Sentence(", ".join(named) + rest, "verbatim", summary=f"{len(found.chosen):,} personas, in order")
    return Section("personas", "Ask these", (listed,), absent=ON_PAGE)


def _figures(found: NextPersonas) -> list[Dots]:
    reach = NORMAL * found.se
    alone = DotRow(
        "no persona near",
        (
            *dot("chance", found.uncovered_people, percent(found.uncovered_people)),
            *dot("now", found.uncovered, percent(found.uncovered), found.uncovered - reach, found.uncovered + reach),
        ),
        beside=f"of people, in {found.space}",
    )
    alone_names: dict[Kind, str] = {
        "chance": "as many other people instead of personas",
        "now": "personas that were asked, with the 95 % interval of the difference",
    }
    names: dict[Kind, str] = {"before": "of the pool", "now": "of those chosen"}
    shares = [one.chosen for one in found.levels if 0 < one.chosen <= 1]
    most = max(found.uncovered + reach, found.uncovered_people, 0.1)
    return [
        Dots(
            "People that no persona is near",
            "share of people",
            dots_of([alone]),
            alone_names,
            ends=(0.0, min(1.0, 1.1 * most)),
            percent=True,
        ),
        Dots(
            "What leads towards these people",
            "share of personas with this value",
            tuple(_level(one) for one in _by_attribute(found.levels)),
            names,
            ends=(0.0, 1.1 * max(shares, default=0.9)),
            percent=True,
        ),
    ]


def _by_attribute(levels: Sequence[LevelChosen]) -> list[LevelChosen]:
    """Levels of one attribute next to each other, the attribute with the clearest level first."""
    order = list(dict.fromkeys(one.attribute for one in levels))
    return sorted(levels, key=lambda one: order.index(one.attribute))


def _level(one: LevelChosen) -> DotRow:
    points = (
        *dot("before", one.pool, percent(one.pool)),
        *dot("now", one.chosen, percent(one.chosen)),
    )
    return DotRow(one.level, points, beside=f"pool {percent(one.pool)}", group=one.attribute)
