"""Sheets of labels and templates, rendered by four programs at the resolutions of printers.

zxing-cpp reads every label, and its frame and its bars are measured where Avery's and Herma's
sheets have the label. Every sheet and template is rendered once, each by another program and at
another resolution; `check_sheet` takes any of them.
"""

import itertools
from pathlib import Path

import pytest
import zxingcpp
from msgspec import structs
from PIL import Image

from common.barcode.labels import builtin, label_stock, pdf
from common.barcode.labels.composer import Composer, Row
from common.barcode.labels.label import Barcode, Box, Label
from common.barcode.labels.label_stock import Stock
from common.barcode.layout.typesetting import Typesetter
from tests.common.barcode.labels.composing import EXAMPLES, MOMENT, compose, resolve
from tests.common.barcode.labels.test_composer import DRAWN, VALUES
from tests.system.pdf_renderers import RENDERERS, print_page

MM_PER_INCH = 25.4
# Of what is measured, in mm.
EXACT = 0.1
INSET, FRAME, AROUND = 0.1, 0.2, 0.1
WITHIN = 0.45
WAYS = list(itertools.product(RENDERERS, (203, 300, 600)))
STOCKS = list(label_stock.SHEETS.values())
FITTING = (*EXAMPLES, ("0417", "datamatrix"))


def way(number: int) -> tuple[str, int]:
    """Return the program and the resolution for case *number*."""
    return WAYS[number % len(WAYS)]


def framed(data: str, format: str, size: tuple[float, float], dpi: int) -> Label | None:
    """Return a label of a barcode in a frame; None if the barcode does not fit."""
    label = compose(data, format, size, dpi=dpi, show_text=False)
    if not label.barcodes:
        return None
    width, height = (side - 2 * INSET for side in size)
    return structs.replace(label, boxes=(Box(INSET, INSET, width, height, FRAME),))


def render(content: bytes, renderer: str, dpi: int, folder: Path) -> Image.Image:
    (folder / "page.pdf").write_bytes(content)
    return RENDERERS[renderer](folder, dpi)


def check_sheet(stock: Stock, renderer: str, dpi: int, folder: Path) -> None:
    """Fail if a label of a full sheet of *stock* is not read, or is not where it must be."""
    made = [(text, framed(text, format, stock.label, dpi)) for text, format in FITTING]
    fitting = [(text, label) for text, label in made if label]
    labels = list(itertools.islice(itertools.cycle(fitting), stock.count))
    content = b"".join(pdf.write([label for _, label in labels], stock))
    page = render(content, renderer, dpi, folder)
    per_mm = dpi / MM_PER_INCH
    assert page.size == tuple(pytest.approx(side * per_mm, abs=1.01) for side in stock.page)
    for number, (text, label) in enumerate(labels):
        left, top = stock.place(number)
        right, bottom = left + stock.label[0], top + stock.label[1]
        middle = INSET + FRAME / 2
        lines = (left + middle, top + middle, right - middle, bottom - middle)
        assert frame_of(page, per_mm, lines) == pytest.approx(lines, abs=EXACT)
        inside = tuple(
            round((edge + change) * per_mm)
            for edge, change in zip(
                (left, top, right, bottom), (0.45, 0.45, -0.45, -0.45), strict=True
            )
        )
        cut = page.crop(inside)
        assert read(cut) == {text.lstrip("0")}
        box = cut.point(lambda value: 255 if value < 128 else 0).getbbox()
        assert box is not None
        measured = [(edge + inside[at % 2]) / per_mm for at, edge in enumerate(box)]
        (barcode,) = label.barcodes
        expected = [edge + (left, top)[at % 2] for at, edge in enumerate(bars_of(barcode))]
        # A pixel that a bar touches is dark, and the edges of pages are within pixels: at 203 dpi
        # one is 0.125 mm.
        assert measured == pytest.approx(expected, abs=max(EXACT, 1.5 / per_mm))


def read(label: Image.Image) -> set[str]:
    """Return what zxing-cpp reads on *label*, without zeros at the start."""
    # It needs more than the two pixels that a module has at 203 dpi.
    for scale in (1, 2, 3):
        size = (scale * label.width, scale * label.height)
        enlarged = label.resize(size, Image.Resampling.BICUBIC)
        # In a picture that it makes smaller, it has read other bars into a Code 128.
        every = zxingcpp.read_barcodes(enlarged, try_downscale=False)
        found = {each.text.lstrip("0") for each in every}
        if found:
            return found
    return set()


