"""Figures as Prometheus reads them; its own parser is the oracle."""

from falcon.testing import TestClient
from prometheus_client.parser import text_string_to_metric_families


def test_drawn_barcodes_are_counted_by_format(client: TestClient) -> None:
    """What is drawn is counted once, what is refused apart."""
    for query in ("data=1&format=qr", "data=2&format=qr", "data=1&format=nix"):
        client.simulate_get("/api/v1/generate", query_string=query)
    text = client.simulate_get("/metrics").text
    samples = {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    drawn = (("format", "qr"), ("image_format", "PNG"), ("interface", "http"))
    refused = (("code", "format.unknown"), ("interface", "http"))
    assert samples["barcode_api_barcodes_drawn_total", drawn] == 2
    assert samples["barcode_api_barcode_refusals_total", refused] == 1
    assert samples["barcode_api_mcp_connections", ()] == 0
