"""On which addresses the servers listen."""

import ipaddress
import socket
from collections.abc import Iterator, Sequence

from common.setting_types import Network

_MAX_UNSENT_BYTES = 128 * 1024
# RFC 4291, 2.5.5.2: as a dual-stack socket reports IPv4 addresses.
_MAPPED_PREFIX, _MAPPED_BITS = 0xFFFF << 32, 96


def is_dual_stack(host: str) -> bool:
    """Return True if *host* is the unspecified IPv6 address: all addresses of both versions."""
    try:
        return ipaddress.ip_address(host) == ipaddress.IPv6Address("::")
    except ValueError:
        return False


def bind_addresses(host: str, port: int) -> list[str]:
    """Return the addresses for a server that leaves IPV6_V6ONLY at the default of the system.

    If that default is IPv6 only (Linux: net.ipv6.bindv6only), a socket of its own serves IPv4.
    """
    bound = [f"[{host}]:{port}" if ":" in host else f"{host}:{port}"]
    if is_dual_stack(host):
        with socket.socket(socket.AF_INET6) as probe:
            if probe.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY):
                bound.append(f"0.0.0.0:{port}")
    return bound


def bound_unsent(listener: socket.socket) -> None:
    """Bound what the system holds of answers that are not on their way yet, for each connection.

    Linux would take up to net.ipv4.tcp_wmem, 4 MiB, from a client that does not read: a thousand of
    them use up the memory that the system allows all TCP connections, which then stand still. What
    a fast client receives is not affected: it is what was sent and not acknowledged (tcp(7)).

    Args:
        listener: a listening TCP socket, whose connections inherit the bound.
    """
    if listener.family in (socket.AF_INET, socket.AF_INET6):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _MAX_UNSENT_BYTES)


def with_mapped(networks: Sequence[Network]) -> Iterator[Network]:
    """Yield *networks*, and those of IPv4 as a dual-stack socket reports their addresses."""
    for network in networks:
        yield network
        if isinstance(network, ipaddress.IPv4Network):
            first = _MAPPED_PREFIX | int(network.network_address)
            yield ipaddress.IPv6Network((first, _MAPPED_BITS + network.prefixlen))
