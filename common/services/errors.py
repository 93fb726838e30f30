"""What can go wrong in the services.

    ServiceError
    ├── Misconfigured      a setting can never work: nothing starts with it
    ├── StateUnavailable   the shared state (Redis, or the machine's own file) does not answer
    └── StoreUnavailable   the store (SQLite or Postgres) does not answer

The last two mean "not now": nothing was wrong with what was asked. Whoever can go on without does.
"""

# When those who were told so may ask again.
RETRY_SECONDS = 5


class ServiceError(Exception):
    """A service that can't do its work now."""


class Misconfigured(ServiceError):
    """A setting can never work; the text names it and says what would."""


class StateUnavailable(ServiceError):
    """The shared state does not answer in time."""


class StoreUnavailable(ServiceError):
    """The store does not answer in time."""
