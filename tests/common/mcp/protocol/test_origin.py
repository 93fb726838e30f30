"""The rules for Origin and Host. Expectations: docs/mcp.md; RFC 6454; RFC 9110, 7.2."""

import ipaddress
from typing import Any

import pytest

from common.mcp.protocol import origin
from common.services.principal import is_local

LOOPBACK, ELSEWHERE = "127.0.0.1", "203.0.113.9"


def refusal(**changed: Any) -> str | None:
    request: dict[str, Any] = {
        "origin": None,
        "host": "localhost:8000",
        "allowed_origins": (),
        "server_url": None,
    }
    # As both edges call it.
    local = is_local(changed.pop("peer", LOOPBACK), changed.pop("trusted_proxies", ()))
    return origin.refusal(**request | changed, local=local)


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8000",
        "LOCALHOST",
        "app.localhost:1",
        "127.0.0.1:8000",
        "192.168.1.5:8000",
        "[::1]:8000",
        "[::1]",
    ],
)
@pytest.mark.parametrize("peer", [LOOPBACK, "::1", "::ffff:127.0.0.1", ""])
def test_loopback_peer_may_use_localhost_or_an_address(host: str, peer: str) -> None:
    """docs/mcp.md: a local client uses localhost or an IP address."""
    assert refusal(host=host, peer=peer) is None


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example"]
)
def test_loopback_peer_may_use_no_other_name(host: str) -> None:
    """DNS rebinding."""
    reason = refusal(host=host)
    assert reason is not None
    assert "SERVER_URL" in reason


def test_peer_from_elsewhere_may_use_any_name() -> None:
    """docs/mcp.md: a remote client connects without configuration, at any name of the server."""
    assert refusal(host="your-domain:8000", peer=ELSEWHERE) is None


def test_name_of_the_public_address_is_allowed() -> None:
    """docs/mcp.md: SERVER_URL names the public address."""
    assert refusal(host="barcode.example", server_url="https://barcode.example/base") is None


@pytest.mark.parametrize("host", ["box:8001", "BOX", "box:8000"])
def test_name_of_the_public_address_is_allowed_on_every_port(host: str) -> None:
    """The daemon listens on a port of its own; a page can rebind only its own name."""
    assert refusal(host=host, server_url="http://box:8000") is None
    assert refusal(host=f"evil.{host}", server_url="http://box:8000") is not None


def test_trusted_proxy_may_use_any_name() -> None:
    """docs/mcp.md: TRUSTED_PROXIES lists proxies, which pass the client's Host on."""
    proxies = (ipaddress.ip_network("127.0.0.0/8"),)
    assert refusal(host="barcode.example", trusted_proxies=proxies) is None


@pytest.mark.parametrize("host", [None, ""])
def test_request_without_host_is_refused(host: str | None) -> None:
    """RFC 9112, 3.2: a request must have a Host header."""
    assert refusal(host=host, peer=ELSEWHERE) is not None


@pytest.mark.parametrize(
    ("sent", "host"),
    [
        ("http://localhost:8000", "localhost:8000"),
        ("https://shop.example", "shop.example"),
        ("https://shop.example", "shop.example:443"),
        ("http://shop.example:80", "shop.example"),
        ("https://SHOP.example", "shop.EXAMPLE"),
    ],
)
def test_own_origin_is_allowed(sent: str, host: str) -> None:
    """RFC 6454, 5: same scheme, host and port."""
    assert refusal(origin=sent, host=host, peer=ELSEWHERE) is None


@pytest.mark.parametrize(
    ("sent", "host"),
    [
        ("https://evil.example", "shop.example"),
        ("https://shop.example:8443", "shop.example"),
        ("http://shop.example", "shop.example:443"),
        ("null", "shop.example"),
        ("", "shop.example"),
        ("shop.example", "shop.example"),
        ("https://[", "shop.example"),
        ("https://shop.example.evil.example", "shop.example"),
    ],
)
def test_foreign_origin_is_refused(sent: str, host: str) -> None:
    """RFC 6454, 5: another scheme, host or port, or no valid origin."""
    reason = refusal(origin=sent, host=host, peer=ELSEWHERE)
    assert reason is not None
    assert "CORS_ORIGINS" in reason


@pytest.mark.parametrize("allowed", [("https://shop.example",), ("*",)])
def test_listed_origin_is_allowed(allowed: tuple[str, ...]) -> None:
    """README, settings: CORS_ORIGINS; `*` allows every origin."""
    sent = {"origin": "https://shop.example", "host": "api.example", "peer": ELSEWHERE}
    assert refusal(**sent, allowed_origins=allowed) is None


@pytest.mark.parametrize(
    "sent", ["https://shop.example.evil.example", "http://shop.example", "null"]
)
def test_origin_similar_to_a_listed_one_is_refused(sent: str) -> None:
    """Origins are compared whole (RFC 6454, 5)."""
    assert refusal(origin=sent, peer=ELSEWHERE, allowed_origins=("https://shop.example",))
