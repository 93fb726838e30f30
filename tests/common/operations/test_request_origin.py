"""The rules for Origin and Host. Expectations: docs/http.md; RFC 6454; RFC 9110, 7.2."""

import ipaddress
from typing import Any

import pytest

from common.operations.request_origin import OriginPolicy
from common.services.principal import is_local
from common.setting_types import Network

LOOPBACK, ELSEWHERE = "127.0.0.1", "203.0.113.9"


def refusal(
    origin: str | None = None,
    host: str | None = "localhost:8000",
    *,
    peer: str = LOOPBACK,
    trusted_proxies: tuple[Network, ...] = (),
    **policy: Any,
) -> str | None:
    # As all edges call it.
    local = is_local(peer, trusted_proxies)
    problem = OriginPolicy(**policy).problem(origin, host, local=local)
    return None if problem is None else str(problem)


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8000",
        "LOCALHOST",
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
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        # Resolvers may ask a name server for these.
        "app.localhost:1",
        "localhost.",
        "xlocalhost",
        # Malformed: a lenient reader would find an address in them.
        "[::1].evil.example",
        "[::1]evil.example:80",
        "127.0.0.1:80:evil.example",
        "localhost:80.evil.example",
        "localhost/evil.example",
        "evil.example@localhost",
        "localhost\t",
        "[]",
    ],
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


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("barcode.example", True),
        ("BARCODE.example:8000", True),
        ("a.shop.example", True),
        ("a.b.shop.example", True),
        ("shop.example", False),
        ("xshop.example", False),
        ("evil.example", False),
        ("barcode.example.evil.example", False),
        ("localhost:8000", True),
        ("10.0.0.5", True),
        ("public.example", True),
    ],
)
@pytest.mark.parametrize("peer", [LOOPBACK, ELSEWHERE])
def test_listed_hosts_are_allowed_from_everywhere_and_others_from_nowhere(
    host: str, allowed: bool, peer: str
) -> None:
    """README, settings: ALLOWED_HOSTS."""
    hosts = ("barcode.example", "*.shop.example")
    reason = refusal(
        host=host, peer=peer, allowed_hosts=hosts, server_url="https://public.example:8443"
    )
    assert (reason is None) == allowed


def test_origin_of_the_public_address_is_own_whatever_host_a_proxy_sends() -> None:
    """A proxy may replace Host by the address of the service."""
    sent = {"host": "10.0.0.5:8000", "peer": ELSEWHERE, "server_url": "https://public.example/b"}
    assert refusal("https://public.example", **sent) is None
    assert refusal("https://public.example:443", **sent) is None
    assert refusal("http://public.example", **sent) is not None
    assert refusal("https://other.example", **sent) is not None


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
