"""Progress of a run: what has been asked, what came back, what it cost, and what failed."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from persona_collapse.instruments import Instrument
from persona_collapse.results import AnswerMass, Preflight
from persona_collapse.study.kept_batches import open_batches
from persona_collapse.study.manifest import Manifest
from persona_collapse.study.quality import answer_mass, failure_kinds, unreadable
from persona_collapse.study.replies import RunReplies, read_replies


@dataclass(frozen=True)
class Status:
    """Progress of a run.

    Attributes
    ----------
    model, backend, instrument, mode : what is asked, and of which model
    expected : questions in the run
    replies : of them answered
    unreadable : reason -> replies that hold no answer; None for free texts
    failures : kind of error -> questions that have no reply because of it
    prompt_tokens, completion_tokens, cost : summed, as reported; the cost contains that of the trial questions
    seconds : from the first reply to the last
    answer_mass : how much of the probability the scale points have; None unless probabilities were asked for
    cached_tokens : of the prompts' tokens, those that the server had in its cache; None if it did not say
    left_out : what the server did not accept: not sent, or sent in another form
    preflight : the trial questions before the run; None where none were asked
    batches : ids of the batches that have not been collected
    shard : which part of the study this run asks, in words; empty for all of it
    shards : number of shards that this run was made of; 0 where one process asked it
    conversation : what came before the questions, in words; empty where nothing did
    """

    model: str
    backend: str
    instrument: str
    mode: str
    expected: int
    replies: int
    unreadable: Mapping[str, int] | None
    failures: Mapping[str, int]
    prompt_tokens: float
    completion_tokens: float
    cost: float
    seconds: float
    answer_mass: AnswerMass | None = None
    cached_tokens: float | None = None
    left_out: tuple[str, ...] = ()
    batches: tuple[str, ...] = ()
    preflight: Preflight | None = None
    shard: str = ""
    shards: int = 0
    conversation: str = ""

    def lines(self) -> list[str]:
        """The facts, one per line."""
        unread = None if self.unreadable is None else sum(self.unreadable.values())
        lines = [
            f"{self.model} ({self.backend}, {self.mode}), {self.instrument}",
            f"replies     {self.replies:,} of {self.expected:,}",
        ]
        if self.shard:
            lines.insert(1, f"shard       {self.shard}")
        if self.conversation:
            lines.insert(1, f"after       {self.conversation}")
        if self.shards:
            lines.insert(1, f"shards      merged from {self.shards}")
        if unread is not None:
            lines.append(f"unreadable  {unread:,}{_listed(self.unreadable or {})}")
        if self.answer_mass is not None:
            lines.append(f"mass        {self.answer_mass}")
        lines.append(f"failed      {sum(self.failures.values()):,}{_listed(self.failures)}")
        if self.prompt_tokens or self.completion_tokens:
            cached = "" if self.cached_tokens is None else f" ({self.cached_tokens:,.0f} from the cache)"
            lines.append(f"tokens      {self.prompt_tokens:,.0f} read{cached}, {self.completion_tokens:,.0f} written")
        lines.append(f"cost        {f'{self.cost:,.4f}' if self.cost else 'not reported'}")
        if self.seconds > 0:
            lines.append(f"rate        {self.replies / self.seconds:,.1f} replies a second")
        if self.preflight is not None:
            lines.append(f"pre-flight  {self.preflight}")
            lines += [f"            {one}" for one in (self.preflight.refused, *self.preflight.warnings) if one]
        if self.batches:
            lines.append(f"batches     {len(self.batches)} open: {', '.join(self.batches)}")
        if self.left_out:
            lines.append(f"left out    {', '.join(self.left_out)} (not accepted by the server)")
        return lines


def status(run: str | Path | RunReplies) -> Status:
    """Progress of a run directory; the run may be going on meanwhile.

    Parameters
    ----------
    run : a run directory, or its replies where they have been read already

    Raises
    ------
    InputError : not a run directory, or nothing asked in it.
    """
    replies = read_replies(run)
    manifest, spent = replies.manifest, replies.spent
    return Status(
        model=manifest.asked.model,
        backend=manifest.asked.backend,
        instrument=manifest.instrument.id,
        mode=manifest.asked.sampling.mode,
        expected=manifest.expected,
        replies=len(replies.stored),
        unreadable=unreadable(replies) if isinstance(manifest.instrument, Instrument) else None,
        failures=failure_kinds(replies.failures.values()),
        prompt_tokens=spent.prompt_tokens,
        completion_tokens=spent.completion_tokens,
        cost=spent.cost + (manifest.preflight.cost or 0.0 if manifest.preflight else 0.0),
        seconds=replies.seconds,
        answer_mass=answer_mass(replies),
        cached_tokens=spent.cached_tokens,
        left_out=manifest.left_out,
        batches=open_batches(manifest.record),
        preflight=manifest.preflight,
        shard=_shard(manifest),
        shards=len(manifest.shards),
        conversation="" if (before := manifest.study.conversation) is None else before.in_words,
    )


def _shard(manifest: Manifest) -> str:
    if manifest.shard is None:
        return ""
    return f"{manifest.shard} ({manifest.own_extent.personas:,} of {manifest.extent.personas:,} personas)"


def _listed(counts: Mapping[str, int]) -> str:
    """The commonest reasons, each with its number.

    >>> _listed({"refusal": 2})
    ': 2 refusal'
    """
    first = sorted(counts.items(), key=lambda one: -one[1])
    named = [f"{number:,} {reason}" for reason, number in first[:5]]
    more = [f"{len(first) - 5} other reasons"] if len(first) > 5 else []
    return f": {', '.join(named + more)}" if named else ""
