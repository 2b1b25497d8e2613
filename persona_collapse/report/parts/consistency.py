"""How well the items of each trait agree, beside people's; and what remains once the use of the scale is people's."""

from persona_collapse.measures.correlations import TraitPair
from persona_collapse.references import other_people
from persona_collapse.report.parts.opening import alpha_text
from persona_collapse.report.plain_text import grid_lines
from persona_collapse.report.printed import number, whole_sentence
from persona_collapse.report.section import Grid, GridRow, RowGroup, Section
from persona_collapse.results import Diagnosis, ItemsAxis
from persona_collapse.results.percent import percent

HEAD = ("", "alpha", "people's alpha", "phi", "people's phi")
WHAT_THEY_ARE = (
    "Cronbach's alpha: how consistently the items of a trait are answered. Tucker's phi: whether its items form the factor "
    "that they form among people; from .95 up it is the same."
)
SHOWN = {"coverage": "coverage", "recall": "recall", "trait_recall": "trait recall", "lid": "LID"}


def consistency(diagnosis: Diagnosis, name: str = "") -> Section | None:
    """Alpha and phi of each trait beside people's; None for an instrument without traits, and without a reference."""
    ours = diagnosis.values.items
    if ours is None or not ours.cronbach_alpha or diagnosis.settings.protocol == "paper":
        return None
    people = None if diagnosis.held_out_people is None else diagnosis.held_out_people.items
    alphas, phis = (_beside(ours, people, field) for field in ("cronbach_alpha", "tucker_phi"))
    rows = tuple(GridRow((trait, *alphas[trait], *phis[trait])) for trait in ours.cronbach_alpha)
    known = any(one is not None for one in ours.cronbach_alpha_interval.values())
    head = (HEAD[0], f"{HEAD[1]} (95 % interval)", *HEAD[2:]) if known else HEAD
    grid = Grid(head, (RowGroup("", rows),))
    return Section(
        "consistency",
        "Do the items of a trait agree, as among people?",
        (WHAT_THEY_ARE, *_farthest(ours, diagnosis.instrument)),
        grid,
        terminal=(*grid_lines(grid), *_farthest(ours, diagnosis.instrument)),
    )


def _farthest(ours: ItemsAxis, instrument: str) -> list[str]:
    """The two traits whose items are correlated least as among people; nothing where none differs by more than chance."""
    if not ours.worst_trait_pairs or not ours.worst_trait_pairs[0].difference:
        return []
    worst, known = ours.worst_trait_pairs[0], other_people(instrument)
    said = (
        f"Correlations {_between(worst)} are farthest from people's, by {number(worst.difference)}: "
        f"mean {number(worst.mean)} (people: {number(worst.people_mean)})."
    )
    if known is None:
        return [said]
    return [
        said,
        f"Over all items, the correlations of two samples of people differ by {number(known.correlation_difference)}.",
    ]


def _between(pair: TraitPair) -> str:
    if pair.first == pair.second:
        return f"between the items of {pair.first}"
    return f"of the items of {pair.first} with those of {pair.second}"


def _beside(ours: ItemsAxis, people: ItemsAxis | None, field: str) -> dict[str, tuple[str, str]]:
    """Trait -> the population's coefficient, with its interval where there is one, and people's, as printed."""
    own, theirs = getattr(ours, field), {} if people is None else getattr(people, field)
    around = ours.cronbach_alpha_interval if field == "cronbach_alpha" else {}
    return {
        trait: (
            f"{alpha_text(one)}{_ends(around.get(trait))}",
            alpha_text(theirs[trait]) if trait in theirs else "-",
        )
        for trait, one in own.items()
    }


def _ends(around: tuple[float, float] | None) -> str:
    return "" if around is None else f" ({alpha_text(around[0])} to {alpha_text(around[1])})"


def reread(diagnosis: Diagnosis, name: str = "") -> Section | None:
    """What is left of the differences from people once each item's answers have people's distribution."""
    found = diagnosis.reread
    if found is None or found.changed is None:
        return None
    known = [
        f"{label} {number(getattr(found, field), 1 if field == 'lid' else 2)} ({percent(one)})"
        for field, label in SHOWN.items()
        if (one := found.relative.get(field)) is not None
    ]
    said = (
        f"re-read with people's use of the scale: {', '.join(known)}. {percent(found.changed)} of the answers change when mapped "
        "to people's use of the scale. In brackets: % of people with the same use"
    )
    return Section(
        "reread",
        "With people's use of the scale",
        (
            whole_sentence(said),
            "Each item's answers are mapped to people's distribution, in their order. What is still unlike people is not due "
            "to how the scale is used.",
        ),
        terminal=(said,) if known else (),
        absent="" if known else "nothing is defined for the re-read answers",
    )
