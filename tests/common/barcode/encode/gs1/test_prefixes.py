"""Who issued a GS1 key, by the table of GS1's page on company prefixes."""

from itertools import pairwise

import pytest

from common.barcode.encode.gs1 import Element
from common.barcode.encode.gs1.prefixes import RANGES, issuer, issuer_of

# GS1, "GS1 Company Prefix": the list of prefixes by member organisation.
ISSUERS = {
    "4006381333931": "GS1 Germany",
    "9501101530003": "GS1 Global Office",
    "09501101530003": "GS1 Global Office",
    "036000291452": "GS1 US",
    "0036000291452": "GS1 US",
    "7612345678900": "GS1 Switzerland",
    "4901234567894": "GS1 Japan",
    "6901234567892": "GS1 China",
    "106141411234567897": "GS1 US",
    "340123450000000000": "GS1 Germany",
    "40123455": "GS1 Germany",
    "00000040123455": "GS1 Germany",
    "9783161484100": "International ISBN Agency: books and music",
    "9771144875007": "ISSN International Centre: serial publications",
}


@pytest.mark.parametrize("text", ["", "abc", "123", "٤٠٠٦٣٨١٣٣٣٩٣١", "3810000000000"])
def test_what_is_no_key_or_has_no_assigned_prefix_has_no_issuer(text: str) -> None:
    assert issuer(text) == ""


@pytest.mark.parametrize(("key", "who"), ISSUERS.items())
def test_issuer_is_the_member_organisation(key: str, who: str) -> None:
    assert issuer(key) == who


@pytest.mark.parametrize("key", ["2012345000009", "0212345000002", "02345673", "21234569"])
def test_number_of_a_shop_is_for_restricted_circulation(key: str) -> None:
    """GS1 General Specifications 1.4.2 and 1.4.3: 02, 04, 20 to 29; of GTIN-8, 0 and 2."""
    assert issuer(key).startswith("restricted circulation")


def test_ranges_are_in_order_and_do_not_overlap() -> None:
    edges = [edge for first, last, _ in RANGES for edge in (first, last)]

    assert edges == sorted(edges)
    assert all(last < first for (_, last, _), (first, _, _) in pairwise(RANGES))


def test_key_among_elements_is_used() -> None:
    batch, gtin = Element("10", "A1", "BATCH/LOT"), Element("01", "04006381333931", "GTIN")

    assert issuer_of("gs1_128", "", [batch, gtin]) == "GS1 Germany"
    assert issuer_of("gs1_128", "", [batch]) == ""


def test_zero_suppressed_and_added_digits_do_not_hide_the_prefix() -> None:
    assert issuer_of("upce", "01234565", []) == "GS1 US"
    assert issuer_of("ean13", "4006381333931+12", []) == "GS1 Germany"
    assert issuer_of("code128", "4006381333931", []) == ""
