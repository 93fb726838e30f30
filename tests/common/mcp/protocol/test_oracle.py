"""Every message of the server validates against the official types of its revision.

``mcp-types`` contains one validator per method and revision, which forbids what the schema of the
revision forbids. ``1.0.0`` has the formats of 2025-11-25, as this product documents.
"""

from typing import Any

import pytest
from mcp_types import methods
from mcp_types.jsonrpc import JSONRPCError, JSONRPCNotification, JSONRPCResponse

from tests.common.mcp.client import HANDSHAKES, REVISIONS, STATELESS, Client
from tests.common.mcp.offering import offering

EVERYTHING: tuple[tuple[str, dict[str, Any]], ...] = (
    ("ping", {}),
    ("logging/setLevel", {"level": "debug"}),
    ("tools/list", {}),
    ("tools/call", {"name": "echo", "arguments": {"text": "a"}}),
    ("tools/call", {"name": "everything"}),
    ("tools/call", {"name": "refuse"}),
    ("tools/call", {"name": "report"}),
    ("resources/list", {}),
    ("resources/templates/list", {}),
    ("resources/read", {"uri": "count://er"}),
    ("resources/read", {"uri": "blob://one"}),
    ("resources/read", {"uri": "note://a"}),
    ("resources/subscribe", {"uri": "count://er"}),
    ("resources/unsubscribe", {"uri": "count://er"}),
    ("prompts/list", {}),
    ("prompts/get", {"name": "greet", "arguments": {"name": "Ada"}}),
    (
        "completion/complete",
        {
            "ref": {"type": "ref/prompt", "name": "greet"},
            "argument": {"name": "name", "value": "n"},
        },
    ),
    ("server/discover", {}),
)
FAILING: tuple[tuple[str, dict[str, Any]], ...] = (
    ("nonsense", {}),
    ("tools/call", {"name": "nothing"}),
    ("tools/call", {"name": "crash"}),
    ("resources/read", {"uri": "no://thing"}),
    ("prompts/get", {"name": "greet"}),
    ("tools/list", {"cursor": "x"}),
)


def schema_of(version: str) -> str:
    return "2025-11-25" if version == "1.0.0" else version


def offered(version: str) -> list[tuple[str, dict[str, Any]]]:
    known = methods.SERVER_RESULTS
    return [
        (method, params) for method, params in EVERYTHING if (method, schema_of(version)) in known
    ]


@pytest.mark.parametrize("page_size", [100, 2])
@pytest.mark.parametrize(
    ("version", "method", "params"),
    [(version, *request) for version in REVISIONS for request in offered(version)],
)
def test_results_are_valid(
    version: str, method: str, params: dict[str, Any], page_size: int
) -> None:
    """The types of mcp-types, which are generated from the specification's schemas."""
    answer = Client(offering(page_size=page_size), version).request(method, params)
    JSONRPCResponse.model_validate(answer)
    methods.validate_server_result(method, schema_of(version), answer["result"])


@pytest.mark.parametrize("version", HANDSHAKES)
def test_initialize_result_is_valid(version: str) -> None:
    """The types of mcp-types for initialize."""
    answer = Client(offering(), version).sent[0]
    JSONRPCResponse.model_validate(answer)
    methods.validate_server_result("initialize", schema_of(version), answer["result"])


@pytest.mark.parametrize("version", REVISIONS)
@pytest.mark.parametrize(("method", "params"), FAILING)
def test_errors_are_valid(version: str, method: str, params: dict[str, Any]) -> None:
    """The type of mcp-types for error responses."""
    JSONRPCError.model_validate(Client(offering(), version).request(method, params))


@pytest.mark.parametrize("version", REVISIONS)
def test_notifications_are_valid(version: str) -> None:
    """Progress, log messages, updates of resources and the notifications of a listener."""
    client = Client(offering(), version)
    level = {"io.modelcontextprotocol/logLevel": "debug"} if version == STATELESS else {}
    client.request("tools/call", {"name": "report"}, progressToken="t", **level)
    if version == STATELESS:
        wanted = {"resourceSubscriptions": ["count://er"]}
        client.request("subscriptions/listen", {"notifications": wanted})
    else:
        client.request("resources/subscribe", {"uri": "count://er"})
    for text in client.session.changed("count://er"):
        client.record(text)
    sent = [message for message in client.sent if "method" in message]
    expected = {
        "notifications/progress",
        "notifications/message",
        "notifications/resources/updated",
    }
    assert expected <= {message["method"] for message in sent}
    for message in sent:
        JSONRPCNotification.model_validate(message)
        kind = methods.SERVER_NOTIFICATIONS[message["method"], schema_of(version)]
        kind.model_validate(message)


def test_ended_listener_gets_a_valid_result() -> None:
    """The type of mcp-types for subscriptions/listen."""
    client = Client(offering(), STATELESS)
    client.request("subscriptions/listen", {"notifications": {}})
    (text,) = client.session.finish()
    client.record(text)
    methods.validate_server_result("subscriptions/listen", STATELESS, client.sent[-1]["result"])


def test_every_method_of_every_revision_is_offered() -> None:
    """mcp-types' own table of methods by revision, and ours."""
    from common.mcp.protocol.revisions import REVISIONS as OURS

    for version in REVISIONS:
        theirs = {
            method for method, known in methods.CLIENT_REQUESTS if known == schema_of(version)
        }
        assert OURS[version].methods == theirs
