"""The Hub double does what the Hub does, for the clients we use; and what is on it loads by its name."""

import json
import urllib.error
import urllib.request

import pytest
from huggingface_hub import HfApi

from persona_collapse.hub.cards import MODULES
from tests.conftest import ROOT
from tests.support.hub_double import hub_double, spoken_to
from tests.support.processes import in_a_process
from tests.support.waiting import PATIENCE


@pytest.fixture
def hub():
    with hub_double() as server:
        yield server


def call(hub, method, path, body=None, token="t", **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(hub.url + path, data=data, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as reply:
            return reply.status, reply.read(), reply.headers
    except urllib.error.HTTPError as error:
        return error.code, error.read(), error.headers


def commit(*changes):
    return "\n".join(json.dumps(one) for one in ({"key": "header", "value": {"summary": "x"}}, *changes)).encode()


INLINE = {"key": "file", "value": {"path": "a.txt", "content": "aGVsbG8=", "encoding": "base64"}}


def test_it_refuses_what_the_hub_refuses(hub):
    assert call(hub, "GET", "/api/nothing")[0] == 404
    assert call(hub, "GET", "/api/whoami-v2", token=None)[0] == 401
    assert call(hub, "POST", "/api/repos/create", {"name": "a"}, token=None)[0] == 401
    assert call(hub, "GET", "/api/datasets/persona-collapse/none")[0] == 404
    assert call(hub, "GET", "/api/datasets/persona-collapse/none", token=None)[0] == 401, (
        "private or missing: the Hub does not tell"
    )
    assert call(hub, "POST", "/api/repos/create", {"name": "a", "type": "dataset"})[0] == 200
    assert call(hub, "POST", "/api/repos/create", {"name": "a", "type": "dataset"})[0] == 409
    assert call(hub, "POST", "/api/datasets/persona-collapse/a/commit/main", commit(INLINE), token=None)[0] == 401
    large = {"key": "file", "value": {"path": "a.parquet", "content": "aGVsbG8="}}
    assert call(hub, "POST", "/api/datasets/persona-collapse/a/commit/main", commit(large))[0] == 400
    assert call(hub, "GET", "/datasets/persona-collapse/a/resolve/main/none.txt")[2]["X-Error-Code"] == "EntryNotFound"
    assert call(hub, "GET", "/datasets/persona-collapse/a/resolve/v9/a.txt")[2]["X-Error-Code"] == "RevisionNotFound"
    assert call(hub, "GET", "/api/datasets/persona-collapse/a/tree/main/none")[0] == 404


def test_files_have_tags_and_ranges_and_pull_requests_change_nothing(hub):
    call(hub, "POST", "/api/repos/create", {"name": "a", "type": "dataset"})
    code, reply, _ = call(hub, "POST", "/api/datasets/persona-collapse/a/commit/main?create_pr=1", commit(INLINE))
    assert (code, json.loads(reply)["pullRequestUrl"].endswith("/discussions/1")) == (200, True)
    assert call(hub, "GET", "/datasets/persona-collapse/a/resolve/main/a.txt")[0] == 404
    call(hub, "POST", "/api/datasets/persona-collapse/a/commit/main", commit(INLINE))
    code, content, headers = call(hub, "GET", "/datasets/persona-collapse/a/resolve/main/a.txt")
    assert (code, content, len(headers["ETag"])) == (200, b"hello", 42)
    code, content, headers = call(hub, "GET", "/datasets/persona-collapse/a/resolve/main/a.txt", Range="bytes=1-2")
    assert (code, content, headers["Content-Range"]) == (206, b"el", "bytes 1-2/5")


def test_files_are_listed_by_name_as_older_libraries_ask(hub, monkeypatch, tmp_path):
    spoken_to(hub, monkeypatch, tmp_path)
    api = HfApi(hub.url, token="t")
    api.create_repo("org/listed", repo_type="dataset")
    api.upload_file(path_or_fileobj=b"a", path_in_repo="a.txt", repo_id="org/listed", repo_type="dataset")
    found = api.get_paths_info("org/listed", ["a.txt", "none.txt"], repo_type="dataset")
    assert [(one.path, one.size) for one in found] == [("a.txt", 1)]


def test_a_dataset_uploaded_to_it_loads_by_name(hub, tmp_path):
    folder = ROOT / "datasets_scripts" / "personas"
    script = f"""
from huggingface_hub import HfApi
from datasets import load_dataset
api = HfApi()
print(api.whoami()["name"])
api.create_repo("persona-collapse/personas", repo_type="dataset")
api.upload_folder(repo_id="persona-collapse/personas", repo_type="dataset", folder_path={str(folder)!r}, ignore_patterns=["*.py"])
print(len(load_dataset("persona-collapse/personas", split="train")))
print(len(load_dataset("persona-collapse/personas", "all", split="train[:10%]")))
print(next(iter(load_dataset("persona-collapse/personas", "strict", split="train", streaming=True)))["id"])
"""
    name, default, tenth, streamed = in_a_process(hub, tmp_path, script).split()
    assert (name, default, tenth) == ("persona-collapse", "1144", "204")
    assert streamed.startswith("0-")
    stored = hub.repositories["datasets", "persona-collapse/personas"].files
    assert stored["data/default.parquet"] == (folder / "data" / "default.parquet").read_bytes()


def test_a_module_uploaded_to_it_loads_by_name(hub, tmp_path):
    name = MODULES[0]
    script = f"""
from huggingface_hub import HfApi
import evaluate
api = HfApi()
api.create_repo("persona-collapse/{name}", repo_type="space", space_sdk="gradio")
api.upload_folder(repo_id="persona-collapse/{name}", repo_type="space", folder_path={str(ROOT / "metrics" / name)!r})
print(type(evaluate.load("persona-collapse/{name}", "bfi44", keep_in_memory=True)).__name__)
"""
    assert in_a_process(hub, tmp_path, script).strip() == "PersonaCoverage"
