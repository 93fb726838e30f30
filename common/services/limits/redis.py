"""Limits and usage of all machines, in Redis: one round trip for the requests of a moment.

All keys of one caller carry the same hash tag, so that a script over them runs on a Redis Cluster
too. There are `TAGS` tags, each shared by many callers, so that the flusher finds what has changed
without a command per caller.
"""

import zlib
from collections.abc import Sequence
from importlib import resources
from typing import Any

from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from common.services.clock import Clock, SystemClock, day_number
from common.services.command_batches import CommandBatches
from common.services.errors import StateUnavailable
from common.services.limits.limiter import BURST_WINDOW_US, Admission, Outcome, Reason
from common.services.redis_server import TIMEOUT_SECONDS, Call, RedisServer

# What the script returns for one request: the number of a reason, used, µs ahead, time in µs.
Answer = tuple[int, int, int, int]

TAGS = 16
REASONS: tuple[Reason, ...] = ("", "burst", "quota")
NOT_SEEDED, LATE = 3, 4
# A little less than a command may take, so that no request is counted after its caller gave up.
DEADLINE_US = int(TIMEOUT_SECONDS * 900_000)

ADMIT = resources.files(__package__).joinpath("admit.lua").read_text(encoding="utf-8")
REFUND = """
-- KEYS: epoch, caller, usage of the day, refunds of the day, unflushed fields.
-- ARGV: cost, day, usage field.
discard_other_types('hash', KEYS[2], KEYS[4])
discard_other_types('set', KEYS[5])
if discard_other_types('hash', KEYS[3]) then
  redis.call('DEL', KEYS[1])  -- as in admit.lua
  return
end
if redis.call('HEXISTS', KEYS[3], ARGV[3]) == 0 then
  return  -- this Redis was emptied after the request was admitted
end
if redis.call('HGET', KEYS[2], 'day') == ARGV[2] then
  local used = tonumber(redis.call('HGET', KEYS[2], 'used'))
  redis.call('HSET', KEYS[2], 'used', math.max(used - ARGV[1], 0))
end
redis.call('HINCRBY', KEYS[4], ARGV[3], ARGV[1])
redis.call('EXPIRE', KEYS[4], 345600)
redis.call('SADD', KEYS[5], ARGV[2] .. '|' .. ARGV[3])
"""
# A sliding window: the list holds the times of the latest attempts, newest first.
ATTEMPT = """
-- ARGV: time in µs ('' uses this server's clock), maximum, period in µs.
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end
local maximum, period = tonumber(ARGV[2]), tonumber(ARGV[3])
discard_other_types('list', KEYS[1])
local oldest = tonumber(redis.call('LINDEX', KEYS[1], maximum - 1) or 0)
if oldest > now then
  redis.call('DEL', KEYS[1])  -- recorded before the clock was set back
elseif oldest + period > now then
  return oldest + period - now
end
redis.call('LPUSH', KEYS[1], string.format('%.0f', now))
redis.call('LTRIM', KEYS[1], 0, maximum - 1)
redis.call('PEXPIRE', KEYS[1], math.ceil(period / 1000))
return 0
"""


class NotSeeded(StateUnavailable):
    """Redis is empty and does not have today's counts yet."""


class TooLate(StateUnavailable):
    """Redis ran the script after the deadline of the request."""


def tag_of(caller: str) -> int:
    """Return the hash tag of *caller*."""
    # Not hash(), which differs between processes.
    return zlib.crc32(caller.encode()) % TAGS


def epoch_key(tag: int) -> str:
    """Return the key of the random id of this Redis' counts; it is missing until it is seeded."""
    return f"barcode:{{{tag}}}:epoch"


def caller_key(caller: str) -> str:
    """Return the key of the hash of a caller's burst and quota."""
    return f"barcode:{{{tag_of(caller)}}}:caller:{caller}"


def usage_key(tag: int, day: int | str) -> str:
    """Return the key of the hash of a day's counts, by usage field."""
    return f"barcode:{{{tag}}}:usage:{day}"


def refunds_key(tag: int, day: int | str) -> str:
    """Return the key of the hash of a day's refunds, by usage field."""
    return f"barcode:{{{tag}}}:returned:{day}"


def unflushed_key(tag: int) -> str:
    """Return the key of the set of ``day|field`` that the store does not have yet."""
    return f"barcode:{{{tag}}}:changed"


