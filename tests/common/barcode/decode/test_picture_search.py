"""Every barcode counts by its position, and is named as `generate` takes it."""

import io
from collections import Counter
from math import cos, radians, sin

import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFont, ImageOps

from common.barcode import pipeline
from common.barcode.decode import picture_search, reader, wanted_formats
from common.barcode.decode.found import Found
from common.barcode.decode.zero_suppression import suppressed
from common.barcode.encode import symbology
from common.barcode.model import options
from common.barcode.model.errors import UnknownSymbology


def drawn(format: str, data: str, **asked: object) -> bytes:
    given = {"data": data, "format": format, "scale": 3, **asked}
    return pipeline.draw(options.parse(given, strings=False)).body


def label(format: str, data: str) -> Image.Image:
    return Image.open(io.BytesIO(drawn(format, data))).convert("L")


def written(text: str, name: str, **how: object) -> Image.Image:
    """Draw with zxing-cpp's own writer."""
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat[name], **how)
    return Image.fromarray(barcode.to_image(scale=3, add_quiet_zones=True)).convert("L")


def sheet(one: Image.Image, columns: int, rows: int, gap: int = 30) -> Image.Image:
    size = columns * (one.width + gap) + gap, rows * (one.height + gap) + gap
    page = Image.new("L", size, 255)
    for column in range(columns):
        for row in range(rows):
            place = gap + column * (one.width + gap), gap + row * (one.height + gap)
            page.paste(one, place)
    return page


def said(found: list[Found] | tuple[Found, ...]) -> list[tuple[str, str]]:
    return [(one.format, one.text) for one in found]


def others(found: Found) -> list[tuple[str, str]]:
    return [(one.format, one.text) for one in found.alternatives]


def test_an_unknown_format_is_refused_by_the_name_of_the_option() -> None:
    """The error says which of the options to mend, and suggests a near name."""
    with pytest.raises(UnknownSymbology) as caught:
        wanted_formats.parse("qr,cod128")
    (problem,) = caught.value.problems
    assert (problem.field, problem.suggestion) == ("formats", "code128")


def test_formats_may_be_aliases_and_are_listed_once() -> None:
    """Requests use the names that `generate` takes."""
    assert wanted_formats.parse(" QR, ean-13 ,qr,") == ("qr", "ean13")


@pytest.mark.parametrize("turn", [0, 90])
@pytest.mark.parametrize(
    ("format", "data", "columns", "rows"),
    [
        ("ean13", "4006381333931", 3, 7),
        ("code128", "AB-12345", 3, 10),
        ("itf14", "0950110153000", 2, 2),
    ],
)
def test_equal_labels_on_a_sheet_all_count(
    format: str, data: str, columns: int, rows: int, turn: int
) -> None:
    """zxing-cpp joins equal symbols that lie one below the other."""
    page = sheet(label(format, data), columns, rows).rotate(turn, expand=True)

    found = picture_search.find(page)

    assert len(found) == columns * rows
    assert len({one.corners for one in found}) == columns * rows


def test_another_label_among_equal_ones_keeps_its_place() -> None:
    """The joined symbol would span it."""
    one, other = label("ean13", "4006381333931"), label("ean13", "5901234123457")
    page = sheet(one, 1, 3)
    page.paste(other, (30, 30 + one.height + 30))
    found = reader.read(_saved(page))
    assert [text for _, text in said(found)] == ["4006381333931", "5901234123457", "4006381333931"]


def test_a_scratch_makes_no_two_symbols() -> None:
    """A pen line or a fold across the bars is narrow."""
    one = label("code128", "AB-12345")
    one.paste(0, (0, 30, one.width, 34))
    assert len(picture_search.find(one)) == 1


