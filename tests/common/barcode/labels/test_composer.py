"""Labels of templates: values, copies, counters, sizes of text, and rows that can't be printed."""

from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image as Pillow

from common.barcode.labels import bitmap, builtin, label_stock, pdf
from common.barcode.labels.composer import Composer, Row
from common.barcode.labels.label import Box, Image, Label
from common.barcode.layout.typesetting import Typesetter
from common.barcode.model.errors import OptionError
from common.barcode.model.options import DrawOptions
from tests.common.barcode.labels.composing import MOMENT, composer_of, resolve

SIZE = (60.0, 40.0)
TEXT = {"type": "text", "left": 1, "top": 1, "width": 30, "height": 5}


def document(*elements: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"size": {"width": 60, "height": 40}, "elements": list(elements), **more}


def labels(made: Composer, *rows: Row) -> list[Label]:
    """Return the labels of *rows*, none of which may fail."""
    for row in rows:
        made.measure(row)
    made.restart()
    found = []
    for row in rows:
        composed, error = made.compose(row, 600)
        assert error is None
        found += composed
    return found


def row(number: int = 1, **columns: str) -> Row:
    return Row(f"row {number}", columns)


def texts(label: Label) -> list[str]:
    return [text.text for text in label.texts]


def test_copies_have_the_number_of_their_row() -> None:
    """A counter per label; copies from a column; an empty cell is no label."""
    made = composer_of(
        document(TEXT | {"text": "{n:000} {copy}"}, copies="{stock}", counters={"n": {"start": 5}})
    )
    printed = labels(made, row(stock="2"), row(stock=""), row(stock="1.0"))
    assert [texts(label) for label in printed] == [["005 1"], ["005 2"], ["007 1"]]


def test_a_counter_per_copy_counts_every_label() -> None:
    made = composer_of(
        document(TEXT | {"text": "{n}"}, copies=2, counters={"n": {"step": 10, "per": "copy"}})
    )
    assert [texts(label) for label in labels(made, row(), row())] == [["1"], ["11"], ["21"], ["31"]]


def test_labels_of_all_rows_are_bounded() -> None:
    """A hundred rows of a thousand copies are all that is printed, whoever says how many."""
    made = composer_of(document(TEXT | {"text": "a"}, copies=1_000))
    for _ in range(100):
        labels, error = made.compose(row(), 300)
        assert (len(labels), error) == (1_000, None)
    _, error = made.compose(row(), 300)
    assert error is not None
    assert error.problems[0].code == "table.too_many_copies"
    made.restart()
    assert made.compose(row(), 300)[1] is None


@pytest.mark.parametrize("copies", ["x", "-1", "1.5", "1001", "٣"])
def test_copies_that_are_no_number_are_an_error_of_the_row(copies: str) -> None:
    made = composer_of(document(TEXT | {"text": "a"}, copies="{stock}"))
    (label,), error = made.compose(row(stock=copies), 600)
    assert error is not None
    assert error.problems[0].code == "labels.bad_copies"
    assert "row 1: no barcode" in " ".join(texts(label))


def test_all_labels_have_the_size_that_the_longest_text_needs() -> None:
    """fit: all."""
    made = composer_of(document(TEXT | {"text": "{name}", "font_size": 12, "wrap": False}))
    short, long = labels(made, row(name="Tea"), row(name="A rather long name of"))
    assert short.texts[0].size == long.texts[0].size < 12 * 25.4 / 72


def test_each_label_has_its_own_size_if_asked() -> None:
    """fit: each."""
    element = TEXT | {"text": "{name}", "font_size": 12, "wrap": False, "fit": "each"}
    short, long = labels(
        composer_of(document(element)), row(name="Tea"), row(name="A rather long name of")
    )
    assert short.texts[0].size == pytest.approx(12 * 25.4 / 72)
    assert long.texts[0].size < short.texts[0].size


def test_a_text_that_does_not_fit_is_an_error_if_asked() -> None:
    """overflow: refuse."""
    made = composer_of(document(TEXT | {"text": "{name}", "overflow": "refuse"}))
    _, error = made.compose(row(name="long " * 50), 600)
    assert error is not None
    assert error.problems[0].code == "labels.text_too_long"


def test_a_character_without_font_is_an_error_of_the_row() -> None:
    """No empty boxes: the label has the reason, and no other row is affected."""
    made = composer_of(document(TEXT | {"text": "{name}"}))
    (label,), error = made.compose(row(name="北京"), 600)
    assert error is not None
    assert error.problems[0].code == "labels.no_font"
    assert "U+5317" in error.problems[0].message
    assert "□" not in " ".join(texts(label))
    assert made.compose(row(name="Tea"), 600)[1] is None


def test_long_text_is_wrapped_at_spaces() -> None:
    element = TEXT | {"text": "{name}", "height": 15, "font_size": 9}
    (label,) = labels(composer_of(document(element)), row(name="one two three four five six"))
    assert len(label.texts) > 1
    assert " ".join(texts(label)) == "one two three four five six"
    length = max(text.width for text in label.texts)
    assert length <= 30


