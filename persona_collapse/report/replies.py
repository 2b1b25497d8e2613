"""Stored replies as one self-contained HTML page, which a reader can search. Whatever a model wrote is escaped."""

from collections.abc import Sequence

from persona_collapse.report.page import environment
from persona_collapse.study.browsing import Shown


def replies_html(found: Sequence[Shown], source: str, total: int) -> str:
    """A page of replies: each with its question, thinking, how it ended and how it was read.

    Parameters
    ----------
    found : the replies, in the order shown
    source : the run
    total : number of replies that match; the page says where it shows fewer
    """
    unread = sum(one.reading.startswith("no answer") for one in found)
    return environment().get_template("replies.html").render(found=found, source=source, total=total, unread=unread)
