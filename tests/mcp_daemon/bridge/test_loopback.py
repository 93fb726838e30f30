"""Servers on this machine. Expectations: RFC 6761, 6.3; RFC 1122, 3.2.1.3; RFC 4291, 2.5.3."""

from pathlib import Path

import pytest

from mcp_daemon.bridge.loopback import is_loopback
from tests.mcp_daemon.child import start_bridge
from tests.test_websocket_mcp import INITIALIZE


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://localhost:8000/mcp", True),
        ("http://LOCALHOST./mcp", True),
        ("ws://api.localhost/mcp", True),
        ("ws://127.8.9.10:1/x", True),
        ("http://[::1]:8000/mcp", True),
        ("http://localhost.example.com/mcp", False),
        ("http://127.0.0.1.example.com/mcp", False),
        ("https://192.0.2.1/mcp", False),
        ("http:///mcp", False),
    ],
)
def test_loopback_hosts_are_recognized(url: str, expected: bool) -> None:
    """Only the names and addresses that never leave the machine."""
    assert is_loopback(url) is expected


@pytest.mark.parametrize(
    ("scheme", "way", "path"),
    [("ws", "daemon", "/api/v1/mcp/ws/me"), ("http", "gunicorn", "/mcp")],
)
def test_server_on_this_machine_is_reached_without_the_proxy(
    scheme: str, way: str, path: str, mcp_ports: dict[str, int], tmp_path: Path
) -> None:
    """The proxy of the environment is a closed port here."""
    proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy"), "http://127.0.0.1:9")
    child = start_bridge(f"{scheme}://127.0.0.1:{mcp_ports[way]}{path}", tmp_path, **proxies)
    child.send(INITIALIZE)
    assert child.receive()["result"]["serverInfo"]["name"] == "theBarcodeAPI"
    child.end_input()