@pytest.mark.parametrize(
    ("rotate", "corner"), [(0, (1, 1)), (90, (31, 1)), (180, (31, 6)), (270, (1, 6))]
)
def test_text_stays_in_its_area_at_every_rotation(rotate: int, corner: tuple[int, int]) -> None:
    """The pixels of the bitmap, and of the PDF as pypdfium2 renders it, are inside."""
    element = TEXT | {"text": "Ag", "height": 5, "rotate": rotate, "font_size": 8}
    if rotate % 180:
        element |= {"width": 5, "height": 30}
        corner = {90: (6, 1), 270: (1, 31)}[rotate]
    (label,) = labels(composer_of(document(element)), row())
    dpi = 300
    width, height = int(element["width"]), int(element["height"])
    stock = label_stock.roll(*SIZE)
    shown = pypdfium2.PdfDocument(b"".join(pdf.write([label], stock)))
    page = shown[0].render(scale=dpi / 72).to_pil().convert("L")
    shown.close()
    for image in (bitmap.render(label, SIZE, dpi), page.point(lambda value: 255 - value)):
        box = image.getbbox()
        assert box is not None
        left, top, right, bottom = (edge * 25.4 / dpi for edge in box)
        assert 0.8 <= left < right <= 1.2 + width
        assert 0.8 <= top < bottom <= 1.2 + height
        # The line begins in the corner that the rotation moves the upper left one to.
        nearest = min(
            ((left, top), (right, top), (right, bottom), (left, bottom)),
            key=lambda at: abs(at[0] - corner[0]) + abs(at[1] - corner[1]),
        )
        assert abs(nearest[0] - corner[0]) < 2
        assert abs(nearest[1] - corner[1]) < 2


def test_boxes_and_lines_are_as_large_as_their_element() -> None:
    """Measured on the rendered PDF to 0.1 mm, and in the bitmap to a dot."""
    made = composer_of(
        document(
            {"type": "box", "left": 10, "top": 10, "width": 20, "height": 12, "thickness": 1},
            {"type": "line", "left": 40, "top": 5, "length": 30, "direction": "vertical"},
        )
    )
    (label,) = labels(made, row())
    assert label.boxes == (Box(10, 10, 20, 12, 1), Box(40, 5, 0.3, 30))
    shown = pypdfium2.PdfDocument(b"".join(pdf.write([label], label_stock.roll(*SIZE))))
    page = shown[0].render(scale=600 / 72).to_pil().convert("L").point(lambda value: 255 - value)
    shown.close()
    for image in (page, bitmap.render(label, SIZE, 600)):
        box = image.crop((0, 0, round(35 * 600 / 25.4), image.height)).getbbox()
        assert box is not None
        assert [edge * 25.4 / 600 for edge in box] == pytest.approx([10, 10, 30, 22], abs=0.1)
        inside = image.crop(tuple(round(mm * 600 / 25.4) for mm in (11.2, 11.2, 28.8, 20.8)))
        assert inside.getbbox() is None


def test_a_picture_keeps_its_proportions() -> None:
    """A picture of 2:1 in a square area, in the middle; black stays black on both outputs."""
    element = {"type": "picture", "left": 5, "top": 5, "width": 20, "height": 20}
    element["image"] = "data:image/png;base64,"
    template = composer_of(document(element)).template
    image = Image(2, 1, b"\x00\x00")
    made = Composer(template, SIZE, Typesetter(), resolve, MOMENT, {0: image})
    (label,) = labels(made, row())
    shown = pypdfium2.PdfDocument(b"".join(pdf.write([label], label_stock.roll(*SIZE))))
    page = shown[0].render(scale=300 / 72).to_pil().convert("L").point(lambda value: 255 - value)
    shown.close()
    for picture in (page, bitmap.render(label, SIZE, 300)):
        box = picture.getbbox()
        assert box is not None
        assert [edge * 25.4 / 300 for edge in box] == pytest.approx([5, 10, 25, 20], abs=0.1)


def test_a_barcode_without_data_is_that_of_the_row() -> None:
    element = {"type": "barcode", "left": 1, "top": 1, "width": 50, "height": 30}
    made = composer_of(document(element))
    assert made.needs_row_barcode
    drawn = DrawOptions(data="ABC", format="code128")
    (label,), error = made.compose(Row("row 1", {}, drawn), 600)
    assert error is None
    assert label.barcodes[0].symbol.data == "ABC"
    _, error = made.compose(row(), 600)
    assert error is not None
    assert error.problems[0].code == "labels.no_barcode"


def test_an_optional_barcode_without_data_is_left_out() -> None:
    element = {"type": "barcode", "left": 1, "top": 1, "width": 50, "height": 30, "optional": True}
    made = composer_of(document(element | {"format": "qr", "data": "{x}"}))
    assert labels(made, row(x=""))[0].barcodes == ()
    assert len(labels(made, row(x="a"))[0].barcodes) == 1


