"""The page by program: eight visitors at once, each with their own rows; MCP; errors of one sentence."""

import asyncio
import importlib.util
import json
import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from http.client import HTTPConnection
from threading import Event
from urllib.parse import urlsplit

import gradio as gr
import httpx
import pytest
from gradio import state_holder
from gradio.state_holder import SessionState
from gradio_client import Client
from gradio_client.exceptions import AppError
from jsonschema import validate

from persona_collapse.reading import Reading
from persona_collapse.results import Signature
from space.desk.job_folder import Progress
from space.desk.sightings import Sighting
from space.page import returned
from space.page.mcp_tools import READ
from space.page.request_size import BodyLimit
from space.page.serving import launch
from tests.support.waiting import PATIENCE, until

JSON = {"Content-Type": "application/json"}
TOOLS = {"start_run", "score_answers", "look_at_job", "stop_job", "job_result", "read_reply"}
TOOLS |= {"leaderboard", "compare_rows", "explain_number", "queue_of_models", "submit_model"}
FIELDS = {
    "start_run": {"job"},
    "look_at_job": {"state", "progress", "finished"},
    "job_result": {"signature", "warnings", "numbers", "schema"},
    "leaderboard": {"rows", "note"},
    "explain_number": {"names", "formula"},
    "submit_model": {"model", "user", "questions", "address"},
}
"""Some of what the functions return."""
KINDS = ("human", "collapsed", "shallow", "caricature", "noise")


@pytest.fixture(scope="module")
def served(serve):
    return serve(per_session=2, per_address=100, waiting=100)


def client_of(url):
    """A client with patience: while eight visitors begin on two cores, the app answers after more than its 5 seconds."""
    return Client(url, verbose=False, httpx_kwargs={"timeout": PATIENCE})


def finished(client, job):
    def over():
        now = client.predict(job, api_name="/look_at_job")
        return now["state"] not in ("queued", "running", "stopping") and now

    return until(over, seconds=2 * PATIENCE, every=1)


def test_eight_visitors_at_once_see_their_own_rows_only(served):
    url, _ = served

    def visit(number):
        kind = KINDS[number % 5]
        client = client_of(url)
        job = client.predict(
            f"simulated:{kind}", "simulated", "bfi44", 42 + number, api_name="/start_run", seed=number
        )["job"]
        assert finished(client, job)["state"] == "finished"
        record = client.predict(job, "bfi44", True, api_name="/job_result")
        return job, record["population"]["source"], record["population"]["respondents"], record["asked"]["seed"]

    with ThreadPoolExecutor(8) as visitors:
        seen = list(visitors.map(visit, range(8)))
    assert len({job for job, *_ in seen}) == 8
    assert [rest for _, *rest in seen] == [[f"simulated:{KINDS[n % 5]}", 42 + n, n] for n in range(8)]


def test_numbers_come_as_printed(served):
    url, _ = served
    client = client_of(url)
    job = client.predict("simulated:caricature", api_name="/start_run", personas=100)["job"]
    assert finished(client, job)["finished"] == ["bfi44"]
    found = client.predict(job, api_name="/job_result")
    types = {name.removeprefix("/"): one["returns"][0]["type"] for name, one in _info(url).items()}
    whole = client.predict(job, whole=True, api_name="/job_result")
    for name, result in (("look_at_job", finished(client, job)), ("job_result", found), ("job_result", whole)):
        validate(result, {**types[name], "additionalProperties": result is whole})
    assert found["signature"]["name"] == "caricature"
    coverage = next(part for part in found["numbers"] if part["title"] == "Coverage, in items")
    assert coverage["columns"][:3] == ["number", "value", "95 % interval"]


def _info(url):
    """What Gradio says of the functions."""
    return httpx.get(f"{url}gradio_api/info", timeout=PATIENCE).json()["named_endpoints"]


@pytest.mark.parametrize(
    ("said", "returned_as"),
    [(Sighting, "JobStatus"), (Progress, "Progress"), (Reading, "Reading"), (Signature, "Signature")],
)
def test_what_is_returned_has_the_fields_of_what_it_is_made_of(said, returned_as):
    assert getattr(returned, returned_as).__annotations__.keys() == {one.name for one in fields(said)}


