"""How much a run asks."""

from dataclasses import dataclass

from persona_collapse.study.shard import Shard


def times_asked(samples: int, mode: str, best_of: int = 1) -> int:
    """How often each question is sent: once where one reply answers every sample, in modes probabilities and distribution;
    else once for every sample, or for every candidate of each.

    >>> times_asked(3, "generate"), times_asked(3, "probabilities"), times_asked(3, "distribution")
    (3, 1, 1)
    >>> times_asked(3, "generate", best_of=4)
    12
    """
    return 1 if mode in ("probabilities", "distribution") else samples * best_of


@dataclass(frozen=True)
class Extent:
    """How much a run asks; a later start of the same run may raise it.

    Attributes
    ----------
    personas : how many are asked
    samples : how often each question is put to each persona
    with_default : whether a respondent without a persona is asked too
    """

    personas: int
    samples: int
    with_default: bool

    def expected(self, items: int, mode: str, best_of: int = 1) -> int:
        """Number of questions of a run.

        Parameters
        ----------
        items : of the instrument; an open question is one
        mode : how replies are drawn
        best_of : candidates for each reply

        >>> Extent(2, 3, with_default=True).expected(44, "generate")
        396
        >>> Extent(2, 3, with_default=True).expected(44, "probabilities")
        132
        """
        return (self.personas + self.with_default) * items * times_asked(self.samples, mode, best_of)

    def joined(self, other: "Extent") -> "Extent":
        """What two starts of a run ask together.

        >>> Extent(2, 3, with_default=True).joined(Extent(5, 1, with_default=False))
        Extent(personas=5, samples=3, with_default=True)
        """
        return Extent(
            max(self.personas, other.personas),
            max(self.samples, other.samples),
            self.with_default or other.with_default,
        )

    def of_shard(self, shard: Shard | None) -> "Extent":
        """What a shard of the run asks; the whole where there is none.

        >>> Extent(5, 3, with_default=True).of_shard(Shard(2, 2))
        Extent(personas=2, samples=3, with_default=False)
        """
        if shard is None:
            return self
        personas = len(shard.part(range(self.personas)))
        return Extent(personas, self.samples, self.with_default and shard.asks_without_persona)
