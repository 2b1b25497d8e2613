"""Personas drawn at random: every attribute on its own, every value equally likely."""

from collections.abc import Callable
from dataclasses import dataclass

from persona_collapse.errors import InputError
from persona_collapse.measures.randomness import generator
from persona_collapse.personas.rules import Rule, reasons, rule_set
from persona_collapse.personas.schema import Persona, schema


@dataclass(frozen=True)
class Draw:
    """One draw, kept or not.

    Attributes
    ----------
    persona : who was drawn
    reasons : why it cannot be; empty when it was kept
    """

    persona: Persona
    reasons: tuple[str, ...]

    @property
    def consistent(self) -> bool:
        """Whether no rule failed."""
        return not self.reasons


def draw(index: int, seed: int = 0) -> Persona:
    """The persona drawn at a place of the sequence that belongs to a seed; it does not depend on the others.

    >>> draw(3).id, draw(3) == draw(3), draw(3) == draw(4)
    ('0-3', True, False)
    """
    rng = generator(f"persona {index}", seed)
    values = {attribute.column: attribute.values[rng.integers(len(attribute.values))] for attribute in schema()}
    return Persona(f"{seed}-{index}", values)


def sample(respondents: int, *, rules: str = "published", seed: int = 0) -> list[Draw]:
    """Everything drawn until enough personas pass the rules.

    Parameters
    ----------
    respondents : how many must pass
    rules : "published", "strict" or "none"
    seed : of the sequence

    Returns
    -------
    All draws in order; the consistent ones among them are the pool.

    Raises
    ------
    InputError : no personas were asked for, a negative seed, unknown rules.

    >>> sum(one.consistent for one in sample(5, seed=1))
    5
    """
    return drawn_until(respondents, draw, rule_set(rules), seed)


def drawn_until(
    respondents: int, draw_at: Callable[[int, int], Persona], rules: tuple[Rule, ...], seed: int
) -> list[Draw]:
    """Everything drawn, in order, until enough personas pass the rules.

    Parameters
    ----------
    respondents : how many must pass
    draw_at : the persona at a place (from 0 up) of the sequence of a seed
    rules : all of which a persona must pass
    seed : of the sequence

    Raises
    ------
    InputError : no personas were asked for, a negative seed.
    """
    if respondents < 1 or seed < 0:
        raise InputError(f"{respondents} personas of seed {seed} were asked for; give at least 1, and a seed from 0 up")
    draws: list[Draw] = []
    kept = 0
    while kept < respondents:
        one = draw_at(len(draws), seed)
        draws.append(Draw(one, reasons(one.values, rules)))
        kept += draws[-1].consistent
    return draws
