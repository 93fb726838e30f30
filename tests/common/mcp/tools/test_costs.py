"""The burst cost of calls over MCP, without the cost of drawings."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from common import settings
from common.mcp.catalogue import catalogue
from common.mcp.execution import execute
from common.mcp.protocol.calls import Event, Send, Start
from common.mcp.protocol.definitions import Context
from common.mcp.protocol.session import Session
from common.operations.quota import Quota
from common.services.container import Services, open_services
from common.services.principal import anonymous_principal

PREFIX = "io.modelcontextprotocol/"
META = {f"{PREFIX}protocolVersion": "2026-07-28", f"{PREFIX}clientCapabilities": {}}


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    with open_services(settings.load({"DATA_DIR": str(tmp_path)}), process="mcp") as services:
        yield services


def event_of(method: str, params: dict[str, Any]) -> Event:
    """Return the event of a request to a session with the product's catalogue."""
    request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": {**params, "_meta": META}}
    (event,) = Session(catalogue("1")).receive(json.dumps(request))
    return event


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("tools/call", {"name": "symbology_list", "arguments": {}}),
        ("tools/call", {"name": "barcode_generator", "arguments": {"data": "x"}}),
        ("resources/read", {"uri": "health://status"}),
        ("resources/read", {"uri": "barcode://nope/1"}),
        ("prompts/get", {"name": "wifi_qr", "arguments": {"ssid": "home"}}),
        (
            "completion/complete",
            {
                "ref": {"type": "ref/resource", "uri": "barcode://{format}/{data}"},
                "argument": {"name": "format", "value": "q"},
            },
        ),
    ],
)
def test_every_call_costs_burst(services: Services, method: str, params: dict[str, Any]) -> None:
    """docs/accounts.md, limits: any call of a tool, resource or prompt."""
    event = event_of(method, params)
    assert isinstance(event, Start)
    quota = Quota(services, anonymous_principal("203.0.113.9", "mcp"))
    execute(event.call, Context(services, quota))
    assert quota.decision is not None
    assert quota.decision.remaining == quota.decision.limit


@pytest.mark.parametrize("method", ["tools/list", "resources/list", "prompts/list"])
def test_lists_start_no_call(method: str) -> None:
    """docs/accounts.md, limits: over a WebSocket, lists cost nothing."""
    assert isinstance(event_of(method, {}), Send)
