"""Who asks: the one name under which limits, usage and logs know a caller."""

import ipaddress
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from common.settings import Network

Tier = Literal["unauthenticated", "basic", "standard", "premium"]
Interface = Literal["http", "mcp", "cli"]

IPV6_SITE_BITS = 64


class Principal(Struct, frozen=True):
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
    found = _parse(address)
    if found is None:
        return "ip:local"
    if isinstance(found, ipaddress.IPv4Address):
        return f"ip:{found}"
    return f"ip:{ipaddress.ip_network((found, IPV6_SITE_BITS), strict=False)}"


def anonymous_principal(address: str, interface: Interface) -> Principal:
    """Return the caller without credentials who calls from *address*."""
    return Principal(address_key(address), "unauthenticated", interface)


def client_address(peer: str, forwarded_for: str, trusted: Sequence[Network]) -> str:
    """Return the address that calls, seen through the proxies that are trusted.

    A proxy appends to X-Forwarded-For the address that called it, so the list is believed from
    its end for as long as the one who wrote it is trusted; what stands before that may be the
    caller's own invention.

    Args:
        peer: the address at the other end of the connection.
        forwarded_for: the X-Forwarded-For header, its lines joined by commas; may be empty.
        trusted: the proxies whose word is taken.
    """
    address = peer
    for hop in reversed(forwarded_for.split(",")):
        found = _parse(hop)
        if found is None or not is_trusted(address, trusted):
            break
        address = str(found)
    return address


def _parse(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Read an address: some proxies write a port behind it, IPv6 sockets map IPv4 into theirs."""
    name = address.strip()
    if name.startswith("["):
        name = name[1:].partition("]")[0]
    elif name.count(":") == 1:
        name = name.partition(":")[0]
    try:
        found = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found


def is_trusted(address: str, trusted: Sequence[Network]) -> bool:
    """Say whether the proxy at *address* is one whose word is taken."""
    found = _parse(address)
    return found is not None and any(found in network for network in trusted)


def is_local(peer: str, trusted: Sequence[Network]) -> bool:
    """Say whether *peer* is on this machine, and no proxy that is *trusted*.

    What has no address speaks over a Unix socket: it is as near as loopback.
    """
    found = _parse(peer)
    return (found is None or found.is_loopback) and not is_trusted(peer, trusted)
