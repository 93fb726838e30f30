"""The settings: every environment variable, declared once.

A field of Settings has the lower-case name of its variable, and declares its unit, default and
meaning. The table in the README is generated from these declarations. A process reads the
environment once, with `load`, and passes the frozen value down.

    SettingsError   at least one variable has a bad value; each of them is named
"""

import dataclasses
import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

from common import __version__

Value = TypeVar("Value")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LARGEST_PORT = 65_535
# Larger than any sensible value. In milliseconds it is still exact in Redis, SQLite and Lua.
LARGEST = 1_000_000_000
LONGEST_NUMBER = 20
SECRET_BYTES = 32
TRUE, FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
# RFC 1123, 2.1, and the underscore that names in container networks have.
HOST_NAME = re.compile(r"(\*\.)?[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class SettingsError(Exception):
    """At least one variable has a bad value.

    Attributes:
        problems: one sentence each, which begins with the variable's name and never contains the
            value of a secret.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Variable:
    """The declaration of one environment variable, for documentation and for `load`.

    Attributes:
        name: name in the environment.
        default: default as text; empty if there is none.
        unit: unit of the value, such as ``seconds``, or its kind, such as ``URL``.
        meaning: one sentence.
        secret: True if the value may also come from a file named by NAME_FILE, and is never shown.
        aliases: older names, read if the name itself is unset.
        read: converts the text, or raises ValueError with the reason.
    """

    name: str
    default: str
    unit: str
    meaning: str
    secret: bool
    aliases: tuple[str, ...]
    read: Callable[[str], Any]


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


def variable(
    default: Value,
    unit: str,
    meaning: str,
    read: Callable[[str], Any],
    *,
    shown: str | None = None,
    secret: bool = False,
    aliases: tuple[str, ...] = (),
) -> Value:
    """Declare a setting. The name of its variable is the name of its field in capitals.

    The arguments are those of Variable; *shown* is the documented default if the text of the value
    itself does not explain it.
    """
    documented = _text_of(default) if shown is None else shown
    declared = Variable("", documented, unit, meaning, secret, aliases, read)
    made: Value = dataclasses.field(
        default=default, repr=not secret, metadata={"variable": declared}
    )
    return made


def _text_of(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None or value == () else str(value)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The configuration of a process. `variables` returns the meaning of each field."""

    project_name: str = variable("theBarcodeAPI", "text", "Name in pages and documents.", text)
    app_version: str = variable(
        __version__,
        "text",
        "Version reported by `/health` and the API description.",
        text,
        shown="the product's own",
        aliases=("API_VERSION",),
    )
    environment: str = variable("production", "text", "Name of the deployment.", text)
    server_url: str | None = variable(
        None,
        "URL",
        "Public URL of the service, if clients reach it by another address than the request names.",
        url("http", "https"),
    )
    root_path: str = variable("/api/v1", "path", "Path prefix of the API.", root)
    host: str = variable(
        "127.0.0.1",
        "address",
        "Address on which both servers listen; `::` for all addresses, IPv6 and IPv4.",
        text,
    )
    api_port: int = variable(
        8000, "port", "Port of the HTTP server, which also accepts MCP WebSockets.", port
    )
    mcp_ws_port: int = variable(8001, "port", "Port of the MCP daemon.", port)
    data_dir: Path = variable(
        Path("data"),
        "directory",
        "Directory of the SQLite store, shared state, sockets and keys.",
        path,
        shown="./data",
    )
    workers: int = variable(
        0,
        "processes",
        "HTTP worker processes; 0 starts one per CPU core, at least 2.",
        whole(0, 512),
    )
    worker_connections: int = variable(
        8_000, "connections", "Largest number of open connections of one HTTP worker.", whole(10)
    )
    request_timeout: int = variable(30, "seconds", "Time limit of an HTTP request.", whole(1))
    max_body_bytes: int = variable(
        10_485_760,
        "bytes",
        "Largest file to decode or to import; larger ones get 413. "
        "Bodies with options are limited to 1 MiB.",
        whole(1_024),
    )
    parser_processes: int = variable(
        0,
        "processes",
        "Processes that parse files of clients; 0 starts one per CPU core, at least 2.",
        whole(0, 512),
    )
    parser_cpu_seconds: int = variable(
        10, "seconds", "Largest CPU time for parsing one file.", whole(1, 3_600)
    )
    parser_memory_bytes: int = variable(
        402_653_184, "bytes", "Largest memory for parsing one file.", whole(1 << 26, 1 << 40)
    )
    log_level: str = variable(
        "INFO",
        "level",
        "Lowest level that is logged: " + ", ".join(LOG_LEVELS) + ".",
        one_of(*LOG_LEVELS),
    )
    log_directory: Path | None = variable(
        None,
        "directory",
        "Directory of the log files, which are also written to stdout.",
        path,
        shown="logs in DATA_DIR",
    )
    font_dir: Path | None = variable(
        None,
        "directory",
        "Fonts for text of labels in scripts that the bundled font lacks, before the Noto fonts of "
        "the machine.",
        path,
    )
    printers: tuple[PrinterAddress, ...] = variable(
        (),
        "printers",
        "Printers for labels, by name: `desk=tcp://192.0.2.7:9100?model=zebra-zd421`, "
        "`office=ipp://printer.example/ipp/print`, `front=cups:queue`; separated by commas.",
        printers,
    )
    print_anonymously: bool = variable(
        False,
        "true or false",
        "Callers without credentials may print on PRINTERS.",
        boolean,
    )
    cors_origins: tuple[str, ...] = variable(
        (),
        "origins",
        "Browser origins that may call the API and open MCP sockets; `*` allows any.",
        origins,
    )
    allowed_hosts: tuple[str, ...] = variable(
        (),
        "host names",
        "The only names for the API, in addition to that of SERVER_URL, localhost and IP "
        "addresses; `*.example.com` for all subdomains. If unset, clients on other machines may "
        "use any.",
        hosts,
    )
    trusted_proxies: tuple[Network, ...] = variable(
        (),
        "networks",
        "Proxies whose X-Forwarded-For, -Host and -Proto, or Forwarded, are trusted.",
        networks,
    )
    proxy_protocol: str = variable(
        "off",
        "version",
        "PROXY protocol that TRUSTED_PROXIES may speak on API_PORT: off, v1, v2, or auto for both.",
        one_of("off", "v1", "v2", "auto"),
    )
    secret_key: str | None = variable(
        None,
        f"text of {SECRET_BYTES} bytes or more",
        "Key that signs tokens. If unset, one is generated and kept in DATA_DIR.",
        secret,
        secret=True,
    )
    master_api_key: str | None = variable(
        None,
        "printable ASCII",
        "Key of the admin endpoints. If unset, they are closed.",
        header,
        secret=True,
    )
    algorithm: str = variable(
        "HS256",
        "name",
        "Algorithm that signs tokens: HS256, HS384 or HS512.",
        one_of("HS256", "HS384", "HS512"),
    )
    access_token_expire_minutes: int = variable(
        60, "minutes", "Lifetime of a token.", whole(1, 525_600)
    )
    database_url: str | None = variable(
        None,
        "URL",
        "Database: postgresql://… or sqlite:///….",
        url("postgresql", "postgres", "sqlite"),
        shown="SQLite in DATA_DIR",
        secret=True,
    )
    db_password: str | None = variable(
        None, "text", "Password of the database, if DATABASE_URL contains none.", text, secret=True
    )
    redis_url: str | None = variable(
        None,
        "URL",
        "Shared state: redis://…, rediss://… or unix://….",
        url("redis", "rediss", "unix"),
        shown="a private Redis if redis-server is installed, otherwise SQLite",
        secret=True,
    )
    rate_limit_enabled: bool = variable(
        True, "true or false", "Refuse requests over the limits below.", boolean
    )
    rate_limit_burst: int = variable(
        50, "requests a second", "Burst limit of one caller.", whole(1, 1_000_000)
    )
    rate_limit_unauthenticated: int = variable(
        5_000, "barcodes a day", "Quota of an address without credentials.", whole(0)
    )
    rate_limit_basic: int = variable(10_000, "barcodes a day", "Quota of the tier basic.", whole(0))
    rate_limit_standard: int = variable(
        15_000, "barcodes a day", "Quota of the tier standard.", whole(0)
    )
    rate_limit_premium: int = variable(
        50_000, "barcodes a day", "Quota of the tier premium.", whole(0)
    )
    usage_flush_interval: int = variable(
        1, "seconds", "Interval at which usage counts are written to the database.", whole(1, 3_600)
    )
    cache_ttl: int = variable(
        3_600, "seconds", "Lifetime of a cached image; 0 disables the cache.", whole(0)
    )
    batch_ttl: int = variable(86_400, "seconds", "Lifetime of a batch.", whole(60))
    batch_max_rows: int = variable(
        50_000, "rows", "Largest number of rows of a batch.", whole(1, 1_000_000)
    )
    batch_max_bytes_per_caller: int = variable(
        67_108_864, "bytes", "Largest size of the stored batches of one caller.", whole(65_536)
    )
    batch_max_bytes: int = variable(
        1_073_741_824,
        "bytes",
        "Largest size of all stored batches; callers without credentials together use at most "
        "half.",
        whole(65_536, 1 << 40),
    )
    mcp_anonymous: bool = variable(
        True, "true or false", "Accept MCP clients without credentials.", boolean
    )
    mcp_ping_interval: int = variable(
        20, "seconds", "Interval of pings to MCP clients.", whole(1, 3_600)
    )
    mcp_ping_timeout: int = variable(
        20,
        "seconds",
        "Time after which an MCP client that does not answer a ping is disconnected.",
        whole(1, 3_600),
    )
    mcp_max_connections: int = variable(
        10_000, "connections", "Largest number of MCP sockets of one daemon.", whole(1)
    )
    mcp_max_connections_per_address: int = variable(
        100, "connections", "Largest number of MCP sockets of one client address.", whole(1)
    )
    mcp_max_message_bytes: int = variable(
        1_048_576,
        "bytes",
        "Largest MCP message; a larger one closes the socket with code 1009.",
        whole(1_024),
    )
    mcp_ticket_ttl: int = variable(
        60, "seconds", "Lifetime of a ticket that opens an MCP socket.", whole(1, 3_600)
    )

    @property
    def parser_socket(self) -> Path:
        """Return the Unix socket of the processes that parse files of clients."""
        return self.data_dir / "run" / "parsers.sock"

    @property
    def mcp_socket(self) -> Path:
        """Return the Unix socket over which Gunicorn passes MCP sockets to the daemon."""
        return self.data_dir / "run" / "mcp.sock"


def variables() -> tuple[Variable, ...]:
    """Return every variable, in the order of declaration."""
    return tuple(
        dataclasses.replace(field.metadata["variable"], name=field.name.upper())
        for field in dataclasses.fields(Settings)
    )


def load(environ: Mapping[str, str]) -> Settings:
    """Return the settings in *environ*; an empty variable counts as unset.

    Raises:
        SettingsError: at least one value is bad; the error names all of them.
    """
    values: dict[str, Any] = {}
    problems: list[str] = []
    for declared in variables():
        try:
            name, raw = _raw(declared, environ)
        except ValueError as error:
            problems.append(str(error))
            continue
        if raw:
            try:
                values[declared.name.lower()] = declared.read(raw)
            except ValueError as error:
                value = "" if declared.secret else f", not {raw[:80]!r}"
                problems.append(f"{name} {error}{value}.")
    if problems:
        raise SettingsError(problems)
    values.setdefault("data_dir", Path("data").absolute())
    return Settings(**values)


def _raw(declared: Variable, environ: Mapping[str, str]) -> tuple[str, str]:
    """Return the name that is set and its text, which is empty if none is set."""
    for name in (declared.name, *declared.aliases):
        raw = environ.get(name, "").strip()
        # Kubernetes sets NAME_PORT to such a URL in every pod, for a Service called NAME.
        if name.endswith("_PORT") and raw.startswith("tcp://"):
            raw = ""
        file = environ.get(f"{name}_FILE", "").strip() if declared.secret else ""
        if raw and file:
            raise ValueError(f"{name} and {name}_FILE are both set; set one.")
        if file:
            return f"{name}_FILE", _file(f"{name}_FILE", file)
        if raw:
            return name, raw
    return declared.name, ""


def _file(name: str, file: str) -> str:
    try:
        found = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ValueError(f"{name} names {file!r}, which can't be read: {reason}.") from None
    if not found:
        raise ValueError(f"{name} names {file!r}, which is empty.")
    return found
