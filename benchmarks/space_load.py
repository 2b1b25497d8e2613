"""The app with a long queue: how fast it answers, and how much memory it takes. Needs the extras test and space.

    python benchmarks/space_load.py

The app runs in a process of its own, beside a double of the Hub that takes a fifth of a second for every answer. First 100
requests for models are in the queue, which a worker changes all the time, and 40 results are on the board. Then 100 pages
start a run of 24 simulated personas each, four a second, and stay open, and when these are finished 100 more do. Meanwhile
a visitor opens the page, the board, the queue and a job, again and again. More than a second for one of these, or 2 GiB, is
exit code 1.
"""

import argparse
import asyncio
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from persona_collapse.hub.requests.book import REQUESTS
from persona_collapse.instruments import bfi44
from tests.hub.test_requests import request
from tests.hub.test_submission import RESULTS, result
from tests.support.hub_double import Repository, hub_double

ROOT = Path(__file__).resolve().parent.parent
PORT = 17879
URL = f"http://127.0.0.1:{PORT}"
MOST_SECONDS, MOST_MIB = 1.0, 2048.0
ROWS = 40
ARRIVE = 0.25
"""Seconds from one page that starts a run to the next."""

KINDS = ("human", "collapsed", "shallow", "caricature", "noise")
LONGEST = 1800.0
"""Seconds after which a hundred jobs that are not finished end the program."""


