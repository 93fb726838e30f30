"""Data that users of other generators and readers reported: wrong barcodes, or wrong meanings.

Each case names the repository and the number of the issue or pull request that has its data. A
symbol must say what the reporter meant, as zxing-cpp reads the finished picture; what has no right
symbol is refused, with the data that works if there is one.
"""

import pytest

from common.barcode import pipeline
from common.barcode.model.options import parse
from common.barcode.model.rendered_image import RenderedImage
from tests.common.barcode import picture_reader
from tests.common.barcode.drawing import make, refusal

HEX = {"data_encoding": "hex"}
CHINESE = "，麻杏石甘口服液，兽药字（2012）050036112，蒙瑞普大地，0472-2209620"
LONG_GS1 = "(92)LFDU/cef0RnXBlMCXRhYp5nJAoFyJOxzQbFuMpFYOO8="


def draw(format: str, data: str, options: dict[str, object]) -> RenderedImage:
    request = {"data": data, "format": format, "scale": 4, **options}
    return pipeline.draw(parse(request, strings=False))


# Symbols that read as the data


@pytest.mark.parametrize(
    ("source", "format", "data", "options"),
    [
        ("metafloor/bwip-js#181", "qr", "EX-JEBAJLDLENIALE-2_JB", {}),
        ("metafloor/bwip-js#14", "datamatrix", "20150921", {}),
        ("metafloor/bwip-js#20", "micro_qr", "12345", {}),
        ("metafloor/bwip-js#47", "qr", "dragonfly 蜻蜓 1234", {}),
        ("metafloor/bwip-js#335", "qr", "TRANS202404110011看16", {}),
        ("zxing/zxing#708", "qr", f"201610170063400000010285{CHINESE}", {}),
        ("zxing/zxing#1360", "qr", "调压柜_3253", {}),
        ("dlenski/python-zxing#8", "qr", "ABCC051 เอกสารประกอบการขอสินเชื่อ", {}),
        ("micjahn/ZXing.Net#284", "qr", "äöü", {}),
        ("micjahn/ZXing.Net#284", "qr", "ÄÖÜäöü", {"charset": "iso-8859-1", "eci": "on"}),
        ("micjahn/ZXing.Net#482", "qr", "ħŝ", {"charset": "iso-8859-3", "eci": "on"}),
        ("Shane32/QRCoder#1", "qr", "PA 9486/AMG/2014", {"ecc": "M"}),
        ("Shane32/QRCoder#1", "qr", "PA 9490/AMG/2014", {"ecc": "M"}),
        ("Shane32/QRCoder#1", "qr", "PA 9491/AMG/2014", {"ecc": "M"}),
        ("Shane32/QRCoder#3", "qr", "čš", {}),
        ("zxing/zxing#287", "datamatrix", "тест", {}),
        ("zxing/zxing#1335", "datamatrix", "<03>TILSIT-MUNSTER<05>Paula", {}),
        ("zxing/zxing#806", "datamatrix", "*MEMANT-1F-MESTECH", {}),
        ("zxing/zxing#806", "datamatrix", "*MEMANT-1F-M-2e-stech", {}),
        ("zxing/zxing#806", "datamatrix", "*MEMANT-1F-M6ABCDEF", {}),
        ("zxing/zxing#923", "datamatrix", "*CH/GN1/022/00", {}),
        ("bwipp/postscriptbarcode#86", "datamatrix", "ABCDEFG?hIjK5-<?L.2)[corrupT", {}),
        (
            "zxing-cpp/zxing-cpp#843",
            "datamatrix",
            "https://youtu.be/kqLRRNOpe8U?si=w-kASttui3kK2pRC",
            {},
        ),
        ("zxing-js/browser#119", "datamatrix", "0103165140547000\\F240082", {}),
        (
            "zxing-cpp/zxing-cpp#936",
            "datamatrix",
            "1HJędrek",
            {"charset": "iso-8859-2", "eci": "on"},
        ),
        ("woo-j/OkapiBarcode#97", "pdf417", "a`b", {}),
        ("lindell/JsBarcode#293", "code128", "720100016244413", {}),
        ("DavBfr/dart_barcode#46", "code128", "053172STB", {}),
        ("Tagliatti/NetBarcode#21", "code128", "G7G95FTU", {}),
        ("picqer/php-barcode-generator#107", "code128", "20190096", {}),
        ("davidscotttufts/php-barcode#22", "code128", "kqk7", {}),
        ("emberlabs/barcode#4", "code128", "A|B|C", {}),
        ("mebjas/html5-qrcode#833", "code128", "004 LABOR MAXX4 (GR)", {}),
        ("mebjas/html5-qrcode#833", "code128", "001 TEAM1 (GR)", {}),
        ("mebjas/html5-qrcode#903", "code128", "WIMTLPN20240308004", {}),
        ("mebjas/html5-qrcode#489", "code128", "256745+2epiTSgcIC", {}),
        ("zxing-js/library#564", "code128", "BJ0WX0E9500V1NAQ0186", {}),
        ("WhyNotHugo/python-barcode#85", "code39", "B504", {}),
        ("WhyNotHugo/python-barcode#55", "code39", "201822052211050114571102", {}),
        ("fvdsn/py-xml-escpos#16", "code39", "00000000005", {}),
        ("barnhill/barcodelib#162", "code39ext", "q99", {}),
        ("zxing/zxing#428", "code93", "()*,{}~", {}),
        ("lindell/JsBarcode#209", "codabar", "C1234567890D", {}),
        ("barnhill/barcodelib#165", "codabar", "A1+2.3B", {}),
        ("lindell/JsBarcode#120", "itf", "189506310010", {}),
        ("zxing/zxing#1250", "itf", "23798811900000091982373160002441859800075630", {}),
        ("joke2k/faker#456", "ean13", "0075678164125", {}),
        ("Redth/ZXing.Net.Mobile#70", "ean13", "0751747057474", {}),
        ("odoo/odoo#288028", "ean13", "0123456789012", {}),
    ],
)
def test_the_symbol_says_what_was_meant(
    source: str, format: str, data: str, options: dict[str, object]
) -> None:
    """The data of *source*, which another program drew or read as something else."""
    (read,) = picture_reader.read(draw(format, data, options))
    assert read.text == data, source


