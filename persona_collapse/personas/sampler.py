"""Personas drawn at random: attributes are independent, and all values are equally likely."""

from collections.abc import Callable
from dataclasses import dataclass

from persona_collapse.errors import InputError
from persona_collapse.measures.randomness import generator
from persona_collapse.personas.attributes import Persona, schema
from persona_collapse.personas.rules import Rule, reasons, rule_set


@dataclass(frozen=True)
class Draw:
    """One draw, kept or rejected.

    Attributes
    ----------
    persona : the persona drawn
    reasons : why it is inconsistent; empty when it was kept
    """

    persona: Persona
    reasons: tuple[str, ...]

    @property
    def consistent(self) -> bool:
        """Whether no rule failed."""
        return not self.reasons


def draw(index: int, seed: int = 0) -> Persona:
    """The persona at a position of a seed's sequence; it does not depend on the other personas.

    >>> draw(3).id, draw(3) == draw(3), draw(3) == draw(4)
    ('0-3', True, False)
    """
    rng = generator(f"persona {index}", seed)
    values = {attribute.column: attribute.values[rng.integers(len(attribute.values))] for attribute in schema()}
    return Persona(f"{seed}-{index}", values)


def sample(respondents: int, *, rules: str = "published", seed: int = 0) -> list[Draw]:
    """All draws until enough personas pass the rules.

    Parameters
    ----------
    respondents : number of personas that must pass
    rules : "published", "strict" or "none"
    seed : of the sequence

    Returns
    -------
    All draws in order; the consistent ones among them are the pool.

    Raises
    ------
    InputError : no personas were requested, the seed is negative, or the rules are unknown.

    >>> sum(one.consistent for one in sample(5, seed=1))
    5
    """
    return drawn_until(respondents, draw, rule_set(rules), seed)


def drawn_until(
    respondents: int, draw_at: Callable[[int, int], Persona], rules: tuple[Rule, ...], seed: int
) -> list[Draw]:
    """All draws, in order, until enough personas pass the rules.

    Parameters
    ----------
    respondents : number of personas that must pass
    draw_at : the persona at a position (from 0) of the sequence of a seed
    rules : rules that a persona must pass, all of them
    seed : of the sequence

    Raises
    ------
    InputError : no personas were requested, or the seed is negative.
    """
    if respondents < 1 or seed < 0:
        raise InputError(f"{respondents} personas of seed {seed} were requested; give at least 1, and a seed from 0 up")
    draws: list[Draw] = []
    kept = 0
    while kept < respondents:
        one = draw_at(len(draws), seed)
        draws.append(Draw(one, reasons(one.values, rules)))
        kept += draws[-1].consistent
    return draws
