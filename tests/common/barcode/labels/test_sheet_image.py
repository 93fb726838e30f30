"""Pictures of a sheet: Pillow opens them, and zxing-cpp reads every label."""

import io

import pytest
import zxingcpp
from PIL import Image

from common.barcode.labels import label_stock, sheet_image
from common.barcode.labels.label_stock import Stock
from tests.common.barcode.labels.composing import compose

SHEET = label_stock.SHEETS["L7160"]


@pytest.mark.parametrize("dpi", [150, 203, 300])
@pytest.mark.parametrize("stock", [SHEET, label_stock.roll(61, 33)], ids=["sheet", "roll"])
@pytest.mark.parametrize("is_shaded", [False, True])
def test_picture_is_opened_and_read(stock: Stock, dpi: int, is_shaded: bool) -> None:
    """Also where the width is no whole number of bytes."""
    numbers = [f"{100_000 + number}" for number in range(stock.count)]
    made = [compose(each, "code128", stock.label, dpi=dpi) for each in numbers]
    if is_shaded:
        content = sheet_image.shaded([(label, dpi) for label in made], stock, 1, dpi)
    else:
        content = b"".join(sheet_image.write(made, stock, 1, dpi))
    Image.open(io.BytesIO(content)).verify()
    picture = Image.open(io.BytesIO(content))
    assert picture.size == tuple(round(side * dpi / 25.4) for side in stock.page)
    assert picture.info["dpi"] == pytest.approx((dpi, dpi), abs=0.1)
    assert sorted(found.text for found in zxingcpp.read_barcodes(picture)) == numbers


def test_other_work_proceeds_between_labels_and_rows() -> None:
    made = [compose("123456789", "code128", SHEET.label, dpi=300)] * SHEET.count
    pauses: list[int] = []
    b"".join(sheet_image.write(made, SHEET, 1, 300, lambda: pauses.append(1)))
    # An A4 sheet has 3,508 rows.
    assert len(pauses) >= SHEET.count + 35
