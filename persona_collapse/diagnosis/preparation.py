"""From two tables of answers to the points that are compared: who takes part, on which scale, how many at once."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from persona_collapse import paper
from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array, complete_cases, sorted_respondents
from persona_collapse.measures.randomness import generator
from persona_collapse.measures.rarefaction import Draws, matched_size
from persona_collapse.measures.scaling import Scaler, scaler
from persona_collapse.results import Settings


@dataclass(frozen=True)
class Answers:
    """Those who take part in distances, sorted by their answers.

    Attributes
    ----------
    complete : (n, D) without missing answers
    excluded : respondents left out
    imputed : answers filled in, by the paper's protocol only
    """

    complete: Array
    excluded: int
    imputed: int = 0


def taking_part(matrix: BehavioralTraitMatrix, settings: Settings) -> Answers:
    """The respondents that take part in distances, by the protocol's rule for missing answers.

    Raises
    ------
    InputError : nobody is left.
    """
    if settings.protocol == "paper":
        prepared = paper.prepare(matrix.values)
        answers = Answers(prepared.answers, prepared.excluded, prepared.imputed)
    else:
        complete = complete_cases(matrix.values)
        answers = Answers(sorted_respondents(matrix.values[complete]), int((~complete).sum()))
    if len(answers.complete) == 0:
        raise InputError(
            f"{matrix.source}: none of {len(matrix)} respondents answered every item; nothing can be compared"
        )
    return answers


def comparable(matrix: BehavioralTraitMatrix, reference: BehavioralTraitMatrix) -> None:
    """Refuse to compare answers to different items.

    Raises
    ------
    InputError : different numbers of items (both are named), or different instruments.
    """
    if len(matrix.instrument) != len(reference.instrument):
        raise InputError(
            f"{matrix.source} answered {len(matrix.instrument)} items and the reference {reference.source} "
            f"{len(reference.instrument)}; both must answer the same items in the same order"
        )
    if (matrix.instrument.id, matrix.instrument.scale) != (reference.instrument.id, reference.instrument.scale):
        raise InputError(
            f"{matrix.source} answered {matrix.instrument.id} and the reference {reference.source} answered "
            f"{reference.instrument.id}; give a reference for the same instrument"
        )


def same_answers(population: Answers, reference: Answers) -> bool:
    """Whether the population is the reference: a comparison with oneself would be perfect and mean nothing."""
    return np.array_equal(population.complete, reference.complete)


def draws_for(population: Answers, reference: Answers | None, settings: Settings) -> Draws:
    """The draws by which a population is compared at matched size."""
    size = settings.size or matched_size(
        len(population.complete), None if reference is None else len(reference.complete)
    )
    if size < 1:
        raise InputError("one respondent cannot be drawn from; give at least two, or rarefy=False")
    return Draws(n=size, count=settings.draws, seed=settings.seed)


def scale_of(reference: Answers | None) -> Scaler | None:
    """The reference's means and SDs; None (raw scale points) without a reference."""
    return None if reference is None else scaler(reference.complete)


def trait_points(answers: Answers, reference: Answers, matrix: BehavioralTraitMatrix) -> Array | None:
    """Trait scores standardised by the reference (n, T); None for an instrument without traits."""
    keying = matrix.instrument.keying()
    if keying is None:
        return None
    return scaler(keying.scores(reference.complete))(keying.scores(answers.complete))


def shuffled_matrix(matrix: BehavioralTraitMatrix, shuffled: Array) -> BehavioralTraitMatrix:
    """The same respondents with answers dealt anew."""
    return replace(matrix, values=shuffled, source=f"{matrix.source}, shuffled")


def halves(reference: BehavioralTraitMatrix, seed: int) -> tuple[BehavioralTraitMatrix, BehavioralTraitMatrix]:
    """The reference split in two at random: people, and other people."""
    order = generator("halves", seed).permutation(len(reference))
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
