"""The one promise: what is returned reads back, in every symbology, format, size and dress.

Expectations come from each symbology's own declared example and from an independent reader,
zxing-cpp, on the bytes returned; vectors are rasterised by resvg and PDFium. EPS needs
Ghostscript: tests/system.
"""

from itertools import cycle

import pytest
from msgspec import structs

from common.barcode import pipeline
from common.barcode.decode import verification
from common.barcode.encode import symbology
from common.barcode.layout import fit_errors
from common.barcode.model import sizes
from common.barcode.model.errors import CanvasError
from common.barcode.model.options import DrawOptions, parse
from common.barcode.model.rendered_image import RenderedImage
from common.barcode.model.symbol import Symbol
from common.barcode.render import image_format
from tests.common.barcode import picture_reader

SYMBOLOGIES = list(symbology.catalogue())
VISIBLE = [each for each in image_format.catalogue() if each != "EPS"]
RASTERS = [each for each in VISIBLE if each not in ("SVG", "PDF", "TXT")]

# The reader takes text for DX film edge's clock track, reads MaxiCode only where there is nothing
# else in the picture, and neither of them turned.
READ_BARE_AND_UPRIGHT = {"dx_film_edge", "maxicode"}

# Each asks for something else of the picture; those that a format or symbology can't show are
# left out of it below.
DRESSES: list[dict[str, object]] = [
    {"width": 600, "height": 300},
    {"width": 401, "height": 211, "show_text": False},
    {"foreground": "#003366", "background": "#ffffcc"},
    {"rotate": 90},
    {"rotate": 180, "text_content": "Ünïcode & <text>"},
    {"rotate": 270, "scale": 4},
    {"module_width": 0.5, "dpi": 300},
    {"quiet_zone": 8, "text_content": "x" * 30},
    {"background": "transparent"},
    {"foreground": "white", "background": "navy", "light_on_dark": True},
    {"dpi": 600, "module_width": 0.33, "text_content": "label", "text_distance": 1},
    {"text_content": "Shelf 12", "font_size": 14, "center_text": False},
]


def encode(options: DrawOptions) -> Symbol:
    return symbology.find(options.format).make(options.data, options)


def assert_reads(picture: RenderedImage, symbol: Symbol, *, inverted: bool = False) -> None:
    """Read *picture*; where *inverted*, with dark and light exchanged if that is how it is read."""
    if symbol.reading is None:  # its modules were read; tests of `verify` read the pictures
        assert picture.verified == "true"
        return
    if inverted and symbol.shape != "matrix":
        assert picture.verified == "unsupported"
    else:
        assert picture.verified == "true"
        inverted = False
    found = picture_reader.read(picture, symbol.reading, inverted=inverted)
    assert any(verification.matches(symbol.reading, barcode) for barcode in found), (
        f"read {[(barcode.format.name, barcode.text) for barcode in found]}"
    )


def options_for(id: str, format: str, dress: dict[str, object]) -> DrawOptions:
    """Return *dress* for symbology *id*, without what *format* can't show."""
    image = image_format.find(format)
    asked = {"data": symbology.find(id).example, "format": id, "image_format": format, **dress}
    for refused in image.refuses:
        asked.pop(refused, None)
    if asked.get("background") == "transparent" and image.alpha == "none":
        del asked["background"]
    if "foreground" not in asked:
        asked.pop("light_on_dark", None)
    return parse(asked, strings=False)


@pytest.mark.parametrize("format", VISIBLE)
@pytest.mark.parametrize("id", SYMBOLOGIES)
def test_every_example_reads_back_from_every_format(id: str, format: str) -> None:
    options = options_for(id, format, {})
    assert_reads(pipeline.draw(options), encode(options))


@pytest.mark.parametrize("id", SYMBOLOGIES)
def test_every_example_reads_back_in_every_dress(id: str) -> None:
    formats = cycle(VISIBLE[SYMBOLOGIES.index(id) % len(VISIBLE) :] + VISIBLE)
    for dress, format in zip(DRESSES, formats, strict=False):
        options = options_for(id, format, dress)
        if id in READ_BARE_AND_UPRIGHT:
            bare = {"text_content": None, "font_size": None, "text_distance": None}
            options = structs.replace(options, **bare, center_text=None, rotate=0)
        try:
            picture = pipeline.draw(options)
        except CanvasError as refusal:
            # A width in px may be too small for a long symbol: the error says what isn't.
            options = _mended(options, refusal)
            picture = pipeline.draw(options)
        assert_reads(picture, encode(options), inverted=options.light_on_dark is True)


def _mended(options: DrawOptions, refusal: CanvasError) -> DrawOptions:
    asked = {problem.field: int(problem.suggestion) for problem in refusal.problems}
    return structs.replace(options, **asked)


