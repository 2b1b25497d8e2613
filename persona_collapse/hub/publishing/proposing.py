"""Propose files to the repository of a model, which is somebody else's: one pull request, and never a second with the same."""

import time
from collections.abc import Callable

from huggingface_hub import CommitOperationAdd, HfApi
from huggingface_hub.errors import EntryNotFoundError, RevisionNotFoundError
from huggingface_hub.hf_api import RepoFile

from persona_collapse.errors import InputError
from persona_collapse.hub.exchange.offer import Offer
from persona_collapse.hub.publishing.pushing import Done, changed_files, persistently

AGAIN = "rerun the same command: it opens no second pull request"


def propose(
    offer: Offer,
    token: str | None,
    *,
    dry_run: bool = False,
    endpoint: str | None = None,
    wait: Callable[[float], None] = time.sleep,
) -> Done:
    """Open a pull request on a model with the numbers of a result, unless they are there or were proposed before.

    Parameters
    ----------
    offer : what is proposed, and to which model
    token : with the right to open pull requests; a dry run of a public model needs none
    dry_run : only look what would happen
    endpoint : of the Hub; by default the one that HF_ENDPOINT names
    wait : called with seconds before something is tried again

    Raises
    ------
    InputError : no such model, or no such commit of it; the dataset is not a benchmark yet; the model's owner has closed or
        changed what was proposed before; the Hub refuses, or fails several times. Nothing is half written.
    """
    api = HfApi(endpoint=endpoint, token=token or False)

    def act() -> Done:
        name = _name_there(api, offer)
        if not api.file_exists(offer.benchmark, offer.benchmark_file, repo_type="dataset"):
            raise InputError(
                f"{offer.benchmark} has no {offer.benchmark_file} on the Hub yet, so no page would show these numbers; "
                "wait until it is a benchmark there (docs/release.md), or write the files with --out FOLDER"
            )
        changed = changed_files(offer.files, _files_there(api, name, offer.folder))
        if not changed:
            return Done(name, "unchanged", tuple(offer.files))
        if before := _proposed_before(api, name, offer.title):
            return Done(name, "proposed", tuple(changed), before)
        if dry_run:
            return Done(name, "would be proposed", tuple(changed))
        commit = api.create_commit(
            name,
            [CommitOperationAdd(path, content) for path, content in changed.items()],
            commit_message=offer.title,
            commit_description=offer.description,
            repo_type="model",
            create_pr=True,
        )
        return Done(name, "proposed", tuple(changed), commit.pr_url or "")

    return persistently(act, f"nothing was proposed to {offer.model}", lambda _, status: _reason(offer, status), wait)


def _name_there(api: HfApi, offer: Offer) -> str:
    """The model's name as the Hub writes it, if it has the commit that answered; former names are found too."""
    try:
        return str(api.model_info(offer.model, revision=offer.commit).id)
    except RevisionNotFoundError:
        raise InputError(
            f"{offer.model} has no commit {offer.commit} on the Hub, which the result says has answered; "
            "check --model, or ask the model as it is there: persona-collapse run"
        ) from None


def _files_there(api: HfApi, name: str, folder: str) -> dict[str, str]:
    """Path -> checksum of the files in one folder of the main branch; empty where there is no such folder."""
    try:
        tree = list(api.list_repo_tree(name, folder, repo_type="model"))
    except EntryNotFoundError:
        return {}
    return {one.path: one.blob_id if one.lfs is None else one.lfs.sha256 for one in tree if isinstance(one, RepoFile)}


def _proposed_before(api: HfApi, name: str, title: str) -> str | None:
    """The address of an open pull request of this title.

    Raises
    ------
    InputError : there was one, and the owner of the model has closed it, or has changed what was merged.
    """
    requests = api.get_repo_discussions(name, repo_type="model", discussion_type="pull_request")
    same = [one for one in requests if one.title == title]
    waiting = next((one for one in same if one.status in ("open", "draft")), None)
    if waiting is not None or not same:
        return None if waiting is None else str(waiting.url)
    ended = "merged, and the file was changed since" if same[0].status == "merged" else "closed"
    raise InputError(
        f"these numbers were proposed to {name} before, and the pull request was {ended}; they are not proposed again, "
        f"write to its owner there: {same[0].url}"
    )


def _reason(offer: Offer, status: int | None) -> str:
    """What happened, and what to do; nothing of the request, which has the token."""
    if status == 401:
        return (
            f"there is no model {offer.model} that this login may see, or the Hub does not accept the login (401); "
            "check --model, or log in again (hf auth login)"
        )
    if status == 403:
        return (
            "this login may not open a pull request there (403); use a token that may write to discussions, or send the "
            "file that --out FOLDER writes to the owner of the model, who may have switched pull requests off"
        )
    if status == 404:
        return f"there is no model {offer.model} on the Hub (404); check --model"
    if status is not None:
        return f"the Hub answered {status}; {AGAIN}"
    return f"the connection to the Hub failed; {AGAIN}"
