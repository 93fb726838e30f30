"""What a request says about its client: directly, or through the headers of trusted proxies.

A trusted proxy passes on the client's address, and the host and the scheme that the client used, in
``X-Forwarded-For``, ``X-Forwarded-Host`` and ``X-Forwarded-Proto``, or in ``Forwarded`` (RFC 7239).
The headers of other peers are ignored, because anybody can send them.
"""

import re
from collections.abc import Callable, Sequence

import forwarded
from msgspec import Struct

from common.services.principal import client_address, is_trusted
from common.setting_types import Network

SCHEMES = ("http", "https")
# RFC 3986, 3.2.2 and 3.2.3, without user information and percent-encoding.
_AUTHORITY = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")

Header = Callable[[str], str | None]


class RequestSource(Struct, frozen=True):
    """The client of a request, and the address at which it reached the service.

    Attributes:
        address: IP address of the client; empty for a Unix socket.
        host: host and port that the client used, or empty.
        scheme: ``http`` or ``https``, or None if no proxy reports it.
    """

    address: str
    host: str
    scheme: str | None = None


def source_of(peer: str, header: Header, trusted: Sequence[Network]) -> RequestSource:
    """Return the source of a request.

    The three headers whose names begin with ``X-Forwarded`` are one set: if a request has any of
    them, ``Forwarded`` is ignored. Most proxies set the first set and pass a ``Forwarded`` of the
    client on, so that believing both would let clients choose their address.

    Args:
        peer: the address at the other end of the connection; empty for a Unix socket.
        header: returns a header by name, repeated ones joined by commas.
        trusted: the networks of the trusted proxies.
    """
    direct = RequestSource(peer, header("Host") or "")
    if not is_trusted(peer, trusted):
        return direct
    names = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto")
    addresses, host, scheme = (header(name) or "" for name in names)
    if addresses or host or scheme:
        address = client_address(peer, addresses, trusted)
        # The last element is the one that the nearest proxy has added.
        return _source(direct, address, _last(host), _last(scheme))
    return _forwarded(direct, header("Forwarded"), trusted)


def _forwarded(
    direct: RequestSource, header: str | None, trusted: Sequence[Network]
) -> RequestSource:
    # RFC 7239, 4: one element for each proxy, the last one by the nearest. Host and scheme are
    # those of the element that names the client.
    client = forwarded.client_from_forwarded(header, direct.address, trusted=trusted)
    if client is None or not client.proxies:
        return direct
    # RFC 7239, 6: a node can be "unknown" or obfuscated. The client then counts as the proxy.
    address = direct.address if client.node.ip is None else str(client.node.ip)
    return _source(direct, address, client.host or "", client.proto or "")


def _source(direct: RequestSource, address: str, host: str, scheme: str) -> RequestSource:
    known = scheme.lower() if scheme.lower() in SCHEMES else None
    return RequestSource(address, host if _AUTHORITY.fullmatch(host) else direct.host, known)


def _last(values: str) -> str:
    return values.rpartition(",")[2].strip()