def test_answers_from_elsewhere_are_scored(served):
    from persona_collapse.simulation import simulate

    url, _ = served
    client = client_of(url)
    table = simulate("shallow", 100, seed=3).to_csv()
    job = client.predict(table, api_name="/score_answers")["job"]
    assert finished(client, job)["state"] == "finished"
    assert client.predict(job, api_name="/job_result")["signature"]["name"] == "shallow"


def test_answers_are_scored_by_what_is_declared_of_them(served):
    from persona_collapse.simulation import simulate

    url, _ = served
    client = client_of(url)
    people = simulate("noise", 30, seed=3).values.astype(int) - 1
    table = "\n".join(
        [",".join(f"Q{n}" for n in range(1, 45)), *(",".join(map(str, row)) for row in people), "9" + ",0" * 43]
    )
    with pytest.raises(AppError, match=r'44 columns Q1\.\.Q44 may be bfi44; if they are, set instrument="bfi44"'):
        client.predict(table, api_name="/score_answers")
    with pytest.raises(AppError, match='set scale="0-4" if that is its scale'):
        client.predict(table.replace("\n9,", "\n1,"), instrument="bfi44", api_name="/score_answers")
    given = {"instrument": "bfi44", "scale": "0-4", "missing": "9"}
    job = client.predict(table, **given, api_name="/score_answers")["job"]
    assert finished(client, job)["state"] == "finished"
    assert client.predict(job, whole=True, api_name="/job_result")["population"]["respondents"] == 31


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"model": "simulated:nobody"}, "no simulated respondents of kind"),
        ({"model": "simulated:human", "place": "moon"}, "There is no place"),
        ({"model": "simulated:human", "instrument": "mmpi"}, "There is no instrument"),
        ({"model": "simulated:human", "personas": 5000}, "give 24 to 1,144"),
        ({"model": "simulated:human", "personas": 20}, "give 24 to 1,144"),
        ({"model": "gpt", "place": "providers"}, "need a login"),
        ({"model": "../../etc/passwd", "place": "here"}, "../../etc/passwd"),
        (
            {"model": "gpt", "place": "endpoint", "base_url": "https://a.org", "key": "sk 9"},
            "characters that a key cannot have",
        ),
        ({"model": "gpt", "place": "endpoint", "base_url": "https://a.org", "key": ["sk 9"]}, "key is not text"),
        ({"model": "gpt", "place": "endpoint", "base_url": "https://me:sk%209@a.org"}, "remove it"),
        ({"model": "simulated:human", "personas": "24"}, "not a whole number"),
        ({"model": "<img src=x>", "place": "<img src=x>"}, "'<img src=x>'"),
    ],
)
def test_errors_are_one_sentence(served, given, told):
    url, desk = served
    with pytest.raises(AppError) as refused:
        client_of(url).predict(**given, api_name="/start_run")
    words = str(refused.value)
    assert told in words
    assert "Traceback" not in words
    assert "sk 9" not in words
    assert str(desk.settings.folder) not in words
    assert not any(b"sk%209" in file.read_bytes() for file in desk.settings.folder.glob("jobs/*/job.json"))


@pytest.mark.parametrize(
    ("endpoint", "given", "told"),
    [
        ("/score_answers", {"table": 5}, "not text"),
        ("/score_answers", {"table": "a,b\n\ud800,1\n"}, "lone surrogate"),
        ("/score_answers", {"table": "a\n1\n", "format": "exe"}, "no format"),
        ("/score_answers", {"table": "a\n1\n", "instrument": ["bfi44"]}, "no instrument"),
        ("/score_answers", {"table": "a\n1\n", "scale": "5-1"}, 'scale=\\"5-1\\": use LOW-HIGH'),
        ("/score_answers", {"table": "a\n1\n", "map": "/etc/passwd"}, "for the number of an item"),
        ("/score_answers", {"table": "a\n1\n", "missing": ["0"]}, "issing is a text of at most 200 characters"),
        ("/read_reply", {"reply": "1" * 10_001}, "at most 10,000 characters"),
        ("/read_reply", {"reply": None}, "at most 10,000 characters"),
        ("/look_at_job", {"job": 7}, "22 letters"),
        ("/stop_job", {"job": "../" * 10**5}, "22 letters"),
        ("/job_result", {"job": "A" * 22}, "no job"),
    ],
)
def test_what_no_function_takes(served, endpoint, given, told):
    # past gradio_client, which would look for files in what is given
    call = f"{served[0]}gradio_api/call{endpoint}"
    options = {"missing": "", "labels": False, "scale": "", "reversed_already": False, "where": "", "map": ""}
    names = {
        "/score_answers": ("table", "format", "instrument", *options),
        "/job_result": ("job", "instrument", "whole"),
    }
    usual = {"format": "csv", "instrument": "bfi44", "whole": False, **options}
    data = [{**usual, **given}[name] for name in names.get(endpoint, tuple(given))]
    event = httpx.post(call, content=json.dumps({"data": data}), headers=JSON, timeout=PATIENCE).json()["event_id"]
    words = httpx.get(f"{call}/{event}", timeout=PATIENCE).text
    assert "event: error" in words
    assert told in words
    assert len(words) < 500