@pytest.mark.parametrize(
    ("source", "format", "data"),
    [
        ("metafloor/bwip-js#354", "aztec", "6A3EE8ADF2EF17993A2053949FC31D87"),
        ("metafloor/bwip-js#354", "aztec", "1DCEA42E204404BD197DA4C9181D3E74"),
        ("bwipp/postscriptbarcode#284", "aztec", "C54867EAFB3A20071F01F3EF8285F0181C86E4E7"),
        (
            "metafloor/bwip-js#59",
            "aztec",
            "3044022042a64d6a4053ca28ca12f70ec784c62481f7af4b6eb64b0bf98d502d99cff2b80220",
        ),
        ("zxing-cpp/zxing-cpp#815", "pdf417", "400d0a1e0d0a414e5349"),
        ("lindell/JsBarcode#405", "code128", "31323334353637380873"),
    ],
)
def test_bytes_come_back_unchanged(source: str, format: str, data: str) -> None:
    """The bytes of *source*, of which another program changed some."""
    content = bytes.fromhex(data)
    options: dict[str, object] = HEX
    if format == "code128":  # its data is text
        data, options = content.decode(), {}
    (read,) = picture_reader.read(draw(format, data, options))
    assert read.bytes == content, source


# GS1


@pytest.mark.parametrize(
    ("source", "format", "data"),
    [
        (
            "metafloor/bwip-js#290",
            "gs1_qr",
            "(01)03453120000011(8200)http://www.abc.net(10)ABCD1234(410)9501101020917",
        ),
        ("metafloor/bwip-js#363", "gs1_datamatrix", "(01)09001432002380(21)5ahbhn(93)lMv9"),
        ("metafloor/bwip-js#95", "gs1_128", "(00)123456789012345675"),
        ("jodal/biip#137", "gs1_datamatrix", "(10)21072911(17)240531(01)00693570007182"),
        ("bwipp/postscriptbarcode#8", "gs1_128", "(10)ABC(3103)000123"),
        ("bwipp/postscriptbarcode#105", "databar_expanded", "(01)90012345678908(3103)012233"),
        (
            "zint/zint-gpl-only#17",
            "databar_expanded_stacked",
            "(01)08717953054708(21)X08J005TCKTSYWEL",
        ),
        (
            "tecnickcom/TCPDF#367",
            "gs1_datamatrix",
            "(01)04014348649049(11)191010(10)0021431378(21)0M8PJUHWTU",
        ),
        ("gs1/GS1_DigitalLink_Resolver_CE#15", "gs1_datamatrix", "(8003)04012345111118"),
    ],
)
def test_gs1_elements_keep_their_ends(source: str, format: str, data: str) -> None:
    """Readers find each element, in their human-readable form."""
    (read,) = picture_reader.read(draw(format, data, {}))
    assert (read.text, read.content_type.name) == (data, "GS1"), source


