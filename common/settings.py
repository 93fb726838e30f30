"""The settings: every environment variable, declared once.

A field of Settings has the lower-case name of its variable, and declares its unit, default and
meaning. The table in the README is generated from these declarations. A process reads the
environment once, with `load`, and passes the frozen value down.

    SettingsError   at least one variable has a bad value; each of them is named
"""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from common import __version__
from common.setting_types import (
    SECRET_BYTES,
    Network,
    PrinterAddress,
    boolean,
    header,
    hosts,
    networks,
    one_of,
    origins,
    path,
    port,
    printers,
    redis_url,
    root,
    secret,
    text,
    url,
    whole,
)

Value = TypeVar("Value")
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
        "HTTP worker processes; 0 starts one per CPU core, at least 2, as memory allows.",
        whole(0, 512),
    )
    memory_budget_bytes: int = variable(
        1_073_741_824,
        "bytes",
        "Memory for all processes together: it bounds WORKERS and PARSER_PROCESSES if they are 0, "
        "the bodies that are held, and the large pictures that are drawn at once.",
        whole(1 << 28, 1 << 44),
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
        "Processes that parse files of clients; 0 starts one per CPU core, at least 2, as memory "
        "allows.",
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
    log_format: str = variable(
        "json", "form", "Form of the log's lines: json or text.", one_of("json", "text")
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
        "Shared state: redis://…, rediss://…, redis+sentinel://…, rediss+sentinel://… or unix://….",
        redis_url,
        shown="a private Redis if redis-server or valkey-server is installed, otherwise SQLite",
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
