"""Recognizes servers on this machine, which are never reached through a proxy.

``HTTP_PROXY`` and ``HTTPS_PROXY`` are set on many machines of companies. A proxy on another machine
can't reach this machine's loopback addresses, and many users don't set ``NO_PROXY``.
"""

import ipaddress
from urllib.parse import urlsplit


def is_loopback(url: str) -> bool:
    """Return True if the host of *url* is this machine: RFC 6761, 6.3; RFC 1122, 3.2.1.3."""
    host = urlsplit(url).hostname or ""
    # A final dot makes a name absolute.
    name = host.removesuffix(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
