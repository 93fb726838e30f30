"""The principal: the caller to whom limits, usage and log lines are attributed."""

import ipaddress
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from common.setting_types import Network

Tier = Literal["unauthenticated", "basic", "standard", "premium"]
Interface = Literal["http", "mcp", "cli"]

# RFC 6177: a site has at least a /64, and may change its address within it at any time.
IPV6_SITE_BITS = 64


class Principal(Struct, frozen=True):
    """A caller, with or without credentials.

    Attributes:
        key: ``ip:203.0.113.9`` or ``ip:2001:db8::/64`` without credentials, ``user:17`` with.
        tier: decides the daily quota.
        interface: the interface of the call.
    """

    key: str
    tier: Tier = "unauthenticated"
    interface: Interface = "http"


def address_key(address: str) -> str:
    """Return the key of a caller without credentials at *address*.

    An IPv6 site owns a /64 (RFC 6177), so that all of it is one caller. An IPv4 address that is
    mapped into IPv6 is that IPv4 address. Text that is no address, such as the peer of a Unix
    socket, is ``ip:local``.
    """
    parsed = _parse(address)
    if parsed is None:
        return "ip:local"
    if isinstance(parsed, ipaddress.IPv4Address):
        return f"ip:{parsed}"
    return f"ip:{ipaddress.ip_network((parsed, IPV6_SITE_BITS), strict=False)}"


@lru_cache(maxsize=4096)
def anonymous_principal(address: str, interface: Interface) -> Principal:
    """Return the caller without credentials at *address*."""
    return Principal(address_key(address), "unauthenticated", interface)


def client_address(peer: str, forwarded_for: str, trusted: Sequence[Network]) -> str:
    """Return the address of the client behind the trusted proxies.

    Each proxy appends the address of its own client to X-Forwarded-For. The list is therefore read
    from its end, for as long as the hop that wrote the entry is trusted; a client can forge all
    entries before that (RFC 7239, 8.1).

    Args:
        peer: the address at the other end of the connection.
        forwarded_for: the X-Forwarded-For header, its lines joined by commas; may be empty.
        trusted: the networks of the trusted proxies.
    """
    address = peer
    # From the right: each proxy appends, so that only what trusted ones appended counts.
    for hop in reversed(forwarded_for.split(",")):
        parsed = _parse(hop)
        if parsed is None or not is_trusted(address, trusted):
            break
        address = str(parsed)
    return address


@lru_cache(maxsize=4096)
def _parse(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return the address in *address*, or None if it is none.

    Some proxies append a port, link-local addresses have a zone, and IPv6 sockets map IPv4.
    """
    name = address.strip()
    if name.startswith("["):
        name = name[1:].partition("]")[0]  # [IPv6] or [IPv6]:port
    elif name.count(":") == 1:
        name = name.partition(":")[0]  # IPv4:port; an IPv6 address has two colons or more
    try:
        parsed = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return None
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return mapped or parsed


def is_trusted(address: str, trusted: Sequence[Network]) -> bool:
    """Return True if *address* is a trusted proxy's."""
    parsed = _parse(address)
    return parsed is not None and any(parsed in network for network in trusted)


def is_local(peer: str, trusted: Sequence[Network]) -> bool:
    """Return True if *peer* is a process of this machine, and not a trusted proxy.

    A peer without an address is connected by a Unix socket, and is as local as loopback.
    """
    parsed = _parse(peer)
    return (parsed is None or parsed.is_loopback) and not is_trusted(peer, trusted)
