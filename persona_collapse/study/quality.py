"""How well a run went: what came back, what of it could not be read, and examples of that."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from persona_collapse.instruments import Instrument, Presentation
from persona_collapse.results import Quality, Unreadable
from persona_collapse.store import ResponseStore
from persona_collapse.study.forms import Form

if TYPE_CHECKING:
    from persona_collapse.study.answers import Answer

EXAMPLES = 5
"""Unreadable replies kept of each reason."""


def quality(store: ResponseStore, found: "Sequence[Answer]", instrument: Instrument, mass: float | None) -> Quality:
    """What came of a run's questions.

    Parameters
    ----------
    store : the run
    found : its answers (`read_replies`)
    instrument : what was asked
    mass : mean probability of the scale points
    """
    manifest = store.manifest
    extent, first = manifest["extent"], manifest["example"]
    once = manifest["asked"]["sampling"]["mode"] == "probabilities"
    unread = [one for one in found if one.answer is None]
    return Quality(
        expected=(extent["personas"] + extent["with_default"]) * len(instrument) * (1 if once else extent["samples"]),
        replies=int(store.spent()["replies"]),
        unreadable=dict(Counter(kind_of(one.reading.reason) for one in unread)),
        failures=dict(Counter(store.failures().values())),
        examples=tuple(_examples(unread, instrument, Form(**manifest["study"]["form"]))),
        prompt="\n\n".join(part for part in (first["system"], first["question"]) if part),
        mass=mass,
    )


def _examples(unread: "Sequence[Answer]", instrument: Instrument, form: Form) -> Iterator[Unreadable]:
    """The first few of each reason, each with its question (without the persona, who is in the run's prompt)."""
    kept: Counter[str] = Counter()
    items = {item.name: item for item in instrument.items}
    for one in unread:
        reason = kind_of(one.reading.reason)
        kept[reason] += 1
        if kept[reason] <= EXAMPLES:
            stored = one.stored
            presentation = Presentation.named(stored.presentation)
            question = form.question(instrument, items[stored.item], presentation, "")
            yield Unreadable(one.reading.reason, stored.respondent, stored.item, question, stored.reply.text)


def kind_of(reason: str) -> str:
    """A reason without the numbers of the case.

    >>> kind_of("several answers: 2, 3"), kind_of("3.5 lies between scale points")
    ('several answers', 'between scale points')
    """
    kinds = {
        "not on the scale": "off the scale",
        "no scale point": "off the scale",
        "on another scale": "on another scale",
        "between scale points": "between scale points",
    }
    return next((kind for words, kind in kinds.items() if words in reason), reason.split(":")[0])
