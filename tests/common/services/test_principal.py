"""Callers without credentials are known by their address."""

import pytest

from common.services.principal import Principal, address_key, anonymous_principal


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


def test_anonymous_caller_is_unauthenticated() -> None:
    assert anonymous_principal("203.0.113.9", "mcp") == Principal(
        "ip:203.0.113.9", "unauthenticated", "mcp"
    )
