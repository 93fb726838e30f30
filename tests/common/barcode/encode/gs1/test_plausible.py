"""Data with two plausible readings is refused with both; see the module for the rule."""

import pytest

from common.barcode.encode import gs1
from common.barcode.model.errors import DataError
from tests.common.barcode.drawing import make

ELEMENT_SYMBOLOGIES = (
    *("gs1_128", "gs1_datamatrix", "gs1_datamatrix_rectangular", "gs1_qr", "gs1_dotcode"),
    *("databar_expanded", "databar_expanded_stacked"),
)
GTIN_SYMBOLOGIES = (
    *("databar_omni", "databar_truncated", "databar_limited", "databar_stacked"),
    *("databar_stacked_omni", "itf14", "ean14"),
)


def suggestions(symbology: str, data: str) -> list[str]:
    with pytest.raises(DataError) as refused:
        make(symbology, data)
    assert {one.code for one in refused.value.problems} == {"data.two_readings"}
    return [one.suggestion for one in refused.value.problems]


@pytest.mark.parametrize("symbology", ELEMENT_SYMBOLOGIES)
@pytest.mark.parametrize(
    ("data", "readings"),
    [
        # A GTIN-13 that is an order number too.
        ("4006381333931", ["(01)04006381333931", "(400)6381333931"]),
        # A GTIN-8 that is company-internal information too.
        ("96385074", ["(01)00000096385074", "(96)385074"]),
        # A GTIN-14 that is a batch number too.
        ("10614141543219", ["(01)10614141543219", "(10)614141543219"]),
        # An SSCC that is a serial number too.
        ("211234567890123455", ["(00)211234567890123455", "(21)1234567890123455"]),
    ],
)
def test_digits_that_are_a_key_and_an_element_string_are_refused(
    symbology: str, data: str, readings: list[str]
) -> None:
    """Both readings pass every check; each suggestion is drawn as that one."""
    assert suggestions(symbology, data) == readings
    for reading in readings:
        assert make(symbology, reading).data == reading


def test_digits_with_a_wrong_check_digit_have_one_reading() -> None:
    """4006381333930 is no GTIN."""
    assert make("gs1_128", "4006381333930").data == "(400)6381333930"


@pytest.mark.parametrize("symbology", GTIN_SYMBOLOGIES)
def test_a_gtin_13_is_not_taken_for_a_gtin_14_without_check_digit(symbology: str) -> None:
    """GTIN-13 in 14 digits is a leading 0 (General Specifications 3.3.2)."""
    assert suggestions(symbology, "0012345678905") == ["00012345678905", "00123456789050"]


@pytest.mark.parametrize("symbology", ["ean13", "ean13_composite"])
def test_a_gtin_12_is_not_taken_for_a_gtin_13_without_check_digit(symbology: str) -> None:
    """036000291452 is the GTIN-12 of UPC-A's textbook example."""
    behind = "|(99)1" if symbology == "ean13_composite" else ""
    assert suggestions(symbology, "036000291452" + behind) == [
        "0036000291452" + behind,
        "0360002914522" + behind,
    ]


def test_an_add_on_is_kept_in_both_readings() -> None:
    """What stands behind the number is not in doubt."""
    assert suggestions("ean13", "036000291452+12") == ["0036000291452+12", "0360002914522+12"]


@pytest.mark.parametrize(
    ("symbology", "data", "drawn"),
    [
        ("ean13", "400638133393", "4006381333931"),
        ("ean8", "9638507", "96385074"),
        ("ean8", "96385074", "96385074"),
        ("upca", "03600029145", "036000291452"),
        ("itf14", "1061414154321", "10614141543219"),
        ("databar_omni", "0950110153000", "(01)09501101530003"),
    ],
)
def test_a_missing_check_digit_is_added_if_that_is_the_only_reading(
    symbology: str, data: str, drawn: str
) -> None:
    """No key has 7 or 11 digits; the 12 and 13 digits here end in no check digit."""
    assert make(symbology, data).data == drawn


def test_an_ean_8_that_is_a_upc_e_too_is_drawn_with_a_warning() -> None:
    """01234565 is the GTIN-8, and the UPC-E of 012345000065: the format says which is meant."""
    (warning,) = make("ean8", "01234565").warnings
    assert "012345000065" in warning
    assert make("ean8", "96385074").warnings == ()


def test_a_separator_in_angles_may_be_four_characters() -> None:
    """Character set 82 has < and >, so a batch number may hold <GS>."""
    assert suggestions("gs1_128", "10ABC<GS>2112") == ["(10)ABC<GS>2112", "(10)ABC(21)12"]


def test_a_separator_in_angles_is_one_if_no_value_can_hold_it() -> None:
    """A GTIN has digits only, and no identifier begins with <."""
    assert gs1.raw(gs1.parse("<GS>0109501101530003<GS>10ABC")) == "010950110153000310ABC"


def test_a_upc_e_may_lack_its_number_system_or_its_check_digit() -> None:
    """01234565 and 12345656 are both right (General Specifications 5.2.2.4)."""
    assert suggestions("upce", "1234565") == ["12345656", "01234565"]


def test_only_what_the_symbology_carries_is_suggested() -> None:
    """DataBar Limited begins with 0 or 1 (ISO/IEC 24724), and a coupon with (8110)."""
    assert suggestions("databar_limited", "4006381333931") == ["04006381333931"]
    with pytest.raises(DataError) as refused:
        make("gs1_coupon", "4006381333931")
    assert [(one.code, one.suggestion) for one in refused.value.problems] == [
        ("gs1_coupon.no_coupon", "")
    ]
