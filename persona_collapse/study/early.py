"""Stopping a run that cannot succeed: its first replies are looked at while they arrive."""

from collections import Counter
from dataclasses import dataclass, field

from persona_collapse.backends import Prompt, Reply
from persona_collapse.instruments import Instrument
from persona_collapse.reading import CUT, read_answer
from persona_collapse.study.replies import LEAST_MASS, was_cut
from persona_collapse.study.study import Study

LOOKED_AT = 25
"""Replies that are looked at, from the first one of a process."""

MOST_LOST = 20
"""More replies than this without an answer, among those, stop the run."""

CONSTANT = 20
"""So many first answers that are all one scale point are worth a warning; a collapsed model gives them, too."""

ROOM = 2048
"""Tokens that are suggested, at least, where replies are cut."""


@dataclass
class FirstReplies:
    """The first replies of a run: why none of the rest is likely to hold an answer.

    Attributes
    ----------
    study : what is asked
    folder : the run directory
    lost : kind of problem -> replies without an answer because of it
    answers : answers on the printed scale, in order of arrival
    """

    study: Study
    folder: str = ""
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
        if sum(self.lost.values()) <= MOST_LOST:
            return ""
        count = sum(self.lost.values())
        named = ", ".join(f"{number} {kind}" for kind, number in self.lost.most_common())
        self.seen = LOOKED_AT
        return f"{count} of the first {LOOKED_AT} replies hold no answer ({named}); {self._mended_by()}"

    @property
    def warning(self) -> str:
        """What is odd about the answers so far; empty if nothing is."""
        first = self.answers[:CONSTANT]
        if len(first) < CONSTANT or len(set(first)) > 1:
            return ""
        return f"the first {CONSTANT} answers are all {first[0]}: look at them with persona-collapse show"

    def _problem(self, prompt: Prompt, reply: Reply) -> str:
        """Why a reply holds no answer; empty if it holds one."""
        if self.study.sampling.mode == "probabilities":
            return "with little probability on the scale" if sum(reply.probabilities or ()) < LEAST_MASS else ""
        assert isinstance(self.study.instrument, Instrument)
        cut = was_cut(reply, self.study.sampling)
        scale = prompt.presentation.scale(self.study.instrument.scale)
        found = read_answer(reply.text, scale, cut=cut)
        if found.answer is not None:
            self.answers.append(found.answer)
            return ""
        if cut:
            return "cut by the token limit"
        return found.reason.partition(":")[0] if found.reason != CUT else "cut by the token limit"

    def _mended_by(self) -> str:
        """What to type next."""
        sampling = self.study.sampling
        kind = self.lost.most_common(1)[0][0]
        if kind == "cut by the token limit":
            room = max(ROOM, 4 * sampling.max_tokens)
            kept = f" --out {self.folder}, which keeps what was read" if self.folder else ""
            return f"{sampling.max_tokens} tokens are too few: use --max-tokens {room}{kept}; or use --thinking off"
        if sampling.mode == "probabilities":
            return "the model does not answer with a number directly: use --mode generate"
        return "look at them with persona-collapse show --unread; --no-check asks on regardless"