def frame_of(
    page: Image.Image, per_mm: float, lines: tuple[float, float, float, float]
) -> list[float]:
    """Return where the middles of the four lines of a frame are, in mm: their centres of mass."""
    left, top, right, bottom = lines
    reach = FRAME / 2 + AROUND
    found: list[float] = []
    for at, line in enumerate(lines):
        is_upright = at % 2 == 0
        # A tenth of the line, without its corners and without another label's line.
        ends = (top, bottom) if is_upright else (left, right)
        along = [ends[0] + (ends[1] - ends[0]) * share for share in (0.45, 0.55)]
        across = (line - reach, line + reach)
        area = (across[0], along[0], across[1], along[1])
        if not is_upright:
            area = (along[0], across[0], along[1], across[1])
        place = [round(edge * per_mm) for edge in area]
        # The page may end within a line's surroundings.
        place[:2] = [max(0, edge) for edge in place[:2]]
        place[2:] = [min(edge, side) for edge, side in zip(place[2:], page.size, strict=True)]
        cut = page.crop(tuple(place))
        size = (cut.width, 1) if is_upright else (1, cut.height)
        dark = [255 - value for value in cut.resize(size, Image.Resampling.BOX).tobytes()]
        mass = sum(number * value for number, value in enumerate(dark)) / sum(dark)
        found.append((mass + 0.5 + place[0 if is_upright else 1]) / per_mm)
    return found


def bars_of(barcode: Barcode) -> tuple[float, float, float, float]:
    """Return the edges of the dark modules of *barcode* on its label, in mm."""
    layout = barcode.drawing.layout
    per_dot = MM_PER_INCH / barcode.drawing.dpi
    edges = [
        (
            band.left + band.modules.index(1) * band.module,
            band.top,
            band.left + (band.modules.rindex(1) + 1) * band.module,
            band.top + band.height,
        )
        for band in layout.bands
        if 1 in band.modules
    ]
    left, top = (min(edge[at] for edge in edges) for at in (0, 1))
    right, bottom = (max(edge[at] for edge in edges) for at in (2, 3))
    return (
        barcode.left + left * per_dot,
        barcode.top + top * per_dot,
        barcode.left + right * per_dot,
        barcode.top + bottom * per_dot,
    )


@pytest.mark.parametrize(
    ("stock", "renderer", "dpi"),
    [(stock, *way(number)) for number, stock in enumerate(STOCKS)],
    ids=lambda value: value.id if isinstance(value, Stock) else str(value),
)
def test_every_label_of_a_full_sheet_reads_back(
    stock: Stock, renderer: str, dpi: int, tmp_path: Path
) -> None:
    check_sheet(stock, renderer, dpi, tmp_path)


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize("number", [0, 4, 8])
def test_bars_are_whole_dots_of_a_printer(number: int, dpi: int, tmp_path: Path) -> None:
    """Ghostscript, as in CUPS, prints each dot that a bar covers in part."""
    stock = label_stock.SHEETS["L7160"]
    label = compose("123456789", "code128", stock.label, dpi=dpi, show_text=False)
    (barcode,) = label.barcodes
    (band,) = barcode.drawing.layout.bands
    start = {"start": number + 1}
    (tmp_path / "page.pdf").write_bytes(b"".join(pdf.write([label], stock, **start)))
    page = print_page(tmp_path, dpi)
    left, top = (
        place + edge
        for place, edge in zip(stock.place(number), (barcode.left, barcode.top), strict=True)
    )
    middle = round((top + 5) * dpi / MM_PER_INCH)
    first = round(left * dpi / MM_PER_INCH) + band.left
    width = len(band.modules) * band.module
    line = page.crop((first, middle, first + width, middle + 1)).tobytes()
    assert [1 - value // 255 for value in line[:: band.module]] == list(band.modules)
    runs = [len(list(run)) for _, run in itertools.groupby(line)]
    assert {run % band.module for run in runs} == {0}


@pytest.mark.parametrize("renderer", RENDERERS)
@pytest.mark.parametrize("name", DRAWN)
def test_every_barcode_of_a_template_reads_back(name: str, renderer: str, tmp_path: Path) -> None:
    """At the resolutions of label printers, for which the label is made."""
    for dpi in (203, 300, 600):
        template = builtin.find(name)
        assert template is not None
        assert template.size is not None
        size = (template.size.width, template.size.height)
        values = VALUES | ({"gtin": "5901234123457"} if name == "ean-and-digital-link" else {})
        made = Composer(template, size, Typesetter(), resolve, MOMENT, {})
        (label,), error = made.compose(Row("row 1", values), dpi)
        assert error is None
        content = b"".join(pdf.write([label], label_stock.roll(*size)))
        page = render(content, renderer, dpi, tmp_path)
        found = [each.text.removeprefix("-") for each in zxingcpp.read_barcodes(page)]
        assert sorted(found) == sorted(DRAWN[name])
