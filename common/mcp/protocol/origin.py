"""The rules for the Origin and Host headers.

They prevent a web page in a person's browser from using a server that the browser can reach and
the author of the page can't (cross-site WebSocket hijacking, DNS rebinding). CORS does not apply
to WebSockets. Source: the specification, transports, security warning.
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
    """Return why a request is refused, in one sentence with the fix, or None.

    Args:
        origin: the Origin header, or None; only browsers send it.
        host: the Host header.
        local: True if the peer is on this machine and is not a trusted proxy: a page in a browser
            there could use a name of its own that resolves to this machine (DNS rebinding).
        allowed_origins: CORS_ORIGINS; ``*`` allows every origin.
        server_url: SERVER_URL, the public address, or None.
    """
    if not host:
        return "The request has no Host header."
    allowed = set(allowed_origins)
    # A client other than a browser sends no Origin, and can't be a foreign page.
    listed = origin is None or "*" in allowed or origin in allowed
    if not listed and _authority(origin or "") != _without_default_port(host, origin or ""):
        return (
            f"Origin {str(origin)[:200]} may not connect; CORS_ORIGINS lists the origins that may."
        )
    if local:
        own = urlsplit(server_url).netloc if server_url else ""
        # Only the name is compared: the daemon has a port of its own, and the owner of a page that
        # rebinds its name can't choose ours.
        if not (_is_address(host) or (own and _name(host) == _name(own))):
            return (
                f"Host {host[:200]} is not a name of this server. Use localhost or an IP address, "
                "or set SERVER_URL to the public address, or TRUSTED_PROXIES to the proxy's."
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
    # RFC 6454, 4: an origin without a port has the default port of its scheme.
    default = {"http": ":80", "https": ":443"}.get(_split(origin)[0], "")
    lowered = authority.lower()
    return lowered.removesuffix(default) if default else lowered


def _name(host: str) -> str:
    """Return the name in a Host header, in lower case and without the port."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()


def _is_address(host: str) -> bool:
    name = _name(host)
    # RFC 6761, 6.3: these names always resolve to the loopback address.
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
