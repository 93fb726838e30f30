"""Sums of requests."""

from collections.abc import Callable
from typing import Any

import pytest

from common.services.container import Services, open_services
from common.services.metrics import Counter
from common.settings import Settings
from rest.request_metrics import BOUNDS, RequestMetrics

ROUTE = "/api/v1/generate"


@pytest.fixture
def services(tmp_path: Any) -> Any:
    with open_services(Settings(data_dir=tmp_path), process="rest") as opened:
        yield opened


@pytest.fixture
def counters(services: Services) -> Callable[[str], list[Counter]]:
    def named(name: str) -> list[Counter]:
        return [each for each in services.metrics.snapshot().counters if each.name == name]

    return named


def test_requests_are_summed_by_route_method_and_status(
    services: Services, counters: Callable[[str], list[Counter]]
) -> None:
    """Two of 200 and one of 429."""
    requests = RequestMetrics(services.metrics)
    for status in (200, 429, 200):
        requests.count((ROUTE, "GET", status), 0.004, 10, 1000)
    labels = (("method", "GET"), ("route", ROUTE))
    assert counters("http_requests") == [
        Counter("http_requests", (*labels, ("status", "200")), 2),
        Counter("http_requests", (*labels, ("status", "429")), 1),
    ]
    assert counters("http_request_bytes") == [Counter("http_request_bytes", labels, 30)]
    assert counters("http_response_bytes") == [Counter("http_response_bytes", labels, 3000)]
    assert counters("http_request_microseconds") == [
        Counter("http_request_microseconds", labels, 12_000)
    ]


def test_nothing_is_counted_twice(
    services: Services, counters: Callable[[str], list[Counter]]
) -> None:
    """The sums are written again and again, and only grow."""
    requests = RequestMetrics(services.metrics)
    for expected in (1, 2, 3):
        requests.count((ROUTE, "GET", 200), 0.004, 0, 0)
        assert [each.value for each in counters("http_requests")] == [expected]
    assert [each.value for each in counters("http_requests")] == [3]


@pytest.mark.parametrize(
    ("seconds", "bucket"),
    [(0.0, "0.001"), (0.001, "0.001"), (0.0011, "0.0025"), (30.0, "30.0"), (31.0, "+Inf")],
)
def test_bucket_holds_its_bound(
    services: Services,
    counters: Callable[[str], list[Counter]],
    seconds: float,
    bucket: str,
) -> None:
    """Prometheus, metric types: `le` is an inclusive upper bound."""
    RequestMetrics(services.metrics).count((ROUTE, "GET", 200), seconds, 0, 0)
    (counter,) = counters("http_request_buckets")
    assert dict(counter.labels)["le"] == bucket
    assert tuple(sorted(BOUNDS)) == BOUNDS


def test_labels_that_a_client_invents_are_one(
    services: Services, counters: Callable[[str], list[Counter]]
) -> None:
    """Thousands of methods and paths must not make thousands of series."""
    requests = RequestMetrics(services.metrics)
    for number in range(5):
        requests.count((None, f"X{number}", 400), 0.004, 0, 0)
    (counter,) = counters("http_requests")
    assert dict(counter.labels) == {"method": "other", "route": "none", "status": "400"}
    assert counter.value == 5


def test_bytes_of_a_stream_are_added_at_its_end(
    services: Services, counters: Callable[[str], list[Counter]]
) -> None:
    requests = RequestMetrics(services.metrics)
    requests.count((ROUTE, "GET", 200), 0.004, 0, 0)
    requests.add_sent((ROUTE, "GET", 200), 5000)
    assert [each.value for each in counters("http_response_bytes")] == [5000]
    assert [each.value for each in counters("http_requests")] == [1]
