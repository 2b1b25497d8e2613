"""Stopping a run that cannot succeed: its first replies are looked at while they arrive."""

from collections import Counter
from dataclasses import dataclass, field

from persona_collapse.backends import Prompt, Reply, Sampling
from persona_collapse.instruments import Instrument
from persona_collapse.study.endings import CUT_KIND, was_cut
from persona_collapse.study.rated_texts import in_words
from persona_collapse.study.replies import little_mass, read_reply, stated_by
from persona_collapse.study.study import Study

LOOKED_AT = 25
"""Replies that are looked at, from the first one of a process."""

MOST_LOST = 20
"""More replies than this without an answer, among those, stop the run."""

CONSTANT = 20
"""So many first answers that are all one scale point are worth a warning; a collapsed model gives them, too."""

OFF_SCALE_KIND = "with little probability on the scale"
OTHERWISE = "look at them with persona-collapse show --unread; --no-check continues anyway"

ROOM = 2048
"""Tokens that are suggested, at least, where replies are cut."""


@dataclass
class FirstReplies:
    """The first replies of a run: why none of the rest is likely to hold an answer.

    Attributes
    ----------
    study : what is asked
    lost : kind of problem -> replies without an answer because of it
    answers : answers on the printed scale, in order of arrival
    """

    study: Study
    seen: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    answers: list[int] = field(default_factory=list)

    def heard(self, prompt: Prompt, reply: Reply) -> str:
        """A reply; returns the reason to stop, or an empty text."""
        if self.seen >= LOOKED_AT or reply.error or not isinstance(self.study.instrument, Instrument):
            return ""
        self.seen += 1
        problem = self._problem(prompt, reply)
        if problem:
            self.lost[problem] += 1
        count = self.lost.total()
        if count <= MOST_LOST:
            return ""
        kind, _ = self.lost.most_common(1)[0]
        named = ", ".join(f"{number} {kind}" for kind, number in self.lost.most_common())
        self.seen = LOOKED_AT
        return f"{count} of the first {LOOKED_AT} replies hold no answer ({named}); {mended_by(kind, self.study.sampling, OTHERWISE)}"

    @property
    def warning(self) -> str:
        """What is odd about the answers so far; empty if nothing is."""
        first = self.answers[:CONSTANT]
        if len(first) < CONSTANT or len(set(first)) > 1:
            return ""
        return f"the first {CONSTANT} answers are all {first[0]}: look at them with persona-collapse show"

    def _problem(self, prompt: Prompt, reply: Reply) -> str:
        """Why a reply holds no answer; empty if it holds one."""
        sampling = self.study.sampling
        if sampling.mode == "probabilities":
            return OFF_SCALE_KIND if little_mass(sum(reply.probabilities or ())) else ""
        assert isinstance(self.study.instrument, Instrument)
        if sampling.mode == "text":
            return in_words(reply, sampling)[1]
        if sampling.mode == "distribution":
            stated = stated_by(reply, prompt.presentation.scale(self.study.instrument.scale))
            if stated.shares is not None:
                return ""
            return CUT_KIND if was_cut(reply, sampling) else stated.reason.partition(":")[0]
        found = read_reply(reply, prompt.presentation.scale(self.study.instrument.scale), sampling)
        if found.answer is not None:
            self.answers.append(found.answer)
            return ""
        return CUT_KIND if was_cut(reply, sampling) else found.reason.partition(":")[0]


def mended_by(kind: str, sampling: Sampling, else_: str) -> str:
    """What to type where replies hold no answer.

    Parameters
    ----------
    kind : the commonest problem
    sampling : how replies were drawn
    else_ : what to type for any other problem
    """
    if kind == CUT_KIND:
        return f"{sampling.max_tokens} tokens are too few: use --max-tokens {room(sampling)}, or --thinking off"
    if kind == OFF_SCALE_KIND:
        return "the model does not answer with a number directly: use --mode generate, or --thinking off"
    return else_


def room(sampling: Sampling) -> int:
    """The limit of tokens that is suggested where replies are cut."""
    return max(ROOM, 4 * sampling.max_tokens)
