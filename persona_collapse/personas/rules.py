"""Which combinations of attributes are inconsistent: each rule is a function that returns a reason or None."""

from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias, get_args

from persona_collapse.errors import InputError

Values: TypeAlias = Mapping[str, str]
Rule: TypeAlias = Callable[[Values], str | None]
RuleSet: TypeAlias = Literal["published", "strict", "none"]

CHILD = "Child (0-17)"
UNSCHOOLED = frozenset({"No Education", "Elementary School", "Middle School"})
ACADEMIC = frozenset({"Bachelor", "Master", "Doctorate"})
INCOMES = (
    "Less than $9,999",
    "$10,000 - $29,999",
    "$30,000 - $49,999",
    "$50,000 - $74,999",
    "$75,000 - $149,999",
    "$150,000 and Above",
)

LEAST_EDUCATION: dict[str, frozenset[str]] = {
    **dict.fromkeys(("Doctor", "Lawyer"), frozenset({"Master", "Doctorate"})),
    **dict.fromkeys(("Teacher", "Engineer", "Architect", "Scientist", "Accountant"), ACADEMIC),
    "Nurse": ACADEMIC | {"Associate"},
    **dict.fromkeys(("Pilot", "Programmer"), ACADEMIC | {"Associate", "High School"}),
}
"""Occupation -> the educations with which it can be practised. Nurses train for two years in many countries, pilots and
programmers do not need a degree; the others do."""


def married_child(values: Values) -> str | None:
    """No person under 18 is married, divorced or widowed."""
    if values["age"] == CHILD and values["marital_status"] != "Single":
        return f"a child is {values['marital_status'].lower()}"
    return None


def child_with_children(values: Values) -> str | None:
    """No person under 18 has children."""
    return "a child has children" if values["age"] == CHILD and values["has_children"] == "Yes" else None


def unschooled_professional(values: Values) -> str | None:
    """Teachers, doctors, engineers, lawyers and nurses have more than middle school."""
    professions = {"Teacher", "Doctor", "Engineer", "Lawyer", "Nurse"}
    if values["occupation"] in professions and values["education_level"] in UNSCHOOLED:
        return f"{values['occupation']} with education {values['education_level']}"
    return None


def rich_lower_class(values: Values) -> str | None:
    """The lower class does not earn $150,000 and above."""
    if values["social_class"] == "Lower class" and values["annual_income"] == INCOMES[-1]:
        return f"lower class with {INCOMES[-1]}"
    return None


def poor_upper_class(values: Values) -> str | None:
    """The upper class does not earn less than $9,999."""
    if values["social_class"] == "Upper class" and values["annual_income"] == INCOMES[0]:
        return f"upper class with {INCOMES[0].lower()}"
    return None


def extreme_middle_class(values: Values) -> str | None:
    """The middle class does not have the lowest or the highest income."""
    if values["social_class"] == "Middle class" and values["annual_income"] in (INCOMES[0], INCOMES[-1]):
        return f"middle class with {values['annual_income']}"
    return None


def child_veteran(values: Values) -> str | None:
    """No person under 18 is a veteran."""
    return "a child is a veteran" if values["age"] == CHILD and values["veteran_status"] == "Yes" else None


def child_with_degree(values: Values) -> str | None:
    """No person under 18 has a university degree."""
    if values["age"] == CHILD and values["education_level"] in ACADEMIC:
        return f"a child has a degree ({values['education_level']})"
    return None


def occupation_without_its_education(values: Values) -> str | None:
    """Occupations that need a degree, or at least high school, are not practised without it (`LEAST_EDUCATION`)."""
    enough = LEAST_EDUCATION.get(values["occupation"])
    if enough is not None and values["education_level"] not in enough:
        return f"{values['occupation']} with education {values['education_level']}"
    return None


def rich_unemployed(values: Values) -> str | None:
    """Persons without an occupation do not earn $75,000 or more."""
    if values["occupation"] == "Unemployed" and values["annual_income"] in INCOMES[-2:]:
        return f"unemployed with {values['annual_income']}"
    return None


def visually_impaired_pilot(values: Values) -> str | None:
    """Pilots have no visual impairment."""
    if values["occupation"] == "Pilot" and values["disability_status"] == "Visual Impairment":
        return "a pilot with a visual impairment"
    return None


def young_widowed(values: Values) -> str | None:
    """No person of 18 to 29 is widowed: it happens, but is far rarer than one in four."""
    if values["age"] == "Young Adults (18-29)" and values["marital_status"] == "Widowed":
        return "widowed at 18 to 29"
    return None


PUBLISHED: tuple[Rule, ...] = (
    married_child,
    child_with_children,
    unschooled_professional,
    rich_lower_class,
    poor_upper_class,
    extreme_middle_class,
)
"""The six rules of "The Chameleon's Limit" (arXiv 2604.24698), which keep 1,144 of its 2,000 draws."""

STRICT: tuple[Rule, ...] = (
    *PUBLISHED,
    child_veteran,
    child_with_degree,
    occupation_without_its_education,
    rich_unemployed,
    visually_impaired_pilot,
    young_widowed,
)
"""The published rules, and rules for the inconsistencies that they miss."""

_SETS: dict[str, tuple[Rule, ...]] = {"published": PUBLISHED, "strict": STRICT, "none": ()}


def rule_set(name: str) -> tuple[Rule, ...]:
    """The rules called "published", "strict" or "none".

    Raises
    ------
    InputError : unknown rules.
    """
    if name not in _SETS:
        raise InputError(f"unknown rules {name!r}; use {', '.join(get_args(RuleSet))}")
    return _SETS[name]


def reasons(values: Values, rules: tuple[Rule, ...] = PUBLISHED) -> tuple[str, ...]:
    """Why a persona is inconsistent, one reason per failed rule; empty for a consistent one.

    >>> reasons({"age": "Child (0-17)", "has_children": "Yes"}, (child_with_children,))
    ('a child has children',)
    """
    found = (rule(values) for rule in rules)
    return tuple(reason for reason in found if reason is not None)