def test_only_results_can_be_fetched_and_only_by_their_jobs_id(served):
    url, desk = served
    client = client_of(url)
    job = client.predict("simulated:noise", api_name="/start_run")["job"]
    finished(client, job)
    root = desk.settings.folder
    found = [file for file in root.rglob("*") if job in file.parts]
    kept = {"report.html", "result.json", "answers.csv", "answers.parquet"}
    fetched = {file.name for file in found if _status(url, str(file)) == 200}
    assert fetched == kept
    assert {"job.json", "replies.sqlite"} <= {file.name for file in found}
    for place in ("", "/results", "/results/../jobs/{job}/job.json", "/results/..%2fjobs/{job}/job.json"):
        assert _status(url, f"{root}{place.format(job=job)}") == 403
    assert _status(url, "/etc/passwd") == 403


def _status(url, path):
    to = HTTPConnection(urlsplit(url).netloc)  # which leaves .. where it is
    to.request("GET", f"/gradio_api/file={path}")
    return to.getresponse().status


def test_a_file_of_somebody_else_is_not_taken_for_an_upload(served):
    url, desk = served
    client = client_of(url)
    job = client.predict("simulated:noise", api_name="/start_run")["job"]
    theirs = str(desk.settings.folder / "jobs" / job / "job.json")
    page = httpx.get(f"{url}config", timeout=PATIENCE).json()
    files = {one["id"] for one in page["components"] if one["props"].get("elem_id") in ("upload-file", "board-file")}
    events = [one for one in page["dependencies"] if one["backend_fn"] and files & set(one["inputs"])]
    assert len(events) >= 2
    for number, event in enumerate(events):
        given = {"path": theirs, "meta": {"_type": "gradio.FileData"}}
        asked = {"data": [given], "fn_index": event["id"], "session_hash": f"stranger{number}"}
        httpx.post(f"{url}gradio_api/queue/join", json=asked, timeout=PATIENCE)
        session = {"session_hash": f"stranger{number}"}
        said = httpx.get(f"{url}gradio_api/queue/data", params=session, timeout=PATIENCE).text
        assert '"success":false' in said
        assert theirs not in said
        assert "noise" not in said


def test_a_request_has_an_end_and_nobody_watches(served):
    to = HTTPConnection(urlsplit(served[0]).netloc)
    to.putrequest("POST", "/gradio_api/queue/join")
    to.putheader("Content-Length", str(10**9))
    to.endheaders()
    assert to.getresponse().status == 413
    assert httpx.get(f"{served[0]}monitoring/summary", timeout=PATIENCE).status_code == 403


def test_sixty_pages_that_follow_a_job_keep_nobody_waiting(served):
    following, leave = [], Event()

    async def follow() -> str:
        following.append(1)
        while not leave.is_set():
            await asyncio.sleep(0.05)
        return "over"

    def quick() -> str:
        return "done"

    with gr.Blocks() as page:
        gr.api(follow, concurrency_limit=None)
        gr.api(quick)
    _, url, _ = launch(page, served[1], server_name="127.0.0.1", prevent_thread_lock=True, quiet=True)
    try:
        client = Client(url, verbose=False, max_workers=100, httpx_kwargs={"timeout": PATIENCE})
        pages = [client.submit(api_name="/follow") for _ in range(60)]
        until(lambda: len(following) == 60)
        assert client.submit(api_name="/quick").result(PATIENCE) == "done"
        leave.set()
        assert {one.result(PATIENCE) for one in pages} == {"over"}
    finally:
        leave.set()
        page.close()


