"""EAN, UPC, JAN, ISBN, ISMN and ISSN: GS1 General Specifications 5.2 and the ISO numbers."""

import pytest

from common.barcode.encode import zero_suppression
from tests.common.barcode.drawing import make, read, refusal

ARABIC_DIGITS = "٤٠٠٦٣٨١٣٣٣٩٣"


@pytest.mark.parametrize(
    ("symbology", "data", "code", "suggestion"),
    [
        ("ean13", "4006381333932", "ean13.bad_check_digit", "4006381333931"),
        ("ean13", "40063813339", "ean13.bad_length", ""),
        ("ean13", "40063813339311", "ean13.bad_length", ""),
        ("ean13", "40063813339312345678", "ean13.too_long", ""),
        ("ean13", "400638133393X", "ean13.bad_character", ""),
        ("ean13", ARABIC_DIGITS, "ean13.bad_character", ""),
        ("ean13", "²00638133393", "ean13.bad_character", ""),
        ("ean13", "4006381333931+", "ean13.bad_addon", ""),
        ("ean13", "4006381333931+123", "ean13.bad_addon", ""),
        ("ean13", "4006381333932+12", "ean13.bad_check_digit", "4006381333931+12"),
        ("upce", "00000030", "upce.not_shortest", "00000000"),
        ("upce", "036000291452", "upce.not_compressible", ""),
        ("ean8", "96385075", "ean8.bad_check_digit", "96385074"),
        ("upca", "036000291453", "upca.bad_check_digit", "036000291452"),
        ("upce", "01234566", "upce.bad_check_digit", "01234565"),
        ("upce", "21234565", "upce.bad_system", ""),
        ("upce", "12345", "upce.bad_length", ""),
        ("jan", "4006381333931", "jan.bad_prefix", ""),
        ("isbn", "978-3-16-148410-1", "isbn.bad_check_digit", "9783161484100"),
        ("isbn", "3-16-148410-0", "isbn.bad_check_digit", "316148410X"),
        ("isbn", "4006381333931", "isbn.bad_prefix", ""),
        ("isbn", "9790260000438", "isbn.bad_prefix", ""),
        ("isbn", "X123456789", "isbn.bad_character", ""),
        ("isbn10", "12345678", "isbn10.bad_length", ""),
        ("ismn", "9783161484100", "ismn.bad_prefix", ""),
        ("issn", "0317-8472", "issn.bad_check_digit", "03178471"),
        ("issn", "123456", "issn.bad_length", ""),
        ("issn", "4006381333931", "issn.bad_prefix", ""),
    ],
)
def test_invalid_data_is_an_error_with_the_data_that_works(
    symbology: str, data: str, code: str, suggestion: str
) -> None:
    """Check digits of published numbers, changed by one."""
    problem = refusal(symbology, data)
    assert (problem.code, problem.suggestion) == (code, suggestion)


@pytest.mark.parametrize(
    ("symbology", "data", "fix"),
    [
        ("ean13", "4 006381 333931", "Give 4006381333931."),
        ("upca", "0-36000-29145-2", "Give 036000291452."),
        ("upca", "0-36000-29145-3", "Leave spaces and hyphens out."),
    ],
)
def test_errors_of_spaces_and_hyphens_say_to_leave_them_out(
    symbology: str, data: str, fix: str
) -> None:
    """People type numbers as they are printed, between the groups of digits."""
    assert refusal(symbology, data).fix == fix


@pytest.mark.parametrize("addon", ["1", "1234", "123456", "1a", "٤٢"])
def test_invalid_add_ons_are_errors_of_the_option(addon: str) -> None:
    """An add-on has two or five digits (ISO/IEC 15420, 4.4)."""
    assert refusal("ean13", "4006381333931", addon=addon).field == "addon"


