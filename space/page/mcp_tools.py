"""What Gradio does not say of MCP tools: which of them only read, the fields of their results, and these as JSON."""

import ast
import json
from typing import Any

from mcp import types

READ = ("look_at_job", "job_result", "read_reply", "leaderboard", "compare_rows", "explain_number")
"""Tools that change nothing."""

AGAIN = (*READ, "stop_job", "queue_of_models")
"""Tools that do nothing more when they are called again; reading the queue lets this hardware evaluate one of its models."""

ELSEWHERE = ("start_run", "leaderboard", "compare_rows", "queue_of_models", "submit_model")
"""Tools that ask other servers."""


def complete(server: Any, page: Any) -> None:
    """Let a server list its tools with annotations and the schema of their results, and return these as JSON too.

    Parameters
    ----------
    server : of the MCP library, as Gradio made it
    page : with the functions that are its tools
    """
    results = results_of(page)
    listing, calling = (server.request_handlers[one] for one in (types.ListToolsRequest, types.CallToolRequest))

    async def listed(request: Any) -> Any:
        found = await listing(request)
        for tool in found.root.tools:
            tool.annotations = types.ToolAnnotations(
                readOnlyHint=tool.name in READ,
                destructiveHint=tool.name == "stop_job",
                idempotentHint=tool.name in AGAIN,
                openWorldHint=tool.name in ELSEWHERE,
            )
            tool.outputSchema = results.get(tool.name, {"type": "object"})
        return found

    async def called(request: Any) -> Any:
        found = await calling(request)
        if not found.root.isError:
            result = _result(found.root.content)
            text = json.dumps(result, allow_nan=False, ensure_ascii=False)
            found.root.structuredContent, found.root.content = result, [types.TextContent(type="text", text=text)]
        return found

    server.request_handlers[types.ListToolsRequest] = listed
    server.request_handlers[types.CallToolRequest] = called


def results_of(page: Any) -> dict[str, dict[str, Any]]:
    """The schema of what each function returns, by its name: of one JSON object, whose fields Gradio has from the type.
    Those of the page itself, such as its login, return nothing.

    Parameters
    ----------
    page : with the functions
    """
    found = page.get_api_info()["named_endpoints"]
    return {name.removeprefix("/"): one["returns"][0]["type"] for name, one in found.items() if one["returns"]}


def _result(content: list[Any]) -> dict[str, Any]:
    """The object that a function returned, of which Gradio makes a text as Python prints it."""
    found = ast.literal_eval(content[0].text)
    assert isinstance(found, dict), "every function returns an object"
    return found
