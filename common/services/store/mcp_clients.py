"""The MCP clients that users registered: their labels, and when they were last seen."""

from functools import partial

from msgspec import Struct

from common.services.clock import SECONDS_PER_DAY, Clock
from common.services.store.database import execute
from common.services.store.store import Store

# No request waits for this.
DELETE_SECONDS = 2.0
DAYS_KEPT = 30
# Every ticket without a label creates one, so that their number is unlimited.
MAX_PER_USER = 1_000

# A label that another user registered stays theirs: the WHERE prevents the update.
ADD = """
INSERT INTO mcp_clients (client_id, user_id, created_at, seen_at) VALUES (?, ?, ?, ?)
ON CONFLICT (client_id) DO UPDATE SET seen_at = excluded.seen_at
WHERE mcp_clients.user_id = excluded.user_id
"""
OF_USER = """
SELECT client_id, user_id, created_at, seen_at FROM mcp_clients
WHERE user_id = ? ORDER BY seen_at DESC, client_id
"""
DELETE_OLD = """
DELETE FROM mcp_clients WHERE seen_at < ? OR client_id IN (
    SELECT client_id FROM (
        SELECT client_id, ROW_NUMBER() OVER (
            PARTITION BY user_id ORDER BY seen_at DESC, client_id
        ) AS rank FROM mcp_clients
    ) AS ranked WHERE rank > ?
) RETURNING client_id
"""


class McpClient(Struct, frozen=True):
    """A registered client.

    Attributes:
        client_id: its label.
        user_id: the user who registered it.
        created_at: when it was first seen, in seconds since 1970-01-01 UTC.
        seen_at: when it was last seen, in seconds since 1970-01-01 UTC.
    """

    client_id: str
    user_id: int
    created_at: int
    seen_at: int


class McpClients:
    """The table. Every method raises StoreUnavailable if the store does not answer."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def register(self, client_id: str, user_id: int) -> None:
        """Record that a user connects with that label."""
        now = int(self._clock.now())
        values = (client_id, user_id, now, now)
        self._store.run(partial(execute, sql=ADD, values=values))

    def of_user(self, user_id: int) -> list[McpClient]:
        """Return the clients of a user, the latest seen first."""
        rows = self._store.run(partial(execute, sql=OF_USER, values=(user_id,)))
        return [McpClient(*row) for row in rows]

    def delete_old(self, max_per_user: int = MAX_PER_USER) -> int:
        """Delete clients that were not seen for `DAYS_KEPT` days; return how many.

        Of each user's clients, delete all but the *max_per_user* seen latest too.
        """
        oldest = int(self._clock.now()) - DAYS_KEPT * SECONDS_PER_DAY
        work = partial(execute, sql=DELETE_OLD, values=(oldest, max_per_user))
        return len(self._store.run(work, DELETE_SECONDS))
