"""Every message that we send validates against the official wire types of its revision.

``mcp-types`` holds them, one validator a method and revision; its validators forbid what a
revision's schema forbids. ``1.0.0`` has the shapes of 2025-11-25, as this product documents.
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


def wire(version: str) -> str:
    return "2025-11-25" if version == "1.0.0" else version


def offered(version: str) -> list[tuple[str, dict[str, Any]]]:
    known = methods.SERVER_RESULTS
    return [(method, params) for method, params in EVERYTHING if (method, wire(version)) in known]


@pytest.mark.parametrize("page_size", [100, 2])
@pytest.mark.parametrize(
    ("version", "method", "params"),
    [(version, *asked) for version in REVISIONS for asked in offered(version)],
)
def test_results_are_valid(
    version: str, method: str, params: dict[str, Any], page_size: int
) -> None:
    answer = Client(offering(page_size=page_size), version).ask(method, params)
    JSONRPCResponse.model_validate(answer)
    methods.validate_server_result(method, wire(version), answer["result"])


@pytest.mark.parametrize("version", HANDSHAKES)
def test_initialize_result_is_valid(version: str) -> None:
    answer = Client(offering(), version).sent[0]
    JSONRPCResponse.model_validate(answer)
    methods.validate_server_result("initialize", wire(version), answer["result"])


@pytest.mark.parametrize("version", REVISIONS)
@pytest.mark.parametrize(("method", "params"), FAILING)
def test_errors_are_valid(version: str, method: str, params: dict[str, Any]) -> None:
    JSONRPCError.model_validate(Client(offering(), version).ask(method, params))


@pytest.mark.parametrize("version", REVISIONS)
def test_notifications_are_valid(version: str) -> None:
    """Progress, log messages, updates of resources and what a listener gets."""
    client = Client(offering(), version)
    level = {"io.modelcontextprotocol/logLevel": "debug"} if version == STATELESS else {}
    client.ask("tools/call", {"name": "report"}, progressToken="t", **level)
    if version == STATELESS:
        wanted = {"resourceSubscriptions": ["count://er"]}
        client.ask("subscriptions/listen", {"notifications": wanted})
    else:
        client.ask("resources/subscribe", {"uri": "count://er"})
    for text in client.session.changed("count://er"):
        client._take(text)
    sent = [message for message in client.sent if "method" in message]
    expected = {
        "notifications/progress",
        "notifications/message",
        "notifications/resources/updated",
    }
    assert expected <= {message["method"] for message in sent}
    for message in sent:
        JSONRPCNotification.model_validate(message)
        kind = methods.SERVER_NOTIFICATIONS[message["method"], wire(version)]
        kind.model_validate(message)


def test_ended_listener_gets_a_valid_result() -> None:
    client = Client(offering(), STATELESS)
    client.ask("subscriptions/listen", {"notifications": {}})
    (text,) = client.session.finish()
    client._take(text)
    methods.validate_server_result("subscriptions/listen", STATELESS, client.sent[-1]["result"])


def test_every_method_of_every_revision_is_offered() -> None:
    """mcp-types' own table of methods by revision, and ours."""
    from common.mcp.protocol.revisions import REVISIONS as OURS

    for version in REVISIONS:
        theirs = {method for method, known in methods.CLIENT_REQUESTS if known == wire(version)}
        assert OURS[version].methods == theirs
