"""Data that a linear, postal or stacked symbology can't carry: the error and its suggestion."""

import pytest

from tests.common.barcode.drawing import refusal


@pytest.mark.parametrize(
    ("name", "data", "code", "suggestion"),
    [
        ("code39", "abc", "code39.bad_character", "ABC"),
        ("code39", "A*B", "code39.bad_character", ""),
        ("code39", "ß", "code39.bad_character", ""),
        ("code39ext", "é", "code39ext.bad_character", ""),
        ("code93", "é", "code93.bad_character", ""),
        ("itf", "123", "itf.odd", "0123"),
        ("itf", "12a4", "itf.bad_character", ""),
        ("itf", "12", "itf.too_short", "0012"),
        ("itf14", "00012345600013", "itf14.bad_check_digit", "00012345600012"),
        ("codabar", "12", "codabar.bad_ends", "A12A"),
        ("codabar", "A1B", "codabar.bad_length", ""),
        ("codabar", "AxxB", "codabar.bad_character", ""),
        ("codabar", "E12E", "codabar.bad_ends", ""),
        ("telepen", "é", "telepen.bad_character", ""),
        ("telepen_numeric", "123", "telepen_numeric.odd", "0123"),
        ("telepen_numeric", "X1", "telepen_numeric.bad_character", ""),
        ("pzn", "2758088", "pzn.bad_check_digit", "2758089"),
        ("pzn8", "27580898", "pzn8.bad_check_digit", "27580899"),
        ("code32", "143523127", "code32.bad_check_digit", "143523126"),
        ("vin", "1M8GDM9A1KP042788", "vin.bad_check_digit", "1M8GDM9AXKP042788"),
        ("vin", "LM8GDM9A0KP042788", "vin.bad_check_digit", "LM8GDM9A4KP042788"),
        ("vin", "1M8GDM9AXKP04278O", "vin.bad_character", ""),
        ("vin", "1M8", "vin.bad_length", ""),
        ("upu_s10", "EE876543217CA", "upu_s10.bad_check_digit", "EE876543216CA"),
        ("upu_s10", "E8765", "upu_s10.bad_form", ""),
        ("dpd", "0003", "dpd.bad_length", ""),
        ("leitcode", "21348075016402", "leitcode.bad_check_digit", "21348075016401"),
        ("identcode", "563102430314", "identcode.bad_check_digit", "563102430313"),
        ("ean14", "09501101530004", "ean14.bad_check_digit", "09501101530003"),
        ("sscc", "376104250021234560", "sscc.bad_check_digit", "376104250021234569"),
        ("gs1_128", "(10)" + "A" * 20 + "(21)" + "B" * 20 + "(30)1", "gs1_128.too_long", ""),
        ("gs1_coupon", "(01)09501101530003", "gs1_coupon.no_coupon", ""),
        ("databar_limited", "2950110153000", "databar_limited.bad_indicator", ""),
        ("databar_omni", "(01)09501101530004", "databar_omni.bad_check_digit", "09501101530003"),
        ("hibc_code128", "+A123BJC5D6E71H", "hibc_code128.bad_check_digit", "+A123BJC5D6E71G"),
        ("hibc_code39", "A#", "hibc_code39.bad_character", ""),
        ("dx_film_edge", "128-1", "dx_film_edge.bad_form", ""),
        ("dx_film_edge", "79-7/64", "dx_film_edge.bad_form", ""),
    ],
)
def test_invalid_data_is_an_error_with_the_data_that_works(
    name: str, data: str, code: str, suggestion: str
) -> None:
    """The rules of each standard; check digits are those of published examples."""
    problem = refusal(name, data)
    assert (problem.code, problem.suggestion) == (code, suggestion)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("code11", "12A"),
        ("msi", "12-3"),
        ("plessey", "12G"),
        ("matrix2of5", "12 3"),
        ("pharmacode", "2"),
        ("pharmacode", "131071"),
        ("pharmacode2", "3"),
        ("pharmacode2", "64570081"),
        ("channel_code", "7742863"),
        ("fim", "F"),
        ("flattermarken", "00"),
        ("bc412", "ABCDEFO"),
        ("bc412", "ABC"),
        ("ean2", "123"),
        ("ean5", "1234"),
        ("postnet", "1234"),
        ("postnet", "5555512371"),
        ("planet", "12345"),
        ("usps_imb", "01234"),
        ("usps_imb", "09876567094987654321"),
        ("rm4scc", "BX1!"),
        ("kix", "1231-FZ"),
        ("daft", "DAFX"),
        ("mailmark", "HELLO"),
        ("mailmark", "1100000000000XY11   A "),
        ("mailmark", "1100000000000XY11    "),
        ("mailmark_2d", "JGB 01210012"),
        ("mailmark_2d", "jgb 012100123412345678AB19XY1A 0"),
        ("mailmark_2d", "JGB 012100123412345678aB19XY1A 0"),
        ("auspost", "1234567"),
        ("auspost", "12345678ABC"),
        ("auspost_reply", "123456789"),
        ("japanpost", "154_0023"),
        ("koreapost", "12345"),
        ("koreapost", "9234571"),
        ("cepnet", "1234567"),
        ("code16k", "é"),
        ("code49", "é"),
        ("codablock_f", "é"),
    ],
)
def test_invalid_data_is_an_error_of_the_field_data(name: str, data: str) -> None:
    """Characters, lengths and ranges of each standard, one step outside."""
    assert refusal(name, data).field == "data"
