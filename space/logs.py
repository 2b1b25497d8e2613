"""What the app logs of a bug."""

import logging
import traceback

BUG = "something went wrong here, and not with what you gave; please report it with the job id"
"""What is said of a bug that ended a job."""


def log_bug(error: BaseException) -> None:
    """Log the kind of an error and where it happened; its message may quote what a visitor gave, and is left out."""
    places = "".join(traceback.format_tb(error.__traceback__))
    logging.getLogger("space").error("unexpected %s\n%s", type(error).__name__, places)
