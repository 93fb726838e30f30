"""Metrics, read with the parser of the Prometheus client."""

from collections.abc import Callable

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
