"""The stateless revision. Expectations: the specification's revisions."""

from typing import Any

import pytest

from tests.common.mcp.client import STATELESS, Client, envelope, error
from tests.common.mcp.offering import offering


def test_discovery_returns_what_initialize_returns() -> None:
    """2026-07-28, server/discover."""
    result = Client(offering(), STATELESS).request("server/discover")["result"]
    assert result["supportedVersions"] == ["2026-07-28"]
    assert result["instructions"] == "Call echo."
    assert result["capabilities"]["resources"] == {"subscribe": True}
    assert result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"] == "offering"


@pytest.mark.parametrize(
    ("method", "params", "hint"),
    [
        ("tools/list", {}, (300_000, "public")),
        ("resources/list", {}, (300_000, "public")),
        ("resources/templates/list", {}, (300_000, "public")),
        ("prompts/list", {}, (300_000, "public")),
        ("server/discover", {}, (300_000, "public")),
        ("resources/read", {"uri": "count://er"}, (0, "public")),
        ("resources/read", {"uri": "blob://one"}, (1000, "private")),
        ("resources/read", {"uri": "note://a"}, (5, "public")),
        ("tools/call", {"name": "echo", "arguments": {"text": "a"}}, (None, None)),
        ("prompts/get", {"name": "greet", "arguments": {"name": "a"}}, (None, None)),
    ],
)
def test_stateless_result_has_type_server_and_cache_hint(
    method: str, params: dict[str, Any], hint: tuple[Any, Any]
) -> None:
    """2026-07-28: resultType on every result, ttlMs and cacheScope on the cacheable ones."""
    result = Client(offering(), STATELESS).request(method, params)["result"]
    assert result["resultType"] == "complete"
    assert result["_meta"]["io.modelcontextprotocol/serverInfo"]["version"] == "9.8.7"
    assert (result.get("ttlMs"), result.get("cacheScope")) == hint


def test_stateless_requests_and_a_session_share_a_connection() -> None:
    """2026-07-28, versioning: the `_meta` of a request determines its revision."""
    client = Client(offering(), "2024-11-05")
    request = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": envelope()}}
    (answer,) = client.send(request)
    assert answer["result"]["resultType"] == "complete"
    assert "resultType" not in client.request("tools/list")["result"]


@pytest.mark.parametrize("version", ["2025-11-25", "1.0.0", "2099-01-01", ""])
def test_version_other_than_a_stateless_one_is_unsupported(version: str) -> None:
    """2026-07-28: -32022 with the supported and the requested versions."""
    client = Client(offering(), STATELESS)
    params = {"_meta": envelope(version)}
    (answer,) = client.send({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": params})
    assert error(answer) == (-32022, 1)
    assert answer["error"]["data"] == {"supported": ["2026-07-28"], "requested": version}


def test_unsupported_version_is_reported_before_other_errors() -> None:
    """2026-07-28: a client that probes with another version learns which are supported."""
    client = Client(offering(), STATELESS)
    params = {"_meta": {"io.modelcontextprotocol/protocolVersion": "2099-01-01"}}
    request = {"jsonrpc": "2.0", "id": 1, "method": "server/discover", "params": params}
    (answer,) = client.send(request)
    assert error(answer) == (-32022, 1)
    assert answer["error"]["data"]["supported"] == ["2026-07-28"]


@pytest.mark.parametrize(
    "meta",
    [
        {"io.modelcontextprotocol/protocolVersion": "2026-07-28"},
        envelope() | {"io.modelcontextprotocol/protocolVersion": 5},
        envelope() | {"io.modelcontextprotocol/clientCapabilities": []},
        envelope() | {"io.modelcontextprotocol/logLevel": "loud"},
    ],
)
def test_malformed_request_meta_is_invalid_params(meta: dict[str, Any]) -> None:
    """2026-07-28, per-request fields: -32602."""
    client = Client(offering(), STATELESS)
    request = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": meta}}
    assert error(client.send(request)[0]) == (-32602, 1)


def test_discovery_without_request_meta_names_what_is_missing() -> None:
    """2026-07-28, per-request fields: both are required."""
    client = Client(offering(), STATELESS)
    (answer,) = client.send({"jsonrpc": "2.0", "id": 1, "method": "server/discover"})
    assert error(answer) == (-32602, 1)
    assert "clientCapabilities" in answer["error"]["message"]
