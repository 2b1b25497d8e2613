"""Figures as plain data: what is to be drawn, in words too; nothing here draws."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, TypeAlias

from persona_collapse.instruments import catalogue
from persona_collapse.references import published_results
from persona_collapse.report.courses import Courses
from persona_collapse.report.dots import Dots
from persona_collapse.report.printed import number
from persona_collapse.results import Comparison, Diagnosis, Place, Projection, Tracked, TraitScores
from persona_collapse.results.percent import percent

Group: TypeAlias = Literal["population", "people", "paper", "known"]
Ends: TypeAlias = tuple[float, float]

FLOOR, CEILING = "shuffled population", "people"
"""What a line of key numbers leads from and to."""


@dataclass(frozen=True)
class Mark:
    """A population on a map.

    Attributes
    ----------
    label, group : its name; a population measured here, people, a model of the paper, or a known population
    x, y : its place
    x_ends, y_ends : 95 % intervals; None where there are none
    """

    label: str
    group: Group
    x: float
    y: float
    x_ends: Ends | None = None
    y_ends: Ends | None = None


@dataclass(frozen=True)
class Map:
    """Two numbers against each other, populations as marks.

    Attributes
    ----------
    title, x_name, y_name : in words
    marks : all populations on it
    path : whether an arrow leads from each measured population to the next
    ceiling : the largest x there can be; None where there is no such thing
    """

    title: str
    x_name: str
    y_name: str
    marks: tuple[Mark, ...]
    path: bool = False
    ceiling: float | None = None

    @property
    def numbered(self) -> tuple[str, ...]:
        """The models of the paper, which are too close for names: a number each, from 1."""
        return tuple(one.label for one in self.marks if one.group == "paper")

    @property
    def legend(self) -> dict[Group, str]:
        """What the marks of each group are, of those that are on it."""
        ends = ", with 95 % intervals" if any(one.x_ends for one in self.marks) else ""
        names: dict[Group, str] = {
            "population": f"measured here{ends}",
            "people": "people",
            "known": "known populations",
            "paper": "models as published (other definitions)",
        }
        return {group: name for group, name in names.items() if any(one.group == group for one in self.marks)}

    @property
    def key(self) -> str:
        """What the numbers mean; empty without any."""
        said = [f"{number} {name}" for number, name in enumerate(self.numbered, 1)]
        return f"As published: {', '.join(said)}." if said else ""

    @property
    def alternative(self) -> str:
        """The figure in words."""
        said = [f"{one.label} {number(one.x, 2)}, {number(one.y, 1)}" for one in self.marks]
        return f"{self.title}: {self.x_name} and {self.y_name} of " + "; ".join(said) + "."


@dataclass(frozen=True)
class Bar:
    """A share with what chance gives; None where there is no such level."""

    name: str
    share: float
    chance: float | None = None


@dataclass(frozen=True)
class Bars:
    """Shares side by side, a line across each at its level of chance; `line` says what that is."""

    title: str
    axis: str
    bars: tuple[Bar, ...]
    line: str = "what chance gives"

    @property
    def alternative(self) -> str:
        """The figure in words."""
        said = [
            f"{one.name} {percent(one.share, 1)}"
            + ("" if one.chance is None else f" (chance {percent(one.chance, 1)})")
            for one in self.bars
        ]
        return f"{self.title}, {self.axis}: " + ", ".join(said) + "."


@dataclass(frozen=True)
class Cloud:
    """People and personas in the same two dimensions."""

    title: str
    projection: Projection

    @property
    def alternative(self) -> str:
        """The figure in words: where each side's middle lies, and how widely it spreads."""
        sides = (("people", self.projection.people), ("personas", self.projection.personas))
        said = [f"{len(points)} {name} {_middle_and_spread(points)}" for name, points in sides if points]
        return f"{self.title}: " + "; ".join(said) + "."


@dataclass(frozen=True)
class Histograms:
    """A trait's scores: people, and personas by their label (all together without labels)."""

    scores: TraitScores

    @property
    def title(self) -> str:
        """The trait."""
        return self.scores.trait

    @property
    def curves(self) -> dict[str, tuple[float, ...]]:
        """Name -> share of its respondents in each bin."""
        scores = self.scores
        groups = {} if scores.people is None else {"people": scores.people}
        groups |= scores.by_level or {"personas": scores.population}
        return {name: tuple(count / sum(counts) for count in counts) for name, counts in groups.items() if sum(counts)}

    @staticmethod
    def curve_name(name: str) -> str:
        """A curve in words: a label says that it is one."""
        return name if name in ("people", "personas") else f"labelled {name}"

    @property
    def alternative(self) -> str:
        """The figure in words: the mean of each group."""
        middles = [(low + high) / 2 for low, high in zip(self.scores.edges, self.scores.edges[1:], strict=False)]
        means = [
            f"{name} {sum(share * middle for share, middle in zip(shares, middles, strict=True)):.1f}"
            for name, shares in self.curves.items()
        ]
        return f"{self.title}, mean score: " + ", ".join(means) + "."


