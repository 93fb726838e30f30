"""The errors of the services.

    ServiceError
    ├── Misconfigured      a setting can never work: no process starts with it
    ├── StateUnavailable   the shared state (Redis, or the machine's own file) does not answer
    └── StoreUnavailable   the store (SQLite or Postgres) does not answer

The last two mean "not now": the request itself is valid. Code that can work without the service
catches them.
"""

# `Retry-After` of 503 answers, in seconds.
RETRY_SECONDS = 5


class ServiceError(Exception):
    """A service can't do its work now."""


class Misconfigured(ServiceError):
    """A setting can never work; the text names it and a value that would."""


class StateUnavailable(ServiceError):
    """The shared state does not answer in time."""


class StoreUnavailable(ServiceError):
    """The store does not answer in time."""
