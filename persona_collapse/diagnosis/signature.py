"""The signature: one word for what a population is like, with the numbers that say so."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from persona_collapse.diagnosis.common import ratio_to
from persona_collapse.diagnosis.noise_floor import NEAR_THE_FLOOR
from persona_collapse.diagnosis.reread import NEAR
from persona_collapse.diagnosis.signature_of_answers import careless_shares, crowding_gained, least_kept, unlike_styles
from persona_collapse.measures.intervals import Interval
from persona_collapse.results import AnsweringAxis, NullPanel, Quality, ReRead, Scorecard, Signature
from persona_collapse.results.numbers import NUMBERS
from persona_collapse.results.percent import percent

FEWEST_COMPLETE = 100
TOO_FEW = "too few to say"
MOST_MISSING = 0.2
LEAST_MASS = 0.5
CROWDED, SURELY_CROWDED, MOST_CROWDED = 0.1, 0.05, 0.5
"""Mode collapse in part: crowding from the first, its interval above the second; mode collapse: above the third."""

KEPT = 0.5
"""With a use of the scale that keeps less of people's recall, or coverage, nothing can be said of what is under it."""

LIKE_PEOPLE = 0.8
"""Coverage, recall and precision of people's, from which a population is like people."""

LIMITS = {
    **dict.fromkeys(("coverage", "recall", "precision", "trait_coverage", "trait_recall"), (0.8, math.inf)),
    **dict.fromkeys(("lid", "effective_likert"), (0.85, 1.15)),
    "sd_ratio": (0.8, 1.25),
}
"""Number -> between which ratios to people's a human-like population is."""

Value = float | None


@dataclass(frozen=True)
class Evidence:
    """The numbers a signature is read from; None where one is unknown.

    Attributes
    ----------
    complete, missing : complete respondents; share of answers that are missing, unreadable or off the scale
    copies : share of respondents whose answers equal another's
    kinds : V, the spread weighted by similarity (Vendi score less one), as a share of people's
    structure : S, how far the participation ratio lies below that of the same answers shuffled, as a share of people's:
        0 noise, 1 people
    of_shuffled : the participation ratio as a share of that of the same answers shuffled
    relative : name -> the population's value / held-out people's
    sd_ratio, effective_likert : as measured
    labels, trapped : whether there are labels, and whether they are followed as closely as possible and overdone
    noise_share : of repeats; None without
    answer_mass : mean share of the probability that is on the scale; None unless probabilities were asked for
    crowding, least_crowding : share of personas nearer to their neighbours than people are; low end of its interval
    beyond_people : shares of respondents that answer carelessly or stand closer together than people, less people's
    excluded : share of the respondents that missing answers exclude from distances
    careless, styles : in which ways respondents answer carelessly, and use the scale unlike people, in words
    reread : name -> the value of the answers mapped to people's distribution / people's with the same use of the scale
    reread_kept : the least that these people keep of a number of held-out people
    reread_crowding : crowding of the mapped answers less that of these people
    """

    complete: int
    missing: float
    copies: float
    kinds: Value
    structure: Value
    of_shuffled: Value
    relative: dict[str, Value]
    sd_ratio: Value
    effective_likert: Value
    labels: bool
    trapped: bool
    noise_share: Value
    reference: bool
    answer_mass: Value = None
    crowding: Value = None
    least_crowding: Value = None
    beyond_people: dict[str, Value] = field(default_factory=dict)
    excluded: float = 0.0
    careless: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    reread: dict[str, Value] = field(default_factory=dict)
    reread_kept: Value = None
    reread_crowding: Value = None


def evidence(
    values: Scorecard,
    people: Scorecard | None,
    shuffled: Scorecard | None,
    panel: NullPanel | None,
    *,
    complete: int,
    missing: float,
    noise_share: Value = None,
    quality: Quality | None = None,
    crowding: Interval | None = None,
    excluded: float = 0.0,
    reread: ReRead | None = None,
) -> Evidence:
    """The numbers of section 8 of docs/definitions.md, from a scorecard and what is beside it.

    Parameters
    ----------
    values, people, shuffled : the three columns
    panel : the null populations, for shuffled people
    complete, missing, noise_share : as in `Evidence`
    quality : how well a run went; None for answers from elsewhere
    crowding : its interval; None where it has none
    excluded : as in `Evidence`
    reread : the answers mapped to people's distribution; None without a reference
    """
    own, noise = values.spread.participation_ratio, None if shuffled is None else shuffled.spread.participation_ratio
    of_people = None
    if people is not None and panel is not None:
        of_people = _below(people.spread.participation_ratio, panel.row("shuffled people").participation_ratio)
    fidelity = values.fidelity
    return Evidence(
        complete=complete,
        missing=missing,
        copies=values.lid.tied / values.lid.complete,
        kinds=_kinds(values.spread.vendi, values.spread.vendi_people),
        structure=ratio_to(_below(own, noise), of_people),
        of_shuffled=ratio_to(own, noise),
        relative=_relative(values, people),
        sd_ratio=None if values.items is None else values.items.sd_ratio,
        effective_likert=values.likert.effective_likert,
        labels=fidelity is not None and fidelity.trapped is not None,
        trapped=fidelity is not None and bool(fidelity.trapped),
        noise_share=noise_share,
        reference=people is not None,
        answer_mass=None if quality is None or quality.answer_mass is None else quality.answer_mass.mean,
        crowding=None if crowding is None else crowding.value,
        least_crowding=None if crowding is None else crowding.low,
        beyond_people={"crowding": None if crowding is None else crowding.value, "careless": _beyond(values.answering)},
        excluded=excluded,
        careless=careless_shares(values, people),
        styles=unlike_styles(values, people),
        reread={} if reread is None else reread.relative,
        reread_kept=None if reread is None else least_kept(reread),
        reread_crowding=None if reread is None else crowding_gained(reread),
    )


