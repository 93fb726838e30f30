"""Opens the services of one process from its settings."""

from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING

from common.services import health
from common.services.accounts.authentication import Auth
from common.services.accounts.credential_cache import CredentialCache
from common.services.accounts.revocation_epoch import RevocationEpochs
from common.services.accounts.secret_key import secret_key
from common.services.accounts.tickets import Tickets
from common.services.accounts.tokens import Tokens
from common.services.accounts.url_signatures import UrlSignatures
from common.services.clock import Clock, SystemClock
from common.services.connections.registry import Connections
from common.services.connections.sqlite import SqliteConnections
from common.services.errors import StateUnavailable, StoreUnavailable
from common.services.health import Health
from common.services.image_cache import ImageCache
from common.services.isolation.client import IsolationClient
from common.services.limits.limiter import Limiter
from common.services.limits.slots import boot_id
from common.services.limits.sqlite import SqliteLimiter
from common.services.limits.write_back import FILE_NAME, WriteBackLimiter
from common.services.local_state import LocalState
from common.services.metrics import Metrics
from common.services.periodic_jobs import PeriodicJob, PeriodicJobRunner
from common.services.store.accounts import Accounts
from common.services.store.audit import Audit
from common.services.store.batches import Batches, Bounds
from common.services.store.database import connect_to
from common.services.store.label_templates import LabelTemplates
from common.services.store.mcp_clients import McpClients
from common.services.store.store import Store
from common.services.store.usage import UsageRows
from common.services.usage.flusher import Flusher
from common.services.usage.sqlite import SqliteUsage
from common.settings import Settings

if TYPE_CHECKING:  # Redis' client is imported only if it is used
    from common.services.redis_server import RedisServer
    from common.services.redis_services import RedisServices

STARTING_SECONDS = 3.0
SECONDS_PER_MINUTE = 60
# Of a request's time, for waiting for the parsers: the rest is for receiving and answering.
SHARE_OF_REQUEST = 0.8
# Deleting what is old is not urgent.
DELETE_INTERVAL_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True)
class Services:
    """The services that operations and edges use. All are synchronous and thread-safe.

    Attributes:
        settings: from the environment.
        clock: the time.
        store: the data that outlives processes, in SQLite or Postgres.
        local_state: the state that the processes of this machine share, in a file.
        redis: the state that machines share, or None if no Redis is configured.
        connections: the registry of open MCP connections.
        metrics: counters.
        limiter: bursts and daily quotas.
        isolation: runs parsers of untrusted files in limited processes; None parses in place.
        images: the images that this process has drawn.
        accounts: users and their API keys.
        auth: checks credentials.
        audit: the audit log.
        url_signatures: signs the URLs of pictures.
        tickets: with which browsers open MCP sockets.
        label_templates: the label templates that users have saved.
        mcp_clients: the labels of users' MCP clients.
        batches: stored batches.
        usage: barcodes drawn, as the store has them.
        flusher: copies usage counts to the store.
        periodic_jobs: the thread that flushes, and deletes what is old.
    """

    settings: Settings
    clock: Clock
    store: Store
    local_state: LocalState
    redis: "RedisServer | None"
    connections: Connections
    metrics: Metrics
    limiter: Limiter
    isolation: IsolationClient | None
    images: ImageCache
    accounts: Accounts
    auth: Auth
    audit: Audit
    url_signatures: UrlSignatures
    tickets: Tickets
    label_templates: LabelTemplates
    mcp_clients: McpClients
    batches: Batches
    usage: UsageRows
    flusher: Flusher
    periodic_jobs: PeriodicJobRunner

    def health(self) -> Health:
        """Return the health of the service and its dependencies, within 300 ms."""
        version = self.settings.app_version
        return health.check(
            self.store,
            self.batches,
            self.local_state,
            self.redis,
            self.connections,
            self.isolation,
            self.clock,
            version,
        )

    def start(self) -> None:
        """Start the periodic jobs of a serving process; call it once, after any fork."""
        # Only now is there a thread that writes the counters.
        self.metrics.defer_writes()
        self.store.connect_ahead()
        self.periodic_jobs.start()

    def close(self) -> None:
        """Close files and connections."""
        # First, because the last round of the jobs uses all of them.
        self.periodic_jobs.stop()
        self.metrics.write()
        self.store.close()
        self.limiter.close()
        self.local_state.close()
        if self.redis is not None:
            self.redis.close()

    def __enter__(self) -> "Services":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_services(
    settings: Settings,
    *,
    process: str,
    clock: Clock | None = None,
    isolated: bool = False,
    greenlets: bool = False,
    prepared: bool = False,
) -> Services:
    """Open the services of a process.

    This brings the store's tables up to date. A database that does not answer delays the start by
    `STARTING_SECONDS` but does not prevent it: the services start degraded and recover when it
    answers.

    Args:
        settings: the settings.
        process: the name of the process, such as ``rest`` or ``mcp``.
        clock: the time; the system's if it is None.
        isolated: True if the stack runs the pool of processes that parse untrusted files.
        greenlets: True if the callers are gevent's greenlets.
        prepared: True if the tables are up to date. A file is then opened when it is first used,
            since an idle process saves that memory; a server is connected to by `Services.start`.

    Raises:
        StateUnavailable: the machine's state file in DATA_DIR can't be opened.
        SecretKeyError: the key that signs tokens can't be kept there.
    """
    clock = clock or SystemClock()
    # A setting that is refused below ends the start, and must not leave files open.
    with ExitStack() as opened:
        state = LocalState(settings.data_dir / "state.sqlite3")
        opened.callback(state.close)
        store = open_store(settings, clock)
        opened.callback(store.close)
        if not prepared:
            with suppress(StoreUnavailable):  # migrated at the first use that reaches it
                store.migrate(STARTING_SECONDS)
        services = _assembled(
            settings, process, clock, state, store, isolated=isolated, greenlets=greenlets
        )
        opened.pop_all()
    return services


