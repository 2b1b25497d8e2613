"""Bring one repository on the Hub up to date: only what changed, in one commit, and again without harm."""

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from huggingface_hub import CommitOperationAdd, HfApi
from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError
from huggingface_hub.hf_api import RepoFile

from persona_collapse.errors import InputError
from persona_collapse.hub.failures import quietly
from persona_collapse.hub.publishing.contents import Repository

PASSING = (409, 412, 429, 500, 502, 503, 504)
"""Answers of the Hub after which the same is tried again: another commit came first, too many requests, its own faults."""

# the bases of HfHubHTTPError are OSError and the HTTP client's own error; large files raise RuntimeError
FAILED: tuple[type[BaseException], ...] = (*HfHubHTTPError.__bases__, json.JSONDecodeError, RuntimeError)

WAITS = (1.0, 2.0, 4.0)
LONGEST_WAIT = 60.0

Found = TypeVar("Found")

AGAIN = "rerun the same command: what is there already is skipped"


@dataclass(frozen=True)
class Done:
    """What happened to a repository.

    Attributes
    ----------
    place : its path on the Hub
    state : unchanged, created, updated, proposed (as a pull request), or what would happen
    files : those that were written
    address : of the pull request
    """

    place: str
    state: Literal[
        "unchanged", "created", "updated", "proposed", "would be created", "would be updated", "would be proposed"
    ]
    files: tuple[str, ...] = ()
    address: str = ""


def push(
    repository: Repository,
    token: str | None,
    *,
    private: bool = False,
    create_pr: bool = False,
    dry_run: bool = False,
    endpoint: str | None = None,
    wait: Callable[[float], None] = time.sleep,
) -> Done:
    """Write the files of a repository that differ from those on the Hub, by their checksums; other files stay.

    Parameters
    ----------
    repository : what it is to hold
    token : with the right to write
    private : whether a new repository is private; one that exists stays as it is
    create_pr : open a pull request instead, unless one with the same content is open
    dry_run : write nothing
    endpoint : of the Hub; by default the one that HF_ENDPOINT names
    wait : called with seconds before something is tried again

    Raises
    ------
    InputError : the Hub refuses, or fails several times; nothing is half written.
    """
    api = HfApi(endpoint=endpoint, token=token or False)
    planned: Done | None = None

    def act() -> Done:
        nonlocal planned
        existing = _files_there(api, repository)
        changed = changed_files(repository.files, existing)
        if planned is None:
            planned = _plan(repository, changed, existing is not None)
        if not changed:  # also when an answer was lost after its commit was made
            return planned
        if dry_run:
            would: Literal["would be created", "would be updated"]
            would = "would be created" if existing is None else "would be updated"
            return Done(repository.place, would, tuple(changed))
        if existing is None:
            _create(api, repository, private)
        if create_pr and (waiting := _open_request(api, repository, changed)):
            return Done(repository.place, "proposed", tuple(changed), waiting)
        address = _commit(api, repository, changed, create_pr)
        return Done(repository.place, "proposed", tuple(changed), address) if create_pr else planned

    return persistently(act, f"{repository.place} was not written", _reason, wait)


def persistently(
    act: Callable[[], Found],
    failed: str,
    reason: Callable[[BaseException, int | None], str],
    wait: Callable[[float], None] = time.sleep,
) -> Found:
    """What an act returns, tried again after a fault of the Hub that passes.

    Parameters
    ----------
    act : looks at the Hub anew each time, so that it can be repeated
    failed : what has failed, at the beginning of the message
    reason : of a failure and its status, if it has one -> what happened, and what to do
    wait : called with seconds before it is tried again

    Raises
    ------
    InputError : the Hub refuses, or fails several times.
    """
    with quietly():
        for pause in (*WAITS, None):
            try:
                return act()
            except FAILED as failure:
                status = failure.response.status_code if isinstance(failure, HfHubHTTPError) else None
                if pause is None or not (status is None or status in PASSING):
                    raise InputError(f"{failed}: {reason(failure, status)}") from failure
                wait(_asked_wait(failure) or pause)
    raise AssertionError("the last try returns or raises")


def _plan(repository: Repository, changed: Mapping[str, bytes], exists: bool) -> Done:
    if not changed:
        return Done(repository.place, "unchanged")
    return Done(repository.place, "updated" if exists else "created", tuple(changed))


def _files_there(api: HfApi, repository: Repository) -> dict[str, str] | None:
    """Path -> checksum of every file on the Hub; None where there is no repository."""
    try:
        tree = api.list_repo_tree(repository.name, repo_type=repository.kind, recursive=True)
        return {
            one.path: one.blob_id if one.lfs is None else one.lfs.sha256 for one in tree if isinstance(one, RepoFile)
        }
    except RepositoryNotFoundError:
        return None


def changed_files(files: Mapping[str, bytes], existing: Mapping[str, str] | None) -> dict[str, bytes]:
    """The files that are not on the Hub as they are here; a large one is known by its SHA-256, another by git's SHA-1."""
    known = existing or {}
    return {path: content for path, content in files.items() if known.get(path) not in _checksums(content)}


def _checksums(content: bytes) -> tuple[str, str]:
    blob = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False)
    return blob.hexdigest(), hashlib.sha256(content).hexdigest()


def _create(api: HfApi, repository: Repository, private: bool) -> None:
    sdk = "gradio" if repository.kind == "space" else None
    api.create_repo(repository.name, repo_type=repository.kind, private=private, exist_ok=True, space_sdk=sdk)


def _title(changed: Mapping[str, bytes]) -> str:
    """The title of a commit; it names its content, so that an open pull request with the same is found."""
    digest = hashlib.sha256()
    for path in sorted(changed):
        digest.update(f"{path}\0{hashlib.sha256(changed[path]).hexdigest()}\0".encode())
    return f"Update from persona-collapse ({digest.hexdigest()[:12]})"


def _open_request(api: HfApi, repository: Repository, changed: Mapping[str, bytes]) -> str | None:
    """The address of an open pull request with this content."""
    title = _title(changed)
    requests = api.get_repo_discussions(
        repository.name, repo_type=repository.kind, discussion_type="pull_request", discussion_status="open"
    )
    return next((one.url for one in requests if one.title == title), None)


def _commit(api: HfApi, repository: Repository, changed: Mapping[str, bytes], create_pr: bool) -> str:
    """One commit: all of it or none. A pull request's address, else nothing."""
    head = api.repo_info(repository.name, repo_type=repository.kind).sha
    commit = api.create_commit(
        repository.name,
        [CommitOperationAdd(path, content) for path, content in changed.items()],
        commit_message=_title(changed),
        repo_type=repository.kind,
        create_pr=create_pr,
        parent_commit=None if create_pr else head,
    )
    return commit.pr_url or ""


def _asked_wait(failure: BaseException) -> float | None:
    """The seconds that the Hub asks to wait, if it does."""
    asked = failure.response.headers.get("Retry-After", "") if isinstance(failure, HfHubHTTPError) else ""
    return min(float(asked), LONGEST_WAIT) if asked.isdigit() else None


def _reason(failure: BaseException, status: int | None) -> str:
    """What happened, and what to do; nothing of the request, which has the token."""
    if status == 401:
        return "the Hub does not accept this login (401); log in again (hf auth login) with a token that may write"
    if status in (402, 403):
        return f"this login may not write there ({status}); ask the organisation for the right to, or use --create-pr"
    if status == 404:
        return "there is no such organisation or repository (404); check --org"
    if status is not None:
        return f"the Hub answered {status}; {AGAIN}"
    return f"the connection to the Hub failed ({type(failure).__name__}); {AGAIN}"
