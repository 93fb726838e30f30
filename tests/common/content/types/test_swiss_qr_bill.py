"""Swiss QR-bills: bad fields first, then the guidelines' example and other writers' payloads."""

import pytest

from common.content.catalogue import build
from tests.common.content.types.explained import fields_and_codes, refusal

_PARTY = {
    "creditor_name": "Robert Schneider AG",
    "creditor_street": "Rue du Lac",
    "creditor_building": "1268",
    "creditor_postal_code": "2501",
    "creditor_city": "Biel",
    "creditor_country": "CH",
}
_MINIMAL: dict[str, str | list[str]] = {
    **_PARTY,
    "iban": "CH5800791123000889012",
    "currency": "CHF",
}
_QR = {"iban": "CH4431999123000889012", "reference": "210000000003139471430009017"}
_FULL: dict[str, str | list[str]] = {
    **_MINIMAL,
    **_QR,
    "amount": "1949.75",
    "debtor_name": "Pia-Maria Rutschmann-Schnyder",
    "debtor_street": "Grosse Marktgasse",
    "debtor_building": "28",
    "debtor_postal_code": "9400",
    "debtor_city": "Rorschach",
    "debtor_country": "CH",
    "reference_type": "QRR",
    "message": "Order dated 18.06.2020",
    "billing_information": "//S1/01/20170309/11/10201409/20/14000000/22/36958/30/CH106017086/40/"
    "1020/41/3010",
    "alternative_procedures": ["UV;UltraPay005;12345", "XY;XYService;54321"],
}
_EXAMPLE = (
    "SPC\n0200\n1\nCH4431999123000889012\nS\nRobert Schneider AG\nRue du Lac\n1268\n2501\nBiel\n"
    "CH\n\n\n\n\n\n\n\n1949.75\nCHF\nS\nPia-Maria Rutschmann-Schnyder\nGrosse Marktgasse\n28\n"
    "9400\nRorschach\nCH\nQRR\n210000000003139471430009017\nOrder dated 18.06.2020\nEPD\n"
    "//S1/01/20170309/11/10201409/20/14000000/22/36958/30/CH106017086/40/1020/41/3010\nUV;UltraPay005;12345\n"
    "XY;XYService;54321"
)


@pytest.mark.parametrize(
    ("fields", "code", "suggestion"),
    [
        ({"iban": "DE89370400440532013000"}, "bad_country", ""),
        ({"iban": "CH5900791123000889012"}, "bad_check_digits", "CH5800791123000889012"),
        ({"iban": _QR["iban"]}, "wrong_account", ""),
        ({"iban": _QR["iban"], "reference": "RF18539007547034"}, "wrong_account", ""),
        ({"reference": _QR["reference"]}, "wrong_account", ""),
        (
            {**_QR, "reference": "210000000003139471430009018"},
            "bad_check_digit",
            "210000000003139471430009017",
        ),
        ({**_QR, "reference": "2100000000031394714300090"}, "bad_reference", ""),
        ({**_QR, "reference": "0" * 27}, "bad_reference", ""),
        ({"reference": "RF19539007547034"}, "bad_check_digits", "RF18539007547034"),
        ({"reference": "RF18539007547034", "reference_type": "NON"}, "not_applicable", ""),
        ({"debtor_name": "Simon Muster"}, "missing_field", ""),
        ({"creditor_city": "Łódź Лодзь"}, "bad_character", ""),
        ({"currency": "USD"}, "bad_choice", ""),
        ({"message": "a" * 100, "billing_information": f"//{'a' * 50}"}, "too_long", ""),
        ({"alternative_procedures": ["a", "b", "c"]}, "too_many", ""),
    ],
)
def test_bad_fields_are_refused(
    fields: dict[str, str | list[str]], code: str, suggestion: str
) -> None:
    """Rules of the guidelines 2.3, 4.1 to 4.3."""
    problem = refusal("swiss_qr_bill", {**_MINIMAL, **fields})
    assert (problem.code, problem.suggestion) == (f"content.swiss_qr_bill.{code}", suggestion)


def test_example_of_the_guidelines_is_built_and_read() -> None:
    """The example with all elements that SIX has published."""
    payload = build("swiss_qr_bill", _FULL)
    assert (payload.text, payload.options) == (_EXAMPLE, {"ecc": "M"})
    assert fields_and_codes(_EXAMPLE) == (_FULL, [])
    assert fields_and_codes(_EXAMPLE.replace("\n", "\r\n")) == (_FULL, [])


def test_check_digit_is_added_to_26_digits() -> None:
    """The reference of the guidelines without its last digit."""
    given = {**_MINIMAL, **_QR, "reference": _QR["reference"][:26]}
    assert _QR["reference"] in build("swiss_qr_bill", given).text


def test_procedure_without_billing_information_has_its_line() -> None:
    """Line 32 stays empty, because the place of an element decides its meaning."""
    given = {**_MINIMAL, "alternative_procedures": ["eBill/B/41010560425610173"]}
    lines = build("swiss_qr_bill", given).text.split("\n")
    assert lines[30:] == ["EPD", "", "eBill/B/41010560425610173"]


def test_procedure_on_the_line_of_billing_information_is_read() -> None:
    """The JavaScript library swissqrbill 4.4.1 leaves the empty line out."""
    payload = (
        "SPC\n0200\n1\nCH4431999123000889012\nS\nRobert Schneider AG\nRue du Lac\n1268\n2501\n"
        "Biel\nCH\n\n\n\n\n\n\n\n199.95\nCHF\n\n\n\n\n\n\n\nQRR\n210000000003139471430009017\nhi\nEPD\n"
        "eBill/B/41010560425610173"
    )
    fields, codes = fields_and_codes(payload)
    assert fields["alternative_procedures"] == ["eBill/B/41010560425610173"]
    assert codes == ["misplaced_procedure"]


def test_combined_address_is_read() -> None:
    """Bills before 2025-11-21 may have addresses in two lines."""
    payload = _EXAMPLE.replace(
        "S\nRobert Schneider AG\nRue du Lac\n1268\n2501\nBiel\nCH",
        "K\nRobert Schneider AG\nRue du Lac 1268\n2501 Biel\n\n\nCH",
    )
    fields, codes = fields_and_codes(payload)
    assert (fields["creditor_street"], fields["creditor_city"]) == ("Rue du Lac 1268", "2501 Biel")
    assert codes == ["combined_address", "missing_field"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("0200", "0100", "bad_version"),
        ("0200\n1\n", "0200\n2\n", "bad_coding"),
        ("EPD", "EPX", "no_trailer"),
        ("1949.75", "01949.7", "bad_amount_form"),
        ("XYService;54321", "XYService;54321\nmore", "too_many_lines"),
        ("CH\n\n\n\n\n\n\n\n", "CH\nS\nX\n\n\n\n\n\n", "ultimate_creditor"),
        ("QRR", "SCOR", "wrong_account"),
        ("430009017", "430009018", "bad_check_digit"),
    ],
)
def test_what_is_broken_is_named(old: str, new: str, code: str) -> None:
    """One change of the example breaks one rule."""
    assert code in fields_and_codes(_EXAMPLE.replace(old, new, 1))[1]
