"""Every option changes the picture as documented, or is an error with its name."""

from collections.abc import Mapping

import pytest
from msgspec import structs
from PIL import Image, ImageChops

from common.barcode import pipeline
from common.barcode.model.errors import OptionError
from common.barcode.model.options import DrawOptions, parse
from common.barcode.model.rendered_image import RenderedImage
from common.barcode.render import raster
from tests.common.barcode import picture_reader
from tests.common.barcode.option_examples import CODE128, EAN13, ITF, ITF14, MAXICODE, QR, draw

FORMATS = ["PNG", "JPEG", "GIF", "BMP", "TIFF", "PCX", "WEBP", "SVG", "PDF", "ZPL"]


def dark_box(picture: RenderedImage) -> tuple[int, int, int, int]:
    image = picture_reader.pixels(picture).convert("L")
    box = ImageChops.invert(image.point(lambda value: 255 * (value > 127))).getbbox()
    assert box is not None
    return box


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    ("base", "options"),
    [
        (CODE128, {"width": 500}),
        (CODE128, {"height": 160}),
        (CODE128, {"show_text": False}),
        (CODE128, {"text_content": "other"}),
        (CODE128, {"center_text": False}),
        (CODE128, {"font_size": 14}),
        (CODE128, {"text_distance": 2}),
        (CODE128, {"module_width": 0.5}),
        (CODE128, {"module_height": 20}),
        (CODE128, {"quiet_zone": 9}),
        (CODE128, {"scale": 3}),
        (CODE128, {"rotate": 90}),
        (CODE128, {"rotate": 180}),
        (CODE128, {"foreground": "navy"}),
        (CODE128, {"background": "#eeffee"}),
        (CODE128, {"text_position": "above"}),
        (CODE128, {"text_content": "two\nlines"}),
        (CODE128, {"text_content": "many words in a line " * 4, "wrap_text": True}),
        (EAN13, {"guardbar": False}),
        (EAN13, {"light_margin_mark": True}),
        (ITF14, {"bearer_bars": "frame"}),
        (ITF14, {"bearer_bars": "none"}),
        (ITF, {"bearer_bars": "horizontal"}),
        (CODE128, {"bar_width_reduction": 0.14, "module_width": 0.5}),
        (ITF, {"wide_to_narrow_ratio": 2.5}),
        (EAN13, {"center_text": False}),
        (QR, {"ecc": "L"}),
        (QR, {"symbol_size": "7"}),
        (QR, {"mask": "3"}),
        (QR, {"quiet_zone": 9}),
        (QR, {"text_content": "below"}),
        (QR, {"swiss_cross": True}),
    ],
    ids=lambda value: ",".join(value),
)
def test_options_change_the_picture_or_are_errors(
    base: Mapping[str, object], options: Mapping[str, object], format: str
) -> None:
    """The bytes differ from those without the option."""
    try:
        changed = draw(base, **options, image_format=format)
    except OptionError as raised:
        fields = [problem.field for problem in raised.problems]
    else:
        fields = []
        assert changed.body != draw(base, image_format=format).body
    colours = {"foreground", "background"} & set(options)
    assert fields == (sorted(colours) if format == "ZPL" else [])


def test_every_option_is_tested() -> None:
    """The declared options."""
    here = (
        "width height show_text text_content center_text font_size text_distance module_width "
        "module_height quiet_zone scale rotate foreground background guardbar ecc symbol_size mask "
        "text_position wrap_text light_margin_mark bearer_bars swiss_cross "
        "bar_width_reduction wide_to_narrow_ratio "
    )
    elsewhere = (
        "data format image_format dpi light_on_dark verify add_checksum no_checksum addon charset "
        "eci data_encoding escapes symbol_columns symbol_rows segments mode "
        "structured_append_index structured_append_count structured_append_id "
        "composite_version "
        # tests/common/barcode/test_styling.py
        "module_style finder_style gradient gradient_direction logo logo_size frame_text"
    )
    assert set((here + elsewhere).split()) == set(DrawOptions.__struct_fields__)


# Sizes on paper


@pytest.mark.parametrize(
    ("dpi", "requested", "dots", "printed"),
    # A printer of 203 dpi has dots of 0.125 mm, one of 300 dpi of 0.0847 mm.
    [(203, 0.33, 3, 0.3754), (300, 0.33, 4, 0.3387), (600, 0.33, 8, 0.3387), (200, 0.1, 1, 0.127)],
)
def test_module_width_is_rounded_to_dots_with_a_warning(
    dpi: int, requested: float, dots: int, printed: float
) -> None:
    """25.4 mm / dpi is a dot: 0.125 mm at 203 dpi, 0.0847 mm at 300 dpi."""
    picture = draw(CODE128, module_width=requested, dpi=dpi)
    assert (dots, printed) == (picture.module_px, picture.module_mm)
    assert f"module_width {requested:g} mm is drawn as {printed:g} mm" in picture.warnings[0]


