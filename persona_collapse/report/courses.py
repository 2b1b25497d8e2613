"""Models in order, domain beside domain, as plain data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Course:
    """A model's way through the domains.

    Attributes
    ----------
    label : the model
    places : per domain, its place by value among the models there, 1 the highest; None where it has none
    values : per domain, its value with its interval as printed
    changes : whether it changes places with another model, with intervals apart on both sides
    """

    label: str
    places: tuple[int | None, ...]
    values: tuple[str, ...]
    changes: bool = False


@dataclass(frozen=True)
class Courses:
    """Models in the order of their values, domain beside domain: lines that cross are models that change places.

    Attributes
    ----------
    title, domains, courses : in words; a column each; a line each
    """

    title: str
    domains: tuple[str, ...]
    courses: tuple[Course, ...]

    @property
    def steps(self) -> int:
        """Places below each other."""
        return max(place for one in self.courses for place in one.places if place is not None)

    @property
    def legend(self) -> dict[str, str]:
        """What the lines are, of those that are there."""
        kinds = {
            "changes": "changes places, intervals apart on both sides",
            "keeps": "does not change places, or its intervals overlap",
        }
        there = {"changes" if one.changes else "keeps" for one in self.courses}
        return {kind: words for kind, words in kinds.items() if kind in there}

    @property
    def alternative(self) -> str:
        """The figure in words."""
        said = [
            f"{domain}: " + ", ".join(f"{place}. {name} {value}" for place, name, value in self._column(column))
            for column, domain in enumerate(self.domains)
        ]
        return f"{self.title}. " + "; ".join(said) + "."

    def _column(self, column: int) -> list[tuple[int, str, str]]:
        found = ((one.places[column], one.label, one.values[column]) for one in self.courses)
        return sorted((place, name, value) for place, name, value in found if place is not None)
