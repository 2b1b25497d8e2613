"""What the `evaluate` modules of metrics/ share: two populations of different sizes, the bundled reference, settings.

`evaluate` keeps only the columns that a module declares, all of one length, so `references` is led around it.
"""

import dataclasses
from abc import abstractmethod
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import datasets
import evaluate
import numpy as np
from numpy.typing import ArrayLike

from persona_collapse.diagnosis import axes, default_reference
from persona_collapse.diagnosis.intervals import PAIRS
from persona_collapse.errors import InputError
from persona_collapse.formats import frame_of
from persona_collapse.hub.cards import Card, outputs_of
from persona_collapse.instruments import Instrument, ResponseScale, bfi44, catalogue, unnamed_instrument
from persona_collapse.matrix import BehavioralTraitMatrix, level
from persona_collapse.measures import Array, repeats_of
from persona_collapse.measures.arrays import as_matrix
from persona_collapse.results import Protocol, Settings

__all__ = [
    "Beside",
    "Card",
    "InputError",
    "PopulationMetric",
    "Settings",
    "axes",
    "fields",
    "outputs_of",
    "repeats_of",
    "required",
    "result",
]

T = TypeVar("T")

WIDTHS = {**{one.id: len(one) for one in catalogue.questionnaires()}, "default": -1}
"""Configuration -> number of items; -1 for any."""


@dataclass(frozen=True)
class Beside:
    """What only some modules need beside answers; None where it was not given.

    Attributes
    ----------
    levels : (N, T) of the targets
    personas : whose answers each row holds
    default : (R, D) answers without a persona
    pairs : of disjoint draws, for intervals
    """

    levels: Array | None
    personas: tuple[Hashable, ...] | None
    default: Array | None
    pairs: int


class PopulationMetric(evaluate.Metric):
    """An `evaluate` module about a population; a module of metrics/ adds its `Card` and `numbers`.

    Subclasses say in `numbers` which axis they are; `card` is what they tell `evaluate` about themselves.
    """

    card: Card
    needs_reference = True
    uses_reference = True

    def _info(self) -> evaluate.MetricInfo:
        if self.config_name not in WIDTHS:
            raise InputError(f"unknown configuration {self.config_name!r}; use {', '.join(WIDTHS)}")
        answers = datasets.List(datasets.Value("float64"), length=WIDTHS[self.config_name])
        return evaluate.MetricInfo(
            description=self.card.description,
            citation=self.card.citation,
            inputs_description=self.card.inputs_description,
            features=datasets.Features({"predictions": answers}),
        )

    def compute(
        self, *, predictions: ArrayLike | None = None, references: ArrayLike | None = None, **settings: Any
    ) -> dict[str, Any] | None:
        """Measure a population; `references` may have any number of rows."""
        if predictions is not None:
            predictions = self._checked(_answers(predictions, "predictions"), "predictions")
        if references is not None:
            references = self._checked(_answers(references, "references"), "references")
        computed: dict[str, Any] | None = super().compute(
            predictions=predictions, reference_matrix=references, **settings
        )
        return computed

    def add(self, *, prediction: Any = None, reference: Any = None, **others: Any) -> None:
        """Add one respondent of the population; references are given to `compute`, all at once."""
        _only_predictions(reference)
        super().add(prediction=prediction, **others)

    def add_batch(self, *, predictions: Any = None, references: Any = None, **others: Any) -> None:
        """Add respondents of the population; references are given to `compute`, all at once."""
        _only_predictions(references)
        super().add_batch(predictions=predictions, **others)

    def _compute(
        self,
        *,
        predictions: ArrayLike,
        reference_matrix: Array | None = None,
        targets: list[dict[str, str]] | Any = None,
        attributes: Mapping[str, Sequence[Any]] | Any = None,
        personas: Any = None,
        default: Any = None,
        pairs: int = PAIRS,
        protocol: Protocol = "calibrated",
        seed: int = 0,
        draws: int = 100,
        rarefy: bool = True,
        scale: tuple[int, int] = (1, 5),
    ) -> dict[str, Any]:
        answers = as_matrix(predictions, "predictions")
        instrument = self._instrument(answers.shape[1], scale)
        matrix = BehavioralTraitMatrix.from_arrays(
            answers, instrument=instrument, source="predictions", attributes=_columns(attributes)
        )
        reference = self._reference(matrix, reference_matrix, scale)
        bundled = reference is not None and reference_matrix is None
        beside = Beside(_levels(targets, matrix), _personas(personas, matrix), _default(default), pairs)
        numbers = self.numbers(matrix, reference, beside, Settings(protocol, seed, draws, rarefy))
        if bundled and reference is not None:
            numbers.update(reference=reference.source, note=reference.note)
        return numbers

    @abstractmethod
    def numbers(
        self, matrix: BehavioralTraitMatrix, reference: Any, beside: Beside, settings: Settings
    ) -> dict[str, Any]:
        """The module's numbers: one call of the axis it stands for."""

    def _instrument(self, items: int, scale: tuple[int, int]) -> Instrument:
        """The questionnaire of the configuration; without one, 44 items from 1 to 5 are the BFI-44."""
        low, high = scale
        ends = ResponseScale(low, high, labels=())
        known = bfi44() if self.config_name == "default" else catalogue.bundled(self.config_name)
        if items == len(known) and ends.points == known.scale.points:
            return known
        return unnamed_instrument(items, ends.low, ends.high)

    def _checked(self, matrix: Array, name: str) -> Array:
        wanted = WIDTHS[self.config_name]
        if wanted not in (-1, matrix.shape[1]):
            raise InputError(f"{name} answered {matrix.shape[1]} items and {self.config_name} has {wanted}")
        return matrix

    def _reference(
        self, matrix: BehavioralTraitMatrix, given: Array | None, scale: tuple[int, int]
    ) -> BehavioralTraitMatrix | None:
        if given is not None:
            instrument = self._instrument(given.shape[1], scale)
            return BehavioralTraitMatrix.from_arrays(given, instrument=instrument, source="references")
        if not self.uses_reference:
            return None
        bundled = default_reference(matrix)
        if bundled is None and self.needs_reference:
            low, high = scale
            raise InputError(
                f"predictions answered {len(matrix.instrument)} items from {low} to {high} and the bundled reference "
                f"{len(bfi44())} from 1 to 5; give people's answers to the same items as references="
            )
        return bundled


