"""Limits and usage of all machines, in Redis: one script, one round trip a request."""

from importlib import resources
from typing import Any

from redis import Redis

from common.services.clock import Clock, SystemClock, day_number
from common.services.errors import StateUnavailable
from common.services.limits import keys
from common.services.limits.backend import BURST_WINDOW_US, Admission, Outcome, Reason
from common.services.redis_server import TIMEOUT_SECONDS, RedisServer, whole_number

REASONS: tuple[Reason, ...] = ("", "burst", "quota")
NOT_SEEDED, LATE = 3, 4
NOT_TOLD = "Redis does not know today's counts yet"
# A little less than callers wait, so that no request is counted twice.
DEADLINE_US = int(TIMEOUT_SECONDS * 900_000)


class NotSeeded(StateUnavailable):
    """Redis has come back empty and does not know today's counts yet."""


class TooLate(StateUnavailable):
    """Redis took up the request when its caller was thought to have given up."""


class RedisLimiter:
    """Counts for all machines, by Redis' own clock unless another than the system's is given.

    A Redis that was stopped finds, when it goes on, requests in its sockets whose callers have long
    been counted elsewhere. So each request bears a deadline, in Redis' time, which every answer
    tells anew: clocks need not agree.
    """

    def __init__(self, server: RedisServer, clock: Clock) -> None:
        self._server = server
        self._clock = clock
        self._own_time = isinstance(clock, SystemClock)
        self._ahead_us: int | None = None
        self._admit = server.script(_source("admit.lua"), always=True)
        self._give_back = server.script(_source("refund.lua"), always=True)
        self._attempt = server.script(_source("sliding_window.lua"), always=True)

    def admit(self, admission: Admission) -> Outcome:
        """Admit or refuse a request, and count its usage where it is admitted."""
        try:
            return self._admit_in_time(admission)
        except TooLate:  # it did answer, and told the time: the next deadline is right
            return self._admit_in_time(admission)

    def _admit_in_time(self, admission: Admission) -> Outcome:
        # Machines' days may begin some milliseconds apart: usage goes by theirs, quota by Redis'.
        day, tag = day_number(self._clock.now()), keys.tag_of(admission.caller)
        asked_at = 0

        def deadline_us() -> int | str:
            # Not before there is a connection: to wait for one is not Redis' delay.
            nonlocal asked_at
            asked_at = self._now_us()
            return "" if self._ahead_us is None else asked_at + self._ahead_us + DEADLINE_US

        found, used, ahead_us, now_us = self._admit(
            [
                keys.epoch(tag),
                keys.caller_state(admission.caller),
                keys.usage(tag, day),
                keys.changed(tag),
            ],
            [
                self._time_us(),
                *(admission.advance_us, BURST_WINDOW_US, admission.cost, admission.quota),
                _field(admission),
                day,
                deadline_us,
            ],
        )
        if self._own_time:
            self._ahead_us = nearer(
                self._ahead_us, least=now_us - self._now_us(), most=now_us - asked_at
            )
        if found == LATE:
            raise TooLate("Redis took up the request too late")
        if found == NOT_SEEDED:
            raise NotSeeded(NOT_TOLD)
        return Outcome(REASONS[found], used, ahead_us, now_us / 1_000_000)

    def refund(self, admission: Admission, day: int) -> None:
        """Take back the cost of a request that was admitted on *day*."""
        tag = keys.tag_of(admission.caller)
        self._give_back(
            [
                keys.usage(tag, day),
                keys.caller_state(admission.caller),
                keys.returned(tag, day),
                keys.changed(tag),
                keys.epoch(tag),
            ],
            [admission.cost, day, _field(admission)],
        )

    def used(self, caller: str) -> int:
        """Return what *caller* has used of today's quota."""
        epoch, name = keys.epoch(keys.tag_of(caller)), keys.caller_state(caller)

        def ask(client: Redis) -> list[Any]:
            with client.pipeline(transaction=False) as pipeline:
                pipeline.strlen(epoch)
                pipeline.hmget(name, ["day", "used"])
                # A key of another type is as good as missing.
                return pipeline.execute(raise_on_error=False)

        length, found = self._server.call(ask)
        if length != keys.EPOCH_BYTES:
            raise NotSeeded(NOT_TOLD)
        day, used = found if isinstance(found, list) else (None, None)
        today = day_number(self._clock.now())
        return (whole_number(used) or 0) if whole_number(day) == today else 0

    def attempt(self, key: str, most: int, period_seconds: float) -> float:
        """Note an attempt under *key*, of which *most* are allowed in any *period_seconds*."""
        period_us = int(period_seconds * 1_000_000)
        wait_us = self._attempt([keys.attempts(key)], [self._time_us(), most, period_us])
        return float(wait_us) / 1_000_000

    def _now_us(self) -> int:
        return int(self._clock.now() * 1_000_000)

    def _time_us(self) -> int | str:
        return "" if self._own_time else int(self._clock.now() * 1_000_000)


def nearer(ahead_us: int | None, *, least: int, most: int) -> int:
    """Return what is now known of how far Redis' clock is ahead, in microseconds.

    An answer that was long under way tells little: Redis' clock was at least *least* ahead, by the
    time at which the answer was read, and at most *most*, by that at which the request was sent.
    The first is believed the latter: a busy worker sends at once, but may read long after.

    Args:
        ahead_us: what was known before; None is nothing.
        least: the one bound.
        most: the other.
    """
    return most if ahead_us is None else min(max(ahead_us, least), most)


def _field(admission: Admission) -> str:
    return keys.field(admission.caller, admission.interface, admission.format)


def _source(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
