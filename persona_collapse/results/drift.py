"""The record of what changed in personas beyond what merely asking them again changes."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from persona_collapse.results.comparison import Comparison
from persona_collapse.results.record import StoredRecord

DRIFT_SCHEMA = "persona-collapse/drift/1"

Kind: TypeAlias = Literal["trait", "item"]


@dataclass(frozen=True)
class Around:
    """A number with its 95 % interval over personas."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Effect:
    """A mean over personas that would be 0 if nothing but re-asking happened.

    Attributes
    ----------
    value, low, high : with its 95 % interval
    p_value, adjusted_p : two-sided; adjusted by Benjamini and Hochberg over all effects of the record
    differs : whether the adjusted p is below .05 and the interval does not hold 0
    """

    value: float
    low: float
    high: float
    p_value: float
    adjusted_p: float | None
    differs: bool


@dataclass(frozen=True)
class Shift:
    """Where personas went in a trait (in an item, for a questionnaire without traits), in scale points.

    Attributes
    ----------
    name : of the trait or item
    before, after, again : mean scores
    shift : after less again
    kept_after, kept_again : correlation over personas of the scores before with those after, and with those asked again;
        None where scores do not vary
    """

    name: str
    before: float
    after: float
    again: float
    shift: Effect
    kept_after: float | None
    kept_again: float | None


@dataclass(frozen=True)
class PlacesKept:
    """How well personas keep their places: correlation with their scores before, mean over traits.

    Attributes
    ----------
    after, again : of scores after, and of those asked again
    difference : after less again
    """

    after: float
    again: float
    difference: Effect


@dataclass(frozen=True)
class ChangedItem:
    """An answer of a persona at three times, in scale points; a mean where it was given several times."""

    item: str
    before: float
    after: float
    again: float


@dataclass(frozen=True)
class ChangedPersona:
    """A persona that changed more than 95 % of re-asked ones.

    Attributes
    ----------
    persona : its name
    after, again : mean squared difference of its answers from before, in squared scale points
    p_value : share of the other personas whose re-asking moved them as much, itself counted
    items : that changed most beyond its re-asking
    """

    persona: str
    after: float
    again: float
    p_value: float
    items: tuple[ChangedItem, ...]


@dataclass(frozen=True, repr=False)
class Drift(StoredRecord):
    """Personas before and after something, beside the same personas merely asked again.

    Attributes
    ----------
    before, after, again : sources of the three populations
    instrument, n_items : what all of them answered
    personas : in all three, with at least half of the items answered in all
    excluded : personas of any population that are not
    pairing : how they were matched
    moved_after, moved_again : mean squared difference of an answer from before, in squared scale points
    beyond : the first less the second: 0 where nothing but re-asking happens
    of_distance : the same as a share of how far two personas are apart; None where they hardly differ
    kind : whether shifts are those of traits or of items
    shifts : by trait or item
    places : None where scores do not vary, or without traits
    changed : how many personas changed more than 95 % of re-asked ones
    changed_share : the same as a share; by chance exactly .05, for which personas of the next rank count in part where their
        number is no multiple of 20
    farthest : the farthest of these; empty where there are no more than by chance
    drifts : whether any effect is beyond chance
    identical : whether asking again gave exactly the answers of before
    comparison : before, again and after as populations, in this order; None where it was not asked for
    """

    before: str
    after: str
    again: str
    instrument: str
    n_items: int
    personas: int
    excluded: int
    pairing: str
    moved_after: float
    moved_again: float
    beyond: Effect
    of_distance: Around | None
    kind: Kind
    shifts: tuple[Shift, ...]
    places: PlacesKept | None
    changed: int
    changed_share: Around
    farthest: tuple[ChangedPersona, ...]
    drifts: bool
    identical: bool
    comparison: Comparison | None
    version: str
    schema: str = DRIFT_SCHEMA
