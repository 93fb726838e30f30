"""Principals and client addresses."""

import ipaddress

import pytest

from common.services.principal import (
    Principal,
    address_key,
    anonymous_principal,
    client_address,
    is_local,
)

PROXIES = (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("2001:db8:f::/48"))


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("", "ip:local"),
        ("not an address", "ip:local"),
        ("203.0.113.9", "ip:203.0.113.9"),
        ("::ffff:203.0.113.9", "ip:203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "ip:2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "ip:2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "ip:2001:db8:1:3::/64"),
        ("fe80::1%eth0", "ip:fe80::/64"),
    ],
)
def test_address_has_a_key(address: str, key: str) -> None:
    """RFC 6177: an IPv6 site owns at least a /64."""
    assert address_key(address) == key


def test_anonymous_principal_is_unauthenticated() -> None:
    """Its tier has the lowest quota."""
    expected = Principal("ip:203.0.113.9", "unauthenticated", "mcp")
    assert anonymous_principal("203.0.113.9", "mcp") == expected


@pytest.mark.parametrize(
    ("peer", "header", "address"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1, 10.0.0.1", "203.0.113.9"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "192.0.2.66, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "192.0.2.66, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "192.0.2.66, garbage", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("2001:db8:f::1", "[2001:db8::7]:4711", "2001:db8::7"),
    ],
)
def test_only_trusted_proxies_are_believed(peer: str, header: str, address: str) -> None:
    """The rightmost address that no trusted proxy owns is the client (RFC 7239, 5.2 and 8.1)."""
    assert client_address(peer, header, PROXIES) == address


@pytest.mark.parametrize(
    ("peer", "local"),
    [("", True), ("127.0.0.1", True), ("::1", True), ("203.0.113.9", False), ("10.0.0.1", False)],
)
def test_loopback_and_unix_sockets_are_local(peer: str, local: bool) -> None:
    """The peer of a Unix socket has no address."""
    assert is_local(peer, PROXIES) == local
