"""What changed in personas beyond re-asking: a conclusion in plain words, then the numbers it rests on."""

from collections.abc import Iterator
from dataclasses import replace

from persona_collapse.report.comparison import comparison_report
from persona_collapse.report.plain_text import grid_lines, printed
from persona_collapse.report.printed import between, number
from persona_collapse.report.section import Grid, GridRow, Report, RowGroup, Section, Sentence
from persona_collapse.results.drift import ChangedItem, Drift, Effect, Shift
from persona_collapse.results.percent import percent

TITLE = "Beyond re-asking"

NOISE = (
    "Answers that became noisier count as change of answers and of places, since nothing here tells noise from change; "
    "shifts of traits hardly depend on noise."
)


def drift_table(drift: Drift) -> str:
    """The conclusion, the numbers it rests on, then the three populations as in a comparison.

    Parameters
    ----------
    drift : what `persona_collapse.diagnosis.drift` returns; its comparison may be None
    """
    whole = [] if drift.comparison is None else comparison_report(drift.comparison).sections
    return printed([drift_section(drift), *whole])


def drift_report(drift: Drift) -> Report:
    """A page: the same before the page of the comparison.

    Parameters
    ----------
    drift : with its comparison, or without
    """
    section = drift_section(drift)
    if drift.comparison is None:
        return Report(name=_name(drift), about=section, shared=())
    whole = comparison_report(drift.comparison)
    return replace(whole, name=_name(drift), shared=(section, *whole.shared))


def drift_section(drift: Drift) -> Section:
    """What changed, in sentences and in a table.

    Parameters
    ----------
    drift : as in `drift_table`
    """
    first, *others = conclusion(drift)
    small, grid = list(_how(drift)), _grid(drift)
    return Section(
        "drift",
        TITLE,
        (
            Sentence(f"{first[0].upper()}{first[1:]}."),
            *(Sentence(one.strip(), "point") for one in others),
            *(Sentence(one, "small") for one in small),
        ),
        grid,
        terminal=(first, *(f"  {one}" for one in others), "", *grid_lines(grid), "", *small),
    )


def conclusion(drift: Drift) -> Iterator[str]:
    """What it comes to: first all personas, then traits, places and single personas.

    Parameters
    ----------
    drift : as in `drift_table`
    """
    yield _all_personas(drift)
    for one in drift.shifts:
        if one.shift.differs:
            yield f"{one.name} is {_more(one.shift, 'higher', 'lower')} afterwards than asked again"
    if drift.places is not None and drift.places.difference.differs:
        less = "less" if drift.places.difference.value < 0 else "more"
        yield (
            f"personas keep their places {less} than re-asking explains: scores go with those before by "
            f"{number(drift.places.after)} afterwards and by {number(drift.places.again)} asked again"
        )
    yield from _single_personas(drift)
    if drift.comparison is not None:
        mere, more = (sum(one.differs for one in step.differences) for step in drift.comparison.steps)
        count = len(drift.comparison.steps[1].differences)
        yield (
            f"as a population: {more or 'none'} of {count} numbers differ{'s' if more == 1 else ''} between again and after, "
            f"{mere or 'none'} between before and again (A before, B again, C after, below)"
        )


def _all_personas(drift: Drift) -> str:
    moved = (
        f"an answer afterwards differs from before by {number(drift.moved_after)} squared points, asked again by "
        f"{number(drift.moved_again)}"
    )
    beyond, share = drift.beyond, drift.of_distance
    amount = f"{number(abs(beyond.value))} ({_ends(beyond)}) {'beyond' if beyond.value >= 0 else 'less than'} it"
    apart = (
        f", {percent(share.value)} ({percent(share.low)} to {percent(share.high)}) of how far two personas are apart"
        if share is not None and beyond.differs and beyond.value > 0
        else ""
    )
    if beyond.differs and beyond.value < 0:
        said = "personas answer more alike afterwards than when merely asked again"
    elif drift.drifts:
        said = "personas answer differently afterwards than mere re-asking explains"
    else:
        said = "no more than re-asking: personas answer afterwards as they do when merely asked again"
    return f"{said}: {moved}: {amount}{apart}"


def _single_personas(drift: Drift) -> Iterator[str]:
    share = drift.changed_share
    counted = (
        f"{drift.changed} of {drift.personas} personas changed more than 95 % of re-asked ones (95 % interval "
        f"{percent(share.low)} to {percent(share.high)}; by chance 5 %)"
    )
    if not drift.farthest:
        yield f"no persona can be said to have changed: {counted}"
        return
    yield f"{counted}; which of them did so by chance is not known. The farthest:"
    for one in drift.farthest:
        items = "".join(f"; {_item(item)}" for item in one.items)
        yield f"  {one.persona}: {number(one.after)} squared points, asked again {number(one.again)}{items}"


def _item(one: ChangedItem) -> str:
    """
    >>> _item(ChangedItem("bfi44_4", 1.0, 4.5, 1.0))
    'bfi44_4 from 1 to 4.5 (again 1)'
    """
    before, after, again = (f"{value:.2f}".rstrip("0").rstrip(".") for value in (one.before, one.after, one.again))
    return f"{one.item} from {before} to {after} (again {again})"


def _more(effect: Effect, more: str, less: str) -> str:
    return f"{number(abs(effect.value))} ({_ends(effect)}) {more if effect.value > 0 else less}"


def _ends(effect: Effect) -> str:
    """The interval, in the direction in which the effect is told."""
    sign = 1 if effect.value >= 0 else -1
    low, high = sorted((sign * effect.low, sign * effect.high))
    return between(low, high)


def _how(drift: Drift) -> Iterator[str]:
    out = f"; {drift.excluded} others are excluded" if drift.excluded else ""
    yield (
        f"before: {drift.before}; after: {drift.after}; again: {drift.again}. {drift.personas} personas in all three, known "
        f"{drift.pairing}{out}. Intervals are 95 %, over personas; p-values are adjusted over this table by Benjamini and "
        "Hochberg."
    )
    yield NOISE
    if drift.identical:
        yield (
            "! asked again, every persona gave exactly the answers of before: re-asking left nothing to chance (the same "
            "seed, or temperature 0), so any change counts as drift"
        )


def _grid(drift: Drift) -> Grid:
    head = ("", "before", "after", "again", "after - again", "95 % interval", "adjusted p", "r after", "r again")
    moved = ("", number(drift.moved_after), number(drift.moved_again), *_tested(drift.beyond), "", "")
    rows = [GridRow(("squared difference from before", *moved))]
    groups = [RowGroup("", tuple(rows)), RowGroup(f"{drift.kind.capitalize()}s", tuple(map(_row, drift.shifts)))]
    if drift.places is not None:
        kept = drift.places
        cells = ("", "", "", *_tested(kept.difference), number(kept.after), number(kept.again))
        groups.append(RowGroup("Places among the others", (GridRow(("correlation with before, mean", *cells)),)))
    return Grid(head, tuple(one for one in groups if one.rows))


def _row(one: Shift) -> GridRow:
    means = map(number, (one.before, one.after, one.again))
    return GridRow((one.name, *means, *_tested(one.shift), number(one.kept_after), number(one.kept_again)))


def _tested(one: Effect) -> tuple[str, str, str]:
    return number(one.value), between(one.low, one.high), number(one.adjusted_p, 3)


def _name(drift: Drift) -> str:
    return f"{drift.before} to {drift.after}: what changed beyond re-asking?"