def _beyond(answering: AnsweringAxis | None) -> Value:
    """The largest share of respondents beyond people's cuts, less people's; 0 where people have as many."""
    if answering is None:
        return None
    return max((one.reread_share - one.people_beyond / one.people for one in answering.indices.values()), default=None)


NO_RULE = "no rule holds: neither like people nor a known kind of collapse"

NAMED = 2
"""Departures from people that are named of a mixed population."""


def departures(found: Evidence) -> list[str]:
    """What is least like people, in words: the numbers farthest beyond the limits of a human-like population.

    Parameters
    ----------
    found : of a population beside people
    """
    beyond = {}
    for name, ratio in ratios(found).items():
        low, high = LIMITS[name]
        if ratio is not None and ratio > 0 and not low <= ratio <= high:
            beyond[name] = math.log(low / ratio) / -math.log(low) if ratio < low else math.log(ratio / high)
    farthest = sorted(beyond, key=beyond.__getitem__, reverse=True)[:NAMED]
    said = [f"{NUMBERS[name].label} {percent(ratios(found)[name])} of people's" for name in farthest]
    return [f"farthest from people: {', '.join(said)}"] if said else []


def signature(found: Evidence) -> Signature:
    """One word for a population: the first rule that holds; the others that hold are named too.

    A signature is a one-word reading of the numbers beside it, never a replacement for them.

    Parameters
    ----------
    found : the numbers

    Returns
    -------
    invalid, too few to say, response style, mode collapse, noise, careless, caricature, shallow, mode collapse in part, human-like or mixed, each with its
    evidence in words. Without a reference only invalid, too few to say, mode collapse and noise can be read; otherwise it is "unread".

    Source
    ------
    docs/definitions.md, section 8.
    """
    rules = RULES if found.reference else RULES_ALONE
    held = [(name, said) for name, rule in rules if (said := rule(found))]
    if not held:
        if found.reference:
            return Signature("mixed", (NO_RULE, *departures(found)), ())
        return Signature("unread", ("without a reference it is not known how varied people would be",), ())
    (name, said), others = held[0], held[1:]
    hides_the_rest = name in ("invalid", TOO_FEW)
    return Signature(name, tuple(said), () if hides_the_rest else tuple(other for other, _ in others))


Rule = Callable[[Evidence], list[str]]


def _too_few(found: Evidence) -> list[str]:
    if found.complete >= FEWEST_COMPLETE:
        return []
    return [f"{found.complete} complete respondents; {FEWEST_COMPLETE} are needed"]


def _invalid(found: Evidence) -> list[str]:
    said = []
    if found.missing > MOST_MISSING:
        said.append(f"{percent(found.missing)} of the answers are missing, unreadable or off the scale")
    if found.excluded > MOST_MISSING:
        said.append(
            f"{percent(found.excluded)} of the respondents have missing answers and are excluded from all distances"
        )
    if found.answer_mass is not None and found.answer_mass < LEAST_MASS:
        said.append(
            f"{percent(found.answer_mass)} of the probability is on the scale; the model answers something else"
        )
    return said


def _response_style(found: Evidence) -> list[str]:
    """Another use of the scale explains what is not like people: re-read, they are."""
    near = [found.reread.get(name) for name in (*NEAR, "lid")]
    if not found.styles or any(one is None or one < LIKE_PEOPLE for one in near):
        return []
    if found.reread_kept is None or found.reread_kept < KEPT or (found.reread_crowding or 0) >= CROWDED:
        return []
    if found.trapped or any(rule(found) for rule in (_noise, _careless, _human_like)):
        return []
    coverage, recall = (found.reread[name] for name in ("coverage", "recall"))
    said = f"re-read, coverage is {percent(coverage)} and recall {percent(recall)} of that of people with the same use of the scale"
    return [*found.styles, said]


def _careless(found: Evidence) -> list[str]:
    return list(found.careless)


def _mode_collapse(found: Evidence) -> list[str]:
    said = _copied(found)
    recall = found.relative.get("trait_recall")
    if found.kinds is not None and recall is not None and found.kinds < 0.35 and recall < 0.25:
        said.append(
            f"spread, weighted by similarity, {percent(max(found.kinds, 0))} of people's (Vendi score), and {percent(recall)} of their trait recall"
        )
    if found.crowding is not None and _mostly_crowded(found):
        said.append(_crowded(found.crowding))
    return said


