"""Whose address counts behind proxies; the fault is X-Forwarded-For believed from anyone."""

import ipaddress

import pytest

from common.services.principal import client_address

PROXIES = (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("2001:db8:f::/48"))


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
    """The rightmost address that no trusted proxy owns is the caller (RFC 7239, 5.2 and 8.1)."""
    assert client_address(peer, header, PROXIES) == address
