"""The connection registry of all machines, in Redis."""

from common.services.connections.backend import (
    EXPIRES_AFTER_SECONDS,
    STDIO_PREFIX,
    ConnectionTotals,
)
from common.services.redis_server import RedisServer

KEY = "barcode:{connections}"
EXPIRES_AFTER_MS = int(EXPIRES_AFTER_SECONDS * 1000)

# One hash: daemon → "open expires_at_ms"; Redis' own clock decides, since machines' clocks differ.
REPORT = """
only('hash', KEYS[1])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. string.format('%.0f', now + ARGV[3]))
redis.call('PEXPIRE', KEYS[1], ARGV[3])
"""
COUNT = """
only('hash', KEYS[1])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local entries, daemons, total = redis.call('HGETALL', KEYS[1]), 0, 0
for i = 1, #entries, 2 do
  -- What is longer is not ours, and looking into it would keep this server from all else.
  local entry = #entries[i + 1] < 40 and entries[i + 1] or ''
  local open, expires = string.match(entry, '^(%d+) (%d+)$')
  open, expires = whole(open), whole(expires)
  if open and expires and expires > now and expires <= now + ARGV[1] then
    total = total + open
    if string.sub(entries[i], 1, #ARGV[2]) ~= ARGV[2] then
      daemons = daemons + 1
    end
  else
    redis.call('HDEL', KEYS[1], entries[i])
  end
end
return {daemons, total}
"""


class RedisConnections:
    """Keeps one hash that expires with its last entry."""

    def __init__(self, server: RedisServer) -> None:
        self._server = server
        self._report = server.script(REPORT)
        self._count = server.script(COUNT)

    def report(self, daemon: str, open_connections: int) -> None:
        """Note what *daemon* holds."""
        self._report([KEY], [daemon, open_connections, EXPIRES_AFTER_MS])

    def forget(self, daemon: str) -> None:
        """Forget *daemon*."""
        self._server.call(lambda client: client.hdel(KEY, daemon))

    def count(self) -> ConnectionTotals:
        """Return what living daemons hold."""
        daemons, connections = self._count([KEY], [EXPIRES_AFTER_MS, STDIO_PREFIX])
        return ConnectionTotals(int(daemons), int(connections))
