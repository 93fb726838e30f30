"""What GS1 demands of components: General Specifications 25.0, chapter 3."""

import pytest

from common.barcode.encode.gs1.codes import COUNTRIES, COUNTRY_NUMBERS, CURRENCIES, PACKAGE_TYPES
from common.barcode.encode.gs1.linters import CORRECTIONS, LINTERS

COUPON = "106141416543213150110120"


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("csum", "9501101530004", "9501101530003"),
        ("csumalpha", "1987654Ad4X4bL5ttr2310c2L", "1987654Ad4X4bL5ttr2310c2K"),
        ("csumalpha", "1", "22"),
        ("gcppos1", "123A5", "12345"),
        ("gcppos1", "123", "1234"),
        ("gcppos2", "0123A5", "0123456"),
        ("hasnondigit", "123", "12A"),
        ("hh", "24", "23"),
        ("hhmi", "2400", "0000"),
        ("hhmi", "0060", "2359"),
        ("hyphen", "+", "-"),
        ("iban", "DE00370400440532013000", "DE89370400440532013000"),
        ("iban", "XX89370400440532013000", "NO9386011117947"),
        ("iban", "GB830", "DE89370400440532013000"),
        ("importeridx", "/", "_"),
        ("iso3166", "999", "276"),
        ("iso3166999", "998", "999"),
        ("iso3166alpha2", "ZZ", "SI"),
        ("iso4217", "123", "978"),
        ("iso5218", "3", "9"),
        ("latitude", "1800000001", "1800000000"),
        ("longitude", "3600000001", "3600000000"),
        ("mediatype", "11", "10"),
        ("mediatype", "79", "80"),
        ("mi", "60", "59"),
        ("nonzero", "0000", "0001"),
        ("nozeroprefix", "0", "10"),
        ("packagetype", "ZZZ", "PX"),
        ("pcenc", "A%2", "A%2F"),
        ("pcenc", "%zz", "%e9"),
        ("pieceoftotal", "0000", "0101"),
        ("pieceoftotal", "0302", "0202"),
        ("posinseqslash", "2/1", "2/2"),
        ("posinseqslash", "0/1", "1/1"),
        ("ss", "60", "59"),
        ("winding", "2", "9"),
        ("yesno", "2", "1"),
        ("yymmd0", "260230", "260200"),
        ("yymmd0", "261300", "000229"),
        ("yymmdd", "261200", "261231"),
        ("yyyymmdd", "20261200", "20261231"),
        ("yyyymmdd", "19000229", "00000229"),
        ("zero", "1", "0"),
        ("couponcode", "A" + COUPON, COUPON),
        ("couponcode", "7" + COUPON[1:], COUPON),
        ("couponcode", COUPON[:-1], COUPON + "3260101"),
        ("couponcode", COUPON + "3260230", COUPON + "3260131"),
        ("couponcode", COUPON + "32601014260201", COUPON + "32602014260101"),
        ("couponcode", COUPON + "7", COUPON + "50123456"),
        ("couponcode", COUPON + "101100008", COUPON + "101100009"),
        ("couponcode", COUPON + "21100008", COUPON + "21100009"),
        ("couponcode", COUPON + "60123456", COUPON + "61" + "1" * 7),
        ("couponcode", COUPON + "93000", COUPON + "90001"),
        ("couponposoffer", "2" + "009053465647366060767965095"[1:], "009053465647366060767965095"),
        ("couponposoffer", "0090534656473660607679650950", "009053465647366060767965095"),
    ],
)
def test_a_component_is_judged_by_its_linter(name: str, wrong: str, right: str) -> None:
    """One value on each side of the rule; the figures are those of the linter's own section."""
    assert LINTERS[name](wrong) != ""
    assert LINTERS[name](right) == ""


def test_a_correction_is_right() -> None:
    """What a refusal suggests passes the linter."""
    assert CORRECTIONS["csum"]("9501101530004") == "9501101530003"
    assert CORRECTIONS["csumalpha"]("1987654Ad4X4bL5ttr2310cXX") == "1987654Ad4X4bL5ttr2310c2K"


def test_the_code_lists_have_the_members_of_their_standards() -> None:
    """ISO 3166-1 and ISO 4217 as of January 2026; Recommendation 21 with GS1's additions."""
    assert (len(COUNTRIES), len(COUNTRY_NUMBERS)) == (249, 249)
    assert (len(CURRENCIES), len(PACKAGE_TYPES)) == (179, 431)
    assert {"DE", "SS", "BQ"} <= COUNTRIES
    assert {"276", "728", "535"} <= COUNTRY_NUMBERS
    assert {"978", "999", "036"} <= CURRENCIES
    assert {"PX", "PLP", "8", "43"} <= PACKAGE_TYPES
