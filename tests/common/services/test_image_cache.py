"""The image cache: bounded by bytes and age, and never wrong."""

from dataclasses import dataclass

import pytest

from common.services.image_cache import OVERHEAD_BYTES, ImageCache
from tests.common.services.clock import SetClock


@dataclass(frozen=True)
class Drawn:
    body: bytes
    data: str = ""
    text: str = ""


@pytest.fixture
def cache(clock: SetClock) -> ImageCache:
    return ImageCache(clock, ttl_seconds=60, max_bytes=3 * (OVERHEAD_BYTES + 100))


def uses(cache: ImageCache, *keys: str) -> list[str]:
    """Return the use of each key in turn; an image has 100 bytes."""
    return [cache.get_or_draw(key, lambda key=key: Drawn(key.encode() * 100))[1] for key in keys]


def test_error_of_the_drawing_reaches_the_caller_and_is_not_cached(cache: ImageCache) -> None:
    """The next use draws again."""

    def fail() -> Drawn:
        raise ValueError("not drawn")

    with pytest.raises(ValueError, match="not drawn"):
        cache.get_or_draw("a", fail)
    assert uses(cache, "a") == ["miss"]


def test_image_is_drawn_once(cache: ImageCache) -> None:
    """The second drawing is not called."""
    first, _ = cache.get_or_draw("a", lambda: Drawn(b"first"))
    again, use = cache.get_or_draw("a", lambda: Drawn(b"again"))
    assert (again, use) == (first, "hit")


def test_least_recently_used_image_makes_room(cache: ImageCache) -> None:
    """The cache has room for three images."""
    assert uses(cache, "a", "b", "c", "a", "d") == ["miss", "miss", "miss", "hit", "miss"]
    assert uses(cache, "a", "b") == ["hit", "miss"]


def test_text_counts_as_bytes(clock: SetClock) -> None:
    """A Python string takes up to four bytes per character."""
    cache = ImageCache(clock, ttl_seconds=60, max_bytes=OVERHEAD_BYTES + 100)
    cache.get_or_draw("a", lambda: Drawn(b"", "x" * 20, "y" * 20))
    assert cache.get_or_draw("a", lambda: Drawn(b""))[1] == "miss"


def test_image_larger_than_the_cache_is_not_kept(cache: ImageCache) -> None:
    """It would displace all others."""
    large = Drawn(bytes(10_000))
    assert [cache.get_or_draw("a", lambda: large)[1] for _ in range(2)] == ["bypass", "bypass"]


def test_image_expires(cache: ImageCache, clock: SetClock) -> None:
    """After its TTL of 60 s."""
    uses(cache, "a")
    clock.move(59)
    assert uses(cache, "a") == ["hit"]
    clock.move(1)
    assert uses(cache, "a") == ["miss"]


def test_nothing_is_cached_if_the_ttl_is_zero(clock: SetClock) -> None:
    """CACHE_TTL=0 disables the cache."""
    cache = ImageCache(clock, ttl_seconds=0)
    assert uses(cache, "a", "a") == ["bypass", "bypass"]
