"""Which Origin and Host headers a request may have.

The rules prevent a web page in a person's browser from using a service that the browser can reach
and the author of the page can't: by requests to another origin (CSRF, cross-site WebSocket
hijacking), and by a name that resolves to this machine (DNS rebinding). CORS only decides which
answers a page may read, and does not apply to WebSockets. Source: the MCP specification,
transports, security warning.
"""

import ipaddress
import re
from urllib.parse import urlsplit

from msgspec import Struct

from common.barcode.model.errors import Problem
from common.settings import Settings

# RFC 9110, 7.2, and RFC 3986, 3.2.2: a name or an address, and a port.
_HOST = re.compile(r"(?:\[(?P<ipv6>[0-9a-f:.]+)\]|(?P<name>[^\[\]:/@\s]+))(?::(?P<port>[0-9]*))?")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_SHOWN_CHARACTERS = 200


class OriginPolicy(Struct, frozen=True):
    """The origins and hosts that the settings allow.

    Attributes:
        allowed_origins: CORS_ORIGINS; ``*`` allows every origin.
        allowed_hosts: ALLOWED_HOSTS: names, or ``*.`` and a name for its subdomains.
        server_url: SERVER_URL, the public address, or None.
    """

    allowed_origins: tuple[str, ...] = ()
    allowed_hosts: tuple[str, ...] = ()
    server_url: str | None = None

    def host_problem(self, host: str | None, *, local: bool) -> Problem | None:
        """Return why *host* is refused, or None.

        Without ALLOWED_HOSTS, every name is allowed to clients on other machines, so that the
        service works without configuration.

        Args:
            host: the Host header, or the one that a trusted proxy reports.
            local: True if the peer is on this machine and is not a trusted proxy: a page in a
                browser there could use a name of its own that resolves to this machine.
        """
        if not host:
            message = "The request has no Host header."
            return Problem("Host", "request.no_host", message, "Send HTTP/1.1 with Host.")
        # A page of another site can reach a service on the same machine under a name of its own
        # (DNS rebinding), so that local requests are checked by default.
        if (not local and not self.allowed_hosts) or self._is_own_host(host):
            return None
        return Problem(
            "Host",
            "request.host_not_allowed",
            f"{host[:_SHOWN_CHARACTERS]!r} is not a name of this server.",
            "Use localhost or an IP address, or set SERVER_URL to the public address, "
            "ALLOWED_HOSTS to the names of the server, or TRUSTED_PROXIES to the proxy's address.",
        )

    def origin_problem(self, origin: str | None, host: str) -> Problem | None:
        """Return why a page of *origin* may not use this service at *host*, or None.

        A client other than a browser sends no Origin, and can't be a foreign page.
        """
        if origin is None or "*" in self.allowed_origins or origin in self.allowed_origins:
            return None
        # The page of this service has the origin of the request itself.
        if self.is_own(origin, host):
            return None
        return Problem(
            "Origin",
            "request.origin_not_allowed",
            f"{origin[:_SHOWN_CHARACTERS]!r} may not use this service.",
            "Add the origin to CORS_ORIGINS. If it is the service's own, have the proxy pass the "
            "client's Host on, or set SERVER_URL.",
        )

    def problem(self, origin: str | None, host: str | None, *, local: bool) -> Problem | None:
        """Return why a request is refused by its Host or its Origin, or None."""
        return self.host_problem(host, local=local) or self.origin_problem(origin, host or "")

    def is_own(self, origin: str, host: str) -> bool:
        """Return True if *origin* is the service's own: that of *host*, or of SERVER_URL.

        The scheme is not compared with that of the request, which a proxy may not report.
        """
        authority = _authority(origin)
        if not authority:
            return False
        if authority == _without_default_port(host, origin):
            return True
        return self.server_url is not None and _same_origin(origin, self.server_url)

    def _is_own_host(self, host: str) -> bool:
        name = _name(host)
        if name is None:
            return False
        # RFC 6761, 6.3: localhost always resolves to the loopback address. Other names below
        # .localhost do in browsers, but not in every resolver. Addresses can't be rebound.
        if name == "localhost" or _is_address(name):
            return True
        # Only names are compared: the daemon has a port of its own, and the owner of a page that
        # rebinds its name can't choose ours.
        if self.server_url is not None and name == urlsplit(self.server_url).hostname:
            return True
        return any(
            name.endswith(allowed[1:]) if allowed.startswith("*.") else name == allowed
            for allowed in self.allowed_hosts
        )


def policy(settings: Settings) -> OriginPolicy:
    """Return the policy that *settings* declare."""
    return OriginPolicy(settings.cors_origins, settings.allowed_hosts, settings.server_url)


def _authority(origin: str) -> str | None:
    """Return host and port of *origin*, in lower case and without the default port."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return None
    return _without_default_port(parts.netloc, origin) if parts.scheme else None


def _same_origin(one: str, other: str) -> bool:
    schemes = {url.partition("://")[0].lower() for url in (one, other)}
    return len(schemes) == 1 and _authority(one) == _authority(other)


def _without_default_port(authority: str, origin: str) -> str:
    # RFC 6454, 4: an origin without a port has the default port of its scheme.
    default = _DEFAULT_PORTS.get(origin.partition("://")[0].lower(), "")
    return authority.lower().removesuffix(default) if default else authority.lower()


def _name(host: str) -> str | None:
    """Return the name in a Host header, in lower case; None if the header is malformed."""
    parts = _HOST.fullmatch(host.lower())
    return None if parts is None else parts["ipv6"] or parts["name"]


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
