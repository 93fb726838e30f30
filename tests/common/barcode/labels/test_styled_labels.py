"""Labels with styled QR Codes, read by zxing-cpp from the files that are printed."""

from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageOps

from common.barcode import styling
from common.barcode.labels import bitmap, label_stock, pdf, zpl
from common.barcode.labels.composer import Row
from common.barcode.labels.label import Label
from common.barcode.model.errors import OptionError
from tests.common.barcode import zpl_bitmaps
from tests.common.barcode.labels.composing import compose, composer_of

DATA = "https://example.com/products/00417"
STOCK = label_stock.find("L7160", "stock")
STYLES: dict[str, dict[str, Any]] = {
    "rounded": {"module_style": "rounded", "finder_style": "rounded"},
    "dots": {"module_style": "dots", "finder_style": "circle"},
    "gradient": {"module_style": "dots", "foreground": "#003366", "gradient": "#7a1fa2"},
    "radial": {"gradient": "#b0201a", "gradient_direction": "radial"},
    "frame": {"frame_text": "SCAN ME", "gradient": "navy"},
    "ground": {"finder_style": "circle", "background": "#ffeecc"},
    "light": {
        "module_style": "rounded",
        "light_on_dark": True,
        "foreground": "#fff",
        "background": "#000",
    },
}
TEMPLATE = {
    "title": "Menu",
    "size": {"width": 40, "height": 40},
    "elements": [
        {
            "type": "barcode",
            "left": 2,
            "top": 2,
            "width": 36,
            "height": 36,
            "format": "qr",
            "data": "{link}",
            "options": {"module_style": "dots", "frame_text": "MENU {table}"},
        }
    ],
}


def label(style: str, *, size: tuple[float, float] = STOCK.label, dpi: int = 600) -> Label:
    return compose(DATA, "qr", size, dpi=dpi, **STYLES[style])


def row(**columns: str) -> Row:
    return Row("row 2", columns)


def pages(labels: list[Label]) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(b"".join(pdf.write(labels, STOCK)))
    return [page.render(scale=300 / 72).to_pil() for page in document]


def texts(image: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(image)]


@pytest.mark.parametrize("rotate", [0, 90])
@pytest.mark.parametrize("style", STYLES)
def test_each_label_of_a_sheet_reads_back(style: str, rotate: int) -> None:
    made = compose(DATA, "qr", STOCK.label, rotate=rotate, **STYLES[style])

    (page,) = pages([made] * 3)

    assert texts(page) == [DATA] * 3


def test_styles_of_one_sheet_keep_their_colours() -> None:
    (page,) = pages([label(style) for style in STYLES])
    colours = {colour for _, colour in page.convert("RGB").getcolors(1 << 24) or []}

    assert texts(page) == [DATA] * len(STYLES)
    assert (255, 238, 204) in colours
    assert any(red > 100 and blue > 140 and green < 60 for red, green, blue in colours)


@pytest.mark.parametrize("style", STYLES)
def test_printers_of_one_colour_get_a_bitmap_that_reads_back(style: str) -> None:
    """203 dpi are the fewest of label printers."""
    size = (30.0, 30.0)
    made = label(style, size=size, dpi=203)

    page = ImageOps.invert(bitmap.render(made, size, 203).convert("L"))
    (graphic,) = zpl_bitmaps.read(b"".join(zpl.write([made], size, 203)).decode())

    assert texts(page) == [DATA]
    assert texts(ImageOps.expand(graphic.image.convert("L"), 20, 255)) == [DATA]


@pytest.mark.parametrize("size", [(30.0, 30.0), (60.0, 25.0), (25.0, 60.0)])
def test_frame_is_inside_its_label(size: tuple[float, float]) -> None:
    made = compose(DATA, "qr", size, dpi=203, frame_text="SCAN ME")

    wide = Image.new("1", (1000, 1000))
    wide.paste(bitmap.render(made, size, 203))

    left, top, right, bottom = wide.getbbox() or (0, 0, 0, 0)
    assert min(left, top) > 0
    assert right < bitmap.dots(size[0], 203)
    assert bottom < bitmap.dots(size[1], 203)


def test_style_of_a_template_is_that_of_its_barcodes() -> None:
    composer = composer_of(TEMPLATE)

    ((made,), error) = composer.compose(row(link=DATA, table="7"), 300)

    assert error is None
    (barcode,) = made.barcodes
    assert barcode.style is not None
    assert (barcode.style.modules, barcode.style.frame) == ("dots", "MENU 7")


@pytest.mark.parametrize(
    ("format", "options", "code"),
    [
        ("qr", {"logo_size": 20}, "style.not_in_tables"),
        ("datamatrix", {"module_style": "dots"}, "option.not_applicable"),
        ("qr", {"gradient_direction": "radial"}, "option.not_applicable"),
        ("qr", {"gradient": "yellow"}, "colour.low_contrast"),
    ],
)
def test_style_that_does_not_apply_is_the_reason_on_the_label(
    format: str, options: dict[str, Any], code: str
) -> None:
    (element,) = TEMPLATE["elements"]  # type: ignore[misc]
    changed = {**element, "format": format, "options": options}
    composer = composer_of({**TEMPLATE, "elements": [changed]})

    (made, error) = composer.compose(row(link="HELLO"), 300)

    assert error is not None
    assert [problem.code for problem in error.problems] == [code]
    assert made[0].barcodes == ()


def test_frame_that_leaves_no_room_is_the_reason_on_the_label() -> None:
    (element,) = TEMPLATE["elements"]  # type: ignore[misc]
    composer = composer_of({**TEMPLATE, "elements": [{**element, "width": 4, "height": 4}]})

    (_, error) = composer.compose(row(link=DATA), 203)

    assert error is not None
    assert error.problems[0].code == "labels.too_small"


def test_labels_have_a_bounded_number_of_styled_barcodes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(styling, "MAX_STYLED", 2)
    composer = composer_of(TEMPLATE)
    rows = [row(link=f"{DATA}{number}") for number in range(3)]

    errors = [composer.compose(each, 300)[1] for each in rows]
    composer.restart()
    again = composer.compose(rows[0], 300)[1]

    assert [error is None for error in errors] == [True, True, False]
    assert isinstance(errors[2], OptionError)
    assert errors[2].problems[0].code == "style.too_many"
    assert again is None