@dataclass(frozen=True)
class Scale:
    """A number on a line from 0, its floor (the shuffled population), to 1, its ceiling (people).

    Attributes
    ----------
    label, value, within : its name, its value and its interval, as printed; the last is empty where there is none
    at, low, high : the value and the ends of its interval on the line, `low` the left one; None where there is none
    floor, ceiling : the two values that give the line its scale, as printed
    group : the heading that it is under, with those before and after it of the same group; empty where there is none
    people : where people are on a line that leads to something else; None where they are its end, or unknown
    """

    label: str
    value: str
    within: str
    at: float
    low: float | None
    high: float | None
    floor: str
    ceiling: str
    group: str = ""
    people: float | None = None

    @property
    def said(self) -> str:
        """Its value with its interval."""
        return f"{self.value} ({self.within})" if self.within else self.value


@dataclass(frozen=True)
class Scales:
    """Numbers below each other, each on a line from its floor to its ceiling.

    Attributes
    ----------
    title, scales : in words; a row each
    floor, ceiling : what the line leads from and to, with the names of these ends
    ends : of the line, as far as it is drawn
    """

    title: str
    scales: tuple[Scale, ...]
    floor: tuple[str, str] = (FLOOR, "floor")
    ceiling: tuple[str, str] = (CEILING, "ceiling")
    ends: Ends = (-0.25, 2.25)

    @property
    def grouped(self) -> list[tuple[str, tuple[Scale, ...]]]:
        """The rows under their headings, in order."""
        return [(name, tuple(some)) for name, some in groupby(self.scales, key=lambda one: one.group)]

    @property
    def alternative(self) -> str:
        """The figure in words."""
        said = [
            f"{f'{name}, ' if name else ''}{one.label} {one.said} ({self.floor[0]} {one.floor}, {self.ceiling[0]} {one.ceiling})"
            for name, some in self.grouped
            for one in some
        ]
        return f"{self.title}: " + "; ".join(said) + "."


Figure: TypeAlias = Map | Bars | Cloud | Histograms | Scales | Courses | Dots


def coverage_map(diagnoses: Sequence[Diagnosis], names: Sequence[str]) -> Map | None:
    """Coverage against LID: the populations, people, known populations, and the models of the paper.

    The paper's own numbers are by its own definitions and sizes, and are there for orientation only. None where no
    population has both.
    """
    marks = _measured(diagnoses, names, ("coverage", "coverage"), ("lid", "lid"))
    if not marks:
        return None
    first = diagnoses[0]
    people = first.held_out_people
    if people and people.coverage and people.coverage.coverage is not None and people.lid.lid is not None:
        marks.append(Mark("held-out people", "people", people.coverage.coverage, people.lid.lid))
    known = () if first.null_panel is None else first.null_panel.rows
    marks += [
        Mark(row.name, "known", row.coverage, row.lid)
        for row in known
        if row.coverage is not None and row.lid is not None and row.name != "held-out people"
    ]
    marks += _published("coverage", "lid", first.instrument)
    return Map("Coverage and complexity", "coverage", "LID", tuple(marks))


def fidelity_map(diagnoses: Sequence[Diagnosis], names: Sequence[str]) -> Map | None:
    """Rho against d: do personas follow their labels, and overdo them? None without labels."""
    marks = _measured(diagnoses, names, ("fidelity", "rho"), ("fidelity", "d"))
    if not marks:
        return None
    labelled = next(one for one in diagnoses if one.values.fidelity is not None)
    card, shuffled = labelled.values.fidelity, labelled.shuffled_population
    assert card is not None, "it was looked for"
    if card.rho_attainable is not None and card.d_reference is not None and math.isfinite(card.d_reference):
        marks.append(Mark("people, their own labels", "people", card.rho_attainable, card.d_reference))
    floor = None if shuffled is None else shuffled.fidelity
    if floor and floor.rho is not None and floor.d is not None and math.isfinite(floor.d):
        marks.append(Mark("shuffled population", "known", floor.rho, floor.d))
    marks += _published("rho", "d", diagnoses[0].instrument)
    return Map("Labels followed, labels overdone", "rho", "d", tuple(marks), ceiling=card.rho_ceiling)


