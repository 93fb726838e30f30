"""The services of one process, made from its settings and passed to whoever needs them."""

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from types import TracebackType

from common.services import health
from common.services.accounts.authentication import Auth
from common.services.accounts.credential_cache import CredentialCache
from common.services.accounts.revocation_epoch import RevocationEpochs
from common.services.accounts.secret_key import secret_key
from common.services.accounts.tickets import Tickets
from common.services.accounts.tokens import Tokens
from common.services.clock import Clock, SystemClock
from common.services.connections.redis import RedisConnections
from common.services.connections.registry import Connections
from common.services.connections.sqlite import SqliteConnections
from common.services.errors import StateUnavailable, StoreUnavailable
from common.services.health import Health
from common.services.image_cache import ImageCache
from common.services.limits.limiter import Limiter
from common.services.limits.redis import RedisLimiter
from common.services.limits.sqlite import SqliteLimiter
from common.services.local_state import LocalState
from common.services.metrics import Metrics
from common.services.periodic_jobs import PeriodicJob, PeriodicJobRunner
from common.services.redis_server import RedisServer
from common.services.store.accounts import Accounts
from common.services.store.audit import Audit
from common.services.store.batches import Batches
from common.services.store.database import connect_to
from common.services.store.mcp_clients import McpClients
from common.services.store.store import Store
from common.services.store.usage import UsageRows
from common.services.usage.flusher import Flusher
from common.services.usage.redis import RedisUsage
from common.services.usage.sqlite import SqliteUsage
from common.settings import Settings

STARTING_SECONDS = 3.0
SECONDS_PER_MINUTE = 60
FORGET_EVERY_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True)
class Services:
    """What operations and edges are given. Every service is synchronous and thread-safe.

    Attributes:
        settings: what the environment decided.
        clock: the time.
        store: what outlives processes: SQLite or Postgres.
        machine: the state that this machine's processes share in a file.
        redis: the state that machines share, or None where no Redis is configured.
        connections: how many MCP connections are open.
        metrics: counters.
        limiter: who may draw how much.
        images: the images that this process has drawn.
        accounts: users and their API keys.
        auth: who shows which credentials.
        audit: what was done to accounts.
        tickets: what browsers open MCP sockets with.
        mcp_clients: the labels by which users' MCP clients connect.
        batches: what was asked for in one go.
        usage: what was drawn, as the store knows it.
        flusher: copies usage counts to the store.
        upkeep: the thread that does so; edges start it.
    """

    settings: Settings
    clock: Clock
    store: Store
    local_state: LocalState
    redis: RedisServer | None
    connections: Connections
    metrics: Metrics
    limiter: Limiter
    images: ImageCache
    accounts: Accounts
    auth: Auth
    audit: Audit
    tickets: Tickets
    mcp_clients: McpClients
    batches: Batches
    usage: UsageRows
    flusher: Flusher
    periodic_jobs: PeriodicJobRunner

    def health(self) -> Health:
        """Return how the service and all it stands on are, within 300 ms."""
        version = self.settings.app_version
        return health.examine(
            self.store, self.local_state, self.redis, self.connections, self.clock, version
        )

    def start(self) -> None:
        """Begin the upkeep of a process that serves; call it once, after any fork."""
        self.metrics.defer_writes()
        self.periodic_jobs.start()

    def dispose(self) -> None:
        """Leave the parent's connections alone; call it in the child of a fork."""
        self.store.dispose()

    def close(self) -> None:
        """Close files and connections."""
        self.periodic_jobs.stop()
        self.metrics.write()
        self.store.close()
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


def open_services(settings: Settings, *, process: str, clock: Clock | None = None) -> Services:
    """Open the services for a process called *process*, such as ``rest`` or ``mcp``.

    The store's tables are brought up to date. A database that does not answer delays the start by
    `STARTING_SECONDS` and fails nothing: the services begin degraded and go on when it comes.

    Raises:
        StateUnavailable: the machine's state file in DATA_DIR can't be opened.
        SecretKeyError: the key that signs tokens can't be kept there.
    """
    clock = clock or SystemClock()
    machine = LocalState(settings.data_dir / "state.sqlite3")
    redis = RedisServer(settings.redis_url, clock) if settings.redis_url else None
    store = open_store(settings, clock)
    with suppress(StoreUnavailable):
        store.migrate(STARTING_SECONDS)
    connections = Connections(
        SqliteConnections(machine, clock), RedisConnections(redis) if redis is not None else None
    )
    usage = UsageRows(store)
    shared_usage = RedisUsage(redis) if redis is not None else None
    flusher = Flusher(usage, SqliteUsage(machine, clock), shared_usage, clock)
    with suppress(StoreUnavailable, StateUnavailable):
        flusher.seed()
    limiter = Limiter(
        settings,
        clock,
        SqliteLimiter(machine, clock),
        RedisLimiter(redis, clock) if redis is not None else None,
    )
    metrics = Metrics(machine, connections, clock, process)
    audit = Audit(store, clock)
    revisions = RevocationEpochs(machine, redis)
    accounts = Accounts(store, partial(_forget_if_possible, revisions))
    signing_key = secret_key(settings.secret_key, settings.data_dir)
    mcp_clients = McpClients(store, clock)
    batches = Batches(store, clock, settings.batch_ttl)
    return Services(
        settings=settings,
        clock=clock,
        store=store,
        local_state=machine,
        redis=redis,
        connections=connections,
        metrics=metrics,
        limiter=limiter,
        images=ImageCache(clock, settings.cache_ttl),
        accounts=accounts,
        auth=_auth(settings, clock, revisions, accounts, limiter, signing_key),
        audit=audit,
        tickets=Tickets(machine, redis, clock, settings.mcp_ticket_ttl),
        mcp_clients=mcp_clients,
        batches=batches,
        usage=usage,
        flusher=flusher,
        periodic_jobs=PeriodicJobRunner(
            metrics.write,
            (
                PeriodicJob("seeding Redis", flusher.seed),
                PeriodicJob("writing usage", flusher.flush),
                PeriodicJob("forgetting batches", batches.forget_expired, FORGET_EVERY_SECONDS),
                PeriodicJob("forgetting usage", flusher.forget_old, FORGET_EVERY_SECONDS),
                PeriodicJob("forgetting the audit log", audit.forget_old, FORGET_EVERY_SECONDS),
                PeriodicJob("forgetting MCP clients", mcp_clients.forget_old, FORGET_EVERY_SECONDS),
            ),
            machine,
            clock,
            settings.usage_flush_interval,
            process,
        ),
    )


def open_store(settings: Settings, clock: Clock | None = None) -> Store:
    """Return the store alone, not yet asked for anything; close it."""
    return Store(
        lambda: connect_to(settings.database_url, settings.db_password, settings.data_dir),
        clock or SystemClock(),
    )


def _auth(
    settings: Settings,
    clock: Clock,
    revisions: RevocationEpochs,
    accounts: Accounts,
    limiter: Limiter,
    signing_key: str,
) -> Auth:
    lifetime_seconds = settings.access_token_expire_minutes * SECONDS_PER_MINUTE
    return Auth(
        accounts,
        Tokens(signing_key, settings.algorithm, lifetime_seconds, clock),
        revisions,
        CredentialCache(revisions, clock),
        limiter,
        clock,
        settings.master_api_key,
    )


def _forget_if_possible(revisions: RevocationEpochs) -> None:
    """Have all processes ask for credentials anew; where they can't be told, a minute ends it."""
    with suppress(StateUnavailable):
        revisions.change()
