"""POST mcp/auth: tickets for MCP WebSockets."""

import json
from collections.abc import Callable

import pytest
from falcon.testing import TestClient

Make = Callable[..., TestClient]
URL = "/api/v1/mcp/auth"


@pytest.mark.parametrize("client_id", ["", "a/b", "a" * 257, "é" * 200, "a\0b", "\ud800", 7])
def test_bad_label_is_refused_by_field(client: TestClient, client_id: object) -> None:
    body = json.dumps({"client_id": client_id})
    refused = client.simulate_post(URL, body=body, headers={"Content-Type": "application/json"})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (400, "client_id")


def test_ticket_needs_credentials_if_the_setting_requires_them(client_with: Make) -> None:
    client = client_with(MCP_ANONYMOUS="false")
    assert client.simulate_post(URL).status_code == 401


def test_ticket_answer_has_the_websocket_url(client_with: Make) -> None:
    client = client_with(ALLOWED_HOSTS="bars.example")
    answer = client.simulate_post(URL, headers={"Host": "bars.example:8000"})
    assert answer.status_code == 200
    assert set(answer.json) == {"client_id", "ticket", "expires_in", "websocket_url"}
    assert answer.json["expires_in"] == 60
    path = f"/api/v1/mcp/ws/{answer.json['client_id']}"
    assert answer.json["websocket_url"] == f"ws://bars.example:8000{path}"
    assert answer.headers["cache-control"] == "no-store"


def test_label_may_be_chosen(client: TestClient) -> None:
    answer = client.simulate_post(URL, json={"client_id": "my till"})
    assert answer.json["client_id"] == "my till"
    assert answer.json["websocket_url"].endswith("/mcp/ws/my%20till")


@pytest.mark.parametrize(
    ("environ", "url"),
    [
        ({"SERVER_URL": "https://bars.example/base"}, "wss://bars.example/base/api/v1/"),
        ({"TRUSTED_PROXIES": "127.0.0.1"}, "wss://public.example:8443/api/v1/"),
        ({}, "ws://localhost/api/v1/"),
    ],
)
def test_url_is_the_public_one(client_with: Make, environ: dict[str, str], url: str) -> None:
    """Headers about the public address count from trusted proxies only."""
    sent = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "public.example:8443"}
    answer = client_with(**environ).simulate_post(URL, headers=sent)
    assert answer.json["websocket_url"].startswith(url)
