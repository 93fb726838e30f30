"""The Host field of a request, which HTTP/1.1 requires (RFC 9112, 3.2).

Gunicorn refuses several of them, and passes on a request without one or with any text in it.
"""

import ipaddress
import re
from collections.abc import Iterable

from gunicorn.http.errors import ParseException

# uri-host [":" port] (RFC 9110, 7.2), whose host is in brackets, or a name or an IPv4 address with
# percent-encoded octets (RFC 3986, 3.2.2). A name may be empty.
_HOST = re.compile(
    r"(?:\[(?P<literal>[^\[\]]+)\]|(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})*)(?::[0-9]*)?"
)
_FUTURE = re.compile(r"v[0-9A-Fa-f]+\.[A-Za-z0-9\-._~!$&'()*+,;=:]+", re.IGNORECASE)


class NoHost(ParseException):  # type: ignore[misc]  # Gunicorn ships no types
    """A request of HTTP/1.1 has no Host."""


class BadHost(ParseException):  # type: ignore[misc]  # Gunicorn ships no types
    """A request has a Host that is none."""


def check(fields: Iterable[tuple[str, str]], version: tuple[int, int]) -> None:
    """Check the Host of a request with *fields*, whose names are in capitals.

    Raises:
        NoHost: *version* requires Host, and there is none.
        BadHost: its value is no host.
    """
    value = next((value for name, value in fields if name == "HOST"), None)
    if value is None:
        if version >= (1, 1):
            raise NoHost
    elif not _is_host(value):
        raise BadHost


def _is_host(value: str) -> bool:
    found = _HOST.fullmatch(value)
    if found is None:
        return False
    literal = found["literal"]
    if literal is None or _FUTURE.fullmatch(literal):
        return True
    try:
        # An address with a zone is no part of a URI (RFC 3986, 3.2.2).
        return ipaddress.IPv6Address(literal).scope_id is None
    except ValueError:
        return False
