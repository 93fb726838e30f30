"""MCP Apps: which clients learn of the apps of tools.

Expectations: the specification of MCP Apps, 2026-01-26, capability negotiation and resource
discovery.
"""

from typing import Any

import pytest

from common.mcp.protocol.apps import MIME_TYPE
from common.mcp.protocol.content import TextResourceContents
from common.mcp.protocol.definitions import Resource
from common.mcp.protocol.registry import Registry
from common.mcp.protocol.revisions import REVISIONS
from tests.common.mcp.client import HANDSHAKES, STATELESS, Client, envelope, initialize
from tests.common.mcp.offering import ABOUT, echo, tool

URI = "ui://offering/echo.html"
META = {"ui": {"prefersBorder": True}}
EXTENSION = "io.modelcontextprotocol/ui"
SUPPORTED = {"extensions": {EXTENSION: {"mimeTypes": ["text/html;profile=mcp-app"]}}}
UNSUPPORTED: list[dict[str, Any]] = [
    {},
    {"extensions": {}},
    {"extensions": {EXTENSION: {"mimeTypes": ["text/uri-list"]}}},
    {"extensions": {EXTENSION: {"mimeTypes": "text/html;profile=mcp-app"}}},
    {"extensions": {EXTENSION: None}},
    {"extensions": [EXTENSION]},
]


def registry() -> Registry:
    app = Resource(
        URI,
        "echo-app",
        "Echo",
        "Shows it.",
        MIME_TYPE,
        lambda context: TextResourceContents(URI, "<!doctype html>", MIME_TYPE, META),
        is_listed=False,
    )
    return Registry(ABOUT, [tool("echo", echo, app=URI), tool("plain", echo), app])


def connect(version: str, capabilities: dict[str, Any], **options: Any) -> tuple[Client, Any]:
    """Return a client that declared *capabilities*, and what the server declared."""
    client = Client(registry(), STATELESS, **options)
    client.version = version
    first = initialize(version)
    first["params"]["capabilities"] = capabilities
    (answer,) = client.send(first)
    return client, answer["result"]["capabilities"]


def apps(client: Client, **meta: Any) -> dict[str, Any]:
    """Return the ``_meta`` of each tool that has one."""
    tools = client.request("tools/list", **meta)["result"]["tools"]
    return {each["name"]: each["_meta"] for each in tools if "_meta" in each}


@pytest.mark.parametrize("version", HANDSHAKES)
def test_client_that_shows_apps_is_given_them(version: str) -> None:
    """``_meta.ui.resourceUri`` names the app."""
    client, declared = connect(version, SUPPORTED)
    assert apps(client) == {"echo": {"ui": {"resourceUri": URI}}}
    assert declared["extensions"] == {EXTENSION: {}}


@pytest.mark.parametrize("capabilities", UNSUPPORTED)
def test_client_that_shows_none_is_given_none(capabilities: dict[str, Any]) -> None:
    """Servers SHOULD check the client's capabilities; a malformed declaration is none."""
    client, declared = connect("2025-11-25", capabilities)
    assert apps(client) == {}
    assert "extensions" not in declared


@pytest.mark.parametrize(("capabilities", "count"), [(SUPPORTED, 1), ({}, 0)])
def test_each_stateless_request_decides_for_itself(
    capabilities: dict[str, Any], count: int
) -> None:
    """2026-07-28: the capabilities are in the ``_meta`` of each request."""
    client = Client(registry(), STATELESS)
    prefix = "io.modelcontextprotocol/"
    meta = {f"{prefix}clientCapabilities": capabilities}
    assert len(apps(client, **meta)) == count
    declared = client.request("server/discover", **meta)["result"]["capabilities"]
    assert ("extensions" in declared) == bool(count)
    assert envelope()[f"{prefix}clientCapabilities"] == {}
    assert apps(client) == {}


@pytest.mark.parametrize(
    ("version", "count"),
    [("2024-11-05", 0), ("2025-03-26", 0), ("2025-06-18", 1), ("2025-11-25", 1), ("1.0.0", 1)],
)
def test_over_http_the_revision_decides(version: str, count: int) -> None:
    """Requests after a handshake are independent of it; tools have ``_meta`` since 2025-06-18."""
    client = Client(registry(), STATELESS, revision=REVISIONS[version], sessionless=True)
    client.version = version
    assert len(apps(client)) == count


def test_app_is_read_but_not_listed() -> None:
    """Servers MAY omit apps from ``resources/list``; the resource MUST exist."""
    client, _ = connect("2025-11-25", SUPPORTED)
    assert client.request("resources/list")["result"]["resources"] == []
    (contents,) = client.request("resources/read", {"uri": URI})["result"]["contents"]
    assert contents == {
        "uri": URI,
        "mimeType": "text/html;profile=mcp-app",
        "text": "<!doctype html>",
        "_meta": META,
    }
