"""The book of requests: a dataset of the Hub with a file per request, where every change of state is a commit.

A commit names the commit it was made from, and the Hub refuses it if another one came between. So of two workers that
take the same request at the same moment, one is refused, reads again, and takes another request.
"""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import MappingProxyType

from huggingface_hub import HfApi, constants, get_session, hf_hub_url
from huggingface_hub.hf_api import RepoFile
from huggingface_hub.utils import build_hf_headers, hf_raise_for_status  # type: ignore[attr-defined]

from persona_collapse.errors import InputError
from persona_collapse.hub.requests.commits import commit, patiently
from persona_collapse.hub.requests.request import FOLDER, Request, request_of

REQUESTS = "persona-collapse/requests"

AT_ONCE = 16
"""Files that are fetched at a time."""

MOST_BYTES = 20_000
"""Of a file that is read."""

PATIENCE = 20.0
"""Seconds for which a page waits for the Hub."""


TIMEOUT = 20.0
"""Seconds for one file."""


@dataclass(frozen=True)
class Page:
    """All requests at one commit.

    Attributes
    ----------
    commit : of the dataset
    requests : path -> request
    unreadable : number of files that are not requests
    """

    commit: str
    requests: Mapping[str, Request] = field(default_factory=lambda: MappingProxyType({}))
    unreadable: int = 0


class RequestBook:
    """The requests of a dataset.

    Parameters
    ----------
    repo : the dataset, ORG/NAME
    token : for the Hub; None for no token. It must be allowed to write where requests are changed
    endpoint : of the Hub; by default the one that HF_ENDPOINT names
    patience : seconds for which a reading or a change is tried again while the Hub does not answer
    """

    def __init__(
        self, repo: str = REQUESTS, *, token: str | None = None, endpoint: str | None = None, patience: float = PATIENCE
    ) -> None:
        self.repo, self.patience = repo, patience
        self.api = HfApi(endpoint=endpoint, token=token or False)
        self._lock = threading.RLock()
        self._page = Page("")
        self._texts: dict[str, str] = {}

    def read(self) -> Page:
        """All requests as they are now; only files that changed since the last reading are fetched.

        Raises
        ------
        InputError : the dataset is not available.
        """
        return patiently(self._read, self.repo, self.patience)

    def change(self, path: str, update: Callable[[Request | None], Request], message: str) -> Request:
        """Replace a request by what `update` makes of it as it is now; nothing comes between.

        Parameters
        ----------
        path : of the request
        update : called anew with the request whenever another program was first; None where there is none. An error
            that it raises ends the change
        message : of the commit

        Returns
        -------
        The request as it is stored now.
        """
        wanted: Request | None = None

        def act() -> Request:
            nonlocal wanted
            with self._lock:
                there = self._read()
                before = there.requests.get(path)
                if wanted is not None and before == wanted:
                    return wanted  # the commit was made, and only its answer was lost
                wanted = update(before)
                if wanted != before:
                    commit(self.api, self.repo, {path: wanted.to_json()}, message, there.commit)
                return wanted

        return patiently(act, self.repo, self.patience)

    def address(self, request: Request) -> str:
        """The page of a request's file on the Hub."""
        return f"{self.api.endpoint or constants.ENDPOINT}/datasets/{self.repo}/blob/main/{request.path}"

    def _read(self) -> Page:
        with self._lock:
            head = str(self.api.dataset_info(self.repo, expand=["sha"]).sha)
            if head != self._page.commit:
                self._page = self._page_at(head)
            return self._page

    def _page_at(self, head: str) -> Page:
        tree = self.api.list_repo_tree(self.repo, recursive=True, revision=head, repo_type="dataset")
        files = {
            one.path: one.blob_id
            for one in tree
            if isinstance(one, RepoFile) and one.path.startswith(f"{FOLDER}/") and one.path.endswith(".json")
            if one.size <= MOST_BYTES
        }
        new = {path: blob for path, blob in files.items() if blob not in self._texts}
        with ThreadPoolExecutor(AT_ONCE) as pool:
            texts = pool.map(lambda path: self._text(path, head), new)
            self._texts |= dict(zip(new.values(), texts, strict=True))
        self._texts = {blob: self._texts[blob] for blob in files.values()}
        requests, unreadable = {}, 0
        for path, blob in files.items():
            try:
                requests[path] = request_of(self._texts[blob], path)
            except InputError:  # a page must not fail because of one file that was put there by hand
                unreadable += 1
        return Page(head, MappingProxyType(requests), unreadable)

    def _text(self, path: str, revision: str) -> str:
        """One file, by one request; the Hub's own cache would take two, and a file for each version."""
        address = hf_hub_url(self.repo, path, repo_type="dataset", revision=revision, endpoint=self.api.endpoint)
        reply = get_session().get(address, headers=build_hf_headers(token=self.api.token), timeout=TIMEOUT)
        hf_raise_for_status(reply)
        return str(reply.text)
