"""The pre-flight: a few questions whose answers are known, asked before a run, so that it can be refused."""

import math
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from statistics import fmean

from persona_collapse.backends import Backend, Prompt, Reply
from persona_collapse.errors import InputError
from persona_collapse.instruments import AS_PUBLISHED, Instrument, Item, OpenQuestion, ResponseScale
from persona_collapse.personas import DEFAULT
from persona_collapse.results import Preflight, Trial
from persona_collapse.store import ResponseStore
from persona_collapse.study.early import OFF_SCALE_KIND, mended_by
from persona_collapse.study.endings import CUT_KIND, was_cut
from persona_collapse.study.limits import UNLIMITED, Limits
from persona_collapse.study.rated_texts import STATEMENTS as STATEMENTS_SCALE
from persona_collapse.study.rated_texts import of_statements, rated
from persona_collapse.study.replies import OFF_THE_SCALE, little_mass, read_reply, stated_by
from persona_collapse.study.study import Study

MODELS = ("transformers", "vllm", "api")
"""Kinds of backends that are models; simulated respondents rate no statements."""

NAME = "preflight"
"""What its result is called in the manifest of a run."""

OTHERWISE = "see every reply with --check; --no-check continues anyway"

WORDS_PER_TOKEN = 2
"""A server that counts fewer tokens than a prompt has words, by this factor, has not given the model all of them."""


@dataclass(frozen=True)
class Statement:
    """A statement whose truth is not a matter of opinion, whoever is asked."""

    text: str
    true: bool
    persona: bool


STATEMENTS = (
    Statement("Two plus two is four.", True, persona=False),
    Statement("A triangle has seven sides.", False, persona=False),
    Statement("Monday comes before Tuesday.", True, persona=True),
    Statement("A day has one hundred hours.", False, persona=True),
    Statement("Ice is colder than boiling water.", True, persona=True),
)
"""Asked in this order: two of the model as itself, three of the study's first persona."""


def is_checked(study: Study, backend: Backend) -> bool:
    """Whether trial questions can be asked: of a model, with a scale."""
    return backend.kind in MODELS and not isinstance(study.instrument, OpenQuestion)


def hands_in(backend: Backend) -> bool:
    """Whether a backend hands in all questions together, so that nothing stops them."""
    return hasattr(backend, "keep_in")


def preflight(study: Study, backend: Backend, limits: Limits = UNLIMITED) -> Preflight:
    """Ask the trial questions, on the scale of the study, in its words and as its replies are drawn.

    Parameters
    ----------
    study : the run that is to follow
    backend : the model
    limits : at most as many requests; prices; with a limit of cost, costs must be known

    Raises
    ------
    InputError : the model cannot be asked at all, or reports no cost where cost is limited.
    """
    asked = list(_prompts(study))[: limits.requests]
    began = time.perf_counter()
    ask = getattr(backend, "at_once", backend.replies)
    arrived = dict(ask(iter([prompt for prompt, _ in asked]), study.sampling))
    wall = time.perf_counter() - began
    replies = [arrived[place] for place in range(len(asked))]
    costs = [limits.cost_of(one) for one in replies if not one.error]
    known = [one for one in costs if one is not None]
    if limits.cost is not None and len(known) < len(costs):
        raise InputError(
            f"{backend.model} reports no cost, so --max-cost cannot be kept; add --price-in and --price-out"
        )
    found = Preflight(
        trials=tuple(
            _trial(statement, reply, *one)
            for (_, statement), reply, one in zip(asked, replies, _rated_all(study, replies), strict=True)
        ),
        prompt_tokens=_mean([one.prompt_tokens for (_, of), one in zip(asked, replies, strict=True) if of.persona]),
        completion_tokens=_mean([one.completion_tokens for one in replies if not one.error]),
        seconds=_mean([one.latency for one in replies if not one.error]) or wall / max(len(asked), 1),
        cost=math.fsum(known) if known else None,
    )
    swallowed = _swallowed([prompt for prompt, _ in asked], replies)
    refused = _refused(found, study, backend)
    if swallowed and hands_in(backend):
        refused = refused or f"{backend.model}: {swallowed} Nothing stops a batch, so none was submitted; {OTHERWISE}"
    return replace(
        found, refused=refused, warnings=tuple(_warnings(found, swallowed, in_words=study.rating is not None))
    )


