"""The app under load: first paint, first live number, fifty queued jobs, memory. Needs Chromium and the extras test and space.

python benchmarks/space.py
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
from gradio_client import Client
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PORT = 17877
URL = f"http://127.0.0.1:{PORT}/"
QUEUED = 50


def main() -> None:
    """Start the app in a folder of its own, measure, end it."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "PERSONA_COLLAPSE_SPACE_FOLDER": folder,
            "PERSONA_COLLAPSE_SPACE_PER_SESSION": "100",
            "PERSONA_COLLAPSE_SPACE_PER_ADDRESS": "100",
            "GRADIO_SERVER_PORT": str(PORT),
            "GRADIO_ANALYTICS_ENABLED": "0",
        }
        started = time.perf_counter()
        app = subprocess.Popen(
            [sys.executable, str(ROOT / "space" / "app.py")],
            env={**os.environ, **settings},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            client = connected()
            print(f"started                            {time.perf_counter() - started:5.1f} s")
            time.sleep(5)  # the workers import what they need
            print(f"memory, idle                       {memory(app.pid):5.0f} MiB")
            in_the_browser()
            with_fifty_queued(client, app.pid)
        finally:
            app.terminate()
            app.wait(20)


def connected() -> Client:
    """A client, as soon as the app answers."""
    for _ in range(300):
        try:
            return Client(URL, verbose=False)
        except (OSError, httpx.HTTPError, ValueError):  # not listening yet, or not answering as an app does
            time.sleep(0.3)
    raise SystemExit("the app did not start")


def in_the_browser() -> None:
    """First paint, and the first live number of a simulated run of 200."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        began = time.perf_counter()
        page.goto(URL)
        page.get_by_role("button", name="Start", exact=True).wait_for()
        print(f"first useful paint                 {time.perf_counter() - began:5.1f} s")
        began = time.perf_counter()
        page.get_by_role("button", name="Start", exact=True).click()
        page.get_by_text("So far").wait_for()
        print(f"first live number                  {time.perf_counter() - began:5.1f} s")
        page.locator("#run-headline h2").wait_for(timeout=120_000)
        print(f"report of 200 personas             {time.perf_counter() - began:5.1f} s")
        browser.close()


def with_fifty_queued(client: Client, pid: int) -> None:
    """How fast the page answers, and how much memory there is, while fifty jobs are worked off."""
    jobs = [
        client.predict("simulated:shallow", api_name="/start_run", personas=200, seed=seed)["job"]
        for seed in range(QUEUED)
    ]
    answers, most, began = [], 0.0, time.perf_counter()
    while True:
        asked = time.perf_counter()
        last = client.predict(jobs[-1], api_name="/look_at_job")
        answers.append(time.perf_counter() - asked)
        most = max(most, memory(pid))
        if last["state"] == "finished":
            break
        time.sleep(1)
    print(f"{QUEUED} jobs of 200 personas            {time.perf_counter() - began:5.0f} s")
    print(f"an answer meanwhile, median        {statistics.median(answers):5.2f} s, at most {max(answers):.2f} s")
    print(f"memory, at most                    {most:5.0f} MiB")


def memory(pid: int) -> float:
    """Proportional set size of a process and its children, in MiB: shared pages count once."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    own = Path(f"/proc/{pid}/smaps_rollup").read_text().split("Pss:")[1].split()[0]
    return int(own) / 1024 + sum(memory(int(child)) for child in children)


if __name__ == "__main__":
    main()
