"""SVG drawings: what is refused, what is never opened, and how large they are rendered."""

import base64
import gzip
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from common.barcode.model.errors import UnreadableImage
from common.barcode.pages.opening import open_document
from common.barcode.pages.page import MAX_SIDE
from common.barcode.pages.svg import MAX_DEPTH

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
SQUARE = SVG + 'width="100" height="100"><rect width="50" height="50"/></svg>'


def rendered(text: str | bytes) -> Image.Image:
    return open_document(text.encode() if isinstance(text, str) else text).page(1).image


def refused(text: str | bytes) -> str:
    with pytest.raises(UnreadableImage) as caught:
        rendered(text)
    return caught.value.problems[0].code


def nested_entities() -> str:
    """Return entities of which each is ten of the one before, ten times: a billion characters."""
    names = "abcdefghij"
    rest = [f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise(names)]
    return f'<!DOCTYPE svg [<!ENTITY a "0123456789">{"".join(rest)}]>'


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (SQUARE[:-9], "image.broken"),
        (SVG + 'width="9">&nbsp;</svg>', "image.broken"),
        (SVG + 'width="9">' + "<g>" * MAX_DEPTH + "</g>" * MAX_DEPTH + "</svg>", "image.broken"),
        (nested_entities() + SVG + 'width="9" height="9"><text>&j;</text></svg>', "image.broken"),
        (SVG + 'width="9" height="9" viewBox="0 0 a b"/>', "image.broken"),
        (SVG + 'width="0" height="9"/>', "image.no_size"),
        (SVG + 'width="-5mm" height="9"/>', "image.no_size"),
        (SVG + 'width="1e999" height="9"/>', "image.no_size"),
        (SVG + f'width="{MAX_SIDE + 1}" height="9"/>', "image.too_large"),
        (SVG + 'width="2m" viewBox="0 0 99999 99999"/>', "image.too_large"),
        ("<html><svg></svg></html>", "image.unknown"),
        (gzip.compress(b"no drawing"), "image.broken"),
        (gzip.compress(SQUARE.encode())[:-20], "image.broken"),
        (gzip.compress(SQUARE.encode() + b" " * 21_000_000), "image.too_large"),
    ],
    ids=range(14),
)  # fmt: skip
def test_a_drawing_that_can_not_be_rendered_is_refused(text: str | bytes, code: str) -> None:
    """Malformed XML, sizes that are none, and files that unpack to more than the limit."""
    assert refused(text) == code


@pytest.fixture
def black(tmp_path: Path) -> Path:
    """A picture on this machine."""
    path = tmp_path / "black.png"
    Image.new("RGB", (50, 50), "black").save(path)
    return path


def nested(reference: str) -> str:
    inner = base64.b64encode(
        f'{SVG}width="9" height="9"><image href="{reference}"/></svg>'.encode()
    )
    return f'<image width="50" height="50" href="data:image/svg+xml;base64,{inner.decode()}"/>'


@pytest.mark.parametrize(
    "body",
    [
        '<image width="50" height="50" href="PATH"/>',
        '<image width="50" height="50" xlink:href=" PATH"/>',
        '<image width="50" height="50" href="file://PATH"/>',
        '<filter id="f"><feImage href="PATH"/></filter><circle r="90" filter="url(#f)"/>',
        "NESTED",
    ],
)
def test_files_of_the_server_are_not_opened(body: str, black: Path) -> None:
    """Resvg itself opens a path; without it nothing is drawn there."""
    body = body.replace("NESTED", nested(str(black))).replace("PATH", str(black))
    assert rendered(f'{SVG}width="100" height="100">{body}</svg>').getpixel((10, 10)) == (255,) * 3


@pytest.mark.parametrize(
    "start",
    ['<!DOCTYPE svg [<!ENTITY p "PATH">]>', '<!DOCTYPE svg [<!ATTLIST image href CDATA "PATH">]>'],
)
def test_a_reference_by_a_declaration_is_not_followed(start: str, black: Path) -> None:
    """Entities and default attributes are expanded before references are looked for."""
    reference = 'href="&p;"' if "ENTITY" in start else ""
    text = f'{SVG}width="100" height="100"><image width="50" height="50" {reference}/></svg>'
    assert rendered(start.replace("PATH", str(black)) + text).getpixel((10, 10)) == (255,) * 3


def test_a_picture_within_the_drawing_is_drawn(black: Path) -> None:
    """A data: URL is part of the drawing, and so is what # refers to."""
    data = base64.b64encode(black.read_bytes()).decode()
    body = f'<image id="i" width="9" height="9" href="data:image/png;base64,{data}"/>'
    image = rendered(f'{SVG}width="100" height="100">{body}<use href="#i" x="50"/></svg>')
    assert [image.getpixel((x, 10)) for x in (10, 120, 210)] == [(0,) * 3, (255,) * 3, (0,) * 3]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_encodings_of_xml_and_gzip_are_read(encoding: str, pack: type[bytes]) -> None:
    """XML 1.0, appendix F; .svgz is SVG in gzip."""
    image = rendered(pack(SQUARE.encode(encoding)))
    assert (image.getpixel((190, 190)), image.getpixel((210, 210))) == ((0,) * 3, (255,) * 3)


@pytest.mark.parametrize(
    ("attributes", "size", "dpi"),
    [
        ('width="100" height="50"', (400, 200), 384),
        ('width="210mm" height="297mm"', (1587, 2245), 192),
        ('width="4000" height="3000"', (4000, 3000), 96),
        ('viewBox="0 0 30 20"', (120, 80), 384),
        ('width="60" viewBox="0,0 30,20"', (240, 160), 384),
        ('width="100%" height="40" viewBox="0 0 30 20"', (120, 160), 384),
        ("", (400, 400), 384),
    ],
)
def test_a_drawing_is_rendered_larger_by_whole_numbers(
    attributes: str, size: tuple[int, int], dpi: float
) -> None:
    """CSS has 96 px in an inch; modules of one unit become some px wide, with sharp edges."""
    page = open_document(f"{SVG}{attributes}></svg>".encode()).page(1)
    assert (page.image.size, page.dpi) == (size, dpi)
