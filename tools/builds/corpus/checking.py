"""``validate``, ``decode`` and ``symbologies``."""

from tools.builds.corpus.drawing import TYPICAL
from tools.builds.corpus.requests import Kind, Requests, changed, form, get, post, post_json
from tools.builds.stack import MAX_BODY_BYTES

ELEMENTS = (
    "(01)09501101530003", "(01)09501101530003(10)ABC", "(01)09501101530004", "(01)0950110153",
    "(9999)1", "(17)261332", "(01)09501101530003(17)261200(21)A", "0109501101530003", "(01", "()",
    "(01)09501101530003(01)09501101530003", "(3103)001750", "(8005)000123", "(10)ü",
)  # fmt: skip
GS1_FORMATS = ("gs1_128", "gs1_datamatrix", "gs1_qr", "databar_expanded")
RETAIL = {
    "ean13": ("4006381333931", "4006381333930", "400638133393", "12", "40063813339311"),
    "ean8": ("96385074", "96385075", "9638507", "x"),
    "upca": ("036000291452", "036000291453", "03600029145"),
    "upce": ("01234565", "01234566", "0123456", "21234565"),
    "itf14": ("98765432109213", "98765432109214", "9876543210921"),
    "isbn": ("978-3-16-148410-0", "3-16-148410-X", "978-3-16-148410-1"),
    "code39": ("ABC-123", "abc", "ÄÖ"),
    "codabar": ("A1234B", "1234", "A12"),
    "sscc": ("00123456789012345675", "123456789012345675", "1"),
}
PICTURES = ("png", "jpeg", "gif", "bmp", "tiff", "webp", "pcx")
NOT_PICTURES = {
    "text": b"hello", "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "pdf": b"%PDF-1.4\n%%EOF",
    "cut": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1", "none": b"",
    "large": b"\x89PNG\r\n\x1a\n" + b"\0" * MAX_BODY_BYTES,
}  # fmt: skip


def requests(kinds: tuple[Kind, ...]) -> Requests:
    """Yield requests that check and read."""
    for kind in kinds:
        arguments = {"data": kind.example, "format": kind.id}
        yield get(f"symbologies/{kind.id}", f"symbologies/{kind.id}")
        yield get(f"validate/{kind.id}/good", "validate", arguments)
        yield post_json(f"validate/{kind.id}/bad", "validate", {**arguments, "data": "é\x02"})
        yield post_json(
            f"validate/{kind.id}/half", "validate", {**arguments, "data": kind.example[:-1]}
        )
        picture = yield get(
            f"drawn/{kind.id}", "generate", {**arguments, "module_width": 0.5, "dpi": 300}
        )
        if picture.status == 200:
            yield post(f"decode/{kind.id}", "decode", picture.body, "image/png")
    yield from _named()
    yield from _data()
    yield from _pictures()


def _named() -> Requests:
    for name in ("qrcode", "QR", "nothing", "code12", "%20", "a/b"):
        yield get(f"symbology/{name}", f"symbologies/{name}")
    yield get("symbology/query", "symbologies", {"family": "gs1"})
    yield changed(get("symbology/head", "symbologies"), method="HEAD")


def _data() -> Requests:
    for format in GS1_FORMATS:
        for data in ELEMENTS:
            arguments = {"data": data, "format": format}
            yield get(f"gs1/{format}/{data}", "validate", arguments)
            yield get(
                f"gs1-drawn/{format}/{data}", "generate", {**arguments, "image_format": "SVG"}
            )
    for format, texts in RETAIL.items():
        for data in texts:
            arguments = {"data": data, "format": format}
            yield get(f"retail/{format}/{data}", "validate", arguments)
            yield get(
                f"retail-drawn/{format}/{data}", "generate", {**arguments, "image_format": "TXT"}
            )


def _pictures() -> Requests:
    for format, data in TYPICAL.items():
        for kind in PICTURES:
            arguments = {"data": data, "scale": 4}
            picture = yield get(f"drawn/{format}/{kind}", f"barcodes/{format}.{kind}", arguments)
            yield post(f"decode/{format}/{kind}", "decode", picture.body, f"image/{kind}")
        arguments = {"data": data, "scale": 4, "rotate": 90}
        picture = yield get(f"drawn/{format}/turned", f"barcodes/{format}.png", arguments)
        body, media_type = form(("picture.png", picture.body))
        yield post(f"decode/{format}/form", "decode", body, media_type)
        body, media_type = form(("1.png", picture.body), ("2.png", picture.body))
        yield post(f"decode/{format}/two", "decode", body, media_type)
    for name, content in NOT_PICTURES.items():
        yield post(f"decode-bad/{name}", "decode", content, "image/png")
        body, media_type = form((f"{name}.png", content))
        yield post(f"decode-bad/{name}/form", "decode", body, media_type)
    body, media_type = form(colour="navy")
    yield post("decode-bad/fields", "decode", body, media_type)
    yield post("decode-bad/broken", "decode", b"--x", "multipart/form-data; boundary=b")
    yield post("decode-bad/boundary", "decode", b"--x", "multipart/form-data")
    yield post("decode-bad/query", "decode?width=5", b"--x", "image/png")
