"""Personas to ask next as plain text: which people have no persona near, and what leads there."""

from persona_collapse.report.printed import number
from persona_collapse.results.next_personas import NextPersonas

MOST_NAMED = 5


def next_table(found: NextPersonas) -> str:
    """The personas to ask next, for people to read in a terminal.

    Parameters
    ----------
    found : what `persona_collapse.remedy.next_personas` returns

    Returns
    -------
    Lines of text: what was asked, people without a persona near, how much attributes explain, what was chosen.
    """
    note = f" ({found.note})" if found.note else ""
    heading = [
        f"asked: {', '.join(found.sources)}, {found.asked:,} complete personas",
        f"people: {found.reference}, {found.people:,} complete respondents{note}",
        f"pool: {found.pool}, {found.left:,} personas not asked yet",
    ]
    return "\n".join([*heading, "", uncovered_sentence(found), *_explained(found), "", *_chosen(found)])


def uncovered_sentence(found: NextPersonas) -> str:
    """How many people have no persona near, in a sentence.

    Parameters
    ----------
    found : any
    """
    return (
        f"no persona near: {_percent(found.uncovered)} of people, in {found.space} (as many other people instead of personas: "
        f"{_percent(found.uncovered_people)})"
    )


def _explained(found: NextPersonas) -> list[str]:
    each = ", ".join(f"{one.name} {_share(one.share)}" for one in found.explained_each)
    lines = [
        f"attributes explain {_percent(max(found.explained, 0.0))} of the variance of answers, among personas that they were "
        f"not learned from (p = {number(found.p_value, 3)}, by shuffling attributes among personas)",
        f"  {each}",
    ]
    if found.alone:
        best = ", ".join(f"{one.attribute} ({one.name} {_share(one.share)})" for one in found.alone[:MOST_NAMED])
        lines.append(f"  the most by themselves: {best}")
    if found.left_out:
        lines.append(f"  not used: {'; '.join(f'{name} ({why})' for name, why in found.left_out.items())}")
    return lines


def _share(share: float | None) -> str:
    return number(None if share is None else max(share, 0.0))


def _chosen(found: NextPersonas) -> list[str]:
    count = f"{len(found.chosen):,} personas"
    if found.reason == "nothing to fill":
        return [
            f"chosen: {count} in the order of the pool, because personas leave no more people alone than other people do; more "
            "personas make numbers more precise, and which ones makes no difference"
        ]
    if found.reason:
        return [
            f"chosen: {count} in the order of the pool, because attributes explain nothing of the answers, so they cannot say "
            "which personas would reach other people"
        ]
    lines = [f"chosen: {count} whose attributes lead towards people that no persona is near"]
    if found.levels:
        lines.append("more often than in the pool:")
        lines += [
            f"  {one.attribute} = {one.level}: {_percent(one.chosen)} of those chosen, {_percent(one.pool)} of the pool"
            for one in found.levels
        ]
    return lines


def _percent(share: float) -> str:
    """A share in per cent.

    >>> _percent(0.384)
    '38 %'
    """
    return f"{100 * share:.0f} %"
