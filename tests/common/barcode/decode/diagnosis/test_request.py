"""When a page is diagnosed."""

import io

import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageOps

from common.barcode.decode import reader
from common.barcode.decode.reader import Wanted
from common.barcode.model.errors import OptionError
from tests.common.barcode.decode.diagnosis import pictures, spoiling

FORMATS = zxingcpp.BarcodeFormat


def drawn(text: str, format: zxingcpp.BarcodeFormat = FORMATS.QRCode) -> Image.Image:
    """Draw with the writer of zxing-cpp, independently of this product."""
    barcode = zxingcpp.create_barcode(text, format)
    return Image.fromarray(barcode.to_image(scale=4, add_quiet_zones=True))


def codes(file: bytes, **options: str) -> list[str]:
    read = reader.read_file(file, Wanted.parse(**options))
    return [finding.code for page in read.pages for finding in page.diagnosis]


def beside() -> bytes:
    """Return a page with a QR Code and a wrong EAN-13."""
    page = Image.new("L", (1400, 600), 255)
    page.paste(drawn("HELLO"), (60, 200))
    page.paste(pictures.opened(spoiling.unreadable(3, "check_digit").file), (700, 60))
    return pictures.png(page)


def test_unknown_mode_is_refused() -> None:
    """The error names the option and its values."""
    with pytest.raises(OptionError) as refused:
        Wanted.parse(diagnose="always")
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == ("diagnose", "option.bad_value")
    assert "auto, all or none" in problem.fix


def test_page_without_a_barcode_is_diagnosed() -> None:
    """Also if it is blank."""
    assert codes(pictures.png(Image.new("L", (300, 200), 255))) == ["no_barcode"]


def test_nothing_is_diagnosed_if_nobody_wants_it() -> None:
    """Even if nothing is found."""
    assert codes(pictures.png(Image.new("L", (300, 200), 255)), diagnose="none") == []


def test_clean_symbol_needs_no_diagnosis() -> None:
    """Neither by default nor if all is wanted."""
    file = pictures.png(drawn("HELLO"))
    assert (codes(file), codes(file, diagnose="all")) == ([], [])


def test_area_is_named_if_there_is_no_time_to_find_its_cause() -> None:
    """A file that is read must not be refused for what the search for causes would take."""
    file = spoiling.unreadable(3, "check_digit").file
    read = reader.read_file(file, Wanted(), has_time_for_causes=lambda: False)
    (finding,) = read.pages[0].diagnosis
    assert (finding.code, len(finding.corners)) == ("unexamined", 4)


def test_page_is_named_if_there_is_no_time_to_look_for_areas() -> None:
    """The searches that find most took several times what may be used for all causes."""
    file = pictures.png(Image.new("L", (300, 200), 255))
    read = reader.read_file(file, Wanted(expected=2), has_time_for_causes=lambda: False)
    (finding,) = read.pages[0].diagnosis
    assert (finding.code, finding.corners, read.pages[0].missing) == ("unexamined", (), 2)


def test_rest_of_a_page_is_diagnosed_on_request() -> None:
    """By default a page with a barcode is not: text and logos on it are none of the reader's."""
    assert codes(beside()) == []
    assert codes(beside(), diagnose="all") == ["check_digit"]


def labels(*symbols: Image.Image) -> bytes:
    """Return a sheet of labels with *symbols* and a line of text each."""
    sheet = Image.new("L", (300 * len(symbols), 390), 255)
    draw = ImageDraw.Draw(sheet)
    for place, symbol in enumerate(symbols):
        sheet.paste(symbol.resize((200, 200), Image.Resampling.NEAREST), (300 * place + 40, 20))
        draw.text((300 * place + 40, 300), "Order 2024-11-30", 0, font_size=22)
        draw.text((300 * place + 40, 330), "Net weight 500 g", 0, font_size=22)
    return pictures.png(sheet)


