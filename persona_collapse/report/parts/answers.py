"""Respondents, traits, attributes, repeats and items: what the numbers were computed from."""

from persona_collapse.report.figures import attribution_bars, clouds, histograms, noise_bars
from persona_collapse.report.plain_text import grid_lines
from persona_collapse.report.printed import number, sentence, whole_sentence
from persona_collapse.report.section import DRAWN, ON_PAGE, Grid, GridRow, Role, RowGroup, Section, Sentence, Shade
from persona_collapse.results import DefaultAxis, Diagnosis, ItemAnswers, Tracked
from persona_collapse.results.numbers import BEYOND

PRONOUNCED = 0.5
"""A trait of the model without a persona is named from this many SDs of people."""

SHAPE_HEAD = ("", "SD / people's", "p of one group", "lowest score", "people", "highest score", "people")
ABOVE = "High above Low"
ATTRIBUTES_HEAD = ("", "share of R2", "chance", "omega2", "95 % interval", "p")
OF_ATTRIBUTES = (
    "Each attribute: its share of R2 over all orders and that share in noise; what it explains by itself, corrected for chance "
    "(omega squared, mean over items); and how often shuffled values of it explain as much."
)
SHAPES = (
    "Each trait's spread as a multiple of people's, the p-value of the dip test (small where scores fall into two groups), "
    "and the share of respondents at the lowest and at the highest possible score."
)
OF_LABELS = (
    " The last column is the share of pairs of a High and a Low persona in which High has the higher score (a tie as half): "
    "unlike d, a few personas on the wrong side hardly move it."
)


def projection(diagnosis: Diagnosis, name: str = "") -> Section | None:
    """Where respondents are in two dimensions; None without a projection."""
    found = clouds(diagnosis)
    if not found:
        return None
    return Section("projection", "Where all respondents are", figures=tuple(found), absent=DRAWN, link="projection")


def traits(diagnosis: Diagnosis, name: str = "") -> Section | None:
    """Trait scores, by label where there are labels; None for an instrument without traits."""
    found, table = histograms(diagnosis), _shapes(diagnosis)
    if not found and table is None:
        return None
    title = "Trait scores" if diagnosis.values.fidelity is None else "Trait scores by label"
    labelled = table is not None and table.head[-1] == ABOVE
    said = () if table is None else (Sentence(f"{SHAPES}{OF_LABELS if labelled else ''}", "small"),)
    return Section("traits", title, said, table, tuple(found), absent=DRAWN, link="trait scores")


def _shapes(diagnosis: Diagnosis) -> Grid | None:
    """Spread, number of groups and ends of the score of each trait; None in records without them."""
    items = diagnosis.values.items
    if items is None or not items.per_trait:
        return None
    rows = tuple(
        GridRow(
            (
                trait,
                number(one.sd_ratio),
                number(one.dip_p_value, 3),
                *map(number, (one.floor, one.people_floor, one.ceiling, one.people_ceiling)),
            )
        )
        for trait, one in items.per_trait.items()
    )
    above = (
        {}
        if (found := diagnosis.values.fidelity) is None
        else {t: one.superiority for t, one in found.per_trait.items()}
    )
    if all(above.get(row.cells[0]) is None for row in rows):
        return Grid(SHAPE_HEAD, (RowGroup("", rows),))
    rows = tuple(GridRow((*row.cells, number(above.get(row.cells[0])))) for row in rows)
    return Grid((*SHAPE_HEAD, ABOVE), (RowGroup("", rows),))


def tracked(diagnosis: Diagnosis, name: str = "") -> Section | None:
    """How well attributes predict the answers; None without attributes."""
    found, bars = diagnosis.attribution, attribution_bars(diagnosis)
    items = None if found is None else found.items
    title = "What predicts the answers"
    if found is None or items is None or items.r2 is None:
        absent = "the attributes cannot predict the items"
        return Section("tracked", title, figures=tuple(bars), absent=absent) if bars else None
    p_value = "" if items.p_value is None else f", p {number(items.p_value, 3)}"
    chance = "" if items.r2_chance is None else f" (chance {number(items.r2_chance, 3)}{p_value})"
    most = ""
    if items.dominant is not None and items.dominance_chance is not None:
        share, expected = number(items.dominance), number(items.dominance_chance)
        most = f"; largest share {items.dominant} {share} (chance {expected})"
    said = f"items predicted by {', '.join(found.attributes)}: R2 {number(items.r2, 3)}{chance}{most}"
    meaning = _meanings(diagnosis, "r2")
    grid = _attributes(items)
    lines = () if grid is None else ("", *grid_lines(grid))
    explained = () if grid is None else (Sentence(OF_ATTRIBUTES, "small"),)
    return Section(
        "tracked", title, (whole_sentence(said), *meaning, *explained), grid, tuple(bars), terminal=(said, *lines)
    )


def _attributes(items: Tracked) -> Grid | None:
    """What each attribute explains by itself; None in records without intervals of it."""
    rows = tuple(
        GridRow(
            (
                name,
                number(one.share),
                number(one.share_chance),
                number(one.omega2, 3),
                f"{number(one.omega2_interval[0], 3)} to {number(one.omega2_interval[1], 3)}"
                if one.omega2_interval
                else "-",
                number(one.p_value, 3),
            )
        )
        for name, one in items.per_attribute.items()
    )
    known = any(one.p_value is not None for one in items.per_attribute.values())
    return Grid(ATTRIBUTES_HEAD, (RowGroup("", rows),)) if known else None


