"""The catalogue of application standards."""

from falcon.testing import TestClient

from common.content import catalogue


def test_unknown_type_is_a_404_with_a_suggestion(client: TestClient) -> None:
    """The suggestion is the most similar id."""
    answer = client.simulate_get("/api/v1/content/wify")
    assert (answer.status_code, answer.json["errors"][0]["suggestion"]) == (404, "wifi")


def test_every_type_is_listed(client: TestClient) -> None:
    """A content type is one file, which the catalogue discovers."""
    listing = client.simulate_get("/api/v1/content").json
    assert [entry["id"] for entry in listing["content"]] == list(catalogue.catalogue())


def test_fields_of_one_type_are_described(client: TestClient) -> None:
    """The schema has the required fields, and the example its payload."""
    details = client.simulate_get("/api/v1/content/wifi").json
    assert details["fields"]["required"] == ["ssid"]
    assert details["payload"] == "WIFI:T:nopass;S:Guest\\; 2nd floor;;"