ONLY_WHEN_THERE = ("excluded", "excluded_reference", "imputed", "undefined_draws")
"""Counts a result has only when they are not 0."""


def result(axis: Any, *keys: str) -> dict[str, Any]:
    """Some fields of an axis record as the dictionary a module returns, with counts of what was left out, if any.

    Parameters
    ----------
    axis : a record of `persona_collapse.results`
    keys : its fields, in the order of the result
    """
    values: dict[str, Any] = {key: getattr(axis, key) for key in keys}
    return {**values, **{name: getattr(axis, name) for name in ONLY_WHEN_THERE if getattr(axis, name, 0)}}


def fields(record: Any) -> dict[str, Any]:
    """A record as a dictionary, with lists where it has tuples, as it comes back from JSON."""

    def listed(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
        return {name: list(one) if isinstance(one, tuple) else one for name, one in pairs}

    return dataclasses.asdict(record, dict_factory=listed)


HOW_TO_GIVE = {
    "targets": 'one dictionary per persona, such as {"Extraversion": "High"}',
    "personas": "whose answers each row of predictions holds, one name or number per row",
    "default": "what the model answers without a persona, one or more rows of answers",
}


def required(given: T | None, name: str) -> T:
    """What was given, or a sentence that says how to give it.

    Parameters
    ----------
    given : one of the fields of `Beside`
    name : of the input: targets, personas or default
    """
    if given is None:
        raise InputError(f"{name} {'is' if name == 'default' else 'are'} missing; give {HOW_TO_GIVE[name]}")
    return given


def _columns(attributes: Any) -> dict[str, list[Any]]:
    """Attributes by column, from a mapping, a DataFrame or a Dataset."""
    attributes = frame_of(attributes)
    if attributes is None:
        return {}
    if not isinstance(attributes, Mapping) and not hasattr(attributes, "columns"):
        raise InputError(
            f"attributes are a {type(attributes).__name__}; give a dictionary from column to one value per persona, "
            'such as {"gender": ["Male", ...]}'
        )
    return {str(name): list(attributes[name]) for name in attributes}


def _only_predictions(references: Any) -> None:
    if references is not None:
        raise InputError("references cannot be added in batches; give all of them to compute(references=...)")


def _answers(given: Any, name: str) -> Array:
    """Answers from an array, a list of lists, a BehavioralTraitMatrix, a DataFrame or a Dataset (by its item columns if named)."""
    given = frame_of(given)
    if isinstance(given, BehavioralTraitMatrix):
        return given.values
    if hasattr(given, "columns"):
        return BehavioralTraitMatrix.from_arrays(given, source=name).values
    return as_matrix(given, name)


def _levels(targets: Any, matrix: BehavioralTraitMatrix) -> Array | None:
    if targets is None:
        return None
    if hasattr(targets, "to_dict"):
        targets = targets.to_dict("records")
    for row, one in enumerate(targets, start=1):
        if not isinstance(one, Mapping):
            raise InputError(
                f'target {row} is {one!r}; give one dictionary per persona, such as {{"Openness": "High"}}'
            )
    if len(targets) != len(matrix):
        raise InputError(
            f"there are {len(matrix)} personas and {len(targets)} targets; give one dictionary per persona"
        )
    traits = matrix.instrument.traits
    unknown = sorted({trait for one in targets for trait in one if trait not in traits})
    if unknown:
        raise InputError(f"targets name {unknown[0]!r}, which is not a trait; traits: {', '.join(traits) or 'none'}")
    return np.array(
        [
            [level(one.get(trait), f"targets, persona {row}, {trait}") for trait in traits]
            for row, one in enumerate(targets, start=1)
        ]
    )


def _personas(given: Any, matrix: BehavioralTraitMatrix) -> tuple[Hashable, ...] | None:
    if given is None:
        return None
    personas = tuple(given)
    if len(personas) != len(matrix):
        raise InputError(f"there are {len(matrix)} rows of predictions and {len(personas)} personas; name one per row")
    for row, one in enumerate(personas, start=1):
        if one is None or one != one:
            raise InputError(f"row {row} of predictions has no persona; name one per row")
    return personas


def _default(given: Any) -> Array | None:
    """Answers (R, D) without a persona, from one row or several."""
    given = frame_of(given)
    if given is None:
        return None
    one_row = not hasattr(given, "columns") and not isinstance(given, BehavioralTraitMatrix) and np.ndim(given) == 1
    return _answers([given] if one_row else given, "default")
