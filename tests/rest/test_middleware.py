"""Headers of every answer, the access log, which has no payloads, and the sums of requests."""

import logging
import math
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from falcon.testing import TestClient, create_environ

from common.services import wait_budget
from common.services.connections.backend import ConnectionTotals
from common.services.container import Services, open_services
from common.services.metrics import Counter
from common.settings import Settings
from rest.middleware import BOUNDS, MeasuredStream, RequestMetrics


def test_request_id_is_echoed_or_made(client: TestClient) -> None:
    """docs/operations.md: the id in the log is the one in the answer."""
    given = client.simulate_get("/livez", headers={"X-Request-ID": "abc-1"})
    made = client.simulate_get("/livez")
    assert given.headers["x-request-id"] == "abc-1"
    assert re.fullmatch("[0-9a-f]{32}", made.headers["x-request-id"])


@pytest.mark.parametrize("forged", ["a b", "x" * 200, "é", '"}{'])
def test_request_id_that_could_forge_a_log_line_is_replaced(
    client: TestClient, forged: str
) -> None:
    """Values of a client are not logged unchecked."""
    result = client.simulate_get("/livez", headers={"X-Request-ID": forged})
    assert re.fullmatch("[0-9a-f]{32}", result.headers["x-request-id"])


def test_trace_is_continued(client: TestClient) -> None:
    """W3C Trace Context, 3.2: same trace id and flags, a new parent id."""
    sent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    back = client.simulate_get("/livez", headers={"traceparent": sent}).headers["traceparent"]
    assert back.startswith("00-0af7651916cd43dd8448eb211c80319c-")
    assert back.endswith("-01")
    assert back != sent


def test_log_line_has_the_route_and_no_data(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    """docs/operations.md: no payloads, query strings or secrets are logged."""
    with caplog.at_level(logging.INFO, "thebarcodeapi.access"):
        client.simulate_get("/api/v1/generate", query_string="data=SECRET&format=code128")
    (record,) = caplog.records
    assert (vars(record)["route"], vars(record)["status"]) == ("/api/v1/generate", 200)
    assert "SECRET" not in str(vars(record))


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], list[dict[str, object]]]]:
    """Return a function that returns the fields of each line of the access log."""
    with caplog.at_level(logging.INFO, "thebarcodeapi.access"):
        yield lambda: [vars(record) for record in caplog.records]


def test_log_line_names_the_caller(
    client: TestClient, lines: Callable[[], list[dict[str, object]]]
) -> None:
    """docs/operations.md: the address without credentials, and bytes of the bodies."""
    body = b'{"data": "1", "format": "qr"}'
    result = client.simulate_post(
        "/api/v1/generate", body=body, headers={"Content-Type": "application/json"}
    )
    (line,) = lines()
    assert line["caller"] == "ip:127.0.0.1"
    assert (line["bytes_in"], line["bytes_out"]) == (len(body), len(result.content))
    assert line["request_id"] == result.headers["x-request-id"]


def test_log_line_of_an_account_names_its_user(
    client_with: Callable[..., TestClient], lines: Callable[[], list[dict[str, object]]]
) -> None:
    client = client_with(MASTER_API_KEY="open sesame")
    user = {"username": "anna", "password": "correct horse"}
    made = client.simulate_post(
        "/api/v1/admin/users", json=user, headers={"master-key": "open sesame"}
    ).json
    token = client.simulate_post("/api/v1/token", json=user).json["access_token"]
    client.simulate_get("/api/v1/usage", headers={"Authorization": f"Bearer {token}"})
    *_, line = lines()
    assert line["caller"] == f"user:{made['user_id']}"


def test_head_and_304_have_no_bytes(
    client: TestClient, lines: Callable[[], list[dict[str, object]]]
) -> None:
    """RFC 9110, 6.4.1: neither has a body."""
    query = "data=1&format=qr"
    first = client.simulate_get("/api/v1/generate", query_string=query)
    held = {"If-None-Match": first.headers["etag"]}
    client.simulate_get("/api/v1/generate", query_string=query, headers=held)
    client.simulate_head("/api/v1/generate", query_string=query)
    sent = [(line["method"], line["status"], line["bytes_out"]) for line in lines()]
    assert sent == [("GET", 200, len(first.content)), ("GET", 304, 0), ("HEAD", 200, 0)]


def test_stream_is_logged_at_its_end() -> None:
    """A client that leaves has received what was taken until then; the stream is closed once."""
    ended: list[int] = []
    closed: list[bool] = []

    def pieces() -> Iterator[bytes]:
        try:
            yield b"1234"
            yield b"5678"
        finally:
            closed.append(True)

    stream = MeasuredStream(pieces(), ended.append)
    assert next(stream) == b"1234"
    assert ended == []
    stream.close()
    stream.close()
    assert (ended, closed) == ([4], [True])


def test_pictures_can_run_no_scripts(client: TestClient) -> None:
    """An SVG can be opened as a document; CSP 3, sandbox and default-src, disables its scripts."""
    result = client.simulate_get("/api/v1/barcodes/qr.svg", query_string="data=1")
    assert "sandbox" in result.headers["content-security-policy"]
    assert result.headers["x-content-type-options"] == "nosniff"


def test_unknown_path_and_method_are_problem_documents(client: TestClient) -> None:
    """RFC 9110, 15.5.5 and 15.5.6: 404, and 405 with Allow."""
    missing, wrong = client.simulate_get("/nix"), client.simulate_delete("/health")
    assert (missing.status_code, missing.json["code"]) == (404, "http.not_found")
    assert (wrong.status_code, wrong.json["code"]) == (405, "http.method_not_allowed")
    assert "GET" in wrong.headers["allow"]


def test_method_that_falcon_reserves_is_refused_with_a_400(
    client: TestClient,
) -> None:
    """Falcon refuses WEBSOCKET before it calls process_request of the middleware."""
    answers: list[tuple[str, set[str]]] = []
    for path in ("/health", "/api/v1/generate"):
        environ = {**create_environ(path), "REQUEST_METHOD": "WEBSOCKET"}
        client.app(
            environ, lambda status, named: answers.append((status, {name for name, _ in named}))
        )
    assert [status for status, _ in answers] == ["400 Bad Request"] * 2
    assert all("x-request-id" in names for _, names in answers)


class RecordingConnections:
    """Connections that record the wait budget of the request."""

    def __init__(self) -> None:
        self.left_seconds = 0.0

    def totals(self) -> ConnectionTotals:
        self.left_seconds = wait_budget.left_seconds()
        return ConnectionTotals(0, 0)


def test_request_has_a_wait_budget_until_it_is_answered(
    client_with: Callable[..., TestClient],
) -> None:
    """A stream after the answer has no budget: its reader decides how long it takes."""
    connections = RecordingConnections()
    client_with({"connections": connections}).simulate_get("/api/v1/mcp/status")
    assert connections.left_seconds == wait_budget.MAX_SECONDS
    assert wait_budget.left_seconds() == math.inf


# Sums of requests

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
