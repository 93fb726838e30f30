"""Resources: reading them, and hearing of their changes.

Expectations: the specification's revisions.
"""

import json

import pytest

from tests.common.mcp.client import REVISIONS, STATELESS, Client, error
from tests.common.mcp.offering import offering


@pytest.mark.parametrize("version", REVISIONS)
def test_resource_is_read(version: str) -> None:
    answer = Client(offering(), version).ask("resources/read", {"uri": "blob://one"})
    assert answer["result"]["contents"] == [{"uri": "blob://one", "blob": "iVBORw0KGgo="}]


@pytest.mark.parametrize(
    ("uri", "text"),
    [("note://a%20b", "a b"), ("note://https://x.example/y", "https://x.example/y")],
)
def test_template_is_read_with_its_variables_decoded(uri: str, text: str) -> None:
    """RFC 6570, 3.2.2; models write reserved characters as they are, which is taken too."""
    (contents,) = Client(offering()).ask("resources/read", {"uri": uri})["result"]["contents"]
    assert contents == {"uri": uri, "text": text, "mimeType": "text/plain"}


@pytest.mark.parametrize(
    ("version", "code"),
    [("1.0.0", -32002), ("2024-11-05", -32002), ("2025-11-25", -32002), (STATELESS, -32602)],
)
@pytest.mark.parametrize("uri", ["nothing://here", "note://missing"])
def test_missing_resource_is_told_in_the_code_of_the_revision(
    version: str, code: int, uri: str
) -> None:
    """Resources, error handling: -32002; 2026-07-28, changelog: -32602."""
    answer = Client(offering(), version).ask("resources/read", {"uri": uri})
    assert error(answer) == (code, 1)
    assert answer["error"]["data"] == {"uri": uri}


@pytest.mark.parametrize("method", ["resources/read", "resources/subscribe"])
def test_percent_encoding_that_is_no_utf_8_is_invalid_params(method: str) -> None:
    """RFC 3986, 2.5: what it stands for can't be told, and must not become something else."""
    answer = Client(offering()).ask(method, {"uri": "note://a%FF"})
    assert error(answer) == (-32602, 1)
    assert "UTF-8" in answer["error"]["message"]


def test_refused_read_is_invalid_params() -> None:
    answer = Client(offering()).ask("resources/read", {"uri": "note://bad"})
    assert error(answer) == (-32602, 1)
    assert answer["error"]["message"] == "The name is bad."


def test_resource_that_is_away_is_no_fault_of_the_request() -> None:
    """JSON-RPC 2.0, 5.1: -32603 is the server's own; nothing is wrong with the parameters."""
    answer = Client(offering()).ask("resources/read", {"uri": "note://away"})
    assert error(answer) == (-32603, 1)
    assert answer["error"]["message"] == "Try again in 5 s."


def test_subscriber_is_told_until_it_unsubscribes() -> None:
    client = Client(offering())
    assert client.ask("resources/subscribe", {"uri": "count://er"})["result"] == {}
    assert client.session.watched == {"count://er"}
    (text,) = client.session.changed("count://er")
    assert json.loads(text)["params"] == {"uri": "count://er"}
    assert client.ask("resources/unsubscribe", {"uri": "count://er"})["result"] == {}
    assert client.session.changed("count://er") == []


def test_subscription_to_nothing_is_refused() -> None:
    client = Client(offering())
    assert error(client.ask("resources/subscribe", {"uri": "no://thing"})) == (-32002, 1)


def test_listener_is_acknowledged_told_and_let_go() -> None:
    """2026-07-28, subscriptions: acknowledgement first, each notification with the id."""
    client = Client(offering(), STATELESS)
    wanted = {"resourceSubscriptions": ["count://er"], "toolsListChanged": True}
    acknowledged = client.ask("subscriptions/listen", {"notifications": wanted})
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
    client = Client(offering(), STATELESS)
    client.ask("subscriptions/listen", {"notifications": {"resourceSubscriptions": ["count://er"]}})
    cancel = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}}
    assert client.say(cancel) == []
    assert client.session.watched == frozenset()
    assert client.session.finish() == []
