"""QR, Micro QR, rMQR, Data Matrix, Aztec, PDF417, MaxiCode and those without a decoder."""

import pytest

from common.barcode.decode import verification
from common.barcode.encode.symbology import catalogue
from tests.common.barcode.drawing import make, read, refusal


@pytest.mark.parametrize(
    ("name", "data", "options", "code"),
    [
        ("qr", "A", {"ecc": "X"}, "qr.bad_ecc"),
        ("qr", "1" * 7090, {}, "qr.too_long"),
        ("qr", "é" * 3000, {}, "qr.too_long"),
        ("qr", "\udc00", {}, "data.bad_character"),
        ("qr", "A", {"charset": "utf-7"}, "option.bad_value"),
        ("qr", "中", {"charset": "iso-8859-1"}, "qr.bad_character"),
        ("micro_qr", "é", {}, "micro_qr.bad_character"),
        ("micro_qr", "A" * 22, {}, "micro_qr.too_long"),
        ("micro_qr", "A", {"ecc": "H"}, "micro_qr.bad_ecc"),
        ("rmqr", "A", {"ecc": "L"}, "rmqr.bad_ecc"),
        ("aztec", "A", {"ecc": "24"}, "aztec.bad_ecc"),
        ("aztec_rune", "256", {}, "aztec_rune.too_great"),
        ("aztec_rune", "-1", {}, "aztec_rune.bad_character"),
        ("aztec_compact", "A" * 100, {}, "aztec_compact.too_long"),
        ("pdf417", "A", {"ecc": "9"}, "pdf417.bad_ecc"),
        ("pdf417", "é" * 1200, {}, "pdf417.too_long"),
        ("datamatrix_rectangular", "a" * 98, {}, "datamatrix_rectangular.too_long"),
        ("maxicode", "A" * 94, {}, "maxicode.too_long"),
        ("maxicode", "A", {"ecc": "M"}, "maxicode.bad_ecc"),
        ("upn_qr", "中", {}, "upn_qr.bad_character"),
        ("hanxin", "A", {"ecc": "L5"}, "hanxin.bad_ecc"),
        ("mailmark_2d", "ABC", {}, "mailmark_2d.bad_form"),
        ("gs1_datamatrix", "ABC", {}, "gs1.unknown_ai"),
        ("gs1_dl_qr", "hello", {}, "gs1_dl_qr.bad_link"),
    ],
)
def test_invalid_data_and_levels_have_their_codes(
    name: str, data: str, options: dict[str, str], code: str
) -> None:
    """Capacities, characters and levels of each standard, one step outside."""
    assert refusal(name, data, **options).code == code


# The greatest symbols of each, by the tables of their standards.
@pytest.mark.parametrize(
    ("name", "data", "options"),
    [
        ("qr", "1" * 7089, {"ecc": "L"}),
        ("qr", "A" * 4296, {"ecc": "L"}),
        ("qr", "a" * 2953, {"ecc": "L"}),
        ("qr", "1" * 3057, {"ecc": "H"}),
        ("micro_qr", "1" * 35, {}),
        ("micro_qr", "A" * 21, {}),
        ("micro_qr", "a" * 15, {}),
        ("rmqr", "1" * 361, {}),
        ("rmqr", "A" * 219, {}),
        ("datamatrix", "1" * 3116, {}),
        ("datamatrix", "A" * 2335, {}),
        ("datamatrix_rectangular", "1" * 98, {}),
        ("dmre", "1" * 236, {}),
        ("aztec", "1" * 3832, {"ecc": "10"}),
        ("aztec_compact", "1" * 110, {}),
        ("pdf417", "1" * 2710, {"ecc": "0"}),
        ("pdf417", "A" * 1850, {"ecc": "0"}),
        ("micropdf417", "1" * 366, {}),
        ("maxicode", "1" * 138, {}),
        ("maxicode", "A" * 93, {}),
        ("maxicode", "A" * 77, {"ecc": "enhanced"}),
    ],
)
def test_the_capacity_of_the_standard_reads_back(
    name: str, data: str, options: dict[str, str]
) -> None:
    """The capacity tables of the standards; decoded by zxing-cpp."""
    assert verification.check(make(name, data, **options)) == "true"


