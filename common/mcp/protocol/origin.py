"""Who may connect from where: the rules for the Origin and Host headers.

They keep a web page in someone's browser from using a server that it can reach and the page's
author can't (cross-site WebSocket hijacking, DNS rebinding). CORS does not cover WebSockets. See
the specification's transports page, Security Warning.
"""

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit


def refusal(
    *,
    origin: str | None,
    host: str | None,
    local: bool,
    allowed_origins: Iterable[str],
    server_url: str | None,
) -> str | None:
    """Return why the request is refused, one sentence that names the fix, or None.

    Args:
        origin: the Origin header; None where there is none, as with every client but a browser.
        host: the Host header.
        local: True where the peer is on this machine and no trusted proxy: a page in a browser
            there could ask by a name that leads here for the time being.
        allowed_origins: CORS_ORIGINS; ``*`` allows any.
        server_url: SERVER_URL, the public address, or None.
    """
    if not host:
        return "The request has no Host header."
    allowed = set(allowed_origins)
    listed = origin is None or "*" in allowed or origin in allowed
    if not listed and _authority(origin or "") != _without_default_port(host, origin or ""):
        return f"Origin {str(origin)[:200]} may not connect; CORS_ORIGINS lists those that may."
    if local:
        own = urlsplit(server_url).netloc if server_url else ""
        # The name alone: the daemon has a port of its own, and a page can't choose its host's name.
        if not (_is_address(host) or (own and _name(host) == _name(own))):
            return (
                f"Host {host[:200]} is not known here. Connect by localhost or an IP address, or "
                "set SERVER_URL to the public address, or TRUSTED_PROXIES to the proxy's."
            )
    return None


def _authority(origin: str) -> str:
    parts = _split(origin)
    return _without_default_port(parts[1], origin) if parts[0] else ""


def _split(origin: str) -> tuple[str, str]:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return "", ""
    return parts.scheme.lower(), parts.netloc.lower()


def _without_default_port(authority: str, origin: str) -> str:
    default = {"http": ":80", "https": ":443"}.get(_split(origin)[0], "")
    lowered = authority.lower()
    return lowered.removesuffix(default) if default else lowered


def _name(host: str) -> str:
    """Return the name in a Host header, in lower case and without its port."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()


def _is_address(host: str) -> bool:
    name = _name(host)
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
