"""What is said of a number: its section, its sentence, how to read it, and its formula."""

from collections.abc import Callable
from dataclasses import dataclass

from persona_collapse.report.beside import Beside


@dataclass(frozen=True)
class Words:
    """A number in words; its label and its range are in the register, `persona_collapse.results.numbers`.

    Attributes
    ----------
    section : of the table
    sentence : what a value means. A text is a format with {value}, {others} for people and the shuffled population, and
        {people}, each with a format of its own such as {others:.0%}
    says : what the number is
    direction : how to read it
    formula : in LaTeX; D items, N personas x, M people h, both standardised by people's means and SDs
    where : the letters of the formula, beyond these
    """

    section: str
    sentence: str | Callable[[Beside], str]
    says: str
    direction: str
    formula: str
    where: str = ""

    def about(self, one: Beside) -> str:
        """The sentence for a value with its ceiling and its floor."""
        return one.fill(self.sentence) if isinstance(self.sentence, str) else self.sentence(one)
