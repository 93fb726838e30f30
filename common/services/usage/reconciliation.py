"""Adds to the counts in Redis what machines counted by themselves while it did not answer.

The quota of a caller is counted in Redis, and in a machine's file while Redis does not answer. The
store has the usage of all counters. For each caller, Redis keeps how much of its count was counted
elsewhere; this module corrects that part by what the store has. So it can be repeated, by any
number of machines, and a process that is killed loses and doubles nothing.
"""

import sqlite3
from collections import Counter
from collections.abc import Sequence

from redis import Redis

from common.services.clock import Clock, day_number
from common.services.limits.redis import caller_key, epoch_key, tag_of
from common.services.local_state import LocalState
from common.services.redis_server import RedisServer
from common.services.store.usage import UsageRows

# Callers per run; others follow in the next one, a second later.
MAX_CALLERS = 500

UNMERGED = """
SELECT callers.caller, callers.used FROM callers
LEFT JOIN shared_counts AS shared ON shared.caller = callers.caller AND shared.day = callers.day
WHERE callers.day = ? AND callers.used <> COALESCE(shared.merged, 0) LIMIT ?
"""
MARK_MERGED = """
INSERT INTO shared_counts (caller, day, used, merged) VALUES (:caller, :day, :used, :merged)
ON CONFLICT (caller) DO UPDATE SET day = :day, used = :used, merged = :merged
"""
CORRECT = """
-- KEYS: epoch, caller. ARGV: epoch, day, what other counters counted on that day.
-- Returns: what the caller has used; -1 if the epoch or the day has changed.
discard_other_types('string', KEYS[1])
discard_other_types('hash', KEYS[2])
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return -1
end
local state = redis.call('HMGET', KEYS[2], 'day', 'used', 'elsewhere')
local day, used, elsewhere = tonumber(state[1] or 0), 0, 0
if day > tonumber(ARGV[2]) then
  return -1
elseif day == tonumber(ARGV[2]) then
  used, elsewhere = tonumber(state[2]), tonumber(state[3] or 0)
end
used = math.max(used + ARGV[3] - elsewhere, 0)
redis.call('HSET', KEYS[2], 'day', ARGV[2], 'used', used, 'elsewhere', ARGV[3])
redis.call('EXPIRE', KEYS[2], 172800)
return used
"""


class Reconciler:
    """Reconciles the counts of this machine with those of Redis.

    Arguments:
        state: the machine's file.
        redis: the counts of all machines.
        rows: the usage in the store.
        clock: the time.
    """

    def __init__(
        self, state: LocalState, redis: RedisServer, rows: UsageRows, clock: Clock
    ) -> None:
        self._state = state
        self._redis = redis
        self._rows = rows
        self._clock = clock
        self._correct = redis.script(CORRECT)

    def unmerged(self) -> list[tuple[str, int]]:
        """Return callers whose count of today, on this machine, Redis does not have, with it.

        Raises:
            StateUnavailable: the machine's file can't be read.
        """
        rows = self._state.read(UNMERGED, (day_number(self._clock.now()), MAX_CALLERS))
        return [(str(caller), int(str(used))) for caller, used in rows]

    def merge(self, counted_here: Sequence[tuple[str, int]]) -> None:
        """Add *counted_here* to the counts in Redis; the store must have them.

        Raises:
            StateUnavailable: Redis or the machine's file does not answer.
            StoreUnavailable: the store does not answer.
        """
        day = day_number(self._clock.now())
        # Before the store is read: after a change of the epoch the script refuses the correction.
        epochs = self._epochs({tag_of(caller) for caller, _ in counted_here})
        elsewhere: Counter[str] = Counter()
        for caller, source, used in self._rows.by_source(day, [key for key, _ in counted_here]):
            if source != epochs[tag_of(caller)]:
                elsewhere[caller] += used
        merged: list[dict[str, object]] = []
        for caller, count in counted_here:
            tag = tag_of(caller)
            keys = [epoch_key(tag), caller_key(caller)]
            used = self._correct(keys, [epochs[tag], day, elsewhere[caller]])
            if used >= 0:
                merged.append({"caller": caller, "day": day, "used": used, "merged": count})

        def mark(connection: sqlite3.Connection) -> None:
            connection.executemany(MARK_MERGED, merged)

        self._state.run(mark)

    def _epochs(self, tags: set[int]) -> dict[int, str]:
        """Return the epoch of each of *tags*, which is the source of its counts in the store."""

        def read(client: Redis) -> list[bytes | None]:
            with client.pipeline(transaction=False) as pipeline:
                for tag in sorted(tags):
                    pipeline.get(epoch_key(tag))
                return pipeline.execute()

        found = self._redis.call(read)
        # A Redis without an epoch was emptied, and gets a new one at the next admission.
        return {tag: (e or b"").decode() for tag, e in zip(sorted(tags), found, strict=True)}
