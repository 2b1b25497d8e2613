"""A second opinion on replies that could not be read: another model is shown the reply and says what it answers."""

from collections.abc import Callable, Iterator
from pathlib import Path

from persona_collapse.backends import Backend, Prompt, Sampling
from persona_collapse.instruments import Presentation
from persona_collapse.store import Key, ResponseStore, open_run
from persona_collapse.study.answers import asked, read_replies

SYSTEM = "You code answers to a questionnaire. You never answer yourself; you say what the reply answers."
NONE = "none"


def judge(run: str | Path, backend: Backend, *, progress: Callable[[], None] = lambda: None) -> int:
    """Have a judge read the replies that the reader could not, each once; what it says is stored beside them.

    An answer by a judge is marked `rule="judge"`; a reply that it finds no answer in stays unreadable.

    Parameters
    ----------
    run : run directory
    backend : who judges
    progress : told after each

    Returns
    -------
    How many replies were judged.

    Raises
    ------
    InputError : no run directory, or another process writes to it.
    """
    with open_run(run) as reading:
        configuration = reading.configuration
        prompts = list(_prompts(reading))
    sampling = Sampling(temperature=0.0, max_tokens=64)
    with ResponseStore(Path(run), write=True, configuration=configuration) as store:
        judged = 0
        for place, reply in backend.replies(iter([prompt for _, prompt in prompts]), sampling):
            if not reply.error:
                store.add_judgement(prompts[place][0], backend.model, reply.text)
                judged += 1
            progress()
    return judged


def _prompts(store: ResponseStore) -> Iterator[tuple[Key, Prompt]]:
    """Unreadable replies that nobody has judged, with the question put to the judge."""
    instrument = asked(store.manifest, store.folder)
    there = store.judgements()
    for one in read_replies(store):
        if one.answer is None and one.stored.key not in there and one.stored.reply.text.strip():
            scale = Presentation.named(one.stored.presentation).scale(instrument.scale)
            question = (
                f"A respondent was asked to answer on this scale:\n\n{scale.printed}\n\n"
                f"The respondent replied:\n\n<<<\n{one.stored.reply.text}\n>>>\n\n"
                f"Which one number does the reply decide for? Say that number and nothing else, or {NONE} if it does "
                "not decide for one."
            )
            key = one.stored.key
            yield key, Prompt(*key, SYSTEM, question, tuple(map(str, scale.points)))