def test_bars_sized_in_mm_have_the_height_of_the_standard() -> None:
    """GS1 General Specifications 5.2.6.6: 22.85 mm at X = 0.33 mm, in proportion at others."""
    picture = draw(EAN13, module_width=0.3302, dpi=1000, show_text=False)
    assert picture.module_px == 13
    assert picture.height_px == pytest.approx(22.85 * 0.3302 / 0.33 * 1000 / 25.4, abs=1)
    # In px the caller decides.
    assert draw(EAN13, scale=13, dpi=1000, show_text=False).height_px == 100


def test_module_height_is_the_height_of_the_bars() -> None:
    """25.4 mm at 200 dpi are 200 dots."""
    _, top, _, bottom = dark_box(draw(CODE128, module_height=25.4, show_text=False))
    assert bottom - top == 200


def test_quiet_zone_is_left_and_right_of_bars_and_around_2d_symbols() -> None:
    """12.7 mm at 200 dpi are 100 dots."""
    picture = draw(CODE128, quiet_zone=12.7, show_text=False)
    left, _, right, _ = dark_box(picture)
    assert (left, picture.width_px - right) == (100, 100)
    picture = draw(QR, quiet_zone=12.7)
    left, top, right, bottom = dark_box(picture)
    margins = (left, top, picture.width_px - right, picture.height_px - bottom)
    assert margins == (100, 100, 100, 100)


def test_text_distance_is_the_space_between_bars_and_text() -> None:
    """12.7 mm at 200 dpi are 100 dots."""
    near, far = (draw(CODE128, text_distance=mm, height=200, font_size=10) for mm in (0, 12.7))
    gaps = []
    for picture in (near, far):
        image = picture_reader.pixels(picture).convert("L")
        rows = [min(image.crop((0, y, image.width, y + 1)).getextrema()) for y in range(200)]
        first_light = rows.index(255)
        gaps.append(next(y for y in range(first_light, 200) if rows[y] < 128) - first_light)
    assert gaps[1] - gaps[0] == 100


def test_font_size_is_the_em_in_points() -> None:
    """A capital of DejaVu Sans is 0.729 em high: 36 pt at 200 dpi are 100 dots."""
    picture = draw(CODE128, font_size=36, text_content="H", height=300, width=300)
    below = picture_reader.pixels(picture).convert("L").crop((0, 221, 300, 300))
    box = ImageChops.invert(below).getbbox()
    assert box is not None
    assert box[3] - box[1] == pytest.approx(73, abs=1)


# Text


@pytest.mark.parametrize("width", range(121, 400, 7))
@pytest.mark.parametrize("text", ["123456789", "Ågj|_Ẫ(W)", "W" * 12])
def test_text_is_never_clipped(text: str, width: int) -> None:
    """The last row of pixels is light, and nothing dark lies outside the picture."""
    picture = draw(CODE128, text_content=text, width=width)
    image = picture_reader.pixels(picture).convert("L")
    left, _, right, _ = dark_box(picture)
    assert left >= 0
    assert right <= image.width
    edge = image.crop((0, image.height - 1, image.width, image.height))
    assert edge.getextrema() == (255, 255), "the text touches the lower edge"


def test_digits_of_ean_13_are_below_their_bars() -> None:
    """GS1 General Specifications 5.2: the first digit left of the bars, six below each half."""
    picture = draw(EAN13, guardbar=True, scale=4, height=200, show_text=True)
    bare = draw(EAN13, guardbar=True, scale=4, height=200, show_text=False)
    image = picture_reader.pixels(picture).convert("L")
    bars_left = dark_box(bare)[0]
    text_left = dark_box(picture)[0]
    assert bars_left == 11 * 4
    assert text_left < bars_left  # the first digit
    # Guards: the middle one is modules 45 to 50 and reaches below the others.
    bottom_of = [
        max(y for y in range(200) if image.getpixel((44 + 4 * module + 2, y)) < 128)
        for module in (0, 2, 46, 48, 92, 94)
    ]
    assert len(set(bottom_of)) == 1
    assert image.getpixel((44 + 4 * 46 + 2, bottom_of[0])) < 128


def test_red_bars_give_a_warning() -> None:
    """Laser scanners use red light, which red bars reflect."""
    assert any("red light" in warning for warning in draw(CODE128, foreground="red").warnings)


def test_rotate_turns_all_pixels() -> None:
    """Pillow rotates the upright picture."""
    upright = picture_reader.pixels(draw(CODE128))
    for degrees, turn in (
        (90, Image.Transpose.ROTATE_270),
        (180, Image.Transpose.ROTATE_180),
        (270, Image.Transpose.ROTATE_90),
    ):
        rotated = picture_reader.pixels(draw(CODE128, rotate=degrees))
        assert upright.transpose(turn).tobytes() == rotated.tobytes()


