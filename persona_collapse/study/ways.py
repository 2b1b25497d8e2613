"""Ways of asking: one study per combination of the values that are varied, for the same personas and questions."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument
from persona_collapse.personas import PersonaPool
from persona_collapse.study.manner import Manner, studies
from persona_collapse.study.study import Study

MOST = 24
"""Ways of one sweep."""


@dataclass(frozen=True)
class Way:
    """One way of asking.

    Attributes
    ----------
    settings : what is varied -> its value, as typed
    model : that is asked
    study : what is asked of it
    """

    settings: Mapping[str, str]
    model: str
    study: Study

    @property
    def name(self) -> str:
        """What is varied, in words: "temperature 1.0, order random"."""
        return ", ".join(f"{name} {value}" for name, value in self.settings.items())

    @property
    def folder(self) -> str:
        """A name for its folder: "temperature-1.0_order-random"."""
        words = (f"{name}-{value}" for name, value in self.settings.items())
        return "_".join("".join(one if one.isalnum() or one in ".-" else "-" for one in word) for word in words)


@dataclass
class _Asked:
    """What a value changes: the model, the personas, or how they are asked."""

    model: str
    pool: PersonaPool
    manner: Manner


def _number(text: str, name: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InputError(f"--vary {name}={text}: give numbers, for example {name}=0.3,0.7,1.0") from None


def _switch(text: str, name: str) -> bool:
    if text not in ("on", "off"):
        raise InputError(f"--vary {name}={text}: use on and off")
    return text == "on"


def _temperature(asked: _Asked, value: str) -> None:
    asked.manner = replace(asked.manner, temperature=_number(value, "temperature"))


def _labels(asked: _Asked, value: str) -> None:
    asked.manner = replace(asked.manner, labels=_switch(value, "labels"))


def _detail(asked: _Asked, value: str) -> None:
    if not value.isdecimal():
        raise InputError(f"--vary persona-detail={value}: give numbers of lines, for example persona-detail=3,8,26")
    asked.pool = asked.pool.detailed(int(value))


def _best_of(asked: _Asked, value: str) -> None:
    if not value.isdecimal() or int(value) < 1:
        raise InputError(f"--vary best-of={value}: give numbers of candidates, for example best-of=1,4")
    asked.manner = replace(asked.manner, best_of=int(value))


def _model(asked: _Asked, value: str) -> None:
    asked.model = value


def _manner(field: str) -> Callable[[_Asked, str], None]:
    def change(asked: _Asked, value: str) -> None:
        asked.manner = replace(asked.manner, **{field: value})  # type: ignore[arg-type]  # a study checks the word

    return change


CHANGES: dict[str, Callable[[_Asked, str], None]] = {
    "temperature": _temperature,
    "order": _manner("order"),
    "labels": _labels,
    "thinking": _manner("thinking"),
    "reasoning-effort": _manner("reasoning_effort"),
    "elicit": _manner("mode"),
    "wording": _manner("wording"),
    "persona-detail": _detail,
    "best-of": _best_of,
    "model": _model,
}
"""What can be varied -> what a value changes."""

ELICITED = {"number": "generate", "probabilities": "probabilities", "distribution": "distribution", "text": "text"}
"""Values of `elicit` -> the mode of asking."""


def factors(given: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What is varied, and its values, from options NAME=V1,V2.

    Raises
    ------
    InputError : nothing is varied; an unknown name, a name that is twice, or a value that is.

    >>> factors(["temperature=0.3,1.0", "order=fixed,random"])
    {'temperature': ('0.3', '1.0'), 'order': ('fixed', 'random')}
    """
    found: dict[str, tuple[str, ...]] = {}
    for one in given:
        name, equals, rest = one.partition("=")
        values = tuple(value.strip() for value in rest.split(","))
        if not equals or name not in CHANGES:
            raise InputError(f"--vary {one}: write NAME=V1,V2 with one of {', '.join(CHANGES)}")
        if name in found:
            raise InputError(f"--vary {name} is there twice; write all values in one: {name}=V1,V2")
        if len(set(values)) < max(2, len(values)) or "" in values:
            raise InputError(f"--vary {one}: give two or more different values")
        found[name] = values
    if not found:
        raise InputError("say what to vary, for example --vary temperature=0.3,0.7,1.0")
    return found


def ways(
    model: str,
    instrument: Instrument,
    pool: PersonaPool,
    personas: int | None,
    manner: Manner,
    varied: Mapping[str, Sequence[str]],
) -> list[Way]:
    """Every combination of values; the first, of the first values, is what the others are compared with.

    Parameters
    ----------
    model, instrument, pool, personas, manner : as `run` takes them, for what is not varied
    varied : what is, as `factors` returns it

    Raises
    ------
    InputError : more than `MOST` ways, or a value that a study cannot have.
    """
    combinations = [dict(zip(varied, values, strict=True)) for values in itertools.product(*varied.values())]
    if len(combinations) > MOST:
        raise InputError(f"these are {len(combinations)} ways of asking; vary less, at most {MOST} can be compared")
    return [_way(model, instrument, pool, personas, manner, one) for one in combinations]


def _way(
    model: str,
    instrument: Instrument,
    pool: PersonaPool,
    personas: int | None,
    manner: Manner,
    settings: Mapping[str, str],
) -> Way:
    asked = _Asked(model, pool, manner)
    for name, value in settings.items():
        if name == "elicit":
            if value not in ELICITED:
                raise InputError(f"--vary elicit={value}: use some of {', '.join(ELICITED)}")
            value = ELICITED[value]
        CHANGES[name](asked, value)
    (study,) = studies([instrument], asked.pool, personas, asked.manner)
    return Way(settings, asked.model, study)
