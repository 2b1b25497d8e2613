"""Every number explained, with what people and noise score."""

from collections.abc import Iterator

from persona_collapse.report.numbers import by_section
from persona_collapse.report.printed import number, people_text, text_of
from persona_collapse.results import Diagnosis
from persona_collapse.results.number import Number
from space.explore.diagnoses import diagnoses
from space.sentences import sentence


def explanations() -> Iterator[tuple[str, list[tuple[Number, str]]]]:
    """Section by section: each number of the register, with the line that says what people and noise score."""
    human = diagnoses()["human"]
    for title, numbers in by_section(beyond=True):
        yield title, [(one, _ends(one, human)) for one in numbers]


def _ends(one: Number, human: Diagnosis) -> str:
    """What people score, and the shuffled population.

    >>> _ends(next(explanations())[1][0][0], diagnoses()["human"])[:12]
    'People 0.97,'
    """
    if not one.in_scorecard:
        return ""
    ceiling, floor = people_text(one, human), text_of(one, human.shuffled_population)
    known = [
        f"{name} {value}"
        for name, value in (("people", ceiling), ("shuffled population", floor))
        if value != number(None)
    ]
    return sentence(", ".join(known)) if known else ""
