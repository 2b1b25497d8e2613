"""Replies of a run that hold no answer: a few of them for the page, and all of them as a file."""

import shutil
from typing import Any

from persona_collapse.errors import InputError
from persona_collapse.instruments import Instrument
from persona_collapse.study import read_replies
from persona_collapse.study.browsing import shown_of
from persona_collapse.tables import encoded
from space.desk.job_folder import JobFolder
from space.files.exports import harmless

SHOWN = 3
"""Replies that are shown."""

LONGEST = 600
"""Letters of each."""

FILE = "replies.csv"


class Unread(InputError):
    """Why a run ended, of whose replies at least half hold no answer.

    Attributes
    ----------
    counted : how many of how many hold none
    replies : a few of them, shortened
    """

    def __init__(self, words: str, counted: str, replies: tuple[str, ...]) -> None:
        super().__init__(words)
        self.counted, self.replies = counted, replies


def with_replies(reason: InputError, folder: JobFolder, instrument: str) -> InputError:
    """The same reason with a few replies, if no answer was found in at least half; all of them are written as a file.

    A reply is shown as written; where probabilities were asked for, as the probability of each choice.

    Parameters
    ----------
    reason : why a run ended
    folder, instrument : of the job
    """
    try:
        found = read_replies(folder.run(instrument))
    except InputError:  # nothing was asked
        return reason
    unread = found.unread
    if not isinstance(found.manifest.instrument, Instrument) or not unread or 2 * len(unread) < len(found.answers):
        return reason
    place = folder.results / "unread"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    table: dict[str, list[Any]] = {
        "persona": [one.stored.respondent for one in found.answers],
        "item": [one.stored.item for one in found.answers],
        "reply": [shown_of(found, one).reply for one in found.answers],
        "answer": [one.answer for one in found.answers],
        "why there is none": [one.reading.reason for one in found.answers],
    }
    (place / FILE).write_bytes(encoded(harmless(table), ".csv"))
    texts = dict.fromkeys(shown_of(found, one).reply[:LONGEST] for one in unread)
    counted = f"in all, {len(unread):,} of {len(found.answers):,} replies hold no answer"
    return Unread(str(reason), counted, tuple(texts)[:SHOWN])
