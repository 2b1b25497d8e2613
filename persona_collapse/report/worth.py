"""The worth of personas as plain text: what they add to a small sample of people, over all items and one by one."""

from persona_collapse.report.plain_text import aligned
from persona_collapse.report.printed import between, number
from persona_collapse.results.worth import ItemWorth, Worth


def worth_table(worth: Worth) -> str:
    """The worth, for people to read in a terminal.

    Parameters
    ----------
    worth : what `persona_collapse.remedy.worth` returns

    Returns
    -------
    Lines of text: what was compared, the verdict, then a line per item.
    """
    head = ["item", "people", "95 % interval", "with personas", "95 % interval", "personas alone", "people replaced"]
    return "\n".join([*_heading(worth), "", *_said(worth), "", *aligned([head, *map(_line, worth.items)])])


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
    lines = [
        worth_sentence(worth),
        f"personas alone miss people's item means by {number(worth.missed)} scale points (root mean square), as the means of "
        f"{number(worth.alone, 0)} people would",
    ]
    if worth.how == "paired" and worth.unanswered == 0:
        lines.append("! the people of all personas were asked; personas of further people would be worth something")
    if worth.left_out:
        lines.append(
            f"! too few people answered {len(worth.left_out)} items, which are left out: {', '.join(worth.left_out)}"
        )
    return lines


def _line(one: ItemWorth) -> list[str]:
    mean = one.mean
    return [
        one.item,
        number(mean.people),
        between(mean.people_low, mean.people_high),
        number(mean.both),
        between(mean.both_low, mean.both_high),
        number(mean.personas),
        number(one.worth, 1),
    ]
