"""A number that changes whenever a credential stops being good, on any machine.

What processes remember of credentials is good only as long as it has not changed, so that a user
who is disabled is out at once, everywhere, though nobody asks the store at every request.
"""

import logging

from msgspec import Struct

from common.services.errors import StateUnavailable
from common.services.local_state import LocalState
from common.services.redis_server import MOST_DIGITS, RedisServer, whole_number

KEY = "barcode:{credentials}:revision"
READ = "SELECT value FROM facts WHERE name = 'credentials'"
CHANGE_SHARED = """
only('string', KEYS[1])
local told = redis.call('GETRANGE', KEYS[1], 0, 16)
local known = whole(told == '' and '0' or told)
if not known then
  -- The time is none of the numbers that processes remember.
  local time = redis.call('TIME')
  known = time[1] * 1000000 + time[2]
end
redis.call('SET', KEYS[1], string.format('%.0f', known + 1))
"""
CHANGE = "UPDATE facts SET value = value + 1 WHERE name = 'credentials'"

log = logging.getLogger(__name__)


class RevocationEpoch(Struct, frozen=True):
    """The numbers of this machine and of Redis; None where one can't tell now."""

    machine: int | None
    shared: int | None

    def allows(self, earlier: "RevocationEpoch") -> bool:
        """Say whether what was learnt at *earlier* is still good now."""
        return self.machine == earlier.machine and self.shared in (None, earlier.shared)


class RevocationEpochs:
    """Reads and changes the number. Arguments: the machine's state, and Redis or None."""

    def __init__(self, machine: LocalState, redis: RedisServer | None) -> None:
        self._machine = machine
        self._redis = redis
        self._change = redis.script(CHANGE_SHARED, always=True) if redis is not None else None

    def now(self) -> RevocationEpoch:
        """Return the numbers now."""
        return RevocationEpoch(self._of_machine(), self._of_redis())

    def change(self) -> None:
        """Make every process forget what it remembers of credentials.

        Raises:
            StateUnavailable: the machine's file can't be written, and no Redis tells its processes.
        """
        told = self._tell_redis()
        try:
            self._machine.run(lambda connection: connection.execute(CHANGE))
        except StateUnavailable as error:
            if not told:
                log.warning("processes learn within a minute of a credential's end: %s", error)
                raise

    def _tell_redis(self) -> bool:
        if self._change is None:
            return False
        try:
            self._change([KEY], [])
        except StateUnavailable as error:
            # What other machines remember lasts a minute, as the memory's own limit says.
            log.warning("other machines learn within a minute of a credential's end: %s", error)
            return False
        return True

    def _of_machine(self) -> int | None:
        try:
            return int(str(self._machine.read(READ)[0][0]))
        except StateUnavailable:
            return None

    def _of_redis(self) -> int | None:
        if self._redis is None:
            return None
        try:
            told = self._redis.call(lambda client: client.getrange(KEY, 0, MOST_DIGITS))
        except StateUnavailable:
            return None
        # What somebody else wrote there can't be told from anything; the next change mends it.
        return whole_number(told) if told else 0
