"""What can be drawn, told to programs; and the description of the whole API."""

import json

from falcon.testing import TestClient

from common.barcode.encode import symbology
from rest import routes


def test_every_symbology_is_listed(client: TestClient) -> None:
    """Adding a symbology is one file: it appears here by itself."""
    listing = client.simulate_get("/api/v1/symbologies").json
    assert [entry["id"] for entry in listing["symbologies"]] == list(symbology.catalogue())


def test_every_example_draws(client: TestClient) -> None:
    """An example that does not work is worse than none."""
    for entry in client.simulate_get("/api/v1/symbologies").json["symbologies"]:
        result = client.simulate_post(
            "/api/v1/generate", json={"data": entry["example"], "format": entry["id"]}
        )
        assert result.status_code == 200, (entry["id"], result.text)
        expected = "true" if entry["verified"] else "unsupported"
        assert result.headers["x-barcode-verified"] == expected, entry["id"]


def test_one_symbology_tells_the_options_that_apply_to_it(client: TestClient) -> None:
    """Guard bars are EAN's; error correction levels are not."""
    options = client.simulate_get("/api/v1/symbologies/EAN").json["options"]["properties"]
    assert "guardbar" in options
    assert "ecc" not in options


def test_an_unknown_symbology_is_a_404_with_near_names(client: TestClient) -> None:
    """API.md: near names for an unknown id (404)."""
    result = client.simulate_get("/api/v1/symbologies/cod128")
    assert (result.status_code, result.json["errors"][0]["suggestion"]) == (404, "code128")


def test_every_documented_route_is_in_the_description_and_every_reference_resolves(
    client: TestClient,
) -> None:
    """OpenAPI 3.1, 4.8.24: a $ref names a component that is there."""
    text = client.simulate_get("/openapi.json").text
    document = json.loads(text)
    documented = {r.location("/api/v1") for r in routes.collect() if r.operations}
    assert document["paths"].keys() == documented
    for name in {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}:
        assert name in document["components"]["schemas"]


def test_every_documented_method_has_a_responder() -> None:
    """A description of what is not there helps nobody."""
    for route in routes.collect():
        for method in route.operations:
            suffix = f"_{route.suffix}" if route.suffix else ""
            assert hasattr(route.resource, f"on_{method.lower()}{suffix}"), (route.path, method)


def test_health_is_degraded_but_200_while_no_daemon_runs(client: TestClient) -> None:
    """API.md: `degraded` (still 200) when a part fails; `disabled` where none is configured."""
    result = client.simulate_get("/health")
    assert result.status_code == 200
    assert result.json | {"version": ""} == {
        "status": "degraded",
        "version": "",
        "database_status": "ok",
        "redis_status": "disabled",
        "mcp_status": "unavailable",
        "parsers_status": "disabled",
    }
    assert result.headers["cache-control"] == "no-store"