@pytest.mark.parametrize(
    ("source", "data", "suggestion"),
    [
        (
            "metafloor/bwip-js#343",
            f"(01)04620757979006(21)5btHYnjVq(GdU(91)EE10{LONG_GS1}",
            f"(01)04620757979006(21)5btHYnjVq\\(GdU(91)EE10{LONG_GS1}",
        ),
        (
            "metafloor/bwip-js#151",
            "(01)03348901294669(21)LUeq(C6)CkbMO",
            "(01)03348901294669(21)LUeq\\(C6)CkbMO",
        ),
        (
            "metafloor/bwip-js#151",
            "(01)03348901294669(21)LUeq((C6CkbMO",
            "(01)03348901294669(21)LUeq\\(\\(C6CkbMO",
        ),
        # Two faults, of which only one has a known remedy.
        ("lindell/JsBarcode#392", "019931009500035815990827300331031412310509721090023", ""),
        (
            "evrythng/gs1-digital-link-tools#11",
            "(8003)050606547800230002",
            "(8003)050606547800290002",
        ),
        ("metafloor/bwip-js#95", "(00)12345678901234567890", ""),
    ],
)
def test_element_strings_that_are_wrong_are_refused_with_what_works(
    source: str, data: str, suggestion: str
) -> None:
    """Brackets in values, wrong check digits and wrong lengths; each suggestion is drawn."""
    assert refusal("gs1_datamatrix", data).suggestion == suggestion, source
    if suggestion:
        assert draw("gs1_datamatrix", suggestion, {}).verified == "true"


def test_raw_brackets_need_no_escape() -> None:
    """metafloor/bwip-js#343: raw, a separator ends the serial number."""
    data = "0104620757979006215btHYnjVq(GdU\x1d91EE10"
    (read,) = picture_reader.read(draw("gs1_datamatrix", data, {}))
    assert read.text == "(01)04620757979006(21)5btHYnjVq(GdU(91)EE10"


@pytest.mark.parametrize(
    ("source", "data", "suggestion"),
    [
        (
            "gs1/GS1_DigitalLink_Resolver_CE#81",
            "https://id.gs1.org/01/09520123456788/21/12345XYZ/10/ABC123",
            "https://id.gs1.org/01/09520123456788/10/ABC123/21/12345XYZ",
        ),
        (
            "gs1/GS1_DigitalLink_Resolver_CE#81",
            "https://id.gs1.org/01/09520123456788/10/ABC123/",
            "https://id.gs1.org/01/09520123456788/10/ABC123",
        ),
    ],
)
def test_digital_links_out_of_order_are_refused_with_the_right_one(
    source: str, data: str, suggestion: str
) -> None:
    """GS1 Digital Link URI syntax, 4.9: 22, 10 and 21 in this order, and no slash at the end."""
    assert refusal("gs1_dl_qr", data).suggestion == suggestion, source


def test_a_qualifier_in_front_of_the_key_has_a_warning() -> None:
    """gs1/EPCIS#192: a serial number before /01/ is part of the address."""
    (warning,) = make("gs1_dl_qr", "https://id.gs1.org/21/2018/01/70614141123451").warnings
    assert warning.startswith("/21/2018 is in front of /01/")
    assert not make("gs1_dl_qr", "https://id.gs1.org/01/70614141123451/21/2018").warnings
    # Not every number in an address is one.
    assert not make("gs1_dl_qr", "https://example.com/2018/21a/01/70614141123451").warnings


