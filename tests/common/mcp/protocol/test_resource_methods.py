"""Resources: reading, and notifications of changes.

Expectations: the specification's revisions.
"""

import json

import pytest

from tests.common.mcp.client import REVISIONS, STATELESS, Client, error
from tests.common.mcp.offering import offering


@pytest.mark.parametrize("version", REVISIONS)
def test_resource_is_read(version: str) -> None:
    """Resources, reading: bytes are in `blob`, as base64."""
    answer = Client(offering(), version).request("resources/read", {"uri": "blob://one"})
    assert answer["result"]["contents"] == [{"uri": "blob://one", "blob": "iVBORw0KGgo="}]


@pytest.mark.parametrize(
    ("uri", "text"),
    [("note://a%20b", "a b"), ("note://https://x.example/y", "https://x.example/y")],
)
def test_template_is_read_with_its_variables_decoded(uri: str, text: str) -> None:
    """RFC 6570, 3.2.2; models write reserved characters unescaped, which is accepted too."""
    (contents,) = Client(offering()).request("resources/read", {"uri": uri})["result"]["contents"]
    assert contents == {"uri": uri, "text": text, "mimeType": "text/plain"}


@pytest.mark.parametrize(
    ("version", "code"),
    [("1.0.0", -32002), ("2024-11-05", -32002), ("2025-11-25", -32002), (STATELESS, -32602)],
)
@pytest.mark.parametrize("uri", ["nothing://here", "note://missing"])
def test_missing_resource_has_the_error_code_of_the_revision(
    version: str, code: int, uri: str
) -> None:
    """Resources, error handling: -32002; 2026-07-28, changelog: -32602."""
    answer = Client(offering(), version).request("resources/read", {"uri": uri})
    assert error(answer) == (code, 1)
    assert answer["error"]["data"] == {"uri": uri}


@pytest.mark.parametrize("method", ["resources/read", "resources/subscribe"])
def test_percent_encoding_other_than_utf_8_is_invalid_params(method: str) -> None:
    """RFC 3986, 2.5: the characters are unknown, and must not become other ones."""
    answer = Client(offering()).request(method, {"uri": "note://a%FF"})
    assert error(answer) == (-32602, 1)
    assert "UTF-8" in answer["error"]["message"]


def test_refused_read_is_invalid_params() -> None:
    """JSON-RPC 2.0, 5.1: -32602, with the text of the CallError."""
    answer = Client(offering()).request("resources/read", {"uri": "note://bad"})
    assert error(answer) == (-32602, 1)
    assert answer["error"]["message"] == "The name is bad."


def test_unavailable_resource_is_an_internal_error() -> None:
    """JSON-RPC 2.0, 5.1: -32603 is an error of the server; the parameters are valid."""
    answer = Client(offering()).request("resources/read", {"uri": "note://unavailable"})
    assert error(answer) == (-32603, 1)
    assert answer["error"]["message"] == "Try again in 5 s."


def test_subscriber_is_notified_until_it_unsubscribes() -> None:
    """Resources, subscriptions: notifications/resources/updated with the URI."""
    client = Client(offering())
    assert client.request("resources/subscribe", {"uri": "count://er"})["result"] == {}
    (text,) = client.session.changed("count://er")
    assert json.loads(text)["params"] == {"uri": "count://er"}
    assert client.request("resources/unsubscribe", {"uri": "count://er"})["result"] == {}
    assert client.session.changed("count://er") == []


def test_subscription_to_an_unknown_resource_is_refused() -> None:
    """Resources, error handling: -32002."""
    client = Client(offering())
    assert error(client.request("resources/subscribe", {"uri": "no://thing"})) == (-32002, 1)


def test_listener_is_acknowledged_notified_and_ended() -> None:
    """2026-07-28, subscriptions: acknowledgement first, each notification with the id."""
    client = Client(offering(), STATELESS)
    wanted = {"resourceSubscriptions": ["count://er"], "toolsListChanged": True}
    acknowledged = client.request("subscriptions/listen", {"notifications": wanted})
    key = "io.modelcontextprotocol/subscriptionId"
    assert acknowledged["method"] == "notifications/subscriptions/acknowledged"
    assert acknowledged["params"] == {
        "_meta": {key: 1},
        "notifications": {"resourceSubscriptions": ["count://er"]},
    }
    (text,) = client.session.changed("count://er")
    assert json.loads(text)["params"] == {"uri": "count://er", "_meta": {key: 1}}
    (text,) = client.session.finish()
    result = json.loads(text)["result"]
    assert (result["resultType"], result["_meta"][key]) == ("complete", 1)
    assert client.session.changed("count://er") == []


def test_listener_that_cancels_is_not_answered() -> None:
    """2026-07-28, subscriptions: cancellation ends the stream without a result."""
    client = Client(offering(), STATELESS)
    client.request(
        "subscriptions/listen", {"notifications": {"resourceSubscriptions": ["count://er"]}}
    )
    cancel = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}}
    assert client.send(cancel) == []
    assert client.session.changed("count://er") == []
    assert client.session.finish() == []
