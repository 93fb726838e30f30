"""``generate`` and ``barcodes``: every symbology, option, image format and name, good and bad."""

from typing import Any

from tools.builds.corpus.requests import Kind, Requests, changed, get, post, post_json

IMAGE_FORMATS = (
    "BMP", "EPS", "GIF", "JPEG", "PCX", "PDF", "PNG", "SVG", "TIFF", "TXT", "WEBP", "ZPL",
)  # fmt: skip
MEDIA_TYPES = (
    "image/png", "image/svg+xml", "image/jpeg", "image/gif", "image/webp", "image/tiff",
    "application/pdf", "application/postscript", "text/plain", "application/json",
)  # fmt: skip
# Of each family of drawings: linear, retail, stacked, matrix, postal, hexagons.
TYPICAL = {
    "code128": "ABC-123", "ean13": "590123412345", "pdf417": "ABC-123", "qr": "ABC-123",
    "rm4scc": "LE28HS9Z", "maxicode": "ABC-123",
}  # fmt: skip
COLOURS = (
    "navy",
    "#036",
    "#003366",
    "#00336680",
    "transparent",
    "yellow",
    "white",
    "blurple",
    "#12",
)
VALUES: dict[str, tuple[Any, ...]] = {
    "width": (1, 50, 200, 333, 2000, 10000, 0, 10001, -5, "abc", "", "200.0", 1.5),
    "height": (1, 20, 100, 555, 0, 10001, "x"),
    "show_text": ("true", "false", "yes", "0", "maybe", ""),
    "text_content": ("Shelf 12", "é ü ß", "x" * 200, "x" * 201, "", "漢字"),
    "center_text": ("true", "false", "2"),
    "font_size": (1, 6, 10.5, 24, 400, 0, 401, "big"),
    "text_distance": (0, 1, 2.5, 100, -1, 101),
    "module_width": (0.1, 0.25, 0.33, 0.5, 5, 50, 0, 51, "thin"),
    "module_height": (1, 15, 22.85, 1000, 0, 1001, "tall"),
    "quiet_zone": (0, 1, 6.5, 20, 500, -1, 501, "wide"),
    "scale": (1, 2, 3, 10, 200, 0, 201, 1.5),
    "foreground": COLOURS,
    "background": COLOURS,
    "light_on_dark": ("true", "false", "perhaps"),
    "dpi": (50, 203, 300, 600, 2400, 49, 2401, "high"),
    "rotate": (0, 90, 180, 270, 45, "left"),
    "image_format": (*IMAGE_FORMATS, "jpg", "svg", "heic", ""),
    "guardbar": ("true", "false", "x"),
    "add_checksum": ("true", "false", "x"),
    "no_checksum": ("true", "false", "x"),
    "verify": ("true", "false", "x"),
    "ecc": ("L", "M", "Q", "H", "2", "5", "50", "Z", ""),
    "addon": ("12", "52495", "1", "123", "ab"),
}
TOGETHER: tuple[dict[str, Any], ...] = (
    {"foreground": "white", "background": "black"},
    {"foreground": "white", "background": "black", "light_on_dark": "true"},
    {"width": 600, "height": 300, "dpi": 300, "rotate": 90, "quiet_zone": 3},
    {"module_width": 0.33, "module_height": 15, "dpi": 600, "font_size": 8, "text_distance": 0.5},
    {"add_checksum": "true", "no_checksum": "true"},
    {"scale": 3, "width": 200},
    {"scale": 4, "module_width": 0.5},
    {"text_content": "Shelf", "show_text": "false"},
    {"verify": "true", "rotate": 180, "image_format": "JPEG"},
    {"width": 10000, "height": 10000, "image_format": "SVG"},
    {"colour": "navy"}, {"barcolor": "003366"}, {"widht": 100}, {"text": "ABC", "bcid": "qrcode"},
    {"widht": 1, "hieght": 2, "dpi": "x", "scale": "y", "rotate": "z"},
)  # fmt: skip
# A JSON body holds values that a query can't.
TYPED: tuple[dict[str, Any], ...] = (
    {"width": 200}, {"width": "200"}, {"width": 200.0}, {"width": 200.5}, {"width": True},
    {"width": None}, {"width": []}, {"width": {}}, {"width": 10**30}, {"show_text": False},
    {"show_text": "false"}, {"show_text": 0}, {"data": 123}, {"data": None}, {"data": ""},
    {"data": "x" * 20_001}, {"data": "\ud800"}, {"format": None}, {"format": 5}, {"ecc": 1},
    {"module_width": 1}, {"module_width": "0.5"}, {"foreground": 0}, {"nothing": 1},
)  # fmt: skip
BODIES = (
    b"", b"{", b"[]", b"null", b"5", b'"text"', b"{}", b'{"data":"1"}', b'{"format":"qr"}',
    b'{"data":"1","data":"2","format":"qr"}', b"\xff\xfe{}", b'{"data":"1","format":"qr"} x',
    b'{"data":NaN,"format":"qr"}', b"[" * 5000,
)  # fmt: skip


