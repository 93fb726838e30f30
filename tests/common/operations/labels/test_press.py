"""The files of labels: columns, problems of rows, content types, and the barcode of the row."""

import io
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from common.barcode.labels import label_options
from common.barcode.labels.composer import Row
from common.barcode.layout.typesetting import Typesetter
from common.barcode.model.errors import OptionError
from common.operations.labels.press import Press
from tests.common.barcode.labels.composing import MOMENT

ROWS = [
    Row("row 1", {"name": "Tea", "price": "3.20", "ean": "5901234123457"}),
    Row("row 2", {"name": "Coffee", "price": "5", "ean": "4006381333931"}),
]


def press(known: list[str] | None = None, /, **given: Any) -> Press:
    return Press(label_options.parse(given), Typesetter(), MOMENT, {}, known)


def read(content: bytes) -> list[list[str]]:
    document = pypdfium2.PdfDocument(content)
    try:
        pages = [page.render(scale=300 / 72).to_pil() for page in document]
        return [[each.text for each in zxingcpp.read_barcodes(page)] for page in pages]
    finally:
        document.close()


def test_unknown_columns_are_errors_with_their_path() -> None:
    with pytest.raises(OptionError) as raised:
        press(["name", "ean"], template="product-price")
    (problem,) = raised.value.problems
    assert (problem.field, problem.code) == ("elements[1].text", "labels.unknown_column")


def test_each_label_of_a_roll_is_a_page() -> None:
    """A template with a size of its own, and no stock."""
    made = press(["name", "price", "ean"], template="product-price")
    assert read(b"".join(made.write("pdf", lambda: ROWS))) == [["5901234123457"], ["4006381333931"]]


def test_a_sheet_holds_all_labels() -> None:
    """The stock of the request, instead of the template's size."""
    made = press(["name", "price", "ean"], template="product-price", stock="L7160", start=20)
    assert read(b"".join(made.write("pdf", lambda: [*ROWS, *ROWS]))) == [
        ["5901234123457", "4006381333931"],
        ["5901234123457", "4006381333931"],
    ]


def test_labels_must_not_be_smaller_than_the_template() -> None:
    with pytest.raises(OptionError) as raised:
        press(template="product-price", stock="L4731")
    assert raised.value.problems[0].code == "labels.too_small"


def test_problems_name_their_row() -> None:
    """The counts include the label with the reason: each row has one label, and costs a barcode."""
    bad = Row("row 3", {"name": "Cocoa", "price": "1", "ean": "5901234123450"})
    made = press(["name", "price", "ean"], template="product-price")
    labels, barcodes, problems = made.check(lambda: [*ROWS, bad])
    assert (labels, barcodes) == (3, 3)
    assert [problem.field for problem in problems] == ["row 3: data"]


def test_fields_of_content_types_are_filled() -> None:
    """The payload of the Wi-Fi Alliance's QR codes."""
    made = press(["ssid", "password"], template="wifi")
    rows = [Row("row 1", {"ssid": "Guest; 2", "password": "correct horse"})]
    ((payload,),) = read(b"".join(made.write("pdf", lambda: rows)))
    assert payload == r"WIFI:T:WPA;S:Guest\; 2;P:correct horse;;"


def test_a_document_in_the_request_is_a_template() -> None:
    document = (
        '{"size": {"width": 40, "height": 20}, "elements": [{"type": "barcode", "left": 1,'
        ' "top": 1, "width": 38, "height": 18, "format": "qr", "data": "N{n:000}"}],'
        ' "counters": {"n": {"start": 7}}, "copies": 2}'
    )
    made = press([], template=document)
    assert read(b"".join(made.write("pdf", lambda: ROWS))) == [
        ["N007"],
        ["N007"],
        ["N008"],
        ["N008"],
    ]


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"template": "{"}, "template", "template.malformed"),
        ({"template": "{}"}, "elements", "template.malformed"),
        ({"template": "nothing"}, "template", "labels.unknown_template"),
        ({"template": "product-price", "stock": "L9999999"}, "stock", "labels.unknown_stock"),
        ({"template": "product-price", "title": "name"}, "title", "option.not_applicable"),
        ({"template": "product-price", "start": "2"}, "start", "option.not_applicable"),
        ({"template": "L7160", "stock": "L7163"}, "stock", "option.not_applicable"),
        ({"template": "dk-11201", "label_height": "40"}, "label_height", "option.not_applicable"),
        (
            {"template": "A4", "label_width": "60", "pitch_across": "50"},
            "pitch_across",
            "labels.overlap",
        ),
        ({"template": "A4", "label_width": "60", "columns": "4"}, "columns", "labels.outside"),
    ],
)
def test_options_that_do_not_agree_are_errors(given: dict[str, str], field: str, code: str) -> None:
    with pytest.raises(OptionError) as raised:
        press(**given)
    assert (field, code) in [(each.field, each.code) for each in raised.value.problems]


def test_a_grid_of_your_own_has_its_pitch_and_margins() -> None:
    chosen = label_options.parse(
        {
            "template": "A4",
            **dict.fromkeys(("label_width", "pitch_across"), "50"),
            "label_height": "20",
            "pitch_down": "25",
            "margin_left": "12",
            "margin_top": "8",
            "columns": "3",
            "rows": "10",
        }
    )
    assert chosen.stock.place(4) == (62, 33)
    assert chosen.stock.label == (50, 20)


def test_continuous_tape_takes_the_height_of_the_request() -> None:
    chosen = label_options.parse({"template": "DK-22205", "label_height": "45"})
    assert chosen.stock.page == (62, 45)


def test_a_picture_shows_the_first_sheet() -> None:
    """300 dpi unless the request gives another; the first two labels are used up."""
    made = press(["name", "price", "ean"], template="product-price", stock="L7160", start=3)
    (content,) = made.write("png", lambda: ROWS)
    page = Image.open(io.BytesIO(content))
    assert page.size == (2480, 3508)
    assert page.info["dpi"] == pytest.approx((300, 300), abs=0.1)
    found = {each.text: each.position.top_left for each in zxingcpp.read_barcodes(page)}
    assert set(found) == {"5901234123457", "4006381333931"}
    assert found["5901234123457"].x > 132 * 300 / 25.4
    assert found["4006381333931"].y > 53 * 300 / 25.4