def test_a_grai_may_begin_with_a_zero() -> None:
    """gs1/GS1DL-resolver-testsuite#20."""
    data = "https://id.gs1.org/8003/04007537168421100034022"
    (read,) = picture_reader.read(draw("gs1_dl_qr", data, {}))
    assert read.text == data


# Numbers with check digits


@pytest.mark.parametrize(
    ("source", "format", "data", "encoded"),
    [
        ("WhyNotHugo/python-barcode#196", "ean13", "842169142322", "8421691423220"),
        ("lindell/JsBarcode#116", "ean13", "000000000001", "0000000000017"),
        ("lindell/JsBarcode#280", "upca", "047875840614", "047875840614"),
        ("zxing/zxing#528", "upca", "077330012416", "077330012416"),
        ("zxing/zxing#736", "upce", "12345670", "12345670"),
        ("NaturalHistoryMuseum/pyzbar#160", "upce", "06541238", "06541238"),
        ("zxing-cpp/zxing-cpp#1098", "upce", "00223393", "00223393"),
    ],
)
def test_check_digits_are_right(source: str, format: str, data: str, encoded: str) -> None:
    """The number as printed on the package; a reader may report it as a longer GTIN."""
    symbol = make(format, data)
    assert symbol.data == encoded, source
    (read,) = picture_reader.read(draw(format, data, {}))
    assert symbol.reading is not None
    assert read.text == symbol.reading.text


@pytest.mark.parametrize(
    ("source", "format", "data", "suggestion"),
    [
        ("odoo/odoo#82654", "ean8", "07010022", "07010026"),
        ("odoo/odoo#82654", "ean8", "07010023", "07010026"),
        ("WhyNotHugo/python-barcode#80", "ean13", "1234567891012", "1234567891019"),
        ("python-escpos/python-escpos#350", "ean13", "1324354657687", "1324354657680"),
        ("Kingal1337/flipper-barcode-generator#13", "upca", "000012535635", "000012535637"),
        ("productdevbook/etiket#67", "itf14", "00012345600013", "00012345600012"),
    ],
)
def test_wrong_check_digits_are_refused_not_replaced(
    source: str, format: str, data: str, suggestion: str
) -> None:
    """Two wrong numbers must never become one barcode."""
    problem = refusal(format, data)
    assert (problem.code, problem.suggestion) == (f"{format}.bad_check_digit", suggestion), source


@pytest.mark.parametrize(
    ("source", "format", "data", "suggestion"),
    [
        ("lindell/JsBarcode#280", "upca", "47875840614", "047875840614"),
        ("lindell/JsBarcode#328", "ean8", "0454834", "00454834"),
    ],
)
def test_a_lost_zero_is_noticed(source: str, format: str, data: str, suggestion: str) -> None:
    """A number in JavaScript has no leading zero; a package showed eight digits, not seven."""
    assert [each.suggestion for each in make(format, data).notices] == [suggestion], source


@pytest.mark.parametrize(
    ("source", "format", "data", "options", "code"),
    [
        (
            "lindell/JsBarcode#269",
            "itf",
            "2372773400000855490144090000189174600056320",
            {},
            "itf.odd",
        ),
        ("zxing/zxing#858", "itf", "1234567", {}, "itf.odd"),
        ("DavBfr/dart_barcode#12", "itf14", "0312341611", {}, "itf14.bad_length"),
        ("lindell/JsBarcode#366", "ean13", "1", {}, "ean13.bad_length"),
        (
            "bwipp/postscriptbarcode#210",
            "code16k",
            "123456789012345678901234",
            {"symbol_rows": 2},
            "code16k.does_not_fit",
        ),
        ("bwipp/postscriptbarcode#210", "codablock_f", "aaaß", {}, "codablock_f.bad_character"),
    ],
)
def test_what_has_no_symbol_is_refused(
    source: str, format: str, data: str, options: dict[str, object], code: str
) -> None:
    """The error names the field and the fix."""
    problem = refusal(format, data, **options)
    assert problem.code == code, source
    assert problem.fix
