"""Metrics, read with the parser of the Prometheus client."""

import os
from collections.abc import Callable
from pathlib import Path

from falcon.testing import TestClient
from prometheus_client.parser import text_string_to_metric_families


def samples_of(client: TestClient) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    text = client.simulate_get("/metrics").text
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_drawn_barcodes_are_counted_by_format(client: TestClient) -> None:
    """Drawings and refusals are separate counters."""
    for query in ("data=1&format=qr", "data=2&format=qr", "data=1&format=nix"):
        client.simulate_get("/api/v1/generate", query_string=query)
    samples = samples_of(client)
    drawn = (("format", "qr"), ("image_format", "PNG"), ("interface", "http"))
    refused = (("code", "format.unknown"), ("interface", "http"))
    assert samples["barcode_api_barcodes_drawn_total", drawn] == 2
    assert samples["barcode_api_barcode_refusals_total", refused] == 1
    assert samples["barcode_api_mcp_connections", ()] == 0


def test_requests_are_counted_by_route_and_status(client: TestClient) -> None:
    """Two pictures, a refusal, and a path that does not exist; bytes as the client got them."""
    got = [
        client.simulate_get("/api/v1/generate", query_string=query)
        for query in ("data=1&format=qr", "data=2&format=qr", "data=1&format=nix")
    ]
    body = b'{"data": "1", "format": "qr"}'
    client.simulate_post(
        "/api/v1/validate", body=body, headers={"Content-Type": "application/json"}
    )
    client.simulate_get("/no/such/path")
    samples = samples_of(client)
    at = (("method", "GET"), ("route", "/api/v1/generate"))
    posted = (("method", "POST"), ("route", "/api/v1/validate"))
    missing = (("method", "GET"), ("route", "none"), ("status", "404"))
    requests = "barcode_api_http_requests_total"
    assert samples[requests, (*at, ("status", "200"))] == 2
    assert samples[requests, (*at, ("status", "400"))] == 1
    assert samples[requests, missing] == 1
    sent = sum(len(each.content) for each in got)
    assert samples["barcode_api_http_response_bytes_total", at] == sent
    assert samples["barcode_api_http_request_bytes_total", posted] == len(body)


def test_durations_are_a_histogram(client: TestClient) -> None:
    """Prometheus, exposition formats: buckets are cumulative, and the last is the count."""
    for _ in range(3):
        client.simulate_get("/livez")
    samples = samples_of(client)
    name, at = "barcode_api_http_request_duration_seconds", (("method", "GET"), ("route", "/livez"))
    buckets = {
        float(dict(labels)["le"]): value
        for (sample, labels), value in samples.items()
        if sample == f"{name}_bucket" and dict(labels)["route"] == "/livez"
    }
    values = [buckets[bound] for bound in sorted(buckets)]
    assert values == sorted(values)
    assert values[-1] == samples[f"{name}_count", at] == 3
    assert 0 < samples[f"{name}_sum", at] < 60


def test_bytes_of_downloads_are_counted(client: TestClient) -> None:
    """A ZIP archive is a stream, whose length the head of the answer does not have."""
    made = client.simulate_post(
        "/api/v1/batches",
        body=b"data\nA-1\nA-2\n",
        query_string="format=code128",
        headers={"Content-Type": "text/csv"},
    )
    assert made.status_code == 201, made.text
    archive = client.simulate_get(made.json["links"]["barcodes.zip"])
    samples = samples_of(client)
    at = (("method", "GET"), ("route", "/api/v1/batches/{id}/barcodes.zip"))
    assert samples["barcode_api_http_response_bytes_total", at] == len(archive.content) > 100


def test_refusals_by_a_limit_are_counted(client_with: Callable[..., TestClient]) -> None:
    """A quota of one barcode a day: the second and the third are refused."""
    client = client_with(RATE_LIMIT_UNAUTHENTICATED="1", RATE_LIMIT_BURST="1000")
    for _ in range(3):
        client.simulate_get("/api/v1/generate", query_string="data=1&format=qr")
    labels = (("interface", "http"), ("limit", "quota"), ("tier", "unauthenticated"))
    assert samples_of(client)["barcode_api_limit_refusals_total", labels] == 2


def test_disk_of_the_data_is_a_gauge(client: TestClient, tmp_path: Path) -> None:
    """POSIX, statvfs: blocks of the file system, and those that are free to users."""
    samples = samples_of(client)
    found = os.statvfs(tmp_path)
    assert samples["barcode_api_disk_size_bytes", ()] == found.f_blocks * found.f_frsize
    assert 0 < samples["barcode_api_disk_free_bytes", ()] <= found.f_blocks * found.f_frsize
    assert samples["barcode_api_batches_bytes", ()] == 0


def test_health_of_each_part_is_a_gauge(client_with: Callable[..., TestClient]) -> None:
    """docs/operations.md: here neither Redis nor an MCP daemon answers."""
    samples = samples_of(client_with(REDIS_URL="redis://127.0.0.1:1/0"))
    assert samples["barcode_api_degraded", ()] == 1
    up = {labels: value for (name, labels), value in samples.items() if name.endswith("part_up")}
    assert {part: value for ((_, part),), value in up.items()} == {
        "database": 1,
        "redis": 0,
        "mcp": 0,
        "batches": 1,
    }


def test_part_that_is_not_configured_has_no_gauge(client: TestClient) -> None:
    assert ("barcode_api_part_up", (("part", "redis"),)) not in samples_of(client)
