"""From two tables of answers to two sides that every axis measures: checked and prepared once."""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from persona_collapse.diagnosis.respondents import Respondents, complete_respondents, in_their_order
from persona_collapse.diagnosis.side import Given, people_of, respondents
from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array, Indices
from persona_collapse.measures.drawn_distances import Distances
from persona_collapse.measures.kept import Kept
from persona_collapse.measures.rarefaction import MOST_AT_ONCE, Draws, Pair, matched_size
from persona_collapse.measures.scaling import Keying, Scaler
from persona_collapse.measures.styles import marked_as, points_of_people
from persona_collapse.results import Settings


@dataclass(frozen=True, eq=False)
class Sides:
    """A population beside its reference (or alone), ready to be measured.

    Attributes
    ----------
    personas : the population
    people : the reference; None without one
    how : the settings
    fixed_size : respondents per draw where another column says so; None for the size that these two allow
    kept : what was found of these sides, for those that need it again
    """

    personas: Respondents
    people: Respondents | None
    how: Settings
    fixed_size: int | None = None
    kept: Kept = field(default_factory=Kept, repr=False, init=False)

    @property
    def published(self) -> bool:
        """Whether the paper's protocol was asked for."""
        return self.how.protocol == "paper"

    @property
    def instrument(self) -> Instrument:
        """What both sides answered."""
        return self.personas.instrument

    @property
    def keying(self) -> Keying | None:
        """How items make up trait scores; None for an instrument without traits."""
        return self.personas.keying

    @property
    def scale(self) -> Scaler | None:
        """The reference's means and SDs; None (raw scale points) without a reference."""
        return None if self.people is None else self.people.scale

    @cached_property
    def points(self) -> Array:
        """The population (n, D) on the reference's scale; in scale points without a reference."""
        if self.personas is self.people:
            return self.people.points
        return self.personas.complete if self.scale is None else self.scale(self.personas.complete)

    @cached_property
    def size(self) -> int:
        """Respondents per draw on each side."""
        people = None if self.people is None else len(self.people.complete)
        repeated = self.personas.sheets is not None
        return self.fixed_size or self.how.size or max(1, matched_size(self.personas.count, people, repeated=repeated))

    @property
    def draws(self) -> Draws:
        """The draws by which the population is compared at matched size."""
        return Draws(n=self.size, count=self.how.draws, seed=self.how.seed)

    def at(self, size: int) -> "Sides":
        """The same sides, that many respondents per draw."""
        return replace(self, fixed_size=size)

    def need(self, least: int, why: str) -> None:
        """Refuse sides that are too small.

        Parameters
        ----------
        least : respondents needed at once
        why : what needs them

        Raises
        ------
        InputError : with the sizes of both sides, and how many to give.
        """
        personas = len(self.personas.complete) and self.personas.count  # of none at all, `complete` says why
        sizes = [f"{personas} complete {'respondents' if self.personas.sheets is None else 'personas'}"]
        if self.people is not None:
            sizes.append(f"a reference of {len(self.people.complete)}")
        at_once = self.size if self.how.rarefy else personas
        if at_once < least:
            at_once_too = self.personas.sheets is not None and least <= MOST_AT_ONCE
            wanted = 2 * least if self.how.rarefy and not at_once_too else least
            raise InputError(
                f"{' against '.join(sizes)} are compared {at_once} at a time, and {why} needs {least}; "
                f"give at least {wanted}{' on both sides' if self.people else ''}{self.personas.or_rows}"
            )

    @cached_property
    def with_itself(self) -> bool:
        """Whether the population is the reference: a comparison with oneself would be perfect and mean nothing."""
        if self.people is None:
            return False
        return self.personas is self.people or np.array_equal(self.personas.complete, self.people.complete)

    @cached_property
    def shared(self) -> float:
        """Share of the population whose answers a respondent of the reference gives too, item for item."""
        people = set() if self.people is None else {row.tobytes() for row in self.people.complete}
        return sum(row.tobytes() in people for row in self.personas.complete) / len(self.personas.complete)

    @cached_property
    def points_of_people(self) -> Array:
        """What people mark where the population marks each scale point: (D, points)."""
        assert self.people is not None, "answers are re-read beside people's"
        scale = self.instrument.scale
        return points_of_people(self.personas.answers, self.people.complete, low=scale.low, high=scale.high)

    def reread(self, answers: Array) -> Array:
        """Some of the population's answers (n, D), mapped to people's distribution of each item."""
        return marked_as(answers, self.points_of_people, low=self.instrument.scale.low)

    @cached_property
    def beyond(self) -> dict[str, Array]:
        """Which respondents (N,) are beyond people's cut of each index of answering; none without a reference."""
        return {} if self.people is None else self.people.answering.beyond(self.personas.answers)

    @property
    def left_out(self) -> dict[str, int]:
        """Respondents that take no part, and answers that were filled in: the counts that every axis carries."""
        return {
            "excluded": self.personas.excluded,
            "excluded_reference": 0 if self.people is None else self.people.excluded,
            "imputed": self.personas.imputed,
        }

    @cached_property
    def spaces(self) -> list[Pair]:
        """The two sides as points: in items and, for an instrument with traits, in trait scores.

        A population that is the reference is held out: no respondent is compared with itself.
        """
        assert self.people is not None, "spaces are those of a reference"
        people = self.people
        spaces = [(self.points, people.points, people.distances, people.scale)]
        if self.keying is not None:
            scale = people.trait_scale
            spaces.append((scale(self.personas.complete_scores), people.trait_points, people.trait_distances, scale))
        held_out, sheets = self.with_itself, self.personas.sheets
        return [
            Pair(
                personas,
                theirs,
                held_out,
                sheets,
                whole=None if held_out else self.personas.in_space(place, scale),
                of_reference=distances,
            )
            for place, (personas, theirs, distances, scale) in enumerate(spaces)
        ]

    @cached_property
    def distances(self) -> Distances:
        """Distances among the population, on the reference's scale; people's own where it is the reference."""
        if self.people is not None and self.with_itself:
            return self.people.distances
        return Distances.between(self.points, self.points)

    @property
    def drawn(self) -> list[Indices]:
        """Rows of the population in each draw; all respondents at once without rarefaction."""
        if not self.how.rarefy:
            return [self.personas.once]
        return list(self.draws.single(len(self.personas.complete), self.personas.sheets))

    @cached_property
    def halves(self) -> "Sides":
        """The reference split in two at random, one half beside the other."""
        assert self.people is not None, "halves are those of a reference"
        return Sides(*self.people.halves(self.how.seed), self.how)