def test_what_a_page_shows_is_not_kept_for_it(served):
    with gr.Blocks() as page:
        report = gr.HTML()
        page.load(lambda: "a report", None, report)
    state = SessionState(page)
    (shown,) = asyncio.run(page.process_api(page.default_config.fns[0], [], state=state))["data"]
    assert shown == "a report"
    kept = vars(state).keys() - {"blocks_config"}
    assert len(pickle.dumps([vars(state)[name] for name in kept])) < 1000, "a thousand pages with megabytes each"
    plan = importlib.util.spec_from_file_location("plain", state_holder.__file__)
    plan.loader.exec_module(plain := importlib.util.module_from_spec(plan))
    usual = vars(plain.SessionState(page))
    assert {name: type(usual[name]) for name in vars(state)} == {name: type(one) for name, one in vars(state).items()}
    assert usual.keys() - vars(state).keys() == {"config_values"}, "all else that Gradio gives a page is there"


@pytest.mark.parametrize(("sizes", "reaches"), [((50, 50), True), ((50, 51), False)])
def test_a_request_that_does_not_say_its_size(sizes, reaches):
    waiting = [{"type": "http.request", "body": b"x" * size, "more_body": True} for size in sizes]
    heard = []

    async def app(scope, receive, send):
        heard.extend([(await receive())["type"] for _ in sizes])

    async def receive():
        return waiting.pop(0)

    asyncio.run(BodyLimit(app, most=100)({"type": "http", "headers": []}, receive, None))
    assert heard == ["http.request", "http.request" if reaches else "http.disconnect"]


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/v1", "https://localhost/v1", "https://[::ffff:10.0.0.1]/v1", "https://0.0.0.0/v1"]
)
def test_a_job_never_asks_this_network(served, url):
    client = client_of(served[0])
    job = client.predict("gpt", "endpoint", base_url=url, key="sk-9", api_name="/start_run")["job"]
    now = finished(client, job)
    assert (now["state"], now["finished"]) == ("failed", [])
    assert now["words"]
    assert "sk-9" not in str(now)


def test_the_same_as_mcp_tools(served):
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async def ask():
        async with (
            streamablehttp_client(f"{served[0]}gradio_api/mcp/") as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            tools = {tool.name: tool for tool in (await session.list_tools()).tools}
            assert set(tools) == TOOLS, "and nothing of what the page's buttons do"
            assert "request" not in tools["start_run"].inputSchema["properties"]
            assert {name for name, one in tools.items() if one.annotations.readOnlyHint} == set(READ)
            assert not tools["queue_of_models"].annotations.readOnlyHint, "it may begin an evaluation"
            assert tools["queue_of_models"].annotations.idempotentHint
            assert {name for name, one in tools.items() if one.annotations.destructiveHint} == {"stop_job"}
            assert all(one.outputSchema["type"] == "object" for one in tools.values())
            for name, some in FIELDS.items():
                assert tools[name].outputSchema["properties"].keys() >= some  # the client holds results against them
            row = tools["leaderboard"].outputSchema["properties"]["rows"]["items"]
            assert row["properties"]["rank"] == {"oneOf": [{"type": "null"}, {"type": "integer"}]}
            board = await session.call_tool("leaderboard", {"search": "labels overdone"})
            first, second = (row["title"] for row in board.structuredContent["rows"][:2])
            return (
                await session.call_tool("read_reply", {"reply": "Agree a little."}),
                board,
                await session.call_tool("compare_rows", {"first": first, "second": second}),
                await session.call_tool("explain_number", {"name": "coverage"}),
                await session.call_tool("explain_number", {"name": "<b>"}),
            )

    reply, board, pair, coverage, unknown = asyncio.run(ask())
    assert (reply.isError, reply.structuredContent["answer"]) == (False, 4)
    row = board.structuredContent["rows"][0]
    assert (row["name"], row["signature"], row["rank"]) == ("Labels overdone", "caricature", None)
    low, high = row["intervals"]["human_likeness"]
    assert low < row["numbers"]["human_likeness"] < high
    assert {one["number"] for one in pair.structuredContent["numbers"]} >= {"coverage", "LID"}
    assert "100 and 500" in pair.structuredContent["note"] or "500 and 100" in pair.structuredContent["note"]
    assert coverage.structuredContent["formula"].startswith("\\")
    assert unknown.isError
    assert "There is no number '<b>'" in unknown.content[0].text, "a program gets what it gave, not HTML"