def paths(comparison: Comparison) -> list[Map]:
    """Both maps with the way from each population to the next; those on which two populations have a place."""
    found = []
    for title, x, y in (
        ("Coverage and complexity", "coverage", "lid"),
        ("Labels followed, labels overdone", "rho", "d"),
    ):
        marks = [_place(one, x, y) for one in comparison.populations]
        known = [mark for mark in marks if mark is not None]
        if len(known) > 1:
            marks_of_paper = _published(x, y, comparison.instrument)
            found.append(Map(title, x, "LID" if y == "lid" else y, (*known, *marks_of_paper), path=True))
    return found


def _place(one: Place, x: str, y: str) -> Mark | None:
    across, up = getattr(one, x), getattr(one, y)
    if across is None or up is None or not (math.isfinite(across) and math.isfinite(up)):
        return None
    return Mark(one.name, "population", across, up)


def clouds(diagnosis: Diagnosis) -> list[Cloud]:
    """Where all respondents are, by each projection there is."""
    titles = {"PCA": "Two principal axes", "t-SNE": "Similar respondents are neighbours (t-SNE)"}
    return [] if diagnosis.views is None else [Cloud(titles[one.method], one) for one in diagnosis.views.projections]


def histograms(diagnosis: Diagnosis) -> list[Histograms]:
    """Trait by trait."""
    return [] if diagnosis.views is None else [Histograms(one) for one in diagnosis.views.traits]


def attribution_bars(diagnosis: Diagnosis) -> list[Bars]:
    """How much each attribute predicts of the items, and of the trait scores."""
    found = diagnosis.attribution
    if found is None:
        return []
    parts = [("items", found.items), ("trait scores", found.traits)]
    bars = [_shapley(name, part) for name, part in parts if part is not None and part.r2 is not None]
    return [one for one in bars if one.bars]


def _shapley(name: str, part: Tracked) -> Bars:
    chance = part.r2_chance
    shares = {
        attribute: Bar(
            attribute,
            one.shapley,
            None if chance is None or one.share_chance is None else chance * one.share_chance,
        )
        for attribute, one in part.per_attribute.items()
        if one.shapley is not None
    }
    return Bars(
        f"What predicts the {name}", "share of the variance, over all orders of attributes", tuple(shares.values())
    )


def noise_bars(diagnosis: Diagnosis) -> Bars | None:
    """What repeated answers are made of; None without repeats."""
    found = diagnosis.reliability
    parts = () if found is None else (found.persona, found.item, found.persona_item, found.within)
    known = [None if part is None else max(part, 0.0) for part in parts]
    total = sum(part for part in known if part is not None)
    if not known or None in known or total == 0:
        return None
    names = ("persona", "item", "persona by item", "noise")
    bars = tuple(Bar(name, part / total) for name, part in zip(names, known, strict=True) if part is not None)
    return Bars("What an answer is made of", "share of the variance", bars)


def _measured(
    diagnoses: Sequence[Diagnosis], names: Sequence[str], x: tuple[str, str], y: tuple[str, str]
) -> list[Mark]:
    """The populations that have both numbers, with their intervals; an infinite number has no place."""
    marks = []
    for one, name in zip(diagnoses, names, strict=True):
        at: list[float | None] = [getattr(getattr(one.values, axis), field, None) for axis, field in (x, y)]
        known = [value for value in at if value is not None and math.isfinite(value)]
        if len(known) == 2:
            marks.append(Mark(name, "population", known[0], known[1], _ends(one, x[1]), _ends(one, y[1])))
    return marks


def _ends(diagnosis: Diagnosis, field: str) -> Ends | None:
    found = (diagnosis.intervals or {}).get(field)
    return None if found is None else (found.low, found.high)


def _published(x: str, y: str, instrument: str) -> list[Mark]:
    """The paper's models, which were compared with other people by other definitions."""
    if instrument != catalogue.USUAL:  # the only one whose published numbers can stand beside these
        return []
    table = published_results(instrument)
    models = {name: row for name, row in table.items() if x in row and y in row and not name.startswith("Human")}
    return [Mark(name, "paper", float(row[x]), float(row[y])) for name, row in models.items()]


def _middle_and_spread(points: Sequence[tuple[float, float]]) -> str:
    """Mean and SD on both axes.

    >>> _middle_and_spread([(0.0, 1.0), (2.0, 1.0)])
    'around (1.0, 1.0), SD 1.0 and 0.0'
    """
    n = len(points)
    means = [sum(one[axis] for one in points) / n for axis in (0, 1)]
    spreads = [math.sqrt(sum((one[axis] - means[axis]) ** 2 for one in points) / n) for axis in (0, 1)]
    return f"around ({means[0]:.1f}, {means[1]:.1f}), SD {spreads[0]:.1f} and {spreads[1]:.1f}"
