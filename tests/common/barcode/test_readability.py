"""Every picture reads back: all symbologies, formats, sizes, colours and rotations.

The data are the declared examples. The decoder is zxing-cpp, on the bytes of the picture; resvg and
PDFium render vector formats. EPS needs Ghostscript: see tests/system.
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

# zxing-cpp confuses text with the clock track of DX film edge, reads MaxiCode only if nothing else
# is in the picture, and reads neither of them rotated.
READ_BARE_AND_UPRIGHT = {"dx_film_edge", "maxicode"}

# Options that a format or symbology does not have are removed below.
OPTION_SETS: list[dict[str, object]] = [
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
    """Check that *picture* reads back, inverted if zxing-cpp can't read light bars on dark."""
    if symbol.reading is None:  # its modules were decoded; tests of `verify` decode the pictures
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


def options_for(id: str, format: str, changes: dict[str, object]) -> DrawOptions:
    """Return *changes* for symbology *id*, without options that *format* does not have."""
    image = image_format.find(format)
    request = {"data": symbology.find(id).example, "format": id, "image_format": format, **changes}
    for name in image.unsupported:
        request.pop(name, None)
    if request.get("background") == "transparent" and image.alpha == "none":
        del request["background"]
    if "foreground" not in request:
        request.pop("light_on_dark", None)
    return parse(request, strings=False)


def test_there_are_as_many_sets_of_options_as_formats() -> None:
    """So that the next test draws each symbology in each format."""
    assert len(OPTION_SETS) >= len(VISIBLE)


@pytest.mark.parametrize("id", SYMBOLOGIES)
def test_examples_read_back_with_every_set_of_options_and_from_every_format(id: str) -> None:
    """zxing-cpp on the rendered picture; another format for each set."""
    formats = cycle(VISIBLE[SYMBOLOGIES.index(id) % len(VISIBLE) :] + VISIBLE)
    for changes, format in zip(OPTION_SETS, formats, strict=False):
        options = options_for(id, format, changes)
        if id in READ_BARE_AND_UPRIGHT:
            bare = {"text_content": None, "font_size": None, "text_distance": None}
            options = structs.replace(options, **bare, center_text=None, rotate=0)
        try:
            picture = pipeline.draw(options)
        except CanvasError as error:
            # A width in px may be too small for a long symbol; the error gives one that is not.
            options = _corrected(options, error)
            picture = pipeline.draw(options)
        assert_reads(picture, encode(options), inverted=options.light_on_dark is True)


def _corrected(options: DrawOptions, error: CanvasError) -> DrawOptions:
    request = {problem.field: int(problem.suggestion) for problem in error.problems}
    return structs.replace(options, **request)


@pytest.mark.parametrize("format", ["PNG", "JPEG"])
@pytest.mark.parametrize("id", ["code128", "ean13", "qr"])
def test_every_width_reads_back_or_is_an_error_with_a_width_that_does(id: str, format: str) -> None:
    """zxing-cpp on the rendered picture."""
    example = symbology.find(id).example
    named = set()
    for width in range(1, 401, 7 if format == "JPEG" else 1):
        options = parse(
            {"data": example, "format": id, "width": width, "image_format": format}, strings=False
        )
        try:
            picture = pipeline.draw(options)
        except CanvasError as error:
            (problem,) = error.problems
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
def test_every_height_reads_back_or_is_an_error_with_a_height_that_does(id: str) -> None:
    """zxing-cpp on the rendered picture."""
    for height in range(1, 121):
        request = {"data": symbology.find(id).example, "format": id, "height": height}
        options = parse(request, strings=False)
        try:
            picture = pipeline.draw(options)
        except CanvasError as error:
            (problem,) = error.problems
            assert problem.field == "height"
            request["height"] = int(problem.suggestion)
            options = parse(request, strings=False)
            picture = pipeline.draw(options)
        assert_reads(picture, encode(options))


@pytest.mark.parametrize("side", ["width", "height"])
@pytest.mark.parametrize("id", SYMBOLOGIES)
def test_sizes_of_every_symbology_read_back_or_are_errors_with_a_size_that_does(
    id: str, side: str
) -> None:
    """zxing-cpp on the rendered picture."""
    # A prime apart, from another size for each symbology.
    for size in range(1 + 6 * (SYMBOLOGIES.index(id) % 11), 420, 67):
        options = options_for(id, "PNG", {side: size})
        try:
            picture = pipeline.draw(options)
        except CanvasError as error:
            options = _corrected(options, error)
            picture = pipeline.draw(options)
        assert getattr(picture, f"{side}_px") == getattr(options, side)
        assert_reads(picture, encode(options))


def test_neighbouring_widths_give_different_pictures() -> None:
    """The public API draws one picture for all of these."""
    request = {"data": "123456789", "format": "code128", "height": 100}
    bodies = {
        pipeline.draw(parse({**request, "width": width}, strings=False)).body
        for width in range(201, 211)
    }
    assert len(bodies) == 10


@pytest.mark.parametrize("id", SYMBOLOGIES)
def test_scale_is_the_width_of_a_module(id: str) -> None:
    """The width is that of modules and quiet zones of the symbol."""
    options = parse(
        {"data": symbology.find(id).example, "format": id, "scale": 4, "show_text": False},
        strings=False,
    )
    picture = pipeline.draw(options)
    symbol = encode(options)
    zone = symbol.quiet_zone
    assert picture.module_px == 4
    assert picture.width_px == 4 * (symbol.width + zone.left + zone.right)
    rule = symbol.print_rule
    printed = rule.module_mm if rule.min_module_mm else sizes.millimetres(4, sizes.DEFAULT_DPI)
    assert picture.module_mm == pytest.approx(printed, rel=0.01)


def test_largest_canvas_is_drawn_and_a_larger_one_is_an_error() -> None:
    """The documented limit of 25 million px."""
    side = 5000
    assert side * side == fit_errors.MAX_AREA
    request = {"data": "1" * 40, "format": "code128", "width": side}
    picture = pipeline.draw(parse({**request, "height": side}, strings=False))
    assert (picture.width_px, picture.height_px) == (side, side)
    with pytest.raises(CanvasError) as raised:
        pipeline.draw(parse({**request, "height": side + 1}, strings=False))
    (problem,) = raised.value.problems
    assert (problem.field, problem.suggestion) == ("height", str(side))


@pytest.mark.parametrize("format", list(image_format.catalogue()))
@pytest.mark.parametrize("id", ["code128", "qr", "datamatrix", "micropdf417"])
def test_verify_accepts_pictures_of_every_format(id: str, format: str) -> None:
    """zxing-cpp on the finished picture."""
    changes = {"verify": True, "rotate": 90, "show_text": False}
    assert pipeline.draw(options_for(id, format, changes)).verified == "true"


@pytest.mark.parametrize(("format", "side"), [("WEBP", 3200), ("TXT", 1001)])
def test_formats_that_cost_more_have_their_own_limit(format: str, side: int) -> None:
    """The declared `max_dots` of the formats."""
    request = {"data": "1" * 40, "format": "code128", "image_format": format, "height": side}
    with pytest.raises(CanvasError) as raised:
        pipeline.draw(parse({**request, "width": side}, strings=False))
    (problem,) = raised.value.problems
    assert (problem.field, problem.code) == ("width", "canvas.too_large")
    narrower = int(problem.suggestion)
    assert pipeline.draw(parse({**request, "width": narrower}, strings=False)).width_px == narrower
