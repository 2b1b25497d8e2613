"""Whether a result's answers are the model's own, in the common way: neither mapped, nor chosen, nor rated by another model."""

from collections.abc import Iterator

from persona_collapse.columns.marks import CHOSEN
from persona_collapse.results import Diagnosis
from persona_collapse.study.manifest import GROWN

ONE_REPLY = "answers as the model gave them, not chosen among candidates"

MARKED = {
    "calibrated answers": "answers as the model gave them, not calibrated",
    GROWN: "the first personas of the pool, not chosen ones",
    CHOSEN: ONE_REPLY,
}
"""In the note of a population: people's answers are in its answers, or in the choice of its personas or replies."""


def not_as_given(found: Diagnosis) -> tuple[str, str] | None:
    """What was found and what is needed, where answers are not the model's own in the common way; None where they are.

    The note of a population says so, and so does what was asked: a record whose note was lost is refused, too.

    Parameters
    ----------
    found : a result; of a version that kept no number of candidates, it had one
    """
    return next(_reasons(found), None)


def _reasons(found: Diagnosis) -> Iterator[tuple[str, str]]:
    yield from ((found.population.note, needed) for mark, needed in MARKED.items() if mark in found.population.note)
    if found.asked is None:
        return
    if found.asked.best_of != 1:
        yield f"best of {found.asked.best_of}: {CHOSEN}", f"{ONE_REPLY} (omit --best-of)"
    if found.asked.mode == "text":
        yield (
            "mode text: answers in words, which an embedding model rated",
            "answers on the scale, as the model gave them; ask with --mode generate or probabilities",
        )
