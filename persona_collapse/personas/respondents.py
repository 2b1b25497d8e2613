"""The respondents to ask, in a fixed order."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from persona_collapse.errors import InputError
from persona_collapse.personas.columns import ColumnUse
from persona_collapse.personas.selection import ALL, Selection, draw_order

DEFAULT = "default"
"""The respondent without a persona: what the model answers as itself."""


@dataclass(frozen=True)
class Respondent:
    """A respondent to ask.

    Attributes
    ----------
    id : a unique name
    description : the persona, as given to the model
    unlabelled : the same without trait labels
    attributes : column -> value, stored with the answers
    """

    id: str
    description: str = field(repr=False)
    unlabelled: str = field(repr=False)
    attributes: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class PersonaPool:
    """Respondents in a fixed order, so that the first N are always the same.

    Attributes
    ----------
    name : of the pool
    respondents : in the order in which they are asked
    columns : what became of each column of the table that the pool was made from; empty if it was made from none
    taken : which rows of it were taken, in words

    >>> from persona_collapse.personas import bundled_pool
    >>> bundled_pool().name, len(bundled_pool().respondents)
    ('personas', 1144)
    """

    name: str
    respondents: tuple[Respondent, ...] = field(repr=False)
    columns: tuple[ColumnUse, ...] = field(default=(), repr=False, compare=False)
    taken: str = field(default="", repr=False, compare=False)

    @property
    def digest(self) -> str:
        """A hash of everything that a model may be given about its respondents."""
        content = [[one.id, one.description, one.unlabelled] for one in self.respondents]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()

    def first(self, count: int | None) -> tuple[Respondent, ...]:
        """The first `count` respondents, or all.

        Raises
        ------
        InputError : the pool has fewer respondents.
        """
        if count is None:
            return self.respondents
        if not 1 <= count <= len(self.respondents):
            raise InputError(
                f"{count} personas were requested; {self.name} has {len(self.respondents)}, so give 1 to {len(self.respondents)}"
            )
        return self.respondents[:count]

    def chosen(self, selection: Selection) -> "PersonaPool":
        """The pool of the chosen respondents only.

        Raises
        ------
        InputError : the pool has fewer respondents.

        >>> from persona_collapse.personas import bundled_pool
        >>> [one.id for one in bundled_pool().chosen(Selection(first=2)).respondents]
        ['0-3', '0-4']
        """
        if selection.sample is None:
            return self if selection == ALL else replace(self, respondents=self.first(selection.first))
        self.first(selection.sample)
        drawn = draw_order(len(self.respondents), selection.seed)[: selection.sample]
        return replace(
            self,
            respondents=tuple(self.respondents[place] for place in drawn),
            taken=f"{selection.sample:,} of the {len(self.respondents):,} of {self.name}, drawn at random "
            f"(seed {selection.seed})",
        )

    def detailed(self, lines: int) -> "PersonaPool":
        """The same respondents with shorter descriptions: the first lines of each, with what is indented under them.

        Shorter descriptions are nested: what three lines say, eight lines say too.

        Parameters
        ----------
        lines : how many; respondents with fewer keep all of theirs

        Raises
        ------
        InputError : less than one line, or descriptions that are one text each.

        >>> from persona_collapse.personas import bundled_pool
        >>> bundled_pool().detailed(2).respondents[0].description
        'Age: Middle Adults (30-49)\\nGender: Male'
        """
        if lines < 1:
            raise InputError(f"a description of {lines} lines was requested; give at least 1")
        if all(len(_entries(one.description)) == 1 for one in self.respondents):
            raise InputError(
                f"the descriptions of {self.name} are one text each, so they cannot be shortened by lines; "
                "give a table with a column per attribute"
            )
        shorter = tuple(
            replace(
                one,
                description="\n".join(_entries(one.description)[:lines]),
                unlabelled="\n".join(_entries(one.unlabelled)[:lines]),
            )
            for one in self.respondents
        )
        return replace(self, respondents=shorter)


def _entries(description: str) -> list[str]:
    """The lines of a description, each with the indented ones that follow it."""
    found: list[str] = []
    for line in description.split("\n"):
        if found and line.startswith(" "):
            found[-1] += f"\n{line}"
        else:
            found.append(line)
    return found
