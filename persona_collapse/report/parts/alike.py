"""Two personas that answer alike, and two pools on the item that moves least: collapse as a first reader sees it."""

from persona_collapse.report.printed import whole_sentence
from persona_collapse.report.section import ON_PAGE, Grid, GridRow, RowGroup, Section, Sentence, Shade
from persona_collapse.results import Diagnosis
from persona_collapse.results.alike import Pool, TwoPersonas, TwoPools
from persona_collapse.results.percent import percent

SHOWN = 8
"""Attributes of two personas that are in the table; the others are named."""

TITLE = "Two personas, one answer"

NO_ATTRIBUTES = (
    "The table has no attributes of personas (columns such as gender or country, with a few values each), so it is not known "
    "how different two personas with the same answers are."
)


def alike(diagnosis: Diagnosis, name: str = "") -> Section | None:
    """The most different personas that answer alike, beside people; None for records that were not asked."""
    if diagnosis.alike is None:
        return None
    found = diagnosis.alike.personas
    if found is None:
        return Section("alike", TITLE, (NO_ATTRIBUTES,), absent=ON_PAGE, link="two personas")
    chosen = (
        f"Of {found.pairs:,} pairs of personas, those that differ in the most attributes, these two answer most alike; of people "
        "there are no attributes, so their pairs are drawn at random."
        if found.people_nearest is not None
        else f"Of {found.pairs:,} pairs of personas, those that differ in the most attributes, these two answer most alike."
    )
    rows = tuple(GridRow((one.attribute, one.first or "-", one.second or "-")) for one in found.differing[:SHOWN])
    grid = Grid(("", f"persona {found.first}", f"persona {found.second}"), (RowGroup("", rows),), words=True)
    others = [one.attribute for one in found.differing[SHOWN:]]
    more = [Sentence(f"They also differ in {', '.join(others)}.", "small")] if others else []
    return Section(
        "alike",
        TITLE,
        (_both(found), *_beside(found), Sentence(chosen, "small"), *more),
        grid if found.differing else None,
        absent=ON_PAGE,
        link="two personas",
    )


def _both(found: TwoPersonas) -> str:
    return (
        f"Persona {found.first} and persona {found.second} differ in {len(found.differing)} of {found.attributes} attributes, "
        f"and gave the same answer to {found.same} of {found.items} items."
    )


def _beside(found: TwoPersonas) -> tuple[str, ...]:
    """What two personas, two people and the nearest people share."""
    average = f"two personas share {found.on_average:.0f} answers on average"
    if found.people_on_average is None or found.people_nearest is None:
        return (whole_sentence(average),)
    order = (found.people_nearest > found.same) - (found.people_nearest < found.same)
    verdict = {1: "more than these two", 0: "as these two do", -1: "fewer than these two"}[order]
    people = f"two people {found.people_on_average:.0f}"
    nearest = f"the nearest of as many pairs of people share {found.people_nearest}, {verdict}"
    return (whole_sentence(f"{average}, {people}; {nearest}"),)


def pools(diagnosis: Diagnosis, name: str = "") -> Section | None:
    """The two extreme pools of a label on the item that moves least; None without such a label."""
    found = None if diagnosis.alike is None else diagnosis.alike.pools
    if found is None:
        return None
    rows = [_row(found.first), _row(found.second)]
    if found.people is not None:
        rows.append(
            GridRow(
                ("people", *map(percent, found.people)), shades=(None, *(Shade("people", one) for one in found.people))
            )
        )
    grid = Grid(("", *map(str, found.points)), (RowGroup("", tuple(rows)),))
    return Section(
        "pools",
        "Two pools on the item that moves least",
        (_least(found), _undistinguished(found), Sentence(AS_THE_PAPER, "small")),
        grid,
        absent=ON_PAGE,
    )


AS_THE_PAPER = (
    "As in the paper's Figure 1, the item is the one on which the two extreme pools differ least. An item that has nothing to do "
    "with the label need not move; many items that do not move are what says that the label is not followed."
)


def _least(found: TwoPools) -> str:
    named = f'"{found.text}" ({found.item})' if found.text else found.item
    two = f"{found.first.label} ({found.first.personas} personas) and {found.second.label} ({found.second.personas})"
    return (
        f"{found.attribute}: {two} differ least on {named}: {percent(found.moved)} of their answers are not the same."
    )


def _undistinguished(found: TwoPools) -> str:
    return f"On {found.undistinguished} of {found.items} items the two pools show no significant difference."


def _row(pool: Pool) -> GridRow:
    return GridRow(
        (pool.label, *map(percent, pool.shares)), shades=(None, *(Shade("population", one) for one in pool.shares))
    )