def test_digits_of_an_add_on_are_above_its_bars() -> None:
    """GS1 General Specifications 5.2.2.5: the add-on's text is above its bars."""
    base = {"data": "9780306406157", "format": "ean13", "addon": "52495", "scale": 2}
    bare, full = (
        picture_reader.pixels(draw(base, show_text=show)).convert("L") for show in (False, True)
    )
    add_on = (full.width - 2 * 40, 0, full.width, 30)
    assert bare.crop(add_on).tobytes() != full.crop(add_on).tobytes()
    tops = []
    for image in (bare, full):
        first_bar = next(
            x for x in range(image.width - 110, image.width) if image.getpixel((x, 60)) < 128
        )
        tops.append(next(y for y in range(100) if image.getpixel((first_bar, y)) < 128))
    assert tops[0] == 0
    assert tops[1] > 10


def test_guard_bars_descend_by_default_if_the_height_has_room() -> None:
    """GS1 General Specifications 5.2: longer by five modules, and digits between them."""

    def length(**options: object) -> int:
        """Return how much further down the first guard bar reaches than the first digit's bars."""
        layout = pipeline.plan(parse({**EAN13, **options}, strings=False)).drawing.layout
        bottoms = [
            max(b.top + b.height for b in layout.bands if any(b.modules[at : at + 7]))
            for at in (0, 3)
        ]
        return (bottoms[0] - bottoms[1]) // layout.module

    assert length() == 5
    assert length(guardbar=False) == 0
    assert length(scale=4, height=300) == 5
    assert length(show_text=False) == 0
    assert length(text_content="x") == 0
    assert length(text_content="x", guardbar=True) == 5
    # Longer guard bars would need narrower modules here.
    assert length(height=30, width=600) == 0
    assert length(height=30, width=600, guardbar=True) == 5
    assert length(image_format="TXT") == 0


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    ("base", "options"),
    [
        (EAN13, {"light_margin_mark": True}),
        ({"data": "96385074", "format": "ean8"}, {"light_margin_mark": True}),
        ({"data": "9783161484100+51299", "format": "isbn"}, {"light_margin_mark": True}),
        (ITF14, {"bearer_bars": "frame"}),
        (ITF14, {"bearer_bars": "none"}),
        (CODE128, {"text_content": "First\nSecond\nThird", "text_position": "above"}),
        (QR, {"text_content": "word " * 20, "wrap_text": True}),
        (QR, {"text_content": "word " * 20, "wrap_text": True, "text_position": "above"}),
    ],
    ids=lambda value: ",".join(value),
)
def test_marks_frames_and_lines_leave_the_barcode_readable(
    base: Mapping[str, str], options: Mapping[str, object], format: str
) -> None:
    """zxing-cpp reads the finished picture."""
    picture = draw(base, **options, image_format=format)
    texts = {each.text for each in picture_reader.read(picture)}
    assert base["data"].partition("+")[0] in {text[:13] for text in texts} | texts


def test_a_frame_is_outside_the_quiet_zones() -> None:
    """GS1 General Specifications 5.3.2.4: the quiet zones of ten modules stay light."""
    image = picture_reader.pixels(draw(ITF14, bearer_bars="frame", scale=2, show_text=False))
    middle = image.convert("L").crop((0, 50, image.width, 51))
    dark = [x for x in range(image.width) if middle.getpixel((x, 0)) < 128]
    # Four modules of frame, ten of quiet zone, then the first bar; the right is its mirror.
    assert dark[:9] == [0, 1, 2, 3, 4, 5, 6, 7, 28]
    assert dark[-8:] == [image.width - 8 + at for at in range(8)]


