"""The usage counts in Redis, and what an empty Redis has to be told of today."""

import logging
import re
import secrets
from collections import defaultdict
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import TypeGuard

from redis import Redis

from common.services.limits import keys
from common.services.redis_server import RedisServer
from common.services.usage.count import UsageCount

AT_ONCE = 200
TAGS = range(keys.TAGS)

EPOCH = re.compile(rb"[0-9a-f]{16}")
MOST_NAME_BYTES = 512
# day, interface, format, caller
NAME = re.compile(rb"(\d{1,6})\|([\w.+-]*)\|([\w.+-]*)\|([ -~]+)")

log = logging.getLogger(__name__)


class RedisUsage:
    """The counts of one Redis, tag by tag."""

    at_once = AT_ONCE

    def __init__(self, server: RedisServer) -> None:
        self._server = server
        self._changed = server.script(_source("unflushed.lua"))
        self._written = server.script(_source("mark_flushed.lua"))
        self._seed = server.script(_source("seed.lua"))

    def changed(self) -> list[UsageCount]:
        """Return some of the counts that the store does not have yet."""
        return [count for tag in self._tags_with_changes() for count in self._changed_of(tag)]

    def written(self, counts: list[UsageCount]) -> None:
        """Note that the store has *counts*."""
        by_tag: dict[int, list[str | int]] = defaultdict(list)
        for count in counts:
            field = keys.field(count.caller, count.interface, count.format)
            by_tag[keys.tag_of(count.caller)] += (
                f"{count.day}|{field}",
                count.used,
                count.returned,
            )
        for tag, told in by_tag.items():
            self._written([keys.changed(tag)], [*_prefixes(tag), *told])

    def empty_tags(self) -> list[int]:
        """Return the tags that know nothing of today and admit nobody."""

        def ask(client: Redis) -> list[object]:
            with client.pipeline(transaction=False) as pipeline:
                for tag in TAGS:
                    pipeline.getrange(keys.epoch(tag), 0, keys.EPOCH_BYTES)
                # One that holds another type is as good as missing.
                return pipeline.execute(raise_on_error=False)

        found = self._server.call(ask)
        return [tag for tag, epoch in zip(TAGS, found, strict=True) if not _is_epoch(epoch)]

    def seed(self, tag: int, day: int, used: Mapping[str, int]) -> None:
        """Tell *tag* what its callers have used on *day*, unless another process just has."""
        days = (day - 1, day, day + 1)  # machines' clocks and Redis' may differ
        counted = [
            *(keys.epoch(tag), keys.changed(tag)),
            *(name(tag, each) for name in (keys.usage, keys.returned) for each in days),
        ]
        callers = [keys.caller_state(caller) for caller in used]
        epoch = secrets.token_hex(keys.EPOCH_BYTES // 2)
        self._seed([*counted, *callers], [epoch, len(counted), day, *used.values()])

    def _tags_with_changes(self) -> list[int]:

        def ask(client: Redis) -> list[int]:
            with client.pipeline(transaction=False) as pipeline:
                for tag in TAGS:
                    pipeline.exists(keys.changed(tag))
                return [tag for tag, there in zip(TAGS, pipeline.execute(), strict=True) if there]

        return self._server.call(ask)

    def _changed_of(self, tag: int) -> Iterator[UsageCount]:
        key, epoch = keys.changed(tag), keys.epoch(tag)
        source = self._server.call(lambda client: client.getrange(epoch, 0, keys.EPOCH_BYTES))
        if not _is_epoch(source):
            return  # it is seeded first
        found = self._changed([key, epoch], [*_prefixes(tag), AT_ONCE, MOST_NAME_BYTES])
        strange: list[bytes] = []
        for name, used, returned in zip(*[iter(found)] * 3, strict=True):
            told = NAME.fullmatch(name)
            day, interface, format, caller = told[0].decode().split("|", 3) if told else [""] * 4
            if told is None or keys.tag_of(caller) != tag:
                strange.append(name)
                continue
            counts = int(used), int(returned)
            yield UsageCount(int(day), caller, interface, format, source.decode(), *counts)
        if strange:
            self._drop(key, strange)

    def _drop(self, key: str, names: list[bytes]) -> None:
        self._server.call(lambda client: client.srem(key, *names))
        shown = ascii(names[0])[:80]
        log.warning("%s in Redis named what is no count of ours, and forgets it: %s", key, shown)


def _prefixes(tag: int) -> tuple[str, str]:
    return keys.usage(tag, ""), keys.returned(tag, "")


def _is_epoch(found: object) -> TypeGuard[bytes]:
    return isinstance(found, bytes) and EPOCH.fullmatch(found) is not None


def _source(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
