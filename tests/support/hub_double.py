"""A stand-in for the Hugging Face Hub on loopback: repositories in memory, spoken to over HTTP as the Hub is.

It serves what it knows of a model's safetensors weights and config, creating repositories, uploading (regular files inline, large ones by git-LFS), commits, pull requests, trees,
files with ETag and Range, and whoami; and it refuses what the Hub refuses: an unknown route, writing without a token, a
large file sent inline, files of a gated repository. Point HF_ENDPOINT at it, set HF_HUB_DISABLE_XET=1 and leave
HF_HUB_OFFLINE unset.
"""

import base64
import hashlib
import json
import math
import re
import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

LARGE = (".parquet", ".whl", ".safetensors", ".bin", ".arrow", ".png")
OWNER = "persona-collapse"
NOW = "2026-01-01T00:00:00.000Z"


def git_oid(content):
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def entry(path, content):
    """A file as the Hub lists it."""
    large = {"oid": hashlib.sha256(content).hexdigest(), "size": len(content), "pointerSize": 130}
    listed = {"type": "file", "oid": git_oid(content), "size": len(content), "path": path}
    return listed | ({"lfs": large} if path.endswith(LARGE) else {})


class Repository:
    """Files of one repository; every commit gives it another sha. Files of a `gated` one are for its `readers`' tokens."""

    def __init__(self, name):
        self.name, self.files, self.pull_requests, self.commits, self.gated = name, {}, [], 0, False
        self.private, self.tags, self.readers = False, [], set()
        self.history, self.lock = {}, threading.Lock()
        self.titles = []  # of pull requests
        self.statuses = {}  # of those that are no longer open, by number
        self.card = {}  # what the README of a model states, as the Hub reads it

    def at(self, revision):
        """The files of a revision; None of one that is not there."""
        return self.files if revision in (None, "main", self.sha) else self.history.get(revision)

    def keep(self, files):
        """Make these the files, by a commit."""
        self.history[self.sha] = self.files
        self.files, self.commits = files, self.commits + 1

    @property
    def sha(self):
        return hashlib.sha1(f"{self.name}{self.commits}".encode()).hexdigest()

    @property
    def model(self):
        """What the Hub reads out of a model's files: its config in part, and the parameters of its weights by type."""
        about, counts = {"modelId": self.name, **({"cardData": self.card} if self.card else {})}, {}
        if "config.json" in self.files:
            config = json.loads(self.files["config.json"])
            wanted = ("architectures", "model_type", "auto_map", "quantization_config")
            about["config"] = {key: config[key] for key in wanted if key in config}
        for path, content in self.files.items():
            if re.fullmatch(r"model(-\d+-of-\d+)?\.safetensors", path):
                header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
                for tensor in (one for name, one in header.items() if name != "__metadata__"):
                    counts[tensor["dtype"]] = counts.get(tensor["dtype"], 0) + math.prod(tensor["shape"])
        return about | ({"safetensors": {"parameters": counts, "total": sum(counts.values())}} if counts else {})


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # otherwise 40 ms between head and body

    def log_message(self, *_):
        pass

    @property
    def url(self):
        return f"http://{self.headers['Host']}"

    def answer(self, code, content=b"", kind="application/json", **headers):
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.server.log.append((self.command, self.path, code))
        if self.server.loses("answer", self.command, self.path):
            return self.hang_up()
        self.send_response(code)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def hang_up(self):
        """Close the connection without an answer."""
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def refuse(self, code, reason, **headers):
        self.answer(code, {"error": reason}, X_Error_Code=reason, X_Error_Message=reason, **headers)

    def body(self):
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        content = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            content += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return content

    def route(self):
        if self.server.fault is not None and self.server.fault(self):
            return None
        address = urlsplit(self.path)
        path, query, body = unquote(address.path), parse_qs(address.query), self.body()
        if self.server.loses("request", self.command, self.path):
            return self.hang_up()
        writes = self.command in ("POST", "PUT") and path != "/api/validate-yaml" and "/paths-info/" not in path
        if (
            (writes or path == "/api/whoami-v2")
            and not path.startswith("/_lfs/")
            and not self.headers.get("Authorization")
        ):
            return self.refuse(401, "Unauthorized")
        if self.server.refused and self.headers.get("Authorization") == self.server.refused:
            return self.refuse(403, "Forbidden")
        for pattern, serve in ROUTES:
            if found := re.fullmatch(pattern, path):
                return serve(self, *found.groups(), query=query, body=body)
        return self.refuse(404, "NotFound")

    do_GET = do_HEAD = do_POST = do_PUT = route

    def repository(self, kind, name):
        found = self.server.repositories.get((kind or "models", name))
        if found is None or (found.private and not self.reads(found)):
            self.refuse(404 if self.headers.get("Authorization") else 401, "RepoNotFound")
            return None
        return found

    def reads(self, found):
        """Whether the token sent is one of the repository's readers."""
        return (self.headers.get("Authorization") or "").removeprefix("Bearer ") in found.readers

    def whoami(self, query, body):
        token = {"role": "write", "displayName": "test"}
        self.answer(
            200,
            {
                "type": "user",
                "id": "1",
                "name": OWNER,
                "fullname": "Somebody",
                "avatarUrl": f"{self.url}/avatar.png",
                "orgs": [],
                "auth": {"type": "access_token", "accessToken": token},
            },
        )

    def validate(self, query, body):
        self.answer(200, {"errors": [], "warnings": []})

    def create(self, query, body):
        wanted = json.loads(body)
        kind, name = wanted.get("type", "model") + "s", f"{wanted.get('organization') or OWNER}/{wanted['name']}"
        url = f"{self.url}/{'' if kind == 'models' else kind + '/'}{name}"
        if (kind, name) in self.server.repositories:
            return self.answer(409, {"error": "exists", "url": url})
        made = self.server.repositories[kind, name] = Repository(name)
        made.private = wanted.get("visibility") == "private"
        made.readers.add((self.headers.get("Authorization") or "").removeprefix("Bearer "))
        return self.answer(200, {"url": url, "name": name, "id": "1"})

    def info(self, kind, name, revision=None, *, query, body):
        found = self.repository(kind, name)
        if found is None:
            return None
        if found.at(revision) is None:
            return self.refuse(404, "RevisionNotFound")
        sha = found.sha if revision in (None, "main") else revision
        files, sizes = found.at(revision), "blobs" in query
        siblings = [
            {"rfilename": path} | ({"size": len(content), "blobId": git_oid(content)} if sizes else {})
            for path, content in files.items()
        ]
        about = {
            "_id": "1",
            "id": name,
            "author": OWNER,
            "sha": sha,
            "private": found.private,
            "gated": "manual" if found.gated else False,
            "disabled": False,
        }
        dates = {"createdAt": NOW, "lastModified": NOW, "downloads": 0, "likes": 0}
        dates |= {"tags": found.tags, "siblings": siblings}
        extra = {"sdk": "gradio"} if kind == "spaces" else found.model if kind == "models" else {}
        return self.answer(200, {**about, **dates, **extra})

    def auth_check(self, kind, name, query, body):
        found = self.repository(kind, name)
        if found is None:
            return None
        if found.gated and not self.reads(found):
            return self.refuse(403 if self.headers.get("Authorization") else 401, "GatedRepo")
        return self.answer(200, {})

    def tree(self, kind, name, revision, below, query, body):
        found = self.repository(kind, name)
        if found is None:
            return None
        if found.at(revision) is None:
            return self.refuse(404, "RevisionNotFound")
        below, deep = below.strip("/"), query.get("recursive", ["false"])[0].lower() in ("true", "1")
        entries, folders = [], set()
        for path, content in sorted(found.at(revision).items()):
            if not path.startswith(f"{below}/" if below else ""):
                continue
            parts = path[len(below) + 1 if below else 0 :].split("/")
            folders |= {
                "/".join([*([below] if below else []), *parts[:i]]) for i in range(1, len(parts)) if deep or i == 1
            }
            if deep or len(parts) == 1:
                entries.append(entry(path, content))
        if below and not entries and not folders:
            return self.refuse(404, "EntryNotFound")
        return self.answer(
            200,
            [*({"type": "directory", "oid": "0" * 40, "size": 0, "path": one} for one in sorted(folders)), *entries],
        )

    def paths_info(self, kind, name, revision, query, body):
        """What older versions of the libraries ask: some files by name."""
        found = self.repository(kind, name)
        if found is None:
            return None
        files = found.at(revision)
        if files is None:
            return self.refuse(404, "RevisionNotFound")
        wanted = parse_qs(body.decode()).get("paths", [])
        return self.answer(200, [entry(path, files[path]) for path in wanted if path in files])

    def resolve(self, kind, name, revision, path, query, body):
        found = self.repository(kind, name)
        if found is None:
            return None
        if found.gated and not self.reads(found):
            return self.refuse(403 if self.headers.get("Authorization") else 401, "GatedRepo")
        files, commit = found.at(revision), found.sha if revision == "main" else revision
        if files is None:
            return self.refuse(404, "RevisionNotFound")
        if path not in files:
            return self.refuse(404, "EntryNotFound", X_Repo_Commit=commit)
        content = files[path]
        headers = {"X-Repo-Commit": commit, "ETag": f'"{git_oid(content)}"', "Accept-Ranges": "bytes"}
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if wanted and self.command == "GET":
            start, end = int(wanted[1]), int(wanted[2] or len(content) - 1)
            headers["Content-Range"] = f"bytes {start}-{end}/{len(content)}"
            return self.answer(206, content[start : end + 1], "application/octet-stream", **headers)
        return self.answer(200, content, "application/octet-stream", **headers)

    def discussions(self, kind, name, query, body):
        found = self.repository(kind, name)
        if found is None:
            return None
        shown = [
            {
                "title": title,
                "num": number,
                "author": {"name": OWNER},
                "createdAt": NOW,
                "status": found.statuses.get(number, "open"),
                "isPullRequest": True,
                "repo": {"name": name, "type": kind[:-1]},
            }
            for number, title in enumerate(found.titles, start=1)
        ]
        if wanted := query.get("status"):
            shown = [one for one in shown if one["status"] in wanted]
        return self.answer(200, {"discussions": shown, "count": len(shown), "start": 0})

    def preupload(self, kind, name, revision, query, body):
        if self.repository(kind, name):
            modes = [
                {
                    "path": one["path"],
                    "uploadMode": "lfs" if one["path"].endswith(LARGE) else "regular",
                    "shouldIgnore": False,
                    "oid": None,
                }
                for one in json.loads(body)["files"]
            ]
            self.answer(200, {"files": modes})

    def batch(self, kind, name, query, body):
        objects = [
            {**one, "actions": {"upload": {"href": f"{self.url}/_lfs/{one['oid']}", "header": {}}}}
            for one in json.loads(body)["objects"]
        ]
        self.answer(200, {"transfer": "basic", "objects": objects}, "application/vnd.git-lfs+json")

    def large(self, oid, query, body):
        self.server.large[oid] = body
        self.answer(200, {})

    def commit(self, kind, name, revision, query, body):
        found = self.repository(kind, name)
        if found is None:
            return None
        changes = [json.loads(line) for line in body.decode().splitlines()]
        if any(one["key"] == "file" and one["value"]["path"].endswith(LARGE) for one in changes):
            return self.refuse(400, "LFS files must be uploaded by git-LFS, not inline")
        with found.lock:
            return self.committed(found, kind, name, changes, query)

    def committed(self, found, kind, name, changes, query):
        """Make the commit, unless it names a parent that is no longer the last commit."""
        if changes[0]["value"].get("parentCommit") not in (None, found.sha):
            return self.refuse(412, "The branch has moved since the parent commit")
        files, title = dict(found.files), changes[0]["value"].get("summary", "")
        for one in changes:
            value = one["value"]
            if one["key"] == "file":
                files[value["path"]] = base64.b64decode(value["content"])
            elif one["key"] == "lfsFile":
                files[value["path"]] = self.server.large[value["oid"]]
            elif one["key"] == "deletedFile":
                files.pop(value["path"], None)
        prefix = "" if kind == "models" else f"{kind}/"
        done = {
            "success": True,
            "commitUrl": f"{self.url}/{prefix}{name}/commit/{found.sha}",
            "commitOid": found.sha,
            "hookOutput": "",
        }
        if query.get("create_pr"):
            found.pull_requests.append(files)
            found.titles.append(title)
            return self.answer(
                200, {**done, "pullRequestUrl": f"{self.url}/{prefix}{name}/discussions/{len(found.pull_requests)}"}
            )
        found.keep(files)
        return self.answer(200, {**done, "commitOid": found.sha})

    def search(self, query, body):
        """Ids of models that hold some letters, as the Hub's list of models."""
        wanted, most = query.get("search", [""])[0].lower(), int(query.get("limit", ["1000"])[0])
        names = [name for kind, name in self.server.repositories if kind == "models" and wanted in name.lower()]
        self.answer(200, [{"_id": name, "id": name, "modelId": name} for name in names[:most]])