def _saved(image: Image.Image, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize(
    ("format", "data", "expected", "alternatives"),
    [
        ("upca", "036000291452", ("upca", "036000291452"), [("ean13", "0036000291452")]),
        ("ean13", "4006381333931", ("ean13", "4006381333931"), []),
        ("upce", "04252614", ("upce", "04252614"), []),
        ("itf14", "09501101530003", ("itf14", "09501101530003"), [("itf", "09501101530003")]),
        ("itf", "12345678", ("itf", "12345678"), []),
        ("gs1_128", "(10)ABC", ("gs1_128", "10ABC"), []),
        ("code39", "AB12/C", ("code39", "AB12/C"), [("code39ext", "AB12#")]),
        ("code39ext", "ab#", ("code39ext", "ab#"), [("code39", "+A+B/C")]),
        (
            "hibc_code39",
            "A123BJC5D6E71",
            ("code39", "+A123BJC5D6E71G"),
            [("code39ext", "a123BJC5D6E71G"), ("hibc_code39", "+A123BJC5D6E71G")],
        ),
        ("code32", "01234567", ("code32", "A012345676"), [("code39", "0CSSBD")]),
        ("isbn", "9783161484100", ("ean13", "9783161484100"), [("isbn", "9783161484100")]),
        ("ismn", "9790260000438", ("ean13", "9790260000438"), [("ismn", "9790260000438")]),
        ("issn", "9770317847001", ("ean13", "9770317847001"), [("issn", "9770317847001")]),
        ("jan", "4901234567894", ("ean13", "4901234567894"), [("jan", "4901234567894")]),
        ("pzn", "3036145", ("pzn", "3036145"), [("code39", "-3036145")]),
        ("hibc_qr", "A123BJC5D6E71", ("qr", "+A123BJC5D6E71G"), [("hibc_qr", "+A123BJC5D6E71G")]),
        ("telepen_numeric", "123456", ("telepen_numeric", "123456"), [("telepen", "'=S")]),
        ("telepen", "ab12", ("telepen", "ab12"), [("telepen_numeric", "70712223")]),
    ],
)  # fmt: skip
def test_the_reading_that_was_most_likely_drawn_is_first(
    format: str, data: str, expected: tuple[str, str], alternatives: list[tuple[str, str]]
) -> None:
    """The same bars, in the words of each symbology that draws them."""
    (found,) = reader.read(drawn(format, data))
    assert (said([found]), others(found)) == ([expected], alternatives)


@pytest.mark.parametrize(
    ("format", "data", "expected"),
    [
        ("vin", "1M8GDM9AXKP042788", ("code39", "1M8GDM9AXKP042788")),
        ("identcode", "563102430313", ("itf", "563102430313")),
        ("leitcode", "21348075016401", ("itf", "21348075016401")),
        ("sscc", "(00)376123450000010039", ("gs1_128", "00376123450000010039")),
        ("ean14", "(01)09501101530003", ("gs1_128", "0109501101530003")),
        ("upu_s10", "EE876543216CA", ("code128", "EE876543216CA")),
        ("dpd", "%000393206219912345678101040", ("code128", "%000393206219912345678101040")),
        ("gs1_dl_qr", "https://id.gs1.org/01/09501101530003", None),
        ("mailmark_2d", "JGB 012100123412345678AB19XY1A 0             ", None),
        ("databar_truncated", "0109501101530003", ("databar_omni", "0109501101530003")),
    ],
)  # fmt: skip
def test_an_application_is_another_reading_of_its_carrier(
    format: str, data: str, expected: tuple[str, str] | None
) -> None:
    """Both draw the same bars or modules; which was meant only the sender knows."""
    (found,) = reader.read(drawn(format, data))
    assert (format, data) in others(found)
    assert expected is None or said([found]) == [expected]


def test_data_of_the_same_form_with_a_wrong_check_digit_is_no_application() -> None:
    """ITF of 12 digits with any last digit, and a plus without HIBC's check character."""
    for format, data in (("itf", "563102430314"), ("code128", "+A123BJC5D6E71A")):
        (found,) = reader.read(drawn(format, data))
        assert (said([found]), others(found)) == ([(format, data)], [])


@pytest.mark.parametrize("format", ["code39ext", "ean13", "itf", "telepen", "sscc", "isbn", "jan"])
def test_a_named_format_is_the_one_that_is_reported(format: str) -> None:
    """It also tells formats that share a carrier."""
    data = {"itf": "09501101530003"}.get(format, symbology.find(format).example)
    (found,) = reader.read(drawn(format, data), (format,))
    assert found.format == format
    assert not found.guess


def test_formats_that_are_not_named_are_not_reported() -> None:
    """Bars of EAN-13 that start with 4 are no UPC-A, and no QR Code."""
    assert reader.read(drawn("ean13", "4006381333931"), ("upca", "qr")) == ()


@pytest.mark.parametrize("format", ["msi", "postnet", "hanxin", "code49", "ean13_composite"])
def test_symbols_that_zxing_does_not_know_are_found(format: str) -> None:
    """One of each kind, without a name; bwip-js and zint draw them in other tests."""
    data = symbology.find(format).example
    (found,) = reader.read(drawn(format, data, scale=4))
    assert (found.format, found.guess) == (format, False)


@pytest.mark.parametrize("format", ["pharmacode", "industrial2of5", "ean2"])
def test_a_symbology_that_others_look_like_is_a_guess(format: str) -> None:
    """Nothing else is in the picture, and nothing was named."""
    data = symbology.find(format).example
    (found,) = reader.read(drawn(format, data, scale=4))
    (named,) = reader.read(drawn(format, data, scale=4), (format,))
    assert (found.format, found.guess, named.guess) == (format, True, False)


def test_rows_of_codablock_f_are_one_symbol() -> None:
    """Each is a Code 128 symbol, which zxing-cpp reads."""
    data = symbology.find("codablock_f").example
    assert said(reader.read(drawn("codablock_f", data))) == [("codablock_f", data)]


def test_light_bars_beside_dark_ones_are_read() -> None:
    """A page may have both."""
    one = label("code128", "AB-12345")
    page = Image.new("L", (2 * one.width + 60, one.height + 40), 255)
    page.paste(one, (10, 20))
    page.paste(ImageOps.invert(one), (one.width + 40, 20))
    assert said(picture_search.find(page)) == [("code128", "AB-12345")] * 2


def test_white_bars_on_no_ground_are_read() -> None:
    """Logos for dark pages come like this."""
    bars = written("12345", "Code128")
    clear = Image.new("RGBA", bars.size, (255, 255, 255, 0))
    clear.paste((255, 255, 255, 255), mask=bars.point([255 - level for level in range(256)]))
    assert [one.text for one in reader.read(_saved(clear))] == ["12345"]


@pytest.mark.parametrize("most", [1023, 4095, 65535])
def test_scans_of_more_than_eight_bits_are_read(most: int) -> None:
    """Scanners save 10, 12 and 16 bits as 16-bit samples."""
    bars = written("12345", "Code128")
    samples = b"".join((level * most // 255).to_bytes(2, "little") for level in bars.tobytes())
    deep = Image.frombytes("I;16", bars.size, samples)
    assert [one.text for one in reader.read(_saved(deep, "TIFF"))] == ["12345"]


def test_a_lab_picture_is_read() -> None:
    """Its lightness is what a reader wants (CIE L*a*b*, TIFF 6.0, section 23)."""
    bars = written("12345", "Code128")
    middle = Image.new("L", bars.size, 128)
    lab = Image.merge("LAB", (bars, middle, middle))
    assert [one.text for one in reader.read(_saved(lab, "TIFF"))] == ["12345"]


@pytest.mark.parametrize(
    ("upca", "upce"),
    [
        ("042100005264", "04252614"),
        ("012345000065", "01234565"),
        ("036000291452", "036000291452"),
    ],
)
def test_upce_is_suppressed_upca(upca: str, upce: str) -> None:
    """The first is the figure of GS1's General Specifications; the last has no short form."""
    assert suppressed(upca) == upce


def test_a_page_of_text_has_no_barcode() -> None:
    """Strokes of letters look like a few bars."""
    page = Image.new("L", (1240, 800), 255)
    for y in range(40, 760, 34):
        text = "Illinois minimum tilting lilliput III 1111 " * 2
        ImageDraw.Draw(page).text((60, y), text, fill=0, font=ImageFont.load_default(24))
    assert picture_search.find(page) == []
    page.paste(label("msi", "1234567"), (700, 100))
    assert said(picture_search.find(page)) == [("msi", "1234567")]


@pytest.mark.parametrize(
    ("format", "angle"),
    [
        *((format, 0) for format in ("msi", "usps_imb", "japanpost", "kix", "hanxin", "code49")),
        *((format, 20) for format in ("msi", "plessey", "hanxin", "code49")),
    ],
)
def test_symbols_on_a_page_are_found_without_a_name(format: str, angle: int) -> None:
    """At 4 px a module, upright and at an angle."""
    one = Image.open(io.BytesIO(drawn(format, symbology.find(format).example, scale=4)))
    page = Image.new("L", (1700, 1400), 255)
    turned = one.convert("L").rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    page.paste(turned, (203, 301))
    assert [found.format for found in picture_search.find(page)] == [format]


def test_bars_of_one_width_are_no_guess_of_a_linear_symbology() -> None:
    """The rows that all bars of a DAFT code cross are stripes; their heights say what it is."""
    page = Image.new("L", (1200, 700), 255)
    page.paste(label("daft", "DAFTDAFTFADTTTAFDAFT"), (101, 203))
    (found,) = picture_search.find(page)
    assert (said([found]), found.guess) == ([("daft", "DAFTDAFTFADTTTAFDAFT")], True)
    assert said(picture_search.find(page, ("daft",))) == [("daft", "DAFTDAFTFADTTTAFDAFT")]


def test_a_matrix_symbol_in_another_is_kept() -> None:
    """Advertisements put a small QR Code into the middle of a large one."""
    outer, inner = written("outer " * 12, "QRCode", ec_level="H"), written("in", "QRCode")
    large = outer.resize((4 * outer.width, 4 * outer.height), Image.Resampling.NEAREST)
    place = (large.width - inner.width) // 2, (large.height - inner.height) // 2
    large.paste(inner, place)
    assert {one.text for one in picture_search.find(large)} == {"outer " * 12, "in"}


@pytest.mark.parametrize("angle", [2, -4, 30, 94, 184])
@pytest.mark.parametrize(
    ("format", "data"), [("ean13", "4006381333931"), ("itf14", "0950110153000")]
)
def test_every_label_on_a_sheet_that_is_turned_counts_once(
    format: str, data: str, angle: int
) -> None:
    """Rows cross labels at an angle, so that readers report parts of one, or join several."""
    page = sheet(label(format, data), 3, 5)
    turned = page.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    assert len(picture_search.find(turned)) == 15


@pytest.mark.parametrize(
    ("format", "data", "columns", "rows", "angle"),
    [
        *(("ean13", "4006381333931", 3, 7, angle) for angle in (7, 28, 287)),
        *(("code128", "AB-12345", 3, 10, angle) for angle in (42, 175, 252)),
    ],
)
def test_each_place_on_a_turned_sheet_has_one_symbol(
    format: str, data: str, columns: int, rows: int, angle: int
) -> None:
    """A label that was read twice must not make up for one that was left out."""
    one, gap = label(format, data), 30
    page = sheet(one, columns, rows, gap)
    turned = page.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    cosine, sine = cos(radians(angle)), sin(radians(angle))

    places: Counter[tuple[int, int]] = Counter()
    for found in picture_search.find(turned):
        assert found.text == data
        x = sum(corner.x for corner in found.corners) / 4 - turned.width / 2
        y = sum(corner.y for corner in found.corners) / 4 - turned.height / 2
        left, top = cosine * x - sine * y + page.width / 2, sine * x + cosine * y + page.height / 2
        places[int((left - gap) // (one.width + gap)), int((top - gap) // (one.height + gap))] += 1

    assert places == {(column, row): 1 for column in range(columns) for row in range(rows)}


LABELS = {
    "upce": "04386575 11123170 07909641 05035126 10267820 07916843",
    "ean13": "8644509362423 2998451325323 5438966736575 4032477068692 7748474504084 4555630796961",
    "upca": "668742846289 575384032997 908497452039 395109508831 480583983912 017813275761",
}


@pytest.mark.parametrize(
    ("format", "angle"),
    [("upce", 42), ("upce", 140), ("upce", 322), ("ean13", -70), ("ean13", 108), ("upca", -24)],
)
def test_different_labels_on_a_turned_sheet_are_read_and_nothing_else(
    format: str, angle: int
) -> None:
    """Half of an EAN-13 may look like UPC-E; rows that leave a label go on in the next one."""
    texts = LABELS[format].split()
    labels = [label(format, text) for text in texts]
    page = sheet(Image.new("L", labels[0].size, 255), 2, 3)
    for place, one in enumerate(labels):
        page.paste(one, (30 + place % 2 * (one.width + 30), 30 + place // 2 * (one.height + 30)))
    turned = page.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    assert sorted(said(picture_search.find(turned))) == sorted((format, text) for text in texts)


@pytest.mark.parametrize(("angle", "scale"), [(118, 1), (162, 2), (198, 2), (27, 1)])
def test_halves_of_interleaved_digits_are_no_symbols(angle: int, scale: int) -> None:
    """Rows that leave a turned symbol at digits like its end read half of them."""
    image = Image.open(io.BytesIO(drawn("itf", "953591825746", scale=scale))).convert("L")
    turned = image.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    assert said(picture_search.find(turned)) == [("itf", "953591825746")]


def test_other_labels_among_turned_equal_ones_keep_their_places() -> None:
    """A sheet is read again for its equal labels only, in whatever number they are."""
    one, other = label("ean13", "4006381333931"), label("ean13", "5901234123457")
    page = sheet(one, 2, 4)
    page.paste(other, (30, 30 + one.height + 30))
    turned = page.rotate(-33, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    texts = Counter(found.text for found in picture_search.find(turned))
    assert texts == {"4006381333931": 7, "5901234123457": 1}
