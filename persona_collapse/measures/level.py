"""The level of a trait that a persona was given: High, Neutral or Low."""

from enum import IntEnum


class Level(IntEnum):
    """A trait label; its number is the rank that rho correlates with trait scores.

    >>> [level.label for level in Level], Level.named(" high ") is Level.HIGH, Level.named("tall")
    (['High', 'Neutral', 'Low'], True, None)
    """

    HIGH = 3
    NEUTRAL = 2
    LOW = 1

    @property
    def label(self) -> str:
        """The word in tables and prompts."""
        return self.name.capitalize()

    @classmethod
    def named(cls, label: object) -> "Level | None":
        """The level with a label, in any case and with blanks around it; None where there is none."""
        return cls.__members__.get(str(label).strip().upper())
