"""The page by program: eight visitors at once, each with their own rows; MCP; errors of one sentence."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

KINDS = ("human", "collapsed", "shallow", "caricature", "noise")


@pytest.fixture(scope="module")
def served(serve):
    return serve(per_session=2, per_address=100, waiting=100)


def finished(client, job, seconds=240):
    end = time.monotonic() + seconds
    while (now := client.predict(job, api_name="/look_at_job"))["state"] in ("queued", "running", "stopping"):
        assert time.monotonic() < end, now
        time.sleep(1)
    return now


def test_eight_visitors_at_once_see_their_own_rows_only(served):
    url, _ = served

    def visit(number):
        kind = KINDS[number % 5]
        client = Client(url, verbose=False)
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
    client = Client(url, verbose=False)
    job = client.predict("simulated:caricature", api_name="/start_run", personas=100)["job"]
    assert finished(client, job)["finished"] == ["bfi44"]
    found = client.predict(job, api_name="/job_result")
    assert found["signature"]["name"] == "caricature"
    coverage = next(part for part in found["numbers"] if part["title"] == "Coverage, in items")
    assert coverage["columns"][:3] == ["number", "value", "95 % interval"]


def test_answers_from_elsewhere_are_scored(served):
    from persona_collapse.simulation import simulate

    url, _ = served
    client = Client(url, verbose=False)
    table = simulate("shallow", 100, seed=3).to_csv()
    job = client.predict(table, api_name="/score_answers")["job"]
    assert finished(client, job)["state"] == "finished"
    assert client.predict(job, api_name="/job_result")["signature"]["name"] == "shallow"


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
        ({"model": "gpt", "place": "endpoint", "key": "sk 9"}, "letters that no key has"),
    ],
)
def test_errors_are_one_sentence(served, given, told):
    url, desk = served
    with pytest.raises(AppError) as refused:
        Client(url, verbose=False).predict(**given, api_name="/start_run")
    words = str(refused.value)
    assert told in words
    assert "Traceback" not in words
    assert "sk 9" not in words
    assert str(desk.settings.folder) not in words


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/v1", "https://localhost/v1", "https://[::ffff:10.0.0.1]/v1", "file:///etc"]
)
def test_a_job_never_asks_this_network(served, url):
    client = Client(served[0], verbose=False)
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
            assert {"start_run", "score_answers", "look_at_job", "stop_job", "job_result", "read_reply"} <= set(tools)
            assert "request" not in tools["start_run"].inputSchema["properties"]
            return await session.call_tool("read_reply", {"reply": "Agree a little."})

    answer = asyncio.run(ask())
    assert not answer.isError
    assert '"answer": 4' in answer.content[0].text or "'answer': 4" in answer.content[0].text
