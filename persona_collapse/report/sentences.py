"""What each number means, in a sentence, with the numbers that stand beside it."""

from collections.abc import Callable
from dataclasses import dataclass

from persona_collapse.report.table import number
from persona_collapse.results import Diagnosis

Value = float | None


@dataclass(frozen=True)
class Beside:
    """A number with its ceiling and its floor; None where one is unknown."""

    value: float
    people: Value
    dealt_anew: Value

    def others(self, shape: str) -> str:
        """Ceiling and floor as a clause, in a format such as "{:.0%}"; empty where neither is known.

        >>> Beside(0.5, 0.9, None).others("{:.0%}")
        ' (other people 90%)'
        """
        known = [("other people", self.people), ("the same answers dealt anew", self.dealt_anew)]
        said = [f"{name} {shape.format(one)}" for name, one in known if one is not None]
        return f" ({', '.join(said)})" if said else ""


def sentence(field: str, diagnosis: Diagnosis, axis: str, people: str | None = None) -> str:
    """What one number of a diagnosis means.

    Parameters
    ----------
    field, axis : where the scorecard has it
    diagnosis : whose number it is
    people : field of the same axis that says what people, or labels, allow; by default people's own number

    Returns
    -------
    A sentence; empty for a number that is undefined or needs no words.
    """
    value = _number(diagnosis.values, axis, field)
    if value is None or field not in SENTENCES:
        return ""
    if field == "sd_ratio" and diagnosis.settings.protocol == "paper":
        return f"Trait scores have {value:.2f} times the SD of .75 scale points that the paper takes for people's."
    ceiling = _number(diagnosis.values, axis, people) if people else _number(diagnosis.held_out_people, axis, field)
    return SENTENCES[field](Beside(value, ceiling, _number(diagnosis.shuffled_population, axis, field)))


def _number(card: object, axis: str, field: str) -> Value:
    record = getattr(card, axis, None)
    found = getattr(record, field, None)
    return None if found is None else float(found)


def _of_people(one: Beside, shape: str) -> str:
    """The ceiling alone, as a clause."""
    return "" if one.people is None else f" (people {shape.format(one.people)})"


def _trapped(one: Beside) -> str:
    if one.value:
        return "Labels are followed as well as can be, and overdone: the fidelity trap."
    return "Not trapped: labels are not both followed as well as can be and overdone."


SENTENCES: dict[str, Callable[[Beside], str]] = {
    "coverage": lambda one: (
        f"{one.value:.0%} of the neighbourhoods that people form hold some persona{one.others('{:.0%}')}."
    ),
    "density": lambda one: f"People's neighbourhoods hold {one.value:.2f} times as many personas as people.",
    "precision": lambda one: f"{one.value:.0%} of the personas stand where people stand{one.others('{:.0%}')}.",
    "recall": lambda one: (
        f"{one.value:.0%} of the people stand where personas stand{one.others('{:.0%}')}; read it with precision."
    ),
    "trait_coverage": lambda one: (
        f"In trait scores, {one.value:.0%} of people's neighbourhoods hold some persona{one.others('{:.0%}')}."
    ),
    "trait_density": lambda one: f"In trait scores, they hold {one.value:.2f} times as many personas as people.",
    "trait_precision": lambda one: (
        f"In trait scores, {one.value:.0%} of the personas stand where people stand{one.others('{:.0%}')}."
    ),
    "trait_recall": lambda one: (
        f"In trait scores, {one.value:.0%} of the people stand where personas stand{one.others('{:.0%}')}."
    ),
    "hopkins": lambda one: f"0.50 is answers at random, 1 is everybody in clumps{_of_people(one, '{:.2f}')}.",
    "hyperspherical_uniformity": lambda one: (
        f"How evenly answers point in all directions; lower is more even{_of_people(one, '{:.2f}')}."
    ),
    "lid": lambda one: (
        f"Personas differ from those most like them in about {one.value:.0f} independent ways{one.others('{:.0f}')}."
    ),
    "tied": lambda one: f"{one.value:.0f} respondents give exactly the answers of another.",
    "participation_ratio": lambda one: (
        f"Answers vary along about {one.value:.0f} independent directions{one.others('{:.0f}')}."
    ),
    "mean_nearest_neighbour_distance": lambda one: (
        f"How far a persona's answers are from those most like them{_of_people(one, '{:.2f}')}."
    ),
    "vendi_ratio": lambda one: f"{one.value:.0%} as many kinds of respondents as among as many people.",
    "effective_likert": lambda one: (
        f"An item is answered as if {one.value:.1f} of its scale points were in use{_of_people(one, '{:.1f}')}."
    ),
    "midpoint_share": lambda one: f"{one.value:.0%} of the answers are the midpoint{_of_people(one, '{:.0%}')}.",
    "extreme_share": lambda one: f"{one.value:.0%} are an end of the scale{_of_people(one, '{:.0%}')}.",
    "zero_variance_items": lambda one: f"{one.value:.0f} items got the same answer from everybody.",
    "marginal_distance": lambda one: (
        f"An item's answers lie {one.value:.2f} scale points from people's on average{_of_people(one, '{:.2f}')}."
    ),
    "sd_ratio": lambda one: f"Trait scores spread {one.value:.2f} times as widely as people's.",
    "desirability_shift": lambda one: (
        f"Trait scores lie {abs(one.value):.2f} SDs to the {'desirable' if one.value >= 0 else 'undesirable'} side of people's."
    ),
    "energy_distance": lambda one: "How far the two clouds of answers are apart; 0 cannot be told apart.",
    "energy_p_value": lambda one: (
        "How often personas and people, mixed and dealt into two groups at random, would be as far apart."
    ),
    "separability": lambda one: (
        f"A random forest tells personas from people with an AUC of {one.value:.2f}; .50 is guessing."
    ),
    "rho": lambda one: (
        f"Rank correlation of trait scores with the labels given{'' if one.people is None else f'; {one.people:.2f} is the most such labels allow'}."
    ),
    "d": lambda one: (
        f"Personas told High and Low stand {number(one.value, 1)} SDs apart"
        f"{'' if one.people is None else f', people labelled by their own scores {number(one.people, 1)}'}."
    ),
    "caricature": lambda one: f"High and Low are {number(one.value, 1)} times as far apart as people's.",
    "within_level_sd_ratio": lambda one: (
        f"Personas told the same label spread {one.value:.2f} times as widely as all people"
        f"{'' if one.people is None else f'; {one.people:.2f} if labels said everything'}."
    ),
    "trapped": _trapped,
    "trapped_traits": lambda one: f"{one.value:.0f} traits are trapped, each judged alone.",
}
"""Field of the scorecard -> its sentence."""
