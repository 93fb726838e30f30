"""MCP clients that users registered: which labels they connect by, and when they were last seen."""

from functools import partial

from msgspec import Struct

from common.services.clock import SECONDS_PER_DAY, Clock
from common.services.store.sql import execute
from common.services.store.store import Store

# No request waits for it.
FORGET_SECONDS = 2.0
DAYS_KEPT = 30
# A ticket without a label makes one, so that a user may have any number.
MOST_OF_USER = 1_000

# A label that another user registered stays theirs.
ADD = """
INSERT INTO mcp_clients (client_id, user_id, created_at, seen_at) VALUES (?, ?, ?, ?)
ON CONFLICT (client_id) DO UPDATE SET seen_at = excluded.seen_at
WHERE mcp_clients.user_id = excluded.user_id
"""
OF_USER = """
SELECT client_id, user_id, created_at, seen_at FROM mcp_clients
WHERE user_id = ? ORDER BY seen_at DESC, client_id
"""
FORGET = """
DELETE FROM mcp_clients WHERE seen_at < ? OR client_id IN (
    SELECT client_id FROM (
        SELECT client_id, ROW_NUMBER() OVER (
            PARTITION BY user_id ORDER BY seen_at DESC, client_id
        ) AS place FROM mcp_clients
    ) AS ranked WHERE place > ?
) RETURNING client_id
"""


class McpClient(Struct, frozen=True):
    """A registered client.

    Attributes:
        client_id: its label.
        user_id: whose it is.
        created_at: when it was first seen, in seconds since 1970-01-01 UTC.
        seen_at: when it was last seen.
    """

    client_id: str
    user_id: int
    created_at: int
    seen_at: int


class McpClients:
    """The table. Every method raises StoreUnavailable where the store does not answer."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def register(self, client_id: str, user_id: int) -> None:
        """Note that a user connects by that label."""
        now = int(self._clock.now())
        values = (client_id, user_id, now, now)
        self._store.run(partial(execute, sql=ADD, values=values))

    def of_user(self, user_id: int) -> list[McpClient]:
        """Return the clients of a user, the last seen first."""
        rows = self._store.run(partial(execute, sql=OF_USER, values=(user_id,)))
        return [McpClient(*row) for row in rows]

    def forget_old(self, most_of_user: int = MOST_OF_USER) -> int:
        """Forget clients that were not seen for `DAYS_KEPT` days; return how many.

        Of one user's, forget all but the *most_of_user* that were seen last too.
        """
        oldest = int(self._clock.now()) - DAYS_KEPT * SECONDS_PER_DAY
        work = partial(execute, sql=FORGET, values=(oldest, most_of_user))
        return len(self._store.run(work, FORGET_SECONDS))
