"""What can go wrong in the services.

    ServiceError
    ├── StateUnavailable   the shared state (Redis, or the machine's own file) does not answer
    └── StoreUnavailable   the store (SQLite or Postgres) does not answer

Both mean "not now": nothing was wrong with what was asked. Whoever can go on without them does.
"""


class ServiceError(Exception):
    """A service that can't do its work now."""


class StateUnavailable(ServiceError):
    """The shared state does not answer in time."""


class StoreUnavailable(ServiceError):
    """The store does not answer in time."""
