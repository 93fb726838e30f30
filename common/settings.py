"""The product's settings: every environment variable, declared once.

A field of Settings is the lower-case name of its variable, and says its unit, default and meaning
beside it; the README's table is made from these declarations. A process reads the environment once,
with `load`, and passes the frozen value down.

    SettingsError   one variable or more has a bad value; each is named
"""

import dataclasses
import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from common import __version__

Value = TypeVar("Value")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LARGEST_PORT = 65_535
# More than anybody means, and less than Redis, SQLite and Lua's numbers take, in milliseconds too.
LARGEST = 1_000_000_000
LONGEST_NUMBER = 20
SECRET_BYTES = 32
TRUE, FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class SettingsError(Exception):
    """One variable or more has a bad value.

    Attributes:
        problems: one sentence each, beginning with the variable's name; never a secret's value.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Variable:
    """What one environment variable is, for documentation and for `load`.

    Attributes:
        name: in the environment.
        default: as one would write it into the environment; empty where there is none.
        unit: of its value, such as ``seconds``; a kind, such as ``URL``, where it counts nothing.
        meaning: one sentence.
        secret: True where it may also come from a file named by NAME_FILE and is never shown.
        aliases: older names, read where the name itself is unset.
        read: makes the value from text, or raises ValueError that says what would be right.
    """

    name: str
    default: str
    unit: str
    meaning: str
    secret: bool
    aliases: tuple[str, ...]
    read: Callable[[str], Any]


def text(raw: str) -> str:
    """Take *raw* as it is."""
    return raw


def boolean(raw: str) -> bool:
    """Read true or false in any of the usual words."""
    if raw.lower() in TRUE:
        return True
    if raw.lower() in FALSE:
        return False
    raise ValueError("must be true or false")


def whole(least: int, most: int = LARGEST) -> Callable[[str], int]:
    """Return a reader of whole numbers of at least *least* and at most *most*."""
    wrong = f"must be a whole number from {least} to {most}"

    def read(raw: str) -> int:
        # int() would take "1_000" and "٣" too; neither is meant.
        if not (raw.isascii() and raw.isdigit()) or len(raw) > LONGEST_NUMBER:
            raise ValueError(wrong)
        value = int(raw)
        if not least <= value <= most:
            raise ValueError(wrong)
        return value

    return read


port = whole(1, LARGEST_PORT)


def path(raw: str) -> Path:
    """Read the path of a file or directory; ~ is the home directory."""
    try:
        return Path(raw).expanduser().absolute()
    except RuntimeError:
        raise ValueError("must be a path; this user has no home directory to begin it") from None


def one_of(*choices: str) -> Callable[[str], str]:
    """Return a reader of one of *choices*, whatever its case."""

    def read(raw: str) -> str:
        found = {choice.casefold(): choice for choice in choices}.get(raw.casefold())
        if found is None:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return found

    return read


def url(*schemes: str) -> Callable[[str], str]:
    """Return a reader of URLs that begin with one of *schemes*."""

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
    """Read a list with commas between its items."""
    return tuple(item.strip() for item in raw.split(",") if item.strip())


def origins(raw: str) -> tuple[str, ...]:
    """Read a list of browser origins, such as ``https://shop.example``, or ``*`` for any."""
    found = listed(raw)
    for origin in found:
        parts = urlsplit(origin)
        whole_origin = f"{parts.scheme}://{parts.netloc}"
        if origin != "*" and (origin != whole_origin or not parts.scheme or not parts.netloc):
            raise ValueError(f"must list origins such as https://shop.example; {origin!r} is none")
    return found


def networks(raw: str) -> tuple[Network, ...]:
    """Read a list of addresses and networks, such as ``10.0.0.0/8``."""
    try:
        return tuple(ipaddress.ip_network(item, strict=False) for item in listed(raw))
    except ValueError as error:
        raise ValueError(f"must list addresses or networks such as 10.0.0.0/8: {error}") from None


def root(raw: str) -> str:
    """Read the path under which the API lives."""
    if not raw.startswith("/") or any(c in raw for c in "?#{} "):
        raise ValueError("must be a path such as /api/v1")
    return raw.rstrip("/")


def secret(raw: str) -> str:
    """Read a secret key, long enough for HMAC with SHA-256 (RFC 7518, 3.2)."""
    if len(raw.encode()) < SECRET_BYTES:
        raise ValueError(f"must be at least {SECRET_BYTES} bytes long")
    return raw


def header(raw: str) -> str:
    """Read what is sent in a header, where nothing but ASCII is sure to arrive (RFC 9110, 5.5)."""
    if not (raw.isascii() and raw.isprintable()):
        raise ValueError("must be printable ASCII, since it is sent in a header")
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
    """Declare a setting; the name of its variable is that of its field in capitals.

    The arguments are as in Variable; *shown* is the default as documented, where the value's own
    text would not say it.
    """
    told = _told(default) if shown is None else shown
    declared = Variable("", told, unit, meaning, secret, aliases, read)
    made: Value = dataclasses.field(
        default=default, repr=not secret, metadata={"variable": declared}
    )
    return made


