"""Who asks: the one name under which limits, usage and logs know a caller."""

import ipaddress
from typing import Literal

from msgspec import Struct

Tier = Literal["unauthenticated", "basic", "standard", "premium"]
Interface = Literal["http", "mcp", "cli"]

IPV6_SITE_BITS = 64


class Caller(Struct, frozen=True):
    """One who asks for barcodes.

    Attributes:
        key: ``ip:203.0.113.9`` or ``ip:2001:db8::/64`` without credentials, ``user:17`` with.
        tier: decides the daily quota.
        interface: the way by which the call came.
    """

    key: str
    tier: Tier = "unauthenticated"
    interface: Interface = "http"


def address_key(address: str) -> str:
    """Return the key of a caller without credentials who calls from *address*.

    An IPv6 site owns a /64 (RFC 6177), so that all of it is one caller; an IPv4 address mapped
    into IPv6 is that IPv4 address. What is no address (a Unix socket's peer) is ``ip:local``.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "ip:local"
    if isinstance(found, ipaddress.IPv4Address):
        return f"ip:{found}"
    if found.ipv4_mapped is not None:
        return f"ip:{found.ipv4_mapped}"
    return f"ip:{ipaddress.ip_network((found, IPV6_SITE_BITS), strict=False)}"


def anonymous(address: str, interface: Interface) -> Caller:
    """Return the caller without credentials who calls from *address*."""
    return Caller(address_key(address), "unauthenticated", interface)