def requests(kinds: tuple[Kind, ...]) -> Requests:
    """Yield requests that draw."""
    for kind in kinds:
        yield from _of_kind(kind)
    for kind in kinds:
        for alias in kind.aliases:
            query = {"data": kind.example, "format": alias, "image_format": "SVG"}
            yield get(f"alias/{kind.id}/{alias}", "generate", query)
    for format, data in TYPICAL.items():
        yield from _options(format, data)
    yield from _bodies()
    yield from _addresses()


def _of_kind(kind: Kind) -> Requests:
    arguments = {"data": kind.example, "format": kind.id}
    yield get(f"generate/{kind.id}/get", "generate", arguments)
    yield changed(get(f"generate/{kind.id}/head", "generate", arguments), method="HEAD")
    yield post_json(f"generate/{kind.id}/post", "generate", {**arguments, "image_format": "SVG"})
    yield get(f"generate/{kind.id}/envelope", "generate", arguments, Accept="application/json")
    for extension in ("svg", "zpl"):
        path = f"barcodes/{kind.id}.{extension}"
        yield get(f"barcodes/{kind.id}/{extension}", path, {"data": kind.example})
    print_size = {"module_width": 0.5, "dpi": 300, "image_format": "PDF"}
    yield get(f"generate/{kind.id}/print", "generate", {**arguments, **print_size})
    for name, data in (("bad", "\u2028\x01é"), ("short", "1"), ("long", "7" * 5000)):
        yield get(f"generate/{kind.id}/{name}", "generate", {**arguments, "data": data})
    for option in kind.own_options:
        for value in VALUES[option] if option in ("ecc", "addon") else ("true", "false"):
            yield get(f"own/{kind.id}/{option}={value}", "generate", {**arguments, option: value})


def _options(format: str, data: str) -> Requests:
    arguments = {"data": data, "format": format}
    # All values for a linear and a 2D symbol; of the others, the first three.
    most = None if format in ("code128", "qr") else 3
    for option, values in VALUES.items():
        for value in values if option == "image_format" else values[:most]:
            name = f"option/{format}/{option}={str(value)[:40]}({len(str(value))})"
            yield get(name, "generate", {**arguments, option: value})
    for number, together in enumerate(TOGETHER):
        yield get(f"together/{format}/{number}", "generate", {**arguments, **together})
    for media_type in MEDIA_TYPES:
        yield get(f"accept/{format}/{media_type}", "generate", arguments, Accept=media_type)


def _bodies() -> Requests:
    for number, typed in enumerate(TYPED):
        for path in ("generate", "validate"):
            document = {"data": "ABC-123", "format": "code128", **typed}
            yield post_json(f"typed/{path}/{number}", path, document)
    for number, body in enumerate(BODIES):
        for path in ("generate", "validate"):
            yield post(f"body/{path}/{number}", path, body, "application/json")
    form = "application/x-www-form-urlencoded"
    for number, body in enumerate((b"data=1&format=qr", b"data=1", b"data=%ff&format=qr", b"a&b")):
        for path in ("generate", "validate"):
            yield post(f"form/{path}/{number}", path, body, form)
    for number, media_type in enumerate(
        ("", "text/plain", "application/xml", "multipart/form-data")
    ):
        yield post(
            f"media/generate/{number}", "generate", b'{"data":"1","format":"qr"}', media_type
        )
    large = b'{"format":"qr","data":"' + b"x" * 1_100_000 + b'"}'
    yield post("large/generate", "generate", large, "application/json")


def _addresses() -> Requests:
    for extension in (
        *(name.lower() for name in IMAGE_FORMATS),
        "jpg",
        "tif",
        "PNG",
        "heic",
        "x.y",
    ):
        yield get(f"extension/{extension}", f"barcodes/code128.{extension}", {"data": "ABC-123"})
    for format in ("CODE128", "code-128", "qrcode", "nothing", "code12", "interleaved2of5"):
        yield get(f"spelled/{format}", f"barcodes/{format}.svg", {"data": "12345678"})
        yield get(f"spelled-query/{format}", "generate", {"data": "12345678", "format": format})
    for path in ("generate", "/api/generate", "/api/v1/api/generate", "barcodes/qr.png"):
        for number, tail in enumerate(
            ("", "?data=1", "?format=qr", "?data=1&format=qr", "?data=1&data=2&format=qr",
             "?data=%ff&format=qr", "?data=1&format=qr&", "?data=a+b%2Bc&format=qr", "?=&==")
        ):  # fmt: skip
            whole = path if path.startswith("/") else f"/api/v1/{path}"
            yield get(f"query/{path.strip('/')}/{number}", whole + tail)