# Published numbers with check digits: GS1's check digit calculator (6291041500213),
# the articles on EAN-13, EAN-8, UPC-A, UPC-E, ISBN and ISSN in Wikipedia, ISO 3297 (0317-8471), and
# the Users' Manual of ISMN (979-0-2600-0043-8).
@pytest.mark.parametrize(
    ("symbology", "data", "encoded"),
    [
        ("ean13", "629104150021", "6291041500213"),
        ("ean13", "590123412345", "5901234123457"),
        ("ean13", "4006381333931", "4006381333931"),
        ("ean8", "7351353", "73513537"),
        ("ean8", "9638507", "96385074"),
        ("upca", "03600029145", "036000291452"),
        ("upca", "04210000526", "042100005264"),
        ("upce", "425261", "04252614"),
        ("upce", "0123456", "01234565"),
        ("upce", "042100005264", "04252614"),
        ("upce", "01210000034", "01203417"),
        ("jan", "490123456789", "4901234567894"),
        ("isbn", "978-0-306-40615", "9780306406157"),
        ("isbn", "0-306-40615-2", "9780306406157"),
        ("isbn10", "0-306-40615", "9780306406157"),
        ("isbn10", "0-9752298-0-X", "9780975229804"),
        ("ismn", "979-0-2600-0043", "9790260000438"),
        ("ismn", "M-2600-0043-8", "9790260000438"),
        ("issn", "0317-847", "9770317847001"),
        ("issn", "2049-3630", "9772049363002"),
        ("issn", "0378595503", "9770378595033"),
        ("issn", "9770317847001", "9770317847001"),
        ("issn", "977031784700", "9770317847001"),
        ("issn", "ISSN 0317-8471", "9770317847001"),
        ("isbn", "ISBN 978-0-306-40615-7", "9780306406157"),
        ("isbn10", "isbn: 0-306-40615-2", "9780306406157"),
    ],
)
def test_the_check_digit_is_added_or_verified(symbology: str, data: str, encoded: str) -> None:
    """Published numbers, as listed above."""
    assert make(symbology, data).data == encoded


@pytest.mark.parametrize(
    ("seven", "expanded"),
    [
        ("0123450", "01200000345"),
        ("0123451", "01210000345"),
        ("0123452", "01220000345"),
        ("0123453", "01230000045"),
        ("0123454", "01234000005"),
        ("0123455", "01234500005"),
        ("0123459", "01234500009"),
        ("0123853", "01230000085"),
        ("0123844", "01238000004"),
    ],
)
def test_the_last_digit_of_upc_e_restores_the_zeros(seven: str, expanded: str) -> None:
    """GS1 General Specifications, 5.2.2.4.2: the last digit gives the place of the zeros."""
    assert zero_suppression.expand(seven) == expanded
    assert zero_suppression.expand(zero_suppression.compress(expanded)) == expanded


def test_upc_e_is_read_as_the_number_that_it_represents() -> None:
    """Wikipedia, UPC-E: 04252614 represents 042100005264."""
    assert read(make("upce", "04252614")) == "0042100005264"


def test_digits_have_the_places_of_the_printed_symbol() -> None:
    """GS1 General Specifications, 5.2: the groups of printed digits."""
    symbol = make("ean13", "4006381333931")
    assert [span.text for span in symbol.spans] == ["4", "006381", "333931"]
    assert [span.text for span in make("upca", "036000291452").spans] == [
        "0",
        "36000",
        "29145",
        "2",
    ]
    assert [span.text for span in make("ean8", "96385074").spans] == ["9638", "5074"]


def test_guards_are_the_bars_at_the_ends_and_in_the_middle() -> None:
    """GS1 General Specifications, 5.2: guards are 101 at the ends and 01010 in the middle."""
    symbol = make("ean13", "4006381333931")
    dark = [place for place, module in enumerate(symbol.guards) if module]
    assert dark == [0, 2, 46, 48, 92, 94]


def test_the_quiet_zones_are_those_of_the_standard() -> None:
    """GS1 General Specifications, 5.2: quiet zones of 11 and 7, 7, 9, and 9 and 7 modules."""
    zones = {
        name: (make(name, data).quiet_zone.left, make(name, data).quiet_zone.right)
        for name, data in (
            ("ean13", "4006381333931"),
            ("ean8", "96385074"),
            ("upca", "036000291452"),
            ("upce", "01234565"),
        )
    }
    assert zones == {"ean13": (11, 7), "ean8": (7, 7), "upca": (9, 9), "upce": (9, 7)}


