"""One barcode over HTTP: refusals, then pictures that zxing-cpp reads."""

import base64
import io
import json

import pytest
import zxingcpp
from falcon.testing import Result, TestClient
from PIL import Image

URL = "/api/v1/generate"


def get(client: TestClient, query: str, **headers: str) -> Result:
    return client.simulate_get(
        URL, query_string=query, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


def read(picture: bytes) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))]


@pytest.mark.parametrize(
    ("query", "status", "code", "field"),
    [
        ("format=code128", 400, "option.missing", "data"),
        ("data=1", 400, "option.missing", "format"),
        ("data=1&format=cod128", 400, "format.unknown", "format"),
        ("data=1&format=code128&image_format=XYZ", 400, "image_format.unknown", "image_format"),
        ("data=1&format=code128&widht=10", 400, "option.unknown", "widht"),
        ("data=1&data=2&format=code128", 400, "option.repeated", "data"),
        ("data=1&format=code128&width=wide", 400, "option.bad_value", "width"),
        ("data=%F1&format=code128", 400, "query.not_utf8", "query string"),
        ("data=4006381333930&format=ean13", 422, "ean13.bad_check_digit", "data"),
        ("data=abc&format=ean13", 422, "ean13.bad_character", "data"),
        ("data=123456789&format=code128&width=50", 422, "canvas.too_narrow", "width"),
        ("data=" + "1" * 5000 + "&format=code128", 422, "code128.too_long", "data"),
    ],
)
def test_refusal_names_the_field_and_a_fix(
    client: TestClient, query: str, status: int, code: str, field: str
) -> None:
    """RFC 9457, with errors[] as docs/errors.md describes them."""
    result = get(client, query)
    assert result.status_code == status
    assert result.headers["content-type"] == "application/problem+json"
    assert result.headers["cache-control"] == "no-store"
    assert "etag" not in result.headers
    problem = result.json
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["errors"][0]["field"] == field
    assert problem["errors"][0]["fix"]


def test_every_invalid_option_is_named(client: TestClient) -> None:
    """One answer reports all problems."""
    result = get(client, "data=1&format=code128&width=x&height=y&foo=1")
    assert [error["field"] for error in result.json["errors"]] == ["width", "height", "foo"]


def test_suggested_width_works(client: TestClient) -> None:
    """The error of a too small canvas suggests the smallest width that works."""
    query = "data=123456789&format=code128&width="
    smallest = get(client, query + "50").json["errors"][0]["suggestion"]
    assert read(get(client, query + smallest).content) == ["123456789"]


def test_example_of_the_public_api_reads_back(client: TestClient) -> None:
    """The example of the public API's documentation, with its size in pixels."""
    result = get(client, "data=123456789&format=code128&width=200&height=100")
    assert (result.status_code, result.headers["content-type"]) == (200, "image/png")
    assert Image.open(io.BytesIO(result.content)).size == (200, 100)
    assert read(result.content) == ["123456789"]
    assert result.headers["x-barcode-verified"] == "true"


@pytest.mark.parametrize("path", ["/api/generate", "/api/v1/api/generate", "/api/v1/generate/"])
def test_paths_of_the_public_api_are_answered(client: TestClient, path: str) -> None:
    """Clients of the public API use these paths."""
    result = client.simulate_get(path, query_string="data=123&format=code39")
    assert read(result.content) == ["123"]


