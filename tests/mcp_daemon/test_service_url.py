"""The links in results lead to the HTTP API at the address that the client uses."""

import base64
import json
import re
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

from common.mcp.catalogue import catalogue
from tests.mcp_daemon.messages import call, opened, receive
from tests.mcp_daemon.running import Endpoint, RunningDaemon, RunningGunicorn
from tests.test_websocket_mcp import INITIALIZE, run_session

DRAW = {"data": "00123 é&#", "format": "qr", "scale": 2, "foreground": "#102030"}


def link(content: list[dict[str, Any]]) -> str:
    """Return the URL in the text of a result."""
    found = re.search(r"https?://\S+", content[-1]["text"])
    assert found is not None
    return found[0]


def test_link_returns_the_picture_of_the_result(mcp_url: str, mcp_ports: dict[str, int]) -> None:
    """Over both ports: the daemon's own has no HTTP API."""
    _, (_, drawn) = run_session(mcp_url, (INITIALIZE, call(2, "barcode_generator", **DRAW)))
    assert drawn is not None
    content = drawn["result"]["content"]
    url = link(content)
    assert url.startswith(f"http://127.0.0.1:{mcp_ports['gunicorn']}/api/v1/barcodes/qr.png?")
    with urllib.request.urlopen(url) as answer:
        assert answer.read() == base64.b64decode(content[0]["data"])


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"TRUSTED_PROXIES": "127.0.0.0/8"}, "https://barcode.example/api/v1/"),
        ({}, "http://127.0.0.1:"),
        ({"SERVER_URL": "https://public.example"}, "https://public.example/api/v1/"),
    ],
)
def test_link_names_the_address_outside_of_a_trusted_proxy(
    settings: dict[str, str],
    expected: str,
    gunicorn: RunningGunicorn,
    reach: Callable[[RunningDaemon], Endpoint],
) -> None:
    """docs/proxies.md: X-Forwarded-Proto and -Host of trusted proxies only; SERVER_URL first."""
    daemon = RunningDaemon(catalogue("9"), gunicorn.data_dir, **settings)
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "barcode.example"}
    try:
        with opened(reach(daemon), additional_headers=forwarded) as client:
            for name, arguments in (
                ("barcode_generator", DRAW),
                ("barcode_batch", {"table": "1\n", "format": "qr"}),
            ):
                client.send(call(1, name, **arguments))
                result = receive(client)["result"]
                assert link(result["content"]).startswith(expected), json.dumps(result)
    finally:
        daemon.stop()