@pytest.mark.parametrize("format", ["PNG", "JPEG"])
@pytest.mark.parametrize("id", ["code128", "ean13", "qr", "itf14", "pdf417", "code39"])
def test_every_width_is_readable_or_refused_with_one_that_is(id: str, format: str) -> None:
    example = symbology.find(id).example
    named = set()
    for width in range(1, 401, 3 if format == "JPEG" else 1):
        options = parse(
            {"data": example, "format": id, "width": width, "image_format": format}, strings=False
        )
        try:
            picture = pipeline.draw(options)
        except CanvasError as refusal:
            (problem,) = refusal.problems
            assert problem.field == "width"
            assert int(problem.suggestion) > width
            named.add(int(problem.suggestion))
            continue
        assert picture.width_px == width
        assert_reads(picture, encode(options))
    (least,) = named
    options = parse({"data": example, "format": id, "width": least}, strings=False)
    assert_reads(pipeline.draw(options), encode(options))


@pytest.mark.parametrize("id", ["code128", "ean13", "qr", "pdf417"])
def test_every_height_is_readable_or_refused_with_one_that_is(id: str) -> None:
    for height in range(1, 121):
        asked = {"data": symbology.find(id).example, "format": id, "height": height}
        options = parse(asked, strings=False)
        try:
            picture = pipeline.draw(options)
        except CanvasError as refusal:
            (problem,) = refusal.problems
            assert problem.field == "height"
            asked["height"] = int(problem.suggestion)
            options = parse(asked, strings=False)
            picture = pipeline.draw(options)
        assert_reads(picture, encode(options))


@pytest.mark.parametrize("side", ["width", "height"])
@pytest.mark.parametrize("id", SYMBOLOGIES)
def test_some_sizes_of_every_symbology_are_readable_or_refused_with_one_that_is(
    id: str, side: str
) -> None:
    for size in range(1, 420, 23):
        options = options_for(id, "PNG", {side: size})
        try:
            picture = pipeline.draw(options)
        except CanvasError as refusal:
            options = _mended(options, refusal)
            picture = pipeline.draw(options)
        assert getattr(picture, f"{side}_px") == getattr(options, side)
        assert_reads(picture, encode(options))


def test_neighbouring_widths_are_different_pictures() -> None:
    # The public API draws one picture for all of these.
    asked = {"data": "123456789", "format": "code128", "height": 100}
    bodies = {
        pipeline.draw(parse({**asked, "width": width}, strings=False)).body
        for width in range(201, 211)
    }
    assert len(bodies) == 10


@pytest.mark.parametrize("id", SYMBOLOGIES)
def test_a_module_is_as_many_pixels_in_the_picture_as_it_says(id: str) -> None:
    options = parse(
        {"data": symbology.find(id).example, "format": id, "scale": 4, "show_text": False},
        strings=False,
    )
    picture = pipeline.draw(options)
    symbol = encode(options)
    zone = symbol.quiet_zone
    assert picture.module_px == 4
    assert picture.width_px == 4 * (symbol.width + zone.left + zone.right)
    assert picture.module_mm == sizes.millimetres(4, sizes.DEFAULT_DPI)


def test_the_largest_canvas_is_drawn_and_the_next_refused_with_one_that_is() -> None:
    side = 5000
    assert side * side == fit_errors.MOST_AREA
    asked = {"data": "1" * 40, "format": "code128", "width": side}
    picture = pipeline.draw(parse({**asked, "height": side}, strings=False))
    assert (picture.width_px, picture.height_px) == (side, side)
    with pytest.raises(CanvasError) as refused:
        pipeline.draw(parse({**asked, "height": side + 1}, strings=False))
    (problem,) = refused.value.problems
    assert (problem.field, problem.suggestion) == ("height", str(side))


@pytest.mark.parametrize("format", list(image_format.catalogue()))
@pytest.mark.parametrize("id", ["code128", "qr", "datamatrix", "micropdf417"])
def test_the_finished_picture_may_be_read_before_it_is_sent(id: str, format: str) -> None:
    dress = {"verify": True, "rotate": 90, "show_text": False}
    assert pipeline.draw(options_for(id, format, dress)).verified == "true"


@pytest.mark.parametrize(("format", "side"), [("WEBP", 3200), ("TXT", 1001)])
def test_formats_that_cost_more_a_dot_are_bounded_apart(format: str, side: int) -> None:
    asked = {"data": "1" * 40, "format": "code128", "image_format": format, "height": side}
    with pytest.raises(CanvasError) as refused:
        pipeline.draw(parse({**asked, "width": side}, strings=False))
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == ("width", "canvas.too_large")
    narrower = int(problem.suggestion)
    assert pipeline.draw(parse({**asked, "width": narrower}, strings=False)).width_px == narrower