def prepare(population: Given, reference: Given | None, settings: Settings | None, *, size: int | None = None) -> Sides:
    """A population and its reference, checked and prepared by the protocol's rules; what is prepared already stays so.

    Parameters
    ----------
    population, reference : answers to the same items; None without a reference
    settings : protocol, seed, draws, rarefaction
    size : respondents per draw on each side; by default half of the smaller side, and at most 500

    Raises
    ------
    InputError : different items or instruments.
    """
    how = settings or Settings()
    personas = respondents(population, how)
    if reference is None:
        return Sides(personas, None, how, size)
    people = personas if reference is population else people_of(reference, how)
    comparable(personas, people)
    if people.persona is not None:  # of people that repeat, one answer sheet each
        itself = personas is people or np.array_equal(personas.complete, people.complete)
        people = people.answered_once()
        personas = people if itself else personas
    return Sides(personas, people, how, size)


def persona_means(means: Array, instrument: Instrument, source: str) -> Respondents:
    """Mean answers (N, D) of personas that were asked repeatedly, prepared; nan where an item was never answered."""
    return Respondents(source, instrument, means, complete_respondents)


def with_respondents(sides: Sides, complete: Array, persona: Indices | None = None) -> Sides:
    """The same reference and settings, beside other respondents (n, D) in the order they are given.

    Parameters
    ----------
    sides, complete : as said
    persona : (n,) whose each row is, where rows are repeats
    """
    return replace(sides, personas=replace(sides.personas, answers=complete, rule=in_their_order, persona=persona))


def comparable(population: Respondents, reference: Respondents) -> None:
    """Refuse to compare answers to different items.

    Raises
    ------
    InputError : different numbers of items (both are named), or different instruments.
    """
    ours, theirs = population.instrument, reference.instrument
    if len(ours) != len(theirs):
        raise InputError(
            f"{population.source} answered {len(ours)} items and the reference {reference.source} "
            f"{len(theirs)}; both must answer the same items in the same order"
        )
    if (ours.id, ours.scale) != (theirs.id, theirs.scale):
        raise InputError(
            f"{population.source} answered {ours.id} and the reference {reference.source} answered "
            f"{theirs.id}; give a reference for the same instrument"
        )


def rows_of(matrix: BehavioralTraitMatrix, rows: Indices) -> BehavioralTraitMatrix:
    """Some respondents of a matrix, with everything known about them."""
    return replace(
        matrix,
        values=matrix.values[rows],
        respondents=tuple(matrix.respondents[row] for row in rows),
        attributes={name: tuple(cells[row] for row in rows) for name, cells in matrix.attributes.items()},
    )