def test_malformed_placeholders_are_errors_of_the_template() -> None:
    """All of them, each with its path."""
    barcode = {"type": "barcode", "left": 1, "top": 1, "width": 50, "height": 30, "data": "{"}
    with pytest.raises(OptionError) as raised:
        composer_of(document(TEXT | {"text": "a}"}, barcode))
    fields = [problem.field for problem in raised.value.problems]
    assert fields == ["elements[0].text", "elements[1].data"]


def test_columns_of_a_template() -> None:
    """Each with the path of its first use."""
    barcode = {"type": "barcode", "left": 1, "top": 1, "width": 50, "height": 30, "data": "{EAN}"}
    made = composer_of(document(TEXT | {"text": "{Name}"}, barcode, copies="{stock}"))
    assert made.columns == {
        "stock": "copies",
        "ean": "elements[1].data",
        "name": "elements[0].text",
    }


def test_a_smaller_template_is_in_the_middle_of_the_label() -> None:
    made = composer_of(document(TEXT | {"text": "a"}), (80.0, 50.0))
    (label,) = labels(made, row())
    (alone,) = labels(composer_of(document(TEXT | {"text": "a"})), row())
    assert label.texts[0].left - alone.texts[0].left == pytest.approx(10)
    assert label.texts[0].baseline - alone.texts[0].baseline == pytest.approx(5)


VALUES = {
    "name": "Green tea, 20 bags",
    "price": "3.20 €",
    "unit_price": "16.00 €/100 g",
    "ean": "5901234123457",
    "gtin": "09501101530003",
    "owner": "Works",
    "asset": "A-000123",
    "description": "Notebook",
    "product": "Pump",
    "sender": "ACME Ltd\n1 Main Street",
    "recipient": "Muster GmbH\nHauptstr. 5\n50667 Köln",
    "sscc": "376123450000010039",
    "count": "24",
    "batch": "AB12",
    "best_before": "271231",
    "device": "Stent 3 × 18",
    "expiry": "280131",
    "serial": "S-77",
    "domain": "id.example.com",
    "library": "City library",
    "call_number": "QA 76.73",
    "title": "Python",
    "item": "30001234567890",
    "strength": "400 mg",
    "pzn": "27580899",
    "street": "1 Main Street",
    "city": "Cork",
    "country": "Ireland",
    "reference": "R-1",
    "cable": "K-17",
    "from": "Rack 1",
    "to": "Rack 2",
}
DRAWN = {
    "address": ["R-1"],
    "asset-tag": ["A-000123"],
    "cable-flag": ["K-17", "K-17"],
    "ean-and-digital-link": ["5901234123457", "https://id.example.com/01/05901234123457"],
    "gs1-logistic": [
        "(02)09501101530003(37)24",
        "(15)271231(10)AB12",
        "(00)376123450000010039",
    ],
    "library": ["30001234567890"],
    "pharmacy-shelf": ["27580899"],
    "product-price": ["5901234123457"],
    "serial-number": ["SN000001"],
    "shelf": ["5901234123457"],
    "udi": ["(01)09501101530003(17)280131(10)AB12(21)S-77"],
}


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize("name", DRAWN)
def test_every_barcode_of_a_builtin_template_reads_back(name: str, dpi: int) -> None:
    """zxing-cpp reads the rendered PDF at the resolution of the printer, and the bitmap."""
    template = builtin.find(name)
    assert template is not None
    assert template.size is not None
    size = (template.size.width, template.size.height)
    values = VALUES | ({"gtin": "5901234123457"} if name == "ean-and-digital-link" else {})
    made = Composer(template, size, Typesetter(), resolve, MOMENT, {})
    (label,), error = made.compose(Row("row 1", values), dpi)
    assert error is None
    shown = pypdfium2.PdfDocument(b"".join(pdf.write([label], label_stock.roll(*size))))
    page = shown[0].render(scale=2 * dpi / 72).to_pil().convert("L")
    shown.close()
    pixels = bitmap.render(label, size, dpi).convert("L").point(lambda value: 255 - value)
    enlarged = pixels.resize((2 * pixels.width, 2 * pixels.height), Pillow.Resampling.NEAREST)
    for image in (page, enlarged):
        found = [each.text.removeprefix("-") for each in zxingcpp.read_barcodes(image)]
        assert sorted(found) == sorted(DRAWN[name])


def test_every_builtin_template_is_tested() -> None:
    """Wi-Fi needs content types, which operations add: tests/common/operations/labels."""
    assert set(builtin.names()) == {*DRAWN, "wifi"}


def test_other_work_proceeds_between_copies_that_differ() -> None:
    made = composer_of(document(TEXT | {"text": "{copy}"}, copies=100))
    pauses: list[int] = []
    made.compose(row(), 600, lambda: pauses.append(1))
    assert len(pauses) >= 100
