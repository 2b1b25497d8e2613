"""What a model made of a few trial questions, before the run that was to follow."""

from dataclasses import dataclass
from statistics import fmean


@dataclass(frozen=True)
class Trial:
    """One trial question and its reply.

    Attributes
    ----------
    statement : what was to be rated
    true : whether any reader would call it true; otherwise any would call it false
    persona : whether it was asked with a persona
    reply : its text, or the probability of each choice
    rating : the answer, in mode probabilities its expectation; None if there is none
    reason : why there is none
    mass : in mode probabilities, how much of the probability is on the scale
    failed : whether there was no reply at all
    """

    statement: str
    true: bool
    persona: bool
    reply: str
    rating: float | None
    reason: str
    mass: float | None
    failed: bool = False


@dataclass(frozen=True)
class Preflight:
    """The trial questions of a run.

    Attributes
    ----------
    trials : each question with its reply
    prompt_tokens, completion_tokens : of a reply to a persona, on average; None if unknown
    seconds : for a reply, on average
    cost : of all trials; None if unknown
    refused : why the run was not begun, and what to type; empty if it was
    warnings : what is odd
    """

    trials: tuple[Trial, ...]
    prompt_tokens: float | None
    completion_tokens: float | None
    seconds: float
    cost: float | None
    refused: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def read(self) -> int:
        """The number of replies with an answer."""
        return sum(one.rating is not None for one in self.trials)

    def rating(self, *, true: bool) -> float | None:
        """The mean rating of the true or of the false statements; None without any.

        >>> shown = [Trial("2 + 2 = 4.", True, False, "5", 5.0, "", None), Trial("2 + 2 = 9.", False, False, "?", None, "", None)]
        >>> found = Preflight(tuple(shown), None, None, 0.1, None)
        >>> found.rating(true=True), found.rating(true=False), found.follows
        (5.0, None, None)
        """
        rated = [one.rating for one in self.trials if one.true is true and one.rating is not None]
        return fmean(rated) if rated else None

    @property
    def follows(self) -> bool | None:
        """Whether true statements are rated higher than false ones; None if that is unknown."""
        true, false = self.rating(true=True), self.rating(true=False)
        return None if true is None or false is None else true > false

    @property
    def mass(self) -> float | None:
        """How much of the probability is on the scale, on average; None unless probabilities were asked for."""
        masses = [one.mass for one in self.trials if one.mass is not None]
        return fmean(masses) if masses else None

    def __str__(self) -> str:
        """In a line."""
        parts = [f"{self.read} of {len(self.trials)} trial questions read"]
        if self.mass is not None:
            parts.append(f"{100 * self.mass:.1f} % of the probability on the scale")
        true, false = self.rating(true=True), self.rating(true=False)
        if true is not None and false is not None:
            parts.append(f"true statements rated {true:.1f}, false ones {false:.1f}")
        return "; ".join(parts)
