"""The cache: what is never served first, then what is kept, on real Redis and in memory."""

from collections.abc import Callable

import pytest
from redis import Redis

from common.services.cache.cache import WORTH_SECONDS, Cache
from common.services.cache.memory import MemoryCache
from common.services.cache.redis import INDEX, PREFIX, SIZES, RedisCache
from common.services.container import Services
from common.services.redis_server import RedisServer as Reached
from tests.common.services.clock import SetClock
from tests.servers.redis import RedisServer

Open = Callable[..., Services]

KEY, OTHER = "k" * 64, "o" * 64
SIGNING_KEY = "s" * 64


class Drawing:
    """A drawing that costs *seconds* of a processor that only it uses."""

    def __init__(self, seconds: float = WORTH_SECONDS * 2) -> None:
        self.seconds = seconds
        self.used = 0.0
        self.times = 0

    def cpu(self) -> float:
        return self.used

    def draw(self) -> bytes:
        self.used += self.seconds
        self.times += 1
        return b"picture"


@pytest.fixture
def drawing() -> Drawing:
    return Drawing()


def shared(url: str, clock: SetClock, *, key: str = SIGNING_KEY, most: int = 10_000) -> RedisCache:
    return RedisCache(Reached(url, clock), key, 60, most)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda entry: entry[:-1],
        lambda entry: entry + b"x",
        lambda entry: entry[:40] + b"P" + entry[41:],
        lambda entry: b"\0" * 32 + entry[32:],
        lambda entry: entry[:10],
        lambda entry: b"",
    ],
)
def test_spoiled_entry_is_not_served(
    redis_url: str, clock: SetClock, spoil: Callable[[bytes], bytes]
) -> None:
    cache = shared(redis_url, clock)
    cache.put(KEY, b"a picture")
    assert cache.get(KEY) == b"a picture"
    server = Reached(redis_url, clock)
    entry = server.call(lambda client: client.get(PREFIX + KEY))
    assert isinstance(entry, bytes)
    server.call(lambda client: client.set(PREFIX + KEY, spoil(entry)))
    assert cache.get(KEY) is None


@pytest.mark.parametrize("key", [PREFIX + KEY, INDEX, SIZES])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda client, key: client.set(key, "not ours"),
        lambda client, key: client.rpush(key, "not ours"),
        lambda client, key: client.hset(key, "total", "not ours"),
    ],
)
def test_what_another_wrote_under_our_names_spoils_only_itself(
    redis_url: str, clock: SetClock, key: str, spoil: Callable[[Redis, str], object]
) -> None:
    """Limits go by the same Redis: they must not be counted elsewhere because of a picture."""
    server = Reached(redis_url, clock)
    cache = RedisCache(server, SIGNING_KEY, 60, 10_000)
    cache.put(KEY, b"a picture")
    server.call(lambda client: client.delete(key))
    server.call(lambda client: spoil(client, key))
    assert cache.get(KEY) in (None, b"a picture")
    assert server.answers
    cache.put(KEY, b"another picture")
    assert server.answers
    assert cache.get(KEY) == b"another picture"


def test_entry_of_another_key_is_not_served(redis_url: str, clock: SetClock) -> None:
    cache = shared(redis_url, clock)
    cache.put(KEY, b"a picture")
    Reached(redis_url, clock).call(lambda client: client.rename(PREFIX + KEY, PREFIX + OTHER))
    assert cache.get(OTHER) is None


def test_entry_that_another_signed_is_not_served(redis_url: str, clock: SetClock) -> None:
    shared(redis_url, clock, key="t" * 64).put(KEY, b"a picture")
    assert shared(redis_url, clock).get(KEY) is None


def test_entry_of_another_type_is_not_served(redis_url: str, clock: SetClock) -> None:
    Reached(redis_url, clock).call(lambda client: client.lpush(PREFIX + KEY, "x"))
    assert shared(redis_url, clock).get(KEY) is None


def test_redis_holds_no_more_than_it_may(own_redis: RedisServer, clock: SetClock) -> None:
    """1,000 bytes are seven entries of 100 and their seals of 32; the oldest go first."""
    cache = shared(own_redis.url, clock, most=1_000)
    for number in range(20):
        cache.put(f"key{number}", bytes(100))
    assert [number for number in range(20) if cache.get(f"key{number}")] == list(range(13, 20))
    with own_redis.client() as client:
        assert int(client.hget(SIZES, "total") or 0) == 7 * 132
        assert client.zcard(INDEX) == 7
        assert len(client.keys(f"{PREFIX}*")) == 7


@pytest.mark.parametrize("total", ["nan", "-1e9", "1e300", "abc", "9" * 40])
def test_redis_holds_no_more_whatever_another_wrote_as_the_sum(
    own_redis: RedisServer, clock: SetClock, total: str
) -> None:
    cache = shared(own_redis.url, clock, most=1_000)
    for number in range(7):
        cache.put(f"key{number}", bytes(100))
    with own_redis.client() as client:
        client.hset(SIZES, "total", total)
        for number in range(7, 20):
            cache.put(f"key{number}", bytes(100))
        assert int(client.hget(SIZES, "total") or 0) == 7 * 132
        assert len(client.keys(f"{PREFIX}*")) == 7


