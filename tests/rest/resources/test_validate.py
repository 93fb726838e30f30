"""Checking a barcode without drawing it."""

import io

import zxingcpp
from falcon.testing import TestClient
from PIL import Image

URL = "/api/v1/validate"


def test_unknown_option_is_a_400(client: TestClient) -> None:
    """README: an unknown option is refused by name."""
    result = client.simulate_post(URL, json={"data": "1", "format": "qr", "widht": 2})
    assert (result.status_code, result.json["errors"][0]["suggestion"]) == (400, "width")


def test_wrong_check_digit_is_reported_with_the_correct_one(client: TestClient) -> None:
    """GS1 General Specifications, 7.9.1: 400638133393 has check digit 1."""
    report = client.simulate_post(URL, json={"data": "4006381333930", "format": "ean13"}).json
    assert report["valid"] is False
    assert report["errors"][0]["suggestion"] == "4006381333931"


def test_missing_check_digit_is_added(client: TestClient) -> None:
    """GS1 General Specifications, 7.9.1."""
    report = client.simulate_get(URL, query_string="data=400638133393&format=ean13").json
    assert (report["valid"], report["data"]) == (True, "4006381333931")
    assert (report["check_digit"], report["modules_wide"]) == ("1", 95)


def test_gs1_elements_are_separated(client: TestClient) -> None:
    """GS1 General Specifications, 3.2: AI 01 is a GTIN, AI 10 a batch or lot number."""
    report = client.simulate_post(
        URL, json={"data": "(01)09501101530003(10)ABC", "format": "gs1_128"}
    ).json
    assert [(e["ai"], e["value"]) for e in report["gs1_elements"]] == [
        ("01", "09501101530003"),
        ("10", "ABC"),
    ]


def test_options_that_generate_refuses_are_not_valid(client: TestClient) -> None:
    """Both use the same checks, including colours."""
    for more in ({"foreground": "blurple"}, {"image_format": "JPEG", "background": "transparent"}):
        options = {"data": "1", "format": "code128", **more}
        assert client.simulate_post("/api/v1/generate", json=options).status_code == 400
        assert client.simulate_post(URL, json=options).json["valid"] is False


def test_smallest_width_is_exact(client: TestClient) -> None:
    """`generate` draws the reported width, and refuses one pixel less."""
    options = {"data": "590123412345", "format": "ean13"}
    smallest = client.simulate_post(URL, json=options).json["smallest_width"]
    narrower = client.simulate_post("/api/v1/generate", json={**options, "width": smallest - 1})
    drawn = client.simulate_post("/api/v1/generate", json={**options, "width": smallest})
    assert narrower.status_code == 422
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn.content)))
    assert found.text == "5901234123457"


def test_warnings_of_generate_are_reported(client: TestClient) -> None:
    """A batch without a trade item: GS1 General Specifications, 4.13.2."""
    options = {"data": "(10)ABC", "format": "gs1_datamatrix"}
    report = client.simulate_post(URL, json=options).json
    assert report["valid"] is True
    assert "(10) BATCH/LOT needs (01)" in report["warnings"][0]


def test_digital_link_is_explained_in_any_symbology(client: TestClient) -> None:
    """GS1 Digital Link: URI Syntax 1.5, both ways."""
    link = "https://example.com/01/09501101530003/10/A%28B"
    for kind in ("gs1_dl_qr", "qr", "datamatrix"):
        report = client.simulate_post(URL, json={"data": link, "format": kind}).json
        assert [e["ai"] for e in report["gs1_elements"]] == ["01", "10"]
        assert report["gs1_element_string"] == r"(01)09501101530003(10)A\(B"
        assert report["gs1_digital_link"] == "https://id.gs1.org/01/09501101530003/10/A%28B"


def test_elements_without_a_key_have_no_digital_link(client: TestClient) -> None:
    """GS1 Digital Link: URI Syntax 1.5: a batch number is not a primary key."""
    report = client.simulate_post(URL, json={"data": "(10)ABC", "format": "gs1_128"}).json
    assert "gs1_digital_link" not in report


def test_ambiguous_data_has_one_suggestion_per_reading(client: TestClient) -> None:
    """4006381333931 is a GTIN-13, and (400) an order number."""
    report = client.simulate_post(URL, json={"data": "4006381333931", "format": "gs1_128"}).json
    assert [error["suggestion"] for error in report["errors"]] == [
        "(01)04006381333931",
        "(400)6381333931",
    ]


def test_doubts_about_the_data_have_field_code_and_fix(client: TestClient) -> None:
    """docs/http.md, warnings: the same as in generate."""
    report = client.simulate_get(URL, query_string="data=+1+&format=code128").json
    assert [notice["code"] for notice in report["notices"]] == [
        "data.plus_is_space",
        "data.outer_whitespace",
    ]
    assert len(report["warnings"]) == 2
    bad = client.simulate_get(URL, query_string="data=+a&format=ean13").json
    assert bad["errors"][-1]["code"] == "data.plus_is_space"
