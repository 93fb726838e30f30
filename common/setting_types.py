"""The types of settings: functions that convert the text of an environment variable.

Each of them returns the value, or raises ValueError with a reason that follows the variable's name
in a sentence, such as "must be true or false". `whole`, `one_of` and `url` make such functions.
"""

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LARGEST_PORT = 65_535
# Larger than any sensible value. In milliseconds it is still exact in Redis, SQLite and Lua.
LARGEST = 1_000_000_000
LONGEST_NUMBER = 20
SECRET_BYTES = 32
TRUE, FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
# RFC 1123, 2.1, and the underscore that names in container networks have.
HOST_NAME = re.compile(r"(\*\.)?[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")


def text(raw: str) -> str:
    """Return *raw* unchanged."""
    return raw


def boolean(raw: str) -> bool:
    """Return the truth value that *raw* spells: TRUE and FALSE list the words."""
    if raw.lower() in TRUE:
        return True
    if raw.lower() in FALSE:
        return False
    raise ValueError("must be true or false")


def whole(least: int, most: int = LARGEST) -> Callable[[str], int]:
    """Return a reader of whole numbers from *least* to *most*."""
    reason = f"must be a whole number from {least} to {most}"

    def read(raw: str) -> int:
        # int() also accepts "1_000" and "٣", which are more likely mistakes.
        if not (raw.isascii() and raw.isdigit()) or len(raw) > LONGEST_NUMBER:
            raise ValueError(reason)
        value = int(raw)
        if not least <= value <= most:
            raise ValueError(reason)
        return value

    return read


port = whole(1, LARGEST_PORT)


def path(raw: str) -> Path:
    """Return the absolute path of a file or directory; ~ is the home directory."""
    try:
        return Path(raw).expanduser().absolute()
    except RuntimeError:
        raise ValueError("must be a path; this user has no home directory to begin it") from None


def one_of(*choices: str) -> Callable[[str], str]:
    """Return a reader of one of *choices*, in upper or lower case."""

    def read(raw: str) -> str:
        found = {choice.casefold(): choice for choice in choices}.get(raw.casefold())
        if found is None:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return found

    return read


def url(*schemes: str) -> Callable[[str], str]:
    """Return a reader of URLs with one of *schemes*."""

    def read(raw: str) -> str:
        wanted = " or ".join(f"{scheme}://" for scheme in schemes)
        try:
            parts = urlsplit(raw)
            number = parts.port
        except ValueError:
            raise ValueError(f"must be a URL that begins with {wanted}") from None
        place = parts.netloc or parts.path.strip("/")
        if parts.scheme not in schemes or "://" not in raw or not place or number == 0:
            raise ValueError(f"must be a URL that begins with {wanted}")
        return raw.rstrip("/") if parts.scheme in ("http", "https") else raw

    return read


def redis_url(raw: str) -> str:
    """Return the URL of a Redis, or of the Sentinels that name one."""
    scheme, _, rest = raw.partition("://")
    if scheme not in ("redis+sentinel", "rediss+sentinel"):
        return url("redis", "rediss", "unix", "redis+sentinel", "rediss+sentinel")(raw)
    place, _, path = rest.partition("/")
    for host in place.rpartition("@")[2].split(","):
        # One address each: together they are no URL.
        url("redis")(f"redis://{host}")
    if not path.partition("?")[0].strip("/"):
        raise ValueError("must name a master, such as redis+sentinel://host:26379/mymaster")
    return raw


def listed(raw: str) -> tuple[str, ...]:
    """Return the items of a comma-separated list."""
    return tuple(item.strip() for item in raw.split(",") if item.strip())


def origins(raw: str) -> tuple[str, ...]:
    """Return a list of browser origins, such as ``https://shop.example``; ``*`` allows any."""
    found = listed(raw)
    for origin in found:
        parts = urlsplit(origin)
        whole_origin = f"{parts.scheme}://{parts.netloc}"
        if origin != "*" and (origin != whole_origin or not parts.scheme or not parts.netloc):
            raise ValueError(f"must list origins such as https://shop.example; {origin!r} is none")
    return found