def _told(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None or value == () else str(value)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that the environment decides; see `variables` for what each field means."""

    project_name: str = variable("theBarcodeAPI", "text", "Name in pages and documents.", text)
    app_version: str = variable(
        __version__,
        "text",
        "Version that health and documents tell.",
        text,
        shown="the product's own",
        aliases=("API_VERSION",),
    )
    environment: str = variable("production", "text", "Name of the deployment, told in logs.", text)
    server_url: str | None = variable(
        None,
        "URL",
        "Public address of the service, where it is not what the request says.",
        url("http", "https"),
    )
    root_path: str = variable("/api/v1", "path", "Path under which the API lives.", root)
    host: str = variable("127.0.0.1", "address", "Address on which both servers listen.", text)
    api_port: int = variable(8000, "port", "Port of HTTP, with WebSockets handed over.", port)
    mcp_ws_port: int = variable(8001, "port", "Port of the MCP daemon itself.", port)
    data_dir: Path = variable(
        Path("data"),
        "directory",
        "Holds the SQLite store, shared state, sockets and keys.",
        path,
        shown="./data",
    )
    workers: int = variable(
        0, "processes", "HTTP workers; 0 is one per CPU core, at least 2.", whole(0, 512)
    )
    worker_connections: int = variable(
        8_000, "connections", "Open connections that one HTTP worker keeps.", whole(10)
    )
    request_timeout: int = variable(
        30, "seconds", "A request that takes longer is ended.", whole(1)
    )
    max_body_bytes: int = variable(
        10_485_760,
        "bytes",
        "A larger file to decode or of a batch is refused with 413; options may have 1 MiB.",
        whole(1_024),
    )
    log_level: str = variable(
        "INFO",
        "level",
        "Least level that is logged: " + ", ".join(LOG_LEVELS) + ".",
        one_of(*LOG_LEVELS),
    )
    log_directory: Path | None = variable(
        None,
        "directory",
        "Keeps the log files that stdout shows.",
        path,
        shown="logs in DATA_DIR",
    )
    cors_origins: tuple[str, ...] = variable(
        (),
        "origins",
        "Browser origins that may call the API and open MCP sockets; * is any.",
        origins,
    )
    trusted_proxies: tuple[Network, ...] = variable(
        (), "networks", "Proxies whose X-Forwarded-For is believed.", networks
    )
    secret_key: str | None = variable(
        None,
        f"text of {SECRET_BYTES} bytes or more",
        "Signs tokens; unset, one is made once and kept in DATA_DIR.",
        secret,
        secret=True,
    )
    master_api_key: str | None = variable(
        None,
        "printable ASCII",
        "Opens the admin endpoints; unset, they are closed.",
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
        60, "minutes", "A token is good for so long.", whole(1, 525_600)
    )
    database_url: str | None = variable(
        None,
        "URL",
        "Store: postgresql://… or sqlite:///….",
        url("postgresql", "postgres", "sqlite"),
        shown="SQLite in DATA_DIR",
        secret=True,
    )
    db_password: str | None = variable(
        None, "text", "Password for a DATABASE_URL that holds none.", text, secret=True
    )
    redis_url: str | None = variable(
        None,
        "URL",
        "Shared state: redis://…, rediss://… or unix://….",
        url("redis", "rediss", "unix"),
        shown="a private Redis where redis-server is found, else SQLite",
        secret=True,
    )
    rate_limit_enabled: bool = variable(
        True, "true or false", "Refuse callers who go over their limits.", boolean
    )
    rate_limit_burst: int = variable(
        50, "requests a second", "Burst that one caller may make.", whole(1, 1_000_000)
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
        1, "seconds", "Usage counts are written to the store so often.", whole(1, 3_600)
    )
    cache_ttl: int = variable(
        3_600, "seconds", "A cached picture is kept so long; 0 caches none.", whole(0)
    )
    batch_ttl: int = variable(86_400, "seconds", "A batch can be fetched so long.", whole(60))
    batch_max_rows: int = variable(
        50_000, "rows", "A batch with more is refused.", whole(1, 1_000_000)
    )
    mcp_anonymous: bool = variable(
        True, "true or false", "Let MCP clients in without credentials.", boolean
    )
    mcp_ping_interval: int = variable(
        20, "seconds", "An MCP client is pinged so often.", whole(1, 3_600)
    )
    mcp_ping_timeout: int = variable(
        20,
        "seconds",
        "An MCP client that leaves a ping unanswered so long is gone.",
        whole(1, 3_600),
    )
    mcp_max_connections: int = variable(
        10_000, "connections", "MCP sockets that one daemon holds.", whole(1)
    )
    mcp_max_connections_per_address: int = variable(
        100, "connections", "MCP sockets that one address may hold.", whole(1)
    )
    mcp_max_message_bytes: int = variable(
        1_048_576, "bytes", "A larger MCP message closes its socket with 1009.", whole(1_024)
    )
    mcp_ticket_ttl: int = variable(
        60, "seconds", "A ticket that opens an MCP socket is good for so long.", whole(1, 3_600)
    )

    @property
    def mcp_socket(self) -> Path:
        """Return where Gunicorn hands the sockets of MCP clients over to the daemon."""
        return self.data_dir / "run" / "mcp.sock"


def variables() -> tuple[Variable, ...]:
    """Return every variable, in the order in which Settings declares them."""
    return tuple(
        dataclasses.replace(field.metadata["variable"], name=field.name.upper())
        for field in dataclasses.fields(Settings)
    )


def load(environ: Mapping[str, str]) -> Settings:
    """Read the settings from *environ*; an empty variable counts as unset.

    Raises:
        SettingsError: values are bad; it names every one.
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
                shown = "" if declared.secret else f", not {raw[:80]!r}"
                problems.append(f"{name} {error}{shown}.")
    if problems:
        raise SettingsError(problems)
    values.setdefault("data_dir", Path("data").absolute())
    return Settings(**values)


def _raw(declared: Variable, environ: Mapping[str, str]) -> tuple[str, str]:
    """Return the name that is set and its text, empty where none is."""
    for name in (declared.name, *declared.aliases):
        raw = environ.get(name, "").strip()
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
