"""X-Cache: whether an answer came from the image cache."""

from collections.abc import Callable

from falcon.testing import TestClient

Make = Callable[..., TestClient]
URL = "/api/v1/generate"
PARAMS = {
    "data": "1",
    "format": "code128",
    "image_format": "WEBP",
    "width": "2000",
    "height": "1000",
}


def test_repeated_request_is_answered_from_the_cache(client: TestClient) -> None:
    first = client.simulate_get(URL, params=PARAMS)
    again = client.simulate_get(URL, params=PARAMS)
    assert [answer.headers["x-cache"] for answer in (first, again)] == ["MISS", "HIT"]
    assert first.content == again.content
    for name in ("content-type", "etag", "x-barcode-verified", "x-barcode-module-px"):
        assert first.headers[name] == again.headers[name]


def test_cached_image_costs_as_much_quota_as_a_drawn_one(client: TestClient) -> None:
    left = [
        int(client.simulate_get(URL, params=PARAMS).headers["x-rate-limit-remaining"])
        for _ in range(2)
    ]
    assert left == [4_999, 4_998]


def test_nothing_is_cached_if_the_ttl_is_zero(client_with: Make) -> None:
    client = client_with(CACHE_TTL="0", RATE_LIMIT_BURST="1000")
    uses = [client.simulate_get(URL, params=PARAMS).headers["x-cache"] for _ in range(2)]
    assert uses == ["BYPASS", "BYPASS"]


def test_metrics_count_hits_and_misses(client: TestClient) -> None:
    for _ in range(2):
        client.simulate_get(URL, params=PARAMS)
    figures = client.simulate_get("/metrics").text
    assert 'barcode_api_cache_uses_total{use="hit"} 1.0' in figures
    assert 'barcode_api_cache_uses_total{use="miss"} 1.0' in figures