@pytest.mark.parametrize(
    ("name", "levels"),
    [
        ("qr", "L M Q H"),
        ("gs1_qr", "L M Q H"),
        ("micro_qr", "L M Q"),
        ("rmqr", "M H"),
        ("aztec", "10 23 36 50"),
        ("pdf417", "0 1 2 3 4 5 6 7 8"),
        ("pdf417_compact", "0 1 2 3 4 5 6 7 8"),
        ("maxicode", "STANDARD ENHANCED"),
        ("hanxin", "L1 L2 L3 L4"),
        ("grid_matrix", "1 2 3 4 5"),
    ],
)
def test_each_level_of_error_correction_gives_another_symbol(name: str, levels: str) -> None:
    """Levels are lower bounds, so the data fills the symbol; decoded by zxing-cpp."""
    full = {"gs1_qr": "(10)ABCDEF", "aztec": "ABC123" * 30, "grid_matrix": "ABC123" * 20}
    data = full.get(name, "ABC123")
    drawn = {level: make(name, data, ecc=level) for level in levels.split()}
    assert len({symbol.rows for symbol in drawn.values()}) == len(drawn)
    if catalogue()[name].verified:
        for symbol in drawn.values():
            assert verification.check(symbol) == "true"


def test_levels_may_be_small_letters_or_percent() -> None:
    """Levels have no regard to case and a percent sign."""
    assert make("qr", "A", ecc="h").rows == make("qr", "A", ecc="H").rows
    assert make("aztec", "A", ecc="23%").rows == make("aztec", "A").rows


def test_data_matrix_of_123456_is_the_figure_of_the_standard() -> None:
    """ISO/IEC 16022:2006, annex O: 123456 in 10 by 10 modules."""
    figure = (
        "1010101010"
        "1100101101"
        "1100000100"
        "1100011101"
        "1100001000"
        "1000001111"
        "1110110000"
        "1111011001"
        "1001110100"
        "1111111111"
    )
    drawn = make("datamatrix", "123456").rows
    assert "".join(str(module) for row in drawn for module in row.modules) == figure


def test_carrier_messages_use_modes_2_and_3() -> None:
    """ISO/IEC 16023:2000, annex B.2.1: postcode 152382802, country 840, service 001."""
    numeric = "[)>\x1e01\x1d96152382802\x1d840\x1d001\x1d1Z00004951\x1dUPSN\x1e\x04"
    letters = "[)>\x1e01\x1d96B1050 \x1d056\x1d999\x1d1Z00004951\x1dUPSN\x1e\x04"
    for message in (numeric, letters):
        symbol = make("maxicode", message)
        assert verification.check(symbol) == "true"
        assert symbol.rows != make("maxicode", message, ecc="STANDARD").rows


@pytest.mark.parametrize(
    ("name", "side"), [("datamatrix_rectangular", "8×18"), ("dmre", "8×48"), ("rmqr", "11×27")]
)
def test_the_smallest_rectangle_that_holds_the_data_is_used(name: str, side: str) -> None:
    """ISO/IEC 16022, 21471 and 23941: the smallest sizes that hold five digits."""
    symbol = make(name, "12345")
    assert f"{len(symbol.rows)}×{symbol.width}" == side


def test_matrix_codes_without_a_decoder_are_square_and_grow() -> None:
    """ISO/IEC 20830 and AIM Grid Matrix: all sizes are square."""
    for name in ("hanxin", "grid_matrix"):
        small, large = make(name, "A"), make(name, "A" * 200)
        assert small.width == len(small.rows) < large.width == len(large.rows)


def test_upn_qr_has_one_size() -> None:
    """UPN QR 1.0: version 15, which is 77 modules a side."""
    assert {make("upn_qr", data).width for data in ("UPNQR", "č" * 300)} == {77}
    assert read(make("upn_qr", "Žiga Čuk")) == "Žiga Čuk"


def test_gs1_symbols_have_their_symbology_identifiers() -> None:
    """GS1 General Specifications, figure 5.1.2-2."""
    identifiers = {
        name: reading.identifier
        for name in ("gs1_128", "gs1_datamatrix", "gs1_qr", "databar_expanded")
        if (reading := make(name, "(10)ABC").reading)
    }
    # GS1 General Specifications, figure 5.1.2-2.
    assert identifiers == {
        "gs1_128": "]C1",
        "gs1_datamatrix": "]d2",
        "gs1_qr": "]Q3",
        "databar_expanded": "]e0",
    }


@pytest.mark.parametrize(("charset", "content"), [(None, b"\xc3\xa9"), ("ISO-8859-1", b"\xe9")])
def test_charset_is_that_of_the_encoded_bytes(charset: str | None, content: bytes) -> None:
    """ISO/IEC 8859-1 encodes é as E9, UTF-8 as C3 A9; zxing-cpp reports the bytes."""
    symbol = make("qr", "é", charset=charset)
    assert verification.check(symbol) == "true"
    assert symbol.reading is not None
    assert symbol.reading.content == content