def test_one_spoiled_label_of_several_is_diagnosed() -> None:
    """By default: two labels are read, and a third has a symbol as large, half of which is lost."""
    spoiled = drawn("HELLO WORLD, HELLO WORLD", FORMATS.DataMatrix)  # square
    ImageDraw.Draw(spoiled).rectangle((0, 0, spoiled.width // 2, spoiled.height), fill=255)
    good = [drawn("ONE"), drawn("TWO")]
    assert codes(labels(*good, spoiled)) == ["damaged"]
    assert codes(labels(*good, spoiled), expected="2") == []


def test_several_labels_that_are_read_need_no_diagnosis() -> None:
    """Text on them is as large as a symbol, and none."""
    assert codes(labels(drawn("ONE"), drawn("TWO"), drawn("THREE", FORMATS.Aztec))) == []


def test_less_than_asked_for_is_diagnosed() -> None:
    """Two symbologies were named, and one of them was found."""
    assert codes(beside(), formats="qr,ean13") == ["check_digit"]
    assert codes(beside(), formats="qr") == []


def test_symbol_of_another_symbology_is_named() -> None:
    """The request looks for EAN-13 only."""
    assert codes(pictures.png(drawn("HELLO")), formats="ean13") == ["other_format"]


@pytest.mark.parametrize(
    ("bars", "paper", "code"),
    [
        ("red", "white", ["red_light"]),
        ("black", "blue", ["low_contrast", "red_light"]),
        ("black", "red", []),
        ("navy", "yellow", []),
        ("#c8c8c8", "white", []),
        ("#d8d8d8", "white", ["low_contrast"]),
    ],
)
def test_colours_that_scanners_do_not_see_are_named(bars: str, paper: str, code: list[str]) -> None:
    """GS1 General Specifications, 5.12: scanners see by red light. Grade 0 is below 20 %."""
    assert codes(pictures.png(coloured(bars, paper)), diagnose="all") == code


@pytest.mark.parametrize(
    ("bars", "paper", "code"),
    [
        ("red", "white", ["red_light"]),
        ("orange", "yellow", ["red_light"]),
        ("black", "blue", ["red_light"]),
        ("black", "red", []),
        ("navy", "white", []),
        ("black", "white", []),
        ("#b8b8b8", "#d8d8d8", []),
        # Warm light of a lamp on a faint print: no colour has more contrast.
        ("#c0b090", "#e0d0b0", []),
    ],
)
@pytest.mark.parametrize("mode", ["RGB", "P", "CMYK"])
def test_bars_that_red_light_does_not_show_are_named_though_they_are_read(
    bars: str, paper: str, code: list[str], mode: str
) -> None:
    """A camera reads them, and a scanner sees nothing."""
    colours = coloured(bars, paper)
    page = colours.quantize(8) if mode == "P" else colours.convert(mode)
    file = io.BytesIO()
    page.save(file, "TIFF")
    assert codes(file.getvalue()) == code
    assert codes(file.getvalue(), diagnose="none") == []


def coloured(bars: str, paper: str) -> Image.Image:
    """Return a Code 128 in these colours."""
    grey = drawn("HELLO", FORMATS.Code128)
    page = Image.new("RGB", grey.size, paper)
    page.paste(bars, mask=grey.point([255] * 128 + [0] * 128))
    return page


def test_negative_that_is_read_is_named_on_request() -> None:
    """White bars on black, which many scanners don't look for."""
    negative = ImageOps.invert(drawn("HELLO", FORMATS.Code128))
    assert codes(pictures.png(negative), diagnose="all") == ["inverted"]


@pytest.mark.parametrize("count", ["-1", "101", "1.5", "three", "9" * 5000, "²"])
def test_impossible_number_of_barcodes_is_refused(count: str) -> None:
    """A page returns at most 100."""
    with pytest.raises(OptionError) as refused:
        Wanted.parse(expected=count)
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == ("expected", "option.bad_value")
    assert "from 1 to 100" in problem.fix


def test_fewer_than_expected_is_diagnosed() -> None:
    """One of two is read; the other has a wrong check digit."""
    file = beside()
    (page,) = reader.read_file(file, Wanted.parse(expected="2")).pages
    assert [one.code for one in page.diagnosis] == ["check_digit", "too_few"]
    assert page.missing == 1
    assert "1 of the 2 barcodes" in page.diagnosis[1].message
    assert "Another area looks like a barcode" in page.diagnosis[1].message
    (page,) = reader.read_file(file, Wanted.parse(expected=1)).pages
    assert (page.missing, page.diagnosis) == (0, ())
    (page,) = reader.read_file(file, Wanted.parse(expected=3, diagnose="none")).pages
    assert (page.missing, page.diagnosis) == (2, ())


def test_missing_that_is_not_in_the_picture_is_told() -> None:
    """There is nothing but the QR Code."""
    (page,) = reader.read_file(pictures.png(drawn("HELLO")), Wanted(expected=4)).pages
    (finding,) = page.diagnosis
    assert (page.missing, finding.code, finding.corners) == (3, "too_few", ())
    assert "Nothing else in the picture looks like a barcode." in finding.message


def test_each_of_many_that_are_missing_is_diagnosed() -> None:
    """Five equal EAN-13 with wrong check digits on a sheet: each is an area of its own."""
    faulty = pictures.opened(spoiling.unreadable(3, "check_digit").file).convert("L")
    sheet = Image.new("L", (faulty.width, 6 * faulty.height), 255)
    for place in range(5):
        sheet.paste(faulty, (0, place * faulty.height))
    sheet.paste(drawn("HELLO"), (60, 5 * faulty.height + 20))
    (page,) = reader.read_file(pictures.png(sheet), Wanted(expected=6)).pages
    areas = {one.corners for one in page.diagnosis if one.code == "check_digit"}
    assert (len(areas), page.diagnosis[-1].code) == (5, "too_few")
    assert "5 other areas look like barcodes" in page.diagnosis[-1].message
