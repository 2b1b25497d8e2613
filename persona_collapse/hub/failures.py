"""Why the Hub, or a dataset on it, is not available: one sentence for each reason, with what to do next."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import datasets
from datasets.exceptions import DatasetNotFoundError, DatasetsError
from huggingface_hub import constants
from huggingface_hub.errors import (
    EntryNotFoundError,
    GatedRepoError,
    HfHubHTTPError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.utils.tqdm import disable_progress_bars

from persona_collapse.errors import InputError

# the bases of HfHubHTTPError are OSError and the HTTP client's own error, whichever client that is
FAILURES: tuple[type[BaseException], ...] = (
    *HfHubHTTPError.__bases__,
    EntryNotFoundError,
    DatasetsError,
    ValueError,
    RuntimeError,
)


@contextmanager
def quietly() -> Iterator[None]:
    """Keep the libraries' own chatter from stderr; progress bars are shown in terminals only."""
    chatter = {logging.getLogger(name): logging.getLogger(name).level for name in ("datasets", "huggingface_hub")}
    if not sys.stderr.isatty():
        datasets.disable_progress_bars()
        disable_progress_bars()
    try:
        for logger in chatter:
            logger.setLevel(logging.CRITICAL)
        yield
    finally:
        for logger, level in chatter.items():
            logger.setLevel(level)


@contextmanager
def in_words(dataset: str, otherwise: str) -> Iterator[None]:
    """Turn a failure to get a dataset into one sentence, and keep the libraries' own chatter from stderr.

    Progress bars are shown in terminals only.

    Parameters
    ----------
    dataset : "ORG/NAME"
    otherwise : what else can be done, at the end of the sentence

    Raises
    ------
    InputError : no network, no such dataset, terms not accepted, no such file or configuration, files that cannot be
        read.

    >>> with in_words("ORG/NAME", "give a file"):
    ...     raise ConnectionError("no route")
    Traceback (most recent call last):
    ...
    persona_collapse.errors.InputError: ORG/NAME is not available: the Hub cannot be reached; connect to the network (and unset HF_HUB_OFFLINE), or give a file
    """
    try:
        with quietly():
            yield
    except InputError:
        raise
    except FAILURES as failure:
        raise InputError(f"{dataset} is not available: {_reason(failure, dataset)}, or {otherwise}") from failure


def _reason(failure: BaseException, dataset: str) -> str:
    chain = list(_causes(failure))
    # datasets tells both in words only
    not_found = next((str(one) for one in chain if isinstance(one, DatasetNotFoundError)), None)
    if "is a gated dataset" in (not_found or "") or any(isinstance(one, GatedRepoError) for one in chain):
        page = f"{constants.ENDPOINT}/datasets/{dataset}"
        return f"its terms have to be accepted first; accept them at {page} and log in (hf auth login)"
    if any(isinstance(one, RevisionNotFoundError) for one in chain):
        return "the dataset has no such revision; look for its commits, tags and branches on its page"
    if not_found is not None or any(isinstance(one, RepositoryNotFoundError) for one in chain):
        return "the Hub has no such dataset, or it is private; check the name, log in (hf auth login)"
    if any(isinstance(one, HfHubHTTPError) and isinstance(one, EntryNotFoundError) for one in chain):
        return "the dataset no longer has that file; look for its new name"
    refused = next((one for one in chain if isinstance(one, HfHubHTTPError)), None)
    if refused is not None:
        return f"the Hub answered {refused.response.status_code}; try again later"
    if any(isinstance(one, (ConnectionError, EntryNotFoundError, HfHubHTTPError.__bases__[0])) for one in chain):
        return "the Hub cannot be reached; connect to the network (and unset HF_HUB_OFFLINE)"
    if isinstance(failure, OSError) and failure.strerror:
        return f"{failure.strerror}; make room, set HF_HOME to another folder"
    said = " ".join(line.strip() for line in str(failure).splitlines()[:2]).rstrip(".")
    return f"{said or type(failure).__name__}; check its page on the Hub"


def _causes(failure: BaseException | None) -> Iterator[BaseException]:
    """An exception and what it was raised from."""
    while failure is not None:
        yield failure
        failure = failure.__cause__ or failure.__context__