def attempts_key(key: str) -> str:
    """Return the key of the list of the times of attempts under *key*."""
    return f"barcode:{{{key}}}:attempts"


def usage_field(caller: str, interface: str, format: str) -> str:
    """Return the name of a count; the caller comes last because only it may contain a bar."""
    return f"{interface}|{format}|{caller}"


class RedisLimiter:
    """Counts for all machines, by the clock of Redis unless a test sets its own.

    A Redis that was stopped finds requests in its sockets when it continues, and their callers have
    long been counted elsewhere. Each call therefore carries a deadline in the time of Redis. Every
    answer contains that time, so that the clocks of machines need not agree.

    Arguments:
        server: the Redis.
        clock: the time.
        in_batches: True to admit the requests of concurrent callers together, which is cheaper for
            greenlets. Threads would take longer to wake each other.
    """

    def __init__(self, server: RedisServer, clock: Clock, *, in_batches: bool = False) -> None:
        self._server = server
        self._clock = clock
        self._uses_server_time = isinstance(clock, SystemClock)
        # How far the clock of Redis is ahead of ours, in microseconds; None until the first answer.
        self._offset_us: int | None = None
        self._in_batches = in_batches
        self._batches: CommandBatches[Admission, Answer] = CommandBatches(
            self._answers, lambda error: RedisConnectionError(str(error))
        )
        self._admit = server.scripts(ADMIT)
        self._refund = server.script(REFUND, always=True)
        self._attempt = server.script(ATTEMPT, counts=True)

    def admit(self, admission: Admission) -> Outcome:
        """Admit or reject a request, and count its usage if it is admitted."""
        answer = self._answer(admission)
        if answer[0] == LATE:
            # Redis did answer, and its answer corrected the offset: the next deadline is right.
            answer = self._answer(admission)
        return _outcome(answer)

    def admit_all(self, admissions: Sequence[Admission]) -> list[Outcome | StateUnavailable]:
        """Admit or reject requests in one round trip, one after another."""
        answers = self._answers_in_time(admissions)
        late = [at for at, answer in enumerate(answers) if _is_late(answer)]
        if late:
            again = self._answers_in_time([admissions[at] for at in late])
            for at, answer in zip(late, again, strict=True):
                answers[at] = answer
        return [_outcome_or_error(answer) for answer in answers]

    def _answers_in_time(self, admissions: Sequence[Admission]) -> list[Answer | Exception]:
        def command(_: Redis) -> list[Answer | Exception]:
            answers = self._answers(admissions)
            # What fails all of them is no fault of one caller's key.
            if all(isinstance(answer, Exception) for answer in answers):
                _only(answers[:1])
            return answers

        return self._server.call(command, counts=True)

    def _answer(self, admission: Admission) -> Answer:
        """Return what the script answers to *admission*."""
        if self._in_batches:
            # Its answer or its error is its own, whoever has sent it.
            return self._server.call(
                lambda _client: self._batches.send(admission), counts=True, in_batch=True
            )
        return self._server.call(lambda _client: _only(self._answers([admission])), counts=True)

    def _answers(self, admissions: Sequence[Admission]) -> list[Answer | Exception]:
        """Return the answer to each of *admissions*, from one round trip."""
        # Machines' days may begin some milliseconds apart: usage is counted by the machine's day,
        # the quota by the day of Redis.
        day = day_number(self._clock.now())
        by_tag: dict[int, list[int]] = {}
        for at, admission in enumerate(admissions):
            by_tag.setdefault(tag_of(admission.caller), []).append(at)
        sent_at_us = 0

        def deadline_us() -> int | str:
            # Evaluated once there is a connection: waiting for one is no delay of Redis.
            nonlocal sent_at_us
            sent_at_us = self._now_us()
            return "" if self._offset_us is None else sent_at_us + self._offset_us + DEADLINE_US

        head = [self._time_argument(), deadline_us, BURST_WINDOW_US, day]
        # One script for both limits and the usage: no other client can come in between.
        found = self._admit(
            [
                _call(tag, day, head, [admissions[at] for at in places])
                for tag, places in by_tag.items()
            ]
        )
        answers: dict[int, Answer | Exception] = {}
        for places, values in zip(by_tag.values(), found, strict=True):
            if isinstance(values, Exception):
                answers.update(dict.fromkeys(places, values))
                continue
            code, now_us, *results = values
            if self._uses_server_time:
                self._offset_us = bounded_offset(
                    self._offset_us, least=now_us - self._now_us(), most=now_us - sent_at_us
                )
            for number, at in enumerate(places):
                one, used, ahead_us = results[3 * number : 3 * number + 3] or (code, 0, 0)
                answers[at] = one if isinstance(one, Exception) else (one, used, ahead_us, now_us)
        return [answers[at] for at in range(len(admissions))]

    def refund(self, admission: Admission, day: int) -> None:
        """Take back the cost of a request that was admitted on *day*."""
        tag = tag_of(admission.caller)
        self._refund(
            [
                epoch_key(tag),
                caller_key(admission.caller),
                *(usage_key(tag, day), refunds_key(tag, day)),
                unflushed_key(tag),
            ],
            [admission.cost, day, _field_of(admission)],
        )

    def used(self, caller: str) -> int:
        """Return how much of today's quota *caller* has used."""

        def read(client: Redis) -> list[Any]:
            with client.pipeline(transaction=False) as pipeline:
                pipeline.exists(epoch_key(tag_of(caller)))
                pipeline.hmget(caller_key(caller), ["day", "used"])
                return pipeline.execute()

        is_seeded, (day, used) = self._server.call(read)
        if not is_seeded:
            raise NotSeeded("Redis does not have today's counts yet")
        try:
            is_today = day is not None and int(day) == day_number(self._clock.now())
            return int(used) if is_today else 0
        except (TypeError, ValueError):
            # Another program wrote into our hash. A report is no reason to fail for it.
            raise StateUnavailable(f"{caller_key(caller)} does not hold a count") from None

    def attempt(self, key: str, max_attempts: int, period_seconds: float) -> float:
        """Record an attempt under *key*, unless *max_attempts* were made in *period_seconds*."""
        period_us = int(period_seconds * 1_000_000)
        wait_us = self._attempt(
            [attempts_key(key)], [self._time_argument(), max_attempts, period_us]
        )
        return float(wait_us) / 1_000_000

    def _now_us(self) -> int:
        return int(self._clock.now() * 1_000_000)

    def _time_argument(self) -> int | str:
        return "" if self._uses_server_time else self._now_us()


