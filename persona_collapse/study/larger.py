"""Going on with more tokens: what was read is kept, and the rest is asked again."""

from dataclasses import replace

from persona_collapse.instruments import Instrument
from persona_collapse.store import Key, ResponseStore
from persona_collapse.study.endings import was_cut
from persona_collapse.study.manifest import Configuration, Manifest, as_stored
from persona_collapse.study.replies import read_replies
from persona_collapse.study.study import Study


def asks_for_more(there: Manifest, study: Study, configuration: Configuration) -> bool:
    """Whether a run differs from the one in a directory only by a higher limit of tokens."""
    old, new = there.asked, configuration
    if new.sampling.max_tokens <= old.sampling.max_tokens:
        return False
    as_before = replace(new, study=old.study, sampling=replace(new.sampling, max_tokens=old.sampling.max_tokens))
    same_study = replace(there.study, sampling=study.identity.sampling).hash == study.hash
    return as_before == old and same_study


def go_on_with_more(store: ResponseStore, there: Manifest, study: Study, configuration: Configuration) -> None:
    """Let a directory hold the run with the higher limit; replies without an answer stay stored under the earlier one.

    Everything is changed at once, so that a process killed meanwhile leaves the earlier run as it was.
    """
    earlier = [as_stored(one) for one in (*there.earlier, there.asked)]
    store.carry_over(
        there.configuration,
        _worth_keeping(store, there),
        {
            "study": as_stored(study.identity),
            "asked": as_stored(configuration),
            "earlier": earlier,
            "configuration": configuration.hash,
        },
    )


def _worth_keeping(store: ResponseStore, there: Manifest) -> set[Key]:
    """Keys of the replies that hold an answer, and of the free texts that were not cut."""
    replies = read_replies(store.folder)
    if isinstance(there.instrument, Instrument):
        return {one.stored.key for one in replies.answers if one.answer is not None}
    return {one.key for one in replies.stored if one.reply.text and not was_cut(one.reply, there.asked.sampling)}