def hosts(raw: str) -> tuple[str, ...]:
    """Return a list of host names in lower case; ``*.shop.example`` names all subdomains."""
    found = tuple(host.lower() for host in listed(raw))
    for host in found:
        if not HOST_NAME.fullmatch(host):
            raise ValueError(
                f"must list names without a port, such as barcode.example; {host!r} is none"
            )
    return found


@dataclass(frozen=True)
class PrinterAddress:
    """A printer of the operator.

    Attributes:
        name: its name in requests.
        scheme: ``tcp``, ``ipp`` or ``cups``.
        host: name or address of its host.
        port: its port.
        path: path of an IPP printer, or of a queue of CUPS.
        options: ``model``, ``language`` and ``dpi``, if they are given.
    """

    name: str
    scheme: str
    host: str
    port: int
    path: str
    options: Mapping[str, str]


_PRINTER_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_PRINTER_OPTIONS = ("model", "language", "dpi")
_PRINTER_PORTS = {"tcp": 9_100, "ipp": 631, "cups": 631}


def printers(raw: str) -> tuple[PrinterAddress, ...]:
    """Return printers, such as ``desk=tcp://192.0.2.7:9100?model=zebra-zd421``, by their names."""
    found: dict[str, PrinterAddress] = {}
    for item in listed(raw):
        name, equals, address = item.partition("=")
        if not equals or not _PRINTER_NAME.fullmatch(name) or name in found:
            raise ValueError(
                "must list printers such as desk=tcp://192.0.2.7:9100?model=zebra-zd421, each with "
                f"a name of its own; {item!r} is none"
            )
        found[name] = _printer(name, address)
    return tuple(found.values())


def _printer(name: str, address: str) -> PrinterAddress:
    reason = (
        f"must have addresses tcp://host:port, ipp://host/path or cups:queue; {address!r} is none"
    )
    try:
        parts = urlsplit(address)
        options = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        host, number = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError(reason) from None
    if set(options) - set(_PRINTER_OPTIONS):
        raise ValueError(f"must have no options but {', '.join(_PRINTER_OPTIONS)} in {address!r}")
    if parts.scheme == "cups" and parts.path and not parts.netloc:
        path = f"/printers/{parts.path.strip('/')}"
        return PrinterAddress(name, "cups", "localhost", _PRINTER_PORTS["cups"], path, options)
    is_whole = parts.scheme == "ipp" or (parts.scheme == "tcp" and not parts.path.strip("/"))
    if not is_whole or not host or number == 0 or parts.username:
        raise ValueError(reason)
    chosen = number or _PRINTER_PORTS[parts.scheme]
    return PrinterAddress(name, parts.scheme, host, chosen, parts.path, options)


def networks(raw: str) -> tuple[Network, ...]:
    """Return a list of networks, such as ``10.0.0.0/8``; an address is a network of one."""
    try:
        return tuple(ipaddress.ip_network(item, strict=False) for item in listed(raw))
    except ValueError as error:
        raise ValueError(f"must list addresses or networks such as 10.0.0.0/8: {error}") from None


def root(raw: str) -> str:
    """Return the path prefix of the API, without a trailing slash."""
    if not raw.startswith("/") or any(c in raw for c in "?#{} "):
        raise ValueError("must be a path such as /api/v1")
    return raw.rstrip("/")


def secret(raw: str) -> str:
    """Return a key that is long enough for HMAC with SHA-256 (RFC 7518, 3.2)."""
    if len(raw.encode()) < SECRET_BYTES:
        raise ValueError(f"must be at least {SECRET_BYTES} bytes long")
    return raw


def header(raw: str) -> str:
    """Return a value that clients send in a header: ASCII arrives unchanged (RFC 9110, 5.5)."""
    if not (raw.isascii() and raw.isprintable()):
        raise ValueError("must be printable ASCII, because clients send it in a header")
    return raw
