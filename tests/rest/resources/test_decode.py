"""Pictures that clients send are read; what is no picture is refused."""

import io

import zxingcpp
from falcon.testing import TestClient
from PIL import Image

URL = "/api/v1/decode"


def picture(text: str) -> bytes:
    """Draw with zxing-cpp's own writer: nothing of ours takes part."""
    drawn = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    file = io.BytesIO()
    Image.fromarray(drawn.to_image(scale=4, add_quiet_zones=True)).save(file, "PNG")
    return file.getvalue()


def multipart(*files: bytes) -> dict[str, object]:
    lines = [
        b"--b\r\nContent-Disposition: form-data; name=image; filename=a.png\r\n\r\n" + f + b"\r\n"
        for f in files
    ]
    return {
        "body": b"".join(lines) + b"--b--\r\n",
        "headers": {"Content-Type": "multipart/form-data; boundary=b"},
    }


def test_an_empty_body_is_a_400(client: TestClient) -> None:
    """There is nothing to read."""
    assert client.simulate_post(URL).json["code"] == "body.no_file"


def test_what_is_no_picture_is_a_422(client: TestClient) -> None:
    """Never a 500 for anything a client sends."""
    result = client.simulate_post(URL, body=b"hello")
    assert (result.status_code, result.json["code"]) == (422, "image.unknown")


def test_a_broken_form_is_a_400(client: TestClient) -> None:
    """A form that ends without its boundary, or has none."""
    form = multipart(picture("1"))
    torn = client.simulate_post(URL, body=form["body"][:-20], headers=form["headers"])
    bare = client.simulate_post(URL, body=b"x", headers={"Content-Type": "multipart/form-data"})
    assert (torn.status_code, bare.status_code) == (400, 400)


def test_two_pictures_at_once_are_refused(client: TestClient) -> None:
    """The answer would not say which barcode stood in which picture."""
    result = client.simulate_post(URL, **multipart(picture("1"), picture("2")))
    assert result.json["code"] == "decode.several_files"


def test_a_picture_in_the_body_or_in_a_form_is_read(client: TestClient) -> None:
    """API.md: raw body or multipart."""
    raw = client.simulate_post(URL, body=picture("中文"), headers={"Content-Type": "image/png"})
    form = client.simulate_post(URL, **multipart(picture("中文")))
    for result in (raw, form):
        assert result.json["count"] == 1
        assert result.json["barcodes"][0]["text"] == "中文"
        assert result.json["barcodes"][0]["format"] == "qr"
