"""X-Cache: what a caller is told of how a picture was come by."""

from collections.abc import Callable

from falcon.testing import TestClient

from common.services.cache.cache import Cache
from common.services.cache.memory import MemoryCache
from common.services.clock import SystemClock

Make = Callable[..., TestClient]
URL = "/api/v1/generate"
# Some 15 ms to draw.
COSTLY = {
    "data": "1",
    "format": "code128",
    "image_format": "WEBP",
    "width": "2000",
    "height": "1000",
}


def test_costly_picture_is_drawn_once_and_the_same(client: TestClient) -> None:
    first = client.simulate_get(URL, params=COSTLY)
    again = client.simulate_get(URL, params=COSTLY)
    assert [answer.headers["x-cache"] for answer in (first, again)] == ["MISS", "HIT"]
    assert first.content == again.content
    for name in ("content-type", "etag", "x-barcode-verified", "x-barcode-module-px"):
        assert first.headers[name] == again.headers[name]


def test_kept_picture_costs_as_much_as_a_drawn_one(client: TestClient) -> None:
    left = [
        int(client.simulate_get(URL, params=COSTLY).headers["x-rate-limit-remaining"])
        for _ in range(2)
    ]
    assert left == [4_999, 4_998]


def test_cheap_pictures_are_drawn_anew(client_with: Make) -> None:
    """Cheap by a processor's clock that stands still: how busy the machine is does not count."""
    cache = Cache(MemoryCache(SystemClock(), 60, 1_000_000), None, cpu=lambda: 0.0)
    client = client_with({"cache": cache})
    uses = [client.simulate_get(URL, params=COSTLY).headers["x-cache"] for _ in range(2)]
    assert uses == ["BYPASS", "BYPASS"]


def test_nothing_is_kept_where_the_cache_is_off(client_with: Make) -> None:
    client = client_with(CACHE_TTL="0", RATE_LIMIT_BURST="1000")
    uses = [client.simulate_get(URL, params=COSTLY).headers["x-cache"] for _ in range(2)]
    assert uses == ["BYPASS", "BYPASS"]


def test_uses_are_in_the_figures(client: TestClient) -> None:
    for _ in range(2):
        client.simulate_get(URL, params=COSTLY)
    figures = client.simulate_get("/metrics").text
    assert 'barcode_api_cache_uses_total{use="hit"} 1.0' in figures
    assert 'barcode_api_cache_uses_total{use="miss"} 1.0' in figures
