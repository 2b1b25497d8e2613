"""From two tables of answers to the points that are compared: who takes part, on which scale, how many at once."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from persona_collapse import paper
from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Answers, Array, complete_rows
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.rarefaction import Draws, Pair, matched_size
from persona_collapse.measures.scaling import Keying, Scaler, scaler
from persona_collapse.results import Settings


def taking_part(matrix: BehavioralTraitMatrix, settings: Settings) -> Answers:
    """The respondents that take part in distances, by the protocol's rule for missing answers; ours are sorted.

    Raises
    ------
    InputError : nobody is left.
    """
    if settings.protocol == "paper":
        answers = paper.prepare(matrix.values)
    else:
        rows = complete_rows(matrix.values)
        answers = Answers(matrix.values[rows], len(matrix) - len(rows))
    if len(answers.complete) == 0:
        nobody = np.flatnonzero(np.isnan(matrix.values).all(axis=0)) + 1
        unanswered = f" (nobody answered item {', '.join(map(str, nobody))})" if len(nobody) else ""
        raise InputError(
            f"{matrix.source}: none of {len(matrix)} respondents answered every item{unanswered}; nothing can be compared"
        )
    return answers


def comparable(matrix: BehavioralTraitMatrix, reference: BehavioralTraitMatrix) -> None:
    """Refuse to compare answers to different items.

    Raises
    ------
    InputError : different numbers of items (both are named), or different instruments.
    """
    same_instrument(matrix.instrument, matrix.source, reference)


def same_instrument(instrument: Instrument, source: str, reference: BehavioralTraitMatrix) -> None:
    """`comparable` for answers that are no matrix.

    Parameters
    ----------
    instrument : what the population was asked
    source : what it is called
    reference : people's answers

    Raises
    ------
    InputError : as `comparable`.
    """
    if len(instrument) != len(reference.instrument):
        raise InputError(
            f"{source} answered {len(instrument)} items and the reference {reference.source} "
            f"{len(reference.instrument)}; both must answer the same items in the same order"
        )
    if (instrument.id, instrument.scale) != (reference.instrument.id, reference.instrument.scale):
        raise InputError(
            f"{source} answered {instrument.id} and the reference {reference.source} answered "
            f"{reference.instrument.id}; give a reference for the same instrument"
        )


@dataclass(frozen=True)
class Sides:
    """A population beside its reference (or alone), ready to be measured.

    Attributes
    ----------
    personas, people : those who take part; no people without a reference
    keying : how items make up trait scores, None for an instrument without traits
    how : the settings
    """

    personas: Answers
    people: Answers | None
    keying: Keying | None
    how: Settings

    @property
    def published(self) -> bool:
        """Whether the paper's protocol was asked for."""
        return self.how.protocol == "paper"

    @cached_property
    def scale(self) -> Scaler | None:
        """The reference's means and SDs; None (raw scale points) without a reference."""
        return None if self.people is None else scaler(self.people.complete)

    @cached_property
    def trait_scale(self) -> Scaler | None:
        """The same of the reference's trait scores; None without a reference or traits."""
        if self.people is None or self.keying is None:
            return None
        return scaler(self.keying.scores(self.people.complete))

    @cached_property
    def size(self) -> int:
        """Respondents per draw on each side."""
        people = None if self.people is None else len(self.people.complete)
        return self.how.size or matched_size(len(self.personas.complete), people)

    @cached_property
    def draws(self) -> Draws:
        """The draws by which the population is compared at matched size."""
        return Draws(n=self.size, count=self.how.draws, seed=self.how.seed)

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
        sizes = [f"{len(self.personas.complete)} complete respondents"]
        if self.people is not None:
            sizes.append(f"a reference of {len(self.people.complete)}")
        at_once = self.size if self.how.rarefy else len(self.personas.complete)
        if at_once < least:
            wanted = 2 * least if self.how.rarefy else least
            raise InputError(
                f"{' against '.join(sizes)} are compared {at_once} at a time, and {why} needs {least}; "
                f"give at least {wanted}{' on both sides' if self.people else ''}"
            )

    @cached_property
    def with_itself(self) -> bool:
        """Whether the population is the reference: a comparison with oneself would be perfect and mean nothing."""
        return self.people is not None and np.array_equal(self.personas.complete, self.people.complete)

    @cached_property
    def shared(self) -> float:
        """Share of the population whose answers somebody of the reference gives, item for item."""
        people = set() if self.people is None else {row.tobytes() for row in self.people.complete}
        return sum(row.tobytes() in people for row in self.personas.complete) / len(self.personas.complete)

    @property
    def left_out(self) -> dict[str, int]:
        """Who takes no part, and what was filled in: the counts that every axis carries."""
        return {
            "excluded": self.personas.excluded,
            "excluded_reference": 0 if self.people is None else self.people.excluded,
            "imputed": self.personas.imputed,
        }

    @cached_property
    def spaces(self) -> list[Pair]:
        """The two sides as points: in items and, for an instrument with traits, in trait scores.

        A population that is the reference is held out: nobody is compared with themselves.
        """
        assert self.people is not None, "spaces are those of a reference"
        assert self.scale is not None
        sides = self.personas.complete, self.people.complete
        spaces = [[self.scale(answers) for answers in sides]]
        if self.keying is not None:
            assert self.trait_scale is not None
            spaces.append([self.trait_scale(self.keying.scores(answers)) for answers in sides])
        return [Pair(personas, people, self.with_itself) for personas, people in spaces]


def sides_of(
    matrix: BehavioralTraitMatrix, reference: BehavioralTraitMatrix | None, settings: Settings | None
) -> Sides:
    """A population and its reference, checked and prepared by the protocol's rules.

    Raises
    ------
    InputError : different items or instruments, or nobody without missing answers on one side.
    """
    how = settings or Settings()
    if reference is not None:
        comparable(matrix, reference)
    people = None if reference is None else taking_part(reference, how)
    return Sides(taking_part(matrix, how), people, matrix.instrument.keying(), how)


def shuffled_matrix(matrix: BehavioralTraitMatrix, shuffled: Array) -> BehavioralTraitMatrix:
    """The same respondents with answers dealt anew."""
    return replace(matrix, values=shuffled, source=f"{matrix.source}, shuffled")


def halves(reference: BehavioralTraitMatrix, seed: int) -> tuple[BehavioralTraitMatrix, BehavioralTraitMatrix]:
    """The reference split in two at random: people, and other people."""
    order = np.lexsort(reference.values.T[::-1])[generator("halves", seed).permutation(len(reference))]
    middle = len(reference) // 2
    return rows_of(reference, order[:middle]), rows_of(reference, order[middle:])


def rows_of(matrix: BehavioralTraitMatrix, rows: NDArray[np.intp]) -> BehavioralTraitMatrix:
    """Some respondents of a matrix, with everything known about them."""
    return replace(
        matrix,
        values=matrix.values[rows],
        respondents=tuple(matrix.respondents[row] for row in rows),
        attributes={name: tuple(cells[row] for row in rows) for name, cells in matrix.attributes.items()},
    )
