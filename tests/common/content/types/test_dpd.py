"""DPD parcel labels."""

from common.content.catalogue import build, find
from tests.common.content.single_problem import refused

FIELDS = {
    "postcode": "0003932",
    "tracking_number": "06219912345678",
    "service": "101",
    "country": "040",
}
TEXT = "%000393206219912345678101040"


def test_a_wrong_check_character_is_refused() -> None:
    """The check character of 06219912345678 is D (ISO/IEC 7064, MOD 37,36)."""
    wrong = {**FIELDS, "tracking_number": "06219912345678X"}
    expected = ("tracking_number", "bad_check_character", "06219912345678D")
    assert expected == refused("dpd", wrong)


def test_the_label_is_written() -> None:
    """The example of the DPD label specification; zeros fill up the postcode."""
    assert build("dpd", {**FIELDS, "postcode": "3932"}).text == TEXT


def test_the_label_is_explained() -> None:
    """Postcode, tracking number, service and country are at fixed places."""
    assert find("dpd").explain(TEXT).fields == FIELDS
