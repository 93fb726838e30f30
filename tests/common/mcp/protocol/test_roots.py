"""The roots of a client: requested after the handshake, if tools use them (client, roots)."""

from collections.abc import Mapping
from typing import Any

import pytest
from mcp_types import ListRootsRequest, methods

from common.mcp.protocol.content import TextContent
from common.mcp.protocol.definitions import Context, InputRequired, ToolResult
from common.mcp.protocol.registry import Registry
from tests.common.mcp.client import STATELESS, Client, initialize
from tests.common.mcp.offering import ABOUT, tool

ROOTS = {"roots": [{"uri": "file:///home/ada"}]}
INITIALIZED = {"jsonrpc": "2.0", "method": "notifications/initialized"}
CHANGED = {"jsonrpc": "2.0", "method": "notifications/roots/list_changed"}


def show(context: Context[Any, Any], arguments: Mapping[str, Any]) -> ToolResult | InputRequired:
    if "roots" in context.client.capabilities and "roots" not in context.client.inputs:
        return InputRequired({"roots": {"method": "roots/list"}})
    return ToolResult((TextContent(str(context.client.inputs.get("roots"))),))


def client(*, uses_roots: bool = True, **capabilities: Any) -> Client:
    """Return a client that has declared *capabilities*."""
    made = Client(Registry(ABOUT, [tool("show", show)], uses_roots=uses_roots), STATELESS)
    message = initialize("2025-11-25")
    message["params"]["capabilities"] = capabilities
    made.send(message)
    made.version = "2025-11-25"
    return made


def shown(asking: Client) -> str:
    text: str = asking.request("tools/call", {"name": "show"})["result"]["content"][0]["text"]
    return text


def test_roots_are_requested_and_reach_the_tool() -> None:
    """Client, roots, protocol messages."""
    asking = client(roots={"listChanged": True})
    (request,) = asking.send(INITIALIZED)
    assert request == {"jsonrpc": "2.0", "id": request["id"], "method": "roots/list"}
    ListRootsRequest.model_validate(request)
    assert shown(asking) == "None"
    assert asking.send({"jsonrpc": "2.0", "id": request["id"], "result": ROOTS}) == []
    assert shown(asking) == str(ROOTS)


def test_changed_roots_are_requested_again() -> None:
    """Client, roots, root list changes: only the newest answer counts."""
    asking = client(roots={"listChanged": True})
    (first,) = asking.send(INITIALIZED)
    (second,) = asking.send(CHANGED)
    assert first["id"] != second["id"]
    asking.send({"jsonrpc": "2.0", "id": second["id"], "result": ROOTS})
    asking.send({"jsonrpc": "2.0", "id": first["id"], "result": {"roots": []}})
    assert shown(asking) == str(ROOTS)


@pytest.mark.parametrize("notification", [INITIALIZED, CHANGED])
def test_roots_are_not_requested_of_a_client_without_them(notification: dict[str, Any]) -> None:
    """Lifecycle, capability negotiation: only declared capabilities are used."""
    assert client(sampling={}).send(notification) == []
    assert client(uses_roots=False, roots={}).send(notification) == []


def test_answer_to_no_request_has_no_effect() -> None:
    """JSON-RPC 2.0, 5: a response has the id of its request."""
    asking = client(roots={})
    (request,) = asking.send(INITIALIZED)
    for answer in (
        {"id": "roots-9", "result": ROOTS},
        {"id": request["id"], "error": {"code": -32601, "message": "no"}},
        {"id": request["id"], "result": [ROOTS]},
    ):
        assert asking.send({"jsonrpc": "2.0", **answer}) == []
    assert shown(asking) == "None"


def test_stateless_client_sends_roots_with_the_repeated_call() -> None:
    """SEP-2322: the request is in the result, and the answer in the repeated request."""
    asking = Client(Registry(ABOUT, [tool("show", show)], uses_roots=True), STATELESS)
    able = {"io.modelcontextprotocol/clientCapabilities": {"roots": {}}}
    result = asking.request("tools/call", {"name": "show"}, **able)["result"]
    methods.validate_server_result("tools/call", STATELESS, result)
    assert result["inputRequests"] == {"roots": {"method": "roots/list"}}
    repeated = {"name": "show", "inputResponses": {"roots": ROOTS}}
    answer = asking.request("tools/call", repeated, **able)["result"]
    assert answer["content"][0]["text"] == str(ROOTS)
