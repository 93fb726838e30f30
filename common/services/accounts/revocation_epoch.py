"""The revocation epoch: a number that changes whenever a credential is revoked, on any machine.

Cached credentials are valid only while it has not changed. So a disabled user is rejected by every
process at the next request, although requests do not read the store.
"""

import logging
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from common.services.errors import StateUnavailable
from common.services.local_state import LocalState

if TYPE_CHECKING:  # Redis' client is imported only if it is used
    from common.services.redis_server import RedisServer

KEY = "barcode:{credentials}:revision"
READ_LOCAL = "SELECT value FROM facts WHERE name = 'credentials'"
BUMP_LOCAL = "UPDATE facts SET value = value + 1 WHERE name = 'credentials'"
BUMP_REDIS = """
discard_other_types('string', KEYS[1])
if redis.call('EXISTS', KEYS[1]) == 0 then
  -- The time: an emptied Redis must not count up to a number that a process remembers.
  local time = redis.call('TIME')
  redis.call('SET', KEYS[1], string.format('%.0f', time[1] * 1000000 + time[2]))
end
redis.call('INCR', KEYS[1])
"""

log = logging.getLogger(__name__)


class RevocationEpoch(Struct, frozen=True):
    """The epochs of this machine and of all machines.

    Attributes:
        local: of this machine's file; None if it does not answer.
        redis: as Redis stores it, empty if it has none; None if Redis does not answer.
    """

    local: int | None
    redis: bytes | None

    def allows(self, earlier: "RevocationEpoch") -> bool:
        """Return True if what was read at *earlier* is still valid now.

        While Redis does not answer, the age limit of cached credentials applies instead.
        """
        # Compared for equality, not for order: a restored file or another Redis may have a lower
        # number.
        return self.local == earlier.local and self.redis in (None, earlier.redis)


class RevocationEpochs:
    """Reads and bumps the epochs. Thread-safe.

    Arguments:
        state: the state of this machine.
        redis: the state of all machines, or None.
    """

    def __init__(self, state: LocalState, redis: "RedisServer | None") -> None:
        self._state = state
        self._redis = redis
        self._bump = redis.script(BUMP_REDIS, always=True) if redis is not None else None

    def now(self) -> RevocationEpoch:
        """Return the epochs now."""
        return RevocationEpoch(self._local_epoch(), self._redis_epoch())

    def bump(self) -> None:
        """Invalidate every process's cached credentials.

        Raises:
            StateUnavailable: neither this machine's file nor Redis can be written.
        """
        # Redis first: its result decides whether a failure of the file matters.
        is_shared = self._bump_redis()
        try:
            self._state.run(lambda connection: connection.execute(BUMP_LOCAL))
        except StateUnavailable as error:
            # Processes of this machine read Redis too.
            if not is_shared:
                log.warning("processes honour a revocation only within a minute: %s", error)
                raise

    def _bump_redis(self) -> bool:
        if self._bump is None:
            return False
        try:
            self._bump([KEY], [])
        except StateUnavailable as error:
            # Credentials are cached for a minute at most, so that other machines follow then.
            log.warning("other machines honour a revocation only within a minute: %s", error)
            return False
        return True

    def _local_epoch(self) -> int | None:
        try:
            return int(str(self._state.read(READ_LOCAL)[0][0]))
        except StateUnavailable:
            return None

    def _redis_epoch(self) -> bytes | None:
        if self._redis is None:
            return None
        try:
            epoch: Any = self._redis.call(lambda client: client.get(KEY))
        except StateUnavailable:
            return None
        # No value is an epoch too: the first revocation creates another one.
        return epoch or b""
