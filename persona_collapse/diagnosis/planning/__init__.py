"""Plans: how many personas an interval of a wanted width takes, and how many repeats a reliable answer."""

from persona_collapse.diagnosis.planning.planning import (
    FEWEST_PERSONAS,
    KINDS,
    MEASURES,
    Ladder,
    check_wanted,
    plan,
)

__all__ = ["FEWEST_PERSONAS", "KINDS", "MEASURES", "Ladder", "check_wanted", "plan"]
