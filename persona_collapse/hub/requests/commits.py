"""Commits to a dataset of the Hub that survive a lost connection, and that two programs cannot both make."""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

from huggingface_hub import CommitOperationAdd, HfApi
from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled, RepositoryNotFoundError

from persona_collapse.errors import InputError
from persona_collapse.hub.models import HubUnreachable
from persona_collapse.hub.token import REFUSED

MOVED = (409, 412)
"""Statuses of a commit whose parent is no longer the last commit: another program was first."""

LATER = (408, 425, 429, 500, 502, 503, 504)
"""Statuses after which the same may succeed."""

NO_ANSWER: tuple[type[BaseException], ...] = tuple(HfHubHTTPError.__bases__)
"""A connection that fails or is lost: OSError, and the HTTP client's own error, whichever client that is."""

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 60.0

Found = TypeVar("Found")


class Moved(Exception):
    """The branch has moved since it was read; read it again."""


def patiently(act: Callable[[], Found], repo: str, patience: float) -> Found:
    """What an act returns, tried again while the Hub does not answer, or another program is first.

    Parameters
    ----------
    act : reads the dataset anew each time, and can be repeated
    repo : the dataset, for messages
    patience : seconds for which it is tried

    Raises
    ------
    HubUnreachable : the Hub did not answer in that time.
    InputError : no such dataset, or the Hub refuses the token.
    """
    until, pause = time.monotonic() + patience, FIRST_PAUSE
    while True:
        try:
            with in_words(repo):
                return act()
        except Moved:
            wait, reason = random.uniform(0, FIRST_PAUSE), f"other programs change {repo} all the time"
        except HubUnreachable as failure:
            wait, reason = pause * random.uniform(0.5, 1), str(failure)
            pause = min(2 * pause, LONGEST_PAUSE)
        if time.monotonic() + wait > until:
            raise HubUnreachable(reason)
        time.sleep(wait)


def commit(api: HfApi, repo: str, files: Mapping[str, str], message: str, parent: str | None = None) -> None:
    """Add or replace files of a dataset, by one commit.

    Parameters
    ----------
    api : with a token that may write
    repo : the dataset
    files : path -> text
    message : of the commit
    parent : the commit on which this one must stand; None any

    Raises
    ------
    Moved : the dataset has another last commit by now.
    """
    added = [CommitOperationAdd(path, text.encode()) for path, text in files.items()]
    try:
        api.create_commit(repo, added, commit_message=message, repo_type="dataset", parent_commit=parent)
    except HfHubHTTPError as error:
        if error.response.status_code in MOVED:
            raise Moved from None
        raise


@contextmanager
def in_words(repo: str) -> Iterator[None]:
    """Why a dataset cannot be read or written.

    Raises
    ------
    HubUnreachable : the Hub does not answer, or says that it cannot at present.
    InputError : no such dataset; the Hub refuses.
    """
    try:
        yield
    except (InputError, Moved):
        raise
    except OfflineModeIsEnabled:
        raise InputError(f"{repo} is not available: HF_HUB_OFFLINE is set; unset it to reach the Hub") from None
    except RepositoryNotFoundError:
        raise InputError(
            f"the Hub has no dataset {repo}, or it is private; check the name, create it, or log in (hf auth login)"
        ) from None
    except HfHubHTTPError as error:
        status = error.response.status_code
        if status in LATER:
            raise HubUnreachable(f"{repo} is not available: the Hub answered {status}; try again later") from None
        if status in REFUSED:
            raise InputError(
                f"the Hub refuses this token for {repo} ({status}); use one that may write to it (hf auth login)"
            ) from None
        raise InputError(f"{repo} is not available: the Hub answered {status}; check its page") from None
    except NO_ANSWER as failure:
        raise HubUnreachable(
            f"{repo} is not available: the Hub cannot be reached ({type(failure).__name__}); try again later"
        ) from None
