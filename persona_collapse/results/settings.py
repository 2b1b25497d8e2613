"""How the numbers of a diagnosis were obtained."""

from dataclasses import dataclass
from numbers import Integral
from typing import Literal, TypeAlias, get_args

from persona_collapse.errors import InputError

Protocol: TypeAlias = Literal["calibrated", "paper"]


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

    Raises
    ------
    InputError : an unknown protocol, or a seed, number of draws or size that is not a whole number large enough.
    """

    protocol: Protocol = "calibrated"
    seed: int = 0
    draws: int = 100
    rarefy: bool = True
    size: int | None = None

    def __post_init__(self) -> None:
        if self.protocol not in get_args(Protocol):
            raise InputError(f'unknown protocol {self.protocol!r}; use "calibrated" or "paper"')
        for name, least in (("seed", 0), ("draws", 1), ("size", 1)):
            value = getattr(self, name)
            whole = isinstance(value, Integral) and int(value) >= least
            if not whole and not (name == "size" and value is None):
                raise InputError(f"{name} is {value!r}; give a whole number from {least} up")
