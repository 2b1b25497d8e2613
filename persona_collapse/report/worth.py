"""The worth of personas as a report: what they add to a small sample of people, over all items and one by one."""

from persona_collapse.report.dots import DotRow, Dots, Kind, dot, dots_of
from persona_collapse.report.plain_text import printed
from persona_collapse.report.printed import between, number
from persona_collapse.report.remedy_page import as_drawn, as_printed, heading, remedy_report
from persona_collapse.report.section import Grid, GridRow, Report, RowGroup
from persona_collapse.results.worth import ItemWorth, Worth

HEAD = ("item", "people", "95 % interval", "with personas", "95 % interval", "personas alone", "people replaced")

DOES_NOT_SAY = (
    "That the personas are as varied as people: worth is about means and shares of answers, and one stereotype can have the "
    "right means.",
    "Anything about people of another kind than the sample.",
)

PAIRED = (
    "That the estimates hold for a sample that is not a random one of the people that the personas are made from: then neither "
    "its own means nor those with personas are people's.",
)

UNPAIRED = ("That an interval with personas holds for a single item: it holds on average over items.",)


def worth_table(worth: Worth) -> str:
    """The worth, for people to read in a terminal.

    Parameters
    ----------
    worth : what `persona_collapse.remedy.worth` returns

    Returns
    -------
    Lines of text: what was compared, the verdict, then a line per item.
    """
    return printed(worth_report(worth).sections)


def worth_report(worth: Worth) -> Report:
    """A page about what personas are worth: people asked, and people as good as asked, item by item.

    Parameters
    ----------
    worth : as in `worth_table`
    """
    grid = Grid(HEAD, (RowGroup("", tuple(GridRow(_cells(one)) for one in worth.items)),))
    return remedy_report(
        f"{worth.source}: how many people the personas replace",
        heading("How many people do the personas replace?", _heading(worth), _said(worth), _warnings(worth)),
        (
            as_drawn("People asked, and what personas add", [_effective(worth), _means(worth)]),
            as_printed("Item by item", grid),
        ),
        does_not_say=(*DOES_NOT_SAY, *(PAIRED if worth.how == "paired" else UNPAIRED)),
        commands=worth.commands,
        version=worth.version,
    )


def worth_sentence(worth: Worth) -> str:
    """How many people the personas replace, in a sentence.

    Parameters
    ----------
    worth : any
    """
    around = f"(95 % interval {number(worth.low, 1)} to {number(worth.high, 1)})"
    people = f"{number(worth.worth, 1)} people {around}"
    if worth.low > 0:
        return f"worth: beside {worth.people} people, the personas replace {people}"
    if worth.high < 0:
        return f"negative worth: with the personas, estimates are less certain than without, as if {people} were added"
    return f"no worth beyond chance: the personas replace {people}"


def _heading(worth: Worth) -> list[str]:
    note = f" ({worth.note})" if worth.note else ""
    how = (
        f"paired: {worth.people} people, each beside the persona of its name; {worth.unanswered} other personas, whose people "
        "were not asked"
        if worth.how == "paired"
        else "not paired: no persona is that of a person, so personas count only by what they say about items, learned from "
        "the other items; intervals with personas hold on average over items"
    )
    return [f"personas: {worth.source}, {worth.personas:,}", f"people: {worth.reference}{note}", how]


def _said(worth: Worth) -> list[str]:
    return [
        worth_sentence(worth),
        f"personas alone miss people's item means by {number(worth.missed)} scale points (root mean square), as the means of "
        f"{number(worth.alone, 0)} people would",
    ]


def _warnings(worth: Worth) -> list[str]:
    lines = []
    if worth.how == "paired" and worth.unanswered == 0:
        lines.append("the people of all personas were asked; personas of further people would be worth something")
    if worth.left_out:
        lines.append(
            f"too few people answered {len(worth.left_out)} items, which are left out: {', '.join(worth.left_out)}"
        )
    return lines


def _cells(one: ItemWorth) -> tuple[str, ...]:
    mean = one.mean
    return (
        one.item,
        number(mean.people),
        between(mean.people_low, mean.people_high),
        number(mean.both),
        between(mean.both_low, mean.both_high),
        number(mean.personas),
        number(one.worth, 1),
    )


def _effective(worth: Worth) -> Dots:
    """People asked beside people asked and replaced: for all items, and for each where pairs say so."""
    every = _people("all items", worth.people, worth.worth, worth.low, worth.high)
    items = [
        _people(one.item, one.respondents, one.worth, one.low, one.high, group="Item by item")
        for one in sorted(worth.items, key=lambda one: -one.worth)
        if one.low is not None
    ]
    return Dots(
        "Effective number of people",
        "people that would give the same precision",
        dots_of([every, *items]),
        {"before": "people asked", "now": "people asked and replaced by personas, with 95 % interval"},
        rules=((float(worth.people), f"no worth: the {worth.people} people asked"),),
    )


def _people(label: str, asked: int, worth: float, low: float | None, high: float | None, group: str = "") -> DotRow:
    least, most = (None, None) if low is None or high is None else (asked + low, asked + high)
    points = (*dot("before", asked, str(asked)), *dot("now", asked + worth, number(asked + worth, 0), least, most))
    around = between(least, most, 0)
    return DotRow(label, points, beside=f"({around})" if around else "", group=group)


def _means(worth: Worth) -> Dots:
    """Means of all items: of people, with personas, of personas alone."""
    names: dict[Kind, str] = {
        "before": "people alone, with 95 % interval",
        "chance": "personas alone",
        "now": "people and personas, with 95 % interval",
    }
    return Dots("What people answer", "mean answer, in scale points", dots_of(list(map(_mean, worth.items))), names)


def _mean(one: ItemWorth) -> DotRow:
    mean = one.mean
    around = between(mean.both_low, mean.both_high)
    points = (
        *dot("chance", mean.personas, number(mean.personas)),
        *dot("before", mean.people, number(mean.people), mean.people_low, mean.people_high),
        *dot("now", mean.both, number(mean.both), mean.both_low, mean.both_high),
    )
    return DotRow(one.item, points, beside=f"({around})" if around else "")
