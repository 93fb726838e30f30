"""Widths of bars that are not whole modules: reduced ones, and wide ones of a requested ratio.

Ratios of 2.0 to 3.0: ISO/IEC 16388:2007, 4.4.2 (Code 39); ISO/IEC 16390:2007, 4.4 (Interleaved 2 of
5); EN 798:1996, 4.4 (Codabar). ITF-14: 2.25 to 3.0, GS1 General Specifications 5.3.2.3.
"""

import re

import pytest

from common.barcode import pipeline
from common.barcode.encode import symbology
from common.barcode.labels.zpl import write
from common.barcode.model.options import DrawOptions, parse
from common.barcode.model.rendered_image import RenderedImage
from common.barcode.model.symbol import ELEMENTS
from tests.common.barcode import picture_reader
from tests.common.barcode.labels.composing import compose

OF_TWO_WIDTHS = [
    kind for kind in symbology.catalogue().values() if "wide_to_narrow_ratio" in kind.options
]
CODE39 = {"data": "CODE-39", "format": "code39", "show_text": False}


def draw(**options: object) -> RenderedImage:
    return pipeline.draw(parse(options, strings=False))


def bars_and_spaces(picture: RenderedImage, zoom: int = 1) -> tuple[list[int], list[int]]:
    """Return the widths of bars and of spaces in the middle row of *picture*."""
    image = picture_reader.pixels(picture).convert("L")
    if zoom != 1:
        image = image.resize((picture.width_px * zoom, image.height))
    dark = bytes(image.getpixel((x, image.height // 2)) < 128 for x in range(image.width))
    runs = [(run[0], len(run)) for run in ELEMENTS.findall(dark.strip(b"\x00"))]
    return [n for is_dark, n in runs if is_dark], [n for is_dark, n in runs if not is_dark]


@pytest.mark.parametrize("kind", OF_TWO_WIDTHS, ids=lambda kind: kind.id)
def test_rows_have_elements_of_two_widths(kind: symbology.Symbology) -> None:
    """What is drawn wide are all elements of more than a module, which have one width."""
    symbol = kind.make(kind.example, DrawOptions(data=kind.example, format=kind.id))
    assert len({len(run) for run in ELEMENTS.findall(symbol.rows[0].modules)}) == 2


@pytest.mark.parametrize("kind", OF_TWO_WIDTHS, ids=lambda kind: kind.id)
@pytest.mark.parametrize("format", ["PNG", "SVG"])
def test_every_ratio_reads_back(kind: symbology.Symbology, format: str) -> None:
    """The finished picture is decoded, or the drawing would have failed."""
    for ratio in (kind.ratios[0], 2.3, 2.5, kind.ratios[1]):
        base = {"data": kind.example, "format": kind.id, "image_format": format, "scale": 4}
        assert draw(**base, wide_to_narrow_ratio=ratio).verified == "true"


@pytest.mark.parametrize(("ratio", "wide"), [(2, 8), (2.25, 9), (2.5, 10), (2.75, 11), (3, 12)])
@pytest.mark.parametrize("format", ["PNG", "GIF", "ZPL", "SVG", "PDF"])
def test_wide_bars_and_spaces_have_the_ratio(ratio: float, wide: int, format: str) -> None:
    """Measured in the picture: narrow ones are 4 dots."""
    picture = draw(**CODE39, scale=4, wide_to_narrow_ratio=ratio, image_format=format)
    bars, spaces = bars_and_spaces(picture, zoom=1 if format in ("PNG", "GIF", "ZPL") else 4)
    unit = 1 if format in ("PNG", "GIF", "ZPL") else 4
    for widths in (bars, spaces):
        assert {round(width / unit) for width in widths} == {4, wide}
    assert picture.width_px == sum(bars) // unit + sum(spaces) // unit + 80


def test_a_ratio_between_dots_has_a_warning() -> None:
    """2.6 narrow bars of 4 dots are 10.4 dots, drawn as 10."""
    (warning,) = draw(**CODE39, scale=4, wide_to_narrow_ratio=2.6).warnings
    assert warning.startswith("wide_to_narrow_ratio 2.6 is drawn as 2.5")
    assert draw(**CODE39, scale=4, wide_to_narrow_ratio=2.5).warnings == ()


@pytest.mark.parametrize("frame", ["none", "horizontal", "frame"])
def test_bearer_bars_go_with_any_ratio(frame: str) -> None:
    """zxing-cpp reads it; the frame is as wide as the quiet zones and the bars."""
    options = {"data": "00012345600012", "format": "itf14", "scale": 4, "bearer_bars": frame}
    picture = draw(**options, wide_to_narrow_ratio=2.5)
    assert [each.text for each in picture_reader.read(picture)] == ["00012345600012"]


def test_a_given_width_holds_the_widest_module_of_the_ratio() -> None:
    """CODE-39 has 9 characters of 3 wide and 6 narrow elements, and 8 gaps between them."""
    narrow, wide = 9 * 6 + 8, 9 * 3
    for ratio in (2, 2.5, 3):
        modules = narrow + wide * ratio + 20
        picture = draw(**CODE39, width=int(modules * 6), wide_to_narrow_ratio=ratio)
        assert picture.module_px == 6
        assert draw(**CODE39, width=int(modules * 6) - 1, wide_to_narrow_ratio=ratio).module_px == 5


@pytest.mark.parametrize("base", [CODE39, {"data": "123456789", "format": "code128"}])
@pytest.mark.parametrize("dots", [1, 2, 3])
def test_every_bar_is_narrower_by_the_dots(base: dict[str, object], dots: int) -> None:
    """At 600 dpi a dot is 0.0423 mm; the spaces are wider by as much."""
    size = {"show_text": False, "dpi": 600, "module_width": 0.4233}
    plain = bars_and_spaces(draw(**{**base, **size}))
    picture = draw(**{**base, **size}, bar_width_reduction=dots * 0.0423)
    bars, spaces = bars_and_spaces(picture)
    assert bars == [width - dots for width in plain[0]]
    assert spaces == [width + dots for width in plain[1]]
    assert picture.width_px == draw(**{**base, **size}).width_px


def test_outlines_are_reduced_by_exactly_the_length() -> None:
    """0.0254 mm at 200 dpi are a fifth of a dot, which pixels can't show."""

    def edges(picture: RenderedImage) -> list[tuple[float, float]]:
        """Return left edge and width of each bar, in dots."""
        path = re.findall(rb"M([\d.]+) [\d.]+h([\d.]+)v", picture.body)
        return [(float(left), float(width)) for left, width in path]

    options = {"data": "123456789", "format": "code128", "scale": 3, "image_format": "SVG"}
    options |= {"show_text": False, "dpi": 200}
    plain, picture = draw(**options), draw(**options, bar_width_reduction=0.0254)
    expected = [(left + 0.1, width - 0.2) for left, width in edges(plain)]
    assert edges(picture) == [pytest.approx(edge) for edge in expected]
    assert picture.warnings == ()


def test_pixels_that_reduce_by_another_length_have_a_warning() -> None:
    """0.05 mm at 600 dpi are 1.18 dots, drawn as one."""
    options = {"data": "123456789", "format": "code128", "dpi": 600, "scale": 8}
    (warning,) = draw(**options, bar_width_reduction=0.05).warnings
    assert warning == "bar_width_reduction 0.05 mm is drawn as 0.0423 mm, whole dots."


@pytest.mark.parametrize(
    "base",
    [
        {"data": "4006381333931+12", "format": "ean13", "light_margin_mark": True},
        {"data": "00012345600012", "format": "itf14", "bearer_bars": "frame"},
        {"data": "PDF417", "format": "pdf417"},
        {"data": "(01)09501101530003", "format": "databar_omni"},
    ],
    ids=lambda base: str(base["format"]),
)
@pytest.mark.parametrize("format", ["PNG", "SVG", "PDF", "ZPL"])
def test_reduced_bars_read_back(base: dict[str, object], format: str) -> None:
    """zxing-cpp reads the picture before any ink spreads."""
    picture = draw(**base, dpi=600, module_width=0.5, bar_width_reduction=0.1, image_format=format)
    assert picture.verified == "true"
    assert picture_reader.read(picture)


def test_labels_have_the_ratio_and_the_reduction() -> None:
    """Printers draw neither by their own commands, so that bars are a bitmap."""
    for more in ({"wide_to_narrow_ratio": 2.5}, {"bar_width_reduction": 0.09}):
        label = compose("CODE-39", "code39", (100, 40), dpi=300, **more)
        (barcode,) = label.barcodes
        assert barcode.drawing.layout.reduction or barcode.symbol.wide_ratio
        assert b"^GF" in b"".join(write([label], (100, 40), 300))
