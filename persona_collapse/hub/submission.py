"""Results on the leaderboard: submitted as pull requests to a dataset of the Hub, and read back from it."""

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from huggingface_hub import CommitOperationAdd, HfApi
from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, RepositoryNotFoundError
from huggingface_hub.hf_api import RepoFile

from persona_collapse.errors import InputError
from persona_collapse.hub.checks import MOST_PUBLISHED, Check, checks, diagnosis_of, model_of, published
from persona_collapse.hub.failures import in_words
from persona_collapse.hub.models import card_of
from persona_collapse.hub.refusal import refuse
from persona_collapse.hub.requests.protocol import Protocol
from persona_collapse.hub.requests.request import EVALUATED
from persona_collapse.results import Diagnosis
from persona_collapse.results.files import json_in, record_of

FOLDER = "results"
"""Folder of a dataset of results: results that their submitters made; those of a worker of the queue are in `EVALUATED`."""

MOST_FILES = 500
"""Of a dataset of results, that are read."""

AT_ONCE = 8


class AlreadyOpen(InputError):
    """The same result is proposed already.

    Attributes
    ----------
    address : of the pull request
    """

    def __init__(self, address: str) -> None:
        super().__init__(f"a pull request with this result is open already; see {address}")
        self.address = address


@dataclass(frozen=True)
class Submissions:
    """Submitted results.

    Attributes
    ----------
    records : as they were submitted
    left_out : files that are not results, are too large or too many, or fail a check
    evaluated : results of requests, which a worker of the queue made
    """

    records: tuple[Diagnosis, ...]
    left_out: int
    evaluated: tuple[Diagnosis, ...] = ()


def submit(record: str, repo: str, token: str | None, *, endpoint: str | None = None) -> str:
    """Open a pull request that adds a result to a dataset of results.

    Parameters
    ----------
    record : a result.json, as text; `published` says which part of it is published
    repo : the dataset, ORG/NAME
    token : of the submitter
    endpoint : of the Hub; by default the one that HF_ENDPOINT names

    Returns
    -------
    The address of the pull request.

    Raises
    ------
    AlreadyOpen : the same result is proposed already.
    InputError : a check fails (it is named), no login, the same result is there already, the Hub refuses.
    """
    done = checks(record)
    refuse(done)
    if not token:
        raise InputError("a pull request needs a login; log in to the Hub first")
    found = published(diagnosis_of(record))
    if found.asked is not None and found.asked.backend == "transformers":
        found = replace(found, model_card=card_of(model_of(found.asked), token))
    path, content = path_of(found), found.to_json().encode()
    api = HfApi(endpoint=endpoint, token=token)
    with in_words(repo, "keep result.json and submit it later"):
        try:
            if api.file_exists(repo, path, repo_type="dataset"):
                raise InputError(f"{repo} already has this result, as {path}; submit another")
            title = _title(path)
            for other in api.get_repo_discussions(
                repo, repo_type="dataset", discussion_type="pull_request", discussion_status="open"
            ):
                if other.title == title:
                    raise AlreadyOpen(other.url)
            commit = api.create_commit(
                repo,
                [CommitOperationAdd(path, content)],
                commit_message=title,
                commit_description=_description(done),
                repo_type="dataset",
                create_pr=True,
            )
        except (GatedRepoError, RepositoryNotFoundError):
            raise
        except HfHubHTTPError as error:
            if error.response.status_code in (401, 403):
                raise InputError(
                    f"the Hub refuses this login ({error.response.status_code}); log in again and let the app open "
                    "pull requests"
                ) from error
            raise
    assert commit.pr_url is not None, "the commit was made as a pull request"
    return commit.pr_url


def _title(path: str) -> str:
    """The title of the pull request that adds a result; another result has another title.

    >>> _title("results/org--model/bfi44-0123abcd-89ab4567.json")
    'org/model on bfi44 (0123abcd-89ab4567)'
    """
    _, model, file = path.removesuffix(".json").split("/")
    instrument, study, content = file.rsplit("-", 2)
    return f"{model.replace('--', '/')} on {instrument} ({study}-{content})"