def test_json_form_and_query_draw_equal_bytes(client: TestClient) -> None:
    """The three have the same options."""
    options = {"data": "A b+ü", "format": "qr", "width": 210}
    drawn = get(client, "data=A+b%2B%C3%BC&format=qr&width=210").content
    form = client.simulate_post(
        URL,
        body="data=A+b%2B%C3%BC&format=qr&width=210",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    posted = client.simulate_post(URL, json=options)
    assert posted.content == drawn
    assert form.content == drawn
    assert read(drawn) == ["A b+ü"]


def test_head_is_get_without_the_body(client: TestClient) -> None:
    """RFC 9110, 9.3.2."""
    query = "data=1&format=code128"
    head = client.simulate_head(URL, query_string=query)
    full = get(client, query)
    assert head.content == b""
    assert head.headers["content-length"] == str(len(full.content))
    assert head.headers["etag"] == full.headers["etag"]


def test_current_etag_gets_a_304(client: TestClient) -> None:
    """RFC 9110, 8.8.3 and 13.1.2: equal requests have equal bytes and ETags."""
    query = "data=1&format=code128"
    first = get(client, query)
    etag = first.headers["etag"]
    assert etag.startswith('"')
    assert "max-age=86400" in first.headers["cache-control"]
    again = get(client, query, If_None_Match=f'"other", {etag}')
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert get(client, "data=2&format=code128", If_None_Match=etag).status_code == 200


def test_json_and_picture_have_different_etags(client: TestClient) -> None:
    """RFC 9110, 8.8.3: a strong validator is for one representation."""
    query = "data=1&format=code128"
    picture, document = get(client, query), get(client, query, Accept="application/json")
    assert picture.headers["etag"] != document.headers["etag"]
    assert picture.headers["vary"] == "Accept"


def test_accept_json_gets_the_picture_in_a_document(client: TestClient) -> None:
    """RFC 9110, 12.5.1: the client prefers JSON."""
    document = get(client, "data=590123412345&format=ean13", Accept="application/json").json
    assert (document["format"], document["data"]) == ("ean13", "5901234123457")
    assert document["data_uri"] == f"data:image/png;base64,{document['image']}"
    picture = get(client, "data=590123412345&format=ean13").content
    assert document["data_uri"].endswith(base64.b64encode(picture).decode())


def test_accept_svg_gets_svg(client: TestClient) -> None:
    """RFC 9110, 12.5.1; the body is not empty."""
    result = get(client, "data=1&format=code128", Accept="image/svg+xml")
    assert result.headers["content-type"] == "image/svg+xml"
    assert result.text.startswith("<svg")


def test_image_format_overrides_accept(client: TestClient) -> None:
    """The option applies even if the header excludes every type."""
    result = get(client, "data=1&format=code128&image_format=SVG", Accept="text/html")
    assert result.headers["content-type"] == "image/svg+xml"


def test_unacceptable_type_is_a_406(client: TestClient) -> None:
    """RFC 9110, 15.5.7."""
    assert get(client, "data=1&format=code128", Accept="text/html").status_code == 406


def test_option_inside_the_data_is_data(client: TestClient) -> None:
    """`?dpi=150` is a part of the data and reads back."""
    assert read(get(client, "data=x%3Fdpi%3D150&format=qr").content) == ["x?dpi=150"]


def test_crash_is_answered_without_details(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the log has the details of an unexpected error."""
    monkeypatch.setattr("common.barcode.pipeline.draw", lambda options: 1 / 0)
    result = get(client, "data=1&format=code128")
    assert (result.status_code, result.json["code"]) == (500, "server.crash")
    assert "ZeroDivision" not in json.dumps(result.json)


def test_warnings_are_text_in_the_header_and_a_list_in_json(client: TestClient) -> None:
    """Sentences contain commas, so a list in a header could not be split."""
    query = "data=1&format=code128&module_width=0.3&module_height=15.03&dpi=300"
    warnings = get(client, query, Accept="application/json").json["warnings"]
    assert len(warnings) == 2
    assert all(warning.endswith(".") for warning in warnings)
    assert get(client, query).headers["x-barcode-warning"] == " ".join(warnings)


def test_a_plus_in_the_query_is_named_with_its_encoding(client: TestClient) -> None:
    """WHATWG URL, 5.1: + means a space in a query string."""
    result = get(client, "data=tel:+49%2089&format=qr", Accept="application/json")
    (notice,) = result.json["notices"]
    assert (notice["field"], notice["code"]) == ("data", "data.plus_is_space")
    assert (notice["suggestion"], result.json["data"]) == ("tel:+49 89", "tel: 49 89")
    assert "%2B" in notice["fix"]
    assert "%2B" in get(client, "data=tel:+49&format=qr").headers["x-barcode-warning"]
    picture = client.simulate_get("/api/v1/barcodes/qr.png", query_string="data=1+2")
    assert "%2B" in picture.headers["x-barcode-warning"]


@pytest.mark.parametrize("query", ["data=tel:%2B49", "data=a%20b", "data=1&text_content=a+b"])
def test_a_plus_that_is_encoded_or_elsewhere_is_not(client: TestClient, query: str) -> None:
    """RFC 3986, 2.1: %2B is a plus sign."""
    result = get(client, f"{query}&format=qr", Accept="application/json")
    assert result.json["notices"] == []


def test_a_refusal_that_a_plus_may_have_caused_names_it(client: TestClient) -> None:
    """HIBC data begin with a plus sign (ANSI/HIBC 2.6)."""
    result = get(client, "data=+A123BJC5D6E71G%0A&format=hibc_code39")
    assert result.status_code == 422
    last = result.json["errors"][-1]
    assert (last["code"], last["suggestion"]) == ("data.plus_is_space", "+A123BJC5D6E71G\n")


def logo(kind: str = "PNG") -> str:
    body = io.BytesIO()
    Image.new("RGB", (16, 16), "red").save(body, kind)
    return base64.b64encode(body.getvalue()).decode()


def test_styled_picture_states_its_margin(client: TestClient) -> None:
    options = {"data": "hello", "format": "qr", "module_style": "rounded", "logo": logo()}
    answer = client.simulate_post(URL, json=options)

    assert read(answer.content) == ["hello"]
    assert 25 <= int(answer.headers["X-Barcode-Scan-Margin"]) <= 100
    envelope = client.simulate_post(URL, json=options, headers={"Accept": "application/json"}).json
    assert envelope["scan_margin"] == int(answer.headers["X-Barcode-Scan-Margin"])


def test_plain_picture_has_no_margin(client: TestClient) -> None:
    answer = get(client, "data=hello&format=qr")

    assert "X-Barcode-Scan-Margin" not in answer.headers


def test_logo_that_is_no_picture_is_refused(client: TestClient) -> None:
    answer = client.simulate_post(URL, json={"data": "a", "format": "qr", "logo": logo("GIF")})

    assert answer.status_code == 400
    assert answer.json["code"] == "style.logo_unreadable"


def test_style_that_does_not_survive_is_refused_with_a_suggestion(client: TestClient) -> None:
    options = {"data": "hello world", "format": "qr", "logo": logo(), "logo_size": 35}
    answer = client.simulate_post(URL, json=options)

    assert answer.status_code == 422
    [problem] = answer.json["errors"]
    assert (problem["field"], problem["code"]) == ("logo_size", "style.unscannable")
    again = client.simulate_post(URL, json={**options, "logo_size": int(problem["suggestion"])})
    assert read(again.content) == ["hello world"]
