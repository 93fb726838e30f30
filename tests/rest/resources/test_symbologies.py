"""The catalogue of symbologies, and the OpenAPI document's references."""

import json

from falcon.testing import TestClient

from common.barcode.encode import symbology
from rest import routes


def test_every_symbology_is_listed(client: TestClient) -> None:
    """A symbology is one file, which the catalogue discovers."""
    listing = client.simulate_get("/api/v1/symbologies").json
    assert [entry["id"] for entry in listing["symbologies"]] == list(symbology.catalogue())


def test_every_example_draws(client: TestClient) -> None:
    """The server draws and verifies each example."""
    for entry in client.simulate_get("/api/v1/symbologies").json["symbologies"]:
        result = client.simulate_post(
            "/api/v1/generate", json={"data": entry["example"], "format": entry["id"]}
        )
        assert result.status_code == 200, (entry["id"], result.text)
        expected = "true" if entry["verified"] else "unsupported"
        assert result.headers["x-barcode-verified"] == expected, entry["id"]


def test_symbology_has_the_options_that_apply_to_it(client: TestClient) -> None:
    """EAN has guard bars, and no levels of error correction."""
    options = client.simulate_get("/api/v1/symbologies/EAN").json["options"]["properties"]
    assert "guardbar" in options
    assert "ecc" not in options


def test_unknown_symbology_is_a_404_with_a_suggestion(client: TestClient) -> None:
    """The suggestion is the most similar id."""
    result = client.simulate_get("/api/v1/symbologies/cod128")
    assert (result.status_code, result.json["errors"][0]["suggestion"]) == (404, "code128")


def test_every_documented_route_is_listed_and_every_reference_resolves(
    client: TestClient,
) -> None:
    """OpenAPI 3.1, 4.8.24: a $ref names an existing component."""
    text = client.simulate_get("/openapi.json").text
    document = json.loads(text)
    documented = {r.location("/api/v1") for r in routes.collect() if r.operations}
    assert document["paths"].keys() == documented
    for name in {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}:
        assert name in document["components"]["schemas"]


def test_every_documented_method_has_a_responder() -> None:
    """Each documented method is implemented."""
    for route in routes.collect():
        for method in route.operations:
            suffix = f"_{route.suffix}" if route.suffix else ""
            assert hasattr(route.resource, f"on_{method.lower()}{suffix}"), (route.path, method)
