"""What single respondents say for the signature: that some answer carelessly, or use the scale unlike people."""

from collections.abc import Iterator, Mapping

from persona_collapse.measures.per_respondent import wilson
from persona_collapse.results import AnsweringIndex, ReRead, Scorecard
from persona_collapse.results.percent import percent

EXCESS, LEAST = 0.10, 0.05
"""Respondents are called careless where their share exceeds people's by the first, and its interval begins above the second."""

CARELESS = {
    "inconsistent_share": "answer reversed items as if they were not",
    "long_string_share": "give one answer to many consecutive items",
    "unlike_pairs_share": "answer items alike in meaning differently",
}
"""The shares that the signature is read from. The others also rise where a population is narrow or uses the scale otherwise."""

LINES, NARROW = "long_string_share", "low_variability_share"

APART, SPREAD = 0.5, 1.5
"""A style is unlike people's from this many of people's SDs between means, and from this ratio of SDs between respondents."""


def careless_shares(values: Scorecard, people: Scorecard | None) -> tuple[str, ...]:
    """In which ways more respondents than people answer carelessly, in words; empty where none.

    What the use of the scale explains does not count: the share has to exceed people's also in the re-read answers. (A long
    string is broken by re-reading: it counts as given, unless respondents without one hardly vary their answers either.)
    Nor does what crowding explains: where crowding is at least as large as the excess over people, one sheet of answers has
    been copied, and it says little of any trait. (Straight lines are near copies too: they hardly vary.)

    Parameters
    ----------
    values, people : the columns of the population and of held-out people
    """
    found = {} if values.answering is None else values.answering.indices
    crowded = values.spread.crowding or 0
    return tuple(
        f"{percent(one.share)} of the respondents {CARELESS[name]} (people {percent(human)})"
        for name, one in found.items()
        if name in CARELESS
        and _exceeds(name, one, human := people_share(name, one, people))
        and (_are_lines(found, people, crowded) if name == LINES else one.share - human > crowded)
    )


def _are_lines(found: Mapping[str, AnsweringIndex], people: Scorecard | None, crowded: float) -> bool:
    """Whether long strings are straight lines of some: not narrow answers of all, nor copies of one sheet."""
    lines, few = found[LINES].share, found.get(NARROW)
    if few is None:
        return True
    usual = people_share(NARROW, few, people)
    others = (few.share - lines) / (1 - lines) if lines < 1 else 0.0  # at least: all long strings may be theirs
    more = lines - people_share(LINES, found[LINES], people)
    return others - usual < EXCESS and (more > crowded or few.share - usual >= EXCESS)


def people_share(name: str, one: AnsweringIndex, people: Scorecard | None) -> float:
    """People's share beyond a cut: of held-out people, or, where it is not known, of the reference itself."""
    known = None if people is None or people.answering is None else getattr(people.answering, name)
    return float(one.people_beyond / one.people if known is None else known)


def _exceeds(name: str, one: AnsweringIndex, human: float) -> bool:
    shares = [one.share] if name == LINES else [one.share, one.reread_share]
    around = wilson(one.share * one.respondents, one.respondents)
    return around is not None and around.low > LEAST and all(share - human >= EXCESS for share in shares)


def least_kept(reread: ReRead) -> float | None:
    """The least that a use of the scale keeps of any of people's numbers; None where one is undefined."""
    kept = [one for one in reread.kept.values() if one is not None]
    return min(kept) if kept and len(kept) == len(reread.kept) else None


def crowding_gained(reread: ReRead) -> float | None:
    """Crowding of the re-read answers beyond that of people with the same use of the scale."""
    own, people = reread.crowding, reread.people_crowding
    return None if own is None or people is None else own - people


def unlike_styles(values: Scorecard, people: Scorecard | None) -> tuple[str, ...]:
    """In which ways the population uses the scale unlike people, in words; empty where none, or where it is not known.

    Parameters
    ----------
    values, people : the columns of the population and of held-out people
    """
    return () if people is None else tuple(_unlike_styles(values, people))


def _unlike_styles(values: Scorecard, people: Scorecard) -> Iterator[str]:
    ours, theirs = _styles(values), _styles(people)
    for label, (mean, spread) in ours.items():
        human, human_spread = theirs[label]
        if mean is None or spread is None or human is None or not human_spread:
            continue
        if abs(mean - human) >= APART * human_spread:
            yield f"{label} {mean:.2f}, people {human:.2f} (SD between respondents {human_spread:.2f})"
        elif not 1 / SPREAD <= spread / human_spread <= SPREAD:
            yield f"{label} has an SD of {spread:.2f} between respondents, people {human_spread:.2f}"


def _styles(card: Scorecard) -> dict[str, tuple[float | None, float | None]]:
    """Label of a style -> its mean and its SD between respondents."""
    styles, likert = card.styles, card.likert
    return {
        "extreme share": (likert.extreme_share, None if styles is None else styles.extreme_share_sd),
        "midpoint share": (likert.midpoint_share, None if styles is None else styles.midpoint_share_sd),
        "acquiescence": (
            None if styles is None else styles.acquiescence,
            None if styles is None else styles.acquiescence_sd,
        ),
    }