KIND, NAME = r"(models|datasets|spaces)", r"([^/]+/[^/]+)"
ROUTES = (
    (r"/api/whoami-v2", Handler.whoami),
    (r"/api/validate-yaml", Handler.validate),
    (r"/api/repos/create", Handler.create),
    (r"/_lfs/(\w+)", Handler.large),
    (rf"/(?:(datasets|spaces)/)?{NAME}\.git/info/lfs/objects/batch", Handler.batch),
    (rf"/(?:(datasets|spaces)/)?{NAME}/resolve/([^/]+)/(.*)", Handler.resolve),
    (r"/api/models", Handler.search),
    (rf"/api/{KIND}/{NAME}", Handler.info),
    (rf"/api/{KIND}/{NAME}/auth-check", Handler.auth_check),
    (rf"/api/{KIND}/{NAME}/discussions", Handler.discussions),
    (rf"/api/{KIND}/{NAME}/revision/(.+)", Handler.info),
    (rf"/api/{KIND}/{NAME}/tree/([^/]+)(.*)", Handler.tree),
    (rf"/api/{KIND}/{NAME}/paths-info/(.+)", Handler.paths_info),
    (rf"/api/{KIND}/{NAME}/preupload/(.+)", Handler.preupload),
    (rf"/api/{KIND}/{NAME}/commit/(.+)", Handler.commit),
)


def spoken_to(server, monkeypatch, folder):
    """Make the Hub's libraries in this process, which read the environment long ago, speak to the double."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "ENDPOINT", server.url)
    files = server.url + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", files)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(folder / "cache"))
    monkeypatch.setenv("HF_TOKEN", "the-token-of-whoever-runs-this")


@contextmanager
def hub_double():
    """Run the double; yields the server, whose `url`, `repositories` and `log` tests read.

    Whoever comes with the authorization `refused` is refused. `loses(what, method, path)` says whether the connection is
    lost: with the "request", which is not looked at, or with its "answer", when what was asked is done. `fault`, if it
    is set, sees each request first, and says whether it has answered.
    """
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.repositories, server.large, server.log, server.refused = {}, {}, [], None
    server.loses = lambda what, method, path: False
    server.fault = None
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
