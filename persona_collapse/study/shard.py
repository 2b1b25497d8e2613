"""A shard: a study split by personas, so that several machines ask it and one run is made of theirs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from persona_collapse.errors import InputError

Persona = TypeVar("Persona")


@dataclass(frozen=True)
class Shard:
    """Every `of`-th persona, from the `number`-th on.

    A study that later asks more personas only adds some to each shard.

    Attributes
    ----------
    number : which shard, from 1
    of : how many there are

    >>> [Shard(number, 3).part("abcdefgh") for number in (1, 2, 3)]
    [('a', 'd', 'g'), ('b', 'e', 'h'), ('c', 'f')]
    """

    number: int
    of: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= self.of:
            raise InputError(
                f"--shard {self}: there is no such shard; the first is 1/{self.of}, the last {self.of}/{self.of}"
            )

    @classmethod
    def read(cls, text: str) -> "Shard":
        """A shard as typed.

        Raises
        ------
        InputError : not I/N, or I is not from 1 to N.

        >>> Shard.read("2/4")
        Shard(number=2, of=4)
        """
        found = re.fullmatch(r"\s*(\d+)\s*/\s*([1-9]\d*)\s*", text)
        if found is None:
            raise InputError(f"--shard {text}: use I/N with I from 1 to N, for example 1/4")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def part(self, personas: Sequence[Persona]) -> tuple[Persona, ...]:
        """The personas of this shard."""
        return tuple(personas[self.number - 1 :: self.of])

    @property
    def asks_without_persona(self) -> bool:
        """Whether the respondent without a persona is among its respondents: in the first shard only."""
        return self.number == 1