@pytest.mark.parametrize("addon", ["05", "51299"])
@pytest.mark.parametrize(
    ("symbology", "data"),
    [
        ("ean13", "4006381333931"),
        ("ean8", "96385074"),
        ("upca", "036000291452"),
        ("upce", "01234565"),
    ],
)
def test_add_ons_are_read_with_their_symbol(symbology: str, data: str, addon: str) -> None:
    """zxing-cpp reports the add-on after the digits."""
    symbol = make(symbology, data, addon=addon)
    assert read(symbol).endswith(addon)
    assert symbol.rows == make(symbology, f"{data}+{addon}").rows
    assert symbol.spans[-1].above


@pytest.mark.parametrize(
    ("symbology", "data", "heading"),
    [
        # The Users' Manuals of ISBN and of ISMN; ISO 3297 (0317-8471).
        ("isbn", "978-3-16-148410-0", "ISBN 978-3-16-148410-0"),
        ("isbn", "9783161484100", "ISBN 978-3-16-148410-0"),
        ("isbn", "978-3161484100", "ISBN 978-3-16-148410-0"),
        ("isbn", "978 3 16 148410 0", "ISBN 978-3-16-148410-0"),
        ("isbn", "3-16-148410-X", "ISBN 978-3-16-148410-0"),
        ("isbn", "316148410", "ISBN 978-3-16-148410-0"),
        ("isbn", "978-0-306-40615", "ISBN 978-0-306-40615-7"),
        ("isbn10", "316148410X", "ISBN 3-16-148410-X"),
        ("isbn10", "9780306406157", "ISBN 0-306-40615-2"),
        ("ismn", "9790260000438", "ISMN 979-0-2600-0043-8"),
        ("ismn", "M-2600-0043-8", "ISMN 979-0-2600-0043-8"),
        ("issn", "03178471", "ISSN 0317-8471"),
        ("issn", "9770317847001", "ISSN 0317-8471"),
        # No agency assigns this range (Range Message of April 2026).
        ("isbn", "9786780000003", "ISBN 9786780000003"),
    ],
)
def test_the_number_is_printed_with_its_hyphens_above_the_digits(
    symbology: str, data: str, heading: str
) -> None:
    """ISO 2108, 10957 and 3297: the name and the hyphenated number precede the EAN-13."""
    symbol = make(symbology, data)
    assert (symbol.heading, symbol.text) == (heading, symbol.data)
    assert [span.text for span in symbol.spans] == [
        symbol.data[0],
        symbol.data[1:7],
        symbol.data[7:],
    ]


def test_hyphens_at_other_places_are_printed_with_a_notice() -> None:
    """The caller may know newer ranges than the table."""
    symbol = make("isbn", "978-31-6-148410-0")
    assert symbol.heading == "ISBN 978-31-6-148410-0"
    assert [(each.code, each.suggestion) for each in symbol.notices] == [
        ("isbn.other_parts", "978-3-16-148410-0")
    ]
    assert make("isbn", "978-3-16-148410-0").notices == ()


def test_light_margin_marks_are_at_the_outer_ends_of_the_quiet_zones() -> None:
    """GS1 General Specifications 5.2.3.5: > for EAN-13, < and > for EAN-8."""

    def marks(symbology: str, data: str) -> list[tuple[str, bool]]:
        symbol = make(symbology, data, light_margin_mark=True)
        end = symbol.width + symbol.quiet_zone.right
        assert all(-symbol.quiet_zone.left <= span.left for span in symbol.spans)
        assert all(span.right <= end for span in symbol.spans)
        return [(span.text, span.above) for span in symbol.spans if not span.text.isdecimal()]

    assert marks("ean13", "4006381333931") == [(">", False)]
    assert marks("ean8", "96385074") == [("<", False), (">", False)]
    # With an add-on, the margin on the right is that of the add-on.
    assert marks("isbn", "9783161484100+51299") == [(">", True)]
    assert marks("ean8", "96385074+12") == [("<", False), (">", True)]


def test_add_on_in_data_and_option_is_an_error() -> None:
    """Either place is documented, not both."""
    assert refusal("ean13", "4006381333931+12", addon="12").field == "addon"


@pytest.mark.parametrize("eleven", ["21234500005", "01234500001", "01234567890"])
def test_numbers_without_the_right_zeros_have_no_short_form(eleven: str) -> None:
    """GS1 General Specifications, 5.2.2.4.2."""
    assert zero_suppression.compress(eleven) == ""