def noise(diagnosis: Diagnosis, name: str = "") -> Section:
    """How much of the answers is chance, and how near personas stay to the model without a persona."""
    repeats, pull = _repeats(diagnosis), _pull(diagnosis)
    bars = noise_bars(diagnosis)
    said = [*map(whole_sentence, repeats), *_meanings(diagnosis, "noise_share", "icc")]
    said += [*map(whole_sentence, pull), *_meanings(diagnosis, "default_pull")]
    lines = [*repeats, *([""] if repeats and pull else []), *pull]
    unknown = [] if repeats else [_unknown(diagnosis)]
    return Section(
        "noise",
        "Signal or noise",
        (*unknown, *said),
        figures=() if bars is None else (bars,),
        terminal=tuple(lines),
        absent="" if lines else "nothing was asked twice, and nothing without a persona",
    )


def _meanings(diagnosis: Diagnosis, *names: str) -> list[str]:
    """What numbers of repeats, attributes or the default mean; nothing of those that are undefined."""
    return [said for name in names if (said := sentence(BEYOND[name], diagnosis))]


def _unknown(diagnosis: Diagnosis) -> Sentence | str:
    """Why noise is unknown, and what to do about it."""
    if diagnosis.settings.protocol == "paper":
        return "The published protocol has no measure of noise."
    if diagnosis.reliability is not None:
        return "Noise unknown: too few questions have all their answers."
    repeats, probabilities = "persona-collapse run ... --samples 3", "--mode probabilities"
    return Sentence(
        f"Noise unknown: each question was asked once. {repeats}, or {probabilities}, measures how much of the variation "
        "is chance.",
        set_off=((repeats, "code"), (probabilities, "code")),
    )


def _repeats(diagnosis: Diagnosis) -> list[str]:
    """How much of the answers is chance, and what personas' means give; nothing without repeats."""
    found = diagnosis.reliability
    if found is None or found.noise_share is None:
        return []
    how = "from the probabilities of answers" if found.repeats is None else f"{found.repeats} answers to each question"
    lines = [f"noise share {number(found.noise_share)}, ICC {number(found.icc)} ({how})"]
    if found.coverage is not None and found.lid is not None:
        people = "-" if found.people_lid is None else number(found.people_lid.lid, 1)
        lines.append(
            f"persona means: coverage {number(found.coverage.coverage)}, recall {number(found.coverage.recall)}, "
            f"LID {number(found.lid.lid, 1)} (people {people})"
        )
    return lines


def _pull(diagnosis: Diagnosis) -> list[str]:
    """How strongly personas are pulled to what the model answers without a persona; nothing where that is unknown."""
    found = diagnosis.default_pull
    if found is None or found.default_pull is None:
        return []
    towards = f"towards single people {number(found.null_low)} to {number(found.null_high)}"
    shift = f", shift {number(found.default_shift)}" if found.default_shift is not None else ""
    pull = f"pull to the model without a persona {number(found.default_pull)} ({towards}){shift}"
    return [pull, *_profile(found)]


def _profile(found: DefaultAxis) -> list[str]:
    """As whom the model answers without a persona, and whether personas lean the same way; nothing without traits."""
    if not found.profile:
        return []
    far = sorted(
        (one for one in found.profile.items() if abs(one[1][0]) >= PRONOUNCED), key=lambda one: -abs(one[1][0])
    )
    if not far:
        return [
            f"without a persona the model answers as an average person: no trait is {PRONOUNCED} SDs from people's mean"
        ]
    traits = [
        f"{'high' if default > 0 else 'low'} {trait} ({default:+.1f} SDs from people's mean; personas {personas:+.1f})"
        for trait, (default, personas) in far
    ]
    return [f"without a persona the model answers as a person of {', '.join(traits)}"]


def items(diagnosis: Diagnosis, name: str = "") -> Section | None:
    """How each item is answered, next to people; None where that is not in the record."""
    views = diagnosis.views
    if views is None or not views.items:
        return None
    points = tuple(str(point) for point in views.points)
    people = diagnosis.reference is not None
    head = ("item", *points, *(("", *points, "distance") if people else ()))
    apart = () if diagnosis.values.items is None else diagnosis.values.items.marginal_distance_per_item
    rows = tuple(
        _item(one, len(points), apart[place] if place < len(apart) else None, people)
        for place, one in enumerate(views.items)
    )
    said = "Percent of the answers on each scale point"
    said += ": personas, then people. The last column is the distance of the two in scale points." if people else "."
    grid = Grid(head, (RowGroup("", rows),), fold=f"{len(rows)} items")
    return Section("items", "Item by item", (said,), grid, absent=ON_PAGE, link="items")


def _item(one: ItemAnswers, points: int, apart: float | None, people: bool) -> GridRow:
    ours, theirs = _shades(one.shares, "population", points), _shades(one.people, "people", points)
    name = one.text or one.item
    key = one.item if one.text else ""
    if not people:
        return GridRow((name, *_percent(ours)), shades=(None, *ours), key=key)
    distance = "" if one.people is None else number(apart)
    cells = (name, *_percent(ours), "", *_percent(theirs), distance)
    return GridRow(cells, shades=(None, *ours, None, *theirs, None), key=key)


def _shades(shares: tuple[float, ...] | None, role: Role, points: int) -> tuple[Shade | None, ...]:
    if shares is None:
        return (None,) * points
    return tuple(Shade(role, share) for share in shares)


def _percent(shades: tuple[Shade | None, ...]) -> tuple[str, ...]:
    return tuple("" if one is None else f"{100 * one.share:.0f}" for one in shades)
