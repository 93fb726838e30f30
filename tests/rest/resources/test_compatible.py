"""URLs of other services: what has no equivalent first, then what a decoder reads.

Expectations: the public documentation of each service; zxing-cpp reads the pictures.
"""

import io

import pytest
import zxingcpp
from falcon.testing import Result, TestClient
from PIL import Image

from tests.rest.requests import LOCAL


def get(client: TestClient, url: str) -> Result:
    path, _, query = url.partition("?")
    return client.simulate_get(path, query_string=query)


def read(client: TestClient, url: str) -> tuple[str, str]:
    """Return the text and the symbology that a decoder reads."""
    answer = get(client, url)
    assert answer.status_code == 200, answer.text
    with Image.open(io.BytesIO(answer.content)) as image:
        (found,) = zxingcpp.read_barcodes(image.convert("L"))
    return found.text, str(found.format).partition(".")[2] or str(found.format)


@pytest.mark.parametrize(
    ("url", "field", "code"),
    [
        ("/bwip-js?bcid=code128&text=1&parsefnc", "parsefnc", "option.unknown"),
        ("/bwip-js?bcid=code128&text=1&rotate=90", "rotate", "option.bad_value"),
        ("/bwip-js?bcid=code128&text=1&textyalign=center", "textyalign", "option.bad_value"),
        ("/bwip-js?bcid=nothing&text=1", "format", "format.unknown"),
        ("/bwip-js?bcid=code128", "data", "option.missing"),
        ("/bwip-js?bcid=code128&text=1&text=2", "text", "option.repeated"),
        ("/qr?text=1&centerImageUrl=x", "centerImageUrl", "option.unknown"),
        ("/qr?text=1&size=big", "size", "option.bad_value"),
        ("/chart?cht=lc&chl=1&chs=200x200", "cht", "option.bad_value"),
        ("/barcode.ashx?data=1&code=Code128&unit=Px&modulewidth=1", "unit", "option.bad_value"),
        ("/api/128/ABC?height=3", "height", "option.unknown"),
        ("/api/13/4006381333932", "data", "ean13.bad_check_digit"),
    ],
)
def test_what_has_no_equivalent_is_named(
    client: TestClient, url: str, field: str, code: str
) -> None:
    refused = get(client, url)
    assert refused.status_code in (400, 422)
    assert (refused.json["errors"][0]["field"], refused.json["errors"][0]["code"]) == (field, code)


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("/bwip-js?bcid=code128&text=ABC-123&scale=3&includetext&textxalign=center", "ABC-123"),
        ("/bwip-js?bcid=qrcode&text=ABC-123&eclevel=H&paddingwidth=10", "ABC-123"),
        ("/bwip-js?bcid=azteccode&text=ABC-123&rotate=R&barcolor=003366", "ABC-123"),
        ("/bwip-js?bcid=datamatrix&text=ABC-123&version=32x32", "ABC-123"),
        ("/qr?text=Hello%20world&size=300&dark=f00000&ecLevel=Q&margin=1", "Hello world"),
        ("/barcode?type=code128&text=ABC-123&width=400&height=120&includeText=true", "ABC-123"),
        ("/barcode.ashx?data=ABC-123&code=Code128&dpi=300&color=%23003366", "ABC-123"),
        ("/barcode.ashx?data=A%5Ctb&code=Code128&translate-esc=on", "A\tb"),
        ("/v1/create-qr-code/?data=ABC-123&size=150x150&color=0-0-128&qzone=2", "ABC-123"),
        ("/chart?cht=qr&chs=300x300&chl=ABC-123&choe=UTF-8&chld=H%7C1", "ABC-123"),
        ("/api/128/ABC-123?fg=003366&text=none", "ABC-123"),
        ("/api/qr/https%3A%2F%2Fexample.com%2Fa%2F", "https://example.com/a/"),
        ("/api/dm/A%25B", "A%B"),
        (
            "/api/auto/A%20long%20text%20that%20no%20label%20holds%20as%20bars",
            "A long text that no label holds as bars",
        ),
    ],
)
def test_picture_means_the_same(client: TestClient, url: str, text: str) -> None:
    assert read(client, url)[0] == text


@pytest.mark.parametrize(
    ("data", "kind"),
    [("4006381333931", "ean13"), ("036000291452", "upca"), ("4006381333932", "code128")],
)
def test_automatic_type_is_reported(client: TestClient, data: str, kind: str) -> None:
    """A number with a wrong check digit is no retail number, so that nothing is corrected."""
    answer = get(client, f"/api/auto/{data}")
    assert answer.headers["x-barcode-format"] == kind


def test_text_is_printed_as_there(client: TestClient) -> None:
    """bwip-js prints no text without includetext."""
    plain = get(client, "/bwip-js?bcid=code128&text=ABC&height=10").content
    with_text = get(client, "/bwip-js?bcid=code128&text=ABC&height=10&includetext").content
    assert plain != with_text
    sizes = []
    for body in (plain, with_text):
        with Image.open(io.BytesIO(body)) as image:
            sizes.append(image.height)
    assert sizes[0] < sizes[1]


@pytest.mark.parametrize(
    ("parameters", "options"),
    [
        (
            "bcid=ean13&text=4006381333931&includetext&guardwhitespace",
            "format=ean13&data=4006381333931&light_margin_mark=true",
        ),
        (
            "bcid=ean13&text=4006381333931&guardwhitespace",
            "format=ean13&data=4006381333931&show_text=false",
        ),
        (
            "bcid=code128&text=ABC-123&includetext&textyalign=above",
            "format=code128&data=ABC-123&text_position=above",
        ),
        (
            "bcid=code128&text=ABC-123&textyalign=above",
            "format=code128&data=ABC-123&show_text=false",
        ),
        (
            "bcid=gs1-128composite&text=(01)03312345678903|(10)A&ccversion=b",
            (
                "format=gs1_128_composite&data=(01)03312345678903|(10)A&composite_version=CC-B"
                "&show_text=false"
            ),
        ),
        (
            "bcid=databarexpandedstacked&text=(01)09501101530003(10)ABC&segments=6",
            (
                "format=databar_expanded_stacked&data=(01)09501101530003(10)ABC&segments=6"
                "&show_text=false"
            ),
        ),
    ],
)
def test_text_and_versions_of_bwip_js_are_ours(
    client: TestClient, parameters: str, options: str
) -> None:
    """BWIPP's options guardwhitespace, textyalign, ccversion and segments."""
    theirs = get(client, f"/bwip-js?{parameters}")
    ours = client.simulate_get("/api/v1/generate", query_string=f"{options}&scale=2", headers=LOCAL)
    assert theirs.status_code == 200, theirs.text
    assert theirs.content == ours.content


def test_empty_path_of_bwip_js_is_forwarded(client: TestClient) -> None:
    answer = get(client, "/?bcid=code128&text=ABC-123")
    assert (answer.status_code, answer.headers["location"]) == (
        302,
        "bwip-js?bcid=code128&text=ABC-123",
    )
    assert get(client, "/").status_code == 200


def test_pictures_count(client: TestClient) -> None:
    """A path of another service is no way around the quota."""
    before = get(client, "/api/v1/usage").json["requests_today"]
    for url in ("/qr?text=1", "/api/128/ABC", "/bwip-js?bcid=qr&text=1"):
        assert "ratelimit" in get(client, url).headers
    assert get(client, "/api/v1/usage").json["requests_today"] == before + 3


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/nothing/1", "/api/"])
def test_other_paths_stay_unknown(client: TestClient, path: str) -> None:
    assert get(client, path).status_code == 404
