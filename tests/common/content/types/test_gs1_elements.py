"""GS1 element strings as fields."""

import biip
import pytest

from common.content.catalogue import build, explain, find
from tests.common.content.single_problem import problems, refused

ID = "gs1_elements"
GTIN = "09506000134352"


@pytest.mark.parametrize(
    ("fields", "field", "reason", "suggestion"),
    [
        ({"gtin": "09506000134351"}, "gtin", "gs1.bad_check_digit", GTIN),
        ({"gtin": GTIN, "batch": "A" * 21}, "batch", "gs1.bad_length", ""),
        ({"gtin": GTIN, "batch": "A B"}, "batch", "gs1.bad_character", ""),
        ({"gtin": GTIN, "expiry": "2026-02-30"}, "expiry", "bad_date", ""),
        ({"gtin": GTIN, "expiry": "1876-02-01"}, "expiry", "bad_date", ""),
        ({"gtin": GTIN, "net_weight": "1234567"}, "net_weight", "too_long", ""),
        ({"elements": "(9999)X"}, "elements", "gs1.unknown_ai", ""),
    ],
)
def test_wrong_values_are_refused(
    fields: dict[str, str], field: str, reason: str, suggestion: str
) -> None:
    """Each problem names its field; the right check digit is the suggestion (7.9.1)."""
    assert (field, reason, suggestion) == refused(ID, fields)


def test_exclusive_elements_are_refused() -> None:
    """(01) and (02) are never on one item (GS1 General Specifications, 4.14.1)."""
    assert refused(ID, {"gtin": GTIN, "contained_gtin": GTIN})[1] == "gs1.excluded"


def test_no_element_is_refused() -> None:
    """A build without a field has no meaning."""
    assert refused(ID, {}) == ("elements", "empty", "")


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"gtin": "9506000134352"}, f"(01){GTIN}"),
        ({"gtin": GTIN, "expiry": "2026-02"}, f"(01){GTIN}(17)260200"),
        ({"gtin": GTIN, "expiry": "260228"}, f"(01){GTIN}(17)260228"),
        ({"gtin": GTIN, "net_weight": "1.250"}, f"(01){GTIN}(3103)001250"),
        ({"gtin": GTIN, "net_weight": "7"}, f"(01){GTIN}(3100)000007"),
        ({"gtin": GTIN, "price": "0.05"}, f"(01){GTIN}(3922)005"),
        ({"gtin": GTIN, "batch": "A", "variant": "01"}, f"(01){GTIN}(20)01(10)A"),
    ],
)
def test_elements_are_written(fields: dict[str, str], text: str) -> None:
    """Short GTINs are filled, decimals choose the identifier, fixed lengths are first (7.8)."""
    assert text == build(ID, fields).text


def test_day_00_is_the_last_of_the_month() -> None:
    """GS1 General Specifications, 3.4.7: day 00 means the last day of the month."""
    assert find(ID).explain(f"(01){GTIN}(17)280200").fields["expiry"] == "2028-02-29"


@pytest.mark.parametrize(
    "text",
    [
        f"(01){GTIN}(17)271231(10)ABC",
        f"01{GTIN}1727123110ABC",
        f"]C101{GTIN}1727123110ABC",
        f"]d201{GTIN}10ABC\x1d17271231",
    ],
)
def test_all_forms_have_the_same_meaning(text: str) -> None:
    """Brackets, a reader's raw text and the symbology identifier are forms of one message (7.8)."""
    found = explain(text)
    assert found is not None
    assert found.fields == {"gtin": GTIN, "expiry": "2027-12-31", "batch": "ABC"}


def test_good_elements_of_a_broken_message_are_kept() -> None:
    """The bad element is named at its field; the others are explained."""
    found = find(ID).explain(f"(01){GTIN}(17)271331(10)ABC")
    assert found.fields == {"gtin": GTIN, "batch": "ABC"}
    assert problems(ID, f"(01){GTIN}(17)271331(10)ABC") == [("expiry", "gs1.bad_value")]


@pytest.mark.parametrize(
    "text",
    ["(020) 79460000", "(240)555-1234", "(415) 555-1234", "(note)", "2012345928756", "0123"],
)
def test_telephone_numbers_are_no_elements(text: str) -> None:
    """240, 410 and 415 are identifiers and area codes; digits alone are no message."""
    found = explain(text)
    assert found is None or found.type != ID


def test_values_agree_with_biip() -> None:
    """The package biip reads the same GTIN, date, lot and weight from what is built."""
    text = build(ID, {"gtin": GTIN, "expiry": "2027-02", "batch": "A/1", "net_weight": "1.25"}).text
    raw = text.replace("(", "").replace(")", "").replace("A/1", "A/1\x1d")
    message = biip.parse(raw).gs1_message
    assert message is not None
    values = {one.ai.ai: one for one in message.element_strings}
    assert values["01"].value == GTIN
    assert str(values["17"].date) == "2027-02-28"
    assert values["10"].value == "A/1"
    assert str(values["3102"].decimal) == "1.25"


def test_a_repeated_element_is_given_once() -> None:
    """The same identifier with the same value twice is one field (4.14)."""
    assert find(ID).explain(f"(01){GTIN}(01){GTIN}").fields == {"gtin": GTIN}


def test_good_elements_of_broken_raw_text_are_kept() -> None:
    """The date is no date; the GTIN in front of it is explained."""
    text = f"]C101{GTIN}17271331"
    assert find(ID).explain(text).fields == {"gtin": GTIN}
    assert problems(ID, text) == [("expiry", "bad_element")]