@pytest.mark.parametrize("position", ["above", "below"])
@pytest.mark.parametrize("base", [CODE128, EAN13, ITF14, QR, MAXICODE], ids=lambda b: b["format"])
@pytest.mark.parametrize(
    "options",
    [
        {"text_content": "one"},
        {"text_content": "Ågj|_Ẫ(W)\r\n\r\nÅgj|_Ẫ(W)"},
        {"text_content": "Ågj|_Ẫ(W) " * 9, "wrap_text": True},
        {"text_content": "Ågj|_Ẫ(W) " * 9, "wrap_text": True, "width": 260, "height": 230},
        {"text_content": "a\nb\nc", "font_size": 20, "text_distance": 0},
        {"text_content": "a\nb", "module_width": 1.2, "dpi": 300},
    ],
    ids=str,
)
def test_lines_are_above_or_below_the_bars_and_never_touch_them(
    base: Mapping[str, str], options: Mapping[str, object], position: str
) -> None:
    """Pixels of the picture with text, and of its bars alone from the same layout."""
    request = parse({**base, **options, "text_position": position}, strings=False)
    drawing = pipeline.plan(request).drawing
    layout = drawing.layout
    bars = structs.replace(drawing, layout=structs.replace(layout, lines=()))
    both, alone = (raster.image(raster.rotated(each)).convert("L") for each in (drawing, bars))
    top, bottom = alone.getbbox()[1], alone.getbbox()[3]
    text = ImageChops.subtract(both, alone).getbbox()
    assert text is not None
    assert text[3] < top if position == "above" else text[1] > bottom - 1
    # Each line has its own rows, and none is cut off.
    baselines = [line.baseline for line in layout.lines]
    assert baselines == sorted(set(baselines))
    assert 0 <= text[1] < text[3] <= layout.height
    assert 0 <= text[0] < text[2] <= layout.width


def test_wrapped_lines_keep_every_word() -> None:
    """Words go into the next line unchanged; a line break stays one."""
    words = "The quick brown fox jumps over the lazy dog\nagain"
    request = parse({**QR, "text_content": words, "wrap_text": True}, strings=False)
    lines = [line.text for line in pipeline.plan(request).drawing.layout.lines]
    assert len(lines) > 3
    assert " ".join(lines) == words.replace("\n", " ")
    assert lines[-1] == "again"


def test_text_pictures_show_lines_above_and_below() -> None:
    """A terminal prints the lines as they are, the bars between them."""
    picture = draw({"data": "9783161484100", "format": "isbn"}, image_format="TXT")
    lines = picture.body.decode().splitlines()
    assert (lines[0].strip(), lines[-1].strip()) == ("ISBN 978-3-16-148410-0", "9783161484100")
    assert picture.text == "ISBN 978-3-16-148410-0\n9783161484100"
    above = draw(QR, image_format="TXT", text_content="one two " * 9, wrap_text=True)
    assert all(len(line) <= above.width_px for line in above.body.decode().splitlines())


def test_bearer_bars_span_the_quiet_zones() -> None:
    """GS1 General Specifications 5.3.2.4: they run the full length of the symbol."""
    picture = draw({"data": "15400141288763", "format": "itf14"}, show_text=False)
    image = picture_reader.pixels(picture).convert("L")
    assert max(image.crop((0, 0, image.width, 8)).getextrema()) == 0
    bottom = image.crop((0, image.height - 8, image.width, image.height))
    assert max(bottom.getextrema()) == 0


def test_sizes_outside_the_standard_give_a_warning() -> None:
    """GS1 General Specifications 5.2.6.6: X is 0.264 to 0.660 mm."""

    def warned(mm: float) -> bool:
        picture = draw(EAN13, module_width=mm, dpi=600)
        return any("0.264 to 0.66" in warning for warning in picture.warnings)

    assert [warned(mm) for mm in (0.2, 0.3, 0.6, 0.8)] == [True, False, False, True]


@pytest.mark.parametrize(
    ("base", "options", "least"),
    [
        (EAN13, {"height": 50}, 22.76),
        (EAN13, {"scale": 3}, 22.87),
        (EAN13, {"module_width": 0.33, "dpi": 1000, "module_height": 20}, 22.86),
        (ITF14, {"module_width": 1, "dpi": 254, "module_height": 20}, 64.1),
        (EAN13, {}, 0),
        (EAN13, {"height": 300}, 0),
        (EAN13, {"module_width": 0.33, "dpi": 600, "module_height": 22.85}, 0),
        (EAN13, {"module_width": 0.33, "dpi": 600}, 0),
        (CODE128, {"height": 20}, 0),
        (EAN13, {"image_format": "TXT"}, 0),
    ],
)
def test_bars_below_the_height_of_the_standard_have_a_warning(
    base: Mapping[str, object], options: Mapping[str, object], least: float
) -> None:
    """GS1 General Specifications 5.12.3: 22.85 mm at 0.330 mm, 31.75 at 0.495, in proportion."""
    found = [each for each in draw(base, **options).warnings if "mm high" in each]
    assert len(found) == bool(least)
    assert all(f"requires {least:g} at this width" in each for each in found)


def test_low_canvas_gets_smaller_text() -> None:
    """Smaller text leaves the bars their least height."""
    heights = []
    for height in (25, 40, 100):
        image = picture_reader.pixels(draw(CODE128, height=height)).convert("L")
        rows = [image.crop((0, y, 242, y + 1)).getextrema()[0] for y in range(height)]
        heights.append(height - len("".join("x" if row < 128 else " " for row in rows).split()[0]))
    assert heights == sorted(heights)
    assert heights[0] < heights[2]