def test_entry_that_is_kept_again_counts_once(own_redis: RedisServer, clock: SetClock) -> None:
    cache = shared(own_redis.url, clock)
    for size in (100, 300, 200):
        cache.put(KEY, bytes(size))
    with own_redis.client() as client:
        assert int(client.hget(SIZES, "total") or 0) == 232
        assert 0 < client.ttl(PREFIX + KEY) <= 60


def test_value_that_is_too_large_is_not_kept(redis_url: str, clock: SetClock) -> None:
    cache = shared(redis_url, clock, most=100)
    cache.put(KEY, bytes(69))
    assert cache.get(KEY) is None
    cache.put(KEY, bytes(68))
    assert cache.get(KEY) == bytes(68)


def test_memory_holds_no_more_than_it_may(clock: SetClock) -> None:
    """The least recently used goes first."""
    cache = MemoryCache(clock, 60, 300)
    for key in "abc":
        cache.put(key, bytes(100))
    assert cache.get("a")
    cache.put("d", bytes(100))
    assert [key for key in "abcd" if cache.get(key)] == ["a", "c", "d"]
    cache.put("e", bytes(301))
    assert cache.get("e") is None
    cache.put("a", bytes(50))
    assert cache.get("a") == bytes(50)


def test_memory_forgets_after_its_time(clock: SetClock) -> None:
    cache = MemoryCache(clock, 60, 300)
    cache.put("a", b"1")
    clock.move(59)
    assert cache.get("a") == b"1"
    clock.move(1)
    assert cache.get("a") is None


def test_costly_drawing_is_kept(clock: SetClock, drawing: Drawing) -> None:
    cache = Cache(MemoryCache(clock, 60, 1_000), None, drawing.cpu)
    assert cache.drawn("kind", lambda: KEY, drawing.draw) == (b"picture", "miss")
    assert cache.drawn("kind", lambda: KEY, drawing.draw) == (b"picture", "hit")
    assert cache.drawn("kind", lambda: OTHER, drawing.draw) == (b"picture", "miss")
    assert drawing.times == 2


def test_cheap_drawing_is_drawn_anew(clock: SetClock) -> None:
    drawing = Drawing(WORTH_SECONDS / 2)
    cache = Cache(MemoryCache(clock, 60, 1_000), None, drawing.cpu)
    for _ in range(3):
        assert cache.drawn("kind", lambda: KEY, drawing.draw) == (b"picture", "bypass")
    assert drawing.times == 3


def test_kind_that_was_slow_once_is_not_kept_for_ever(clock: SetClock) -> None:
    """A first drawing loads modules and says little of the next."""
    drawing = Drawing(WORTH_SECONDS * 3)
    cache = Cache(MemoryCache(clock, 60, 1_000), None, drawing.cpu)
    cache.drawn("kind", lambda: "0", drawing.draw)
    drawing.seconds = WORTH_SECONDS / 10
    uses = [
        cache.drawn("kind", lambda n=number: str(n), drawing.draw)[1] for number in range(1, 12)
    ]
    assert uses[-1] == "bypass"


def test_what_costs_little_more_than_a_miss_is_not_kept(clock: SetClock) -> None:
    """On a slow machine all is above WORTH_SECONDS, the cache's own work too."""
    drawing = Drawing(WORTH_SECONDS * 4)

    class SlowMemory(MemoryCache):
        def put(self, key: str, value: bytes) -> None:
            drawing.used += WORTH_SECONDS
            super().put(key, value)

    cache = Cache(SlowMemory(clock, 60, 1_000), None, drawing.cpu)
    uses = [cache.drawn("kind", lambda n=number: str(n), drawing.draw)[1] for number in range(9)]
    assert (uses[0], uses[-1]) == ("miss", "bypass")
    drawing.seconds = WORTH_SECONDS * 6
    assert cache.drawn("large", lambda: KEY, drawing.draw)[1] == "miss"
    assert cache.drawn("large", lambda: KEY, drawing.draw)[1] == "hit"


def test_nothing_is_kept_where_the_cache_is_off(opened: Open, drawing: Drawing) -> None:
    """CACHE_TTL=0."""
    cache = opened({"CACHE_TTL": "0"}).cache
    assert [cache.drawn("kind", lambda: KEY, drawing.draw)[1] for _ in range(2)] == [
        "bypass",
        "bypass",
    ]


def test_processes_share_what_redis_keeps(
    redis_url: str, clock: SetClock, drawing: Drawing
) -> None:
    here, there = (
        Cache(MemoryCache(clock, 60, 1_000), shared(redis_url, clock), drawing.cpu)
        for _ in range(2)
    )
    assert here.drawn("kind", lambda: KEY, drawing.draw)[1] == "miss"
    assert there.drawn("kind", lambda: KEY, drawing.draw) == (b"picture", "hit")


def test_drawing_goes_on_while_redis_is_gone(
    own_redis: RedisServer, clock: SetClock, drawing: Drawing
) -> None:
    cache = Cache(MemoryCache(clock, 60, 1_000), shared(own_redis.url, clock), drawing.cpu)
    own_redis.pause()
    assert cache.drawn("kind", lambda: KEY, drawing.draw) == (b"picture", "miss")
    assert cache.drawn("kind", lambda: KEY, drawing.draw) == (b"picture", "hit")


def test_error_of_the_drawing_is_the_callers(clock: SetClock) -> None:
    cache = Cache(MemoryCache(clock, 60, 1_000), None)
    with pytest.raises(ZeroDivisionError):
        cache.drawn("kind", lambda: KEY, lambda: bytes(1 // 0))
