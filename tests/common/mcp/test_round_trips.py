"""Multi round-trip requests: a result that asks the client for something first (SEP-2322)."""

from collections.abc import Mapping
from typing import Any

import pytest
from mcp_types import methods

from common.mcp.protocol.definitions import (
    Context,
    InputRequired,
    Malformed,
    TextContent,
    ToolResult,
)
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


def ask(context: Context[Any, Any], arguments: Mapping[str, Any]) -> ToolResult | InputRequired:
    if context.client.state is None:
        return InputRequired({"who": QUESTION}, "state")
    if context.client.state != "state":
        raise Malformed("The state is not ours.")
    return ToolResult((TextContent(str(context.client.inputs["who"])),))


@pytest.fixture
def client() -> Client:
    return Client(Registry(ABOUT, [tool("ask", ask)]), STATELESS)


def test_question_is_the_result(client: Client) -> None:
    result = client.ask("tools/call", {"name": "ask"}, **ABLE)["result"]
    assert result["resultType"] == "input_required"
    assert result["inputRequests"] == {"who": QUESTION}
    assert result["requestState"] == "state"
    methods.validate_server_result("tools/call", STATELESS, result)


def test_answer_completes_the_call(client: Client) -> None:
    params = {"name": "ask", "inputResponses": {"who": "Ada"}, "requestState": "state"}
    result = client.ask("tools/call", params, **ABLE)["result"]
    assert result["resultType"] == "complete"
    assert result["content"][0]["text"] == "Ada"


def test_client_that_lacks_the_capability_is_told_which(client: Client) -> None:
    """2026-07-28: -32021 with data.requiredCapabilities."""
    answer = client.ask("tools/call", {"name": "ask"})
    assert answer["error"]["code"] == -32021
    assert answer["error"]["data"] == {"requiredCapabilities": {"elicitation": {}}}


def test_state_that_is_not_ours_is_an_error_and_no_result(client: Client) -> None:
    params = {"name": "ask", "inputResponses": {"who": "Ada"}, "requestState": "forged"}
    assert client.ask("tools/call", params, **ABLE)["error"]["code"] == -32602


@pytest.mark.parametrize("more", [{"inputResponses": []}, {"requestState": 5}])
def test_malformed_answers_are_invalid_params(client: Client, more: dict[str, Any]) -> None:
    assert client.ask("tools/call", {"name": "ask"} | more, **ABLE)["error"]["code"] == -32602


def test_client_of_the_handshake_era_is_refused_in_a_result() -> None:
    client = Client(Registry(ABOUT, [tool("ask", ask)]), "2025-11-25")
    result = client.ask("tools/call", {"name": "ask"})["result"]
    assert result["isError"] is True
    assert "2026-07-28" in result["content"][0]["text"]
