"""The attribution axis: which attributes of a persona predict its answers, and how closely?"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from persona_collapse import measures
from persona_collapse.errors import InputError
from persona_collapse.instruments import bfi44
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.arrays import Array, number_or_none
from persona_collapse.measures.eta_errors import eta_p_value, omega_interval
from persona_collapse.measures.levels import level_name
from persona_collapse.measures.reliability import between_share
from persona_collapse.references import twin2k500_r2
from persona_collapse.results import AttributeShare, AttributionAxis, Tracked

ATTRIBUTES = ("political_spectrum", "gender", "country_of_residence", "social_class")
"""The attributes of the paper, in its order."""

PERMUTATIONS = 1000

Levels = NDArray[np.object_]
"""The level (N, A) that each respondent has of each attribute, as text; empty where unknown."""


def attribution_of(
    matrix: BehavioralTraitMatrix, names: tuple[str, ...], levels: Levels, seed: int, by_persona: bool = True
) -> AttributionAxis:
    """What predicts answers, and trait scores, of the attributes that personas were given.

    Personas that answered several times count once: their mean answers are explained, and what is explained is a share
    of the variance of single answers.

    Parameters
    ----------
    matrix : answers
    names : the attributes, in the order for the incremental parts
    levels : (N, A) of these attributes
    seed : of the permutations
    by_persona : whether rows of the same persona are its repeats

    Raises
    ------
    InputError : more than 10 attributes.
    """
    keying, personas = matrix.instrument.keying(), matrix.personas if by_persona else None
    beside_people = matrix.instrument.id == bfi44().id and set(names) == set(ATTRIBUTES)
    return AttributionAxis(
        attributes=names,
        items=_tracked(matrix.values, levels, names, seed, personas),
        traits=None if keying is None else _tracked(keying.scores(matrix.values), levels, names, seed, personas),
        people_r2=dict(twin2k500_r2()) if beside_people else {},
        permutations=PERMUTATIONS,
    )


def default_columns(matrix: BehavioralTraitMatrix, by_persona: bool = True) -> list[str]:
    """The paper's attributes that are beside the answers; of repeats, those that are the same in all rows of a persona."""
    there = [name for name in ATTRIBUTES if name in matrix.attributes]
    return [name for name in there if not (by_persona and varying(matrix, name))]


def varying(matrix: BehavioralTraitMatrix, name: str) -> str:
    """The first persona whose rows do not all have the same level of an attribute; empty where there is none."""
    known: dict[str, str] = {}
    for persona, cell in zip(matrix.personas or (), matrix.attributes[name], strict=False):
        if known.setdefault(persona, level_name(cell)) != level_name(cell):
            return persona
    return ""


def attribute_columns(
    matrix: BehavioralTraitMatrix, columns: Sequence[str] | None, by_persona: bool = True
) -> tuple[str, ...]:
    """The columns asked for, or the default ones that are there.

    Raises
    ------
    InputError : a column that does not exist, is named twice or differs among the rows of a persona, none at all.
    """
    there = ", ".join(matrix.attributes) or "none"
    if isinstance(columns, str):
        raise InputError(f"columns is {columns!r}; give a list of column names")
    if columns is None:
        columns = default_columns(matrix, by_persona)
        if not columns:
            raise InputError(
                f"{matrix.source} has none of the columns {', '.join(ATTRIBUTES)}; name attributes by columns=; "
                f"its columns besides the items: {there}"
            )
    for name in columns:
        if name not in matrix.attributes:
            raise InputError(f"{matrix.source} has no column {name!r}; its columns besides the items: {there}")
        if by_persona and (persona := varying(matrix, name)):
            raise InputError(
                f"{matrix.source}: {name} differs among the rows of persona {persona}, and only what all rows of a persona "
                'have in common can explain its answers; name other columns, or take every row for a respondent: repeats="rows"'
            )
    if len(set(columns)) < len(columns) or not columns:
        raise InputError(f"columns are {', '.join(columns) or 'none'}; name at least one, and each once")
    return tuple(columns)


def attribute_levels(matrix: BehavioralTraitMatrix, names: Sequence[str]) -> Levels:
    """The levels of these attributes."""
    levels: Levels = np.empty((len(matrix), len(names)), dtype=object)
    for index, name in enumerate(names):
        levels[:, index] = [level_name(cell) for cell in matrix.attributes[name]]
    return levels


def _tracked(
    values: Array, levels: Levels, names: tuple[str, ...], seed: int, personas: Sequence[str] | None
) -> Tracked:
    between = None
    if personas is not None:
        samples = measures.repeats_of(values, personas)
        values, between = measures.persona_means(samples), between_share(samples)
        levels = levels[np.sort(np.unique(personas, return_index=True)[1])]
    found = measures.attribution(values, levels, permutations=PERMUTATIONS, seed=seed, between=between)
    return Tracked(
        r2=found.r2,
        adjusted_r2=found.adjusted_r2,
        r2_chance=found.chance,
        p_value=found.p_value,
        null_95=found.null_95,
        dominant=None if found.dominant is None else names[found.dominant],
        dominance=found.dominance,
        dominance_chance=found.dominance_chance,
        per_attribute={
            name: replace(
                _share(measures.eta_squared(values, levels[:, index]), found, index, between),
                p_value=eta_p_value(values, levels[:, index], permutations=PERMUTATIONS, seed=seed, weights=between),
                omega2_interval=omega_interval(values, levels[:, index], seed=seed, weights=between),
            )
            for index, name in enumerate(names)
        },
        r2_each=tuple(map(number_or_none, found.r2_per_item)),
        undefined_items=found.undefined_items,
    )


def _share(
    groups: measures.EtaSquared, found: measures.Attribution, index: int, between: Array | None
) -> AttributeShare:
    compared = ~np.isnan(groups.eta2)
    weight = 1.0 if between is None else between[compared]
    eta2, omega2, chance = (
        float((values[compared] * weight).mean()) if compared.any() else None
        for values in (groups.eta2, groups.omega2, groups.chance)
    )
    return AttributeShare(
        eta2=eta2,
        omega2=omega2,
        eta2_chance=chance,
        eta2_items=int(compared.sum()),
        incremental=number_or_none(found.incremental[index]),
        shapley=number_or_none(found.shapley[index]),
        share=number_or_none(found.shapley[index] / found.r2) if found.r2 else None,
        share_chance=number_or_none(found.chance_shares[index]),
        levels=int(found.levels[index]),
        unknown=int(found.unknown[index]),
        groups_left_out=int(groups.groups_left_out.max()),
        respondents_left_out=int(groups.respondents_left_out.max()),
    )
