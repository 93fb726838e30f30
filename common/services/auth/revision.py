"""A number that changes whenever a credential stops being good, on any machine.

What processes remember of credentials is good only as long as it has not changed, so that a user
who is disabled is out at once, everywhere, though nobody asks the store at every request.
"""

import logging

from msgspec import Struct

from common.services.errors import StateUnavailable
from common.services.machine_state import MachineState
from common.services.redis_server import RedisServer

KEY = "barcode:{credentials}:revision"
READ = "SELECT value FROM facts WHERE name = 'credentials'"
CHANGE = "UPDATE facts SET value = value + 1 WHERE name = 'credentials'"

log = logging.getLogger(__name__)


class Revision(Struct, frozen=True):
    """The numbers of this machine and of Redis; None where one can't tell now."""

    machine: int | None
    shared: int | None

    def allows(self, earlier: "Revision") -> bool:
        """Say whether what was learnt at *earlier* is still good now."""
        return self.machine == earlier.machine and self.shared in (None, earlier.shared)


class Revisions:
    """Reads and changes the number. Arguments: the machine's state, and Redis or None."""

    def __init__(self, machine: MachineState, redis: RedisServer | None) -> None:
        self._machine = machine
        self._redis = redis

    def now(self) -> Revision:
        """Return the numbers now."""
        return Revision(self._of_machine(), self._of_redis())

    def change(self) -> None:
        """Make every process forget what it remembers of credentials.

        Raises:
            StateUnavailable: the machine's file can't be written.
        """
        self._machine.run(lambda connection: connection.execute(CHANGE))
        if self._redis is not None:
            try:
                self._redis.call(lambda client: client.incr(KEY), always=True)
            except StateUnavailable as error:
                # What other machines remember lasts a minute, as the memory's own limit says.
                log.warning("other machines learn within a minute of a credential's end: %s", error)

    def _of_machine(self) -> int | None:
        try:
            return int(str(self._machine.read(READ)[0][0]))
        except StateUnavailable:
            return None

    def _of_redis(self) -> int | None:
        if self._redis is None:
            return None
        try:
            return int(self._redis.call(lambda client: client.get(KEY)) or 0)
        except StateUnavailable:
            return None
