"""The stateless revision. Expectations: the specification's revisions."""

from typing import Any

import pytest

from tests.common.mcp.client import STATELESS, Client, envelope, error
from tests.common.mcp.offering import offering


def test_discovery_says_what_initialize_says() -> None:
    """2026-07-28, server/discover."""
    result = Client(offering(), STATELESS).ask("server/discover")["result"]
    assert result["supportedVersions"] == ["2026-07-28"]
    assert result["instructions"] == "Call echo."
    assert result["capabilities"]["resources"] == {"subscribe": True}
    assert result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"] == "offering"


@pytest.mark.parametrize(
    ("method", "params", "keep"),
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
def test_stateless_result_names_its_type_server_and_how_long_it_keeps(
    method: str, params: dict[str, Any], keep: tuple[Any, Any]
) -> None:
    """2026-07-28: resultType on every result, ttlMs and cacheScope on the cacheable ones."""
    result = Client(offering(), STATELESS).ask(method, params)["result"]
    assert result["resultType"] == "complete"
    assert result["_meta"]["io.modelcontextprotocol/serverInfo"]["version"] == "9.8.7"
    assert (result.get("ttlMs"), result.get("cacheScope")) == keep


def test_both_eras_mix_on_one_connection() -> None:
    client = Client(offering(), "2024-11-05")
    request = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": envelope()}}
    (answer,) = client.say(request)
    assert answer["result"]["resultType"] == "complete"
    assert "resultType" not in client.ask("tools/list")["result"]


@pytest.mark.parametrize("version", ["2025-11-25", "1.0.0", "2099-01-01", ""])
def test_version_that_is_not_stateless_is_unsupported(version: str) -> None:
    """2026-07-28: -32022 with the supported and the requested versions."""
    client = Client(offering(), STATELESS)
    params = {"_meta": envelope(version)}
    (answer,) = client.say({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": params})
    assert error(answer) == (-32022, 1)
    assert answer["error"]["data"] == {"supported": ["2026-07-28"], "requested": version}


def test_version_that_is_unsupported_is_told_before_what_else_is_wrong() -> None:
    """2026-07-28: a client that probes with another version learns which are supported."""
    client = Client(offering(), STATELESS)
    params = {"_meta": {"io.modelcontextprotocol/protocolVersion": "2099-01-01"}}
    asked = {"jsonrpc": "2.0", "id": 1, "method": "server/discover", "params": params}
    (answer,) = client.say(asked)
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
def test_malformed_envelope_is_invalid_params(meta: dict[str, Any]) -> None:
    client = Client(offering(), STATELESS)
    request = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": meta}}
    assert error(client.say(request)[0]) == (-32602, 1)


def test_discovery_without_an_envelope_says_what_it_lacks() -> None:
    client = Client(offering(), STATELESS)
    (answer,) = client.say({"jsonrpc": "2.0", "id": 1, "method": "server/discover"})
    assert error(answer) == (-32602, 1)
    assert "clientCapabilities" in answer["error"]["message"]