def _mode_collapse_in_part(found: Evidence) -> list[str]:
    share, least = found.crowding, found.least_crowding
    if share is None or least is None or share < CROWDED or least <= SURELY_CROWDED or _mostly_crowded(found):
        return []
    return [_crowded(share)]


def _mostly_crowded(found: Evidence) -> bool:
    return found.least_crowding is not None and found.least_crowding > MOST_CROWDED


def _crowded(share: float) -> str:
    return f"{percent(share)} of the personas have five others nearer than people have them, in items and traits"


def _mode_collapse_alone(found: Evidence) -> list[str]:
    said = _copied(found)
    if found.effective_likert is not None and found.effective_likert < 1.5:
        said.append(f"{found.effective_likert:.2f} points of the scale are in use")
    return said


def _copied(found: Evidence) -> list[str]:
    return (
        [f"{percent(found.copies)} of the respondents share all their answers with another"]
        if found.copies > 0.5
        else []
    )


def _noise(found: Evidence) -> list[str]:
    said = []
    if found.structure is not None and found.structure < 0.25:
        said.append(
            f"participation ratio {percent(found.of_shuffled)} of that of the same answers shuffled: {percent(max(found.structure, 0))} of the structure people have"
        )
    return said + _noisy_repeats(found)


def _noise_alone(found: Evidence) -> list[str]:
    said = []
    if found.of_shuffled is not None and found.of_shuffled >= NEAR_THE_FLOOR:
        said.append(f"participation ratio {percent(found.of_shuffled)} of that of the same answers shuffled")
    return said + _noisy_repeats(found)


def _noisy_repeats(found: Evidence) -> list[str]:
    if found.noise_share is not None and found.noise_share > 0.5:
        return [f"{percent(found.noise_share)} of the variation is new each time a persona is asked the same question"]
    return []


def _caricature(found: Evidence) -> list[str]:
    if found.trapped:
        return ["trait labels are followed as closely as possible, and overdone"]
    lid = found.relative.get("lid")
    if not found.labels and found.sd_ratio is not None and lid is not None and found.sd_ratio > 1.25 and lid < 0.75:
        return [
            f"traits spread {found.sd_ratio:.2f} times as widely as people's, LID {percent(lid)} of theirs (read without labels)"
        ]
    return []


def _shallow(found: Evidence) -> list[str]:
    said = []
    recall, precision, lid = (found.relative.get(name) for name in ("recall", "precision", "lid"))
    if recall is not None and precision is not None and recall < 0.5 and precision >= 0.8:
        said.append(
            f"personas are close to people (precision {percent(precision)} of people's), but reach few of them (recall {percent(recall)})"
        )
    if lid is not None and lid < 0.75:
        said.append(
            f"LID {percent(lid)} of that of people of this number: those that are most alike differ in simpler ways"
        )
    return said


def ratios(found: Evidence) -> dict[str, Value]:
    """The numbers of `LIMITS`, each over people's; None where undefined."""
    return {name: found.sd_ratio if name == "sd_ratio" else found.relative.get(name) for name in LIMITS}


def _human_like(found: Evidence) -> list[str]:
    for name, ratio in ratios(found).items():
        low, high = LIMITS[name]
        if ratio is None or not low <= ratio <= high:
            return []
    return [
        "coverage, recall and precision at least 80 % of people's in items and traits, LID and effective Likert within 15 %"
    ]


RULES: tuple[tuple[str, Rule], ...] = (
    ("invalid", _invalid),
    (TOO_FEW, _too_few),
    ("response style", _response_style),
    ("mode collapse", _mode_collapse),
    ("noise", _noise),
    ("careless", _careless),
    ("caricature", _caricature),
    ("shallow", _shallow),
    ("mode collapse in part", _mode_collapse_in_part),
    ("human-like", _human_like),
)
RULES_ALONE: tuple[tuple[str, Rule], ...] = (
    ("invalid", _invalid),
    (TOO_FEW, _too_few),
    ("mode collapse", _mode_collapse_alone),
    ("noise", _noise_alone),
)


def _relative(values: Scorecard, people: Scorecard | None) -> dict[str, Value]:
    """The population's numbers as shares of held-out people's."""
    if people is None or values.coverage is None or people.coverage is None:
        return {}
    names = ("coverage", "precision", "recall", "trait_coverage", "trait_precision", "trait_recall")
    found = {name: ratio_to(getattr(values.coverage, name), getattr(people.coverage, name)) for name in names}
    found["lid"] = ratio_to(values.lid.lid, people.lid.lid)
    found["effective_likert"] = ratio_to(values.likert.effective_likert, people.likert.effective_likert)
    return found


def _kinds(own: Value, people: Value) -> Value:
    return None if own is None or people is None else ratio_to(own - 1, people - 1)


def _below(own: Value, noise: Value) -> Value:
    share = ratio_to(own, noise)
    return None if share is None else 1 - share
