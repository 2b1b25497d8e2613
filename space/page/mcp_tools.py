"""What Gradio does not say of MCP tools: which of them only read, and their results as JSON."""

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

RESULT = {"type": "object", "additionalProperties": True}
"""Every tool returns one JSON object."""


def complete(server: Any) -> None:
    """Let a server list its tools with annotations and the schema of their results, and return these as JSON too.

    Parameters
    ----------
    server : of the MCP library, as Gradio made it
    """
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
            tool.outputSchema = RESULT
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


def _result(content: list[Any]) -> dict[str, Any]:
    """The object that a function returned, of which Gradio makes a text as Python prints it."""
    found = ast.literal_eval(content[0].text)
    assert isinstance(found, dict), "every function returns an object"
    return found