def _assembled(
    settings: Settings,
    process: str,
    clock: Clock,
    state: LocalState,
    store: Store,
    *,
    isolated: bool,
    greenlets: bool,
) -> Services:
    usage = UsageRows(store)
    shared = _redis_services(settings.redis_url, state, usage, clock, in_batches=greenlets)
    redis = shared.server if shared else None
    connections = Connections(
        SqliteConnections(state, clock), shared.connections if shared else None
    )
    counts = _counts(state, clock, beside_redis=redis is not None)
    write_back = counts.write_back if isinstance(counts, WriteBackLimiter) else None
    flusher = Flusher(
        usage,
        SqliteUsage(state, clock, write_back),
        shared.usage if shared else None,
        shared.reconciler if shared else None,
        clock,
    )
    # An empty Redis counts nothing until it is seeded; if that fails, a periodic job repeats it.
    with suppress(StoreUnavailable, StateUnavailable):
        flusher.seed()
    limiter = Limiter(settings, clock, counts, shared.limiter if shared else None)
    metrics = Metrics(state, connections, clock, process)
    audit = Audit(store, clock)
    epochs = RevocationEpochs(state, redis)
    accounts = Accounts(store, partial(_bump_if_possible, epochs))
    signing_key = secret_key(settings.secret_key, settings.data_dir)
    mcp_clients = McpClients(store, clock)
    bounds = Bounds(
        settings.batch_ttl, settings.batch_max_bytes_per_caller, settings.batch_max_bytes
    )
    batches = Batches(store, clock, bounds)
    return Services(
        settings=settings,
        clock=clock,
        store=store,
        local_state=state,
        redis=redis,
        connections=connections,
        metrics=metrics,
        limiter=limiter,
        isolation=_isolation(settings) if isolated else None,
        images=ImageCache(clock, settings.cache_ttl),
        accounts=accounts,
        auth=_auth(settings, clock, epochs, accounts, audit, limiter, signing_key),
        audit=audit,
        url_signatures=UrlSignatures(signing_key, clock),
        tickets=Tickets(state, redis, clock, settings.mcp_ticket_ttl),
        label_templates=LabelTemplates(store, clock),
        mcp_clients=mcp_clients,
        batches=batches,
        usage=usage,
        flusher=flusher,
        periodic_jobs=PeriodicJobRunner(
            metrics.write,
            (
                PeriodicJob("seeding Redis", flusher.seed),
                PeriodicJob("writing usage", flusher.flush),
                PeriodicJob("deleting batches", batches.delete_expired, DELETE_INTERVAL_SECONDS),
                PeriodicJob("deleting usage", flusher.delete_old, DELETE_INTERVAL_SECONDS),
                PeriodicJob("deleting audit entries", audit.delete_old, DELETE_INTERVAL_SECONDS),
                PeriodicJob(
                    "deleting MCP clients", mcp_clients.delete_old, DELETE_INTERVAL_SECONDS
                ),
            ),
            state,
            clock,
            settings.usage_flush_interval,
            process,
        ),
    )


def _counts(
    state: LocalState, clock: Clock, *, beside_redis: bool
) -> SqliteLimiter | WriteBackLimiter:
    """Return the counts of this machine."""
    sqlite = SqliteLimiter(state, clock, beside_redis=beside_redis)
    # A file of slots needs to know when the machine was started.
    if not boot_id():
        return sqlite
    slots = WriteBackLimiter(state, clock, sqlite)
    if not beside_redis:
        return slots
    # Beside a Redis SQLite counts alone, for it is what Redis is reconciled with.
    if state.path.with_name(FILE_NAME).exists():
        with suppress(StateUnavailable):
            slots.clear()
        slots.close()
    return sqlite


def _redis_services(
    url: str | None, state: LocalState, usage: UsageRows, clock: Clock, *, in_batches: bool
) -> "RedisServices | None":
    if not url:
        return None
    # Only now: a process without Redis saves the memory and the time that its client takes.
    from common.services.redis_services import open_redis

    return open_redis(url, state, usage, clock, in_batches=in_batches)


def _isolation(settings: Settings) -> IsolationClient:
    answer_seconds = SHARE_OF_REQUEST * settings.request_timeout
    return IsolationClient(settings.parser_socket, answer_seconds=answer_seconds)


def open_store(settings: Settings, clock: Clock | None = None) -> Store:
    """Return the store alone, not connected yet; the caller closes it."""
    return Store(
        lambda: connect_to(settings.database_url, settings.db_password, settings.data_dir),
        clock or SystemClock(),
    )


def _auth(
    settings: Settings,
    clock: Clock,
    epochs: RevocationEpochs,
    accounts: Accounts,
    audit: Audit,
    limiter: Limiter,
    signing_key: str,
) -> Auth:
    lifetime_seconds = settings.access_token_expire_minutes * SECONDS_PER_MINUTE
    return Auth(
        accounts,
        Tokens(signing_key, settings.algorithm, lifetime_seconds, clock),
        epochs,
        CredentialCache(epochs, clock),
        limiter,
        clock,
        settings.master_api_key,
        audit.has_logged_in,
    )


def _bump_if_possible(epochs: RevocationEpochs) -> None:
    """Invalidate cached credentials; if that fails, they expire within a minute."""
    with suppress(StateUnavailable):
        epochs.bump()