def passed(store: ResponseStore) -> bool:
    """Whether the trial questions of a run were asked before, and the run was not refused."""
    record = store.manifest.get(NAME)
    return record is not None and not record["refused"]


def cost_of_trials(store: ResponseStore) -> float:
    """What the trial questions of a run have cost; 0 if that is unknown."""
    record = store.manifest.get(NAME)
    return float(record["cost"] or 0.0) if record else 0.0


def keep(store: ResponseStore, found: Preflight) -> None:
    """Write the result into the manifest of a run, in place of an earlier one."""
    store.write_manifest(NAME, asdict(found))


def of_shards(found: Mapping[str, Preflight]) -> Preflight:
    """The trial questions of all shards of a run together: means over all of them, and whatever any shard was warned of.

    Parameters
    ----------
    found : shard -> its trial questions; at least one

    >>> first = Preflight((), 170.0, 1.0, 2.0, 0.5, warnings=("slow", "odd"))
    >>> both = of_shards({"1/2": first, "2/2": Preflight((), None, None, 4.0, None, warnings=("slow",))})
    >>> both.prompt_tokens, both.seconds, both.cost, both.warnings
    (170.0, 3.0, 0.5, ('slow', 'shard 1/2: odd'))
    """
    parts = list(found.values())
    costs = [one.cost for one in parts if one.cost is not None]
    personas = [sum(it.persona and not it.failed for it in one.trials) for one in parts]
    replied = [sum(not it.failed for it in one.trials) for one in parts]
    return Preflight(
        trials=tuple(it for one in parts for it in one.trials),
        prompt_tokens=_mean_of([one.prompt_tokens for one in parts], personas),
        completion_tokens=_mean_of([one.completion_tokens for one in parts], replied),
        seconds=_mean_of([one.seconds for one in parts], replied) or 0.0,
        cost=math.fsum(costs) if costs else None,
        refused="; ".join(_said({shard: (one.refused,) for shard, one in found.items() if one.refused}, len(found))),
        warnings=tuple(_said({shard: one.warnings for shard, one in found.items()}, len(found))),
    )


def _said(by_shard: Mapping[str, Sequence[str]], shards: int) -> Iterator[str]:
    """Every sentence once; one that not all shards say names those that do."""
    saying: dict[str, list[str]] = {}
    for shard, sentences in by_shard.items():
        for one in sentences:
            saying.setdefault(one, []).append(shard)
    for sentence, named in saying.items():
        yield sentence if len(named) == shards else f"shard {', '.join(named)}: {sentence}"


def _mean_of(means: Sequence[float | None], counts: Sequence[int]) -> float | None:
    """The mean of groups together, by their means and sizes; groups of unknown size count alike."""
    known = [(mean, count) for mean, count in zip(means, counts, strict=True) if mean is not None]
    total = sum(count for _, count in known)
    if not total:
        return _mean([mean for mean, _ in known])
    return math.fsum(mean * count for mean, count in known) / total


def _prompts(study: Study) -> Iterator[tuple[Prompt, Statement]]:
    """The trial questions, in the study's form."""
    assert isinstance(study.instrument, Instrument), "an open question has no scale"
    scale = _scale(study)
    own = Instrument(
        id=NAME,
        version="1",
        items=tuple(Item(number, one.text) for number, one in enumerate(STATEMENTS, start=1)),
        scale=scale,
        lead="How true is this statement?"
        if study.rating is not None
        else f"How true is this statement? {scale.low} means certainly false, {scale.high} means certainly true.",
    )
    persona = study.personas_asked[0]
    for item, statement in zip(own.items, STATEMENTS, strict=True):
        description = study.description(persona) if statement.persona else ""
        system = study.words.system_message(description)
        question = study.words.question(own, item, AS_PUBLISHED, description)
        respondent = persona.id if statement.persona else DEFAULT
        choices = tuple(map(str, scale.points))
        turns = study.turns(respondent)
        yield Prompt(respondent, f"{NAME}_{item.number}", 1, system, question, choices, turns=turns), statement


def _scale(study: Study) -> ResponseScale:
    """The points of the study's scale, without its labels, which may have another direction."""
    assert isinstance(study.instrument, Instrument)
    scale = STATEMENTS_SCALE if study.rating is not None else study.instrument.scale
    return ResponseScale(scale.low, scale.high, labels=())


