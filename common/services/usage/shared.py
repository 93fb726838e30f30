"""The usage counts in Redis, and what an empty Redis has to be told of today."""

import secrets
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from importlib import resources

from redis import Redis

from common.services.limiter import keys
from common.services.redis_server import RedisServer
from common.services.usage.count import UsageCount

AT_ONCE = 200
TAGS = range(keys.TAGS)


class SharedUsage:
    """The counts of one Redis, tag by tag."""

    at_once = AT_ONCE

    def __init__(self, server: RedisServer) -> None:
        self._server = server
        self._changed = server.script(_source("changed.lua"))
        self._written = server.script(_source("written.lua"))
        self._seed = server.script(_source("seed.lua"))

    def changed(self) -> list[UsageCount]:
        """Return some of the counts that the store does not have yet."""
        tags = self._tags_with(keys.changed)
        return [count for tag in tags for count in self._changed_of(tag)]

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
        known = self._tags_with(keys.epoch)
        return [tag for tag in TAGS if tag not in known]

    def seed(self, tag: int, day: int, used: Mapping[str, int]) -> None:
        """Tell *tag* what its callers have used on *day*, unless another process just has."""
        names = [keys.caller_state(caller) for caller in used]
        self._seed([keys.epoch(tag), *names], [secrets.token_hex(8), day, *used.values()])

    def _tags_with(self, name: Callable[[int], str]) -> list[int]:
        """Return the tags whose key of that *name* exists."""

        def ask(client: Redis) -> list[int]:
            with client.pipeline(transaction=False) as pipeline:
                for tag in TAGS:
                    pipeline.exists(name(tag))
                return [tag for tag, there in zip(TAGS, pipeline.execute(), strict=True) if there]

        return self._server.call(ask)

    def _changed_of(self, tag: int) -> Iterator[UsageCount]:
        source = _text(self._server.call(lambda client: client.get(keys.epoch(tag))))
        found = self._changed([keys.changed(tag)], [*_prefixes(tag), AT_ONCE])
        for name, used, returned in zip(*[iter(found)] * 3, strict=True):
            day, interface, format, caller = _text(name).split("|", 3)
            yield UsageCount(int(day), caller, interface, format, source, int(used), int(returned))


def _prefixes(tag: int) -> tuple[str, str]:
    return keys.usage(tag, ""), keys.returned(tag, "")


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else ""


def _source(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
