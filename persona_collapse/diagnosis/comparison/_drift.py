"""Before and after something: what changed in each persona and in all of them, beyond what re-asking changes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import cast

import numpy as np
from numpy.typing import NDArray

from persona_collapse.diagnosis.comparison.comparison import same_questionnaire
from persona_collapse.diagnosis.comparison.pairing import ONLY_NUMBERED, pair
from persona_collapse.diagnosis.preparation import rows_of
from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array, Indices
from persona_collapse.measures.drift import (
    CHANCE,
    Answers,
    Changed,
    PairedEffect,
    changed_personas,
    mean_effect,
    places_kept,
    share_of_distance,
    squared_differences,
)
from persona_collapse.measures.sheets import number_of_row
from persona_collapse.measures.significance import adjusted, beyond_chance
from persona_collapse.results import Settings
from persona_collapse.results.drift import (
    Around,
    ChangedItem,
    ChangedPersona,
    Drift,
    Effect,
    Kind,
    PlacesKept,
    Shift,
)

FEWEST = 20
"""Personas in all three populations; of fewer, none could be beyond 95 % of the others."""

FARTHEST = 5
ITEMS = 3
"""Changed personas that are named, and items of each."""

ANSWERED = 0.5
"""Share of the items that a persona must have answered at all three times."""


def in_all_three(
    before: BehavioralTraitMatrix,
    after: BehavioralTraitMatrix,
    again: BehavioralTraitMatrix,
    *,
    settings: Settings | None = None,
) -> tuple[BehavioralTraitMatrix, BehavioralTraitMatrix, BehavioralTraitMatrix]:
    """The rows of the personas that are in all three populations, in the order they were given.

    Parameters
    ----------
    before, after, again : as in `drift`

    Raises
    ------
    InputError : as `drift`.
    """
    return _shared(before, after, again, settings or Settings()).three


def drift(
    before: BehavioralTraitMatrix,
    after: BehavioralTraitMatrix,
    again: BehavioralTraitMatrix,
    *,
    settings: Settings | None = None,
) -> Drift:
    """What changed from before to after, beyond what changes when the same personas are merely asked again.

    Personas are matched as in `compare`. After and again are read from the same number of rows of each persona.

    Parameters
    ----------
    before, after : answers of the same personas to the same items
    again : of these personas once more, with nothing in between
    settings : of which `repeats` says whether rows of one persona are one respondent

    Returns
    -------
    The record, its `comparison` still None.

    Raises
    ------
    InputError : different items, again is before itself, or fewer than 20 personas are in all three.
    """
    shared = _shared(before, after, again, settings or Settings())
    names, times = shared.names, _answers(shared)
    gaps = [squared_differences(times[0], other) for other in times[1:]]
    there = ~np.isnan(gaps[0] + gaps[1])
    kept = there.mean(axis=1) >= ANSWERED
    if kept.sum() < FEWEST:
        raise InputError(
            f"{kept.sum()} personas answered half of the items before ({before.source}), after ({after.source}) and again "
            f"({again.source}); what changes beyond re-asking needs {FEWEST}"
        )
    names, there = [one for one, is_kept in zip(names, kept, strict=True) if is_kept], there[kept]
    means = [np.where(there, one.mean[kept], np.nan) for one in times]
    moved, asked = (np.where(there, one[kept], 0.0) for one in gaps)
    after_moved, again_moved = (one.sum(axis=1) / there.sum(axis=1) for one in (moved, asked))
    kind, columns, scores = _scored(before.instrument, means, there)
    beyond, places = mean_effect(after_moved - again_moved), places_kept(*scores) if kind == "trait" else None
    shifts = [_shift(name, *(one[:, column] for one in scores)) for column, name in columns]
    effects = _judged([beyond, *(one for _, one in shifts), *([] if places is None else [places.difference])])
    drifts = any(one.differs for one in effects)
    found = changed_personas(after_moved, again_moved)
    distance = share_of_distance(after_moved - again_moved, means[0], means[2])
    named = drifts and beyond.value > 0 and found.share.low > CHANCE
    return Drift(
        before=before.named,
        after=after.named,
        again=again.named,
        instrument=before.instrument.id,
        n_items=len(before.instrument),
        personas=len(names),
        excluded=shared.everyone - len(names),
        pairing=shared.basis,
        moved_after=float(after_moved.mean()),
        moved_again=float(again_moved.mean()),
        beyond=effects[0],
        of_distance=None if distance is None else Around(distance.value, distance.low, distance.high),
        kind=kind,
        shifts=tuple(
            replace(one, shift=effect) for (one, _), effect in zip(shifts, effects[1 : len(shifts) + 1], strict=True)
        ),
        places=None if places is None else PlacesKept(places.after, places.again, effects[-1]),
        changed=int(found.changed.sum()),
        changed_share=Around(found.share.value, found.share.low, found.share.high),
        farthest=_farthest(before, names, found, means, (moved, asked)) if named else (),
        drifts=drifts,
        identical=bool((again_moved == 0).all()),
        comparison=None,
        version=version("persona-collapse"),
    )


Three = tuple[BehavioralTraitMatrix, BehavioralTraitMatrix, BehavioralTraitMatrix]


@dataclass(frozen=True)
class _Shared:
    """The personas that are in all three populations.

    Attributes
    ----------
    three : their rows before, after and again
    names : of the N personas
    persona : for each population the place of each row's persona among them
    basis : how they were matched
    everyone : number of personas in any population
    """

    three: Three
    names: list[str]
    persona: tuple[Indices, Indices, Indices]
    basis: str
    everyone: int


def _shared(
    before: BehavioralTraitMatrix, after: BehavioralTraitMatrix, again: BehavioralTraitMatrix, how: Settings
) -> _Shared:
    """The personas that are in all three, by the matching of `compare`."""
    given = (before, after, again)
    same_questionnaire(given, how)
    if again.source == before.source and np.array_equal(again.values, before.values, equal_nan=True):
        raise InputError(
            f"--against {again.source} is the population before itself; give the same personas asked again, or a run with "
            "--samples 2, whose second sample is this"
        )
    named = given if how.by_persona else [replace(one, persona_column="") for one in given]
    pairing = pair(named)
    everywhere = np.intersect1d(np.intersect1d(pairing.who[0], pairing.who[1]), pairing.who[2])
    if len(everywhere) < FEWEST:
        bases = (pairing.basis(0, 2), pairing.basis(0, 1))
        why = next((f" ({one})" for one in bases if one == ONLY_NUMBERED), "")
        raise InputError(
            f"{len(everywhere)} personas are in all of {before.source}, {after.source} and {again.source}{why}; what changes "
            f"beyond re-asking needs {FEWEST} that were asked before, after and again"
        )
    rows = [np.flatnonzero(np.isin(who, everywhere)) for who in pairing.who]
    first, second, third = (rows_of(one, some) for one, some in zip(named, rows, strict=True))
    one, two, three = (np.searchsorted(everywhere, who[some]) for who, some in zip(pairing.who, rows, strict=True))
    names = first.personas or first.respondents
    return _Shared(
        three=(first, second, third),
        names=[names[row] for row in np.unique(one, return_index=True)[1]],
        persona=(one, two, three),
        basis=pairing.basis(0, 1),
        everyone=len(np.unique(np.concatenate(pairing.who))),
    )


def _answers(shared: _Shared) -> list[Answers]:
    """The answers at each time; after and again from as many rows of a persona as both have."""
    size = len(shared.names)
    counts = [np.bincount(one, minlength=size) for one in shared.persona]
    least = np.minimum(counts[1], counts[2])
    found = []
    for matrix, whose, most in zip(shared.three, shared.persona, (counts[0], least, least), strict=True):
        rows = number_of_row(whose) < most[whose]
        found.append(Answers.of(matrix.values[rows], whose[rows], size))
    return found


def _scored(
    instrument: Instrument, means: Sequence[Array], there: NDArray[np.bool_]
) -> tuple[Kind, list[tuple[int, str]], list[Array]]:
    """Scores (N, T) at each time from the items that a persona answered at all times; without traits, the answers."""
    keying, kind = instrument.keying(), "item"
    scores, names = list(means), [instrument.column(item) for item in instrument.items]
    if keying is not None:
        counts = there @ (keying.keys != 0).T.astype(float)
        counts[counts == 0] = np.nan
        scores = [_keyed(one, keying.keys, keying.low + keying.high) / counts for one in means]
        kind, names = "trait", list(instrument.traits)
    answered = [(column, name) for column, name in enumerate(names) if _some(scores[0][:, column])]
    return cast("Kind", kind), answered, scores


def _some(scores: Array) -> bool:
    return int((~np.isnan(scores)).sum()) >= FEWEST


def _keyed(answers: Array, keys: NDArray[np.int8], ends: int) -> Array:
    """Sums (N, T) of the answers that are there, those to reversed items reverse-scored."""
    return np.asarray(
        np.nan_to_num(answers) @ (keys > 0).T.astype(float)
        + np.where(np.isnan(answers), 0.0, ends - answers) @ (keys < 0).T.astype(float)
    )


def _shift(name: str, before: Array, after: Array, again: Array) -> tuple[Shift, PairedEffect]:
    """One trait or item, its effect still to be judged beside the others."""
    there = ~np.isnan(before)
    shift, places = mean_effect((after - again)[there]), places_kept(before, after, again)
    found = Shift(
        name=name,
        before=float(before[there].mean()),
        after=float(after[there].mean()),
        again=float(again[there].mean()),
        shift=Effect(shift.value, shift.low, shift.high, shift.p_value, None, False),
        kept_after=None if places is None else places.after,
        kept_again=None if places is None else places.again,
    )
    return found, shift


def _judged(effects: Sequence[PairedEffect]) -> list[Effect]:
    """Effects with p-values adjusted over all of them."""
    return [
        Effect(one.value, one.low, one.high, one.p_value, p_value, beyond_chance(p_value, one.low, one.high))
        for one, p_value in zip(effects, adjusted(one.p_value for one in effects), strict=True)
    ]


def _farthest(
    matrix: BehavioralTraitMatrix, names: Sequence[str], found: Changed, means: Sequence[Array], gaps: Sequence[Array]
) -> tuple[ChangedPersona, ...]:
    """The changed personas that moved most beyond their own re-asking, each with its items."""
    size = (~np.isnan(means[0])).sum(axis=1)
    beyond, (after, again) = gaps[0] - gaps[1], (one.sum(axis=1) / size for one in gaps)
    order = sorted(np.flatnonzero(found.changed).tolist(), key=lambda row: (again[row] - after[row], names[row]))
    return tuple(
        ChangedPersona(
            names[row],
            float(after[row]),
            float(again[row]),
            float(found.p_values[row]),
            tuple(
                ChangedItem(matrix.items[item], *(float(one[row, item]) for one in means))
                for item in np.argsort(-beyond[row], kind="stable")[:ITEMS]
                if beyond[row, item] > 0
            ),
        )
        for row in order[:FARTHEST]
    )