def main() -> None:
    """Start the app, measure, end it; what is over a line ends the program with exit code 1."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--requests", type=int, default=100)
    options.add_argument("--jobs", type=int, default=100, help="that wait at a time; twice as many in all")
    options.add_argument("--rounds", type=int, default=40, help="looks at the page while requests are queued")
    options.add_argument("--latency", type=float, default=0.2, help="seconds that the Hub takes for an answer")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, hub(Path(folder), chosen) as endpoint, app(folder, endpoint) as pid:
        over = asyncio.run(measured(pid, chosen))
    if over:
        sys.exit("\n".join(over))


@contextmanager
def hub(folder: Path, chosen: argparse.Namespace) -> Iterator[str]:
    """A Hub with results and queued requests, one of which a worker renews twice a second; its address."""
    text = result(folder / "run", bfi44(), pairs=10).to_json()
    with hub_double() as server:
        asked = server.repositories["datasets", REQUESTS] = Repository(REQUESTS)
        results = server.repositories["datasets", RESULTS] = Repository(RESULTS)
        for row in range(ROWS):
            content = text.replace("org/model:provider", f"org/model{row}:provider").encode()
            results.files[f"results/org--model{row}/bfi44-{row:08}.json"] = content
        now = time.time()
        for number in range(chosen.requests):
            one = replace(request(number), submitted=now + number)
            asked.files[one.path] = one.to_json().encode()
        server.fault = lambda handler: time.sleep(chosen.latency)
        first, ended = replace(request(0), submitted=now).taken("worker", now, 9e9), threading.Event()

        def work() -> None:
            while not ended.wait(0.5):
                nonlocal first
                first = first.renewed(time.time(), 9e9, first.done + 1)
                asked.keep({**asked.files, first.path: first.to_json().encode()})

        worker = threading.Thread(target=work, daemon=True)
        worker.start()
        try:
            yield server.url
        finally:
            ended.set()
            worker.join()


@contextmanager
def app(folder: str, endpoint: str) -> Iterator[int]:
    """The app in a process of its own; its id. It and its children are ended by their ids."""
    settings = {
        "PERSONA_COLLAPSE_SPACE_FOLDER": f"{folder}/jobs",
        **{f"PERSONA_COLLAPSE_SPACE_{name}": "1000" for name in ("PER_SESSION", "PER_ADDRESS", "WAITING")},
        "HF_ENDPOINT": endpoint,
        "HF_TOKEN": "hf_token",
        "HF_HOME": f"{folder}/hub",
        "HF_HUB_OFFLINE": "0",
        "HF_HUB_DISABLE_XET": "1",
        "GRADIO_SERVER_PORT": str(PORT),
        "GRADIO_ANALYTICS_ENABLED": "0",
    }
    started = subprocess.Popen(
        [sys.executable, str(ROOT / "space" / "app.py")],
        env={**os.environ, **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for_answers(started)
        yield started.pid
    finally:
        processes = family(started.pid)
        started.terminate()
        started.wait(60)
        for one in processes:
            if Path(f"/proc/{one}").exists():
                os.kill(one, signal.SIGKILL)


def wait_for_answers(started: subprocess.Popen[bytes]) -> None:
    """Return as soon as the app answers."""
    for _ in range(600):
        if started.poll() is not None:
            raise SystemExit(f"the app has ended, exit code {started.returncode}; is port {PORT} free?")
        try:
            httpx.get(URL, timeout=60).raise_for_status()
            return
        except httpx.HTTPError:  # not listening yet
            time.sleep(0.3)
    raise SystemExit("the app did not start")


class Page:
    """A page of the app, as a browser has it: its components, its events, its session.

    Parameters
    ----------
    client : asks the app
    config : what the app says of its page
    """

    def __init__(self, client: httpx.AsyncClient, config: dict[str, Any]) -> None:
        self.client, self.session = client, uuid4().hex[:11]
        self._events = config["dependencies"]
        self._parts = {one["id"]: dict(one["props"]) for one in config["components"]}
        self._texts = [one["id"] for one in config["components"] if one["type"] == "textbox"]

    def fill(self, values: dict[str, Any]) -> None:
        """Give components other values, by their ids in the page."""
        for props in self._parts.values():
            if props.get("elem_id") in values:
                props["value"] = values[props["elem_id"]]

    async def press(self, name: str, event: str) -> AsyncIterator[dict[str, Any]]:
        """What the app answers to an event of a component, message by message.

        Parameters
        ----------
        name : the component's id in the page, or the label of a tab
        event : click or select
        """
        (made,) = (
            one
            for one in self._events
            if one["backend_fn"] and any(kind == event and self._is(part, name) for part, kind in one["targets"])
        )
        data = [self._parts[part].get("value", "" if part in self._texts else None) for part in made["inputs"]]
        body = {"data": data, "fn_index": made["id"], "session_hash": self.session, "event_data": None}
        (await self.client.post(f"{URL}/gradio_api/queue/join", json=body)).raise_for_status()
        address = f"{URL}/gradio_api/queue/data?session_hash={self.session}"
        async with self.client.stream("GET", address) as stream:
            async for line in stream.aiter_lines():
                message = json.loads(line.removeprefix("data: ")) if line.startswith("data: ") else {}
                if message.get("msg") == "process_completed" and not message["success"]:
                    raise SystemExit(f"{name} failed: {message['output']}")
                if message.get("msg") in ("process_generating", "process_completed"):
                    yield message["output"]
                if message.get("msg") == "process_completed":
                    return

    async def done(self, name: str, event: str) -> dict[str, Any]:
        """The last of these messages."""
        return [one async for one in self.press(name, event)][-1]

    def _is(self, part: int | None, name: str) -> bool:
        return part is not None and name in (self._parts[part].get("elem_id"), self._parts[part].get("label"))


async def measured(pid: int, chosen: argparse.Namespace) -> list[str]:
    """Print every figure; what is over a line, in a sentence each."""
    over: list[str] = []
    async with httpx.AsyncClient(timeout=600, limits=httpx.Limits(max_connections=None)) as client:
        config = (await client.get(f"{URL}/config")).json()
        first = await looked(client, config, None)
        print(f"first look after the start: board {first['board']:.2f} s, queue {first['queue']:.2f} s")
        print(f"memory, idle                               {memory(pid):6.0f} MiB")
        took = [await looked(client, config, None) for _ in range(chosen.rounds)]
        over += told(f"{chosen.requests} requests in the queue", took)
        used = []
        for turn in (1, 2):
            took, jobs = [], asyncio.gather(*(started(client, config, number) for number in range(chosen.jobs)))
            began, most, last = time.perf_counter(), 0.0, "no job yet"
            while not jobs.done():
                if time.perf_counter() - began > LONGEST:
                    raise SystemExit(f"{chosen.jobs} jobs are not finished after {LONGEST:.0f} s")
                last = JOBS[-1] if JOBS else last
                took.append(await looked(client, config, last if JOBS else None))
                most = max(most, memory(pid))
                await asyncio.sleep(0.5)
            await jobs
            used.append(memory(pid))
            print(f"{chosen.jobs} jobs of 24 personas                    {time.perf_counter() - began:6.0f} s")
            over += told(f"{chosen.jobs} jobs in the queue, each with an open page, turn {turn}", took)
            print(
                f"memory after {turn * chosen.jobs:3} jobs                     {used[-1]:6.0f} MiB, meanwhile at most {most:.0f}"
            )
            over += [f"memory: {most:.0f} MiB, at most {MOST_MIB:.0f} may be"] if most > MOST_MIB else []
        parts = ", ".join(f"{own(one):.0f}" for one in family(pid))
        print(
            f"growth from job {chosen.jobs} to job {2 * chosen.jobs}             {used[1] - used[0]:+6.0f} MiB; by process: {parts}"
        )
    return over


JOBS: list[str] = []
"""Ids of the jobs that were started."""


async def started(client: httpx.AsyncClient, config: dict[str, Any], number: int) -> None:
    """A page that starts a run and stays open until its report is there."""
    await asyncio.sleep(number * ARRIVE)
    page = Page(client, config)
    changed = {"run-personas": 24, "run-kind": KINDS[number % len(KINDS)], "run-seed": number}
    page.fill(changed)
    shown: list[Any] = []
    async for output in page.press("run-start", "click"):
        if not shown:
            JOBS.append(output["data"][0])
        shown.append(output)
    if len(shown) < 2:
        raise SystemExit(f"a run ended at once: {shown}")


async def looked(client: httpx.AsyncClient, config: dict[str, Any], job: str | None) -> dict[str, float]:
    """Seconds that a visitor waits for the page, the board, the queue, and a job."""
    took = {}
    for what in ("page", "board", "queue", *(("job",) if job else ())):
        page, began = Page(client, config), time.perf_counter()
        if what == "page":
            (await client.get(URL)).raise_for_status()
        elif what == "job":
            body = {"data": [job]}
            made = (await client.post(f"{URL}/gradio_api/call/look_at_job", json=body)).json()["event_id"]
            answer = (await client.get(f"{URL}/gradio_api/call/look_at_job/{made}")).text
            assert "event: complete" in answer, answer
        else:
            text = json.dumps(await page.done({"board": "Leaderboard", "queue": "Submit a model"}[what], "select"))
            assert ("org/model7" if what == "board" else "org/tiny7") in text, text[:500]
        took[what] = time.perf_counter() - began
    return took


def told(when: str, took: list[dict[str, float]]) -> list[str]:
    """Print how long answers took; what took too long, in a sentence each."""
    print(f"{when}: {len(took)} looks")
    over = []
    for what in ("page", "board", "queue", "job"):
        seconds = sorted(one[what] for one in took if what in one)
        if len(seconds) > 1:
            middle, most = statistics.median(seconds), seconds[-1]
            late = statistics.quantiles(seconds, n=20)[-1]
            print(
                f"    {what:6} median {middle:5.2f} s, 95th percentile {min(late, most):5.2f} s, at most {most:5.2f} s"
            )
            if most > MOST_SECONDS:
                over.append(f"{when}: {what} took {most:.2f} s, at most {MOST_SECONDS:g} s may be")
    return over


def family(pid: int) -> list[int]:
    """A process and all its children."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return []
    return [pid, *(one for child in children for one in family(int(child)))]


def own(pid: int) -> float:
    """Proportional set size of a process in MiB: what several share counts once; 0 of one that has ended."""
    try:
        return int(Path(f"/proc/{pid}/smaps_rollup").read_text().split("Pss:")[1].split()[0]) / 1024
    except (FileNotFoundError, ProcessLookupError, IndexError):
        return 0.0


def memory(pid: int) -> float:
    """MiB of a process and all its children."""
    return sum(map(own, family(pid)))


if __name__ == "__main__":
    main()
