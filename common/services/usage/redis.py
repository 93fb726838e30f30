"""The usage counts in Redis, and the seeding of an empty Redis with today's usage."""

import secrets
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from redis import Redis

from common.services.limits.redis import (
    TAGS,
    caller_key,
    epoch_key,
    refunds_key,
    tag_of,
    unflushed_key,
    usage_field,
    usage_key,
)
from common.services.redis_server import RedisServer
from common.services.usage.backend import UsageCount

BATCH_SIZE = 200
EPOCH_BYTES = 8

# The keys of the days carry the tag of KEYS[1], so that a cluster has them in the same slot.
UNFLUSHED = """
-- KEYS: epoch, unflushed fields. ARGV: prefixes of the usage and refunds of a day, batch size.
-- Returns: epoch, then day|field, used, returned of each count; nothing if there is no epoch.
discard_other_types('string', KEYS[1])
discard_other_types('set', KEYS[2])
local epoch = redis.call('GET', KEYS[1])
if not epoch then
  return {}
end
local result = {epoch}
for _, name in ipairs(redis.call('SRANDMEMBER', KEYS[2], ARGV[3])) do
  local day, field = string.match(name, '^(%d+)|(.*)$')
  local usage, refunds = ARGV[1] .. day, ARGV[2] .. day
  if discard_other_types('hash', usage) then
    redis.call('DEL', KEYS[1])  -- as in admit.lua
  end
  discard_other_types('hash', refunds)
  result[#result + 1] = name
  result[#result + 1] = redis.call('HGET', usage, field) or '0'
  result[#result + 1] = redis.call('HGET', refunds, field) or '0'
end
return result
"""
MARK_FLUSHED = """
-- KEYS: epoch, unflushed fields. ARGV: epoch of the counts, prefixes of the usage and refunds of a
-- day, then day|field, used, returned of each count.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return  -- seeded since: what is counted now is not what was flushed
end
for i = 4, #ARGV, 3 do
  local day, field = string.match(ARGV[i], '^(%d+)|(.*)$')
  local used = redis.call('HGET', ARGV[2] .. day, field) or '0'
  local returned = redis.call('HGET', ARGV[3] .. day, field) or '0'
  if used == ARGV[i + 1] and returned == ARGV[i + 2] then
    redis.call('SREM', KEYS[2], ARGV[i])
  end
end
"""
SEED = """
-- KEYS: epoch, keys of the counts, then a key per caller.
-- ARGV: new epoch, number of keys before the callers', day, then used of each caller.
discard_other_types('string', KEYS[1])
if redis.call('EXISTS', KEYS[1]) == 1 then
  return  -- another process was first
end
-- If only the epoch was lost, its counts are in the store already, but for the last second. Under
-- the new epoch they would be counted twice.
local others = tonumber(ARGV[2])
redis.call('DEL', unpack(KEYS, 2, others))
for i = others + 1, #KEYS do
  discard_other_types('hash', KEYS[i])
  local used = ARGV[i - others + 3]
  -- The store has counts of other counters only, since those of the new epoch begin now.
  redis.call('HSET', KEYS[i], 'day', ARGV[3], 'used', used, 'elsewhere', used)
  redis.call('EXPIRE', KEYS[i], 172800)
end
redis.call('SET', KEYS[1], ARGV[1])
"""


class RedisUsage:
    """The counts of one Redis, tag by tag."""

    batch_size = BATCH_SIZE

    def __init__(self, server: RedisServer) -> None:
        self._server = server
        self._unflushed = server.script(UNFLUSHED)
        self._mark_flushed = server.script(MARK_FLUSHED)
        self._seed = server.script(SEED)

    def unflushed(self) -> list[UsageCount]:
        """Return some of the counts that the store does not have yet."""
        return [
            count
            # One round trip finds the few tags that have counts, however many there are.
            for tag, exists in enumerate(self._exist(unflushed_key))
            if exists
            for count in self._unflushed_of(tag)
        ]

    def mark_flushed(self, counts: list[UsageCount]) -> None:
        """Record that the store has *counts*."""
        arguments: dict[tuple[int, str], list[str | int]] = defaultdict(list)
        for count in counts:
            field = usage_field(count.caller, count.interface, count.format)
            name = f"{count.day}|{field}"
            arguments[tag_of(count.caller), count.source] += (name, count.used, count.returned)
        # One call for each slot of a cluster.
        for (tag, source), values in arguments.items():
            self._mark_flushed(_keys(tag), [source, *_prefixes(tag), *values])

    def empty_tags(self) -> list[int]:
        """Return the tags that do not have today's counts, and so admit no request."""
        return [tag for tag, exists in enumerate(self._exist(epoch_key)) if not exists]

    def seed(self, day: int, used: Mapping[str, int]) -> list[int]:
        """Give the empty tags what each caller has used on *day*; return these tags.

        A tag that another process has just seeded is left alone.
        """
        tags = self.empty_tags()
        for tag in tags:
            self._seed_tag(tag, day, {key: n for key, n in used.items() if tag_of(key) == tag})
        return tags

    def _seed_tag(self, tag: int, day: int, used: Mapping[str, int]) -> None:
        days = (day - 1, day, day + 1)  # the clocks of machines and of Redis may differ
        keys = [
            *_keys(tag),
            *(name(tag, each) for name in (usage_key, refunds_key) for each in days),
        ]
        callers = [caller_key(caller) for caller in used]
        epoch = secrets.token_hex(EPOCH_BYTES)
        self._seed([*keys, *callers], [epoch, len(keys), day, *used.values()])

    def _exist(self, key: Callable[[int], str]) -> list[int]:
        """Return for each tag whether the key that *key* returns for it exists."""

        def read(client: Redis) -> list[int]:
            with client.pipeline(transaction=False) as pipeline:
                for tag in range(TAGS):
                    pipeline.exists(key(tag))
                return pipeline.execute()

        return self._server.call(read)

    def _unflushed_of(self, tag: int) -> Iterator[UsageCount]:
        epoch, *values = self._unflushed(_keys(tag), [*_prefixes(tag), BATCH_SIZE]) or [b""]
        for name, used, returned in zip(*[iter(values)] * 3, strict=True):
            try:
                # The caller is last because only it may contain a bar.
                day, interface, format, caller = name.decode().split("|", 3)
                yield UsageCount(
                    *(int(day), caller, interface, format),
                    *(epoch.decode(), int(used), int(returned)),
                )
            except ValueError:
                # Another program wrote this field; the counts of callers must not wait for it.
                continue


def _keys(tag: int) -> list[str]:
    return [epoch_key(tag), unflushed_key(tag)]


def _prefixes(tag: int) -> tuple[str, str]:
    return usage_key(tag, ""), refunds_key(tag, "")
