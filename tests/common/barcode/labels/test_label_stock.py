"""Sheets and rolls: within their page, apart, and where makers' data say, as printed.

Sizes are those of the makers' product names, such as 63.5 × 38.1 mm for L7160; pypdfium2 renders a
frame around every label.
"""

import pypdfium2
import pytest

from common.barcode.labels import label_stock, pdf
from common.barcode.labels.label import Box, Label
from common.barcode.labels.label_stock import A4, LETTER, Stock
from common.barcode.model.errors import OptionError

SHOWN_DPI = 300
EVERY = [*label_stock.SHEETS.values(), *label_stock.ROLLS.values()]
# Sheets with one geometry need to be rendered once.
GEOMETRIES = list({(each.label, each.first, each.pitch): each for each in EVERY}.values())


def test_there_are_sheets_of_each_maker() -> None:
    """Numbers that people ask for."""
    assert len(label_stock.SHEETS) >= 60
    for id in ("L7160", "L7163", "5160", "5163", "3474", "3475", "4780", "herma-4606"):
        assert id in label_stock.SHEETS


@pytest.mark.parametrize("stock", EVERY, ids=lambda stock: stock.id)
def test_labels_are_on_their_page_and_apart(stock: Stock) -> None:
    width, height = stock.page
    left, top = stock.place(0)
    right, bottom = (
        place + side for place, side in zip(stock.place(stock.count - 1), stock.label, strict=True)
    )
    assert 0 <= left < right <= width + 0.05
    assert 0 <= top < bottom <= height + 0.05
    assert stock.pitch[0] >= stock.label[0] or stock.columns == 1
    assert stock.pitch[1] >= stock.label[1] or stock.rows == 1
    # The makers' sheets are the same upside down, to 0.1 mm where labels end at the edge.
    assert left == pytest.approx(width - right, abs=0.11)
    assert top == pytest.approx(height - bottom, abs=1.0)


@pytest.mark.parametrize("stock", GEOMETRIES, ids=lambda stock: stock.id)
def test_printed_labels_are_where_the_sheet_has_them(stock: Stock) -> None:
    """The outer edges of a frame around each label, measured to 0.1 mm."""
    frame = 0.3
    label = Label(boxes=(Box(0, 0, *stock.label, frame),))
    document = pypdfium2.PdfDocument(b"".join(pdf.write([label] * stock.count, stock)))
    assert len(document) == 1
    size = document[0].get_size()
    assert size == pytest.approx([side * 72 / 25.4 for side in stock.page], abs=0.01)
    page = document[0].render(scale=SHOWN_DPI / 72).to_pil().convert("L")
    document.close()
    dark = page.point(lambda value: 255 if value < 128 else 0)
    per_mm = SHOWN_DPI / 25.4
    for number in {0, stock.columns - 1, stock.count - stock.columns, stock.count - 1}:
        left, top = stock.place(number)
        edges = (left, top, left + stock.label[0], top + stock.label[1])
        # Half of the gap around the label, in which nothing else is.
        across = min(1.0, max(0.0, (stock.pitch[0] - stock.label[0]) / 2))
        down = min(1.0, max(0.0, (stock.pitch[1] - stock.label[1]) / 2))
        area = (edges[0] - across, edges[1] - down, edges[2] + across, edges[3] + down)
        place = tuple(round(edge * per_mm) for edge in area)
        box = dark.crop(place).getbbox()
        assert box is not None
        measured = [(box[at] + place[at % 2]) / per_mm for at in range(4)]
        assert measured == pytest.approx(edges, abs=0.1)


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("l7160", "L7160"),
        ("Avery L7160", "L7160"),
        ("Avery 5160", "5160"),
        ("Zweckform 3474", "3474"),
        ("HERMA 4606", "herma-4606"),
        ("4606", "herma-4606"),
        ("DK 11201", "dk-11201"),
        ("Brother DK-11201", "dk-11201"),
        ("99012", "dymo-99012"),
        ("S0904980", "dymo-s0904980"),
        ("Zebra 800264-605", "zebra-800264-605"),
    ],
)
def test_names_are_found_as_people_write_them(name: str, id: str) -> None:
    assert label_stock.find(name, "stock").id == id


def test_unknown_names_list_near_ones() -> None:
    with pytest.raises(OptionError) as raised:
        label_stock.find("L7169X", "stock")
    (problem,) = raised.value.problems
    assert (problem.field, problem.code) == ("stock", "labels.unknown_stock")
    assert "L7169" in problem.fix


@pytest.mark.parametrize(
    ("id", "page", "count", "label", "first", "pitch"),
    [
        ("L7160", A4, 21, (63.5, 38.1), (7.25, 15.15), (66.0, 38.1)),
        ("L7163", A4, 14, (99.1, 38.1), (4.65, 15.15), (101.6, 38.1)),
        ("3474", A4, 24, (70, 37), (0, 0.5), (70, 37)),
        ("5160", LETTER, 30, (66.675, 25.4), (4.7625, 12.7), (69.85, 25.4)),
        ("5163", LETTER, 10, (101.6, 50.8), (3.96875, 12.7), (106.3625, 50.8)),
    ],
)
def test_sheets_of_makers(
    id: str,
    page: tuple[float, float],
    count: int,
    label: tuple[float, float],
    first: tuple[float, float],
    pitch: tuple[float, float],
) -> None:
    """Avery's templates of these numbers."""
    stock = label_stock.SHEETS[id]
    assert (stock.page, stock.count) == (page, count)
    assert stock.label == pytest.approx(label)
    assert stock.first == pytest.approx(first)
    assert stock.pitch == pytest.approx(pitch)


def test_rolls_that_are_read_along_the_tape_are_turned() -> None:
    """DK-11201 is 29 mm wide and 90 mm long; its label is read as 90 × 29 mm.

    Of it, the printer reaches 991 × 306 dots at 300 dpi (Brother's Raster Command Reference).
    """
    stock = label_stock.ROLLS["dk-11201"]
    assert stock.page == (90, 29)
    assert stock.label == pytest.approx((991 * 25.4 / 300, 306 * 25.4 / 300))
    assert stock.turned
    assert label_stock.ROLLS["dk-11209"].page == (62, 29)
    assert not label_stock.ROLLS["dk-11209"].turned


def test_continuous_tape_has_any_height() -> None:
    stock = label_stock.resized(label_stock.ROLLS["dk-22205"], 45)
    assert stock.page == (62, 45)
    assert stock.label == pytest.approx((696 * 25.4 / 300, 45))
