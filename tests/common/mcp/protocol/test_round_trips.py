"""Multi round-trip requests: a result that requests input from the client (SEP-2322)."""

from collections.abc import Mapping
from typing import Any

import pytest
from mcp_types import methods

from common.mcp.protocol.content import TextContent
from common.mcp.protocol.definitions import Context, InputRequired, Malformed, ToolResult
from common.mcp.protocol.registry import Registry
from tests.common.mcp.client import STATELESS, Client
from tests.common.mcp.offering import ABOUT, tool

ABLE = {"io.modelcontextprotocol/clientCapabilities": {"elicitation": {}}}
QUESTION = {
    "method": "elicitation/create",
    "params": {
        "mode": "form",
        "message": "Who?",
        "requestedSchema": {"type": "object", "properties": {"name": {"type": "string"}}},
    },
}


def greet(context: Context[Any, Any], arguments: Mapping[str, Any]) -> ToolResult | InputRequired:
    if context.client.state is None:
        return InputRequired({"who": QUESTION}, "state")
    if context.client.state != "state":
        raise Malformed("The state is forged.")
    return ToolResult((TextContent(str(context.client.inputs["who"])),))


@pytest.fixture
def client() -> Client:
    return Client(Registry(ABOUT, [tool("greet", greet)]), STATELESS)


def test_question_is_the_result(client: Client) -> None:
    """SEP-2322: resultType input_required with the requests and the state."""
    result = client.request("tools/call", {"name": "greet"}, **ABLE)["result"]
    assert result["resultType"] == "input_required"
    assert result["inputRequests"] == {"who": QUESTION}
    assert result["requestState"] == "state"
    methods.validate_server_result("tools/call", STATELESS, result)


def test_answer_completes_the_call(client: Client) -> None:
    """SEP-2322: the repeated call has the responses and the state."""
    params = {"name": "greet", "inputResponses": {"who": "Ada"}, "requestState": "state"}
    result = client.request("tools/call", params, **ABLE)["result"]
    assert result["resultType"] == "complete"
    assert result["content"][0]["text"] == "Ada"


def test_missing_capability_is_named(client: Client) -> None:
    """2026-07-28: -32021 with data.requiredCapabilities."""
    answer = client.request("tools/call", {"name": "greet"})
    assert answer["error"]["code"] == -32021
    assert answer["error"]["data"] == {"requiredCapabilities": {"elicitation": {}}}


def test_forged_state_is_an_error(client: Client) -> None:
    """SEP-2322: a server must not trust the state; JSON-RPC 2.0, 5.1: -32602."""
    params = {"name": "greet", "inputResponses": {"who": "Ada"}, "requestState": "forged"}
    assert client.request("tools/call", params, **ABLE)["error"]["code"] == -32602


@pytest.mark.parametrize("more", [{"inputResponses": []}, {"requestState": 5}])
def test_malformed_answers_are_invalid_params(client: Client, more: dict[str, Any]) -> None:
    """SEP-2322: inputResponses is an object and requestState a string."""
    assert client.request("tools/call", {"name": "greet"} | more, **ABLE)["error"]["code"] == -32602


def test_call_that_needs_input_is_refused_under_earlier_revisions() -> None:
    """2025-11-25, schema: it has no input_required result."""
    client = Client(Registry(ABOUT, [tool("greet", greet)]), "2025-11-25")
    result = client.request("tools/call", {"name": "greet"})["result"]
    assert result["isError"] is True
    assert "2026-07-28" in result["content"][0]["text"]
