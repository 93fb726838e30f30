"""X-Cache: whether an answer came from the image cache."""

from collections.abc import Callable

import pytest
from falcon.testing import Result, TestClient

from tests.rest.requests import LOCAL

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


# An answer that is sent for the third time needs no parsing; it must be the same nevertheless.

# The ids, and what remains of the quota and of the day.
VARYING = (
    *("x-request-id", "traceparent", "x-cache"),
    *("ratelimit", "x-rate-limit-remaining", "x-rate-limit-reset"),
)
TARGETS = [
    ("/api/v1/generate?data=1&format=code128", {}),
    ("/api/v1/generate?data=1&format=code128", {"Accept": "image/svg+xml"}),
    ("/api/v1/generate?data=1&format=code128", {"Accept": "application/json"}),
    ("/api/v1/generate?data=+1&format=code128", {}),
    ("/api/v1/generate?data=1&format=qr&scale=3", {"Authorization": "Basic cHJveHk6MQ=="}),
    ("/api/v1/barcodes/qr.png?data=1", {}),
]


def answers(client: TestClient, target: str, headers: dict[str, str], count: int) -> list[Result]:
    path, _, query = target.partition("?")
    sent = {**LOCAL, **headers}
    return [client.simulate_get(path, query_string=query, headers=sent) for _ in range(count)]


@pytest.mark.parametrize(("target", "headers"), TARGETS)
def test_every_repetition_is_answered_as_the_first_request(
    client: TestClient, target: str, headers: dict[str, str]
) -> None:
    """docs/http.md: equal requests draw equal bytes."""
    first, *others = answers(client, target, headers, 5)
    for other in others:
        assert (other.status, other.content) == (first.status, first.content)
        assert list(other.headers) == list(first.headers)
        for name in set(first.headers) - set(VARYING):
            assert other.headers[name] == first.headers[name]


@pytest.mark.parametrize(("target", "headers"), TARGETS)
def test_every_repetition_is_charged_and_has_its_own_id(
    client: TestClient, target: str, headers: dict[str, str]
) -> None:
    found = answers(client, target, headers, 5)
    left = [int(each.headers["x-rate-limit-remaining"]) for each in found]
    assert left == list(range(left[0], left[0] - 5, -1))
    assert len({each.headers["x-request-id"] for each in found}) == 5


def test_every_repetition_is_counted_in_the_metrics(client: TestClient) -> None:
    answers(client, TARGETS[0][0], {}, 5)
    figures = client.simulate_get("/metrics").text
    assert 'barcode_api_cache_uses_total{use="hit"} 4.0' in figures
    drawn = '{format="code128",image_format="PNG",interface="http"} 5.0'
    assert f"barcode_api_barcodes_drawn_total{drawn}" in figures


def test_every_repetition_is_revalidated(client: TestClient) -> None:
    """RFC 9110, 13.1.2: 304 to the ETag that the client holds, and to "*"."""
    target = TARGETS[0][0]
    held = answers(client, target, {}, 1)[0].headers["etag"]
    for known in (held, f"W/{held}", "*"):
        found = answers(client, target, {"If-None-Match": known}, 3)
        assert [(each.status_code, each.content) for each in found] == [(304, b"")] * 3
        assert {each.headers["etag"] for each in found} == {held}
        assert {each.headers["vary"] for each in found} == {"Accept"}
    changed = answers(client, target, {"If-None-Match": '"another"'}, 3)
    assert [each.status_code for each in changed] == [200] * 3


def test_repetition_over_the_quota_is_refused(client_with: Make) -> None:
    client = client_with(RATE_LIMIT_UNAUTHENTICATED="4", RATE_LIMIT_BURST="1000")
    found = answers(client, TARGETS[0][0], {}, 6)
    assert [each.status_code for each in found] == [200] * 4 + [429] * 2


def test_refused_repetition_is_refused_again(client: TestClient) -> None:
    found = answers(client, "/api/v1/generate?data=é&format=itf".replace("é", "%C3%A9"), {}, 4)
    assert [each.status_code for each in found] == [422] * 4