def _trial(statement: Statement, reply: Reply, rating: float | None, reason: str, mass: float | None) -> Trial:
    text = reply.text or (f"(thinking) {reply.reasoning}" if reply.reasoning else "")
    if reply.probabilities is not None:
        text = " ".join(f"{one:.3g}" for one in reply.probabilities)
    return Trial(
        statement.text, statement.true, statement.persona, text[:500], rating, reason, mass, failed=bool(reply.error)
    )


def _rated_all(study: Study, replies: Sequence[Reply]) -> list[tuple[float | None, str, float | None]]:
    """As `_rated`, for all replies; those in words are embedded together."""
    similarity = study.rating
    if similarity is None:
        return [_rated(study, one) for one in replies]
    scale = _scale(study)
    return [
        (None, reply.error or one.reason, None) if one.rating is None else (scale.low + one.rating, "", None)
        for reply, one in zip(replies, rated(replies, study.sampling, of_statements(similarity)), strict=True)
    ]


def _rated(study: Study, reply: Reply) -> tuple[float | None, str, float | None]:
    """The rating in a reply, or why there is none; and how much of the probability is on the scale."""
    if reply.error:
        return None, reply.error, None
    scale = _scale(study)
    if reply.probabilities is not None:
        mass = math.fsum(reply.probabilities)
        if reason := little_mass(mass):
            return None, reason, mass
        return _expected(reply.probabilities, scale) / mass, "", mass
    if study.sampling.mode == "distribution":
        stated = stated_by(reply, scale)
        if stated.shares is None:
            return None, CUT_KIND if was_cut(reply, study.sampling) else stated.reason, None
        return _expected(stated.shares, scale), "", None
    found = read_reply(reply, scale, study.sampling)
    if found.answer is None and was_cut(reply, study.sampling):
        return None, CUT_KIND, None
    return found.answer, found.reason, None


def _expected(shares: Sequence[float], scale: ResponseScale) -> float:
    return math.fsum(share * point for share, point in zip(shares, scale.points, strict=True))


def _refused(found: Preflight, study: Study, backend: Backend) -> str:
    """Why the run is not begun, and what to type; empty if more than half of the replies could be read."""
    lost = [one for one in found.trials if one.rating is None]
    if 2 * found.read > len(found.trials):
        return ""
    reason = Counter(_kind(one.reason) for one in lost).most_common(1)[0][0]
    first = next(one for one in lost if _kind(one.reason) == reason)
    if backend.kind != "api" and first.failed:
        return first.reason  # a sentence of its own, which says what to type
    shown = f", for example {first.reply[:80]!r}" if first.reply and study.sampling.mode != "probabilities" else ""
    return (
        f"{backend.model} answered {found.read} of {len(found.trials)} trial questions, and the run was not begun: "
        f"{first.reason}{shown}; {mended_by(reason, study.sampling, OTHERWISE)}"
    )


def _kind(reason: str) -> str:
    """A reason without what differs from reply to reply."""
    return OFF_SCALE_KIND if OFF_THE_SCALE in reason else reason.partition(":")[0]


def _warnings(found: Preflight, swallowed: str, *, in_words: bool) -> Iterator[str]:
    """What is odd about the replies, though they could be read; five ratings of words are too uncertain to say so."""
    if found.follows is False and not in_words:
        true, false = found.rating(true=True), found.rating(true=False)
        yield (
            f"true statements are not rated higher than false ones ({true:.1f} and {false:.1f}): the model does not follow "
            "the questions. Are its weights random, or does a chat template hide the questions?"
        )
    if swallowed:
        yield swallowed


def _swallowed(prompts: list[Prompt], replies: list[Reply]) -> str:
    """What the server's count of tokens says of a prompt that has not reached the model in full; empty if nothing does."""
    counted = [
        (one.prompt_tokens, sum(len(text.split()) for _, text in prompt.texts))
        for prompt, one in zip(prompts, replies, strict=True)
        if one.prompt_tokens
    ]
    few = [(tokens, words) for tokens, words in counted if tokens * WORDS_PER_TOKEN < words]
    if not few:
        return ""
    tokens, words = few[0]
    return (
        f"the server counted {tokens} tokens in a prompt of {words} words: does its chat template leave out the persona"
        f"{', the conversation' if prompts[0].turns or prompts[-1].turns else ''} or the question?"
    )


def _mean(values: Sequence[float | None]) -> float | None:
    known = [one for one in values if one is not None]
    return fmean(known) if known else None