def path_of(found: Diagnosis) -> str:
    """The path of a result in a dataset of results: its model, instrument, study and content, without what the Hub says.

    Parameters
    ----------
    found : what `published` returns, of a run
    """
    asked = found.asked
    assert asked is not None, "a checked result says what was asked"
    content = digest_of(found)
    model = model_of(asked).replace("/", "--")
    return f"{FOLDER}/{model}/{asked.instrument}-{asked.study[:8]}-{content[:8]}.json"


def digest_of(found: Diagnosis) -> str:
    """The SHA-256 of what is published of a result, without what the Hub says of the model, in hex digits.

    Parameters
    ----------
    found : what `published` returns
    """
    return hashlib.sha256(replace(found, model_card=None).to_json().encode()).hexdigest()


def submitted(
    repo: str,
    *,
    token: str | None = None,
    endpoint: str | None = None,
    protocol: Protocol = Protocol(),  # noqa: B008  frozen
    known: dict[str, Diagnosis | None] | None = None,
) -> Submissions:
    """The results that a dataset of the Hub holds, read again through every check.

    At most `MOST_FILES` files are read, none larger than `MOST_PUBLISHED` bytes; files of a commit that were read before
    come from the cache.

    Parameters
    ----------
    repo : the dataset, ORG/NAME
    token : only for a private dataset
    endpoint : of the Hub; by default the one that HF_ENDPOINT names
    protocol : by which requests are evaluated
    known : what was found in each file at the last reading, by its name and hash; such files are neither fetched nor
        checked again, and it becomes what was found now

    Raises
    ------
    InputError : the dataset is not available.
    """
    api = HfApi(endpoint=endpoint, token=token or False)
    known = {} if known is None else known
    before = dict(known)
    with in_words(repo, "continue with the bundled copy"):
        revision = api.dataset_info(repo).sha
        files = [
            one
            for one in api.list_repo_tree(repo, recursive=True, revision=revision, repo_type="dataset")
            if isinstance(one, RepoFile)
            and one.path.startswith((f"{FOLDER}/", f"{EVALUATED}/"))
            and one.path.endswith(".json")
        ]
        keys = {one.path: f"{one.path} {one.blob_id}" for one in files if one.size <= MOST_PUBLISHED}
        keys = dict(islice(keys.items(), MOST_FILES))

        def fetched(name: str) -> str:
            found = api.hf_hub_download(repo, name, repo_type="dataset", revision=revision)
            return Path(found).read_text(encoding="utf-8", errors="replace")

        new = [path for path, key in keys.items() if key not in before]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            texts = dict(zip(new, pool.map(fetched, new), strict=True))
    found = {key: before[key] if key in before else _sound(path, texts[path], protocol) for path, key in keys.items()}
    known.clear()
    known.update(found)
    sound = {path: record for path, key in keys.items() if (record := found[key]) is not None}
    return Submissions(
        tuple(record for path, record in sound.items() if path.startswith(f"{FOLDER}/")),
        len(files) - len(sound),
        tuple(record for path, record in sound.items() if path.startswith(f"{EVALUATED}/")),
    )


def _sound(path: str, text: str, protocol: Protocol) -> Diagnosis | None:
    """The result in a file; None where it fails a check."""
    if path.startswith(f"{EVALUATED}/"):
        return _evaluated(path, text, protocol)
    return diagnosis_of(text) if all(one.passed for one in checks(text)) else None


def _evaluated(path: str, text: str, protocol: Protocol) -> Diagnosis | None:
    """The result of a request; None of a file that is not one, or that stands in the folder of another model."""
    try:
        found = diagnosis_of(text)
    except InputError:
        return None
    if protocol.failed_checks(found) or found.asked is None:
        return None
    return found if path.split("/")[1] == model_of(found.asked).replace("/", "--") else None


def bundled(path: str | Path) -> Submissions:
    """The results in a file: a list of records, possibly empty.

    Raises
    ------
    InputError : it holds something else.
    """
    found = [record_of(one, str(path)) for one in json_in(path)]
    records = tuple(one for one in found if isinstance(one, Diagnosis))
    return Submissions(records, len(found) - len(records))


def _description(done: Sequence[Check]) -> str:
    """The checks, for the maintainer who merges; in a code block, so that no text of a record acts as markup."""
    lines = [f"{one.name}: {one.found.replace('`', chr(39))}" for one in done]
    return "\n".join(["Checked before it was submitted:", "", "```", *lines, "```"])
