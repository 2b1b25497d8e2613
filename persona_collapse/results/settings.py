"""How the numbers of a diagnosis were obtained."""

from dataclasses import dataclass
from numbers import Integral
from typing import Literal, TypeAlias, get_args

from persona_collapse.errors import InputError

Protocol: TypeAlias = Literal["calibrated", "paper"]
Repeated: TypeAlias = Literal["personas", "rows"]
"""Whether rows that name the same persona are its repeats, or respondents of their own."""


@dataclass(frozen=True)
class Settings:
    """How the numbers were obtained.

    Attributes
    ----------
    protocol : "calibrated" (the definitions to trust) or "paper" (the published ones)
    seed : of every draw
    draws : number of draws a rarefied value is the mean of
    rarefy : compare at matched size (`size`), or use all respondents
    size : respondents per draw on each side; None until known, or without rarefaction
    repeats : "personas" (rows that name the same persona are its repeats) or "rows" (each is a respondent; so is it by
        the paper's protocol)

    Raises
    ------
    InputError : an unknown protocol, or a seed, number of draws or size that is not a whole number large enough.
    """

    protocol: Protocol = "calibrated"
    seed: int = 0
    draws: int = 100
    rarefy: bool = True
    size: int | None = None
    repeats: Repeated = "personas"

    @property
    def by_persona(self) -> bool:
        """Whether rows that name the same persona are its repeats."""
        return self.repeats == "personas" and self.protocol == "calibrated"

    def __post_init__(self) -> None:
        if self.protocol not in get_args(Protocol):
            raise InputError(f'unknown protocol {self.protocol!r}; use "calibrated" or "paper"')
        if self.repeats not in get_args(Repeated):
            raise InputError(f"unknown reading of repeats {self.repeats!r}; use personas or rows")
        for name, least in (("seed", 0), ("draws", 1), ("size", 1)):
            value = getattr(self, name)
            whole = isinstance(value, Integral) and int(value) >= least
            if not whole and not (name == "size" and value is None):
                raise InputError(f"{name} is {value!r}; give a whole number from {least} up")
