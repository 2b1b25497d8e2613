"""Sentences about domains: which is most collapsed, which is nearest to people, and how each is beside its own noise."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from persona_collapse.diagnosis.noise_floor import NEAR_THE_FLOOR
from persona_collapse.report.domains.members import Member
from persona_collapse.report.domains.numbers import Placed, placed
from persona_collapse.report.parts.opening import MEANINGS
from persona_collapse.report.printed import between, number
from persona_collapse.report.section import Sentence
from persona_collapse.results import Asked, Diagnosis, Likeness
from persona_collapse.results.percent import percent
from persona_collapse.results.texts import TextDiagnosis

COLLAPSE = ("mode collapse", "mode collapse in part", "shallow", "caricature")
"""Signatures that are a kind of collapse; noise, careless answers and another use of the scale are not."""

UNJUDGED = ("invalid", "too few to say")
"""Signatures of answers from which nothing is read, human-likeness neither."""

OPTION = "--models A,B,..."
"""What says whose answers are in records that do not name their model."""

CONDITIONS: dict[str, Callable[[Asked], str]] = {
    "trait labels in the prompt": lambda run: "with" if run.labels else "without",
    "thinking": lambda run: "" if run.thinking is None else "on" if run.thinking else "off",
    "language": lambda run: run.language,
    "the conversation before": lambda run: "none" if run.conversation is None else run.conversation.in_words,
    "mode": lambda run: run.mode,
    "temperature": lambda run: f"{run.temperature:g}",
}
"""What may differ between the runs of one model -> how a run has it; empty where it is not known."""

OF_ANSWERS = ("mode", "temperature")
"""Conditions in which texts differ from questionnaires by the protocol itself."""


@dataclass(frozen=True)
class Near:
    """How near a domain is to people, by the parts of human-likeness that all domains compared have.

    Attributes
    ----------
    member : the domain
    value : the least of these parts, 0..1
    low, high : 95 % interval; None where the record has none for these parts
    signature : as read; empty without one
    in_part : whether the record's own human-likeness is less, for a part that another domain lacks
    """

    member: Member
    value: float
    low: float | None
    high: float | None
    signature: str
    in_part: bool = False

    @property
    def said(self) -> str:
        """The number with its interval, and the signature."""
        within = between(self.low, self.high)
        parts = " in the parts that all domains have" if self.in_part else ""
        read = f"; {self.signature}" if self.signature else ""
        return f"human-likeness {number(self.value)}{f', {within}' if within else ''}{parts}{read}"


def verdict(some: Sequence[Member]) -> Iterator[Sentence]:
    """What the domains of one model come to, the sentence that matters first.

    Parameters
    ----------
    some : members of one model
    """
    near = nearness(some)
    yield from map(Sentence, _beside_people(near) if len(near) > 1 else _one_at_most(some, near))
    yield from _not_compared(some, near)
    if len(near) < len(some):
        yield from map(Sentence, _beside_noise(some))
    yield from map(Sentence, _at_noise(some))


def nearness(some: Sequence[Member]) -> list[Near]:
    """The domains that have people to compare with, the nearest to people first.

    Human-likeness is the least of several parts, and some questionnaires lack some of them (those without traits). So
    that no domain is far from people for a part that another does not have, only the parts of all are compared. The
    interval of a record holds for them where no other part of it reaches below its upper end.

    Parameters
    ----------
    some : members of one model
    """
    known = [(one, found) for one in some if (found := _likeness(one)) is not None]
    common = set.intersection(*(set(found.parts) for _, found in known)) if known else set()
    near = [_near(one, found, common) for one, found in known] if common else []
    return sorted(near, key=lambda one: -one.value)


def _likeness(one: Member) -> Likeness | None:
    record = one.record
    if not isinstance(record, Diagnosis) or signature_of(one) in UNJUDGED:
        return None
    return record.likeness if record.likeness is not None and record.likeness.parts else None


def _near(one: Member, found: Likeness, common: set[str]) -> Near:
    value = min(found.parts[name] for name in common)
    holds = found.high is not None and all(
        part >= found.high for name, part in found.parts.items() if name not in common
    )
    ends = (found.low, found.high) if holds else (None, None)
    return Near(one, value, *ends, signature_of(one), in_part=value > min(found.parts.values()))


def signature_of(one: Member) -> str:
    """The signature of a record; empty without one."""
    read = one.record.signature if isinstance(one.record, Diagnosis) else None
    return "" if read is None else read.name


def _beside_people(near: Sequence[Near]) -> Iterator[str]:
    """The farthest domain and the nearest, or that they cannot be distinguished."""
    first, last = near[0], near[-1]
    if first.low is None or last.high is None:
        yield (
            f"{_named(first)} is nearer to people than {last.member.name} ({last.said}), by the values alone: one of them has no "
            "interval for what both have."
        )
    elif last.high >= first.low:
        yield (
            f"{_named(first)} and {last.member.name} ({last.said}) are not distinguishable in how near they are to people: their "
            "intervals overlap."
        )
    else:
        low = [one for one in near[1:] if one is last or _reaches(one, last)]
        high = [one for one in near if one is first or (one not in low and _reaches(one, first))]
        between_them = [one for one in near if one not in low and one not in high]
        named = "Most collapsed" if last.signature in COLLAPSE else "Farthest from people"
        middle = f" Between them: {_all(between_them)}." if between_them else ""
        yield f"{named}: {_all(low)}. Nearest to people: {_all(high)}.{middle}"
        if last.signature not in COLLAPSE:
            yield from _not_collapse(near)


def _reaches(one: Near, other: Near) -> bool:
    """Whether two intervals overlap; so they do where one is not known."""
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return True
    return one.low <= other.high and other.low <= one.high


def _all(some: Sequence[Near]) -> str:
    """Domains with their numbers; several at one end are not distinguishable."""
    names = " and ".join(f"{one.member.name} ({one.said})" for one in some)
    return f"{names}, whose intervals overlap" if len(some) > 1 and _reaches(some[0], some[-1]) else names


def _not_collapse(near: Sequence[Near]) -> Iterator[str]:
    """What the farthest domain is, whose signature is no collapse, and which domain is the most collapsed then."""
    last, others = near[-1], [one for one in near if one.signature in COLLAPSE]
    if last.signature in MEANINGS and last.signature != "human-like":
        most = f" Most collapsed is {others[-1].member.name} ({others[-1].said})." if others else ""
        yield f"{last.member.name} reads as {last.signature}, which is not collapse: {MEANINGS[last.signature]}.{most}"


def _named(one: Near) -> str:
    return f"{one.member.name[0].upper()}{one.member.name[1:]} ({one.said})"


def _one_at_most(some: Sequence[Member], near: Sequence[Near]) -> Iterator[str]:
    """That one domain at most can be said to be near people or far from them."""
    only = f"Only {near[0].member.name} is compared with people ({near[0].said}). " if near else ""
    yield f"{only}Which domain is most collapsed, or nearest to people, is not known."


def _not_compared(some: Sequence[Member], near: Sequence[Near]) -> Iterator[Sentence]:
    """Why the other domains are not compared with people, and what to do about it."""
    told = {one.member.domain for one in near}
    for one in some:
        if one.domain in told:
            continue
        if not isinstance(one.record, Diagnosis):
            yield Sentence(f"There are no people's texts to compare {one.name} with.")
        elif signature_of(one) in UNJUDGED:
            yield Sentence(f"{one.name} is not judged: {MEANINGS[signature_of(one)]}.")
        elif one.record.reference is None:
            typed = f"persona-collapse measure {one.source} --reference PEOPLE --json FILE"
            yield Sentence(
                f"{one.name} {_are(one)} not compared with people: their answers would say more, {typed}.",
                set_off=((typed, "code"),),
            )
        else:
            yield Sentence(
                f"{one.name} has no human-likeness: its record was made without it, so measure the answers again."
            )


def _are(one: Member) -> str:
    return "are" if one.name.endswith("s") else "is"


def _beside_noise(some: Sequence[Member]) -> Iterator[str]:
    """The domains by LID as a share of that of their own noise: what can be said of all without people."""
    found = [(one, lid) for one in some if (lid := placed(one).get("lid")) is not None and lid.of_noise is not None]
    if len(found) < 2:
        return
    ordered = sorted(found, key=lambda one: one[1].of_noise or 0.0)
    said = ", ".join(f"{one.name} {_of_noise(lid)}" for one, lid in ordered)
    yield f"Beside its own noise, the simplest differences are in {ordered[0][0].name} (LID as a share of the shuffled population's: {said})."
    if not _apart(ordered[0][1], ordered[-1][1]):
        yield "These shares are by the values alone: intervals overlap or are missing."


def _of_noise(lid: Placed) -> str:
    people = "" if lid.people_of_noise is None else f"; people {percent(lid.people_of_noise)}"
    ends = lid.of_noise_ends
    within = "" if ends is None else f", {percent(ends[0])} to {percent(ends[1])}"
    in_brackets = f" ({(within + people).lstrip(',; ')})" if within or people else ""
    return f"{percent(lid.of_noise)}{in_brackets}"


def _apart(lower: Placed, higher: Placed) -> bool:
    ours, theirs = lower.of_noise_ends, higher.of_noise_ends
    return ours is not None and theirs is not None and ours[1] < theirs[0]


def _at_noise(some: Sequence[Member]) -> Iterator[str]:
    """The domains that are as varied as noise is, where there are no people to say more."""
    for one in some:
        if is_noise(one) and signature_of(one) != "noise":
            found = placed(one)["participation_ratio"]
            yield (
                f"In {one.name} the participation ratio is that of noise ({number(found.value, 1)}; shuffled population "
                f"{number(found.floor, 1)}): such variety is not shown to be the personas'."
            )


def is_noise(one: Member) -> bool:
    """Whether answers read as noise; without people, whether their participation ratio is that of noise.

    Parameters
    ----------
    one : of answers; texts have no such reading
    """
    if isinstance(one.record, TextDiagnosis):
        return False
    if one.record.reference is not None:
        return signature_of(one) == "noise"
    found = placed(one).get("participation_ratio")
    return found is not None and found.floor is not None and found.value >= NEAR_THE_FLOOR * found.floor


def caveats(some: Sequence[Member]) -> Iterator[Sentence]:
    """What must be said of the domains of one model: other personas, other ways of asking, other sizes.

    Parameters
    ----------
    some : members of one model
    """
    if any(not one.model for one in some):
        yield Sentence(
            f"No record names its model: they are taken for one model, because each is of another domain. {OPTION} names the "
            "model of each record.",
            "warning",
            ((OPTION, "code"),),
        )
    yield from (Sentence(one, "warning") for one in (*_other_personas(some), *_asked_differently(some), *_sizes(some)))


def _sizes(some: Sequence[Member]) -> Iterator[str]:
    sizes = {one.name: one.size for one in some if one.size is not None}
    if len(set(sizes.values())) > 1:
        said = ", ".join(f"{name} {size}" for name, size in sizes.items())
        yield f"Sizes compared at a time differ ({said}). LID depends on them, so compare its shares, not its values."


def _other_personas(some: Sequence[Member]) -> Iterator[str]:
    pools = {
        one.name: f"{run.personas} of the pool {run.pool.rpartition('/')[2]} ({run.pool_digest[:8]})"
        for one in some
        if (run := one.record.asked) is not None
    }
    if len(set(pools.values())) > 1:
        said = ", ".join(f"{name} {pool}" for name, pool in pools.items())
        yield f"The domains are not of the same personas: {said}."


def _asked_differently(some: Sequence[Member]) -> Iterator[str]:
    """Conditions that differ between domains; mode and temperature only between questionnaires."""
    for what, of in CONDITIONS.items():
        found = {
            one.name: said
            for one in some
            if (run := one.record.asked) is not None
            and (what not in OF_ANSWERS or isinstance(one.record, Diagnosis))
            and (said := of(run))
        }
        if len(set(found.values())) > 1:
            yield f"The domains differ in {what}: {', '.join(f'{name} {said}' for name, said in found.items())}."
