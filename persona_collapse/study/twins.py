"""Twins: personas made from the demographics of real respondents, each compared with its own person."""

from collections.abc import Mapping

import numpy as np

from persona_collapse.errors import InputError
from persona_collapse.matrix import BehavioralTraitMatrix
from persona_collapse.measures.agreement import Agreement, agreement
from persona_collapse.personas import PersonaPool, Respondent

OPTIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "region": (
        "Lives in",
        ("Northeast of the US", "Midwest of the US", "South of the US", "West of the US", "Hawaii or Alaska"),
    ),
    "gender": ("Sex", ("Male", "Female")),
    "age": ("Age", ("18-29", "30-49", "50-64", "65 or older")),
    "education": (
        "Education",
        (
            "Less than high school",
            "High school",
            "Some college",
            "Associate's degree",
            "College graduate",
            "Postgraduate",
        ),
    ),
    "race": ("Race or origin", ("White", "Black", "Asian", "Hispanic", "Other")),
    "attendance": (
        "Attends religious services",
        ("More than once a week", "Once a week", "Once or twice a month", "A few times a year", "Seldom", "Never"),
    ),
    "party": ("Party", ("Republican", "Democrat", "Independent", "Something else")),
    "income": (
        "Family income",
        ("Less than $30,000", "$30,000 to $50,000", "$50,000 to $75,000", "$75,000 to $100,000", "$100,000 or more"),
    ),
    "political_views": (
        "Political views",
        ("Very conservative", "Conservative", "Moderate", "Liberal", "Very liberal"),
    ),
    "employment": (
        "Employment",
        ("Full-time", "Part-time", "Unemployed", "Self-employed", "Home-maker", "Student", "Retired"),
    ),
}
"""Column -> its words in a prompt, and the meanings of the codes 1, 2, ...

Source: the questionnaire of Twin-2K-500, wave 1, block Demographics (repository tianyipeng-lab/Digital-Twin-Simulation,
docs/waves/blocks_in_Wave_1/Demographics.md); a code is the place of its option."""


def twin_pool(people: BehavioralTraitMatrix) -> PersonaPool:
    """A persona for every respondent, with the respondent's name, described by its demographics.

    Parameters
    ----------
    people : `twin2k500`, its demographics as attributes (codes of the release)

    Raises
    ------
    InputError : the demographics are missing, or a code that no option has.
    """
    lacking = [column for column in OPTIONS if column not in people.attributes]
    if lacking:
        raise InputError(f"{people.source} has no column {lacking[0]}; twins are made from {', '.join(OPTIONS)}")
    twins = []
    for row, name in enumerate(people.respondents):
        values = {column: _option(people.attributes[column][row], column, name) for column in OPTIONS}
        description = "\n".join(f"{OPTIONS[column][0]}: {value}" for column, value in values.items() if value)
        twins.append(Respondent(name, description, description, values))
    return PersonaPool(people.source, tuple(twins))


def twin_agreement(population: BehavioralTraitMatrix, people: BehavioralTraitMatrix) -> Agreement:
    """Each persona of a population compared with the respondent of the same name.

    Raises
    ------
    InputError : fewer than two names are shared, or the instruments differ.
    """
    if population.instrument.id != people.instrument.id:
        raise InputError(
            f"{population.source} answered {population.instrument.id}, {people.source} {people.instrument.id}; ask the twins that"
        )
    places = {name: row for row, name in enumerate(people.respondents)}
    shared = [(row, places[name]) for row, name in enumerate(population.respondents) if name in places]
    if len(shared) < 2:
        raise InputError(f"{population.source} and {people.source} share {len(shared)} respondents; ask more twins")
    own, counterpart = np.array(shared).T
    return agreement(population.values[own], people.values[counterpart])


def _option(cell: object, column: str, name: str) -> str:
    """The meaning of a code; empty where it is missing."""
    text = "" if cell is None else str(cell).strip().removesuffix(".0")
    options = OPTIONS[column][1]
    if not text or text.lower() == "nan":
        return ""
    if not (text.isdecimal() and 1 <= int(text) <= len(options)):
        raise InputError(f"respondent {name}, column {column}: {text!r} is not a code from 1 to {len(options)}")
    return options[int(text) - 1]
