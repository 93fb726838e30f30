"""The print dialog: the pages that Chromium prints, measured in their PDF file."""

import base64
import io

import pypdfium2
import pytest
import zxingcpp

from tests.e2e.running import RunningStack
from tests.system.browser import Browser

POINTS_PER_MM = 72 / 25.4


def opened(page: Browser) -> None:
    page.run("window.print = () => {}")
    page.find("#print").click()
    page.says("#print-says", "Prints")


def set_field(page: Browser, name: str, value: str) -> None:
    page.run(
        """const field = document.querySelector(arguments[0]);
        field.value = arguments[1];
        field.dispatchEvent(new Event("input", { bubbles: true }));
        field.dispatchEvent(new Event("change", { bubbles: true }));""",
        f"#print-{name}",
        value,
    )


def printed(page: Browser) -> pypdfium2.PdfDocument:
    """Print, and return the PDF file that Chromium makes."""
    page.find("#print-go").click()
    page.until(lambda: page.all(".printing #sheet img"), "the sheet is filled")
    answer = page.driver.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    return pypdfium2.PdfDocument(io.BytesIO(base64.b64decode(answer["data"])))


def found(pdf: pypdfium2.PdfDocument, number: int = 0) -> list[zxingcpp.Barcode]:
    return zxingcpp.read_barcodes(pdf[number].render(scale=300 / 72).to_pil().convert("L"))


def width_mm(barcode: zxingcpp.Barcode) -> float:
    """Return the width of the bars, without the quiet zone, in mm."""
    place = barcode.position
    return float(place.top_right.x - place.top_left.x) / 300 * 25.4


def test_ean_is_printed_in_its_standard_size(page: Browser, stack: RunningStack) -> None:
    """GS1 General Specifications, 5.12.3: 95 modules of 0.330 mm, which are 8 dots of 600 dpi."""
    page.open(f"{stack.url}/#/make?format=ean13&data=4006381333931")
    page.says("#badge", "4006381333931")
    opened(page)

    pdf = printed(page)
    [barcode] = found(pdf)
    assert width_mm(barcode) == pytest.approx(95 * 8 * 25.4 / 600, abs=0.5)
    width, height = pdf[0].get_size()
    assert (width / POINTS_PER_MM, height / POINTS_PER_MM) == pytest.approx((210, 297), abs=0.5)


def test_copies_are_on_one_sheet(page: Browser) -> None:
    opened(page)
    set_field(page, "copies", "5")

    pdf = printed(page)
    assert len(pdf) == 1
    assert [each.text for each in found(pdf)] == ["123456789"] * 5


def test_each_label_is_a_page_of_its_size(page: Browser) -> None:
    opened(page)
    set_field(page, "paper", "label")
    set_field(page, "label-width", "60")
    set_field(page, "label-height", "40")
    set_field(page, "copies", "3")

    pdf = printed(page)
    assert len(pdf) == 3
    sizes = [tuple(round(side / POINTS_PER_MM) for side in page.get_size()) for page in pdf]
    assert sizes == [(60, 40)] * 3
    assert [each.text for each in found(pdf, 2)] == ["123456789"]


def test_wanted_width_is_the_printed_width(page: Browser) -> None:
    """ISO/IEC 15417:2007, 4.2 and 4.3: the quiet zones have ten modules each."""
    opened(page)
    set_field(page, "width", "60")
    page.until(lambda: "Prints 5" in page.text("#print-says"), "it is drawn in whole dots")
    width = float(page.text("#print-says").split()[1])
    assert 55 <= width <= 60

    [barcode] = found(printed(page))
    modules = 101  # start, six code characters and check of 11 each, stop of 13
    assert width_mm(barcode) == pytest.approx(width * modules / 121, abs=1.5)


def test_barcode_larger_than_its_label_is_refused(page: Browser) -> None:
    opened(page)
    set_field(page, "paper", "label")
    set_field(page, "label-width", "15")

    page.says("#print-says", "larger than the paper")
    assert not page.find("#print-go").is_enabled()
