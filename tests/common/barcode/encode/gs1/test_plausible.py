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


@pytest.mark.parametrize("symbology", ELEMENT_SYMBOLOGIES)
@pytest.mark.parametrize(
    ("data", "drawn"),
    [
        ("4006381333930", "(400)6381333930"),  # a GTIN-13 with a wrong check digit
        ("400638133393", "(400)638133393"),  # without it
        ("21123456789012345", "(21)123456789012345"),  # an SSCC without it
    ],
)
def test_elements_that_look_like_a_mistaken_key_are_drawn_with_a_notice(
    symbology: str, data: str, drawn: str
) -> None:
    """The checks single out the elements, but a mistake in a GTIN is more frequent."""
    symbol = make(symbology, data)
    (notice,) = symbol.notices
    assert (symbol.data, notice.code) == (drawn, "data.two_readings")
    assert drawn in notice.message
    assert make(symbology, drawn).notices == ()


def test_the_parts_of_a_composite_are_doubted_as_elements() -> None:
    """Both parts hold element strings."""
    symbol = make("gs1_128_composite", "400638133393|21123456789012345")
    assert [notice.message[:12] for notice in symbol.notices] == ["400638133393", "211234567890"]


@pytest.mark.parametrize(
    ("data", "readings"),
    [
        # An ISBN that is company-internal information too.
        ("978-3-16-148410-0", ["(01)09783161484100", "(97)8-3-16-148410-0"]),
        # A GTIN-8, and the UPC-E of 012345000065.
        ("01234565", ["(01)00000001234565", "(01)00012345000065"]),
    ],
)
def test_other_forms_of_keys_are_recognised(data: str, readings: list[str]) -> None:
    """ISO 2108: hyphens separate the parts; General Specifications 5.2.2.4: UPC-E."""
    assert suggestions("gs1_128", data) == readings


def test_a_key_in_groups_is_suggested_with_its_identifier() -> None:
    """Digits are printed in groups below an EAN-13."""
    with pytest.raises(DataError) as refused:
        make("gs1_128", "4 006381 333931")
    assert refused.value.problems[0].suggestion == "(01)04006381333931"


def test_an_element_string_as_a_scanner_sends_it_is_no_doubt() -> None:
    """Its identifier of predefined length says what the digits are."""
    assert make("sscc", "00376123450000010039").data == "(00)376123450000010039"
    assert make("ean14", "0109501101530003").data == "(01)09501101530003"
    assert make("gs1_128", "0109501101530003").notices == ()


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
    """The digits end in no check digit."""
    symbol = make(symbology, data)
    assert (symbol.data, symbol.notices) == (drawn, ())


@pytest.mark.parametrize(
    ("symbology", "other"), [("ean8", "upce"), ("upce", "ean8"), ("ean8_composite", "upce")]
)
def test_an_ean_8_that_is_a_upc_e_too_is_drawn_with_a_notice(symbology: str, other: str) -> None:
    """01234565 is the GTIN-8, and the UPC-E of 012345000065: the format says which is meant."""
    behind = "|(99)1" if symbology == "ean8_composite" else ""
    (notice,) = make(symbology, f"01234565{behind}").notices
    assert "012345000065" in notice.message
    assert (notice.field, notice.suggestion) == ("format", other)


def test_an_ean_8_or_upc_e_that_is_not_the_other_is_drawn_without_one() -> None:
    """No UPC-E begins with 9; 04252614 has another check digit as an EAN-8."""
    assert make("ean8", "96385074").notices == ()
    assert make("upce", "04252614").notices == ()


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
