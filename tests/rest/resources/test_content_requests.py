"""Requests that give content instead of data, over HTTP. zxing-cpp reads what is drawn."""

import io
import re

import pytest
import zxingcpp
from falcon.testing import TestClient
from PIL import Image

WIFI = "WIFI:T:WPA;S:Guests;P:correct horse;;"
# ISO 13616 and EPC069-12: the IBAN of the registry's German example.
IBAN = "DE89370400440532013000"


def read(picture: bytes) -> zxingcpp.Barcode:
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    return found


def test_field_that_breaks_the_standard_is_named(client: TestClient) -> None:
    """ISO 7064, mod 97-10: the check digits of an IBAN."""
    query = f"content=epc&content.name=Anna&content.iban={IBAN[:-1]}1&content.amount=1"
    answer = client.simulate_get("/api/v1/generate", query_string=query)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "content.iban"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("content=nothing", "content"),
        ("content.ssid=Guests", "content"),
        ("content=wifi&content.ssid=Guests&data=1", "data"),
        (
            "content=wifi&content.ssid=Guests&content_fields=%7B%22ssid%22:%22A%22%7D",
            "content.ssid",
        ),
        ("content=wifi&content_fields=ssid", "content_fields"),
        ("content=epc&content.name=A&content.iban=DE89370400440532013000&ecc=L", "ecc"),
    ],
)
def test_contradiction_is_refused_by_name(client: TestClient, query: str, field: str) -> None:
    answer = client.simulate_get("/api/v1/generate", query_string=query)
    assert answer.status_code in (400, 422)
    assert answer.json["errors"][0]["field"] == field


def test_query_with_fields_draws_the_payload(client: TestClient) -> None:
    query = "content=wifi&content.ssid=Guests&content.password=correct+horse"
    answer = client.simulate_get("/api/v1/generate", query_string=query)
    assert answer.status_code == 200
    assert answer.headers["x-barcode-verified"] == "true"
    assert read(answer.content).text == WIFI


@pytest.mark.parametrize(
    "body",
    [
        {"content": "wifi", "content.ssid": "Guests", "content.password": "correct horse"},
        {"content": {"type": "wifi", "ssid": "Guests", "password": "correct horse"}},
        {"content": "wifi", "content_fields": {"ssid": "Guests", "password": "correct horse"}},
    ],
)
def test_json_body_with_fields_draws_the_payload(
    client: TestClient, body: dict[str, object]
) -> None:
    answer = client.simulate_post("/api/v1/generate", json=body)
    assert answer.status_code == 200
    assert read(answer.content).text == WIFI


def test_character_set_of_the_standard_is_encoded_without_an_eci(client: TestClient) -> None:
    """EPC069-12: line 3 names the character set of all bytes, here 2 for ISO 8859-1."""
    fields = {"name": "Müller", "iban": IBAN, "amount": "1", "character_set": "ISO-8859-1"}
    body = {"content": {"type": "epc", **fields}}
    found = read(client.simulate_post("/api/v1/generate", json=body).content)
    assert b"\n2\n" in found.bytes
    assert "Müller".encode("iso-8859-1") in found.bytes
    # AIM ISO/IEC 15424: ]Q1 is a QR Code without ECI, ]Q2 one with ECI.
    assert found.symbology_identifier == "]Q1"


def test_validate_reports_the_meaning(client: TestClient) -> None:
    query = "content=wifi&content.ssid=Guests&content.password=correct+horse"
    report = client.simulate_get("/api/v1/validate", query_string=query).json
    assert (report["valid"], report["format"], report["data"]) == (True, "qr", WIFI)
    assert report["explanation"]["type"] == "wifi"
    assert report["explanation"]["fields"]["ssid"] == "Guests"


def test_validate_reports_a_bad_field(client: TestClient) -> None:
    report = client.simulate_get("/api/v1/validate", query_string="content=wifi").json
    assert report["valid"] is False
    assert report["errors"][0]["field"] == "content.ssid"


def test_decode_explains_the_payload(client: TestClient) -> None:
    picture = client.simulate_get("/api/v1/generate", params={"data": WIFI, "format": "qr"}).content
    answer = client.simulate_post(
        "/api/v1/decode", body=picture, headers={"Content-Type": "image/png"}
    )
    (found,) = answer.json["barcodes"]
    assert found["explanation"]["type"] == "wifi"
    assert found["explanation"]["fields"]["password"] == "correct horse"


def test_decode_explains_nothing_that_it_does_not_recognise(client: TestClient) -> None:
    picture = client.simulate_get(
        "/api/v1/generate", params={"data": "hello", "format": "qr"}
    ).content
    answer = client.simulate_post(
        "/api/v1/decode", body=picture, headers={"Content-Type": "image/png"}
    )
    assert answer.json["barcodes"][0]["explanation"] is None


def test_openapi_lists_the_content_types(client: TestClient) -> None:
    paths = client.simulate_get("/openapi.json").json["paths"]
    parameters = {one["name"]: one for one in paths["/api/v1/generate"]["get"]["parameters"]}
    assert {"wifi", "epc", "bcbp"} <= set(re.findall(r"\w+", parameters["content"]["description"]))
    assert "content_fields" in parameters
