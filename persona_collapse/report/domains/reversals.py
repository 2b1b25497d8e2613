"""Several models in several domains: does their order change from one domain to the other?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from persona_collapse.report.domains.members import Member, domain_name, domains_of, models_of
from persona_collapse.report.domains.numbers import LABELS, Placed, placed
from persona_collapse.report.domains.places import is_sized, said
from persona_collapse.report.domains.verdict import is_noise
from persona_collapse.report.section import Sentence

ORDERING = ("human_likeness", "recall", "lid", "participation_ratio", "hopkins", "effective_likert")
"""Numbers by which models are put in order."""

NOT_ORDERING = {
    ("coverage", "precision"): "Coverage and precision have none, because copies of the average person raise both.",
    ("hyperspherical_uniformity",): "Hyperspherical uniformity has none, because lower is more even.",
    ("retrieval",): "Retrieval has none, because ranks compare domains, and only texts have it.",
}
"""Numbers by which models are not put in order, and why, in words about their ranks."""

NAMED = 6
"""Reversals that are named; the others are counted."""


@dataclass(frozen=True)
class Reversal:
    """A number in which one model is above another in one domain and below it in another domain.

    Attributes
    ----------
    name : of the number
    here : the model that is above and the one below in the first domain
    there : the same two models, in the same order, in the second domain
    clear : whether the intervals of the two models are apart in both domains
    """

    name: str
    here: tuple[Placed, Placed]
    there: tuple[Placed, Placed]
    clear: bool

    @property
    def sentence(self) -> str:
        """Which models change places, where, and with which values.

        Of two models the first is above the second in the first domain.
        """
        first, second = (one.member.model for one in self.here)
        above = f"{first} is above {second} in {self.here[0].member.name}, {_both(self.here)},"
        noise = [one.member for one in (*self.here, *self.there) if is_noise(one.member)]
        beware = "".join(f"; {one.model} reads as noise in {one.name}" for one in noise)
        return f"{LABELS[self.name]}: {above} and below it in {self.there[0].member.name}, {_both(self.there)}{beware}"


def _both(pair: tuple[Placed, Placed]) -> str:
    return " against ".join(said(one) for one in pair)


def reversals(some: Sequence[Member]) -> list[Reversal]:
    """Every two models that change places between two domains, clear ones first.

    A number that depends on how many respondents are compared is left out where two models were compared at different
    sizes.

    Parameters
    ----------
    some : all members of the page
    """
    numbers = {(one.model, one.domain): placed(one) for one in some}
    found = [
        one
        for domains in combinations(domains_of(some), 2)
        for models in combinations(models_of(some), 2)
        for name in ORDERING
        if (one := _between(name, models, domains, numbers)) is not None
    ]
    return sorted(found, key=lambda one: not one.clear)


def _between(
    name: str, models: tuple[str, str], domains: tuple[str, str], numbers: dict[tuple[str, str], dict[str, Placed]]
) -> Reversal | None:
    pairs = [_pair(name, models, domain, numbers) for domain in domains]
    if None in pairs:
        return None
    here, there = (pair for pair in pairs if pair is not None)
    ways = [pair[0].value - pair[1].value for pair in (here, there)]
    if ways[0] * ways[1] >= 0:
        return None
    if ways[0] < 0:
        here, there = (here[1], here[0]), (there[1], there[0])
    return Reversal(name, here, there, _apart(*here) and _apart(*there))


def _pair(
    name: str, models: tuple[str, str], domain: str, numbers: dict[tuple[str, str], dict[str, Placed]]
) -> tuple[Placed, Placed] | None:
    """A number of two models in one domain; None where one of them lacks it, or where sizes make it differ."""
    first, second = (numbers.get((model, domain), {}).get(name) for model in models)
    if first is None or second is None:
        return None
    return None if is_sized(name) and first.member.size != second.member.size else (first, second)


def _apart(one: Placed, other: Placed) -> bool:
    """Whether two intervals do not overlap."""
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return False
    return one.high < other.low or other.high < one.low


def reversal_sentences(some: Sequence[Member]) -> Iterator[Sentence]:
    """Whether the order of the models reverses between domains; nothing of one model.

    Parameters
    ----------
    some : all members of the page
    """
    both = [domain for domain in domains_of(some) if sum(one.domain == domain for one in some) > 1]
    if len(models_of(some)) < 2:
        return
    if len(both) < 2:
        yield Sentence(
            "Whether the order of the models reverses is not known: no two domains were measured of two models."
        )
        return
    found = reversals(some)
    clear = [one for one in found if one.clear]
    names = ", ".join(map(domain_name, both))
    if clear:
        yield Sentence("The order of the models reverses between domains, with intervals apart on both sides:")
        yield from (Sentence(one.sentence, "point") for one in clear[:NAMED])
        if len(clear) > NAMED:
            yield Sentence(f"{len(clear) - NAMED} more are in the table of models.")
    else:
        yield Sentence(f"No two models are shown to change places between domains ({names}).")
    unclear = [one for one in found if not one.clear]
    if unclear:
        others = ", ".join(dict.fromkeys(LABELS[one.name] for one in unclear))
        yield Sentence(
            f"{len(unclear)} {'changes' if len(unclear) > 1 else 'change'} of place by the values alone ({others}): intervals "
            "overlap or are missing, so this may be chance.",
            "small",
        )