def bounded_offset(offset_us: int | None, *, least: int, most: int) -> int:
    """Return the best estimate of how far the clock of Redis is ahead, in microseconds.

    Cristian's algorithm (1989): the clock of Redis was read between sending the request and reading
    the answer. The upper bound is trusted first: a busy worker sends at once, but may read the
    answer long after it has arrived.

    Args:
        offset_us: the estimate so far; None if there is none.
        least: the lower bound, from the time at which the answer was read.
        most: the upper bound, from the time at which the request was sent.
    """
    return most if offset_us is None else min(max(offset_us, least), most)


def _call(tag: int, day: int, head: Sequence[Any], admissions: Sequence[Admission]) -> Call:
    """Return the keys and arguments of the script that admits *admissions*, all with *tag*."""
    keys = [epoch_key(tag), unflushed_key(tag), usage_key(tag, day)]
    arguments = [*head]
    for each in admissions:
        keys.append(caller_key(each.caller))
        arguments += (each.advance_us, each.cost, each.quota, _field_of(each), each.unmerged)
    return keys, arguments


def _only(answers: list[Answer | Exception]) -> Answer:
    (answer,) = answers
    if isinstance(answer, Exception):
        raise answer
    return answer


def _is_late(answer: Answer | Exception) -> bool:
    return isinstance(answer, tuple) and answer[0] == LATE


def _outcome(answer: Answer) -> Outcome:
    """Return what *answer* says.

    Raises:
        TooLate: Redis ran the script after its deadline.
        NotSeeded: Redis does not have today's counts yet.
    """
    code, used, ahead_us, now_us = answer
    if code == LATE:
        raise TooLate("Redis ran the request too late")
    if code == NOT_SEEDED:
        raise NotSeeded("Redis does not have today's counts yet")
    return Outcome(REASONS[code], used, ahead_us, now_us / 1_000_000)


def _outcome_or_error(answer: Answer | Exception) -> Outcome | StateUnavailable:
    if isinstance(answer, Exception):
        return StateUnavailable(f"Redis: {answer}")
    try:
        return _outcome(answer)
    except StateUnavailable as error:
        return error


def _field_of(admission: Admission) -> str:
    return usage_field(admission.caller, admission.interface, admission.format)
