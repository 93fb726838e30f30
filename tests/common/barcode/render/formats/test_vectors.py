"""SVG, PDF and EPS: outlines, printed sizes, and escaping of text."""

import re
import xml.etree.ElementTree as ET
import zlib

import pypdfium2
import pytest

from common.barcode import pipeline
from common.barcode.model.options import parse
from common.barcode.model.rendered_image import RenderedImage
from tests.common.barcode import picture_reader

EXAMPLE = {"data": "123456789", "format": "code128", "width": 300}
SVG = "{http://www.w3.org/2000/svg}"


def draw(format: str, **options: object) -> RenderedImage:
    return pipeline.draw(parse({**EXAMPLE, "image_format": format, **options}, strings=False))


def svg(**options: object) -> ET.Element:
    return ET.fromstring(draw("SVG", **options).body)


def test_svg_has_all_bars_in_one_path_with_crisp_edges() -> None:
    """Code 128 has three bars a character and four in the stop; the data is eight characters."""
    paths = list(svg(show_text=False).iter(f"{SVG}path"))
    assert [path.get("shape-rendering") for path in paths] == ["crispEdges"]
    # Code 128 has three bars a character and four in the stop: start, 1, code C, 23 to 89, check.
    assert len(re.findall("M", paths[0].get("d") or "")) == 3 * 8 + 4


def test_svg_is_sized_in_px_or_with_dpi_in_mm() -> None:
    """300 px at 300 dpi are an inch."""
    assert (svg().get("width"), svg().get("height")) == ("300", "100")
    # 300 px at 300 dpi are an inch.
    assert svg(dpi=300).get("width") == "25.4mm"


def test_svg_swaps_sides_if_rotated() -> None:
    """A rotation by 90 degrees exchanges width and height."""
    root = svg(rotate=90)
    assert (root.get("width"), root.get("height")) == ("100", "300")


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "\"'&]]>", "Ünï & Ωμέγα"])
def test_svg_escapes_the_text_that_it_names(text: str) -> None:
    root = svg(text_content=text, width=900)
    assert root.get("aria-label") == text
    assert {each.tag for each in root.iter()} <= {
        f"{SVG}{name}" for name in ("svg", "rect", "g", "path")
    }


def test_svg_never_holds_a_control_character() -> None:
    body = pipeline.draw(
        parse({"data": "A\x01\tB\x7f", "format": "code128", "image_format": "SVG"}, strings=False)
    ).body
    assert not set(body) & {*range(10), *range(11, 32), 127}


@pytest.mark.parametrize("format", ["SVG", "PDF"])
def test_text_is_in_the_place_of_the_png(format: str) -> None:
    """The share of dark pixels in the lowest 15 %."""
    bare, full = (picture_reader.pixels(draw(format, show_text=show)) for show in (False, True))
    assert bare.tobytes() != full.tobytes()
    height = full.height
    below = full.crop((0, round(height * 0.85), full.width, height)).convert("L")
    dark = sum(below.histogram()[:128]) / (below.width * below.height)
    png = picture_reader.pixels(draw("PNG")).convert("L")
    expected = png.crop((0, round(png.height * 0.85), png.width, png.height))
    share = sum(expected.histogram()[:128]) / (expected.width * expected.height)
    assert dark == pytest.approx(share, rel=0.25)


def test_pdf_is_one_page_of_the_printed_size() -> None:
    """300 × 100 dots at 300 dpi are 72 × 24 pt."""
    document = pypdfium2.PdfDocument(draw("PDF", dpi=300).body)
    assert len(document) == 1
    assert document[0].get_size() == (72, 24)  # 300 × 100 dots at 300 dpi, in points
    document.close()


def test_pdf_contains_outlines_and_no_image() -> None:
    """ISO 32000-1: the operator re; three bars a character, four in the stop, the background."""
    body = draw("PDF").body
    assert b"/Image" not in body
    content = body[body.index(b"stream\n") + 7 : body.index(b"\nendstream")]
    assert zlib.decompress(content).count(b" re") == 3 * 8 + 4 + 1


def test_eps_has_its_bounding_box_and_short_lines() -> None:
    """EPSF 3.0: lines have at most 255 characters."""
    body = draw("EPS", dpi=300).body.decode("ascii")
    assert body.startswith("%!PS-Adobe-3.0 EPSF-3.0\n")
    assert "%%BoundingBox: 0 0 72 24\n" in body
    assert max(map(len, body.splitlines())) <= 255  # EPSF 3.0: lines of at most 255 characters


@pytest.mark.parametrize("format", ["SVG", "PDF", "EPS"])
def test_same_options_give_the_same_bytes(format: str) -> None:
    """ETags depend on it."""
    assert draw(format).body == draw(format).body
