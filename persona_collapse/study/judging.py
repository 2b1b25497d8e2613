"""A second opinion on replies that could not be read: another model is shown the reply and says what it answers."""

from collections.abc import Callable, Iterator
from pathlib import Path

from persona_collapse.backends import Backend, Prompt, Sampling
from persona_collapse.errors import InputError
from persona_collapse.instruments import Presentation
from persona_collapse.store import Key, ResponseStore
from persona_collapse.study.replies import RunReplies, questionnaire, read_replies

SYSTEM = "You code answers to a questionnaire. You never answer yourself; you say what the reply answers."
NONE = "none"


def judge(run: str | Path, backend: Backend, *, progress: Callable[[], None] = lambda: None) -> int:
    """Have a judge read the replies that the reader could not, each once; what it says is stored beside them.

    An answer by a judge is marked `rule="judge"`; a reply that it finds no answer in stays unreadable.

    Parameters
    ----------
    run : run directory
    backend : the judge
    progress : notified after each

    Returns
    -------
    Number of replies that were judged.

    Raises
    ------
    InputError : not a run directory, replies that state distributions or are rated by their meaning, or another process writes to it.
    """
    replies = read_replies(run)
    mode = replies.manifest.asked.sampling.mode
    if mode in ("distribution", "text"):
        held = "distributions" if mode == "distribution" else "replies without a number, rated by their meaning"
        raise InputError(f"{replies.run} holds {held}, and a judge says one number; omit --judge")
    prompts = list(_prompts(replies))
    sampling = Sampling(temperature=0.0, max_tokens=64)
    with ResponseStore(Path(run), write=True, configuration=replies.manifest.configuration) as store:
        judged = 0
        for place, reply in backend.replies(iter([prompt for _, prompt in prompts]), sampling):
            if not reply.error:
                store.add_judgement(prompts[place][0], backend.model, reply.text)
                judged += 1
            progress()
    return judged


def _prompts(replies: RunReplies) -> Iterator[tuple[Key, Prompt]]:
    """Unreadable replies that no judge has read, with the question put to the judge."""
    instrument = questionnaire(replies)
    for one in replies.unread:
        key, text = one.stored.key, one.stored.reply.text
        if key in replies.judged or not text.strip():
            continue
        scale = Presentation.named(one.stored.presentation).scale(instrument.scale)
        question = (
            f"A respondent was asked to answer on this scale:\n\n{scale.printed}\n\n"
            f"The respondent replied:\n\n<<<\n{text}\n>>>\n\n"
            f"Which one number does the reply decide for? Say that number and nothing else, or {NONE} if it does "
            "not decide for one."
        )
        yield key, Prompt(*key, SYSTEM, question, tuple(map(str, scale.points)))
