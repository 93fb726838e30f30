"""The connection registry of all machines, in Redis."""

from common.services.connections.backend import (
    EXPIRES_AFTER_SECONDS,
    STDIO_PREFIX,
    ConnectionTotals,
)
from common.services.redis_server import RedisServer

KEY = "barcode:{connections}"
EXPIRES_AFTER_MS = int(EXPIRES_AFTER_SECONDS * 1000)

# One hash: daemon → "open expires_at_ms", by the clock of Redis because machines' clocks differ.
NOW_MS = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
"""
REPORT = f"""{NOW_MS}
-- ARGV: daemon, open connections, lifetime of an entry in ms.
discard_other_types('hash', KEYS[1])
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. string.format('%.0f', now + ARGV[3]))
redis.call('PEXPIRE', KEYS[1], ARGV[3])
"""
TOTALS = f"""{NOW_MS}
-- ARGV: prefix of the names of servers over standard streams, lifetime of an entry in ms.
discard_other_types('hash', KEYS[1])
local entries, daemons, connections = redis.call('HGETALL', KEYS[1]), 0, 0
for i = 1, #entries, 2 do
  local daemon, open, expires_at = entries[i], string.match(entries[i + 1], '^(%d+) (%d+)$')
  -- One that expires later than a report can set was reported before the clock was set back.
  if tonumber(expires_at) > now and tonumber(expires_at) <= now + ARGV[2] then
    connections = connections + open
    if string.sub(daemon, 1, #ARGV[1]) ~= ARGV[1] then
      daemons = daemons + 1
    end
  else
    redis.call('HDEL', KEYS[1], daemon)
  end
end
return {{daemons, connections}}
"""


class RedisConnections:
    """Keeps one hash, which expires with its last entry."""

    def __init__(self, server: RedisServer) -> None:
        self._server = server
        self._report = server.script(REPORT)
        self._totals = server.script(TOTALS)

    def report(self, daemon: str, open_connections: int) -> None:
        """Record the open connections of *daemon*."""
        self._report([KEY], [daemon, open_connections, EXPIRES_AFTER_MS])

    def forget(self, daemon: str) -> None:
        """Delete the entry of *daemon*."""
        self._server.call(lambda client: client.hdel(KEY, daemon))

    def totals(self) -> ConnectionTotals:
        """Return the totals over all daemons that are alive."""
        daemons, connections = self._totals([KEY], [STDIO_PREFIX, EXPIRES_AFTER_MS])
        return ConnectionTotals(int(daemons), int(connections))
