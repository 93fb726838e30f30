"""Picture URLs: cacheable, and independent of the Accept header."""

import io

import PIL
import pytest
import zxingcpp
from falcon.testing import TestClient
from PIL import Image

from common import __version__
from common.barcode import pipeline


@pytest.mark.parametrize(
    ("path", "query", "status", "field"),
    [
        ("cod128.png", "data=1", 404, "format"),
        ("code128.xyz", "data=1", 404, "image_format"),
        ("code128.png", "data=1&format=qr", 400, "format"),
        ("code128.png", "data=1&image_format=SVG", 400, "image_format"),
        ("code128.png", "", 400, "data"),
        ("ean13.png", "data=1", 422, "data"),
        ("qr.png", "content=hello", 422, "content"),
        ("ean13.png", "content=wifi&content.ssid=a", 400, "format"),
    ],
)
def test_refusal_names_the_field(
    client: TestClient, path: str, query: str, status: int, field: str
) -> None:
    """404 for the names in the path, 400 for options, 422 for data."""
    result = client.simulate_get(f"/api/v1/barcodes/{path}", query_string=query)
    assert (result.status_code, result.json["errors"][0]["field"]) == (status, field)


def test_extension_overrides_the_accept_header(
    client: TestClient,
) -> None:
    """Without negotiation caches need no Vary (RFC 9110, 12.5.5)."""
    result = client.simulate_get(
        "/api/v1/barcodes/code128.png",
        query_string="data=Shelf+12",
        headers={"Accept": "application/json"},
    )
    assert result.headers["content-type"] == "image/png"
    assert "vary" not in result.headers
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(result.content)))
    assert found.text == "Shelf 12"


def test_current_etag_gets_a_304(client: TestClient) -> None:
    """RFC 9110, 13.1.2."""
    url, query = "/api/v1/barcodes/qr.svg", "data=1"
    etag = client.simulate_get(url, query_string=query).headers["etag"]
    again = client.simulate_get(url, query_string=query, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


def test_etag_changes_with_the_renderer(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RFC 9110, 8.8.1: a strong validator changes whenever the bytes may."""
    url, query = "/api/v1/barcodes/qr.svg", "data=1"
    etag = client.simulate_get(url, query_string=query).headers["etag"]
    assert {PIL.__version__, __version__} <= set(pipeline.RENDERER_VERSIONS)
    monkeypatch.setattr(
        pipeline, "RENDERER_VERSIONS", (*pipeline.RENDERER_VERSIONS, "another library")
    )
    again = client.simulate_get(url, query_string=query, headers={"If-None-Match": etag})
    assert again.status_code == 200
    assert again.headers["etag"] != etag


def test_if_none_match_star_gets_a_304_if_the_picture_exists(client: TestClient) -> None:
    """RFC 9110, 13.1.2: ``*`` matches any existing representation."""
    url, header = "/api/v1/barcodes/ean13.svg", {"If-None-Match": "*"}
    valid = client.simulate_get(url, query_string="data=4006381333931", headers=header)
    assert (valid.status_code, valid.content) == (304, b"")
    invalid = client.simulate_get(url, query_string="data=4006381333930", headers=header)
    assert invalid.status_code == 422
