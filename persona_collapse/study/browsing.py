"""Stored replies one by one, each with what was asked and how it was read."""

from collections.abc import Iterator
from dataclasses import dataclass

from persona_collapse.dialogues import Dialogue
from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument, OpenQuestion, Presentation
from persona_collapse.study.replies import Answer, RunReplies, questionnaire


@dataclass(frozen=True)
class Shown:
    """One reply to be looked at.

    Attributes
    ----------
    respondent, item, sample : its key
    question : as asked, without the persona
    thinking : what the server sent separately as thinking
    reply : as written, or the probability of each choice
    ended : how the reply ended, according to the server
    reading : the answer and its rule, or why there is none; empty for free texts
    turns : the conversation before the question; empty without one
    """

    respondent: str
    item: str
    sample: int
    question: str
    thinking: str
    reply: str
    ended: str
    reading: str
    turns: Dialogue = ()

    def lines(self, *, again: bool = False) -> list[str]:
        """The reply as lines of text.

        Parameters
        ----------
        again : whether the conversation was shown with another reply before, and is not repeated
        """
        parts = [f"persona {self.respondent}, item {self.item}, sample {self.sample}"]
        parts += [f"  (after the same {len(self.turns)} turns)"] if again and self.turns else self._conversation()
        parts += [f"  | {line}" for line in self.question.splitlines()]
        parts += [f"  thinking: {line}" for line in self.thinking.splitlines()]
        parts += [f"  > {line}" for line in self.reply.splitlines() or ["(empty)"]]
        ended = f" ({self.ended})" if self.ended else ""
        return [*parts, f"  {self.reading or 'free text'}{ended}", ""]

    def _conversation(self) -> list[str]:
        return [f"  {one.role}: {line}" for one in self.turns for line in one.content.splitlines()]


def shown(
    replies: RunReplies, *, persona: str | None = None, item: str | None = None, unread: bool = False
) -> Iterator[Shown]:
    """The replies of a run that match, in the order of asking.

    Parameters
    ----------
    replies : what a run directory holds
    persona, item : only of this respondent, or to this item, by its name or its number
    unread : only those in which no answer was found

    Raises
    ------
    InputError : no such persona or item in the run; unread replies of free texts.
    """
    instrument = replies.manifest.instrument
    if persona is not None and persona not in {one.respondent for one in replies.stored}:
        raise InputError(f"no reply of persona {persona} in {replies.run}; use an id as status and export print it")
    wanted = None if item is None else _item(instrument, item, replies.run)
    if not isinstance(instrument, Instrument):
        if unread:
            raise InputError(f"{replies.run} holds free texts, which are not read for an answer; omit --unread")
        for stored in replies.stored:
            if persona in (None, stored.respondent):
                yield Shown(
                    stored.respondent,
                    stored.item,
                    stored.sample,
                    replies.manifest.example.question,
                    stored.reply.reasoning,
                    stored.reply.text,
                    stored.reply.finish_reason,
                    "",
                    _before(replies, stored.respondent),
                )
        return
    for answer in replies.answers:
        if persona not in (None, answer.stored.respondent) or wanted not in (None, answer.stored.item):
            continue
        if not unread or answer.answer is None:
            yield shown_of(replies, answer)


def shown_of(replies: RunReplies, answer: Answer) -> Shown:
    """One reply of a questionnaire with its question and how it was read."""
    instrument, stored, reading = questionnaire(replies), answer.stored, answer.reading
    (item,) = (one for one in instrument.items if one.name == stored.item)
    presentation = Presentation.named(stored.presentation)
    return Shown(
        stored.respondent,
        stored.item,
        answer.sample,
        replies.manifest.study.form.question(instrument, item, presentation, ""),
        stored.reply.reasoning,
        stored.reply.text or _distribution(stored.reply.probabilities, instrument.scale.low),
        stored.reply.finish_reason,
        f"no answer: {reading.reason}" if reading.answer is None else f"answer {reading.answer} ({reading.rule})",
        _before(replies, stored.respondent),
    )


def _before(replies: RunReplies, respondent: str) -> Dialogue:
    conversation = replies.manifest.conversation
    return () if conversation is None else conversation.before(respondent)


def _distribution(probabilities: tuple[float, ...] | None, low: int) -> str:
    """The probability of each choice."""
    return "  ".join(f"{point}: {share:.3f}" for point, share in enumerate(probabilities or (), start=low))


def _item(instrument: Instrument | OpenQuestion, item: str, run: str) -> str:
    names = [one.name for one in instrument.items] if isinstance(instrument, Instrument) else [instrument.id]
    numbers = {str(number): name for number, name in enumerate(names, start=1)}
    if item not in names and item not in numbers:
        raise InputError(f"no item {item} in {run}; use a number from 1 to {len(names)} or a name such as {names[0]}")
    return item if item in names else numbers[item]
